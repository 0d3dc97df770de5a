//! Recurring work: what is due, what runs, what came of it. One process at a time does the heavy work of all jobs; whoever begins a run
//! is told what is in the way.

use crate::{
    accounts::{
        model::{Account, AccountStatus, Actor, ActorKind},
        service::{self as accounts, job, log_agency_act},
    },
    base::{
        cron::Cron,
        error::{Error, Result},
        ids::{AccountId, JobRunId},
        page::{Page, PageRequest, Sort},
        time::Zone,
    },
    db::{Class, Tx},
    env::Env,
    operations::{
        due::{self, Decision},
        runs::{
            AGENCY, By, Filter, JobRun, Line, Lines, Order, Outcome, Place, Process, Progress, Scope, Share, Standing, State, Told, Wanted,
        },
        service::{
            alarms,
            attended::{self, Attended},
            process,
        },
        store::runs as store,
        texts,
    },
};

/// The agency's own clock.
pub fn agency_zone() -> Zone {
    Zone::default()
}

/// The accounts that a line is about, each with its clock.
pub fn accounts_of(line: &Line, accounts: &[Account]) -> Vec<Account> {
    match line.scope {
        Scope::Agency => Vec::new(),
        Scope::Accounts { archived } => {
            accounts.iter().filter(|account| archived || account.status != AccountStatus::Archived).cloned().collect()
        }
    }
}

/// What is to run now, the longest due first. A job that is under way, or was just cut off too often, waits.
pub async fn due(env: &Env, lines: &Lines) -> Result<Vec<Wanted>> {
    let (now, accounts, lines) = (env.now(), accounts::list(env).await?, lines.clone());
    let (mut found, notes) = env
        .db
        .control()
        .read(move |conn| {
            let (mut found, mut notes) = (Vec::new(), Vec::new());
            let open = store::open(conn)?;
            for line in lines.0.iter() {
                let Some(cron) = Cron::parse(line.cron) else { continue };
                let (times, cut_off_at) = store::cut_off(conn, line.name, CUT_OFF_COUNTED)?;
                let waits = cut_off_at.is_some_and(|at| now.0 >= at.0 && now.ms_since(at) < due::pause_ms(times));
                let is_running = open.iter().any(|run| run.job == line.name && run.state == State::Running);
                let (mut shares, mut late) = (Vec::new(), times > 0);
                for (account, zone) in clocks(line, &accounts) {
                    let Some(slot) = due::newest(&cron, zone, now) else { continue };
                    let known = store::known(conn, line.name, account, slot)?;
                    match due::decide(zone, now, slot, due::period(&cron, slot), &known) {
                        Decision::Wait => {}
                        Decision::Note(done) => notes.push((line.name, account, done)),
                        Decision::Run { done, late: is_late } => {
                            late |= is_late;
                            shares.push(Share { account, slot: Some(done) });
                        }
                    }
                }
                if !shares.is_empty() && !waits && !is_running {
                    found.push(wanted(line, By::Schedule, String::new(), late, shares));
                }
            }
            Ok((found, notes))
        })
        .await?;
    if !notes.is_empty() {
        let note_all = move |tx: &Tx<'_>| notes.iter().try_for_each(|(job, account, done)| store::note_slot(tx, job, *account, done));
        env.db.control().write(Class::Batch, note_all).await?;
    }
    found.sort_by_key(|wanted| wanted.accounts.iter().filter_map(|share| Some(share.slot?.at)).min());
    Ok(found)
}

/// Times in a row that a job was cut off, beyond which nobody counts.
const CUT_OFF_COUNTED: u32 = 12;

/// Wants a run out of turn: of all that the line is about when no account is named. It begins as soon as nothing is in its way.
pub async fn ask(env: &Env, actor: &Actor, line: &Line, slug: Option<&str>) -> Result<JobRunId> {
    sweep(env).await?;
    let shares = shares_of(env, line, slug.map(|slug| vec![slug.to_owned()]).unwrap_or_default()).await?;
    let (by, by_name) = match actor.kind {
        ActorKind::User(_) => (By::User, actor.name.clone()),
        _ => (By::Operator, String::new()),
    };
    let (actor, line) = (actor.clone(), *line);
    env.db
        .control()
        .write(Class::Person, move |tx| {
            refuse_if_busy(tx, line.name, false)?;
            if store::is_asked(tx, line.name)? {
                return Err(Error::conflict("job", texts::ASKED_ALREADY));
            }
            log_agency_act(tx, &actor, "job.run", &format!("job:{}", line.name))?;
            store::insert(tx, &wanted(&line, by, by_name, false, shares), None, tx.now())
        })
        .await
}

/// Begins a run, unless another is in its way: a conflict that names it. One of this process is attended until its end.
pub async fn begin(env: &Env, wanted: Wanted, process: Process) -> Result<JobRunId> {
    sweep(env).await?;
    let attended = Attended::of(env);
    let mut attended = attended.0.lock().await;
    let id = env
        .db
        .control()
        .write(Class::Batch, move |tx| {
            refuse_if_busy(tx, &wanted.job, wanted.heavy)?;
            if wanted.by == By::Operator {
                log_agency_act(tx, &Actor::operator(), "job.run", &format!("job:{}", wanted.job))?;
            }
            store::insert(tx, &wanted, Some(process), tx.now())
        })
        .await?;
    if process == process::own() {
        attended.insert(id);
    }
    Ok(id)
}

/// Begins a run that was asked for; the same holds for it.
pub async fn begin_asked(env: &Env, run: &JobRun, heavy: bool, process: Process) -> Result<()> {
    let (id, job) = (run.id, run.job.clone());
    let attended = Attended::of(env);
    let mut attended = attended.0.lock().await;
    env.db
        .control()
        .write(Class::Batch, move |tx| {
            refuse_if_busy(tx, &job, heavy)?;
            store::begin(tx, id, process, tx.now())
        })
        .await?;
    if process == process::own() {
        attended.insert(id);
    }
    Ok(())
}

/// Names the process that does the work of a run from now on.
pub async fn set_process(env: &Env, id: JobRunId, process: Process) -> Result<()> {
    env.db.control().write(Class::Batch, move |tx| store::set_process(tx, id, process)).await
}

/// Notes how far a run is.
pub async fn tell(env: &Env, id: JobRunId, progress: Progress) -> Result<()> {
    env.db.control().write(Class::Batch, move |tx| store::tell(tx, id, progress)).await
}

/// Ends a run. Its slots are done with it, whether it succeeded or not: what failed comes again at its next slot, or when somebody asks.
/// Only what was cut off is due again. Ending it a second time changes nothing.
pub async fn end(env: &Env, id: JobRunId, outcome: Outcome) -> Result<()> {
    let outcome = outcome.bounded();
    let noted = outcome.clone();
    let ended = env
        .db
        .control()
        .write(Class::Batch, move |tx| {
            let run = store::get(tx, id)?;
            let is_news = store::end(tx, id, &noted, tx.now())?;
            if is_news && noted.state != State::Interrupted {
                for Share { account, slot } in store::shares(tx, id)? {
                    if let Some(done) = slot {
                        store::note_slot(tx, &run.job, account, &done)?;
                    }
                }
            }
            store::forget_old(tx, tx.now())?;
            Ok(is_news.then_some(run.job))
        })
        .await?;
    attended::leave(env, id).await;
    if let Some(job) = ended
        && let Err(cause) = alarms::ended(env, &job, id, &outcome).await
    {
        tracing::warn!(%cause, job.name = job, "the operator could not be told how this job ended");
    }
    Ok(())
}

/// Marks the runs whose process is gone as cut off, and those of this process that nobody attends. What is attended is left alone: its
/// process may have ended a moment ago, and well.
pub async fn sweep(env: &Env) -> Result<()> {
    let own = process::own();
    let is_lost = |process: Process| process == own || !process::is_alive(process);
    let lost: Vec<JobRun> = {
        let attended = Attended::of(env);
        let attended = attended.0.lock().await;
        let open = env.db.control().read(store::open).await?.into_iter();
        open.filter(|run| run.state == State::Running && !attended.contains(&run.id) && run.process.is_none_or(is_lost)).collect()
    };
    for run in lost {
        tracing::warn!(job.name = run.job, job.run = run.id.0, "this run was cut off; what it had to do is due again");
        end(env, run.id, Outcome::interrupted()).await?;
        was_cut_off(env, &run.job).await;
    }
    Ok(())
}

/// Says that a run of a job has just been cut off though nobody had told it to stop.
pub async fn was_cut_off(env: &Env, job: &str) {
    if let Err(cause) = alarms::cut_off(env, job).await {
        tracing::warn!(%cause, job.name = job, "the operator could not be told that this job was cut off");
    }
}

/// Runs that are asked for or under way, the oldest first.
pub async fn open(env: &Env) -> Result<Vec<JobRun>> {
    env.db.control().read(store::open).await
}

/// One run, or `NotFound`, with the accounts it is about.
pub async fn get(env: &Env, id: JobRunId) -> Result<(JobRun, Vec<Share>)> {
    env.db.control().read(move |conn| Ok((store::get(conn, id)?, store::shares(conn, id)?))).await
}

/// One page of the history.
pub async fn list(env: &Env, filter: Filter, request: PageRequest, sort: (Sort<Order>, String)) -> Result<Page<JobRun>> {
    env.db.control().read(move |conn| store::list(conn, &filter, &request, &sort)).await
}

/// How all lines stand, in their order.
pub async fn standings(env: &Env, lines: &Lines) -> Result<Vec<Standing>> {
    let (now, accounts, lines) = (env.now(), accounts::list(env).await?, lines.clone());
    env.db
        .control()
        .read(move |conn| {
            let standing = |line: &Line| {
                let mut zones: Vec<Zone> = Vec::new();
                for (_, zone) in clocks(line, &accounts) {
                    if !zones.contains(&zone) {
                        zones.push(zone);
                    }
                }
                let cron = Cron::parse(line.cron);
                let next = zones.into_iter().filter_map(|zone| Some((zone, due::next(cron.as_ref()?, zone, now)?))).collect();
                Ok(Standing { line: *line, last: store::last(conn, line.name)?, is_asked: store::is_asked(conn, line.name)?, next })
            };
            lines.0.iter().map(standing).collect()
        })
        .await
}

/// The shares of a run out of turn: of the accounts named, or of all.
pub async fn shares_of(env: &Env, line: &Line, slugs: Vec<String>) -> Result<Vec<Share>> {
    if line.scope == Scope::Agency {
        return match slugs.first() {
            Some(_) => Err(Error::field("account", texts::AGENCY_JOB)),
            None => Ok(vec![Share { account: AGENCY, slot: None }]),
        };
    }
    let all = accounts_of(line, &accounts::list(env).await?);
    let mut named = Vec::new();
    for slug in &slugs {
        let account = all.iter().find(|account| account.slug == *slug);
        named.push(account.ok_or_else(|| Error::field("account", texts::NO_SUCH_ACCOUNT.with(&[("slug", slug)])))?.id);
    }
    named.dedup();
    let ids = if slugs.is_empty() { all.iter().map(|account| account.id).collect() } else { named };
    if ids.is_empty() {
        return Err(Error::field("account", texts::NO_ACCOUNTS));
    }
    Ok(ids.into_iter().map(|account| Share { account, slot: None }).collect())
}

/// The accounts of a run's shares, by name.
pub async fn sharing(env: &Env, shares: &[Share]) -> Result<Vec<Account>> {
    let mut accounts = accounts::list(env).await?;
    accounts.retain(|account| shares.iter().any(|share| share.account == account.id));
    Ok(accounts)
}

/// A run of a line in the words of the history.
pub fn wanted(line: &Line, by: By, by_name: String, late: bool, accounts: Vec<Share>) -> Wanted {
    Wanted { job: line.name.to_owned(), heavy: line.place == Place::Child, by, by_name, late, accounts }
}

/// What came of a job's function.
pub fn outcome(ended: Result<job::Done>) -> Outcome {
    let done = ended.unwrap_or_else(|cause| {
        let mut done = job::Done::default();
        done.fail(None, &cause);
        done
    });
    let told = |is_fault: bool| move |note: job::Note| Told { account: note.account, is_fault, what: note.what };
    let state = if done.faults.is_empty() { State::Done } else { State::Failed };
    let sentences = done.faults.into_iter().map(told(true)).chain(done.notes.into_iter().map(told(false))).collect();
    Outcome { state, rows: i64::try_from(done.rows).unwrap_or(i64::MAX), peak_bytes: None, told: sentences }
}

fn clocks(line: &Line, accounts: &[Account]) -> Vec<(AccountId, Zone)> {
    match line.scope {
        Scope::Agency => vec![(AGENCY, agency_zone())],
        Scope::Accounts { .. } => accounts_of(line, accounts).into_iter().map(|account| (account.id, account.zone)).collect(),
    }
}

fn refuse_if_busy(tx: &Tx<'_>, job: &str, heavy: bool) -> Result<()> {
    let Some(run) = store::in_the_way(tx, job, heavy)? else { return Ok(()) };
    Err(Error::conflict("job", texts::BUSY.with(&[("job", &run.job), ("id", &run.id)])))
}
