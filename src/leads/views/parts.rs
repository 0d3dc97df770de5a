//! What the pages of leads share.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{
    accounts::model::{Actor, Right},
    base::{
        ids::{FunnelId, UserId},
        lang::Lang,
        money::{self, Currency},
        time::{Timestamp, Zone},
    },
    funnels::model::Funnel,
    leads::{
        model::{Lead, LeadStatus},
        texts, work_status,
    },
    users::model::User,
    web::components::pill::{Tone, pill},
};

/// Where a page stands, who looks at it, and what its rows refer to.
#[derive(Clone, Debug)]
pub struct Place {
    pub lang: Lang,
    /// `/accounts/{slug}`
    pub base: String,
    pub zone: Zone,
    /// May the reader work on leads?
    pub may_change: bool,
    pub actor: Actor,
    pub form_token: String,
    /// All funnels by name, archived ones last.
    pub funnels: Vec<Funnel>,
    /// Whom leads can be assigned to.
    pub users: Vec<User>,
    /// Names of all members: a lead may still be with one who can no longer enter.
    pub names: BTreeMap<UserId, String>,
}

impl Place {
    pub fn may(&self, right: Right) -> bool {
        self.actor.may(right)
    }

    /// The address of a page of leads: `path("/3")`.
    pub fn path(&self, below: &str) -> String {
        format!("{}/leads{below}", self.base)
    }

    pub fn funnel(&self, id: Option<FunnelId>) -> Option<&Funnel> {
        self.funnels.iter().find(|funnel| Some(funnel.id) == id)
    }

    /// An assignee's name, also of one who may no longer enter; absent for nobody.
    pub fn user_name(&self, id: Option<UserId>) -> Option<&str> {
        self.names.get(&id?).map(String::as_str)
    }

    pub fn currency(&self, lead: &Lead) -> Currency {
        self.funnel(lead.funnel_id).map(|funnel| funnel.currency).unwrap_or_default()
    }

    /// A lead's value as people write it; absent when nobody said it.
    pub fn value(&self, lead: &Lead) -> Option<String> {
        lead.value.map(|value| money::format(value, self.currency(lead), self.lang))
    }

    /// The address that dials a phone, for who works on leads; absent where the number is masked.
    pub fn dial(&self, phone: &str) -> Option<String> {
        let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        (self.may_change && !phone.contains('*')).then(|| format!("tel:{digits}"))
    }

    /// A time with its machine-readable form.
    pub fn time(&self, at: Timestamp) -> Markup {
        html! { time.nowrap datetime=(at) { (self.zone.date_time(at)) } }
    }

    /// Ids and names of the users, after `first`.
    pub fn user_choices<'a>(&'a self, ids: &'a BTreeMap<UserId, String>, first: &'a str) -> Vec<(&'a str, &'a str)> {
        let named = self.users.iter().filter_map(|user| Some((ids.get(&user.id)?.as_str(), user.name.as_str())));
        std::iter::once(("", first)).chain(named).collect()
    }

    /// The users' ids as form values.
    pub fn user_ids(&self) -> BTreeMap<UserId, String> {
        self.users.iter().map(|user| (user.id, user.id.to_string())).collect()
    }

    /// Ids and names of the funnels, as form values.
    pub fn funnel_ids(&self) -> Vec<(String, &str)> {
        self.funnels.iter().map(|funnel| (funnel.id.to_string(), funnel.name.as_str())).collect()
    }
}

pub const fn status_tone(status: LeadStatus) -> Tone {
    match status {
        LeadStatus::New => Tone::Blue,
        LeadStatus::Open => Tone::Amber,
        LeadStatus::Won => Tone::Green,
        LeadStatus::Lost => Tone::Grey,
        LeadStatus::Invalid => Tone::Red,
    }
}

pub fn status_pill(status: LeadStatus, lang: Lang) -> Markup {
    pill(status_tone(status), status.label().get(lang))
}

/// The colour of a stage: the goal is green, the first blue, those between amber.
pub fn stage_tone(funnel: &Funnel, key: &str) -> Tone {
    match (funnel.stage(key), funnel.position(key)) {
        (Some(stage), _) if stage.goal => Tone::Green,
        (_, Some(0)) => Tone::Blue,
        (_, Some(_)) => Tone::Amber,
        (_, None) => Tone::Grey,
    }
}

/// The stage that a lead stands in; a dash for a lead without funnel.
pub fn stage_pill(place: &Place, lead: &Lead) -> Markup {
    if let (Some(funnel), Some(key)) = (place.funnel(lead.funnel_id), lead.stage.as_deref()) {
        pill(stage_tone(funnel, key), funnel.stage(key).map_or(key, |stage| stage.name.as_str()))
    } else {
        html! { span.muted { "–" } }
    }
}

pub fn work_status_label(key: &str, lang: Lang) -> &str {
    work_status::find(key).map_or(key, |status| status.label.get(lang))
}

/// Where a lead came from, in one or two words.
pub fn source(lead: &Lead, lang: Lang) -> Markup {
    html! {
        @if let Some(source) = &lead.source { (source) } @else { span.muted { (texts::DIRECT.get(lang)) } }
        @if let Some(campaign) = &lead.campaign { br; span.small.muted { (campaign) } }
    }
}
