//! The periods that are chosen, and what they would mean today.

use crate::{
    accounts::{
        model::Actor,
        service::{AccountCx, access_log, log_agency_act},
    },
    base::{error::Result, time::Zone},
    conversions::service as conversions,
    db::Class,
    env::Env,
    interactions::service as interactions,
    retention::{
        model::{Cutoff, DryRun, Kind, Periods},
        store,
    },
};

/// The periods of an account.
pub async fn of_account(cx: &AccountCx) -> Result<Periods> {
    let chosen = cx.read(store::chosen).await?;
    Ok(chosen.into_iter().fold(Periods::default(), |periods, (kind, months)| periods.with(kind, months)))
}

/// Chooses the periods of an account, from the next night on.
pub async fn save(cx: &AccountCx, periods: Periods) -> Result<()> {
    let slug = cx.account().slug.clone();
    cx.write(move |tx| {
        Kind::OF_ACCOUNT.into_iter().try_for_each(|kind| store::choose(tx, kind, periods.of(kind)))?;
        tx.log("retention.update", &format!("account:{slug}"))
    })
    .await
}

/// How many rows of an account would go today if these were its periods.
pub async fn dry_run(cx: &AccountCx, periods: Periods) -> Result<DryRun> {
    let (zone, now) = (cx.account().zone, cx.now());
    let (moved, deleted) = (Cutoff::of(periods.interactions, zone, now), Cutoff::of(periods.archive, zone, now));
    let past = Cutoff::of(periods.conversions, zone, now);
    let (interactions, not_yet_moved, conversions) = cx
        .read(move |conn| {
            let older = |at| interactions::archive::count_older(conn, at);
            Ok((older(moved.at)?, older(deleted.at)?, conversions::past::count(conn, past.at, past.day)?))
        })
        .await?;
    let archived = interactions::archive::count_before(cx, deleted.at).await?;
    Ok(DryRun { interactions, archive: archived + not_yet_moved, conversions })
}

/// How many months the agency keeps its access log.
pub async fn access_log_months(env: &Env) -> Result<u32> {
    let chosen = env.db.control().read(store::chosen).await?;
    Ok(chosen.into_iter().find(|(kind, _)| *kind == Kind::AccessLog).map_or(Kind::AccessLog.usual(), |(_, months)| months))
}

pub async fn save_access_log(env: &Env, actor: &Actor, months: u32) -> Result<()> {
    let actor = actor.clone();
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::choose(tx, Kind::AccessLog, months)?;
            log_agency_act(tx, &actor, "retention.update", "agency")
        })
        .await
}

/// How many rows of the access log would go today if this were its period.
pub async fn access_log_dry_run(env: &Env, months: u32) -> Result<i64> {
    // The agency has no time zone of its own.
    access_log::count_before(env, Cutoff::of(months, Zone::default(), env.now()).at).await
}
