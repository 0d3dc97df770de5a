//! Erasing an account, and those that were erased.

use maud::{Markup, html};

use crate::{
    accounts::{
        model::{Account, ErasedAccount, Holding},
        texts,
    },
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::Lang,
        time::{Timestamp, Zone},
    },
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm_with},
        empty,
        field::Form,
        head::page_head_below,
        icon::icon,
        moment::moment,
        number::grouped,
        table::{table, th, th_right},
    },
};

/// Where an account's settings end.
pub fn erase_card(lang: Lang, account: &Account, form_token: &str) -> Markup {
    let loss = texts::ERASE_LOSS.with(&[("name", &account.name)]);
    let asked = Confirm {
        label: texts::ERASE.get(lang),
        loss: loss.get(lang),
        verb: texts::ERASE_VERB.get(lang),
        post_to: &format!("/accounts/{}/erase", account.slug),
        form_token,
    };
    let (typed, errors) = (RawForm::default(), FieldErrors::default());
    let field = Form::new(lang, &typed, &errors).text("confirm", texts::ERASE_NAME).required().max_chars(100).autocomplete("off");
    card::card(
        texts::ERASE_CARD.get(lang),
        html! {
            div.stack {
                (confirm_with(lang, &asked, field))
                div { (button::link(Kind::Plain, "/erased-accounts", html! { (icon("certificate")) (texts::ERASED_ACCOUNTS.get(lang)) })) }
            }
        },
    )
}

/// Accounts that were erased, each with the snapshots that still hold it.
pub fn list(lang: Lang, zone: Zone, now: Timestamp, erased: &[(ErasedAccount, Vec<Holding>)]) -> Markup {
    let back = ("/accounts", texts::ACCOUNTS.get(lang));
    html! {
        (page_head_below(back, texts::ERASED_ACCOUNTS.get(lang), texts::ERASED_ACCOUNTS_SUBTITLE.get(lang), ""))
        (card::flush(html! {
            @if erased.is_empty() {
                (empty::empty_state(icon("eraser"), texts::ERASED_NONE.get(lang), texts::ERASED_NONE_HELP.get(lang), ""))
            } @else {
                (rows(lang, zone, now, erased))
            }
        }))
    }
}

fn rows(lang: Lang, zone: Zone, now: Timestamp, erased: &[(ErasedAccount, Vec<Holding>)]) -> Markup {
    let head = html! {
        (th(texts::FIELD_NAME.get(lang)))
        (th(texts::ERASED_BY.get(lang)))
        (th(texts::ERASED_HELD.get(lang)))
        (th_right(texts::ERASED_AT.get(lang)))
        (th(texts::CERTIFICATE_LINK.get(lang)))
    };
    let rows = html! {
        @for (account, held) in erased {
            tr {
                td { (account.name) " " span.muted { (account.slug) } }
                td { (account.by) }
                td { (held_until(lang, zone, held)) }
                td.right.muted.nowrap { (moment(lang, zone, now, account.at)) }
                td { a href={ "/erased-accounts/" (account.id) "/certificate" } { (texts::CERTIFICATE_LINK.get(lang)) } }
            }
        }
    };
    table(texts::ERASED_ACCOUNTS.get(lang), head, rows)
}

fn held_until(lang: Lang, zone: Zone, held: &[Holding]) -> String {
    match held.iter().map(|holding| holding.expires_at).max() {
        None => texts::ERASED_HELD_BY_NONE.get(lang).to_owned(),
        Some(last) => {
            let n = grouped(i64::try_from(held.len()).unwrap_or(i64::MAX));
            texts::ERASED_HELD_UNTIL.with(&[("n", &n), ("day", &zone.day_of(last))]).get(lang).to_owned()
        }
    }
}
