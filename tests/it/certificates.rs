//! Certificates: got from an authority and renewed in time, from one's own files, and never for a name that is not ours.

#[path = "certificates/pebble.rs"]
mod pebble;
#[path = "certificates/site.rs"]
mod site;

use std::time::Duration;

use dangol::{
    accounts::{
        host::{HostName, NewHost},
        service::hosts,
    },
    alerts::service as alerts,
    base::time::{DAY_MS, HOUR_MS, MINUTE_MS},
    operations::{
        certificates::{Source, State},
        service::certificates::{self, keeper::Keeper},
    },
    testing::app::{NOON, TestApp},
};
use pebble::{Pebble, own_files};
use site::{ADMIN, PAGE, Ports, Site, fetch, fetch_plain, roots};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test(flavor = "multi_thread")]
async fn each_host_gets_a_certificate_and_its_side() {
    let ports = Ports::take().await;
    let pebble = Pebble::start(ports.http(), ports.https());
    let mut site = Site::with_acme(ports, &pebble).await;
    let waiting = fetch_plain(site.http, ADMIN, "/login").await;
    assert!(waiting.starts_with("HTTP/1.1 404"), "not known before the first round: {waiting}");
    site.round().await;
    assert_eq!((site.fault(ADMIN).await, site.fault(PAGE).await), (String::new(), String::new()), "{}", pebble.log());
    let roots = roots(&pebble).await;

    let admin = fetch(site.https, ADMIN, &roots, "/login").await.expect("the admin UI");
    assert!(admin.text.starts_with("HTTP/1.1 200") && admin.text.contains("strict-transport-security: max-age="), "{}", admin.text);
    let visitors = fetch(site.https, PAGE, &roots, "/login").await.expect("the visitors' side");
    assert!(visitors.text.starts_with("HTTP/1.1 404") && !visitors.text.contains("strict-transport"), "{}", visitors.text);
    assert_ne!(admin.certificate, visitors.certificate);

    for stranger in ["other.dangol.localhost", "127.0.0.1"] {
        assert!(fetch(site.https, stranger, &roots, "/").await.is_err(), "{stranger} has no certificate");
    }

    let led = fetch_plain(site.http, &format!("{ADMIN}:80"), "/login?next=%2Faccounts").await;
    assert!(led.starts_with("HTTP/1.1 308"), "{led}");
    let to = format!("location: https://{ADMIN}:{}/login?next=%2Faccounts\r\n", site.https.port());
    assert!(led.contains(&to), "{to} is not in {led}");
    for (host, path) in [("other.dangol.localhost", "/"), ("127.0.0.1", "/login"), (ADMIN, "/.well-known/acme-challenge/none")] {
        let answer = fetch_plain(site.http, host, path).await;
        assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("text/plain"), "{host}{path}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_outlives_a_start_and_is_renewed_in_time_even_by_an_authority_that_forgot_us() {
    let ports = Ports::take().await;
    let mut pebble = Pebble::start(ports.http(), ports.https());
    let mut site = Site::with_acme(ports, &pebble).await;
    site.round().await;
    let first = site.known(ADMIN).await.held.expect("a certificate");
    assert_eq!(first.not_after.ms_since(first.not_before) / DAY_MS, 89, "90 days less a second: {}", pebble.log());
    assert!(first.issuer.contains("Pebble"), "{}", first.issuer);

    pebble.stop();
    let again = Ports::take().await;
    // An authority that is not there is asked nothing while all is well.
    let mut site = site.restart(again).await;
    site.round().await;
    let known = site.known(ADMIN).await;
    assert_eq!((known.held.as_ref(), known.state(site.test.now())), (Some(&first), State::Good));
    assert!(fetch(site.https, ADMIN, &[], "/").await.is_err_and(|cause| cause.to_string().contains("UnknownIssuer")));

    site.test.clock.advance_ms(61 * DAY_MS);
    site.round().await;
    let known = site.known(ADMIN).await;
    assert_eq!((known.held.as_ref(), known.failures, known.state(site.test.now())), (Some(&first), 1, State::Ending));
    assert!(site.fault(ADMIN).await.contains("could not be reached"), "{}", site.fault(ADMIN).await);
    assert_eq!(alerts::open_alarms(site.test.env()).await.expect("alarms").len(), 0);
    site.test.clock.advance_ms(5 * MINUTE_MS);
    site.round().await;
    let alarms = alerts::open_alarms(site.test.env()).await.expect("alarms");
    assert_eq!(alarms.len(), 2, "one a host: {alarms:?}");
    assert!(alarms[0].alarm.what.en.contains("dangol.localhost"), "{alarms:?}");

    // It comes back without its book, on the ports that the doors have now.
    (pebble.http, pebble.https) = (site.http.port(), site.https.port());
    pebble.restart();
    site.round().await;
    assert_eq!(site.known(ADMIN).await.failures, 2, "not before its time");
    site.test.clock.advance_ms(HOUR_MS);
    site.round().await;
    let renewed = site.known(ADMIN).await;
    assert_eq!((renewed.failures, renewed.fault), (0, None), "{}", pebble.log());
    assert_ne!(renewed.held.expect("a certificate").not_before, first.not_before);
    assert_eq!(alerts::open_alarms(site.test.env()).await.expect("alarms").len(), 0);
    let seen = fetch(site.https, ADMIN, &roots(&pebble).await, "/login").await.expect("the new one is served");
    // The base address names the port of before.
    assert!(seen.text.starts_with("HTTP/1.1 403"), "{}", seen.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_port_is_closed_the_other_proves() {
    let (ports, elsewhere) = (Ports::take().await, Ports::take().await);
    // Nobody of ours answers where the authority looks by HTTP.
    let pebble = Pebble::start(elsewhere.https(), ports.https());
    drop(elsewhere);
    let mut site = Site::with_acme(ports, &pebble).await;
    site.round().await;
    let known = site.known(PAGE).await;
    assert_eq!((known.state(site.test.now()), known.failures), (State::Missing, 1));
    let fault = site.fault(PAGE).await;
    assert!(fault.contains("did not find this server at page.dangol.localhost") && fault.contains("firewall"), "{fault}");
    assert!(fetch(site.https, PAGE, &[], "/").await.is_err());
    let told = fetch_plain(site.http, PAGE, "/").await;
    assert!(told.starts_with("HTTP/1.1 503") && told.contains("retry-after: 60"), "{told}");

    // An owner need not wait for the next try.
    let mut owner = site.test.browser().await;
    let page = owner.get("/settings/certificates").await.expect(200).text();
    assert!(page.contains(PAGE) && page.contains("지금 시도") && page.contains("방화벽"), "{page}");
    for host in [ADMIN, PAGE] {
        owner.submit("/settings/certificates", "/settings/certificates/try", &[("host", host)]).await.expect(303);
    }
    owner.submit("/settings/certificates", "/settings/certificates/try", &[("host", "other.kr")]).await.expect(404);
    site.round().await;
    assert_eq!(site.fault(PAGE).await, "", "{}", pebble.log());
    assert!(fetch(site.https, PAGE, &roots(&pebble).await, "/healthz").await.expect("served").text.ends_with("ok\n"));
    let page = owner.get("/settings/certificates").await.expect(200).text();
    assert!(page.contains("정상") && page.contains("89일 남음") && !page.contains("지금 시도"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_elsewhere_is_told_and_never_ordered() {
    let ports = Ports::take().await;
    let pebble = Pebble::start(ports.http(), ports.https());
    let (directory, ca_file) = (pebble.directory(), pebble.ca_file());
    let mut site = Site::start(ports, |settings| {
        settings.tls.acme.email = Some("ops@agency.kr".into());
        settings.tls.acme.directory = directory;
        settings.tls.acme.ca_file = Some(ca_file);
        settings.public.base_url = Some("https://page.dangol.invalid".into());
    })
    .await;
    site.round().await;
    assert_eq!(site.fault(ADMIN).await, "");
    let known = site.known("page.dangol.invalid").await;
    assert!(site.fault("page.dangol.invalid").await.contains("set an A record for page.dangol.invalid"), "{:?}", known.fault);
    assert_eq!(known.try_at, Some(site.test.now().plus_ms(MINUTE_MS)));
    assert!(!pebble.log().contains("page.dangol.invalid"), "it was ordered: {}", pebble.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accounts_own_host_gets_one_as_soon_as_it_is_added() {
    let ports = Ports::take().await;
    let pebble = Pebble::start(ports.http(), ports.https());
    let mut site = Site::with_acme(ports, &pebble).await;
    site.test.account("cafe").await;
    let cx = site.test.cx("cafe").await;
    let name = HostName::from_stored("shop.dangol.localhost".into());
    let host = hosts::add(&cx, NewHost { name, root_page: None, is_main: true }).await.expect("added");
    tokio::time::timeout(Duration::from_secs(1), site.test.env().tls.asked()).await.expect("the keeper is told");
    site.round().await;
    let roots = roots(&pebble).await;
    let seen = fetch(site.https, "shop.dangol.localhost", &roots, "/").await.expect("served");
    assert!(seen.text.starts_with("HTTP/1.1 404"), "it has no page yet: {}", seen.text);

    hosts::remove(&cx, host.id).await.expect("removed");
    site.round().await;
    assert!(fetch(site.https, "shop.dangol.localhost", &roots, "/").await.is_err(), "a name that was taken away");
    assert!(fetch_plain(site.http, "shop.dangol.localhost", "/").await.starts_with("HTTP/1.1 404"));
    assert_eq!(certificates::list(site.test.env()).await.expect("listed").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_files_are_served_and_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (chain, key) = own_files(folder.path(), &[ADMIN, PAGE], 60);
    let mut site = Site::start(Ports::take().await, |settings| {
        (settings.tls.cert_file, settings.tls.key_file) = (Some(chain.clone()), Some(key.clone()));
    })
    .await;
    site.test.clock.set(NOON);
    site.round().await;
    let known = site.known(PAGE).await;
    assert_eq!((known.source, known.state(NOON), known.failures), (Source::File, State::Good, 0));
    let seen = fetch(site.https, PAGE, &[], "/").await.map(|seen| seen.text).expect_err("nobody has signed it");
    assert!(seen.to_string().contains("UnknownIssuer") || seen.to_string().contains("CaUsedAsEndEntity"), "{seen}");

    // The next one is not for visitors; the one after that can't be read, and the last good one stays.
    own_files(folder.path(), &[ADMIN], 10);
    site.round().await;
    assert_eq!((site.known(PAGE).await.state(NOON), site.known(ADMIN).await.state(NOON)), (State::Missing, State::Ending));
    assert!(site.fault(PAGE).await.contains("is not for page.dangol.localhost"), "{}", site.fault(PAGE).await);
    assert_eq!(alerts::open_alarms(site.test.env()).await.expect("alarms").len(), 2);
    std::fs::write(&key, "nothing").expect("written");
    site.round().await;
    assert!(site.fault(ADMIN).await.contains("private key"), "{}", site.fault(ADMIN).await);
    assert!(site.test.env().tls.certificate(ADMIN).is_some());

    own_files(folder.path(), &[ADMIN, PAGE], 200);
    site.round().await;
    assert_eq!((site.fault(ADMIN).await, site.fault(PAGE).await), (String::new(), String::new()));
    assert_eq!(alerts::open_alarms(site.test.env()).await.expect("alarms").len(), 0);
    site.test.clock.advance_ms(201 * DAY_MS);
    site.round().await;
    assert_eq!(site.known(PAGE).await.state(site.test.now()), State::Expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_do_not_belong_together_are_refused_at_the_start() {
    let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let ((chain, _), (_, key)) = (own_files(folder.path(), &[ADMIN, PAGE], 60), own_files(other.path(), &[ADMIN, PAGE], 60));
    let test = TestApp::start_with(|settings| {
        (settings.tls.cert_file, settings.tls.key_file) = (Some(chain), Some(key));
    })
    .await;
    let fault = Keeper::new(test.env().clone()).map(drop).expect_err("refused");
    assert!(fault.message().en.contains("do not belong together"), "{fault:?}");
    let plain = TestApp::start().await;
    assert!(Keeper::new(plain.env().clone()).expect("nothing to read").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_how_https_is_turned_on() {
    let plain = TestApp::start().await;
    let page = plain.browser().await.get("/settings/certificates").await.expect(200).text();
    assert!(page.contains("[tls.acme]") && page.contains("admin.example.kr"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_greets_slowly_is_cut_off_and_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let (chain, key) = own_files(folder.path(), &[ADMIN, PAGE], 60);
    let mut site = Site::start(Ports::take().await, |settings| {
        (settings.tls.cert_file, settings.tls.key_file) = (Some(chain), Some(key));
    })
    .await;
    site.round().await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(site.https).await.expect("connected");
        // The beginning of a greeting that never ends.
        stream.write_all(&[0x16, 0x03, 0x01, 0x02]).await.expect("sent");
        slow.push(stream);
    }
    let started = std::time::Instant::now();
    let other = fetch(site.https, PAGE, &[], "/").await;
    assert!(other.is_err() && started.elapsed() < Duration::from_secs(5), "the greeting of others goes on");
    for mut stream in slow {
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "still open after {:?}", started.elapsed());
    }
    // What is no greeting at all ends at once.
    let mut stream = TcpStream::connect(site.https).await.expect("connected");
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sent");
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut rest)).await.expect("ended");
    assert!(!rest.starts_with(b"HTTP"));
    let _ = site.stop.send(true);
    for door in site.doors.drain(..) {
        tokio::time::timeout(Duration::from_secs(9), door).await.expect("closed").expect("well");
    }
}
