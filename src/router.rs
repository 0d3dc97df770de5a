//! All routes of both doors, each with its audience.

use axum::{
    Extension, Router,
    http::StatusCode,
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Response},
    routing::get,
};
use utoipa::openapi::{
    Components, InfoBuilder, OpenApi, OpenApiBuilder, SecurityRequirement,
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::{
    accounts, alerts, backups,
    base::{
        error::Error,
        lang::{Text, text},
    },
    capacity, capture, conversions, customers, dashboard,
    env::Env,
    funnels, interactions,
    landing::{self, visitor},
    leads, mail,
    meter::Door,
    operations::{
        self as running,
        public::{self as operations, Document},
        texts::certificates,
    },
    retention, schedule, scoring,
    users::{self, pages::SetupKey, service::LoginThrottle},
    viral,
    web::{
        components::button::{self, Kind},
        failure,
        frame::{self, ADMIN_HEADERS, Frame, PLAIN_HEADERS, Reader, VISITOR_HEADERS},
        layout::{self, Shell},
        menu::Menu,
        routes::{Registered, Route, Routes},
        visitors::{self, Names},
    },
    webhooks,
};

/// The admin's origin: UI and API.
pub struct Admin {
    pub router: Router,
    pub routes: Vec<Route>,
    pub document: OpenApi,
}

const REQUEST_ID: Text = text("요청 번호", "Request id");
const HOME: Text = text("처음으로", "To the start");

/// The admin's routes, in the order of their features.
pub fn admin(env: &Env, setup: SetupKey, throttle: LoginThrottle) -> Admin {
    let Registered { router, list, document } = registered(Routes::new(env.clone(), document_frame()));
    let json = serde_json::to_string(&document).unwrap_or_default();
    let router = router
        .layer(Extension(Document(json.into())))
        .layer(Extension(setup))
        .layer(Extension(throttle))
        .layer(Extension(schedule::lines(schedule::JOBS)))
        .with_state(env.clone())
        .fallback(nowhere);
    let frame = Frame { env: env.clone(), door: Door::Admin, headers: ADMIN_HEADERS, failure_page: admin_failure, checks_host: true };
    Admin { router: framed(router, frame), routes: list, document }
}

/// The API's document, for which nothing needs to run.
pub fn document() -> OpenApi {
    registered(Routes::to_read(document_frame())).document
}

fn registered(routes: Routes) -> Registered {
    let features: &[fn(Routes) -> Routes] = &[
        accounts::pages::routes,
        accounts::api::routes,
        users::pages::routes,
        mail::pages::routes,
        webhooks::pages::routes,
        alerts::pages::routes,
        customers::api::routes,
        customers::pages::routes,
        funnels::api::routes,
        funnels::pages::routes,
        landing::api::routes,
        landing::pages::routes,
        interactions::api::routes,
        conversions::api::routes,
        conversions::pages::routes,
        leads::api::routes,
        leads::pages::routes,
        scoring::api::routes,
        scoring::pages::routes,
        viral::api::routes,
        viral::pages::routes,
        retention::pages::routes,
        retention::api::routes,
        dashboard::api::routes,
        dashboard::pages::routes,
        running::api::resources::routes,
        running::pages::resources::routes,
        capacity::api::routes,
        capacity::pages::routes,
        backups::api::routes,
        backups::pages::routes,
        operations::routes,
        running::api::jobs::routes,
        running::pages::jobs::routes,
        running::pages::settings::routes,
        running::pages::first_day::routes,
        running::pages::logs::routes,
        running::pages::certificates::routes,
    ];
    features.iter().fold(routes, |routes, register| register(routes)).finish()
}

/// The visitors' origin, and the accounts' own host names.
pub fn visitors(env: &Env) -> Router {
    let router = capture::public::routes()
        .merge(viral::public::routes())
        .route("/healthz", get(operations::healthz))
        .route("/readyz", get(operations::readyz))
        .route("/favicon.ico", get(operations::no_icon))
        .with_state(env.clone())
        .fallback(nowhere)
        .layer(from_fn_with_state(Names::new(env), visitors::by_name));
    let frame =
        Frame { env: env.clone(), door: Door::Visitors, headers: VISITOR_HEADERS, failure_page: visitor_failure, checks_host: false };
    framed(router, frame)
}

/// What plain HTTP answers where encryption is our own: an authority's question, and the way to the encrypted address.
pub fn plain(env: &Env) -> Router {
    let router = Router::new()
        .route("/.well-known/acme-challenge/{token}", get(operations::proof))
        .fallback(operations::to_https)
        .with_state(env.clone());
    let frame = Frame { env: env.clone(), door: Door::Visitors, headers: PLAIN_HEADERS, failure_page: plain_failure, checks_host: false };
    router.layer(from_fn_with_state(frame, frame::around))
}

fn framed(router: Router, frame: Frame) -> Router {
    router.layer(from_fn_with_state(frame, frame::around))
}

/// What no route matches. It stands inside the layers, so that an unknown address gets words and headers too.
async fn nowhere() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// A failure in the look of the admin.
fn admin_failure(error: &Error, reader: &Reader<'_>) -> Response {
    let lang = reader.lang;
    let message = error.message();
    let shell = Shell {
        lang,
        theme: reader.theme,
        title: message.get(lang),
        user: None,
        actor: None,
        account: None,
        accounts: &[],
        current: Menu::Accounts,
        form_token: "",
        notice: None,
        alarm: None,
        path: "/",
    };
    let body = maud::html! {
        h1 { (failure::status(error).as_u16()) }
        p { (message.get(lang)) }
        p.muted.small { (REQUEST_ID.get(lang)) " " code { (reader.request_id) } }
        (button::link(Kind::Plain, "/", HOME.get(lang)))
    };
    (failure::status(error), layout::bare_page(&shell, body)).into_response()
}

/// A failure as a visitor of a landing page sees it.
fn visitor_failure(error: &Error, reader: &Reader<'_>) -> Response {
    let page = match error {
        Error::NotFound => visitor::not_found_page(reader.lang),
        other => {
            let id = failure::status(other).is_server_error().then_some(reader.request_id);
            visitor::error_page(other.message().get(reader.lang), id, reader.lang)
        }
    };
    (failure::status(error), page).into_response()
}

/// A failure where nothing has a look: in words alone.
fn plain_failure(error: &Error, reader: &Reader<'_>) -> Response {
    let text = match error {
        Error::NotFound => certificates::NOTHING_HERE.get(reader.lang).to_owned(),
        Error::Later { busy: true, .. } => certificates::NOT_YET.get(reader.lang).to_owned(),
        other => other.message().get(reader.lang).to_owned(),
    };
    (failure::status(error), format!("{text}\n")).into_response()
}

fn document_frame() -> OpenApi {
    let mut components = Components::new();
    components.add_security_scheme("token", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()));
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Dangol")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some("Accounts, customers, landing pages, funnels and leads of an agency."))
                .build(),
        )
        .components(Some(components))
        .security(Some([SecurityRequirement::new("token", std::iter::empty::<String>())]))
        .build()
}
