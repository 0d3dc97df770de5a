//! The agency's side of the journeys: an account with two funnels and three pages, spoken to through its routes.

use std::sync::Arc;

use dangol::{
    accounts::{
        model::{Actor, ActorKind, Role},
        service::{self as accounts, AccountCx},
    },
    base::{
        form::RawForm,
        ids::{LeadId, UserId},
        time::{Day, Timestamp, Zone},
    },
    leads::{
        bulk::{Order, State},
        call::CallReport,
        service::{bulk, work},
    },
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

pub const SLUG: &str = "spring";
/// Slugs of the pages and the funnels that their leads enter.
pub const PAGES: [(&str, i64); 3] = [("event", 1), ("consult", 1), ("sale", 2)];
/// Stages whose entry is a conversion.
pub const GOALS: [(i64, &str); 3] = [(1, "won"), (2, "paid"), (2, "won")];

const API: &str = "/api/v1/accounts/spring";
const FIRST: [&str; 4] = ["new", "talk", "booked", "won"];
const SECOND: [&str; 3] = ["new", "paid", "won"];
/// The stage of the first funnel that comes and goes.
const EXTRA: &str = "visit";

pub struct Office {
    pub test: TestApp,
    pub cx: AccountCx,
    pub api: Client,
    has_extra: bool,
}

impl Office {
    pub async fn open() -> Self {
        let test = TestApp::start().await;
        let account = test.account(SLUG).await;
        let mut api = test.api(Some(account.id), Role::Owner).await;
        for (name, stages) in [("상담", &FIRST[..]), ("판매", &SECOND[..])] {
            api.post(&format!("{API}/funnels"), json!({"name": name, "status": "active", "stages": stages_json(stages)})).await.expect(201);
        }
        for (slug, funnel) in PAGES {
            let page = json!({
                "title": slug, "slug": slug, "html": "<!doctype html><h1>x</h1>{{form}}", "funnel_id": funnel,
                "form": {"fields": [
                    {"name": "name", "label": "이름", "kind": "text", "required": true},
                    {"name": "phone", "label": "전화번호", "kind": "phone", "required": true},
                    {"name": "memo", "label": "문의", "kind": "text"},
                    {"name": "agree", "label": "동의", "kind": "consent", "required": true, "text": "1년간 보관합니다."}
                ]}
            });
            let page = api.post(&format!("{API}/landing-pages"), page).await.expect(201).json();
            api.put(&format!("{API}/landing-pages/{}/publication", page["id"]), Value::Null).await.expect(200);
        }
        let campaign = json!({
            "name": "친구 소개", "status": "active", "landing_page_id": 1, "qualifying": {"event": "submission"}, "hold_days": 1,
            "rewards": [{"title": "쿠폰", "at": 1, "repeats": true, "cost": 1_000, "stock": 25}, {"side": "friend", "title": "할인"}],
        });
        api.post(&format!("{API}/viral-campaigns"), campaign).await.expect(201);
        let owner =
            Actor { kind: ActorKind::User(UserId(1)), name: "김대표".into(), role: Role::Owner, may_export: true, address: None };
        let cx = accounts::enter(test.env(), SLUG, Arc::new(owner)).await.expect("entered");
        Self { test, cx, api, has_extra: false }
    }

    pub fn today(&self) -> Day {
        Zone::default().day_of(self.test.now())
    }

    /// Stages that the funnel of a lead has now.
    pub fn stages_of(&self, funnel: i64) -> Vec<String> {
        let stages = if funnel == 1 { &FIRST[..] } else { &SECOND[..] };
        let extra = (funnel == 1 && self.has_extra).then_some(EXTRA);
        stages.iter().copied().chain(extra).map(str::to_owned).collect()
    }

    /// Codes of those who take part in the campaign.
    pub async fn codes(&mut self) -> Vec<String> {
        let loops = self.get("viral-loops?per_page=50").await;
        loops["data"].as_array().expect("rows").iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
    }

    pub async fn newest_lead(&mut self) -> Value {
        self.get("leads?suspect=any&per_page=1").await["data"][0].clone()
    }

    pub async fn is_suspect(&mut self, lead: &Value) -> bool {
        let newest = self.get("leads?suspect=true&per_page=1").await;
        newest["data"][0]["id"] == lead["id"]
    }

    pub async fn phone_in(&mut self, phone: &str, funnel: i64, value: i64) -> Value {
        let body = json!({"customer": {"name": "전화고객", "phone": phone}, "funnel_id": funnel, "value": value, "source": "전화"});
        self.api.post(&format!("{API}/leads"), body).await.expect(201).json()
    }

    pub async fn move_to(&mut self, id: i64, stage: &str) -> Value {
        self.api.put(&format!("{API}/leads/{id}/stage"), json!({"stage": stage})).await.expect(200).json()
    }

    pub async fn patch(&mut self, id: i64, patch: Value) -> Value {
        self.api.patch(&format!("{API}/leads/{id}"), patch).await.expect(200).json()
    }

    pub async fn call(&mut self, id: i64, outcome: &str) {
        let report = CallReport::parse(&RawForm::from([("outcome", outcome), ("memo", "통화함")]), Zone::default()).expect("a call");
        work::log_call(&self.cx, LeadId(id), report).await.expect("logged");
    }

    pub async fn review(&mut self, id: i64, accepts: bool) -> Value {
        let what = if accepts { "acceptance" } else { "rejection" };
        self.api.post(&format!("{API}/leads/{id}/{what}"), Value::Null).await.expect(200).json()
    }

    /// Reports a conversion; absent where there can be none: it has converted there, or its stage is no goal.
    pub async fn convert(&mut self, id: i64) -> Option<Value> {
        let answer = self.api.post(&format!("{API}/conversions"), json!({"lead_id": id, "value": 70_000})).await;
        match answer.status.as_u16() {
            201 => Some(answer.json()),
            409 | 422 => None,
            _ => panic!("{}", answer.text()),
        }
    }

    pub async fn void(&mut self, id: i64) {
        let answer = self.api.post(&format!("{API}/conversions/{id}/void"), json!({"reason": "환불"})).await;
        answer.expect(200);
    }

    pub async fn delete(&mut self, what: &str) {
        self.api.delete(&format!("{API}/{what}")).await.expect(204);
    }

    /// Adds a stage to the first funnel or takes it away. Answers with the leads that had to leave it.
    pub async fn toggle_stage(&mut self) -> Vec<Value> {
        let mut stages = stages_json(&FIRST);
        let mut patch = json!({ "stages": stages });
        let leaves = if self.has_extra { self.walk("leads?suspect=any&funnel_id=1&stage=visit").await } else { Vec::new() };
        if self.has_extra {
            patch["moves"] = json!({ EXTRA: "new" });
        } else {
            stages.as_array_mut().expect("a list").insert(2, json!({"key": EXTRA, "name": "내원"}));
            patch["stages"] = stages;
        }
        self.api.patch(&format!("{API}/funnels/1"), patch).await.expect(200);
        self.has_extra = !self.has_extra;
        let mut moved = Vec::new();
        for lead in leaves {
            moved.push(self.get(&format!("leads/{}", lead["id"])).await);
        }
        moved
    }

    /// Changes many leads and waits until it is done.
    pub async fn bulk(&mut self, fields: &[(&str, &str)]) {
        let form = RawForm::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        let order = Order::parse(&form, Zone::default()).expect("an order");
        let id = bulk::start(&self.cx, order).await.expect("started");
        for _ in 0..2_000 {
            let found = bulk::progress(&self.cx, id).await.expect("found");
            if !found.at_work {
                let left_alone: i64 = found.skipped.iter().map(|skipped| skipped.leads).sum();
                assert_eq!((found.run.state, found.run.done), (State::Done, found.run.total), "all that fitted were looked at");
                assert_eq!(found.run.changed + left_alone, found.run.done);
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        panic!("it never ends");
    }

    pub async fn all_leads(&mut self) -> Vec<Value> {
        self.walk("leads?suspect=any").await
    }

    /// Conversions that stand, each with its day.
    pub async fn all_conversions(&mut self) -> Vec<(Value, Day)> {
        let found = self.walk("conversions?sort=-converted_at").await;
        let stands = found.into_iter().filter(|told| told["voided_at"].is_null());
        stands
            .map(|told| {
                let at = told["converted_at"].as_str().and_then(Timestamp::parse).expect("a time");
                (told, Zone::default().day_of(at))
            })
            .collect()
    }

    pub async fn get(&mut self, below: &str) -> Value {
        self.api.get(&format!("{API}/{below}")).await.expect(200).json()
    }

    /// Every row of a list, by its cursors; the total that each page tells must be their number.
    pub async fn walk(&mut self, below: &str) -> Vec<Value> {
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        let sign = if below.contains('?') { '&' } else { '?' };
        loop {
            let page = self.get(&format!("{below}{sign}per_page=200{cursor}")).await;
            rows.extend(page["data"].as_array().expect("rows").clone());
            if let Some(next) = page["page"]["next"].as_str() {
                cursor = format!("&cursor={next}");
            } else {
                assert_eq!(page["page"]["total"], rows.len(), "{below}");
                return rows;
            }
        }
    }
}

fn stages_json(keys: &[&str]) -> Value {
    keys.iter().map(|key| json!({"key": key, "name": key, "goal": matches!(*key, "won" | "paid")})).collect()
}
