//! What people and programs write into a history or read of it, and the way back from a slip.

use serde_json::Value;

use crate::{
    accounts::{
        model::ActorKind,
        service::{AccountCx, AccountTx},
    },
    base::{
        error::{Error, Result},
        ids::LeadId,
        page::{Page, PageRequest},
        time::Timestamp,
    },
    customers::service as customers,
    interactions::{
        model::{ActorType, Interaction, NewInteraction, NewRecord, TAKEN_BACK_WITHIN_MS},
        service::{list, reached, record},
        store::{self, Place},
    },
};

/// A lead's interactions, newest first, for whoever is shown them in full: where the account's setting veils people, it is noted who looked.
pub async fn reveal(cx: &AccountCx, lead: LeadId, request: PageRequest) -> Result<Page<Interaction>> {
    let agent = cx.only_own();
    let customer = cx.read(move |conn| reached(conn, lead, agent)).await?;
    customers::note_reveal(cx, customer).await?;
    list(cx, lead, request).await
}

/// Adds what somebody did for a lead, or reports of it.
pub async fn add(cx: &AccountCx, lead: LeadId, new: NewInteraction) -> Result<Interaction> {
    cx.write(move |tx| {
        let customer = reached(tx, lead, tx.actor().only_own())?;
        let actor = match tx.actor().kind {
            _ if new.kind.is_customers_own() => ActorType::Human,
            ActorKind::User(_) => ActorType::User,
            _ => ActorType::System,
        };
        let record_ = NewRecord {
            kind: new.kind,
            actor,
            user_id: tx.actor().user_id(),
            agent: 0,
            data: Value::Object(new.data),
            at: new.occurred_at,
        };
        let id = record(tx, lead, &record_)?;
        customers::note_activity(tx, customer, new.occurred_at.min(tx.now()))?;
        tx.log("interaction.create", &format!("lead:{lead}"))?;
        let NewRecord { kind, actor, user_id, data, at, .. } = record_;
        Ok(Interaction { id, lead_id: lead, kind, data, actor, user_id, occurred_at: at })
    })
    .await
}

/// Takes back what whoever acts has written into a lead's history themselves a moment ago. Anything else is not there for them.
pub fn take_back(tx: &AccountTx<'_, '_>, lead: LeadId, id: &str) -> Result<()> {
    let place = id.rsplit_once('-').and_then(|(at, seq)| Some(Place { at: at.parse().ok()?, seq: seq.parse().ok()? }));
    let place = place.ok_or(Error::NotFound)?;
    let (kind, user) = store::author(tx, lead, place)?.ok_or(Error::NotFound)?;
    let theirs = user.is_some() && user == tx.actor().user_id() && kind.may_be_taken_back();
    if !theirs || tx.now().ms_since(Timestamp(place.at)) > TAKEN_BACK_WITHIN_MS {
        return Err(Error::NotFound);
    }
    store::delete(tx, lead, place)?;
    tx.log("interaction.delete", &format!("lead:{lead}"))
}
