//! A job in a process of its own: the same binary, giving way to everything else. It reads for itself, has the owner write, and tells
//! on standard output, a line of JSON each time, how far it is and in the end what came of it.

use std::{os::unix::process::CommandExt as _, path::PathBuf, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    sync::watch,
};

use crate::{
    base::ids::JobRunId,
    env::Env,
    operations::{
        runs::{Outcome, Progress},
        service::{process, runs},
        texts,
    },
    schedule::drive,
};

/// How long the process may take to end once it was told to; then it is killed. Less than the server itself has.
const ENDED_WITHIN: Duration = Duration::from_secs(6);

/// How long it may live on when it has told all it has to tell.
const GONE_WITHIN: Duration = Duration::from_secs(2);

/// What it takes to start this binary again with the same settings.
#[derive(Clone, Debug)]
pub struct Program {
    pub data_dir: PathBuf,
    /// The settings file that was read, if there was one.
    pub config: Option<PathBuf>,
}

/// What the process tells.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Report {
    Progress(Progress),
    Outcome(Outcome),
}

/// Has a process do a run, and answers with what came of it.
pub async fn run(env: &Env, program: &Program, id: JobRunId, job: &str, slugs: &[String], stopping: watch::Receiver<bool>) -> Outcome {
    match start(program, id, job, slugs) {
        Ok((child, lines)) => attend(env, id, child, lines, stopping).await,
        Err(cause) => Outcome::failed(texts::NOT_STARTED.with(&[("cause", &cause)])),
    }
}

fn start(program: &Program, id: JobRunId, job: &str, slugs: &[String]) -> std::io::Result<(Child, Lines<BufReader<ChildStdout>>)> {
    // The running file itself, even when another version lies in its place by now: both must speak the same words.
    let mut command = std::process::Command::new("/proc/self/exe");
    command.arg0("dangol").args(["job", "run", job, "--run", &id.to_string()]).arg("--data-dir").arg(&program.data_dir);
    for slug in slugs {
        command.args(["--account", slug]);
    }
    if let Some(config) = &program.config {
        command.arg("--config").arg(config);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = Command::from(command).kill_on_drop(true).spawn()?;
    let stdout = child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    Ok((child, BufReader::new(stdout).lines()))
}

async fn attend(
    env: &Env,
    id: JobRunId,
    mut child: Child,
    mut lines: Lines<BufReader<ChildStdout>>,
    stopping: watch::Receiver<bool>,
) -> Outcome {
    if let Some(process) = child.id().and_then(process::of)
        && let Err(cause) = runs::set_process(env, id, process).await
    {
        tracing::warn!(%cause, job.run = id.0, "the process of this run could not be noted");
    }
    let mut outcome = None;
    tokio::select! {
        () = listen(env, id, &mut lines, &mut outcome) => {}
        () = drive::raised(stopping) => {
            tell_to_end(&child);
            // Whoever takes longer is killed below.
            let _ = tokio::time::timeout(ENDED_WITHIN, listen(env, id, &mut lines, &mut outcome)).await;
        }
    }
    let ended = tokio::time::timeout(GONE_WITHIN, child.wait()).await;
    let status = if let Ok(status) = ended {
        status
    } else {
        // Whoever says nothing more must not go on unseen.
        let _ = child.start_kill();
        child.wait().await
    };
    match (status, outcome) {
        (_, Some(outcome)) => outcome,
        (Ok(status), None) if status.code().is_some_and(|code| code != 0) => {
            Outcome::failed(texts::ENDED_WITH.with(&[("status", &status.code().unwrap_or_default())]))
        }
        _ => Outcome::interrupted(),
    }
}

/// Hears the process until it has told its outcome or is gone.
async fn listen(env: &Env, id: JobRunId, lines: &mut Lines<BufReader<ChildStdout>>, outcome: &mut Option<Outcome>) {
    while let Ok(Some(line)) = lines.next_line().await {
        match serde_json::from_str(&line) {
            Ok(Report::Progress(progress)) => {
                // A busy file is no reason to end healthy work.
                if let Err(cause) = runs::tell(env, id, progress).await {
                    tracing::warn!(%cause, job.run = id.0, "how far this run is could not be noted");
                }
            }
            Ok(Report::Outcome(told)) => {
                *outcome = Some(told);
                return;
            }
            Err(cause) => tracing::warn!(%cause, job.run = id.0, "a line of this run makes no sense"),
        }
    }
}

fn tell_to_end(child: &Child) {
    if let Some(pid) = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)) {
        // It may have ended this moment.
        let _ = kill_process(pid, Signal::TERM);
    }
}
