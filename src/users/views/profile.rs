//! The pages about oneself.

use maud::{Markup, html};

use crate::{
    base::{
        lang::Lang,
        time::{Timestamp, Zone},
    },
    users::{
        browser,
        model::{OpenSession, User},
        recovery, texts,
    },
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm_with},
        copy::copy_field,
        field::Form,
        head::{page_head, page_head_below},
        icon::icon,
        moment::moment,
        notice::notice,
        pill::{Tone, pill},
        qr::qr,
        table,
    },
};

const SECOND_FACTOR: &str = "/profile/second-factor";

pub struct Profile<'a> {
    pub form: Form<'a>,
    pub user: &'a User,
    /// Each with: is it this one?
    pub sessions: &'a [(&'a OpenSession, bool)],
    pub now: Timestamp,
    pub form_token: &'a str,
}

pub fn profile(shown: &Profile<'_>) -> Markup {
    let (lang, form, user) = (shown.form.lang, shown.form, shown.user);
    let languages = [("ko", "한국어"), ("en", "English")];
    html! {
        (page_head(texts::PROFILE.get(lang), &user.email, pill(Tone::Blue, user.role.label().get(lang))))
        div.stack {
            (form.summary())
            div.halves {
                (card::card(texts::ABOUT_YOU.get(lang), html! {
                    form.stack method="post" action="/profile" {
                        (button::token(shown.form_token))
                        (form.text("name", texts::YOUR_NAME).required().max_chars(50).autocomplete("name"))
                        (form.select("locale", texts::LANGUAGE, &languages))
                        div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
                    }
                }))
                (card::card(texts::CHANGE_PASSWORD.get(lang), html! {
                    form.stack method="post" action="/profile/password" {
                        (button::token(shown.form_token))
                        input type="hidden" autocomplete="username" value=(user.email);
                        (form.password("current_password", texts::CURRENT_PASSWORD).required().autocomplete("current-password"))
                        (form.password("new_password", texts::NEW_PASSWORD).required().help(texts::NEW_PASSWORD_HELP).autocomplete("new-password"))
                        div.form-submit { (button::submit(Kind::Plain, texts::CHANGE_PASSWORD.get(lang))) }
                    }
                }))
            }
            (second_factor_card(lang, user))
            (sessions(shown))
        }
    }
}

fn second_factor_card(lang: Lang, user: &User) -> Markup {
    let (state, help, go) = if user.has_totp {
        (pill(Tone::Green, texts::TOTP_ON.get(lang)), texts::TOTP_ON_HELP, texts::TOTP_MANAGE)
    } else {
        (pill(Tone::Amber, texts::TOTP_OFF.get(lang)), texts::TOTP_OFF_HELP, texts::TOTP_SET_UP)
    };
    card::card(
        texts::SECOND_FACTOR.get(lang),
        html! {
            div.stack {
                div { (state) }
                p.muted { (help.get(lang)) }
                div { (button::link(Kind::Plain, SECOND_FACTOR, html! { (icon("shield-lock")) (go.get(lang)) })) }
            }
        },
    )
}

fn sessions(shown: &Profile<'_>) -> Markup {
    let (lang, zone) = (shown.form.lang, Zone::default());
    let head = html! {
        (table::th(texts::BROWSER.get(lang)))
        (table::th(texts::ADDRESS.get(lang)))
        (table::th_right(texts::LAST_SEEN.get(lang)))
        (table::th_right(texts::SINCE.get(lang)))
        (table::th(texts::END_SESSION.get(lang)))
    };
    let rows = html! {
        @for (session, is_this) in shown.sessions {
            @let name = browser::name(&session.user_agent);
            tr {
                td {
                    span.strong { @if name.is_empty() { (texts::UNKNOWN_BROWSER.get(lang)) } @else { (name) } }
                    @if *is_this { " " (pill(Tone::Green, texts::THIS_ONE.get(lang))) }
                }
                td.num { (session.address) }
                td.right.muted.nowrap { (moment(lang, zone, shown.now, session.seen_at)) }
                td.right.muted.nowrap { (moment(lang, zone, shown.now, session.created_at)) }
                td {
                    @if !is_this {
                        form method="post" action="/profile/sessions" {
                            (button::token(shown.form_token))
                            (button::submit_as(Kind::Small, "session", &session.name(), texts::END_SESSION.get(lang)))
                        }
                    }
                }
            }
        }
    };
    let others = html! {
        @if shown.sessions.len() > 1 {
            (button::action(Kind::Small, "/profile/sessions", shown.form_token, texts::END_OTHERS.get(lang)))
        }
    };
    card::titled(texts::SESSIONS.get(lang), others, table::table(texts::SESSIONS.get(lang), head, rows))
}

/// The way into an authenticator app. `parts`: the sealed secret, the secret for typing, the address in the code.
pub fn enrolment(form: Form<'_>, (sealed, spelled, uri): (&str, &str, &str), is_owed: bool, form_token: &str) -> Markup {
    let lang = form.lang;
    html! {
        (head(lang, is_owed))
        div.narrow.stack {
            @if is_owed { (notice(Tone::Amber, texts::TOTP_OWED.get(lang))) }
            (form.summary())
            (card::card(texts::TOTP_STEP_ONE.get(lang), html! {
                div.stack {
                    p.muted { (texts::TOTP_STEP_ONE_HELP.get(lang)) }
                    div { (qr(uri, texts::TOTP_QR.get(lang))) }
                    p.muted.small { (texts::TOTP_BY_HAND.get(lang)) }
                    (copy_field(lang, texts::TOTP_SECRET.get(lang), spelled))
                }
            }))
            (card::card(texts::TOTP_STEP_TWO.get(lang), html! {
                form.stack method="post" action=(SECOND_FACTOR) {
                    (button::token(form_token))
                    input type="hidden" name="sealed" value=(sealed);
                    (form.text("code", texts::CODE).required().help(texts::TOTP_STEP_TWO_HELP).max_chars(20).autocomplete("one-time-code"))
                    div.form-submit { (button::submit(Kind::Primary, texts::TOTP_TURN_ON.get(lang))) }
                }
            }))
        }
    }
}

/// What can be done with a second factor that is on.
pub fn second_factor_on(form: Form<'_>, codes_left: i64, form_token: &str) -> Markup {
    let lang = form.lang;
    let left = texts::CODES_LEFT.with(&[("left", &codes_left), ("all", &recovery::COUNT)]);
    let password = || html! { (form.password("current_password", texts::CURRENT_PASSWORD).required().autocomplete("current-password")) };
    html! {
        (head(lang, false))
        div.narrow.stack {
            (form.summary())
            (card::card("", html! { div.stack { div { (pill(Tone::Green, texts::TOTP_ON.get(lang))) } p.muted { (texts::TOTP_ON_HELP.get(lang)) } } }))
            (card::card(texts::RECOVERY_CODES.get(lang), html! {
                form.stack method="post" action={ (SECOND_FACTOR) "/codes" } {
                    (button::token(form_token))
                    p { (left.get(lang)) }
                    (password())
                    div.form-submit { (button::submit(Kind::Plain, texts::RENEW_CODES.get(lang))) }
                }
            }))
            (confirm_with(
                lang,
                &Confirm {
                    label: texts::TOTP_TURN_OFF.get(lang),
                    loss: texts::TOTP_TURN_OFF_LOSS.get(lang),
                    verb: texts::TOTP_TURN_OFF.get(lang),
                    post_to: &format!("{SECOND_FACTOR}/off"),
                    form_token,
                },
                html! {
                    label.form-label for="off-password" { (texts::CURRENT_PASSWORD.get(lang)) }
                    input.form-control id="off-password" type="password" name="current_password" required autocomplete="current-password";
                },
            ))
        }
    }
}

/// The codes, this once.
pub fn recovery_codes(lang: Lang, codes: &[String]) -> Markup {
    html! {
        (page_head(texts::RECOVERY_CODES.get(lang), "", ""))
        div.narrow.stack {
            (notice(Tone::Amber, texts::RECOVERY_CODES_ONCE.get(lang)))
            (card::card("", html! {
                div.stack {
                    ol.recovery-codes { @for code in codes { li { code { (code) } } } }
                    (copy_field(lang, texts::RECOVERY_CODES.get(lang), &codes.join(" ")))
                    div.form-submit { (button::link(Kind::Primary, "/profile", texts::CODES_KEPT.get(lang))) }
                }
            }))
        }
    }
}

fn head(lang: Lang, is_owed: bool) -> Markup {
    let (title, subtitle) = (texts::SECOND_FACTOR.get(lang), texts::SECOND_FACTOR_SUBTITLE.get(lang));
    // Nothing else is open to whoever owes it.
    if is_owed { page_head(title, subtitle, "") } else { page_head_below(("/profile", texts::PROFILE.get(lang)), title, subtitle, "") }
}
