//! What goes wrong between us and a store.

use std::time::{Duration, Instant};

use bytes::Bytes;
use dangol::{
    backup::store::{Bucket, Doing, Fault, Patience, Store, Typed, check},
    base::lang::Lang,
    outbound::fault::Fault as Outbound,
};
use hyper::Method;

use super::server::{Fate, QUICK, Server};

const CONTENT: &[u8] = &[7; 300_000];

async fn write(server: &Server) -> Result<(), Fault> {
    server.bucket().write("data/0a/pack", &[Bytes::from_static(CONTENT)]).await
}

/// So many requests meet the fate, all others pass.
fn first(many: usize, fate: Fate) -> impl FnMut(&super::server::Seen) -> Fate + Send + 'static {
    let mut met = 0;
    move |_| {
        met += 1;
        if met <= many { fate } else { Fate::Pass }
    }
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let server = Server::start().await;
    let slow_down = "<Error><Code>SlowDown</Code></Error>";
    for fate in [
        Fate::Answer(500, ""),
        Fate::Answer(503, slow_down),
        Fate::Answer(429, ""),
        Fate::Answer(400, "<Error><Code>RequestTimeout</Code></Error>"),
        Fate::Answer(400, "<Error><Code>BadDigest</Code></Error>"),
        Fate::Drop,
        Fate::CutUpload,
        Fate::Stall,
    ] {
        server.seen();
        server.judge(first(3, fate));
        assert_eq!(write(&server).await, Ok(()), "{fate:?}");
        assert_eq!(server.seen().len(), 4, "{fate:?}");
        assert_eq!(std::fs::read(server.folder().join("data/0a/pack")).expect("there"), CONTENT, "{fate:?}");
    }
    for fate in [Fate::CutAnswer, Fate::Drop, Fate::Answer(502, "<html>bad gateway</html>")] {
        server.judge(first(2, fate));
        assert_eq!(server.bucket().read("data/0a/pack").await.as_deref(), Ok(CONTENT), "{fate:?}");
        assert!(server.bucket().list("data/", usize::MAX).await.is_ok_and(|found| found.len() == 1), "{fate:?}");
    }
}

#[tokio::test]
async fn what_lasts_is_told() {
    let server = Server::start().await;
    let host = || "127.0.0.1".to_owned();
    let region = "<Error><Code>AuthorizationQueryParametersError</Code><Region>eu-west-1</Region></Error>";
    for (fate, tries, fault) in [
        (
            Fate::Answer(403, "<Error><Code>AccessDenied</Code></Error>"),
            1,
            Fault::MayNot { doing: Doing::Write, bucket: "hanbit-backup".into() },
        ),
        (Fate::Answer(400, region), 1, Fault::WrongRegion { given: "ap-northeast-2".into(), right: Some("eu-west-1".into()) }),
        (Fate::Answer(507, ""), 1, Fault::NoSpace),
        (Fate::Answer(403, "<Error><Code>QuotaExceeded</Code></Error>"), 1, Fault::NoSpace),
        (Fate::Answer(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>"), 1, Fault::Clock),
        (Fate::Answer(405, "<html>no</html>"), 1, Fault::NotS3 { host: host(), status: 405 }),
        (Fate::Answer(500, ""), 4, Fault::Busy { host: host(), status: 500 }),
        (Fate::Stall, 4, Fault::Connection(Outbound::TookTooLong(host()))),
    ] {
        server.seen();
        server.judge(move |_| fate);
        assert_eq!(write(&server).await, Err(fault.clone()), "{fate:?}");
        assert_eq!(server.seen().len(), tries, "{fate:?}");
        let message = fault.message();
        assert!(message.get(Lang::Ko).ends_with("요.") || message.get(Lang::Ko).ends_with("니다."), "{message:?}");
    }
}

#[tokio::test]
async fn slow_is_not_dead() {
    let server = Server::start().await;
    write(&server).await.expect("written");
    // Ten pieces take longer than nothing may move, each of them less.
    server.judge(|_| Fate::Slow(Duration::from_millis(100)));
    let begun = Instant::now();
    assert_eq!(server.bucket().read("data/0a/pack").await.as_deref(), Ok(CONTENT));
    assert!(begun.elapsed() > QUICK.stall);
    server.judge(|_| Fate::Slow(Duration::from_mins(1)));
    let fault = Bucket::new(&server.store(), Patience { tries: 1, ..QUICK }).expect("a bucket").read("data/0a/pack").await;
    assert_eq!(fault, Err(Fault::Connection(Outbound::TookTooLong("127.0.0.1".into()))));
}

#[tokio::test]
async fn the_upload_limit_holds() {
    let server = Server::start().await;
    let limited = Store::parse(&Typed { upload_limit_bytes_per_s: Some(200_000), ..server.typed() }).expect("settings");
    let begun = Instant::now();
    Bucket::new(&limited, QUICK).expect("a bucket").write("config", &[Bytes::from_static(CONTENT)]).await.expect("written");
    // 300,000 bytes at 200,000 a second, the last piece leaving at once when its turn comes.
    let took = begun.elapsed();
    assert!(took > Duration::from_millis(1_300) && took < Duration::from_secs(10), "{took:?}");
}

#[tokio::test]
async fn a_connection_is_used_again_and_its_end_is_no_fault() {
    let server = Server::start().await;
    let bucket = server.bucket();
    for _ in 0..3 {
        bucket.write("config", &[Bytes::from_static(b"x")]).await.expect("written");
    }
    // The second request on a connection that waited meets its end: that alone counts as no try.
    let impatient = Bucket::new(&server.store(), Patience { tries: 1, ..QUICK }).expect("a bucket");
    impatient.read("config").await.expect("read");
    server.judge(first(1, Fate::Drop));
    impatient.read("config").await.expect("read over a new connection");
}

#[tokio::test]
async fn a_key_that_may_not_delete_is_fine() {
    let server = Server::start().await;
    server.judge(|seen| match seen.method {
        Method::DELETE => Fate::Answer(403, "<Error><Code>AccessDenied</Code></Error>"),
        _ => Fate::Pass,
    });
    let checked = check(&server.store()).await.expect("usable");
    assert!(!checked.may_delete && !checked.repository);
    assert!(server.folder().join("dangol-check").exists());
}

#[tokio::test]
async fn nobody_knocks_where_the_settings_do_not_allow_it() {
    let server = Server::start().await;
    let mut store = server.store();
    store.near = false;
    assert_eq!(check(&store).await, Err(Fault::Connection(Outbound::Near("127.0.0.1".into()))));
    assert!(server.seen().is_empty());
    // A name judged when it is looked up: near ones only with the setting.
    store.endpoint = "https://localhost:1".parse().expect("an address");
    assert!(matches!(check(&store).await, Err(Fault::Connection(Outbound::Near(_) | Outbound::NoSuchName(_)))));
}
