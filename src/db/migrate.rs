//! Forward migrations, embedded. `user_version` counts those that a file has.

use std::collections::BTreeSet;

use rusqlite::Connection;

/// Which of the schemas a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    Control,
    Account,
    /// What an account's file keeps no longer, beside it.
    Archive,
}

/// Why a file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("it was written by a newer version of Dangol (schema {found}, this version knows {known}); install that version again")]
    Newer { found: usize, known: usize },
    #[error("it belongs to something else: its application id is {0:#x}")]
    Foreign(i32),
    #[error("it can't be read: {0}; restore it from a backup")]
    Unreadable(#[from] rusqlite::Error),
    #[error("no thread could be started for it: {0}; free some memory and start again")]
    NoThread(#[from] std::io::Error),
    #[error("it is missing; restore it from a backup")]
    Missing,
    #[error("it is {0} steps older than this version of Dangol; start `dangol serve` of this version first")]
    Behind(usize),
}

impl Fault {
    /// Is it the file that is at fault? Otherwise the machine was short of something, and the next try may succeed.
    pub fn is_of_the_file(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            Self::Unreadable(rusqlite::Error::SqliteFailure(failure, _)) => matches!(failure.code, DatabaseCorrupt | NotADatabase),
            Self::NoThread(_) => false,
            Self::Newer { .. } | Self::Foreign(_) | Self::Missing | Self::Behind(_) | Self::Unreadable(_) => true,
        }
    }
}

impl Schema {
    /// The migrations of this schema, oldest first. A released one is never edited; the next gets a line here.
    pub const fn migrations(self) -> &'static [&'static str] {
        match self {
            Self::Control => &[
                include_str!("../../migrations/control/0001_start.sql"),
                include_str!("../../migrations/control/0002_access.sql"),
                include_str!("../../migrations/control/0003_mail.sql"),
                include_str!("../../migrations/control/0004_jobs.sql"),
                include_str!("../../migrations/control/0005_capacity.sql"),
                include_str!("../../migrations/control/0006_resources.sql"),
                include_str!("../../migrations/control/0007_retention.sql"),
                include_str!("../../migrations/control/0008_backups.sql"),
                include_str!("../../migrations/control/0009_swaps.sql"),
                include_str!("../../migrations/control/0010_erasure.sql"),
                include_str!("../../migrations/control/0011_hosts.sql"),
                include_str!("../../migrations/control/0012_certificates.sql"),
            ],
            Self::Account => &[
                include_str!("../../migrations/account/0001_start.sql"),
                include_str!("../../migrations/account/0002_scoring.sql"),
                include_str!("../../migrations/account/0003_reports.sql"),
                include_str!("../../migrations/account/0004_viral.sql"),
                include_str!("../../migrations/account/0005_work.sql"),
                include_str!("../../migrations/account/0006_queue.sql"),
                include_str!("../../migrations/account/0007_retention.sql"),
                include_str!("../../migrations/account/0008_compact.sql"),
                include_str!("../../migrations/account/0009_scoring.sql"),
                include_str!("../../migrations/account/0010_days.sql"),
            ],
            Self::Archive => &[include_str!("../../migrations/archive/0001_start.sql")],
        }
    }

    /// Marks our files, so that another program's database is not taken for one (<https://sqlite.org/fileformat.html#application_id>).
    const fn application_id(self) -> i32 {
        match self {
            Self::Control => 0x6461_6e30,
            Self::Account => 0x6461_6e31,
            Self::Archive => 0x6461_6e32,
        }
    }

    /// Brings a file up to date, each step in its own transaction. Says how many steps it took.
    pub fn migrate(self, conn: &mut Connection) -> Result<usize, Fault> {
        let behind = self.steps_behind(conn)?;
        for index in self.migrations().len() - behind..self.migrations().len() {
            self.take_step(conn, index)?;
        }
        Ok(behind)
    }

    /// Takes one step, by its place in [`Self::migrations`], in a transaction of its own.
    pub fn take_step(self, conn: &mut Connection, index: usize) -> rusqlite::Result<()> {
        let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        tx.execute_batch(self.migrations()[index])?;
        tx.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        tx.pragma_update(None, "application_id", self.application_id())?;
        tx.commit()
    }

    /// The tables that the steps from one on take rows from, or away, as a line `-- shrinks: table, table` of theirs says. An upgrade
    /// that leaves fewer rows in any other table is taken for a mistake.
    pub fn shrinks(self, from: usize) -> BTreeSet<&'static str> {
        let lines = self.migrations().iter().skip(from).flat_map(|sql| sql.lines());
        lines.filter_map(|line| line.strip_prefix("-- shrinks:")).flat_map(|tables| tables.split(',')).map(str::trim).collect()
    }

    /// How many steps a file lacks; 0 when it is up to date.
    pub fn steps_behind(self, conn: &Connection) -> Result<usize, Fault> {
        let found = self.version(conn)?;
        let known = self.migrations().len();
        known.checked_sub(found).ok_or(Fault::Newer { found, known })
    }

    fn version(self, conn: &Connection) -> Result<usize, Fault> {
        // The first read of a truncated or foreign file fails here.
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let mark: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if tables > 0 && mark != self.application_id() {
            return Err(Fault::Foreign(mark));
        }
        let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok(version as usize)
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// A released migration is never edited: files that have it would differ from files that get it. Add lines, change none.
    const RELEASED: &[(Schema, usize, &str)] = &[
        (Schema::Control, 0, "ef7677500e89503fac936140924c3520992435f5c9dd6ac531e3306ed92ac79c"),
        (Schema::Control, 1, "2257d012ebd99b38f0c3ba4a2a0174d6397712f13d4160abfb4024c56a2738d5"),
        (Schema::Control, 2, "ffba94fd02c73403ea9b952bc8eacefda398826b18a3c88c6fd4f7bb50460762"),
        (Schema::Control, 3, "09469011c68f5ed86db28ed29bda1a2028a0b11eb6f32d0dd6a110d1bfd78513"),
        (Schema::Control, 4, "0bd1a73c45046357d749b63644b700ec8db8a4c6cde370d0c73f2d9f21910a0c"),
        (Schema::Control, 5, "07595cdab2908532922e9d50dd2371a8aad6404ec707f8ff0e8c760b750e5508"),
        (Schema::Control, 6, "d9c44cfa1a3b619746c58d21f504d89543f68fbaab499c35da648683608dbd35"),
        (Schema::Control, 7, "d25ba49b10d34002f753c870ffe3ccd5747262d870829416b6f627039c7cba59"),
        (Schema::Control, 8, "aa684c93b2719ba2c81da5582cd7bdb1846665395c6c5c945859d87a7992af72"),
        (Schema::Control, 9, "2b291bc8c8339b814bf0689c1da030a42a74d6d11447e2b600d8f5014cdfd3e3"),
        (Schema::Control, 10, "191cf1c0fc316dd8760a15d39926138bdd8aa0fa091f550abf7afc700c905979"),
        (Schema::Control, 11, "0a908aa9588779032d04bbb2c4fe502a452457d0cb6080ca87e366e4822fad07"),
        (Schema::Account, 0, "0f6e3994b0cdc38c8ba776476e6aae76e74c0fc41c83fe57095d2bdefe8d3870"),
        (Schema::Account, 1, "55ab956070d462a760241d6f4e0a5c478bc05a33784944b3d283c94ad738d7cb"),
        (Schema::Account, 2, "b3ae783a14da16da1e7709dc2d4a93370b0566c8046bab407b57440a8d8e5bd5"),
        (Schema::Account, 3, "920c564dc8e3139280437029eba7da381f9f60a24aed47557625a3ab579af033"),
        (Schema::Account, 4, "a6152b317b751a7a997f42925448e269df2787ca4d041fae40b58ba94af1b1bb"),
        (Schema::Account, 5, "f22d5ffd3f2e71d1114204433c92c1e243caefb7c78b8e360309d2376fdc7ee4"),
        (Schema::Account, 6, "ceb21b7f1ca003f4b9976dbfec48e434a6829f690ff237f4e37fc39e5b96d9f5"),
        (Schema::Account, 7, "4d7413eb9ce339b2fb6567c3270acac9c2e4a199cfbe61384865b77eae0a5936"),
        (Schema::Account, 8, "f52a848a79782a8ba24e5df3f65d95771748e3a09df0b88da67dd91d937c8403"),
        (Schema::Account, 9, "650120f1aaf7bd28cf255b41798cbf9ab3b2e37343b35a2de8ac606a01df5b9f"),
        (Schema::Archive, 0, "eebc7dae4d27a6903e560765393e065d1b7e4c6347cd961ac427fa9adc6b1b9e"),
    ];

    #[test]
    fn released_migrations_are_unchanged() {
        for (schema, index, checksum) in RELEASED {
            let sql = schema.migrations()[*index];
            assert_eq!(data_encoding::HEXLOWER.encode(&Sha256::digest(sql)), *checksum, "{schema:?} migration {}", index + 1);
        }
    }

    #[test]
    fn every_migration_has_its_checksum() {
        for schema in [Schema::Control, Schema::Account, Schema::Archive] {
            let listed = RELEASED.iter().filter(|(of, ..)| *of == schema).count();
            assert_eq!(listed, schema.migrations().len(), "{schema:?}: list its checksums");
        }
    }

    #[test]
    fn a_migrated_file_is_left_alone_and_a_newer_one_refused() {
        for schema in [Schema::Control, Schema::Account, Schema::Archive] {
            let mut conn = Connection::open_in_memory().expect("memory");
            assert_eq!(schema.migrate(&mut conn).expect("migrates"), schema.migrations().len());
            assert_eq!(schema.migrate(&mut conn).expect("nothing to do"), 0);
            conn.pragma_update(None, "user_version", 99).expect("set");
            assert!(matches!(schema.migrate(&mut conn), Err(Fault::Newer { found: 99, .. })));
        }
    }

    #[test]
    fn a_foreign_database_is_refused() {
        let mut conn = Connection::open_in_memory().expect("memory");
        conn.execute_batch("CREATE TABLE theirs (id INTEGER)").expect("created");
        assert!(matches!(Schema::Account.migrate(&mut conn), Err(Fault::Foreign(0))));
    }
}
