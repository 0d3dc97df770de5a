//! Customers over the API.

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{ids::CustomerId, page::PageInfo},
    customers::{
        attributes::Attributes,
        model::{Customer, CustomerChange, CustomerStatus, Entered, Filter, NewCustomer, Order},
        service,
    },
    interactions::{model::Interaction, service as interactions},
    web::{
        body::{Json, sent},
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Listed, Query},
        routes::Routes,
    },
};

/// One page of customers.
#[derive(Serialize, ToSchema)]
struct CustomerList {
    data: Vec<Customer>,
    page: PageInfo,
}

/// One page of what happened.
#[derive(Serialize, ToSchema)]
struct Timeline {
    data: Vec<Interaction>,
    page: PageInfo,
}

/// What is known of a customer: at least a name, an e-mail or a phone. A change touches only the keys sent; null takes a value away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CustomerFields {
    /// 1 to 50 characters, invisible ones not counted
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, example = "홍길동")]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, example = "hong@example.com")]
    email: Option<Option<String>>,
    /// A Korean number in any spelling, or a foreign one with `+`
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, example = "010-1234-5678")]
    phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    /// At most 100 characters, surplus white space not counted
    #[schema(value_type = Option<String>)]
    company: Option<Option<String>>,
    #[schema(value_type = Option<CustomerStatus>)]
    status: Option<String>,
    #[serde(default, deserialize_with = "sent")]
    /// At most 100 characters, surplus white space not counted
    #[schema(value_type = Option<String>)]
    source: Option<Option<String>>,
    /// At most 30, each of 1 to 40 characters; replaces the tags that are there
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<Vec<String>>, max_items = 30)]
    tags: Option<Option<Vec<String>>>,
    /// At most 50 keys and 16 KB; values are texts, numbers, truth values and lists of those. Replaces what is there
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<Object>)]
    attributes: Option<Option<Attributes>>,
}

impl From<CustomerFields> for Entered {
    fn from(fields: CustomerFields) -> Self {
        Self {
            name: fields.name.map(Option::unwrap_or_default),
            email: fields.email.map(Option::unwrap_or_default),
            phone: fields.phone.map(Option::unwrap_or_default),
            company: fields.company.map(Option::unwrap_or_default),
            status: fields.status,
            source: fields.source.map(Option::unwrap_or_default),
            tags: fields.tags.map(Option::unwrap_or_default),
            attributes: fields.attributes.map(|attributes| Ok(attributes.unwrap_or_default())),
        }
    }
}

pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Audience::Account(Right::Look), routes!(list))
        .api(Audience::Account(Right::Manage), routes!(create))
        .api(Audience::Account(Right::ReadLeads), routes!(get))
        .api(Audience::Account(Right::Manage), routes!(change))
        .api(Audience::Account(Right::Erase), routes!(remove))
        .api(Audience::Account(Right::ReadLeads), routes!(timeline))
}

/// Customers, newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/customers", tag = "customers",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("page" = Option<u32>, Query, minimum = 1, maximum = 100_000),
        ("per_page" = Option<u32>, Query, minimum = 1, maximum = 200, description = "50 unless given"),
        ("cursor" = Option<String>, Query, description = "Where the page before ended: its `next`, with the same `sort`"),
        ("sort" = Option<String>, Query, pattern = "^-?(created_at|updated_at|name|last_activity_at)$", description = "created_at, updated_at, name or last_activity_at; with a leading - the other way round"),
        ("status" = Option<CustomerStatus>, Query),
        ("tag" = Option<String>, Query),
        ("q" = Option<String>, Query, description = "Part of a name, company, e-mail or phone; Korean initials too"),
        ("fields" = Option<String>, Query, description = "The fields wanted, separated by commas"),
    ),
    responses((status = 200, body = CustomerList), Problems))]
async fn list(cx: AccountCx, query: Query) -> Result<impl IntoResponse, Failure> {
    let filter = Filter::parse(query.filter("status"), query.filter("tag"), query.filter("q"))?;
    let sort = query.sort(Order::offered(cx.masks_lists()), Order::DEFAULT)?;
    Ok(Listed::new(service::shown(&cx, filter, sort, query.page()?).await?, &query)?)
}

/// Adds a customer.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/customers", tag = "customers",
    params(("account" = String, Path, description = "The account's slug")),
    request_body = CustomerFields,
    responses((status = 201, body = Customer), Problems))]
async fn create(cx: AccountCx, Json(fields): Json<CustomerFields>) -> Result<impl IntoResponse, Failure> {
    let customer = service::create(&cx, NewCustomer::parse(&fields.into())?).await?;
    Ok((StatusCode::CREATED, Answer(customer)))
}

/// A customer.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/customers/{id}", tag = "customers",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path)),
    responses((status = 200, body = Customer), Problems))]
async fn get(cx: AccountCx, Id(id): Id<CustomerId>) -> Result<impl IntoResponse, Failure> {
    Ok(Answer(service::reveal(&cx, id).await?))
}

/// Changes the keys sent.
#[utoipa::path(patch, path = "/api/v1/accounts/{account}/customers/{id}", tag = "customers",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path)),
    request_body = CustomerFields,
    responses((status = 200, body = Customer), Problems))]
async fn change(cx: AccountCx, Id(id): Id<CustomerId>, Json(fields): Json<CustomerFields>) -> Result<impl IntoResponse, Failure> {
    Ok(Answer(service::update(&cx, id, CustomerChange::parse(&fields.into())?).await?))
}

/// Deletes a customer with all leads and their interactions.
#[utoipa::path(delete, path = "/api/v1/accounts/{account}/customers/{id}", tag = "customers",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path)),
    responses((status = 204), Problems))]
async fn remove(cx: AccountCx, Id(id): Id<CustomerId>) -> Result<impl IntoResponse, Failure> {
    service::remove(&cx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What happened with all leads of a customer, newest first.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/customers/{id}/timeline", tag = "customers",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("id" = i64, Path),
        ("page" = Option<u32>, Query, minimum = 1, maximum = 100_000),
        ("per_page" = Option<u32>, Query, minimum = 1, maximum = 200, description = "50 unless given"),
        ("cursor" = Option<String>, Query, description = "Where the page before ended: its `next`"),
        ("fields" = Option<String>, Query, description = "The fields wanted, separated by commas"),
    ),
    responses((status = 200, body = Timeline), Problems))]
async fn timeline(cx: AccountCx, Id(id): Id<CustomerId>, query: Query) -> Result<impl IntoResponse, Failure> {
    let request = query.page()?;
    service::reveal(&cx, id).await?;
    let page = interactions::list_of_customer(&cx, id, request).await?;
    Ok(Listed::new(page, &query)?)
}
