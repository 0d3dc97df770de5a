//! The operator's pages: what is wrong, and who is told.

use maud::{Markup, html};

use crate::{
    alerts::{
        alarm::{Known, Severity},
        model::{Delivery, What},
        texts,
        views::{answer, state},
    },
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::Lang,
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
        settings_tabs::{AlarmTab, alarm_tabs},
        table,
    },
};

/// Where and when a page is read.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub now: Timestamp,
    pub form_token: &'a str,
}

/// Open alarms, and those of the last 30 days.
pub fn list(look: Look<'_>, open: &[Known], past: &[Known]) -> Markup {
    let lang = look.lang;
    html! {
        (page_head(texts::ALARMS.get(lang), texts::ALARMS_SUBTITLE.get(lang), ""))
        (alarm_tabs(lang, AlarmTab::List))
        @if open.is_empty() && past.is_empty() {
            (card::flush(empty::empty_state(icon("bell"), texts::NO_ALARMS.get(lang), texts::NO_ALARMS_HELP.get(lang),
                button::link(Kind::Primary, "/settings/alarms", texts::TO_RECEIVERS.get(lang)))))
        } @else {
            @if open.is_empty() {
                (notice(Tone::Green, texts::ALL_IS_WELL.get(lang)))
            } @else {
                (card::titled(texts::OPEN_CARD.get(lang), "", table::table(texts::OPEN_CARD.get(lang), open_head(lang),
                    html! { @for known in open { (open_row(look, known)) } })))
            }
            @if !past.is_empty() {
                (card::titled(texts::PAST_CARD.get(lang), "", table::table(texts::PAST_CARD.get(lang), past_head(lang),
                    html! { @for known in past { (past_row(look, known)) } })))
            }
        }
    }
}

fn open_head(lang: Lang) -> Markup {
    html! {
        (table::th(texts::COLUMN_ALARM.get(lang)))
        (table::th(texts::COLUMN_SEVERITY.get(lang)))
        (table::th_right(texts::COLUMN_SINCE.get(lang)))
        (table::th_right(texts::COLUMN_TOLD.get(lang)))
        (table::th(texts::COLUMN_SEEN.get(lang)))
    }
}

fn open_row(look: Look<'_>, known: &Known) -> Markup {
    let Look { lang, zone, now, form_token } = look;
    html! {
        tr {
            td {
                b { (known.alarm.what.get(lang)) }
                div.small { (known.alarm.remedy.get(lang)) }
            }
            td.nowrap { (severity(lang, known.alarm.severity)) }
            td.right.nowrap {
                (moment(lang, zone, now, known.since))
                @if known.found_at > known.since {
                    div.small.muted { (texts::STILL.with(&[("at", &zone.date_time(known.found_at))]).get(lang)) }
                }
            }
            td.right.nowrap.muted {
                @if let Some(told) = known.told { (moment(lang, zone, now, told.at)) } @else { (texts::NOT_TOLD.get(lang)) }
            }
            td.nowrap {
                @if let Some((name, at)) = &known.seen {
                    (texts::SEEN_BY.with(&[("name", name)]).get(lang))
                    div.small.muted { (moment(lang, zone, now, *at)) }
                } @else {
                    (button::action(Kind::Small, &format!("/alarms/{}/seen", known.id), form_token, texts::SEE.get(lang)))
                }
            }
        }
    }
}

fn past_head(lang: Lang) -> Markup {
    html! {
        (table::th(texts::COLUMN_WHAT.get(lang)))
        (table::th(texts::COLUMN_SEVERITY.get(lang)))
        (table::th_right(texts::COLUMN_SINCE.get(lang)))
        (table::th_right(texts::COLUMN_UNTIL.get(lang)))
    }
}

fn past_row(look: Look<'_>, known: &Known) -> Markup {
    let Look { lang, zone, .. } = look;
    html! {
        tr {
            td { (known.alarm.what.get(lang)) }
            td.nowrap { (severity(lang, known.alarm.severity)) }
            td.right.nowrap.muted { (zone.date_time(known.since)) }
            td.right.nowrap.muted { @if let Some(at) = known.over_at { (zone.date_time(at)) } }
        }
    }
}

fn severity(lang: Lang, severity: Severity) -> Markup {
    pill(if severity == Severity::Critical { Tone::Red } else { Tone::Amber }, severity.label().get(lang))
}

/// Who is told, and through what.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// Has anybody saved these settings?
    pub is_chosen: bool,
    pub has_mail_server: bool,
    pub has_webhook: bool,
}

pub fn settings(look: Look<'_>, ways: Ways, sent: &[Delivery], typed: &RawForm, errors: &FieldErrors) -> Markup {
    let lang = look.lang;
    let form = Form::new(lang, typed, errors);
    html! {
        (page_head(texts::RECEIVERS.get(lang), texts::RECEIVERS_SUBTITLE.get(lang), ""))
        (alarm_tabs(lang, AlarmTab::Receivers))
        div.narrow.stack {
            (told_so_far(lang, ways))
            (form.summary())
            form.stack method="post" action="/settings/alarms" {
                (button::token(look.form_token))
                (card::card(texts::MAIL_OF_ALARMS.get(lang), html! {
                    div.stack {
                        (form.checkbox("to_owners", texts::FIELD_OWNERS))
                        (form.textarea("emails", texts::FIELD_ALARM_EMAILS, 4).help(texts::FIELD_EMAILS_HELP))
                    }
                }))
                (card::card(texts::WEBHOOK_OF_ALARMS.get(lang), html! {
                    div.stack {
                        (form.checkbox("webhook", texts::FIELD_ALARM_WEBHOOK))
                        @if !ways.has_webhook {
                            p.small.muted { (texts::NO_WEBHOOK.get(lang)) a href="/settings/webhook" { (texts::TO_WEBHOOK.get(lang)) } }
                        }
                    }
                }))
                div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
            }
            (card::card(texts::TEST_CARD.get(lang), html! {
                div.stack {
                    p { (texts::TEST_HELP.get(lang)) }
                    (button::action(Kind::Plain, "/settings/alarms/test", look.form_token, texts::TEST.get(lang)))
                }
            }))
            @if !sent.is_empty() {
                (card::titled(texts::RECENT.get(lang), "", table::table(texts::RECENT.get(lang), sent_head(lang),
                    html! { @for one in sent { (sent_row(look, one)) } })))
            }
        }
    }
}

fn told_so_far(lang: Lang, ways: Ways) -> Markup {
    let to_mail = html! { " " a href="/mail" { (texts::TO_MAIL_SERVER.get(lang)) } };
    match (ways.has_mail_server, ways.has_webhook) {
        (false, false) => notice(Tone::Amber, html! { (texts::NO_WAY.get(lang)) (to_mail) }),
        (false, true) => notice(Tone::Amber, html! { (texts::NO_AGENCY_MAIL.get(lang)) (to_mail) }),
        (true, _) if !ways.is_chosen => notice(Tone::Blue, texts::OWNERS_SO_FAR.get(lang)),
        (true, _) => html! {},
    }
}

fn sent_head(lang: Lang) -> Markup {
    html! {
        (table::th(texts::COLUMN_WHAT.get(lang)))
        (table::th(texts::COLUMN_STATE.get(lang)))
        (table::th(texts::COLUMN_ANSWER.get(lang)))
        (table::th_right(texts::COLUMN_AT.get(lang)))
        (table::th(texts::COLUMN_ACTION.get(lang)))
    }
}

fn sent_row(look: Look<'_>, one: &Delivery) -> Markup {
    let Look { lang, zone, now, form_token } = look;
    html! {
        tr {
            td {
                @if let What::Letter { to, subject } = &one.what {
                    (texts::WHAT_LETTER.get(lang))
                    div.small.muted { (to) }
                    div.small.muted { (subject) }
                } @else {
                    (texts::WHAT_WEBHOOK.get(lang))
                }
            }
            td.nowrap { (state(lang, one)) }
            td.small { (answer(lang, zone, one)) }
            td.right.muted.nowrap { (moment(lang, zone, now, one.created_at)) }
            td {
                @if one.progress.has_ended() {
                    (button::action(Kind::Small, &format!("/settings/alarms/deliveries/{}/repetition", one.id), form_token, texts::AGAIN.get(lang)))
                }
            }
        }
    }
}
