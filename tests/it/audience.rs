//! Every role at every route, and two accounts that must know nothing of each other. Both walk the register of routes, so that a route
//! that is added later is tried as well.

use std::collections::BTreeMap;

use axum::http::Method;
use dangol::{
    accounts::{model::Role, service::AccountTx},
    base::{email::Email, ids::AccountId},
    mail::service as mail,
    mailer::letter::Letter,
    testing::{
        app::{NOON, TestApp},
        client::{Answer, Client},
    },
    web::{
        gate::{Audience, Door},
        routes::Route,
    },
};
use serde_json::{Value, json};

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const JSON: Option<&str> = Some("application/json");

/// A route's address with something in each of its places. Nothing has the id 999999, so nothing is changed.
fn address(route: &Route, slug: &str, id: &str) -> String {
    let fill = |part: &str| match part {
        "{account}" => slug.to_owned(),
        "{status}" => "active".to_owned(),
        "{id}" => id.to_owned(),
        part if part.starts_with('{') => "999999".to_owned(),
        part => part.to_owned(),
    };
    route.path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

/// What a route must answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// Neither 401 nor 403, whatever else its handler makes of an empty request.
    In,
    LogIn,
    Unknown,
    Forbidden,
    NotThere,
}

impl Expected {
    fn is(self, answer: &Answer) -> bool {
        let status = answer.status.as_u16();
        match self {
            Self::In => !matches!(status, 401 | 403 | 500..) && !answer.header("location").starts_with("/login?next="),
            Self::LogIn => status == 303 && answer.header("location").starts_with("/login?next="),
            Self::Unknown => status == 401,
            Self::Forbidden => status == 403,
            Self::NotThere => status == 404,
        }
    }
}

/// Somebody who tries every route: an account's own people and tokens, those of another one, and the agency's.
struct Caller {
    name: String,
    client: Client,
    /// Absent for nobody.
    role: Option<Role>,
    /// Is the account in the path one of theirs?
    reaches: bool,
    is_agency: bool,
}

impl Caller {
    fn expects(&self, route: &Route) -> Expected {
        let Some(role) = self.role else {
            return match (route.audience, route.door) {
                (Audience::Anyone, _) => Expected::In,
                (_, Door::Page) if route.method == Method::GET => Expected::LogIn,
                _ => Expected::Unknown,
            };
        };
        match route.audience {
            Audience::Anyone | Audience::Known | Audience::Entering => Expected::In,
            Audience::Agency(right) if self.is_agency && role.allows(right) => Expected::In,
            Audience::Account(_) if !self.reaches => Expected::NotThere,
            Audience::Account(right) if role.allows(right) => Expected::In,
            Audience::Agency(_) | Audience::Account(_) => Expected::Forbidden,
        }
    }

    async fn call(&mut self, route: &Route, path: &str) -> Answer {
        let (kind, body) = match route.door {
            Door::Api => (JSON, b"{}".to_vec()),
            Door::Page if route.method == Method::GET => (FORM, Vec::new()),
            Door::Page => {
                // With the proof that a form needs, a 403 is the role's.
                let page = self.client.get(if self.role.is_some() { "/profile" } else { "/login" }).await.expect(200).text();
                let token = page.split("name=\"form_token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
                (FORM, format!("form_token={token}").into_bytes())
            }
        };
        self.client.send(route.method.clone(), path, kind, body).await
    }
}

async fn callers(test: &TestApp, door: Door) -> Vec<Caller> {
    let ours = test.account("ours").await.id;
    let theirs = test.account("theirs").await.id;
    let mut callers = vec![Caller { name: "nobody".into(), client: test.stranger(), role: None, reaches: false, is_agency: false }];
    for role in Role::ALL {
        let is_agency = role == Role::Owner && door == Door::Page;
        for (place, account, reaches) in [("ours", ours, true), ("theirs", theirs, false)] {
            if is_agency && !reaches {
                continue; // an owner is one everywhere
            }
            let name = format!("{} of {place}", role.name());
            let client = match door {
                Door::Page => test.member(&format!("{}@{place}.kr", role.name()), role, account).await.1,
                Door::Api => test.api(Some(account), role).await,
            };
            callers.push(Caller { name, client, role: Some(role), reaches, is_agency });
        }
        if door == Door::Api {
            let client = test.api(None, role).await;
            callers.push(Caller {
                name: format!("the agency's {}", role.name()),
                client,
                role: Some(role),
                reaches: true,
                is_agency: true,
            });
        }
    }
    callers
}

async fn walk(door: Door) {
    let test = TestApp::start().await;
    let mut routes: Vec<Route> = test.app.routes.iter().filter(|route| route.door == door).cloned().collect();
    // Whoever has logged out can't try anything else; the one-time set-up address is refused by its key.
    routes.retain(|route| route.path != "/setup/{key}");
    routes.sort_by_key(|route| route.path == "/logout");
    assert!(routes.len() > 40, "{}", routes.len());
    let mut wrong = Vec::new();
    for caller in &mut callers(&test, door).await {
        for route in &routes {
            let expected = caller.expects(route);
            let answer = caller.call(route, &address(route, "ours", "999999")).await;
            if !expected.is(&answer) {
                let (status, to) = (answer.status.as_u16(), answer.header("location").to_owned());
                wrong.push(format!("{} {} as {}: {status} {to}, expected {expected:?}", route.method, route.path, caller.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_admits_whom_it_declares() {
    walk(Door::Page).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_admits_whom_it_declares() {
    walk(Door::Api).await;
}

/// What stands in the other account's data, and must stand in no answer of ours.
const MARK: &str = "비밀표시";
/// Rows of each kind: their ids are higher than any of ours.
const THEIRS: usize = 3;

/// Fills an account through the API: by the part of the path before `{id}`, an id of that kind.
async fn fill(api: &mut Client, slug: &str, mark: &str, count: usize) -> BTreeMap<&'static str, i64> {
    let mut ids = BTreeMap::new();
    let base = format!("/api/v1/accounts/{slug}");
    for n in 0..count {
        let mut make = async |kind: &'static str, path: String, body: Value| -> i64 {
            let made = api.post(&format!("{base}{path}"), body).await.expect(201).json();
            let id = made["id"].as_i64().unwrap_or_default();
            ids.insert(kind, id);
            id
        };
        let stages = json!([{"key": "new", "name": "신규"}, {"key": "won", "name": "계약", "goal": true}]);
        let funnel =
            make("funnels", "/funnels".into(), json!({"name": format!("{mark} 퍼널 {n}"), "status": "active", "stages": stages})).await;
        let form = json!({"fields": [{"name": "name", "label": "이름", "kind": "text", "required": true}]});
        let page = json!({"title": format!("{mark} 페이지 {n}"), "slug": format!("page-{n}"), "funnel_id": funnel, "form": form,
            "html": "<!doctype html><title>x</title>{{form}}", "thank_you": {"message": mark}});
        let page = make("landing-pages", "/landing-pages".into(), page).await;
        let customer = json!({"name": format!("{mark}{n}"), "phone": format!("010-2345-{:04}", 1000 + n), "attributes": {"메모": mark}});
        let customer = make("customers", "/customers".into(), customer).await;
        let lead = json!({"customer_id": customer, "landing_page_id": page, "funnel_id": funnel, "form": {"문의": mark}, "campaign": mark});
        let lead = make("leads", "/leads".into(), lead).await;
        make("interactions", format!("/leads/{lead}/interactions"), json!({"kind": "note", "data": {"text": mark}})).await;
        make(
            "conversions",
            "/conversions".into(),
            json!({"lead_id": lead, "stage": "won", "value": if mark == MARK { 77_001 } else { 5 }}),
        )
        .await;
        let campaign = json!({"name": format!("{mark} 친구 초대"), "landing_page_id": page, "status": "active", "hold_days": 0,
            "rewards": [{"title": mark, "at": 1, "repeats": true, "cost": 5000}]});
        let campaign = make("viral-campaigns", "/viral-campaigns".into(), campaign).await;
        make("viral-loops", "/viral-loops".into(), json!({"campaign_id": campaign, "customer_id": customer})).await;
    }
    for points in (1..).take(count - 1) {
        let rule = json!({"field": "form.budget", "operator": "gte", "value": 100, "points": points});
        let model = json!({"fit": [rule], "engagement": [], "disqualifiers": [], "caps": {"fit": 100, "engagement": 100, "total": 100},
            "thresholds": {"a": 70, "b": 45, "c": 20, "margin": 5}});
        let version = api.put(&format!("{base}/score-model"), model).await.expect(200).json()["version"].as_i64();
        ids.insert("versions", version.unwrap_or_default());
    }
    ids
}

/// Ids of things that neither account has here.
const OTHER_KINDS: [&str; 3] = ["previews", "referrals", "rewards"];
const NOBODYS: i64 = 999_999;

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_know_nothing_of_each_other() {
    let test = TestApp::start().await;
    let (ours, theirs) = (test.account("ours").await.id, test.account("theirs").await.id);
    let token = |account: AccountId| test.api(Some(account), Role::Owner);
    let (mut our_api, mut their_api) = (token(ours).await, token(theirs).await);
    fill(&mut our_api, "ours", "우리", 1).await;
    let mut their_ids = fill(&mut their_api, "theirs", MARK, THEIRS).await;
    let (_, mut their_browser) = test.member("manager@theirs.kr", Role::Manager, theirs).await;
    let run = [("action", "add_tag"), ("scope", "all"), ("filter", "status=new"), ("tag", MARK)];
    let new = "/accounts/theirs/leads/bulk/new";
    let run = their_browser.submit(&format!("{new}?scope=all&filter=status%3Dnew&action=add_tag"), new, &run).await.expect(303);
    their_ids.insert("bulk", run.header("location").rsplit('/').next().and_then(|id| id.parse().ok()).expect("a run"));
    their_ids.insert("deliveries", queue_letters(&test, "theirs").await);
    let host = their_api.post("/api/v1/accounts/theirs/hosts", json!({"name": "theirs.kr"})).await.expect(201).json()["id"].as_i64();
    their_ids.extend(["hosts", "domains"].map(|kind| (kind, host.expect("an id"))));
    test.settle().await;
    let (_, mut browser) = test.member("manager@ours.kr", Role::Manager, ours).await;
    let mut wrong = Vec::new();
    for route in &test.app.routes {
        if !matches!(route.audience, Audience::Account(_)) {
            continue;
        }
        let kind = route.path.split("/{id}").next().and_then(|before| before.rsplit('/').next()).unwrap_or_default();
        let has_id = route.path.contains("{id}");
        let id = their_ids.get(kind).copied().unwrap_or_else(|| {
            assert!(!has_id || OTHER_KINDS.contains(&kind), "teach this test what {kind} is: {} {}", route.method, route.path);
            NOBODYS
        });
        let client = if route.door == Door::Api { &mut our_api } else { &mut browser };
        let label = format!("{} {}", route.method, route.path);
        if has_id && id != NOBODYS {
            // Their id in our account is nobody's.
            let path = address(route, "ours", &id.to_string());
            let answer = match (route.door, &route.method) {
                (Door::Api, _) => client.send(route.method.clone(), &path, JSON, body_of(route).to_string().into()).await,
                (Door::Page, &Method::GET) => client.get(&path).await,
                (Door::Page, _) => client.submit("/profile", &path, &[("stage", "won"), ("kind", "note"), ("text", "x")]).await,
            };
            if !matches!(answer.status.as_u16(), 403 | 404) {
                wrong.push(format!("{label} takes their id: {}", answer.status));
            }
        } else if !has_id && route.method == Method::GET {
            let answer = client.get(&address(route, "ours", "")).await;
            if answer.text().contains(MARK) || answer.text().contains("77001") {
                wrong.push(format!("{label} shows theirs: {}", answer.text()));
            }
        }
        let answer = client
            .send(
                route.method.clone(),
                &address(route, "theirs", &id.to_string()),
                if route.door == Door::Api { JSON } else { FORM },
                b"{}".to_vec(),
            )
            .await;
        if answer.status != 404 {
            wrong.push(format!("{label} at their address: {}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for path in ["/customers", "/leads?suspect=any", "/conversions", "/viral-loops"] {
        let all = their_api.get(&format!("/api/v1/accounts/theirs{path}")).await.expect(200).json();
        assert_eq!(all["page"]["total"], THEIRS, "nothing of theirs was touched: {path}");
    }
    let by_query = our_api.get(&format!("/api/v1/accounts/ours/leads?customer_id={}", their_ids["customers"])).await.expect(200).json();
    assert_eq!(by_query["page"]["total"], 0);
    for (path, body) in [
        ("/leads", json!({"customer_id": their_ids["customers"]})),
        ("/conversions", json!({"lead_id": their_ids["leads"], "stage": "won"})),
        ("/viral-loops", json!({"campaign_id": their_ids["viral-campaigns"], "customer_id": 1})),
    ] {
        let refused = our_api.post(&format!("/api/v1/accounts/ours{path}"), body).await.status.as_u16();
        assert!(matches!(refused, 404 | 422), "{path} takes their id: {refused}");
    }
    assert!(test.now() == NOON, "nothing waits for the clock");
}

/// Letters that wait in an account; answers with the last one's number.
async fn queue_letters(test: &TestApp, slug: &str) -> i64 {
    let queue = |tx: &AccountTx<'_, '_>| {
        for n in 0..THEIRS {
            let to = Email::parse("hong@example.com").expect("an address");
            let letter = Letter { id: format!("letter.{n}"), to, subject: MARK.into(), text: MARK.into(), html: MARK.into() };
            mail::queue_letter(tx, &letter, tx.now())?;
        }
        Ok(tx.last_insert_rowid())
    };
    test.cx(slug).await.write(queue).await.expect("queued")
}

/// A body that an operation takes, so that it is the id that is refused.
fn body_of(route: &Route) -> Value {
    match route.path.rsplit('/').next() {
        Some("stage") => json!({"stage": "won"}),
        Some("interactions") => json!({"kind": "note", "data": {"text": "x"}}),
        Some("void") => json!({"reason": "x"}),
        Some("erasure") => json!({"reason": "request"}),
        _ => json!({}),
    }
}
