//! What happens to a referral after the friend's submission: deletions, voided conversions, second thoughts, changed rules.

use dangol::base::time::DAY_MS;
use serde_json::{Value, json};

use crate::viral::office::{BASE, Office, risks, states};

const BOTH_SIDES: &str =
    r#"[{"title": "커피 쿠폰", "repeats": true, "cost": 5000}, {"title": "첫 방문 할인", "side": "friend", "cost": 3000}]"#;

fn both_sides() -> Value {
    serde_json::from_str(BOTH_SIDES).expect("rules")
}

/// The latest conversion is taken back.
async fn void_conversion(office: &mut Office) {
    let conversions = office.get("/conversions?voided=false").await;
    let id = conversions["data"][0]["id"].clone();
    office.api.post(&format!("{BASE}/conversions/{id}/void"), json!({"reason": "계약 취소"})).await.expect(200);
    office.test.settle().await;
}

async fn convert(office: &mut Office, lead: &Value) {
    for stage in ["talk", "won"] {
        office.api.put(&format!("{BASE}/leads/{lead}/stage"), json!({"stage": stage})).await.expect(200);
    }
    office.test.settle().await;
}

async fn wait_days(office: &Office, days: i64) {
    office.test.clock.advance_ms(days * DAY_MS);
    office.test.settle().await;
}

async fn decide(office: &mut Office, id: &Value, what: &str) -> u16 {
    office.api.post(&format!("{BASE}/referrals/{id}/{what}"), json!({"reason": "확인"})).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn friends_who_go_during_the_hold_wait_for_a_person() {
    let mut office = Office::open(json!({"hold_days": 3, "rewards": both_sides()})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    for (n, name) in ["남은이", "지운이", "무효", "접수삭제"].into_iter().enumerate() {
        office.friend_of(&mine["code"], name, &format!("010-6000-{n:04}")).await;
    }
    let customer =
        office.api.post(&format!("{BASE}/customers"), json!({"name": "전화로", "phone": "010-6000-0009"})).await.expect(201).json();
    let made = json!({"campaign_id": office.campaign, "customer_id": customer["id"], "referred_by": mine["id"]});
    office.api.post(&format!("{BASE}/viral-loops"), made).await.expect(201);
    let referrals = office.referrals().await;
    assert_eq!(states(&referrals), ["pending"; 5]);

    let gone = office.loop_of("지운이").await["customer_id"].clone();
    office.api.delete(&format!("{BASE}/customers/{gone}")).await.expect(204);
    office.api.post(&format!("{BASE}/leads/{}/rejection", referrals[2]["lead_id"]), Value::Null).await.expect(200);
    office.api.delete(&format!("{BASE}/leads/{}", referrals[3]["lead_id"])).await.expect(204);
    wait_days(&office, 3).await;
    let referrals = office.referrals().await;
    assert_eq!(states(&referrals), ["approved", "flagged", "flagged", "flagged", "approved"]);
    let why: Vec<Vec<&str>> = referrals.iter().map(risks).collect();
    assert_eq!(why, [vec![], vec!["deleted"], vec!["invalid"], vec!["deleted"], vec![]]);
    assert_eq!(office.rewards().await.len(), 4, "two for the referrer, one for each friend who stayed");

    assert_eq!(decide(&mut office, &referrals[1]["id"], "approval").await, 200);
    assert_eq!(office.rewards().await.len(), 5, "the referrer's third; nobody is there to get the friend's");
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voided_conversion_lets_the_friend_try_again() {
    let mut office =
        Office::open(json!({"qualifying": {"event": "conversion", "funnel_id": "FUNNEL"}, "hold_days": 3, "rewards": both_sides()})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    office.friend_of(&mine["code"], "김서연", "010-3333-4444").await;
    let (id, lead) = {
        let referral = &office.referrals().await[0];
        (referral["id"].clone(), referral["lead_id"].clone())
    };
    convert(&mut office, &lead).await;
    void_conversion(&mut office).await;
    let referral = office.referrals().await[0].clone();
    assert_eq!(
        (referral["state"].as_str(), &referral["qualified_at"], &referral["due_at"]),
        (Some("in_progress"), &Value::Null, &Value::Null)
    );
    assert_eq!(office.loop_of("홍길동").await["conversions"], 0);
    office.assert_all_agree().await;

    convert(&mut office, &lead).await;
    assert_eq!(states(&office.referrals().await), ["pending"]);
    wait_days(&office, 3).await;
    assert_eq!(states(&office.referrals().await), ["approved"]);
    void_conversion(&mut office).await;
    assert_eq!(states(&office.referrals().await), ["void"]);
    assert_eq!(office.rewards().await, [("Revoked".to_owned(), 1), ("Revoked".to_owned(), 1)]);
    office.assert_all_agree().await;

    convert(&mut office, &lead).await;
    assert_eq!(states(&office.referrals().await), ["pending"], "a new conversion revives it");
    wait_days(&office, 3).await;
    assert_eq!(office.rewards().await, [("Granted".to_owned(), 1), ("Granted".to_owned(), 1)]);
    assert_eq!(office.loop_of("홍길동").await["conversions"], 1);
    office.assert_all_agree().await;

    assert_eq!(decide(&mut office, &id, "void").await, 200);
    void_conversion(&mut office).await;
    convert(&mut office, &lead).await;
    assert_eq!(states(&office.referrals().await), ["void"], "what a person voided, no conversion revives");
    assert_eq!(decide(&mut office, &id, "approval").await, 200);
    assert_eq!(office.rewards().await, [("Granted".to_owned(), 1), ("Granted".to_owned(), 1)]);
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_was_earned_keeps_when_and_by_whom() {
    let mut office = Office::open(json!({"rewards": [{"title": "쿠폰", "stock": 0, "repeats": true}, {"title": "다섯", "at": 5}]})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    office.friend_of(&mine["code"], "김서연", "010-3333-4444").await;
    assert_eq!(office.rewards().await, [("Withheld".to_owned(), 1)]);
    let path = format!("{BASE}/viral-campaigns/{}", office.campaign);
    let rules = office.api.get(&path).await.expect(200).json()["rewards"].clone();
    let (earned, other) = (rules[0]["id"].clone(), rules[1]["id"].clone());
    let sent = |first: Value| json!({"rewards": [first, {"id": other, "title": "셋", "at": 3}]});
    let wrong = json!({"id": earned, "title": "쿠폰", "stock": 0, "at": 2});
    let problem = office.api.patch(&path, sent(wrong)).await.expect(422).json();
    let fields: Vec<&str> = problem["errors"].as_array().expect("faults").iter().filter_map(|fault| fault["field"].as_str()).collect();
    assert_eq!(fields, ["rewards.0.at", "rewards.0.repeats"]);
    let right = json!({"id": earned, "title": "새 이름", "stock": 1, "repeats": true});
    let changed = office.api.patch(&path, sent(right)).await.expect(200).json();
    assert_eq!((&changed["rewards"][0]["granted"], &changed["rewards"][1]["at"]), (&json!(1), &json!(3)), "what nobody earned may change");
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_all_they_may_have_keeps_nobody_waiting() {
    let mut office =
        Office::open(json!({"max_rewards_per_person": 1, "rewards": [{"title": "쿠폰", "stock": 1, "repeats": true, "cost": 1000}]})).await;
    let mut codes = Vec::new();
    for (n, name) in ["첫째", "둘째"].into_iter().enumerate() {
        let mut visitor = office.visitor();
        office.submit(&mut visitor, name, &format!("010-7000-{n:04}")).await;
        codes.push(office.loop_of(name).await);
    }
    office.friend_of(&codes[0]["code"], "친구1", "010-7100-0001").await;
    // As if hundreds of friends had come: more than are looked at in one step.
    let cx = office.test.cx("cafe").await;
    let many =
        "/* whole table: a test fills it */ WITH RECURSIVE numbers (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < 700)
        INSERT INTO reward (campaign_id, rule_id, loop_id, number, referral_id, cost, state, refusal, granted_at)
        SELECT campaign_id, rule_id, loop_id, n, referral_id, cost, 3, 2, granted_at FROM reward, numbers";
    cx.write(move |tx| Ok(tx.execute(many, [])?)).await.expect("written");
    office.friend_of(&codes[1]["code"], "친구2", "010-7100-0002").await;
    assert_eq!(office.loop_of("둘째").await["reward_state"], "pending");
    let path = format!("{BASE}/viral-campaigns/{}", office.campaign);
    let rule = office.api.get(&path).await.expect(200).json()["rewards"][0]["id"].clone();
    let more = json!({"rewards": [{"id": rule, "title": "쿠폰", "stock": 2, "repeats": true, "cost": 1000}]});
    office.api.patch(&path, more).await.expect(200);
    assert_eq!(office.loop_of("둘째").await["reward_state"], "granted");
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_friends_own_reward_stays_while_another_referral_stands() {
    let mut office = Office::open(json!({"rewards": [{"title": "첫 방문 할인", "side": "friend", "cost": 3000}]})).await;
    let mut codes = Vec::new();
    for (n, name) in ["첫째", "둘째"].into_iter().enumerate() {
        let mut visitor = office.visitor();
        office.submit(&mut visitor, name, &format!("010-8000-{n:04}")).await;
        codes.push(office.loop_of(name).await);
    }
    let mut friend = office.friend_of(&codes[0]["code"], "친구", "010-8100-0001").await;
    friend.get(&format!("/r/cafe/{}", codes[1]["code"].as_str().expect("a code"))).await.expect(302);
    office.submit(&mut friend, "친구", "010-8100-0001").await;
    let referrals = office.referrals().await;
    assert_eq!(states(&referrals), ["approved", "flagged"]);
    assert_eq!(decide(&mut office, &referrals[1]["id"], "approval").await, 200);
    assert_eq!(decide(&mut office, &referrals[0]["id"], "void").await, 200);
    assert_eq!(office.rewards().await, [("Granted".to_owned(), 1)]);
    assert_eq!(decide(&mut office, &referrals[1]["id"], "void").await, 200);
    assert_eq!(office.rewards().await, [("Revoked".to_owned(), 1)]);
    office.assert_all_agree().await;
}
