//! A server that behaves like AWS, in refusals and in lists: moto, which `make moto` installs.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use bytes::Bytes;
use dangol::{
    backup::store::{Bucket, Checked, Fault, Store, Typed, check},
    base::secret::Secret,
};

use super::{
    office::{Office, beside, plan, restic_from},
    server::{BUCKET, QUICK},
};
use crate::appliance::free_ports;

struct Moto {
    process: Child,
    port: u16,
}

impl Moto {
    async fn start() -> Self {
        let binary = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/moto/bin/moto_server");
        assert!(binary.exists(), "{} is missing: run `make moto`", binary.display());
        let port = free_ports()[0];
        let process = Command::new(binary)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let moto = Self { process, port };
        for _ in 0..300 {
            let made = reqwest::Client::new()
                .put(format!("http://127.0.0.1:{port}/{BUCKET}"))
                .header(
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=any/20261101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
                )
                .body("")
                .send()
                .await;
            match made {
                Ok(answer) => {
                    assert!(answer.status().is_success(), "{}", answer.text().await.expect("text"));
                    return moto;
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        panic!("moto does not listen");
    }

    fn store(&self) -> Store {
        Store::parse(&self.typed()).expect("settings")
    }

    fn typed(&self) -> Typed {
        Typed {
            endpoint: format!("http://127.0.0.1:{}", self.port),
            bucket: BUCKET.into(),
            prefix: "agency".into(),
            access_key_id: "any".into(),
            secret_access_key: Secret::new("any"),
            near: true,
            ..Typed::default()
        }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_like_aws_takes_the_copy() {
    let (moto, office) = (Moto::start().await, Office::new());
    assert_eq!(check(&moto.store()).await, Ok(Checked { repository: false, may_delete: true }));
    let elsewhere = Store::parse(&Typed { bucket: "nobodys".into(), ..moto.typed() }).expect("settings");
    assert_eq!(check(&elsewhere).await, Err(Fault::NoSuchBucket("nobodys".into())));

    let bucket = Bucket::new(&moto.store(), QUICK).expect("a bucket");
    for number in 0..1_100 {
        bucket.write(&format!("many/{number:04}"), &[Bytes::from_static(b"x")]).await.expect("written");
    }
    assert_eq!(bucket.list("many/", usize::MAX).await.expect("listed").len(), 1_100);
    assert_eq!(bucket.read("nothing").await, Err(Fault::Gone("agency/nothing".into())));

    let store = moto.store();
    beside(move || {
        for night in 1..=3 {
            office.leads(100);
            office.night();
            assert_eq!(office.copy(&store, plan()).expect("copied").there.len(), night);
        }
        assert!(restic_from(&store, &["check", "--read-data"]).contains("no errors were found"));
        let target = office.dir().join("restored");
        restic_from(&store, &["restore", "latest", "--target", target.to_str().expect("UTF-8")]);
        let live = std::fs::read(office.dir().join("accounts/cafe.db")).expect("read");
        assert!(std::fs::read(target.join("accounts/cafe.db")).expect("restored") == live);
    })
    .await;
    assert_eq!(check(&moto.store()).await, Ok(Checked { repository: true, may_delete: true }));
}
