//! The pages of an account's alerts and of what was sent. `alarms` are the operator's.

pub mod alarms;

use maud::{Markup, html};

use crate::{
    alerts::{
        model::{Delivery, Progress, What},
        texts,
    },
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::{Lang, Text},
        page::Page,
        time::{Timestamp, Zone},
    },
    web::components::{
        button::{self, Kind},
        card, empty,
        field::Form,
        head::page_head,
        icon::icon,
        moment::moment,
        notice::notice,
        pill::{Tone, pill},
        settings_tabs::{self, settings_tabs},
        table::{self, Address},
        tabs::{Tab, segmented},
    },
};

pub struct Shown<'a> {
    pub lang: Lang,
    /// `/accounts/{slug}`
    pub base: &'a str,
    /// Has anybody saved these settings?
    pub is_chosen: bool,
    pub has_mail_server: bool,
    pub has_webhook: bool,
    /// What "in full" means here: an account that masks people on its lists masks them in alerts too.
    pub full_help: Text,
    pub failed: i64,
    pub form_token: &'a str,
}

/// Who is alerted.
pub fn alerts(shown: &Shown<'_>, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let lang = shown.lang;
    let form = Form::new(lang, typed, errors);
    html! {
        (page_head(texts::TITLE.get(lang), texts::SUBTITLE.get(lang), ""))
        (settings_tabs(lang, shown.base, settings_tabs::Tab::Alerts))
        div.narrow.stack {
            @if shown.failed > 0 { (failed_notice(shown)) }
            @if !shown.has_mail_server {
                (notice(Tone::Amber, html! {
                    (texts::NO_MAIL_SERVER.get(lang)) " "
                    a href={ (shown.base) "/settings/mail" } { (texts::TO_MAIL_SERVER.get(lang)) }
                }))
            } @else if !shown.is_chosen {
                (notice(Tone::Blue, texts::NOBODY.get(lang)))
            }
            (form.summary())
            form.stack method="post" action={ (shown.base) "/settings/alerts" } {
                (button::token(shown.form_token))
                (card::card(texts::MAIL_CARD.get(lang), html! {
                    div.stack {
                        (form.checkbox("to_assignee", texts::FIELD_ASSIGNEE))
                        (form.textarea("emails", texts::FIELD_EMAILS, 4).help(texts::FIELD_EMAILS_HELP))
                        (form.checkbox("full_mail", texts::FIELD_FULL_MAIL).help(shown.full_help))
                    }
                }))
                (card::card(texts::WEBHOOK_CARD.get(lang), html! {
                    div.stack {
                        (form.checkbox("webhook", texts::FIELD_WEBHOOK))
                        @if !shown.has_webhook {
                            p.small.muted {
                                (texts::NO_WEBHOOK.get(lang))
                                a href={ (shown.base) "/settings/webhook" } { (texts::TO_WEBHOOK.get(lang)) }
                            }
                        }
                        (form.checkbox("full_webhook", texts::FIELD_FULL_WEBHOOK).help(shown.full_help))
                    }
                }))
                div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
            }
        }
    }
}

fn failed_notice(shown: &Shown<'_>) -> Markup {
    notice(
        Tone::Red,
        html! {
            (texts::FAILED_NOTICE.with(&[("count", &shown.failed)]).get(shown.lang)) " "
            a href={ (shown.base) "/settings/deliveries?state=failed" } { (texts::TO_FAILED.get(shown.lang)) }
        },
    )
}

pub struct Listed<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub now: Timestamp,
    pub base: &'a str,
    pub query: &'a RawForm,
    /// The state that was asked for.
    pub progress: Option<Progress>,
    pub failed: i64,
    pub found: &'a Page<Delivery>,
    pub form_token: &'a str,
}

/// What was sent, what waits, what failed.
pub fn deliveries(listed: &Listed<'_>) -> Markup {
    let lang = listed.lang;
    let path = format!("{}/settings/deliveries", listed.base);
    html! {
        (page_head(texts::DELIVERIES.get(lang), texts::DELIVERIES_SUBTITLE.get(lang), ""))
        (settings_tabs(lang, listed.base, settings_tabs::Tab::Deliveries))
        @if listed.found.data.is_empty() && listed.progress.is_none() {
            (card::flush(empty::empty_state(icon("send"), texts::NONE.get(lang), texts::NONE_HELP.get(lang),
                button::link(Kind::Primary, &format!("{}/settings/alerts", listed.base), texts::TO_ALERTS.get(lang)))))
        } @else {
            (card::titled(texts::DELIVERIES.get(lang), states(listed, &path), html! {
                @if listed.found.data.is_empty() {
                    (empty::empty_state(icon("send"), texts::NONE_FOUND.get(lang), texts::NONE_FOUND_HELP.get(lang), ""))
                } @else {
                    (table::table(texts::DELIVERIES.get(lang), head(lang), html! { @for job in &listed.found.data { (row(listed, &path, job)) } }))
                    (table::pages(lang, Address::new(&path, listed.query), &listed.found.page))
                }
            }))
        }
    }
}

fn states(listed: &Listed<'_>, path: &str) -> Markup {
    let choices = [
        (None, String::new(), texts::ALL, None),
        (Some(Progress::Waiting), "?state=waiting".to_owned(), texts::WAITING, None),
        (Some(Progress::Failed), "?state=failed".to_owned(), texts::FAILED, Some(listed.failed)),
        (Some(Progress::Sent), "?state=sent".to_owned(), texts::SENT, None),
    ]
    .map(|(state, query, label, count)| (state, format!("{path}{query}"), label, count));
    let tabs: Vec<Tab<'_>> = choices
        .iter()
        .map(|(state, href, label, count)| Tab { href, label: label.get(listed.lang), current: *state == listed.progress, count: *count })
        .collect();
    segmented(texts::STATES.get(listed.lang), &tabs)
}

fn head(lang: Lang) -> Markup {
    html! {
        (table::th(texts::COLUMN_WHAT.get(lang)))
        (table::th(texts::COLUMN_STATE.get(lang)))
        (table::th(texts::COLUMN_ANSWER.get(lang)))
        (table::th_right(texts::COLUMN_TRIES.get(lang)))
        (table::th_right(texts::COLUMN_AT.get(lang)))
        (table::th(texts::COLUMN_ACTION.get(lang)))
    }
}

fn row(listed: &Listed<'_>, path: &str, one: &Delivery) -> Markup {
    let lang = listed.lang;
    html! {
        tr {
            td { (what(listed, &one.what)) }
            td.nowrap { (state(lang, one)) }
            td.small { (answer(lang, listed.zone, one)) }
            td.right { (one.tries) }
            td.right.muted.nowrap { (moment(lang, listed.zone, listed.now, one.created_at)) }
            td {
                @if one.progress.has_ended() {
                    (button::action(Kind::Small, &format!("{path}/{}/repetition", one.id), listed.form_token, texts::AGAIN.get(lang)))
                }
            }
        }
    }
}

fn state(lang: Lang, one: &Delivery) -> Markup {
    let tone = match one.progress {
        Progress::Waiting if one.waits_again() => Tone::Amber,
        Progress::Waiting => Tone::Grey,
        Progress::Running => Tone::Blue,
        Progress::Sent => Tone::Green,
        Progress::Failed => Tone::Red,
    };
    pill(tone, one.progress.label().get(lang))
}

/// What came of the last try, and when the next one is.
fn answer(lang: Lang, zone: Zone, one: &Delivery) -> Markup {
    html! {
        @if let Some(answer) = &one.answer { (answer.get(lang)) }
        @if one.waits_again() { div.muted { (texts::NEXT_TRY.with(&[("at", &zone.date_time(one.due_at))]).get(lang)) } }
    }
}

/// What it is, about which lead, to whom.
fn what(listed: &Listed<'_>, what: &What) -> Markup {
    let lang = listed.lang;
    let (label, lead, detail) = match what {
        What::LeadMail { lead, to } => (texts::WHAT_LEAD_MAIL, Some(*lead), Some(to.as_str())),
        What::LeadCall { lead } => (texts::WHAT_LEAD_WEBHOOK, Some(*lead), None),
        What::Letter { subject, .. } => (texts::WHAT_LETTER, None, Some(subject.as_str())),
        What::Call => (texts::WHAT_WEBHOOK, None, None),
    };
    html! {
        @if let Some(lead) = lead {
            a href={ (listed.base) "/leads/" (lead) } { (label.get(lang)) ", " (texts::LEAD.with(&[("id", &lead)]).get(lang)) }
        } @else {
            (label.get(lang))
        }
        @if let Some(detail) = detail { div.small.muted { (detail) } }
    }
}
