//! The access log's pages: the agency's, and the part of one account for those who manage it.

use axum::response::Response;

use crate::{
    accounts::{
        access_log::{Entry, Filter, Verdict, wording},
        model::{Access, Account, Right},
        service::{self as accounts, access_log as service},
        texts,
        views::access_log::{self as views, Choices, Shown},
    },
    base::{error::Error, ids::AccountId, time::Zone},
    web::{
        csv::{Cell, Csv},
        gate::Audience,
        menu::Menu,
        query::Query,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult, Screen},
    },
};

const PATH: &str = "/access-log";

pub fn routes(routes: Routes) -> Routes {
    let owner = Audience::Agency(Right::Administer);
    routes.get(PATH, owner, list).post("/access-log/export", owner, export).post("/access-log/check", owner, check).get(
        "/accounts/{account}/access-log",
        Audience::Account(Right::Settings),
        list_of_account,
    )
}

async fn list(screen: Screen, query: Query) -> PageResult {
    // The agency has no time zone of its own.
    let zone = Zone::default();
    let filter = Filter::parse(&query.0, zone)?;
    let found = service::list(&screen.env, filter.clone(), query.page()?).await?;
    let (actors, actions) = service::choices(&screen.env).await?;
    let accounts = accounts::list(&screen.env).await?;
    let choices = Choices { actors: &actors, actions: &actions, accounts: &accounts };
    let token = screen.form_token();
    let shown = Shown {
        lang: screen.lang(),
        zone,
        path: PATH,
        query: &query.0,
        filtered: !filter.is_any(),
        found: &found,
        accounts: &accounts,
        form_token: &token,
        choices: Some(choices),
    };
    screen.show(texts::ACCESS_LOG.get(screen.lang()), Menu::AccessLog, views::list(&shown)).await
}

async fn list_of_account(page: AccountScreen, query: Query) -> PageResult {
    let account = page.cx.account();
    let filter = Filter { account: Some(account.id), ..Filter::parse(&query.0, account.zone)? };
    let found = service::list(page.cx.env(), filter, query.page()?).await?;
    let (path, token) = (page.path(PATH), page.form_token());
    let shown = Shown {
        lang: page.lang(),
        zone: account.zone,
        path: &path,
        query: &query.0,
        filtered: !query.0.is_empty(),
        found: &found,
        accounts: std::slice::from_ref(account),
        form_token: &token,
        choices: None,
    };
    page.show(texts::ACCESS_LOG.get(page.lang()), Menu::Settings, views::list(&shown)).await
}

/// The rows of the list as a file.
async fn export(screen: Screen, Form(form): Form) -> PageResult {
    let zone = Zone::default();
    let principal = screen.visit.principal.as_ref().ok_or(Error::Unauthenticated)?;
    let rows = service::export(&screen.env, &principal.actor, Filter::parse(&form, zone)?).await?;
    let accounts = accounts::list(&screen.env).await?;
    Ok(as_file(&rows, &accounts, &screen, zone))
}

async fn check(screen: Screen) -> PageResult {
    Ok(match service::verify(&screen.env).await? {
        Verdict::Whole { rows } => screen.redirect(PATH, texts::LOG_WHOLE.with(&[("rows", &rows)])),
        Verdict::Broken(fault) => screen.refuse(PATH, &fault.message()),
    })
}

fn as_file(rows: &[Entry], accounts: &[Account], screen: &Screen, zone: Zone) -> Response {
    let lang = screen.lang();
    let mut file = Csv::new(views::HEAD.map(|text| text.get(lang)));
    for row in rows {
        let Access { actor, actor_name, address, subject, action } = &row.access;
        let account = row.account.and_then(|id| name_of(accounts, id)).unwrap_or_default();
        let (at, action) = (zone.date_time(row.at), wording(action));
        let texts = [&at, actor_name, actor, address, account, action.get(lang), subject].map(Cell::from);
        file.row(std::iter::once(Cell::Number(row.id)).chain(texts));
    }
    file.download(&format!("access-log-{}", zone.day_of(screen.env.now())))
}

fn name_of(accounts: &[Account], id: AccountId) -> Option<&str> {
    accounts.iter().find(|account| account.id == id).map(|account| account.name.as_str())
}
