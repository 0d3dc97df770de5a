//! What a model would change: while it is computed, and when it is known.

use maud::{Markup, html};

use crate::{
    scoring::{
        change::{Example, Preview},
        grade::Grade,
        model::Progress,
        texts,
        views::place::{Place, ranges},
    },
    web::components::{
        button::{self, Kind},
        card,
        chart::{self, Chart, Series, Unit},
        figure::{self, Tile},
        grade::grade_pill,
        head::page_head_below,
        icon::icon,
        identity,
        notice::notice,
        number::grouped,
        pill::Tone,
        table,
    },
};

/// A preview on its way. The page is loaded again every second by its header.
pub fn running(place: &Place, progress: Progress) -> Markup {
    let lang = place.lang;
    let said = texts::COMPUTED.with(&[("done", &grouped(progress.done)), ("total", &grouped(progress.total))]);
    html! {
        (head(place, html! {}))
        (card::card("", html! {
            div.stack {
                p { (texts::COMPUTING.get(lang)) }
                progress.wide max=(progress.total.max(1)) value=(progress.done) aria-label=(texts::COMPUTING.get(lang)) {}
                p.muted.small { (said.get(lang)) " · " (texts::LEAVE.get(lang)) }
                div { (button::link(Kind::Plain, &place.path("/edit"), texts::CANCEL.get(lang))) }
            }
        }))
    }
}

/// One that came to nothing.
pub fn stopped(place: &Place, id: &str) -> Markup {
    html! {
        (head(place, back(place, id)))
        (notice(Tone::Amber, texts::STOPPED.get(place.lang)))
    }
}

pub fn done(place: &Place, id: &str, preview: &Preview) -> Markup {
    let lang = place.lang;
    let actions = html! {
        (back(place, id))
        (button::action(Kind::Primary, &place.path(&format!("/previews/{id}/apply")), &place.form_token, texts::APPLY.get(lang)))
    };
    let (leads, up, down) = (grouped(preview.leads), grouped(preview.up), grouped(preview.down));
    let tile = |sign: Markup, label: &str, value: &str| {
        figure::tile(&Tile { sign, label, value, unit: texts::UNIT_LEADS.get(lang), change: None, spark: html! {} })
    };
    html! {
        (head(place, actions))
        div.grid {
            (tile(icon("users"), texts::ALL_LEADS.get(lang), &leads))
            (tile(icon("trending-up"), texts::UP.get(lang), &up))
            (tile(icon("trending-down"), texts::DOWN.get(lang), &down))
        }
        div.main-aside {
            div.stack {
                (card::card(texts::DISTRIBUTION.get(lang), chart::columns(&Chart {
                    lang,
                    id: "scores",
                    title: texts::DISTRIBUTION.get(lang),
                    head: texts::SCORE_RANGE.get(lang),
                    labels: &ranges(),
                    series: &[
                        Series { name: texts::AFTER.get(lang), values: &preview.after.buckets },
                        Series { name: texts::BEFORE.get(lang), values: &preview.before.buckets },
                    ],
                    unit: Unit::Count,
                })))
                (card::titled(texts::WHO_CROSSES.get(lang), "", crossings(place, &preview.examples)))
            }
            div.stack { (card::titled(texts::GRADES.get(lang), "", grades(place, preview))) }
        }
    }
}

fn head(place: &Place, actions: Markup) -> Markup {
    let lang = place.lang;
    page_head_below((&place.path(""), texts::TITLE.get(lang)), texts::PREVIEW_TITLE.get(lang), texts::PREVIEW_HELP.get(lang), actions)
}

fn back(place: &Place, id: &str) -> Markup {
    button::link(Kind::Plain, &place.path(&format!("/edit?preview={id}")), html! { (icon("pencil")) (texts::BACK_TO_EDIT.get(place.lang)) })
}

fn grades(place: &Place, preview: &Preview) -> Markup {
    let lang = place.lang;
    let head = html! {
        (table::th(texts::GRADE.get(lang)))
        (table::th_right(texts::BEFORE.get(lang)))
        (table::th_right(texts::AFTER.get(lang)))
        (table::th_right(texts::CHANGE.get(lang)))
    };
    let rows = html! {
        @for ((grade, before), after) in Grade::ALL.into_iter().zip(preview.before.grades).zip(preview.after.grades) {
            tr {
                td { (grade_pill(grade)) }
                td.right { (grouped(before)) }
                td.right { (grouped(after)) }
                td.right.muted { @if after > before { "+" } (grouped(after - before)) }
            }
        }
    };
    html! { div.compact { (table::table(texts::GRADES.get(lang), head, rows)) } }
}

fn crossings(place: &Place, examples: &[Example]) -> Markup {
    let lang = place.lang;
    if examples.is_empty() {
        return html! { p.muted.padded { (texts::NOBODY_CROSSES.get(lang)) } };
    }
    let head = html! {
        (table::th(texts::CUSTOMER.get(lang)))
        (table::th(texts::BEFORE.get(lang)))
        (table::th(texts::AFTER.get(lang)))
    };
    let rows = html! {
        @for example in examples {
            @let nameless = texts::NAMELESS.with(&[("id", &example.lead)]);
            @let called = if example.called.is_empty() { nameless.get(lang) } else { &example.called };
            tr {
                td { (identity::avatar_cell(&format!("{}/leads/{}", place.base, example.lead), called, "")) }
                td.nowrap { (example.before) " " (grade_pill(example.from)) }
                td.nowrap { (example.after) " " (grade_pill(example.to)) }
            }
        }
    };
    html! {
        p.muted.small.padded { (texts::WHO_CROSSES_HELP.get(lang)) }
        div.compact { (table::table(texts::WHO_CROSSES.get(lang), head, rows)) }
    }
}
