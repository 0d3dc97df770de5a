//! What a campaign's report tells, put together from the daily figures.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        ids::{CustomerId, ViralLoopId},
        period::Period,
        person,
        time::Day,
    },
    viral::{
        channel::Channel,
        k_factor::{KFactor, Spread, k_factor, share_bp},
    },
};

/// What one event adds to the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ViralCounts)]
pub struct Counts {
    pub participants: i64,
    pub shares: i64,
    /// Visitors who came through a link, each once a day and link.
    pub clicks: i64,
    /// The same of robots, which count nowhere else.
    pub bot_clicks: i64,
    /// Submissions that came through a link.
    pub signups: i64,
    pub qualified: i64,
    /// Approved and not voided since.
    pub approved: i64,
}

impl Counts {
    pub const fn spread(self) -> Spread {
        Spread { participants: self.participants, shares: self.shares, clicks: self.clicks, signups: self.signups }
    }

    pub const fn plus(self, other: Self) -> Self {
        Self {
            participants: self.participants + other.participants,
            shares: self.shares + other.shares,
            clicks: self.clicks + other.clicks,
            bot_clicks: self.bot_clicks + other.bot_clicks,
            signups: self.signups + other.signups,
            qualified: self.qualified + other.qualified,
            approved: self.approved + other.approved,
        }
    }
}

/// A row of the daily figures. `channel` is absent for whoever came by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRow {
    pub day: Day,
    pub channel: Option<Channel>,
    pub counts: Counts,
}

/// A campaign's report of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViralReport {
    #[schema(value_type = String, format = Date)]
    #[serde(serialize_with = "as_text")]
    pub from: Day,
    /// The last day, included.
    #[schema(value_type = String, format = Date)]
    #[serde(serialize_with = "as_text")]
    pub to: Day,
    pub totals: Counts,
    /// K = invites per participant × conversion of invites.
    pub k: KFactor,
    /// Participants who came through a link ÷ all participants, in basis points.
    pub viral_share_bp: i64,
    /// The median of the days from joining to the first friend's submission, in milliseconds; null before there was one.
    /// Over all participants of the campaign.
    pub cycle_time_ms: Option<i64>,
    /// One entry a day, also where nothing happened.
    pub days: Vec<ReportDay>,
    pub channels: Vec<ReportChannel>,
    /// By the week in which participants joined; over their whole time.
    pub cohorts: Vec<ReportCohort>,
    pub top: Vec<TopReferrer>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ViralReportDay)]
pub struct ReportDay {
    #[schema(value_type = String, format = Date)]
    #[serde(serialize_with = "as_text")]
    pub day: Day,
    #[serde(flatten)]
    pub counts: Counts,
    pub k: KFactor,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ViralReportChannel)]
pub struct ReportChannel {
    pub channel: Channel,
    pub shares: i64,
    pub clicks: i64,
    pub signups: i64,
    pub qualified: i64,
    pub approved: i64,
    /// The channel's part of the campaign's K, in basis points: the parts add up to it but for rounding.
    pub k_bp: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ViralReportCohort)]
pub struct ReportCohort {
    /// The Monday of the week.
    #[schema(value_type = String, format = Date)]
    #[serde(serialize_with = "as_text")]
    pub week: Day,
    #[serde(flatten)]
    pub counts: Counts,
    pub k: KFactor,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TopReferrer {
    #[schema(value_type = i64)]
    pub loop_id: ViralLoopId,
    #[schema(value_type = Option<i64>)]
    pub customer_id: Option<CustomerId>,
    /// May be empty.
    pub name: String,
    pub signups: i64,
    pub approved: i64,
}

impl ViralReport {
    /// Shows names as whoever may not see them is to see them.
    pub fn mask(&mut self) {
        for referrer in &mut self.top {
            referrer.name = person::masked(&referrer.name);
        }
    }
}

/// What a report is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    pub period: Period,
    pub rows: Vec<DayRow>,
    /// By the number of the week.
    pub cohorts: Vec<(i64, Counts)>,
    pub cycle_time_ms: Option<i64>,
    pub top: Vec<TopReferrer>,
}

/// The report of these parts.
pub fn report(parts: Parts) -> ViralReport {
    let total = |rows: &mut dyn Iterator<Item = &DayRow>| rows.fold(Counts::default(), |sum, row| sum.plus(row.counts));
    let totals = total(&mut parts.rows.iter());
    let alone = total(&mut parts.rows.iter().filter(|row| row.channel.is_none()));
    let days = parts.period.each().map(|day| {
        let counts = total(&mut parts.rows.iter().filter(|row| row.day == day));
        ReportDay { day, counts, k: k_factor(counts.spread()) }
    });
    let channels = Channel::ALL.into_iter().filter_map(|channel| {
        let counts = total(&mut parts.rows.iter().filter(|row| row.channel == Some(channel)));
        let spread = Spread { participants: totals.participants, ..counts.spread() };
        let Counts { shares, clicks, signups, qualified, approved, .. } = counts;
        let any = shares + clicks + signups + qualified + approved > 0;
        any.then(|| ReportChannel { channel, shares, clicks, signups, qualified, approved, k_bp: k_factor(spread).k_bp })
    });
    let cohorts =
        parts.cohorts.iter().map(|(week, counts)| ReportCohort { week: monday(*week), counts: *counts, k: k_factor(counts.spread()) });
    ViralReport {
        from: parts.period.from,
        to: parts.period.to,
        totals,
        k: k_factor(totals.spread()),
        viral_share_bp: share_bp(totals.participants - alone.participants, totals.participants),
        cycle_time_ms: parts.cycle_time_ms,
        days: days.collect(),
        channels: channels.collect(),
        cohorts: cohorts.collect(),
        top: parts.top,
    }
}

/// The week of a day, counted from that of 1 January 1970; weeks begin on Monday.
pub fn week_of(day: Day) -> i64 {
    (i64::from(day.0) + 3).div_euclid(7)
}

fn monday(week: i64) -> Day {
    Day(i32::try_from(week * 7 - 3).unwrap_or(i32::MAX))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn as_text<S: serde::Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        let monday_ = Day::parse("2026-11-16").expect("a day");
        assert_eq!((week_of(monday_) - week_of(monday_.plus(-1)), week_of(monday_.plus(6))), (1, week_of(monday_)));
        assert_eq!(monday(week_of(monday_.plus(4))), monday_);
    }

    fn row() -> impl Strategy<Value = DayRow> {
        (0..5_i32, 0..7_usize, prop::array::uniform6(0..50_i64)).prop_map(
            |(day, channel, [participants, shares, clicks, signups, qualified, approved])| DayRow {
                day: Day(20_000 + day),
                channel: Channel::ALL.get(channel).copied(),
                counts: Counts { participants, shares, clicks, bot_clicks: 0, signups, qualified, approved },
            },
        )
    }

    proptest! {
        #[test]
        fn days_and_channels_add_up_to_the_totals(rows in prop::collection::vec(row(), 0..40)) {
            let rows: Vec<DayRow> = rows.into_iter().map(|mut row| {
                // Whoever comes by themselves brings nobody by that.
                if row.channel.is_none() { row.counts = Counts { participants: row.counts.participants, ..Counts::default() }; }
                row
            }).collect();
            let parts = Parts { period: Period { from: Day(20_000), to: Day(20_004) }, rows, cohorts: Vec::new(), cycle_time_ms: None, top: Vec::new() };
            let found = report(parts);
            prop_assert_eq!(found.days.len(), 5);
            prop_assert_eq!(found.days.iter().fold(Counts::default(), |sum, day| sum.plus(day.counts)), found.totals);
            prop_assert_eq!(found.channels.iter().map(|channel| channel.signups).sum::<i64>(), found.totals.signups);
            prop_assert!((0..=10_000).contains(&found.viral_share_bp));
            let parts_bp: i64 = found.channels.iter().map(|channel| channel.k_bp).sum();
            prop_assert!((parts_bp - found.k.k_bp).abs() <= 6, "{parts_bp} and {}", found.k.k_bp);
        }
    }
}
