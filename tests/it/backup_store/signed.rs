//! Signatures, against an S3 server in this process.

use std::{net::SocketAddr, path::Path};

use dangol::{
    backup::store::{Bucket, Checked, Fault, Patience, Store, Style, Typed, check},
    base::secret::Secret,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

pub const KEY: &str = "AKIADANGOL";
pub const SECRET: &str = "a/secret+with=signs";

/// Serves the directory; each folder in it is a bucket.
pub async fn serve(root: &Path) -> SocketAddr {
    let mut builder = S3ServiceBuilder::new(FileSystem::new(root).expect("a directory"));
    builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let _ = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(socket), service)
                    .await;
            });
        }
    });
    address
}

pub fn typed(address: SocketAddr) -> Typed {
    Typed {
        endpoint: format!("http://{address}"),
        region: "ap-northeast-2".into(),
        bucket: "hanbit-backup".into(),
        prefix: "dangol/one".into(),
        access_key_id: KEY.into(),
        secret_access_key: Secret::new(SECRET),
        style: Style::Path,
        upload_limit_bytes_per_s: None,
        near: true,
    }
}

pub fn store(address: SocketAddr) -> Store {
    Store::parse(&typed(address)).expect("settings")
}

#[tokio::test]
async fn the_button_says_what_the_settings_are_worth() {
    let root = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(root.path().join("hanbit-backup")).expect("a bucket");
    let address = serve(root.path()).await;
    assert_eq!(check(&store(address)).await, Ok(Checked { repository: false, may_delete: true }));
    assert!(!root.path().join("hanbit-backup/dangol/one/dangol-check").exists(), "the probe is gone");

    let with = |change: &dyn Fn(&mut Typed)| {
        let mut typed = typed(address);
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
async fn objects_of_every_size_come_back_as_they_went() {
    let root = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(root.path().join("hanbit-backup")).expect("a bucket");
    let bucket = Bucket::new(&store(serve(root.path()).await), Patience::BUTTON).expect("a bucket");
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
