//! A copy of an account's file on its way to or from another box. Nobody is served from it, so what other features own in it is changed
//! here all the same.

use rusqlite::{Connection, params};

use crate::{
    accounts::model::AccountStatus,
    base::{error::Result, ids::AccountId, time::Timestamp},
    db::{outbox::Kind, types::one_row},
};

/// What the box keeps of others and for itself: answers to requests by its tokens, mail and calls that it has yet to send, what its access
/// log has yet to hear, changes to many leads that its users have begun.
pub fn leave_behind(copy: &Connection) -> Result<()> {
    copy.execute_batch("DELETE FROM idempotency; DELETE FROM job WHERE state <= 1; DELETE FROM bulk_run WHERE finished_at IS NULL")?;
    copy.execute("DELETE FROM outbox WHERE kind IN (?1, ?2)", [Kind::Access.code(), Kind::NewLead.code()])?;
    Ok(())
}

/// Takes out the password of the mail server, which only this box can open. Says whether there was one.
pub fn drop_mail_password(copy: &Connection) -> Result<bool> {
    Ok(copy.execute("UPDATE mail_server SET password = NULL WHERE password IS NOT NULL", [])? > 0)
}

/// The same of the webhook, which is of no use without its secret.
pub fn drop_webhook(copy: &Connection) -> Result<bool> {
    Ok(copy.execute("DELETE FROM webhook", [])? > 0)
}

/// Users of the other box are nobody here, or somebody else.
pub fn forget_users(file: &Connection) -> Result<()> {
    file.execute_batch(
        "UPDATE lead SET assignee_id = NULL WHERE assignee_id IS NOT NULL;
         UPDATE lead_interaction /* whole table: once, before it is served */ SET user_id = NULL WHERE user_id IS NOT NULL",
    )?;
    Ok(())
}

/// The same in an archive.
pub fn forget_archived_users(archive: &Connection) -> Result<()> {
    archive.execute(
        "UPDATE archived_interaction /* whole table: once, before it is served */ SET user_id = NULL WHERE user_id IS NOT NULL",
        [],
    )?;
    Ok(())
}

/// Does a row refer to one that is not there?
pub fn has_loose_ends(file: &Connection) -> Result<bool> {
    Ok(file.prepare("PRAGMA foreign_key_check")?.exists([])?)
}

/// What comes along with a new account beside its name. In the agency's file.
pub fn describe(conn: &Connection, id: AccountId, status: AccountStatus, mask_lists: bool, created_at: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE account SET status = ?2, mask_lists = ?3, created_at = ?4 WHERE id = ?1")?
        .execute(params![id, status, mask_lists, created_at])?;
    one_row(touched)
}
