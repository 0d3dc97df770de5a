//! An S3 server in this process that checks signatures, and on which things go wrong as a test says.

use std::{
    convert::Infallible,
    net::SocketAddr,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use dangol::{
    backup::store::{Bucket, Patience, Store, Style, Typed},
    base::secret::Secret,
};
use http_body_util::{BodyExt as _, Full, combinators::UnsyncBoxBody};
use hyper::{Method, Request, Response, body::Frame, service::service_fn};
use hyper_util::rt::TokioIo;
use s3s::{
    auth::SimpleAuth,
    host::SingleDomain,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

pub const KEY: &str = "AKIADANGOL";
pub const SECRET: &str = "a/secret+with=signs";
pub const BUCKET: &str = "hanbit-backup";

/// Tests wait for no store.
pub const QUICK: Patience =
    Patience { stall: Duration::from_millis(600), tries: 4, first_wait: Duration::from_millis(5), longest_wait: Duration::from_millis(20) };

type Broken = Box<dyn std::error::Error + Send + Sync>;
type Body = UnsyncBoxBody<Bytes, Broken>;

/// What becomes of a request.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    Pass,
    Answer(u16, &'static str),
    /// The connection ends before an answer.
    Drop,
    /// It ends in the middle of what is sent to it.
    CutUpload,
    /// It ends in the middle of the answer.
    CutAnswer,
    /// The answer comes in ten pieces, each after a while.
    Slow(Duration),
    Stall,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub method: Method,
    /// With the query.
    pub path: String,
}

type Judge = Box<dyn FnMut(&Seen) -> Fate + Send>;

pub struct Server {
    pub address: SocketAddr,
    root: tempfile::TempDir,
    seen: Arc<Mutex<Vec<Seen>>>,
    judge: Arc<Mutex<Judge>>,
}

impl Server {
    /// With one empty bucket.
    pub async fn start() -> Self {
        let root = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(root.path().join(BUCKET)).expect("a bucket");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let mut builder = S3ServiceBuilder::new(FileSystem::new(root.path()).expect("a directory"));
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        builder.set_host(SingleDomain::new(&format!("localhost:{}", address.port())).expect("a domain"));
        let service = builder.build();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let judge: Arc<Mutex<Judge>> = Arc::new(Mutex::new(Box::new(|_| Fate::Pass)));
        let (all_seen, all_judge) = (Arc::clone(&seen), Arc::clone(&judge));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (service, seen, judge) = (service.clone(), Arc::clone(&all_seen), Arc::clone(&all_judge));
                let handler = service_fn(move |request: Request<hyper::body::Incoming>| {
                    let one = Seen {
                        method: request.method().clone(),
                        path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
                    };
                    let fate = (judge.lock().expect("no panic"))(&one);
                    seen.lock().expect("no panic").push(one);
                    answer(service.clone(), request, fate)
                });
                tokio::spawn(async move {
                    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), handler).await;
                });
            }
        });
        Self { address, root, seen, judge }
    }

    pub fn judge(&self, judge: impl FnMut(&Seen) -> Fate + Send + 'static) {
        *self.judge.lock().expect("no panic") = Box::new(judge);
    }

    /// The requests since the last call.
    pub fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().expect("no panic"))
    }

    /// Where the objects of the usual prefix lie.
    pub fn folder(&self) -> PathBuf {
        self.root.path().join(BUCKET).join("dangol/one")
    }

    pub fn lose_bucket(&self) {
        std::fs::remove_dir_all(self.root.path().join(BUCKET)).expect("removed");
    }

    pub fn typed(&self) -> Typed {
        typed(self.address)
    }

    pub fn store(&self) -> Store {
        Store::parse(&self.typed()).expect("settings")
    }

    pub fn bucket(&self) -> Bucket {
        Bucket::new(&self.store(), QUICK).expect("a bucket")
    }
}

/// The settings of such a server.
pub fn typed(address: SocketAddr) -> Typed {
    Typed {
        endpoint: format!("http://{address}"),
        region: "ap-northeast-2".into(),
        bucket: BUCKET.into(),
        prefix: "dangol/one".into(),
        access_key_id: KEY.into(),
        secret_access_key: Secret::new(SECRET),
        style: Style::Path,
        upload_limit_bytes_per_s: None,
        near: true,
    }
}

async fn answer(service: S3Service, request: Request<hyper::body::Incoming>, fate: Fate) -> Result<Response<Body>, Broken> {
    match fate {
        Fate::Pass => pass(service, request).await,
        Fate::Answer(status, body) => {
            let _ = request.into_body().collect().await;
            let body = Full::from(body).map_err(|never: Infallible| match never {}).boxed_unsync();
            Ok(Response::builder().status(status).body(body)?)
        }
        Fate::Drop => Err("dropped".into()),
        Fate::CutUpload => {
            let _ = request.into_body().frame().await;
            Err("cut off".into())
        }
        Fate::CutAnswer => in_pieces(pass(service, request).await?, None).await,
        Fate::Slow(between) => in_pieces(pass(service, request).await?, Some(between)).await,
        Fate::Stall => {
            tokio::time::sleep(Duration::from_mins(10)).await;
            Err("stalled".into())
        }
    }
}

async fn pass(service: S3Service, request: Request<hyper::body::Incoming>) -> Result<Response<Body>, Broken> {
    let response = hyper::service::Service::call(&service, request).await.map_err(|error| format!("{error:?}"))?;
    Ok(response.map(|body| body.map_err(|error| -> Broken { error.to_string().into() }).boxed_unsync()))
}

/// All of it slowly, or half of it and then nothing more.
async fn in_pieces(response: Response<Body>, between: Option<Duration>) -> Result<Response<Body>, Broken> {
    let (mut head, body) = response.into_parts();
    let whole = body.collect().await?.to_bytes();
    head.headers.insert("content-length", whole.len().into());
    let size = whole.len().div_ceil(10).max(1);
    let pieces: Vec<Bytes> = (0..whole.len()).step_by(size).map(|at| whole.slice(at..whole.len().min(at + size))).collect();
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Frame<Bytes>, Broken>>(1);
    tokio::spawn(async move {
        let half = pieces.len() / 2;
        for (number, piece) in pieces.into_iter().enumerate() {
            match between {
                Some(between) => tokio::time::sleep(between).await,
                None if number >= half => {
                    let _ = sender.send(Err("cut off".into())).await;
                    return;
                }
                None => {}
            }
            let _ = sender.send(Ok(Frame::data(piece))).await;
        }
    });
    Ok(Response::from_parts(head, Pieces(receiver).boxed_unsync()))
}

struct Pieces(tokio::sync::mpsc::Receiver<Result<Frame<Bytes>, Broken>>);

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.0.poll_recv(context)
    }
}
