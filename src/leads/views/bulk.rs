//! Changing many leads: what exactly is to be done, how far it has come, and what came of earlier runs.

use maud::{Markup, Render as _, html};

use crate::{
    base::{error::FieldErrors, form::RawForm},
    leads::{
        bulk::{Action, Kind, Run, Skipped, State, Which},
        texts,
        views::parts::{self, Place},
        work_status,
    },
    web::components::{
        button::{self, Kind as Look},
        card, empty,
        field::Form,
        head::page_head_below,
        icon::icon,
        identity,
        notice::notice,
        number::grouped,
        pill::{Tone, pill},
        table,
    },
};

/// A run as it is looked at: `at_work` tells one that goes on from one that was cut off.
pub struct Shown<'a> {
    pub run: &'a Run,
    pub skipped: &'a [Skipped],
    pub at_work: bool,
}

/// The form in which somebody says what to do with the leads they chose. `count` leads are meant.
pub fn form(place: &Place, values: &RawForm, errors: &FieldErrors, which: &Which, kind: Kind, count: i64) -> Markup {
    let lang = place.lang;
    let form = Form::new(lang, values, errors);
    let back = list_path(place, &which.query_string());
    let number = grouped(count);
    let (sure, start) = (texts::BULK_SURE.with(&[("n", &number)]), texts::BULK_START.with(&[("n", &number)]));
    html! {
        (page_head_below((&back, texts::TITLE.get(lang)), kind.label().get(lang), "", ""))
        form.narrow.stack method="post" action=(place.path("/bulk/new")) {
            (button::token(&place.form_token))
            (form.summary())
            input type="hidden" name="action" value=(kind.name());
            @match which {
                Which::Fitting(_) => {
                    input type="hidden" name="scope" value="all";
                    input type="hidden" name="filter" value=(which.query_string());
                },
                Which::Picked(ids) => @for id in ids { input type="hidden" name="id" value=(id); },
            }
            (card::card(texts::TO_WHAT.get(lang), fields(place, form, kind)))
            @if count > 0 { (notice(Tone::Amber, sure.get(lang))) } @else { (notice(Tone::Red, texts::BULK_NOBODY.get(lang))) }
            div.form-submit {
                @if count > 0 { (button::submit(Look::Primary, start.get(lang))) }
                (button::link(Look::Plain, &back, texts::CANCEL.get(lang)))
            }
        }
    }
}

fn fields(place: &Place, form: Form, kind: Kind) -> Markup {
    let lang = place.lang;
    match kind {
        Kind::WorkStatus => {
            let choices: Vec<(&str, &str)> = work_status::ALL.iter().map(|status| (status.key, status.label.get(lang))).collect();
            html! {
                div.stack {
                    (form.select("work_status", texts::WORK_STATUS, &choices))
                    (form.datetime("callback_at", texts::CALLBACK))
                }
            }
        }
        Kind::Stage => {
            let stages: Vec<(String, String)> = place
                .funnels
                .iter()
                .flat_map(|funnel| {
                    funnel.stages.iter().map(|stage| (format!("{}:{}", funnel.id, stage.key), format!("{} › {}", funnel.name, stage.name)))
                })
                .collect();
            let choices: Vec<(&str, &str)> = stages.iter().map(|(value, name)| (value.as_str(), name.as_str())).collect();
            form.select("stage", texts::STAGE, &choices).help(texts::BULK_STAGE_HELP).render()
        }
        Kind::Assign => {
            let ids = place.user_ids();
            let choices = place.user_choices(&ids, texts::NOBODY.get(lang));
            form.select("assignee_id", texts::ASSIGNEE, &choices).render()
        }
        Kind::AddTag | Kind::RemoveTag => form.text("tag", texts::TAG).required().max_chars(40).autocomplete("off").render(),
    }
}

/// One run: how far it is, what it left alone, and the ways to stop it or go on.
pub fn run(place: &Place, shown: &Shown) -> Markup {
    let (lang, run) = (place.lang, shown.run);
    let own = place.path(&format!("/bulk/{}", run.id));
    html! {
        (page_head_below(
            (&place.path("/bulk"), texts::BULK_HISTORY.get(lang)),
            &told(place, &run.action),
            html! { (place.time(run.started_at)) " " (run.started_by) },
            "",
        ))
        (progress(place, shown, &own))
    }
}

/// The part of a run's page that is asked for again while it goes on.
pub fn progress(place: &Place, shown: &Shown, own: &str) -> Markup {
    let (lang, run) = (place.lang, shown.run);
    let goes_on = run.state == State::Running && shown.at_work;
    let (done, total) = (grouped(run.done), grouped(run.total.max(run.done)));
    let so_far = texts::BULK_PROGRESS.with(&[("total", &total), ("done", &done)]);
    let left_alone: i64 = run.done - run.changed;
    html! {
        div.run.stack id="run" hx-get=[goes_on.then_some(own)] hx-trigger=[goes_on.then_some("every 1s")] hx-select="#run" hx-swap="outerHTML" {
            @match (run.state, shown.at_work) {
                (State::Running, false) => (notice(Tone::Amber, texts::BULK_CUT_OFF_HELP.with(&[("done", &done)]).get(lang))),
                (State::Halted, _) => (notice(Tone::Amber, texts::BULK_HALTED_HELP.with(&[("done", &done)]).get(lang))),
                (State::Failed, _) => (notice(Tone::Red, texts::BULK_FAILED_HELP.with(&[("done", &done)]).get(lang))),
                _ => {},
            }
            (card::card("", html! {
                div.stack {
                    div {
                        p.strong { (state_pill(place, shown)) " " (so_far.get(lang)) }
                        progress value=(run.done) max=(run.total.max(run.done).max(1)) aria-label=(so_far.get(lang)) {}
                    }
                    div.sums {
                        span { (texts::BULK_CHANGED.get(lang)) b { (grouped(run.changed)) } }
                        span { (texts::BULK_SKIPPED.get(lang)) b { (grouped(left_alone)) } }
                    }
                    @if run.state.may_go_on() {
                        div.actions {
                            @if goes_on {
                                (button::action(Look::Plain, &format!("{own}/cancel"), &place.form_token, texts::BULK_CANCEL.get(lang)))
                                (button::link(Look::Quiet, own, texts::REFRESH.get(lang)))
                            } @else {
                                (button::action(Look::Primary, &format!("{own}/resume"), &place.form_token, texts::BULK_RESUME.get(lang)))
                                @if run.state == State::Running {
                                    (button::action(Look::Plain, &format!("{own}/cancel"), &place.form_token, texts::BULK_CANCEL.get(lang)))
                                }
                            }
                        }
                    }
                }
            }))
            @if !shown.skipped.is_empty() { (card::card(texts::BULK_SKIPPED.get(lang), skips(place, shown.skipped))) }
            @if matches!(run.which, Which::Fitting(_)) && !run.which.forgot_search() {
                p { a href=(list_path(place, &run.which.query_string())) { (texts::WHICH_FILTER.get(lang)) } }
            }
        }
    }
}

/// The runs of the account, the newest first.
pub fn runs(place: &Place, runs: &[Shown]) -> Markup {
    let lang = place.lang;
    let head = html! {
        (table::th(texts::BULK_ACTION.get(lang)))
        (table::th(texts::BULK_STATE.get(lang)))
        (table::th(texts::BULK_RESULT.get(lang)))
        (table::th(texts::BULK_BY.get(lang)))
        (table::th_right(texts::BULK_WHEN.get(lang)))
    };
    let rows = html! {
        @for shown in runs {
            @let run = shown.run;
            @let result = texts::BULK_CHANGED_N.with(&[("changed", &grouped(run.changed)), ("skipped", &grouped(run.done - run.changed))]);
            tr {
                td { (identity::two_lines(&place.path(&format!("/bulk/{}", run.id)), &told(place, &run.action), "")) }
                td { (state_pill(place, shown)) }
                td.nowrap { (result.get(lang)) }
                td.nowrap { (run.started_by) }
                td.right.muted { (place.time(run.started_at)) }
            }
        }
    };
    html! {
        (page_head_below((&place.path(""), texts::TITLE.get(lang)), texts::BULK_HISTORY.get(lang), "", ""))
        (card::flush(html! {
            @if runs.is_empty() {
                (empty::empty_state(icon("list-check"), texts::BULK_NONE.get(lang), texts::BULK_NONE_HELP.get(lang),
                    button::link(Look::Plain, &place.path(""), texts::TITLE.get(lang))))
            } @else {
                (table::table(texts::BULK_HISTORY.get(lang), head, rows))
            }
        }))
    }
}

/// What a run does, in words: `단계 옮기기: 상담 › 예약`.
pub fn told(place: &Place, action: &Action) -> String {
    let what = match action {
        Action::WorkStatus { key, .. } => parts::work_status_label(key, place.lang).to_owned(),
        Action::Stage { funnel, stage } => match place.funnel(Some(*funnel)) {
            Some(funnel) => format!("{} › {}", funnel.name, funnel.stage(stage).map_or(stage.as_str(), |stage| stage.name.as_str())),
            None => stage.clone(),
        },
        Action::Assign { user } => place.user_name(*user).unwrap_or_else(|| texts::NOBODY.get(place.lang)).to_owned(),
        Action::AddTag { tag } | Action::RemoveTag { tag } => tag.clone(),
    };
    format!("{}: {what}", action.kind().label().get(place.lang))
}

fn skips(place: &Place, skipped: &[Skipped]) -> Markup {
    let lang = place.lang;
    html! {
        dl.facts {
            @for known in skipped {
                dt { (known.reason.label().get(lang)) }
                dd {
                    span.num { (grouped(known.leads)) }
                    span.small.muted {
                        @for id in &known.examples { " " a href=(place.path(&format!("/{id}"))) { "#" (id) } }
                        @if i64::try_from(known.examples.len()).unwrap_or(i64::MAX) < known.leads { " …" }
                    }
                }
            }
        }
    }
}

fn state_pill(place: &Place, shown: &Shown) -> Markup {
    let (tone, text) = match (shown.run.state, shown.at_work) {
        (State::Running, true) => (Tone::Blue, texts::BULK_RUNNING),
        (State::Running, false) => (Tone::Amber, texts::BULK_CUT_OFF),
        (State::Done, _) => (Tone::Green, texts::BULK_DONE),
        (State::Cancelled, _) => (Tone::Grey, texts::BULK_STOPPED),
        (State::Halted, _) => (Tone::Amber, texts::BULK_HALTED),
        (State::Failed, _) => (Tone::Red, texts::BULK_FAILED),
    };
    pill(tone, text.get(place.lang))
}

fn list_path(place: &Place, query_string: &str) -> String {
    if query_string.is_empty() { place.path("") } else { place.path(&format!("?{query_string}")) }
}
