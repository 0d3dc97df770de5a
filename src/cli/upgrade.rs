//! `dangol upgrade`: what `serve` does first on the files of an older version, done alone; and the way back.

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    sync::Arc,
};

use clap::Subcommand;

use crate::{
    backups::{service::upgrade::Upgrade as Work, texts::upgrade as texts},
    base::{
        chance::SystemChance,
        time::{Clock, SystemClock, Zone},
    },
    cli::{
        args::Run,
        failure::Failure,
        output,
        owner::{stranger_in, unavailable},
        texts as words,
    },
    config::layers::Loaded,
    db::{
        lock::DirectoryLock,
        upgrade::kept::{DAYS, erased_since, until},
    },
};

/// Bring the files of an older version up to date, or put them back. The server must be stopped.
#[derive(Debug, clap::Args)]
pub struct Upgrade {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// What `serve` does first: save everything, bring copies of all files up to date, check them and put them in place.
    Run {
        /// Do not save everything first: for when no backup can be made and somebody has seen to one.
        #[arg(long)]
        without_backup: bool,
    },
    /// Put back the files of before the last upgrade, so that the previous version can be started. The newer ones are kept aside.
    Undo {
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

impl Run for Upgrade {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let data_dir = &loaded.settings.data_dir;
        if !data_dir.join("control.db").exists() {
            return match self.verb {
                Verb::Run { .. } => {
                    output::say(&texts::UP_TO_DATE.into());
                    Ok(())
                }
                // Whoever goes on from here starts an older version, perhaps on a directory of another place.
                Verb::Undo { .. } => Err(Failure::new(words::NOTHING_YET.with(&[("directory", &data_dir.display())]), texts::UNDO_WHERE)),
            };
        }
        if let Some(uid) = stranger_in(data_dir) {
            let what = words::SOMEBODY_ELSES.with(&[("directory", &data_dir.display()), ("uid", &uid)]);
            return Err(Failure::new(what, words::AS_THAT_USER.with(&[("uid", &uid)])));
        }
        let lock = DirectoryLock::take(data_dir).map_err(unavailable)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let work = Work { settings: &loaded.settings, lock: &lock, clock: &clock, chance: &SystemChance, saves: true };
        match self.verb {
            Verb::Run { without_backup } => run(&Work { saves: !without_backup, ..work }),
            Verb::Undo { yes } => undo(&work, yes),
        }
    }
}

fn run(work: &Work<'_>) -> Result<(), Failure> {
    let upgraded = work.run()?;
    for file in &upgraded.damaged {
        output::note(texts::LEFT_OUT.with(&[("file", &file.path), ("why", &file.why)]).get(output::lang()));
    }
    match &upgraded.kept {
        Some(kept) => {
            let (files, until) = (kept.journal.moves.len(), Zone::default().date_time(until(kept)));
            output::say(&texts::DONE.with(&[("files", &files), ("folder", &kept.folder.display()), ("until", &until)]));
        }
        None => output::say(&texts::UP_TO_DATE.into()),
    }
    Ok(())
}

fn undo(work: &Work<'_>, yes: bool) -> Result<(), Failure> {
    let Some(last) = work.last()? else {
        if let Some(at) = work.forgotten()? {
            let at = Zone::default().date_time(at);
            return Err(Failure::new(texts::TOO_LATE.with(&[("at", &at), ("days", &DAYS)]), texts::TOO_LATE_REMEDY));
        }
        output::say(&texts::NOTHING_TO_UNDO.into());
        return Ok(());
    };
    let at = Zone::default().date_time(last.journal.at);
    if !yes {
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(texts::NOT_UNDONE, texts::UNDO_HOW));
        }
        output::ask(texts::UNDO_QUESTION.with(&[("at", &at), ("files", &last.journal.moves.len())]).get(output::lang()));
        let mut line = String::new();
        let _ = io::stdin().lock().read_line(&mut line);
        if !matches!(line.trim(), "yes" | "네" | "예") {
            return Err(Failure::new(texts::NOT_UNDONE, texts::UNDO_HOW));
        }
    }
    let erased = erased_since(&work.settings.data_dir, last.journal.at).unwrap_or(0);
    let newer = work.undo(&last)?;
    let until = Zone::default().date_time(until(&newer));
    output::say(&texts::UNDONE.with(&[("at", &at), ("folder", &newer.folder.display()), ("until", &until)]));
    if erased > 0 {
        output::say(&texts::ERASED_SINCE.with(&[("n", &erased)]));
    }
    Ok(())
}
