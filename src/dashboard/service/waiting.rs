//! Who waits, and who came last: asked anew each time, since it changes with the hour.

use crate::{
    accounts::service::AccountCx,
    base::{error::Result, lang::Lang, time::HOUR_MS},
    dashboard::{
        model::{Attention, NewLead, RECENT_DAYS, Readiness},
        people,
        store::waiting as store,
    },
};

/// A new lead should have somebody within it.
const SOON_MS: i64 = HOUR_MS;

/// What waits for somebody. What concerns pages comes from the figures.
pub async fn attention(cx: &AccountCx, readiness: Readiness) -> Result<Attention> {
    let (now, zone) = (cx.now(), cx.account().zone);
    let recent = zone.start_of(zone.day_of(now).plus(-RECENT_DAYS));
    cx.read(move |conn| {
        Ok(Attention {
            suspects: store::suspects(conn)?,
            overdue_callbacks: store::overdue_callbacks(conn, now)?,
            flagged_referrals: store::flagged_referrals(conn)?,
            unassigned: store::unassigned(conn, recent, now.plus_ms(-SOON_MS))?,
            unpublished_pages: readiness.pages - readiness.published,
            pages_without_funnel: readiness.without_funnel,
        })
    })
    .await
}

/// The leads that came last, without suspects, as whoever asks may see them.
pub async fn newest(cx: &AccountCx, most: u32, lang: Lang) -> Result<Vec<NewLead>> {
    let masks = cx.masks_lists();
    let found = cx.read(move |conn| store::newest(conn, most)).await?;
    let told = found.into_iter().map(|lead| {
        let store::Newcomer { id, customer_id, contact, source, stage, score, created_at } = lead;
        let (score, grade) = score.map(|(total, grade)| (total, grade.name())).unzip();
        let (name, reached_at) = people::shown(contact, lang, masks);
        NewLead { id, customer_id, name, reached_at, source, stage, score, grade, created_at }
    });
    Ok(told.collect())
}
