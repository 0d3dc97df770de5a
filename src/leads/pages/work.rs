//! The day's work on leads: calls, what is taken back, taking a lead over, and who is to be called.

use crate::{
    accounts::model::Right,
    base::{error::Error, ids::LeadId, time::Timestamp},
    leads::{
        call::CallReport,
        entry::LeadChange,
        pages::{done_or_again, place},
        service::{
            self,
            work::{self, Callbacks, Whose},
        },
        texts,
        views::today::{self as today_view, Group, List},
    },
    web::{
        components::alarm::{self, Alarm},
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
    routes
        .get("/accounts/{account}/leads/today", reads, today)
        .poll("/accounts/{account}/leads/due", works, due)
        .post("/accounts/{account}/leads/{id}/calls", works, log_call)
        .post("/accounts/{account}/leads/{id}/interactions/undo", works, take_back)
        .post("/accounts/{account}/leads/{id}/assign", manages, assign_to_me)
}

async fn today(screen: AccountScreen, query: Query) -> PageResult {
    let cx = &screen.cx;
    let shows_all = if cx.only_own().is_some() { None } else { Some(query.filter("whose") == Some("all")) };
    let whose = if shows_all == Some(true) { Whose::All } else { Whose::own(cx) };
    let found = work::today(cx, whose).await?;
    let place = place(&screen).await?;
    let list = List {
        overdue: group(&found.overdue),
        today: group(&found.today),
        upcoming: group(&found.upcoming),
        contacts: &found.contacts,
        shows_all: shows_all.filter(|_| cx.actor().user_id().is_some()),
        now: cx.now(),
    };
    screen.show(texts::TODAY.get(screen.lang()), Menu::Today, today_view::today(&place, &list)).await
}

const fn group(found: &Callbacks) -> Group<'_> {
    Group { total: found.total, leads: found.leads.as_slice() }
}

/// The alarm of the top bar, with what fell due since the last time it asked.
async fn due(screen: AccountScreen, query: Query) -> PageResult {
    let cx = &screen.cx;
    let since = query.filter("since").and_then(|ms| ms.parse().ok()).map(Timestamp);
    let found = work::alarm(cx, since).await?;
    let lang = screen.lang();
    let fresh: Vec<(String, String)> =
        found.fresh.iter().map(|(lead, contact)| (screen.path(&format!("/leads/{lead}")), contact.called(lang).to_owned())).collect();
    let shown = Alarm { base: &screen.path(""), overdue: found.overdue, fresh: &fresh, now: cx.now() };
    Ok(screen.fragment(alarm::alarm(lang, &shown)))
}

async fn log_call(screen: AccountScreen, Id(id): Id<LeadId>, Form(form): Form) -> PageResult {
    service::get(&screen.cx, id).await?;
    let logged = match CallReport::parse(&form, screen.cx.account().zone) {
        Ok(report) => work::log_call(&screen.cx, id, report).await.map(drop),
        Err(fault) => Err(fault),
    };
    done_or_again(&screen, id, form, logged, texts::CALL_LOGGED).await
}

async fn take_back(screen: AccountScreen, Id(id): Id<LeadId>, Form(form): Form) -> PageResult {
    work::take_back(&screen.cx, id, form.text("interaction").to_owned()).await?;
    Ok(screen.redirect(&format!("/leads/{id}"), texts::TAKEN_BACK))
}

async fn assign_to_me(screen: AccountScreen, Id(id): Id<LeadId>) -> PageResult {
    let me = screen.cx.actor().user_id().ok_or(Error::NotFound)?;
    service::update(&screen.cx, id, LeadChange { assignee: Some(Some(me)), ..LeadChange::default() }).await?;
    Ok(screen.redirect(&format!("/leads/{id}"), texts::ASSIGNED))
}
