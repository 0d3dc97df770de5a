//! The figures of a page: in all with the change, by day, and by where visitors came from.

use maud::{Markup, html};

use crate::{
    base::{
        device::Device,
        form::RawForm,
        ids::PageId,
        lang::{Lang, Text},
        period::{Period, change_bp},
        time::Day,
    },
    landing::{
        stats::{Figures, PartFigures, Stats},
        texts,
    },
    web::components::{
        card,
        chart::{self, Chart, Series, Unit},
        empty,
        figure::{self, Change, Tile},
        head::page_head_below,
        icon::icon,
        moment::month_day,
        number::{grouped, percent},
        period,
        table::{self, Address},
        tabs::{self, Tab},
    },
};

/// What the page shows.
pub struct Shown<'a> {
    pub lang: Lang,
    /// `/accounts/{account}/landing-pages`
    pub path: &'a str,
    pub id: PageId,
    pub title: &'a str,
    pub query: &'a RawForm,
    pub period: Period,
    pub today: Day,
    pub stats: &'a Stats,
}

/// The two pages of a landing page; `here` is the editor's address.
pub fn page_tabs(lang: Lang, here: &str, is_stats: bool) -> Markup {
    let stats = format!("{here}/stats");
    let tab = |href, label: Text, current| Tab { href, label: label.get(lang), current, count: None };
    tabs::tabs(texts::PAGE_VIEWS_OF.get(lang), &[tab(here, texts::EDIT_TAB, !is_stats), tab(&stats, texts::STATS_TAB, is_stats)])
}

pub fn stats(shown: &Shown) -> Markup {
    let (lang, stats) = (shown.lang, shown.stats);
    let here = format!("{}/{}", shown.path, shown.id);
    let path = format!("{here}/stats");
    let subtitle = texts::STATS_SUBTITLE.with(&[("from", &stats.from), ("to", &stats.to)]);
    let is_empty = stats.total.views == 0 && stats.total.bot_views == 0 && stats.total.opt_ins == 0;
    html! {
        (page_head_below((shown.path, texts::PAGES.get(lang)), shown.title, subtitle.get(lang), ""))
        (page_tabs(lang, &here, true))
        (period::picker(lang, Address::new(&path, shown.query), shown.period, shown.today))
        @if is_empty {
            (card::flush(empty::empty_state(icon("browser"), texts::NO_FIGURES.get(lang), texts::NO_FIGURES_HELP.get(lang), "")))
        } @else {
            (tiles(shown))
            div.halves {
                (card::card(texts::DAY_CHART.get(lang), days(lang, stats)))
                (parts(lang, texts::BY_SOURCE, &stats.by_source))
                (parts(lang, texts::BY_CAMPAIGN, &stats.by_campaign))
                (parts(lang, texts::BY_REFERRER, &stats.by_referrer))
                (parts(lang, texts::BY_DEVICE, &stats.by_device))
            }
            p.small.muted { (texts::STATS_NOTE.get(lang)) }
        }
    }
}

fn tiles(shown: &Shown) -> Markup {
    let (lang, stats) = (shown.lang, shown.stats);
    let than = period::than(lang, shown.period);
    let tile = |sign: Markup, label: Text, value: &str, unit: &str, of: fn(&Figures) -> i64| {
        let spark: Vec<i64> = stats.days.iter().map(|day| of(&day.figures)).collect();
        let change = change_bp(of(&stats.total), of(&stats.previous.figures));
        figure::tile(&Tile {
            sign,
            label: label.get(lang),
            value,
            unit,
            change: change.map(|basis_points| Change { basis_points, fewer_is_better: false, than: &than }),
            spark: chart::sparkline(&spark),
        })
    };
    let total = &stats.total;
    let rate = total.opt_in_rate_bp.map_or_else(|| "–".to_owned(), |bp| percent(bp).trim_end_matches('%').to_owned());
    let bots = texts::BOTS_APART.with(&[("n", &grouped(total.bot_views))]);
    html! {
        div.grid {
            (tile(icon("users"), texts::UNIQUE_VIEWS, &grouped(total.unique_views), "", |figures| figures.unique_views))
            section.card.kpi {
                div.what { (icon("eye")) span { (texts::VIEWS.get(lang)) } }
                div.row-of { div.value { (grouped(total.views)) } }
                div.than { span { (bots.get(lang)) } }
            }
            (tile(icon("inbox"), texts::OPT_INS, &grouped(total.opt_ins), "", |figures| figures.opt_ins))
            (tile(icon("percentage"), texts::OPT_IN_RATE, &rate, "%", |figures| figures.opt_in_rate_bp.unwrap_or(0)))
        }
    }
}

fn days(lang: Lang, stats: &Stats) -> Markup {
    let label = |day: &str| Day::parse(day).map_or_else(|| day.to_owned(), |day| month_day(lang, day));
    let labels: Vec<String> = stats.days.iter().map(|day| label(&day.day)).collect();
    let of = |figure: fn(&Figures) -> i64| stats.days.iter().map(|day| figure(&day.figures)).collect::<Vec<i64>>();
    let (visits, opt_ins, robots) = (of(|figures| figures.unique_views), of(|figures| figures.opt_ins), of(|figures| figures.bot_views));
    let series = [
        Series { name: texts::UNIQUE_VIEWS.get(lang), values: &visits },
        Series { name: texts::OPT_INS.get(lang), values: &opt_ins },
        Series { name: texts::BOT_VIEWS.get(lang), values: &robots },
    ];
    let (title, head) = (texts::DAY_CHART.get(lang), texts::BY_DAY.get(lang));
    chart::line(&Chart { lang, id: "days", title, head, labels: &labels, series: &series, unit: Unit::Count })
}

fn parts(lang: Lang, by: Text, parts: &[PartFigures]) -> Markup {
    let head = html! {
        (table::th(texts::PART.get(lang)))
        (table::th_right(texts::UNIQUE_VIEWS.get(lang)))
        (table::th_right(texts::VIEWS.get(lang)))
        (table::th_right(texts::OPT_INS.get(lang)))
        (table::th_right(texts::OPT_IN_RATE.get(lang)))
    };
    let rows = html! {
        @for part in parts {
            tr {
                td { (named(lang, by, part)) }
                td.right.strong { (grouped(part.figures.unique_views)) }
                td.right { (grouped(part.figures.views)) }
                td.right { (grouped(part.figures.opt_ins)) }
                td.right { @match part.figures.opt_in_rate_bp { Some(bp) => (percent(bp)), None => "–" } }
            }
        }
    };
    card::titled(by.get(lang), html! {}, table::table(by.get(lang), head, rows))
}

fn named(lang: Lang, by: Text, part: &PartFigures) -> String {
    match &part.name {
        _ if part.is_rest => texts::REST.get(lang).to_owned(),
        _ if part.is_untold => texts::UNTOLD.get(lang).to_owned(),
        Some(name) if by == texts::BY_DEVICE => {
            Device::from_name(name).map_or_else(|| name.clone(), |device| device.label().get(lang).to_owned())
        }
        Some(name) => name.clone(),
        None if by == texts::BY_SOURCE => texts::DIRECT.get(lang).to_owned(),
        None if by == texts::BY_REFERRER => texts::NO_REFERRER.get(lang).to_owned(),
        None => texts::NO_CAMPAIGN.get(lang).to_owned(),
    }
}
