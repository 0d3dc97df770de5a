//! An office with a campaign, and what tests ask it.

use dangol::{
    accounts::model::Role,
    base::{ids::ViralCampaignId, page::PageRequest},
    testing::{
        app::TestApp,
        client::{Answer, Client},
    },
    viral::service,
};
use serde_json::{Value, json};

pub const BASE: &str = "/api/v1/accounts/cafe";
const BROWSER: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";

/// An account with a funnel, a published page and an active campaign on it.
pub struct Office {
    pub test: TestApp,
    pub api: Client,
    pub funnel: Value,
    pub campaign: i64,
    pub visitors: u8,
}

impl Office {
    pub async fn open(terms: Value) -> Self {
        let test = TestApp::start().await;
        let account = test.account("cafe").await;
        let mut api = test.api(Some(account.id), Role::Owner).await;
        let stages = json!([{"key": "new", "name": "신규"}, {"key": "talk", "name": "상담"}, {"key": "won", "name": "계약", "goal": true}]);
        let funnel = api.post(&format!("{BASE}/funnels"), json!({"name": "상담", "stages": stages})).await.expect(201).json()["id"].clone();
        let page = json!({
            "title": "봄 할인", "slug": "spring", "html": "<!doctype html><h1>봄</h1>{{form}}", "funnel_id": funnel,
            "thank_you": {"message": "곧 전화드리겠습니다."},
            "form": {"fields": [
                {"name": "name", "label": "이름", "kind": "text", "required": true},
                {"name": "phone", "label": "전화번호", "kind": "phone", "required": true},
                {"name": "email", "label": "이메일", "kind": "email"}
            ]}
        });
        let page = api.post(&format!("{BASE}/landing-pages"), page).await.expect(201).json()["id"].clone();
        api.put(&format!("{BASE}/landing-pages/{page}/publication"), Value::Null).await.expect(200);
        let mut campaign = json!({"name": "친구 초대", "landing_page_id": page, "status": "active", "hold_days": 0,
            "rewards": [{"title": "커피 쿠폰", "at": 1, "repeats": true, "cost": 5000}]});
        for (key, value) in terms.as_object().expect("an object") {
            campaign[key] = value.clone();
        }
        if campaign["qualifying"]["funnel_id"] == "FUNNEL" {
            campaign["qualifying"]["funnel_id"] = funnel.clone();
        }
        let campaign = api.post(&format!("{BASE}/viral-campaigns"), campaign).await.expect(201).json();
        Self { test, api, funnel, campaign: campaign["id"].as_i64().expect("an id"), visitors: 0 }
    }

    /// Somebody at home, with a phone of their own.
    pub fn visitor(&mut self) -> Client {
        self.visitors += 1;
        let mut visitor = self.test.visitor();
        visitor.headers.push(("user-agent", BROWSER.into()));
        visitor.address = [203, 0, 113, self.visitors];
        visitor
    }

    pub async fn submit(&self, visitor: &mut Client, name: &str, phone: &str) -> Answer {
        self.test.clock.advance_ms(60_000);
        visitor.get("/p/cafe/spring").await.expect(200);
        self.test.clock.advance_ms(60_000);
        visitor.post_form("/p/cafe/spring", &[("name", name), ("phone", phone)]).await.expect(303)
    }

    pub async fn get(&mut self, below: &str) -> Value {
        self.api.get(&format!("{BASE}{below}")).await.expect(200).json()
    }

    pub async fn loop_of(&mut self, name: &str) -> Value {
        let customers = self.get(&format!("/customers?q={}", percent_encoded(name))).await;
        let customer = customers["data"][0]["id"].clone();
        self.get(&format!("/viral-loops?customer_id={customer}")).await["data"][0].clone()
    }

    /// Somebody who comes through a participant's link and submits.
    pub async fn friend_of(&mut self, code: &Value, name: &str, phone: &str) -> Client {
        let mut friend = self.visitor();
        friend.get(&format!("/r/cafe/{}", code.as_str().expect("a code"))).await.expect(302);
        self.submit(&mut friend, name, phone).await;
        friend
    }

    pub async fn referrals(&mut self) -> Vec<Value> {
        let path = format!("/viral-campaigns/{}/referrals?sort=created_at", self.campaign);
        self.get(&path).await["data"].as_array().expect("rows").clone()
    }

    pub async fn rewards(&self) -> Vec<(String, i64)> {
        let cx = self.test.cx("cafe").await;
        let found = service::list_rewards(&cx, ViralCampaignId(self.campaign), None, PageRequest::default()).await.expect("a list");
        let mut rewards: Vec<_> = found.data.iter().map(|reward| (format!("{:?}", reward.state), reward.number)).collect();
        rewards.sort();
        rewards
    }

    /// Figures, ledger and rows tell the same.
    pub async fn assert_all_agree(&self) {
        let cx = self.test.cx("cafe").await;
        let zone = cx.account().zone;
        let drifts = cx.read(service::recount).await.expect("recounted");
        assert!(drifts.is_empty(), "{drifts:?}");
        let drifts = cx.read(move |conn| dangol::rollups::service::recount(conn, zone)).await.expect("recounted");
        assert!(drifts.is_empty(), "{drifts:?}");
    }
}

pub fn percent_encoded(text: &str) -> String {
    data_encoding::HEXUPPER.encode(text.as_bytes()).as_bytes().chunks(2).fold(String::new(), |mut all, pair| {
        all.push('%');
        all.extend(pair.iter().copied().map(char::from));
        all
    })
}

pub fn states(referrals: &[Value]) -> Vec<&str> {
    referrals.iter().map(|referral| referral["state"].as_str().unwrap_or_default()).collect()
}

pub fn risks(referral: &Value) -> Vec<&str> {
    referral["risks"].as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}
