//! The report of a funnel: its figures with the change, the stages, who came from where.

use maud::{Markup, html};

use crate::{
    base::{
        form::RawForm,
        lang::{Lang, Text},
        money::{self, Money},
        period::{Period, change_bp},
        time::Day,
    },
    funnels::{
        texts,
        told::{Told, ToldFigures},
        views::{funnel::Place, report_tables as tables},
    },
    web::components::{
        button::{self, Kind},
        card,
        chart::{self, Chart, Series, Step, Unit},
        duration::duration,
        empty,
        figure::{self, Change, Tile},
        head::page_head_below,
        icon::icon,
        moment::month_day,
        number::{grouped, percent},
        period,
        table::Address,
        tabs::{self, Tab},
    },
};

/// What the page shows.
pub struct Shown<'a> {
    pub place: &'a Place,
    pub query: &'a RawForm,
    pub period: Period,
    pub today: Day,
    pub told: &'a Told,
    pub may_export: bool,
}

/// The two pages of a funnel.
pub fn funnel_tabs(lang: Lang, funnel: &str, is_report: bool) -> Markup {
    let report = format!("{funnel}/report");
    let tab = |href, label: Text, current| Tab { href, label: label.get(lang), current, count: None };
    tabs::tabs(texts::FUNNEL_PAGES.get(lang), &[tab(funnel, texts::NOW_TAB, !is_report), tab(&report, texts::REPORT_TAB, is_report)])
}

pub fn report(shown: &Shown) -> Markup {
    let (lang, told) = (shown.place.lang, shown.told);
    let funnel = shown.place.path(&format!("/{}", told.funnel_id));
    let path = format!("{funnel}/report");
    let address = Address::new(&path, shown.query);
    let file_path = format!("{path}/file");
    let file = Address::new(&file_path, shown.query).with("by", "");
    let subtitle = texts::REPORT_SUBTITLE.with(&[("from", &told.from), ("to", &told.to)]);
    let download = html! {
        @if shown.may_export { (button::link(Kind::Plain, &file, html! { (icon("download")) (texts::DOWNLOAD.get(lang)) })) }
    };
    html! {
        (page_head_below((&shown.place.path(""), texts::TITLE.get(lang)), &told.name, subtitle.get(lang), download))
        (funnel_tabs(lang, &funnel, true))
        (period::picker(lang, address, shown.period, shown.today))
        (tables::filters(lang, address, told))
        @if told.is_empty() {
            (card::flush(empty::empty_state(icon("filter"), texts::NO_FIGURES.get(lang), texts::NO_FIGURES_HELP.get(lang), "")))
        } @else {
            (tiles(shown))
            div.halves {
                (card::card(texts::STAGE_CHART.get(lang), steps(lang, told)))
                (card::card(texts::DAY_CHART.get(lang), days(lang, told)))
            }
            (tables::stages(lang, told))
            (tables::breakdown(lang, address, told))
            (notes(lang, told))
        }
    }
}

fn tiles(shown: &Shown) -> Markup {
    let (lang, told) = (shown.place.lang, shown.told);
    let than = period::than(lang, shown.period);
    let tile = |sign: Markup, label: Text, value: &str, unit: &str, of: &dyn Fn(&ToldFigures) -> i64| {
        let spark: Vec<i64> = told.days.iter().map(|day| of(&day.figures)).collect();
        let change = change_bp(of(&told.total), of(&told.previous.figures));
        figure::tile(&Tile {
            sign,
            label: label.get(lang),
            value,
            unit,
            change: change.map(|basis_points| Change { basis_points, fewer_is_better: false, than: &than }),
            spark: chart::sparkline(&spark),
        })
    };
    let total = &told.total;
    let rate = |bp: Option<i64>| bp.map_or_else(|| "–".to_owned(), |bp| percent(bp).trim_end_matches('%').to_owned());
    html! {
        div.grid {
            (tile(icon("eye"), texts::UNIQUE_VIEWS, &grouped(total.unique_page_views), "", &|figures| figures.unique_page_views))
            (tile(icon("inbox"), texts::OPT_INS, &grouped(total.opt_ins), texts::CASES.get(lang), &|figures| figures.opt_ins))
            (tile(icon("percentage"), texts::OPT_IN_RATE, &rate(total.opt_in_rate_bp), "%", &|figures| figures.opt_in_rate_bp.unwrap_or(0)))
            (tile(icon("target-arrow"), texts::CONVERSIONS, &grouped(total.conversions), texts::CASES.get(lang), &|figures| figures.conversions))
            (tile(icon("coins"), texts::VALUE, &money::compact(Money(total.value), told.currency, lang), "", &|figures| figures.value))
        }
    }
}

fn steps(lang: Lang, told: &Told) -> Markup {
    let steps: Vec<Step> = told
        .stages
        .iter()
        .map(|stage| Step {
            name: &stage.name,
            value: stage.entries,
            of_first_bp: stage.share_of_first_bp.unwrap_or(0),
            of_previous_bp: stage.share_of_previous_bp,
        })
        .collect();
    let took = told.median_ms.map_or_else(|| "–".to_owned(), |ms| duration(lang, ms));
    let p90 = told.p90_ms.map(|ms| texts::NINE_OF_TEN.with(&[("time", &duration(lang, ms))]));
    html! {
        div.stack {
            (chart::funnel(lang, &steps))
            (card::facts(&[(
                texts::TIME_TO_CONVERT.get(lang),
                html! { span.strong { (took) } @if let Some(p90) = &p90 { " " span.small.muted { (p90.get(lang)) } } },
            )]))
        }
    }
}

fn days(lang: Lang, told: &Told) -> Markup {
    let label = |day: &str| Day::parse(day).map_or_else(|| day.to_owned(), |day| month_day(lang, day));
    let labels: Vec<String> = told.days.iter().map(|day| label(&day.day)).collect();
    let of = |figure: fn(&ToldFigures) -> i64| told.days.iter().map(|day| figure(&day.figures)).collect::<Vec<i64>>();
    let views = of(|figures| figures.unique_page_views);
    let opt_ins = of(|figures| figures.opt_ins);
    let conversions = of(|figures| figures.conversions);
    let series = [
        Series { name: texts::UNIQUE_VIEWS.get(lang), values: &views },
        Series { name: texts::OPT_INS.get(lang), values: &opt_ins },
        Series { name: texts::CONVERSIONS.get(lang), values: &conversions },
    ];
    let (title, head) = (texts::DAY_CHART.get(lang), texts::BY_DAY.get(lang));
    chart::line(&Chart { lang, id: "days", title, head, labels: &labels, series: &series, unit: Unit::Count })
}

fn notes(lang: Lang, told: &Told) -> Markup {
    let error = texts::NOTE_TIME.with(&[("error", &percent(told.time_error_bp))]);
    html! {
        p.small.muted { (texts::NOTE_RATE.get(lang)) " " (texts::NOTE_STAGES.get(lang)) " " (error.get(lang)) }
    }
}
