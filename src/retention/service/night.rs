//! What a night does. It looks for what is old in a process of its own, and sends errands that each move or delete a slice.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicU64, Ordering},
};

use tokio::{sync::Mutex, task::JoinSet};

use crate::{
    accounts::service::{
        AccountCx,
        errand::send,
        job::{Done, Note, Run},
    },
    alerts::{
        alarm::{Alarm, Severity},
        service::{alarm, alarm_over},
    },
    base::{
        error::{Error, Result},
        time::Zone,
    },
    conversions::service as conversions,
    interactions::service as interactions,
    retention::{
        model::Cutoff,
        service::{
            errands::{ArchiveSlice, ForgetAccesses, ForgetArchived, ForgetConversions, ForgetExpired, ForgetTraces, Forgotten},
            periods,
        },
        slices::slices,
        texts,
    },
    rollups::service as rollups,
};

/// Slices of one account that are under way: while one commits, the next is read.
const AT_ONCE: usize = 2;

/// How far a run is, over all its accounts.
#[derive(Default)]
pub struct Told {
    done: AtomicU64,
    total: AtomicU64,
    /// Figures of one account at a time are held in memory.
    recounting: Mutex<()>,
}

impl Told {
    fn expect(&self, rows: u64) {
        self.total.fetch_add(rows, Ordering::Relaxed);
    }

    fn tell(&self, run: &Run, rows: u64) {
        let done = self.done.fetch_add(rows, Ordering::Relaxed) + rows;
        run.tell(done, Some(self.total.load(Ordering::Relaxed).max(done)));
    }
}

/// Moves interactions past their period to the account's archive.
pub async fn archive_interactions(run: &Run, cx: &AccountCx, told: &Told) -> Result<u64> {
    let cutoff = Cutoff::of(periods::of_account(cx).await?.interactions, cx.account().zone, cx.now());
    let leads = cx.read(move |conn| interactions::archive::leads_with_older(conn, cutoff.at)).await?;
    told.expect(leads.iter().map(|(_, rows)| rows).sum());
    let mut waiting: VecDeque<_> = slices(leads, u64::from(interactions::archive::SLICE)).into();
    let mut under_way = JoinSet::new();
    let mut moved = 0;
    while !waiting.is_empty() || !under_way.is_empty() {
        while under_way.len() < AT_ONCE
            && let Some(leads) = waiting.pop_front()
        {
            run.go_on()?;
            let cx = cx.clone();
            under_way.spawn(async move {
                let errand = ArchiveSlice { leads: leads.clone(), before: cutoff.at.0 };
                cx.send(errand).await.map(|moved| (moved, leads))
            });
        }
        if let Some(ended) = under_way.join_next().await {
            let (slice, leads) = ended.map_err(|cause| Error::internal("a slice of the archive", cause))??;
            moved += slice.rows;
            told.tell(run, slice.rows);
            if slice.more {
                waiting.push_front(leads);
            }
        }
    }
    Ok(moved)
}

/// Deletes conversions past their period, unless the figures that outlive them contradict the rows that are still there; then none, and
/// the run says so. What came from leads that were deleted since has no rows to hold against its figures, and is believed.
pub async fn forget_conversions(run: &Run, cx: &AccountCx, told: &Told) -> Result<Done> {
    let zone = cx.account().zone;
    let cutoff = Cutoff::of(periods::of_account(cx).await?.conversions, zone, cx.now());
    let mut done = Done::default();
    let recounting = told.recounting.lock().await;
    let (old, drifts) = cx
        .read(move |conn| {
            let old = conversions::past::count(conn, cutoff.at, cutoff.day)?;
            let drifts = if old == 0 { Vec::new() } else { rollups::recount_conversions(conn, zone, cutoff.day)? };
            Ok((old, drifts))
        })
        .await?;
    drop(recounting);
    let slug = cx.account().slug.clone();
    let key = format!("retention:figures:{slug}");
    if let Some(first) = drifts.first() {
        let n = drifts.len();
        tracing::error!(account.slug = slug, drifts = n, first = first.what, "old conversions stay, since their figures are not true");
        let what = texts::FIGURES_DRIFT.with(&[("n", &n), ("what", &first.what), ("kept", &first.kept), ("counted", &first.counted)]);
        let about = texts::FIGURES_DRIFT_IN.with(&[("account", &cx.account().name), ("n", &n)]);
        alarm(cx.env(), Alarm { key, severity: Severity::Warning, what: about, remedy: texts::FIGURES_REMEDY.into() }).await?;
        done.faults.push(Note { account: Some(slug), what });
        return Ok(done);
    }
    alarm_over(cx.env(), &key).await?;
    if old == 0 {
        return Ok(done);
    }
    told.expect(old.unsigned_abs());
    loop {
        run.go_on()?;
        let rows = cx.send(ForgetConversions { before: cutoff.at.0, day: cutoff.day.0 }).await?;
        if rows == 0 {
            return Ok(done);
        }
        done.rows += rows as u64;
        told.tell(run, rows as u64);
    }
}

/// Deletes from an account's archive what is past its period, and what the account keeps for days only.
pub async fn clean_archive(run: &Run, cx: &AccountCx, told: &Told) -> Result<u64> {
    let cutoff = Cutoff::of(periods::of_account(cx).await?.archive, cx.account().zone, cx.now());
    let mut deleted = 0;
    loop {
        run.go_on()?;
        let archived = cx.send(ForgetArchived { before: cutoff.at.0 }).await?;
        let traces = cx.send(ForgetTraces {}).await?;
        if archived + traces == 0 {
            return Ok(deleted);
        }
        deleted += (archived + traces) as u64;
        told.tell(run, (archived + traces) as u64);
    }
}

/// Deletes what the agency keeps no longer: sessions and invitations that have run out, and the oldest rows of the access log.
pub async fn clean_agency(run: &Run, told: &Told) -> Result<Done> {
    let env = run.env();
    // The agency has no time zone of its own.
    let cutoff = Cutoff::of(periods::access_log_months(env).await?, Zone::default(), env.now());
    let mut done = Done::default();
    loop {
        run.go_on()?;
        let rows = send(env, ForgetExpired {}).await? as u64;
        if rows == 0 {
            break;
        }
        done.rows += rows;
        told.tell(run, rows);
    }
    loop {
        run.go_on()?;
        match send(env, ForgetAccesses { before: cutoff.at.0 }).await? {
            Forgotten::Rows(0) => return Ok(done),
            Forgotten::Rows(rows) => {
                done.rows += rows as u64;
                told.tell(run, rows as u64);
            }
            Forgotten::Broken(fault) => {
                tracing::error!(fault = fault.en, "the access log is not what was written, and keeps its old rows");
                done.faults.push(Note { account: None, what: fault });
                return Ok(done);
            }
        }
    }
}
