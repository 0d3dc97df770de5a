//! Taking a person out of what is kept beside their leads.

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::{Error, Result},
        ids::LeadId,
        time::Timestamp,
    },
    interactions::store::{archive, erasing as store},
};

/// Makes strangers of the visitors behind these leads, and of those given, and takes out words that hold one of the texts: an address that
/// lists who was mailed may carry one. Before the leads are deleted. Says how many views and how many words.
pub fn erase(conn: &Connection, leads: &[LeadId], mut visitors: Vec<[u8; 16]>, texts: &[String]) -> Result<(usize, usize)> {
    visitors.extend(store::visitors_of(conn, leads)?);
    visitors.sort_unstable();
    visitors.dedup();
    let views = visitors.iter().try_fold(0, |sum, visitor| Ok::<_, Error>(sum + store::estrange(conn, *visitor)?))?;
    let words = texts.iter().try_fold(0, |sum, text| Ok::<_, Error>(sum + store::blank_words(conn, &text.to_lowercase())?))?;
    Ok((views, words))
}

/// How many interactions of these leads lie in the archive.
pub async fn count_archived(cx: &AccountCx, leads: Vec<LeadId>) -> Result<i64> {
    let Some(archive) = cx.env().db.archive(&cx.account().slug).await? else { return Ok(0) };
    archive
        .read(move |archive| {
            let months = archive::months(archive)?;
            leads.iter().try_fold(0, |sum, lead| Ok(sum + archive::count(archive, &months, *lead, Timestamp(i64::MAX))?))
        })
        .await
}

/// Takes leads out of an archive that nobody has open yet. Says how many rows.
pub fn erase_archived(archive: &Connection, leads: &[LeadId]) -> Result<usize> {
    let months = archive::months(archive)?;
    leads.iter().try_fold(0, |sum, lead| Ok(sum + archive::delete_lead(archive, &months, *lead)?))
}
