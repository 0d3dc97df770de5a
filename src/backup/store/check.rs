//! The test of a store's settings: what the nightly copy will do, with one small object.

use bytes::Bytes;

use crate::backup::store::{Bucket, Doing, Fault, Patience, Store};

/// Always the same name: a key that may not delete leaves one object, not one for every test.
const PROBE: &str = "dangol-check";

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Is there a repository under the prefix?
    pub repository: bool,
    /// If not, nothing is ever pruned there by us, and the probe (`dangol-check`) stays.
    pub may_delete: bool,
}

/// Lists, writes, reads back and deletes.
pub async fn check(store: &Store) -> Result<Checked, Fault> {
    probe(&Bucket::new(store, Patience::BUTTON)?).await
}

pub(in crate::backup) async fn probe(bucket: &Bucket) -> Result<Checked, Fault> {
    let repository = bucket.list("config", 1).await?.iter().any(|object| object.name == "config");
    let content = Bytes::from(data_encoding::HEXLOWER.encode(&rand::random::<[u8; 32]>()));
    bucket.write(PROBE, std::slice::from_ref(&content)).await?;
    if bucket.read(PROBE).await? != content {
        return Err(Fault::Damaged(PROBE.to_owned()));
    }
    let may_delete = match bucket.delete(PROBE).await {
        Ok(()) => true,
        Err(Fault::MayNot { doing: Doing::Delete, .. }) => false,
        Err(fault) => return Err(fault),
    };
    Ok(Checked { repository, may_delete })
}
