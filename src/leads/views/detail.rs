//! One lead: what is known, where it stands, what happened, and what to do next.

use std::collections::HashMap;

use maud::{Markup, html};
use serde_json::Value;

use crate::{
    accounts::model::Right,
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::{Lang, Text},
        time::Timestamp,
    },
    funnels::model::Funnel,
    interactions::{model::Interaction, touch::Touch},
    leads::{
        entry,
        model::{Contact, Lead, LeadStatus},
        texts,
        views::{
            list,
            parts::{self, Place},
            talk,
        },
        work_status,
    },
    web::components::{
        activity::activity,
        button::{self, Kind},
        card,
        confirm::{self, Confirm},
        field::Form,
        head::page_head_below,
        icon::icon,
        identity,
        notice::notice,
        pill::{Tone, pill},
    },
};

/// A lead's page; `values` and `errors` are those of the form that was sent last.
pub struct Shown<'a> {
    pub lead: &'a Lead,
    pub contact: &'a Contact,
    pub funnel: Option<&'a Funnel>,
    pub page_title: Option<&'a str>,
    pub labels: &'a HashMap<String, String>,
    pub last_touch: &'a Touch,
    pub timeline: &'a [Interaction],
    /// The card of its score, blank for a lead that has none.
    pub score: &'a Markup,
    /// Are people masked here who can be revealed?
    pub may_unveil: bool,
    pub now: Timestamp,
    pub values: &'a RawForm,
    pub errors: &'a FieldErrors,
}

pub fn detail(place: &Place, shown: &Shown) -> Markup {
    let (lang, lead) = (place.lang, shown.lead);
    let name = shown.contact.called(lang);
    let own = place.path(&format!("/{}", lead.id));
    html! {
        (page_head_below(
            (&place.path(""), texts::TITLE.get(lang)),
            name,
            html! { (shown.contact.reached_at()) " " (parts::status_pill(lead.status, lang)) },
            actions(place, shown, &own),
        ))
        @if lead.set_apart { (suspicion(place, lead, &own)) }
        (Form::new(lang, shown.values, shown.errors).summary())
        div.main-aside {
            div.stack {
                @if let Some(funnel) = shown.funnel { (card::card(texts::STAGES.get(lang), stepper(place, lead, funnel, &own))) }
                (card::card(texts::ANSWERS.get(lang), answers(lead, shown.labels, lang)))
                @if place.may_change { (talk::cards(place, shown, &own)) }
                (card::card(texts::HISTORY.get(lang), activity(shown.timeline, None, lang, place.zone, shown.now)))
            }
            div.stack {
                (shown.score)
                @if place.may_change { (card::card(texts::WORK.get(lang), work(place, shown, &own))) }
                (card::card(texts::FACTS.get(lang), facts(place, shown)))
                (card::card(texts::ORIGIN.get(lang), origin(lead, shown.last_touch, lang)))
                @if place.may(Right::Manage) { (delete(place, name, &own)) }
            }
        }
    }
}

/// Calling, and taking the lead over.
fn actions(place: &Place, shown: &Shown, own: &str) -> Markup {
    let lang = place.lang;
    let to_me = place.may(Right::Manage) && place.actor.user_id().is_some() && place.actor.user_id() != shown.lead.assignee_id;
    html! {
        @if shown.may_unveil {
            (button::action(Kind::Plain, &format!("{own}/reveal"), &place.form_token, html! { (icon("eye")) (texts::REVEAL.get(lang)) }))
        }
        @if to_me { (button::action(Kind::Plain, &format!("{own}/assign"), &place.form_token, texts::ASSIGN_TO_ME.get(lang))) }
        @if let Some(phone) = shown.contact.phone.as_deref().and_then(|phone| place.dial(phone)) {
            (button::link(Kind::Primary, &phone, html! { (icon("phone")) (texts::CALL_THEM.get(lang)) }))
        }
    }
}

fn suspicion(place: &Place, lead: &Lead, own: &str) -> Markup {
    let lang = place.lang;
    let content = html! {
        p { (texts::SUSPECT_NOTICE.get(lang)) }
        (list::reasons(lead, place))
        @if place.may(Right::Manage) {
            div.actions {
                (button::action(Kind::Small, &format!("{own}/accept"), &place.form_token, texts::ACCEPT.get(lang)))
                @if lead.status != LeadStatus::Invalid {
                    (button::action(Kind::Small, &format!("{own}/reject"), &place.form_token, texts::REJECT.get(lang)))
                }
            }
        }
    };
    notice(Tone::Amber, content)
}

/// The stages in their order, each with the button that moves the lead there.
fn stepper(place: &Place, lead: &Lead, funnel: &Funnel, own: &str) -> Markup {
    let lang = place.lang;
    let at = lead.stage.as_deref().and_then(|key| funnel.position(key));
    html! {
        form method="post" action={ (own) "/stage" } {
            (button::token(&place.form_token))
            ol.stages {
                @for (index, stage) in funnel.stages.iter().enumerate() {
                    @let is_here = at == Some(index);
                    li aria-current=[is_here.then_some("step")] {
                        div { (pill(parts::stage_tone(funnel, &stage.key), &stage.name)) }
                        span.muted.small {
                            @if is_here { (texts::NOW_HERE.get(lang)) " · " (place.time(lead.stage_entered_at)) }
                            @else if at.is_some_and(|at| index < at) { (texts::PASSED.get(lang)) }
                        }
                        @if !is_here && place.may_change {
                            (button::submit_as(Kind::Small, "stage", &stage.key, html! { (texts::MOVE_HERE.get(lang)) span.hidden-text { ": " (stage.name) } }))
                        }
                    }
                }
            }
        }
    }
}

fn answers(lead: &Lead, labels: &HashMap<String, String>, lang: Lang) -> Markup {
    let empty = serde_json::Map::new();
    let fields = lead.form.as_object().unwrap_or(&empty);
    html! {
        @if fields.is_empty() { p.muted { (texts::NO_ANSWERS.get(lang)) } }
        @else {
            dl.facts { @for (name, value) in fields { dt { (labels.get(name).unwrap_or(name)) } dd { (answer(value, lang)) } } }
        }
    }
}

fn answer(value: &Value, lang: Lang) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(ticked) => if *ticked { texts::YES } else { texts::NO }.get(lang).to_owned(),
        Value::Array(items) => items.iter().map(|item| answer(item, lang)).collect::<Vec<_>>().join(", "),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

/// What people note about the lead while they work on it.
fn work(place: &Place, shown: &Shown, own: &str) -> Markup {
    let lang = place.lang;
    let form = Form::new(lang, shown.values, shown.errors);
    let statuses = LeadStatus::ALL.map(|status| (status.name(), status.label().get(lang)));
    let mut work: Vec<(&str, &str)> = work_status::ALL.iter().map(|status| (status.key, status.label.get(lang))).collect();
    if work_status::find(&shown.lead.work_status).is_none() {
        work.push((&shown.lead.work_status, &shown.lead.work_status));
    }
    let user_ids = place.user_ids();
    let mut users = place.user_choices(&user_ids, texts::NOBODY.get(lang));
    // Whoever has the lead and may no longer enter is offered too, or saving would take the lead from them unasked.
    let former = shown.lead.assignee_id.filter(|id| !user_ids.contains_key(id)).map(|id| (id.to_string(), place.user_name(Some(id))));
    if let Some((id, name)) = &former {
        users.push((id, name.unwrap_or(id)));
    }
    html! {
        form.stack method="post" action=(own) {
            (button::token(&place.form_token))
            @for name in entry::WORKED_ON { (form.hidden(&format!("{}{name}", entry::WAS))) }
            (form.select("work_status", texts::WORK_STATUS, &work))
            (form.datetime("callback_at", texts::CALLBACK))
            @if place.may(Right::Manage) { (form.select("assignee_id", texts::ASSIGNEE, &users)) }
            (form.text("value", texts::VALUE).placeholder("1,200,000"))
            (form.select("status", texts::STATUS, &statuses))
            div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
        }
    }
}

fn facts(place: &Place, shown: &Shown) -> Markup {
    let (lang, lead) = (place.lang, shown.lead);
    let customer = format!("{}/customers/{}", place.base, lead.customer_id);
    let or_dash = |text: Option<String>| html! { @if let Some(text) = text { (text) } @else { span.muted { "–" } } };
    let mut pairs = vec![
        (texts::CUSTOMER.get(lang), identity::two_lines(&customer, shown.contact.called(lang), "")),
        (texts::PHONE.get(lang), or_dash(shown.contact.phone.clone())),
        (texts::EMAIL.get(lang), or_dash(shown.contact.email.clone())),
        (texts::WORK_STATUS.get(lang), html! { (parts::work_status_label(&lead.work_status, lang)) }),
        (texts::VALUE.get(lang), or_dash(place.value(lead))),
        (texts::ASSIGNEE.get(lang), or_dash(place.user_name(lead.assignee_id).map(str::to_owned))),
    ];
    if let Some(funnel) = shown.funnel {
        pairs.push((texts::FUNNEL.get(lang), linked(place, &format!("{}/funnels/{}", place.base, funnel.id), &funnel.name)));
    }
    if let (Some(title), Some(id)) = (shown.page_title, lead.landing_page_id) {
        pairs.push((texts::PAGE.get(lang), linked(place, &format!("{}/landing-pages/{id}", place.base), title)));
    }
    pairs.push((texts::CREATED.get(lang), place.time(lead.created_at)));
    for (label, at) in [(texts::CALLBACK, lead.callback_at), (texts::CLOSED, lead.closed_at)] {
        if let Some(at) = at {
            pairs.push((label.get(lang), place.time(at)));
        }
    }
    card::facts(&pairs)
}

/// The way to a page, for those who may go there.
fn linked(place: &Place, href: &str, name: &str) -> Markup {
    html! { @if place.may(Right::Look) { a href=(href) { (name) } } @else { (name) } }
}

fn origin(lead: &Lead, last: &Touch, lang: Lang) -> Markup {
    let first = &lead.first_touch;
    html! {
        div.stack {
            @if first == last {
                (touch_facts(first, lang))
            } @else {
                @for (title, touch) in [(texts::FIRST_TOUCH, first), (texts::LAST_TOUCH, last)] {
                    section {
                        h3.facts-title { (title.get(lang)) }
                        (touch_facts(touch, lang))
                    }
                }
            }
        }
    }
}

fn touch_facts(touch: &Touch, lang: Lang) -> Markup {
    html! {
        dl.facts {
            @if touch.is_direct() { dt { (texts::SOURCE.get(lang)) } dd { (texts::DIRECT.get(lang)) } }
            @for (label, value) in words(touch) {
                @if let Some(value) = value { dt { (label.get(lang)) } dd { (value) } }
            }
        }
    }
}

const fn words(touch: &Touch) -> [(Text, Option<&String>); 6] {
    [
        (texts::SOURCE, touch.source.as_ref()),
        (texts::MEDIUM, touch.medium.as_ref()),
        (texts::CAMPAIGN, touch.campaign.as_ref()),
        (texts::TERM, touch.term.as_ref()),
        (texts::CONTENT, touch.content.as_ref()),
        (texts::REFERRER, touch.referrer.as_ref()),
    ]
}

fn delete(place: &Place, name: &str, own: &str) -> Markup {
    let lang = place.lang;
    let loss = texts::DELETE_LOSS.with(&[("name", &name)]);
    confirm::confirm(
        lang,
        &Confirm {
            label: texts::DELETE.get(lang),
            loss: loss.get(lang),
            verb: texts::DELETE_VERB.get(lang),
            post_to: &format!("{own}/delete"),
            form_token: &place.form_token,
        },
    )
}
