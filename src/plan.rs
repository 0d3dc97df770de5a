//! How many rows are planned and how many there are: what refuses new ones when the plan is full. It knows what it was told and
//! what was added since, and asks no file.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use crate::{
    base::{
        error::{Error, Result},
        lang::{Text, text},
        money::group_digits,
        period::share_bp,
        table::{TABLES, Table},
    },
    config::settings::Settings,
};

/// From this share of the plan on, owners are warned.
pub const WARN_FROM_BP: i64 = 8_000;
/// The whole plan.
pub const FULL_BP: i64 = 10_000;

/// Is more of it refused when its plan is full? The others come with leads, which are always taken.
pub const fn is_refused(table: Table) -> bool {
    matches!(table, Table::Account | Table::Customer | Table::LandingPage | Table::Funnel | Table::ViralLoop)
}

/// The plan and what is there of it.
pub struct Plan {
    planned: [i64; TABLES],
    present: [AtomicI64; TABLES],
    /// Until the first count everything has room: a command that makes one row need not count all the others first.
    told: AtomicBool,
}

impl Plan {
    pub fn new(settings: &Settings) -> Self {
        Self {
            planned: Table::ALL.map(|table| settings.planned(table)),
            present: Table::ALL.map(|_| AtomicI64::new(0)),
            told: false.into(),
        }
    }

    pub const fn planned(&self, table: Table) -> i64 {
        self.planned[table.place()]
    }

    /// As it was counted last, and what was added since.
    pub fn present(&self, table: Table) -> i64 {
        self.present[table.place()].load(Ordering::Relaxed)
    }

    /// The share of the plan that is there, in basis points.
    pub fn share_bp(&self, table: Table) -> i64 {
        share_bp(self.present(table), self.planned(table)).unwrap_or(FULL_BP)
    }

    /// The tables that owners are warned of, with their share of the plan.
    pub fn pressing(&self) -> Vec<(Table, i64)> {
        Table::ALL.into_iter().map(|table| (table, self.share_bp(table))).filter(|(_, share_bp)| *share_bp >= WARN_FROM_BP).collect()
    }

    /// Tells what was counted.
    pub fn tell(&self, counted: &[(Table, i64)]) {
        for (table, rows) in counted {
            self.present[table.place()].store(*rows, Ordering::Relaxed);
        }
        self.told.store(true, Ordering::Relaxed);
    }

    /// Counts rows that have been made since.
    pub fn added(&self, table: Table, rows: i64) {
        self.present[table.place()].fetch_add(rows, Ordering::Relaxed);
    }

    /// Refuses rows for which the plan has no room. For what people and programs make on purpose: a visitor's form and a lead are
    /// taken whatever the plan says.
    pub fn room_for(&self, table: Table, rows: i64) -> Result<()> {
        let planned = self.planned(table);
        if !self.told.load(Ordering::Relaxed) || self.present(table).saturating_add(rows) <= planned {
            return Ok(());
        }
        let (thing, key) = (table.label(), table.setting());
        // Each language names the thing in its own words.
        let mut message = FULL.with(&[("planned", &group_digits(planned)), ("key", &key)]);
        message.ko = message.ko.replace("{thing}", thing.ko);
        message.en = message.en.replace("{thing}", &thing.en.to_lowercase());
        Err(Error::conflict(field(table), message))
    }
}

/// Which field of the form says it.
const fn field(table: Table) -> &'static str {
    match table {
        Table::LandingPage => "title",
        Table::ViralLoop => "customer_id",
        _ => "name",
    }
}

const FULL: Text = text(
    "{thing} 수가 계획한 {planned}건에 이르러 더 만들 수 없습니다. 쓰지 않는 것을 지우거나, 대표에게 용량 화면을 보고 {key} 설정을 올려 달라고 해 주세요. 방문자의 신청은 계속 받습니다.",
    "There is no room for more {thing}: the planned {planned} are there. Delete what is not needed, or ask an owner to look at the capacity page and raise the setting {key}. Visitors' forms are still taken.",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(customers: u64) -> Plan {
        let mut settings = Settings::default();
        settings.capacity.customers = customers;
        Plan::new(&settings)
    }

    #[test]
    fn nothing_is_refused_before_the_first_count() {
        assert!(plan(0).room_for(Table::Customer, 1).is_ok());
    }

    #[test]
    fn the_last_place_is_given_and_no_further() {
        let plan = plan(3);
        plan.tell(&[(Table::Customer, 2)]);
        assert!(plan.room_for(Table::Customer, 2).is_err());
        assert!(plan.room_for(Table::Customer, 1).is_ok());
        plan.added(Table::Customer, 1);
        let refused = plan.room_for(Table::Customer, 1).expect_err("full");
        assert!(matches!(&refused, Error::Conflict { field: "name", message }
            if message.en.contains("more customers: the planned 3") && message.ko.contains("고객 수가 계획한 3건") && message.ko.contains("capacity.customers")));
        assert!(plan.room_for(Table::Funnel, 1).is_ok(), "the others have room");
        assert_eq!(plan.share_bp(Table::Customer), FULL_BP);
    }
}
