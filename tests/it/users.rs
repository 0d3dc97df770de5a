//! Coming in with a second factor, and what somebody does about themselves.

use dangol::{
    accounts::model::{Actor, Role},
    testing::{
        app::{PASSWORD, TestApp},
        client::Client,
    },
    users::{
        service,
        totp::{self, TotpSecret},
    },
};

const OWNER: &str = "owner@agency.kr";
const SECOND_FACTOR: &str = "/profile/second-factor";

/// Turns the second factor on: the secret, and the recovery codes as they were shown.
async fn enrol(test: &TestApp, browser: &mut Client) -> (TotpSecret, Vec<String>) {
    let page = browser.get(SECOND_FACTOR).await.expect(200).text();
    assert!(page.contains("<svg class=\"qr\""), "{page}");
    let sealed = value_of(&page, "sealed");
    let secret: TotpSecret = data_encoding::BASE32_NOPAD.decode(sealed.split('.').next().unwrap().as_bytes()).unwrap().try_into().unwrap();
    let wrong = browser.submit(SECOND_FACTOR, SECOND_FACTOR, &[("sealed", &sealed), ("code", "000000")]).await.expect(422).text();
    assert_eq!(value_of(&wrong, "sealed"), sealed, "the code in the app stays good");
    let code = totp::code_at(&secret, test.now());
    let shown = browser.submit(SECOND_FACTOR, SECOND_FACTOR, &[("sealed", &sealed), ("code", &code)]).await.expect(200).text();
    let codes: Vec<String> = shown.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10, "{shown}");
    (secret, codes)
}

fn value_of(page: &str, name: &str) -> String {
    let field = page.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\""))).expect("the field");
    field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// The first step, which leads to the second.
async fn password(client: &mut Client) {
    let told = client
        .submit("/login?next=/profile", "/login", &[("email", OWNER), ("password", PASSWORD), ("next", "/profile")])
        .await
        .expect(303);
    assert_eq!(told.header("location"), "/login/code?next=%2Fprofile");
    client.get("/accounts").await.expect(303);
}

async fn code(client: &mut Client, code: &str) -> u16 {
    client.submit("/login/code", "/login/code", &[("code", code), ("next", "/profile")]).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_asked_for_and_counts_once() {
    let test = TestApp::start().await;
    let mut owner = test.browser().await;
    let (secret, codes) = enrol(&test, &mut owner).await;
    owner.get("/accounts").await.expect(200);

    let mut other = test.stranger();
    password(&mut other).await;
    assert_eq!(code(&mut other, &totp::code_at(&secret, test.now())).await, 422, "the code that turned it on is used up");
    test.clock.advance_ms(30_000);
    let now = totp::code_at(&secret, test.now());
    assert_eq!(code(&mut other, &now).await, 303);
    other.get("/profile").await.expect(200);
    let mut third = test.stranger();
    password(&mut third).await;
    assert_eq!(code(&mut third, &now).await, 422, "seen over a shoulder");

    assert_eq!(code(&mut third, &codes[3].to_lowercase().replace('-', " ")).await, 303);
    let mut fourth = test.stranger();
    password(&mut fourth).await;
    assert_eq!(code(&mut fourth, &codes[3]).await, 422, "a recovery code works once");
    let page = fourth.get(SECOND_FACTOR).await;
    assert_eq!(page.status, 303, "nothing is open between the steps");
    let page = third.get(SECOND_FACTOR).await.expect(200).text();
    assert!(page.contains("9개"), "{page}");

    // Too late, or with another password meanwhile, it begins again.
    test.clock.advance_ms(5 * 60_000 + 1);
    assert_eq!(fourth.get("/login/code").await.expect(303).header("location"), "/login");
    let mut fifth = test.stranger();
    password(&mut fifth).await;
    let new = dangol::base::secret::Secret::new("another long password");
    service::reset_password(test.env(), &Actor::operator(), OWNER, new).await.expect("reset");
    assert_eq!(fifth.get("/login/code").await.expect(303).header("location"), "/login");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_is_slowed_down_and_forged_steps_are_refused() {
    let test = TestApp::start().await;
    let mut owner = test.browser().await;
    let (secret, _) = enrol(&test, &mut owner).await;
    test.clock.advance_ms(30_000);
    let mut guesser = test.stranger();
    password(&mut guesser).await;
    for n in 0..5 {
        assert_eq!(code(&mut guesser, &format!("00000{n}")).await, 422);
    }
    assert_eq!(code(&mut guesser, &totp::code_at(&secret, test.now())).await, 429);
    let mut elsewhere = test.stranger();
    elsewhere.address = [10, 0, 0, 9];
    password(&mut elsewhere).await;
    assert_eq!(code(&mut elsewhere, &totp::code_at(&secret, test.now())).await, 303);
    let mut forger = test.stranger();
    forger.cookies.insert("second-step".into(), "1-1795316400000-x.AAAAAAAAAAAAAAAAAAAAAA".into());
    assert_eq!(forger.get("/login/code").await.expect(303).header("location"), "/login");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_failures_keep_nobody_out_of_a_known_browser() {
    let test = TestApp::start().await;
    let mut known = test.browser().await;
    known.submit("/accounts", "/logout", &[]).await.expect(303);
    let mut stranger = test.stranger();
    for n in 0..30 {
        stranger.submit("/login", "/login", &[("email", &format!("x{n}@agency.kr")), ("password", "wrong")]).await.expect(422);
    }
    stranger.submit("/login", "/login", &[("email", OWNER), ("password", PASSWORD)]).await.expect(429);
    known.log_in(OWNER, PASSWORD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_owe_a_second_factor_where_it_is_asked_of_them() {
    let test = TestApp::start_with(|settings| settings.users.totp_required_for_owners = true).await;
    let ours = test.account("ours").await.id;
    let mut owner = test.browser().await;
    for path in ["/accounts", "/profile", "/access-log", "/accounts/ours", "/accounts/ours/leads"] {
        assert_eq!(owner.get(path).await.expect(303).header("location"), SECOND_FACTOR, "{path}");
    }
    owner.submit(SECOND_FACTOR, "/accounts/new", &[("name", "x")]).await.expect(403);
    owner.submit(SECOND_FACTOR, "/preferences", &[("theme", "dark"), ("return_to", SECOND_FACTOR)]).await.expect(303);
    enrol(&test, &mut owner).await;
    owner.get("/accounts").await.expect(200);
    // Nobody else owes it.
    test.viewer("viewer@ours.kr", ours).await.get("/accounts").await.expect(200);
    // Who turns it off owes it again.
    owner.submit(SECOND_FACTOR, "/profile/second-factor/off", &[("current_password", "wrong")]).await.expect(422);
    owner.submit(SECOND_FACTOR, "/profile/second-factor/off", &[("current_password", PASSWORD)]).await.expect(303);
    assert_eq!(owner.get("/accounts").await.expect(303).header("location"), SECOND_FACTOR);
    owner.submit(SECOND_FACTOR, "/logout", &[]).await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_the_phone_is_let_in_from_the_box() {
    let test = TestApp::start().await;
    let mut owner = test.browser().await;
    enrol(&test, &mut owner).await;
    let renewed = owner.submit(SECOND_FACTOR, "/profile/second-factor/codes", &[("current_password", PASSWORD)]).await.expect(200).text();
    assert_eq!(renewed.matches("<code>").count(), 10);
    service::reset_totp(test.env(), &Actor::operator(), OWNER).await.expect("reset");
    let control = rusqlite::Connection::open(test.directory().join("control.db")).expect("opened");
    let codes: i64 = control.query_row("SELECT count(*) FROM recovery_code", [], |row| row.get(0)).expect("counted");
    assert_eq!(codes, 0);
    test.stranger().log_in(OWNER, PASSWORD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_seen_and_ended() {
    let test = TestApp::start().await;
    let mut here = test.stranger();
    here.headers.push(("user-agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36".into()));
    here.log_in(OWNER, PASSWORD).await;
    let (mut phone, mut third) = (test.browser().await, test.browser().await);
    let ours = test.account("ours").await.id;
    let (_, mut manager) = test.member("manager@ours.kr", Role::Manager, ours).await;
    let page = here.get("/profile").await.expect(200).text();
    assert!(page.contains("Chrome · Windows") && page.contains("지금 이 기기"), "{page}");
    let others: Vec<&str> = page.split("name=\"session\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(others.len(), 2, "{page}");
    manager.submit("/profile", "/profile/sessions", &[("session", others[0])]).await.expect(303);
    phone.get("/accounts").await.expect(200);
    third.get("/accounts").await.expect(200);
    here.submit("/profile", "/profile/sessions", &[("session", others[0])]).await.expect(303);
    let open = [phone.get("/accounts").await.status.as_u16(), third.get("/accounts").await.status.as_u16()];
    assert!(open == [200, 303] || open == [303, 200], "{open:?}");
    here.submit("/profile", "/profile/sessions", &[]).await.expect(303);
    phone.get("/accounts").await.expect(303);
    third.get("/accounts").await.expect(303);
    here.get("/accounts").await.expect(200);
    manager.get("/accounts").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_other_sessions() {
    let test = TestApp::start().await;
    let (mut here, mut there) = (test.browser().await, test.browser().await);
    let change = |current: &'static str, new: &'static str| [("current_password", current), ("new_password", new)];
    here.submit("/profile", "/profile/password", &change("wrong", "another long password")).await.expect(422);
    here.submit("/profile", "/profile/password", &change(PASSWORD, "short")).await.expect(422);
    there.get("/accounts").await.expect(200);
    here.submit("/profile", "/profile/password", &change(PASSWORD, "another long password")).await.expect(303);
    here.get("/accounts").await.expect(200);
    there.get("/accounts").await.expect(303);
    there.submit("/login", "/login", &[("email", OWNER), ("password", PASSWORD)]).await.expect(422);
    there.log_in(OWNER, "another long password").await;
    here.submit("/profile", "/profile", &[("name", "이대표"), ("locale", "en")]).await.expect(303);
    assert!(here.get("/profile").await.expect(200).text().contains("Where you are logged in"));
    here.submit("/profile", "/profile", &[("name", ""), ("locale", "en")]).await.expect(422);
}
