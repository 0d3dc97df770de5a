//! What is counted, and by what it is told apart.

use crate::base::{
    ids::{FunnelId, PageId},
    time::Day,
};

/// The list totals that are kept in `counter`.
pub const CUSTOMERS: &str = "customers";
/// Leads without suspects.
pub const LEADS: &str = "leads";
pub const SUSPECT_LEADS: &str = "leads_suspect";
pub const CONVERSIONS: &str = "conversions";

/// A landing page on a day, by where its visitors came from. `source` and `campaign` are words, 0 for none; `device` is a code of
/// `interactions/device`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKey {
    pub day: Day,
    pub page: PageId,
    pub source: i64,
    pub campaign: i64,
    pub device: i64,
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

/// A page's figures of one day. `views` are people's, the unique ones among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageDay {
    pub day: Day,
    pub views: i64,
    pub unique_views: i64,
    pub bot_views: i64,
    pub opt_ins: i64,
}

/// A total that differs from what a recount finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The total's name, such as `stage_count 3/new`.
    pub what: String,
    pub kept: i64,
    pub counted: i64,
}
