//! How many rows there are now. Most are counted by their own features already; interactions are counted by reading them, once for
//! each state of a file.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    accounts::{
        model::{Account, Actor},
        service::{self as accounts, AccountCx},
    },
    base::{
        error::Result,
        ids::AccountId,
        table::{TABLES, Table},
    },
    capacity::store,
    customers::service as customers,
    env::Env,
    rollups::{
        model::{CONVERSIONS, LEADS, SUSPECT_LEADS, VOIDED_CONVERSIONS},
        service::counter,
    },
    viral::service as viral,
};

/// Rows by [`Table::place`].
pub type Rows = [i64; TABLES];

/// What was counted in an account's file after so many commits. It goes when the file is closed.
#[derive(Default)]
struct Memo(Mutex<Counted>);

#[derive(Clone, Copy, Default)]
struct Counted {
    cheap: Option<(u64, Rows)>,
    interactions: Option<(u64, i64)>,
}

/// The same by account, kept when its file is closed: nobody changes it then.
#[derive(Default)]
struct Closed(Mutex<HashMap<AccountId, (Rows, Option<i64>)>>);

/// An account's rows; without interactions, which would have to be read, where nobody wants them.
pub async fn rows(env: &Env, account: &Account, with_interactions: bool) -> Result<Rows> {
    let closed = env.db.control().beside().get::<Closed>();
    let cx = if let Some(cx) = accounts::enter_if_open(env, &account.slug).await? {
        cx
    } else {
        let known = closed.0.lock().unwrap_or_else(PoisonError::into_inner).get(&account.id).copied();
        match known {
            Some((rows, Some(interactions))) => return Ok(with(rows, interactions)),
            Some((rows, None)) if !with_interactions => return Ok(rows),
            _ => accounts::enter(env, &account.slug, Arc::new(Actor::product())).await?,
        }
    };
    let rows = cheap(&cx).await?;
    let interactions = if with_interactions { Some(interactions(&cx).await?) } else { None };
    let mut closed = closed.0.lock().unwrap_or_else(PoisonError::into_inner);
    closed.insert(account.id, (rows, interactions));
    Ok(interactions.map_or(rows, |interactions| with(rows, interactions)))
}

async fn cheap(cx: &AccountCx) -> Result<Rows> {
    let (memo, commits) = (cx.beside::<Memo>(), cx.commits());
    if let Some((then, rows)) = known(&memo).cheap
        && then == commits
    {
        return Ok(rows);
    }
    let rows = cx
        .read(|conn| {
            let mut rows = [0; TABLES];
            for (table, few) in store::count_few(conn)? {
                rows[table.place()] = few;
            }
            rows[Table::Customer.place()] = counter(conn, customers::TOTAL)?;
            rows[Table::Lead.place()] = counter(conn, LEADS)? + counter(conn, SUSPECT_LEADS)?;
            rows[Table::FunnelConversion.place()] = counter(conn, CONVERSIONS)? + counter(conn, VOIDED_CONVERSIONS)?;
            rows[Table::ViralLoop.place()] = counter(conn, viral::LOOPS)?;
            Ok(rows)
        })
        .await?;
    memo.0.lock().unwrap_or_else(PoisonError::into_inner).cheap = Some((commits, rows));
    Ok(rows)
}

async fn interactions(cx: &AccountCx) -> Result<i64> {
    let (memo, commits) = (cx.beside::<Memo>(), cx.commits());
    if let Some((then, count)) = known(&memo).interactions
        && then == commits
    {
        return Ok(count);
    }
    let count = cx.read(store::count_interactions).await?;
    memo.0.lock().unwrap_or_else(PoisonError::into_inner).interactions = Some((commits, count));
    Ok(count)
}

fn known(memo: &Memo) -> Counted {
    *memo.0.lock().unwrap_or_else(PoisonError::into_inner)
}

const fn with(mut rows: Rows, interactions: i64) -> Rows {
    rows[Table::LeadInteraction.place()] = interactions;
    rows
}
