//! Members, their roles, and how one becomes a member.

use dangol::{
    accounts::model::Role,
    testing::{
        app::{PASSWORD, TestApp},
        client::Client,
    },
};

/// The secret link on a page that shows it.
fn link_on(page: &str) -> String {
    let link = page.split("value=\"").find_map(|rest| rest.split('"').next().filter(|value| value.contains("/invite/"))).expect("a link");
    link.split_once("/invite/").map(|(_, token)| format!("/invite/{token}")).expect("a path")
}

async fn invite(owner: &mut Client, email: &str, role: &str, account: i64) -> String {
    let fields = [("email", email), ("role", role), ("accounts", &account.to_string()), ("export", "on")];
    link_on(&owner.submit("/members/invite", "/members/invite", &fields).await.expect(200).text())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_makes_a_member_once() {
    let test = TestApp::start().await;
    let (ours, theirs) = (test.account("ours").await.id, test.account("theirs").await.id);
    let mut owner = test.browser().await;
    owner.submit("/members/invite", "/members/invite", &[("email", "x"), ("role", "agent")]).await.expect(422);
    owner.submit("/members/invite", "/members/invite", &[("email", "owner@agency.kr"), ("role", "owner")]).await.expect(422);
    let link = invite(&mut owner, "new@agency.kr", "manager", ours.0).await;
    let list = owner.get("/members").await.expect(200).text();
    assert!(list.contains("new@agency.kr") && !list.contains(&link), "the link is shown once: {list}");

    let mut guest = test.stranger();
    let page = guest.get(&link).await.expect(200).text();
    assert!(page.contains("new@agency.kr") && page.contains("매니저"), "{page}");
    guest.submit(&link, &link, &[("name", ""), ("password", "short")]).await.expect(422);
    guest.submit(&link, &link, &[("name", "새 매니저"), ("password", PASSWORD)]).await.expect(303);
    guest.get("/accounts/ours/leads/new").await.expect(200);
    guest.get(&format!("/accounts/{}/leads", "theirs")).await.expect(404);
    guest.get("/members").await.expect(403);
    assert!(theirs != ours);
    let mut second = test.stranger();
    assert!(second.get(&link).await.expect(404).text().contains("이미 사용했거나"));
    second.post_form(&link, &[("name", "x"), ("password", PASSWORD)]).await.expect(403);
    test.stranger().log_in("new@agency.kr", PASSWORD).await;
    assert!(!owner.get("/members").await.text().contains("기다리는 초대"));
    owner.submit("/members/invite", "/members/invite", &[("email", "NEW@agency.kr"), ("role", "owner")]).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_added_meanwhile_is_told_to_log_in() {
    let test = TestApp::start().await;
    let ours = test.account("ours").await.id;
    let link = invite(&mut test.browser().await, "kim@agency.kr", "agent", ours.0).await;
    test.member("kim@agency.kr", Role::Agent, ours).await;
    let refused = test.stranger().submit(&link, &link, &[("name", "김"), ("password", PASSWORD)]).await.expect(422).text();
    assert!(refused.contains("이미 등록되어 있습니다. 로그인해 주세요"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_runs_out_is_renewed_and_taken_back() {
    let test = TestApp::start().await;
    let ours = test.account("ours").await.id.0;
    let mut owner = test.browser().await;
    let first = invite(&mut owner, "late@agency.kr", "agent", ours).await;
    let again = invite(&mut owner, "late@agency.kr", "viewer", ours).await;
    test.stranger().get(&first).await.expect(404);
    test.stranger().get(&again).await.expect(200);
    test.clock.advance_ms(7 * 86_400_000);
    test.stranger().get(&again).await.expect(404);
    let mut owner = test.browser().await;
    let page = owner.get("/members").await.expect(200).text();
    assert!(page.contains("기한 지남"), "{page}");
    let renew = page.split("action=\"").find_map(|rest| rest.split('"').next().filter(|path| path.ends_with("/renew"))).expect("a button");
    let renewed = link_on(&owner.submit("/members", renew, &[]).await.expect(200).text());
    test.stranger().get(&again).await.expect(404);
    let mut guest = test.stranger();
    guest.get(&renewed).await.expect(200);
    owner.submit("/members", &renew.replace("renew", "revoke"), &[]).await.expect(303);
    guest.get(&renewed).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_change_at_once_and_an_owner_always_stays() {
    let test = TestApp::start().await;
    let (ours, theirs) = (test.account("ours").await.id, test.account("theirs").await.id);
    let (id, mut member) = test.member("kim@agency.kr", Role::Viewer, ours).await;
    let mut owner = test.browser().await;
    let page = format!("/members/{id}");
    member.get("/accounts/ours/customers/new").await.expect(403);
    owner
        .submit(
            &page,
            &page,
            &[(&*format!("role_{ours}"), "manager"), (&*format!("role_{theirs}"), "agent"), (&*format!("export_{theirs}"), "on")],
        )
        .await
        .expect(303);
    member.get("/accounts/ours/customers/new").await.expect(200);
    member.get("/accounts/theirs/leads").await.expect(200);
    member.get("/accounts/theirs/customers").await.expect(403);
    let shown = owner.get(&page).await.expect(200).text();
    assert!(shown.contains("value=\"manager\" selected"), "{shown}");
    owner.submit(&page, &page, &[]).await.expect(422);
    owner.submit(&page, &page, &[("owner", "on")]).await.expect(303);
    member.get("/members").await.expect(200);
    owner.submit(&page, &page, &[(&*format!("role_{ours}"), "viewer")]).await.expect(303);
    member.get("/accounts/theirs/leads").await.expect(404);

    owner.submit(&page, &format!("{page}/disable"), &[]).await.expect(303);
    member.get("/accounts").await.expect(303);
    member.submit("/login", "/login", &[("email", "kim@agency.kr"), ("password", PASSWORD)]).await.expect(422);
    owner.submit(&page, &format!("{page}/enable"), &[]).await.expect(303);
    member.get("/accounts").await.expect(303);
    member.log_in("kim@agency.kr", PASSWORD).await;
    member.get("/accounts/ours").await.expect(200);

    // The last owner neither steps down nor is shut out.
    owner.submit("/members/1", "/members/1", &[(&*format!("role_{ours}"), "viewer")]).await.expect(422);
    let refused = owner.submit("/members/1", "/members/1/disable", &[]).await.expect(303);
    assert_eq!(refused.header("location"), "/members/1");
    owner.get("/members").await.expect(200);
    owner.get("/members/99").await.expect(404);
    dangol::app::gather_access_log(test.env()).await.expect("gathered");
    let log = owner.get(&format!("/access-log?subject=user%3A{id}&action=user.roles")).await.expect(200).text();
    assert_eq!(log.matches("구성원 권한 변경").count(), 4, "three rows and the filter's choice: {log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_sees_who_else_is_there() {
    let test = TestApp::start().await;
    let ours = test.account("ours").await.id;
    let (_, mut manager) = test.member("manager@ours.kr", Role::Manager, ours).await;
    test.viewer("viewer@ours.kr", ours).await;
    let elsewhere = test.account("theirs").await.id;
    test.viewer("viewer@theirs.kr", elsewhere).await;
    let page = manager.get("/accounts/ours/members").await.expect(200).text();
    assert!(page.contains("viewer@ours.kr") && page.contains("owner@agency.kr") && !page.contains("viewer@theirs.kr"), "{page}");
    assert!(manager.get("/accounts/ours/settings").await.expect(200).text().contains("/accounts/ours/access-log"));
}
