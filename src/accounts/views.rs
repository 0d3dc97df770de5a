//! The agency's overview, an account's first page, and its settings.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{
    accounts::{
        model::{Account, AccountStatus},
        texts,
    },
    base::{
        error::FieldErrors,
        form::RawForm,
        ids::CustomerId,
        lang::{Lang, Text, text},
        time::{Timestamp, Zone},
    },
    leads::model::{Contact, Lead},
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm},
        empty,
        field::Form,
        figure::{self, Tile},
        head::{page_head, page_head_below},
        icon::icon,
        identity,
        moment::moment,
        notice::notice,
        number::grouped,
        pill::{Tone, pill},
        table,
    },
};

/// An account with its figures, or with what is wrong with its file.
pub struct Row {
    pub account: Account,
    pub figures: Option<Figures>,
    pub fault: Option<String>,
    pub size_bytes: u64,
}

/// What an account has.
pub struct Figures {
    pub leads_today: i64,
    pub leads: i64,
    pub customers: i64,
}

/// All accounts, with what came in today.
pub fn list(lang: Lang, rows: &[Row], may_add: bool) -> Markup {
    let add = || html! { @if may_add { (button::link(Kind::Primary, "/accounts/new", html! { (icon("plus")) (texts::ADD.get(lang)) })) } };
    let active = rows.iter().filter(|row| row.account.status == AccountStatus::Active).count();
    let today: i64 = rows.iter().filter_map(|row| Some(row.figures.as_ref()?.leads_today)).sum();
    let subtitle = texts::ACCOUNTS_SUBTITLE.with(&[("active", &active), ("leads", &grouped(today))]);
    let head = html! {
        (table::th(texts::COLUMN_NAME.get(lang)))
        (table::th(texts::COLUMN_STATUS.get(lang)))
        (table::th_right(texts::COLUMN_LEADS_TODAY.get(lang)))
        (table::th_right(texts::COLUMN_LEADS.get(lang)))
        (table::th_right(texts::COLUMN_CUSTOMERS.get(lang)))
        (table::th_right(texts::COLUMN_SIZE.get(lang)))
    };
    html! {
        (page_head(texts::ACCOUNTS.get(lang), subtitle.get(lang), add()))
        @for row in rows {
            @if let Some(fault) = &row.fault {
                (notice(Tone::Red, texts::FAULTY_NOTICE.with(&[("name", &row.account.name), ("fault", fault)]).get(lang)))
            }
        }
        (card::flush(html! {
            @if rows.is_empty() {
                (empty::empty_state(icon("building-store"), texts::NONE.get(lang), texts::NONE_HELP.get(lang), add()))
            } @else {
                (table::table(texts::ACCOUNTS.get(lang), head, html! { @for row in rows { (account_row(lang, row)) } }))
            }
        }))
    }
}

fn account_row(lang: Lang, row: &Row) -> Markup {
    let account = &row.account;
    html! {
        tr {
            td { (identity::avatar_cell(&format!("/accounts/{}", account.slug), &account.name, &account.slug)) }
            td {
                @if row.fault.is_some() { (pill(Tone::Red, texts::FAULTY.get(lang))) } @else { (status_pill(lang, account.status)) }
            }
            @match &row.figures {
                Some(figures) => {
                    td.right.strong { (grouped(figures.leads_today)) }
                    td.right { (grouped(figures.leads)) }
                    td.right { (grouped(figures.customers)) }
                }
                None => { td.right { "–" } td.right { "–" } td.right { "–" } }
            }
            td.right.muted { (size(row.size_bytes)) }
        }
    }
}

/// What an account's first page is shown with.
pub struct Home<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub now: Timestamp,
    /// `/accounts/{slug}`
    pub base: &'a str,
    pub figures: Figures,
    pub conversions: i64,
    pub has_pages: bool,
    pub newest: &'a [Lead],
    pub contacts: &'a BTreeMap<CustomerId, Contact>,
}

/// An account at a glance: its figures, and who came last.
pub fn home(home: &Home<'_>, may_change: bool) -> Markup {
    let (lang, base) = (home.lang, home.base);
    let tile = |sign, label: Text, value: i64, unit: Text| {
        figure::tile(&Tile { sign, label: label.get(lang), value: &grouped(value), unit: unit.get(lang), change: None, spark: html! {} })
    };
    let begin = html! {
        @if may_change && !home.has_pages {
            (button::link(Kind::Primary, &format!("{base}/landing-pages/new"), html! { (icon("plus")) (texts::MAKE_PAGE.get(lang)) }))
        } @else {
            (button::link(Kind::Plain, &format!("{base}/landing-pages"), texts::TO_PAGES.get(lang)))
        }
    };
    html! {
        (page_head(texts::HOME.get(lang), home.zone.day_of(home.now).to_string(), ""))
        div.grid {
            (tile(icon("inbox"), texts::COLUMN_LEADS_TODAY, home.figures.leads_today, texts::PIECES))
            (tile(icon("user-plus"), texts::COLUMN_LEADS, home.figures.leads, texts::PIECES))
            (tile(icon("users"), texts::COLUMN_CUSTOMERS, home.figures.customers, texts::PERSONS))
            (tile(icon("target-arrow"), texts::CONVERSIONS, home.conversions, texts::PIECES))
        }
        @if home.newest.is_empty() {
            (card::flush(empty::empty_state(icon("inbox"), texts::NO_LEADS.get(lang), texts::NO_LEADS_HELP.get(lang), begin)))
        } @else {
            (card::titled(
                texts::NEWEST.get(lang),
                html! { a.btn.btn-small href={ (base) "/leads" } { (texts::SEE_ALL.get(lang)) } },
                html! { ul.rows { @for lead in home.newest { (newest(home, lead)) } } },
            ))
        }
    }
}

fn newest(home: &Home<'_>, lead: &Lead) -> Markup {
    let nobody = Contact::default();
    let contact = home.contacts.get(&lead.customer_id).unwrap_or(&nobody);
    html! {
        li {
            (identity::avatar_cell(&format!("{}/leads/{}", home.base, lead.id), contact.called(home.lang), contact.reached_at()))
            span.small.muted {
                @if let Some(source) = &lead.source { (source) " · " }
                (moment(home.lang, home.zone, home.now, lead.created_at))
            }
        }
    }
}

/// The form of a new account.
pub fn new(lang: Lang, form_token: &str, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let form = Form::new(lang, typed, errors);
    html! {
        (page_head_below(("/accounts", texts::ACCOUNTS.get(lang)), texts::ADD.get(lang), "", ""))
        div.narrow.stack {
            (form.summary())
            (card::card("", html! {
                form.stack method="post" action="/accounts/new" {
                    (button::token(form_token))
                    (form.text("name", texts::FIELD_NAME).required().max_chars(100).autofocus())
                    (form.text("slug", texts::FIELD_SLUG).help(texts::FIELD_SLUG_HELP).max_chars(63))
                    (zone_and_locale(lang, &form))
                    div.form-submit { (button::submit(Kind::Primary, texts::CREATE.get(lang))) }
                }
            }))
        }
    }
}

/// The settings of one account.
pub fn settings(lang: Lang, account: &Account, form_token: &str, typed: &RawForm, errors: &FieldErrors, may_change: bool) -> Markup {
    let form = Form::new(lang, typed, errors);
    let post_to = format!("/accounts/{}/status", account.slug);
    html! {
        (page_head(texts::SETTINGS.get(lang), texts::SETTINGS_SUBTITLE.get(lang), ""))
        div.narrow.stack {
            (form.summary())
            (card::card("", html! {
                form.stack method="post" {
                    (button::token(form_token))
                    (form.text("name", texts::FIELD_NAME).required().max_chars(100))
                    (zone_and_locale(lang, &form))
                    (form.checkbox("mask_lists", texts::FIELD_MASK).help(texts::FIELD_MASK_HELP))
                    @if may_change { div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) } }
                }
            }))
            @if may_change {
                (card::card(texts::STATUS_CARD.get(lang), html! {
                    div.stack {
                        div { (status_pill(lang, account.status)) }
                        @if account.status == AccountStatus::Active {
                            (confirm(lang, &Confirm {
                                label: texts::PAUSE.get(lang), loss: texts::PAUSE_LOSS.get(lang), verb: texts::PAUSE.get(lang),
                                post_to: &format!("{post_to}/paused"), form_token,
                            }))
                        } @else {
                            (button::action(Kind::Primary, &format!("{post_to}/active"), form_token, texts::RESUME.get(lang)))
                        }
                    }
                }))
            }
        }
    }
}

fn zone_and_locale(lang: Lang, form: &Form<'_>) -> Markup {
    let zones: Vec<(&str, &str)> = Zone::names().map(|name| (name, name)).collect();
    html! {
        div.field-row {
            (form.select("time_zone", texts::FIELD_ZONE, &zones))
            (form.select("locale", texts::FIELD_LOCALE, &[("ko", text("한국어", "Korean").get(lang)), ("en", text("영어", "English").get(lang))]))
        }
    }
}

fn status_pill(lang: Lang, status: AccountStatus) -> Markup {
    let tone = match status {
        AccountStatus::Active => Tone::Green,
        AccountStatus::Paused => Tone::Amber,
        AccountStatus::Archived => Tone::Grey,
    };
    pill(tone, status.label().get(lang))
}

/// `4.2 MB`.
fn size(bytes: u64) -> String {
    let tenths_mb = bytes.saturating_mul(10) >> 20;
    format!("{}.{} MB", tenths_mb / 10, tenths_mb % 10)
}
