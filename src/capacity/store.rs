//! What was measured, in the control file; counts of what is there now, in an account's.

pub mod measuring;

use rusqlite::{Connection, params};

use crate::{
    base::{
        error::Result,
        ids::AccountId,
        table::Table,
        time::{Day, Timestamp},
    },
    capacity::model::{DaySample, Disk, Measurement, Part, Sizes},
};

/// Under which number the agency's own file is kept.
const AGENCY: AccountId = AccountId(0);

/// Keeps a measurement in place of the last one, and as that of its day.
pub fn keep(conn: &Connection, measurement: &Measurement, disk: Disk, day: Day) -> Result<()> {
    conn.prepare_cached("DELETE FROM capacity_part")?.execute([])?;
    let mut insert = conn.prepare_cached(
        "INSERT INTO capacity_part (account_id, part, measured_at, rows, recent, data_bytes, index_bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (id, sizes) in std::iter::once((AGENCY, &measurement.agency)).chain(measurement.accounts.iter().map(|(id, sizes)| (*id, sizes))) {
        for (number, part) in numbered(sizes) {
            insert.execute(params![id, number, measurement.at, part.rows, part.recent, part.data_bytes, part.index_bytes])?;
        }
    }
    let mut daily = conn.prepare_cached(
        "INSERT INTO capacity_day (day, part, rows, data_bytes, index_bytes) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET rows = excluded.rows, data_bytes = excluded.data_bytes, index_bytes = excluded.index_bytes",
    )?;
    for (number, part) in numbered(&measurement.total()) {
        daily.execute(params![day.0, number, part.rows, part.data_bytes, part.index_bytes])?;
    }
    conn.prepare_cached(
        "INSERT INTO capacity_disk (day, database_bytes, archive_bytes, backup_bytes, free_bytes) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET database_bytes = excluded.database_bytes, archive_bytes = excluded.archive_bytes,
             backup_bytes = excluded.backup_bytes, free_bytes = excluded.free_bytes",
    )?
    .execute(params![day.0, disk.database_bytes, disk.archive_bytes, disk.backup_bytes, disk.free_bytes])?;
    Ok(())
}

/// Forgets days before this one.
pub fn forget_before(conn: &Connection, day: Day) -> Result<usize> {
    let parts = conn.prepare_cached("DELETE FROM capacity_day WHERE day < ?1")?.execute([day.0])?;
    Ok(parts + conn.prepare_cached("DELETE FROM capacity_disk WHERE day < ?1")?.execute([day.0])?)
}

/// The last measurement; absent while there was none.
pub fn last(conn: &Connection) -> Result<Option<Measurement>> {
    let mut statement = conn.prepare_cached(
        "SELECT account_id, part, measured_at, rows, recent, data_bytes, index_bytes FROM capacity_part ORDER BY account_id, part",
    )?;
    let mut rows = statement.query([])?;
    let mut measurement: Option<Measurement> = None;
    while let Some(row) = rows.next()? {
        let (id, number, at): (AccountId, i64, Timestamp) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let part = Part { rows: row.get(3)?, recent: row.get(4)?, data_bytes: row.get(5)?, index_bytes: row.get(6)? };
        let known =
            measurement.get_or_insert_with(|| Measurement { at, agency: Sizes::default(), accounts: Vec::new(), unread: Vec::new() });
        if id != AGENCY && known.accounts.last().is_none_or(|(last, _)| *last != id) {
            known.accounts.push((id, Sizes::default()));
        }
        let sizes = if id == AGENCY { Some(&mut known.agency) } else { known.accounts.last_mut().map(|(_, sizes)| sizes) };
        if let Some(sizes) = sizes {
            *usize::try_from(number).ok().and_then(|place| sizes.parts.get_mut(place)).unwrap_or(&mut sizes.other) = part;
        }
    }
    Ok(measurement)
}

/// The days since then, the oldest first.
pub fn days(conn: &Connection, from: Day) -> Result<Vec<DaySample>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, database_bytes, archive_bytes, backup_bytes, free_bytes FROM capacity_disk WHERE day >= ?1 ORDER BY day",
    )?;
    let days = statement
        .query_map([from.0], |row| {
            Ok(DaySample {
                day: Day(row.get(0)?),
                database_bytes: row.get(1)?,
                archive_bytes: row.get(2)?,
                backup_bytes: row.get(3)?,
                free_bytes: row.get(4)?,
            })
        })?
        .collect::<std::result::Result<_, _>>()?;
    Ok(days)
}

/// Landing pages, funnels and scores: few, or counted by their own feature already.
pub fn count_few(conn: &Connection) -> Result<[(Table, i64); 3]> {
    let counts = conn
        .prepare_cached(
            "SELECT (SELECT count(*) FROM landing_page), (SELECT count(*) FROM funnel), (SELECT coalesce(sum(leads), 0) FROM score_bucket)",
        )?
        .query_row([], |row| Ok([(Table::LandingPage, row.get(0)?), (Table::Funnel, row.get(1)?), (Table::LeadScore, row.get(2)?)]))?;
    Ok(counts)
}

/// All interactions, by reading them.
pub fn count_interactions(conn: &Connection) -> Result<i64> {
    let count =
        conn.prepare_cached("SELECT count(*) FROM lead_interaction /* whole table: measuring */")?.query_row([], |row| row.get(0))?;
    Ok(count)
}

/// The nine parts by their number, and the rest as number nine.
fn numbered(sizes: &Sizes) -> impl Iterator<Item = (i64, Part)> {
    (0..).zip(sizes.parts.into_iter().chain([sizes.other]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::table::TABLES, db::migrate::Schema};

    #[test]
    fn a_measurement_is_read_back_and_replaces_the_last() {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Control.migrate(&mut conn).expect("migrates");
        assert_eq!(last(&conn).expect("read"), None);
        let mut sizes = Sizes { other: Part { data_bytes: 7, ..Part::default() }, ..Sizes::default() };
        sizes.parts[Table::ViralLoop.place()] = Part { rows: 5, recent: 1, data_bytes: 10, index_bytes: 20 };
        let first = Measurement {
            at: Timestamp(1),
            agency: sizes,
            accounts: vec![(AccountId(1), sizes), (AccountId(2), sizes)],
            unread: Vec::new(),
        };
        let second = Measurement { at: Timestamp(2), accounts: vec![(AccountId(2), sizes)], ..first.clone() };
        let disk = Disk { database_bytes: 100, free_bytes: 9, ..Disk::default() };
        for (measurement, day) in [(&first, 10), (&second, 10), (&second, 12)] {
            keep(&conn, measurement, disk, Day(day)).expect("kept");
            assert_eq!(last(&conn).expect("read").as_ref(), Some(measurement));
        }
        assert_eq!(days(&conn, Day(0)).expect("read").iter().map(|sample| sample.day).collect::<Vec<_>>(), [Day(10), Day(12)]);
        assert_eq!(forget_before(&conn, Day(12)).expect("forgotten"), TABLES + 2);
        assert_eq!(days(&conn, Day(0)).expect("read").len(), 1);
    }
}
