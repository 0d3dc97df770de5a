//! The first day, from the one-time address to the end, and what is left of it.

use dangol::{
    accounts::model::Role,
    base::{email::Email, lang::Lang, secret::Secret},
    config::keys::Key,
    operations::first_day::{lines::Way, model::Step},
    testing::{
        app::{PASSWORD, TestApp},
        client::Client,
    },
    users::{
        model::{NewAgency, NewUser},
        service as users,
        totp::{self, TotpSecret},
    },
};

use crate::smtp::{MailServer, Manners};

const LEFT: &str = "처음 설정: 6단계 중";

/// What a form's hidden field holds.
fn hidden(page: &str, name: &str) -> String {
    let tag = page.split("<input").find(|tag| tag.contains(&format!(r#"name="{name}""#))).expect("the field");
    tag.split(r#"value=""#).nth(1).and_then(|rest| rest.split('"').next()).expect("its value").to_owned()
}

async fn set_up(test: &TestApp) -> Client {
    let mut browser = test.stranger();
    let path = format!("/setup/{}", test.app.setup_key.clone().expect("nobody can log in yet"));
    let fields = [("agency", "한빛"), ("name", "김대표"), ("email", "owner@agency.kr"), ("password", PASSWORD)];
    let entered = browser.submit(&path, &path, &fields).await.expect(303);
    assert_eq!(entered.header("location"), Step::SecondFactor.path());
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_can_be_left_out_and_taken_up_again() {
    let test = TestApp::start_empty(|_| ()).await;
    let mut browser = set_up(&test).await;
    for step in Step::ALL {
        let page = browser.get(step.path()).await.expect(200).text();
        assert!(page.contains(step.label().ko) && page.contains(&format!(r#"href="{}""#, step.next_path())), "{page}");
    }
    let end = browser.get("/first-day/end").await.expect(200).text();
    assert_eq!((end.matches("남음").count(), end.contains("여기까지 하셨습니다")), (5, true), "{end}");
    let overview = browser.get("/accounts").await.expect(200).text();
    assert!(overview.contains(&format!("{LEFT} 1단계를 마쳤습니다")), "{overview}");
    assert_eq!(browser.get("/first-day").await.expect(303).header("location"), Step::SecondFactor.path());
    browser.submit("/first-day/end", "/first-day/end", &[]).await.expect(303);
    assert!(!browser.get("/accounts").await.text().contains(LEFT), "who has ended it is not reminded");
    browser.get(Step::Mail.path()).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reminded_a_month_later() {
    let test = TestApp::start().await;
    assert!(test.browser().await.get("/accounts").await.text().contains(LEFT));
    let account = test.account("ours").await;
    let (_, mut manager) = test.member("m@ours.kr", Role::Manager, account.id).await;
    assert!(!manager.get("/accounts").await.text().contains(LEFT), "only owners are");
    manager.get(Step::Mail.path()).await.expect(403);
    test.clock.advance_ms(31 * 86_400_000);
    assert!(!test.browser().await.get("/accounts").await.text().contains(LEFT));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_gives_its_codes_once() {
    let test = TestApp::start_empty(|_| ()).await;
    let mut browser = set_up(&test).await;
    let path = Step::SecondFactor.path();
    let page = browser.get(path).await.text();
    let sealed = hidden(&page, "sealed");
    let wrong = browser.submit(path, path, &[("sealed", &sealed), ("code", "000000")]).await.expect(422).text();
    assert_eq!(hidden(&wrong, "sealed"), sealed, "the code that was scanned stays good");
    let typed: String =
        page.split("aria-label=\"등록 키\"").next().and_then(|before| before.rsplit("value=\"").next()).expect("the key").into();
    let letters: String = typed.chars().take_while(|letter| *letter != '"').filter(|letter| !letter.is_whitespace()).collect();
    let secret: TotpSecret = data_encoding::BASE32_NOPAD.decode(letters.as_bytes()).expect("base32").try_into().expect("a secret");
    let code = totp::code_at(&secret, test.now());
    let codes = browser.submit(path, path, &[("sealed", &sealed), ("code", &code)]).await.expect(200).text();
    assert!(codes.contains("recovery-codes") && codes.contains(&format!(r#"href="{}""#, Step::Account.path())), "{codes}");
    let again = browser.get(path).await.expect(200).text();
    assert!(again.contains("쓰고 있습니다") && !again.contains("recovery-codes"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_account_has_something_to_look_at() {
    let test = TestApp::start_empty(|_| ()).await;
    let mut browser = set_up(&test).await;
    let path = Step::Account.path();
    let proposed = browser.get(&format!("{path}/proposal?name=%EB%B4%84%EA%BD%83%20%EC%B9%98%EA%B3%BC&slug=")).await.expect(200).text();
    assert!(proposed.contains("/p/bomkkot-chigwa/"), "{proposed}");
    let none = browser.get(&format!("{path}/proposal?name=%21%21")).await.expect(200).text();
    assert!(none.contains("영문으로"), "{none}");
    let again = browser.submit(path, path, &[("name", "!!"), ("with_page", "on")]).await.expect(422).text();
    assert!(again.contains(r#"value="!!""#), "{again}");
    browser.submit(path, path, &[("name", "봄꽃 치과"), ("slug", ""), ("locale", "ko"), ("with_page", "on")]).await.expect(303);
    let there = browser.get(path).await.expect(200).text();
    assert!(there.contains("/p/bomkkot-chigwa/consult"), "{there}");
    let mut visitor = test.visitor();
    let page = visitor.get("/p/bomkkot-chigwa/consult").await.expect(200).text();
    assert!(page.contains("무료 상담") && page.contains("<form"), "{page}");
    let sent = [("name", "홍길동"), ("phone", "010-2345-6789"), ("email", "hong@example.kr"), ("privacy", "true")];
    visitor.post_form("/p/bomkkot-chigwa/consult", &sent).await.expect(303);
    let cx = test.cx("bomkkot-chigwa").await;
    let leads = cx.read(|conn| {
        Ok(conn.query_row("SELECT count(*), max(stage) FROM lead", [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?)
    });
    assert_eq!(leads.await.expect("read"), (1, "new".to_owned()), "it went into the funnel");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_a_page_is_just_an_account() {
    let test = TestApp::start_empty(|_| ()).await;
    let mut browser = set_up(&test).await;
    let path = Step::Account.path();
    browser.submit(path, path, &[("name", "Northwind"), ("locale", "en")]).await.expect(303);
    let there = browser.get(path).await.expect(200).text();
    assert!(there.contains("/accounts/northwind") && !there.contains("/p/northwind"), "{there}");
    browser.submit(path, path, &[("name", "Northwind")]).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_server_is_tried_where_it_is_typed() {
    let test = TestApp::start_empty(|_| ()).await;
    let mut browser = set_up(&test).await;
    let (path, server) = (Step::Mail.path(), MailServer::start(Manners::default()).await);
    let port = server.port.to_string();
    let fields = |port: &str| {
        [("host", "127.0.0.1"), ("port", port), ("security", "none"), ("from_email", "no-reply@agency.kr"), ("from_name", "한빛")]
            .map(|(name, value)| (name, value.to_owned()))
    };
    let mut send = async |act: &str, port: &str| {
        let typed = fields(port);
        let mut all: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.push(("act", act));
        browser.submit(path, path, &all).await
    };
    assert!(send("try", "none").await.expect(422).text().contains("65535"));
    send("try", &port).await.expect(303);
    let received = server.received();
    assert_eq!(received.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["owner@agency.kr"]);
    let page = browser.get(path).await.expect(200).text();
    assert!(page.contains("시험 메일을 보냈습니다") && page.contains("127.0.0.1에서"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_are_settings_that_the_product_knows() {
    let test = TestApp::start().await;
    let mut browser = test.browser().await;
    let path = Step::Hosts.path();
    for way in Way::ALL {
        let asked = format!("{path}?admin=admin.invalid&visitors=page.invalid&way={}&email=o%40agency.kr", way.name());
        let page = browser.get(&asked).await.expect(200).text();
        let lines = page.split("<textarea").nth(1).and_then(|rest| rest.split('>').nth(1)).and_then(|rest| rest.split('<').next());
        let lines = lines.expect("the lines").replace("&quot;", "\"");
        assert!(lines.contains("https://admin.invalid") && page.contains("아직 어디도 가리키지 않습니다"), "{page}");
        for line in lines.trim().lines() {
            let (name, value) = line.split_once(" = ").expect("a key and its value");
            // What other parts of the product bring is known when they are there.
            let Some(key) = Key::find(name).or_else(|| (!name.starts_with("tls.")).then(|| panic!("{name} is no setting"))) else {
                continue;
            };
            let value: toml::Table = format!("v = {value}").parse().expect("TOML");
            let raw = match &value["v"] {
                toml::Value::Array(list) => list.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(","),
                other => other.as_str().expect("a text").to_owned(),
            };
            assert_eq!(key.set(&mut dangol::config::settings::Settings::default(), &raw), Ok(()), "{line}");
        }
    }
    let hostile = format!("{path}?admin=%3Cscript%3E&visitors=&way=x");
    let page = browser.get(&hostile).await.expect(422).text();
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_without_a_browser_uses_the_address_up() {
    let test = TestApp::start_empty(|_| ()).await;
    let path = format!("/setup/{}", test.app.setup_key.clone().expect("nobody can log in yet"));
    let mut browser = test.stranger();
    browser.get(&path).await.expect(200);
    let owner = NewUser {
        email: Email::parse("owner@agency.kr").expect("an address"),
        name: "김대표".into(),
        role: Role::Owner,
        lang: Lang::Ko,
        password: Secret::new(PASSWORD),
    };
    users::set_up(test.env(), NewAgency { name: "한빛".into(), owner }).await.expect("set up");
    assert!(browser.get(&path).await.expect(403).text().contains("로그인"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agency_is_renamed_and_the_access_log_says_who_did_what() {
    let test = TestApp::start_empty(|_| ()).await;
    let mut browser = set_up(&test).await;
    let path = Step::Agency.path();
    browser.submit(path, path, &[("agency", "")]).await.expect(422);
    browser.submit(path, path, &[("agency", "새 이름 <b>")]).await.expect(303);
    assert!(browser.get(path).await.text().contains("새 이름 &lt;b&gt;"));
    browser.submit("/first-day/end", "/first-day/end", &[]).await.expect(303);
    for action in ["agency.set_up", "agency.update", "first_day.close"] {
        let log = browser.get(&format!("/access-log?action={action}")).await.expect(200).text();
        assert!(log.contains("<td"), "{action}: {log}");
    }
}
