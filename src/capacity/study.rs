//! The sizing study that the plan comes from (CONTRACT 5), made for Next.js, Prisma, `PostgreSQL` and Redis, and what a disk carries.

use crate::{
    base::{
        lang::{Text, text},
        table::Table,
    },
    capacity::model::Sizes,
};

/// What the study says of a table at its planned rows. Its units are decimal: 1 MB is 1,000,000 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Studied {
    pub rows: i64,
    pub record_bytes: i64,
    pub data_bytes: i64,
    pub index_bytes: i64,
}

impl Studied {
    pub const fn of(table: Table) -> Self {
        let (rows, record_bytes, data_bytes, index_bytes) = match table {
            Table::Account => (25, 500, 12_500, 5_000),
            Table::Customer => (99_000, 1_000, 99 * MB, 20 * MB),
            Table::LandingPage => (3_000, 50_000, 150 * MB, 5 * MB),
            Table::Funnel => (300, 10_000, 3 * MB, MB),
            Table::Lead => (500_000, 800, 400 * MB, 50 * MB),
            Table::LeadInteraction => (2_000_000, 500, 1_000 * MB, 100 * MB),
            Table::LeadScore => (500_000, 600, 300 * MB, 40 * MB),
            Table::FunnelConversion => (100_000, 400, 40 * MB, 10 * MB),
            Table::ViralLoop => (50_000, 500, 25 * MB, 5 * MB),
        };
        Self { rows, record_bytes, data_bytes, index_bytes }
    }

    pub const fn bytes(self) -> i64 {
        self.data_bytes + self.index_bytes
    }
}

/// A box of the study. Money is in US dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hardware {
    /// As the setting `tier` names it.
    pub name: &'static str,
    pub label: Text,
    pub cores: i64,
    pub memory_gb: i64,
    pub disk_gb: i64,
    pub network_mbit: i64,
    pub month_usd: (i64, i64),
}

/// The three sizes of one box.
pub const TIERS: [Hardware; 3] = [
    Hardware {
        name: "minimum",
        label: text("최소", "Minimum"),
        cores: 2,
        memory_gb: 2,
        disk_gb: 20,
        network_mbit: 100,
        month_usd: (20, 30),
    },
    Hardware {
        name: "recommended",
        label: text("권장", "Recommended"),
        cores: 4,
        memory_gb: 4,
        disk_gb: 50,
        network_mbit: 500,
        month_usd: (50, 80),
    },
    Hardware {
        name: "optimal",
        label: text("최적", "Optimal"),
        cores: 8,
        memory_gb: 8,
        disk_gb: 100,
        network_mbit: 1_000,
        month_usd: (150, 200),
    },
];

/// The study's database server beside each box, which one process with its files does not need.
pub const DATABASE_SERVER_MONTH_USD: (i64, i64) = (100, 150);
/// Everything rented in the cloud.
pub const CLOUD_MONTH_USD: (i64, i64) = (210, 480);
/// A machine of one's own.
pub const ON_PREMISES_YEAR_USD: (i64, i64) = (1_800, 4_200);
/// The database after three to five years.
pub const LATER_BYTES: (i64, i64) = (5_000 * MB, 10_000 * MB);

/// Bytes of the whole plan as the study has it: 2.2 GB.
pub fn plan_bytes(planned: impl Fn(Table) -> i64) -> i64 {
    Table::ALL.map(|table| per_row(table, planned(table))).iter().sum()
}

/// The same with what was measured here, where enough rows are there to tell: a hundredth of the plan. What belongs to none of the
/// nine tables grows along.
pub fn measured_plan_bytes(planned: impl Fn(Table) -> i64, measured: &Sizes) -> i64 {
    let of = |table: Table| {
        let (part, rows) = (measured.part(table), planned(table));
        if is_telling(part.rows, rows) { scaled(part.bytes(), rows, part.rows) } else { per_row(table, rows) }
    };
    let nine: i64 = Table::ALL.map(of).iter().sum();
    // A quarter at most: on a box with few rows the rest is nearly all there is.
    let tables: i64 = measured.parts.iter().map(|part| part.bytes()).sum();
    nine + scaled(nine, measured.other.bytes(), tables).min(nine / 4)
}

/// Do so many rows say how large a row is? Of fewer, half-empty pages are the most part.
pub const fn is_telling(rows: i64, planned: i64) -> bool {
    rows > 0 && rows >= planned / 100
}

/// How many times a plan fits on a disk, in basis points: a fifth stays free, and thirty days of snapshots lie beside the data.
pub fn times_bp(disk_bytes: i64, plan_bytes: i64) -> i64 {
    // The repository takes (0.54 + 0.039 × days) of the live size: 1.71 at thirty days.
    scaled(disk_bytes / 10 * 8, 10_000, scaled(plan_bytes.max(1), 271, 100))
}

/// `value × by ÷ of`, without an overflow on the way; 0 where there is nothing to divide by.
pub fn scaled(value: i64, by: i64, of: i64) -> i64 {
    let exact = (i128::from(value) * i128::from(by)).checked_div(i128::from(of)).unwrap_or(0);
    i64::try_from(exact).unwrap_or(i64::MAX)
}

fn per_row(table: Table, rows: i64) -> i64 {
    let studied = Studied::of(table);
    scaled(studied.bytes(), rows, studied.rows)
}

const MB: i64 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        capacity::model::Part,
        config::{settings::Settings, tier::Tier, values::Word},
    };

    fn planned(table: Table) -> i64 {
        Studied::of(table).rows
    }

    #[test]
    fn the_study_adds_up_to_its_total() {
        assert_eq!(plan_bytes(planned) / (10 * MB), 224, "2.2 GB");
    }

    #[test]
    fn the_default_plan_is_the_studys() {
        let settings = Settings::default();
        for table in Table::ALL {
            assert_eq!(settings.planned(table), Studied::of(table).rows, "{}", table.name());
        }
    }

    #[test]
    fn the_tiers_are_those_of_the_settings() {
        assert_eq!(TIERS.map(|tier| tier.name).to_vec(), Tier::WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>());
    }

    #[test]
    fn a_smaller_record_lets_more_fit() {
        let mut measured = Sizes::default();
        for table in Table::ALL {
            let studied = Studied::of(table);
            measured.parts[table.place()] = Part { rows: studied.rows, recent: 0, data_bytes: studied.bytes() / 5, index_bytes: 0 };
        }
        let (study, here) = (plan_bytes(planned), measured_plan_bytes(planned, &measured));
        assert_eq!(here / MB, study / 5 / MB);
        assert_eq!(times_bp(20_000 * MB, study) / 1_000, 26, "2.6 times");
        assert_eq!(times_bp(20_000 * MB, here) / 10_000, 13);
    }

    #[test]
    fn few_rows_do_not_tell_how_large_one_is() {
        let mut measured = Sizes::default();
        measured.parts[Table::Lead.place()] = Part { rows: 3, recent: 3, data_bytes: 4_096, index_bytes: 36_864 };
        measured.other.data_bytes = 400_000;
        assert_eq!(measured_plan_bytes(planned, &measured), plan_bytes(planned) * 5 / 4);
        assert_eq!(measured_plan_bytes(planned, &Sizes::default()), plan_bytes(planned));
    }
}
