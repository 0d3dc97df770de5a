//! A report with words for its keys, as the API answers it and pages show it.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        device::Device,
        ids::{FunnelId, PageId},
        money::Currency,
        period::Period,
    },
    funnels::{
        model::Funnel,
        report::{Figures, Report, StageFigures},
    },
    rollups::{breakdown::Part, histogram},
};

/// What a funnel brought in a period. Rates and shares are in basis points, values in the smallest unit of the currency, days those of
/// the account's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FunnelReport)]
pub struct Told {
    #[schema(value_type = i64)]
    pub funnel_id: FunnelId,
    pub name: String,
    pub currency: Currency,
    /// The first day.
    pub from: String,
    /// The last day, included.
    pub to: String,
    pub total: ToldFigures,
    /// As many days just before.
    pub previous: ToldPeriod,
    /// From the opt-in to the conversion, half of them; null without conversions.
    pub median_ms: Option<i64>,
    /// The same, nine of ten.
    pub p90_ms: Option<i64>,
    /// By how much these times may be off, since they are told from a histogram.
    pub time_error_bp: i64,
    /// As they were in the period, in their order; those removed before its end are marked.
    pub stages: Vec<ToldStage>,
    /// The largest first, fifty at most; all others as one.
    pub by_source: Vec<ToldPart>,
    pub by_campaign: Vec<ToldPart>,
    pub by_page: Vec<ToldPart>,
    pub by_device: Vec<ToldPart>,
    /// Every day, oldest first.
    pub days: Vec<ToldDay>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FunnelFigures)]
pub struct ToldFigures {
    /// Views of the funnel's pages by people.
    pub page_views: i64,
    /// Visitor × page × day, so that days add up.
    pub unique_page_views: i64,
    /// Submissions that made a lead, without suspects.
    pub opt_ins: i64,
    /// Opt-ins ÷ unique page views; null without views.
    #[schema(required)]
    pub opt_in_rate_bp: Option<i64>,
    /// Leads that entered the stage that was the first on that day.
    pub entries: i64,
    /// Without voided ones.
    pub conversions: i64,
    /// Conversions ÷ entries; null without entries.
    #[schema(required)]
    pub conversion_rate_bp: Option<i64>,
    pub value: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FunnelFiguresBefore)]
pub struct ToldPeriod {
    pub from: String,
    pub to: String,
    #[serde(flatten)]
    pub figures: ToldFigures,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FunnelDay)]
pub struct ToldDay {
    pub day: String,
    #[serde(flatten)]
    pub figures: ToldFigures,
}

/// Figures of one way to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FunnelPart)]
pub struct ToldPart {
    /// The source, campaign, page title or device; null for none, for a deleted page, and for the rest.
    pub name: Option<String>,
    /// Null but for pages.
    #[schema(value_type = Option<i64>)]
    pub landing_page_id: Option<PageId>,
    /// All that are too small to be listed.
    pub is_rest: bool,
    #[serde(flatten)]
    pub figures: ToldFigures,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FunnelStageFigures)]
pub struct ToldStage {
    pub key: String,
    pub name: String,
    pub goal: bool,
    /// It was taken out of the funnel before the period ended.
    pub removed: bool,
    pub entries: i64,
    pub exits: i64,
    /// Entries of the period before.
    pub previous_entries: i64,
    /// Entries ÷ those of the stage before; null for the first, and where that had none.
    pub share_of_previous_bp: Option<i64>,
    /// Entries ÷ those of the first stage.
    pub share_of_first_bp: Option<i64>,
    /// By how much the next stage had fewer entries, 0 at least; null for the last.
    pub drop_off: Option<i64>,
    pub drop_off_bp: Option<i64>,
    pub conversions: i64,
    pub value: i64,
    pub median_ms: Option<i64>,
    pub p90_ms: Option<i64>,
}

/// Every word that a report names.
pub fn words_of(report: &Report) -> Vec<i64> {
    report.by_source.iter().chain(&report.by_campaign).filter_map(|part| part.key).collect()
}

/// Every page that a report names.
pub fn pages_of(report: &Report) -> Vec<PageId> {
    report.by_page.iter().filter_map(|part| part.key).collect()
}

impl Told {
    /// `words` and `titles` are those of [`words_of`] and [`pages_of`].
    pub fn of(funnel: &Funnel, period: Period, report: Report, words: &HashMap<i64, String>, titles: &HashMap<PageId, String>) -> Self {
        let before = period.previous();
        let word = |part: &Part<i64, Figures>| part_of(part, part.key.and_then(|key| words.get(&key)).cloned(), None);
        let page = |part: &Part<PageId, Figures>| {
            part_of(part, part.key.and_then(|key| titles.get(&key)).cloned(), part.key.filter(|page| page.0 != 0))
        };
        let device = |part: &Part<i64, Figures>| part_of(part, part.key.map(|code| Device::from_code(code).name().to_owned()), None);
        Self {
            funnel_id: funnel.id,
            name: funnel.name.clone(),
            currency: funnel.currency,
            from: period.from.to_string(),
            to: period.to.to_string(),
            total: ToldFigures::of(&report.total),
            previous: ToldPeriod { from: before.from.to_string(), to: before.to.to_string(), figures: ToldFigures::of(&report.before) },
            median_ms: report.took.median_ms,
            p90_ms: report.took.p90_ms,
            time_error_bp: histogram::RELATIVE_ERROR_BP,
            by_source: report.by_source.iter().map(word).collect(),
            by_campaign: report.by_campaign.iter().map(word).collect(),
            by_page: report.by_page.iter().map(page).collect(),
            by_device: report.by_device.iter().map(device).collect(),
            stages: report.stages.into_iter().map(ToldStage::of).collect(),
            days: report.days.iter().map(|(day, figures)| ToldDay { day: day.to_string(), figures: ToldFigures::of(figures) }).collect(),
        }
    }

    /// Did anything happen in the period?
    pub fn is_empty(&self) -> bool {
        self.by_device.is_empty() && self.stages.iter().all(|stage| stage.entries == 0 && stage.exits == 0)
    }
}

impl ToldFigures {
    fn of(figures: &Figures) -> Self {
        Self {
            page_views: figures.page_views,
            unique_page_views: figures.unique_views,
            opt_ins: figures.opt_ins,
            opt_in_rate_bp: figures.opt_in_rate_bp(),
            entries: figures.entries,
            conversions: figures.conversions,
            conversion_rate_bp: figures.conversion_rate_bp(),
            value: figures.value,
        }
    }
}

impl ToldStage {
    fn of(figures: StageFigures) -> Self {
        Self {
            key: figures.stage.key,
            name: figures.stage.name,
            goal: figures.stage.goal,
            removed: figures.removed,
            entries: figures.count.entries,
            exits: figures.count.exits,
            previous_entries: figures.entries_before,
            share_of_previous_bp: figures.of_previous_bp,
            share_of_first_bp: figures.of_first_bp,
            drop_off: figures.drop_off,
            drop_off_bp: figures.drop_off_bp,
            conversions: figures.count.conversions,
            value: figures.count.value,
            median_ms: figures.took.median_ms,
            p90_ms: figures.took.p90_ms,
        }
    }
}

fn part_of<K>(part: &Part<K, Figures>, name: Option<String>, page: Option<PageId>) -> ToldPart {
    ToldPart { name, landing_page_id: page, is_rest: part.key.is_none(), figures: ToldFigures::of(&part.figures) }
}
