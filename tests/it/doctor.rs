//! The doctor beside a running appliance: mail servers, and what it leaves as it was.

use dangol::{
    operations::{
        finding::{Finding, State},
        service::health::doctor::{self, Subject},
    },
    testing::app::TestApp,
};

use crate::smtp::{MailServer, Manners};

async fn look(test: &TestApp, check: &str) -> Vec<Finding> {
    let subject = Subject { settings: test.env().settings.clone(), file: None, thorough: true };
    let (report, faulty) = doctor::look_over(subject).await.expect("looked over");
    assert!(faulty.is_empty(), "{report:?}");
    report.findings.into_iter().filter(|finding| finding.check == check).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_servers_are_spoken_to_up_to_the_log_in_and_get_no_letter() {
    let test = TestApp::start_with(|settings| settings.mail.private_servers = true).await;
    test.account("flowers").await;
    assert_eq!(look(&test, "mail").await.iter().map(|found| found.state).collect::<Vec<_>>(), [State::Note], "none is set up");
    let server = MailServer::start(Manners { login: Some(("u", "right password")), ..Manners::default() }).await;
    let port = server.port.to_string();
    let typed = |password| {
        [
            ("host", "127.0.0.1"),
            ("port", port.as_str()),
            ("security", "none"),
            ("username", "u"),
            ("password", password),
            ("from_email", "no-reply@agency.kr"),
            ("from_name", "A"),
        ]
    };
    let mut owner = test.browser().await;
    owner.submit("/mail", "/mail", &typed("right password")).await.expect(303);
    let path = "/accounts/flowers/settings/mail";
    owner.submit(path, path, &typed("wrong password")).await.expect(303);
    let found = look(&test, "mail").await;
    assert_eq!(found.iter().map(|found| found.state).collect::<Vec<_>>(), [State::Ok, State::Fault], "{found:?}");
    assert!(found[0].message.en.contains("the agency") && found[1].message.en.contains("flowers"), "{found:?}");
    let remedy = found[1].remedy.as_ref().expect("a remedy");
    assert!(remedy.en.contains("535") && !remedy.en.contains("wrong password\""), "{remedy:?}");
    assert!(server.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_nowhere_is_a_fault_with_its_remedy() {
    let test = TestApp::start_with(|settings| settings.public.base_url = Some("https://pages.nowhere.invalid".into())).await;
    let found = look(&test, "dns").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].state == State::Fault && found[0].message.en.contains("pages.nowhere.invalid") && found[0].remedy.is_some());
    assert!(look(&test, "port").await.is_empty(), "there is nothing to knock at");
}
