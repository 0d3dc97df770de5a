//! Editing and deleting.

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{
        error::{Error, Result},
        ids::LeadId,
    },
    leads::{
        entry::LeadChange,
        model::{Lead, LeadStatus},
        service::{birth, reach, reading},
        standing, store, texts,
    },
    rollups::service as rollups,
};

/// Changes what people note about a lead; its stage is moved by [`crate::leads::service::move_to_stage`].
pub async fn update(cx: &AccountCx, id: LeadId, change: LeadChange) -> Result<Lead> {
    if change.assignee.is_some() && !cx.may(Right::Manage) {
        return Err(Error::Forbidden(texts::NO_ASSIGNING.into()));
    }
    birth::check_assignee(cx, change.assignee.flatten()).await?;
    cx.write(move |tx| {
        let before = reach::lead(tx, tx.actor(), id)?;
        let mut lead = before.clone();
        lead.status = change.status.unwrap_or(lead.status);
        lead.closed_at = standing::closed_at(lead.status, lead.closed_at, tx.now());
        if let Some(work_status) = change.work_status {
            work_status.clone_into(&mut lead.work_status);
        }
        lead.value = change.value.unwrap_or(lead.value);
        lead.assignee = change.assignee.unwrap_or(lead.assignee);
        lead.callback_at = change.callback_at.unwrap_or(lead.callback_at);
        lead.form = change.form.unwrap_or(lead.form);
        if lead != before {
            store::update(tx, &lead, tx.now())?;
            if lead.status == LeadStatus::Won && before.status != LeadStatus::Won && !lead.is_suspect() {
                birth::promote(tx, &lead)?;
            }
            birth::tell(tx, id)?;
            tx.log("lead.update", &format!("lead:{id}"))?;
        }
        reading::read(tx, id)
    })
    .await
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
