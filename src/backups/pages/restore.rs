//! The way through a restore: what is chosen, what it will change, the word that lets it begin, how far it is and what came of it.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};

use crate::{
    accounts::{model::Account, service as accounts},
    backups::{
        model::Known,
        restore::{Preview, Target, Wanted, Which},
        service::{
            facts,
            restore::{
                aside, back, kept,
                origin::Origin,
                preview::{leads_since, preview, previews},
                run,
            },
        },
        texts::{restore as refusals, wizard as texts},
        views::{
            choose::{self, ALL, Choice},
            look::{self, Chosen, Looked},
            outcome::{self, Seen},
            parts::{PATH, Place},
        },
    },
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        lang::{Lang, Message},
    },
    operations::service::runs,
    web::{
        csv::{Cell, Csv},
        failure::Failure,
        menu::Menu,
        query::{Id, Query},
        screen::{Form, PageResult, Screen},
    },
};

/// Restores of late that are listed.
const LISTED: u32 = 10;

/// What somebody wants back, as far as it is there.
struct Asked {
    /// Absent: all of them.
    account: Option<Account>,
    known: Known,
    is_far: bool,
}

impl Asked {
    /// What to look for in the repository that was chosen.
    fn which(&self) -> Which {
        let id = if self.is_far { &self.known.copy_id } else { &self.known.local_id };
        Which::Id(id.clone().unwrap_or_default())
    }

    /// The accounts that are here and were there then; those that only show a backup stay as they are.
    fn accounts(&self, all: &[Account]) -> Vec<Account> {
        match &self.account {
            Some(account) => vec![account.clone()],
            None => all.iter().filter(|account| self.known.snapshot.of_account(&account.slug).is_some()).cloned().collect(),
        }
    }
}

pub async fn choose(screen: Screen, query: Query) -> PageResult {
    draw_choice(&screen, &query.0, FieldErrors::default()).await
}

pub async fn look(screen: Screen, query: Query) -> PageResult {
    draw_look(&screen, &query.0, FieldErrors::default()).await
}

/// The leads that came in since, to keep before they leave the account.
pub async fn leads(screen: Screen, query: Query) -> PageResult {
    let asked = asked(&screen, &query.0, &restorable(&screen).await?).await?;
    let account = asked.account.as_ref().ok_or(Error::NotFound)?;
    let path = format!("accounts/{}.db", account.slug);
    let at = asked.known.snapshot.files.iter().find(|file| file.path == path).map(|file| file.at).ok_or(Error::NotFound)?;
    let mut csv = Csv::new(refusals::LEAD_HEADS.map(|head| head.get(screen.lang())));
    for lead in leads_since(&screen.env, &screen.acting()?, &account.slug, at).await? {
        let received = account.zone.date_time(lead.at);
        let typed = [received, lead.name, lead.phone, lead.email, lead.source, lead.campaign, lead.form].map(Cell::Text);
        csv.row(std::iter::once(Cell::from(lead.id.0)).chain(typed));
    }
    Ok(csv.download(&format!("{}-leads-{}", account.slug, account.zone.day_of(at))))
}

pub async fn begin(screen: Screen, Form(form): Form) -> PageResult {
    let all = restorable(&screen).await?;
    let asked = match asked(&screen, &form, &all).await {
        Ok(asked) => asked,
        Err(error) => return draw_choice(&screen, &form, error.into_field_errors()?).await,
    };
    let target = if form.text("target") == "aside" && asked.account.is_some() { Target::Aside } else { Target::InPlace };
    if target == Target::InPlace && !is_confirmed(&asked, form.text("confirm")) {
        let wanted = asked.account.as_ref().map_or_else(|| texts::ALL_PHRASE.get(screen.lang()), |account| account.name.as_str());
        let mut errors = FieldErrors::default();
        errors.add("confirm", texts::WRONG_NAME.with(&[("wanted", &wanted)]));
        return draw_look(&screen, &form, errors).await;
    }
    let accounts: Vec<String> = asked.accounts(&all).into_iter().map(|account| account.slug).collect();
    if accounts.is_empty() {
        return Ok(screen.refuse(PATH, &texts::NONE_IN_BACKUP.into()));
    }
    let wanted = Wanted { which: asked.which(), accounts, target, offsite: asked.is_far };
    match run::begin(&screen.env, &screen.acting()?, wanted).await {
        Ok(id) => Ok(Redirect::to(&choose::order_path(id)).into_response()),
        Err(Error::Conflict { message, .. }) => Ok(screen.refuse(PATH, &message)),
        Err(error) => Err(Failure(error)),
    }
}

pub async fn show(screen: Screen, Id(id): Id<i64>) -> PageResult {
    let (told, token) = (seen(&screen, id).await?, screen.form_token());
    screen.show(texts::TITLE.get(screen.lang()), Menu::Backups, outcome::page(&place(&screen, &token), &told)).await
}

/// The part of that page that is asked for again.
pub async fn progress(screen: Screen, Id(id): Id<i64>) -> PageResult {
    let (told, token) = (seen(&screen, id).await?, screen.form_token());
    Ok(outcome::progress(&place(&screen, &token), &told).into_response())
}

async fn seen(screen: &Screen, id: i64) -> Result<Seen> {
    let order = run::find(&screen.env, id).await?;
    let kept = kept::kept(&screen.env).await?.into_iter().map(|kept| kept.file).collect();
    Ok(Seen { order, accounts: accounts::list(&screen.env).await?, kept })
}

/// Puts back what was there before.
pub async fn put_back(screen: Screen, Form(form): Form) -> PageResult {
    match back::put_back(&screen.env, &screen.acting()?, form.text("file")).await {
        Ok(slug) => Ok(screen.redirect(&format!("/accounts/{slug}"), texts::BACK_DONE)),
        Err(Error::Conflict { message, .. }) => Ok(screen.refuse(PATH, &message)),
        Err(error) => Err(Failure(error)),
    }
}

pub async fn shown(screen: Screen, Path(slug): Path<String>) -> PageResult {
    draw_shown(&screen, &slug, &RawForm::default(), FieldErrors::default()).await
}

pub async fn put_in_place(screen: Screen, Path(slug): Path<String>, Form(form): Form) -> PageResult {
    let aside = aside::shown(&screen.env, &slug).await?.ok_or(Error::NotFound)?;
    let of = aside.of.as_ref().ok_or_else(|| Error::conflict("account", refusals::ORIGINAL_GONE))?;
    if form.text("confirm") != of.name {
        let mut errors = FieldErrors::default();
        errors.add("confirm", texts::WRONG_NAME.with(&[("wanted", &of.name)]));
        return draw_shown(&screen, &slug, &form, errors).await;
    }
    match aside::put_in_place(&screen.env, &screen.acting()?, &slug).await {
        Ok(of) => Ok(screen.redirect(&format!("/accounts/{of}"), texts::PUT_DONE)),
        Err(Error::Conflict { message, .. }) => Ok(screen.refuse(&choose::shown_path(&slug), &message)),
        Err(error) => Err(Failure(error)),
    }
}

pub async fn remove_shown(screen: Screen, Path(slug): Path<String>) -> PageResult {
    match aside::remove(&screen.env, &screen.acting()?, &slug).await {
        Ok(()) => Ok(screen.redirect(PATH, texts::REMOVED)),
        Err(Error::Conflict { message, .. }) => Ok(screen.refuse(PATH, &message)),
        Err(error) => Err(Failure(error)),
    }
}

/// The account's name, or the words for all of them in either language.
fn is_confirmed(asked: &Asked, typed: &str) -> bool {
    match &asked.account {
        Some(account) => typed == account.name.trim(),
        None => [Lang::Ko, Lang::En].iter().any(|lang| typed.eq_ignore_ascii_case(texts::ALL_PHRASE.get(*lang))),
    }
}

/// Accounts that have data of their own; the others only show a backup.
async fn restorable(screen: &Screen) -> Result<Vec<Account>> {
    let mut own = Vec::new();
    for account in accounts::list(&screen.env).await? {
        if aside::shown(&screen.env, &account.slug).await?.is_none() {
            own.push(account);
        }
    }
    Ok(own)
}

/// Reads the choice; every fault at once.
async fn asked(screen: &Screen, form: &RawForm, all: &[Account]) -> Result<Asked> {
    let mut errors = FieldErrors::default();
    let (slug, id) = (form.text("account"), form.text("snapshot"));
    let account = match slug {
        "" => Err(texts::CHOOSE_ACCOUNT_FIRST.into()),
        ALL => Ok(None),
        slug => {
            all.iter().find(|account| account.slug == slug).cloned().map(Some).ok_or_else(|| refusals::NOT_HERE.with(&[("account", &slug)]))
        }
    };
    let is_it = |kept: &Option<String>| kept.as_deref() == Some(id);
    let known = facts::snapshots(&screen.env).await?.into_iter().find(|known| is_it(&known.local_id) || is_it(&known.copy_id));
    let known = known.ok_or_else(|| Message::from(if id.is_empty() { texts::CHOOSE_BACKUP_FIRST } else { texts::NO_SUCH_BACKUP }));
    let (Some(account), Some(known)) = (errors.take("account", account), errors.take("snapshot", known)) else {
        return Err(Error::Invalid(errors));
    };
    if let Some(account) = account.as_ref().filter(|account| known.snapshot.of_account(&account.slug).is_none()) {
        return Err(Error::field("account", refusals::NOT_IN_SNAPSHOT.with(&[("account", &account.slug)])));
    }
    let is_far = form.ticked("offsite") || known.local_id.is_none();
    if is_far && known.copy_id.is_none() {
        return Err(Error::field("offsite", texts::NO_COPY));
    }
    Ok(Asked { account, known, is_far })
}

async fn draw_choice(screen: &Screen, values: &RawForm, errors: FieldErrors) -> PageResult {
    let accounts = restorable(screen).await?;
    let mut asides = Vec::new();
    for account in accounts::list(&screen.env).await? {
        asides.extend(aside::shown(&screen.env, &account.slug).await?);
    }
    let (known, orders) = (facts::snapshots(&screen.env).await?, run::newest(&screen.env, LISTED).await?);
    let choice = Choice { accounts: &accounts, known: &known, values, errors: &errors, asides: &asides, orders: &orders };
    let token = screen.form_token();
    let (title, body) = (texts::TITLE.get(screen.lang()), choose::page(&place(screen, &token), &choice));
    if errors.is_empty() { screen.show(title, Menu::Backups, body).await } else { screen.show_again(title, Menu::Backups, body).await }
}

/// The second step. What can't be looked at is told at the first, where it can be changed.
async fn draw_look(screen: &Screen, values: &RawForm, errors: FieldErrors) -> PageResult {
    let all = restorable(screen).await?;
    let token = screen.form_token();
    let drawn = match asked(screen, values, &all).await {
        Ok(asked) => looked(screen, &asked, &all).await.map(|looked| {
            let (place, chosen) = (place(screen, &token), Chosen { known: &asked.known, is_far: asked.is_far, values, errors: &errors });
            match (&asked.account, looked.as_slice()) {
                (Some(account), [(_, Ok(preview))]) => look::one(&place, &chosen, account, preview),
                _ => look::all(&place, &chosen, &looked),
            }
        }),
        Err(error) => Err(error),
    };
    let title = texts::TITLE.get(screen.lang());
    match drawn {
        Ok(body) if errors.is_empty() => screen.show(title, Menu::Backups, body).await,
        Ok(body) => screen.show_again(title, Menu::Backups, body).await,
        Err(error) => {
            let mut told = FieldErrors::default();
            for (field, message) in error.into_field_errors()?.iter() {
                told.add(if matches!(field, "account" | "offsite") { field } else { "snapshot" }, message.clone());
            }
            draw_choice(screen, values, told).await
        }
    }
}

/// What the restore would change: of one account or an error, of all of them with an error for each that stays as it is.
async fn looked<'a>(screen: &Screen, asked: &'a Asked, all: &'a [Account]) -> Result<Vec<Looked<'a>>> {
    let (env, actor) = (&screen.env, screen.acting()?);
    let origin = Origin::of(env, asked.is_far).await?;
    if let Some(account) = &asked.account {
        return Ok(vec![(account, Ok(preview(env, &actor, origin, asked.which(), &account.slug).await?))]);
    }
    let slugs: Vec<&str> = all.iter().map(|account| account.slug.as_str()).collect();
    let found = previews(env, &actor, origin, asked.which(), &slugs).await?;
    let told = |found: Result<Preview>| match found {
        Ok(preview) => Ok(Ok(preview)),
        Err(error @ Error::Conflict { .. }) => Ok(Err(error.message())),
        Err(error) => Err(error),
    };
    all.iter().zip(found).map(|(account, found)| Ok((account, told(found)?))).collect()
}

async fn draw_shown(screen: &Screen, slug: &str, values: &RawForm, errors: FieldErrors) -> PageResult {
    let aside = aside::shown(&screen.env, slug).await?.ok_or(Error::NotFound)?;
    let token = screen.form_token();
    let (title, body) = (texts::TITLE.get(screen.lang()), outcome::shown(&place(screen, &token), &aside, values, &errors));
    if errors.is_empty() { screen.show(title, Menu::Backups, body).await } else { screen.show_again(title, Menu::Backups, body).await }
}

fn place<'a>(screen: &Screen, form_token: &'a str) -> Place<'a> {
    Place { lang: screen.lang(), zone: runs::agency_zone(), now: screen.env.now(), form_token }
}
