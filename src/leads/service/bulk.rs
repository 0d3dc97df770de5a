//! Changes to many leads, in slices between which others write. A run notes after each slice how far it has come, so that one that
//! was cut off by a restart goes on where it stopped when somebody says so.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use serde_json::json;

use crate::{
    accounts::{
        model::{AccountStatus, Right, Role},
        service::{self as accounts, AccountCx, AccountTx},
    },
    base::{
        error::{Error, Result},
        ids::{BulkRunId, CustomerId, LeadId},
    },
    customers::service::{self as customers, Tagged},
    funnels::{model::Funnel, service as funnels},
    interactions::model::InteractionKind,
    leads::{
        bulk::{Action, Order, Run, Skip, Skipped, State, Which},
        entry::LeadChange,
        model::Row,
        query::{self, LeadQuery},
        service::{
            birth,
            change::{self, Office},
            moves::{self, Moved},
            reach, reading,
        },
        store::{
            self,
            bulk::{self, Fitting},
        },
        texts, work_status,
    },
    users::service::members,
};

/// Leads that one transaction changes: some tens of milliseconds of the writer.
const SLICE: usize = 100;
/// Runs that the account remembers, and those that its list shows.
const KEPT: i64 = 300;
const SHOWN: u32 = 50;

/// A run as it is looked at.
pub struct Progress {
    pub run: Run,
    pub skipped: Vec<Skipped>,
    /// Is it being worked on now? One that is running but not at work was cut off.
    pub at_work: bool,
}

/// The runs of an account that are at work in this process.
#[derive(Default)]
struct AtWork(Mutex<HashSet<BulkRunId>>);

impl AtWork {
    fn begin(&self, id: BulkRunId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id)
    }

    fn holds(&self, id: BulkRunId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&id)
    }
}

/// Ends a run's work however it ends, by a panic too: otherwise it would be at work for ever, and nobody could go on with it.
struct Working {
    at_work: Arc<AtWork>,
    id: BulkRunId,
}

impl Drop for Working {
    fn drop(&mut self) {
        self.at_work.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

/// All that the slices of a run need to know.
struct Plan {
    id: BulkRunId,
    office: Office,
    /// The leads still to be looked at, in the order of their ids: found once, so that no slice searches the table again.
    leads: Vec<LeadId>,
    /// Of an assignment, the assignee's name.
    assignee: Option<String>,
}

/// How many leads would be looked at.
pub async fn count(cx: &AccountCx, which: &Which) -> Result<i64> {
    match which {
        Which::Picked(ids) => Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX)),
        Which::Fitting(_) => Ok(measure(cx, which).await?.0),
    }
}

/// Begins a run and goes on with it in the background.
pub async fn start(cx: &AccountCx, order: Order) -> Result<BulkRunId> {
    check(cx, &order.action).await?;
    // Before the write: a count may read the whole table, and nobody should wait for it.
    let (total, last) = measure(cx, &order.which).await?;
    let by = cx.actor().name.clone();
    let id = cx
        .write(move |tx| {
            let id = bulk::insert(tx, &order, total, last, &by, tx.now())?;
            bulk::forget_old(tx, KEPT)?;
            tx.log("lead.bulk", &format!("bulk:{id}"))?;
            Ok(id)
        })
        .await?;
    launch(cx, id);
    Ok(id)
}

/// Goes on with a run that was cut off or failed.
pub async fn resume(cx: &AccountCx, id: BulkRunId) -> Result<()> {
    let goes_on = cx
        .write(move |tx| {
            let run = bulk::get(tx, id)?;
            if !run.state.may_go_on() {
                return Ok(false);
            }
            bulk::advance(tx, &Run { state: State::Running, finished_at: None, ..run })?;
            tx.log("lead.bulk", &format!("bulk:{id}"))?;
            Ok(true)
        })
        .await?;
    if goes_on {
        launch(cx, id);
    }
    Ok(())
}

/// Stops a run after its present slice. What it has changed stays changed.
pub async fn cancel(cx: &AccountCx, id: BulkRunId) -> Result<()> {
    cx.write(move |tx| {
        let run = bulk::get(tx, id)?;
        if run.state == State::Running {
            bulk::advance(tx, &Run { state: State::Cancelled, finished_at: Some(tx.now()), ..run })?;
            tx.log("lead.bulk_cancel", &format!("bulk:{id}"))?;
        }
        Ok(())
    })
    .await
}

/// A run and how far it has come, or `NotFound`.
pub async fn progress(cx: &AccountCx, id: BulkRunId) -> Result<Progress> {
    let at_work = cx.beside::<AtWork>().holds(id);
    cx.read(move |conn| Ok(Progress { run: bulk::get(conn, id)?, skipped: bulk::skips(conn, id)?, at_work })).await
}

/// The newest runs.
pub async fn runs(cx: &AccountCx) -> Result<Vec<Progress>> {
    let at_work = cx.beside::<AtWork>();
    let runs = cx.read(|conn| bulk::newest(conn, SHOWN)).await?;
    Ok(runs.into_iter().map(|run| Progress { at_work: at_work.holds(run.id), run, skipped: Vec::new() }).collect())
}

/// Refuses what can't be done to any lead.
async fn check(cx: &AccountCx, action: &Action) -> Result<()> {
    match action {
        Action::Stage { funnel, stage } => {
            let funnel = funnels::cached(cx, *funnel).await?;
            if funnel.stage(stage).is_none() { Err(query::unknown_stage(stage)) } else { Ok(()) }
        }
        Action::Assign { user } => birth::check_assignee(cx, *user).await.map(drop),
        Action::WorkStatus { key, .. } if work_status::find(key).is_none() => Err(Error::field("work_status", texts::CHOOSE_AGAIN)),
        Action::WorkStatus { .. } | Action::AddTag { .. } | Action::RemoveTag { .. } => Ok(()),
    }
}

fn launch(cx: &AccountCx, id: BulkRunId) {
    let at_work = cx.beside::<AtWork>();
    if !at_work.begin(id) {
        return;
    }
    let (cx, working) = (cx.clone(), Working { at_work, id });
    tokio::spawn(async move {
        let working = working; // all of it: a block that names its id alone would drop it at once
        let stopped = match work(&cx, working.id).await {
            Ok(stopped) => stopped,
            Err(cause) => {
                tracing::error!(account.slug = cx.account().slug, run = id.0, %cause, "a change to many leads stopped");
                Some(State::Failed)
            }
        };
        if let Some(state) = stopped
            && let Err(cause) = stop(&cx, working.id, state).await
        {
            tracing::error!(account.slug = cx.account().slug, run = id.0, %cause, "its end could not be noted");
        }
    });
}

/// Slice after slice, up to the end or until it is cancelled; answers with the state of a run that may not go on.
async fn work(cx: &AccountCx, id: BulkRunId) -> Result<Option<State>> {
    if !is_allowed(cx).await? {
        return Ok(Some(State::Halted));
    }
    let run = cx.read(move |conn| bulk::get(conn, id)).await?;
    let assignee = match run.action {
        Action::Assign { user } => birth::check_assignee(cx, user).await?,
        _ => None,
    };
    let plan = Arc::new(Plan { id, office: Office::of(cx), leads: leads(cx, run).await?, assignee });
    let mut at = 0;
    loop {
        let plan = Arc::clone(&plan);
        if !cx.write_slice(move |tx| slice(tx, &plan, at)).await? {
            return Ok(None);
        }
        at += SLICE;
        if !is_allowed(cx).await? {
            return Ok(Some(State::Halted));
        }
    }
}

/// May the account's leads still be changed, and by whoever began? A run outlives the request that did, so it is asked again.
async fn is_allowed(cx: &AccountCx) -> Result<bool> {
    let account = cx.account().id;
    match accounts::find(cx.env(), &cx.account().slug).await? {
        Some(found) if found.id == account && found.status != AccountStatus::Archived => {}
        _ => return Ok(false),
    }
    let Some(user) = cx.actor().user_id() else { return Ok(true) };
    match members::get(cx.env(), user).await {
        Ok(member) => {
            let role = member.memberships.iter().find(|own| own.account == account).map(|own| own.role);
            let role = if member.user.role == Role::Owner { Some(Role::Owner) } else { role };
            Ok(member.user.disabled_at.is_none() && role.is_some_and(|role| role.allows(Right::Manage)))
        }
        Err(Error::NotFound) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// The leads that a run has still to look at.
async fn leads(cx: &AccountCx, run: Run) -> Result<Vec<LeadId>> {
    if let Which::Picked(ids) = run.which {
        return Ok(ids.into_iter().filter(|id| id.0 > run.cursor).collect());
    }
    let fitting = fitting(cx, &run.which).await?;
    cx.read(move |conn| {
        with_fitting(conn, fitting.as_ref(), |fits| bulk::ids(conn, fits, run.cursor, run.last)).map(Option::unwrap_or_default)
    })
    .await
}

/// Changes the leads from `at` on; false when the run has ended.
fn slice(tx: &AccountTx<'_, '_>, plan: &Plan, at: usize) -> Result<bool> {
    let mut run = bulk::get(tx, plan.id)?;
    if run.state != State::Running {
        return Ok(false);
    }
    let left = plan.leads.get(at..).unwrap_or_default();
    let leads = left.get(..SLICE).unwrap_or(left);
    let funnel = match &run.action {
        Action::Stage { funnel, .. } => Some(funnels::get(tx, *funnel)?),
        _ => None,
    };
    let mut skipped: BTreeMap<Skip, Vec<LeadId>> = BTreeMap::new();
    for id in leads {
        match change_one(tx, plan, &run.action, funnel.as_ref(), *id)? {
            None => run.changed += 1,
            Some(reason) => skipped.entry(reason).or_default().push(*id),
        }
    }
    for (reason, leads) in &skipped {
        bulk::add_skips(tx, run.id, *reason, leads)?;
    }
    run.done += i64::try_from(leads.len()).unwrap_or_default();
    run.cursor = leads.last().map_or(run.cursor, |id| id.0);
    let ends = leads.len() == left.len();
    if ends {
        run.state = State::Done;
        run.finished_at = Some(tx.now());
    }
    bulk::advance(tx, &run)?;
    Ok(!ends)
}

/// Does to one lead what a person would do to it alone. Answers with the reason where it is left as it is.
fn change_one(tx: &AccountTx<'_, '_>, plan: &Plan, action: &Action, funnel: Option<&Funnel>, id: LeadId) -> Result<Option<Skip>> {
    let lead = match store::get(tx, id) {
        Err(Error::NotFound) => return Ok(Some(Skip::Gone)),
        other => other?,
    };
    let changed_or_already = |changed: bool| if changed { None } else { Some(Skip::Already) };
    match action {
        Action::Stage { stage, .. } => match funnel.filter(|funnel| lead.funnel == Some(funnel.id)) {
            None => Ok(Some(Skip::OtherFunnel)),
            Some(funnel) => Ok(match moves::move_row(tx, lead, funnel, stage, plan.office.zone.day_of(tx.now()))? {
                Moved::Done => None,
                Moved::Stays => Some(Skip::Already),
                Moved::NoSuchStage => Some(Skip::OtherFunnel),
            }),
        },
        Action::Assign { user } => {
            let change = LeadChange { assignee: Some(*user), ..LeadChange::default() };
            Ok(changed_or_already(change::apply(tx, plan.office, &lead, &change, plan.assignee.as_deref())?))
        }
        Action::WorkStatus { key, callback_at } => {
            let change = LeadChange {
                work_status: work_status::find(key).map(|status| status.key),
                callback_at: callback_at.map(Some),
                implies: true,
                ..LeadChange::default()
            };
            Ok(changed_or_already(change::apply(tx, plan.office, &lead, &change, None)?))
        }
        Action::AddTag { tag } => tag_one(tx, &lead, tag, true),
        Action::RemoveTag { tag } => tag_one(tx, &lead, tag, false),
    }
}

fn tag_one(tx: &AccountTx<'_, '_>, lead: &Row, tag: &str, wanted: bool) -> Result<Option<Skip>> {
    match customers::set_tag(tx, lead.customer, tag, wanted)? {
        Tagged::Already => return Ok(Some(Skip::Already)),
        Tagged::Full => return Ok(Some(Skip::TagsFull)),
        Tagged::Changed => {}
    }
    let data = if wanted { json!({ "added": [tag] }) } else { json!({ "removed": [tag] }) };
    birth::record(tx, lead.id, InteractionKind::TagChange, data)?;
    birth::tell(tx, lead.id)?;
    Ok(None)
}

/// Notes that a run stopped. The account as it was at the run's start is written to, so one that was archived meanwhile says so too.
async fn stop(cx: &AccountCx, id: BulkRunId, state: State) -> Result<()> {
    cx.write(move |tx| {
        let run = bulk::get(tx, id)?;
        if run.state == State::Running {
            bulk::advance(tx, &Run { state, finished_at: Some(tx.now()), ..run })?;
        }
        Ok(())
    })
    .await
}

/// How many leads would be looked at, and the id of the last one there is.
async fn measure(cx: &AccountCx, which: &Which) -> Result<(i64, i64)> {
    let picked = match which {
        Which::Picked(ids) => Some(i64::try_from(ids.len()).unwrap_or(i64::MAX)),
        Which::Fitting(_) => None,
    };
    let fitting = fitting(cx, which).await?;
    cx.read(move |conn| {
        let last = bulk::last_lead(conn)?;
        let total = match picked {
            Some(total) => total,
            None => with_fitting(conn, fitting.as_ref(), |fits| bulk::count(conn, fits, last))?.unwrap_or_default(),
        };
        Ok((total, last))
    })
    .await
}

/// The list's query of a run with whom its search finds; absent for leads that were ticked.
async fn fitting(cx: &AccountCx, which: &Which) -> Result<Option<(LeadQuery, Option<Vec<CustomerId>>)>> {
    let Which::Fitting(filters) = which else { return Ok(None) };
    let Some(query) = reach::narrowed(cx.actor(), LeadQuery::parse(filters, cx.account().zone)?) else { return Ok(None) };
    let found = match &query.search {
        Some(typed) => Some(customers::search(cx, typed).await?),
        None => None,
    };
    Ok(Some((query, found)))
}

/// Asks with the filters and their words; absent where no lead can fit.
fn with_fitting<T>(
    conn: &Connection,
    fitting: Option<&(LeadQuery, Option<Vec<CustomerId>>)>,
    ask: impl FnOnce(Fitting<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let Some((query, customers)) = fitting else { return Ok(None) };
    let Some(words) = reading::words(conn, query)? else { return Ok(None) };
    ask(Fitting { filter: &query.filter, words, customers: customers.as_deref() }).map(Some)
}
