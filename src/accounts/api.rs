//! Accounts over the API.

pub mod hosts;

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{
        model::{Account, AccountChange, AccountStatus, NewAccount, Order, Right},
        service::{self, AccountCx},
    },
    base::{
        form::RawForm,
        page::{Page, PageInfo, SortValue},
        time::Timestamp,
    },
    env::Env,
    users::model::Principal,
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::{Listed, Query},
        routes::Routes,
    },
};

/// A client account.
#[derive(Debug, Serialize, ToSchema)]
struct AccountJson {
    id: i64,
    slug: String,
    name: String,
    status: AccountStatus,
    time_zone: &'static str,
    locale: &'static str,
    /// Do lists show people masked to everyone?
    mask_lists: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
struct AccountList {
    data: Vec<AccountJson>,
    page: PageInfo,
}

/// An account to be made. Without a slug, one is made from the name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccountJson {
    /// At most 100 characters, white space around it not counted.
    #[schema(min_length = 1)]
    name: String,
    #[schema(pattern = "^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length = 63)]
    slug: Option<String>,
    /// An IANA name; Asia/Seoul unless given.
    time_zone: Option<String>,
    /// `ko` or `en`
    locale: Option<String>,
}

/// Changes to an account: only the keys sent are changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountChangeJson {
    /// At most 100 characters, white space around it not counted.
    #[schema(min_length = 1)]
    name: Option<String>,
    time_zone: Option<String>,
    locale: Option<String>,
    status: Option<AccountStatus>,
    /// Do lists show people masked to everyone?
    mask_lists: Option<bool>,
}

impl From<&Account> for AccountJson {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.0,
            slug: account.slug.clone(),
            name: account.name.clone(),
            status: account.status,
            time_zone: account.zone.name(),
            locale: account.lang.tag(),
            mask_lists: account.mask_lists,
            created_at: account.created_at,
        }
    }
}

pub fn routes(routes: Routes) -> Routes {
    hosts::routes(routes)
        .api(Audience::Known, routes!(list))
        .api(Audience::Agency(Right::Administer), routes!(create))
        .api(Audience::Account(Right::ReadLeads), routes!(get))
        .api(Audience::Account(Right::Settings), routes!(change))
}

/// The accounts that the token may enter.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts",
    params(("page" = Option<u32>, Query), ("per_page" = Option<u32>, Query), ("cursor" = Option<String>, Query),
        ("sort" = Option<String>, Query, pattern = "^-?(name|created_at)$", description = "name or created_at; a minus before it turns it round"),
        ("fields" = Option<String>, Query)),
    responses((status = 200, body = AccountList), Problems))]
async fn list(
    axum::extract::State(env): axum::extract::State<Env>,
    principal: Principal,
    query: Query,
) -> Result<impl IntoResponse, Failure> {
    let request = query.page()?;
    let sort = query.sort(&Order::OFFERED, Order::DEFAULT)?;
    let mut accounts = service::list(&env).await?;
    accounts.retain(|account| principal.reaches(account.id));
    let page = Page::of(accounts, &request, &sort, |account| {
        let value = match sort.0.column {
            Order::Name => SortValue::Text(account.name.clone()),
            Order::Created => SortValue::Number(account.created_at.0),
        };
        (value, account.id.0)
    })?;
    Ok(Listed::new(page.map(|account| AccountJson::from(&account)), &query)?)
}

/// Makes an account.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = NewAccountJson,
    responses((status = 201, body = AccountJson), Problems))]
async fn create(
    axum::extract::State(env): axum::extract::State<Env>,
    principal: Principal,
    Json(sent): Json<NewAccountJson>,
) -> Result<impl IntoResponse, Failure> {
    let form = sent_fields([("name", Some(sent.name)), ("slug", sent.slug), ("time_zone", sent.time_zone), ("locale", sent.locale)]);
    let account = service::create(&env, &principal.actor, NewAccount::parse(&form)?).await?;
    Ok((StatusCode::CREATED, Answer(AccountJson::from(&account))))
}

/// One account.
#[utoipa::path(get, path = "/api/v1/accounts/{account}", tag = "accounts", params(("account" = String, Path)),
    responses((status = 200, body = AccountJson), Problems))]
async fn get(cx: AccountCx) -> Answer<AccountJson> {
    Answer(AccountJson::from(cx.account()))
}

/// Renames, pauses, resumes or archives an account.
#[utoipa::path(patch, path = "/api/v1/accounts/{account}", tag = "accounts", params(("account" = String, Path)),
    request_body = AccountChangeJson, responses((status = 200, body = AccountJson), Problems))]
async fn change(cx: AccountCx, Json(sent): Json<AccountChangeJson>) -> Result<impl IntoResponse, Failure> {
    let form = sent_fields([("name", sent.name), ("time_zone", sent.time_zone), ("locale", sent.locale)]);
    let change = AccountChange { status: sent.status, mask_lists: sent.mask_lists, ..AccountChange::parse(&form)? };
    let account = service::update(cx.env(), cx.actor(), &cx.account().slug, change).await?;
    Ok(Answer(AccountJson::from(&account)))
}

fn sent_fields<const N: usize>(fields: [(&str, Option<String>); N]) -> RawForm {
    RawForm::new(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}
