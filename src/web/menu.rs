//! The menu: every place of the admin UI that the sidebar leads to.

use maud::{Markup, html};

use crate::{
    accounts::model::{Actor, Right},
    base::lang::{Lang, Text},
    web::{components::icon::icon, texts},
};

/// A place in the menu. Pages that stand in none mark the one they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// All accounts of the agency.
    Accounts,
    Overview,
    /// Who is to be called today.
    Today,
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
    Capacity,
    /// The agency's mail server.
    Mail,
    /// What the appliance takes of its box.
    Resources,
    /// What is wrong with the appliance.
    Alarms,
    /// Recurring work.
    Jobs,
    Backups,
    /// Every setting of the appliance.
    AgencySettings,
    /// What the server has noted.
    Logs,
}

const FIRST: [Menu; 1] = [Menu::Overview];
const PEOPLE: [Menu; 4] = [Menu::Today, Menu::Leads, Menu::Board, Menu::Customers];
const MARKETING: [Menu; 5] = [Menu::Pages, Menu::Funnels, Menu::Conversions, Menu::Viral, Menu::Scoring];
const AGENCY: [Menu; 11] = [
    Menu::Accounts,
    Menu::Members,
    Menu::Mail,
    Menu::AccessLog,
    Menu::Alarms,
    Menu::Jobs,
    Menu::Backups,
    Menu::Resources,
    Menu::Capacity,
    Menu::Logs,
    Menu::AgencySettings,
];

impl Menu {
    pub const fn label(self) -> Text {
        match self {
            Self::Accounts => texts::ALL_ACCOUNTS,
            Self::Overview => texts::OVERVIEW,
            Self::Today => texts::TODAY,
            Self::Leads => texts::LEADS,
            Self::Board => texts::BOARD,
            Self::Customers => texts::CUSTOMERS,
            Self::Pages => texts::PAGES_MENU,
            Self::Funnels => texts::FUNNELS,
            Self::Conversions => texts::CONVERSIONS,
            Self::Viral => texts::VIRAL,
            Self::Scoring => texts::SCORING,
            Self::Settings | Self::AgencySettings => texts::SETTINGS,
            Self::Members => texts::MEMBERS,
            Self::AccessLog => texts::ACCESS_LOG,
            Self::Capacity => texts::CAPACITY,
            Self::Mail => texts::MAIL,
            Self::Resources => texts::RESOURCES,
            Self::Alarms => texts::ALARMS,
            Self::Jobs => texts::JOBS,
            Self::Backups => texts::BACKUPS,
            Self::Logs => texts::LOGS,
        }
    }

    /// Its address for an account.
    pub fn href(self, slug: &str) -> String {
        let below = match self {
            Self::Accounts => return "/accounts".to_owned(),
            Self::Members => return "/members".to_owned(),
            Self::AccessLog => return "/access-log".to_owned(),
            Self::Capacity => return "/capacity".to_owned(),
            Self::Mail => return "/mail".to_owned(),
            Self::Resources => return "/resources".to_owned(),
            Self::Alarms => return "/alarms".to_owned(),
            Self::Jobs => return "/jobs".to_owned(),
            Self::Backups => return "/backups".to_owned(),
            Self::AgencySettings => return "/settings".to_owned(),
            Self::Logs => return "/logs".to_owned(),
            Self::Overview => "",
            Self::Today => "/leads/today",
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

    /// What somebody must be allowed to see it.
    pub const fn right(self) -> Right {
        match self {
            Self::Accounts | Self::Today | Self::Leads | Self::Board => Right::ReadLeads,
            Self::Overview | Self::Customers | Self::Pages | Self::Funnels | Self::Conversions | Self::Viral | Self::Scoring => Right::Look,
            Self::Settings => Right::Settings,
            Self::Members
            | Self::AccessLog
            | Self::AgencySettings
            | Self::Alarms
            | Self::Backups
            | Self::Capacity
            | Self::Jobs
            | Self::Logs
            | Self::Mail
            | Self::Resources => Right::Administer,
        }
    }

    fn sign(self) -> Markup {
        match self {
            Self::Accounts => icon("building-store"),
            Self::Overview => icon("layout-dashboard"),
            Self::Today => icon("phone-call"),
            Self::Leads => icon("inbox"),
            Self::Board => icon("layout-kanban"),
            Self::Customers => icon("users"),
            Self::Pages => icon("browser"),
            Self::Funnels => icon("filter"),
            Self::Conversions => icon("target-arrow"),
            Self::Viral => icon("share"),
            Self::Scoring => icon("gauge"),
            Self::Settings | Self::AgencySettings => icon("settings"),
            Self::Members => icon("users-group"),
            Self::AccessLog => icon("history"),
            Self::Capacity => icon("database"),
            Self::Mail => icon("mail"),
            Self::Resources => icon("server"),
            Self::Alarms => icon("bell-exclamation"),
            Self::Jobs => icon("calendar-repeat"),
            Self::Backups => icon("shield-check"),
            Self::Logs => icon("file-text"),
        }
    }
}

/// The sidebar's links, as far as the reader may follow them: an account's places, or the agency's where no account is chosen.
pub fn sidebar(lang: Lang, slug: Option<&str>, current: Menu, actor: Option<&Actor>) -> Markup {
    let may = |menu: &&Menu| actor.is_some_and(|actor| actor.may(menu.right()));
    let link = |menu: Menu| {
        html! {
            a href=(menu.href(slug.unwrap_or_default())) aria-current=[(menu == current).then_some("page")] {
                (menu.sign())
                span { (menu.label().get(lang)) }
            }
        }
    };
    html! {
        @if slug.is_some() {
            @for menu in FIRST.iter().filter(may) { (link(*menu)) }
            @for (title, places) in [(texts::GROUP_PEOPLE, &PEOPLE[..]), (texts::GROUP_MARKETING, &MARKETING[..])] {
                @if places.iter().any(|menu| may(&menu)) {
                    h2 { (title.get(lang)) }
                    @for menu in places.iter().filter(may) { (link(*menu)) }
                }
            }
            @if may(&&Menu::Settings) { div.foot { (link(Menu::Settings)) } }
        } @else {
            @for menu in AGENCY.iter().filter(may) { (link(*menu)) }
        }
    }
}
