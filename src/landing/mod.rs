//! Landing pages: the agency's own HTML, kept byte for byte, and the form that is placed in it.
//!
//! Tables `landing_page` (the draft) and `landing_page_version` (every publication; visitors see the one the page points at).
//! `form` says what a form asks and `submission` reads an answer to it; `placement` puts the form into a page, `encoding` turns an
//! uploaded file into text, `visitor` draws what visitors see, `served` keeps it ready to send, `editor` is the form of the admin's
//! editor. Pages: `/accounts/{account}/landing-pages`; API: `/landing-pages`.

pub mod api;
pub mod editor;
pub mod encoding;
pub mod form;
pub mod model;
pub mod pages;
pub mod placement;
pub mod query;
pub mod served;
pub mod service;
pub mod starter;
pub mod stats;
pub mod store;
pub mod submission;
pub mod texts;
pub mod views;
pub mod visitor;
