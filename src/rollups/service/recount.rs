//! Are the totals true? Everything is counted again from the rows and compared.
//!
//! What says how things stand now (`stage_count`, `counter`) must be equal to its rows. Daily and monthly figures are history and
//! outlive rows, so they are held to what the rows can still prove:
//!
//! - While every lead that was ever made is still there (its ids have no gap), figures of leads, stages and conversions must be
//!   equal too. After a lead was deleted they may exceed the rows, but never fall short of them.
//! - Views are equal on days of which every visit is kept: those after the oldest one. Before it they may exceed the rows.
//! - Days before [`INTERACTIONS_FROM`] and [`CONVERSIONS_FROM`] have lost rows to the archive, and may exceed them.
//! - Views of a day on which the dictionary was full, and referrers from before they were told apart, can't be told and are left.
//!
//! Days are cut in the account's zone of today: after the zone has changed, older days differ, and a repair cuts them anew.

use std::collections::{BTreeSet, HashSet};

use rusqlite::Connection;

use crate::{
    base::{
        error::Result,
        time::{Day, Month, Zone},
    },
    rollups::{
        model::{CONVERSIONS_FROM, Drift, INTERACTIONS_FROM, UNTOLD_REFERRER},
        store::{
            reading,
            recount::{self as store, COUNTER, Counted, LEAD, MONTH, PAGE, Part, REFERRER, Rows, STAGE, STAGE_COUNT, STAGE_TIME, Table},
        },
    },
};

/// Totals that differ from the rows they count.
pub fn recount(conn: &Connection, zone: Zone) -> Result<Vec<Drift>> {
    Ok(cells(conn, zone)?.iter().map(Cell::told).collect())
}

/// Sets every total that differs to what the rows say, and answers with what was repaired. Goes into one transaction.
pub fn repair(conn: &Connection, zone: Zone) -> Result<Vec<Drift>> {
    let cells = cells(conn, zone)?;
    let mut done: BTreeSet<(&str, &[Part])> = BTreeSet::new();
    for cell in &cells {
        if !done.insert((cell.table.name, &cell.key)) {
            continue;
        }
        let mut figures = cell.row.clone();
        for same in cells.iter().filter(|other| other.table.name == cell.table.name && other.key == cell.key) {
            if let Some(figure) = figures.get_mut(same.figure) {
                *figure = same.counted;
            }
        }
        store::put(conn, cell.table, &cell.key, &figures)?;
    }
    Ok(cells.iter().map(Cell::told).collect())
}

/// The same for conversions alone, on days before one: whoever deletes them makes sure first that their figures are true.
pub fn recount_conversions(conn: &Connection, zone: Zone, before: Day) -> Result<Vec<Drift>> {
    let counted = store::counted_conversions(conn, zone, before)?;
    let (days, months) = conversion_bounds(conn, counted.has_all_leads)?;
    let day = i64::from(before.0);
    // Entries and exits are told by interactions, and left.
    let none = Bound(None);
    let mut cells = compare(STAGE, store::kept_before(conn, STAGE, day)?, counted.stages, &[none, none, days, days]);
    cells.extend(compare(STAGE_TIME, store::kept_before(conn, STAGE_TIME, day)?, counted.stage_times, &[days]));
    let next_month = i64::from(before.plus(-1).month().0) + 1;
    cells.extend(compare(MONTH, store::kept_before(conn, MONTH, next_month)?, counted.months, &[months, months]));
    Ok(cells.iter().map(Cell::told).collect())
}

/// One figure that differs.
struct Cell {
    table: &'static Table,
    key: Vec<Part>,
    /// Its place among the table's figures, and all figures of the row as they are kept.
    figure: usize,
    row: Vec<i64>,
    kept: i64,
    counted: i64,
}

impl Cell {
    fn told(&self) -> Drift {
        let key = self.table.key.iter().zip(&self.key).map(|(column, part)| match part {
            Part::Number(day) if *column == "day" => Day(i32::try_from(*day).unwrap_or(0)).to_string(),
            Part::Number(month) if *column == "month" => Month(i32::try_from(*month).unwrap_or(0)).to_string(),
            Part::Number(number) => number.to_string(),
            Part::Text(text) => text.clone(),
        });
        let key = key.collect::<Vec<_>>().join("/");
        let figure = self.table.figures.get(self.figure).copied().unwrap_or_default();
        Drift { what: format!("{} {key} {figure}", self.table.name), kept: self.kept, counted: self.counted }
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

fn cells(conn: &Connection, zone: Zone) -> Result<Vec<Cell>> {
    let counted = store::counted(conn, zone)?;
    let interactions = Bound(counted.has_all_leads.then_some(reading::counter(conn, INTERACTIONS_FROM)?));
    let (conversions, months) = conversion_bounds(conn, counted.has_all_leads)?;
    let leads = Bound(counted.has_all_leads.then_some(i64::MIN));
    let visits = Bound(counted.visits_from.map(|day| i64::from(day.0)));
    let mut kept_referrers = store::kept(conn, REFERRER)?;
    let untold = untold_days(&counted, &kept_referrers);
    kept_referrers.retain(|key, _| !is_untold(key, &untold));
    let mut counted_referrers = counted.referrers;
    counted_referrers.retain(|key, _| !is_untold(key, &untold));
    let (mut kept_pages, mut counted_pages) = (store::kept(conn, PAGE)?, counted.pages);
    kept_pages.retain(|key, _| !is_untold(key, &counted.untold_days));
    counted_pages.retain(|key, _| !is_untold(key, &counted.untold_days));
    let mut kept_counters = store::kept(conn, COUNTER)?;
    kept_counters.retain(|key, _| counted.counters.contains_key(key));

    let mut cells = compare(STAGE_COUNT, store::kept(conn, STAGE_COUNT)?, counted.stage_counts, &[Bound::ALWAYS]);
    cells.extend(compare(COUNTER, kept_counters, counted.counters, &[Bound::ALWAYS]));
    cells.extend(compare(LEAD, store::kept(conn, LEAD)?, counted.leads, &[leads, leads]));
    cells.extend(compare(PAGE, kept_pages, counted_pages, &[visits, visits, visits, interactions]));
    cells.extend(compare(REFERRER, kept_referrers, counted_referrers, &[visits, visits, interactions]));
    cells.extend(compare(STAGE, store::kept(conn, STAGE)?, counted.stages, &[interactions, interactions, conversions, conversions]));
    cells.extend(compare(STAGE_TIME, store::kept(conn, STAGE_TIME)?, counted.stage_times, &[conversions]));
    cells.extend(compare(MONTH, store::kept(conn, MONTH)?, counted.months, &[months, months]));
    Ok(cells)
}

/// From which day and which month on figures of conversions are equal to their rows.
fn conversion_bounds(conn: &Connection, has_all_leads: bool) -> Result<(Bound, Bound)> {
    let from = reading::counter(conn, CONVERSIONS_FROM)?;
    // Months count from the year 0; the first whole one after the day.
    let month = i64::from(Day(i32::try_from(from).unwrap_or(0)).month().0) + 1;
    Ok((Bound(has_all_leads.then_some(from)), Bound(has_all_leads.then_some(month))))
}

/// Days on which referrers were not told apart, or can't be counted again.
fn untold_days(counted: &Counted, kept: &Rows) -> HashSet<i64> {
    let untold = kept.keys().filter_map(|key| match key.as_slice() {
        [Part::Number(day), _, Part::Number(UNTOLD_REFERRER)] => Some(*day),
        _ => None,
    });
    untold.chain(counted.untold_days.iter().copied()).collect()
}

fn is_untold(key: &[Part], untold: &HashSet<i64>) -> bool {
    matches!(key.first(), Some(Part::Number(day)) if untold.contains(day))
}

/// `bounds` has one for each figure.
fn compare(table: &'static Table, mut kept: Rows, counted: Rows, bounds: &[Bound]) -> Vec<Cell> {
    let none = vec![0; table.figures.len()];
    let mut cells = Vec::new();
    let mut judge = |key: &[Part], kept: &[i64], counted: &[i64]| {
        let day = day_of(table, key);
        for (figure, ((kept_one, counted_one), bound)) in kept.iter().zip(counted).zip(bounds).enumerate() {
            let differs = if bound.holds(day) { kept_one != counted_one } else { kept_one < counted_one };
            if differs {
                let row = kept.to_vec();
                cells.push(Cell { table, key: key.to_vec(), figure, row, kept: *kept_one, counted: *counted_one });
            }
        }
    };
    for (key, figures) in counted {
        let row = kept.remove(&key).unwrap_or_else(|| none.clone());
        judge(&key, &row, &figures);
    }
    for (key, row) in kept {
        judge(&key, &row, &none);
    }
    cells
}

/// The day of a row, or its month; what has neither is of now.
fn day_of(table: &Table, key: &[Part]) -> i64 {
    let column = table.key.iter().position(|column| matches!(*column, "day" | "month"));
    match column.and_then(|column| key.get(column)) {
        Some(Part::Number(day)) => *day,
        _ => i64::MAX,
    }
}
