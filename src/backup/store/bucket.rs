//! What is said to a bucket: list, read, write and delete, each tried again while that may help.

use std::time::Duration;

use bytes::Bytes;
use data_encoding::BASE64;
use hyper::Method;
use md5::{Digest as _, Md5};
use rusty_s3::{Credentials, S3Action as _, UrlStyle, actions::ListObjectsV2};
use url::Url;

use crate::{
    backup::store::{Doing, Fault, Patience, Store, Style, fault::Refusal},
    outbound::{
        client::{Ask, Client, Reply, Silence},
        fault::{Fault as Outbound, chain},
        pace::Pace,
    },
};

/// How long a signature holds: longer than the slowest upload waits for its turn.
const SIGNED_FOR: Duration = Duration::from_hours(1);
/// A page of a list has at most a thousand names.
const LIST_BYTES: usize = 8 << 20;
/// What is read of an answer that carries no object.
const WORDS_BYTES: usize = 256 << 10;
/// Objects of a repository are a few MiB; one that restic made may be more.
const OBJECT_BYTES: usize = 512 << 20;

/// A bucket, its prefix, and the key to both.
pub struct Bucket {
    store: Store,
    address: rusty_s3::Bucket,
    credentials: Credentials,
    client: Client,
    patience: Patience,
}

/// An object of a list, named without the prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub name: String,
    pub bytes: u64,
}

/// One request, signed anew for each try.
struct Request<'a> {
    doing: Doing,
    method: Method,
    /// The object's full key.
    key: &'a str,
    sign: &'a (dyn Fn() -> Url + Sync),
    headers: &'a [(&'static str, String)],
    body: &'a [Bytes],
    answer_most: usize,
}

impl<'a> Request<'a> {
    const fn plain(doing: Doing, method: Method, key: &'a str, sign: &'a (dyn Fn() -> Url + Sync), answer_most: usize) -> Self {
        Self { doing, method, key, sign, headers: &[], body: &[], answer_most }
    }
}

impl Bucket {
    pub fn new(store: &Store, patience: Patience) -> Result<Self, Fault> {
        let style = match store.style {
            Style::Path => UrlStyle::Path,
            Style::VirtualHost => UrlStyle::VirtualHost,
        };
        let address = rusty_s3::Bucket::new(store.endpoint.clone(), style, store.bucket.clone(), store.region.clone())
            .map_err(|cause| Fault::Connection(Outbound::Garbled { host: store.endpoint.to_string(), cause: chain(&cause) }))?;
        Ok(Self {
            address,
            credentials: Credentials::new(store.access_key_id.clone(), store.secret_access_key.reveal().to_owned()),
            client: Client::new(store.near, patience.stall, store.upload_limit_bytes_per_s.map(Pace::new)),
            patience,
            store: store.clone(),
        })
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The objects whose names begin so, at most as many as asked for.
    pub async fn list(&self, start: &str, most: usize) -> Result<Vec<Object>, Fault> {
        let (root, start) = (self.key(""), self.key(start));
        let mut objects = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let sign = || {
                let mut action = self.address.list_objects_v2(Some(&self.credentials));
                action.with_prefix(start.as_str());
                if let Some(token) = &token {
                    action.with_continuation_token(token.as_str());
                }
                if most < 1_000 {
                    action.with_max_keys(most);
                }
                action.sign(SIGNED_FOR)
            };
            let reply = self.ask(&Request::plain(Doing::List, Method::GET, &start, &sign, LIST_BYTES)).await?;
            let text = String::from_utf8_lossy(&reply.body);
            let page = ListObjectsV2::parse_response(&text).map_err(|_| Fault::NotS3 { host: self.host(), status: reply.status })?;
            objects.extend(page.contents.into_iter().filter_map(|object| {
                Some(Object { name: object.key.strip_prefix(&root)?.to_owned(), bytes: object.size.unwrap_or_default() })
            }));
            match page.next_continuation_token {
                // A store that answers with the same page again would never come to an end.
                Some(next) if objects.len() < most && token.as_ref() != Some(&next) => token = Some(next),
                _ => break,
            }
        }
        objects.truncate(most);
        Ok(objects)
    }

    /// An object as a whole.
    pub async fn read(&self, name: &str) -> Result<Bytes, Fault> {
        let key = self.key(name);
        let sign = || self.address.get_object(Some(&self.credentials), &key).sign(SIGNED_FOR);
        Ok(self.ask(&Request::plain(Doing::Read, Method::GET, &key, &sign, OBJECT_BYTES)).await?.body)
    }

    /// A part of an object, exactly as long as asked for.
    pub async fn read_part(&self, name: &str, offset: u64, bytes: u32) -> Result<Bytes, Fault> {
        if bytes == 0 {
            return Ok(Bytes::new());
        }
        let key = self.key(name);
        let last = offset + u64::from(bytes) - 1;
        let headers = [("range", format!("bytes={offset}-{last}"))];
        let sign = || self.address.get_object(Some(&self.credentials), &key).sign(SIGNED_FOR);
        let request = Request { headers: &headers, ..Request::plain(Doing::Read, Method::GET, &key, &sign, OBJECT_BYTES) };
        let reply = self.ask(&request).await?;
        // A store that does not know ranges sends everything.
        let from = if reply.status == 206 { 0 } else { usize::try_from(offset).unwrap_or(usize::MAX) };
        let until = from.saturating_add(bytes as usize);
        let is_exact = reply.body.len() >= until && (reply.status != 206 || reply.body.len() == until);
        if is_exact { Ok(reply.body.slice(from..until)) } else { Err(Fault::Damaged(key)) }
    }

    /// Writes an object. The store compares it with its checksum before it takes it.
    pub async fn write(&self, name: &str, content: &[Bytes]) -> Result<(), Fault> {
        let key = self.key(name);
        let sum = content.iter().fold(Md5::new(), Md5::chain_update).finalize();
        let sum = BASE64.encode(&sum);
        let sign = || {
            let mut action = self.address.put_object(Some(&self.credentials), &key);
            action.headers_mut().insert("content-md5", sum.as_str());
            action.sign(SIGNED_FOR)
        };
        let headers = [("content-md5", sum.clone())];
        let request = Request { headers: &headers, body: content, ..Request::plain(Doing::Write, Method::PUT, &key, &sign, WORDS_BYTES) };
        self.ask(&request).await.map(|_| ())
    }

    /// Deletes an object. One that is not there is as good as deleted.
    pub async fn delete(&self, name: &str) -> Result<(), Fault> {
        let key = self.key(name);
        let sign = || self.address.delete_object(Some(&self.credentials), &key).sign(SIGNED_FOR);
        match self.ask(&Request::plain(Doing::Delete, Method::DELETE, &key, &sign, WORDS_BYTES)).await {
            Ok(_) | Err(Fault::Gone(_)) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    async fn ask(&self, request: &Request<'_>) -> Result<Reply, Fault> {
        let mut tried = 0;
        loop {
            tried += 1;
            let (fault, asked) = match self.once(request).await {
                Ok(reply) => return Ok(reply),
                Err(refused) => refused,
            };
            if !fault.is_passing() || tried >= self.patience.tries {
                return Err(fault);
            }
            let wait = self.patience.wait_before(tried + 1, asked, rand::random());
            tracing::debug!(%fault, tried, ?wait, key = request.key, "a store is asked again");
            tokio::time::sleep(wait).await;
        }
    }

    /// The answer, or the fault and how long the store asks us to wait.
    async fn once(&self, request: &Request<'_>) -> Result<Reply, (Fault, Option<Duration>)> {
        let url = (request.sign)();
        let ask = Ask {
            method: request.method.clone(),
            url: &url,
            headers: request.headers,
            body: request.body,
            answer_most: request.answer_most,
        };
        let reply = self.client.send(&ask).await.map_err(|silence| match silence {
            Silence::Fault(fault) => (Fault::Connection(fault), None),
            Silence::Open(host) => (Fault::Open(host), None),
        })?;
        if (200..300).contains(&reply.status) {
            return Ok(reply);
        }
        let told_region = reply.headers.get("x-amz-bucket-region").and_then(|region| region.to_str().ok());
        let fault = Fault::of(&Refusal {
            doing: request.doing,
            host: &self.host(),
            bucket: &self.store.bucket,
            region: &self.store.region,
            key: request.key,
            status: reply.status,
            told_region,
            body: &String::from_utf8_lossy(&reply.body),
        });
        Err((fault, reply.retry_after()))
    }

    fn host(&self) -> String {
        self.address.base_url().host_str().unwrap_or_default().to_owned()
    }

    fn key(&self, name: &str) -> String {
        if self.store.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.store.prefix) }
    }
}
