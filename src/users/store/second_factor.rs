//! Second factors and recovery codes.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    base::{
        error::{Error, Result},
        ids::UserId,
    },
    db::types::one_row,
    users::totp::TotpSecret,
};

/// A user's secret and the last step that let them in; absent without a second factor.
///
/// The secret lies in the file as it is: whoever can read the file can read the key it would be sealed with.
pub fn totp(conn: &Connection, user: UserId) -> Result<Option<(TotpSecret, Option<i64>)>> {
    let found = conn
        .prepare_cached("SELECT totp_secret, totp_step FROM user WHERE id = ?1 AND totp_secret IS NOT NULL")?
        .query_row([user], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// Gives a user a second factor; the step that proved it is used up.
pub fn set_totp(conn: &Connection, user: UserId, secret: &TotpSecret, step: i64) -> Result<()> {
    let touched =
        conn.prepare_cached("UPDATE user SET totp_secret = ?2, totp_step = ?3 WHERE id = ?1")?.execute(params![user, secret, step])?;
    one_row(touched)
}

/// Uses a step up. One that is not later than the last is `NotFound`.
pub fn use_step(conn: &Connection, user: UserId, step: i64) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE user SET totp_step = ?2 WHERE id = ?1 AND (totp_step IS NULL OR totp_step < ?2)")?
        .execute((user, step))?;
    one_row(touched)
}

/// Takes the second factor away, and the recovery codes with it.
pub fn clear(conn: &Connection, user: UserId) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE user SET totp_secret = NULL, totp_step = NULL WHERE id = ?1")?.execute([user])?)?;
    replace_codes(conn, user, &[])
}

/// From now on these codes are good, and no others.
pub fn replace_codes(conn: &Connection, user: UserId, hashes: &[[u8; 32]]) -> Result<()> {
    conn.prepare_cached("DELETE FROM recovery_code WHERE user_id = ?1")?.execute([user])?;
    let mut statement = conn.prepare_cached("INSERT INTO recovery_code (user_id, code_hash) VALUES (?1, ?2)")?;
    for hash in hashes {
        statement.execute(params![user, hash])?;
    }
    Ok(())
}

/// Uses a code up. Was there one?
pub fn use_code(conn: &Connection, user: UserId, hash: [u8; 32]) -> Result<bool> {
    let touched = conn.prepare_cached("DELETE FROM recovery_code WHERE user_id = ?1 AND code_hash = ?2")?.execute(params![user, hash])?;
    Ok(touched == 1)
}

pub fn count_codes(conn: &Connection, user: UserId) -> Result<i64> {
    let mut statement = conn.prepare_cached("SELECT count(*) FROM recovery_code WHERE user_id = ?1")?;
    statement.query_row([user], |row| row.get(0)).map_err(Error::from)
}
