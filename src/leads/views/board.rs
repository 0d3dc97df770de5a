//! The board: a column for each stage, with its count at once and more cards as one scrolls.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{
    accounts::model::Right,
    base::{
        ids::{CustomerId, FunnelId},
        page::Page,
    },
    funnels::model::{Funnel, FunnelStatus},
    leads::{
        model::{Contact, Lead},
        texts,
        views::parts::{self, Place},
    },
    web::components::{
        board::{self, Column},
        button::{self, Kind},
        card, empty, filter,
        head::page_head,
        icon::icon,
    },
};

/// The board of a funnel: each stage's count and first cards.
pub fn board(place: &Place, funnel: &Funnel, columns: &[(i64, Page<Lead>)], contacts: &BTreeMap<CustomerId, Contact>) -> Markup {
    let lang = place.lang;
    let path = format!("{}/board", place.base);
    let ids: Vec<(String, &str)> = place
        .funnels
        .iter()
        .filter(|choice| choice.status != FunnelStatus::Archived || choice.id == funnel.id)
        .map(|choice| (choice.id.to_string(), choice.name.as_str()))
        .collect();
    let choices: Vec<(&str, &str)> = ids.iter().map(|(id, name)| (id.as_str(), *name)).collect();
    let shown: Vec<Column> = funnel
        .stages
        .iter()
        .zip(columns)
        .map(|(stage, (count, found))| Column {
            title: &stage.name,
            tone: parts::stage_tone(funnel, &stage.key),
            count: *count,
            cards: cards(place, funnel, &stage.key, found, contacts),
            empty: texts::EMPTY_STAGE.get(lang),
        })
        .collect();
    let subtitle = texts::BOARD_SUBTITLE.with(&[("funnel", &funnel.name)]);
    html! {
        (page_head(texts::BOARD.get(lang), subtitle.get(lang), ""))
        @if ids.len() > 1 {
            (card::flush(filter::filter_bar(
                lang,
                &path,
                filter::choice("funnel_id", texts::CHOOSE_FUNNEL.get(lang), &choices, &funnel.id.to_string()),
            )))
        }
        (board::board(texts::BOARD.get(lang), &shown))
    }
}

/// The board of an account without funnels.
pub fn no_funnels(place: &Place) -> Markup {
    let lang = place.lang;
    let add = html! { @if place.may(Right::Content) { (button::link(Kind::Primary, &format!("{}/funnels/new", place.base), texts::ADD_FUNNEL.get(lang))) } };
    html! {
        (page_head(texts::BOARD.get(lang), "", ""))
        (card::flush(empty::empty_state(icon("layout-kanban"), texts::NO_FUNNELS.get(lang), texts::NO_FUNNELS_HELP.get(lang), add)))
    }
}

/// Cards of a stage; the last item brings the next ones when it is scrolled to, or as a link.
pub fn cards(place: &Place, funnel: &Funnel, stage: &str, found: &Page<Lead>, contacts: &BTreeMap<CustomerId, Contact>) -> Markup {
    html! {
        @for lead in &found.data { (card(place, funnel, lead, contacts.get(&lead.customer_id))) }
        @if let Some(cursor) = &found.page.next {
            @let more = more(place, funnel.id, stage, cursor);
            li hx-get=(more) hx-trigger="revealed" hx-swap="outerHTML" {
                a.small href=(place.path(&format!("?funnel_id={}&stage={stage}", funnel.id))) { (texts::MORE.get(place.lang)) }
            }
        }
    }
}

fn more(place: &Place, funnel: FunnelId, stage: &str, cursor: &str) -> String {
    format!("{}/board/cards?funnel_id={funnel}&stage={stage}&cursor={cursor}", place.base)
}

fn card(place: &Place, funnel: &Funnel, lead: &Lead, contact: Option<&Contact>) -> Markup {
    let lang = place.lang;
    let nobody = Contact::default();
    let contact = contact.unwrap_or(&nobody);
    let name = contact.called(lang);
    let content = html! {
        div.small.muted { (contact.reached_at()) }
        div.small {
            (parts::work_status_label(&lead.work_status, lang))
            @if let Some(value) = place.value(lead) { " · " span.num { (value) } }
            @if let Some(user) = place.user_name(lead.assignee_id) { " · " (user) }
        }
        div.small.muted { (place.time(lead.stage_entered_at)) }
        @if place.may_change { (move_form(place, funnel, lead, name)) }
    };
    board::board_card(&place.path(&format!("/{}", lead.id)), name, content)
}

fn move_form(place: &Place, funnel: &Funnel, lead: &Lead, name: &str) -> Markup {
    let label = texts::MOVE_TO.with(&[("name", &name)]);
    html! {
        form.actions method="post" action=(place.path(&format!("/{}/stage", lead.id))) {
            (button::token(&place.form_token))
            input type="hidden" name="back" value="board";
            select.form-select name="stage" aria-label=(label.get(place.lang)) {
                @for stage in &funnel.stages {
                    option value=(stage.key) selected[lead.stage.as_deref() == Some(stage.key.as_str())] { (stage.name) }
                }
            }
            (button::submit(Kind::Small, texts::MOVE.get(place.lang)))
        }
    }
}
