//! Viral loops: from a friend's click to the reward, and what must not happen on the way.

mod afterwards;
mod doors;
pub mod office;
mod pages;

use axum::http::Method;
use dangol::{
    accounts::model::Role,
    base::{
        ids::{ViralCampaignId, ViralLoopId},
        page::PageRequest,
        time::DAY_MS,
    },
    viral::{entry::RawCampaign, service},
};
use serde_json::{Value, json};

use crate::viral::office::{BASE, Office, risks, states};

#[tokio::test(flavor = "multi_thread")]
async fn a_friend_comes_by_a_link_and_the_referrer_is_rewarded() {
    let mut office = Office::open(json!({})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let thanks = hong.get("/p/cafe/spring/thanks").await.expect(200).text();
    let mine = office.loop_of("홍길동").await;
    let code = mine["code"].as_str().expect("a code").to_owned();
    assert!(thanks.contains(&format!("/r/cafe/{code}")) && thanks.contains("[광고] 추천 시 커피 쿠폰을 받습니다"), "{thanks}");
    let stranger = office.visitor().get("/p/cafe/spring/thanks").await.expect(200).text();
    assert!(!stranger.contains("/r/cafe/"), "somebody else's thank-you page shows no link");

    let mut kim = office.visitor();
    let arrival = kim.get(&format!("/r/cafe/{}?by=sms", code.to_lowercase())).await.expect(302);
    assert!(
        arrival.header("location").starts_with("/p/cafe/spring?utm_source=referral&utm_medium=sms&utm_campaign="),
        "{:?}",
        arrival.headers
    );
    kim.get(&format!("/r/cafe/{code}?by=sms&by=kakao&by")).await.expect(302);
    let mut robot = office.visitor();
    robot.headers = vec![("user-agent", "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)".into())];
    assert!(robot.get(&format!("/r/cafe/{code}")).await.expect(302).header("set-cookie").is_empty());
    office.submit(&mut kim, "김서연", "010-3333-4444").await;

    let mine = office.loop_of("홍길동").await;
    assert_eq!(
        (&mine["clicks"], &mine["signups"], &mine["conversions"]),
        (&json!(1), &json!(1), &json!(1)),
        "a visitor counts once a day: {mine}"
    );
    assert_eq!((mine["reward_state"].as_str(), &mine["referred_by"]), (Some("granted"), &Value::Null));
    let theirs = office.loop_of("김서연").await;
    assert_eq!(theirs["referred_by"], mine["id"]);
    let referrals = office.referrals().await;
    assert_eq!((states(&referrals), referrals[0]["channel"].as_str()), (vec!["approved"], Some("sms")));
    assert_eq!(office.rewards().await, [("Granted".to_owned(), 1)]);

    let path = mine["status_url"].as_str().expect("an address").split("/l/").nth(1).expect("a token").to_owned();
    let mut visitor = office.visitor();
    let page = visitor.get(&format!("/l/{path}")).await.expect(200).text();
    for part in ["1명", "홍*동", &format!("%2Fr%2Fcafe%2F{code}%3Fby%3Dsms"), "<svg"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    visitor.get(&format!("/l/{}", path.replace("cafe:", "cafe:9"))).await.expect(404);
    for _ in 0..60 {
        visitor.post_form(&format!("/l/{path}/share"), &[("channel", "sms")]).await.expect(204);
    }
    visitor.post_form(&format!("/l/{path}/share"), &[("channel", "fax")]).await.expect(404);
    for nonsense in ["{}", "channel", "%ff=%ff&channel[]=sms"] {
        let answer = visitor.send(Method::POST, &format!("/l/{path}/share"), Some("application/json"), nonsense.into()).await.expect(404);
        assert!(answer.text().contains("<html"), "told in our own words: {}", answer.text());
    }
    assert_eq!(office.loop_of("홍길동").await["shares"], 50, "more than that nobody passes on by hand");

    let report = office.get(&format!("/viral-campaigns/{}/report", office.campaign)).await;
    assert_eq!((&report["totals"]["participants"], &report["totals"]["bot_clicks"]), (&json!(2), &json!(1)));
    assert_eq!((&report["k"]["k_bp"], &report["viral_share_bp"]), (&json!(5_000), &json!(5_000)));
    assert_eq!((report["days"].as_array().map(Vec::len), &report["top"][0]["name"]), (Some(30), &json!("홍길동")));
    assert!(report["cycle_time_ms"].as_i64().is_some_and(|ms| ms > 0), "{report}");
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_click_wins_within_the_window() {
    let mut office = Office::open(json!({"window_days": 7, "hold_days": 5})).await;
    let mut codes = Vec::new();
    for (name, phone) in [("첫째", "010-1000-0001"), ("둘째", "010-1000-0002")] {
        let mut visitor = office.visitor();
        office.submit(&mut visitor, name, phone).await;
        codes.push(office.loop_of(name).await);
    }
    let follow = |code: &Value| format!("/r/cafe/{}", code["code"].as_str().expect("a code"));
    let mut friend = office.visitor();
    friend.get(&follow(&codes[0])).await.expect(302);
    office.test.clock.advance_ms(DAY_MS);
    friend.get(&follow(&codes[1])).await.expect(302);
    office.submit(&mut friend, "친구", "010-1000-0003").await;
    assert_eq!(office.referrals().await[0]["referrer_id"], codes[1]["id"]);

    let mut late = office.visitor();
    late.get(&follow(&codes[0])).await.expect(302);
    office.test.clock.advance_ms(7 * DAY_MS);
    office.submit(&mut late, "늦은이", "010-1000-0004").await;
    assert_eq!(office.referrals().await.len(), 1, "a click is forgotten after its window");

    let mut forger = office.visitor();
    forger
        .cookies
        .insert(format!("dangol_ref_{}", office.campaign), format!("{}-0-{}.AAAAAAAAAAAAAAAAAAAAAA", codes[0]["id"], office.test.now().0));
    office.submit(&mut forger, "위조", "010-1000-0005").await;
    assert_eq!(office.referrals().await.len(), 1);
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_looks_wrong_is_flagged_and_waits_for_a_person() {
    let mut office = Office::open(json!({})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    let code = mine["code"].as_str().expect("a code").to_owned();

    // Oneself, through the own link.
    hong.get(&format!("/r/cafe/{code}")).await.expect(302);
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    // The same house.
    let mut sister = office.visitor();
    sister.address = hong.address;
    sister.get(&format!("/r/cafe/{code}")).await.expect(302);
    office.submit(&mut sister, "홍길순", "010-1111-3333").await;
    // A throw-away mailbox, sent at once.
    let mut hasty = office.visitor();
    hasty.get(&format!("/r/cafe/{code}")).await.expect(302);
    hasty.post_form("/p/cafe/spring", &[("name", "급한이"), ("phone", "010-1111-4444"), ("email", "x@mailinator.com")]).await.expect(303);
    // A friend, whose link the referrer follows back up.
    let friend = office.friend_of(&mine["code"], "친구", "010-1111-5555").await;
    let theirs = office.loop_of("친구").await;
    hong.get(&format!("/r/cafe/{}", theirs["code"].as_str().expect("a code"))).await.expect(302);
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    drop(friend);

    let referrals = office.referrals().await;
    assert_eq!(states(&referrals), ["flagged", "flagged", "flagged", "approved", "flagged"]);
    let all: Vec<Vec<&str>> = referrals.iter().map(risks).collect();
    assert_eq!(all[0], ["self_referral", "same_phone", "same_address", "same_device", "known_customer"]);
    assert_eq!(all[1], ["same_address"]);
    assert_eq!(all[2], ["disposable_email", "too_fast"]);
    assert_eq!(all[4], ["cycle", "known_customer", "already_referred"]);
    assert_eq!(office.loop_of("홍길동").await["referred_by"], Value::Null, "nobody stands above themselves");
    assert_eq!(office.rewards().await.len(), 1);

    let decide = |id: &Value, what: &str| format!("{BASE}/referrals/{id}/{what}");
    let (sister, oneself) = (referrals[1]["id"].clone(), referrals[0]["id"].clone());
    let fault = office.api.post(&decide(&sister, "approval"), json!({"reason": " "})).await.expect(422).json();
    assert_eq!(fault["errors"][0]["field"], "reason");
    let approved = office.api.post(&decide(&sister, "approval"), json!({"reason": "통화로 확인"})).await.expect(200).json();
    assert_eq!((approved["state"].as_str(), approved["risks"].as_array().map(Vec::len)), (Some("approved"), Some(1)));
    office.api.post(&decide(&oneself, "void"), json!({"reason": "자기 추천"})).await.expect(200);
    let again = office.api.post(&decide(&sister, "approval"), json!({"reason": "또"})).await.expect(409).json();
    assert_eq!(again["errors"][0]["field"], "state");
    assert_eq!(office.rewards().await, [("Granted".to_owned(), 1), ("Granted".to_owned(), 2)]);
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversion_qualifies_is_held_and_taken_back() {
    let mut office = Office::open(json!({"qualifying": {"event": "conversion", "funnel_id": "FUNNEL"}, "hold_days": 3,
        "rewards": [{"title": "커피 쿠폰", "cost": 5000}, {"title": "첫 방문 할인", "side": "friend", "cost": 3000}]}))
    .await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    office.friend_of(&mine["code"], "김서연", "010-3333-4444").await;
    office.test.settle().await;
    let referrals = office.referrals().await;
    assert_eq!((states(&referrals), &referrals[0]["due_at"]), (vec!["in_progress"], &Value::Null));
    let early = office.api.post(&format!("{BASE}/referrals/{}/approval", referrals[0]["id"]), json!({"reason": "성급"})).await;
    early.expect(409);

    let lead = referrals[0]["lead_id"].clone();
    for stage in ["talk", "won", "talk", "won"] {
        office.api.put(&format!("{BASE}/leads/{lead}/stage"), json!({"stage": stage})).await.expect(200);
    }
    office.test.settle().await;
    assert_eq!(states(&office.referrals().await), ["pending"]);
    office.test.clock.advance_ms(3 * DAY_MS - 1);
    office.test.settle().await;
    assert_eq!(states(&office.referrals().await), ["pending"], "the hold period has not passed");
    office.test.clock.advance_ms(1);
    office.test.settle().await;
    office.test.settle().await;
    assert_eq!(states(&office.referrals().await), ["approved"]);
    assert_eq!(office.rewards().await, [("Granted".to_owned(), 1), ("Granted".to_owned(), 1)], "one for each side, once");
    assert_eq!(office.get(&format!("/viral-campaigns/{}", office.campaign)).await["spent"], 8_000);

    let id = office.referrals().await[0]["id"].clone();
    office.api.post(&format!("{BASE}/referrals/{id}/void"), json!({"reason": "계약 취소"})).await.expect(200);
    assert_eq!(office.rewards().await, [("Revoked".to_owned(), 1), ("Revoked".to_owned(), 1)]);
    let mine = office.loop_of("홍길동").await;
    assert_eq!((&mine["approved"], &mine["conversions"], mine["reward_state"].as_str()), (&json!(0), &json!(1), Some("pending")));
    assert_eq!(office.get(&format!("/viral-campaigns/{}", office.campaign)).await["spent"], 0);
    office.assert_all_agree().await;
    assert!(office.funnel.is_number());
}

/// 64 friends of 8 referrers, approved at once from many threads, with a stock of ten.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn rewards_are_granted_once_and_never_beyond_their_stock() {
    let rewards = json!([{"title": "커피 쿠폰", "repeats": true, "stock": 10, "cost": 1000}]);
    let mut office =
        Office::open(json!({"rewards": rewards, "qualifying": {"event": "stage", "funnel_id": "FUNNEL", "stage": "talk"}, "hold_days": 1}))
            .await;
    let mut referrers = Vec::new();
    for n in 0..8 {
        let customer = json!({"name": format!("추천인{n}"), "phone": format!("010-2000-{n:04}")});
        let customer = office.api.post(&format!("{BASE}/customers"), customer).await.expect(201).json()["id"].clone();
        let made = json!({"campaign_id": office.campaign, "customer_id": customer});
        referrers.push(office.api.post(&format!("{BASE}/viral-loops"), made).await.expect(201).json()["id"].clone());
    }
    for n in 0..64 {
        let customer = json!({"name": format!("친구{n}"), "phone": format!("010-3000-{n:04}")});
        let customer = office.api.post(&format!("{BASE}/customers"), customer).await.expect(201).json()["id"].clone();
        let made = json!({"campaign_id": office.campaign, "customer_id": customer, "referred_by": referrers[n % 8]});
        office.api.post(&format!("{BASE}/viral-loops"), made).await.expect(201);
        let lead = json!({"customer_id": customer, "funnel_id": office.funnel});
        let lead = office.api.post(&format!("{BASE}/leads"), lead).await.expect(201).json()["id"].clone();
        office.api.put(&format!("{BASE}/leads/{lead}/stage"), json!({"stage": "talk"})).await.expect(200);
    }
    office.test.settle().await;
    let ids: Vec<i64> = {
        let found = office.get(&format!("/viral-campaigns/{}/referrals?per_page=100&state=pending", office.campaign)).await;
        found["data"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_i64()).collect()
    };
    assert_eq!(ids.len(), 64);
    office.test.clock.advance_ms(DAY_MS);
    let mut tasks = tokio::task::JoinSet::new();
    for id in ids {
        // A person approves while the hold period ends: whoever is first grants, and nobody grants twice.
        let mut api = office.api.clone();
        tasks.spawn(async move { api.post(&format!("{BASE}/referrals/{id}/approval"), json!({"reason": "확인"})).await.status.as_u16() });
        let cx = office.test.cx("cafe").await;
        tasks.spawn(async move { service::settle(&cx).await.map_or(500, |_| 200) });
    }
    while let Some(status) = tasks.join_next().await {
        assert!(matches!(status.expect("ran"), 200 | 409));
    }
    office.test.settle().await;
    let cx = office.test.cx("cafe").await;
    let request = PageRequest { size: 200, ..PageRequest::default() };
    let found = service::list_rewards(&cx, ViralCampaignId(office.campaign), None, request).await.expect("a list");
    let granted = found.data.iter().filter(|reward| format!("{:?}", reward.state) == "Granted").count();
    assert_eq!((granted, found.page.total), (10, 64), "ten granted, the others withheld");
    assert_eq!(office.get(&format!("/viral-campaigns/{}", office.campaign)).await["rewards"][0]["granted"], 10);
    office.assert_all_agree().await;

    // More stock: the withheld ones are granted in their order.
    let rule = office.get(&format!("/viral-campaigns/{}", office.campaign)).await["rewards"][0]["id"].clone();
    let more = json!({"rewards": [{"id": rule, "title": "커피 쿠폰", "repeats": true, "stock": 12, "cost": 1000}]});
    office.api.patch(&format!("{BASE}/viral-campaigns/{}", office.campaign), more).await.expect(200);
    assert_eq!(office.get(&format!("/viral-campaigns/{}", office.campaign)).await["rewards"][0]["granted"], 12);
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caps_budgets_and_waiting_lists_hold() {
    let rewards = json!([{"title": "커피 쿠폰", "repeats": true, "cost": 1000}]);
    let mut office = Office::open(json!({"rewards": rewards, "max_rewards_per_person": 2, "budget": 3000, "move_up": 3})).await;
    let mut codes = Vec::new();
    for n in 0..6 {
        let mut visitor = office.visitor();
        office.submit(&mut visitor, &format!("참여자{n}"), &format!("010-4000-{n:04}")).await;
        codes.push(office.loop_of(&format!("참여자{n}")).await);
    }
    for (n, who) in [5, 5, 5, 4, 4].into_iter().enumerate() {
        office.friend_of(&codes[who]["code"], &format!("친구{n}"), &format!("010-5000-{n:04}")).await;
    }
    let rewards = office.rewards().await;
    assert_eq!(rewards.iter().filter(|(state, _)| state == "Granted").count(), 3, "two for one, then the budget: {rewards:?}");
    assert_eq!(rewards.iter().filter(|(state, _)| state == "Withheld").count(), 2);
    let cx = office.test.cx("cafe").await;
    let place = |id: &Value| {
        let (cx, id) = (cx.clone(), ViralLoopId(id.as_i64().expect("an id")));
        async move { service::standing(&cx, id).await.expect("a standing").waiting }
    };
    assert_eq!(place(&codes[5]["id"]).await, Some((1, 11)), "six places up from the sixth, then past the first");
    assert_eq!(place(&codes[0]["id"]).await.map(|(place, _)| place), Some(3));
    office.assert_all_agree().await;

    let raw = RawCampaign { move_up: Some(0), ..RawCampaign::default() };
    service::change(&cx, ViralCampaignId(office.campaign), raw).await.expect("changed");
    assert_eq!(place(&codes[0]["id"]).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_customer_leaves_the_figures_and_nothing_else() {
    let mut office = Office::open(json!({})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    office.friend_of(&mine["code"], "김서연", "010-3333-4444").await;
    for name in ["홍길동", "김서연"] {
        let id = office.loop_of(name).await["customer_id"].clone();
        office.api.delete(&format!("{BASE}/customers/{id}")).await.expect(204);
    }
    let left = office.get("/viral-loops").await;
    assert_eq!(
        (&left["page"]["total"], &left["data"][0]["customer_id"], &left["data"][1]["customer_id"]),
        (&json!(2), &Value::Null, &Value::Null)
    );
    let cx = office.test.cx("cafe").await;
    let detail = service::participant(&cx, ViralLoopId(mine["id"].as_i64().expect("an id"))).await.expect("there");
    assert!(detail.tree.participant.name.is_empty() && detail.tree.below.len() == 1);
    office.assert_all_agree().await;
    let mut visitor = office.visitor();
    visitor.get(&format!("/r/cafe/{}", mine["code"].as_str().expect("a code"))).await.expect(302);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_keeps_its_word() {
    let mut office = Office::open(json!({})).await;
    let page = office.get(&format!("/viral-campaigns/{}", office.campaign)).await["landing_page_id"].clone();
    let path = format!("{BASE}/viral-campaigns");
    let taken = office.api.post(&path, json!({"name": "둘째", "landing_page_id": page, "status": "active"})).await.expect(409).json();
    assert_eq!(taken["errors"][0]["field"], "landing_page_id");
    for (body, field) in [
        (json!({"name": "x"}), "landing_page_id"),
        (json!({"name": "x", "landing_page_id": 99}), "landing_page_id"),
        (
            json!({"name": "x", "landing_page_id": page, "qualifying": {"event": "stage", "funnel_id": office.funnel, "stage": "gone"}}),
            "qualifying.stage",
        ),
        (json!({"name": "x", "landing_page_id": page, "colour": 1}), "colour"),
        (json!({"name": "x", "landing_page_id": page, "rewards": [{"title": ""}]}), "rewards.0.title"),
    ] {
        let problem = office.api.post(&path, body.clone()).await.expect(422).json();
        assert_eq!(problem["errors"][0]["field"], field, "{body}");
    }
    let ended = office.api.patch(&format!("{path}/{}", office.campaign), json!({"status": "ended", "budget": 5})).await.expect(200).json();
    assert_eq!((ended["status"].as_str(), &ended["budget"], &ended["name"]), (Some("ended"), &json!(5), &json!("친구 초대")));
    let customer = office.api.post(&format!("{BASE}/customers"), json!({"name": "홍"})).await.expect(201).json()["id"].clone();
    let refused = office.api.post(&format!("{BASE}/viral-loops"), json!({"campaign_id": office.campaign, "customer_id": customer})).await;
    assert_eq!(refused.expect(409).json()["errors"][0]["field"], "campaign_id");
    office.api.delete(&format!("{BASE}/landing-pages/{page}")).await.expect(409);
    let account = office.test.account("other").await;
    let mut other = office.test.api(Some(account.id), Role::Owner).await;
    other.get(&format!("/api/v1/accounts/other/viral-campaigns/{}", office.campaign)).await.expect(404);
    other.get(&format!("{BASE}/viral-campaigns/{}", office.campaign)).await.expect(404);
}
