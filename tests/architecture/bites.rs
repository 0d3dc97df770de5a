//! Small bad sources, one for every rule, and good ones that must pass: a rule that never bites is no rule.

use crate::read::Source;
use crate::rules::complaints;

/// Files that imports of the samples lead to.
const NEIGHBOURS: &[&str] = &[
    "src/lib.rs",
    "src/accounts/service.rs",
    "src/customers/model.rs",
    "src/customers/search.rs",
    "src/leads/model.rs",
    "src/leads/ageing.rs",
    "src/web/layout.rs",
];

fn check(path: &str, text: &str) -> Vec<String> {
    let mut sources = vec![Source { path: path.to_owned(), text: text.to_owned() }];
    for neighbour in NEIGHBOURS.iter().filter(|neighbour| **neighbour != path) {
        sources.push(Source { path: (*neighbour).to_owned(), text: String::new() });
    }
    complaints(&sources).iter().map(ToString::to_string).collect()
}

#[track_caller]
fn bites(path: &str, text: &str, rule: &str) {
    let found = check(path, text);
    assert_eq!(found.len(), 1, "{path}: {text}\n{found:#?}");
    assert!(found[0].contains(rule), "{path}: {text}\nexpected: {rule}\nfound:    {}", found[0]);
}

#[track_caller]
fn passes(path: &str, text: &str) {
    let found = check(path, text);
    assert!(found.is_empty(), "{path}: {text}\n{found:#?}");
}

#[test]
fn complaint_names_file_line_code_and_rule() {
    let found = check("src/leads/model.rs", "//! Leads.\n\nuse crate::db::Writer;\n");
    assert_eq!(found, ["src/leads/model.rs:3: use crate::db::Writer; — floor 1 does not import floor 2 (`db::Writer`)"]);
}

#[test]
fn imports_never_go_up() {
    bites("src/base/money.rs", "use crate::leads::model::Lead;", "floor 0 does not import floor 1");
    bites("src/base/money.rs", "use crate::config::Config;", "floor 0 does not import floor 2");
    bites("src/leads/ageing.rs", "use crate::leads::store;", "floor 1 does not import floor 3");
    bites("src/db/writer.rs", "use crate::customers::service;", "floor 2 does not import floor 4");
    bites("src/leads/store.rs", "use crate::leads::service::create;", "floor 3 does not import floor 4");
    bites("src/leads/store/list.rs", "use crate::leads::service::create;", "floor 3 does not import floor 4");
    bites("src/leads/service.rs", "use crate::leads::jobs;", "floor 4 does not import floor 5");
    bites("src/leads/jobs.rs", "use crate::web::forms::Form;", "floor 5 does not import floor 6");
    bites("src/leads/pages.rs", "use crate::app::App;", "floor 6 does not import floor 7");
    bites("src/web/contexts.rs", "use crate::router::routes;", "floor 6 does not import floor 7");
}

#[test]
fn imports_go_down() {
    passes("src/base/page.rs", "use crate::base::error::Error;");
    passes("src/leads/model.rs", "use crate::{base::{ids::LeadId, time::Timestamp}, customers::model::Customer};");
    passes("src/leads/store.rs", "use crate::{db::Writer, leads::{ageing::age, model::Lead}};");
    passes("src/leads/service.rs", "use crate::{env::Env, leads::store};");
    passes("src/leads/pages.rs", "use crate::{leads::{service, texts, views}, web::{layout, contexts::AccountCx}};");
    passes("src/web/contexts.rs", "use crate::accounts::service::find;");
    passes("src/app.rs", "use crate::{customers, leads::store, router, web::layout};");
    passes("src/main.rs", "fn main() { dangol::cli::main() }");
}

#[test]
fn inline_paths_and_macros_are_imports_too() {
    bites("src/leads/model.rs", "fn a() { crate::db::open() }", "floor 1 does not import floor 2");
    bites("src/leads/model.rs", "fn a(x: &crate::db::Writer) {}", "floor 1 does not import floor 2");
    bites("src/leads/model.rs", "fn a() { format!(\"{}\", crate::db::name()) }", "floor 1 does not import floor 2");
    bites("src/leads/model.rs", "fn a() { vec![(1, crate::leads::store::all())] }", "floor 1 does not import floor 3");
}

#[test]
fn handles_keep_their_row() {
    bites("src/config.rs", "use crate::db::Writer;", "`db` does not stand before `config`");
    bites("src/db/writer.rs", "use crate::queue::Job;", "`queue` does not stand before `db`");
    passes("src/queue/lease.rs", "use crate::{config::Config, db::Writer, queue::job::Job};");
    passes("src/env.rs", "use crate::{assets, cache, db, queue};");
}

#[test]
fn features_keep_their_order() {
    bites("src/customers/service.rs", "use crate::leads::service;", "emit an event instead");
    bites("src/customers/model.rs", "use crate::leads::model::Lead;", "`leads` stands later in the order than `customers`");
    passes("src/leads/service.rs", "use crate::customers::service;");
    passes("src/leads/service.rs", "use crate::customers::search::matches;");
}

#[test]
fn features_show_each_other_model_service_and_rules() {
    let rule = "from another feature only model, service and rule files are imported";
    bites("src/leads/service.rs", "use crate::customers::store;", rule);
    bites("src/leads/service.rs", "use crate::customers::store::find;", rule);
    bites("src/leads/pages.rs", "use crate::customers::texts::NAME;", rule);
    bites("src/leads/pages.rs", "use crate::customers::views::card;", rule);
    bites("src/leads/public.rs", "use crate::customers::api::Body;", rule);
    bites("src/web/contexts.rs", "use crate::accounts::store::find;", rule);
    bites("src/leads/service.rs", "use crate::customers;", "as a whole is not imported");
    bites("src/leads/service.rs", "use crate::customers::*;", "as a whole is not imported");
    bites("src/leads/service.rs", "use crate::customers::Customer;", "as a whole is not imported");
    bites("src/leads/service.rs", "use crate::*;", "name what you import");
}

#[test]
fn doors_stand_beside_each_other() {
    bites("src/leads/api.rs", "use crate::leads::pages::list;", "stands beside this file, not below it");
    bites("src/leads/public.rs", "use crate::leads::api::Body;", "stands beside this file, not below it");
    bites("src/web/layout.rs", "use crate::leads::api::Body;", "from another feature only model");
    passes("src/leads/pages/board.rs", "use crate::leads::pages::list;");
}

#[test]
fn views_only_show() {
    let rule = "views take floors 0 and 1";
    bites("src/leads/views.rs", "use crate::leads::service;", rule);
    bites("src/leads/views/board.rs", "use crate::env::Env;", rule);
    bites("src/leads/views.rs", "use crate::web::contexts::AccountCx;", rule);
    bites("src/leads/views.rs", "use crate::customers::views::card;", rule);
    passes("src/leads/views.rs", "use crate::{base::lang::Lang, customers::model::Customer, leads::{ageing, texts}, web::layout::page};");
    passes("src/leads/views/board.rs", "use crate::{leads::views::card, web::components::table};");
}

#[test]
fn lower_floors_are_pure() {
    let rule = "is pure";
    bites("src/leads/model.rs", "use rusqlite::Row;", rule);
    bites("src/leads/ageing.rs", "fn a() { std::fs::read(\"a\").ok(); }", rule);
    bites("src/base/slug.rs", "use std::net::{IpAddr, TcpStream};", rule);
    bites("src/base/slug.rs", "use std::{fs, fmt};", rule);
    bites("src/leads/texts.rs", "fn a() -> maud::Markup { maud::html! { p {} } }", rule);
    bites("src/base/time.rs", "async fn a() { tokio::time::sleep(x).await }", rule);
    bites("src/leads/model.rs", "impl axum::response::IntoResponse for Lead {}", rule);
    passes("src/base/slug.rs", "use std::net::{IpAddr, SocketAddr};");
    passes("src/leads/store.rs", "use rusqlite::Row;");
    passes("src/leads/badge.rs", "fn a() -> maud::Markup { maud::html! { p {} } }");
}

#[test]
fn the_calendar_has_one_home() {
    let rule = "chrono stands in base/time.rs and schedule.rs only";
    bites("src/leads/model.rs", "use chrono::Utc;", rule);
    bites("src/leads/service.rs", "fn a(zone: chrono_tz::Tz) {}", rule);
    passes("src/base/time.rs", "use chrono::Utc;");
    passes("src/schedule.rs", "use chrono::Utc; fn a(zone: chrono_tz::Tz) {}");
}

#[test]
fn sql_stands_where_it_belongs() {
    let rule = "SQL stands in store.rs";
    bites("src/leads/service.rs", "const A: &str = \"SELECT id FROM lead\";", rule);
    bites("src/leads/service.rs", "const A: &str = \"\n    DELETE\n    FROM lead\";", rule);
    bites("src/leads/pages.rs", "fn a() { format!(\"UPDATE {} SET x = 1\", 1) }", rule);
    bites("src/cli/doctor.rs", "fn a(c: C) { c.run(r#\"PRAGMA integrity_check\"#) }", rule);
    bites("src/leads/service.rs", "const A: &str = include_str!(\"report.sql\");", rule);
    passes("src/leads/store.rs", "const A: &str = \"SELECT id FROM lead\"; const B: &str = include_str!(\"report.sql\");");
    passes("src/leads/store/report.rs", "const A: &str = \"WITH a AS (SELECT 1) SELECT * FROM a\";");
    passes("src/db/open.rs", "const A: &str = \"PRAGMA foreign_keys = ON\";");
    passes("src/leads/texts.rs", "/// SELECT nothing.\nconst A: &str = \"Select a lead\"; const B: &str = \"UPDATED\";");
}

#[test]
fn super_is_for_tests() {
    let rule = "no `super::` outside tests";
    bites("src/leads/store/list.rs", "use super::find;", rule);
    bites("src/leads/store/list.rs", "fn a() { super::find() }", rule);
    passes("src/leads/store/list.rs", "pub(super) fn a() {}");
    passes("src/leads/store.rs", "#[cfg(test)]\nmod tests { use super::*; use crate::testing::TestApp; }");
    bites("src/leads/store.rs", "#[cfg(not(test))]\nmod real { use super::*; }", rule);
}

#[test]
fn files_of_tests_are_free() {
    let sources = [
        Source { path: "src/leads/store.rs".to_owned(), text: "#[cfg(test)]\nmod tests;".to_owned() },
        Source { path: "src/leads/store/tests.rs".to_owned(), text: "use super::*; use crate::app::App;".to_owned() },
    ];
    assert!(complaints(&sources).is_empty());
    bites("src/leads/store.rs", "use crate::testing::TestApp;", "only tests touch `testing`");
    passes("src/testing/client.rs", "use crate::leads::store;");
}

#[test]
fn mod_files_hold_no_logic() {
    let rule = "mod.rs holds docs";
    for item in ["fn a() {}", "struct A;", "impl A {}", "const A: u8 = 1;", "pub mod a { fn b() {} }", "macro_rules! a { () => {} }"] {
        bites("src/leads/mod.rs", item, rule);
    }
    passes("src/leads/mod.rs", "//! Leads.\n#![allow(x)]\npub mod model;\nmod store;\npub use model::Lead;\n#[cfg(test)]\nmod tests {}");
}

#[test]
fn files_stay_short() {
    passes("src/leads/store.rs", &"// a\n".repeat(500));
    bites("src/leads/store.rs", &"// a\n".repeat(501), "at most 500 lines, this one 501");
    bites("src/testing/client.rs", &"// a\n".repeat(501), "at most 500 lines");
    bites("tests/it/leads.rs", &"// a\n".repeat(501), "at most 500 lines");
}

#[test]
fn unknown_folders_are_named() {
    bites("src/helpers.rs", "fn a() {}", "`helpers` has no floor");
    bites("src/leads/service.rs", "use crate::helpers::a;", "`helpers` has no floor");
    passes("src/leads/service.rs", "crate::for_each_id!(define);");
}

#[test]
fn files_that_do_not_parse_are_named() {
    bites("src/leads/store.rs", "fn a( {", "does not parse");
}
