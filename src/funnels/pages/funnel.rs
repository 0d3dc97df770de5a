//! Funnels in the admin UI.

use std::collections::BTreeMap;

use axum::response::Response;

use crate::{
    accounts::model::Right,
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::FunnelId,
        money::Currency,
    },
    funnels::{
        editor::{self, Step},
        model::{Funnel, FunnelChange, NewFunnel, RawFunnel},
        pages::report,
        query::FunnelQuery,
        service, template, texts, views,
    },
    leads::service as leads,
    web::{
        gate::Audience,
        menu::Menu,
        query::{Id, Query},
        routes::Routes,
        screen::{AccountScreen, Form, PageResult},
    },
};

pub fn routes(routes: Routes) -> Routes {
    let (reads, writes) = (Audience::Account(Right::Look), Audience::Account(Right::Content));
    let routes = routes
        .get("/accounts/{account}/funnels", reads, list)
        .get("/accounts/{account}/funnels/new", writes, new)
        .post("/accounts/{account}/funnels/new", writes, create)
        .get("/accounts/{account}/funnels/{id}", reads, detail)
        .get("/accounts/{account}/funnels/{id}/edit", writes, edit)
        .post("/accounts/{account}/funnels/{id}/edit", writes, save)
        .post("/accounts/{account}/funnels/{id}/delete", writes, delete);
    report::routes(routes)
}

async fn list(screen: AccountScreen, query: Query) -> PageResult {
    let found = service::list(&screen.cx, FunnelQuery::parse(&query.0)?).await?;
    let counts = totals(screen.cx.read(service::stage_counts).await?);
    let place = place(&screen);
    let body = views::list(&place, &query.0, &found, &counts);
    screen.show(texts::TITLE.get(screen.lang()), Menu::Funnels, body).await
}

async fn detail(screen: AccountScreen, Id(id): Id<FunnelId>) -> PageResult {
    let (funnel, counts) = screen.cx.read(move |conn| Ok((service::get(conn, id)?, service::stage_counts(conn)?))).await?;
    let counts: BTreeMap<String, i64> = counts.into_iter().filter(|(of, ..)| *of == id).map(|(_, stage, leads)| (stage, leads)).collect();
    let body = views::detail(&place(&screen), &funnel, &counts, &screen.form_token());
    screen.show(&funnel.name, Menu::Funnels, body).await
}

async fn new(screen: AccountScreen) -> PageResult {
    let stages = template::stages(screen.lang());
    let raw = RawFunnel { status: Some("active".into()), currency: Some("KRW".into()), ..RawFunnel::default() };
    let shown = RawFunnel { stages: Some(editor::rows_of(&stages, Currency::KRW)), ..raw };
    show_editor(&screen, None, &shown, &RawForm::default(), Shown::First).await
}

async fn create(screen: AccountScreen, Form(form): Form) -> PageResult {
    let mut raw = editor::read(&form);
    let step = Step::parse(&form);
    if step != Step::Save {
        raw.stages = raw.stages.map(|stages| editor::step(stages, step));
        return show_editor(&screen, None, &raw, &form, Shown::First).await;
    }
    let made = match NewFunnel::parse(&raw, Vec::new()) {
        Ok(new) => service::create(&screen.cx, new).await,
        Err(fault) => Err(fault),
    };
    saved_or_again(&screen, None, &raw, &form, made, texts::CREATED_NOTICE).await
}

async fn edit(screen: AccountScreen, Id(id): Id<FunnelId>) -> PageResult {
    let funnel = screen.cx.read(move |conn| service::get(conn, id)).await?;
    show_editor(&screen, Some(&funnel), &editor::of(&funnel), &RawForm::default(), Shown::First).await
}

async fn save(screen: AccountScreen, Id(id): Id<FunnelId>, Form(form): Form) -> PageResult {
    let funnel = screen.cx.read(move |conn| service::get(conn, id)).await?;
    let mut raw = editor::read(&form);
    let step = Step::parse(&form);
    if step != Step::Save {
        raw.stages = raw.stages.map(|stages| editor::step(stages, step));
        return show_editor(&screen, Some(&funnel), &raw, &form, Shown::First).await;
    }
    let changed = match FunnelChange::parse(&raw) {
        Ok(change) => leads::change_funnel(&screen.cx, id, change, editor::moves(&form)).await,
        Err(fault) => Err(fault),
    };
    saved_or_again(&screen, Some(&funnel), &raw, &form, changed, texts::SAVED).await
}

async fn delete(screen: AccountScreen, Id(id): Id<FunnelId>) -> PageResult {
    match service::delete(&screen.cx, id).await {
        Ok(()) => Ok(screen.redirect("/funnels", texts::DELETED)),
        Err(Error::Conflict { message, .. }) => Ok(screen.refuse(&format!("/funnels/{id}"), &message)),
        Err(error) => Err(error.into()),
    }
}

/// How the editor is shown.
enum Shown {
    First,
    Again(FieldErrors),
}

async fn saved_or_again(
    screen: &AccountScreen,
    stored: Option<&Funnel>,
    raw: &RawFunnel,
    form: &RawForm,
    outcome: Result<Funnel>,
    notice: crate::base::lang::Text,
) -> PageResult {
    let errors = match outcome {
        Ok(funnel) => return Ok(done(screen, &funnel, notice)),
        Err(error) => error.into_field_errors()?,
    };
    show_editor(screen, stored, raw, form, Shown::Again(errors)).await
}

fn done(screen: &AccountScreen, funnel: &Funnel, notice: crate::base::lang::Text) -> Response {
    screen.redirect(&format!("/funnels/{}", funnel.id), notice)
}

async fn show_editor(screen: &AccountScreen, stored: Option<&Funnel>, raw: &RawFunnel, form: &RawForm, shown: Shown) -> PageResult {
    let homeless = match stored {
        Some(funnel) => homeless(screen, funnel, raw).await?,
        None => Vec::new(),
    };
    let (errors, is_again) = match shown {
        Shown::First => (FieldErrors::default(), false),
        Shown::Again(errors) => (errors, true),
    };
    let title = if stored.is_some() { texts::EDIT_TITLE } else { texts::NEW_TITLE }.get(screen.lang());
    let body = views::editor(
        &place(screen),
        &views::Editor { title, stored, raw, form, homeless: &homeless, errors: &errors, form_token: &screen.form_token() },
    );
    if is_again { screen.show_again(title, Menu::Funnels, body).await } else { screen.show(title, Menu::Funnels, body).await }
}

/// Stored stages that the rows no longer have and that hold leads, with how many.
async fn homeless(screen: &AccountScreen, funnel: &Funnel, raw: &RawFunnel) -> Result<Vec<(String, String, i64)>> {
    let kept: Vec<String> = raw.stages.iter().flatten().filter_map(|row| row.key.clone()).collect();
    let (id, stages) = (funnel.id, funnel.stages.clone());
    screen
        .cx
        .read(move |conn| {
            let mut homeless = Vec::new();
            for stage in stages.into_iter().filter(|stage| !kept.contains(&stage.key)) {
                let leads = service::leads_in_stage(conn, id, &stage.key)?;
                if leads > 0 {
                    homeless.push((stage.key, stage.name, leads));
                }
            }
            Ok(homeless)
        })
        .await
}

fn totals(counts: Vec<(FunnelId, String, i64)>) -> BTreeMap<FunnelId, i64> {
    counts.into_iter().fold(BTreeMap::new(), |mut totals, (id, _, leads)| {
        *totals.entry(id).or_default() += leads;
        totals
    })
}

pub fn place(screen: &AccountScreen) -> views::Place {
    views::Place { lang: screen.lang(), base: screen.path(""), zone: screen.cx.account().zone, may_change: screen.cx.may(Right::Content) }
}
