//! A campaign's report: K with its definition beside it, by day, channel and week of joining.

use maud::{Markup, html};

use crate::{
    base::{form::RawForm, lang::Text, period::Period, time::Day},
    viral::{
        figures::{Counts, ViralReport},
        model::ViralCampaign,
        texts,
        views::parts::{Place, duration, factor},
    },
    web::components::{
        card,
        chart::{self, Chart, Series, Unit},
        figure::{self, Tile},
        icon::icon,
        moment::month_day,
        number::{grouped, percent},
        period::picker,
        table::{self, Address},
    },
};

/// What the report shows.
pub struct Shown<'a> {
    pub campaign: &'a ViralCampaign,
    pub report: &'a ViralReport,
    pub period: Period,
    pub today: Day,
    /// The address of the report and what was asked for.
    pub path: &'a str,
    pub query: &'a RawForm,
}

pub fn report(place: &Place, shown: &Shown<'_>) -> Markup {
    let (lang, report) = (place.lang, shown.report);
    html! {
        (picker(lang, Address::new(shown.path, shown.query), shown.period, shown.today))
        (tiles(place, shown))
        (card::card(texts::K_FACTOR.get(lang), html! {
            p.muted { (texts::K_HELP.get(lang)) }
            p.small.muted { (texts::VIRAL_SHARE.get(lang)) ": " (texts::VIRAL_SHARE_HELP.get(lang)) ". " (texts::CYCLE_TIME.get(lang)) ": " (texts::CYCLE_HELP.get(lang)) "." }
        }))
        @if report.totals == Counts::default() {
            (card::card(texts::BY_DAY.get(lang), html! { p { (texts::NO_FIGURES.get(lang)) } p.muted { (texts::NO_FIGURES_HELP.get(lang)) } }))
        } @else {
            div.halves {
                (card::card(texts::BY_DAY.get(lang), by_day(place, report)))
                (card::card(texts::K_BY_DAY.get(lang), k_by_day(place, report)))
                (card::titled(texts::BY_CHANNEL.get(lang), "", by_channel(place, report)))
                (card::titled(texts::TOP_REFERRERS.get(lang), "", top(place, report)))
            }
        }
        @if !report.cohorts.is_empty() { (card::titled(texts::BY_COHORT.get(lang), "", by_cohort(place, report))) }
    }
}

fn tiles(place: &Place, shown: &Shown<'_>) -> Markup {
    let (lang, report) = (place.lang, shown.report);
    let days = |of: fn(&Counts) -> i64| report.days.iter().map(|day| of(&day.counts)).collect::<Vec<_>>();
    let tile = |sign: Markup, label: Text, value: &str, spark: Markup| {
        figure::tile(&Tile { sign, label: label.get(lang), value, unit: "", change: None, spark })
    };
    let k =
        texts::K_PARTS.with(&[("invites", &factor(report.k.invites_per_participant_bp)), ("conversion", &percent(report.k.conversion_bp))]);
    html! {
        div.grid {
            section.card.kpi {
                div.what { (icon("affiliate")) span { (texts::K_FACTOR.get(lang)) } }
                div.value { (factor(report.k.k_bp)) }
                div.than { (k.get(lang)) }
            }
            (tile(icon("users"), texts::PARTICIPANTS, &grouped(report.totals.participants), chart::sparkline(&days(|counts| counts.participants))))
            (tile(icon("user-plus"), texts::SIGNUPS, &grouped(report.totals.signups), chart::sparkline(&days(|counts| counts.signups))))
            (tile(icon("circle-check"), texts::APPROVED_COUNT, &grouped(report.totals.approved), chart::sparkline(&days(|counts| counts.approved))))
            (tile(icon("chart-pie"), texts::VIRAL_SHARE, &percent(report.viral_share_bp), html! {}))
            (tile(icon("clock"), texts::CYCLE_TIME, &duration(report.cycle_time_ms, lang), html! {}))
        }
    }
}

fn by_day(place: &Place, report: &ViralReport) -> Markup {
    let lang = place.lang;
    let labels = labels(place, report);
    let values = |of: fn(&Counts) -> i64| report.days.iter().map(|day| of(&day.counts)).collect::<Vec<_>>();
    let (participants, clicks, signups) =
        (values(|counts| counts.participants), values(|counts| counts.clicks), values(|counts| counts.signups));
    chart::line(&Chart {
        lang,
        id: "viral-days",
        title: texts::BY_DAY.get(lang),
        head: texts::DAY.get(lang),
        labels: &labels,
        series: &[
            Series { name: texts::PARTICIPANTS.get(lang), values: &participants },
            Series { name: texts::CLICKS.get(lang), values: &clicks },
            Series { name: texts::SIGNUPS.get(lang), values: &signups },
        ],
        unit: Unit::Count,
    })
}

fn k_by_day(place: &Place, report: &ViralReport) -> Markup {
    let lang = place.lang;
    let k: Vec<i64> = report.days.iter().map(|day| day.k.k_bp).collect();
    chart::line(&Chart {
        lang,
        id: "viral-k",
        title: texts::K_BY_DAY.get(lang),
        head: texts::DAY.get(lang),
        labels: &labels(place, report),
        series: &[Series { name: texts::K_FACTOR.get(lang), values: &k }],
        unit: Unit::Rate,
    })
}

fn labels(place: &Place, report: &ViralReport) -> Vec<String> {
    report.days.iter().map(|day| month_day(place.lang, day.day)).collect()
}

fn by_channel(place: &Place, report: &ViralReport) -> Markup {
    let lang = place.lang;
    let head = html! {
        (table::th(texts::CHANNEL.get(lang)))
        (table::th_right(texts::SHARES.get(lang)))
        (table::th_right(texts::CLICKS.get(lang)))
        (table::th_right(texts::SIGNUPS.get(lang)))
        (table::th_right(texts::APPROVED_COUNT.get(lang)))
        (table::th_right(texts::K_PART.get(lang)))
    };
    let rows = html! {
        @for channel in &report.channels {
            tr {
                td { (channel.channel.label().get(lang)) }
                td.right.num { (grouped(channel.shares)) }
                td.right.num { (grouped(channel.clicks)) }
                td.right.num { (grouped(channel.signups)) }
                td.right.num { (grouped(channel.approved)) }
                td.right.num.strong { (factor(channel.k_bp)) }
            }
        }
    };
    table::table(texts::BY_CHANNEL.get(lang), head, rows)
}

fn by_cohort(place: &Place, report: &ViralReport) -> Markup {
    let lang = place.lang;
    let head = html! {
        (table::th(texts::WEEK.get(lang)))
        (table::th_right(texts::PARTICIPANTS.get(lang)))
        (table::th_right(texts::SHARES.get(lang)))
        (table::th_right(texts::CLICKS.get(lang)))
        (table::th_right(texts::SIGNUPS.get(lang)))
        (table::th_right(texts::APPROVED_COUNT.get(lang)))
        (table::th_right(texts::K_FACTOR.get(lang)))
    };
    let rows = html! {
        @for cohort in report.cohorts.iter().rev() {
            tr {
                td.nowrap { (cohort.week) }
                td.right.num { (grouped(cohort.counts.participants)) }
                td.right.num { (grouped(cohort.counts.shares)) }
                td.right.num { (grouped(cohort.counts.clicks)) }
                td.right.num { (grouped(cohort.counts.signups)) }
                td.right.num { (grouped(cohort.counts.approved)) }
                td.right.num.strong { (factor(cohort.k.k_bp)) }
            }
        }
    };
    table::table(texts::BY_COHORT.get(lang), head, rows)
}

fn top(place: &Place, report: &ViralReport) -> Markup {
    let lang = place.lang;
    if report.top.is_empty() {
        return html! { div.card-body { p.muted { (texts::NO_REFERRALS_HELP.get(lang)) } } };
    }
    html! {
        ol.rows {
            @for referrer in &report.top {
                li {
                    a href=(place.participant(referrer.loop_id)) { (place.name(&referrer.name)) }
                    span.num { (texts::FRIENDS.with(&[("n", &grouped(referrer.approved))]).get(lang)) }
                }
            }
        }
    }
}
