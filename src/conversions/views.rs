//! The list of conversions.

use maud::{Markup, html};

use crate::{
    base::{form::RawForm, ids::FunnelId, lang::Lang, money, page::Page, time::Zone},
    conversions::{
        model::{DEFAULT_SORT, NamedConversion},
        texts,
    },
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
    pub funnels: &'a [(FunnelId, String)],
    pub found: &'a Page<NamedConversion>,
    pub filtered: bool,
}

/// A page of the conversions.
pub fn list(lang: Lang, shown: &Shown<'_>) -> Markup {
    let path = format!("/accounts/{}/conversions", shown.slug);
    let title = texts::TITLE.get(lang);
    let address = Address::new(&path, shown.query);
    html! {
        (page_head(title, texts::SUBTITLE.get(lang), ""))
        (card::flush(html! {
            @if shown.found.data.is_empty() && !shown.filtered {
                (none(lang, shown.slug))
            } @else {
                (filter_bar(lang, &path, shown))
                @if shown.found.data.is_empty() {
                    (empty::empty_state(icon("target-arrow"), texts::NONE_FOUND.get(lang), texts::NONE_FOUND_HELP.get(lang),
                        button::link(Kind::Plain, &path, texts::CLEAR.get(lang))))
                } @else {
                    (table::table(title, head(lang, address), html! { @for row in &shown.found.data { (conversion_row(lang, shown, row)) } }))
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
    let ids: Vec<String> = shown.funnels.iter().map(|(id, _)| id.to_string()).collect();
    let names = shown.funnels.iter().map(|(_, name)| name.as_str());
    let options: Vec<(&str, &str)> =
        std::iter::once(("", texts::ANY_FUNNEL.get(lang))).chain(ids.iter().map(String::as_str).zip(names)).collect();
    let content = html! {
        (filter::kept(shown.query, &["sort"]))
        (filter::choice("funnel_id", texts::FUNNEL.get(lang), &options, shown.query.text("funnel_id")))
    };
    filter::filter_bar(lang, path, content)
}

fn head(lang: Lang, address: Address<'_>) -> Markup {
    html! {
        (table::th(texts::CUSTOMER.get(lang)))
        (table::th(texts::FUNNEL.get(lang)))
        (table::th(texts::STAGE.get(lang)))
        (table::th_right(texts::VALUE.get(lang)))
        (table::th_sort_right(address, texts::CONVERTED_AT.get(lang), "converted_at", DEFAULT_SORT))
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
            td { (pill(Tone::Green, &row.stage)) }
            td.right.strong {
                @match conversion.value {
                    Some(value) => (money::format(value, conversion.currency, lang)),
                    None => "–",
                }
            }
            td.right.muted.nowrap { (shown.zone.date_time(conversion.converted_at)) }
        }
    }
}
