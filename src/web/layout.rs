//! The whole document: the shell with its sidebar and top bar, and the bare page with one card.

use maud::{DOCTYPE, Markup, Render, html};

use crate::{
    accounts::model::Actor,
    assets,
    base::lang::{Lang, Text},
    web::{
        components::{button, icon::icon, identity, notice, pill::Tone},
        menu::{self, Menu},
        texts,
    },
};

/// The reader's choice of colours, kept in the cookie `theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system has it.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// The value in the cookie and on `<html>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a cookie's or a form's value.
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|theme| theme.tag() == tag)
    }
}

/// Who is logged in.
#[derive(Clone, Copy, Debug)]
pub struct UserBadge<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

/// The account one works in; `status` is its name for people.
#[derive(Clone, Copy, Debug)]
pub struct AccountBadge<'a> {
    pub slug: &'a str,
    pub name: &'a str,
    pub status: Text,
}

/// An account that the switcher offers.
#[derive(Clone, Copy, Debug)]
pub struct AccountChoice<'a> {
    pub slug: &'a str,
    pub name: &'a str,
}

/// What the last request did, shown once above the content.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    pub tone: Tone,
    pub text: &'a str,
}

/// All that the frame needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Shell<'a> {
    pub lang: Lang,
    pub theme: Theme,
    /// The page's own title; the product's name is added.
    pub title: &'a str,
    pub user: Option<UserBadge<'a>>,
    /// Who the reader is here: the menu shows what they may see.
    pub actor: Option<&'a Actor>,
    pub account: Option<AccountBadge<'a>>,
    pub accounts: &'a [AccountChoice<'a>],
    pub current: Menu,
    pub form_token: &'a str,
    pub notice: Option<Notice<'a>>,
    /// Callbacks that are due, inside an account.
    pub alarm: Option<&'a Markup>,
    /// Path and query of this page, to come back to after a change of theme or language.
    pub path: &'a str,
}

/// A page inside the shell.
pub fn page(shell: &Shell, body: impl Render) -> Markup {
    let lang = shell.lang;
    document(
        shell,
        html! {
            a.skip href="#main" { (texts::SKIP.get(lang)) }
            div.shell {
                aside.side id="nav" {
                    a.icon-button.side-close href="#main" aria-label=(texts::CLOSE_MENU.get(lang)) { (icon("x")) }
                    (switcher(shell))
                    nav aria-label=(texts::MENU.get(lang)) { (menu::sidebar(lang, shell.account.map(|account| account.slug), shell.current, shell.actor)) }
                }
                div {
                    (top_bar(shell))
                    main id="main" tabindex="-1" {
                        (notice_of(shell))
                        (body)
                    }
                }
            }
            @if let Some(account) = shell.account { (search_dialog(lang, account.slug)) }
        },
    )
}

/// A page without menu: log-in, set-up, errors. Its body stands in one centred card.
pub fn bare_page(shell: &Shell, body: impl Render) -> Markup {
    let lang = shell.lang;
    document(
        shell,
        html! {
            div.bare {
                main id="main" {
                    div.brand { span.mark { (icon("heart-handshake")) } (texts::PRODUCT.get(lang)) }
                    (notice_of(shell))
                    div.card { div.card-body.stack { (body) } }
                    // An error's page knows no session, so no form on it could be sent.
                    @if !shell.form_token.is_empty() {
                        footer {
                            (theme_buttons(shell))
                            form method="post" action="/preferences" {
                                (preference_fields(shell))
                                @let (tag, name) = other_language(lang);
                                button.btn.btn-quiet name="lang" value=(tag) lang=(tag) { (icon("language")) (name) }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn document(shell: &Shell, content: impl Render) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(shell.lang.tag()) data-theme=(shell.theme.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                // The indicator's rules stand in our own style sheet; without this htmx would add some of its own.
                meta name="htmx-config" content=r#"{"implicitInheritance":true,"includeIndicatorCSS":false}"#;
                title { (shell.title) " · " (texts::PRODUCT.get(shell.lang)) }
                link rel="icon" type="image/svg+xml" href=(assets::url("favicon.svg"));
                link rel="stylesheet" href=(assets::url("font.css"));
                link rel="stylesheet" href=(assets::url("app.css"));
                script src=(assets::url("app.js")) defer {}
            }
            body { (content) }
        }
    }
}

fn notice_of(shell: &Shell) -> Markup {
    html! { @if let Some(said) = shell.notice { (notice::notice(said.tone, said.text)) } }
}

fn switcher(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        details.menu.switcher {
            summary {
                @if let Some(account) = shell.account {
                    span.mark aria-hidden="true" { (account.name.trim().chars().next().unwrap_or('?')) }
                    span { b.truncate { (account.name) } span.small.muted { (account.status.get(lang)) } }
                } @else {
                    span.mark { (icon("building-store")) }
                    span { b { (texts::CHOOSE_ACCOUNT.get(lang)) } }
                }
                (icon("selector"))
            }
            div.panel {
                @for choice in shell.accounts {
                    @let is_current = shell.account.is_some_and(|account| account.slug == choice.slug);
                    a href={ "/accounts/" (choice.slug) } aria-current=[is_current.then_some("true")] {
                        span.truncate { (choice.name) }
                        @if is_current { (icon("check")) }
                    }
                }
                @if !shell.accounts.is_empty() { hr; }
                a href="/accounts" { (icon("building-store")) (texts::ALL_ACCOUNTS.get(lang)) }
            }
        }
    }
}

fn top_bar(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        header.top {
            a.icon-button.side-open href="#nav" aria-label=(texts::OPEN_MENU.get(lang)) { (icon("menu-2")) }
            @if let Some(account) = shell.account {
                form.search method="get" action={ "/accounts/" (account.slug) "/search" } role="search" {
                    (icon("search"))
                    input.form-control type="search" name="q" placeholder=(texts::SEARCH.get(lang)) aria-label=(texts::SEARCH.get(lang));
                    kbd.js-only aria-hidden="true" { "⌘K" }
                }
            }
            div.tools {
                @if let Some(alarm) = shell.alarm { (alarm) }
                (theme_buttons(shell))
                @if let Some(user) = shell.user { (user_menu(shell, user)) }
            }
        }
    }
}

/// Opened by ⌘K or Ctrl+K: results come as one types. Without scripts the search of the top bar leads to the same results.
fn search_dialog(lang: Lang, slug: &str) -> Markup {
    let path = format!("/accounts/{slug}/search");
    html! {
        dialog.search-dialog id="search-dialog" aria-label=(texts::SEARCH.get(lang)) {
            form.search method="get" action=(path) role="search" {
                (icon("search"))
                input.form-control type="search" name="q" placeholder=(texts::SEARCH.get(lang)) aria-label=(texts::SEARCH.get(lang))
                    autocomplete="off" maxlength="60" hx-get={ (path) "/found" } hx-trigger="input changed delay:150ms" hx-target="#search-found"
                    hx-sync="this:replace";
                kbd aria-hidden="true" { "Esc" }
            }
            div.found id="search-found" aria-live="polite" { p.hint.muted { (texts::SEARCH_HELP.get(lang)) } }
            p.keys.small.muted aria-hidden="true" { (texts::SEARCH_KEYS.get(lang)) }
        }
    }
}

/// Both buttons are always there; the style sheet shows the one that changes what is seen.
fn theme_buttons(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        form method="post" action="/preferences" {
            (preference_fields(shell))
            button.icon-button.to-dark name="theme" value="dark" aria-label=(texts::TO_DARK.get(lang)) { (icon("moon")) }
            button.icon-button.to-light name="theme" value="light" aria-label=(texts::TO_LIGHT.get(lang)) { (icon("sun")) }
        }
    }
}

fn user_menu(shell: &Shell, user: UserBadge) -> Markup {
    let lang = shell.lang;
    html! {
        details.menu {
            summary aria-label=(texts::USER_MENU.get(lang)) { (identity::avatar(user.name)) }
            div.panel.end {
                div.who {
                    div.strong.truncate { (user.name) }
                    div.small.muted.truncate { (user.email) }
                }
                hr;
                a href="/profile" { (icon("user-circle")) (texts::PROFILE.get(lang)) }
                hr;
                form method="post" action="/preferences" aria-label=(texts::LANGUAGE.get(lang)) {
                    (preference_fields(shell))
                    @for (tag, name) in LANGUAGES {
                        @let is_current = tag == lang.tag();
                        button name="lang" value=(tag) lang=(tag) aria-pressed=(is_current) {
                            (icon("language")) (name)
                            @if is_current { (icon("check")) }
                        }
                    }
                }
                hr;
                form method="post" action="/logout" {
                    (button::token(shell.form_token))
                    button { (icon("logout")) (texts::LOG_OUT.get(lang)) }
                }
            }
        }
    }
}

/// Each language by its own name.
const LANGUAGES: [(&str, &str); 2] = [("ko", "한국어"), ("en", "English")];

const fn other_language(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Ko => LANGUAGES[1],
        Lang::En => LANGUAGES[0],
    }
}

fn preference_fields(shell: &Shell) -> Markup {
    html! {
        (button::token(shell.form_token))
        input type="hidden" name="return_to" value=(shell.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{accounts::model::Role, base::lang::text};

    const HOSTILE: &str = "\"><script>alert(1)</script>";

    fn shell(lang: Lang) -> Shell<'static> {
        Shell {
            lang,
            theme: Theme::Dark,
            title: HOSTILE,
            user: Some(UserBadge { name: HOSTILE, email: HOSTILE }),
            actor: None,
            account: Some(AccountBadge { slug: "hanbit", name: HOSTILE, status: text("운영 중", "Active") }),
            accounts: &[AccountChoice { slug: "hanbit", name: HOSTILE }],
            current: Menu::Customers,
            form_token: HOSTILE,
            notice: Some(Notice { tone: Tone::Green, text: HOSTILE }),
            alarm: None,
            path: HOSTILE,
        }
    }

    #[test]
    fn hostile_names_stay_text_and_nothing_is_inline() {
        for page in [page(&shell(Lang::Ko), "body"), bare_page(&shell(Lang::En), "body")] {
            let page = page.into_string();
            assert_eq!(page.matches("<script").count(), 1, "only the one with a src: {page}");
            assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains(" onclick"), "{page}");
            assert!(page.contains(r#"data-theme="dark""#), "{page}");
        }
    }

    #[test]
    fn the_menu_shows_what_the_reader_may_see() {
        let links = |role| {
            let actor = Actor { role, ..Actor::operator() };
            let page = page(&Shell { actor: Some(&actor), ..shell(Lang::Ko) }, "body").into_string();
            ["/leads", "/board", "/customers", "/landing-pages", "/settings"]
                .map(|place| page.contains(&format!(r#"href="/accounts/hanbit{place}""#)))
        };
        assert_eq!(links(Role::Owner), [true; 5]);
        assert_eq!(links(Role::Agent), [true, true, false, false, false]);
    }

    #[test]
    fn both_languages_lead_to_the_same_places() {
        let owner = Actor::operator();
        let links = |lang| {
            let page = page(&Shell { actor: Some(&owner), ..shell(lang) }, "body").into_string();
            page.split("href=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .filter(|link| link.starts_with("/accounts"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(links(Lang::Ko), links(Lang::En));
        assert!(links(Lang::Ko).contains(&"/accounts/hanbit/customers".to_owned()));
    }

    #[test]
    fn every_post_form_carries_the_token_and_the_way_back() {
        let page = page(&shell(Lang::Ko), "body").into_string();
        assert_eq!(page.matches(r#"method="post""#).count(), page.matches(r#"name="form_token""#).count());
        assert_eq!(page.matches(r#"action="/preferences""#).count(), page.matches(r#"name="return_to""#).count());
    }
}
