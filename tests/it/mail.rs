//! Mail servers: set up, tried, and used by what is queued.

use dangol::{
    base::email::Email,
    db::Class,
    mail::service as mail,
    mailer::letter::Letter,
    queue::{
        job::{Job, State},
        table,
        worker::Owner,
    },
    testing::{app::TestApp, client::Client},
};
use rusqlite::Connection;

use crate::smtp::{MailServer, Manners};

/// Fields of a server in the clear on this machine.
pub fn fields(port: u16) -> Vec<(&'static str, String)> {
    vec![
        ("host", "127.0.0.1".into()),
        ("port", port.to_string()),
        ("security", "none".into()),
        ("username", String::new()),
        ("password", String::new()),
        ("from_email", "no-reply@agency.kr".into()),
        ("from_name", "한빛대행사".into()),
        ("reply_to", "help@agency.kr".into()),
    ]
}

pub async fn save(browser: &mut Client, path: &str, changes: &[(&'static str, &str)], port: u16, status: u16) -> String {
    let mut all = fields(port);
    for (name, value) in changes {
        all.retain(|(known, _)| known != name);
        all.push((name, (*value).to_owned()));
    }
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submit(path, path, &all).await.expect(status).text()
}

/// Sends the test letter, and reads what the page then says.
async fn test(browser: &mut Client, path: &str) -> String {
    browser.submit(path, &format!("{path}/test"), &[]).await.expect(303);
    let page = browser.get(path).await.expect(200).text();
    let notice = page.split(r#"role=""#).skip(1).find(|part| part.starts_with("status") || part.starts_with("alert"));
    notice.map(|part| part.split("</div>").next().unwrap_or_default().to_owned()).unwrap_or_default()
}

fn letter(id: &str) -> Letter {
    Letter {
        id: id.into(),
        to: Email::parse("hong@example.com").expect("an address"),
        subject: "안내".into(),
        text: "본문".into(),
        html: "<p>본문</p>".into(),
    }
}

async fn job(test: &TestApp, slug: &str, id: i64) -> Job {
    test.cx(slug).await.read(move |conn| table::find(conn, id)).await.expect("read").expect("a job")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_button_says_what_the_server_says() {
    let app = TestApp::start().await;
    let server = MailServer::start(Manners { login: Some(("me", "비밀")), ..Manners::default() }).await;
    let mut browser = app.browser().await;
    save(&mut browser, "/mail", &[("username", "me"), ("password", "wrong")], server.port, 303).await;
    let told = test(&mut browser, "/mail").await;
    assert!(told.contains("535 5.7.8 wrong user or password") && told.contains("비밀번호를 확인"), "{told}");

    save(&mut browser, "/mail", &[("username", "me"), ("password", "비밀")], server.port, 303).await;
    let told = test(&mut browser, "/mail").await;
    assert!(told.contains("owner@agency.kr") && told.contains("queued as 4711"), "{told}");
    let received = server.received();
    assert_eq!((received.len(), received[0].to.as_str()), (1, "owner@agency.kr"));
    assert_eq!(received[0].header("Reply-To"), "help@agency.kr");
    assert!(received[0].header("Message-ID").ends_with("@agency.kr>"), "{}", received[0].text);
    assert!(received[0].header("From").ends_with("<no-reply@agency.kr>"), "{}", received[0].text);
    assert!(received[0].body().contains("한빛대행사에서 보낸 시험 메일"), "{}", received[0].body());

    server.manners.lock().expect("a lock").to_recipients = Some("550 5.1.1 no such <user>");
    let told = test(&mut browser, "/mail").await;
    assert!(told.contains("550 5.1.1 no such &lt;user&gt;"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_work_is_said_in_words() {
    let app = TestApp::start().await;
    let server = MailServer::start(Manners::default()).await;
    let mut browser = app.browser().await;
    save(&mut browser, "/mail", &[("security", "starttls")], server.port, 303).await;
    assert!(test(&mut browser, "/mail").await.contains("STARTTLS를 지원하지 않습니다"));
    save(&mut browser, "/mail", &[("security", "tls")], server.port, 303).await;
    assert!(test(&mut browser, "/mail").await.contains("암호화된 연결을 맺지 못했습니다"));
    save(&mut browser, "/mail", &[], 1, 303).await;
    assert!(test(&mut browser, "/mail").await.contains("127.0.0.1에 연결할 수 없습니다"));
    save(&mut browser, "/mail", &[("host", "192.0.2.1")], 25, 303).await;
    assert!(test(&mut browser, "/mail").await.contains("암호화하지 않은 연결은"));
    save(&mut browser, "/mail", &[("host", "169.254.169.254"), ("security", "tls")], 25, 303).await;
    assert!(test(&mut browser, "/mail").await.contains("보내지 않았습니다"));
    assert!(server.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_sealed_never_shown_and_never_sent_elsewhere() {
    let app = TestApp::start().await;
    let mut browser = app.browser().await;
    save(&mut browser, "/mail", &[("username", "me"), ("password", "")], 25, 422).await;
    save(&mut browser, "/mail", &[("username", "me"), ("password", "geheim-4711")], 25, 303).await;
    let page = browser.get("/mail").await.expect(200).text();
    assert!(!page.contains("geheim-4711") && page.contains("다시 보여 주지 않습니다"));
    let conn = Connection::open(app.directory().join("control.db")).expect("opens");
    let stored: Vec<u8> = conn.query_row("SELECT password FROM mail_server", [], |row| row.get(0)).expect("a row");
    assert!(!stored.windows(6).any(|window| window == b"geheim"));
    // The name may change without the password, the server may not.
    save(&mut browser, "/mail", &[("username", "me"), ("from_name", "다른 이름")], 25, 303).await;
    for elsewhere in [("host", "127.0.0.2"), ("port", "26"), ("security", "tls"), ("username", "you")] {
        let page = save(&mut browser, "/mail", &[("username", "me"), elsewhere], 25, 422).await;
        assert!(page.contains("비밀번호를 다시 넣어"), "{elsewhere:?}");
    }
    browser.submit("/mail", "/mail/removal", &[]).await.expect(303);
    let left: i64 = conn.query_row("SELECT count(*) FROM mail_server", [], |row| row.get(0)).expect("counted");
    assert_eq!(left, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_uses_its_own_server_or_else_the_agencys() {
    let app = TestApp::start_with(|settings| settings.mail.private_servers = true).await;
    app.account("cafe").await;
    let (agency, own) = (MailServer::start(Manners::default()).await, MailServer::start(Manners::default()).await);
    let cx = app.cx("cafe").await;
    cx.write(|tx| mail::queue_letter(tx, &letter("first"), tx.now())).await.expect("queued");
    app.settle().await;
    let waiting = job(&app, "cafe", 1).await;
    assert_eq!(waiting.state, State::Waiting);
    assert!(waiting.answer.expect("a reason").ko.contains("메일 서버가 설정되지 않았습니다"));

    let mut browser = app.browser().await;
    save(&mut browser, "/mail", &[], agency.port, 303).await;
    assert!(browser.get("/accounts/cafe/settings/mail").await.expect(200).text().contains("대행사의 서버 127.0.0.1"));
    app.clock.advance_ms(60_000);
    app.settle().await;
    assert_eq!((agency.received().len(), job(&app, "cafe", 1).await.state), (1, State::Done));

    save(&mut browser, "/accounts/cafe/settings/mail", &[("from_email", "shop@cafe.kr")], own.port, 303).await;
    cx.write(|tx| mail::queue_letter(tx, &letter("second"), tx.now())).await.expect("queued");
    app.settle().await;
    assert_eq!((agency.received().len(), own.received().len()), (1, 1));
    assert_eq!(own.received()[0].header("Message-ID"), "<second@cafe.kr>");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accounts_server_knocks_at_no_door_of_ours() {
    let app = TestApp::start().await;
    app.account("cafe").await;
    let server = MailServer::start(Manners::default()).await;
    let (mut browser, path) = (app.browser().await, "/accounts/cafe/settings/mail");
    for (host, security) in [("127.0.0.1", "none"), ("localhost", "starttls"), ("10.0.0.1", "tls"), ("192.168.0.1", "none")] {
        save(&mut browser, path, &[("host", host), ("security", security)], server.port, 303).await;
        let told = test(&mut browser, path).await;
        assert!(told.contains("mail.private_servers"), "{host}: {told}");
    }
    assert_eq!(server.received().len(), 0);
    // The agency's server may stand there.
    save(&mut browser, "/mail", &[], server.port, 303).await;
    assert!(!test(&mut browser, "/mail").await.contains("mail.private_servers"));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agencys_own_letters_leave_too() {
    let app = TestApp::start().await;
    let server = MailServer::start(Manners::default()).await;
    save(&mut app.browser().await, "/mail", &[], server.port, 303).await;
    app.env().db.control().write(Class::Person, |tx| mail::queue_letter(tx, &letter("invitation.1"), tx.now())).await.expect("queued");
    app.settle().await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_sent_but_not_noted_is_sent_again_under_the_same_id() {
    let app = TestApp::start().await;
    app.account("cafe").await;
    let server = MailServer::start(Manners::default()).await;
    save(&mut app.browser().await, "/mail", &[], server.port, 303).await;
    let cx = app.cx("cafe").await;
    cx.write(|tx| mail::queue_letter(tx, &letter("alert.1"), tx.now())).await.expect("queued");
    app.settle().await;
    // As if the process had died after the server took the letter: still leased, by another process.
    cx.write(|tx| Ok(tx.execute("UPDATE job SET state = 1, worker = 7, ended_at = NULL WHERE id = 1", [])?)).await.expect("changed");
    drop(cx);
    let app = app.restart().await;
    dangol::app::worker(app.env()).run_due(&Owner::Account("cafe".into())).await.expect("ran");
    let ids: Vec<String> = server.received().iter().map(|letter| letter.header("Message-ID")).collect();
    assert_eq!(ids, ["<alert.1@agency.kr>", "<alert.1@agency.kr>"]);
    assert_eq!(job(&app, "cafe", 1).await.state, State::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_may_see_a_mail_server() {
    let app = TestApp::start().await;
    let account = app.account("cafe").await;
    let mut viewer = app.viewer("viewer@cafe.kr", account.id).await;
    viewer.get("/accounts/cafe/settings/mail").await.expect(403);
    viewer.get("/mail").await.expect(403);
}
