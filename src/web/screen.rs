//! A page of the admin UI in the making: who looks at it, and the shell around it.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use cookie::{Cookie, SameSite};
use maud::{Markup, Render, html};

use crate::{
    accounts::{
        model::{Actor, Right},
        service::{self as accounts, AccountCx},
    },
    alerts::{
        alarm::{Alarm, Known, Severity},
        service as alerts,
    },
    base::{
        error::{Error, Result},
        form::RawForm,
        lang::{Lang, Message},
        sign,
    },
    env::Env,
    leads::service::work as leads,
    users::model::{Principal, Reach},
    web::{
        body::SentForm,
        components::{
            alarm::{self as callbacks, Alarm as Callbacks},
            fullness::fullness,
            pill::Tone,
            troubles::{Trouble, troubles},
        },
        failure::Failure,
        gate::{self, Visit},
        layout::{self, AccountBadge, AccountChoice, Notice, Shell, Theme, UserBadge},
        menu::Menu,
    },
};

/// A page for whoever the route lets in.
#[derive(Clone)]
pub struct Screen {
    pub env: Env,
    pub visit: Visit,
    cx: Option<AccountCx>,
    /// Who the reader is on this page: their role in its account, or in the agency.
    actor: Option<Actor>,
    notice: Option<(Tone, String)>,
}

/// A page inside an account.
pub struct AccountScreen {
    pub cx: AccountCx,
    pub screen: Screen,
}

/// The form that was sent to a page; the gate has checked where it came from.
pub struct Form(pub RawForm);

/// The same with its files.
pub struct FormWithFiles(pub Arc<SentForm>);

/// What a page's handler answers.
pub type PageResult = std::result::Result<Response, Failure>;

/// The cookie that carries a notice over a redirect, and what its signature tells apart.
const NOTICE: &str = "notice";
const DONE: &str = "notice of what was done";
const REFUSED: &str = "notice of a refusal";

impl Screen {
    pub const fn lang(&self) -> Lang {
        self.visit.lang
    }

    /// The hidden field's value that every form on this page carries.
    pub fn form_token(&self) -> String {
        gate::form_token(&self.env, self.visit.session_token.as_deref())
    }

    /// Who acts on this page.
    pub fn acting(&self) -> Result<Actor> {
        self.visit.principal.as_ref().map(|principal| principal.actor.clone()).ok_or(Error::Unauthenticated)
    }

    /// The page inside the shell.
    pub async fn show(&self, title: &str, current: Menu, body: Markup) -> PageResult {
        self.show_with(StatusCode::OK, title, current, body).await
    }

    /// The page again with what was wrong beside its fields.
    pub async fn show_again(&self, title: &str, current: Menu, body: Markup) -> PageResult {
        self.show_with(StatusCode::UNPROCESSABLE_ENTITY, title, current, body).await
    }

    /// A page without menu: log-in, set-up.
    pub fn show_bare(&self, status: StatusCode, title: &str, body: Markup) -> Response {
        let token = self.form_token();
        self.with_shell(title, Menu::Overview, &[], (&token, None), |shell| self.answer(status, layout::bare_page(shell, body)))
    }

    /// To another page, which says what was done.
    pub fn redirect(&self, path: &str, done: impl Into<Message>) -> Response {
        self.redirect_with(DONE, path, &done.into())
    }

    /// Back to a page, which says why something was not done.
    pub fn refuse(&self, path: &str, why: &Message) -> Response {
        self.redirect_with(REFUSED, path, why)
    }

    fn redirect_with(&self, outcome: &str, path: &str, notice: &Message) -> Response {
        let text = data_encoding::BASE64URL_NOPAD.encode(notice.get(self.lang()).as_bytes());
        let cookie = self.cookie(NOTICE, sign::signed(&self.env.signing_key, outcome, &text), Some(60));
        with_cookie(Redirect::to(path).into_response(), &cookie)
    }

    /// The theme's cookie, which the page's own script writes too.
    pub fn theme_cookie(&self, theme: Theme, max_age_s: i64) -> Cookie<'static> {
        let mut cookie = self.cookie("theme", theme.tag().to_owned(), Some(max_age_s));
        cookie.set_http_only(false);
        cookie
    }

    /// A cookie with the attributes that ours have; it lives for the session where no age in seconds is given.
    pub fn cookie(&self, name: &'static str, value: String, max_age_s: Option<i64>) -> Cookie<'static> {
        let mut cookie = Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.env.settings.admin_base_url().starts_with("https://"))
            .build();
        if let Some(seconds) = max_age_s {
            cookie.set_max_age(cookie::time::Duration::seconds(seconds));
        }
        cookie
    }

    async fn show_with(&self, status: StatusCode, title: &str, current: Menu, body: Markup) -> PageResult {
        let mut accounts = accounts::list(&self.env).await?;
        accounts.retain(|account| self.visit.principal.as_ref().is_some_and(|principal| principal.reaches(account.id)));
        let choices: Vec<_> = accounts.iter().map(|account| AccountChoice { slug: &account.slug, name: &account.name }).collect();
        let token = self.form_token();
        let alarm = self.alarm().await?;
        let body = html! { @if current != Menu::Alarms { (self.troubles().await?) } (self.plan_warning()) (body) };
        Ok(self.with_shell(title, current, &choices, (&token, alarm.as_ref()), |shell| self.answer(status, layout::page(shell, body))))
    }

    /// What is wrong with the appliance, on the agency's pages and for owners, until somebody has seen it.
    async fn troubles(&self) -> Result<Markup> {
        if self.cx.is_some() || !self.actor.as_ref().is_some_and(|actor| actor.may(Right::Administer)) {
            return Ok(html! {});
        }
        let open = alerts::open_alarms(&self.env).await?;
        let unseen: Vec<Trouble<'_>> = open.iter().filter(|known| known.seen.is_none()).map(trouble).collect();
        Ok(troubles(self.lang(), &unseen))
    }

    /// How many callbacks wait for whoever works here; absent outside an account, and for who does not work on leads.
    async fn alarm(&self) -> Result<Option<Markup>> {
        let Some(cx) = self.cx.as_ref().filter(|cx| cx.may(Right::WorkLeads)) else { return Ok(None) };
        let overdue = leads::alarm(cx, None).await?.overdue;
        let base = format!("/accounts/{}", cx.account().slug);
        Ok(Some(callbacks::alarm(self.lang(), &Callbacks { base: &base, overdue, fresh: &[], now: cx.now() })))
    }

    /// What owners must know of the plan inside an account, where they would make something; on the agency's pages the alarm says it.
    fn plan_warning(&self) -> Markup {
        let principal = self.visit.principal.as_ref();
        let is_owner = principal.is_some_and(|principal| principal.reach == Reach::Agency && principal.actor.may(Right::Administer));
        if is_owner && self.cx.is_some() { fullness(self.lang(), &self.env.plan.pressing()) } else { Markup::default() }
    }

    fn with_shell<T>(
        &self,
        title: &str,
        current: Menu,
        accounts: &[AccountChoice<'_>],
        (token, alarm): (&str, Option<&Markup>),
        make: impl FnOnce(&Shell<'_>) -> T,
    ) -> T {
        make(&Shell {
            lang: self.lang(),
            theme: self.visit.theme,
            title,
            user: self.visit.user.as_ref().map(|user| UserBadge { name: &user.name, email: &user.email }),
            actor: self.actor.as_ref(),
            account: self.cx.as_ref().map(AccountCx::account).map(|account| AccountBadge {
                slug: &account.slug,
                name: &account.name,
                status: account.status.label(),
            }),
            accounts,
            current,
            form_token: token,
            notice: self.notice.as_ref().map(|(tone, text)| Notice { tone: *tone, text }),
            alarm,
            path: &self.visit.path,
        })
    }

    fn answer(&self, status: StatusCode, page: Markup) -> Response {
        let response = (status, page).into_response();
        if self.notice.is_none() {
            return response;
        }
        with_cookie(response, &self.cookie(NOTICE, String::new(), Some(0)))
    }

    fn of(parts: &Parts, env: &Env) -> Result<Self> {
        let visit = parts.extensions.get::<Visit>().cloned().ok_or_else(|| Error::Internal("a page outside the gate".into()))?;
        let notice = gate::cookie(&parts.headers, NOTICE).and_then(|signed| {
            let (tone, text) = [(Tone::Green, DONE), (Tone::Red, REFUSED)]
                .into_iter()
                .find_map(|(tone, outcome)| Some((tone, sign::verified(&env.signing_key, outcome, &signed)?)))?;
            Some((tone, String::from_utf8(data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?))
        });
        let cx = parts.extensions.get::<AccountCx>().cloned();
        let actor = cx.as_ref().map(|cx| cx.actor().clone()).or_else(|| visit.principal.as_ref().map(|principal| principal.actor.clone()));
        Ok(Self { env: env.clone(), visit, cx, actor, notice })
    }
}

impl AccountScreen {
    pub const fn lang(&self) -> Lang {
        self.screen.lang()
    }

    /// The address of a page of this account: `path("/leads/3")`.
    pub fn path(&self, below: &str) -> String {
        format!("/accounts/{}{below}", self.cx.account().slug)
    }

    pub fn form_token(&self) -> String {
        self.screen.form_token()
    }

    pub async fn show(&self, title: &str, current: Menu, body: Markup) -> PageResult {
        self.screen.show(title, current, body).await
    }

    pub async fn show_again(&self, title: &str, current: Menu, body: Markup) -> PageResult {
        self.screen.show_again(title, current, body).await
    }

    /// A part of a page, for htmx.
    pub fn fragment(&self, part: impl Render) -> Response {
        part.render().into_response()
    }

    /// To another page of this account, which says what was done.
    pub fn redirect(&self, below: &str, notice: impl Into<Message>) -> Response {
        self.screen.redirect(&self.path(below), notice)
    }

    /// Back to a page of this account, which says why something was not done.
    pub fn refuse(&self, below: &str, why: &Message) -> Response {
        self.screen.refuse(&self.path(below), why)
    }
}

fn trouble(known: &Known) -> Trouble<'_> {
    let Alarm { severity, what, remedy, .. } = &known.alarm;
    Trouble { is_critical: *severity == Severity::Critical, what, remedy }
}

/// Adds a cookie to an answer.
pub fn with_cookie(mut response: Response, cookie: &Cookie<'_>) -> Response {
    if let Ok(value) = HeaderValue::from_str(&cookie.encoded().to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

impl FromRequestParts<Env> for Screen {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, env: &Env) -> std::result::Result<Self, Failure> {
        Ok(Self::of(parts, env)?)
    }
}

impl FromRequestParts<Env> for AccountScreen {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, env: &Env) -> std::result::Result<Self, Failure> {
        let cx = AccountCx::from_request_parts(parts, env).await?;
        Ok(Self { cx, screen: Screen::of(parts, env)? })
    }
}

impl FromRequestParts<Env> for AccountCx {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _env: &Env) -> std::result::Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or(Failure(Error::NotFound))
    }
}

impl FromRequestParts<Env> for Principal {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _env: &Env) -> std::result::Result<Self, Failure> {
        parts.extensions.get::<Visit>().and_then(|visit| visit.principal.clone()).ok_or(Failure(Error::Unauthenticated))
    }
}

impl FromRequestParts<Env> for Form {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, env: &Env) -> std::result::Result<Self, Failure> {
        FormWithFiles::from_request_parts(parts, env).await.map(|form| Self(form.0.fields.clone()))
    }
}

impl FromRequestParts<Env> for FormWithFiles {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _env: &Env) -> std::result::Result<Self, Failure> {
        parts.extensions.get::<Arc<SentForm>>().cloned().map(Self).ok_or_else(|| Failure(Error::Internal("a form outside the gate".into())))
    }
}
