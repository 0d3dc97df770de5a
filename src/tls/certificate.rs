//! A certificate with its key, read and judged before anybody is shown it.

use std::{fmt, sync::Arc};

use tokio_rustls::rustls::{
    Error, InconsistentKeys,
    client::verify_server_name,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _},
    server::ParsedCertificate,
    sign::CertifiedKey,
};

use crate::{
    base::{secret::Secret, time::Timestamp},
    tls::{
        der::{self, Facts},
        fault::Fault,
    },
};

/// A certificate that can be served.
pub struct Certificate {
    pub key: Arc<CertifiedKey>,
    facts: Facts,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts.fmt(f)
    }
}

impl Certificate {
    /// Reads a chain, the host's own certificate first, and its key, both as PEM. `from` names where they come from.
    pub fn read(chain: &str, key: &Secret, from: &str) -> Result<Self, Fault> {
        let unusable = |cause: &dyn fmt::Display| Fault::Unusable { from: from.to_owned(), cause: cause.to_string() };
        let chain: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(chain.as_bytes()).collect::<Result<_, _>>().map_err(|cause| unusable(&cause))?;
        let facts = chain.first().and_then(|own| der::facts(own)).ok_or_else(|| Fault::NoCertificate(from.to_owned()))?;
        let key = PrivateKeyDer::from_pem_slice(key.reveal().as_bytes()).map_err(|_| Fault::NoKey(from.to_owned()))?;
        let key = CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|cause| match cause {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => Fault::OtherKey(from.to_owned()),
            other => unusable(&other),
        })?;
        Ok(Self { key: Arc::new(key), facts })
    }

    /// Who gave it; empty when that has no name.
    pub fn issuer(&self) -> &str {
        &self.facts.issuer
    }

    pub const fn not_before(&self) -> Timestamp {
        self.facts.not_before
    }

    pub const fn not_after(&self) -> Timestamp {
        self.facts.not_after
    }

    /// Is it for this host?
    pub fn covers(&self, host: &str) -> bool {
        let Ok(name) = ServerName::try_from(host) else { return false };
        let parsed = self.key.end_entity_cert().and_then(ParsedCertificate::try_from);
        parsed.is_ok_and(|parsed| verify_server_name(&parsed, &name).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn pair(names: &[&str]) -> (String, Secret) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).expect("parameters");
        (params.self_signed(&key).expect("signed").pem(), Secret::new(key.serialize_pem()))
    }

    #[test]
    fn a_certificate_is_for_its_names_alone() {
        let (chain, key) = pair(&["a.example.kr", "*.shop.example.kr"]);
        let read = Certificate::read(&chain, &key, "here").expect("read");
        for (host, expected) in [
            ("a.example.kr", true),
            ("A.example.kr", true),
            ("b.example.kr", false),
            ("x.shop.example.kr", true),
            ("shop.example.kr", false),
            ("", false),
        ] {
            assert_eq!(read.covers(host), expected, "{host}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told_apart() {
        let ((chain, key), (_, other)) = (pair(&["a.kr"]), pair(&["a.kr"]));
        let fault = |chain: &str, key: &Secret| Certificate::read(chain, key, "here").map(drop).expect_err("a fault");
        assert_eq!(fault(&chain, &other), Fault::OtherKey("here".into()));
        assert_eq!(fault("", &key), Fault::NoCertificate("here".into()));
        assert_eq!(fault("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &key), Fault::NoCertificate("here".into()));
        assert_eq!(fault(&chain, &Secret::new("nothing")), Fault::NoKey("here".into()));
        assert_eq!(fault(key.reveal(), &key), Fault::NoCertificate("here".into()));
    }
}
