//! The list of conversions.

use maud::{Markup, html};

use crate::{
    base::{form::RawForm, lang::Lang, money, page::Page, time::Zone},
    conversions::{
        model::{DEFAULT_SORT, NamedConversion},
        texts,
        views::tabs::tabs,
    },
    funnels::model::Funnel,
    web::components::{
        button::{self, Kind},
        card, empty, filter,
        head::page_head,
        icon::icon,
        identity,
        pill::{Tone, pill},
        table::{self, Address},
    },
};

/// What the list shows. `filtered`: only some of the conversions were asked for.
pub struct Shown<'a> {
    pub slug: &'a str,
    pub zone: Zone,
    pub query: &'a RawForm,
    pub funnels: &'a [Funnel],
    pub found: &'a Page<NamedConversion>,
    pub filtered: bool,
    pub may_void: bool,
}

/// A page of the conversions.
pub fn list(lang: Lang, shown: &Shown<'_>) -> Markup {
    let path = format!("/accounts/{}/conversions", shown.slug);
    let title = texts::TITLE.get(lang);
    let address = Address::new(&path, shown.query);
    html! {
        (page_head(title, texts::SUBTITLE.get(lang), ""))
        (tabs(lang, &path, false))
        (card::flush(html! {
            @if shown.found.data.is_empty() && !shown.filtered {
                (none(lang, shown.slug))
            } @else {
                (filter_bar(lang, &path, shown))
                @if shown.found.data.is_empty() {
                    (empty::empty_state(icon("target-arrow"), texts::NONE_FOUND.get(lang), texts::NONE_FOUND_HELP.get(lang),
                        button::link(Kind::Plain, &path, texts::CLEAR.get(lang))))
                } @else {
                    (table::table(title, head(lang, address, shown.may_void), html! { @for row in &shown.found.data { (conversion_row(lang, shown, row)) } }))
                    (table::pages(lang, address, &shown.found.page))
                }
            }
        }))
    }
}

fn none(lang: Lang, slug: &str) -> Markup {
    let to_funnels = button::link(Kind::Primary, &format!("/accounts/{slug}/funnels"), texts::TO_FUNNELS.get(lang));
    empty::empty_state(icon("target-arrow"), texts::NONE.get(lang), texts::NONE_HELP.get(lang), to_funnels)
}

fn filter_bar(lang: Lang, path: &str, shown: &Shown<'_>) -> Markup {
    let ids: Vec<String> = shown.funnels.iter().map(|funnel| funnel.id.to_string()).collect();
    let names = shown.funnels.iter().map(|funnel| funnel.name.as_str());
    let options: Vec<(&str, &str)> =
        std::iter::once(("", texts::ANY_FUNNEL.get(lang))).chain(ids.iter().map(String::as_str).zip(names)).collect();
    let chosen = shown.funnels.iter().find(|funnel| funnel.id.to_string() == shown.query.text("funnel_id"));
    let states = [("", texts::ANY_STATE), ("false", texts::COUNTING), ("true", texts::VOIDED)].map(|(value, text)| (value, text.get(lang)));
    let day = |name: &str, label: &str| {
        html! { input.form-control type="date" name=(name) value=(shown.query.text(name)) aria-label=(label); }
    };
    filter::filter_bar(
        lang,
        path,
        html! {
            (filter::kept(shown.query, &["sort"]))
            (filter::choice("funnel_id", texts::FUNNEL.get(lang), &options, shown.query.text("funnel_id")))
            @if let Some(funnel) = chosen {
                @let places: Vec<(&str, &str)> = std::iter::once(("", texts::ANY_STAGE.get(lang)))
                    .chain(funnel.stages.iter().map(|stage| (stage.key.as_str(), stage.name.as_str()))).collect();
                (filter::choice("stage", texts::STAGE.get(lang), &places, shown.query.text("stage")))
            }
            (filter::choice("voided", texts::STATE.get(lang), &states, shown.query.text("voided")))
            div.range { (day("from", texts::FROM.get(lang))) span aria-hidden="true" { "–" } (day("to", texts::TO.get(lang))) }
        },
    )
}

fn head(lang: Lang, address: Address<'_>, may_void: bool) -> Markup {
    html! {
        (table::th(texts::CUSTOMER.get(lang)))
        (table::th(texts::FUNNEL.get(lang)))
        (table::th(texts::STAGE.get(lang)))
        (table::th_right(texts::VALUE.get(lang)))
        (table::th_sort_right(address, texts::CONVERTED_AT.get(lang), "converted_at", DEFAULT_SORT))
        @if may_void { (table::th_right(texts::ACTIONS.get(lang))) }
    }
}

fn conversion_row(lang: Lang, shown: &Shown<'_>, row: &NamedConversion) -> Markup {
    let conversion = &row.conversion;
    let lead = format!("/accounts/{}/leads/{}", shown.slug, conversion.lead_id);
    let name = if row.customer.is_empty() { texts::NAMELESS.get(lang) } else { &row.customer };
    html! {
        tr {
            td { (identity::avatar_cell(&lead, name, texts::LEAD.with(&[("id", &conversion.lead_id)]).get(lang))) }
            td { (row.funnel) }
            td {
                @if let Some(at) = conversion.voided_at {
                    @let why = texts::VOIDED_BY.with(&[
                        ("by", &conversion.voided_by.as_deref().unwrap_or_default()),
                        ("at", &shown.zone.date_time(at)),
                        ("reason", &conversion.void_reason.as_deref().unwrap_or_default()),
                    ]);
                    (pill(Tone::Grey, &row.stage)) " " (pill(Tone::Red, texts::VOIDED.get(lang)))
                    div.small.muted { (why.get(lang)) }
                } @else {
                    (pill(Tone::Green, &row.stage))
                }
            }
            td.right.strong {
                @match conversion.value {
                    Some(value) if conversion.voided_at.is_some() => s.muted { (money::format(value, conversion.currency, lang)) },
                    Some(value) => (money::format(value, conversion.currency, lang)),
                    None => "–",
                }
            }
            td.right.muted.nowrap { (shown.zone.date_time(conversion.converted_at)) }
            @if shown.may_void {
                td.right {
                    @if conversion.voided_at.is_none() {
                        (button::link(Kind::Small, &format!("/accounts/{}/conversions/{}/void", shown.slug, conversion.id), texts::VOID.get(lang)))
                    }
                }
            }
        }
    }
}
