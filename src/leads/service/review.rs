//! Suspects: kept apart until somebody looks at them.

use serde_json::json;

use crate::{
    accounts::service::AccountCx,
    base::{error::Result, ids::LeadId},
    funnels::service as funnels,
    interactions::{model::InteractionKind, service as interactions, suspicion::Suspicions},
    leads::{
        model::{Lead, LeadStatus},
        service::{birth, moves, reading},
        standing, store,
    },
    rollups::{model::PageKey, service as rollups},
};

/// A suspect is none: it counts from now on, as if it had never been one. For any other lead nothing happens.
pub async fn accept(cx: &AccountCx, id: LeadId) -> Result<Lead> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let mut lead = store::get(tx, id)?;
        if !lead.is_suspect() {
            return reading::read(tx, id);
        }
        let reasons = lead.suspicions.names();
        lead.suspicions = Suspicions::NONE;
        if lead.status == LeadStatus::Invalid {
            lead.status = LeadStatus::New;
            lead.closed_at = None;
        }
        store::update(tx, &lead, tx.now())?;
        // On the day of its birth, so that a recount of that day finds it.
        let day = zone.day_of(lead.created_at);
        rollups::count_lead(tx, day, true, -1)?;
        rollups::count_lead(tx, day, false, 1)?;
        if let Some(page) = lead.page {
            let referrer = interactions::referrer_of(tx, lead.first_touch)?;
            let key = PageKey { day, page, source: lead.source, campaign: lead.campaign, device: lead.device, referrer };
            rollups::count_opt_in(tx, &key)?;
        }
        if let (Some(funnel), Some(stage)) = (lead.funnel, lead.stage.clone()) {
            let funnel = funnels::get(tx, funnel)?;
            rollups::enter_stage(tx, &birth::stage_key(&lead, &funnel, &stage, zone.day_of(lead.stage_entered_at)), false)?;
            if funnel.stage(&stage).is_some_and(|stage| stage.goal) {
                moves::convert(tx, &lead, &funnel, &stage, zone.day_of(tx.now()))?;
            }
        }
        birth::record(tx, id, InteractionKind::Custom, json!({ "name": "suspect_accepted", "reasons": reasons }))?;
        birth::tell(tx, id)?;
        tx.log("lead.accept", &format!("lead:{id}"))?;
        reading::read(tx, id)
    })
    .await
}

/// A lead is not what it claims to be. It stays, as invalid; a suspect stays apart.
pub async fn reject(cx: &AccountCx, id: LeadId) -> Result<Lead> {
    cx.write(move |tx| {
        let mut lead = store::get(tx, id)?;
        if lead.status != LeadStatus::Invalid {
            lead.status = LeadStatus::Invalid;
            lead.closed_at = standing::closed_at(lead.status, lead.closed_at, tx.now());
            store::update(tx, &lead, tx.now())?;
            birth::tell(tx, id)?;
            tx.log("lead.reject", &format!("lead:{id}"))?;
        }
        reading::read(tx, id)
    })
    .await
}
