//! Erasing one person, and the register of those who were.

use maud::{Markup, html};

use crate::{
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::{Lang, Text},
        page::Page,
        time::{Timestamp, Zone},
    },
    retention::{erasure::Reason, model::Erasure, texts},
    web::components::{
        button::{self, Kind},
        card, empty,
        field::Form,
        head::page_head_below,
        icon::icon,
        moment::moment,
        notice::notice,
        number::grouped,
        pill::{Tone, pill},
        table::{self, Address, table, th, th_right},
    },
};

/// What the page that asks shows.
pub struct Asked<'a> {
    pub lang: Lang,
    pub form_token: &'a str,
    pub typed: &'a RawForm,
    pub errors: &'a FieldErrors,
    /// The customer's page, and how the customer is called there.
    pub customer: (&'a str, &'a str),
    /// How many rows of which table go.
    pub rows: &'a [(String, i64)],
}

/// Asks before a person is erased.
pub fn ask(asked: &Asked<'_>) -> Markup {
    let lang = asked.lang;
    let form = Form::new(lang, asked.typed, asked.errors);
    let reasons: Vec<_> = std::iter::once(("", texts::CHOOSE_REASON.get(lang)))
        .chain(Reason::ALL.map(|reason| (reason.name(), reason.label().get(lang))))
        .collect();
    let head = html! { (th(texts::COLUMN_KIND.get(lang))) (th_right(texts::ERASE_ROWS.get(lang))) };
    let rows = html! { @for (table, count) in asked.rows { tr { td { (kind_of(table).map_or(table.as_str(), |text| text.get(lang))) } td.right { (grouped(*count)) } } } };
    html! {
        (page_head_below(asked.customer, texts::ERASE.get(lang), texts::ERASE_SUBTITLE.get(lang), ""))
        div.narrow.stack {
            (form.summary())
            (notice(Tone::Amber, texts::ERASE_OR_DELETE.get(lang)))
            (card::titled(texts::ERASE_WHAT.get(lang), "", table(texts::ERASE_WHAT.get(lang), head, rows)))
            (card::card(asked.customer.1, html! {
                form.stack method="post" {
                    (button::token(asked.form_token))
                    p.muted { (texts::ERASE_BACKUPS.get(lang)) }
                    (form.select("reason", texts::FIELD_REASON, &reasons).required())
                    (form.text("confirm", texts::FIELD_CONFIRM).help(texts::FIELD_CONFIRM_HELP).required().autocomplete("off"))
                    div.form-submit { (button::submit(Kind::Danger, texts::ERASE_VERB.get(lang))) }
                }
            }))
        }
    }
}

/// The register: `base` is the account's address.
pub fn register(lang: Lang, (zone, now): (Zone, Timestamp), base: &str, query: &RawForm, found: &Page<Erasure>) -> Markup {
    let path = format!("{base}/settings/erasures");
    let back = format!("{base}/settings/retention");
    html! {
        (page_head_below((&back, texts::TITLE.get(lang)), texts::REGISTER.get(lang), texts::REGISTER_SUBTITLE.get(lang), ""))
        (card::flush(html! {
            @if found.data.is_empty() {
                (empty::empty_state(icon("eraser"), texts::REGISTER_NONE.get(lang), texts::REGISTER_CARD_HELP.get(lang), ""))
            } @else {
                (rows(lang, (zone, now), found))
                (table::pages(lang, Address::new(&path, query), &found.page))
            }
        }))
    }
}

/// The way to the register.
pub fn register_card(lang: Lang, base: &str) -> Markup {
    card::card(
        texts::REGISTER.get(lang),
        html! {
            div.stack {
                p.muted { (texts::REGISTER_CARD_HELP.get(lang)) }
                div { (button::link(Kind::Plain, &format!("{base}/settings/erasures"), html! { (icon("eraser")) (texts::REGISTER_LINK.get(lang)) })) }
            }
        },
    )
}

fn rows(lang: Lang, (zone, now): (Zone, Timestamp), found: &Page<Erasure>) -> Markup {
    let head = html! {
        (th(texts::COLUMN_NUMBER.get(lang)))
        (th(texts::COLUMN_CUSTOMER.get(lang)))
        (th(texts::COLUMN_REASON.get(lang)))
        (th(texts::COLUMN_BY.get(lang)))
        (th(texts::COLUMN_STATE.get(lang)))
        (th_right(texts::COLUMN_ALL_ROWS.get(lang)))
        (th_right(texts::COLUMN_AT.get(lang)))
    };
    let rows = html! {
        @for erasure in &found.data {
            tr {
                td.num { (erasure.id) }
                td { (texts::CUSTOMER_NUMBER.with(&[("id", &erasure.customer)]).get(lang)) }
                td { (erasure.reason.label().get(lang)) }
                td { (erasure.by) }
                td { (state(lang, erasure)) }
                td.right { (grouped(erasure.rows.iter().map(|(_, count)| count).sum())) }
                td.right.muted.nowrap { (moment(lang, zone, now, erasure.at)) }
            }
        }
    };
    table(texts::REGISTER.get(lang), head, rows)
}

fn state(lang: Lang, erasure: &Erasure) -> Markup {
    match (erasure.done_at, erasure.tidied_at) {
        (None, _) => pill(Tone::Amber, texts::STATE_OPEN.get(lang)),
        (Some(_), None) => pill(Tone::Blue, texts::STATE_DONE.get(lang)),
        (Some(_), Some(_)) => pill(Tone::Green, texts::STATE_TIDY.get(lang)),
    }
}

fn kind_of(table: &str) -> Option<Text> {
    Some(match table {
        "customer" => texts::ROWS_CUSTOMER,
        "customer_tag" => texts::ROWS_TAG,
        "lead" => texts::ROWS_LEAD,
        "lead_interaction" => texts::ROWS_INTERACTION,
        "archived_interaction" => texts::ROWS_ARCHIVED,
        "lead_score" => texts::ROWS_SCORE,
        "grade_crossing" => texts::ROWS_CROSSING,
        "funnel_conversion" | "past_conversion" => texts::ROWS_CONVERSION,
        "viral_trace" => texts::ROWS_TRACE,
        _ => return None,
    })
}
