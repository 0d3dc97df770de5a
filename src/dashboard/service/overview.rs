//! All accounts at a glance, read side by side: one that is broken or slow keeps nobody waiting.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    accounts::{
        model::{Account, Actor, Right},
        service as accounts,
    },
    base::{
        error::{Error, Result},
        period::Period,
        time::MINUTE_MS,
    },
    cache::{Shelf, Space, Weigh},
    dashboard::{
        model::{Row, RowFigures, Trouble},
        store::figures as store,
    },
    env::Env,
};

/// Files that are read at once.
const AT_ONCE: usize = 8;
/// What has not answered by then is shown as slow.
const PATIENCE: Duration = Duration::from_millis(250);
/// Days of the trend, today among them.
const TREND_DAYS: i32 = 7;
/// Days over which conversions are counted.
const CONVERSION_DAYS: i32 = 30;

const ROWS: Space = Space { name: "overview", lifetime_ms: 5 * MINUTE_MS, shelf: Shelf::Data };

/// The accounts with their figures, in the order given, each for who looks at it. Figures are for those who may see them.
pub async fn overview(env: &Env, listed: Vec<(Account, Actor)>) -> Result<Vec<Row>> {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut reading = JoinSet::new();
    for (place, (account, actor)) in listed.into_iter().enumerate() {
        let (env, places) = (env.clone(), Arc::clone(&places));
        reading.spawn(async move {
            let _place = places.acquire_owned().await;
            (place, row(&env, Arc::new(actor), account).await)
        });
    }
    let mut rows = Vec::with_capacity(reading.len());
    while let Some(read) = reading.join_next().await {
        rows.push(read.map_err(|cause| Error::internal("the overview", cause))?);
    }
    rows.sort_unstable_by_key(|(place, _)| *place);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

async fn row(env: &Env, actor: Arc<Actor>, account: Account) -> Row {
    let read = tokio::time::timeout(PATIENCE, figures(env, actor, &account)).await;
    let (figures, trouble) = match (read, env.db.fault(&account.slug)) {
        (_, Some(fault)) => (None, Some(Trouble::Faulty(fault))),
        (Ok(Ok(figures)), None) => (figures, None),
        (Ok(Err(_)) | Err(_), None) => (None, Some(Trouble::Slow)),
    };
    Row { size_bytes: env.db.size_bytes(&account.slug), account, figures, trouble }
}

async fn figures(env: &Env, actor: Arc<Actor>, account: &Account) -> Result<Option<RowFigures>> {
    if !actor.may(Right::Look) {
        return Ok(None);
    }
    let cx = accounts::enter(env, &account.slug, actor).await?;
    let now = cx.now();
    let today = account.zone.day_of(now);
    let load = cx.read(move |conn| {
        let trend = Period::last(TREND_DAYS, today);
        let leads = store::leads(conn, trend.from, today)?;
        let on = |day| leads.get(&day).copied().unwrap_or_default();
        let counted = Period::last(CONVERSION_DAYS, today);
        Ok(RowFigures {
            leads_today: on(today),
            trend: trend.each().map(on).collect(),
            conversions: store::conversions(conn, counted.from, today)?,
        })
    });
    let kept = env.cache.get_or_load_at(&ROWS, account.id, &today.to_string(), now, || cx.state(), load).await?;
    Ok(Some((*kept).clone()))
}

impl Weigh for RowFigures {
    fn weight_bytes(&self) -> usize {
        size_of::<Self>() + self.trend.len() * size_of::<i64>()
    }
}
