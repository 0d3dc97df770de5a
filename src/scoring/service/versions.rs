//! The models of an account, one after the other.

use crate::{
    accounts::service::AccountCx,
    base::error::Result,
    scoring::{
        entry,
        model::{Model, Progress, Versioned},
        service::passes,
        store,
    },
};

/// Versions that are listed.
const LISTED: u32 = 100;

/// The model that is active.
pub async fn active(cx: &AccountCx) -> Result<Versioned> {
    cx.read(store::active).await
}

/// A version, or `NotFound`.
pub async fn version(cx: &AccountCx, version: i64) -> Result<Versioned> {
    cx.read(move |conn| store::version(conn, version)).await
}

/// The newest versions, the active one first.
pub async fn versions(cx: &AccountCx) -> Result<Vec<Versioned>> {
    cx.read(|conn| store::versions(conn, LISTED)).await
}

/// Activates a model and has all leads scored by it, in the background. The model that is active already stays as it is.
pub async fn activate(cx: &AccountCx, model: Model) -> Result<Versioned> {
    let json = entry::to_json(&model)?;
    cx.write(move |tx| {
        let active = store::active(tx)?;
        if active.model == model {
            return Ok(active);
        }
        let version = store::insert_version(tx, &json, &tx.actor().name, tx.now())?;
        store::begin_run(tx, tx.now())?;
        tx.log("score_model.activate", &format!("score_model:{version}"))?;
        store::active(tx)
    })
    .await
}

/// Puts an old version back: its rules become the newest version.
pub async fn restore(cx: &AccountCx, old: i64) -> Result<Versioned> {
    let model = version(cx, old).await?.model;
    activate(cx, model).await
}

/// How far the pass over all leads is that an activated model began; absent while none is on its way.
pub async fn running(cx: &AccountCx) -> Result<Option<Progress>> {
    cx.read(|conn| {
        let Some((_, done)) = store::run(conn)? else { return Ok(None) };
        Ok(Some(Progress { done, total: passes::all_leads(conn)?.max(done) }))
    })
    .await
}
