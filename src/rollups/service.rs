//! Counting, inside the transaction that causes it.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::{
    base::{
        error::Result,
        ids::{CustomerId, FunnelId, LeadId, PageId},
        time::{Day, Zone},
    },
    rollups::{
        histogram,
        model::{CONVERSIONS, CUSTOMERS, Drift, LEADS, PageDay, PageKey, SUSPECT_LEADS, StageKey, View},
        store::{self, PageStep, StageStep, Standing},
    },
};

/// Counts a page view.
pub fn count_view(conn: &Connection, key: &PageKey, view: View) -> Result<()> {
    let step = match view {
        View::Unique => PageStep { views: 1, unique_views: 1, ..PageStep::default() },
        View::Repeat => PageStep { views: 1, ..PageStep::default() },
        View::Bot => PageStep { bot_views: 1, ..PageStep::default() },
    };
    store::add_to_page(conn, key, step)
}

/// Counts a submission that made a lead; a suspect's is none.
pub fn count_opt_in(conn: &Connection, key: &PageKey) -> Result<()> {
    store::add_to_page(conn, key, PageStep { opt_ins: 1, ..PageStep::default() })
}

/// Counts new leads of a day, in the day's figures and in the totals of the list. A suspect that turns out to be none is taken from
/// the suspects (`by` −1) and added to the leads. For a lead that is deleted see [`forget_lead`].
pub fn count_lead(conn: &Connection, day: Day, suspect: bool, by: i64) -> Result<()> {
    let (leads, suspects) = if suspect { (0, by) } else { (by, 0) };
    store::add_leads(conn, day, leads, suspects)?;
    store::add_to_counter(conn, if suspect { SUSPECT_LEADS } else { LEADS }, by)
}

/// New leads of a day, without suspects.
pub fn leads_on(conn: &Connection, day: Day) -> Result<i64> {
    store::leads_on(conn, day)
}

/// Counts a lead into a stage. A suspect is not counted; it is when it turns out to be none.
pub fn enter_stage(conn: &Connection, key: &StageKey, suspect: bool) -> Result<()> {
    if suspect {
        return Ok(());
    }
    store::add_to_stage(conn, key, StageStep { entries: 1, ..StageStep::default() })?;
    store::add_to_stage_count(conn, key.funnel, &key.stage, 1)
}

/// Counts a lead out of a stage.
pub fn exit_stage(conn: &Connection, key: &StageKey, suspect: bool) -> Result<()> {
    if suspect {
        return Ok(());
    }
    store::add_to_stage(conn, key, StageStep { exits: 1, ..StageStep::default() })?;
    store::add_to_stage_count(conn, key.funnel, &key.stage, -1)
}

/// Counts a conversion: its value in the currency's smallest unit, and the time from the opt-in to it.
pub fn count_conversion(conn: &Connection, key: &StageKey, value: i64, took_ms: i64) -> Result<()> {
    store::add_to_stage(conn, key, StageStep { conversions: 1, value, ..StageStep::default() })?;
    store::add_stage_time(conn, key, histogram::bucket(took_ms))?;
    store::add_to_counter(conn, CONVERSIONS, 1)
}

/// Leads that stand in each stage now, without suspects. A stage that never held any is not among them.
pub fn stage_counts(conn: &Connection, funnel: FunnelId) -> Result<Vec<(String, i64)>> {
    store::stage_counts(conn, funnel)
}

/// Adds to a total of [`crate::rollups::model`].
pub fn add_to_counter(conn: &Connection, name: &str, by: i64) -> Result<()> {
    store::add_to_counter(conn, name, by)
}

/// A total, 0 before anything was added to it.
pub fn counter(conn: &Connection, name: &str) -> Result<i64> {
    store::counter(conn, name)
}

/// A page's figures from one day to another, both included; days without any are left out.
pub fn page_days(conn: &Connection, page: PageId, from: Day, to: Day) -> Result<Vec<PageDay>> {
    store::page_days(conn, page, from, to)
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
    match &standing.stage {
        Some((funnel, stage)) if !standing.suspect => store::add_to_stage_count(conn, *funnel, stage, -1),
        _ => Ok(()),
    }
}

/// Totals that differ from the rows they count. A day's new leads may exceed the rows, since leads are deleted, but never fall short.
pub fn recount(conn: &Connection, zone: Zone) -> Result<Vec<Drift>> {
    let mut drifts = store::drifted_stages(conn)?;
    let counted = store::counted_rows(conn)?;
    for (name, counted) in [CUSTOMERS, LEADS, SUSPECT_LEADS, CONVERSIONS].into_iter().zip(counted) {
        let kept = store::counter(conn, name)?;
        if kept != counted {
            drifts.push(Drift { what: format!("counter {name}"), kept, counted });
        }
    }
    let mut born: BTreeMap<Day, (i64, i64)> = BTreeMap::new();
    store::each_lead(conn, |at, suspect| {
        let day = born.entry(zone.day_of(at)).or_default();
        *(if suspect { &mut day.1 } else { &mut day.0 }) += 1;
    })?;
    for (day, kept_leads, kept_suspects) in store::lead_days(conn)? {
        let (leads, suspects) = born.remove(&day).unwrap_or_default();
        for (what, kept, counted) in [("leads", kept_leads, leads), ("suspects", kept_suspects, suspects)] {
            if kept < counted {
                drifts.push(Drift { what: format!("rollup_lead {day} {what}"), kept, counted });
            }
        }
    }
    drifts.extend(born.into_iter().map(|(day, (leads, suspects))| Drift {
        what: format!("rollup_lead {day}"),
        kept: 0,
        counted: leads + suspects,
    }));
    Ok(drifts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::time::Timestamp, db::migrate::Schema};

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
             VALUES (1, 1, 1, 'new', 0, '', 0, 1, 1, 0, 0, 0, '{{}}', {0}, 0, 0), (2, 1, 1, 'new', 0, '', 1, 1, 1, 0, 0, 0, '{{}}', {0}, 0, 0);",
            NOON.0
        ))
        .expect("filled");
        add_to_counter(&conn, CUSTOMERS, 1).expect("counted");
        for suspect in [false, true] {
            count_lead(&conn, DAY, suspect, 1).expect("counted");
            enter_stage(&conn, &stage("new"), suspect).expect("counted");
        }
        conn
    }

    fn page(source: i64) -> PageKey {
        PageKey { day: DAY, page: PageId(7), source, campaign: 0, device: 2 }
    }

    fn stage(name: &str) -> StageKey {
        StageKey { day: DAY, funnel: FunnelId(1), stage: name.to_owned(), source: 0, campaign: 0, page: None, device: 0 }
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
        assert_eq!(drifts(&conn), ["stage_count 1/new: 2 for 1", "counter leads: 0 for 1", "rollup_lead 2026-11-22: 0 for 2"]);
    }

    #[test]
    fn forgotten_leads_leave_the_totals_and_stay_in_history() {
        let conn = account();
        let conversions =
            "INSERT INTO funnel_conversion (funnel_id, lead_id, stage, currency, converted_at) VALUES (1, 1, 'won', 'KRW', 0)";
        conn.execute(conversions, []).expect("converted");
        count_conversion(&conn, &stage("won"), 5_000, 60_000).expect("counted");
        assert_eq!(drifts(&conn), [""; 0]);
        forget_leads_of(&conn, CustomerId(1)).expect("forgotten");
        add_to_counter(&conn, CUSTOMERS, -1).expect("counted");
        conn.execute_batch("PRAGMA foreign_keys = ON; DELETE FROM customer").expect("deleted");
        assert_eq!(drifts(&conn), [""; 0]);
        assert_eq!(leads_on(&conn, DAY).expect("read"), 1);
    }

    #[test]
    fn conversions_keep_count_value_and_time() {
        let conn = account();
        for took_ms in [1_000, 1_010, 90_000] {
            count_conversion(&conn, &stage("won"), 300, took_ms).expect("counted");
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
}
