//! Killed with -9 at any point of the archive and the clean-up, server or job: nothing is lost, and nothing counts twice.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use dangol::{
    accounts::service as accounts,
    app,
    base::{
        chance::SystemChance,
        time::{Clock as _, SystemClock},
    },
    config::settings::Settings,
    db::lock::DirectoryLock,
    retention::model::Cutoff,
    rollups::service as rollups,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use rusqlite::Connection;

use crate::appliance::{Appliance, free_ports, run};

/// Everything that outlives a night, of every account.
#[derive(Debug, PartialEq, Eq)]
struct Kept {
    /// Interactions by lead, time and number, in whichever of the two files.
    interactions: BTreeMap<(i64, i64, i64), String>,
    conversions: Vec<i64>,
    /// The rows of all counting tables.
    figures: Vec<String>,
}

const FIGURES: [&str; 9] = [
    "rollup_page",
    "rollup_referrer",
    "rollup_stage",
    "rollup_stage_time",
    "rollup_month",
    "rollup_lead",
    "rollup_week_page",
    "rollup_day_source",
    "rollup_day_funnel",
];

fn slugs(data_dir: &Path) -> Vec<String> {
    let control = Connection::open(data_dir.join("control.db")).expect("opens");
    let mut statement = control.prepare("SELECT slug FROM account ORDER BY slug").expect("prepared");
    statement.query_map([], |row| row.get(0)).expect("read").map(|slug| slug.expect("a slug")).collect()
}

/// Answers with what is kept, and how many interactions lie in both files.
fn kept(data_dir: &Path, slug: &str) -> (Kept, usize) {
    let conn = Connection::open(data_dir.join(format!("accounts/{slug}.db"))).expect("opens");
    let mut interactions = BTreeMap::new();
    let mut doubles = 0;
    let mut read = |conn: &Connection, table: &str| {
        let sql = format!(
            "SELECT lead_id, at, seq, kind || '/' || actor || '/' || coalesce(user_id, '') || '/' || agent || '/' || data FROM {table}"
        );
        let mut statement = conn.prepare(&sql).expect("prepared");
        let mut rows = statement.query([]).expect("read");
        while let Some(row) = rows.next().expect("a row") {
            let key = (row.get(0).expect("lead"), row.get(1).expect("at"), row.get(2).expect("seq"));
            let told: String = row.get(3).expect("what");
            if let Some(other) = interactions.insert(key, told.clone()) {
                assert_eq!(other, told, "{slug}: {key:?} differs");
                doubles += 1;
            }
        }
    };
    read(&conn, "lead_interaction");
    let archive = data_dir.join(format!("accounts/{slug}.archive.db"));
    if archive.exists() {
        read(&Connection::open(archive).expect("opens"), "archived_interaction");
    }
    let numbers = |sql: &str| -> Vec<i64> {
        let mut statement = conn.prepare(sql).expect("prepared");
        statement.query_map([], |row| row.get(0)).expect("read").map(|number| number.expect("a number")).collect()
    };
    let conversions = numbers("SELECT id FROM funnel_conversion UNION ALL SELECT id FROM past_conversion ORDER BY 1");
    let mut figures = Vec::new();
    for table in FIGURES {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).expect("prepared");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("read");
        while let Some(row) = rows.next().expect("a row") {
            let cells: Vec<String> = (0..columns).map(|column| format!("{:?}", row.get_ref(column).expect("a cell"))).collect();
            figures.push(format!("{table} {}", cells.join(" ")));
        }
    }
    (Kept { interactions, conversions, figures }, doubles)
}

fn job(data_dir: &Path, name: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dangol"));
    command.env_clear().env("HOME", data_dir).args(["job", "run", name, "--data-dir"]).arg(data_dir);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("spawned")
}

/// Kills the server or the job at random points until the job has been killed so many times.
fn torment(data_dir: &Path, name: &str, kills: u32, seed: u64) {
    let (mut dice, ports) = (StdRng::seed_from_u64(seed), free_ports());
    let mut appliance = Appliance::start(data_dir, ports);
    for kill in 0..kills {
        let mut child = job(data_dir, name);
        std::thread::sleep(Duration::from_millis(dice.random_range(30..500)));
        if kill % 2 == 0 {
            appliance.kill();
            child.wait().expect("ended");
            appliance = Appliance::start(data_dir, ports);
        } else {
            let _ = child.kill();
            child.wait().expect("ended");
        }
    }
    assert!(job(data_dir, name).wait().expect("ended").success(), "the last run of {name} is left alone");
    appliance.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_nothing_and_count_nothing_twice() {
    let kills: u32 = std::env::var("DANGOL_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6);
    let directory = tempfile::tempdir().expect("a directory");
    let data_dir = directory.path();
    // Sixty days that ended eleven months ago: all conversions are old, and half of the interactions.
    let until = dangol::base::time::Zone::default().day_of(SystemClock.now()).months_before(11);
    run(data_dir, &["demo", "--until", &until.to_string()], "");
    let slugs = slugs(data_dir);
    let before: Vec<Kept> = slugs.iter().map(|slug| kept(data_dir, slug).0).collect();

    torment(data_dir, "archive", kills.div_ceil(2), 11);
    for (slug, before) in slugs.iter().zip(&before) {
        let (after, doubles) = kept(data_dir, slug);
        assert_eq!((&after, doubles), (before, 0), "{slug}");
    }
    let open = open(data_dir).await;
    let mut old = BTreeMap::new();
    for account in accounts::list(&open).await.expect("listed") {
        let cx = accounts::enter(&open, &account.slug, Arc::new(dangol::accounts::model::Actor::product())).await.expect("entered");
        let (zone, cutoff) = (account.zone, Cutoff::of(12, account.zone, cx.now()).at);
        let drifts = cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounted");
        assert!(drifts.is_empty(), "{}: {drifts:?}", account.slug);
        old.insert(account.slug.clone(), cutoff.0);
        // From here on what is archived goes for good.
        cx.write(|tx| Ok(tx.execute("INSERT INTO retention_period (kind, months) VALUES (1, 12)", [])?)).await.expect("chosen");
    }
    drop(open);
    assert!(slugs.iter().any(|slug| data_dir.join(format!("accounts/{slug}.archive.db")).exists()), "nothing was archived");

    torment(data_dir, "clean-up", kills / 2, 13);
    for (slug, mut before) in slugs.iter().zip(before) {
        let (after, doubles) = kept(data_dir, slug);
        before.interactions.retain(|(_, at, _), _| *at >= old[slug]);
        assert_eq!((after, doubles), (before, 0), "{slug}");
    }
}

async fn open(data_dir: &Path) -> dangol::env::Env {
    let settings = Settings { data_dir: data_dir.to_owned(), ..Settings::default() };
    let lock = DirectoryLock::take(data_dir).expect("nobody is left");
    app::open(settings, lock, Arc::new(SystemClock), Arc::new(SystemChance)).await.expect("opened")
}
