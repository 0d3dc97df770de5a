//! The demo in bulk: as many rows as planned, in agreement with every figure that is kept of them, and the same again for a seed.

use dangol::{
    base::{
        lang::Lang,
        time::{Day, Timestamp},
    },
    cli::demo::{
        bulk::{
            capacity::{self, Rows},
            era::Era,
            fill,
        },
        size::Scale,
        trade::Trade,
    },
    rollups::service as rollups,
    scoring::service as scoring,
    testing::app::TestApp,
    viral::service as viral,
};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

const SCALE: &str = "0.006";

fn scale() -> Scale {
    Scale::parse(SCALE).expect("a scale")
}

async fn filled(seed: u64, last: Day, now: Timestamp) -> TestApp {
    let test = TestApp::start_empty(|_| ()).await;
    fill::fill(test.env(), &test.clock, Era::until(last, now), scale(), seed, Lang::En).await.expect("filled");
    test
}

async fn of_today(seed: u64) -> TestApp {
    let now = Timestamp::parse("2026-11-22T15:20:00+09:00").expect("a time");
    filled(seed, Day::parse("2026-11-22").expect("a day"), now).await
}

fn slugs() -> impl Iterator<Item = &'static str> {
    (0..capacity::accounts(scale())).map(|place| Trade::of_client(place).expect("a client").1)
}

/// How many rows each of some tables has over all accounts.
async fn counted(test: &TestApp, tables: &'static [&'static str]) -> Vec<usize> {
    let mut sums = vec![0; tables.len()];
    for slug in slugs() {
        let cx = test.cx(slug).await;
        let counts = cx.read(move |conn| {
            let count = |table: &&str| {
                conn.query_row(&format!("SELECT count(*) FROM {table} /* whole table: a test */"), [], |row| row.get::<_, i64>(0))
            };
            Ok(tables.iter().map(count).collect::<Result<Vec<_>, _>>()?)
        });
        for (sum, count) in sums.iter_mut().zip(counts.await.expect("counted")) {
            *sum += usize::try_from(count).expect("a count");
        }
    }
    sums
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_as_many_rows_as_planned_and_every_figure_agrees() {
    let test = of_today(3).await;
    let tables = &[
        "customer",
        "landing_page",
        "funnel",
        "lead",
        "lead_interaction",
        "lead_score",
        "funnel_conversion",
        "viral_loop",
        "grade_crossing",
        "outbox",
    ];
    let rows = Rows::at(scale());
    let planned =
        [rows.customers, rows.pages, rows.funnels.max(3), rows.leads, rows.interactions, rows.leads, rows.conversions, rows.loops, 0, 0];
    assert_eq!(counted(&test, tables).await, planned);
    for slug in slugs() {
        let cx = test.cx(slug).await;
        let zone = cx.account().zone;
        let count = move |conn: &Connection| Ok([rollups::recount(conn, zone)?, viral::recount(conn)?, scoring::recount(conn)?].concat());
        let drifts = cx.read(count).await.expect("recounted");
        assert!(drifts.is_empty(), "{slug}: {} drifts such as {:?}", drifts.len(), &drifts[..drifts.len().min(5)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_older_or_younger_than_it_may_be() {
    let test = filled(4, Day::parse("2026-03-10").expect("a day"), Timestamp::parse("2026-11-22T00:00:00Z").expect("a time")).await;
    let era = Era::until(Day::parse("2026-03-10").expect("a day"), test.now());
    for slug in slugs() {
        let spans: Vec<(i64, i64)> = test
            .cx(slug)
            .await
            .read(|conn| {
                let columns =
                    ["customer.created_at", "lead.created_at", "lead_interaction.at", "funnel_conversion.converted_at", "visit.at"];
                let span = |column: &str| {
                    let table = column.split('.').next().unwrap_or_default();
                    let sql = format!("SELECT min({column}), max({column}) FROM {table} /* whole table: a test */");
                    conn.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
                };
                Ok(columns.into_iter().map(span).collect::<Result<_, _>>()?)
            })
            .await
            .expect("read");
        let from =
            [era.start, era.start, era.zone.start_of(era.interactions_from), era.zone.start_of(era.conversions_from), era.visits_from];
        for ((first, last), from) in spans.into_iter().zip(from) {
            assert!(first >= from.0 && last < era.end.0, "{slug}: {first} {last}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seed_gives_the_same_rows_again() {
    let mut prints = Vec::new();
    for seed in [7, 7, 8] {
        let test = of_today(seed).await;
        let mut print = Sha256::new();
        for slug in slugs() {
            let rows: Vec<String> = test
                .cx(slug)
                .await
                .read(|conn| {
                    let sql = "SELECT json_array(lead.id, lead.form, lead.stage, customer.phone, at, kind, data) /* whole table: a test */
                               FROM lead JOIN customer ON customer.id = customer_id JOIN lead_interaction ON lead_id = lead.id ORDER BY lead.id, at, seq";
                    let mut statement = conn.prepare(sql)?;
                    let rows = statement.query_map([], |row| row.get(0))?;
                    Ok(rows.collect::<Result<_, _>>()?)
                })
                .await
                .expect("read");
            for row in &rows {
                print.update(row);
            }
        }
        prints.push(print.finalize());
    }
    assert!(prints[0] == prints[1] && prints[0] != prints[2]);
}
