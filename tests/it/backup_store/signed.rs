//! Signatures, against a server that checks them.

use dangol::{
    backup::store::{Checked, Fault, Store, Style, Typed, check},
    base::secret::Secret,
};

use super::server::{BUCKET, Server};

#[tokio::test]
async fn the_button_says_what_the_settings_are_worth() {
    let server = Server::start().await;
    assert_eq!(check(&server.store()).await, Ok(Checked { repository: false, may_delete: true }));
    assert!(!server.folder().join("dangol-check").exists(), "the probe is gone");

    let with = |change: &dyn Fn(&mut Typed)| {
        let mut typed = server.typed();
        change(&mut typed);
        Store::parse(&typed).expect("settings")
    };
    let wrong_secret = with(&|typed| typed.secret_access_key = Secret::new("a/secret+with=sign"));
    assert_eq!(check(&wrong_secret).await, Err(Fault::WrongSecret));
    let wrong_bucket = with(&|typed| typed.bucket = "nobodys".into());
    assert_eq!(check(&wrong_bucket).await, Err(Fault::NoSuchBucket("nobodys".into())));
    let unknown = check(&with(&|typed| typed.access_key_id = "AKIAOTHER".into())).await;
    assert!(matches!(unknown, Err(Fault::UnknownKey | Fault::MayNot { .. })), "{unknown:?}");
}

#[tokio::test]
async fn a_bucket_may_stand_before_the_host() {
    let server = Server::start().await;
    let endpoint = format!("http://localhost:{}", server.address.port());
    let store = Store::parse(&Typed { endpoint, style: Style::VirtualHost, ..server.typed() }).expect("settings");
    assert_eq!(check(&store).await, Ok(Checked { repository: false, may_delete: true }));
    assert!(server.seen().iter().all(|seen| !seen.path.contains(BUCKET)));
}

#[tokio::test]
async fn objects_of_every_size_come_back_as_they_went() {
    let server = Server::start().await;
    let bucket = server.bucket();
    for bytes in [0_usize, 1, 16 << 10, (5 << 20) + 3] {
        let content: bytes::Bytes = (0..bytes).map(|at| u8::try_from(at % 251).expect("small")).collect();
        let pieces = [content.slice(..bytes / 3), content.slice(bytes / 3..)];
        bucket.write("data/0a/thing", &pieces).await.expect("written");
        assert_eq!(bucket.read("data/0a/thing").await.expect("read"), content);
        if bytes > 9 {
            assert_eq!(bucket.read_part("data/0a/thing", 5, 4).await.expect("read"), content.slice(5..9));
        }
    }
    bucket.delete("data/0a/thing").await.expect("deleted");
    bucket.delete("data/0a/thing").await.expect("deleted already");
    assert_eq!(bucket.read("data/0a/thing").await, Err(Fault::Gone("dangol/one/data/0a/thing".into())));
}

#[tokio::test]
async fn lists_go_on_beyond_a_thousand() {
    let server = Server::start().await;
    let folder = server.folder().join("data/0a");
    std::fs::create_dir_all(&folder).expect("made");
    for number in 0..2_345 {
        std::fs::write(folder.join(format!("{number:064x}")), b"pack").expect("written");
    }
    let objects = server.bucket().list("data/", usize::MAX).await.expect("listed");
    assert_eq!((objects.len(), server.seen().len()), (2_345, 3));
    assert!(objects.iter().all(|object| object.bytes == 4 && object.name.starts_with("data/0a/0")));
    let first: Vec<_> = server.bucket().list("data/", 7).await.expect("listed");
    assert_eq!(first.len(), 7);
}
