//! Names that the files know, so that none of them leaves the box in a diagnostics bundle.

use rusqlite::Connection;

use crate::base::error::Result;

/// The agency, its users, and the servers that it uses.
pub fn of_agency(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(
        "SELECT name FROM agency
         UNION SELECT name FROM user
         UNION SELECT name FROM host UNION SELECT host FROM certificate
         UNION SELECT host FROM mail_server UNION SELECT username FROM mail_server UNION SELECT from_name FROM mail_server
         UNION SELECT endpoint FROM backup_store UNION SELECT bucket FROM backup_store UNION SELECT access_key_id FROM backup_store",
    )?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(names)
}

/// The servers that an account uses.
pub fn of_account(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(
        "SELECT host FROM mail_server UNION SELECT username FROM mail_server UNION SELECT from_name FROM mail_server
         UNION SELECT url FROM webhook",
    )?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(names)
}

/// Each customer's name and company.
pub fn each_of_customers(conn: &Connection, mut hear: impl FnMut(&str)) -> Result<()> {
    let mut statement = conn.prepare("/* whole table: every name is compared with what leaves */ SELECT name, company FROM customer")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..2 {
            if let Some(name) = row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)? {
                hear(name);
            }
        }
    }
    Ok(())
}
