//! Reports: what visitors and agents did, counted once, told by period, and the same when the rows behind it are gone.

use dangol::{
    accounts::model::Role,
    db::outbox,
    rollups::service as rollups,
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

const BASE: &str = "/api/v1/accounts/cafe";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
const DAY_MS: i64 = 86_400_000;

/// An account with a funnel and a published page that names it.
struct Office {
    test: TestApp,
    api: Client,
    funnel: Value,
    page: Value,
    sent: u32,
}

impl Office {
    async fn open() -> Self {
        let test = TestApp::start().await;
        let account = test.account("cafe").await;
        let mut api = test.api(Some(account.id), Role::Owner).await;
        let stages = json!([{"key": "new", "name": "신규"}, {"key": "talk", "name": "상담"}, {"key": "won", "name": "계약", "goal": true}]);
        let funnel = api.post(&format!("{BASE}/funnels"), json!({"name": "상담", "stages": stages})).await.expect(201).json();
        let page = json!({"title": "봄 할인", "slug": "spring", "html": "<!doctype html><h1>봄</h1>{{form}}", "funnel_id": funnel["id"],
            "form": {"fields": [{"name": "phone", "label": "전화번호", "kind": "phone", "required": true},
                {"name": "budget", "label": "예산", "kind": "text"}]}});
        let page = api.post(&format!("{BASE}/landing-pages"), page).await.expect(201).json();
        api.put(&format!("{BASE}/landing-pages/{}/publication", page["id"]), Value::Null).await.expect(200);
        Self { test, api, funnel: funnel["id"].clone(), page: page["id"].clone(), sent: 0 }
    }

    /// Somebody looks at the page from a source and, perhaps, a page with a link.
    async fn visit(&mut self, query: &str, referrer: Option<&str>) -> Client {
        let mut visitor = self.test.visitor();
        visitor.headers.push(("user-agent", PHONE.into()));
        visitor.get(&format!("/p/cafe/spring{query}")).await.expect(200);
        self.sent += 1;
        let url = format!("http://127.0.0.1:8090/p/cafe/spring{query}");
        let event = json!({"id": format!("view-{}", self.sent), "kind": "page_view", "url": url, "referrer": referrer});
        visitor.post("/t/cafe", json!({"events": [event]})).await.expect(202);
        visitor
    }

    /// The same, who then sends the form; answers with the lead's id.
    async fn submit(&mut self, query: &str, referrer: Option<&str>, budget: &str) -> i64 {
        let mut visitor = self.visit(query, referrer).await;
        let phone = format!("010-2345-{:04}", 1_000 + self.sent);
        visitor.post_form(&format!("/p/cafe/spring{query}"), &[("phone", &phone), ("budget", budget)]).await.expect(303);
        let leads = self.api.get(&format!("{BASE}/leads?sort=-created_at&per_page=1&suspect=any")).await.expect(200).json();
        leads["data"][0]["id"].as_i64().expect("an id")
    }

    async fn stage(&mut self, lead: i64, stage: &str) {
        self.api.put(&format!("{BASE}/leads/{lead}/stage"), json!({"stage": stage})).await.expect(200);
    }

    async fn report(&mut self, query: &str) -> Value {
        let path = format!("{BASE}/funnels/{}/report{query}", self.funnel);
        self.api.get(&path).await.expect(200).json()
    }

    async fn assert_no_drift(&self) {
        let cx = self.test.cx("cafe").await;
        let zone = cx.account().zone;
        let drifts = cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounted");
        assert!(drifts.is_empty(), "{drifts:#?}");
    }
}

fn names(parts: &Value) -> Vec<(Option<&str>, i64)> {
    let parts = parts.as_array().expect("parts").iter();
    parts.map(|part| (part["name"].as_str(), part["opt_ins"].as_i64().expect("a number"))).collect()
}

/// Two days of a small office: three leads from two sources, one of whom is won two days after the form.
async fn busy() -> (Office, i64) {
    let mut office = Office::open().await;
    office.test.clock.advance_ms(-6 * DAY_MS);
    let first = office.submit("?utm_source=naver&utm_campaign=spring", Some("https://m.search.naver.com/s?q=1"), "").await;
    office.test.clock.advance_ms(DAY_MS);
    let second = office.submit("?utm_source=naver", None, "").await;
    office.submit("", None, "").await;
    office.visit("?utm_source=kakao", Some("https://pf.kakao.com/x")).await;
    for lead in [first, second] {
        office.stage(lead, "talk").await;
    }
    office.api.patch(&format!("{BASE}/leads/{first}"), json!({"value": 300_000})).await.expect(200);
    office.test.clock.advance_ms(DAY_MS);
    office.stage(first, "won").await;
    office.test.clock.advance_ms(4 * DAY_MS);
    (office, first)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_tells_a_period_and_outlives_its_rows() {
    let (mut office, _) = busy().await;
    office.assert_no_drift().await;
    let told = office.report("?days=7").await;
    assert_eq!((&told["from"], &told["to"], &told["currency"]), (&json!("2026-11-16"), &json!("2026-11-22"), &json!("KRW")));
    let expected = json!({"page_views": 4, "unique_page_views": 4, "opt_ins": 3, "opt_in_rate_bp": 7_500, "entries": 3,
        "conversions": 1, "conversion_rate_bp": 3_333, "value": 300_000});
    assert_eq!(told["total"], expected);
    assert_eq!(told["previous"]["entries"], 0);
    let stages = told["stages"].as_array().expect("stages");
    let shares: Vec<_> = stages
        .iter()
        .map(|one| (&one["key"], &one["entries"], &one["exits"], &one["share_of_previous_bp"], &one["share_of_first_bp"], &one["drop_off"]))
        .collect();
    assert_eq!(
        shares,
        [
            (&json!("new"), &json!(3), &json!(2), &Value::Null, &json!(10_000), &json!(1)),
            (&json!("talk"), &json!(2), &json!(1), &json!(6_666), &json!(6_666), &json!(1)),
            (&json!("won"), &json!(1), &json!(0), &json!(5_000), &json!(3_333), &Value::Null),
        ]
    );
    // Two days from the form to the goal, as far as the histogram tells.
    let took = told["median_ms"].as_i64().expect("a time");
    assert!((took - 2 * DAY_MS).abs() * 10_000 <= 2 * DAY_MS * told["time_error_bp"].as_i64().expect("stated"), "{took}");
    assert_eq!(names(&told["by_source"]), [(Some("naver"), 2), (None, 1), (Some("kakao"), 0)]);
    assert_eq!(names(&told["by_campaign"]), [(Some("spring"), 1), (None, 2)]);
    assert_eq!((&told["by_page"][0]["name"], &told["by_page"][0]["landing_page_id"]), (&json!("봄 할인"), &office.page));
    assert_eq!(names(&told["by_device"]), [(Some("mobile"), 3)]);
    let days: Vec<_> = told["days"].as_array().expect("days").iter().map(|day| day["opt_ins"].as_i64()).collect();
    assert_eq!(days, [Some(1), Some(2), Some(0), Some(0), Some(0), Some(0), Some(0)]);

    let naver = office.report("?days=7&source=naver&device=mobile").await;
    assert_eq!((&naver["total"]["opt_ins"], &naver["total"]["unique_page_views"]), (&json!(2), &json!(2)));
    let direct = office.report("?days=7&source=(none)").await;
    assert_eq!((&direct["total"]["opt_ins"], &direct["total"]["unique_page_views"]), (&json!(1), &json!(1)));
    assert_eq!(office.report("?days=7&source=nobody").await["total"]["page_views"], 0);
    assert_eq!(office.report("?from=2026-11-17&to=2026-11-17").await["total"]["opt_ins"], 2);
    assert_eq!(office.report("?from=2026-11-17&to=2026-11-17").await["previous"]["opt_ins"], 1);
    assert_eq!(office.report(&format!("?days=7&landing_page_id={}", office.page)).await["total"], expected);
    let path = format!("{BASE}/funnels/{}/report", office.funnel);
    for wrong in ["?from=x", "?device=fridge", "?landing_page_id=x", "?days=0", "?from=2026-11-02&to=2026-11-01"] {
        office.api.get(&format!("{path}{wrong}")).await.expect(422);
    }
    office.api.get(&format!("{BASE}/funnels/99/report")).await.expect(404);

    let page_stats = format!("{BASE}/landing-pages/{}/stats?days=7", office.page);
    let stats = office.api.get(&page_stats).await.expect(200).json();
    assert_eq!((&stats["total"]["unique_views"], &stats["total"]["opt_in_rate_bp"]), (&json!(4), &json!(7_500)));
    assert_eq!(names(&stats["by_referrer"]), [(None, 2), (Some("m.search.naver.com"), 1), (Some("pf.kakao.com"), 0)]);
    assert_eq!(names(&stats["by_source"]), names(&told["by_source"]));
    assert_eq!(stats["previous"]["views"], 0);

    let cx = office.test.cx("cafe").await;
    cx.write(|tx| {
        for table in ["lead_interaction", "funnel_conversion", "submission", "visit", "lead"] {
            tx.execute(&format!("DELETE FROM {table} /* whole table: as archive and deletion do in time */"), [])?;
        }
        Ok(())
    })
    .await
    .expect("deleted");
    assert_eq!(office.report("?days=7").await, told);
    assert_eq!(office.api.get(&page_stats).await.expect(200).json(), stats);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_funnel_keeps_its_old_figures() {
    let (mut office, first) = busy().await;
    let one = format!("{BASE}/funnels/{}", office.funnel);
    let stages = json!([{"key": "new", "name": "접수"}, {"key": "visit", "name": "방문"}, {"key": "won", "name": "계약", "goal": true}]);
    office.api.patch(&one, json!({"stages": stages, "moves": {"talk": "visit"}})).await.expect(200);
    office.api.patch(&one, json!({"name": "새 상담"})).await.expect(200);
    office.assert_no_drift().await;
    let told = |report: &Value| {
        let stages = report["stages"].as_array().expect("stages").iter();
        stages.map(|one| format!("{} {} {}", one["name"].as_str().expect("a name"), one["entries"], one["removed"])).collect::<Vec<_>>()
    };
    let past = office.report("?from=2026-11-16&to=2026-11-18").await;
    assert_eq!(told(&past), ["신규 3 false", "상담 2 false", "계약 1 false"]);
    let both = office.report("?days=7").await;
    assert_eq!(told(&both), ["접수 3 false", "상담 2 true", "방문 1 false", "계약 1 false"]);
    for (query, report) in [("?from=2026-11-16&to=2026-11-18", &past), ("?days=7", &both)] {
        let home = office.api.get(&format!("{BASE}/dashboard{query}")).await.expect(200).json();
        let of = |steps: &Value, value: &str| -> Vec<String> {
            let steps = steps.as_array().expect("steps").iter().filter(|step| step["name"].is_string());
            steps.map(|step| format!("{} {}", step["name"], step[value])).collect()
        };
        assert_eq!(of(&home["funnel"]["steps"], "value"), of(&report["stages"], "entries"), "{query}");
    }
    assert_eq!(office.report("?from=2026-11-23&to=2026-11-23").await["stages"].as_array().map(Vec::len), Some(3));

    // Its values are added up in one currency.
    let refused = office.api.patch(&one, json!({"currency": "USD"})).await.expect(409).json();
    assert_eq!(refused["errors"][0]["field"], "currency");
    let conversion = office.api.get(&format!("{BASE}/conversions?lead_id={first}")).await.json()["data"][0]["id"].clone();
    office.api.post(&format!("{BASE}/conversions/{conversion}/void"), json!({"reason": "잘못 옮김"})).await.expect(200);
    office.api.patch(&one, json!({"currency": "USD"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voided_conversion_stays_and_leaves_its_own_day() {
    let (mut office, lead) = busy().await;
    let list = format!("{BASE}/conversions");
    let conversion = office.api.get(&list).await.expect(200).json()["data"][0].clone();
    assert_eq!(
        (&conversion["voided_at"], &conversion["void_reason"], &conversion["voided_by"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let months = office.api.get(&format!("{list}/monthly?from=2026-11&to=2026-11")).await.expect(200).json();
    let month = json!({"month": "2026-11", "funnel_id": office.funnel, "funnel": "상담", "stage": "won", "stage_name": "계약",
        "currency": "KRW", "count": 1, "value": 300_000});
    assert_eq!(months["data"], json!([month]));
    let void = format!("{list}/{}/void", conversion["id"]);
    for wrong in [json!({"reason": " "}), json!({}), json!({"reason": "a", "why": 1})] {
        office.api.post(&void, wrong).await.expect(422);
    }
    let mut viewer = office.test.api(Some(office.test.cx("cafe").await.account().id), Role::Viewer).await;
    viewer.post(&void, json!({"reason": "a"})).await.expect(403);
    let voided = office.api.post(&void, json!({"reason": "계약 취소"})).await.expect(200).json();
    assert_eq!((&voided["void_reason"], &voided["voided_by"]), (&json!("계약 취소"), &json!("test")));
    assert_eq!(voided["voided_at"], json!(office.test.now()));
    assert_eq!(office.api.post(&void, json!({"reason": "다시"})).await.expect(409).json()["errors"][0]["field"], "voided_at");
    office.api.post(&format!("{list}/99/void"), json!({"reason": "a"})).await.expect(404);

    let told = office.report("?days=7").await;
    assert_eq!((&told["total"]["conversions"], &told["total"]["value"], &told["median_ms"]), (&json!(0), &json!(0), &Value::Null));
    assert_eq!(told["total"]["entries"], 3, "the stage was entered all the same");
    assert_eq!(office.api.get(&format!("{list}/monthly")).await.expect(200).json()["data"], json!([]));
    office.assert_no_drift().await;
    let total = |found: Value| found["page"]["total"].as_i64().expect("a number");
    for (query, count) in [("", 1), ("?voided=true", 1), ("?voided=false", 0), ("?stage=won&voided=true", 1), ("?from=2026-11-19", 0)] {
        assert_eq!(total(office.api.get(&format!("{list}{query}")).await.expect(200).json()), count, "{query}");
    }
    let kept = office.api.get(&format!("{BASE}/leads/{lead}")).await.expect(200).json();
    assert_eq!((&kept["status"], &kept["stage"]), (&json!("won"), &json!("won")));
    let timeline = office.api.get(&format!("{BASE}/leads/{lead}/interactions")).await.expect(200).json();
    let rows = timeline["data"].as_array().expect("rows");
    let told = rows.iter().find(|row| row["kind"] == "conversion").expect("the conversion");
    assert_eq!((&told["data"]["void_reason"], told["data"]["voided_at"].is_string()), (&json!("계약 취소"), true));
    assert!(rows.iter().any(|row| row["data"]["name"] == "conversion_voided"), "{rows:?}");
    let waiting = office.test.cx("cafe").await.read(|conn| outbox::waiting(conn, outbox::Kind::Journey, 99)).await.expect("read");
    let steps: Vec<Value> = waiting.iter().map(|event| serde_json::from_str(&event.payload).expect("json")).collect();
    let told: Vec<bool> =
        steps.iter().filter(|step| step["conversion_id"] == conversion["id"]).map(|step| step["voided"] == true).collect();
    assert_eq!(told, [false, true], "told once when it was made and once when it was voided: {steps:?}");

    // What was voided does not stand in the way of a new one.
    office.stage(lead, "talk").await;
    office.stage(lead, "won").await;
    assert_eq!(total(office.api.get(&format!("{list}?voided=false")).await.expect(200).json()), 1);
    office.assert_no_drift().await;
    office.api.delete(&format!("{BASE}/leads/{lead}")).await.expect(204);
    assert_eq!(total(office.api.get(&list).await.expect(200).json()), 0);
    office.assert_no_drift().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goals_say_what_they_are_worth_and_how_often_they_count() {
    let mut office = Office::open().await;
    let stages = json!([
        {"key": "new", "name": "신규"},
        {"key": "visit", "name": "방문", "goal": true, "repeats": true, "value_from": "fixed", "value": 70_000},
        {"key": "won", "name": "계약", "goal": true, "value_from": "field", "value_field": "budget"},
    ]);
    let changed = office.api.patch(&format!("{BASE}/funnels/{}", office.funnel), json!({"stages": stages})).await.expect(200).json();
    let visit =
        json!({"key": "visit", "name": "방문", "goal": true, "repeats": true, "value_from": "fixed", "value": 70_000, "value_field": null});
    assert_eq!(changed["stages"][1], visit);
    let wrong =
        json!([{"key": "a", "name": "a", "goal": true, "value_from": "fixed"}, {"key": "b", "name": "b", "goal": true, "value_from": "x"}]);
    let faults = office.api.patch(&format!("{BASE}/funnels/{}", office.funnel), json!({"stages": wrong})).await.expect(422).json();
    assert_eq!((&faults["errors"][0]["field"], &faults["errors"][1]["field"]), (&json!("stages.0.value"), &json!("stages.1.value_from")));

    let lead = office.submit("", None, "1,200,000원").await;
    for stage in ["visit", "new", "visit", "won", "new", "won"] {
        office.test.clock.advance_ms(60_000);
        office.stage(lead, stage).await;
    }
    let reported = office.api.post(&format!("{BASE}/conversions"), json!({"lead_id": lead, "stage": "visit"})).await.expect(201).json();
    assert_eq!(reported["value"], 70_000);
    office.api.post(&format!("{BASE}/conversions"), json!({"lead_id": lead, "stage": "won"})).await.expect(409);
    let found = office.api.get(&format!("{BASE}/conversions?sort=converted_at")).await.expect(200).json();
    let worth: Vec<_> = found["data"].as_array().expect("rows").iter().map(|row| (&row["stage"], &row["value"])).collect();
    let (visit, won) = ((&json!("visit"), &json!(70_000)), (&json!("won"), &json!(1_200_000)));
    assert_eq!(worth, [visit, visit, won, visit]);
    office.assert_no_drift().await;

    let mut browser = office.test.browser().await;
    let edit = format!("/accounts/cafe/funnels/{}/edit", office.funnel);
    let shown = browser.get(&edit).await.expect(200).text();
    assert!(shown.contains(r#"value="70,000""#) && shown.contains(r#"value="budget""#), "{shown}");
    let sent = [
        ("name", "상담"),
        ("currency", "KRW"),
        ("status", "active"),
        ("do", "save"),
        ("stages.0.name", "신규"),
        ("stages.0.key", "new"),
        ("stages.1.name", "방문"),
        ("stages.1.key", "visit"),
        ("stages.1.goal", "on"),
        ("stages.1.value_from", "fixed"),
        ("stages.1.value", "많이"),
        ("stages.2.name", "계약"),
        ("stages.2.key", "won"),
        ("stages.2.goal", "on"),
    ];
    let again = browser.submit(&edit, &edit, &sent).await.expect(422).text();
    assert!(again.contains(r#"value="많이""#) && again.contains("금액을 숫자로 입력해 주세요"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_cut_at_midnight_of_the_account() {
    let mut office = Office::open().await;
    office.test.clock.set(dangol::base::time::Timestamp::parse("2026-11-20T14:59:59.999Z").expect("a time"));
    office.submit("", None, "").await;
    office.test.clock.advance_ms(1);
    office.submit("", None, "").await;
    let told = office.report("?from=2026-11-20&to=2026-11-21").await;
    let days: Vec<_> = told["days"].as_array().expect("days").iter().map(|day| (&day["opt_ins"], &day["unique_page_views"])).collect();
    assert_eq!(days, [(&json!(1), &json!(1)), (&json!(1), &json!(1))]);
    office.assert_no_drift().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_files_show_what_the_api_tells() {
    let (mut office, _) = busy().await;
    office.submit("?utm_source=%3DHYPERLINK(%22x%22)", None, "").await;
    let mut browser = office.test.browser().await;
    let path = format!("/accounts/cafe/funnels/{}/report", office.funnel);
    let page = browser.get(&format!("{path}?days=7")).await.expect(200).text();
    for part in ["상담", "직접 유입", "naver", "300,000원", "첫 단계 대비", "2026-11-16부터 2026-11-22까지", "/report/file?days=7"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    let by_page = browser.get(&format!("{path}?by=page&source=naver")).await.expect(200).text();
    assert!(by_page.contains("봄 할인") && by_page.contains("유입 경로: naver"), "{by_page}");
    assert!(browser.get(&format!("{path}?from=2020-01-01&to=2020-01-02")).await.expect(200).text().contains("이 기간에는 기록이 없습니다"));
    browser.get(&format!("{path}?from=2020-01-02&to=2020-01-01")).await.expect(422);

    let file = browser.get(&format!("{path}/file?days=7")).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("funnel-1-2026-11-16-2026-11-22.csv"), "{}", file.header("content-disposition"));
    let text = file.text();
    assert!(text.starts_with('\u{feff}') && text.contains("\r\n유입 경로,naver,2,2,2,100.00,"), "{text}");
    assert!(text.contains(r#""'=HYPERLINK(""x"")""#), "{text}");
    let heads = text.lines().next().expect("heads").split(',').count();
    assert!(text.lines().all(|line| line.starts_with("유입 경로,\"") || line.split(',').count() == heads), "{text}");
    office.test.cx("cafe").await.write(|tx| tx.log("test.done", "test:1")).await.expect("relayed");
    let control = rusqlite::Connection::open(office.test.directory().join("control.db")).expect("opened");
    let logged = || control.query_row("SELECT count(*) FROM access_log WHERE action = 'report.export'", [], |row| row.get::<_, i64>(0));
    for _ in 0..100 {
        if logged().expect("counted") == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let waiting = office.test.cx("cafe").await.read(|conn| outbox::waiting(conn, outbox::Kind::Access, 99)).await.expect("read");
    assert!(logged().expect("counted") == 1 || waiting.iter().any(|event| event.payload.contains("report.export")), "{waiting:?}");
    let account = office.test.cx("cafe").await.account().id;
    office.test.viewer("viewer@client.kr", account).await.get(&format!("{path}/file")).await.expect(403);

    let stats = format!("/accounts/cafe/landing-pages/{}/stats", office.page);
    let page = browser.get(&stats).await.expect(200).text();
    for part in ["m.search.naver.com", "직접 유입", "링크 없이 들어옴", "모바일"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    browser.get("/accounts/cafe/landing-pages/99/stats").await.expect(404);

    let months = browser.get("/accounts/cafe/conversions/monthly").await.expect(200).text();
    assert!(months.contains("2026-11") && months.contains("300,000원"), "{months}");
    let ask = "/accounts/cafe/conversions/1/void";
    let asked = browser.get(ask).await.expect(200).text();
    assert!(asked.contains("리드의 상태와 단계는 바뀌지 않습니다"), "{asked}");
    assert!(browser.submit(ask, ask, &[("reason", "")]).await.expect(422).text().contains("취소 사유를 1자에서"), "says what is missing");
    browser.submit(ask, ask, &[("reason", "중복")]).await.expect(303);
    let list = browser.get("/accounts/cafe/conversions?voided=true").await.expect(200).text();
    assert!(list.contains("취소됨") && list.contains("중복"), "{list}");
    browser.get(ask).await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_is_found_and_repaired() {
    let (mut office, _) = busy().await;
    let told = office.report("?days=7").await;
    let cx = office.test.cx("cafe").await;
    let zone = cx.account().zone;
    let broken = [
        "UPDATE rollup_stage SET entries = entries + 1, value = 0 WHERE stage = 'won' /* whole table: a fault */",
        "DELETE FROM rollup_page WHERE opt_ins > 0 /* whole table: a fault */",
        "UPDATE rollup_stage_time SET bucket = 3 /* whole table: a fault */",
        "UPDATE stage_count SET leads = 9 WHERE stage = 'talk'",
        "UPDATE counter SET value = value + 2 WHERE name IN ('leads', 'conversions')",
        "DELETE FROM rollup_month",
        "DELETE FROM rollup_referrer /* whole table: a fault */",
        "DELETE FROM rollup_week_page /* whole table: a fault */",
        "UPDATE rollup_day_source SET unique_views = 0 /* whole table: a fault */",
        "UPDATE rollup_day_funnel SET conversions = conversions + 1 /* whole table: a fault */",
    ];
    cx.write(move |tx| broken.iter().try_for_each(|sql| tx.execute(sql, []).map(drop)).map_err(Into::into)).await.expect("broken");
    assert_ne!(office.report("?days=7").await, told);
    let found = cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounted");
    let tables =
        "rollup_stage,rollup_page,rollup_stage_time,rollup_month,rollup_referrer,rollup_week_page,rollup_day_source,rollup_day_funnel";
    for what in tables.split(',').chain(["stage_count 1/talk leads", "counter leads value"]) {
        assert!(found.iter().any(|drift| drift.what.starts_with(what)), "{what} in {found:#?}");
    }
    let repaired = cx.write(move |tx| rollups::repair(tx, zone)).await.expect("repaired");
    assert_eq!(repaired, found);
    office.assert_no_drift().await;
    assert_eq!(office.report("?days=7").await, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_on_another_page_is_the_source_of_the_form_too() {
    let mut office = Office::open().await;
    let lead = office.submit("", Some("https://blog.naver.com/garden"), "").await;
    let lead = office.api.get(&format!("{BASE}/leads/{lead}")).await.expect(200).json();
    let told = (&lead["source"], &lead["medium"], &lead["referrer"]);
    assert_eq!(told, (&json!("blog.naver.com"), &json!("referral"), &json!("blog.naver.com/garden")));
    assert_eq!(names(&office.report("").await["by_source"]), [(Some("blog.naver.com"), 1)]);
    office.assert_no_drift().await;
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_the_totals_agree_with_their_rows() {
    let mut office = Office::open().await;
    office.test.clock.advance_ms(-20 * DAY_MS);
    let mut dice = Dice(7);
    let mut leads: Vec<i64> = Vec::new();
    let stages = ["new", "talk", "won"];
    for step in 0..160 {
        office.test.clock.advance_ms(i64::try_from(dice.roll(12)).expect("small") * 1_200_000 + 61_000);
        let source = ["?utm_source=naver", "?utm_source=kakao&utm_campaign=가을", ""][dice.roll(3)];
        let referrer = [None, Some("https://blog.naver.com/a"), Some("https://pf.kakao.com/b")][dice.roll(3)];
        match dice.roll(8) {
            0 => drop(office.visit(source, referrer).await),
            1 | 2 => leads.push(office.submit(source, referrer, "").await),
            3 => {
                // The field that people don't see makes a suspect; every other one is accepted, some after a move.
                let mut visitor = office.visit(source, referrer).await;
                let phone = format!("010-8765-{step:04}");
                visitor.post_form(&format!("/p/cafe/spring{source}"), &[("phone", &phone), ("website_", "x")]).await.expect(303);
                let found = office.api.get(&format!("{BASE}/leads?suspect=true&per_page=1")).await.expect(200).json();
                let suspect = found["data"][0]["id"].as_i64().expect("a suspect");
                if dice.roll(2) == 0 {
                    office.stage(suspect, stages[dice.roll(3)]).await;
                }
                if dice.roll(2) == 0 {
                    office.test.clock.advance_ms(3_600_000);
                    office.api.post(&format!("{BASE}/leads/{suspect}/accept"), json!({})).await;
                    let lead = office.api.get(&format!("{BASE}/leads/{suspect}")).await.expect(200).json();
                    if lead["suspect"] == json!([]) {
                        leads.push(suspect);
                    }
                }
            }
            4 => {
                let voidable = office.api.get(&format!("{BASE}/conversions?voided=false&per_page=1")).await.expect(200).json();
                if let Some(id) = voidable["data"][0]["id"].as_i64() {
                    office.api.post(&format!("{BASE}/conversions/{id}/void"), json!({"reason": "시험"})).await.expect(200);
                }
            }
            _ if leads.is_empty() => {}
            _ => {
                let lead = leads[dice.roll(leads.len())];
                office.stage(lead, stages[dice.roll(3)]).await;
            }
        }
    }
    office.assert_no_drift().await;
    let told = office.report("?days=60").await;
    let conversions = office.api.get(&format!("{BASE}/conversions?voided=false")).await.expect(200).json();
    assert_eq!(told["total"]["conversions"], conversions["page"]["total"]);
    assert!(told["total"]["conversions"].as_i64().is_some_and(|count| count > 3), "{}", told["total"]);
    let all = office.api.get(&format!("{BASE}/leads")).await.expect(200).json();
    assert_eq!(told["total"]["opt_ins"], all["page"]["total"]);
    for lead in leads.iter().step_by(3) {
        office.api.delete(&format!("{BASE}/leads/{lead}")).await.expect(204);
    }
    office.assert_no_drift().await;
    assert_eq!(office.report("?days=60").await["total"], told["total"], "a deleted lead stays in history");
}
