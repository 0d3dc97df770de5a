//! What a page brought: views and opt-ins of a period, in all and day by day.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        time::Day,
    },
    landing::texts,
    rollups::model::PageDay,
};

/// Days shown when no period is given.
pub const DEFAULT_DAYS: i32 = 30;
const MAX_DAYS: i32 = 400;

/// The figures of a period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LandingPageStats)]
pub struct Stats {
    /// The first day, in the account's time zone.
    pub from: String,
    /// The last day, included.
    pub to: String,
    pub total: Figures,
    /// Each day of the period, oldest first.
    pub days: Vec<DayFigures>,
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
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LandingPageDay)]
pub struct DayFigures {
    pub day: String,
    #[serde(flatten)]
    pub figures: Figures,
}

/// Reads `from` and `to`; the last [`DEFAULT_DAYS`] days where they are absent.
pub fn period(query: &RawForm, today: Day) -> Result<(Day, Day)> {
    let day = |name: &'static str| {
        query.filled(name).map(|text| Day::parse(text).ok_or_else(|| Error::field(name, texts::WRONG_DAY))).transpose()
    };
    let to = day("to")?.unwrap_or(today);
    let from = day("from")?.unwrap_or_else(|| to.plus(1 - DEFAULT_DAYS));
    if i64::from(to.0) - i64::from(from.0) >= i64::from(MAX_DAYS) {
        return Err(Error::field("from", texts::TOO_MANY_DAYS.with(&[("n", &MAX_DAYS)])));
    }
    Ok((from, to))
}

impl Stats {
    /// Fills the days without any views with zeros.
    pub fn of(days: &[PageDay], (from, to): (Day, Day)) -> Self {
        let mut total = Figures::default();
        let day_figures = (from.0..=to.0)
            .map(|day| {
                let found = days.iter().find(|figures| figures.day.0 == day);
                let figures = found.map_or_else(Figures::default, |day| {
                    total.views += day.views;
                    total.unique_views += day.unique_views;
                    total.bot_views += day.bot_views;
                    total.opt_ins += day.opt_ins;
                    Figures {
                        views: day.views,
                        unique_views: day.unique_views,
                        bot_views: day.bot_views,
                        opt_ins: day.opt_ins,
                        opt_in_rate: None,
                    }
                });
                DayFigures { day: Day(day).to_string(), figures: figures.with_rate() }
            })
            .collect();
        Self { from: from.to_string(), to: to.to_string(), total: total.with_rate(), days: day_figures }
    }
}

impl Figures {
    /// The opt-in rate in basis points; absent without views.
    pub fn rate_bp(&self) -> Option<i64> {
        (self.opt_ins * 10_000).checked_div(self.unique_views)
    }

    fn with_rate(self) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "basis points of a count")]
        let rate = |bp: i64| bp as f64 / 10_000.0;
        Self { opt_in_rate: self.rate_bp().map(rate), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_add_up_and_quiet_ones_are_there() {
        let day = |n: i32, unique_views, opt_ins| PageDay { day: Day(n), views: unique_views + 1, unique_views, bot_views: 2, opt_ins };
        let stats = Stats::of(&[day(11, 3, 1), day(13, 5, 1)], (Day(10), Day(13)));
        assert_eq!(stats.days.len(), 4);
        assert_eq!(stats.days.iter().map(|day| day.figures.views).collect::<Vec<_>>(), [0, 4, 0, 6]);
        assert_eq!((stats.total.views, stats.total.bot_views, stats.total.opt_in_rate), (10, 4, Some(0.25)));
        assert_eq!(stats.days.first().map(|day| day.figures.opt_in_rate), Some(None));
    }

    #[test]
    fn periods_end_today_unless_told() {
        let read = |from: &str, to: &str| period(&RawForm::from([("from", from), ("to", to)]), Day(20_000)).ok();
        assert_eq!(read("", ""), Some((Day(19_971), Day(20_000))));
        assert_eq!(read("2020-01-01", "2026-01-01"), None);
        assert_eq!(read("soon", ""), None);
    }
}
