//! The use cases of conversions.

use rusqlite::Connection;
use serde_json::json;

use crate::{
    accounts::{model::ActorKind, service::AccountCx},
    base::{
        error::{Error, Result},
        ids::{ConversionId, FunnelId, UserId},
        page::{Page, PageRequest},
    },
    conversions::{
        model::{Conversion, NamedConversion, NewConversion, Report, Wanted, meant_currency, meant_stage},
        store::{self, Converting},
        texts,
    },
    funnels::{journey::Journey, model::Funnel, service as funnels},
    interactions::{
        model::{ActorType, InteractionKind, NewRecord},
        service as interactions,
    },
    rollups::{
        model::{CONVERSIONS, StageKey},
        service as rollups,
    },
};

/// Records that a lead entered a goal stage: the conversion, its interaction and its counts, inside the transaction that moves the
/// lead. Absent when nothing was recorded: the lead has converted there before, or it is a suspect.
pub fn record(conn: &Connection, new: &NewConversion) -> Result<Option<ConversionId>> {
    let lead = store::converting(conn, new.lead)?.ok_or(Error::NotFound)?;
    if lead.suspect || store::has_converted(conn, new.lead, new.funnel, &new.stage)? {
        return Ok(None);
    }
    write(conn, new, &lead, ActorType::System, None).map(Some)
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
        let new = NewConversion {
            funnel,
            lead: report.lead,
            stage: meant_stage(&goals, report.stage, standing)?,
            value: report.value.or(lead.value),
            currency: meant_currency(&goals, report.currency)?,
            at: report.at,
            day: zone.day_of(report.at),
        };
        if lead.suspect {
            return Err(Error::conflict("lead_id", texts::SUSPECT));
        }
        if store::has_converted(tx, new.lead, new.funnel, &new.stage)? {
            return Err(Error::conflict("stage", texts::ALREADY));
        }
        let actor = if matches!(tx.actor().kind, ActorKind::User(_)) { ActorType::User } else { ActorType::System };
        let id = write(tx, &new, &lead, actor, tx.actor().user_id())?;
        tx.log("conversion.create", &format!("lead:{}", new.lead))?;
        let NewConversion { funnel, lead, stage, value, currency, at, .. } = new;
        Ok(Conversion { id, funnel_id: funnel, lead_id: lead, stage, value, currency, converted_at: at })
    })
    .await
}

/// One page of the conversions.
pub async fn list(cx: &AccountCx, wanted: Wanted, request: PageRequest) -> Result<Page<Conversion>> {
    cx.read(move |conn| store::list(conn, &wanted, &request, rollups::counter(conn, CONVERSIONS)?)).await
}

/// One page with the names that people look for, and the funnels to choose from.
pub async fn list_named(cx: &AccountCx, wanted: Wanted, request: PageRequest) -> Result<(Page<NamedConversion>, Vec<(FunnelId, String)>)> {
    let masks = cx.masks_lists();
    cx.read(move |conn| {
        let all = rollups::counter(conn, CONVERSIONS)?;
        let funnels = funnels::all(conn)?.into_iter().map(|funnel| (funnel.id, funnel.name)).collect();
        let found = store::list_named(conn, &wanted, &request, all)?;
        Ok((if masks { found.map(NamedConversion::masked) } else { found }, funnels))
    })
    .await
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
    funnels::tell(conn, &Journey::converted(new.lead, new.funnel, &new.stage, id), new.at)?;
    let key = StageKey {
        day: new.day,
        funnel: new.funnel,
        stage: new.stage.clone(),
        source: lead.source,
        campaign: lead.campaign,
        page: lead.page,
        device: lead.device,
    };
    rollups::count_conversion(conn, &key, new.value.map_or(0, |value| value.0), new.at.ms_since(lead.created_at))?;
    Ok(id)
}
