//! Accounts' own host names over the API.

use std::net::IpAddr;

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{
        host::{DnsState, Host, HostChange, HostName, HostOrder, NewHost, with_host},
        model::Right,
        service::{AccountCx, hosts},
    },
    base::{
        error::Error,
        ids::{HostId, PageId},
        page::{Page, PageInfo, SortValue},
        time::Timestamp,
    },
    web::{
        body::{Json, sent},
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Listed, Query},
        routes::Routes,
    },
};

/// A host name of the account's own, under which its landing pages are served without a prefix.
#[derive(Debug, Serialize, ToSchema)]
struct HostJson {
    id: i64,
    /// As the DNS has it: lower case, `xn--` for what is not ASCII.
    name: String,
    /// As people read it.
    readable_name: String,
    /// What addresses under this name begin with, without a slash at the end.
    url: String,
    /// The landing page at `/`; null while none is chosen.
    root_page_id: Option<i64>,
    /// Do the account's links carry this name?
    main: bool,
    dns: DnsJson,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// What the last look-up of a host name found.
#[derive(Debug, Serialize, ToSchema)]
struct DnsJson {
    /// Not looked up yet; leads here and nowhere else; leads elsewhere, or there too; has no address; has one, but this box does not know
    /// its own.
    state: DnsState,
    /// The addresses of the name.
    #[schema(value_type = Vec<String>)]
    found: Vec<IpAddr>,
    /// The addresses of this box, as far as it knows them.
    #[schema(value_type = Vec<String>)]
    wanted: Vec<IpAddr>,
    /// Null when it was never looked up.
    #[schema(value_type = Option<String>, format = DateTime)]
    checked_at: Option<Timestamp>,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Listed` answers")]
struct HostList {
    data: Vec<HostJson>,
    page: PageInfo,
}

/// A host name to be added. No account may have it yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHostJson {
    /// At least two labels, in any script; `https://` before it and a slash after it are left out.
    #[schema(min_length = 1)]
    name: String,
    /// The landing page at `/`.
    #[schema(minimum = 1)]
    root_page_id: Option<i64>,
    /// Are the account's links to carry this name? Not unless given.
    main: Option<bool>,
}

/// Changes to a host name: only the keys sent are changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HostPatch {
    /// The landing page at `/`; null for none.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 1)]
    root_page_id: Option<Option<i64>>,
    /// Are the account's links to carry this name? True takes that from any other.
    main: Option<bool>,
}

impl HostJson {
    fn of(cx: &AccountCx, host: Host) -> Self {
        Self {
            id: host.id.0,
            readable_name: host.name.readable(),
            url: with_host(&cx.env().settings.public_base_url(), &host.name),
            name: host.name.as_str().to_owned(),
            root_page_id: host.root_page.map(|page| page.0),
            main: host.is_main,
            dns: DnsJson { state: host.dns.state, found: host.dns.found, wanted: host.dns.wanted, checked_at: host.dns.checked_at },
            created_at: host.created_at,
        }
    }
}

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Account(Right::Settings), routes!(list, create)).api(Audience::Account(Right::Settings), routes!(change, remove))
}

/// The account's own host names.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/hosts", tag = "hosts",
    params(("account" = String, Path), ("page" = Option<u32>, Query), ("per_page" = Option<u32>, Query), ("cursor" = Option<String>, Query),
        ("sort" = Option<String>, Query, pattern = "^-?(name|created_at)$", description = "name or created_at; a minus before it turns it round"),
        ("fields" = Option<String>, Query)),
    responses((status = 200, body = HostList), Problems))]
async fn list(cx: AccountCx, query: Query) -> Result<impl IntoResponse, Failure> {
    let request = query.page()?;
    let sort = query.sort(&HostOrder::OFFERED, HostOrder::DEFAULT)?;
    let page = Page::of(hosts::list(&cx).await?, &request, &sort, |host| {
        let value = match sort.0.column {
            HostOrder::Name => SortValue::Text(host.name.as_str().to_owned()),
            HostOrder::Created => SortValue::Number(host.created_at.0),
        };
        (value, host.id.0)
    })?;
    Ok(Listed::new(page.map(|host| HostJson::of(&cx, host)), &query)?)
}

/// Adds a host name. It is looked up soon; its certificate follows once it leads here.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/hosts", tag = "hosts", params(("account" = String, Path)),
    request_body = NewHostJson, responses((status = 201, body = HostJson), Problems))]
async fn create(cx: AccountCx, Json(sent): Json<NewHostJson>) -> Result<impl IntoResponse, Failure> {
    let name = HostName::parse(&sent.name).map_err(|message| Error::field("name", message))?;
    let new = NewHost { name, root_page: sent.root_page_id.map(PageId), is_main: sent.main.unwrap_or_default() };
    let host = hosts::add(&cx, new).await?;
    Ok((StatusCode::CREATED, Answer(HostJson::of(&cx, host))))
}

/// Chooses the page at `/`, or whether links carry this name.
#[utoipa::path(patch, path = "/api/v1/accounts/{account}/hosts/{id}", tag = "hosts",
    params(("account" = String, Path), ("id" = i64, Path)),
    request_body = HostPatch, responses((status = 200, body = HostJson), Problems))]
async fn change(cx: AccountCx, Id(id): Id<HostId>, Json(sent): Json<HostPatch>) -> Result<impl IntoResponse, Failure> {
    let change = HostChange { root_page: sent.root_page_id.map(|page| page.map(PageId)), is_main: sent.main };
    Ok(Answer(HostJson::of(&cx, hosts::change(&cx, id, change).await?)))
}

/// Takes a host name from the account. Addresses that begin with it lead nowhere from then on.
#[utoipa::path(delete, path = "/api/v1/accounts/{account}/hosts/{id}", tag = "hosts",
    params(("account" = String, Path), ("id" = i64, Path)),
    responses((status = 204), Problems))]
async fn remove(cx: AccountCx, Id(id): Id<HostId>) -> Result<impl IntoResponse, Failure> {
    hosts::remove(&cx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
