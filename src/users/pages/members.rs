//! The agency's members and invitations, for owners; the members of one account, for those who manage it; and the way in for whoever
//! was invited.

use axum::{extract::Path, http::StatusCode, response::Response};

use crate::{
    accounts::{
        model::{Account, Actor, Right, Role},
        service as accounts,
    },
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{AccountId, InvitationId, UserId},
        lang::Lang,
        time::Timestamp,
    },
    users::{
        pages::{enter, origin},
        roles::{Acceptance, Invitation, Member, NewInvitation, Roles},
        service::{invitations, members},
        texts,
        views::members::{self as views, Look},
    },
    web::{
        components::field,
        failure::Failure,
        gate::Audience,
        menu::Menu,
        query::Id,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult, Screen},
    },
};

const PATH: &str = "/members";

pub fn routes(routes: Routes) -> Routes {
    let owner = Audience::Agency(Right::Administer);
    routes
        .get(PATH, owner, list)
        .get("/members/invite", owner, invite_form)
        .post("/members/invite", owner, invite)
        .post("/members/invitations/{id}/renew", owner, renew)
        .post("/members/invitations/{id}/revoke", owner, revoke)
        .get("/members/{id}", owner, detail)
        .post("/members/{id}", owner, set_roles)
        .post("/members/{id}/disable", owner, disable)
        .post("/members/{id}/enable", owner, enable)
        .get("/accounts/{account}/members", Audience::Account(Right::Settings), of_account)
        .get("/invite/{token}", Audience::Anyone, invited)
        .post("/invite/{token}", Audience::Anyone, accept)
}

async fn list(screen: Screen) -> PageResult {
    let (all, waiting) = (members::list(&screen.env).await?, invitations::list(&screen.env).await?);
    let known = accounts::list(&screen.env).await?;
    let token = screen.form_token();
    let body = views::list(look(&screen, &known, &token), &all, &waiting);
    screen.show(texts::MEMBERS.get(screen.lang()), Menu::Members, body).await
}

async fn invite_form(screen: Screen) -> PageResult {
    show_invite(&screen, &RawForm::from([("role", Role::Agent.name())]), &FieldErrors::default()).await
}

async fn invite(screen: Screen, Form(form): Form) -> PageResult {
    let known = ids(&accounts::list(&screen.env).await?);
    let invited = match NewInvitation::parse(&form, &known) {
        Ok(new) => invitations::invite(&screen.env, &actor(&screen)?, new).await,
        Err(error) => Err(error),
    };
    match invited {
        Ok(token) => show_link(&screen, &token, form.text("email")).await,
        Err(error) => show_invite(&screen, &form, &error.into_field_errors()?).await,
    }
}

async fn renew(screen: Screen, Id(id): Id<InvitationId>) -> PageResult {
    let (token, invitation) = invitations::renew(&screen.env, &actor(&screen)?, id).await?;
    show_link(&screen, &token, &invitation.email).await
}

async fn revoke(screen: Screen, Id(id): Id<InvitationId>) -> PageResult {
    invitations::revoke(&screen.env, &actor(&screen)?, id).await?;
    Ok(screen.redirect(PATH, texts::INVITATION_REVOKED))
}

async fn detail(screen: Screen, Id(id): Id<UserId>) -> PageResult {
    let member = members::get(&screen.env, id).await?;
    show_member(&screen, &member, &given(&member), &FieldErrors::default()).await
}

async fn set_roles(screen: Screen, Id(id): Id<UserId>, Form(form): Form) -> PageResult {
    let known = ids(&accounts::list(&screen.env).await?);
    let set = match Roles::parse(&form, &known) {
        Ok(roles) => members::set_roles(&screen.env, &actor(&screen)?, id, roles).await,
        Err(error) => Err(error),
    };
    match set {
        Ok(()) => Ok(screen.redirect(PATH, texts::SAVED)),
        Err(error) => {
            let member = members::get(&screen.env, id).await?;
            show_member(&screen, &member, &form, &error.into_field_errors()?).await
        }
    }
}

async fn disable(screen: Screen, Id(id): Id<UserId>) -> PageResult {
    match members::disable(&screen.env, &actor(&screen)?, id).await {
        Ok(()) => Ok(screen.redirect(PATH, texts::MEMBER_DISABLED)),
        Err(Error::Conflict { message, .. }) => Ok(screen.refuse(&format!("{PATH}/{id}"), &message)),
        Err(error) => Err(Failure(error)),
    }
}

async fn enable(screen: Screen, Id(id): Id<UserId>) -> PageResult {
    members::enable(&screen.env, &actor(&screen)?, id).await?;
    Ok(screen.redirect(PATH, texts::MEMBER_ENABLED))
}

async fn of_account(page: AccountScreen) -> PageResult {
    let found = members::of_account(page.cx.env(), page.cx.account().id).await?;
    let body = views::of_account(page.lang(), &page.path("/settings"), &found);
    page.show(texts::MEMBERS.get(page.lang()), Menu::Settings, body).await
}

async fn invited(screen: Screen, Path(token): Path<String>) -> PageResult {
    match invitations::get(&screen.env, &token).await {
        Ok(invitation) => Ok(show_invited(&screen, StatusCode::OK, &invitation, &RawForm::default(), &FieldErrors::default())),
        Err(Error::NotFound) => Ok(show_stale(&screen)),
        Err(error) => Err(Failure(error)),
    }
}

async fn accept(screen: Screen, Path(token): Path<String>, Form(form): Form) -> PageResult {
    let accepted = match Acceptance::parse(&form, screen.lang()) {
        Ok(acceptance) => invitations::accept(&screen.env, &token, acceptance, origin(&screen)).await,
        Err(error) => Err(error),
    };
    match accepted {
        Ok(entry) => Ok(enter(&screen, &RawForm::default(), entry)),
        Err(Error::NotFound) => Ok(show_stale(&screen)),
        Err(error) => match invitations::get(&screen.env, &token).await {
            Ok(invitation) => Ok(show_invited(&screen, StatusCode::UNPROCESSABLE_ENTITY, &invitation, &form, &error.into_field_errors()?)),
            Err(Error::NotFound) => Ok(show_stale(&screen)),
            Err(error) => Err(Failure(error)),
        },
    }
}

async fn show_invite(screen: &Screen, typed: &RawForm, errors: &FieldErrors) -> PageResult {
    let known = accounts::list(&screen.env).await?;
    let lang = screen.lang();
    let body = views::invite(field::Form::new(lang, typed, errors), &known, &screen.form_token());
    let title = texts::INVITE.get(lang);
    if errors.is_empty() { screen.show(title, Menu::Members, body).await } else { screen.show_again(title, Menu::Members, body).await }
}

/// The link is seen this once, so it stands in the answer itself and not behind a redirect.
async fn show_link(screen: &Screen, token: &str, email: &str) -> PageResult {
    let link = format!("{}/invite/{token}", screen.env.settings.admin_base_url());
    screen.show(texts::INVITED.get(screen.lang()), Menu::Members, views::link(screen.lang(), &link, email)).await
}

async fn show_member(screen: &Screen, member: &Member, typed: &RawForm, errors: &FieldErrors) -> PageResult {
    let known = accounts::list(&screen.env).await?;
    let (lang, token) = (screen.lang(), screen.form_token());
    let body = views::member(look(screen, &known, &token), field::Form::new(lang, typed, errors), member);
    let title = member.user.name.as_str();
    if errors.is_empty() { screen.show(title, Menu::Members, body).await } else { screen.show_again(title, Menu::Members, body).await }
}

fn show_invited(screen: &Screen, status: StatusCode, invitation: &Invitation, typed: &RawForm, errors: &FieldErrors) -> Response {
    let lang = screen.lang();
    let form = field::Form::new(lang, typed, errors);
    screen.show_bare(status, texts::JOIN.get(lang), views::accept(form, invitation, &screen.form_token()))
}

fn show_stale(screen: &Screen) -> Response {
    let lang = screen.lang();
    screen.show_bare(StatusCode::NOT_FOUND, texts::JOIN.get(lang), views::stale(lang))
}

/// A member's roles as the form shows them.
fn given(member: &Member) -> RawForm {
    let mut form = RawForm::default();
    if member.user.role == Role::Owner {
        form.push("owner", "on");
    }
    for membership in &member.memberships {
        form.push(format!("role_{}", membership.account), membership.role.name());
        if membership.may_export {
            form.push(format!("export_{}", membership.account), "on");
        }
    }
    form
}

fn look<'a>(screen: &'a Screen, accounts: &'a [Account], form_token: &'a str) -> Look<'a> {
    let (lang, now): (Lang, Timestamp) = (screen.lang(), screen.env.now());
    Look { lang, now, accounts, form_token, reader: screen.visit.user.as_ref().map(|user| user.id) }
}

fn ids(accounts: &[Account]) -> Vec<AccountId> {
    accounts.iter().map(|account| account.id).collect()
}

fn actor(screen: &Screen) -> Result<Actor> {
    screen.visit.principal.as_ref().map(|principal| principal.actor.clone()).ok_or(Error::Unauthenticated)
}
