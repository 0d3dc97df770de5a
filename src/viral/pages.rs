//! Viral loops in the admin UI.

use maud::Markup;

use crate::{
    accounts::model::Right,
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{PageId, ReferralId, RewardId, ViralCampaignId, ViralLoopId},
        lang::Text,
        page::PageRequest,
        period::Period,
    },
    funnels::{
        model::{Funnel, FunnelStatus},
        service as funnels,
    },
    landing::service as landing,
    viral::{
        editor::{self, Step},
        entry::{RawCampaign, parse_reason},
        model::{Terms, ViralCampaign},
        query::{CampaignQuery, LoopQuery, ReferralQuery},
        reward::RewardState,
        service, texts,
        views::{
            campaign::{self as frame, At},
            editor as editor_view, list as list_view, participant as participant_view,
            parts::Place,
            report as report_view, review,
        },
    },
    web::{
        gate::Audience,
        menu::Menu,
        query::{Id, Query},
        routes::Routes,
        screen::{AccountScreen, Form, PageResult},
    },
};

pub fn routes(routes: Routes) -> Routes {
    let (look, content, manage) = (Audience::Account(Right::Look), Audience::Account(Right::Content), Audience::Account(Right::Manage));
    routes
        .get("/accounts/{account}/viral-campaigns", look, list)
        .post("/accounts/{account}/viral-campaigns/kakao", Audience::Account(Right::Settings), set_kakao)
        .get("/accounts/{account}/viral-campaigns/new", content, new)
        .post("/accounts/{account}/viral-campaigns/new", content, create)
        .post("/accounts/{account}/viral-campaigns/share-preview", content, preview)
        .get("/accounts/{account}/viral-campaigns/{id}", look, report)
        .get("/accounts/{account}/viral-campaigns/{id}/edit", content, edit)
        .post("/accounts/{account}/viral-campaigns/{id}/edit", content, save)
        .get("/accounts/{account}/viral-campaigns/{id}/participants", look, participants)
        .get("/accounts/{account}/viral-campaigns/{id}/referrals", look, referrals)
        .post("/accounts/{account}/viral-campaigns/{id}/referrals", manage, decide)
        .get("/accounts/{account}/viral-campaigns/{id}/rewards", look, rewards)
        .post("/accounts/{account}/viral-campaigns/{id}/rewards", manage, deliver)
        .get("/accounts/{account}/viral-loops/{id}", look, participant)
}

async fn list(screen: AccountScreen, query: Query) -> PageResult {
    let key = service::kakao_key(&screen.cx).await?.unwrap_or_default();
    let values = RawForm::from([("kakao_key", key.as_str())]);
    let body = list_body(&screen, &query.0, &values, &FieldErrors::default()).await?;
    screen.show(texts::TITLE.get(screen.lang()), Menu::Viral, body).await
}

async fn set_kakao(screen: AccountScreen, Form(form): Form) -> PageResult {
    let errors = match service::set_kakao_key(&screen.cx, form.text("kakao_key")).await {
        Ok(()) => return Ok(screen.redirect("/viral-campaigns", texts::SAVED)),
        Err(error) => error.into_field_errors()?,
    };
    let body = list_body(&screen, &RawForm::default(), &form, &errors).await?;
    screen.show_again(texts::TITLE.get(screen.lang()), Menu::Viral, body).await
}

async fn list_body(screen: &AccountScreen, query: &RawForm, values: &RawForm, errors: &FieldErrors) -> Result<Markup> {
    let found = service::list(&screen.cx, CampaignQuery::parse(query)?).await?;
    let figures = service::campaign_figures(&screen.cx, found.data.iter().map(|campaign| campaign.id).collect()).await?;
    let kakao = screen.cx.may(Right::Settings).then_some((values, errors));
    Ok(list_view::list(&place(screen), &list_view::Shown { query, found: &found, figures: &figures, kakao }))
}

async fn new(screen: AccountScreen) -> PageResult {
    let typed = editor::typed(&Terms::usual(PageId(0)), screen.cx.account().zone);
    show_editor(&screen, None, &typed, None).await
}

async fn create(screen: AccountScreen, Form(form): Form) -> PageResult {
    let step = Step::parse(&form);
    if step != Step::Save {
        return show_editor(&screen, None, &editor::stepped(&form, step), None).await;
    }
    let made = match read(&screen, &form) {
        Ok(raw) => service::create(&screen.cx, raw).await,
        Err(fault) => Err(fault),
    };
    saved_or_again(&screen, None, &form, made, texts::CREATED_NOTICE).await
}

async fn edit(screen: AccountScreen, Id(id): Id<ViralCampaignId>) -> PageResult {
    let stored = service::get(&screen.cx, id).await?;
    show_editor(&screen, Some(&stored), &editor::typed(&stored.terms, screen.cx.account().zone), None).await
}

async fn save(screen: AccountScreen, Id(id): Id<ViralCampaignId>, Form(form): Form) -> PageResult {
    let stored = service::get(&screen.cx, id).await?;
    let step = Step::parse(&form);
    if step != Step::Save {
        return show_editor(&screen, Some(&stored), &editor::stepped(&form, step), None).await;
    }
    let changed = match read(&screen, &form) {
        Ok(raw) => service::change(&screen.cx, id, raw).await,
        Err(fault) => Err(fault),
    };
    saved_or_again(&screen, Some(&stored), &form, changed, texts::SAVED).await
}

/// The text as it would be sent, while it is typed.
async fn preview(screen: AccountScreen, Form(form): Form) -> PageResult {
    Ok(screen.fragment(editor_view::preview(screen.lang(), &form)))
}

async fn report(screen: AccountScreen, Id(id): Id<ViralCampaignId>, query: Query) -> PageResult {
    let today = screen.cx.account().zone.day_of(screen.cx.now());
    let period = Period::parse(&query.0, today)?;
    let campaign = service::get(&screen.cx, id).await?;
    let report = service::report(&screen.cx, id, period).await?;
    let path = screen.path(&format!("/viral-campaigns/{id}"));
    let shown = report_view::Shown { campaign: &campaign, report: &report, period, today, path: &path, query: &query.0 };
    let content = report_view::report(&place(&screen), &shown);
    show_tab(&screen, &campaign, At::Report, content).await
}

async fn participants(screen: AccountScreen, Id(id): Id<ViralCampaignId>, query: Query) -> PageResult {
    let campaign = service::get(&screen.cx, id).await?;
    let wanted = LoopQuery::parse_within(id, &query.0)?;
    let found = service::list_participants(&screen.cx, wanted).await?;
    let path = screen.path(&format!("/viral-campaigns/{id}/participants"));
    let content = frame::participants(&place(&screen), &path, &query.0, &found);
    show_tab(&screen, &campaign, At::Participants, content).await
}

async fn referrals(screen: AccountScreen, Id(id): Id<ViralCampaignId>, query: Query) -> PageResult {
    let campaign = service::get(&screen.cx, id).await?;
    let found = service::list_referrals(&screen.cx, id, ReferralQuery::parse(&query.0)?).await?;
    let counts = service::state_counts(&screen.cx, id).await?;
    let path = screen.path(&format!("/viral-campaigns/{id}/referrals"));
    let shown = review::Shown { path: &path, query: &query.0, found: &found };
    let content = review::referrals(&place(&screen), &shown, &counts);
    show_tab(&screen, &campaign, At::Referrals, content).await
}

async fn decide(screen: AccountScreen, Id(id): Id<ViralCampaignId>, Form(form): Form) -> PageResult {
    let id = service::get(&screen.cx, id).await?.id;
    let back = back_to(&format!("/viral-campaigns/{id}/referrals"), &form);
    let ids: Vec<ReferralId> = form.all("id").filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(screen.refuse(&back, &texts::PICK_SOME.into()));
    }
    let Ok(reason) = parse_reason(form.text("reason")) else { return Ok(screen.refuse(&back, &texts::REASON_NEEDED.into())) };
    let decided = match form.text("do") {
        "approve" => service::approve_all(&screen.cx, id, ids, reason).await?,
        "void" => service::void_all(&screen.cx, id, ids, reason).await?,
        _ => return Err(Error::NotFound.into()),
    };
    Ok(screen.redirect(&back, texts::DECIDED.with(&[("n", &decided)])))
}

async fn rewards(screen: AccountScreen, Id(id): Id<ViralCampaignId>, query: Query) -> PageResult {
    let campaign = service::get(&screen.cx, id).await?;
    let state = query.filter("state").and_then(RewardState::from_name);
    let request = PageRequest { cursor: None, ..query.page()? };
    let found = service::list_rewards(&screen.cx, id, state, request).await?;
    let path = screen.path(&format!("/viral-campaigns/{id}/rewards"));
    let content = review::rewards(&place(&screen), &campaign, &review::Shown { path: &path, query: &query.0, found: &found });
    show_tab(&screen, &campaign, At::Rewards, content).await
}

async fn deliver(screen: AccountScreen, Id(id): Id<ViralCampaignId>, Form(form): Form) -> PageResult {
    let id = service::get(&screen.cx, id).await?.id;
    let back = back_to(&format!("/viral-campaigns/{id}/rewards"), &form);
    let ids: Vec<RewardId> = form.all("id").filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(screen.refuse(&back, &texts::PICK_SOME.into()));
    }
    let delivered = service::deliver_all(&screen.cx, id, ids).await?;
    Ok(screen.redirect(&back, texts::DELIVERED.with(&[("n", &delivered)])))
}

async fn participant(screen: AccountScreen, Id(id): Id<ViralLoopId>) -> PageResult {
    let detail = service::participant(&screen.cx, id).await?;
    let located = service::get_loop(&screen.cx, id).await?;
    let place = place(&screen);
    let shown = participant_view::Shown {
        campaign: &detail.campaign,
        located: &located,
        tree: &detail.tree,
        parent: detail.parent.as_ref(),
        referrals: &detail.referrals,
        rewards: &detail.rewards,
        place: detail.place,
    };
    let body = participant_view::participant(&place, &shown);
    screen.show(&place.name(&detail.tree.participant.name), Menu::Viral, body).await
}

async fn show_tab(screen: &AccountScreen, campaign: &ViralCampaign, at: At, content: Markup) -> PageResult {
    let counts = service::state_counts(&screen.cx, campaign.id).await?;
    let body = frame::frame(&place(screen), campaign, &counts, at, content);
    screen.show(&campaign.terms.name, Menu::Viral, body).await
}

async fn saved_or_again(
    screen: &AccountScreen,
    stored: Option<&ViralCampaign>,
    form: &RawForm,
    outcome: Result<ViralCampaign>,
    notice: Text,
) -> PageResult {
    let errors = match outcome {
        Ok(campaign) => return Ok(screen.redirect(&format!("/viral-campaigns/{}", campaign.id), notice)),
        Err(error) => error.into_field_errors()?,
    };
    show_editor(screen, stored, form, Some(errors)).await
}

async fn show_editor(screen: &AccountScreen, stored: Option<&ViralCampaign>, values: &RawForm, again: Option<FieldErrors>) -> PageResult {
    let (pages, funnels) = choices(screen, stored).await?;
    let is_again = again.is_some();
    let errors = again.unwrap_or_default();
    let editor = editor_view::Editor { stored, values, errors: &errors, pages: &pages, funnels: &funnels };
    let body = editor_view::editor(&place(screen), &editor);
    let title = if stored.is_some() { texts::EDIT_TITLE } else { texts::NEW_TITLE }.get(screen.lang());
    if is_again { screen.show_again(title, Menu::Viral, body).await } else { screen.show(title, Menu::Viral, body).await }
}

/// The pages and funnels to choose from: an archived funnel only where it is the one chosen before.
async fn choices(screen: &AccountScreen, stored: Option<&ViralCampaign>) -> Result<(Vec<(PageId, String)>, Vec<Funnel>)> {
    let chosen = stored.and_then(|campaign| campaign.terms.qualifying.funnel_id);
    let (pages, mut funnels) = screen.cx.read(|conn| Ok((landing::names(conn)?, funnels::all(conn)?))).await?;
    funnels.retain(|funnel| funnel.status != FunnelStatus::Archived || Some(funnel.id) == chosen);
    Ok((pages, funnels))
}

fn read(screen: &AccountScreen, form: &RawForm) -> Result<RawCampaign> {
    let mut errors = FieldErrors::default();
    let raw = editor::read(form, screen.cx.account().zone, &mut errors);
    errors.check().map(|()| raw)
}

/// The list from which a form was sent, with its filter.
fn back_to(path: &str, form: &RawForm) -> String {
    match form.filled("state") {
        Some(state) if state.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') => format!("{path}?state={state}"),
        _ => path.to_owned(),
    }
}

fn place(screen: &AccountScreen) -> Place {
    Place {
        lang: screen.lang(),
        base: screen.path(""),
        zone: screen.cx.account().zone,
        form_token: screen.form_token(),
        may_edit: screen.cx.may(Right::Content),
        may_review: screen.cx.may(Right::Manage),
        masks: screen.cx.masks_lists(),
    }
}
