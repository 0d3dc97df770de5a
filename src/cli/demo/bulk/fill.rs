//! Fills a data directory at full size: two accounts at a time, since the box has two cores.

use std::{collections::VecDeque, time::Instant};

use tokio::task::JoinSet;

use crate::{
    base::{
        error::{Error, Result},
        lang::{Lang, Text, text},
        time::{FrozenClock, HOUR_MS},
    },
    cli::{
        demo::{
            agency,
            bulk::{
                capacity::{self, Rows},
                era::Era,
                history::History,
                staff,
            },
            size::Scale,
        },
        output,
    },
    env::Env,
};

const AT_ONCE: usize = 2;

const FILLED: Text = text("{name}: DB {leads}건 ({done}/{all}, {seconds}초)", "{name}: {leads} leads ({done} of {all}, {seconds} s)");

/// Makes the agency and fills its accounts, the largest first. The same scale, seed and last day give the same rows.
pub async fn fill(env: &Env, clock: &FrozenClock, era: Era, scale: Scale, seed: u64, lang: Lang) -> Result<()> {
    let (begun, dealt) = (Instant::now(), Rows::at(scale).dealt(capacity::accounts(scale)));
    clock.set(era.start.plus_ms(8 * HOUR_MS));
    let owner = agency::set_up(env).await?;
    let funnels: Vec<usize> = dealt.iter().map(|rows| rows.funnels).collect();
    let mut waiting: VecDeque<_> = staff::take_on(env, &owner, &funnels).await?.into_iter().zip(dealt).collect();
    clock.set(era.end);
    let (all, mut done, mut running) = (waiting.len(), 0, JoinSet::new());
    loop {
        while running.len() < AT_ONCE
            && let Some((client, rows)) = waiting.pop_front()
        {
            running.spawn(async move {
                let history = History::begin(client, era, rows, seed).await?;
                Ok::<_, Error>((history.name(), history.tell().await?))
            });
        }
        let Some(filled) = running.join_next().await else { return Ok(()) };
        let (name, leads) = filled.map_err(|cause| Error::internal("filling the demo", cause))??;
        done += 1;
        let seconds = begun.elapsed().as_secs();
        let told = FILLED.with(&[("name", &name), ("leads", &leads), ("done", &done), ("all", &all), ("seconds", &seconds)]);
        output::note(told.get(lang));
    }
}
