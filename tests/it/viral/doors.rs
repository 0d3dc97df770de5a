//! What the doors of viral loops keep to themselves, and what they do not count.

use dangol::{accounts::model::Role, app, base::time::DAY_MS, landing::form::HONEYPOT};
use serde_json::{Value, json};

use crate::viral::office::{BASE, Office, states};

#[tokio::test(flavor = "multi_thread")]
async fn a_suspect_takes_no_part() {
    let mut office = Office::open(json!({"move_up": 1})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    let link = format!("/r/cafe/{}", mine["code"].as_str().expect("a code"));
    let mut hasty = office.visitor();
    hasty.get(&link).await.expect(302);
    hasty.get("/p/cafe/spring").await.expect(200);
    let taken = hasty.post_form("/p/cafe/spring", &[("name", "급한이"), ("phone", "010-1111-4444"), (HONEYPOT, "x")]).await.expect(303);
    assert!(!taken.header("set-cookie").contains("dangol_loop"), "{:?}", taken.headers);
    assert_eq!(office.loop_of("급한이").await, Value::Null);
    assert!(office.referrals().await.is_empty());

    let lead = office.get("/leads?suspect=true").await["data"][0]["id"].clone();
    office.api.post(&format!("{BASE}/leads/{lead}/acceptance"), Value::Null).await.expect(200);
    assert_eq!(office.loop_of("급한이").await, Value::Null, "accepting joins nobody afterwards");
    office.submit(&mut hasty, "급한이", "010-1111-4444").await;
    assert_eq!(office.loop_of("급한이").await["referred_by"], mine["id"]);
    let report = office.get(&format!("/viral-campaigns/{}/report", office.campaign)).await;
    assert_eq!((&report["totals"]["participants"], &report["totals"]["signups"]), (&json!(2), &json!(1)));
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_types_a_known_number_does_not_see_that_person() {
    let mut office = Office::open(json!({})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let code = office.loop_of("홍길동").await["code"].as_str().expect("a code").to_owned();
    let mut nosy = office.visitor();
    office.submit(&mut nosy, "홍길동", "010-1111-2222").await;
    let thanks = nosy.get("/p/cafe/spring/thanks").await.expect(200).text();
    assert!(!thanks.contains(&code) && !thanks.contains("/l/"), "{thanks}");
    // The same once more within a minute is the same submission, and still somebody else's.
    nosy.post_form("/p/cafe/spring", &[("name", "홍길동"), ("phone", "010-1111-2222")]).await.expect(303);
    assert!(!nosy.get("/p/cafe/spring/thanks").await.expect(200).text().contains(&code));
    hong.cookies.retain(|name, _| name != "dangol_loop");
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    assert!(hong.get("/p/cafe/spring/thanks").await.expect(200).text().contains(&code), "their own browser");
}

#[tokio::test(flavor = "multi_thread")]
async fn clicks_above_the_rate_are_led_on_and_not_counted() {
    let mut office = Office::open(json!({})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let link = format!("/r/cafe/{}", office.loop_of("홍길동").await["code"].as_str().expect("a code"));
    for _ in 0..130 {
        let mut clicker = office.test.visitor();
        clicker.headers = hong.headers.clone();
        clicker.address = [198, 51, 100, 7];
        clicker.get(&link).await.expect(302);
    }
    assert_eq!(office.loop_of("홍길동").await["clicks"], 120);
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_masked_on_lists_and_a_page_that_opens_by_itself_is_not_given_away() {
    let mut office = Office::open(json!({})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    office.friend_of(&mine["code"], "김서연", "010-3333-4444").await;
    let account = office.test.cx("cafe").await.account().id;
    let mut viewer = office.test.api(Some(account), Role::Viewer).await;
    for path in [format!("/viral-loops/{}", mine["id"]), "/viral-loops".to_owned()] {
        let seen = viewer.get(&format!("{BASE}{path}")).await.expect(200).text();
        assert!(seen.contains("\"status_url\":null") && !seen.contains("/l/"), "{seen}");
    }

    let own = format!("/viral-campaigns/{}", office.campaign);
    office.api.patch(BASE, json!({"mask_lists": true})).await.expect(200);
    let report = office.get(&format!("{own}/report")).await;
    assert_eq!(report["top"][0]["name"], "홍*동");
    let mut browser = office.test.browser().await;
    for tab in ["", "/participants", "/referrals", "/rewards"] {
        let page = browser.get(&format!("/accounts/cafe{own}{tab}")).await.expect(200).text();
        assert!(!page.contains("홍길동") && !page.contains("김서연"), "{tab}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_whose_stage_is_gone_keeps_it_until_somebody_chooses() {
    let mut office = Office::open(json!({"qualifying": {"event": "stage", "funnel_id": "FUNNEL", "stage": "talk"}})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    office.friend_of(&mine["code"], "김서연", "010-3333-4444").await;
    assert_eq!(states(&office.referrals().await), ["in_progress"]);
    let stages = json!([{"key": "new", "name": "신규"}, {"key": "won", "name": "계약", "goal": true}]);
    let funnel = format!("{BASE}/funnels/{}", office.funnel);
    office.api.patch(&funnel, json!({"stages": stages})).await.expect(200);

    let path = format!("{BASE}/viral-campaigns/{}", office.campaign);
    let mut browser = office.test.browser().await;
    let edit = format!("/accounts/cafe/viral-campaigns/{}/edit", office.campaign);
    let chosen = format!("<option value=\"stage:{}:talk\" selected", office.funnel);
    let editor = browser.get(&edit).await.expect(200).text();
    assert!(editor.contains(&chosen), "{editor}");

    office.api.patch(&path, json!({"status": "ended"})).await.expect(200);
    let fault = office.api.patch(&path, json!({"status": "active"})).await.expect(422).json();
    assert_eq!(fault["errors"][0]["field"], "qualifying.stage");
    office.api.patch(&path, json!({"status": "active", "qualifying": {"event": "submission"}})).await.expect(200);
    assert_eq!(states(&office.referrals().await), ["approved"], "who has submitted counts from now on");
    assert_eq!(office.rewards().await, [("Granted".to_owned(), 1)]);
    office.assert_all_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_people_came_from_is_forgotten_after_the_window() {
    let mut office = Office::open(json!({"window_days": 7})).await;
    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let link = format!("/r/cafe/{}", office.loop_of("홍길동").await["code"].as_str().expect("a code"));
    office.visitor().get(&link).await.expect(302);
    let cx = office.test.cx("cafe").await;
    let left = || {
        cx.read(|conn| {
            let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
            Ok((
                count("/* whole table: a test */ SELECT count(*) FROM viral_trace")?,
                count("/* whole table: a test */ SELECT count(*) FROM viral_click")?,
            ))
        })
    };
    app::forget_old_visits(office.test.env()).await.expect("forgotten");
    assert_eq!(left().await.expect("counted"), (1, 1));
    office.test.clock.advance_ms(3 * DAY_MS);
    app::forget_old_visits(office.test.env()).await.expect("forgotten");
    assert_eq!(left().await.expect("counted"), (1, 0));
    office.test.clock.advance_ms(5 * DAY_MS);
    app::forget_old_visits(office.test.env()).await.expect("forgotten");
    assert_eq!(left().await.expect("counted"), (0, 0));
}
