//! What a page brought: views and opt-ins of a period, in all, day by day, and by where visitors came from.

use std::{
    collections::{BTreeMap, HashMap},
    ops::AddAssign,
};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        device::Device,
        period::{Period, share_bp},
        time::Day,
    },
    rollups::{
        breakdown::{Part, add, largest},
        model::{PageCount, PageDay, PageRow, UNTOLD_REFERRER},
    },
};

/// The figures of a period. Days are those of the account's time zone.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LandingPageStats)]
pub struct Stats {
    /// The first day.
    pub from: String,
    /// The last day, included.
    pub to: String,
    pub total: Figures,
    /// As many days just before.
    pub previous: PreviousFigures,
    /// Each day of the period, oldest first.
    pub days: Vec<DayFigures>,
    /// The largest first, fifty at most; all others as one.
    pub by_source: Vec<PartFigures>,
    pub by_campaign: Vec<PartFigures>,
    pub by_device: Vec<PartFigures>,
    /// By the host with the link. An opt-in counts for the host that led to the first view.
    pub by_referrer: Vec<PartFigures>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = LandingPageFigures)]
pub struct Figures {
    /// Views by people.
    pub views: i64,
    /// Visitor × day, so that days add up.
    pub unique_views: i64,
    pub bot_views: i64,
    /// Leads of the page's form, without suspects.
    pub opt_ins: i64,
    /// Opt-ins ÷ unique views, 0 to 1; null without views.
    #[schema(required)]
    pub opt_in_rate: Option<f64>,
    /// The same in basis points.
    #[schema(required)]
    pub opt_in_rate_bp: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LandingPageFiguresBefore)]
pub struct PreviousFigures {
    pub from: String,
    pub to: String,
    #[serde(flatten)]
    pub figures: Figures,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LandingPageDay)]
pub struct DayFigures {
    pub day: String,
    #[serde(flatten)]
    pub figures: Figures,
}

/// Figures of one way to come. Robots are not told apart by referrer.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LandingPagePart)]
pub struct PartFigures {
    /// The source, campaign, device or host; null for none and for the rest.
    pub name: Option<String>,
    /// All that are too small to be listed.
    pub is_rest: bool,
    /// Counted before referrers were told apart.
    pub is_untold: bool,
    #[serde(flatten)]
    pub figures: Figures,
}

/// The figures before their keys have words.
#[derive(Clone, Debug)]
pub struct Counted {
    period: Period,
    before: PageCount,
    days: BTreeMap<Day, PageCount>,
    by_source: Vec<Part<i64, PageCount>>,
    by_campaign: Vec<Part<i64, PageCount>>,
    by_device: Vec<Part<i64, PageCount>>,
    by_referrer: Vec<Part<i64, PageCount>>,
}

impl Counted {
    /// Adds up a page's rows of a period and of the one before it.
    pub fn of(period: Period, rows: &[PageRow], before: &[PageDay], referrers: Vec<(i64, PageCount)>) -> Self {
        let mut days: BTreeMap<Day, PageCount> = period.each().map(|day| (day, PageCount::default())).collect();
        let (mut sources, mut campaigns, mut devices) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for row in rows {
            *days.entry(row.day).or_default() += row.count;
            add(&mut sources, row.source, row.count);
            add(&mut campaigns, row.campaign, row.count);
            add(&mut devices, row.device, row.count);
        }
        let mut all_before = PageCount::default();
        for day in before {
            all_before += count_of(day);
        }
        let weight = |count: &PageCount| (count.opt_ins, count.unique_views, count.views, count.bot_views);
        Self {
            period,
            before: all_before,
            days,
            by_source: largest(sources, weight),
            by_campaign: largest(campaigns, weight),
            by_device: largest(devices, weight),
            by_referrer: largest(referrers.into_iter().collect(), weight),
        }
    }

    /// Every word that the figures name.
    pub fn words(&self) -> Vec<i64> {
        let parts = self.by_source.iter().chain(&self.by_campaign).chain(&self.by_referrer);
        parts.filter_map(|part| part.key).filter(|word| *word > 0).collect()
    }

    /// The figures with words for their keys, those of [`Counted::words`].
    pub fn told(self, words: &HashMap<i64, String>) -> Stats {
        let before = self.period.previous();
        let mut total = PageCount::default();
        for count in self.days.values() {
            total += *count;
        }
        let word = |part: Part<i64, PageCount>| {
            let name = part.key.and_then(|key| words.get(&key)).cloned();
            part_of(&part, name)
        };
        let device = |part: Part<i64, PageCount>| part_of(&part, part.key.map(|code| Device::from_code(code).name().to_owned()));
        Stats {
            from: self.period.from.to_string(),
            to: self.period.to.to_string(),
            total: total.into(),
            previous: PreviousFigures { from: before.from.to_string(), to: before.to.to_string(), figures: self.before.into() },
            days: self.days.into_iter().map(|(day, count)| DayFigures { day: day.to_string(), figures: count.into() }).collect(),
            by_source: self.by_source.into_iter().map(word).collect(),
            by_campaign: self.by_campaign.into_iter().map(word).collect(),
            by_device: self.by_device.into_iter().map(device).collect(),
            by_referrer: self.by_referrer.into_iter().map(word).collect(),
        }
    }
}

impl From<PageCount> for Figures {
    fn from(count: PageCount) -> Self {
        let rate_bp = share_bp(count.opt_ins, count.unique_views);
        #[expect(clippy::cast_precision_loss, reason = "basis points of a count")]
        let rate = |bp: i64| bp as f64 / 10_000.0;
        Self {
            views: count.views,
            unique_views: count.unique_views,
            bot_views: count.bot_views,
            opt_ins: count.opt_ins,
            opt_in_rate: rate_bp.map(rate),
            opt_in_rate_bp: rate_bp,
        }
    }
}

/// The figures of some days in one.
pub fn sum(days: &[PageDay]) -> Figures {
    let mut sum = PageCount::default();
    days.iter().map(count_of).for_each(|count| sum.add_assign(count));
    sum.into()
}

const fn count_of(day: &PageDay) -> PageCount {
    PageCount { views: day.views, unique_views: day.unique_views, bot_views: day.bot_views, opt_ins: day.opt_ins }
}

fn part_of(part: &Part<i64, PageCount>, name: Option<String>) -> PartFigures {
    PartFigures { name, is_rest: part.key.is_none(), is_untold: part.key == Some(UNTOLD_REFERRER), figures: part.figures.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::PageId;

    const PERIOD: Period = Period { from: Day(10), to: Day(13) };

    fn row(day: i32, source: i64, unique_views: i64, opt_ins: i64) -> PageRow {
        let count = PageCount { views: unique_views + 1, unique_views, bot_views: 2, opt_ins };
        PageRow { day: Day(day), page: PageId(1), source, campaign: 0, device: 2, count }
    }

    #[test]
    fn days_add_up_and_quiet_ones_are_there() {
        let before = PageDay { day: Day(9), views: 2, unique_views: 1, bot_views: 0, opt_ins: 0 };
        let referrers = vec![(0, row(10, 0, 3, 1).count), (UNTOLD_REFERRER, row(10, 0, 5, 1).count)];
        let counted = Counted::of(PERIOD, &[row(11, 1, 3, 1), row(13, 2, 5, 1)], &[before], referrers);
        assert_eq!(counted.words(), [2, 1]);
        let stats = counted.told(&HashMap::from([(1, "naver".to_owned())]));
        assert_eq!(stats.days.iter().map(|day| day.figures.views).collect::<Vec<_>>(), [0, 4, 0, 6]);
        assert_eq!((stats.total.views, stats.total.bot_views, stats.total.opt_in_rate_bp), (10, 4, Some(2_500)));
        assert_eq!((stats.total.opt_in_rate, stats.previous.figures.views, stats.previous.from.as_str()), (Some(0.25), 2, "1970-01-07"));
        assert_eq!(stats.days.first().map(|day| day.figures.opt_in_rate_bp), Some(None));
        assert_eq!(stats.by_source.iter().map(|part| part.name.as_deref()).collect::<Vec<_>>(), [None, Some("naver")]);
        assert_eq!(stats.by_device.first().and_then(|part| part.name.as_deref()), Some("mobile"));
        assert_eq!(stats.by_referrer.iter().map(|part| part.is_untold).collect::<Vec<_>>(), [true, false]);
    }
}
