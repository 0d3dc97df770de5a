//! A lead's score on its page: the grade, what it is made of, and how it went.

use maud::{Markup, html};

use crate::{
    base::lang::Text,
    leads::{texts, views::parts::Place},
    scoring::{
        compute::Explained,
        wording::{self, Reader, Told},
    },
    web::components::{card, chart, grade::grade_pill, table},
};

/// The card. `history` holds a total a week; somebody who may not see who it is reads no answers among the reasons.
pub fn score(place: &Place, explained: &Explained, history: &[i64], masks: bool) -> Markup {
    let lang = place.lang;
    let model = &explained.version.model;
    let reader = Reader { lang, zone: place.zone, masks };
    let lines = wording::lines(model, &explained.facts, &explained.score.lines, reader);
    let part = |label: Text, score: i64, most: i64| {
        (
            label.get(lang),
            html! {
                div.score-part {
                    progress max=(most) value=(score.max(0)) aria-label=(label.get(lang)) {}
                    span.muted.small.nowrap { (texts::OUT_OF.with(&[("score", &score), ("most", &most)]).get(lang)) }
                }
            },
        )
    };
    let score = &explained.score;
    card::titled(
        texts::SCORE_CARD.get(lang),
        "",
        html! {
            div.card-body.stack {
                div.score-head {
                    div.score-total { span.num { (score.total) } (grade_pill(explained.grade)) }
                    div.muted.small { (explained.grade.meaning().get(lang)) }
                    @if history.len() > 1 {
                        div.score-past { (chart::sparkline(history)) span.muted.small { (texts::SCORE_HISTORY.get(lang)) } }
                    }
                }
                (card::facts(&[
                    part(texts::FIT, score.fit, model.caps.fit),
                    part(texts::ENGAGEMENT, score.engagement, model.caps.engagement),
                    part(texts::TOTAL_SCORE, score.total, model.caps.total),
                ]))
                @if lines.is_empty() { p.muted { (texts::NO_SCORE_LINES.get(lang)) } }
            }
            @if !lines.is_empty() { div.compact { (told(place, &lines, score.total)) } }
        },
    )
}

fn told(place: &Place, lines: &[Told], total: i64) -> Markup {
    let lang = place.lang;
    let head = html! { (table::th(texts::SCORE_RULE.get(lang))) (table::th_right(texts::SCORE_POINTS.get(lang))) };
    let rows = html! {
        @for line in lines {
            tr {
                td { (line.rule) @if !line.reason.is_empty() { div { span.muted.small { (line.reason) } } } }
                td.right.num { @if line.points > 0 { "+" } (line.points) }
            }
        }
        tr { td.strong { (texts::TOTAL_SCORE.get(lang)) } td.right.strong.num { (total) } }
    };
    table::table(texts::SCORE_LINES.get(lang), head, rows)
}
