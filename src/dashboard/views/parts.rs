//! Parts of an account's home.

use maud::{Markup, html};

use crate::{
    base::{
        lang::{Lang, Text},
        period::share_bp,
        time::Day,
    },
    dashboard::{
        model::{Attention, Figures, FunnelFigures, RECENT_DAYS, Readiness},
        texts,
    },
    scoring::{grade::Grade, model::Distribution},
    web::components::{
        card,
        chart::{self, Chart, Series, Step, Unit},
        figure::{self, Bar},
        grade::grade_pill,
        icon::icon,
        number::{grouped, percent},
        table::Address,
    },
};

/// Beyond it the number is only told as "so many or more".
const COUNTED: i64 = 1_000;

/// What waits for somebody, each with the way there.
pub fn attention(lang: Lang, base: &str, today: Day, attention: Attention) -> Markup {
    let nobodys = format!("/leads?status=new&assignee_id=none&from={}", today.plus(-RECENT_DAYS));
    let waiting = [
        (icon("shield-exclamation"), texts::ATTENTION_SUSPECTS, attention.suspects, "/leads?suspect=true"),
        (icon("phone-calling"), texts::ATTENTION_CALLBACKS, attention.overdue_callbacks, "/leads/today?whose=all"),
        (icon("user-question"), texts::ATTENTION_UNASSIGNED, attention.unassigned, nobodys.as_str()),
        (icon("share"), texts::ATTENTION_REFERRALS, attention.flagged_referrals, "/viral-campaigns"),
        (icon("file-pencil"), texts::ATTENTION_DRAFTS, attention.unpublished_pages, "/landing-pages?status=draft"),
        (icon("filter-off"), texts::ATTENTION_NO_FUNNEL, attention.pages_without_funnel, "/landing-pages?status=published"),
    ];
    html! {
        section.card.attention aria-label=(texts::ATTENTION.get(lang)) {
            h2 { (icon("bell")) (texts::ATTENTION.get(lang)) }
            ul {
                @for (sign, label, count, below) in waiting {
                    @if count > 0 {
                        li { a href={ (base) (below) } { (sign) span { (label.get(lang)) } b.num { (told(lang, count)) } } }
                    }
                }
            }
        }
    }
}

fn told(lang: Lang, count: i64) -> String {
    let text = if count >= COUNTED { texts::COUNT_AND_MORE } else { texts::COUNT };
    text.with(&[("n", &grouped(count))]).get(lang).to_owned()
}

/// What to do until the first lead comes, with what is done already.
pub fn first_steps(lang: Lang, base: &str, readiness: Readiness, may_make_content: bool) -> Markup {
    let steps: [(bool, Text, Text, &str); 4] = [
        (readiness.funnels > 0, texts::STEP_FUNNEL, texts::STEP_FUNNEL_HELP, "/funnels/new"),
        (readiness.pages > 0, texts::STEP_PAGE, texts::STEP_PAGE_HELP, "/landing-pages/new"),
        (readiness.published > 0, texts::STEP_PUBLISH, texts::STEP_PUBLISH_HELP, "/landing-pages"),
        (false, texts::STEP_LEAD, texts::STEP_LEAD_HELP, ""),
    ];
    let next = steps.iter().position(|(done, ..)| !done);
    html! {
        section.card {
            div.card-head { div { h2 { (texts::FIRST_STEPS.get(lang)) } p { (texts::FIRST_STEPS_HELP.get(lang)) } } }
            ol.steps {
                @for (n, (done, name, help, below)) in steps.iter().enumerate() {
                    li class=[done.then_some("done")] aria-current=[(Some(n) == next).then_some("step")] {
                        span.sign { @if *done { (icon("check")) span.hidden-text { (texts::STEP_DONE.get(lang)) } } @else { (n + 1) } }
                        div {
                            b { (name.get(lang)) }
                            p.small.muted { (help.get(lang)) }
                        }
                        @if Some(n) == next && may_make_content && !below.is_empty() {
                            a.btn.btn-primary href={ (base) (below) } { (name.get(lang)) }
                        }
                    }
                }
            }
        }
    }
}

/// The funnel that was chosen, and the choice.
pub fn funnel(lang: Lang, address: Address, figures: &Figures) -> Markup {
    let Some(shown) = &figures.funnel else {
        return card::card(texts::FUNNEL.get(lang), html! { p.muted { (texts::NO_FUNNEL.get(lang)) } });
    };
    let steps: Vec<Step> = shown
        .steps
        .iter()
        .map(|step| Step {
            name: step.name.as_deref().unwrap_or_else(|| texts::FUNNEL_VISITORS.get(lang)),
            value: step.value,
            of_first_bp: step.of_first_bp,
            of_previous_bp: step.of_previous_bp,
        })
        .collect();
    html! {
        section.card {
            div.card-head {
                h2 { @if figures.funnels.len() > 1 { (texts::FUNNEL.get(lang)) } @else { (shown.name) } }
                a.small href={ (address.path) "/funnels/" (shown.id) "/report?from=" (figures.period.from) "&to=" (figures.period.to) } { (texts::DETAILS.get(lang)) }
            }
            @if figures.funnels.len() > 1 { (funnel_choice(lang, address, figures, shown)) }
            div.card-body { (chart::funnel(lang, &steps)) }
        }
    }
}

fn funnel_choice(lang: Lang, address: Address, figures: &Figures, shown: &FunnelFigures) -> Markup {
    html! {
        form.funnel-choice method="get" action=(address.path) data-auto {
            @for (name, value) in address.query.iter().filter(|(name, value)| *name != "funnel_id" && !value.is_empty()) {
                input type="hidden" name=(name) value=(value);
            }
            select.form-select name="funnel_id" aria-label=(texts::CHOOSE_FUNNEL.get(lang)) {
                @for (id, name) in &figures.funnels { option value=(id) selected[*id == shown.id] { (name) } }
            }
            button.btn.without-script { (texts::SHOW.get(lang)) }
        }
    }
}

/// Where visitors came from.
pub fn sources(lang: Lang, figures: &Figures) -> Markup {
    let details: Vec<String> = figures
        .sources
        .iter()
        .map(|source| {
            source.opt_in_rate_bp.map_or_else(String::new, |rate| texts::RATE_OF.with(&[("rate", &percent(rate))]).get(lang).to_owned())
        })
        .collect();
    let bars: Vec<Bar> = figures
        .sources
        .iter()
        .zip(&details)
        .map(|(source, detail)| Bar {
            name: source.source.as_deref().unwrap_or_else(|| texts::DIRECT.get(lang)),
            detail,
            value: source.visitors,
            share_bp: share_bp(source.visitors, figures.now.visitors).unwrap_or(0),
        })
        .collect();
    card::card(
        texts::SOURCES.get(lang),
        html! { @if bars.is_empty() { p.muted { (texts::NO_VISITS.get(lang)) } } @else { (figure::bar_list(&bars)) } },
    )
}

/// How the leads stand now; nothing before the first of them has a score.
pub fn scores(lang: Lang, base: &str, scores: &Distribution) -> Markup {
    if scores.leads() == 0 {
        return html! {};
    }
    let ranges: Vec<String> =
        (0..10).map(|ten| if ten == 9 { "90–100".to_owned() } else { format!("{}–{}", ten * 10, ten * 10 + 9) }).collect();
    let chart = Chart {
        lang,
        id: "scores",
        title: texts::SCORES.get(lang),
        head: texts::SCORE_RANGE.get(lang),
        labels: &ranges,
        series: &[Series { name: texts::LEADS.get(lang), values: &scores.buckets }],
        unit: Unit::Count,
    };
    html! {
        section.card {
            div.card-head {
                h2 { (texts::SCORES.get(lang)) }
                a.small href={ (base) "/scoring" } { (texts::DETAILS.get(lang)) }
            }
            div.card-body.stack {
                ul.grades {
                    @for (grade, leads) in Grade::ALL.into_iter().zip(scores.grades) { li { (grade_pill(grade)) span.num { (grouped(leads)) } } }
                }
                (chart::columns(&chart))
            }
        }
    }
}
