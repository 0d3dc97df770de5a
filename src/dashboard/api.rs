//! An account's figures over the API: the same that its home shows.

use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{lang::Lang, money::Currency, time::Timestamp},
    dashboard::{
        model::{Attention, DayFigures, Figures, FunnelFigures, NewLead, PageFigures, SourceFigures, Totals},
        service,
        wanted::Wanted,
    },
    scoring::model::Distribution,
    web::{
        failure::{Failure, Problems},
        gate::Audience,
        query::Query,
        routes::Routes,
    },
};

/// Leads that are told.
const NEWEST: u32 = 8;

/// An account at a glance.
#[derive(Serialize, ToSchema)]
struct Dashboard {
    /// The first day, in the account's time zone.
    from: String,
    /// The last day, included.
    to: String,
    /// The first day of the period of the same length before it.
    previous_from: String,
    /// The last day of that period.
    previous_to: String,
    /// When these figures were taken: at most five minutes ago, and after the last change.
    #[schema(value_type = String, format = DateTime)]
    as_of: Timestamp,
    totals: Totals,
    previous: Totals,
    /// The currency of `value`: that in which most was earned.
    currency: Currency,
    /// What was earned in other currencies.
    other_values: Vec<CurrencyValue>,
    days: Vec<DayJson>,
    /// Null while the account has no funnel.
    #[schema(required)]
    funnel: Option<FunnelFigures>,
    /// The sources with most visitors.
    sources: Vec<SourceFigures>,
    /// The landing pages with most visitors.
    pages: Vec<PageFigures>,
    /// How many leads stand where now, whatever the period.
    scores: Distribution,
    attention: Attention,
    newest_leads: Vec<NewLead>,
}

/// An amount in a currency's smallest unit.
#[derive(Serialize, ToSchema)]
#[schema(as = DashboardValue)]
struct CurrencyValue {
    currency: Currency,
    value: i64,
}

/// One day of the period.
#[derive(Serialize, ToSchema)]
#[schema(as = DashboardDay)]
struct DayJson {
    day: String,
    visitors: i64,
    leads: i64,
    opt_ins: i64,
    conversions: i64,
    value: i64,
}

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Account(Right::Look), routes!(dashboard))
}

/// Visitors, leads, conversions and what waits for somebody, compared with the period before. Without `from` the period has `days`
/// days, thirty unless given.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/dashboard", tag = "dashboard",
    params(("account" = String, Path), ("from" = Option<String>, Query, format = Date), ("to" = Option<String>, Query, format = Date),
        ("days" = Option<i32>, Query, minimum = 1, maximum = 400),
        ("funnel_id" = Option<i64>, Query, description = "the funnel that most leads entered, unless given")),
    responses((status = 200, body = Dashboard), Problems))]
async fn dashboard(cx: AccountCx, query: Query) -> Result<Answer<Dashboard>, Failure> {
    let today = cx.account().zone.day_of(cx.now());
    let figures = service::figures(&cx, Wanted::parse(&query.0, today)?).await?;
    let attention = service::attention(&cx, figures.readiness).await?;
    let newest = service::newest(&cx, NEWEST, Lang::En).await?;
    Ok(Answer(told(&figures, attention, newest)))
}

fn told(figures: &Figures, attention: Attention, newest_leads: Vec<NewLead>) -> Dashboard {
    let before = figures.period.previous();
    Dashboard {
        from: figures.period.from.to_string(),
        to: figures.period.to.to_string(),
        previous_from: before.from.to_string(),
        previous_to: before.to.to_string(),
        as_of: figures.as_of,
        totals: figures.now,
        previous: figures.before,
        currency: figures.currency,
        other_values: figures.other_values.iter().map(|(currency, value)| CurrencyValue { currency: *currency, value: *value }).collect(),
        days: figures.days.iter().map(day).collect(),
        funnel: figures.funnel.clone(),
        sources: figures.sources.clone(),
        pages: figures.pages.clone(),
        scores: figures.scores,
        attention,
        newest_leads,
    }
}

fn day(day: &DayFigures) -> DayJson {
    let DayFigures { day, visitors, leads, opt_ins, conversions, value } = *day;
    DayJson { day: day.to_string(), visitors, leads, opt_ins, conversions, value }
}
