//! `dangol demo`: fills an empty data directory with an agency that has two months behind it. Everything goes through the services that
//! pages and handlers call, under a clock that is moved from day to day.

pub mod act;
pub mod agency;
pub mod agenda;
pub mod answers;
pub mod bulk;
pub mod clinic;
pub mod dice;
pub mod follow_up;
pub mod interior;
pub mod members;
pub mod pages;
pub mod people;
pub mod referring;
pub mod shop;
pub mod size;
pub mod story;
pub mod trade;
pub mod traffic;

use std::{fs, path::Path, sync::Arc};

use tokio::runtime::Builder;

use crate::{
    app,
    base::{
        chance::SystemChance,
        error::Error,
        lang::{Text, text},
        time::{Clock, Day, FrozenClock, SystemClock, Timestamp, Zone},
    },
    cli::{
        args::Run,
        demo::{
            bulk::{era::Era, fill},
            size::Scale,
            story::{Span, Story},
        },
        failure::Failure,
        output,
    },
    config::{layers::Loaded, settings::Settings},
    db::lock::DirectoryLock,
};

/// Fill an empty data directory with a made-up agency: clients, pages, visitors, leads and what became of them.
///
/// Up to a scale of 0.05 everything is written the way visitors and users would write it. Beyond that two years of rows are written in
/// batches: count on a few minutes for 1.0.
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// How much, as a part of the full capacity: 1.0 is 25 accounts with 500,000 leads, 0.001 is 3 accounts with 500. There are never
    /// fewer than 3 accounts and never more than 25; the most is 10.
    #[arg(long, value_name = "S", default_value = "0.0008", value_parser = Scale::parse)]
    scale: Scale,
    /// The same seed, scale and last day make the same agency. A last day that is not over yet ends now.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The last day of the story, such as 2026-11-22; it begins 60 days before. Today when absent.
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Day>,
}

const DAYS: i32 = 60;
/// From so many leads on every day is told, since each takes a while.
const SLOW_LEADS: usize = 5_000;
const TOLD_EVERY: i32 = 10;

const FUTURE: Text = text("{day}은(는) 아직 오지 않았습니다.", "{day} is still to come.");
const FUTURE_REMEDY: Text = text("--until에 오늘이나 지난 날짜를 넣어 주세요.", "Give --until today or a day before.");
const LOCKED: Text = text("{cause}", "{cause}");
const LOCKED_REMEDY: Text = text(
    "그 프로세스를 먼저 멈추거나 --data-dir로 다른 폴더를 정해 주세요.",
    "Stop that process first, or choose another directory with --data-dir.",
);
const NOT_EMPTY: Text = text("데이터 폴더 {directory}에 이미 데이터가 있습니다.", "The data directory {directory} already holds data.");
const NOT_EMPTY_REMEDY: Text = text(
    "데모는 빈 폴더에만 만듭니다. --data-dir로 빈 폴더를 정해 주세요.",
    "The demo fills an empty directory only: choose one with --data-dir.",
);
const SETTING_UP: Text = text("{agency}을(를) 준비합니다 ({first}부터 {last}까지)", "Setting up {agency} ({first} to {last})");
const PASSED: Text = text("{day}까지: {clients}", "Until {day}: {clients}");
const CLIENT: Text = text("{name} DB {leads}건", "{name} {leads} leads");

impl Run for Demo {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let span = self.span(SystemClock.now())?;
        let data_dir = &loaded.settings.data_dir;
        let lock = DirectoryLock::take(data_dir).map_err(|cause| Failure::new(LOCKED.with(&[("cause", &cause)]), LOCKED_REMEDY))?;
        if holds_data(data_dir) {
            return Err(Failure::new(NOT_EMPTY.with(&[("directory", &data_dir.display())]), NOT_EMPTY_REMEDY));
        }
        // One thread for the story: what is asked for in one order happens in one order, and a seed gives the same ids again.
        let bulk = self.scale.is_bulk();
        let mut runtime = if bulk { Builder::new_multi_thread() } else { Builder::new_current_thread() };
        let runtime = runtime.enable_all().build().map_err(|cause| Error::internal("starting the runtime", cause))?;
        let settings = loaded.settings.clone();
        if bulk {
            runtime.block_on(self.fill(settings, lock, span))?;
        } else {
            runtime.block_on(self.tell(settings, lock, span))?;
        }
        output::line(format!("로그인 / Log-in: {}", agency::OWNER));
        output::line(format!("비밀번호 / Password: {}", agency::PASSWORD));
        for (role, email) in [
            ("매니저 / Manager", members::MANAGER),
            ("마케터 / Marketer", members::MARKETER),
            ("상담사 / Agent", members::AGENT),
            ("열람 전용 / Read-only", members::VIEWER),
        ] {
            output::line(format!("{role}: {email} (비밀번호 같음 / same password)"));
        }
        Ok(())
    }
}

impl Demo {
    fn span(&self, now: Timestamp) -> Result<Span, Failure> {
        let zone = Zone::default();
        let today = zone.day_of(now);
        let last = self.until.unwrap_or(today);
        if last > today {
            return Err(Failure::usage(FUTURE.with(&[("day", &last)]), FUTURE_REMEDY));
        }
        Ok(Span { first: last.plus(-DAYS), last, end: zone.start_of(last.plus(1)).min(now) })
    }

    async fn fill(&self, settings: Settings, lock: DirectoryLock, span: Span) -> Result<(), Failure> {
        let (era, lang) = (Era::until(span.last, span.end), output::lang());
        let clock = Arc::new(FrozenClock::at(era.start));
        let env = app::open(settings, lock, Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(SystemChance)).await?;
        output::note(SETTING_UP.with(&[("agency", &agency::AGENCY), ("first", &era.first), ("last", &era.last)]).get(lang));
        Ok(fill::fill(&env, &clock, era, self.scale, self.seed, lang).await?)
    }

    async fn tell(&self, settings: Settings, lock: DirectoryLock, span: Span) -> Result<(), Failure> {
        let (sizes, lang) = (self.scale.sizes(), output::lang());
        let clock = Arc::new(FrozenClock::at(Zone::default().start_of(span.first)));
        // Keys and salts are not the seed's: whoever knows it must not be able to sign in the demo's name.
        let env = app::open(settings, lock, Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(SystemChance)).await?;
        output::note(SETTING_UP.with(&[("agency", &agency::AGENCY), ("first", &span.first), ("last", &span.last)]).get(lang));
        let mut story = Story::begin(env, clock, span, sizes, self.seed).await?;
        for day in story.days() {
            story.pass(day).await?;
            if sizes.leads >= SLOW_LEADS || (span.last.0 - day.0) % TOLD_EVERY == 0 {
                let client = |(name, leads)| CLIENT.with(&[("name", &name), ("leads", &leads)]).get(lang).to_owned();
                let clients = story.so_far().map(client).collect::<Vec<_>>().join(", ");
                output::note(PASSED.with(&[("day", &day), ("clients", &clients)]).get(lang));
            }
        }
        Ok(story.end().await?)
    }
}

/// Has anybody begun to use the directory? Taking its lock leaves nothing of this behind.
fn holds_data(data_dir: &Path) -> bool {
    let has_accounts = fs::read_dir(data_dir.join("accounts")).is_ok_and(|mut entries| entries.next().is_some());
    data_dir.join("control.db").exists() || has_accounts
}

fn day(typed: &str) -> Result<Day, String> {
    Day::parse(typed).ok_or_else(|| "the day is written like 2026-11-22".to_owned())
}
