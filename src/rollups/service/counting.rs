//! Counting, inside the transaction that causes it.

use rusqlite::Connection;

use crate::{
    base::{
        error::Result,
        ids::{CustomerId, LeadId},
        time::Day,
    },
    rollups::{
        histogram,
        model::{
            CONVERSIONS, CONVERSIONS_FROM, Gain, INTERACTIONS_FROM, LEADS, PageCount, PageKey, SUSPECT_LEADS, StageCount, StageKey,
            VOIDED_CONVERSIONS, View,
        },
        store::counting::{self as store, Standing},
    },
};

/// Counts a page view.
pub fn count_view(conn: &Connection, key: &PageKey, view: View) -> Result<()> {
    let step = match view {
        View::Unique => PageCount { views: 1, unique_views: 1, ..PageCount::default() },
        View::Repeat => PageCount { views: 1, ..PageCount::default() },
        View::Bot => PageCount { bot_views: 1, ..PageCount::default() },
    };
    store::add_to_page(conn, key, step)?;
    if view == View::Bot { Ok(()) } else { store::add_to_referrer(conn, key, step) }
}

/// Counts a submission that made a lead; a suspect's is none.
pub fn count_opt_in(conn: &Connection, key: &PageKey) -> Result<()> {
    let step = PageCount { opt_ins: 1, ..PageCount::default() };
    store::add_to_page(conn, key, step)?;
    store::add_to_referrer(conn, key, step)
}

/// Counts new leads of a day, in the day's figures and in the totals of the list. A suspect that turns out to be none is taken from
/// the suspects (`by` −1) and added to the leads. For a lead that is deleted see [`forget_lead`].
pub fn count_lead(conn: &Connection, day: Day, suspect: bool, by: i64) -> Result<()> {
    let (leads, suspects) = if suspect { (0, by) } else { (by, 0) };
    store::add_leads(conn, day, leads, suspects)?;
    store::add_to_counter(conn, if suspect { SUSPECT_LEADS } else { LEADS }, by)
}

/// Counts a lead into a stage. A suspect is not counted; it is when it turns out to be none.
pub fn enter_stage(conn: &Connection, key: &StageKey, suspect: bool) -> Result<()> {
    if suspect {
        return Ok(());
    }
    store::add_to_stage(conn, key, StageCount { entries: 1, ..StageCount::default() })?;
    store::add_to_stage_count(conn, key.funnel, &key.stage, 1)
}

/// Counts a lead out of a stage.
pub fn exit_stage(conn: &Connection, key: &StageKey, suspect: bool) -> Result<()> {
    if suspect {
        return Ok(());
    }
    store::add_to_stage(conn, key, StageCount { exits: 1, ..StageCount::default() })?;
    store::add_to_stage_count(conn, key.funnel, &key.stage, -1)
}

/// Counts a conversion on its day.
pub fn count_conversion(conn: &Connection, key: &StageKey, gain: Gain) -> Result<()> {
    add_conversion(conn, key, gain, 1)?;
    store::add_to_counter(conn, CONVERSIONS, 1)
}

/// Takes a conversion out of the figures of its own day again, since it was voided. `key` and `gain` are those it was counted with.
pub fn void_conversion(conn: &Connection, key: &StageKey, gain: Gain) -> Result<()> {
    add_conversion(conn, key, gain, -1)?;
    store::add_to_counter(conn, CONVERSIONS, -1)?;
    store::add_to_counter(conn, VOIDED_CONVERSIONS, 1)
}

fn add_conversion(conn: &Connection, key: &StageKey, gain: Gain, by: i64) -> Result<()> {
    let value = gain.value.0 * by;
    store::add_to_stage(conn, key, StageCount { conversions: by, value, ..StageCount::default() })?;
    store::add_stage_time(conn, key, histogram::bucket(gain.took_ms), by)?;
    store::add_to_month(conn, key, gain.currency, by, value)
}

/// Adds to a total of [`crate::rollups::model`].
pub fn add_to_counter(conn: &Connection, name: &str, by: i64) -> Result<()> {
    store::add_to_counter(conn, name, by)
}

/// From a day on all interactions are still in the account's file; of days before it some have gone. Noted before the first goes.
pub fn interactions_kept_from(conn: &Connection, day: Day) -> Result<()> {
    store::raise_counter(conn, INTERACTIONS_FROM, i64::from(day.0))
}

/// The same for conversions, noted in the transaction that deletes them.
pub fn conversions_kept_from(conn: &Connection, day: Day) -> Result<()> {
    store::raise_counter(conn, CONVERSIONS_FROM, i64::from(day.0))
}

/// Takes conversions out of the totals of their list, since their rows are deleted; the daily and monthly figures stay.
pub fn forget_conversions(conn: &Connection, conversions: i64, voided: i64) -> Result<()> {
    store::add_to_counter(conn, CONVERSIONS, -conversions)?;
    store::add_to_counter(conn, VOIDED_CONVERSIONS, -voided)
}

/// Takes a customer's leads out of the present totals, before the customer is deleted. The daily figures stay: they are history.
pub fn forget_leads_of(conn: &Connection, customer: CustomerId) -> Result<()> {
    store::standing_of_customer(conn, customer)?.iter().try_for_each(|standing| forget(conn, standing))
}

/// The same for one lead that is deleted.
pub fn forget_lead(conn: &Connection, lead: LeadId) -> Result<()> {
    forget(conn, &store::standing_of_lead(conn, lead)?)
}

fn forget(conn: &Connection, standing: &Standing) -> Result<()> {
    store::add_to_counter(conn, if standing.suspect { SUSPECT_LEADS } else { LEADS }, -1)?;
    if standing.conversions > 0 {
        store::add_to_counter(conn, CONVERSIONS, -standing.conversions)?;
    }
    if standing.voided > 0 {
        store::add_to_counter(conn, VOIDED_CONVERSIONS, -standing.voided)?;
    }
    match &standing.stage {
        Some((funnel, stage)) if !standing.suspect => store::add_to_stage_count(conn, *funnel, stage, -1),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{
            ids::{FunnelId, PageId},
            money::{Currency, Money},
            time::{Timestamp, Zone},
        },
        db::migrate::Schema,
        rollups::{
            model::{CUSTOMERS, PageDay},
            service::{counter, leads_on, page_days, page_referrers, recount, repair, stage_counts},
        },
    };

    const DAY: Day = Day(20_779); // 2026-11-22
    const NOON: Timestamp = Timestamp(1_795_316_400_000);

    /// An account with a funnel, a page and a customer who has two leads, of whom the second is a suspect.
    fn account() -> Connection {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Account.migrate(&mut conn).expect("migrates");
        conn.execute_batch(&format!(
            "INSERT INTO customer (id, status, created_at, updated_at, last_activity_at) VALUES (1, 0, 0, 0, 0);
             INSERT INTO funnel (id, name, status, stages, currency, created_at, updated_at) VALUES (1, '상담', 1, '[]', 'KRW', 0, 0);
             INSERT INTO touch VALUES (1, 0, 0, 0, 0, 0, 0);
             INSERT INTO lead (id, customer_id, funnel_id, stage, status, work_status, suspect, first_touch_id, last_touch_id, source,
                 campaign, device, form, created_at, updated_at, stage_entered_at)
             VALUES (1, 1, 1, 'new', 0, '', 0, 1, 1, 0, 0, 0, '{{}}', {0}, 0, 0), (2, 1, 1, 'new', 0, '', 1, 1, 1, 0, 0, 0, '{{}}', {0}, 0, 0);
             INSERT INTO lead_interaction VALUES (1, {0}, 0, 11, 2, NULL, 0, '{{\"funnel_id\":1,\"from\":null,\"to\":\"new\"}}'),
                 (2, {0}, 0, 11, 2, NULL, 0, '{{\"funnel_id\":1,\"from\":null,\"to\":\"new\"}}');",
            NOON.0
        ))
        .expect("filled");
        for name in [CUSTOMERS, "customers.status.0"] {
            add_to_counter(&conn, name, 1).expect("counted");
        }
        for suspect in [false, true] {
            count_lead(&conn, DAY, suspect, 1).expect("counted");
            enter_stage(&conn, &stage("new"), suspect).expect("counted");
        }
        conn
    }

    fn page(source: i64) -> PageKey {
        PageKey { day: DAY, page: PageId(7), source, campaign: 0, device: 2, referrer: source + 10 }
    }

    fn stage(name: &str) -> StageKey {
        StageKey { day: DAY, funnel: FunnelId(1), stage: name.to_owned(), source: 0, campaign: 0, page: None, device: 0 }
    }

    fn gain(value: i64, took_ms: i64) -> Gain {
        Gain { value: Money(value), currency: Currency::KRW, took_ms }
    }

    fn drifts(conn: &Connection) -> Vec<String> {
        let drifts = recount(conn, Zone::default()).expect("counts");
        drifts.into_iter().map(|drift| format!("{}: {} for {}", drift.what, drift.kept, drift.counted)).collect()
    }

    #[test]
    fn a_pages_day_adds_up_over_sources() {
        let conn = account();
        for (source, view) in [(1, View::Unique), (1, View::Repeat), (2, View::Unique), (2, View::Bot)] {
            count_view(&conn, &page(source), view).expect("counted");
        }
        count_opt_in(&conn, &page(1)).expect("counted");
        count_view(&conn, &PageKey { day: DAY.plus(1), ..page(1) }, View::Unique).expect("counted");
        count_view(&conn, &PageKey { page: PageId(8), ..page(1) }, View::Unique).expect("counted");
        let first = PageDay { day: DAY, views: 3, unique_views: 2, bot_views: 1, opt_ins: 1 };
        let second = PageDay { day: DAY.plus(1), views: 1, unique_views: 1, bot_views: 0, opt_ins: 0 };
        assert_eq!(page_days(&conn, PageId(7), DAY, DAY.plus(1)).expect("read"), [first, second]);
        assert_eq!(page_days(&conn, PageId(7), DAY.plus(1), DAY.plus(9)).expect("read"), [second]);
        let period = crate::base::period::Period { from: DAY, to: DAY };
        let by_host = page_referrers(&conn, PageId(7), period).expect("read");
        assert_eq!(by_host.iter().map(|(host, count)| (*host, count.views, count.opt_ins)).collect::<Vec<_>>(), [(11, 2, 1), (12, 1, 0)]);
    }

    #[test]
    fn leads_are_counted_where_they_stand_and_suspects_apart() {
        let conn = account();
        assert_eq!(drifts(&conn), [""; 0]);
        assert_eq!(leads_on(&conn, DAY).expect("read"), 1);
        assert_eq!((counter(&conn, LEADS).expect("read"), counter(&conn, SUSPECT_LEADS).expect("read")), (1, 1));
        exit_stage(&conn, &stage("new"), false).expect("counted");
        enter_stage(&conn, &stage("won"), false).expect("counted");
        assert_eq!(stage_counts(&conn, FunnelId(1)).expect("read"), [("new".to_owned(), 0), ("won".to_owned(), 1)]);
    }

    #[test]
    fn a_recount_finds_what_went_astray() {
        let conn = account();
        enter_stage(&conn, &stage("new"), false).expect("counted");
        add_to_counter(&conn, LEADS, -1).expect("counted");
        conn.execute("DELETE FROM rollup_lead", []).expect("deleted");
        let expected = [
            "stage_count 1/new leads: 2 for 1",
            "counter leads value: 0 for 1",
            "rollup_lead 2026-11-22 leads: 0 for 1",
            "rollup_lead 2026-11-22 suspects: 0 for 1",
            "rollup_stage 2026-11-22/1/new/0/0/0/0 entries: 2 for 1",
        ];
        assert_eq!(drifts(&conn), expected);
        assert_eq!(repair(&conn, Zone::default()).expect("repaired").len(), expected.len());
        assert_eq!(drifts(&conn), [""; 0]);
        assert_eq!((leads_on(&conn, DAY).expect("read"), counter(&conn, LEADS).expect("read")), (1, 1));
    }

    #[test]
    fn sums_by_one_thing_follow_their_figures_and_a_recount_holds_them_to_it() {
        let conn = account();
        for (source, view) in [(1, View::Unique), (1, View::Repeat), (2, View::Unique), (2, View::Bot)] {
            count_view(&conn, &page(source), view).expect("counted");
        }
        count_opt_in(&conn, &page(2)).expect("counted");
        count_view(&conn, &PageKey { day: DAY.plus(1), ..page(1) }, View::Unique).expect("counted");
        count_conversion(&conn, &stage("won"), gain(500, 60_000)).expect("counted");
        let all = |sql: &str| {
            let mut statement = conn.prepare(sql).expect("prepared");
            let rows = statement.query_map([], |row| Ok([row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?]));
            rows.expect("read").map(|row| row.expect("a row")).collect::<Vec<_>>()
        };
        let (pages, sources) = ("SELECT * FROM rollup_week_page", "SELECT * FROM rollup_day_source");
        let funnels = "SELECT day, entries, conversions, value FROM rollup_day_funnel";
        let (day, week) = (i64::from(DAY.0), i64::from(DAY.0) / 7);
        assert_eq!(all(pages), [[week, 7, 3, 1]]);
        assert_eq!(all(sources), [[day, 1, 1, 0], [day, 2, 1, 1], [day + 1, 1, 1, 0]]);
        assert_eq!(all(funnels), [[day, 1, 1, 500]]);
        conn.execute("DELETE FROM rollup_page WHERE source = 2", []).expect("deleted");
        conn.execute("UPDATE rollup_stage SET entries = 4, value = 0 WHERE stage = 'won'", []).expect("changed");
        assert_eq!(all(pages), [[week, 7, 2, 0]]);
        assert_eq!(all(sources), [[day, 1, 1, 0], [day, 2, 0, 0], [day + 1, 1, 1, 0]]);
        assert_eq!(all(funnels), [[day, 5, 1, 0]]);

        let conn = account();
        count_view(&conn, &page(1), View::Unique).expect("counted");
        conn.execute_batch(
            "UPDATE rollup_day_source SET opt_ins = 3; DELETE FROM rollup_week_page; UPDATE rollup_day_funnel SET entries = entries - 1",
        )
        .expect("broken");
        let expected = [
            format!("rollup_week_page {week}/7 unique_views: 0 for 1"),
            "rollup_day_source 2026-11-22/1 opt_ins: 3 for 0".to_owned(),
            "rollup_day_funnel 2026-11-22/1 entries: 0 for 1".to_owned(),
        ];
        assert_eq!(drifts(&conn), expected);
        assert_eq!(repair(&conn, Zone::default()).expect("repaired").len(), expected.len());
        assert_eq!(drifts(&conn), [""; 0]);
    }

    #[test]
    fn forgotten_leads_leave_the_totals_and_stay_in_history() {
        let conn = account();
        let conversions = "INSERT INTO funnel_conversion (funnel_id, lead_id, stage, currency, value, converted_at, voided_at)
            VALUES (1, 1, 'won', 'KRW', 5000, ?1, NULL), (1, 1, 'won', 'KRW', 7000, ?1, ?1)";
        conn.execute(conversions, [NOON.0 + 60_000]).expect("converted");
        for value in [5_000, 7_000] {
            count_conversion(&conn, &stage("won"), gain(value, 60_000)).expect("counted");
        }
        void_conversion(&conn, &stage("won"), gain(7_000, 60_000)).expect("counted");
        assert_eq!(drifts(&conn), [""; 0]);
        forget_leads_of(&conn, CustomerId(1)).expect("forgotten");
        for name in [CUSTOMERS, "customers.status.0"] {
            add_to_counter(&conn, name, -1).expect("counted");
        }
        conn.execute_batch("PRAGMA foreign_keys = ON; DELETE FROM customer").expect("deleted");
        assert_eq!(drifts(&conn), [""; 0]);
        assert_eq!(leads_on(&conn, DAY).expect("read"), 1);
    }

    #[test]
    fn conversions_keep_count_value_and_time() {
        let conn = account();
        for took_ms in [1_000, 1_010, 90_000] {
            count_conversion(&conn, &stage("won"), gain(300, took_ms)).expect("counted");
        }
        let sums: (i64, i64) = conn
            .query_row("SELECT conversions, value FROM rollup_stage WHERE stage = 'won'", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("read");
        assert_eq!(sums, (3, 900));
        let bucket = histogram::bucket(1_000);
        let of_bucket: i64 =
            conn.query_row("SELECT conversions FROM rollup_stage_time WHERE bucket = ?1", [bucket], |row| row.get(0)).expect("read");
        assert_eq!(of_bucket, 2);
    }

    #[test]
    fn months_from_before_take_the_currency_of_their_conversions() {
        let conn = Connection::open_in_memory().expect("memory");
        let steps = Schema::Account.migrations();
        conn.execute_batch(steps[0]).expect("the first release");
        conn.execute_batch(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO funnel (id, name, status, stages, currency, created_at, updated_at) VALUES (1, '상담', 1, '[]', 'USD', 0, 0);
             INSERT INTO rollup_stage VALUES (20779, 1, 'won', 0, 0, 0, 0, 3, 0, 3, 5700), (20779, 1, 'paid', 0, 0, 0, 0, 1, 0, 1, 900);
             INSERT INTO funnel_conversion (funnel_id, lead_id, stage, value, currency, converted_at)
             VALUES (1, 1, 'won', 5000, 'KRW', 1795316400000), (1, 2, 'won', 300, 'USD', 1795316400000),
                 (1, 3, 'paid', 900, 'KRW', 1795316400000);",
        )
        .expect("filled");
        steps[1..].iter().for_each(|sql| conn.execute_batch(sql).expect("migrates"));
        let mut statement = conn.prepare("SELECT month, stage, currency, conversions, value FROM rollup_month ORDER BY stage, currency");
        let rows = statement.as_mut().expect("a statement").query_map([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, i64>(3)?, row.get::<_, i64>(4)?))
        });
        let rows: Vec<_> = rows.expect("read").map(|row| row.expect("a row")).collect();
        let row = |stage: &str, currency: &str, conversions, value| (24_322, stage.to_owned(), currency.to_owned(), conversions, value);
        // One conversion of which only the count is left is in the funnel's.
        assert_eq!(rows, [row("paid", "KRW", 1, 900), row("won", "KRW", 1, 5_000), row("won", "USD", 2, 700)]);
    }
}
