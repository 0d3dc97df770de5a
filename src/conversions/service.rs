//! The use cases of conversions.

pub mod past;

use rusqlite::Connection;
use serde_json::json;

use crate::{
    accounts::{
        model::ActorKind,
        service::{AccountCx, AccountTx},
    },
    base::{
        error::{Error, Result},
        ids::{ConversionId, FunnelId, UserId},
        money::{Currency, Money},
        page::{Page, PageRequest},
        time::{Day, Timestamp},
    },
    conversions::{
        model::{Conversion, Months, NamedConversion, NewConversion, Report, Wanted, meant_currency, meant_stage},
        store::{self, Converting},
        texts,
    },
    db::outbox,
    funnels::{goal, journey::Journey, model::Funnel, service as funnels},
    interactions::{
        model::{ActorType, InteractionKind, NewRecord},
        service as interactions,
    },
    rollups::{
        model::{CONVERSIONS, Gain, MonthRow, StageKey, VOIDED_CONVERSIONS},
        service as rollups,
    },
};

/// Records that a lead entered a goal stage: the conversion, its interaction and its counts, inside the transaction that moves the
/// lead. Absent when nothing was recorded: it is a suspect, or it has converted there before and only its first time counts.
pub fn record(conn: &Connection, new: &NewConversion) -> Result<Option<ConversionId>> {
    let lead = store::converting(conn, new.lead)?.ok_or(Error::NotFound)?;
    if lead.suspect || (!new.repeats && store::has_converted(conn, new.lead, new.funnel, &new.stage)?) {
        return Ok(None);
    }
    write(conn, new, &lead, ActorType::System, None).map(Some)
}

/// Writes a conversion and nothing else, for whoever fills a file at once.
pub fn put(conn: &Connection, new: &NewConversion) -> Result<ConversionId> {
    store::insert(conn, new)
}

/// Records what somebody reports. A second conversion of the lead in the same stage is a conflict.
pub async fn report(cx: &AccountCx, report: Report) -> Result<Conversion> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let lead = store::converting(tx, report.lead)?.ok_or_else(|| Error::field("lead_id", texts::NO_LEAD))?;
        let funnel = report.funnel.or(lead.funnel).ok_or_else(|| Error::field("funnel_id", texts::FUNNEL_NEEDED))?;
        let goals = known_funnel(tx, funnel)?;
        // In another funnel than its own the lead stands in no stage.
        let standing = lead.stage.clone().filter(|_| lead.funnel == Some(funnel));
        let stage = meant_stage(&goals, report.stage, standing)?;
        let new = NewConversion {
            funnel,
            lead: report.lead,
            value: report.value.or_else(|| goal::worth(stage, lead.value, &lead.form, goals.currency)),
            currency: meant_currency(&goals, report.currency)?,
            at: report.at,
            day: zone.day_of(report.at),
            repeats: stage.repeats,
            stage: stage.key.clone(),
        };
        if lead.suspect {
            return Err(Error::conflict("lead_id", texts::SUSPECT));
        }
        if !new.repeats && store::has_converted(tx, new.lead, new.funnel, &new.stage)? {
            return Err(Error::conflict("stage", texts::ALREADY));
        }
        let id = write(tx, &new, &lead, acting(tx), tx.actor().user_id())?;
        outbox::tell_of_lead(tx, new.lead, tx.now())?;
        tx.log("conversion.create", &format!("lead:{}", new.lead))?;
        store::get(tx, id).map(|(conversion, _)| conversion)
    })
    .await
}

/// Takes a conversion back: it stays, marked with the reason, and leaves the figures of its own day. Its lead keeps its status, for
/// only its people know what it is now. A conversion that is voided already is a conflict.
pub async fn void(cx: &AccountCx, id: ConversionId, reason: String) -> Result<Conversion> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let (conversion, day) = match store::get(tx, id) {
            Err(Error::NotFound) if store::past::is_past(tx, id)? => return Err(Error::conflict("id", texts::PAST)),
            found => found?,
        };
        if conversion.voided_at.is_some() {
            return Err(Error::conflict("voided_at", texts::VOIDED_ALREADY));
        }
        store::void(tx, id, &reason, &tx.actor().name, tx.now())?;
        let Conversion { funnel_id: funnel, lead_id, value, currency, converted_at, .. } = conversion;
        let lead = store::converting(tx, lead_id)?.ok_or(Error::NotFound)?;
        let key = key(&lead, day.unwrap_or_else(|| zone.day_of(converted_at)), funnel, &conversion.stage);
        rollups::void_conversion(tx, &key, gain(&lead, value, currency, converted_at))?;
        interactions::void_conversion(tx, lead_id, converted_at, id, &reason, tx.now())?;
        let name = funnels::get(tx, funnel)?.stage(&conversion.stage).map(|stage| stage.name.clone());
        let data =
            json!({ "name": "conversion_voided", "conversion_id": id, "stage_name": name, "stage": conversion.stage, "text": reason });
        let record =
            NewRecord { kind: InteractionKind::Custom, actor: acting(tx), user_id: tx.actor().user_id(), agent: 0, data, at: tx.now() };
        interactions::record(tx, lead_id, &record)?;
        funnels::tell(tx, &Journey::voided(lead_id, funnel, &conversion.stage, id), tx.now())?;
        outbox::tell_of_lead(tx, lead_id, tx.now())?;
        tx.log("conversion.void", &format!("lead:{lead_id}"))?;
        store::get(tx, id).map(|(conversion, _)| conversion)
    })
    .await
}

/// A conversion with the names that people look for.
pub async fn named(cx: &AccountCx, id: ConversionId) -> Result<NamedConversion> {
    let found = cx.read(move |conn| store::get_named(conn, id)).await?;
    Ok(if cx.masks() { found.masked() } else { found })
}

/// Conversions by month, funnel and stage, from the monthly figures, which outlive the conversions themselves.
pub async fn monthly(cx: &AccountCx, months: Months) -> Result<Vec<MonthRow>> {
    cx.read(move |conn| rollups::months(conn, months.from, months.to, months.funnel)).await
}

/// One page of the conversions.
pub async fn list(cx: &AccountCx, wanted: Wanted, request: PageRequest) -> Result<Page<Conversion>> {
    cx.read(move |conn| store::list(conn, &wanted, &request, total(conn)?)).await
}

/// One page with the names that people look for, and the funnels to choose from.
pub async fn list_named(cx: &AccountCx, wanted: Wanted, request: PageRequest) -> Result<(Page<NamedConversion>, Vec<Funnel>)> {
    let masks = cx.masks_lists();
    cx.read(move |conn| {
        let found = store::list_named(conn, &wanted, &request, total(conn)?)?;
        Ok((if masks { found.map(NamedConversion::masked) } else { found }, funnels::all(conn)?))
    })
    .await
}

/// All of them, voided ones too.
fn total(conn: &Connection) -> Result<i64> {
    Ok(rollups::counter(conn, CONVERSIONS)? + rollups::counter(conn, VOIDED_CONVERSIONS)?)
}

fn known_funnel(conn: &Connection, id: FunnelId) -> Result<Funnel> {
    funnels::get(conn, id)
        .map_err(|cause| if matches!(cause, Error::NotFound) { Error::field("funnel_id", texts::NO_FUNNEL) } else { cause })
}

fn write(conn: &Connection, new: &NewConversion, lead: &Converting, actor: ActorType, user_id: Option<UserId>) -> Result<ConversionId> {
    let id = store::insert(conn, new)?;
    let data = json!({
        "conversion_id": id,
        "funnel_id": new.funnel,
        "stage": new.stage,
        "stage_name": funnels::get(conn, new.funnel)?.stage(&new.stage).map(|stage| &stage.name),
        "value": new.value,
        "currency": new.currency,
    });
    let record = NewRecord { kind: InteractionKind::Conversion, actor, user_id, agent: 0, data, at: new.at };
    interactions::record(conn, new.lead, &record)?;
    rollups::count_conversion(conn, &key(lead, new.day, new.funnel, &new.stage), gain(lead, new.value, new.currency, new.at))?;
    funnels::tell(conn, &Journey::converted(new.lead, new.funnel, &new.stage, id), new.at)?;
    Ok(id)
}

/// By what a conversion is counted: nothing of it changes while the lead lives.
fn key(lead: &Converting, day: Day, funnel: FunnelId, stage: &str) -> StageKey {
    let Converting { source, campaign, page, device, .. } = *lead;
    StageKey { day, funnel, stage: stage.to_owned(), source, campaign, page, device }
}

fn gain(lead: &Converting, value: Option<Money>, currency: Currency, at: Timestamp) -> Gain {
    Gain { value: value.unwrap_or_default(), currency, took_ms: at.ms_since(lead.created_at) }
}

fn acting(tx: &AccountTx<'_, '_>) -> ActorType {
    if matches!(tx.actor().kind, ActorKind::User(_)) { ActorType::User } else { ActorType::System }
}
