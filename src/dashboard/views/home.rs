//! An account at a glance.

use maud::{Markup, html};

use crate::{
    base::{
        form::RawForm,
        lang::{Lang, Text},
        money::{self, Money},
        period::{change_bp, share_bp},
        time::{Day, Timestamp, Zone},
    },
    dashboard::{
        model::{Attention, DayFigures, Figures, NewLead, Totals},
        texts,
        views::parts,
    },
    web::components::{
        card,
        chart::{self, Chart, Series, Unit},
        figure::{self, Change, Tile},
        grade::score_cell,
        head::page_head,
        icon::icon,
        identity,
        moment::{self, moment},
        notice::notice,
        number::{grouped, percent},
        period,
        pill::Tone,
        table::{self, Address},
    },
};

/// What an account's home is shown with.
pub struct Home<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub now: Timestamp,
    pub today: Day,
    /// `/accounts/{slug}`
    pub base: &'a str,
    pub query: &'a RawForm,
    pub figures: &'a Figures,
    pub attention: Attention,
    pub newest: &'a [NewLead],
    pub may_make_content: bool,
    /// What was wrong with the period that was asked for.
    pub fault: Option<&'a str>,
}

/// The whole page.
pub fn home(home: &Home<'_>) -> Markup {
    let (lang, figures) = (home.lang, home.figures);
    let address = Address::new(home.base, home.query);
    html! {
        (page_head(texts::HOME.get(lang), as_of(home), period::picker(lang, address, figures.period, home.today)))
        @if let Some(fault) = home.fault { (notice(Tone::Red, fault)) }
        @if !figures.readiness.has_leads { (parts::first_steps(lang, home.base, figures.readiness, home.may_make_content)) }
        (tiles(home))
        @if !home.attention.is_calm() { (parts::attention(lang, home.base, home.today, home.attention)) }
        div.main-aside {
            div {
                (by_day(home))
                (newest(home))
                (pages(home))
            }
            div {
                (parts::funnel(lang, address, figures))
                (parts::sources(lang, figures))
                (parts::scores(lang, home.base, &figures.scores))
            }
        }
    }
}

fn as_of(home: &Home<'_>) -> String {
    let (lang, figures) = (home.lang, home.figures);
    let day = |day| moment::day_name(lang, home.today, day);
    let at = home.zone.date_time(figures.as_of);
    texts::AS_OF.with(&[("from", &day(figures.period.from)), ("to", &day(figures.period.to)), ("at", &at)]).get(lang).to_owned()
}

fn tiles(home: &Home<'_>) -> Markup {
    let (lang, figures) = (home.lang, home.figures);
    let than = period::than(lang, figures.period);
    let (now, before) = (figures.now, figures.before);
    let tile = |sign, label: Text, (value, unit): (&str, &str), figure: fn(&Totals) -> i64, of_day: fn(&DayFigures) -> i64| {
        let change = change_bp(figure(&now), figure(&before));
        let change = change.map(|basis_points| Change { basis_points, fewer_is_better: false, than: &than });
        let days: Vec<i64> = figures.days.iter().map(of_day).collect();
        figure::tile(&Tile { sign, label: label.get(lang), value, unit, change, spark: chart::sparkline(&days) })
    };
    let count = |value: i64, unit: Text| (grouped(value), unit.get(lang));
    let (visitors, leads, conversions) =
        (count(now.visitors, texts::PERSONS), count(now.leads, texts::PIECES), count(now.conversions, texts::PIECES));
    let rate = now.opt_in_rate_bp.map_or_else(|| ("–".to_owned(), ""), |rate| (percent(rate).trim_end_matches('%').to_owned(), "%"));
    let value = money::compact(Money(now.value), figures.currency, lang);
    let value = number_and_unit(&value);
    html! {
        div.kpis {
            (tile(icon("users"), texts::VISITORS, (&visitors.0, visitors.1), |sum| sum.visitors, |day| day.visitors))
            (tile(icon("user-plus"), texts::LEADS, (&leads.0, leads.1), |sum| sum.leads, |day| day.leads))
            (tile(icon("click"), texts::OPT_IN_RATE, (&rate.0, rate.1), |sum| sum.opt_in_rate_bp.unwrap_or(0), daily_rate))
            (tile(icon("target-arrow"), texts::CONVERSIONS, (&conversions.0, conversions.1), |sum| sum.conversions, |day| day.conversions))
            (tile(icon("coin"), texts::VALUE, value, |sum| sum.value, |day| day.value))
        }
        @if !figures.other_values.is_empty() { p.small.muted { (other_values(home)) } }
    }
}

fn daily_rate(day: &DayFigures) -> i64 {
    share_bp(day.opt_ins, day.visitors).unwrap_or(0)
}

/// `4,820만원` as the number and what stands small behind it.
fn number_and_unit(amount: &str) -> (&str, &str) {
    let end = amount.rfind(|c: char| c.is_ascii_digit()).map_or(amount.len(), |last| last + 1);
    amount.split_at(end)
}

fn other_values(home: &Home<'_>) -> String {
    let values: Vec<String> =
        home.figures.other_values.iter().map(|(currency, value)| money::format(Money(*value), *currency, home.lang)).collect();
    texts::AND_OTHERS.with(&[("values", &values.join(", "))]).get(home.lang).to_owned()
}

fn by_day(home: &Home<'_>) -> Markup {
    let (lang, days) = (home.lang, &home.figures.days);
    let labels: Vec<String> = days.iter().map(|day| moment::month_day(lang, day.day)).collect();
    let values = |of_day: fn(&DayFigures) -> i64| days.iter().map(of_day).collect::<Vec<_>>();
    let (visitors, leads) = (values(|day| day.visitors), values(|day| day.leads));
    let series = [Series { name: texts::VISITORS.get(lang), values: &visitors }, Series { name: texts::LEADS.get(lang), values: &leads }];
    let chart = Chart {
        lang,
        id: "by-day",
        title: texts::BY_DAY.get(lang),
        head: texts::DAY.get(lang),
        labels: &labels,
        series: &series,
        unit: Unit::Count,
    };
    html! {
        section.card {
            div.card-head { div { h2 { (texts::BY_DAY.get(lang)) } p { (texts::BY_DAY_HELP.get(lang)) } } }
            div.card-body { (chart::line(&chart)) }
        }
    }
}

fn newest(home: &Home<'_>) -> Markup {
    let lang = home.lang;
    let all = html! { a.btn.btn-small href={ (home.base) "/leads" } { (texts::SEE_ALL.get(lang)) } };
    card::titled(
        texts::NEWEST.get(lang),
        all,
        html! {
            @if home.newest.is_empty() {
                p.card-body.muted { (texts::NO_LEADS.get(lang)) }
            } @else {
                ul.rows.newcomers { @for lead in home.newest { (newcomer(home, lead)) } }
            }
        },
    )
}

fn newcomer(home: &Home<'_>, lead: &NewLead) -> Markup {
    html! {
        li {
            (identity::avatar_cell(&format!("{}/leads/{}", home.base, lead.id), &lead.name, &lead.reached_at))
            @if lead.score.is_some() { (score_cell(lead.score, lead.grade)) }
            span.small.muted {
                @if let Some(stage) = &lead.stage { (stage) " · " }
                (lead.source.as_deref().unwrap_or_else(|| texts::DIRECT.get(home.lang))) " · "
                (moment(home.lang, home.zone, home.now, lead.created_at))
            }
        }
    }
}

fn pages(home: &Home<'_>) -> Markup {
    let lang = home.lang;
    let head = html! {
        (table::th(texts::PAGE.get(lang)))
        (table::th_right(texts::VISITORS.get(lang)))
        (table::th_right(texts::OPT_INS.get(lang)))
        (table::th_right(texts::OPT_IN_RATE.get(lang)))
    };
    let rows = html! {
        @for page in &home.figures.pages {
            tr {
                td.strong { a href={ (home.base) "/landing-pages/" (page.id) } { (page.title) } }
                td.right { (grouped(page.visitors)) }
                td.right { (grouped(page.opt_ins)) }
                td.right { (page.opt_in_rate_bp.map_or_else(|| "–".to_owned(), percent)) }
            }
        }
    };
    let all = html! { a.btn.btn-small href={ (home.base) "/landing-pages" } { (texts::SEE_ALL.get(lang)) } };
    card::titled(
        texts::TOP_PAGES.get(lang),
        all,
        html! {
            @if home.figures.pages.is_empty() {
                p.card-body.muted { (texts::NO_VISITS.get(lang)) }
            } @else {
                div.compact { (table::table(texts::TOP_PAGES.get(lang), head, rows)) }
            }
        },
    )
}
