//! Customers, from the doors to the file.

use std::collections::BTreeSet;

use dangol::{
    accounts::{model::Role, service::AccountTx},
    base::{
        email::Email,
        ids::{CustomerId, LeadId},
        person::PersonName,
        phone::Phone,
        time::Zone,
    },
    customers::{
        model::Identity,
        service::{self, Recognised},
    },
    interactions::{
        model::{ActorType, InteractionKind, NewRecord},
        service as interactions,
        touch::Touch,
    },
    rollups::service as rollups,
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

const LIST: &str = "/api/v1/accounts/shop/customers";

async fn shop() -> (TestApp, Client) {
    let test = TestApp::start().await;
    test.account("shop").await;
    let api = test.api(None, Role::Owner).await;
    (test, api)
}

async fn add(api: &mut Client, customer: Value) -> i64 {
    api.post(LIST, customer).await.expect(201).json()["id"].as_i64().expect("an id")
}

fn ids(list: &Value) -> Vec<i64> {
    list["data"].as_array().expect("data").iter().map(|row| row["id"].as_i64().expect("an id")).collect()
}

fn path(id: i64) -> String {
    format!("{LIST}/{id}")
}

async fn counted(test: &TestApp) -> [i64; 5] {
    let names = ["customers", "customers.status.0", "customers.status.1", "customers.status.2", "customers.status.3"];
    let count = move |conn: &rusqlite::Connection| {
        let mut counts = [0; 5];
        for (count, name) in counts.iter_mut().zip(names) {
            *count = rollups::counter(conn, name)?;
        }
        Ok(counts)
    };
    test.cx("shop").await.read(count).await.expect("counted")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_made_changed_and_deleted() {
    let (test, mut api) = shop().await;
    let made = json!({
        "name": " 홍길동 ", "email": "Hong@Example.com", "phone": "010 1234 5678", "company": "단골커피", "status": "customer",
        "source": "naver", "tags": ["재구매", "VIP", "VIP"], "attributes": {"평수": 32, "관심": ["창업"], "동의": true},
    });
    let made = api.post(LIST, made).await.expect(201).json();
    let time = test.now().to_string();
    let expected = json!({
        "id": 1, "name": "홍길동", "email": "Hong@Example.com", "phone": "+821012345678", "company": "단골커피", "status": "customer",
        "tags": ["VIP", "재구매"], "attributes": {"평수": 32, "관심": ["창업"], "동의": true}, "score": null, "source": "naver",
        "created_at": time, "updated_at": time, "last_activity_at": time,
    });
    assert_eq!(made, expected);
    assert_eq!(api.get(&path(1)).await.expect(200).json(), expected);
    assert_eq!(counted(&test).await, [1, 0, 1, 0, 0]);

    test.clock.advance_ms(60_000);
    let changed = api.patch(&path(1), json!({"company": null, "status": "dormant", "tags": []})).await.expect(200).json();
    let mut after = expected.clone();
    after["company"] = Value::Null;
    after["status"] = json!("dormant");
    after["tags"] = json!([]);
    after["updated_at"] = json!(test.now().to_string());
    assert_eq!(changed, after, "only the keys sent");
    assert_eq!(api.get(&path(1)).await.expect(200).json(), after);
    assert_eq!(counted(&test).await, [1, 0, 0, 1, 0]);
    assert_eq!(api.patch(&path(1), json!({"status": "dormant"})).await.expect(200).json(), after, "nothing changed");

    api.delete(&path(1)).await.expect(204);
    api.get(&path(1)).await.expect(404);
    api.delete(&path(1)).await.expect(404);
    api.patch(&path(1), json!({"name": "이산"})).await.expect(404);
    assert_eq!(counted(&test).await, [0; 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mutation_stands_in_the_access_log() {
    let (test, mut api) = shop().await;
    let id = add(&mut api, json!({"name": "홍길동"})).await;
    api.patch(&path(id), json!({"name": "홍길순"})).await.expect(200);
    api.delete(&path(id)).await.expect(204);
    let acts =
        test.cx("shop").await.read(|conn| dangol::db::outbox::waiting(conn, dangol::db::outbox::Kind::Access, 10)).await.expect("acts");
    let acts: Vec<Value> = acts.iter().map(|event| serde_json::from_str(&event.payload).expect("json")).collect();
    let actions: Vec<_> = acts.iter().map(|act| act["action"].as_str().expect("an action")).collect();
    assert_eq!(actions, ["customer.create", "customer.update", "customer.delete"]);
    assert!(acts.iter().all(|act| act["subject"] == "customer:1"), "{acts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_named_field_by_field() {
    let (_test, mut api) = shop().await;
    let wrong = json!({"name": "가".repeat(51), "email": "hong@", "phone": "010-123-4567", "status": "vip", "tags": ["x".repeat(41)]});
    let problem = api.post(LIST, wrong).await.expect(422).json();
    let fields: Vec<_> =
        problem["errors"].as_array().expect("errors").iter().map(|error| error["field"].as_str().expect("a field")).collect();
    assert_eq!(fields, ["name", "email", "phone", "status", "tags"]);
    for (wrong, field) in [
        (json!({"name": "홍길동", "colour": "red"}), "colour"),
        (json!({"company": "단골"}), "name"),
        (json!({"name": 7}), "name"),
        (json!({"name": "홍길동", "attributes": {"주민번호": "900101-1234567"}}), "attributes"),
        (json!({"name": "홍길동", "attributes": {"a": {"b": 1}}}), "attributes"),
    ] {
        let problem = api.post(LIST, wrong.clone()).await.expect(422).json();
        assert_eq!(problem["errors"][0]["field"], field, "{wrong}: {problem}");
    }
    let id = add(&mut api, json!({"name": "홍길동"})).await;
    let nobody = api.patch(&path(id), json!({"name": null})).await.expect(422).json();
    assert_eq!(nobody["errors"][0]["field"], "name");
    for query in ["status=vip", "sort=phone", "per_page=201", "cursor=x"] {
        api.get(&format!("{LIST}?{query}")).await.expect(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_are_read_in_every_spelling() {
    let (_test, mut api) = shop().await;
    let id = add(&mut api, json!({"phone": "010-1234-5678"})).await;
    for spelling in [
        "01012345678",
        "010.1234.5678",
        "+82 10-1234-5678",
        "+82-010-1234-5678",
        "821012345678",
        "０１０１２３４５６７８",
        "010\u{2011}1234\u{2011}5678",
        "'010-1234-5678",
        "1012345678",
        "0082 10 1234 5678",
        "010-1234-5678(본인)",
        "O1O-1234-5678",
    ] {
        let problem = api.post(LIST, json!({"phone": spelling})).await.expect(409).json();
        assert_eq!(problem["errors"][0]["field"], "phone", "{spelling}");
        let changed = api.patch(&path(id), json!({"phone": spelling})).await.expect(200).json();
        assert_eq!(changed["phone"], "+821012345678", "{spelling}");
    }
    for wrong in ["010-123-4567", "010-1234-56789", "1234", "전화"] {
        api.post(LIST, json!({"phone": wrong})).await.expect(422);
    }
    for landline in ["02-123-4567", "070-1234-5678", "1588-1234", "010-0000-0000"] {
        add(&mut api, json!({"phone": landline})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_there_twice() {
    let (_test, mut api) = shop().await;
    let first = add(&mut api, json!({"name": "홍길동", "email": "Hong@Example.com", "phone": "010-1234-5678"})).await;
    let other = add(&mut api, json!({"name": "이산", "email": "san@a.kr"})).await;
    let by_email = api.post(LIST, json!({"email": "hong@example.COM"})).await.expect(409).json();
    assert_eq!(by_email["errors"][0]["field"], "email");
    assert!(by_email["detail"].as_str().is_some_and(|detail| detail.contains(&first.to_string())), "{by_email}");
    let by_phone = api.patch(&path(other), json!({"phone": "+821012345678", "email": "hong@example.com"})).await.expect(409).json();
    assert_eq!(by_phone["errors"][0]["field"], "phone");
    assert_eq!(api.get(&path(other)).await.expect(200).json()["phone"], Value::Null, "nothing was written");
    api.patch(&path(first), json!({"email": "HONG@example.com"})).await.expect(200);
    api.delete(&path(first)).await.expect(204);
    api.patch(&path(other), json!({"phone": "010-1234-5678"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_accounts_customer_is_not_there() {
    let (test, mut api) = shop().await;
    test.account("other").await;
    let id = add(&mut api, json!({"name": "홍길동"})).await;
    let theirs = format!("/api/v1/accounts/other/customers/{id}");
    api.get(&theirs).await.expect(404);
    api.patch(&theirs, json!({"name": "이산"})).await.expect(404);
    api.delete(&theirs).await.expect(404);
    assert_eq!(api.get("/api/v1/accounts/other/customers?q=홍길동").await.expect(200).json()["page"]["total"], 0);
    api.get(&format!("{LIST}/none")).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_searched_for_as_soon_as_they_are_there() {
    let (_test, mut api) = shop().await;
    let hong = add(&mut api, json!({"name": "홍길동", "email": "hong@example.com", "phone": "010-1234-5678", "company": "단골커피"})).await;
    let san = add(&mut api, json!({"name": "이산", "phone": "010-9876-5432"})).await;
    for (query, expected) in [
        ("홍길동", vec![hong]),
        ("이산", vec![san]),
        ("ㅎㄱㄷ", vec![hong]),
        ("홍ㄱㄷ", vec![hong]),
        ("ㅇㅅ", vec![san]),
        ("5678", vec![hong]),
        ("010-9876", vec![san]),
        ("HONG@", vec![hong]),
        ("단골", vec![hong]),
        ("%", vec![]),
        ("010", vec![san, hong]),
    ] {
        let list = api.get(&format!("{LIST}?q={query}&sort=name")).await.expect(200).json();
        let mut found = ids(&list);
        found.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
        assert_eq!(found, expected, "{query}");
        assert_eq!(list["page"]["total"], expected.len(), "{query}");
    }
    api.patch(&path(san), json!({"name": "이산하"})).await.expect(200);
    api.delete(&path(hong)).await.expect(204);
    let late = add(&mut api, json!({"name": "홍길순", "tags": ["VIP"]})).await;
    assert_eq!(ids(&api.get(&format!("{LIST}?q=홍길")).await.json()), [late]);
    assert_eq!(ids(&api.get(&format!("{LIST}?q=ㅇㅅㅎ")).await.json()), [san]);
    assert_eq!(ids(&api.get(&format!("{LIST}?q=ㅎ&tag=VIP&status=lead")).await.json()), [late]);
    assert_eq!(ids(&api.get(&format!("{LIST}?q=ㅎ&tag=VIP&status=customer")).await.json()), [0_i64; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_cursor_and_by_number_are_the_same() {
    let (test, mut api) = shop().await;
    let names = ["가", "나", "다", "라"];
    for n in 0..23_usize {
        let status = if n % 2 == 0 { "lead" } else { "customer" };
        add(&mut api, json!({"name": names[n % 4], "status": status, "tags": [if n % 3 == 0 { "VIP" } else { "일반" }]})).await;
        test.clock.advance_ms(if n % 5 == 0 { 1_000 } else { 0 });
    }
    for sort in ["created_at", "-created_at", "name", "-name", "updated_at", "-last_activity_at"] {
        for filter in ["", "&status=lead", "&tag=VIP", "&q=가", "&q=ㄴ&status=customer"] {
            let base = format!("{LIST}?sort={sort}&per_page=4{filter}");
            let total =
                usize::try_from(api.get(&base).await.expect(200).json()["page"]["total"].as_i64().expect("a total")).expect("small");
            let (mut by_cursor, mut by_number, mut cursor) = (Vec::new(), Vec::new(), String::new());
            for number in 1..=total.div_ceil(4).max(1) {
                let page = api.get(&format!("{base}{cursor}")).await.expect(200).json();
                by_cursor.extend(ids(&page));
                by_number.extend(ids(&api.get(&format!("{base}&page={number}")).await.expect(200).json()));
                cursor = page["page"]["next"].as_str().map(|next| format!("&cursor={next}")).unwrap_or_default();
            }
            assert_eq!(cursor, "", "{base}: the walk ended");
            assert_eq!(by_cursor, by_number, "{base}");
            assert_eq!(by_cursor.iter().collect::<BTreeSet<_>>().len(), total, "{base}");
        }
    }
    let next = api.get(&format!("{LIST}?per_page=4")).await.json()["page"]["next"].as_str().expect("more").to_owned();
    api.get(&format!("{LIST}?sort=name&cursor={next}")).await.expect(422);
    let some = api.get(&format!("{LIST}?fields=id,name&per_page=1")).await.expect(200).json();
    assert_eq!(some["data"][0].as_object().expect("a row").keys().collect::<Vec<_>>(), ["id", "name"]);
}

fn identity(name: &str, phone: &str, email: &str) -> Identity {
    Identity { name: PersonName::parse(name).ok(), phone: Phone::parse(phone).ok(), email: Email::parse(email).ok(), ..Identity::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_known_is_recognised_and_never_overwritten() {
    let (test, mut api) = shop().await;
    let cx = test.cx("shop").await;
    let recognise = async |who: Identity| cx.write(move |tx| service::recognise(tx, &who)).await.expect("recognised");
    let by_phone = recognise(identity("홍길동", "010-1234-5678", "")).await;
    let by_email = recognise(identity("", "", "san@a.kr")).await;
    assert_eq!((by_phone, by_email), (Recognised { id: CustomerId(1), created: true }, Recognised { id: CustomerId(2), created: true }));
    assert_eq!(counted(&test).await, [2, 2, 0, 0, 0]);
    let second_before = api.get(&path(2)).await.json();

    test.clock.advance_ms(1_000);
    let both = recognise(identity("김철수", "+82 10 1234 5678", "SAN@a.kr")).await;
    assert_eq!(both, Recognised { id: CustomerId(1), created: false }, "the phone's customer");
    let first = api.get(&path(1)).await.json();
    assert_eq!((&first["name"], &first["email"]), (&json!("홍길동"), &Value::Null), "the e-mail is the other's");
    assert_eq!(first["last_activity_at"], test.now().to_string());
    assert_eq!(api.get(&path(2)).await.json(), second_before, "untouched");

    let filled = recognise(identity("이산", "010-9876-5432", "san@a.kr")).await;
    assert_eq!(filled, Recognised { id: CustomerId(2), created: false });
    let second = api.get(&path(2)).await.json();
    assert_eq!((&second["name"], &second["phone"]), (&json!("이산"), &json!("+821098765432")), "blanks are filled");
    assert_eq!(ids(&api.get(&format!("{LIST}?q=이산")).await.json()), [2]);
    let nobody = recognise(Identity::default()).await;
    assert!(nobody.created && recognise(Identity::default()).await.id != nobody.id, "who says nothing is somebody new");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_add_change_find_and_delete() {
    let (test, _api) = shop().await;
    let mut browser = test.browser().await;
    let list = "/accounts/shop/customers";
    let empty = browser.get(list).await.expect(200).text();
    assert!(empty.contains("아직 고객이 없습니다") && !empty.contains("name=\"status\""), "{empty}");

    let new = format!("{list}/new");
    let wrong = [("name", "홍길동"), ("phone", "010-123-4567"), ("email", "hong@"), ("status", "lead"), ("attributes", "콜론 없음")];
    let again = browser.submit(&new, &new, &wrong).await.expect(422).text();
    for part in ["11자리", "이메일 주소를 확인", "콜론 없음", "value=\"010-123-4567\"", "value=\"홍길동\""] {
        assert!(again.contains(part), "{part}: {again}");
    }
    let right = [
        ("name", "홍길동"),
        ("phone", "010-1234-5678"),
        ("email", "hong@example.com"),
        ("company", "<b>단골</b>"),
        ("status", "customer"),
        ("tags", "VIP, 재구매"),
        ("attributes", "업종: 카페\n평수: 32"),
    ];
    let made = browser.submit(&new, &new, &right).await.expect(303);
    assert_eq!(made.header("location"), "/accounts/shop/customers/1");
    let detail = browser.get("/accounts/shop/customers/1").await.expect(200).text();
    for part in ["홍길동", "010-1234-5678", "tel:+821012345678", "VIP", "업종", "카페", "고객을 추가했습니다", "&lt;b&gt;단골", "리드 0건"]
    {
        assert!(detail.contains(part), "{part}: {detail}");
    }

    let twice = browser.submit(&new, &new, &[("name", "이산"), ("phone", "01012345678"), ("status", "lead")]).await.expect(422).text();
    assert!(twice.contains("href=\"/accounts/shop/customers/1\"") && twice.contains("이미 등록된 고객 보기"), "{twice}");

    let edit = "/accounts/shop/customers/1/edit";
    let form = browser.get(edit).await.expect(200).text();
    assert!(form.contains("업종: 카페") && form.contains("VIP, 재구매"), "{form}");
    let change = [("name", "홍길순"), ("phone", ""), ("email", "hong@example.com"), ("status", "lead"), ("tags", ""), ("attributes", "")];
    browser.submit(edit, edit, &change).await.expect(303);
    let found = browser.get(&format!("{list}?q=ㅎㄱㅅ&status=lead")).await.expect(200).text();
    assert!(found.contains("홍길순") && !found.contains("010-1234-5678") && found.contains("방금"), "{found}");
    let none = browser.get(&format!("{list}?q=없음")).await.expect(200).text();
    assert!(none.contains("찾는 고객이 없습니다") && none.contains("모든 고객 보기"), "{none}");

    browser.submit("/accounts/shop/customers/1", "/accounts/shop/customers/1/delete", &[]).await.expect(303);
    browser.get("/accounts/shop/customers/1").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_leads_are_shown_and_go_along() {
    let (test, mut api) = shop().await;
    let id = add(&mut api, json!({"name": "홍길동"})).await;
    let other = add(&mut api, json!({"name": "이산"})).await;
    let (now, day) = (test.now(), Zone::default().day_of(test.now()));
    let fill = move |tx: &AccountTx<'_, '_>| {
        let touch = interactions::touch_id(tx, &Touch::default())?.id;
        for lead in 1..=2_i64 {
            tx.execute(
                "INSERT INTO lead (id, customer_id, status, work_status, suspect, first_touch_id, last_touch_id, source, campaign, device,
                     form, created_at, updated_at, stage_entered_at) VALUES (?1, ?2, 0, 'new', 0, ?3, ?3, 0, 0, 0, '{}', ?4, ?4, ?4)",
                (lead, id, touch, now),
            )?;
            rollups::count_lead(tx, day, false, 1)?;
            for step in 0..3 {
                let (kind, actor) = (InteractionKind::Note, ActorType::User);
                let data = json!({"text": format!("메모 {lead}-{step}")});
                let at = now.plus_ms(step * 2 + lead - 20);
                interactions::record(tx, LeadId(lead), &NewRecord { kind, actor, user_id: None, agent: 0, data, at })?;
            }
        }
        Ok(())
    };
    test.cx("shop").await.write(fill).await.expect("filled");

    let timeline = |list: &Value| {
        let rows = list["data"].as_array().expect("data").iter();
        rows.map(|row| row["data"]["text"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let all = api.get(&format!("{}/timeline", path(id))).await.expect(200).json();
    assert_eq!(timeline(&all), ["메모 2-2", "메모 1-2", "메모 2-1", "메모 1-1", "메모 2-0", "메모 1-0"]);
    let first = api.get(&format!("{}/timeline?per_page=4", path(id))).await.expect(200).json();
    let next = first["page"]["next"].as_str().expect("more");
    let rest = api.get(&format!("{}/timeline?per_page=4&cursor={next}", path(id))).await.expect(200).json();
    assert_eq!([timeline(&first), timeline(&rest)].concat(), timeline(&all));
    assert_eq!(timeline(&api.get(&format!("{}/timeline", path(other))).await.expect(200).json()).len(), 0);
    api.get(&format!("{}/timeline", path(99))).await.expect(404);

    let page = test.browser().await.get(&format!("/accounts/shop/customers/{id}")).await.expect(200).text();
    for part in ["메모 2-2", "/accounts/shop/leads/2", "리드 2건", "반응 이력 6건이 삭제됩니다"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    api.delete(&path(id)).await.expect(204);
    let left = |conn: &rusqlite::Connection| {
        let rows = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
        Ok((
            rollups::counter(conn, "leads")?,
            rows("SELECT count(*) FROM lead /* whole table: a test */")?,
            rows("SELECT count(*) FROM lead_interaction /* whole table: a test */")?,
        ))
    };
    assert_eq!(test.cx("shop").await.read(left).await.expect("counted"), (0, 0, 0));
    assert_eq!(counted(&test).await, [1, 1, 0, 0, 0]);
}
