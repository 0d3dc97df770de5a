//! What there will be when things go on as in the last thirty days, and the day on which a limit is reached.

use crate::{
    base::{
        table::{TABLES, Table},
        time::Day,
    },
    capacity::{
        model::{Part, RECENT_DAYS, Sizes},
        study::{Studied, is_telling, scaled},
    },
};

/// No day beyond is foretold: the pace of a month says nothing of it.
const HORIZON_DAYS: i64 = 3_660;
/// Days that an interaction stays in its account's file, and then in the archive.
const INTERACTION_DAYS: i64 = 365;
const ARCHIVE_DAYS: i64 = 365;
/// Days that a conversion stays before its daily figures alone are kept.
const CONVERSION_DAYS: i64 = 183;

/// When a limit is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It is reached already.
    Now,
    On(Day),
    /// Not within ten years at this pace.
    NotInSight,
}

/// Rows that come at a pace and, where they are kept for a time only, go again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    pub rows: i64,
    /// New ones in 30 days.
    pub recent: i64,
    /// Absent: they stay.
    pub kept_days: Option<i64>,
}

impl Flow {
    pub const fn of(table: Table, rows: i64, recent: i64) -> Self {
        let kept_days = match table {
            Table::LeadInteraction => Some(INTERACTION_DAYS),
            Table::FunnelConversion => Some(CONVERSION_DAYS),
            _ => None,
        };
        Self { rows, recent, kept_days }
    }

    /// The rows in so many days. Those that are there now are taken to be spread evenly over the time they are kept.
    pub fn rows_after(self, days: i64) -> i64 {
        match self.kept_days {
            None => self.rows.saturating_add(self.come(days)),
            Some(kept) => scaled(self.rows, (kept - days).max(0), kept).saturating_add(self.come(days.min(kept))),
        }
    }

    /// Rows that go between today and a day to come.
    fn gone_after(self, days: i64) -> i64 {
        self.kept_days.map_or(0, |kept| scaled(self.rows, days.min(kept), kept).saturating_add(self.come((days - kept).max(0))))
    }

    fn come(self, days: i64) -> i64 {
        scaled(self.recent, days, RECENT_DAYS)
    }
}

/// All that was measured, and the pace at which it grows.
#[derive(Clone, Copy, Debug)]
pub struct Forecast {
    flows: [Flow; TABLES],
    /// Bytes of so many rows.
    weights: [(i64, i64); TABLES],
    /// Bytes of the nine tables now, and of all that lies beside them.
    tables_bytes: i64,
    other_bytes: i64,
    archive_bytes: i64,
    /// Bytes of so many interactions without their index: what the archive takes for them.
    archived: (i64, i64),
}

impl Forecast {
    /// `rows` are those of now, the sizes those of the last measuring.
    pub fn new(measured: &Sizes, rows: [i64; TABLES], archive_bytes: i64, planned: impl Fn(Table) -> i64) -> Self {
        let weight = |table: Table| {
            let (part, studied) = (measured.part(table), Studied::of(table));
            if is_telling(part.rows, planned(table)) { (part.bytes(), part.rows) } else { (studied.bytes(), studied.rows) }
        };
        let interaction: Part = measured.part(Table::LeadInteraction);
        let (studied, known) = (Studied::of(Table::LeadInteraction), is_telling(interaction.rows, planned(Table::LeadInteraction)));
        Self {
            flows: Table::ALL.map(|table| Flow::of(table, rows[table.place()], measured.part(table).recent)),
            weights: Table::ALL.map(weight),
            tables_bytes: measured.parts.iter().map(|part| part.bytes()).sum(),
            other_bytes: measured.other.bytes(),
            archive_bytes,
            archived: if known { (interaction.data_bytes, interaction.rows) } else { (studied.data_bytes, studied.rows) },
        }
    }

    pub const fn flow(&self, table: Table) -> Flow {
        self.flows[table.place()]
    }

    /// Bytes of the databases and archives in so many days.
    pub fn bytes_after(&self, days: i64) -> i64 {
        self.databases_after(days).saturating_add(self.archive_after(days))
    }

    /// Bytes of the databases alone: the nine tables, and the rest in proportion, but no more than a quarter of what is added.
    pub fn databases_after(&self, days: i64) -> i64 {
        let grown: i64 = Table::ALL
            .map(|table| {
                let (flow, (bytes, rows)) = (self.flow(table), self.weights[table.place()]);
                scaled(bytes, flow.rows_after(days) - flow.rows, rows)
            })
            .iter()
            .sum();
        let along = scaled(grown, self.other_bytes, self.tables_bytes);
        let along = if grown < 0 { 0 } else { along.min(grown / 4) };
        (self.tables_bytes + self.other_bytes).saturating_add(grown).saturating_add(along).max(0)
    }

    /// What leaves the accounts' files comes here, and goes a year later.
    fn archive_after(&self, days: i64) -> i64 {
        let flow = self.flow(Table::LeadInteraction);
        let came = flow.gone_after(days) - flow.gone_after((days - ARCHIVE_DAYS).max(0));
        let (bytes, rows) = self.archived;
        scaled(self.archive_bytes, (ARCHIVE_DAYS - days).max(0), ARCHIVE_DAYS).saturating_add(scaled(bytes, came, rows))
    }

    /// When the planned rows of a table are there.
    pub fn plan_reached(&self, table: Table, planned: i64, today: Day) -> Reach {
        let flow = self.flow(table);
        reached(today, |days| flow.rows_after(days) >= planned)
    }

    /// When what is free on the disk is filled.
    pub fn disk_reached(&self, free_bytes: i64, today: Day) -> Reach {
        let now = self.bytes_after(0);
        reached(today, |days| self.bytes_after(days) - now >= free_bytes)
    }
}

fn reached(today: Day, is_reached: impl Fn(i64) -> bool) -> Reach {
    match (0..=HORIZON_DAYS).find(|days| is_reached(*days)) {
        Some(0) => Reach::Now,
        Some(days) => Reach::On(today.plus(i32::try_from(days).unwrap_or(i32::MAX))),
        None => Reach::NotInSight,
    }
}

/// Days until the same date some years later; of 29 February, the 28th.
pub fn days_of_years(today: Day, years: i32) -> i64 {
    let (year, month, day) = today.parts();
    let date = |day: u32| Day::parse(&format!("{:04}-{month:02}-{day:02}", year + years));
    date(day).or_else(|| date(28)).map_or(0, |then| i64::from(then.0 - today.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn forecast(table: Table, part: Part) -> Forecast {
        let mut sizes = Sizes::default();
        sizes.parts[table.place()] = part;
        Forecast::new(&sizes, sizes.parts.map(|part| part.rows), 0, |_| 100)
    }

    fn leads(rows: i64, recent: i64) -> Forecast {
        forecast(Table::Lead, Part { rows, recent, data_bytes: rows * 1_000, index_bytes: 0 })
    }

    #[test]
    fn a_plan_is_reached_on_the_day_the_last_row_comes() {
        let today = day("2026-11-22");
        assert_eq!(leads(400, 300).plan_reached(Table::Lead, 500, today), Reach::On(day("2026-12-02")), "ten a day");
        assert_eq!(leads(400, 1).plan_reached(Table::Lead, 402, today), Reach::On(day("2027-01-21")), "one in thirty days");
    }

    #[test]
    fn what_is_full_is_full_now_and_what_does_not_grow_never() {
        let today = day("2026-11-22");
        assert_eq!(leads(500, 300).plan_reached(Table::Lead, 500, today), Reach::Now);
        assert_eq!(leads(501, 0).plan_reached(Table::Lead, 500, today), Reach::Now);
        assert_eq!(leads(499, 0).plan_reached(Table::Lead, 500, today), Reach::NotInSight);
        assert_eq!(leads(0, 0).plan_reached(Table::Lead, 500, today), Reach::NotInSight);
        assert_eq!(leads(400, 300).disk_reached(0, today), Reach::Now);
        assert_eq!(leads(400, 0).disk_reached(1, today), Reach::NotInSight);
    }

    #[test]
    fn what_is_kept_for_a_time_settles() {
        // A thousand in the file, and only thirty a month still come: it shrinks to a year's worth.
        let flow = Flow::of(Table::LeadInteraction, 1_000, 30);
        assert_eq!((flow.rows_after(0), flow.rows_after(365), flow.rows_after(3_000)), (1_000, 365, 365));
        assert!(flow.rows_after(100) < 1_000, "shrinks");
        let shrinking = forecast(Table::LeadInteraction, Part { rows: 1_000, recent: 30, data_bytes: 100_000, index_bytes: 0 });
        assert_eq!(shrinking.plan_reached(Table::LeadInteraction, 1_001, day("2026-11-22")), Reach::NotInSight);
        assert_eq!(Flow::of(Table::Lead, 1_000, 30).rows_after(300), 1_300, "a lead stays");
    }

    #[test]
    fn what_leaves_the_file_lies_in_the_archive_for_a_year() {
        let forecast = forecast(Table::LeadInteraction, Part { rows: 365, recent: 30, data_bytes: 36_500, index_bytes: 0 });
        assert_eq!(forecast.archive_after(0), 0);
        assert_eq!(forecast.archive_after(100), 10_000);
        assert_eq!((forecast.archive_after(365), forecast.archive_after(1_800)), (36_500, 36_500));
        assert_eq!(forecast.databases_after(1_800), 36_500, "as many come as go");
    }

    #[test]
    fn a_disk_fills_on_the_day_the_bytes_are_there() {
        // Ten rows of a thousand bytes a day.
        assert_eq!(leads(400, 300).disk_reached(100_000, day("2026-11-22")), Reach::On(day("2026-12-02")));
    }

    #[test]
    fn years_have_their_leap_days() {
        assert_eq!(days_of_years(day("2026-11-22"), 1), 365);
        assert_eq!(days_of_years(day("2027-11-22"), 1), 366, "over 29 February 2028");
        assert_eq!(days_of_years(day("2026-11-22"), 5), 5 * 365 + 1);
        assert_eq!(days_of_years(day("2028-02-29"), 1), 365, "to the 28th");
        assert_eq!(days_of_years(day("2028-02-29"), 4), 4 * 365 + 1);
        assert_eq!(leads(400, 30).plan_reached(Table::Lead, 408, day("2028-02-22")), Reach::On(day("2028-03-01")));
    }

    proptest! {
        #[test]
        fn no_forecast_is_negative_or_overflows(rows in 0..2_000_000_000_i64, recent in 0..2_000_000_000_i64, bytes in 0..1_000_000_000_000_i64, days in 0..HORIZON_DAYS) {
            for table in Table::ALL {
                let forecast = forecast(table, Part { rows, recent, data_bytes: bytes, index_bytes: bytes / 3 });
                prop_assert!(forecast.flow(table).rows_after(days) >= 0);
                prop_assert!(forecast.bytes_after(days) >= 0);
            }
        }

        #[test]
        fn a_plan_is_not_reached_a_day_earlier(rows in 0..1_000_i64, recent in 0..1_000_i64, planned in 1..5_000_i64) {
            let today = day("2026-11-22");
            let forecast = leads(rows, recent);
            if let Reach::On(on) = forecast.plan_reached(Table::Lead, planned, today) {
                let days = i64::from(on.0 - today.0);
                prop_assert!(forecast.flow(Table::Lead).rows_after(days) >= planned && forecast.flow(Table::Lead).rows_after(days - 1) < planned);
            }
        }
    }
}
