//! Viral loops in the admin UI.

use serde_json::json;

use crate::viral::office::{Office, states};

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_lead_from_the_editor_to_the_review() {
    let mut office = Office::open(json!({})).await;
    let mut browser = office.test.browser().await;
    let base = "/accounts/cafe/viral-campaigns";
    let list = browser.get(base).await.expect(200).text();
    assert!(list.contains("친구 초대") && list.contains("kakao_key") && list.contains(&format!("{base}/new")), "{list}");
    browser.submit(base, &format!("{base}/kakao"), &[("kakao_key", "short")]).await.expect(422);
    browser.submit(base, &format!("{base}/kakao"), &[("kakao_key", &"0a".repeat(16))]).await.expect(303);

    let edit = format!("{base}/{}/edit", office.campaign);
    let editor = browser.get(&edit).await.expect(200).text();
    assert!(editor.contains("[광고] 추천 시 커피 쿠폰을 받습니다") && editor.contains("rewards.0.title"), "{editor}");
    let more = browser
        .submit(base, &edit, &[("do", "add"), ("rewards.0.title", "<b>쿠폰"), ("share_text", "받을 수 있어요")])
        .await
        .expect(200)
        .text();
    assert!(more.contains("rewards.1.title") && more.contains("&lt;b&gt;쿠폰") && more.contains("불명확한 표시"), "{more}");
    let again = browser.submit(base, &edit, &[("do", "save"), ("name", ""), ("hold_days", "x")]).await.expect(422).text();
    assert!(again.contains(r##"href="#f-hold_days""##), "{again}");
    let fragment = browser
        .submit(base, &format!("{base}/share-preview"), &[("share_text", "같이 해요"), ("rewards.0.title", "포인트")])
        .await
        .expect(200)
        .text();
    assert!(
        fragment.starts_with("<div") && fragment.contains("[광고] 추천 시 포인트를 받습니다") && fragment.contains("맨 앞에 자동으로"),
        "{fragment}"
    );

    let mut hong = office.visitor();
    office.submit(&mut hong, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    let thanks = hong.get("/p/cafe/spring/thanks").await.expect(200).text();
    assert!(thanks.contains("t1.kakaocdn.net") && thanks.contains("integrity=\"sha384-"), "{thanks}");
    let mut sister = office.visitor();
    sister.address = hong.address;
    sister.get(&format!("/r/cafe/{}", mine["code"].as_str().expect("a code"))).await.expect(302);
    office.submit(&mut sister, "홍길순", "010-1111-3333").await;

    let own = format!("{base}/{}", office.campaign);
    let report = browser.get(&own).await.expect(200).text();
    assert!(report.contains("K = 참여자 1인당 초대 수 × 초대의 접수율") && report.contains("0.50"), "{report}");
    browser.get(&format!("{own}?days=0")).await.expect(422);
    let people = browser.get(&format!("{own}/participants?sort=-approved")).await.expect(200).text();
    assert!(people.contains("홍길동") && people.contains("홍길순"), "{people}");
    let queue = browser.get(&format!("{own}/referrals?state=flagged")).await.expect(200).text();
    assert!(queue.contains("추천인과 IP 주소가 같습니다") && queue.contains("name=\"reason\""), "{queue}");
    let id = office.referrals().await[0]["id"].to_string();
    let no_reason =
        browser.submit(base, &format!("{own}/referrals"), &[("do", "approve"), ("id", &id), ("state", "flagged")]).await.expect(303);
    assert_eq!(no_reason.header("location"), format!("{own}/referrals?state=flagged"));
    assert_eq!(states(&office.referrals().await), ["flagged"]);
    browser.submit(base, &format!("{own}/referrals"), &[("do", "approve"), ("id", &id), ("reason", "통화로 확인")]).await.expect(303);
    assert_eq!(states(&office.referrals().await), ["approved"]);
    let ledger = browser.get(&format!("{own}/rewards?state=granted")).await.expect(200).text();
    let reward = ledger.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a reward").to_owned();
    browser.submit(base, &format!("{own}/rewards"), &[("id", &reward)]).await.expect(303);
    assert_eq!(office.rewards().await, [("Delivered".to_owned(), 1)]);
    browser.submit(base, &format!("{own}/referrals"), &[("do", "void"), ("id", &id), ("reason", "부정 참여")]).await.expect(303);
    assert!(browser.get(&format!("{own}/rewards")).await.expect(200).text().contains("돌려받아야 합니다"));
    office.assert_all_agree().await;
    let page = browser.get(&format!("/accounts/cafe/viral-loops/{}", mine["id"])).await.expect(200).text();
    assert!(page.contains("홍길순") && page.contains("/l/cafe:") && page.contains("class=\"tree\""), "{page}");
}
