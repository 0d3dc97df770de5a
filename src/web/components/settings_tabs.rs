//! The parts of an account's settings, and of the operator's alarms, as tabs above each of them.

use maud::Markup;

use crate::{
    base::lang::Lang,
    web::{
        components::tabs::{self, tabs},
        texts,
    },
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    General,
    /// Host names of the account's own.
    Domains,
    Alerts,
    Mail,
    Webhook,
    /// What was sent, and what was not.
    Deliveries,
    /// What is kept for how long.
    Retention,
}

/// `base` is the account's address, `/accounts/{slug}`.
pub fn settings_tabs(lang: Lang, base: &str, current: Tab) -> Markup {
    let places = [
        (Tab::General, "/settings", texts::SETTINGS_GENERAL),
        (Tab::Domains, "/settings/domains", texts::SETTINGS_DOMAINS),
        (Tab::Alerts, "/settings/alerts", texts::SETTINGS_ALERTS),
        (Tab::Mail, "/settings/mail", texts::SETTINGS_MAIL),
        (Tab::Webhook, "/settings/webhook", texts::SETTINGS_WEBHOOK),
        (Tab::Deliveries, "/settings/deliveries", texts::SETTINGS_DELIVERIES),
        (Tab::Retention, "/settings/retention", texts::SETTINGS_RETENTION),
    ];
    let hrefs = places.map(|(tab, below, label)| (tab, format!("{base}{below}"), label));
    let shown: Vec<tabs::Tab<'_>> =
        hrefs.iter().map(|(tab, href, label)| tabs::Tab { href, label: label.get(lang), current: *tab == current, count: None }).collect();
    tabs(texts::SETTINGS.get(lang), &shown)
}

/// What belongs to the operator's alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmTab {
    List,
    Receivers,
    /// The agency's.
    Webhook,
}

pub fn alarm_tabs(lang: Lang, current: AlarmTab) -> Markup {
    let places = [
        (AlarmTab::List, "/alarms", texts::ALARM_LIST),
        (AlarmTab::Receivers, "/settings/alarms", texts::ALARM_RECEIVERS),
        (AlarmTab::Webhook, "/settings/webhook", texts::SETTINGS_WEBHOOK),
    ];
    let shown = places.map(|(tab, href, label)| tabs::Tab { href, label: label.get(lang), current: tab == current, count: None });
    tabs(texts::ALARMS.get(lang), &shown)
}
