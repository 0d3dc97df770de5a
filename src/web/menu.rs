//! The menu: every place of the admin UI that the sidebar leads to.

use maud::{Markup, html};

use crate::{
    base::lang::{Lang, Text},
    web::{components::icon::icon, texts},
};

/// A place in the menu. Pages that stand in none mark the one they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// All accounts of the agency.
    Accounts,
    Overview,
    Leads,
    Board,
    Customers,
    Pages,
    Funnels,
    Conversions,
    Viral,
    Scoring,
    Settings,
    /// The agency's users.
    Members,
    AccessLog,
}

const FIRST: [Menu; 1] = [Menu::Overview];
const PEOPLE: [Menu; 3] = [Menu::Leads, Menu::Board, Menu::Customers];
const MARKETING: [Menu; 5] = [Menu::Pages, Menu::Funnels, Menu::Conversions, Menu::Viral, Menu::Scoring];
const AGENCY: [Menu; 3] = [Menu::Accounts, Menu::Members, Menu::AccessLog];

impl Menu {
    pub const fn label(self) -> Text {
        match self {
            Self::Accounts => texts::ALL_ACCOUNTS,
            Self::Overview => texts::OVERVIEW,
            Self::Leads => texts::LEADS,
            Self::Board => texts::BOARD,
            Self::Customers => texts::CUSTOMERS,
            Self::Pages => texts::PAGES_MENU,
            Self::Funnels => texts::FUNNELS,
            Self::Conversions => texts::CONVERSIONS,
            Self::Viral => texts::VIRAL,
            Self::Scoring => texts::SCORING,
            Self::Settings => texts::SETTINGS,
            Self::Members => texts::MEMBERS,
            Self::AccessLog => texts::ACCESS_LOG,
        }
    }

    /// Its address for an account.
    pub fn href(self, slug: &str) -> String {
        let below = match self {
            Self::Accounts => return "/accounts".to_owned(),
            Self::Members => return "/members".to_owned(),
            Self::AccessLog => return "/access-log".to_owned(),
            Self::Overview => "",
            Self::Leads => "/leads",
            Self::Board => "/board",
            Self::Customers => "/customers",
            Self::Pages => "/landing-pages",
            Self::Funnels => "/funnels",
            Self::Conversions => "/conversions",
            Self::Viral => "/viral-campaigns",
            Self::Scoring => "/scoring",
            Self::Settings => "/settings",
        };
        format!("/accounts/{slug}{below}")
    }

    fn sign(self) -> Markup {
        match self {
            Self::Accounts => icon("building-store"),
            Self::Overview => icon("layout-dashboard"),
            Self::Leads => icon("inbox"),
            Self::Board => icon("layout-kanban"),
            Self::Customers => icon("users"),
            Self::Pages => icon("browser"),
            Self::Funnels => icon("filter"),
            Self::Conversions => icon("target-arrow"),
            Self::Viral => icon("share"),
            Self::Scoring => icon("gauge"),
            Self::Settings => icon("settings"),
            Self::Members => icon("users-group"),
            Self::AccessLog => icon("history"),
        }
    }
}

/// The sidebar's links: an account's places, or the way to the accounts where none is chosen.
pub fn sidebar(lang: Lang, slug: Option<&str>, current: Menu) -> Markup {
    let link = |menu: Menu, slug: &str| {
        html! {
            a href=(menu.href(slug)) aria-current=[(menu == current).then_some("page")] { (menu.sign()) span { (menu.label().get(lang)) } }
        }
    };
    html! {
        @if let Some(slug) = slug {
            @for menu in FIRST { (link(menu, slug)) }
            @for (title, places) in [(texts::GROUP_PEOPLE, &PEOPLE[..]), (texts::GROUP_MARKETING, &MARKETING[..])] {
                h2 { (title.get(lang)) }
                @for menu in places { (link(*menu, slug)) }
            }
            div.foot { (link(Menu::Settings, slug)) }
        } @else {
            @for menu in AGENCY { (link(menu, "")) }
        }
    }
}
