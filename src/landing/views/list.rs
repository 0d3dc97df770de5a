//! The list of an account's pages, and the form that makes one.

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, lang::Lang, page::Page, time::Zone},
    landing::{
        model::{LandingPage, PageStatus},
        stats::Figures,
        texts,
    },
    web::components::{
        button::{self, Kind},
        card, empty,
        field::Form,
        filter,
        head::{page_head, page_head_below},
        icon::icon,
        identity,
        number::grouped,
        pill::{self, Tone, pill},
        table::{self, Address},
    },
};

/// A page in the list, with what its columns need besides.
pub struct Row {
    pub page: LandingPage,
    pub url: String,
    pub funnel: Option<String>,
    /// Of the last 30 days.
    pub figures: Figures,
}

/// What the list is shown with.
pub struct List<'a> {
    pub lang: Lang,
    pub zone: Zone,
    /// `/accounts/{account}/landing-pages`
    pub path: &'a str,
    pub query: &'a RawForm,
    pub may_write: bool,
}

pub fn list(shown: &List<'_>, found: &Page<Row>) -> Markup {
    let (lang, path) = (shown.lang, shown.path);
    let add = || {
        html! {
            @if shown.may_write { (button::link(Kind::Primary, &format!("{path}/new"), html! { (icon("plus")) (texts::NEW_PAGE.get(lang)) })) }
        }
    };
    let address = Address::new(path, shown.query);
    let is_filtered = shown.query.filled("q").is_some() || shown.query.filled("status").is_some();
    let subtitle = texts::PAGES_SUBTITLE.with(&[("n", &grouped(found.page.total))]);
    let mut statuses = vec![("", texts::ANY_STATUS.get(lang))];
    statuses.extend(PageStatus::ALL.map(|status| (status.name(), status.label().get(lang))));
    let head = html! {
        (table::th_sort(address, texts::TITLE.get(lang), "title", DEFAULT_SORT))
        (table::th(texts::STATUS.get(lang)))
        (table::th(texts::FUNNEL.get(lang)))
        (table::th_right(texts::VIEWS_30.get(lang)))
        (table::th_right(texts::OPT_INS_30.get(lang)))
        (table::th_sort_right(address, texts::UPDATED.get(lang), "updated_at", DEFAULT_SORT))
    };
    html! {
        (page_head(texts::PAGES.get(lang), subtitle.get(lang), add()))
        @if found.data.is_empty() && !is_filtered {
            (card::flush(empty::empty_state(icon("browser"), texts::EMPTY.get(lang), texts::EMPTY_HELP.get(lang), add())))
        } @else {
            (card::flush(html! {
                (filter::filter_bar(lang, path, html! {
                    (filter::kept(shown.query, &["sort"]))
                    (filter::search("q", shown.query.text("q"), texts::SEARCH.get(lang)))
                    (filter::choice("status", texts::STATUS.get(lang), &statuses, shown.query.text("status")))
                }))
                @if found.data.is_empty() {
                    (empty::empty_state(icon("search"), texts::NONE_FOUND.get(lang), texts::NONE_FOUND_HELP.get(lang), ""))
                } @else {
                    (table::table(texts::PAGES.get(lang), head, html! { @for row in &found.data { (line(shown, row)) } }))
                    (table::pages(lang, address, &found.page))
                }
            }))
        }
    }
}

/// What the list is sorted by unless it is asked otherwise.
pub const DEFAULT_SORT: &str = "-updated_at";

/// The form for a new page.
pub fn new_page(lang: Lang, path: &str, form_token: &str, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let f = Form::new(lang, typed, errors);
    html! {
        (page_head_below((path, texts::PAGES.get(lang)), texts::NEW_PAGE.get(lang), texts::NEW_HELP.get(lang), ""))
        div.narrow.stack {
            (f.summary())
            (card::card("", html! {
                form.stack method="post" action=(path) enctype="multipart/form-data" {
                    (button::token(form_token))
                    (f.text("title", texts::TITLE).required().max_chars(200).autofocus())
                    (f.text("slug", texts::SLUG).help(texts::SLUG_HELP_NEW).placeholder("spring-event").max_chars(63).autocomplete("off"))
                    (f.file("file", texts::FILE, ".html,.htm,text/html").help(texts::FILE_HELP_NEW))
                    div.form-submit { (button::submit(Kind::Primary, texts::MAKE.get(lang))) }
                }
            }))
        }
    }
}

/// A page's status, and whether visitors see something older.
pub fn status_pills(lang: Lang, page: &LandingPage) -> Markup {
    let tone = match page.status {
        PageStatus::Draft => Tone::Grey,
        PageStatus::Published => Tone::Green,
        PageStatus::Archived => Tone::Amber,
    };
    html! {
        (pill(tone, page.status.label().get(lang)))
        @if page.has_unpublished_changes { " " (pill::tag(texts::CHANGED.get(lang))) }
    }
}

fn line(shown: &List<'_>, row: &Row) -> Markup {
    let (lang, page) = (shown.lang, &row.page);
    html! {
        tr {
            td { (identity::two_lines(&format!("{}/{}", shown.path, page.id), &page.title, row.url.as_str())) }
            td.nowrap { (status_pills(lang, page)) }
            td { @match &row.funnel { Some(name) => (name), None => span.muted { "–" } } }
            td.right { (grouped(row.figures.unique_views)) }
            td.right { (grouped(row.figures.opt_ins)) }
            td.right.muted { (shown.zone.date_time(page.updated_at)) }
        }
    }
}
