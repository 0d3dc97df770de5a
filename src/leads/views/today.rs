//! Who is to be called: overdue, later today, in the next days.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{
    base::{
        ids::CustomerId,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp},
    },
    leads::{
        model::{Contact, Lead},
        texts,
        views::parts::{self, Place},
    },
    web::components::{
        button::{self, Kind},
        card, empty,
        head::page_head,
        icon::icon,
        identity,
        number::{grouped, up_to_999},
        table,
        tabs::{self, Tab},
    },
};

/// A group of callbacks: how many there are, counted up to 1,000, and the first of them.
pub struct Group<'a> {
    pub total: i64,
    pub leads: &'a [Lead],
}

/// The day's list. `all` is absent where nobody else's callbacks can be seen.
pub struct List<'a> {
    pub overdue: Group<'a>,
    pub today: Group<'a>,
    pub upcoming: Group<'a>,
    pub contacts: &'a BTreeMap<CustomerId, Contact>,
    pub shows_all: Option<bool>,
    pub now: Timestamp,
}

pub fn today(place: &Place, list: &List) -> Markup {
    let lang = place.lang;
    let (mine, all) = (place.path("/today"), place.path("/today?whose=all"));
    let is_empty = list.overdue.total + list.today.total + list.upcoming.total == 0;
    html! {
        (page_head(texts::TODAY.get(lang), texts::TODAY_SUBTITLE.get(lang), ""))
        @if let Some(shows_all) = list.shows_all {
            (tabs::tabs(texts::WHOSE.get(lang), &[
                Tab { href: &mine, label: texts::MINE.get(lang), current: !shows_all, count: None },
                Tab { href: &all, label: texts::ALL.get(lang), current: shows_all, count: None },
            ]))
        }
        @if is_empty {
            (card::flush(empty::empty_state(
                icon("phone-call"),
                texts::NO_CALLBACKS.get(lang),
                texts::NO_CALLBACKS_HELP.get(lang),
                button::link(Kind::Plain, &place.path(""), texts::TITLE.get(lang)),
            )))
        } @else {
            @for (title, group) in [(texts::OVERDUE, &list.overdue), (texts::LATER_TODAY, &list.today), (texts::UPCOMING, &list.upcoming)] {
                @if group.total > 0 { (callbacks(place, list, title.get(lang), group)) }
            }
        }
    }
}

fn callbacks(place: &Place, list: &List, title: &str, group: &Group) -> Markup {
    let lang = place.lang;
    let shown = i64::try_from(group.leads.len()).unwrap_or(i64::MAX);
    let count = if shown < group.total {
        texts::FIRST_OF.with(&[("total", &up_to_999(group.total)), ("shown", &grouped(shown))]).get(lang).to_owned()
    } else {
        grouped(group.total)
    };
    let head = html! {
        (table::th(texts::CUSTOMER.get(lang)))
        (table::th(texts::CALLBACK.get(lang)))
        (table::th(texts::STAGE.get(lang)))
        (table::th(texts::WORK_STATUS.get(lang)))
        (table::th(texts::ASSIGNEE.get(lang)))
    };
    let rows = html! {
        @for lead in group.leads {
            @let nobody = Contact::default();
            @let contact = list.contacts.get(&lead.customer_id).unwrap_or(&nobody);
            tr {
                td { (identity::avatar_cell(&place.path(&format!("/{}", lead.id)), contact.called(lang), phone(place, contact))) }
                td.nowrap { (due(place, lead, list.now)) }
                td { (parts::stage_pill(place, lead)) }
                td.nowrap { (parts::work_status_label(&lead.work_status, lang)) }
                td.nowrap { @if let Some(name) = place.user_name(lead.assignee_id) { (name) } @else { span.muted { (texts::NOBODY.get(lang)) } } }
            }
        }
    };
    card::titled(title, html! { span.muted.num { (count) } }, table::table(title, head, rows))
}

/// When to call, and how late it is.
fn due(place: &Place, lead: &Lead, now: Timestamp) -> Markup {
    let Some(at) = lead.callback_at else { return html! {} };
    html! {
        (place.time(at))
        @if at <= now { br; span.small.late { (texts::LATE.with(&[("n", &late(place, now.ms_since(at)))]).get(place.lang)) } }
    }
}

fn late(place: &Place, ms: i64) -> String {
    let (text, n) = match ms {
        ..HOUR_MS => (texts::N_MINUTES, ms / MINUTE_MS),
        HOUR_MS..DAY_MS => (texts::N_HOURS, ms / HOUR_MS),
        _ => (texts::N_DAYS, ms / DAY_MS),
    };
    text.with(&[("n", &n)]).get(place.lang).to_owned()
}

fn phone(place: &Place, contact: &Contact) -> Markup {
    html! {
        @if let Some(phone) = &contact.phone {
            @if let Some(dial) = place.dial(phone) { a href=(dial) { (phone) } } @else { (phone) }
        } @else { span.muted { "–" } }
    }
}
