//! The register of routes: nothing is served that is not written down here with its audience.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    routing::{MethodFilter, MethodRouter, on},
};
use utoipa::openapi::{OpenApi, PathItem};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::{
    env::Env,
    users::service::Asks,
    web::{
        document,
        gate::{self, Audience, Door, Gate},
    },
};

/// A registered route, as the tests walk it and the snapshot shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: Method,
    pub path: String,
    pub audience: Audience,
    pub door: Door,
}

/// Routes in the making.
pub struct Routes {
    env: Option<Env>,
    router: Router<Env>,
    list: Vec<Route>,
    document: OpenApi,
}

/// What has been registered: to be served, to be walked, to be read.
pub struct Registered {
    pub router: Router<Env>,
    pub list: Vec<Route>,
    pub document: OpenApi,
}

impl Routes {
    /// `document` is the frame into which the API's operations go.
    pub fn new(env: Env, document: OpenApi) -> Self {
        Self { env: Some(env), router: Router::new(), list: Vec::new(), document }
    }

    /// A register that is only read: its routes have no gate and are never served.
    pub fn to_read(document: OpenApi) -> Self {
        Self { env: None, router: Router::new(), list: Vec::new(), document }
    }

    /// The register, complete. One that is only to be read has no routes to serve.
    pub fn finish(mut self) -> Registered {
        document::complete(&mut self.document);
        let router = if self.env.is_some() { self.router } else { Router::new() };
        Registered { router, list: self.list, document: self.document }
    }

    /// A page that is looked at.
    pub fn get<H: Handler<T, Env>, T: 'static>(self, path: &str, audience: Audience, handler: H) -> Self {
        self.page(Method::GET, MethodFilter::GET, path, audience, handler)
    }

    /// A part of a page that an open page asks for by itself, again and again: it keeps nobody logged in.
    pub fn poll<H: Handler<T, Env>, T: 'static>(mut self, path: &str, audience: Audience, handler: H) -> Self {
        self.list.push(Route { method: Method::GET, path: path.to_owned(), audience, door: Door::Page });
        let gated = self.gated(on(MethodFilter::GET, handler), audience, Door::Page, Asks::Page);
        self.router = self.router.route(path, gated);
        self
    }

    /// A form that is sent.
    pub fn post<H: Handler<T, Env>, T: 'static>(self, path: &str, audience: Audience, handler: H) -> Self {
        self.page(Method::POST, MethodFilter::POST, path, audience, handler)
    }

    /// Operations of the API that share a path, as `routes!(list, create)` of `utoipa_axum` collects them.
    pub fn api(mut self, audience: Audience, (schemas, paths, methods): UtoipaMethodRouter<Env>) -> Self {
        let mut methods = Some(methods);
        for (path, item) in paths.paths {
            for method in methods_of(&item) {
                self.list.push(Route { method, path: path.clone(), audience, door: Door::Api });
            }
            if let Some(methods) = methods.take() {
                let gated = self.gated(methods, audience, Door::Api, Asks::Person);
                self.router = self.router.route(&path, gated);
            }
            self.document.paths.paths.entry(path).and_modify(|known| known.merge_operations(item.clone())).or_insert(item);
        }
        let components = self.document.components.get_or_insert_default();
        components.schemas.extend(schemas);
        self
    }

    fn page<H: Handler<T, Env>, T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &str,
        audience: Audience,
        handler: H,
    ) -> Self {
        self.list.push(Route { method, path: path.to_owned(), audience, door: Door::Page });
        let gated = self.gated(on(filter, handler), audience, Door::Page, Asks::Person);
        self.router = self.router.route(path, gated);
        self
    }

    fn gated(&self, methods: MethodRouter<Env>, audience: Audience, door: Door, asks: Asks) -> MethodRouter<Env> {
        match &self.env {
            Some(env) => methods.route_layer(from_fn_with_state(Gate { env: env.clone(), door, audience, asks }, gate::pass)),
            None => methods,
        }
    }
}

fn methods_of(item: &PathItem) -> Vec<Method> {
    [
        (&item.get, Method::GET),
        (&item.post, Method::POST),
        (&item.put, Method::PUT),
        (&item.patch, Method::PATCH),
        (&item.delete, Method::DELETE),
    ]
    .into_iter()
    .filter_map(|(operation, method)| operation.as_ref().map(|_| method))
    .collect()
}
