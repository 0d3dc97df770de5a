//! How a lead comes to be: inside a submission's transaction, or by hand.

use serde_json::json;

use crate::{
    accounts::{
        model::ActorKind,
        service::{AccountCx, AccountTx},
    },
    base::{
        device::Device,
        error::{Error, Result},
        ids::{CustomerId, LeadId, TouchId, UserId},
        time::Day,
    },
    customers::{
        model::{CustomerStatus, Identity},
        service as customers,
    },
    db::outbox,
    funnels::{journey::Journey, model::Funnel, service as funnels},
    interactions::{
        model::{ActorType, InteractionKind, NewRecord},
        service as interactions,
        suspicion::Suspicions,
    },
    leads::{
        entry::{EnteredLead, Whose},
        model::{Cause, Lead, LeadStatus, NewLead, Row},
        service::{moves, reading},
        standing, store, texts, work_status,
    },
    rollups::{model::StageKey, service as rollups},
    users::service as users,
};

/// Opens a lead inside the caller's transaction: it enters its funnel's first stage and is counted, a suspect apart from all others.
/// The submission itself, what its visitor saw before and the page's opt-in are the caller's to record.
pub fn open(tx: &AccountTx<'_, '_>, new: &NewLead<'_>) -> Result<LeadId> {
    let first = new.funnel.and_then(Funnel::first_stage);
    let id = store::insert(tx, new, first.map(|stage| stage.key.as_str()), tx.now())?;
    rollups::count_lead(tx, new.day, new.suspicions.makes_suspect(), 1)?;
    if let (Some(funnel), Some(first)) = (new.funnel, first) {
        let mut lead = store::get(tx, id)?;
        rollups::enter_stage(tx, &stage_key(&lead, funnel, &first.key, new.day), lead.is_suspect())?;
        record_stage(tx, &lead, funnel, None, &first.key, new.cause)?;
        if first.goal {
            lead.status = LeadStatus::Won;
            lead.closed_at = standing::closed_at(lead.status, None, tx.now());
            store::update(tx, &lead, tx.now())?;
            moves::convert(tx, &lead, funnel, &first.key, new.day)?;
        }
    }
    tell(tx, id)?;
    if !new.suspicions.makes_suspect() {
        outbox::add(tx, outbox::Kind::NewLead, &json!({ "lead_id": id, "assignee_id": new.assignee }).to_string(), tx.now())?;
    }
    Ok(id)
}

/// Notes where the customer came from the first time, once the views before the submission are known.
pub fn set_first_touch(tx: &AccountTx<'_, '_>, id: LeadId, touch: TouchId) -> Result<()> {
    store::set_first_touch(tx, id, touch)
}

/// Makes a lead for somebody at the admin UI or API. A described customer is recognised by phone or e-mail, or made.
pub async fn create(cx: &AccountCx, entered: EnteredLead) -> Result<Lead> {
    check_assignee(cx, entered.details.assignee.flatten()).await?;
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let customer = customer_of(tx, &entered)?;
        if let Some(page) = entered.page
            && !store::has_page(tx, page)?
        {
            return Err(Error::field("landing_page_id", texts::NO_SUCH_PAGE));
        }
        let funnel = match entered.funnel {
            Some(id) => Some(funnels::get(tx, id).map_err(|fault| missing("funnel_id", fault))?),
            None => None,
        };
        let touch = interactions::touch_id(tx, &entered.touch)?;
        let details = &entered.details;
        let new = NewLead {
            customer,
            page: entered.page,
            funnel: funnel.as_ref(),
            first_touch: touch.id,
            last_touch: touch.id,
            source: touch.source,
            campaign: touch.campaign,
            device: Device::Unknown.code(),
            suspicions: Suspicions::NONE,
            form: details.form.clone().unwrap_or_else(|| "{}".to_owned()),
            value: details.value.flatten(),
            assignee: details.assignee.flatten(),
            callback_at: details.callback_at.flatten(),
            work_status: details.work_status.unwrap_or(work_status::DEFAULT),
            cause: Cause::Created,
            day: zone.day_of(tx.now()),
        };
        let id = open(tx, &new)?;
        if let Some(status) = details.status {
            let mut lead = store::get(tx, id)?;
            lead.status = status;
            lead.closed_at = standing::closed_at(status, lead.closed_at, tx.now());
            store::update(tx, &lead, tx.now())?;
        }
        customers::note_activity(tx, customer, tx.now())?;
        tx.log("lead.create", &format!("lead:{id}"))?;
        reading::read(tx, id)
    })
    .await
}

/// The name of an assignee; absent for nobody. One who may not enter the account is refused.
pub async fn check_assignee(cx: &AccountCx, assignee: Option<UserId>) -> Result<Option<String>> {
    let Some(assignee) = assignee else { return Ok(None) };
    let known = users::of_account(cx.env(), cx.account().id).await?.into_iter().find(|user| user.id == assignee);
    known.map(|user| Some(user.name)).ok_or_else(|| Error::field("assignee_id", texts::WRONG_ASSIGNEE))
}

/// How a lead is counted in a stage.
pub fn stage_key(lead: &Row, funnel: &Funnel, stage: &str, day: Day) -> StageKey {
    StageKey {
        day,
        funnel: funnel.id,
        stage: stage.to_owned(),
        source: lead.source,
        campaign: lead.campaign,
        page: lead.page,
        device: lead.device,
    }
}

/// Writes a stage change into the lead's history, with the stages' names of today, and tells later features.
pub fn record_stage(tx: &AccountTx<'_, '_>, lead: &Row, funnel: &Funnel, from: Option<&str>, to: &str, cause: Cause) -> Result<()> {
    let name = |key: &str| funnel.stage(key).map(|stage| stage.name.clone());
    let data = json!({
        "funnel_id": funnel.id,
        "from": from,
        "to": to,
        "from_name": from.and_then(name),
        "to_name": name(to),
        "cause": cause.name(),
    });
    funnels::tell(tx, &Journey::entered(lead.id, funnel.id, to), tx.now())?;
    record(tx, lead.id, InteractionKind::StageChange, data)
}

/// Writes an interaction that the product records by itself, in the name of whoever caused it.
pub fn record(tx: &AccountTx<'_, '_>, lead: LeadId, kind: InteractionKind, data: serde_json::Value) -> Result<()> {
    let actor = if matches!(tx.actor().kind, ActorKind::User(_)) { ActorType::User } else { ActorType::System };
    let new = NewRecord { kind, actor, user_id: tx.actor().user_id(), agent: 0, data, at: tx.now() };
    interactions::record(tx, lead, &new).map(drop)
}

/// Tells later features that a lead is new or has changed.
pub fn tell(tx: &AccountTx<'_, '_>, id: LeadId) -> Result<()> {
    outbox::tell_of_lead(tx, id, tx.now())
}

/// A won lead makes a customer of whoever was only a lead.
pub fn promote(tx: &AccountTx<'_, '_>, lead: &Row) -> Result<()> {
    customers::set_status(tx, lead.customer, CustomerStatus::Customer)?;
    tx.log("customer.update", &format!("customer:{}", lead.customer))
}

fn customer_of(tx: &AccountTx<'_, '_>, entered: &EnteredLead) -> Result<CustomerId> {
    match &entered.whose {
        Whose::Known(id) if store::has_customer(tx, *id)? => Ok(*id),
        Whose::Known(_) => Err(Error::field("customer_id", texts::NO_SUCH_CUSTOMER)),
        Whose::Described(new) => {
            let identity = Identity {
                name: new.name.clone(),
                phone: new.phone.clone(),
                email: new.email.clone(),
                company: new.company.clone(),
                source: new.source.clone().or_else(|| entered.touch.source.clone()),
            };
            let found = customers::recognise(tx, &identity)?;
            tx.log(if found.created { "customer.create" } else { "customer.update" }, &format!("customer:{}", found.id))?;
            Ok(found.id)
        }
    }
}

fn missing(field: &'static str, fault: Error) -> Error {
    match fault {
        Error::NotFound => Error::field(field, texts::NO_SUCH_FUNNEL),
        other => other,
    }
}
