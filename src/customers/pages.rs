//! The customers' pages.

use crate::{
    accounts::model::Right,
    base::{
        email::Email,
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::CustomerId,
        page::{PageRequest, Sort},
        phone::Phone,
    },
    customers::{
        attributes::Attributes,
        model::{Belongings, Customer, CustomerChange, CustomerStatus, Entered, Filter, NewCustomer, Order},
        service, texts,
        views::{self, Look},
    },
    interactions::{model::Interaction, service as interactions},
    leads::{
        query::{self, LeadQuery, Suspects},
        service as leads,
    },
    web::{
        gate::Audience,
        menu::Menu,
        query::{Id, Query},
        routes::Routes,
        screen::{AccountScreen, Form, PageResult},
    },
};

/// Leads on a customer's page; the rest is one click away.
const SHOWN_LEADS: u32 = 10;

pub fn routes(routes: Routes) -> Routes {
    let (reads, writes) = (Audience::Account(Right::Look), Audience::Account(Right::Manage));
    // An agent sees the customers of their own leads.
    let reads_one = Audience::Account(Right::ReadLeads);
    routes
        .get("/accounts/{account}/customers", reads, list)
        .get("/accounts/{account}/customers/new", writes, new_form)
        .post("/accounts/{account}/customers/new", writes, create)
        .get("/accounts/{account}/customers/{id}", reads_one, detail)
        .post("/accounts/{account}/customers/{id}/reveal", Audience::Account(Right::Unmask), reveal)
        .get("/accounts/{account}/customers/{id}/edit", writes, edit_form)
        .post("/accounts/{account}/customers/{id}/edit", writes, change)
        .post("/accounts/{account}/customers/{id}/delete", Audience::Account(Right::Erase), remove)
}

async fn list(page: AccountScreen, query: Query) -> PageResult {
    let filter = Filter::parse(query.filter("status"), query.filter("tag"), query.filter("q"))?;
    let is_filtered = !filter.is_any();
    let sort = query.sort(Order::offered(page.cx.masks_lists()), Order::DEFAULT)?;
    let found = service::shown(&page.cx, filter, sort, query.page()?).await?;
    let tags = service::tags(&page.cx).await?;
    let body = with_look(&page, page.cx.masks_lists(), |look| views::list(look, &query.0, is_filtered, &tags, &found));
    page.show(texts::CUSTOMERS.get(page.lang()), Menu::Customers, body).await
}

async fn detail(page: AccountScreen, Id(id): Id<CustomerId>, query: Query) -> PageResult {
    let customer = service::get(&page.cx, id).await?;
    let veiled = page.cx.masks_lists();
    show_detail(&page, if veiled { customer.masked() } else { customer }, &query, veiled).await
}

/// The page in full, where the account's setting veils it: who looked is logged.
async fn reveal(page: AccountScreen, Id(id): Id<CustomerId>) -> PageResult {
    let customer = service::reveal(&page.cx, id).await?;
    show_detail(&page, customer, &Query::default(), false).await
}

async fn show_detail(page: &AccountScreen, customer: Customer, query: &Query, veiled: bool) -> PageResult {
    let id = customer.id;
    let lost = service::belongings(&page.cx, id).await?;
    let happened = interactions::list_of_customer(&page.cx, id, query.page()?).await?;
    // Archived ones too.
    let lost = Belongings { interactions: happened.page.total, ..lost };
    let happened = if veiled { happened.map(Interaction::masked) } else { happened };
    let leads = leads::list(&page.cx, leads_of(id)).await?;
    let body = with_look(page, veiled, |look| views::detail(look, &query.0, &customer, lost, &leads, &happened));
    page.show(&customer.called(page.lang()), Menu::Customers, body).await
}

async fn new_form(page: AccountScreen) -> PageResult {
    let typed = RawForm::from([("status", CustomerStatus::default().name())]);
    show_form(&page, None, &typed, None).await
}

async fn create(page: AccountScreen, Form(form): Form) -> PageResult {
    let added = match NewCustomer::parse(&Entered::from_form(&form, &Attributes::default())) {
        Ok(new) => service::create(&page.cx, new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(customer) => Ok(page.redirect(&format!("/customers/{}", customer.id), texts::ADDED)),
        Err(error) => show_form(&page, None, &form, Some(error)).await,
    }
}

async fn edit_form(page: AccountScreen, Id(id): Id<CustomerId>) -> PageResult {
    let customer = service::reveal(&page.cx, id).await?;
    let typed = customer.to_form();
    show_form(&page, Some(&customer), &typed, None).await
}

async fn change(page: AccountScreen, Id(id): Id<CustomerId>, Form(form): Form) -> PageResult {
    let customer = service::get(&page.cx, id).await?;
    let changed = match CustomerChange::parse(&Entered::from_form(&form, &customer.attributes)) {
        Ok(change) => service::update(&page.cx, id, change).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(_) => Ok(page.redirect(&format!("/customers/{id}"), texts::SAVED)),
        Err(error) => show_form(&page, Some(&customer), &form, Some(error)).await,
    }
}

async fn remove(page: AccountScreen, Id(id): Id<CustomerId>) -> PageResult {
    service::remove(&page.cx, id).await?;
    Ok(page.redirect("/customers", texts::DELETED))
}

/// The newest leads of a customer, suspects too.
fn leads_of(id: CustomerId) -> LeadQuery {
    LeadQuery {
        filter: query::Filter { customer: Some(id), suspects: Suspects::Any, ..query::Filter::default() },
        search: None,
        sort: Sort { column: query::Order::Created, descending: true },
        sort_text: query::DEFAULT_ORDER.to_owned(),
        page: PageRequest { size: SHOWN_LEADS, ..PageRequest::default() },
    }
}

/// The form of a new customer or of `known`, again when something was wrong with it.
async fn show_form(page: &AccountScreen, known: Option<&Customer>, typed: &RawForm, error: Option<Error>) -> PageResult {
    let lang = page.lang();
    let is_wrong = error.is_some();
    let same = holder(page, typed, error.as_ref()).await?;
    let errors = error.map_or_else(|| Ok(FieldErrors::default()), Error::into_field_errors)?;
    let name = known.map(|customer| (format!("{}/{}", page.path("/customers"), customer.id), customer.called(lang)));
    let below = name.as_ref().map(|(href, name)| (href.as_str(), name.as_str()));
    let body = with_look(page, false, |look| views::form(look, below, typed, &errors, same));
    let title = if known.is_some() { texts::EDIT } else { texts::ADD }.get(lang);
    if is_wrong { page.show_again(title, Menu::Customers, body).await } else { page.show(title, Menu::Customers, body).await }
}

/// Who already has the e-mail or phone that was typed.
async fn holder(page: &AccountScreen, typed: &RawForm, error: Option<&Error>) -> Result<Option<CustomerId>> {
    match error {
        Some(Error::Conflict { field: "phone", .. }) => service::find(&page.cx, Phone::parse(typed.text("phone")).ok(), None).await,
        Some(Error::Conflict { field: "email", .. }) => service::find(&page.cx, None, Email::parse(typed.text("email")).ok()).await,
        _ => Ok(None),
    }
}

/// `veiled`: people are shown masked on this page.
fn with_look<T>(page: &AccountScreen, veiled: bool, make: impl FnOnce(Look<'_>) -> T) -> T {
    let (path, form_token) = (page.path("/customers"), page.form_token());
    make(Look {
        lang: page.lang(),
        zone: page.cx.account().zone,
        now: page.cx.now(),
        path: &path,
        form_token: &form_token,
        veiled,
        actor: page.cx.actor(),
    })
}
