//! What a search found: as a page, and as the part of it that the search dialog shows.

use maud::{Markup, html};

use crate::{
    base::{
        lang::{Lang, Text},
        time::{Timestamp, Zone},
    },
    dashboard::{
        model::{Found, Hit},
        texts,
    },
    web::components::{
        button::{self, Kind},
        card, empty, filter,
        head::page_head,
        icon::icon,
        moment::moment,
    },
};

/// What the results are shown with.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub now: Timestamp,
    /// `/accounts/{slug}`
    pub base: &'a str,
    /// As it was typed.
    pub typed: &'a str,
    pub found: &'a Found,
}

/// The page, which works without scripts.
pub fn page(search: &Search<'_>) -> Markup {
    let lang = search.lang;
    html! {
        (page_head(texts::SEARCH.get(lang), texts::SEARCH_HELP.get(lang), ""))
        (card::flush(html! {
            form.filters method="get" action={ (search.base) "/search" } role="search" {
                (filter::search("q", search.typed, texts::SEARCH_HINT.get(lang)))
                (button::submit(Kind::Plain, texts::SHOW.get(lang)))
            }
            div.found { (results(search)) }
        }))
    }
}

/// The results alone.
pub fn results(search: &Search<'_>) -> Markup {
    let Search { lang, found, .. } = *search;
    let groups: [(Text, &[Hit], &str, Markup); 5] = [
        (texts::FOUND_CUSTOMERS, &found.customers, "customers", icon("users")),
        (texts::FOUND_LEADS, &found.leads, "leads", icon("inbox")),
        (texts::FOUND_PAGES, &found.pages, "landing-pages", icon("browser")),
        (texts::FOUND_FUNNELS, &found.funnels, "funnels", icon("filter")),
        (texts::FOUND_CAMPAIGNS, &found.campaigns, "viral-campaigns", icon("share")),
    ];
    html! {
        @if search.typed.trim().is_empty() {
            p.hint.muted { (texts::SEARCH_HELP.get(lang)) }
        } @else if found.is_empty() {
            @let title = texts::NOTHING_FOUND.with(&[("query", &search.typed)]);
            (empty::empty_state(icon("search"), title.get(lang), texts::NOTHING_FOUND_HELP.get(lang), ""))
        } @else {
            @for (title, hits, below, sign) in groups {
                @if !hits.is_empty() {
                    section {
                        h2 { (title.get(lang)) }
                        ul { @for hit in hits { (line(search, below, &sign, hit)) } }
                    }
                }
            }
        }
    }
}

fn line(search: &Search<'_>, below: &str, sign: &Markup, hit: &Hit) -> Markup {
    html! {
        li {
            a href={ (search.base) "/" (below) "/" (hit.id) } {
                (sign)
                span { b { (hit.name) } @if !hit.detail.is_empty() { small { (hit.detail) } } }
                @if let Some(at) = hit.at { span.small.muted { (moment(search.lang, search.zone, search.now, at)) } }
            }
        }
    }
}
