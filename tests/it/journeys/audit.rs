//! Everything that is counted, against the rows and against the ledger.

use std::collections::BTreeMap;

use dangol::{
    base::{
        ids::{FunnelId, PageId},
        time::Day,
    },
    rollups::service as rollups,
    scoring::service as scoring,
    viral::service as viral,
};

use serde_json::Value;

use crate::journeys::{
    ledger::Ledger,
    office::{Office, PAGES},
};

/// Days before and after everything.
const EVER: (Day, Day) = (Day(0), Day(60_000));

pub async fn audit(office: &mut Office, ledger: &Ledger) {
    office.test.settle().await;
    rows_agree(office).await;
    lists_agree(office, ledger).await;
    pages_agree(office, ledger).await;
    days_agree(office, ledger).await;
    reports_agree(office, ledger).await;
    scores_agree(office, ledger).await;
}

/// Every rollup and counter, recounted from the rows.
async fn rows_agree(office: &Office) {
    let zone = office.cx.account().zone;
    let drifts = office.cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounts");
    assert!(drifts.is_empty(), "{drifts:#?}");
    let (scores, loops) = office.cx.read(|conn| Ok((scoring::recount(conn)?, viral::recount(conn)?))).await.expect("recounts");
    assert!(scores.is_empty() && loops.is_empty(), "{scores:#?} {loops:#?}");
}

/// What lists hold and how many rows they claim.
async fn lists_agree(office: &mut Office, ledger: &Ledger) {
    let suspects = ledger.leads.values().filter(|lead| lead.suspect).count();
    // A suspect that was rejected is decided on, and no longer listed among them.
    let rejected = office.walk("leads?suspect=any&status=invalid").await;
    let was_suspect = |told: &&Value| told["id"].as_i64().is_some_and(|id| ledger.leads.get(&id).is_some_and(|lead| lead.suspect));
    let rejected = rejected.iter().filter(was_suspect).count();
    for (list, expected) in [
        ("leads", ledger.leads.len() - suspects),
        ("leads?suspect=true", suspects - rejected),
        ("leads?suspect=any", ledger.leads.len()),
        ("customers", ledger.customers.len()),
    ] {
        assert_eq!(office.walk(list).await.len(), expected, "{list}");
    }
    let conversions: Vec<i64> = office.all_conversions().await.iter().map(|(told, _)| told["id"].as_i64().expect("an id")).collect();
    assert_eq!(conversions.len(), ledger.conversions.len(), "conversions that stand");
    assert!(conversions.iter().all(|id| ledger.conversions.contains_key(id)));

    let mut standing: BTreeMap<(i64, &str), usize> = BTreeMap::new();
    for lead in ledger.leads.values().filter(|lead| !lead.suspect) {
        *standing.entry((lead.funnel, lead.stage.as_str())).or_default() += 1;
    }
    for funnel in [1, 2] {
        let counts = office.cx.read(move |conn| rollups::stage_counts(conn, FunnelId(funnel))).await.expect("read");
        for stage in office.stages_of(funnel) {
            let expected = standing.get(&(funnel, stage.as_str())).copied().unwrap_or_default();
            let listed = office.walk(&format!("leads?funnel_id={funnel}&stage={stage}")).await.len();
            let counted = counts.iter().find(|(key, _)| *key == stage).map_or(0, |(_, count)| *count);
            assert_eq!((listed, counted), (expected, i64::try_from(expected).expect("few")), "{funnel} {stage}");
        }
    }
}

/// Views and opt-ins of each page and day.
async fn pages_agree(office: &Office, ledger: &Ledger) {
    for (page, (slug, _)) in PAGES.iter().enumerate() {
        let id = PageId(i64::try_from(page).expect("few") + 1);
        let days = office.cx.read(move |conn| rollups::page_days(conn, id, EVER.0, EVER.1)).await.expect("read");
        let mut told = BTreeMap::new();
        for day in days {
            told.insert(day.day, (day.views, day.unique_views, day.bot_views, day.opt_ins));
        }
        let mut expected: BTreeMap<Day, (i64, i64, i64, i64)> = BTreeMap::new();
        for ((_, day), (views, unique, bots)) in ledger.views.iter().filter(|((of, _), _)| *of == page) {
            expected.insert(*day, (*views, *unique, *bots, 0));
        }
        for ((_, day), opt_ins) in ledger.opt_ins.iter().filter(|((of, _), _)| *of == page) {
            expected.entry(*day).or_default().3 = *opt_ins;
        }
        assert_eq!(told, expected, "page {slug}");
    }
}

/// Every lead that is no suspect has a grade, and no other; participants whose customer was deleted name nobody.
async fn scores_agree(office: &mut Office, ledger: &Ledger) {
    let mut graded = 0;
    for grade in ["A", "B", "C", "D"] {
        graded += office.walk(&format!("leads?grade={grade}")).await.len();
    }
    assert_eq!(graded, ledger.leads.values().filter(|lead| !lead.suspect).count(), "leads with a grade");
    let loops = office.walk("viral-loops").await;
    assert!(loops.iter().filter_map(|one| one["customer_id"].as_i64()).all(|id| ledger.customers.contains(&id)));
}

/// New leads of each day: what the account's home tells of it.
async fn days_agree(office: &Office, ledger: &Ledger) {
    for (day, expected) in &ledger.new_leads {
        let day = *day;
        let told = office.cx.read(move |conn| rollups::leads_on(conn, day)).await.expect("read");
        assert_eq!(told, *expected, "{day}");
    }
}

/// What the reports of the API tell of the whole time.
async fn reports_agree(office: &mut Office, ledger: &Ledger) {
    let today = office.today();
    let period = format!("from={}&to={today}", today.plus(-90));
    for funnel in [1, 2] {
        let report = office.get(&format!("funnels/{funnel}/report?{period}")).await;
        let of_funnel = |page: &usize| PAGES[*page].1 == funnel;
        let (views, unique) =
            ledger.views.iter().filter(|((page, _), _)| of_funnel(page)).fold((0, 0), |sum, (_, day)| (sum.0 + day.0, sum.1 + day.1));
        let opt_ins: i64 = ledger.opt_ins.iter().filter(|((page, _), _)| of_funnel(page)).map(|(_, count)| count).sum();
        let converted = ledger.history.iter().filter(|((of, _, _), _)| *of == funnel);
        let (conversions, value) = converted.fold((0, 0), |sum, (_, day)| (sum.0 + day.0, sum.1 + day.1));
        let total = &report["total"];
        for (name, expected) in
            [("page_views", views), ("unique_page_views", unique), ("opt_ins", opt_ins), ("conversions", conversions), ("value", value)]
        {
            assert_eq!(total[name], expected, "{name} of funnel {funnel}: {total}");
        }
        let days = report["days"].as_array().expect("days");
        assert_eq!(sum(days, "opt_ins"), opt_ins, "its days add up");
        for stage in report["stages"].as_array().expect("stages") {
            let key = stage["key"].as_str().expect("a key");
            let entered = ledger.entries.iter().filter(|((of, name, _), _)| *of == funnel && name == key).map(|(_, count)| count);
            assert_eq!(stage["entries"], entered.sum::<i64>(), "entries of {key} in funnel {funnel}");
        }
        let months = office.get(&format!("conversions/monthly?funnel_id={funnel}")).await;
        let months = months["data"].as_array().expect("months");
        assert_eq!((sum(months, "count"), sum(months, "value")), (conversions, value), "months of funnel {funnel}");
    }
}

fn sum(rows: &[Value], name: &str) -> i64 {
    rows.iter().map(|row| row[name].as_i64().unwrap_or_else(|| panic!("no {name} in {row}"))).sum()
}
