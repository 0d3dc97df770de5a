//! Writing an account to one file, while it goes on being served.
//!
//! Each of the two files is copied at one instant, the account's first: what moves to the archive in between is in both copies, as it may
//! be in the files themselves (interactions/service/archive.rs).

use std::{
    fs::{self, OpenOptions},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use crate::{
    accounts::{
        model::Actor,
        service::{
            access_log, find,
            parcel::manifest::{self, ARCHIVE, FILE, FORMAT, LeftOut, Manifest, Origin, Versions, installation},
        },
        store::parcel as store,
    },
    backup::parcel::{measure, pack},
    base::error::{Error, Result},
    db::{inspect, shred::shredding},
    env::Env,
};

/// Writes an account to a file that must not be there yet, beside a running server too. Answers with what it holds.
pub async fn export(env: &Env, actor: &Actor, slug: &str, to: PathBuf) -> Result<Manifest> {
    let account = find(env, slug).await?.ok_or(Error::NotFound)?;
    access_log::note(env, actor, slug, "account.export", &format!("account:{slug}")).await?;
    let origin = Origin { installation: installation(env), account_id: account.id.0 };
    let folder = env.db.data_dir().join("accounts");
    let sources = [folder.join(format!("{slug}.db")), folder.join(format!("{slug}.archive.db"))];
    let (described, now) = (manifest::described(&account), env.now());
    let work = move || {
        let [file, archive] = sources;
        let copy = Copy::of(&file, beside(&to, FILE))?;
        let (version, left_out) = copy.prepare()?;
        let mut members = vec![(copy.member(FILE)?, copy.path.clone())];
        let archive = if archive.exists() { Some(Copy::of(&archive, beside(&to, ARCHIVE))?) } else { None };
        let archive_version = archive.as_ref().map(|copy| version_of(&copy.path)).transpose()?;
        if let Some(copy) = &archive {
            members.push((copy.member(ARCHIVE)?, copy.path.clone()));
        }
        let manifest = Manifest {
            format: FORMAT,
            product: env!("CARGO_PKG_VERSION").to_owned(),
            exported_at: now,
            account: described,
            origin,
            schema: Versions { account: version, archive: archive_version },
            left_out,
            hosts: Vec::new(),
            members: members.iter().map(|(member, _)| member.clone()).collect(),
        };
        let bytes = serde_json::to_vec_pretty(&manifest).map_err(|cause| Error::internal("a manifest", cause))?;
        pack(&to, &bytes, &members).map_err(|cause| Error::internal(&format!("writing {}", to.display()), cause))?;
        Ok(manifest)
    };
    tokio::task::spawn_blocking(work).await.map_err(|cause| Error::internal("exporting an account", cause))?
}

/// A copy of a file, gone when this is dropped.
struct Copy {
    path: PathBuf,
}

impl Drop for Copy {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.path));
    }
}

impl Copy {
    /// Copies a file as it is at one instant, whoever writes to it.
    fn of(source: &Path, path: PathBuf) -> Result<Self> {
        let failed = |cause: &dyn std::fmt::Display| Error::internal(&format!("copying {}", source.display()), cause);
        let conn = inspect::open(source).map_err(|fault| failed(&fault))?;
        // Made first, so that nobody else can read it; SQLite takes an empty file.
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(|cause| failed(&cause))?;
        let copy = Self { path };
        conn.execute("VACUUM INTO ?1", [copy.path.to_string_lossy().into_owned()]).map_err(|cause| failed(&cause))?;
        Ok(copy)
    }

    /// Takes out what belongs to this box alone. Answers with the schema's version and what is missing on another one.
    fn prepare(&self) -> Result<(u32, Vec<LeftOut>)> {
        let conn = Connection::open(&self.path)?;
        conn.pragma_update_and_check(None, "journal_mode", "memory", |_| Ok(()))?;
        let left_out = shredding(&conn, |conn| {
            store::leave_behind(conn)?;
            let mut left_out = Vec::new();
            if store::drop_mail_password(conn)? {
                left_out.push(LeftOut::MailPassword);
            }
            if store::drop_webhook(conn)? {
                left_out.push(LeftOut::Webhook);
            }
            Ok(left_out)
        })?;
        conn.close().map_err(|(_, cause)| Error::from(cause))?;
        Ok((version_of(&self.path)?, left_out))
    }

    fn member(&self, name: &str) -> Result<crate::backup::parcel::Member> {
        measure(&self.path, name).map_err(|cause| Error::internal("reading a copy", cause))
    }
}

fn version_of(path: &Path) -> Result<u32> {
    let conn = inspect::open(path).map_err(|fault| Error::internal("reading a copy", fault))?;
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Where a copy lies until it is in the file: on the same disk, which must have room for it anyhow.
fn beside(to: &Path, name: &str) -> PathBuf {
    let mut path = to.as_os_str().to_owned();
    path.push(format!(".{name}.part"));
    path.into()
}
