//! What the counting tables hold, what their rows say they should hold, and how one is set to the other.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{
    Connection, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use crate::{
    base::{
        device::Device,
        error::Result,
        time::{Day, Timestamp, Zone},
    },
    rollups::{
        histogram,
        model::{CONVERSIONS, CUSTOMERS, LEADS, SUSPECT_LEADS, VOIDED_CONVERSIONS},
    },
};

/// A counting table: the columns that tell its rows apart, and those that count.
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
pub const COUNTER: &Table = &Table { name: "counter", key: &["name"], figures: &["value"] };

/// A column of a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Number(i64),
    Text(String),
}

/// The rows of a table by their keys. Those that say 0 everywhere mean the same as none.
pub type Rows = BTreeMap<Vec<Part>, Vec<i64>>;

/// What the rows add up to.
#[derive(Debug, Default)]
pub struct Counted {
    pub pages: Rows,
    pub referrers: Rows,
    pub stages: Rows,
    pub stage_times: Rows,
    pub months: Rows,
    pub leads: Rows,
    pub stage_counts: Rows,
    pub counters: Rows,
    /// Every lead that was ever made is still there.
    pub has_all_leads: bool,
    /// The first day of which every visit is still there; absent without visits.
    pub visits_from: Option<Day>,
    /// Days with visits whose browser is not known any more, so that their device can't be told.
    pub untold_days: HashSet<i64>,
}

/// Everything that a counting table holds.
pub fn kept(conn: &Connection, table: &Table) -> Result<Rows> {
    kept_before(conn, table, i64::MAX)
}

/// What a counting table holds of the days, or months, before one.
pub fn kept_before(conn: &Connection, table: &Table, before: i64) -> Result<Rows> {
    let of = table.key.iter().find(|column| matches!(**column, "day" | "month")).filter(|_| before < i64::MAX);
    let condition = of.map_or_else(|| "?1 IS NOT NULL".to_owned(), |column| format!("{column} < ?1"));
    let sql = format!(
        "SELECT {}, {} /* whole table: a recount */ FROM {} WHERE {condition}",
        table.key.join(", "),
        table.figures.join(", "),
        table.name
    );
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([before])?;
    let mut kept = Rows::new();
    while let Some(row) = rows.next()? {
        let mut key = Vec::with_capacity(table.key.len());
        for column in 0..table.key.len() {
            key.push(match row.get_ref(column)? {
                ValueRef::Text(text) => Part::Text(String::from_utf8_lossy(text).into_owned()),
                value => Part::Number(value.as_i64().unwrap_or(0)),
            });
        }
        let figures = (table.key.len()..table.key.len() + table.figures.len()).map(|column| row.get(column));
        kept.insert(key, figures.collect::<rusqlite::Result<_>>()?);
    }
    Ok(kept)
}

/// Sets the figures of a row, which is made if need be.
pub fn put(conn: &Connection, table: &Table, key: &[Part], figures: &[i64]) -> Result<()> {
    let columns: Vec<&str> = table.key.iter().chain(table.figures).copied().collect();
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let sets: Vec<String> = table.figures.iter().map(|figure| format!("{figure} = excluded.{figure}")).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO UPDATE SET {}",
        table.name,
        columns.join(", "),
        places.join(", "),
        sets.join(", ")
    );
    let values = key.iter().map(|part| part as &dyn ToSql).chain(figures.iter().map(|figure| figure as &dyn ToSql));
    conn.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
    Ok(())
}

/// Counts everything again from the rows. Reads each large table once.
pub fn counted(conn: &Connection, zone: Zone) -> Result<Counted> {
    let mut counted = Counted::default();
    let hosts = hosts(conn)?;
    let leads = leads(conn, zone, &hosts, &mut counted)?;
    interactions(conn, zone, &leads, &mut counted)?;
    conversions(conn, zone, &leads, &mut counted)?;
    people(conn, &mut counted)?;
    visits(conn, &hosts, &mut counted)?;
    Ok(counted)
}

/// Counts conversions alone again, those before a day and the whole months of which each is.
pub fn counted_conversions(conn: &Connection, zone: Zone, before: Day) -> Result<Counted> {
    let mut counted = Counted { has_all_leads: has_all_leads(conn)?, ..Counted::default() };
    let leads = leads_that_converted(conn)?;
    conversions(conn, zone, &leads, &mut counted)?;
    let is_before = |key: &[Part]| matches!(key.first(), Some(Part::Number(day)) if *day < i64::from(before.0));
    counted.stages.retain(|key, _| is_before(key));
    counted.stage_times.retain(|key, _| is_before(key));
    let last_month = i64::from(before.plus(-1).month().0);
    counted.months.retain(|key, _| matches!(key.get(1), Some(Part::Number(month)) if *month <= last_month));
    Ok(counted)
}

fn has_all_leads(conn: &Connection) -> Result<bool> {
    let sql =
        "SELECT count(*) = (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'lead') /* whole table: a recount */ FROM lead";
    Ok(conn.query_row(sql, [], |row| row.get(0))?)
}

/// Without what is of no use for counting conversions.
fn leads_that_converted(conn: &Connection) -> Result<HashMap<i64, Facts>> {
    let mut statement = conn.prepare(
        "SELECT id, coalesce(landing_page_id, 0), source, campaign, device, suspect, created_at
         FROM lead WHERE id IN (SELECT lead_id /* whole table: a recount */ FROM funnel_conversion)",
    )?;
    let leads = statement.query_map([], |row| {
        let lead = Facts {
            page: row.get(1)?,
            source: row.get(2)?,
            campaign: row.get(3)?,
            device: row.get(4)?,
            referrer: 0,
            suspect: row.get::<_, i64>(5)? != 0,
            created_at: row.get(6)?,
        };
        Ok((row.get(0)?, lead))
    })?;
    Ok(leads.collect::<Result<_, _>>()?)
}

impl ToSql for Part {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

/// By what a lead is counted.
struct Facts {
    page: i64,
    source: i64,
    campaign: i64,
    device: i64,
    /// The host that led to the first view.
    referrer: i64,
    suspect: bool,
    created_at: Timestamp,
}

fn add(rows: &mut Rows, key: Vec<Part>, figures: &[i64]) {
    let kept = rows.entry(key).or_insert_with(|| vec![0; figures.len()]);
    for (kept, more) in kept.iter_mut().zip(figures) {
        *kept += more;
    }
}

fn number(number: impl Into<i64>) -> Part {
    Part::Number(number.into())
}

fn stage_key(day: Day, funnel: i64, stage: &str, lead: &Facts) -> Vec<Part> {
    let [source, campaign, page, device] = [lead.source, lead.campaign, lead.page, lead.device].map(Part::Number);
    vec![number(day.0), number(funnel), Part::Text(stage.to_owned()), source, campaign, page, device]
}

fn page_key(day: Day, lead: &Facts) -> Vec<Part> {
    let [page, source, campaign, device] = [lead.page, lead.source, lead.campaign, lead.device].map(Part::Number);
    vec![number(day.0), page, source, campaign, device]
}

/// The word of the host of each touch's referrer.
fn hosts(conn: &Connection) -> Result<HashMap<i64, i64>> {
    let mut statement = conn.prepare(
        "SELECT touch.id, coalesce(host.id, 0) /* whole table: a recount */ FROM touch JOIN word ON word.id = touch.referrer
         LEFT JOIN word AS host ON host.text = CASE instr(word.text, '/') WHEN 0 THEN word.text
             ELSE substr(word.text, 1, instr(word.text, '/') - 1) END",
    )?;
    let hosts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(hosts.collect::<Result<_, _>>()?)
}

fn leads(conn: &Connection, zone: Zone, hosts: &HashMap<i64, i64>, counted: &mut Counted) -> Result<HashMap<i64, Facts>> {
    let mut statement = conn.prepare(
        "SELECT id, coalesce(landing_page_id, 0), source, campaign, device, first_touch_id, suspect, created_at, funnel_id, stage
         /* whole table: a recount */ FROM lead",
    )?;
    let mut rows = statement.query([])?;
    let mut leads = HashMap::new();
    let (mut real, mut suspects) = (0, 0);
    while let Some(row) = rows.next()? {
        let lead = Facts {
            page: row.get(1)?,
            source: row.get(2)?,
            campaign: row.get(3)?,
            device: row.get(4)?,
            referrer: hosts.get(&row.get(5)?).copied().unwrap_or(0),
            suspect: row.get::<_, i64>(6)? != 0,
            created_at: row.get(7)?,
        };
        let (a_lead, a_suspect) = if lead.suspect { (0, 1) } else { (1, 0) };
        real += a_lead;
        suspects += a_suspect;
        add(&mut counted.leads, vec![number(zone.day_of(lead.created_at).0)], &[a_lead, a_suspect]);
        if let (Some(funnel), Some(stage), false) = (row.get::<_, Option<i64>>(8)?, row.get::<_, Option<String>>(9)?, lead.suspect) {
            add(&mut counted.stage_counts, vec![number(funnel), Part::Text(stage)], &[1]);
        }
        leads.insert(row.get(0)?, lead);
    }
    let made: i64 = conn.query_row("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'lead'", [], |row| row.get(0))?;
    counted.has_all_leads = made == real + suspects;
    for (name, value) in [(LEADS, real), (SUSPECT_LEADS, suspects), (CONVERSIONS, 0), (VOIDED_CONVERSIONS, 0)] {
        counted.counters.insert(vec![Part::Text(name.to_owned())], vec![value]);
    }
    Ok(leads)
}

/// Customers, in all and by the codes of their status, and participants of viral campaigns.
fn people(conn: &Connection, counted: &mut Counted) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT ?1, count(*) FROM customer
         UNION ALL SELECT ?1 || '.status.' || code.value, count(customer.id)
         FROM json_each('[0,1,2,3]') AS code LEFT JOIN customer ON customer.status = code.value GROUP BY code.value
         UNION ALL SELECT 'viral_loops', count(*) FROM viral_loop /* whole table: a recount */",
    )?;
    let totals = statement.query_map([CUSTOMERS], |row| Ok((vec![Part::Text(row.get(0)?)], vec![row.get(1)?])))?;
    for total in totals {
        let (name, value) = total?;
        counted.counters.insert(name, value);
    }
    Ok(())
}

/// The way of one lead through its funnel, as its interactions tell it in order.
#[derive(Default)]
struct Way {
    steps: Vec<(Timestamp, i64, Option<String>, String)>,
    /// How many steps it had taken when it turned out to be no suspect.
    accepted_after: Option<usize>,
}

/// `form_submit` is 1, `stage_change` 11 and `custom` 16 (interactions/model.rs).
fn interactions(conn: &Connection, zone: Zone, leads: &HashMap<i64, Facts>, counted: &mut Counted) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT lead_id, at, kind, json_extract(data, '$.page_id'), json_extract(data, '$.funnel_id'), json_extract(data, '$.from'),
             json_extract(data, '$.to'), json_extract(data, '$.name') IS 'suspect_accepted' AND json_type(data, '$.reasons') IS 'array'
             /* whole table: a recount */
         FROM interaction WHERE kind IN (1, 11, 16) ORDER BY lead_id, at, seq",
    )?;
    let mut rows = statement.query([])?;
    let (mut of, mut way) = (0, Way::default());
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if id != of {
            walk(zone, leads.get(&of), &way, counted);
            (of, way) = (id, Way::default());
        }
        let at: Timestamp = row.get(1)?;
        match row.get::<_, i64>(2)? {
            1 => {
                let opted_in = |lead: &&Facts| !lead.suspect && lead.created_at == at;
                let page: Option<i64> = row.get(3).unwrap_or(None);
                if let Some(lead) = leads.get(&id).filter(opted_in).filter(|lead| page == Some(lead.page)) {
                    let day = zone.day_of(lead.created_at);
                    add(&mut counted.pages, page_key(day, lead), &[0, 0, 0, 1]);
                    add(&mut counted.referrers, vec![number(day.0), number(lead.page), number(lead.referrer)], &[0, 0, 1]);
                }
            }
            11 => {
                if let (Some(funnel), Some(to)) = (row.get(4).unwrap_or(None), row.get(6).unwrap_or(None)) {
                    way.steps.push((at, funnel, row.get(5).unwrap_or(None), to));
                }
            }
            _ if row.get(7)? => way.accepted_after = Some(way.steps.len()),
            _ => {}
        }
    }
    walk(zone, leads.get(&of), &way, counted);
    Ok(())
}

/// A suspect that turned out to be none is counted from the stage in which it stood then.
fn walk(zone: Zone, lead: Option<&Facts>, way: &Way, counted: &mut Counted) {
    let Some(lead) = lead.filter(|lead| !lead.suspect) else { return };
    let uncounted = way.accepted_after.unwrap_or(0);
    for (index, (at, funnel, from, to)) in way.steps.iter().enumerate().skip(uncounted.saturating_sub(1)) {
        let day = zone.day_of(*at);
        if let Some(from) = from.as_ref().filter(|_| index >= uncounted) {
            add(&mut counted.stages, stage_key(day, *funnel, from, lead), &[0, 1, 0, 0]);
        }
        add(&mut counted.stages, stage_key(day, *funnel, to, lead), &[1, 0, 0, 0]);
    }
}

fn conversions(conn: &Connection, zone: Zone, leads: &HashMap<i64, Facts>, counted: &mut Counted) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT lead_id, funnel_id, stage, coalesce(value, 0), currency, converted_at, day, voided_at IS NOT NULL
         /* whole table: a recount */ FROM funnel_conversion",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(lead) = leads.get(&row.get(0)?) else { continue };
        let total = if row.get(7)? { VOIDED_CONVERSIONS } else { CONVERSIONS };
        add(&mut counted.counters, vec![Part::Text(total.to_owned())], &[1]);
        if total == VOIDED_CONVERSIONS {
            continue;
        }
        let (funnel, stage, value): (i64, String, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let at: Timestamp = row.get(5)?;
        let day = row.get::<_, Option<i32>>(6)?.map_or_else(|| zone.day_of(at), Day);
        let key = stage_key(day, funnel, &stage, lead);
        let mut timed = key.clone();
        timed.push(number(histogram::bucket(at.ms_since(lead.created_at))));
        add(&mut counted.stages, key, &[0, 0, 1, value]);
        add(&mut counted.stage_times, timed, &[1]);
        let month = vec![number(funnel), number(day.month().0), Part::Text(stage), Part::Text(row.get(4)?)];
        add(&mut counted.months, month, &[1, value]);
    }
    Ok(())
}

/// `human` is 0 and `bot` 1 (interactions/model.rs).
fn visits(conn: &Connection, hosts: &HashMap<i64, i64>, counted: &mut Counted) -> Result<()> {
    let days = "SELECT min(day), max(day) /* whole table: a recount */ FROM visit";
    let (oldest, newest): (Option<i32>, Option<i32>) = conn.query_row(days, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (Some(oldest), Some(newest)) = (oldest, newest) else { return Ok(()) };
    // Of the oldest day some visits may be gone already.
    counted.visits_from = Some(Day(oldest + 1));
    // Where visits reach back as far as they are kept, some are: what is left of that day would pass second views for first ones.
    let left_out = if newest - oldest >= KEPT_DAYS - 1 { oldest } else { i32::MIN };
    let mut statement = conn.prepare(
        "SELECT visitor, page_id, day, actor, source, campaign, touch_id, word.text /* whole table: a recount */
         FROM visit JOIN touch ON touch.id = touch_id LEFT JOIN word ON word.id = agent WHERE day > ?1 ORDER BY visit.id",
    )?;
    let mut rows = statement.query([left_out])?;
    let mut seen: HashSet<([u8; 16], i64, i32)> = HashSet::new();
    while let Some(row) = rows.next()? {
        let (visitor, page, day): ([u8; 16], i64, i32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let agent: Option<String> = row.get(7)?;
        if agent.as_deref() == Some(OTHER) {
            counted.untold_days.insert(i64::from(day));
        }
        let device = Device::of(agent.as_deref().unwrap_or_default()).code();
        let figures = match row.get::<_, i64>(3)? {
            0 if seen.insert((visitor, page, day)) => [1, 1, 0, 0],
            0 => [1, 0, 0, 0],
            _ => [0, 0, 1, 0],
        };
        let key = vec![number(day), number(page), number(row.get::<_, i64>(4)?), number(row.get::<_, i64>(5)?), number(device)];
        add(&mut counted.pages, key, &figures);
        if figures[0] > 0 {
            let host = hosts.get(&row.get(6)?).copied().unwrap_or(0);
            add(&mut counted.referrers, vec![number(day), number(page), number(host)], &[figures[0], figures[1], 0]);
        }
    }
    Ok(())
}

/// Days for which visits are kept (interactions/service.rs).
const KEPT_DAYS: i32 = 30;
/// What stands for a browser when the dictionary is full.
const OTHER: &str = "(other)";
