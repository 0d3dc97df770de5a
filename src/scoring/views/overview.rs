//! The model that is active, in words: its rules, where leads stand, and the versions before it.

use maud::{Markup, html};

use crate::{
    scoring::{
        grade::Grade,
        model::{Distribution, Model, Progress, Versioned},
        texts,
        views::place::{Place, ranges},
        wording,
    },
    web::components::{
        button::{self, Kind},
        card,
        chart::{self, Chart, Series, Unit},
        grade::grade_pill,
        head::page_head,
        icon::icon,
        notice::notice,
        number::grouped,
        pill::{Tone, pill},
        table,
    },
};

/// What there is to see.
pub struct Overview<'a> {
    /// The newest versions, the active one first.
    pub versions: &'a [Versioned],
    pub active: &'a Versioned,
    pub distribution: &'a Distribution,
    /// A pass over all leads on its way.
    pub running: Option<Progress>,
}

pub fn overview(place: &Place, shown: &Overview) -> Markup {
    let lang = place.lang;
    let model = &shown.active.model;
    let subtitle = texts::SUBTITLE.with(&[("version", &shown.active.version)]);
    let edit = html! {
        @if place.may_change { (button::link(Kind::Primary, &place.path("/edit"), html! { (icon("pencil")) (texts::EDIT.get(lang)) })) }
    };
    html! {
        (page_head(texts::TITLE.get(lang), subtitle.get(lang), edit))
        @if let Some(progress) = shown.running {
            (notice(Tone::Blue, texts::RUNNING.with(&[("done", &grouped(progress.done)), ("total", &grouped(progress.total))]).get(lang)))
        }
        div.main-aside {
            div.stack {
                (card::titled(texts::FIT.get(lang), "", fit(place, model)))
                (card::titled(texts::ENGAGEMENT.get(lang), "", engagement(place, model)))
                (card::card(texts::DISQUALIFIERS.get(lang), disqualifiers(place, model)))
                (card::card(texts::DISTRIBUTION.get(lang), distribution(place, shown.distribution)))
            }
            div.stack {
                (card::titled(texts::GRADES.get(lang), "", grades(place, model, shown.distribution)))
                (card::card(texts::CAPS.get(lang), card::facts(&[
                    (texts::FIT.get(lang), html! { (model.caps.fit) }),
                    (texts::ENGAGEMENT.get(lang), html! { (model.caps.engagement) }),
                    (texts::TOTAL.get(lang), html! { (model.caps.total) }),
                ])))
                (card::titled(texts::VERSIONS.get(lang), "", versions(place, shown)))
            }
        }
    }
}

fn fit(place: &Place, model: &Model) -> Markup {
    let lang = place.lang;
    html! {
        p.muted.small.padded { (texts::FIT_HELP.get(lang)) }
        @if model.fit.is_empty() { p.padded { (texts::NO_RULES.get(lang)) } }
        @else {
            div.compact { (table::table(texts::FIT.get(lang), html! { (table::th(texts::RULE.get(lang))) (table::th_right(texts::POINTS.get(lang))) }, html! {
                @for rule in &model.fit {
                    tr { td { (wording::of_test(&rule.test, lang)) } td.right { (points(rule.points)) } }
                }
            })) }
        }
    }
}

fn engagement(place: &Place, model: &Model) -> Markup {
    let lang = place.lang;
    let head = html! {
        (table::th(texts::RULE.get(lang)))
        (table::th(texts::BOUNDS.get(lang)))
        (table::th_right(texts::POINTS.get(lang)))
    };
    html! {
        p.muted.small.padded { (texts::ENGAGEMENT_HELP.get(lang)) }
        @if model.engagement.is_empty() { p.padded { (texts::NO_RULES.get(lang)) } }
        @else {
            (table::table(texts::ENGAGEMENT.get(lang), head, html! {
                @for rule in &model.engagement {
                    tr {
                        td { (wording::of_engagement(rule, lang)) }
                        td.muted { (wording::of_bounds(rule, lang)) }
                        td.right { (points(rule.points)) }
                    }
                }
            }))
        }
    }
}

fn disqualifiers(place: &Place, model: &Model) -> Markup {
    let lang = place.lang;
    html! {
        p.muted.small { (texts::DISQUALIFIERS_HELP.get(lang)) }
        @if model.disqualifiers.is_empty() { p { (texts::NO_RULES.get(lang)) } }
        @else { ul { @for test in &model.disqualifiers { li { (wording::of_test(test, lang)) } } } }
    }
}

fn distribution(place: &Place, distribution: &Distribution) -> Markup {
    let lang = place.lang;
    if distribution.leads() == 0 {
        return html! { p.muted { (texts::NO_LEADS.get(lang)) } };
    }
    chart::columns(&Chart {
        lang,
        id: "scores",
        title: texts::DISTRIBUTION.get(lang),
        head: texts::SCORE_RANGE.get(lang),
        labels: &ranges(),
        series: &[Series { name: texts::LEADS.get(lang), values: &distribution.buckets }],
        unit: Unit::Count,
    })
}

fn grades(place: &Place, model: &Model, distribution: &Distribution) -> Markup {
    let lang = place.lang;
    let thresholds = model.thresholds;
    let rungs = [
        texts::FROM_POINTS.with(&[("points", &thresholds.a)]),
        texts::FROM_POINTS.with(&[("points", &thresholds.b)]),
        texts::FROM_POINTS.with(&[("points", &thresholds.c)]),
        texts::BELOW.with(&[("points", &thresholds.c)]),
    ];
    let head = html! {
        (table::th(texts::GRADE.get(lang)))
        (table::th(texts::POINTS.get(lang)))
        (table::th_right(texts::LEADS.get(lang)))
    };
    let rows = html! {
        @for ((grade, rung), leads) in Grade::ALL.into_iter().zip(&rungs).zip(distribution.grades) {
            tr {
                td { (grade_pill(grade)) div { span.muted.small { (grade.meaning().get(lang)) } } }
                td.nowrap { (rung.get(lang)) }
                td.right { a href={ (place.base) "/leads?sort=-score&grade=" (grade.name()) } { (grouped(leads)) } }
            }
        }
    };
    html! {
        div.compact { (table::table(texts::GRADES.get(lang), head, rows)) }
        @if thresholds.margin > 0 { p.muted.small.padded { (texts::MARGIN_SAID.with(&[("points", &thresholds.margin)]).get(lang)) } }
    }
}

fn versions(place: &Place, shown: &Overview) -> Markup {
    let lang = place.lang;
    html! {
        ul.rows {
            @for version in shown.versions {
                @let is_active = version.version == shown.active.version;
                li {
                    div {
                        div.strong { (texts::VERSION.with(&[("version", &version.version)]).get(lang)) " " @if is_active { (pill(Tone::Green, texts::ACTIVE.get(lang))) } }
                        div.muted.small {
                            @if version.activated_by.is_empty() { (texts::FIRST_VERSION.get(lang)) }
                            @else { (place.zone.date_time(version.activated_at)) " · " (version.activated_by) }
                        }
                    }
                    @if !is_active && place.may_change {
                        div.actions {
                            (button::link(Kind::Small, &place.path(&format!("/edit?version={}", version.version)), html! { (texts::OPEN.get(lang)) (spoken(place, version.version)) }))
                            (button::action(Kind::Small, &place.path(&format!("/versions/{}/restore", version.version)), &place.form_token,
                                html! { (texts::RESTORE.get(lang)) (spoken(place, version.version)) }))
                        }
                    }
                }
            }
        }
    }
}

/// Tells buttons of a list apart for those who hear them.
fn spoken(place: &Place, version: i64) -> Markup {
    html! { span.hidden-text { ": " (texts::VERSION.with(&[("version", &version)]).get(place.lang)) } }
}

fn points(points: i64) -> Markup {
    html! { span.num { @if points > 0 { "+" } (points) } }
}
