//! The appliance with its encrypted doors on loopback, and a browser's half of the talk.

use std::{net::SocketAddr, sync::Arc};

use dangol::{
    base::{
        lang::Lang,
        time::{Clock as _, SystemClock},
    },
    cli::door::{self, Behind},
    config::settings::Settings,
    operations::{
        certificates::Known,
        service::certificates::{self, keeper::Keeper},
    },
    router,
    testing::app::TestApp,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

use crate::certificates::pebble::Pebble;

pub const ADMIN: &str = "admin.dangol.localhost";
pub const PAGE: &str = "page.dangol.localhost";

/// Listeners whose ports are known before anything answers there.
pub struct Ports {
    https: TcpListener,
    http: TcpListener,
}

impl Ports {
    pub async fn take() -> Self {
        let bind = || async { TcpListener::bind("127.0.0.1:0").await.expect("a port") };
        Self { https: bind().await, http: bind().await }
    }

    pub fn https(&self) -> SocketAddr {
        self.https.local_addr().expect("an address")
    }

    pub fn http(&self) -> SocketAddr {
        self.http.local_addr().expect("an address")
    }
}

/// A running appliance behind its doors.
pub struct Site {
    pub test: TestApp,
    pub keeper: Keeper,
    pub https: SocketAddr,
    pub http: SocketAddr,
    pub stop: watch::Sender<bool>,
    pub doors: Vec<JoinHandle<()>>,
}

impl Site {
    /// With certificates of an authority.
    pub async fn with_acme(ports: Ports, pebble: &Pebble) -> Self {
        let (directory, ca_file) = (pebble.directory(), pebble.ca_file());
        Self::start(ports, |settings| {
            settings.tls.acme.email = Some("ops@agency.kr".into());
            settings.tls.acme.directory = directory;
            settings.tls.acme.ca_file = Some(ca_file);
        })
        .await
    }

    pub async fn start(ports: Ports, change: impl FnOnce(&mut Settings)) -> Self {
        let port = ports.https().port();
        let test = TestApp::start_with(|settings| {
            settings.admin.base_url = Some(format!("https://{ADMIN}:{port}"));
            settings.public.base_url = Some(format!("https://{PAGE}:{port}"));
            change(settings);
        })
        .await;
        // Certificates are dated by the true clock.
        test.clock.set(SystemClock.now());
        Self::behind(ports, test)
    }

    /// The same appliance after a start.
    pub async fn restart(self, ports: Ports) -> Self {
        let _ = self.stop.send(true);
        for door in self.doors {
            let _ = door.await;
        }
        drop(self.keeper);
        let test = self.test.restart().await;
        Self::behind(ports, test)
    }

    fn behind(ports: Ports, test: TestApp) -> Self {
        let (stop, stopping) = watch::channel(false);
        let (https, http) = (ports.https(), ports.http());
        let env = test.env();
        let encrypted =
            Behind::Encrypted { shelf: Arc::clone(&env.tls), admin: test.app.admin.clone(), visitors: test.app.visitors.clone() };
        let plain = Behind::Plain(router::plain(env));
        let doors = vec![door::open(ports.https, encrypted, &[], stopping.clone()), door::open(ports.http, plain, &[], stopping)];
        let keeper = Keeper::new(env.clone()).unwrap_or_else(|fault| panic!("{}", fault.message().en)).expect("encryption of our own");
        Self { test, keeper, https, http, stop, doors }
    }

    pub async fn round(&mut self) {
        self.keeper.round().await.expect("a round");
    }

    /// What is known of a host.
    pub async fn known(&self, host: &str) -> Known {
        let all = certificates::list(self.test.env()).await.expect("listed");
        all.into_iter().find(|known| known.host == host).unwrap_or_else(|| panic!("{host} is not known"))
    }

    /// What went wrong with a host last.
    pub async fn fault(&self, host: &str) -> String {
        self.known(host).await.fault.map(|fault| fault.get(Lang::En).to_owned()).unwrap_or_default()
    }
}

/// What somebody saw who came over TLS.
pub struct Seen {
    pub certificate: CertificateDer<'static>,
    pub text: String,
}

/// Fetches a page over TLS, as a browser would that trusts these roots alone.
pub async fn fetch(at: SocketAddr, host: &str, roots: &[CertificateDer<'static>], path: &str) -> std::io::Result<Seen> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots.iter().cloned());
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(store)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).expect("a name");
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(at).await?).await?;
    let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first).cloned().expect("a certificate").into_owned();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}:{}\r\nconnection: close\r\n\r\n", at.port());
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(Seen { certificate, text: String::from_utf8_lossy(&answer).into_owned() })
}

/// Asks plain HTTP.
pub async fn fetch_plain(at: SocketAddr, host: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(at).await.expect("connected");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

/// The root that an authority signs with now.
pub async fn roots(pebble: &Pebble) -> Vec<CertificateDer<'static>> {
    let own: Vec<_> = CertificateDer::pem_file_iter(pebble.ca_file()).expect("a file").collect::<Result<_, _>>().expect("a root");
    let told = fetch(pebble.management(), "localhost", &own, "/roots/0").await.expect("the root").text;
    let begin = told.find("-----BEGIN").expect("a certificate");
    vec![CertificateDer::from_pem_slice(&told.as_bytes()[begin..]).expect("a certificate")]
}
