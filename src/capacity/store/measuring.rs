//! Measures one file: reads every page of it.

use rusqlite::Connection;

use crate::{
    base::{error::Result, table::Table, time::Timestamp},
    capacity::model::{Part, Sizes},
};

/// The agency's own file: of the nine tables it holds the accounts.
pub fn agency(conn: &Connection, since: Timestamp) -> Result<Sizes> {
    sizes(conn, since, &[(Table::Account, "SELECT count(*), count(*) FILTER (WHERE created_at >= ?1) FROM account WHERE ready = 1")])
}

/// An account's file.
pub fn account(conn: &Connection, since: Timestamp) -> Result<Sizes> {
    sizes(
        conn,
        since,
        &[
            (Table::Customer, "SELECT count(*), count(*) FILTER (WHERE created_at >= ?1) FROM customer /* whole table: measuring */"),
            (Table::LandingPage, "SELECT count(*), count(*) FILTER (WHERE created_at >= ?1) FROM landing_page"),
            (Table::Funnel, "SELECT count(*), count(*) FILTER (WHERE created_at >= ?1) FROM funnel"),
            (Table::Lead, "SELECT count(*), count(*) FILTER (WHERE created_at >= ?1) FROM lead /* whole table: measuring */"),
            (
                Table::LeadInteraction,
                "SELECT count(*), count(*) FILTER (WHERE at >= ?1) FROM lead_interaction /* whole table: measuring */",
            ),
            (
                Table::LeadScore,
                // A score is as old as its lead.
                "SELECT (SELECT count(*) FROM lead_score),
                     (SELECT count(*) FROM lead CROSS JOIN lead_score ON lead_id = id WHERE created_at >= ?1) /* whole table: measuring */",
            ),
            (
                Table::FunnelConversion,
                "SELECT count(*), count(*) FILTER (WHERE converted_at >= ?1) FROM funnel_conversion /* whole table: measuring */",
            ),
            (Table::ViralLoop, "SELECT count(*), count(*) FILTER (WHERE created_at >= ?1) FROM viral_loop /* whole table: measuring */"),
        ],
    )
}

fn sizes(conn: &Connection, since: Timestamp, questions: &[(Table, &str)]) -> Result<Sizes> {
    let mut sizes = Sizes::default();
    for (table, sql) in questions {
        let part = &mut sizes.parts[table.place()];
        (part.rows, part.recent) = conn.query_row(sql, [since], |row| Ok((row.get(0)?, row.get(1)?)))?;
    }
    let mut statement = conn.prepare(
        "SELECT s.tbl_name, s.type = 'index', d.pgsize FROM dbstat AS d JOIN sqlite_schema AS s ON s.name = d.name
         WHERE d.aggregate = 1 /* whole table: measuring */",
    )?;
    let mut trees = statement.query([])?;
    while let Some(tree) = trees.next()? {
        let (name, is_index, bytes): (String, bool, i64) = (tree.get(0)?, tree.get(1)?, tree.get(2)?);
        let part = owner(&name).map_or(&mut sizes.other, |table| &mut sizes.parts[table.place()]);
        add(part, is_index, bytes);
    }
    // The schema's own pages and free ones belong to no tree.
    let page_bytes: i64 = conn.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let pages: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    sizes.other.data_bytes += (pages * page_bytes - sizes.bytes()).max(0);
    Ok(sizes)
}

fn add(part: &mut Part, is_index: bool, bytes: i64) {
    if is_index {
        part.index_bytes += bytes;
    } else {
        part.data_bytes += bytes;
    }
}

/// To which of the nine a table belongs: with a customer go the tags, with a page its versions, with a funnel its versions.
fn owner(name: &str) -> Option<Table> {
    match name {
        "account" => Some(Table::Account),
        "customer" | "customer_tag" => Some(Table::Customer),
        _ if name.starts_with("landing_page") => Some(Table::LandingPage),
        "funnel" | "funnel_version" => Some(Table::Funnel),
        "lead" => Some(Table::Lead),
        "lead_interaction" => Some(Table::LeadInteraction),
        "lead_score" => Some(Table::LeadScore),
        "funnel_conversion" => Some(Table::FunnelConversion),
        "viral_loop" => Some(Table::ViralLoop),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::migrate::Schema;

    #[test]
    fn every_page_belongs_to_somebody() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        for (schema, measure) in [(Schema::Account, account as fn(&Connection, Timestamp) -> Result<Sizes>), (Schema::Control, agency)] {
            let path = file.path().with_extension(format!("{schema:?}"));
            let mut conn = Connection::open(&path).expect("opens");
            schema.migrate(&mut conn).expect("migrates");
            let sizes = measure(&conn, Timestamp(0)).expect("measured");
            let bytes = std::fs::metadata(&path).expect("there").len();
            assert_eq!(u64::try_from(sizes.bytes()).expect("positive"), bytes);
            assert!(sizes.parts.iter().all(|part| part.rows == 0));
            std::fs::remove_file(&path).expect("removed");
        }
    }

    #[test]
    fn data_and_indexes_are_told_apart_and_rows_have_an_age() {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Account.migrate(&mut conn).expect("migrates");
        let insert = "INSERT INTO customer (name, status, created_at, updated_at, last_activity_at)
            SELECT printf('%0500d', value), 0, value, value, value FROM json_each(?1)";
        let times: Vec<i64> = (0..1_000).collect();
        conn.execute(insert, [serde_json::to_string(&times).expect("json")]).expect("inserted");
        let sizes = account(&conn, Timestamp(900)).expect("measured");
        let part = sizes.part(Table::Customer);
        assert_eq!((part.rows, part.recent), (1_000, 100));
        assert!(part.data_bytes > 500_000 && part.index_bytes > 500_000, "a name is in its index too: {part:?}");
        assert!(part.bytes() < sizes.bytes());
    }
}
