//! What connections ask: which host is ours, on which side it stands, and which certificate it has. Whoever keeps certificates puts them
//! here; a name that is not here gets none.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use tokio::sync::Notify;
use tokio_rustls::rustls::{
    Error, ServerConfig,
    crypto::ring,
    server::{ClientHello, ResolvesServerCert, ResolvesServerCertUsingSni},
    sign::{CertifiedKey, SingleCertAndKey},
};

use crate::{base::host::Side, tls::certificate::Certificate};

/// How a connection goes on after its greeting.
#[derive(Clone)]
pub enum Choice {
    /// With this host's certificate, to this side.
    Serve(Side, Arc<ServerConfig>),
    /// With the proof that an authority asks for, and then it ends (RFC 8737).
    Prove(Arc<ServerConfig>),
    /// With a refusal: the name is unknown, or has no certificate.
    Refuse(Arc<ServerConfig>),
}

/// What an authority speaks when it comes for its proof.
const PROOF: &[u8] = b"acme-tls/1";

pub struct Shelf {
    hosts: RwLock<BTreeMap<String, Place>>,
    /// Answers to HTTP-01 by token.
    answers: RwLock<HashMap<String, String>>,
    /// Answers to TLS-ALPN-01 by host.
    greetings: RwLock<HashMap<String, Arc<ServerConfig>>>,
    refusal: Arc<ServerConfig>,
    asked: Notify,
}

struct Place {
    side: Side,
    certificate: Option<(Arc<Certificate>, Arc<ServerConfig>)>,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shelf(…)")
    }
}

impl Shelf {
    /// An empty one. Fails where the cryptography does not work at all.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            hosts: RwLock::default(),
            answers: RwLock::default(),
            greetings: RwLock::default(),
            refusal: Arc::new(config(Arc::new(ResolvesServerCertUsingSni::new()))?),
            asked: Notify::new(),
        })
    }

    /// Puts a host there, with the certificate that it has; without one it is known and nothing more.
    pub fn put(&self, host: &str, side: Side, certificate: Option<Arc<Certificate>>) -> Result<(), Error> {
        let mut hosts = self.hosts.write().unwrap_or_else(PoisonError::into_inner);
        let there = hosts.get(host).filter(|place| place.side == side).and_then(|place| place.certificate.clone());
        let certificate = match (certificate, there) {
            (Some(new), Some(old)) if Arc::ptr_eq(&new, &old.0) => Some(old),
            (Some(new), _) => {
                let mut serving = config(Arc::new(SingleCertAndKey::from(Arc::clone(&new.key))))?;
                serving.alpn_protocols = vec![b"http/1.1".to_vec()];
                Some((new, Arc::new(serving)))
            }
            (None, _) => None,
        };
        hosts.insert(host.to_owned(), Place { side, certificate });
        Ok(())
    }

    /// Takes all hosts away but these.
    pub fn keep_only(&self, wanted: &BTreeSet<&str>) {
        self.hosts.write().unwrap_or_else(PoisonError::into_inner).retain(|host, _| wanted.contains(host.as_str()));
    }

    /// The side of a host, and whether it has a certificate; absent for a name that is not ours.
    pub fn find(&self, host: &str) -> Option<(Side, bool)> {
        let hosts = self.hosts.read().unwrap_or_else(PoisonError::into_inner);
        hosts.get(host).map(|place| (place.side, place.certificate.is_some()))
    }

    /// The certificate of a host; absent where it has none, or is not ours.
    pub fn certificate(&self, host: &str) -> Option<Arc<Certificate>> {
        let hosts = self.hosts.read().unwrap_or_else(PoisonError::into_inner);
        hosts.get(host)?.certificate.as_ref().map(|(certificate, _)| Arc::clone(certificate))
    }

    /// How to go on with a connection that greets so.
    pub fn choose(&self, hello: &ClientHello<'_>) -> Choice {
        let refuse = || Choice::Refuse(Arc::clone(&self.refusal));
        let Some(host) = hello.server_name().map(str::to_ascii_lowercase) else { return refuse() };
        if hello.alpn().is_some_and(|mut spoken| spoken.any(|protocol| protocol == PROOF)) {
            let greetings = self.greetings.read().unwrap_or_else(PoisonError::into_inner);
            return greetings.get(&host).map_or_else(refuse, |greeting| Choice::Prove(Arc::clone(greeting)));
        }
        let hosts = self.hosts.read().unwrap_or_else(PoisonError::into_inner);
        match hosts.get(&host) {
            Some(Place { side, certificate: Some((_, config)) }) => Choice::Serve(*side, Arc::clone(config)),
            _ => refuse(),
        }
    }

    /// The answer to a question at `/.well-known/acme-challenge/`; absent for a token that nobody waits for.
    pub fn answer(&self, token: &str) -> Option<String> {
        self.answers.read().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }

    /// Answers a token, until what it gives is dropped.
    pub fn answer_with(self: &Arc<Self>, token: &str, answer: &str) -> Proof {
        self.answers.write().unwrap_or_else(PoisonError::into_inner).insert(token.to_owned(), answer.to_owned());
        Proof { shelf: Arc::clone(self), key: token.to_owned(), by_greeting: false }
    }

    /// Greets an authority that comes for a host, until what it gives is dropped.
    pub fn greet_with(self: &Arc<Self>, host: &str, proof: CertifiedKey) -> Result<Proof, Error> {
        let mut greeting = config(Arc::new(SingleCertAndKey::from(proof)))?;
        greeting.alpn_protocols = vec![PROOF.to_vec()];
        self.greetings.write().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), Arc::new(greeting));
        Ok(Proof { shelf: Arc::clone(self), key: host.to_owned(), by_greeting: true })
    }

    /// Says that something has changed: a host has come or gone, or somebody wants a certificate tried now.
    pub fn ask(&self) {
        self.asked.notify_one();
    }

    /// Waits until somebody has said so.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }
}

/// An answer that waits for an authority; gone when dropped.
pub struct Proof {
    shelf: Arc<Shelf>,
    key: String,
    by_greeting: bool,
}

impl Drop for Proof {
    fn drop(&mut self) {
        if self.by_greeting {
            self.shelf.greetings.write().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
        } else {
            self.shelf.answers.write().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
        }
    }
}

fn config(certificates: Arc<dyn ResolvesServerCert>) -> Result<ServerConfig, Error> {
    Ok(ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificates))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;
    use crate::base::secret::Secret;

    fn certificate(host: &str) -> Arc<Certificate> {
        let key = KeyPair::generate().expect("a key");
        let chain = CertificateParams::new(vec![host.to_owned()]).expect("parameters").self_signed(&key).expect("signed");
        Arc::new(Certificate::read(&chain.pem(), &Secret::new(key.serialize_pem()), "a test").expect("read"))
    }

    #[test]
    fn hosts_come_and_go() {
        let shelf = Shelf::new().expect("a shelf");
        assert_eq!(shelf.find("a.kr"), None);
        shelf.put("a.kr", Side::Admin, None).expect("put");
        shelf.put("b.kr", Side::Visitors, Some(certificate("b.kr"))).expect("put");
        assert_eq!((shelf.find("a.kr"), shelf.find("b.kr")), (Some((Side::Admin, false)), Some((Side::Visitors, true))));
        shelf.keep_only(&BTreeSet::from(["a.kr"]));
        assert_eq!((shelf.find("a.kr"), shelf.find("b.kr")), (Some((Side::Admin, false)), None));
    }

    #[test]
    fn a_proof_is_shown_as_long_as_it_is_held() {
        let shelf = Arc::new(Shelf::new().expect("a shelf"));
        let proof = shelf.answer_with("token", "token.thumb");
        assert_eq!(shelf.answer("token").as_deref(), Some("token.thumb"));
        drop(proof);
        assert_eq!(shelf.answer("token"), None);
    }

    #[tokio::test]
    async fn who_asks_first_is_heard_later() {
        let shelf = Shelf::new().expect("a shelf");
        shelf.ask();
        shelf.asked().await;
    }
}
