//! The steps of the first day, for owners. Each can be opened at any time; sending one leads back to it, with what came of it.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use maud::Markup;

use crate::{
    accounts::model::{Actor, NewAccount, Right},
    base::{
        email::Email,
        error::{Error, FieldErrors, Result},
        form::RawForm,
        lang::{Lang, Message},
        slug::Slug,
    },
    mail::{
        model::{Stored, Typed},
        service as mail,
    },
    operations::{
        first_day::{
            lines::Wish,
            model::{END, Progress, Step},
        },
        service::first_day as service,
        texts::first_day as texts,
        views::first_day::{
            account::{self, There},
            end,
            frame::Look,
            hosts::{self, Looked, Now},
            mail as mail_view, second_factor as second_factor_view, start,
        },
    },
    users::{
        model::User,
        service::{self as users, second_factor},
    },
    web::{
        components::field::Form as Fields,
        gate::Audience,
        query::Query,
        routes::Routes,
        screen::{Form, PageResult, Screen},
    },
};

const OWNER: Audience = Audience::Agency(Right::Administer);

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/first-day", OWNER, go_on)
        .get(Step::Agency.path(), OWNER, agency)
        .post(Step::Agency.path(), OWNER, rename)
        .get(Step::SecondFactor.path(), OWNER, second_factor)
        .post(Step::SecondFactor.path(), OWNER, enrol)
        .get(Step::Account.path(), OWNER, first_account)
        .post(Step::Account.path(), OWNER, make_account)
        .poll(account::PROPOSAL, OWNER, propose)
        .get(Step::Mail.path(), OWNER, mail_server)
        .post(Step::Mail.path(), OWNER, save_mail_server)
        .get(Step::Hosts.path(), OWNER, host_names)
        .get(Step::Key.path(), OWNER, recovery_key)
        .get(END, OWNER, show_end)
        .post(END, OWNER, close)
}

/// Who is on the way, and how far they have come.
struct Traveller {
    screen: Screen,
    user: User,
    progress: Progress,
    form_token: String,
}

impl Traveller {
    async fn of(screen: Screen) -> Result<Self> {
        let user = screen.visit.user.clone().ok_or(Error::Unauthenticated)?;
        let progress = service::progress(&screen.env, &user).await?;
        let form_token = screen.form_token();
        Ok(Self { screen, user, progress, form_token })
    }

    const fn lang(&self) -> Lang {
        self.screen.lang()
    }

    fn look(&self) -> Look<'_> {
        Look { lang: self.lang(), progress: &self.progress, form_token: &self.form_token }
    }

    fn show(&self, errors: &FieldErrors, body: Markup) -> Response {
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.screen.show_bare(status, texts::FIRST_DAY.get(self.lang()), body)
    }
}

async fn go_on(screen: Screen) -> PageResult {
    let traveller = Traveller::of(screen).await?;
    Ok(Redirect::to(traveller.progress.next_path()).into_response())
}

async fn agency(screen: Screen) -> PageResult {
    let name = users::agency_name(&screen.env).await?.unwrap_or_default();
    show_agency(screen, &RawForm::from([("agency", name.as_str())]), &FieldErrors::default()).await
}

async fn rename(screen: Screen, Form(form): Form) -> PageResult {
    match users::rename_agency(&screen.env, &screen.acting()?, form.text("agency")).await {
        Ok(()) => Ok(screen.redirect(Step::Agency.path(), texts::SAVED)),
        Err(error) => show_agency(screen, &form, &error.into_field_errors()?).await,
    }
}

async fn show_agency(screen: Screen, typed: &RawForm, errors: &FieldErrors) -> PageResult {
    let traveller = Traveller::of(screen).await?;
    let form = Fields::new(traveller.lang(), typed, errors);
    let body = start::agency(traveller.look(), form, (&traveller.user.name, &traveller.user.email));
    Ok(traveller.show(errors, body))
}

async fn second_factor(screen: Screen) -> PageResult {
    show_second_factor(screen, &RawForm::default(), &FieldErrors::default()).await
}

async fn enrol(screen: Screen, Form(form): Form) -> PageResult {
    let traveller = Traveller::of(screen.clone()).await?;
    let enrolled = second_factor::enrol(&screen.env, &screen.acting()?, traveller.user.id, form.text("sealed"), form.text("code")).await;
    match enrolled {
        // The codes are seen this once, so they stand in the answer itself and not behind a redirect.
        Ok(codes) => Ok(traveller.show(&FieldErrors::default(), second_factor_view::codes(traveller.look(), &codes))),
        Err(error) => show_second_factor(screen, &form, &error.into_field_errors()?).await,
    }
}

async fn show_second_factor(screen: Screen, typed: &RawForm, errors: &FieldErrors) -> PageResult {
    let traveller = Traveller::of(screen).await?;
    let body = if traveller.user.has_totp {
        second_factor_view::on(traveller.look())
    } else {
        let enrolment = second_factor::begin(&traveller.screen.env, &traveller.user, typed.filled("sealed")).await?;
        let given = second_factor_view::Enrolment { sealed: &enrolment.sealed, spelled: &enrolment.spelled, uri: &enrolment.uri };
        second_factor_view::enrol(traveller.look(), Fields::new(traveller.lang(), typed, errors), given)
    };
    Ok(traveller.show(errors, body))
}

async fn first_account(screen: Screen) -> PageResult {
    let typed = RawForm::from([("time_zone", "Asia/Seoul"), ("locale", screen.lang().tag()), ("with_page", "on")]);
    show_account(screen, &typed, &FieldErrors::default()).await
}

async fn make_account(screen: Screen, Form(form): Form) -> PageResult {
    let made = match NewAccount::parse(&form) {
        Ok(new) => service::begin_account(&screen.env, &screen.acting()?, new, form.ticked("with_page")).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(_) => Ok(screen.redirect(Step::Account.path(), texts::CREATED)),
        Err(error) => show_account(screen, &form, &error.into_field_errors()?).await,
    }
}

/// The address that an account of this name would get.
async fn propose(screen: Screen, query: Query) -> Response {
    let (name, typed) = (query.0.text("name"), query.0.text("slug"));
    let slug = if typed.is_empty() { Slug::suggest(name) } else { Slug::parse(typed).ok() };
    let url = (!name.is_empty() || !typed.is_empty())
        .then(|| slug.map(|slug| format!("{}/p/{slug}/…", screen.env.settings.public_base_url())).unwrap_or_default());
    account::proposal(screen.lang(), url.as_deref()).into_response()
}

async fn show_account(screen: Screen, typed: &RawForm, errors: &FieldErrors) -> PageResult {
    let traveller = Traveller::of(screen).await?;
    let first = service::first_account(&traveller.screen.env, &acting(&traveller)?).await?;
    let body = match &first {
        Some((found, page)) if errors.is_empty() => {
            account::there(traveller.look(), There { slug: &found.slug, name: &found.name, page: page.as_deref() })
        }
        _ => account::new(traveller.look(), Fields::new(traveller.lang(), typed, errors)),
    };
    Ok(traveller.show(errors, body))
}

async fn mail_server(screen: Screen) -> PageResult {
    show_mail_server(screen, None).await
}

async fn save_mail_server(screen: Screen, Form(form): Form) -> PageResult {
    let saved = match Typed::parse(&form) {
        Ok(typed) => mail::save_agency(&screen.env, &screen.acting()?, typed).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) if form.text("act") == "try" => try_mail_server(&screen).await,
        Ok(()) => Ok(screen.redirect(Step::Mail.path(), texts::SAVED)),
        Err(error) => show_mail_server(screen, Some((form, error.into_field_errors()?))).await,
    }
}

async fn try_mail_server(screen: &Screen) -> PageResult {
    let to = screen.visit.user.as_ref().and_then(|user| Email::parse(&user.email).ok()).ok_or(Error::Unauthenticated)?;
    let path = Step::Mail.path();
    Ok(match mail::test_agency(&screen.env, to.clone(), screen.lang()).await? {
        Ok(answer) => {
            let told = |lang| texts::MAIL_TRIED.with(&[("email", &to), ("answer", &answer.get(lang))]).get(lang).to_owned();
            screen.redirect(path, Message { ko: told(Lang::Ko), en: told(Lang::En) })
        }
        Err(why) => screen.refuse(path, &why),
    })
}

async fn show_mail_server(screen: Screen, again: Option<(RawForm, FieldErrors)>) -> PageResult {
    let traveller = Traveller::of(screen).await?;
    let stored = mail::of_agency(&traveller.screen.env).await?;
    let first = || match &stored {
        Some(stored) => stored.to_form(),
        None => RawForm::from([("port", "587"), ("security", "starttls"), ("from_email", traveller.user.email.as_str())]),
    };
    let (typed, errors) = again.unwrap_or_else(|| (first(), FieldErrors::default()));
    let in_use = stored.as_ref().map(|server| (server.host.as_str(), server.from_email.as_str()));
    let has_password = stored.as_ref().is_some_and(|server: &Stored| server.password.is_some());
    let form = Fields::new(traveller.lang(), &typed, &errors);
    Ok(traveller.show(&errors, mail_view::mail(traveller.look(), form, in_use, has_password)))
}

async fn host_names(screen: Screen, query: Query) -> PageResult {
    let traveller = Traveller::of(screen).await?;
    let settings = &traveller.screen.env.settings;
    let (wish, errors) = match Wish::parse(&query.0) {
        Ok(wish) => (wish, FieldErrors::default()),
        Err(error) => (None, error.into_field_errors()?),
    };
    let looked = match &wish {
        Some(wish) => Some(tokio::join!(service::leads(&wish.admin), service::leads(&wish.visitors))),
        None => None,
    };
    let host_of =
        |url: &Option<String>| url.as_deref().and_then(|url| url.split_once("://")).map_or_else(String::new, |(_, host)| host.to_owned());
    let is_first = wish.is_none() && errors.is_empty();
    let (admin_host, visitors_host) = (host_of(&settings.admin.base_url), host_of(&settings.public.base_url));
    let first = RawForm::from([
        ("admin", admin_host.as_str()),
        ("visitors", visitors_host.as_str()),
        ("way", "acme"),
        ("email", traveller.user.email.as_str()),
    ]);
    let (admin, visitors) = (settings.admin_base_url(), settings.public_base_url());
    let listeners = (format!("http://{}", settings.listen), format!("http://{}", settings.public_listen));
    let file = settings.origins.file_or_usual().display().to_string();
    let first_account = service::first_account(&traveller.screen.env, &acting(&traveller)?).await?;
    let account = first_account.as_ref().map(|(account, _)| account.slug.as_str());
    let now = Now { admin: &admin, visitors: &visitors, listeners: (&listeners.0, &listeners.1), file: &file, account };
    let looked =
        wish.as_ref().zip(looked.as_ref()).map(|(wish, (admin, visitors))| Looked { wish, admin, visitors, own: service::own_address() });
    let form = Fields::new(traveller.lang(), if is_first { &first } else { &query.0 }, &errors);
    Ok(traveller.show(&errors, hosts::hosts(traveller.look(), form, now, looked)))
}

async fn recovery_key(screen: Screen) -> PageResult {
    let traveller = Traveller::of(screen).await?;
    Ok(traveller.show(&FieldErrors::default(), start::key(traveller.look())))
}

async fn show_end(screen: Screen) -> PageResult {
    let traveller = Traveller::of(screen).await?;
    let first = service::first_account(&traveller.screen.env, &acting(&traveller)?).await?;
    let there = first.as_ref().map(|(found, page)| There { slug: &found.slug, name: &found.name, page: page.as_deref() });
    Ok(traveller.show(&FieldErrors::default(), end::end(traveller.look(), there)))
}

async fn close(screen: Screen) -> PageResult {
    service::close(&screen.env, &screen.acting()?).await?;
    Ok(screen.redirect("/accounts", texts::FINISHED))
}

fn acting(traveller: &Traveller) -> Result<Actor> {
    traveller.screen.acting()
}
