//! All accounts of the agency in one table.

use maud::{Markup, html};

use crate::{
    accounts::model::AccountStatus,
    base::{
        form::RawForm,
        lang::{Lang, Message},
    },
    dashboard::{
        model::{Row, Trouble},
        order::Order,
        texts,
    },
    operations::first_day::model::{END, Progress},
    web::components::{
        button::{self, Kind},
        card, chart, empty, filter,
        head::page_head,
        icon::icon,
        identity,
        notice::notice,
        number::{file_size, grouped},
        pill::{Tone, pill},
        table::{self, Address},
    },
};

/// What the overview is shown with.
pub struct Overview<'a> {
    pub lang: Lang,
    pub query: &'a RawForm,
    /// As they are arranged.
    pub rows: &'a [Row],
    /// Accounts there are before the search.
    pub all: usize,
    pub may_add: bool,
    /// What is wrong with the backups, as far as the reader has to do with it.
    pub backups: Option<&'a Message>,
    /// How far the first day has come, while something of it is left.
    pub first_day: Option<&'a Progress>,
    pub form_token: &'a str,
}

/// The whole page.
pub fn overview(overview: &Overview<'_>) -> Markup {
    let (lang, rows) = (overview.lang, overview.rows);
    let add = || html! { @if overview.may_add { (button::link(Kind::Primary, "/accounts/new", html! { (icon("plus")) (texts::ADD_ACCOUNT.get(lang)) })) } };
    let active = rows.iter().filter(|row| row.account.status == AccountStatus::Active).count();
    let today: i64 = rows.iter().filter_map(|row| Some(row.figures.as_ref()?.leads_today)).sum();
    let subtitle = texts::ACCOUNTS_SUBTITLE.with(&[("active", &active), ("leads", &grouped(today))]);
    html! {
        (page_head(texts::ACCOUNTS.get(lang), subtitle.get(lang), add()))
        @if let Some(trouble) = overview.backups {
            (notice(Tone::Red, html! { (trouble.get(lang)) " " a href="/backups" { (texts::TO_BACKUPS.get(lang)) } }))
        }
        @if let Some(progress) = overview.first_day { (first_day(overview, progress)) }
        @for row in rows {
            @if let Some(Trouble::Faulty(fault)) = &row.trouble {
                (notice(Tone::Red, texts::FAULTY_NOTICE.with(&[("name", &row.account.name), ("fault", fault)]).get(lang)))
            }
        }
        (card::flush(html! {
            @if overview.all == 0 {
                (empty::empty_state(icon("building-store"), texts::NO_ACCOUNTS.get(lang), texts::NO_ACCOUNTS_HELP.get(lang), add()))
            } @else {
                form.filters method="get" action="/accounts" role="search" {
                    (filter::search("q", overview.query.text("q"), texts::SEARCH_ACCOUNTS.get(lang)))
                    @if let Some(sort) = overview.query.filled("sort") { input type="hidden" name="sort" value=(sort); }
                    (button::submit(Kind::Plain, texts::SHOW.get(lang)))
                }
                @if rows.is_empty() {
                    (empty::empty_state(icon("search"), texts::NO_SUCH_ACCOUNT.get(lang), texts::NO_SUCH_ACCOUNT_HELP.get(lang), ""))
                } @else {
                    (accounts(overview))
                }
            }
        }))
    }
}

fn first_day(overview: &Overview<'_>, progress: &Progress) -> Markup {
    let lang = overview.lang;
    let state = texts::FIRST_DAY.with(&[("done", &progress.done()), ("all", &progress.all())]);
    notice(
        Tone::Blue,
        html! {
            (state.get(lang))
            div.actions {
                (button::link(Kind::Small, "/first-day", texts::FIRST_DAY_GO_ON.get(lang)))
                (button::action(Kind::Small, END, overview.form_token, texts::FIRST_DAY_CLOSE.get(lang)))
            }
        },
    )
}

fn accounts(overview: &Overview<'_>) -> Markup {
    let (lang, address) = (overview.lang, Address::new("/accounts", overview.query));
    let right = |label: &str, column| table::th_sort_right(address, label, column, Order::DEFAULT);
    let head = html! {
        (table::th_sort(address, texts::COLUMN_NAME.get(lang), "name", Order::DEFAULT))
        (table::th(texts::COLUMN_STATUS.get(lang)))
        (right(texts::COLUMN_LEADS_TODAY.get(lang), "leads_today"))
        (right(texts::COLUMN_TREND.get(lang), "trend"))
        (right(texts::COLUMN_CONVERSIONS.get(lang), "conversions"))
        (right(texts::COLUMN_SIZE.get(lang), "size"))
    };
    table::table(texts::ACCOUNTS.get(lang), head, html! { @for row in overview.rows { (account(lang, row)) } })
}

fn account(lang: Lang, row: &Row) -> Markup {
    let account = &row.account;
    html! {
        tr {
            td { (identity::avatar_cell(&format!("/accounts/{}", account.slug), &account.name, &account.slug)) }
            td {
                @match &row.trouble {
                    Some(Trouble::Faulty(_)) => (pill(Tone::Red, texts::FAULTY.get(lang))),
                    Some(Trouble::Slow) => (pill(Tone::Amber, texts::SLOW.get(lang))),
                    None => (status(lang, account.status)),
                }
            }
            @match &row.figures {
                Some(figures) => {
                    td.right.strong { (grouped(figures.leads_today)) }
                    td.right { span.trend { (chart::sparkline(&figures.trend)) span { (grouped(figures.trend.iter().sum())) } } }
                    td.right { (grouped(figures.conversions)) }
                }
                None => { td.right { "–" } td.right { "–" } td.right { "–" } }
            }
            td.right.muted { (file_size(row.size_bytes)) }
        }
    }
}

fn status(lang: Lang, status: AccountStatus) -> Markup {
    let tone = match status {
        AccountStatus::Active => Tone::Green,
        AccountStatus::Paused => Tone::Amber,
        AccountStatus::Archived => Tone::Grey,
    };
    pill(tone, status.label().get(lang))
}
