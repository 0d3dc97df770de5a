//! Editing and deleting.

use serde_json::json;

use crate::{
    accounts::{
        model::Right,
        service::{AccountCx, AccountTx},
    },
    base::{
        error::{Error, Result},
        ids::LeadId,
        lang::Lang,
        time::Zone,
    },
    interactions::model::InteractionKind,
    leads::{
        entry::LeadChange,
        model::{Lead, LeadStatus, Row},
        service::{birth, reach, reading},
        standing, store, texts, work_status,
    },
    rollups::service as rollups,
};

/// Where an account's people work: their clock, and the language in which its history is written.
#[derive(Clone, Copy, Debug)]
pub struct Office {
    pub zone: Zone,
    pub lang: Lang,
}

impl Office {
    pub fn of(cx: &AccountCx) -> Self {
        Self { zone: cx.account().zone, lang: cx.account().lang }
    }
}

/// Changes what people note about a lead; its stage is moved by [`crate::leads::service::move_to_stage`].
pub async fn update(cx: &AccountCx, id: LeadId, mut change: LeadChange) -> Result<Lead> {
    if change.assignee.is_some() && !cx.may(Right::Manage) {
        return Err(Error::Forbidden(texts::NO_ASSIGNING.into()));
    }
    // One who may no longer enter keeps the leads they have; new ones they don't get.
    if change.assignee.flatten().is_some() && change.assignee == Some(cx.read(move |conn| store::get(conn, id)).await?.assignee) {
        change.assignee = None;
    }
    let assignee = birth::check_assignee(cx, change.assignee.flatten()).await?;
    let office = Office::of(cx);
    cx.write(move |tx| {
        let before = reach::lead(tx, tx.actor(), id)?;
        apply(tx, office, &before, &change, assignee.as_deref())?;
        reading::read(tx, id)
    })
    .await
}

/// Carries a change out, with its history and its line in the access log. `assignee` is the new one's name. False when nothing
/// changed.
pub fn apply(tx: &AccountTx<'_, '_>, office: Office, before: &Row, change: &LeadChange, assignee: Option<&str>) -> Result<bool> {
    let mut lead = before.clone();
    if let Some(work_status) = change.work_status {
        work_status.clone_into(&mut lead.work_status);
    }
    lead.status = match change.status {
        Some(chosen) if !change.implies || chosen != before.status => chosen,
        _ if change.implies && lead.work_status != before.work_status => work_status::implied(before.status, &lead.work_status),
        _ => before.status,
    };
    lead.closed_at = standing::closed_at(lead.status, lead.closed_at, tx.now());
    lead.value = change.value.unwrap_or(lead.value);
    lead.assignee = change.assignee.unwrap_or(lead.assignee);
    lead.callback_at = change.callback_at.unwrap_or(lead.callback_at);
    if let Some(form) = &change.form {
        lead.form.clone_from(form);
    }
    if lead == *before {
        return Ok(false);
    }
    store::update(tx, &lead, tx.now())?;
    record(tx, office, before, &lead, assignee)?;
    if lead.status == LeadStatus::Won && before.status != LeadStatus::Won && !lead.is_suspect() {
        birth::promote(tx, &lead)?;
    }
    birth::tell(tx, lead.id)?;
    tx.log("lead.update", &format!("lead:{}", lead.id))?;
    Ok(true)
}

/// Deletes a lead with its interactions and conversions; the totals follow, daily figures are history and stay.
pub async fn delete(cx: &AccountCx, id: LeadId) -> Result<()> {
    cx.write(move |tx| {
        store::get(tx, id)?;
        rollups::forget_lead(tx, id)?;
        store::delete(tx, id)?;
        birth::tell(tx, id)?;
        tx.log("lead.delete", &format!("lead:{id}"))
    })
    .await
}

/// Writes into the lead's history where the consultation stands now, when to call again and who does it.
fn record(tx: &AccountTx<'_, '_>, office: Office, before: &Row, after: &Row, assignee: Option<&str>) -> Result<()> {
    let callback = after.callback_at.map(|at| office.zone.date_time(at));
    if before.work_status != after.work_status {
        let name = |key: &str| work_status::find(key).map_or_else(|| key.to_owned(), |status| status.label.get(office.lang).to_owned());
        let data = json!({
            "name": "work_status",
            "from": before.work_status,
            "from_name": name(&before.work_status),
            "to": after.work_status,
            "to_name": name(&after.work_status),
            "callback_at": after.callback_at,
            "callback": callback,
        });
        birth::record(tx, after.id, InteractionKind::Custom, data)?;
    } else if before.callback_at != after.callback_at {
        let data = json!({ "name": "callback", "callback_at": after.callback_at, "callback": callback });
        birth::record(tx, after.id, InteractionKind::Custom, data)?;
    }
    if before.assignee != after.assignee {
        let data = json!({ "name": "assigned", "assignee_id": after.assignee, "to_name": assignee });
        birth::record(tx, after.id, InteractionKind::Custom, data)?;
    }
    Ok(())
}
