//! The sizing table as the page, the API and the command show it, from what was measured and what is there now.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        period::share_bp,
        table::{TABLES, Table},
        time::{Day, Timestamp},
    },
    capacity::{
        forecast::{Forecast, Reach, days_of_years},
        model::{AccountShare, Disk, Sizes},
        study::{self, Studied},
    },
};

/// Years ahead that count most.
pub const YEARS: [i32; 2] = [3, 5];

/// How full everything is, and will be.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Capacity)]
pub struct Report {
    /// When the sizes were measured; rows are those of now.
    #[schema(value_type = String, format = DateTime)]
    pub measured_at: Timestamp,
    /// The nine tables.
    pub tables: Vec<TableReport>,
    pub totals: Totals,
    /// In one to five years, when things go on as in the last thirty days.
    pub forecast: Vec<Ahead>,
    /// What the boxes of the sizing study would carry.
    pub tiers: Vec<TierReport>,
    pub costs: Costs,
    /// The accounts, the largest first.
    pub accounts: Vec<AccountReport>,
}

/// One table over all accounts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapacityTable)]
pub struct TableReport {
    pub table: Table,
    pub rows: i64,
    pub planned: i64,
    /// Rows as a share of the planned ones, in basis points.
    pub share_bp: i64,
    pub data_bytes: i64,
    pub index_bytes: i64,
    /// Data bytes of one row. Null where there was none.
    #[schema(required)]
    pub average_record_bytes: Option<i64>,
    /// Rows of the last thirty days when it was measured.
    pub new_30_days: i64,
    /// The day on which the planned rows are there, at the pace of the last thirty days: today where they are, null where they won't be
    /// within ten years.
    #[schema(value_type = Option<String>, format = Date, required)]
    pub plan_reached_on: Option<Day>,
    pub rows_in_3_years: i64,
    pub rows_in_5_years: i64,
    /// The sizing study's figures for the rows that it plans.
    pub study_rows: i64,
    pub study_average_record_bytes: i64,
    pub study_data_bytes: i64,
    pub study_index_bytes: i64,
}

/// All files together.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapacityTotals)]
pub struct Totals {
    /// The accounts' files and the agency's, with their write-ahead logs.
    pub database_bytes: i64,
    /// Of these, as measured: the nine tables, without their indexes.
    pub data_bytes: i64,
    /// As measured: the indexes of the nine tables.
    pub index_bytes: i64,
    /// As measured: daily figures, words, queues, free pages.
    pub other_bytes: i64,
    pub archive_bytes: i64,
    pub backup_bytes: i64,
    pub disk_free_bytes: i64,
    pub disk_total_bytes: i64,
    /// The day on which the disk is full at the pace of the last thirty days: null where it won't be within ten years.
    #[schema(value_type = Option<String>, format = Date, required)]
    pub disk_full_on: Option<Day>,
    /// What the sizing study takes for the plan.
    pub study_plan_bytes: i64,
    /// What the plan takes with the sizes measured here.
    pub measured_plan_bytes: i64,
}

/// Some years ahead.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapacityForecast)]
pub struct Ahead {
    pub years: i32,
    #[schema(value_type = String, format = Date)]
    pub on: Day,
    pub database_bytes: i64,
    /// With the archives.
    pub all_bytes: i64,
}

/// A box of the sizing study.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapacityTier)]
pub struct TierReport {
    pub name: &'static str,
    /// Is this box of that size?
    pub is_here: bool,
    pub cores: i64,
    pub memory_gb: i64,
    pub disk_gb: i64,
    pub network_mbit: i64,
    pub month_usd_from: i64,
    pub month_usd_to: i64,
    /// How many times the plan fits on its disk with the study's sizes, in basis points: a fifth of the disk stays free, and thirty days
    /// of snapshots lie beside the data.
    pub study_times_bp: i64,
    /// The same with the sizes measured here.
    pub measured_times_bp: i64,
    /// The leads of that many plans.
    pub study_leads: i64,
    pub measured_leads: i64,
}

/// What the sizing study reckons with, in US dollars.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = CapacityCosts)]
pub struct Costs {
    /// A database server beside the box, which is not needed here.
    pub database_server_month_usd_from: i64,
    pub database_server_month_usd_to: i64,
    pub cloud_month_usd_from: i64,
    pub cloud_month_usd_to: i64,
    pub on_premises_year_usd_from: i64,
    pub on_premises_year_usd_to: i64,
}

impl Costs {
    const STUDY: Self = Self {
        database_server_month_usd_from: study::DATABASE_SERVER_MONTH_USD.0,
        database_server_month_usd_to: study::DATABASE_SERVER_MONTH_USD.1,
        cloud_month_usd_from: study::CLOUD_MONTH_USD.0,
        cloud_month_usd_to: study::CLOUD_MONTH_USD.1,
        on_premises_year_usd_from: study::ON_PREMISES_YEAR_USD.0,
        on_premises_year_usd_to: study::ON_PREMISES_YEAR_USD.1,
    };
}

/// What an account takes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapacityAccount)]
pub struct AccountReport {
    pub slug: String,
    pub name: String,
    pub leads: i64,
    /// With its write-ahead log.
    pub database_bytes: i64,
    pub archive_bytes: i64,
    /// Its part of all accounts' bytes, in basis points.
    pub share_bp: i64,
}

/// What a report is made of.
#[derive(Clone, Debug)]
pub struct Facts {
    pub measured_at: Timestamp,
    pub sizes: Sizes,
    /// As they are now, by [`Table::place`].
    pub rows: [i64; TABLES],
    pub planned: [i64; TABLES],
    pub disk: Disk,
    pub accounts: Vec<AccountShare>,
    /// The box's own tier, as the setting names it.
    pub tier: &'static str,
    pub today: Day,
}

impl Facts {
    fn planned(&self, table: Table) -> i64 {
        self.planned[table.place()]
    }

    pub fn forecast(&self) -> Forecast {
        Forecast::new(&self.sizes, self.rows, self.disk.archive_bytes, |table| self.planned(table))
    }
}

impl Report {
    pub fn of(facts: &Facts) -> Self {
        let forecast = facts.forecast();
        let ahead = [1, 2, 3, 4, 5].map(|years| (years, days_of_years(facts.today, years)));
        let study_plan_bytes = study::plan_bytes(|table| facts.planned(table));
        let measured_plan_bytes = study::measured_plan_bytes(|table| facts.planned(table), &facts.sizes);
        let sum = |of: fn(&crate::capacity::model::Part) -> i64| facts.sizes.parts.iter().map(of).sum();
        Self {
            measured_at: facts.measured_at,
            tables: Table::ALL.map(|table| table_report(facts, &forecast, table)).to_vec(),
            totals: Totals {
                database_bytes: facts.disk.database_bytes,
                data_bytes: sum(|part| part.data_bytes),
                index_bytes: sum(|part| part.index_bytes),
                other_bytes: facts.sizes.other.bytes(),
                archive_bytes: facts.disk.archive_bytes,
                backup_bytes: facts.disk.backup_bytes,
                disk_free_bytes: facts.disk.free_bytes,
                disk_total_bytes: facts.disk.total_bytes,
                disk_full_on: day_of(forecast.disk_reached(facts.disk.free_bytes, facts.today), facts.today),
                study_plan_bytes,
                measured_plan_bytes,
            },
            forecast: ahead
                .map(|(years, days)| Ahead {
                    years,
                    on: facts.today.plus(i32::try_from(days).unwrap_or(i32::MAX)),
                    database_bytes: forecast.databases_after(days),
                    all_bytes: forecast.bytes_after(days),
                })
                .to_vec(),
            tiers: study::TIERS.map(|tier| tier_report(facts, &tier, study_plan_bytes, measured_plan_bytes)).to_vec(),
            costs: Costs::STUDY,
            accounts: account_reports(&facts.accounts),
        }
    }
}

fn table_report(facts: &Facts, forecast: &Forecast, table: Table) -> TableReport {
    let (part, rows, planned, studied) = (facts.sizes.part(table), facts.rows[table.place()], facts.planned(table), Studied::of(table));
    let after = |years| forecast.flow(table).rows_after(days_of_years(facts.today, years));
    TableReport {
        table,
        rows,
        planned,
        share_bp: share_bp(rows, planned).unwrap_or(0),
        data_bytes: part.data_bytes,
        index_bytes: part.index_bytes,
        average_record_bytes: part.data_bytes.checked_div(part.rows),
        new_30_days: part.recent,
        plan_reached_on: day_of(forecast.plan_reached(table, planned, facts.today), facts.today),
        rows_in_3_years: after(YEARS[0]),
        rows_in_5_years: after(YEARS[1]),
        study_rows: studied.rows,
        study_average_record_bytes: studied.record_bytes,
        study_data_bytes: studied.data_bytes,
        study_index_bytes: studied.index_bytes,
    }
}

fn tier_report(facts: &Facts, tier: &study::Hardware, study_plan_bytes: i64, measured_plan_bytes: i64) -> TierReport {
    let disk_bytes = tier.disk_gb * 1_000_000_000;
    let (study_times_bp, measured_times_bp) =
        (study::times_bp(disk_bytes, study_plan_bytes), study::times_bp(disk_bytes, measured_plan_bytes));
    let leads = |times_bp| study::scaled(facts.planned(Table::Lead), times_bp, 10_000);
    TierReport {
        name: tier.name,
        is_here: tier.name == facts.tier,
        cores: tier.cores,
        memory_gb: tier.memory_gb,
        disk_gb: tier.disk_gb,
        network_mbit: tier.network_mbit,
        month_usd_from: tier.month_usd.0,
        month_usd_to: tier.month_usd.1,
        study_times_bp,
        measured_times_bp,
        study_leads: leads(study_times_bp),
        measured_leads: leads(measured_times_bp),
    }
}

fn account_reports(accounts: &[AccountShare]) -> Vec<AccountReport> {
    let all: i64 = accounts.iter().map(|account| account.database_bytes + account.archive_bytes).sum();
    let mut reports: Vec<_> = accounts
        .iter()
        .map(|account| AccountReport {
            slug: account.slug.clone(),
            name: account.name.clone(),
            leads: account.leads,
            database_bytes: account.database_bytes,
            archive_bytes: account.archive_bytes,
            share_bp: share_bp(account.database_bytes + account.archive_bytes, all).unwrap_or(0),
        })
        .collect();
    reports
        .sort_by(|a, b| (b.database_bytes + b.archive_bytes).cmp(&(a.database_bytes + a.archive_bytes)).then_with(|| a.slug.cmp(&b.slug)));
    reports
}

fn day_of(reach: Reach, today: Day) -> Option<Day> {
    match reach {
        Reach::Now => Some(today),
        Reach::On(day) => Some(day),
        Reach::NotInSight => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capacity::model::Part;

    fn facts() -> Facts {
        Facts {
            measured_at: Timestamp(0),
            sizes: Sizes::default(),
            rows: [0; TABLES],
            planned: Table::ALL.map(|table| Studied::of(table).rows),
            disk: Disk::default(),
            accounts: Vec::new(),
            tier: "minimum",
            today: Day::parse("2026-11-22").expect("a day"),
        }
    }

    #[test]
    fn nothing_measured_is_no_average_and_no_date() {
        let report = Report::of(&facts());
        assert_eq!(report.tables.len(), TABLES);
        assert!(
            report
                .tables
                .iter()
                .all(|table| table.average_record_bytes.is_none() && table.plan_reached_on.is_none() && table.share_bp == 0)
        );
        let json = serde_json::to_value(&report).expect("json");
        assert_eq!(json["tables"][4]["table"], "lead");
        assert!(json["tables"][4].as_object().expect("an object").contains_key("plan_reached_on"));
    }

    #[test]
    fn rows_of_now_stand_beside_sizes_of_the_last_measuring() {
        let mut facts = facts();
        facts.sizes.parts[Table::Lead.place()] = Part { rows: 10_000, recent: 3_000, data_bytes: 1_200_000, index_bytes: 300_000 };
        facts.rows[Table::Lead.place()] = 400_000;
        let lead = &Report::of(&facts).tables[Table::Lead.place()];
        assert_eq!((lead.share_bp, lead.average_record_bytes), (8_000, Some(120)));
        assert_eq!(lead.plan_reached_on, Day::parse("2029-08-18"), "100 a day for a thousand days");
    }

    #[test]
    fn the_largest_account_comes_first() {
        let share = |slug: &str, bytes| AccountShare {
            slug: slug.into(),
            name: slug.into(),
            leads: 1,
            database_bytes: bytes,
            archive_bytes: bytes,
        };
        let reports = account_reports(&[share("small", 1), share("large", 3)]);
        assert_eq!(
            reports.iter().map(|report| (report.slug.as_str(), report.share_bp)).collect::<Vec<_>>(),
            [("large", 7_500), ("small", 2_500)]
        );
    }
}
