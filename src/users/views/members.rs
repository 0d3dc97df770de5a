//! The pages of members and invitations.

use maud::{Markup, html};

use crate::{
    accounts::model::{Account, Role},
    base::{
        ids::UserId,
        lang::{Lang, Text},
        time::{Timestamp, Zone},
    },
    users::{
        model::{Membership, User},
        roles::{Invitation, Member},
        texts,
    },
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm},
        copy::copy_field,
        field::Form,
        head::{page_head, page_head_below},
        icon::icon,
        identity,
        moment::moment,
        notice::notice,
        pill::{Tone, pill},
        table,
    },
};

const PATH: &str = "/members";

#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub lang: Lang,
    pub now: Timestamp,
    pub accounts: &'a [Account],
    pub form_token: &'a str,
    /// Who looks at the page.
    pub reader: Option<UserId>,
}

/// Members, and invitations that wait.
pub fn list(look: Look<'_>, members: &[Member], waiting: &[Invitation]) -> Markup {
    let lang = look.lang;
    let add = button::link(Kind::Primary, "/members/invite", html! { (icon("user-plus")) (texts::INVITE.get(lang)) });
    let head = html! {
        (table::th(texts::MEMBER.get(lang)))
        (table::th(texts::ROLE.get(lang)))
        (table::th(texts::SECOND_FACTOR.get(lang)))
        (table::th(texts::STATUS.get(lang)))
        (table::th_right(texts::MEMBER_SINCE.get(lang)))
    };
    let rows = html! {
        @for member in members {
            @let user = &member.user;
            tr {
                td { (identity::avatar_cell(&format!("{PATH}/{}", user.id), &user.name, &user.email)) }
                td { (roles(look, member)) }
                td { @if user.has_totp { (pill(Tone::Green, texts::TOTP_ON.get(lang))) } @else { span.muted { (texts::TOTP_OFF.get(lang)) } } }
                td { (status(lang, user)) }
                td.right.muted.nowrap { (moment(lang, Zone::default(), look.now, user.created_at)) }
            }
        }
    };
    html! {
        (page_head(texts::MEMBERS.get(lang), texts::MEMBERS_SUBTITLE.get(lang), add))
        div.stack {
            @if !waiting.is_empty() { (invitations(look, waiting)) }
            (card::flush(table::table(texts::MEMBERS.get(lang), head, rows)))
        }
    }
}

fn roles(look: Look<'_>, member: &Member) -> Markup {
    let lang = look.lang;
    let name = |membership: &Membership| look.accounts.iter().find(|account| account.id == membership.account).map(|account| &account.name);
    html! {
        @if member.user.role == Role::Owner { (role_pill(lang, Role::Owner)) " " span.small.muted { (texts::EVERY_ACCOUNT.get(lang)) } }
        @for membership in &member.memberships {
            div {
                (role_pill(lang, membership.role))
                " " span.small { @if let Some(name) = name(membership) { (name) } }
                @if membership.may_export { " " span.small.muted { "· " (texts::MAY_EXPORT.get(lang)) } }
            }
        }
    }
}

fn invitations(look: Look<'_>, waiting: &[Invitation]) -> Markup {
    let lang = look.lang;
    let head = html! {
        (table::th(texts::EMAIL.get(lang)))
        (table::th(texts::ROLE.get(lang)))
        (table::th(texts::INVITED_BY.get(lang)))
        (table::th(texts::STATUS.get(lang)))
        (table::th(texts::LINK.get(lang)))
    };
    let rows = html! {
        @for invitation in waiting {
            @let has_run_out = invitation.expires_at <= look.now;
            tr {
                td { (invitation.email) }
                td { (role_pill(lang, invitation.role)) }
                td { (invitation.invited_by) }
                td {
                    @if has_run_out { (pill(Tone::Grey, texts::RUN_OUT.get(lang))) }
                    @else { (pill(Tone::Blue, texts::WAITING.get(lang))) " " span.small.muted { (until(lang, invitation)) } }
                }
                td {
                    div.actions {
                        (button::action(Kind::Small, &format!("{PATH}/invitations/{}/renew", invitation.id), look.form_token, texts::RENEW.get(lang)))
                        (button::action(Kind::Small, &format!("{PATH}/invitations/{}/revoke", invitation.id), look.form_token, texts::REVOKE.get(lang)))
                    }
                }
            }
        }
    };
    card::titled(texts::INVITATIONS.get(lang), "", table::table(texts::INVITATIONS.get(lang), head, rows))
}

fn until(lang: Lang, invitation: &Invitation) -> String {
    texts::UNTIL.with(&[("at", &Zone::default().date_time(invitation.expires_at))]).get(lang).to_owned()
}

/// The form of an invitation.
pub fn invite(form: Form<'_>, accounts: &[Account], form_token: &str) -> Markup {
    let lang = form.lang;
    let explained: Vec<(&str, String)> = Role::ALL.iter().rev().map(|role| (role.name(), explained(*role, lang))).collect();
    let roles: Vec<(&str, &str)> = explained.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let ids: Vec<String> = accounts.iter().map(|account| account.id.to_string()).collect();
    let choices: Vec<(&str, &str)> = ids.iter().zip(accounts).map(|(id, account)| (id.as_str(), account.name.as_str())).collect();
    html! {
        (page_head_below((PATH, texts::MEMBERS.get(lang)), texts::INVITE.get(lang), texts::INVITE_HELP.get(lang), ""))
        div.narrow.stack {
            (form.summary())
            (card::card("", html! {
                form.stack method="post" {
                    (button::token(form_token))
                    (form.email("email", texts::EMAIL).required().autocomplete("off"))
                    (form.radios("role", texts::ROLE, &roles).required())
                    @if !choices.is_empty() { (form.checkboxes("accounts", texts::ACCOUNTS, &choices).help(texts::ACCOUNTS_HELP)) }
                    (form.checkbox("export", texts::EXPORT).help(texts::EXPORT_HELP))
                    div.form-submit { (button::submit(Kind::Primary, texts::MAKE_LINK.get(lang))) }
                }
            }))
        }
    }
}

/// The link, this once.
pub fn link(lang: Lang, link: &str, email: &str) -> Markup {
    html! {
        (page_head_below((PATH, texts::MEMBERS.get(lang)), texts::INVITED.get(lang), email, ""))
        div.narrow.stack {
            (notice(Tone::Green, texts::LINK_ONCE.get(lang)))
            (card::card(texts::LINK.get(lang), html! {
                div.stack {
                    (copy_field(lang, texts::LINK.get(lang), link))
                    div.form-submit { (button::link(Kind::Plain, PATH, texts::MEMBERS.get(lang))) }
                }
            }))
        }
    }
}

/// One member: what they may do where, and whether they may come in.
pub fn member(look: Look<'_>, form: Form<'_>, member: &Member) -> Markup {
    let (lang, user) = (look.lang, &member.user);
    let own = format!("{PATH}/{}", user.id);
    html! {
        (page_head_below((PATH, texts::MEMBERS.get(lang)), &user.name, html! { (user.email) " " (status(lang, user)) }, ""))
        div.narrow.stack {
            (form.summary())
            (card::card(texts::ROLE.get(lang), html! {
                form.stack method="post" action=(own) {
                    (button::token(look.form_token))
                    (form.checkbox("owner", texts::IS_OWNER).help(texts::IS_OWNER_HELP))
                    @if !look.accounts.is_empty() { (by_account(look, form)) }
                    div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
                }
            }))
            (card::card(texts::ROLES_EXPLAINED.get(lang), html! {
                dl.facts { @for role in Role::ALL.into_iter().rev() { dt { (role.label().get(lang)) } dd { (explanation(role).get(lang)) } } }
            }))
            @if user.disabled_at.is_some() {
                (button::action(Kind::Plain, &format!("{own}/enable"), look.form_token, texts::ENABLE.get(lang)))
            } @else if look.reader != Some(user.id) {
                (confirm(lang, &Confirm {
                    label: texts::DISABLE.get(lang),
                    loss: texts::DISABLE_LOSS.with(&[("name", &user.name)]).get(lang),
                    verb: texts::DISABLE.get(lang),
                    post_to: &format!("{own}/disable"),
                    form_token: look.form_token,
                }))
            }
        }
    }
}

fn by_account(look: Look<'_>, form: Form<'_>) -> Markup {
    let lang = look.lang;
    let choices = [Role::Manager, Role::Marketer, Role::Agent, Role::Viewer];
    html! {
        fieldset.stack {
            legend.form-label { (texts::BY_ACCOUNT.get(lang)) }
            @for account in look.accounts {
                @let (role, export) = (format!("role_{}", account.id), format!("export_{}", account.id));
                @let chosen = form.values.text(&role);
                div.member-role {
                    label.strong.truncate for=(role) { (account.name) }
                    select.form-select id=(role) name=(role) {
                        option value="" { (texts::NO_ACCESS.get(lang)) }
                        @for choice in choices { option value=(choice.name()) selected[chosen == choice.name()] { (choice.label().get(lang)) } }
                    }
                    label.form-check {
                        input.form-check-input type="checkbox" name=(export) checked[form.values.ticked(&export)];
                        span { (texts::MAY_EXPORT.get(lang)) span.hidden-text { ": " (account.name) } }
                    }
                }
            }
            p.small.muted { (texts::EXPORT_HELP.get(lang)) }
        }
    }
}

/// The members of one account, for those who manage it.
pub fn of_account(lang: Lang, settings: &str, members: &[(User, Option<Membership>)]) -> Markup {
    let head = html! { (table::th(texts::MEMBER.get(lang))) (table::th(texts::ROLE.get(lang))) (table::th(texts::STATUS.get(lang))) };
    let rows = html! {
        @for (user, membership) in members {
            tr {
                td { div.strong { (user.name) } div.small.muted { (user.email) } }
                td {
                    (role_pill(lang, membership.map_or(Role::Owner, |membership| membership.role)))
                    @if membership.is_some_and(|membership| membership.may_export) { " " span.small.muted { (texts::MAY_EXPORT.get(lang)) } }
                }
                td { (status(lang, user)) }
            }
        }
    };
    html! {
        (page_head_below((settings, texts::SETTINGS.get(lang)), texts::MEMBERS.get(lang), texts::MEMBERS_OF_ACCOUNT.get(lang), ""))
        (card::flush(table::table(texts::MEMBERS.get(lang), head, rows)))
    }
}

/// The form of whoever was invited.
pub fn accept(form: Form<'_>, invitation: &Invitation, form_token: &str) -> Markup {
    let lang = form.lang;
    html! {
        h1 { (texts::JOIN.get(lang)) }
        (form.summary())
        p.muted { (texts::JOIN_HELP.with(&[("who", &invitation.invited_by), ("role", &invitation.role.label().get(lang))]).get(lang)) }
        form.stack method="post" {
            (button::token(form_token))
            div id="f-email" {
                div.form-label { (texts::EMAIL.get(lang)) }
                div.strong { (invitation.email) }
            }
            input type="hidden" autocomplete="username" value=(invitation.email);
            (form.text("name", texts::YOUR_NAME).required().max_chars(50).autocomplete("name").autofocus())
            (form.password("password", texts::PASSWORD).required().help(texts::PASSWORD_HELP).autocomplete("new-password"))
            (button::submit(Kind::Primary, texts::JOIN_SUBMIT.get(lang)))
        }
    }
}

/// A link that is good no longer.
pub fn stale(lang: Lang) -> Markup {
    html! {
        h1 { (texts::JOIN.get(lang)) }
        (notice(Tone::Amber, texts::INVITATION_STALE.get(lang)))
        (button::link(Kind::Plain, "/login", texts::LOG_IN.get(lang)))
    }
}

fn status(lang: Lang, user: &User) -> Markup {
    if user.disabled_at.is_some() { pill(Tone::Grey, texts::DISABLED.get(lang)) } else { pill(Tone::Green, texts::ENABLED.get(lang)) }
}

fn role_pill(lang: Lang, role: Role) -> Markup {
    let tone = match role {
        Role::Owner => Tone::Violet,
        Role::Manager => Tone::Blue,
        Role::Marketer => Tone::Orange,
        Role::Agent => Tone::Green,
        Role::Viewer => Tone::Grey,
    };
    pill(tone, role.label().get(lang))
}

fn explained(role: Role, lang: Lang) -> String {
    format!("{} – {}", role.label().get(lang), explanation(role).get(lang))
}

const fn explanation(role: Role) -> Text {
    match role {
        Role::Owner => texts::OWNER_MAY,
        Role::Manager => texts::MANAGER_MAY,
        Role::Marketer => texts::MARKETER_MAY,
        Role::Agent => texts::AGENT_MAY,
        Role::Viewer => texts::VIEWER_MAY,
    }
}
