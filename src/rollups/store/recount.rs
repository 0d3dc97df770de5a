//! What the rows say the counting tables should hold.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use serde_json::Value;

use crate::{
    base::{
        device::Device,
        error::Result,
        time::{Day, Timestamp, Zone},
    },
    rollups::{
        histogram,
        model::{CONVERSIONS, CUSTOMERS, LEADS, SUSPECT_LEADS, VOIDED_CONVERSIONS},
        store::tally::{Key, Tally, Texts, key, narrow},
    },
};

/// What the rows add up to.
#[derive(Debug, Default)]
pub struct Counted {
    pub pages: Tally,
    pub referrers: Tally,
    pub stages: Tally,
    pub stage_times: Tally,
    pub months: Tally,
    pub leads: Tally,
    pub stage_counts: Tally,
    pub counters: Tally,
    /// The names of the counters that were counted; there are others.
    pub counter_names: HashSet<i32>,
    pub texts: Texts,
    /// Every lead that was ever made is still there.
    pub has_all_leads: bool,
    /// The first day of which every visit is still there; absent without visits.
    pub visits_from: Option<Day>,
    /// Days with visits whose browser is not known any more, so that their device can't be told.
    pub untold_days: HashSet<i32>,
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

/// What the daily figures add up to by one thing alone: by week and page, by day and source, by day and funnel. These follow from what is
/// kept, whether it is true or not.
pub fn kept_sums(conn: &Connection) -> Result<[Tally; 3]> {
    let sums = [
        "SELECT day / 7, page_id, unique_views, opt_ins, 0 /* whole table: a recount */ FROM rollup_page",
        "SELECT day, source, unique_views, opt_ins, 0 /* whole table: a recount */ FROM rollup_page",
        "SELECT day, funnel_id, entries, conversions, value /* whole table: a recount */ FROM rollup_stage",
    ];
    let mut tallies: [Tally; 3] = Default::default();
    for (sql, tally) in sums.iter().zip(&mut tallies) {
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            tally.add(key(&[row.get(0)?, narrow(row.get(1)?)]), &[row.get(2)?, row.get(3)?, row.get(4)?]);
        }
    }
    Ok(tallies)
}

/// Counts conversions alone again.
pub fn counted_conversions(conn: &Connection, zone: Zone) -> Result<Counted> {
    let mut counted = Counted { has_all_leads: has_all_leads(conn)?, ..Counted::default() };
    let leads = leads_that_converted(conn)?;
    conversions(conn, zone, &leads, &mut counted)?;
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
            page: narrow(row.get(1)?),
            source: narrow(row.get(2)?),
            campaign: narrow(row.get(3)?),
            device: narrow(row.get(4)?),
            referrer: 0,
            suspect: row.get::<_, i64>(5)? != 0,
            created_at: row.get(6)?,
        };
        Ok((row.get(0)?, lead))
    })?;
    Ok(leads.collect::<Result<_, _>>()?)
}

/// By what a lead is counted.
struct Facts {
    page: i32,
    source: i32,
    campaign: i32,
    device: i32,
    /// The host that led to the first view.
    referrer: i32,
    suspect: bool,
    created_at: Timestamp,
}

/// Stages are told apart by their texts' places.
fn stage_key(day: Day, funnel: i64, stage: i32, lead: &Facts) -> [i32; 7] {
    [day.0, narrow(funnel), stage, lead.source, lead.campaign, lead.page, lead.device]
}

fn page_key(day: Day, lead: &Facts) -> Key {
    key(&[day.0, lead.page, lead.source, lead.campaign, lead.device])
}

/// The word of the host of each touch's referrer.
fn hosts(conn: &Connection) -> Result<HashMap<i64, i32>> {
    let mut statement = conn.prepare(
        "SELECT touch.id, coalesce(host.id, 0) /* whole table: a recount */ FROM touch JOIN word ON word.id = touch.referrer
         LEFT JOIN word AS host ON host.text = CASE instr(word.text, '/') WHEN 0 THEN word.text
             ELSE substr(word.text, 1, instr(word.text, '/') - 1) END",
    )?;
    let hosts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(hosts.collect::<Result<_, _>>()?)
}

fn leads(conn: &Connection, zone: Zone, hosts: &HashMap<i64, i32>, counted: &mut Counted) -> Result<HashMap<i64, Facts>> {
    let mut statement = conn.prepare(
        "SELECT id, coalesce(landing_page_id, 0), source, campaign, device, first_touch_id, suspect, created_at, funnel_id, stage
         /* whole table: a recount */ FROM lead",
    )?;
    let mut rows = statement.query([])?;
    let mut leads = HashMap::new();
    let (mut real, mut suspects) = (0, 0);
    while let Some(row) = rows.next()? {
        let lead = Facts {
            page: narrow(row.get(1)?),
            source: narrow(row.get(2)?),
            campaign: narrow(row.get(3)?),
            device: narrow(row.get(4)?),
            referrer: hosts.get(&row.get(5)?).copied().unwrap_or(0),
            suspect: row.get::<_, i64>(6)? != 0,
            created_at: row.get(7)?,
        };
        let (a_lead, a_suspect) = if lead.suspect { (0, 1) } else { (1, 0) };
        real += a_lead;
        suspects += a_suspect;
        counted.leads.add(key(&[zone.day_of(lead.created_at).0]), &[a_lead, a_suspect]);
        if let (Some(funnel), Some(stage), false) = (row.get::<_, Option<i64>>(8)?, row.get::<_, Option<String>>(9)?, lead.suspect) {
            let stage = counted.texts.place(&stage);
            counted.stage_counts.add(key(&[narrow(funnel), stage]), &[1]);
        }
        leads.insert(row.get(0)?, lead);
    }
    let made: i64 = conn.query_row("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'lead'", [], |row| row.get(0))?;
    counted.has_all_leads = made == real + suspects;
    for (name, value) in [(LEADS, real), (SUSPECT_LEADS, suspects), (CONVERSIONS, 0), (VOIDED_CONVERSIONS, 0)] {
        counted.count(name, value);
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
    let totals = statement.query_map([CUSTOMERS], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    for total in totals {
        let (name, value) = total?;
        counted.count(&name, value);
    }
    Ok(())
}

impl Counted {
    fn count(&mut self, name: &str, by: i64) {
        let name = self.texts.place(name);
        self.counter_names.insert(name);
        self.counters.add(key(&[name]), &[by]);
    }
}

/// The way of one lead through its funnel, as its interactions tell it in order.
#[derive(Default)]
struct Way {
    steps: Vec<(Timestamp, Step)>,
    /// How many steps it had taken when it turned out to be no suspect.
    accepted_after: Option<usize>,
}

/// From a stage to another, by the places of their texts.
#[derive(Clone, Copy)]
struct Step {
    funnel: i64,
    from: Option<i32>,
    to: i32,
}

impl Step {
    fn read(data: &Value, texts: &mut Texts) -> Option<Self> {
        let (funnel, to) = (data.get("funnel_id")?.as_i64()?, data.get("to")?.as_str()?);
        let from = data.get("from").and_then(Value::as_str);
        Some(Self { funnel, from: from.map(|from| texts.place(from)), to: texts.place(to) })
    }
}

/// `form_submit` is 1, `stage_change` 11 and `custom` 16 (interactions/model.rs).
fn interactions(conn: &Connection, zone: Zone, leads: &HashMap<i64, Facts>, counted: &mut Counted) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT lead_id, at, kind, data /* whole table: a recount */ FROM interaction WHERE kind IN (1, 11, 16) ORDER BY lead_id, at, seq",
    )?;
    let mut rows = statement.query([])?;
    // Most steps are told in the same words as others.
    let mut known: HashMap<String, Option<Step>> = HashMap::new();
    let (mut of, mut way) = (0, Way::default());
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if id != of {
            walk(zone, leads.get(&of), &way, counted);
            of = id;
            way.steps.clear();
            way.accepted_after = None;
        }
        let at: Timestamp = row.get(1)?;
        let text = row.get_ref(3)?.as_str().unwrap_or_default();
        match row.get::<_, i64>(2)? {
            1 => {
                let opted_in = |lead: &&Facts| !lead.suspect && lead.created_at == at;
                let page = || json(text).get("page_id").and_then(Value::as_i64).map(narrow);
                if let Some(lead) = leads.get(&id).filter(opted_in).filter(|lead| page() == Some(lead.page)) {
                    let day = zone.day_of(lead.created_at);
                    counted.pages.add(page_key(day, lead), &[0, 0, 0, 1]);
                    counted.referrers.add(key(&[day.0, lead.page, lead.referrer]), &[0, 0, 1]);
                }
            }
            11 => {
                let step = known.get(text).copied().unwrap_or_else(|| Step::read(&json(text), &mut counted.texts));
                if known.len() < MOST_KNOWN && !known.contains_key(text) {
                    known.insert(text.to_owned(), step);
                }
                way.steps.extend(step.map(|step| (at, step)));
            }
            _ => {
                if text.contains("suspect_accepted") {
                    let data = json(text);
                    if data.get("name").and_then(Value::as_str) == Some("suspect_accepted")
                        && data.get("reasons").is_some_and(Value::is_array)
                    {
                        way.accepted_after = Some(way.steps.len());
                    }
                }
            }
        }
    }
    walk(zone, leads.get(&of), &way, counted);
    Ok(())
}

/// What can't be read says nothing.
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// A suspect that turned out to be none is counted from the stage in which it stood then.
fn walk(zone: Zone, lead: Option<&Facts>, way: &Way, counted: &mut Counted) {
    let Some(lead) = lead.filter(|lead| !lead.suspect) else { return };
    let uncounted = way.accepted_after.unwrap_or(0);
    for (index, (at, step)) in way.steps.iter().enumerate().skip(uncounted.saturating_sub(1)) {
        let day = zone.day_of(*at);
        if let Some(from) = step.from.filter(|_| index >= uncounted) {
            counted.stages.add(key(&stage_key(day, step.funnel, from, lead)), &[0, 1, 0, 0]);
        }
        counted.stages.add(key(&stage_key(day, step.funnel, step.to, lead)), &[1, 0, 0, 0]);
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
        counted.count(total, 1);
        if total == VOIDED_CONVERSIONS {
            continue;
        }
        let (funnel, value): (i64, i64) = (row.get(1)?, row.get(3)?);
        let stage = counted.texts.place(row.get_ref(2)?.as_str().unwrap_or_default());
        let currency = counted.texts.place(row.get_ref(4)?.as_str().unwrap_or_default());
        let at: Timestamp = row.get(5)?;
        let day = row.get::<_, Option<i32>>(6)?.map_or_else(|| zone.day_of(at), Day);
        let stage_key = stage_key(day, funnel, stage, lead);
        let mut timed = key(&stage_key);
        timed[stage_key.len()] = narrow(histogram::bucket(at.ms_since(lead.created_at)));
        counted.stages.add(key(&stage_key), &[0, 0, 1, value]);
        counted.stage_times.add(timed, &[1]);
        counted.months.add(key(&[narrow(funnel), day.month().0, stage, currency]), &[1, value]);
    }
    Ok(())
}

/// `human` is 0 and `bot` 1 (interactions/model.rs).
fn visits(conn: &Connection, hosts: &HashMap<i64, i32>, counted: &mut Counted) -> Result<()> {
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
            counted.untold_days.insert(day);
        }
        let device = Device::of(agent.as_deref().unwrap_or_default()).code();
        let figures = match row.get::<_, i64>(3)? {
            0 if seen.insert((visitor, page, day)) => [1, 1, 0, 0],
            0 => [1, 0, 0, 0],
            _ => [0, 0, 1, 0],
        };
        let (page, source, campaign) = (narrow(page), narrow(row.get(4)?), narrow(row.get(5)?));
        counted.pages.add(key(&[day, page, source, campaign, narrow(device)]), &figures);
        if figures[0] > 0 {
            let host = hosts.get(&row.get(6)?).copied().unwrap_or(0);
            counted.referrers.add(key(&[day, page, host]), &[figures[0], figures[1], 0]);
        }
    }
    Ok(())
}

/// Texts of stage changes that are remembered with what they mean: far more than an account's funnels have ways.
const MOST_KNOWN: usize = 20_000;
/// Days for which visits are kept (interactions/service.rs).
const KEPT_DAYS: i32 = 30;
/// What stands for a browser when the dictionary is full.
const OTHER: &str = "(other)";
