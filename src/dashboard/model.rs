//! What a home page tells.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    accounts::model::Account,
    base::{
        ids::{CustomerId, FunnelId, LeadId, PageId},
        money::Currency,
        period::Period,
        time::{Day, Timestamp},
    },
    scoring::model::Distribution,
};

/// The figures of an account in a period, beside those of the period before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub period: Period,
    pub as_of: Timestamp,
    pub now: Totals,
    pub before: Totals,
    /// Each day of the period in order.
    pub days: Vec<DayFigures>,
    /// Of `value`: the currency in which most was earned.
    pub currency: Currency,
    /// What was earned in other currencies.
    pub other_values: Vec<(Currency, i64)>,
    /// Most visitors first.
    pub sources: Vec<SourceFigures>,
    /// Most visitors first.
    pub pages: Vec<PageFigures>,
    /// Funnels to choose from: those that are not archived.
    pub funnels: Vec<(FunnelId, String)>,
    /// The one that was chosen, or the one that most leads entered; absent while there is none.
    pub funnel: Option<FunnelFigures>,
    /// How the leads stand now, whatever the period.
    pub scores: Distribution,
    pub readiness: Readiness,
}

/// What a period came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DashboardTotals)]
pub struct Totals {
    /// Unique page views: visitor × page × day, so that days add up.
    pub visitors: i64,
    /// New leads from everywhere, without suspects.
    pub leads: i64,
    /// Leads of the landing pages' forms.
    pub opt_ins: i64,
    /// Opt-ins ÷ visitors in basis points; null without visitors.
    #[schema(required)]
    pub opt_in_rate_bp: Option<i64>,
    pub conversions: i64,
    /// In the currency's smallest unit.
    pub value: i64,
}

/// One day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayFigures {
    pub day: Day,
    pub visitors: i64,
    pub leads: i64,
    pub opt_ins: i64,
    pub conversions: i64,
    pub value: i64,
}

/// Where visitors came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DashboardSource)]
pub struct SourceFigures {
    /// Null for visitors who came without one.
    #[schema(required)]
    pub source: Option<String>,
    pub visitors: i64,
    pub opt_ins: i64,
    #[schema(required)]
    pub opt_in_rate_bp: Option<i64>,
}

/// What a landing page brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DashboardPage)]
pub struct PageFigures {
    #[schema(value_type = i64)]
    pub id: PageId,
    pub title: String,
    pub visitors: i64,
    pub opt_ins: i64,
    #[schema(required)]
    pub opt_in_rate_bp: Option<i64>,
}

/// How far leads came in a funnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DashboardFunnel)]
pub struct FunnelFigures {
    #[schema(value_type = i64)]
    pub id: FunnelId,
    pub name: String,
    pub steps: Vec<StepFigures>,
}

/// A step of a funnel: its pages' visitors first, then the entries into each stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DashboardStep)]
pub struct StepFigures {
    /// The stage's key; null for the visitors.
    #[schema(required)]
    pub stage: Option<String>,
    /// The stage's name; null for the visitors.
    #[schema(required)]
    pub name: Option<String>,
    pub value: i64,
    /// Of the first step, in basis points.
    pub of_first_bp: i64,
    /// Of the step before, in basis points; null for the first step and after an empty one.
    #[schema(required)]
    pub of_previous_bp: Option<i64>,
}

/// What an account has to have before leads come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    pub funnels: i64,
    pub pages: i64,
    pub published: i64,
    /// Published pages whose leads enter no funnel.
    pub without_funnel: i64,
    /// There ever were leads, if only suspects.
    pub has_leads: bool,
}

/// Leads that came before these days and today are no news: whoever works without assignees is not reminded of years of leads.
pub const RECENT_DAYS: i32 = 30;

/// What waits for somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DashboardAttention)]
pub struct Attention {
    /// Suspects nobody has decided on; counted up to 1,000.
    pub suspects: i64,
    /// Open leads whose callback is due; counted up to 1,000.
    pub overdue_callbacks: i64,
    /// New leads of the last 30 days that have waited for over an hour without an assignee; counted up to 1,000.
    pub unassigned: i64,
    /// Referrals of viral loops that wait for a decision; counted up to 1,000.
    pub flagged_referrals: i64,
    /// Landing pages that were made and not published.
    pub unpublished_pages: i64,
    /// Published pages whose leads enter no funnel.
    pub pages_without_funnel: i64,
}

impl Attention {
    pub fn is_calm(&self) -> bool {
        *self == Self::default()
    }
}

/// A lead that came in lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DashboardLead)]
pub struct NewLead {
    #[schema(value_type = i64)]
    pub id: LeadId,
    #[schema(value_type = i64)]
    pub customer_id: CustomerId,
    /// The customer's name, or how to reach them where there is none; masked for whoever sees people masked.
    pub name: String,
    /// Phone or e-mail, masked likewise; empty where there is neither.
    pub reached_at: String,
    #[schema(required)]
    pub source: Option<String>,
    /// The name of the stage in which it stands.
    #[schema(required)]
    pub stage: Option<String>,
    #[schema(required)]
    pub score: Option<i64>,
    /// A to D.
    #[schema(required)]
    pub grade: Option<&'static str>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// An account in the agency's overview.
#[derive(Clone, Debug)]
pub struct Row {
    pub account: Account,
    /// Absent where the file can't be read now, and for those who may not see figures.
    pub figures: Option<RowFigures>,
    pub trouble: Option<Trouble>,
    pub size_bytes: u64,
}

/// The few figures of an account that the overview shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFigures {
    pub leads_today: i64,
    /// Leads of the last seven days, today last.
    pub trend: Vec<i64>,
    /// Of the last thirty days.
    pub conversions: i64,
}

/// Why an account's figures are missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Its file is set aside.
    Faulty(String),
    /// It did not answer in time; the others are shown without it.
    Slow,
}

/// What a search found, a few of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub customers: Vec<Hit>,
    pub leads: Vec<Hit>,
    pub pages: Vec<Hit>,
    pub funnels: Vec<Hit>,
    pub campaigns: Vec<Hit>,
}

impl Found {
    pub fn is_empty(&self) -> bool {
        [&self.customers, &self.leads, &self.pages, &self.funnels, &self.campaigns].into_iter().all(Vec::is_empty)
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub id: i64,
    pub name: String,
    /// What tells it from others of the same name; may be empty.
    pub detail: String,
    /// When it came, for leads.
    pub at: Option<Timestamp>,
}
