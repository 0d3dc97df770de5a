//! Leads in the admin UI.

pub mod bulk;
pub mod work;

use axum::response::Response;
use maud::Markup;
use serde_json::Value;

use crate::{
    accounts::model::Right,
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{CustomerId, FunnelId, LeadId},
        lang::Text,
        money::Currency,
        page::PageRequest,
    },
    customers::service as customers,
    funnels::{model::FunnelStatus, service as funnels},
    interactions::{model::NewInteraction, service as interactions},
    leads::{
        entry::{EnteredLead, LeadChange, WAS},
        query::{LeadQuery, Suspects},
        service::{self, Detail},
        texts,
        views::{
            board, detail as detail_view, form as form_view,
            list::{self as list_view, List},
            parts::Place,
            score as score_view,
        },
        work_status,
    },
    scoring::service as scoring,
    users::service as users,
    web::{
        gate::Audience,
        menu::Menu,
        query::{Id, Query},
        routes::Routes,
        screen::{AccountScreen, Form, PageResult},
    },
};

pub fn routes(routes: Routes) -> Routes {
    let (reads, works, manages) =
        (Audience::Account(Right::ReadLeads), Audience::Account(Right::WorkLeads), Audience::Account(Right::Manage));
    let routes = routes
        .get("/accounts/{account}/leads", reads, list)
        .get("/accounts/{account}/leads/new", manages, new)
        .post("/accounts/{account}/leads/new", manages, create)
        .get("/accounts/{account}/leads/{id}", reads, detail)
        .post("/accounts/{account}/leads/{id}", works, save)
        .post("/accounts/{account}/leads/{id}/reveal", Audience::Account(Right::Unmask), reveal)
        .post("/accounts/{account}/leads/{id}/stage", works, move_to_stage)
        .post("/accounts/{account}/leads/{id}/interactions", works, record)
        .post("/accounts/{account}/leads/{id}/accept", manages, accept)
        .post("/accounts/{account}/leads/{id}/reject", manages, reject)
        .post("/accounts/{account}/leads/{id}/delete", manages, delete)
        .get("/accounts/{account}/board", reads, show_board)
        .get("/accounts/{account}/board/cards", reads, more_cards);
    bulk::routes(work::routes(routes))
}

async fn list(screen: AccountScreen, query: Query) -> PageResult {
    let wanted = LeadQuery::parse(&query.0, screen.cx.account().zone)?;
    let shows_suspects = wanted.filter.suspects == Suspects::Only;
    let found = service::list(&screen.cx, wanted).await?;
    let contacts = service::contacts_of(&screen.cx, &found.data).await?;
    let suspects = service::suspects(&screen.cx).await?;
    let place = place(&screen).await?;
    let body = list_view::list(&place, &List { query: &query.0, found: &found, contacts: &contacts, suspects, shows_suspects });
    screen.show(texts::TITLE.get(screen.lang()), Menu::Leads, body).await
}

async fn new(screen: AccountScreen, query: Query) -> PageResult {
    let mut values = RawForm::from([("work_status", work_status::DEFAULT)]);
    let place = place(&screen).await?;
    if let Some(customer) = query.filter("customer_id") {
        values.push("customer_id", customer);
    }
    if let Some(funnel) = place.funnels.iter().find(|funnel| funnel.status == FunnelStatus::Active) {
        values.push("funnel_id", funnel.id.to_string());
    }
    let known = customer_name(&screen, &values).await?;
    let body = form_view::form(&place, &values, &FieldErrors::default(), known.as_deref());
    screen.show(texts::NEW_TITLE.get(screen.lang()), Menu::Leads, body).await
}

async fn create(screen: AccountScreen, Form(form): Form) -> PageResult {
    let place = place(&screen).await?;
    let currency =
        place.funnels.iter().find(|funnel| funnel.id.to_string() == form.text("funnel_id")).map_or(Currency::KRW, |funnel| funnel.currency);
    let made = match EnteredLead::parse_form(&form, currency, place.zone) {
        Ok(entered) => service::create(&screen.cx, entered).await,
        Err(fault) => Err(fault),
    };
    match made {
        Ok(lead) => Ok(screen.redirect(&format!("/leads/{}", lead.id), texts::CREATED_NOTICE)),
        Err(fault) => {
            let errors = fault.into_field_errors()?;
            let known = customer_name(&screen, &form).await?;
            let body = form_view::form(&place, &form, &errors, known.as_deref());
            screen.show_again(texts::NEW_TITLE.get(screen.lang()), Menu::Leads, body).await
        }
    }
}

async fn detail(screen: AccountScreen, Id(id): Id<LeadId>) -> PageResult {
    show_detail(&screen, id, None).await
}

/// The page in full, where the account's setting veils it: who looked is logged.
async fn reveal(screen: AccountScreen, Id(id): Id<LeadId>) -> PageResult {
    let detail = service::reveal(&screen.cx, id).await?;
    show(&screen, detail, false, None).await
}

async fn save(screen: AccountScreen, Id(id): Id<LeadId>, Form(form): Form) -> PageResult {
    let lead = service::get(&screen.cx, id).await?;
    let currency = match lead.funnel_id {
        Some(funnel) => funnels::cached(&screen.cx, funnel).await?.currency,
        None => Currency::KRW,
    };
    let saved = match LeadChange::parse_form(&form, currency, screen.cx.account().zone) {
        Ok(change) => service::update(&screen.cx, id, change).await.map(drop),
        Err(fault) => Err(fault),
    };
    done_or_again(&screen, id, form, saved, texts::SAVED).await
}

async fn move_to_stage(screen: AccountScreen, Id(id): Id<LeadId>, Form(form): Form) -> PageResult {
    let lead = service::move_to_stage(&screen.cx, id, form.text("stage").to_owned()).await?;
    let back = match lead.funnel_id {
        Some(funnel) if form.text("back") == "board" => format!("/board?funnel_id={funnel}"),
        _ => format!("/leads/{id}"),
    };
    Ok(screen.redirect(&back, texts::MOVED))
}

async fn record(screen: AccountScreen, Id(id): Id<LeadId>, Form(form): Form) -> PageResult {
    let kind = Some(form.text("kind")).filter(|kind| matches!(*kind, "note" | "call" | "meeting")).unwrap_or_default();
    let data = std::iter::once(("text".to_owned(), Value::from(form.text("text")))).collect();
    let recorded = match NewInteraction::parse(kind, Some(data), None, screen.cx.now()) {
        Ok(new) => interactions::add(&screen.cx, id, new).await.map(drop),
        Err(Error::Invalid(errors)) => {
            // The field of the page is called by the last part of the name.
            let mut named = FieldErrors::default();
            errors
                .iter()
                .for_each(|(field, message)| named.add(field.trim_start_matches("data.").replace("data", "text"), message.clone()));
            Err(Error::Invalid(named))
        }
        Err(other) => Err(other),
    };
    done_or_again(&screen, id, form, recorded, texts::RECORDED).await
}

async fn accept(screen: AccountScreen, Id(id): Id<LeadId>) -> PageResult {
    service::accept(&screen.cx, id).await?;
    Ok(screen.redirect(&format!("/leads/{id}"), texts::ACCEPTED))
}

async fn reject(screen: AccountScreen, Id(id): Id<LeadId>) -> PageResult {
    service::reject(&screen.cx, id).await?;
    Ok(screen.redirect("/leads?suspect=true", texts::REJECTED))
}

async fn delete(screen: AccountScreen, Id(id): Id<LeadId>) -> PageResult {
    service::delete(&screen.cx, id).await?;
    Ok(screen.redirect("/leads", texts::DELETED))
}

async fn show_board(screen: AccountScreen, query: Query) -> PageResult {
    let place = place(&screen).await?;
    let asked = query.filter("funnel_id").and_then(|id| id.parse().ok()).map(FunnelId);
    let usual = || place.funnels.iter().min_by_key(|funnel| (funnel.status != FunnelStatus::Active, funnel.id)).map(|funnel| funnel.id);
    let title = texts::BOARD.get(screen.lang());
    let Some(funnel) = asked.or_else(usual) else { return screen.show(title, Menu::Board, board::no_funnels(&place)).await };
    let found = service::board(&screen.cx, funnel).await?;
    let body = board::board(&place, &found.funnel, &found.columns, &found.contacts);
    screen.show(title, Menu::Board, body).await
}

async fn more_cards(screen: AccountScreen, query: Query) -> PageResult {
    let funnel = FunnelId(query.filter("funnel_id").and_then(|id| id.parse().ok()).ok_or(Error::NotFound)?);
    let (funnel, stage) = (funnels::cached(&screen.cx, funnel).await?, query.0.text("stage"));
    let request = PageRequest { size: service::CARDS, ..query.page()? };
    let found = service::list(&screen.cx, LeadQuery::column(funnel.id, stage, request)).await?;
    let contacts = service::contacts_of(&screen.cx, &found.data).await?;
    let place = place(&screen).await?;
    Ok(screen.fragment(board::cards(&place, &funnel, stage, &found, &contacts)))
}

/// The detail page, or after a fault the same with what was typed.
async fn show_detail(screen: &AccountScreen, id: LeadId, typed: Option<(RawForm, FieldErrors)>) -> PageResult {
    let detail = service::detail(&screen.cx, id).await?;
    // What comes masked already is not masked once more: of a number nothing would be left.
    let veiled = screen.cx.masks_lists();
    show(screen, if veiled && !screen.cx.masks() { detail.masked() } else { detail }, veiled, typed).await
}

async fn show(screen: &AccountScreen, detail: Detail, veiled: bool, typed: Option<(RawForm, FieldErrors)>) -> PageResult {
    let Detail { lead, contact, funnel, page_title, labels, last_touch, timeline } = detail;
    let place = place(screen).await?;
    let is_again = typed.is_some();
    let (typed, errors) = typed.unwrap_or_default();
    let mut values = typed;
    let stored = [
        ("work_status", lead.work_status.clone()),
        ("status", lead.status.name().to_owned()),
        ("value", place.value(&lead).unwrap_or_default()),
        ("assignee_id", lead.assignee_id.map(|id| id.to_string()).unwrap_or_default()),
        ("callback_at", lead.callback_at.map(|at| place.zone.field_value(at)).unwrap_or_default()),
    ];
    for (name, value) in stored {
        // What was typed stands first and wins; so does what the form showed before that.
        values.push(format!("{WAS}{name}"), value.clone());
        values.push(name, value);
    }
    let score = score(screen, &place, lead.id, veiled).await?;
    let shown = detail_view::Shown {
        lead: &lead,
        contact: &contact,
        funnel: funnel.as_ref(),
        page_title: page_title.as_deref(),
        labels: &labels,
        last_touch: &last_touch,
        timeline: &timeline,
        score: &score,
        may_unveil: veiled && screen.cx.may(Right::Unmask),
        now: screen.cx.now(),
        values: &values,
        errors: &errors,
    };
    let body = detail_view::detail(&place, &shown);
    let title = contact.called(place.lang);
    if is_again { screen.show_again(title, Menu::Leads, body).await } else { screen.show(title, Menu::Leads, body).await }
}

async fn score(screen: &AccountScreen, place: &Place, id: LeadId, veiled: bool) -> Result<Markup> {
    match scoring::explain(&screen.cx, id).await {
        Ok(explained) => Ok(score_view::score(place, &explained, &scoring::history(&screen.cx, id).await?, veiled)),
        Err(Error::NotFound) => Ok(Markup::default()),
        Err(fault) => Err(fault),
    }
}

/// Back to the lead's page with a notice, or the page again with what was wrong.
pub async fn done_or_again(screen: &AccountScreen, id: LeadId, form: RawForm, outcome: Result<()>, notice: Text) -> PageResult {
    match outcome {
        Ok(()) => Ok(saved(screen, id, notice)),
        Err(fault) => {
            let errors = fault.into_field_errors()?;
            show_detail(screen, id, Some((form, errors))).await
        }
    }
}

fn saved(screen: &AccountScreen, id: LeadId, notice: Text) -> Response {
    screen.redirect(&format!("/leads/{id}"), notice)
}

/// The customer whom the form names by id, if it does.
async fn customer_name(screen: &AccountScreen, form: &RawForm) -> Result<Option<String>> {
    let Some(id) = form.filled("customer_id").and_then(|id| id.parse().ok()) else { return Ok(None) };
    let customer = customers::get(&screen.cx, CustomerId(id)).await?;
    Ok(Some(customer.called(screen.lang())))
}

/// Where a page of leads stands and who looks at it.
pub async fn place(screen: &AccountScreen) -> Result<Place> {
    Ok(Place {
        lang: screen.lang(),
        base: screen.path(""),
        zone: screen.cx.account().zone,
        may_change: screen.cx.may(Right::WorkLeads),
        actor: screen.cx.actor().clone(),
        form_token: screen.form_token(),
        funnels: screen.cx.read(funnels::all).await?,
        users: users::of_account(screen.cx.env(), screen.cx.account().id).await?,
        names: users::list(screen.cx.env()).await?.into_iter().map(|user| (user.id, user.name)).collect(),
    })
}
