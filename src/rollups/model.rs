//! What is counted, and by what it is told apart.

use std::ops::AddAssign;

use crate::base::{
    ids::{FunnelId, PageId},
    money::{Currency, Money},
    time::{Day, Month},
};

/// The list totals that are kept in `counter`.
pub const CUSTOMERS: &str = "customers";
/// Leads without suspects.
pub const LEADS: &str = "leads";
pub const SUSPECT_LEADS: &str = "leads_suspect";
/// Conversions without voided ones.
pub const CONVERSIONS: &str = "conversions";
pub const VOIDED_CONVERSIONS: &str = "conversions_voided";

/// The first day of which all interactions, all conversions are still in the account's file: kept in `counter` by whoever archives
/// them, and 0 while nobody has.
pub const INTERACTIONS_FROM: &str = "interactions_from";
pub const CONVERSIONS_FROM: &str = "conversions_from";

/// The referrer of what was counted before referrers were told apart.
pub const UNTOLD_REFERRER: i64 = -1;

/// A landing page on a day, by where its visitors came from. `source`, `campaign` and `referrer` (a host) are words, 0 for none;
/// `device` is a code of `base/device`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKey {
    pub day: Day,
    pub page: PageId,
    pub source: i64,
    pub campaign: i64,
    pub device: i64,
    pub referrer: i64,
}

/// A funnel's stage on a day, by where its leads came from. `page` is absent for leads that came through none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageKey {
    pub day: Day,
    pub funnel: FunnelId,
    pub stage: String,
    pub source: i64,
    pub campaign: i64,
    pub page: Option<PageId>,
    pub device: i64,
}

/// What a conversion adds: its value, 0 where nobody said it, and the time from the opt-in to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gain {
    pub value: Money,
    pub currency: Currency,
    pub took_ms: i64,
}

/// What a page view counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The first of a visitor on a page and day.
    Unique,
    /// A later one on the same day.
    Repeat,
    /// A robot's, which is no view of a person.
    Bot,
}

/// Views and opt-ins. `views` are people's, the unique ones among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageCount {
    pub views: i64,
    pub unique_views: i64,
    pub bot_views: i64,
    pub opt_ins: i64,
}

/// What happened in a stage; `value` is in the smallest unit of the funnel's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageCount {
    pub entries: i64,
    pub exits: i64,
    pub conversions: i64,
    pub value: i64,
}

impl AddAssign for PageCount {
    fn add_assign(&mut self, more: Self) {
        self.views += more.views;
        self.unique_views += more.unique_views;
        self.bot_views += more.bot_views;
        self.opt_ins += more.opt_ins;
    }
}

impl AddAssign for StageCount {
    fn add_assign(&mut self, more: Self) {
        self.entries += more.entries;
        self.exits += more.exits;
        self.conversions += more.conversions;
        self.value += more.value;
    }
}

/// Some of what came, by where it came from; what is absent is not asked for. Words as in [`PageKey`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    pub source: Option<i64>,
    pub campaign: Option<i64>,
    pub page: Option<PageId>,
    pub device: Option<i64>,
}

/// A page's figures of one day and one way to come; `referrer` is not told apart here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRow {
    pub day: Day,
    pub page: PageId,
    pub source: i64,
    pub campaign: i64,
    pub device: i64,
    pub count: PageCount,
}

/// A stage's figures of one day and one way to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageRow {
    pub day: Day,
    pub stage: String,
    pub source: i64,
    pub campaign: i64,
    pub page: Option<PageId>,
    pub device: i64,
    pub count: StageCount,
}

/// How many conversions of a stage took how long, by the bucket of `histogram.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeRow {
    pub stage: String,
    pub bucket: i64,
    pub conversions: i64,
}

/// A page's figures of one day. `views` are people's, the unique ones among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageDay {
    pub day: Day,
    pub views: i64,
    pub unique_views: i64,
    pub bot_views: i64,
    pub opt_ins: i64,
}

/// Conversions of a month in a stage. Names are those of today; the funnel's is absent when it was deleted, the stage's key stands for
/// one that the funnel no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRow {
    pub month: Month,
    pub funnel: FunnelId,
    pub funnel_name: Option<String>,
    pub stage: String,
    pub stage_name: String,
    pub currency: Currency,
    pub conversions: i64,
    pub value: Money,
}

/// A total that differs from what a recount finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The total's name, such as `stage_count 3/new leads`.
    pub what: String,
    pub kept: i64,
    pub counted: i64,
}
