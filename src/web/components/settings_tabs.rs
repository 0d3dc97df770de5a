//! The parts of an account's settings, as tabs above each of them.

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
    Mail,
}

/// `base` is the account's address, `/accounts/{slug}`.
pub fn settings_tabs(lang: Lang, base: &str, current: Tab) -> Markup {
    let places = [(Tab::General, "/settings", texts::SETTINGS_GENERAL), (Tab::Mail, "/settings/mail", texts::SETTINGS_MAIL)];
    let hrefs = places.map(|(tab, below, label)| (tab, format!("{base}{below}"), label));
    let shown: Vec<tabs::Tab<'_>> =
        hrefs.iter().map(|(tab, href, label)| tabs::Tab { href, label: label.get(lang), current: *tab == current, count: None }).collect();
    tabs(texts::SETTINGS.get(lang), &shown)
}
