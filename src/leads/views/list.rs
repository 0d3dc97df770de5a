//! The list of leads, and the suspects beside it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{
    accounts::model::Right,
    base::{form::RawForm, ids::CustomerId, lang::Message, page::Page},
    interactions::suspicion::Suspicion,
    leads::{
        bulk::{self, Which},
        model::{Contact, Lead, LeadStatus},
        query::{DEFAULT_ORDER, NOBODY},
        texts,
        views::parts::{self, Place},
        work_status,
    },
    web::components::{
        button::{self, Kind},
        card, empty, filter,
        grade::score_cell,
        head::page_head,
        icon::icon,
        identity,
        number::grouped,
        table::{self, Address},
        tabs::{self, Tab},
    },
};

/// A page of the list as it was asked for.
pub struct List<'a> {
    pub query: &'a RawForm,
    pub found: &'a Page<Lead>,
    pub contacts: &'a BTreeMap<CustomerId, Contact>,
    /// How many suspects wait for a decision.
    pub suspects: i64,
    /// Is this the tab of the suspects?
    pub shows_suspects: bool,
}

pub fn list(place: &Place, list: &List) -> Markup {
    let lang = place.lang;
    let path = place.path("");
    let address = Address::new(&path, list.query);
    let add = || {
        html! {
            @if place.may(Right::Manage) {
                (button::link(Kind::Plain, &place.path("/bulk"), texts::BULK_HISTORY.get(lang)))
                (button::link(Kind::Primary, &place.path("/new"), html! { (icon("plus")) (texts::ADD.get(lang)) }))
            }
        }
    };
    let total = texts::SUBTITLE.with(&[("total", &grouped(list.found.page.total))]);
    html! {
        (page_head(texts::TITLE.get(lang), total.get(lang), add()))
        (tabs::tabs(texts::VIEWS.get(lang), &[
            Tab { href: &path, label: texts::ALL.get(lang), current: !list.shows_suspects, count: None },
            Tab { href: &place.path("?suspect=true"), label: texts::SUSPECTS.get(lang), current: list.shows_suspects, count: Some(list.suspects) },
        ]))
        (card::flush(html! {
            @if is_filtered(list) || !list.found.data.is_empty() { (filters(place, list, &path)) }
            @if list.found.data.is_empty() { (nothing(place, list, add())) }
            @else {
                @if list.shows_suspects { (suspects(place, list, address)) }
                @else if place.may(Right::Manage) { (pickable(place, list, &leads(place, list, address))) }
                @else { (leads(place, list, address)) }
                (table::pages(lang, address, &list.found.page))
            }
        }))
    }
}

fn filters(place: &Place, list: &List, path: &str) -> Markup {
    let (lang, query) = (place.lang, list.query);
    let mut statuses = vec![("", texts::ANY_STATUS.get(lang))];
    statuses.extend(LeadStatus::ALL.map(|status| (status.name(), status.label().get(lang))));
    let grades = [("", texts::ANY_GRADE.get(lang)), ("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")];
    let mut work = vec![("", texts::ANY_WORK_STATUS.get(lang))];
    work.extend(work_status::ALL.map(|status| (status.key, status.label.get(lang))));
    let funnel_ids = place.funnel_ids();
    let mut funnels = vec![("", texts::ANY_FUNNEL.get(lang))];
    funnels.extend(funnel_ids.iter().map(|(id, name)| (id.as_str(), *name)));
    let user_ids = place.user_ids();
    let mut users = place.user_choices(&user_ids, texts::ANY_ASSIGNEE.get(lang));
    users.insert(1, (NOBODY, texts::NOBODY.get(lang)));
    let day = |name: &str, label: &str| {
        html! { input.form-control type="date" name=(name) value=(query.text(name)) aria-label=(label); }
    };
    let stages = place.funnels.iter().find(|funnel| funnel.id.to_string() == query.text("funnel_id"));
    filter::filter_bar(
        lang,
        path,
        html! {
            (filter::kept(query, &["suspect", "sort", "customer_id", "landing_page_id", "source", "campaign"]))
            (filter::search("q", query.text("q"), texts::SEARCH.get(lang)))
            (filter::choice("status", texts::STATUS.get(lang), &statuses, query.text("status")))
            @if !list.shows_suspects { (filter::choice("grade", texts::GRADE.get(lang), &grades, query.text("grade"))) }
            (filter::choice("work_status", texts::WORK_STATUS.get(lang), &work, query.text("work_status")))
            @if !place.funnels.is_empty() { (filter::choice("funnel_id", texts::FUNNEL.get(lang), &funnels, query.text("funnel_id"))) }
            @if let Some(funnel) = stages {
                @let choices: Vec<(&str, &str)> = std::iter::once(("", texts::STAGE.get(lang)))
                    .chain(funnel.stages.iter().map(|stage| (stage.key.as_str(), stage.name.as_str()))).collect();
                (filter::choice("stage", texts::STAGE.get(lang), &choices, query.text("stage")))
            }
            @if (place.users.len() > 1 || query.filled("assignee_id").is_some()) && place.may(Right::Look) { (filter::choice("assignee_id", texts::ASSIGNEE.get(lang), &users, query.text("assignee_id"))) }
            div.range { (day("from", texts::FROM.get(lang))) span aria-hidden="true" { "–" } (day("to", texts::TO.get(lang))) }
        },
    )
}

fn is_filtered(list: &List) -> bool {
    const KEYS: [&str; 12] =
        ["q", "grade", "status", "work_status", "funnel_id", "stage", "assignee_id", "from", "to", "source", "campaign", "landing_page_id"];
    KEYS.iter().any(|name| list.query.filled(name).is_some())
}

fn nothing(place: &Place, list: &List, add: Markup) -> Markup {
    let lang = place.lang;
    if is_filtered(list) {
        empty::empty_state(icon("inbox"), texts::NONE_SUCH.get(lang), texts::NONE_SUCH_HELP.get(lang), "")
    } else if list.shows_suspects {
        empty::empty_state(icon("shield-check"), texts::NO_SUSPECTS.get(lang), texts::NO_SUSPECTS_HELP.get(lang), "")
    } else {
        empty::empty_state(icon("inbox"), texts::NONE.get(lang), texts::NONE_HELP.get(lang), add)
    }
}

/// The table inside the form that leads to a change of many leads.
fn pickable(place: &Place, list: &List, table: &Markup) -> Markup {
    let lang = place.lang;
    let total = texts::BULK_ALL.with(&[("total", &grouped(list.found.page.total))]);
    let scopes = [("picked", texts::BULK_PICKED.get(lang)), ("all", total.get(lang))];
    let actions = bulk::Kind::ALL.map(|kind| (kind.name(), kind.label().get(lang)));
    html! {
        form method="get" action=(place.path("/bulk/new")) aria-label=(texts::BULK.get(lang)) {
            input type="hidden" name="filter" value=(Which::Fitting(list.query.clone()).query_string());
            div.picked-bar {
                (filter::choice("scope", texts::BULK_SCOPE.get(lang), &scopes, "picked"))
                (filter::choice("action", texts::BULK_ACTION.get(lang), &actions, ""))
                (button::submit(Kind::Small, texts::BULK_NEXT.get(lang)))
            }
            (table)
        }
    }
}

fn leads(place: &Place, list: &List, address: Address) -> Markup {
    let lang = place.lang;
    let head = html! {
        @if place.may(Right::Manage) { (table::th_pick(lang)) }
        (table::th(texts::CUSTOMER.get(lang)))
        (table::th_sort(address, texts::SCORE.get(lang), "score", DEFAULT_ORDER))
        (table::th(texts::STAGE.get(lang)))
        (table::th(texts::STATUS.get(lang)))
        (table::th(texts::WORK_STATUS.get(lang)))
        (table::th(texts::SOURCE.get(lang)))
        (table::th_right(texts::VALUE.get(lang)))
        (table::th(texts::ASSIGNEE.get(lang)))
        (table::th_sort_right(address, texts::CREATED.get(lang), "created_at", DEFAULT_ORDER))
    };
    let rows = html! {
        @for lead in &list.found.data {
            tr {
                @if place.may(Right::Manage) { (table::td_pick("id", &lead.id.to_string(), pick_label(place, list, lead).get(lang))) }
                td { (customer_cell(place, list, lead)) }
                td { (score_cell(lead.score, lead.grade.as_deref())) }
                td { (parts::stage_pill(place, lead)) }
                td { (parts::status_pill(lead.status, lang)) }
                td.nowrap { (parts::work_status_label(&lead.work_status, lang)) }
                td { (parts::source(lead, lang)) }
                td.right { @if let Some(value) = place.value(lead) { (value) } @else { span.muted { "–" } } }
                td.nowrap { @if let Some(name) = place.user_name(lead.assignee_id) { (name) } @else { span.muted { (texts::NOBODY.get(lang)) } } }
                td.right.muted { (place.time(lead.created_at)) }
            }
        }
    };
    table::table(texts::TITLE.get(lang), head, rows)
}

fn suspects(place: &Place, list: &List, address: Address) -> Markup {
    let lang = place.lang;
    let head = html! {
        (table::th(texts::CUSTOMER.get(lang)))
        (table::th(texts::REASONS.get(lang)))
        (table::th(texts::STATUS.get(lang)))
        (table::th(texts::SOURCE.get(lang)))
        (table::th_sort_right(address, texts::CREATED.get(lang), "created_at", DEFAULT_ORDER))
        @if place.may(Right::Manage) { (table::th(texts::DECISION.get(lang))) }
    };
    let rows = html! {
        @for lead in &list.found.data {
            tr {
                td { (customer_cell(place, list, lead)) }
                td { (reasons(lead, place)) }
                td { (parts::status_pill(lead.status, lang)) }
                td { (parts::source(lead, lang)) }
                td.right.muted { (place.time(lead.created_at)) }
                @if place.may(Right::Manage) {
                    td {
                        div.actions {
                            (button::action(Kind::Small, &place.path(&format!("/{}/accept", lead.id)), &place.form_token, texts::ACCEPT.get(lang)))
                            @if lead.status != LeadStatus::Invalid {
                                (button::action(Kind::Small, &place.path(&format!("/{}/reject", lead.id)), &place.form_token, texts::REJECT.get(lang)))
                            }
                        }
                    }
                }
            }
        }
    };
    table::table(texts::SUSPECTS.get(lang), head, rows)
}

fn pick_label(place: &Place, list: &List, lead: &Lead) -> Message {
    let name = list.contacts.get(&lead.customer_id).map_or(texts::NAMELESS.get(place.lang), |contact| contact.called(place.lang));
    texts::PICK.with(&[("name", &name)])
}

fn customer_cell(place: &Place, list: &List, lead: &Lead) -> Markup {
    let contact = list.contacts.get(&lead.customer_id).cloned().unwrap_or_default();
    identity::avatar_cell(&place.path(&format!("/{}", lead.id)), contact.called(place.lang), contact.reached_at())
}

/// Why a lead is set apart, a line each.
pub fn reasons(lead: &Lead, place: &Place) -> Markup {
    let told = Suspicion::ALL.into_iter().filter(|reason| lead.suspect.contains(&reason.name()));
    html! { @for reason in told { div.small { (reason.text().get(place.lang)) } } }
}
