//! Are the totals true? Everything is counted again from the rows and compared.
//!
//! What says how things stand now (`stage_count`, `counter`) must be equal to its rows. Daily and monthly figures are history and
//! outlive rows, so they are held to what the rows can still prove:
//!
//! - While every lead that was ever made is still there (its ids have no gap), figures of leads, stages and conversions must be
//!   equal too. After a lead was deleted they may exceed the rows, but never fall short of them.
//! - Views are equal on days of which every visit is kept: those after the oldest one. Before it they may exceed the rows.
//! - Days before [`INTERACTIONS_FROM`] and [`CONVERSIONS_FROM`] have lost rows to the archive, and may exceed them.
//! - Sums of daily figures by one thing alone are equal to what is kept: a repair of those sets them right by itself.
//! - Views of a day on which the dictionary was full, and referrers from before they were told apart, can't be told and are left.
//!
//! Days are cut in the account's zone of today: after the zone has changed, older days differ, and a repair cuts them anew.

use std::collections::HashSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::service::{AccountCx, errand::Errand},
    base::{
        error::{Error, Result},
        time::{Day, Month, Zone},
    },
    rollups::{
        model::{CONVERSIONS_FROM, Drift, INTERACTIONS_FROM, UNTOLD_REFERRER},
        store::{
            counting, reading, recount as store,
            tally::{
                self, COUNTER, DAY_FUNNEL, DAY_SOURCE, Figures, Key, LEAD, MONTH, PAGE, Part, REFERRER, STAGE, STAGE_COUNT, STAGE_TIME,
                Table, Tally, Texts, WEEK_PAGE,
            },
        },
    },
};

/// Totals that differ are told and repaired up to so many at a time; a later recount finds the others.
const MOST: usize = 20_000;
/// The counter that says which repair was the last.
const LAST_REPAIR: &str = "last_repair";

/// Totals that differ from the rows they count.
pub fn recount(conn: &Connection, zone: Zone) -> Result<Vec<Drift>> {
    Ok(differences(conn, zone)?.iter().map(Difference::told).collect())
}

/// Sets every total that differs to what the rows say, and answers with what was repaired. Goes into one transaction.
pub fn repair(conn: &Connection, zone: Zone) -> Result<Vec<Drift>> {
    let differences = differences(conn, zone)?;
    differences.iter().try_for_each(|one| one.mend(conn))?;
    Ok(differences.iter().map(Difference::told).collect())
}

/// The same for conversions alone, on days before one: whoever deletes them makes sure first that their figures are true.
pub fn recount_conversions(conn: &Connection, zone: Zone, before: Day) -> Result<Vec<Drift>> {
    let counted = store::counted_conversions(conn, zone)?;
    let (days, months) = conversion_bounds(conn, counted.has_all_leads)?;
    let next_month = before.plus(-1).month().0 + 1;
    // Entries and exits are told by interactions, and left.
    let none = Bound(None);
    let mut found = Found { conn, texts: counted.texts, differences: Vec::new() };
    found.compare(STAGE, counted.stages, &[none, none, days, days], Some(before.0), |_| true)?;
    found.compare(STAGE_TIME, counted.stage_times, &[days], Some(before.0), |_| true)?;
    found.compare(MONTH, counted.months, &[months, months], Some(next_month), |_| true)?;
    Ok(found.differences.iter().map(Difference::told).collect())
}

/// The same question for a process that may only read, which then sends what it found as [`Repair`]s. Everything is read at one
/// instant: what is counted while the recount goes on must not look like a difference.
pub async fn examine(cx: &AccountCx) -> Result<Vec<Difference>> {
    let zone = cx.account().zone;
    cx.read(move |conn| {
        let instant = conn.unchecked_transaction()?;
        let found = differences(&instant, zone)?;
        instant.finish()?;
        Ok(found)
    })
    .await
}

/// One figure that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Of a counting table, its name.
    table: String,
    key: Vec<Part>,
    /// Its place among the table's figures.
    figure: usize,
    kept: i64,
    counted: i64,
}

impl Difference {
    pub fn told(&self) -> Drift {
        let Some(table) = Table::named(&self.table) else {
            return Drift { what: self.table.clone(), kept: self.kept, counted: self.counted };
        };
        let key = table.key.iter().zip(&self.key).map(|(column, part)| match part {
            Part::Number(day) if *column == "day" => Day(i32::try_from(*day).unwrap_or(0)).to_string(),
            Part::Number(month) if *column == "month" => Month(i32::try_from(*month).unwrap_or(0)).to_string(),
            Part::Number(number) => number.to_string(),
            Part::Text(text) => text.clone(),
        });
        let key = key.collect::<Vec<_>>().join("/");
        let figure = table.figures.get(self.figure).copied().unwrap_or_default();
        Drift { what: format!("{} {key} {figure}", table.name), kept: self.kept, counted: self.counted }
    }

    /// Adds what is missing instead of setting the figure: what was counted since stays counted.
    fn mend(&self, conn: &Connection) -> Result<()> {
        match Table::named(&self.table).filter(|table| tally::is_a_figure(table, &self.key, self.figure)) {
            Some(table) => tally::add(conn, table, &self.key, self.figure, self.counted - self.kept),
            None => Err(Error::Internal(format!("there is no figure {} of {}", self.figure, self.table))),
        }
    }
}

/// A slice of what a recount found, to be mended in one transaction.
#[derive(Debug, Serialize, Deserialize)]
pub struct Repair {
    /// Grows from slice to slice and from recount to recount: a slice that is sent again is not added again.
    pub number: i64,
    pub differences: Vec<Difference>,
}

impl Errand for Repair {
    const NAME: &'static str = "rollups.repair";
    type Answer = ();

    async fn carry_out(self, cx: &AccountCx) -> Result<()> {
        cx.write_upkeep(move |tx| {
            if reading::counter(tx, LAST_REPAIR)? >= self.number {
                return Ok(());
            }
            self.differences.iter().try_for_each(|one| one.mend(tx))?;
            counting::set_counter(tx, LAST_REPAIR, self.number)
        })
        .await
    }
}

/// From which day on figures must be equal to what is counted; before it they only may not fall short.
#[derive(Clone, Copy)]
struct Bound(Option<i64>);

impl Bound {
    const ALWAYS: Self = Self(Some(i64::MIN));

    fn holds(self, day: i64) -> bool {
        self.0.is_some_and(|from| day >= from)
    }
}

fn differences(conn: &Connection, zone: Zone) -> Result<Vec<Difference>> {
    let counted = store::counted(conn, zone)?;
    let interactions = Bound(counted.has_all_leads.then_some(reading::counter(conn, INTERACTIONS_FROM)?));
    let (conversions, months) = conversion_bounds(conn, counted.has_all_leads)?;
    let leads = Bound(counted.has_all_leads.then_some(i64::MIN));
    let visits = Bound(counted.visits_from.map(|day| i64::from(day.0)));
    let mut untold: HashSet<i32> = tally::days_of_referrer(conn, UNTOLD_REFERRER)?.into_iter().collect();
    untold.extend(&counted.untold_days);
    let (untold_days, names) = (counted.untold_days, counted.counter_names);

    let mut found = Found { conn, texts: counted.texts, differences: Vec::new() };
    let all = |_: &Key| true;
    found.compare(STAGE_COUNT, counted.stage_counts, &[Bound::ALWAYS], None, all)?;
    found.compare(COUNTER, counted.counters, &[Bound::ALWAYS], None, |key| names.contains(&key[0]))?;
    found.compare(LEAD, counted.leads, &[leads, leads], None, all)?;
    found.compare(PAGE, counted.pages, &[visits, visits, visits, interactions], None, |key| !untold_days.contains(&key[0]))?;
    found.compare(REFERRER, counted.referrers, &[visits, visits, interactions], None, |key| !untold.contains(&key[0]))?;
    found.compare(STAGE, counted.stages, &[interactions, interactions, conversions, conversions], None, all)?;
    found.compare(STAGE_TIME, counted.stage_times, &[conversions], None, all)?;
    found.compare(MONTH, counted.months, &[months, months], None, all)?;
    let [week_pages, day_sources, day_funnels] = store::kept_sums(conn)?;
    found.compare(WEEK_PAGE, week_pages, &[Bound::ALWAYS; 2], None, all)?;
    found.compare(DAY_SOURCE, day_sources, &[Bound::ALWAYS; 2], None, all)?;
    found.compare(DAY_FUNNEL, day_funnels, &[Bound::ALWAYS; 3], None, all)?;
    Ok(found.differences)
}

/// From which day and which month on figures of conversions are equal to their rows.
fn conversion_bounds(conn: &Connection, has_all_leads: bool) -> Result<(Bound, Bound)> {
    let from = reading::counter(conn, CONVERSIONS_FROM)?;
    // Months count from the year 0; the first whole one after the day.
    let month = i64::from(Day(i32::try_from(from).unwrap_or(0)).month().0) + 1;
    Ok((Bound(has_all_leads.then_some(from)), Bound(has_all_leads.then_some(month))))
}

/// What was found so far.
struct Found<'c> {
    conn: &'c Connection,
    texts: Texts,
    differences: Vec<Difference>,
}

impl Found<'_> {
    /// `bounds` has one for each figure; rows of a day or month that is not before one, and those that can't be told, are left out.
    fn compare(
        &mut self,
        table: &'static Table,
        counted: Tally,
        bounds: &[Bound],
        before: Option<i32>,
        is_told: impl Fn(&Key) -> bool,
    ) -> Result<()> {
        let found = &mut self.differences;
        let day = table.key.iter().position(|column| matches!(*column, "day" | "month"));
        tally::compare(self.conn, table, counted, &mut self.texts, |key: &Key, kept: &Figures, counted: &Figures, texts| {
            // What has neither day nor month is of now.
            let day = day.map_or(i64::MAX, |column| i64::from(key[column]));
            if before.is_some_and(|before| day >= i64::from(before)) {
                return;
            }
            for (figure, ((kept, counted), bound)) in kept.iter().zip(counted).zip(bounds).enumerate() {
                let differs = if bound.holds(day) { kept != counted } else { kept < counted };
                if differs && found.len() < MOST && is_told(key) {
                    let (table, key) = (table.name.to_owned(), table.parts(key, texts));
                    found.push(Difference { table, key, figure, kept: *kept, counted: *counted });
                }
            }
        })
    }
}
