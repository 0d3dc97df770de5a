//! Snapshots of what the outside relies on: who may call which route, and the API's document.

use dangol::{testing::app::TestApp, web::routes::Route};

#[tokio::test(flavor = "multi_thread")]
async fn every_route_has_its_audience() {
    let test = TestApp::start().await;
    let mut routes: Vec<_> = test.app.routes.iter().collect();
    routes.sort_by_key(|route| (&route.path, route.method.as_str()));
    let line = |route: &&Route| format!("{:6} {:64} {:?} {:?}", route.method.as_str(), route.path, route.door, route.audience);
    let lines: Vec<String> = routes.iter().map(line).collect();
    insta::assert_snapshot!("routes", lines.join("\n"));
}

#[test]
fn the_api_is_what_its_document_says() {
    insta::assert_json_snapshot!("openapi", dangol::router::document());
}
