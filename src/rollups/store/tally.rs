//! The counting tables by their columns: what was counted for one, held against what it keeps.
//!
//! An account has half a million counting rows. What is counted takes some 70 bytes a row, and what is kept is read row by row.

use std::{cmp::Ordering, collections::HashMap};

use rusqlite::{
    Connection, Row, ToSql,
    types::{ToSqlOutput, ValueRef},
};
use serde::{Deserialize, Serialize};

use crate::base::error::Result;

/// A counting table: the columns that tell its rows apart, in the order of its key, and those that count.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub key: &'static [&'static str],
    pub figures: &'static [&'static str],
}

pub const PAGE: &Table = &Table {
    name: "rollup_page",
    key: &["day", "page_id", "source", "campaign", "device"],
    figures: &["views", "unique_views", "bot_views", "opt_ins"],
};
pub const REFERRER: &Table =
    &Table { name: "rollup_referrer", key: &["day", "page_id", "referrer"], figures: &["views", "unique_views", "opt_ins"] };
pub const STAGE: &Table = &Table {
    name: "rollup_stage",
    key: &["day", "funnel_id", "stage", "source", "campaign", "page_id", "device"],
    figures: &["entries", "exits", "conversions", "value"],
};
pub const STAGE_TIME: &Table = &Table {
    name: "rollup_stage_time",
    key: &["day", "funnel_id", "stage", "source", "campaign", "page_id", "device", "bucket"],
    figures: &["conversions"],
};
pub const MONTH: &Table =
    &Table { name: "rollup_month", key: &["funnel_id", "month", "stage", "currency"], figures: &["conversions", "value"] };
pub const LEAD: &Table = &Table { name: "rollup_lead", key: &["day"], figures: &["leads", "suspects"] };
pub const STAGE_COUNT: &Table = &Table { name: "stage_count", key: &["funnel_id", "stage"], figures: &["leads"] };
pub const WEEK_PAGE: &Table = &Table { name: "rollup_week_page", key: &["week", "page_id"], figures: &["unique_views", "opt_ins"] };
pub const DAY_SOURCE: &Table = &Table { name: "rollup_day_source", key: &["day", "source"], figures: &["unique_views", "opt_ins"] };
pub const DAY_FUNNEL: &Table =
    &Table { name: "rollup_day_funnel", key: &["day", "funnel_id"], figures: &["entries", "conversions", "value"] };
pub const COUNTER: &Table = &Table { name: "counter", key: &["name"], figures: &["value"] };

const TABLES: [&Table; 11] = [PAGE, REFERRER, STAGE, STAGE_TIME, MONTH, LEAD, STAGE_COUNT, WEEK_PAGE, DAY_SOURCE, DAY_FUNNEL, COUNTER];
/// Columns that hold text.
const TEXTS: [&str; 3] = ["stage", "currency", "name"];

/// The most columns that a key has, and the most figures.
const COLUMNS: usize = 8;
const FIGURES: usize = 4;

/// A row's key: numbers, and texts by their places in [`Texts`]. Unused columns are 0. Ids beyond 32 bits are none of ours.
pub type Key = [i32; COLUMNS];
/// A row's figures; unused ones are 0.
pub type Figures = [i64; FIGURES];

/// A column of a key as it is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    Number(i64),
    Text(String),
}

impl ToSql for Part {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

impl Table {
    /// The table of a name; absent when it is none that counts.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.into_iter().find(|table| table.name == name)
    }

    fn is_text(&self, column: usize) -> bool {
        self.key.get(column).is_some_and(|name| TEXTS.contains(name))
    }

    /// A key as it is told.
    pub fn parts(&self, key: &Key, texts: &Texts) -> Vec<Part> {
        let part = |(column, value): (usize, &i32)| {
            if self.is_text(column) { Part::Text(texts.get(*value).to_owned()) } else { Part::Number(i64::from(*value)) }
        };
        key.iter().take(self.key.len()).enumerate().map(part).collect()
    }

    /// The order in which SQLite has them.
    fn order(&self, texts: &Texts, one: &Key, other: &Key) -> Ordering {
        let column = |column: usize| match (one[column], other[column]) {
            (a, b) if a == b => Ordering::Equal,
            (a, b) if self.is_text(column) => texts.get(a).cmp(texts.get(b)),
            (a, b) => a.cmp(&b),
        };
        (0..self.key.len()).map(column).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

/// Texts that stand in keys, each once.
#[derive(Debug, Default)]
pub struct Texts {
    all: Vec<String>,
    places: HashMap<String, i32>,
}

impl Texts {
    pub fn place(&mut self, text: &str) -> i32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = narrow(i64::try_from(self.all.len()).unwrap_or(i64::MAX));
        self.all.push(text.to_owned());
        self.places.insert(text.to_owned(), place);
        place
    }

    fn get(&self, place: i32) -> &str {
        usize::try_from(place).ok().and_then(|place| self.all.get(place)).map_or("", String::as_str)
    }
}

/// A number in a key.
pub fn narrow(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX })
}

/// A key of these columns.
pub fn key(columns: &[i32]) -> Key {
    let mut key = Key::default();
    for (place, column) in key.iter_mut().zip(columns) {
        *place = *column;
    }
    key
}

/// What the rows add up to for one table.
#[derive(Debug, Default)]
pub struct Tally(HashMap<Key, Figures>);

impl Tally {
    pub fn add(&mut self, key: Key, figures: &[i64]) {
        let counted = self.0.entry(key).or_default();
        for (counted, more) in counted.iter_mut().zip(figures) {
            *counted += more;
        }
    }

    fn sorted(self, table: &Table, texts: &Texts) -> Vec<(Key, Figures)> {
        let mut rows: Vec<_> = self.0.into_iter().collect();
        rows.sort_unstable_by(|(one, _), (other, _)| table.order(texts, one, other));
        rows
    }
}

/// Walks through what a table keeps and what was counted for it, in the order of its key: `judge` gets the key, what is kept and what
/// was counted. A row that says 0 everywhere means the same as none.
pub fn compare(
    conn: &Connection,
    table: &Table,
    counted: Tally,
    texts: &mut Texts,
    mut judge: impl FnMut(&Key, &Figures, &Figures, &Texts),
) -> Result<()> {
    let mut counted = counted.sorted(table, texts).into_iter().peekable();
    let columns = table.key.join(", ");
    let sql = format!("SELECT {columns}, {} /* whole table: a recount */ FROM {} ORDER BY {columns}", table.figures.join(", "), table.name);
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let none = Figures::default();
    while let Some(row) = rows.next()? {
        let (key, kept) = read(table, row, texts)?;
        while let Some((only, figures)) = counted.next_if(|(next, _)| table.order(texts, next, &key).is_lt()) {
            judge(&only, &none, &figures, texts);
        }
        let same = counted.next_if(|(next, _)| *next == key).map_or(none, |(_, figures)| figures);
        judge(&key, &kept, &same, texts);
    }
    for (only, figures) in counted {
        judge(&only, &none, &figures, texts);
    }
    Ok(())
}

fn read(table: &Table, row: &Row<'_>, texts: &mut Texts) -> Result<(Key, Figures)> {
    let (mut key, mut figures) = (Key::default(), Figures::default());
    for (column, place) in key.iter_mut().take(table.key.len()).enumerate() {
        *place = match row.get_ref(column)? {
            ValueRef::Text(text) => texts.place(&String::from_utf8_lossy(text)),
            value => narrow(value.as_i64().unwrap_or(0)),
        };
    }
    for (column, figure) in figures.iter_mut().take(table.figures.len()).enumerate() {
        *figure = row.get(table.key.len() + column)?;
    }
    Ok((key, figures))
}

/// Adds to one figure of a row, which is made if need be.
pub fn add(conn: &Connection, table: &Table, key: &[Part], figure: usize, by: i64) -> Result<()> {
    let columns: Vec<&str> = table.key.iter().chain(table.figures).copied().collect();
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let sets: Vec<String> = table.figures.iter().map(|figure| format!("{figure} = {figure} + excluded.{figure}")).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO UPDATE SET {}",
        table.name,
        columns.join(", "),
        places.join(", "),
        sets.join(", ")
    );
    let figures: Vec<i64> = (0..table.figures.len()).map(|place| if place == figure { by } else { 0 }).collect();
    let values = key.iter().map(|part| part as &dyn ToSql).chain(figures.iter().map(|figure| figure as &dyn ToSql));
    conn.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
    Ok(())
}

/// Days on which a page was counted before its referrers were told apart.
pub fn days_of_referrer(conn: &Connection, referrer: i64) -> Result<Vec<i32>> {
    let mut statement = conn.prepare("SELECT DISTINCT day /* whole table: a recount */ FROM rollup_referrer WHERE referrer = ?1")?;
    let days = statement.query_map([referrer], |row| row.get(0))?;
    Ok(days.collect::<rusqlite::Result<_>>()?)
}

/// Has the table a figure at this place, for keys like this one?
pub fn is_a_figure(table: &Table, key: &[Part], figure: usize) -> bool {
    let fits = |(column, part): (usize, &Part)| table.is_text(column) == matches!(part, Part::Text(_));
    figure < table.figures.len() && key.len() == table.key.len() && key.iter().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::migrate::Schema;

    #[test]
    fn kept_and_counted_meet_in_the_order_of_the_key() {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Account.migrate(&mut conn).expect("migrates");
        conn.execute_batch("PRAGMA foreign_keys = OFF").expect("set");
        let mut texts = Texts::default();
        let mut tally = Tally::default();
        // Places in another order than the texts.
        for stage in ["won", "계약", "new", "a"] {
            let stage = texts.place(stage);
            tally.add(key(&[1, stage]), &[2]);
            tally.add(key(&[1, stage]), &[3]);
        }
        for (stage, by) in [("new", 5), ("b", 7), ("won", 4)] {
            add(&conn, STAGE_COUNT, &[Part::Number(1), Part::Text(stage.into())], 0, by).expect("added");
        }
        let mut met = Vec::new();
        compare(&conn, STAGE_COUNT, tally, &mut texts, |key, kept, counted, texts| {
            met.push((STAGE_COUNT.parts(key, texts)[1].clone(), kept[0], counted[0]));
        })
        .expect("compared");
        let row = |stage: &str, kept, counted| (Part::Text(stage.into()), kept, counted);
        assert_eq!(met, [row("a", 0, 5), row("b", 7, 0), row("new", 5, 5), row("won", 4, 5), row("계약", 0, 5)]);
    }

    #[test]
    fn a_repair_names_what_there_is() {
        let stage = [Part::Number(1), Part::Text("new".into())];
        assert!(is_a_figure(STAGE_COUNT, &stage, 0));
        assert!(!is_a_figure(STAGE_COUNT, &stage, 1) && !is_a_figure(STAGE_COUNT, &stage[..1], 0) && !is_a_figure(LEAD, &stage[1..], 0));
        assert!(TABLES.iter().all(|table| table.key.len() <= COLUMNS && table.figures.len() <= FIGURES));
        assert!(Table::named("rollup_page").is_some() && Table::named("customer").is_none());
    }
}
