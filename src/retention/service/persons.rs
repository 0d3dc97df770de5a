//! Erasing one person, everywhere in an account and for good.
//!
//! The agency's file and the account's can't change together. So the erasure is noted first, with what finds the person again; then the
//! person goes from the account's file in one transaction, and from the archive by what the outbox has noted in it; then the note says so.
//! Whatever stops in between is taken up by [`finish`]. The files are written anew at once where that takes a moment, else in the night
//! to come: what SQLite has moved about inside them before goes with that.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    accounts::{
        model::{Account, Actor},
        service::{self as accounts, AccountCx, errand::AgencyErrand},
    },
    base::{
        error::{Error, Result},
        ids::{CustomerId, LeadId},
        lang::Lang,
        page::{Page, PageRequest},
    },
    customers::{model::Customer, service as customers},
    db::{Class, idempotency, server_key, shred::shredding},
    env::Env,
    interactions::service as interactions,
    queue::table as queue,
    retention::{
        erasure::{Marks, Reason, Who},
        model::Erasure,
        service::returning,
        store::erasures as store,
    },
    viral::service as viral,
};

/// The name of the key that makes what is kept of erased persons.
pub const KEY: &str = "erasure";
/// A file of this size is written anew within half a second, for which visitors can wait.
const AT_ONCE_BYTES: u64 = 48 << 20;

/// What is known of a customer who is to be erased: with how many rows of which table.
pub async fn preview(cx: &AccountCx, id: CustomerId) -> Result<(Customer, Vec<(String, i64)>)> {
    let customer = customers::get(cx, id).await?;
    let mut rows = cx.read(move |conn| customers::erasing::count(conn, id)).await?;
    let leads = cx.read(move |conn| customers::erasing::leads_of(conn, id)).await?;
    rows.push(("archived_interaction".to_owned(), interactions::erasing::count_archived(cx, leads).await?));
    rows.retain(|(_, count)| *count > 0);
    Ok((customer, rows))
}

/// Erases a customer. In an archived account too: the law asks for it wherever the data lie.
pub async fn erase(cx: &AccountCx, id: CustomerId, reason: Reason) -> Result<Erasure> {
    let (customer, rows) = preview(cx, id).await?;
    // On a task of its own: whoever asked may hang up.
    let cx = cx.clone();
    let work = tokio::spawn(async move {
        let (account, fresh, actor) = (cx.account().id, cx.env().chance.bytes(), cx.actor().clone());
        let note = move |tx: &crate::db::Tx<'_>| {
            let key = server_key::get_or_keep(tx, KEY, fresh)?;
            let marks = Marks::of(&key, account, &who(&customer));
            let id = store::insert(tx, account, &marks, (reason, &actor), &rows, tx.now())?;
            store::find(tx, account, id)?.ok_or(Error::NotFound)
        };
        let erasure = cx.env().db.control().write(Class::Person, note).await?;
        carry_out(&cx, &erasure).await?;
        tidy(&cx, &erasure, AT_ONCE_BYTES).await?;
        let (account, id) = (erasure.account, erasure.id);
        cx.env().db.control().read(move |conn| store::find(conn, account, id)?.ok_or(Error::NotFound)).await
    });
    work.await.map_err(|cause| Error::internal("erasing a person", cause))?
}

/// The register of an account's erasures (파기대장), the newest first.
pub async fn register(cx: &AccountCx, request: PageRequest) -> Result<Page<Erasure>> {
    let account = cx.account().id;
    cx.env().db.control().read(move |conn| store::list(conn, account, &request)).await
}

/// Takes erasures that were cut short to their end, and writes the files anew that wait for it. Answers with how many are done with.
#[derive(Debug, Serialize, Deserialize)]
pub struct FinishErasures {}

impl AgencyErrand for FinishErasures {
    const NAME: &'static str = "retention.finish_erasures";
    type Answer = usize;

    async fn carry_out(self, env: &Env) -> Result<usize> {
        finish(env, u64::MAX).await
    }
}

/// Takes erasures to their end that a fault or a crash has cut short. Files larger than `at_once_bytes` are left for the night.
pub async fn finish(env: &Env, at_once_bytes: u64) -> Result<usize> {
    let open = env.db.control().read(store::open).await?;
    if open.is_empty() {
        return Ok(0);
    }
    let known: Vec<Account> = accounts::list(env).await?;
    let mut finished = 0;
    for erasure in open {
        let Some(account) = known.iter().find(|account| account.id == erasure.account) else {
            // The account was erased as a whole.
            end(env, &erasure).await?;
            continue;
        };
        let outcome = async {
            let cx = accounts::enter(env, &account.slug, std::sync::Arc::new(Actor::product())).await?;
            if erasure.done_at.is_none() {
                carry_out(&cx, &erasure).await?;
            }
            tidy(&cx, &erasure, at_once_bytes).await
        };
        match outcome.await {
            Ok(is_tidy) => finished += usize::from(is_tidy),
            Err(cause) => tracing::warn!(account.slug = account.slug, %cause, "an erasure is taken to its end later"),
        }
    }
    Ok(finished)
}

/// The same for small files, as often as wanted.
pub async fn finish_soon(env: &Env) -> Result<usize> {
    finish(env, AT_ONCE_BYTES).await
}

async fn carry_out(cx: &AccountCx, erasure: &Erasure) -> Result<()> {
    let (id, since) = (erasure.customer, erasure.since);
    let cx_after = cx.clone();
    cx.write_upkeep(move |tx| {
        let is_there = customers::erasing::find(tx, id)?.is_some_and(|customer| customer.created_at == since);
        if is_there {
            shredding(tx, |conn| take_out(conn, id))?;
            customers::erasing::tell_gone(tx, id);
            tx.log("customer.erase", &format!("customer:{id}"))?;
            tx.after_commit(move || cx_after.env().cache.drop_account(cx_after.account().id));
        }
        Ok(())
    })
    .await?;
    while interactions::archive::hear(cx).await? > 0 {}
    returning::erase_where_shown(cx.env(), cx.account().id).await?;
    let id = erasure.id;
    cx.env().db.control().write(Class::Person, move |tx| store::set_done(tx, id, tx.now())).await
}

/// Writes the account's files anew, unless that is too much for now. Says whether nothing is left to do.
async fn tidy(cx: &AccountCx, erasure: &Erasure, at_once_bytes: u64) -> Result<bool> {
    let (db, slug) = (&cx.env().db, &cx.account().slug);
    let archive = db.archive(slug).await?;
    if db.size_bytes(slug).max(db.size_bytes(&format!("{slug}.archive"))) > at_once_bytes {
        return Ok(false);
    }
    let mut is_tidy = db.account(slug).await?.shred().await?;
    if let Some(archive) = archive {
        is_tidy &= archive.shred().await?;
    }
    if is_tidy {
        let (account, id) = (erasure.account, erasure.id);
        db.control().write(Class::Person, move |tx| store::set_tidied(tx, account, id, tx.now())).await?;
    }
    Ok(is_tidy)
}

async fn end(env: &Env, erasure: &Erasure) -> Result<()> {
    let (account, id) = (erasure.account, erasure.id);
    let end = move |tx: &crate::db::Tx<'_>| {
        store::set_done(tx, id, tx.now())?;
        store::set_tidied(tx, account, id, tx.now())
    };
    env.db.control().write(Class::Batch, end).await
}

/// Takes a customer out of a file, whole.
pub fn take_out(conn: &Connection, id: CustomerId) -> Result<()> {
    let Some(customer) = customers::erasing::find(conn, id)? else { return Ok(()) };
    let leads = customers::erasing::leads_of(conn, id)?;
    let (addresses, texts) = (addresses(&customer), texts(&customer));
    let (visitors, _) = viral::erase(conn, id)?;
    interactions::erasing::erase(conn, &leads, visitors, &addresses)?;
    queue::forget_about(conn, &leads, &addresses)?;
    idempotency::forget_answers(conn, |body| is_about(body, id, &leads, &texts))?;
    customers::erasing::erase(conn, &customer)
}

/// What else in a file may name somebody: addresses and numbers in every form in which the product writes them. Names are not among
/// them: others have the same.
fn addresses(customer: &Customer) -> Vec<String> {
    let email = customer.email.iter().flat_map(|email| [email.as_str().to_owned(), email.key()]);
    let phone = customer.phone.iter().flat_map(|phone| [phone.as_e164().to_owned(), phone.display()]);
    let mut addresses: Vec<String> = email.chain(phone).collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

fn texts(customer: &Customer) -> Vec<String> {
    let mut texts = addresses(customer);
    texts.push(customer.called(Lang::Ko));
    texts
}

/// Does an answer that was kept speak of a person?
fn is_about(body: &[u8], id: CustomerId, leads: &[LeadId], texts: &[String]) -> bool {
    fn within(value: &Value, id: CustomerId, leads: &[LeadId], texts: &[String]) -> bool {
        match value {
            Value::String(text) => texts.iter().any(|named| text.contains(named.as_str())),
            Value::Array(values) => values.iter().any(|value| within(value, id, leads, texts)),
            Value::Object(fields) => fields.iter().any(|(name, value)| match (name.as_str(), value.as_i64()) {
                ("customer_id", Some(number)) => number == id.0,
                ("lead_id", Some(number)) => leads.contains(&LeadId(number)),
                _ => within(value, id, leads, texts),
            }),
            _ => false,
        }
    }
    match serde_json::from_slice(body) {
        Ok(value) => within(&value, id, leads, texts),
        Err(_) => texts.iter().any(|text| memchr::memmem::find(body, text.as_bytes()).is_some()),
    }
}

fn who(customer: &Customer) -> Who<'_> {
    Who { customer: customer.id, since: customer.created_at, email: customer.email.as_ref(), phone: customer.phone.as_ref() }
}
