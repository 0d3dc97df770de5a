//! `dangol job …`: recurring work, listed and run now. Beside a running server a run reads for itself and has the server write; without
//! one this process owns the directory meanwhile. A hidden flag makes this the process that the server starts for its own runs.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    accounts::service::{self as accounts, errand::send},
    base::{
        error::{Error, Result as Res},
        ids::JobRunId,
        lang::{Lang, Message},
        time::Timestamp,
    },
    cli::{
        args::Run,
        failure::Failure,
        logging,
        orders::{Answer, Order},
        output,
        owner::{environment, environment_of_server, run_order},
        socket, table, texts,
    },
    config::layers::Loaded,
    env::Env,
    operations::{
        runs::{Outcome, Place, Progress, Share, Standing, State, Told},
        service::{
            errands::{Begin, End, Tell},
            process, runs,
        },
        texts as operations,
    },
    schedule::{self, JOBS, Job as Scheduled, child::Report, drive},
};

/// List recurring jobs, or run one now.
#[derive(Debug, clap::Args)]
pub struct Job {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the jobs: when each ran, how long it took, its peak memory.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Run one now, in this process, with progress.
    Run(Now),
}

#[derive(Debug, clap::Args)]
struct Now {
    /// The job's name, as `dangol job list` shows it.
    #[arg(value_name = "NAME")]
    name: String,
    /// An account to do it for; may be given more than once. All of them when absent.
    #[arg(long = "account", value_name = "SLUG")]
    accounts: Vec<String>,
    /// The run that the server has begun.
    #[arg(long, hide = true, value_name = "ID")]
    run: Option<JobRunId>,
}

/// A job as it is listed.
#[derive(Debug, Serialize, Deserialize)]
pub struct JobLine {
    pub name: String,
    pub label: Message,
    /// Five fields of cron, on the clock of each account or of the agency.
    pub cron: String,
    pub last: Option<RunLine>,
    /// By time zone.
    pub next: Vec<NextLine>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct RunLine {
    pub id: JobRunId,
    pub state: State,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub duration_ms: i64,
    pub late: bool,
    pub done: i64,
    pub total: Option<i64>,
    pub rows: Option<i64>,
    pub peak_bytes: Option<i64>,
    pub told: Vec<Told>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct NextLine {
    pub time_zone: String,
    pub at: Timestamp,
}

impl Run for Job {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        match &self.verb {
            Verb::List { json } => list(loaded, *json),
            Verb::Run(now) => {
                let Some(job) = schedule::find(JOBS, &now.name) else {
                    return Err(Failure::new(operations::NO_SUCH_JOB.with(&[("name", &now.name)]), texts::JOB_NAME_REMEDY));
                };
                block_on(async {
                    if now.run.is_some() {
                        return now.for_the_server(loaded, job).await;
                    }
                    let began = Instant::now();
                    let outcome = now.for_the_operator(loaded, job).await?;
                    now.report(&outcome, began)
                })
            }
        }
    }
}

/// Runs a job of the schedule now, in this process, and answers with what it told. Fails where it did.
pub fn run_now(loaded: &Loaded, name: &str) -> Result<Outcome, Failure> {
    let Some(job) = schedule::find(JOBS, name) else {
        return Err(Failure::new(operations::NO_SUCH_JOB.with(&[("name", &name)]), texts::JOB_NAME_REMEDY));
    };
    let now = Now { name: name.to_owned(), accounts: Vec::new(), run: None };
    let outcome = block_on(now.for_the_operator(loaded, job))?;
    now.judge(&outcome)?;
    Ok(outcome)
}

fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(|cause| Error::internal("starting the runtime", cause))?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

fn list(loaded: &Loaded, as_json: bool) -> Result<(), Failure> {
    let Answer::Jobs(jobs) = run_order(loaded, Order::JobList)? else { return Err(Failure::unexpected_answer()) };
    if as_json {
        output::line(json!({ "jobs": jobs }));
    } else {
        output::line(as_table(&jobs, output::lang()));
    }
    Ok(())
}

/// How recurring work stands, for the list.
pub async fn lines(env: &Env) -> Res<Vec<JobLine>> {
    runs::sweep(env).await?;
    let now = env.now();
    let line = |standing: Standing| JobLine {
        name: standing.line.name.to_owned(),
        label: standing.line.label.into(),
        cron: standing.line.cron.to_owned(),
        last: standing.last.map(|run| RunLine {
            id: run.id,
            state: run.state,
            started_at: run.started_at,
            ended_at: run.ended_at,
            duration_ms: run.duration_ms(now),
            late: run.late,
            done: run.progress.done,
            total: run.progress.total,
            rows: run.rows,
            peak_bytes: run.peak_bytes,
            told: run.told,
        }),
        next: standing.next.into_iter().map(|(zone, at)| NextLine { time_zone: zone.name().to_owned(), at }).collect(),
    };
    Ok(runs::standings(env, &schedule::lines(JOBS)).await?.into_iter().map(line).collect())
}

fn as_table(jobs: &[JobLine], lang: Lang) -> String {
    let head = [
        texts::HEAD_JOB,
        texts::HEAD_WHEN,
        texts::HEAD_LAST,
        texts::HEAD_OUTCOME,
        texts::HEAD_TOOK,
        texts::HEAD_ROWS,
        texts::HEAD_PEAK,
        texts::HEAD_NEXT,
    ];
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let row = |job: &JobLine| {
        let last = job.last.as_ref();
        [
            job.name.clone(),
            job.cron.clone(),
            or_dash(last.map(|run| run.started_at.to_string())),
            or_dash(last.map(|run| run.state.label().get(lang).to_owned())),
            or_dash(last.map(|run| format!("{} s", seconds(run.duration_ms)))),
            or_dash(last.and_then(|run| run.rows).map(|rows| rows.to_string())),
            or_dash(last.and_then(|run| run.peak_bytes).map(megabytes)),
            or_dash(job.next.iter().map(|next| next.at).min().map(|at| at.to_string())),
        ]
    };
    table::aligned(head.map(|text| text.get(lang)), &jobs.iter().map(row).collect::<Vec<_>>())
}

impl Now {
    /// In this process, whoever owns the directory.
    async fn for_the_operator(&self, loaded: &Loaded, job: &'static Scheduled) -> Result<Outcome, Failure> {
        if !loaded.settings.data_dir.join("control.db").exists() {
            let directory = loaded.settings.data_dir.display();
            return Err(Failure::new(texts::NOTHING_YET.with(&[("directory", &directory)]), texts::BEGIN));
        }
        let told_to_stop = hear_signals()?;
        let env = environment(&loaded.settings).await?;
        // The owner can be asked, also when it is this process.
        let listening = if env.owner.is_none() { Some(socket::listen(&env)?) } else { None };
        let shares = runs::shares_of(&env, &job.line, self.accounts.clone()).await?;
        let accounts = runs::sharing(&env, &shares).await?;
        let wanted = Begin {
            job: self.name.clone(),
            heavy: job.line.place == Place::Child,
            accounts: shares.iter().map(|Share { account, .. }| *account).collect(),
            process: process::own(),
        };
        let id = send(&env, wanted).await.map_err(|error| match error {
            Error::Conflict { message, .. } => Failure::new(message, texts::JOB_BUSY_REMEDY),
            other => other.into(),
        })?;
        output::note(texts::JOB_BEGINS.with(&[("job", &self.name), ("id", &id)]).get(output::lang()));
        let (run, watching) = drive::told_run(env.clone(), accounts);
        let telling = drive::relay(watching, TOLD_EVERY, {
            let (env, name) = (env.clone(), self.name.clone());
            move |progress| {
                note(&name, progress);
                let env = env.clone();
                async move {
                    let _ = send(&env, Tell { run: id, progress }).await;
                }
            }
        });
        let outcome = drive::drive(job.work, run, told_to_stop).await;
        telling.abort();
        let outcome = Outcome { peak_bytes: process::peak_bytes(), ..outcome };
        send(&env, End { run: id, outcome: outcome.clone() }).await?;
        drop(listening);
        Ok(outcome)
    }

    /// As a child of the server: gives way to everything else, tells on standard output, and ends when the server is gone.
    async fn for_the_server(&self, loaded: &Loaded, job: &'static Scheduled) -> Result<(), Failure> {
        // First of all: a parent that is gone by then would never be missed.
        let orphaned = orphaned();
        logging::keep(&loaded.settings);
        tracing::debug!(job.name = self.name, job.run = self.run.map(|run| run.0), "the process of a job has begun");
        give_way();
        let told_to_stop = hear_signals()?;
        let env = environment_of_server(&loaded.settings).await?;
        if env.owner.is_none() {
            return Err(Failure::usage(texts::JOB_FOR_SERVER, texts::JOB_FOR_SERVER_REMEDY));
        }
        // One that was archived since the run began is left out; the others are done.
        let mut accounts = runs::accounts_of(&job.line, &accounts::list(&env).await?);
        accounts.retain(|account| self.accounts.contains(&account.slug));
        let (run, watching) = drive::told_run(env, accounts);
        let telling = drive::relay(watching, TOLD_EVERY, |progress| {
            tell(&Report::Progress(progress));
            std::future::ready(())
        });
        let stop = async {
            tokio::select! {
                () = told_to_stop => {}
                () = orphaned => {}
            }
        };
        let outcome = drive::drive(job.work, run, stop).await;
        telling.abort();
        tell(&Report::Outcome(Outcome { peak_bytes: process::peak_bytes(), ..outcome }));
        Ok(())
    }

    fn report(&self, outcome: &Outcome, began: Instant) -> Result<(), Failure> {
        let lang = output::lang();
        for told in outcome.told.iter().filter(|told| !told.is_fault) {
            output::note(told_line(told, lang));
        }
        self.judge(outcome)?;
        let peak = outcome.peak_bytes.map_or_else(|| "-".to_owned(), megabytes);
        let seconds = seconds(i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX));
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("job", &self.name), ("rows", &outcome.rows), ("seconds", &seconds), ("peak", &peak)];
        output::say(&texts::JOB_DONE.with(&values));
        Ok(())
    }

    /// What failed or was stopped, as a failure.
    fn judge(&self, outcome: &Outcome) -> Result<(), Failure> {
        match outcome.state {
            State::Done => Ok(()),
            State::Failed => {
                let faults = |lang| outcome.told.iter().filter(|told| told.is_fault).map(|told| told_line(told, lang)).collect::<Vec<_>>();
                let why = Message { ko: faults(Lang::Ko).join(" "), en: faults(Lang::En).join(" ") };
                let what = Message {
                    ko: texts::JOB_FAILED.with(&[("job", &self.name), ("why", &why.ko)]).ko,
                    en: texts::JOB_FAILED.with(&[("job", &self.name), ("why", &why.en)]).en,
                };
                Err(Failure::new(what, texts::JOB_FAILED_REMEDY))
            }
            _ => Err(Failure::new(texts::JOB_CUT_OFF.with(&[("job", &self.name)]), texts::JOB_CUT_OFF_REMEDY)),
        }
    }
}

const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Lets everybody else go first: the processor by its nice value, the disk by ionice(1) where the machine has it. (No maintained crate
/// sets the latter; without it the kernel derives it from the nice value, which is most of it.)
fn give_way() {
    const NICE: i32 = 10;
    // A system-call filter may forbid it: then the job runs all the same.
    let _ = rustix::process::nice(NICE);
    let ionice = std::process::Command::new("ionice")
        .args(["-c", "3", "-p", &std::process::id().to_string()])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    drop(ionice);
}

/// Ends when the process that started this one is gone.
fn orphaned() -> impl Future<Output = ()> + Send {
    const LOOK_EVERY: Duration = Duration::from_millis(250);
    let parent = rustix::process::getppid();
    async move {
        while rustix::process::getppid() == parent {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// Hears SIGTERM and SIGINT from now on; what it gives ends with the first of them.
fn hear_signals() -> Result<impl Future<Output = ()> + Send, Failure> {
    let heard = |kind| signal(kind).map_err(|cause| Error::internal("hearing signals", cause));
    let (mut terminate, mut interrupt) = (heard(SignalKind::terminate())?, heard(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// One line for the server; the outcome is the last.
fn tell(report: &Report) {
    static OUTPUT: Mutex<()> = Mutex::new(());
    let _one_at_a_time = OUTPUT.lock();
    if let Ok(line) = serde_json::to_string(report) {
        output::line(line);
    }
}

fn note(name: &str, progress: Progress) {
    let done = progress.done;
    let text = match progress.total {
        Some(total) => texts::JOB_PROGRESS.with(&[("job", &name), ("done", &done), ("total", &total)]),
        None => texts::JOB_PROGRESS_OPEN.with(&[("job", &name), ("done", &done)]),
    };
    output::note(text.get(output::lang()));
}

fn told_line(told: &Told, lang: Lang) -> String {
    let what = told.what.get(lang);
    told.account.as_ref().map_or_else(|| what.to_owned(), |account| format!("{account}: {what}"))
}

fn seconds(ms: i64) -> String {
    format!("{}.{}", ms / 1_000, ms % 1_000 / 100)
}

fn megabytes(bytes: i64) -> String {
    format!("{} MB", bytes >> 20)
}
