//! Getting a certificate from an authority (RFC 8555): we are entered in its book once, it asks for a proof at the host, and gives.

use std::{sync::Arc, time::Duration};

use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeHandle, ChallengeType, Error, Identifier, NewAccount, NewOrder, Order,
    OrderStatus, Problem, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use tokio_rustls::rustls::{
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
    sign::CertifiedKey,
};

use crate::{
    base::secret::Secret,
    config::tls::Acme,
    outbound::fault::{self as outbound, chain},
    tls::{
        courier::{Courier, Unanswered},
        fault::Fault,
        files,
        shelf::{Proof, Shelf},
    },
};

/// How the authority is shown that a host is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// At port 80 (HTTP-01).
    Http,
    /// In the greeting at port 443 (TLS-ALPN-01).
    Tls,
}

impl Way {
    /// The ways take turns, so that one closed port does not close both.
    pub const fn after(failures: u32) -> Self {
        if failures.is_multiple_of(2) { Self::Http } else { Self::Tls }
    }

    const fn kinds(self) -> [ChallengeType; 2] {
        match self {
            Self::Http => [ChallengeType::Http01, ChallengeType::TlsAlpn01],
            Self::Tls => [ChallengeType::TlsAlpn01, ChallengeType::Http01],
        }
    }
}

/// What an order brings.
#[derive(Debug)]
pub struct Issued {
    /// The chain as PEM, the host's own first.
    pub chain: String,
    pub key: Secret,
}

/// An authority that can be asked.
pub struct Authority {
    directory: String,
    contact: String,
    roots: Vec<CertificateDer<'static>>,
}

/// Us, in the authority's book. Cheap to clone.
#[derive(Clone)]
pub struct Member {
    account: Account,
    courier: Courier,
}

/// How long the authority may look for its proof, and how long it may take to sign.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_mins(1));
/// The longest that a whole order takes.
const ORDER_WITHIN: Duration = Duration::from_mins(3);
/// The same for the book.
const ENTRY_WITHIN: Duration = Duration::from_mins(1);

impl Authority {
    /// The one of the settings; absent where none is set.
    pub fn of(settings: &Acme) -> Option<Result<Self, Fault>> {
        let email = settings.email.as_ref()?;
        let roots = settings.ca_file.as_deref().map_or_else(|| Ok(Vec::new()), files::roots);
        let directory = settings.directory.clone();
        Some(roots.map(|roots| Self { directory, contact: format!("mailto:{email}"), roots }))
    }

    /// Comes back as who we were.
    pub async fn come_back(&self, credentials: &Secret) -> Result<Member, Fault> {
        let courier = Courier::new(self.roots.clone());
        let kept: AccountCredentials = serde_json::from_str(credentials.reveal()).map_err(|cause| Fault::Forgotten(cause.to_string()))?;
        let entering = Account::builder_with_http(Box::new(courier.clone())).from_credentials(kept);
        let account = within(ENTRY_WITHIN, &self.directory, entering).await?.map_err(|error| fault(error, "", &courier))?;
        Ok(Member { account, courier })
    }

    /// Is entered anew. Gives what to keep, in order to come back.
    pub async fn enter(&self) -> Result<(Member, Secret), Fault> {
        let courier = Courier::new(self.roots.clone());
        let new = NewAccount { contact: &[self.contact.as_str()], terms_of_service_agreed: true, only_return_existing: false };
        let entering = Account::builder_with_http(Box::new(courier.clone())).create(&new, self.directory.clone(), None);
        let (account, credentials) = within(ENTRY_WITHIN, &self.directory, entering).await?.map_err(|error| fault(error, "", &courier))?;
        let credentials = serde_json::to_string(&credentials).map_err(|cause| unusable(&cause))?;
        Ok((Member { account, courier }, Secret::new(credentials)))
    }

    /// Tells the authority of another address to write to.
    pub async fn tell_contact(&self, member: &Member) -> Result<(), Fault> {
        let contact = [self.contact.as_str()];
        within(ENTRY_WITHIN, &self.directory, member.account.update_contacts(&contact))
            .await?
            .map_err(|error| fault(error, "", &member.courier))
    }
}

impl Member {
    /// Gets a certificate for one host.
    pub async fn order(&self, answers: &Arc<Shelf>, host: &str, way: Way) -> Result<Issued, Fault> {
        within(ORDER_WITHIN, host, self.carry_through(answers, host, way)).await?
    }

    async fn carry_through(&self, answers: &Arc<Shelf>, host: &str, way: Way) -> Result<Issued, Fault> {
        let told = |error| fault(error, host, &self.courier);
        let names = [Identifier::Dns(host.to_owned())];
        let mut order = match self.account.new_order(&NewOrder::new(&names)).await {
            Ok(order) => order,
            Err(Error::Api(problem)) if is_stranger(&problem) => return Err(Fault::Forgotten(problem.to_string())),
            Err(error) => return Err(told(error)),
        };
        let _proofs = prove(&mut order, answers, host, way).await.map_err(|unproven| match unproven {
            Unproven::Error(error) => told(error),
            Unproven::Fault(fault) => fault,
        })?;
        match order.poll_ready(&PATIENCE).await {
            Ok(OrderStatus::Ready) => {}
            // What the authority saw at the host says more than the state of the order.
            Ok(_) | Err(Error::Api(_)) => {
                let seen = seen(&mut order).await.unwrap_or_default();
                return Err(Fault::Unproven { host: host.to_owned(), told: seen });
            }
            Err(error) => return Err(told(error)),
        }
        let key = order.finalize().await.map_err(told)?;
        let chain = order.poll_certificate(&PATIENCE).await.map_err(told)?;
        Ok(Issued { chain, key: Secret::new(key) })
    }
}

enum Unproven {
    Error(Error),
    Fault(Fault),
}

impl From<Error> for Unproven {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Fault> for Unproven {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Puts up what the order asks for; it stands as long as what this gives.
async fn prove(order: &mut Order, answers: &Arc<Shelf>, host: &str, way: Way) -> Result<Vec<Proof>, Unproven> {
    let mut proofs = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        match authorization.status {
            // Proven lately, and still believed.
            AuthorizationStatus::Valid => continue,
            AuthorizationStatus::Pending => {}
            other => return Err(Fault::Refused { host: host.to_owned(), told: format!("{other:?}") }.into()),
        }
        let kind = way.kinds().into_iter().find(|kind| authorization.challenges.iter().any(|offered| offered.r#type == *kind));
        let Some(mut challenge) = kind.and_then(|kind| authorization.challenge(kind)) else {
            return Err(Fault::Refused { host: host.to_owned(), told: "no HTTP-01, no TLS-ALPN-01".to_owned() }.into());
        };
        proofs.push(put_up(&challenge, answers, host)?);
        challenge.set_ready().await?;
    }
    Ok(proofs)
}

fn put_up(challenge: &ChallengeHandle<'_>, answers: &Arc<Shelf>, host: &str) -> Result<Proof, Fault> {
    let authorization = challenge.key_authorization();
    if challenge.r#type == ChallengeType::Http01 {
        return Ok(answers.answer_with(&challenge.token, authorization.as_str()));
    }
    let key = KeyPair::generate().map_err(|cause| unusable(&cause))?;
    let mut params = CertificateParams::new(vec![host.to_owned()]).map_err(|cause| unusable(&cause))?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(authorization.digest().as_ref())];
    let proof = params.self_signed(&key).map_err(|cause| unusable(&cause))?;
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let key = ring::sign::any_supported_type(&key).map_err(|cause| unusable(&cause))?;
    // The library knows no certificate with this proof in it, so it is not asked whether the two belong together.
    answers.greet_with(host, CertifiedKey::new(vec![proof.der().clone()], key)).map_err(|cause| unusable(&cause))
}

/// What the authority found at the host instead of its proof.
async fn seen(order: &mut Order) -> Option<String> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization.ok()?;
        let state = authorization.refresh().await.ok()?;
        if let Some(problem) = state.challenges.iter().find_map(|challenge| challenge.error.as_ref()) {
            return problem.detail.clone().or_else(|| problem.r#type.clone());
        }
    }
    None
}

/// Does it not know who signed the order? An authority in a test loses its book with each start; one out in the world may close an account.
fn is_stranger(problem: &Problem) -> bool {
    const STRANGER: [&str; 3] = ["accountDoesNotExist", "unauthorized", "malformed"];
    kind_of(problem).is_some_and(|kind| STRANGER.contains(&kind))
}

fn kind_of(problem: &Problem) -> Option<&str> {
    problem.r#type.as_deref()?.strip_prefix("urn:ietf:params:acme:error:")
}

fn fault(error: Error, host: &str, courier: &Courier) -> Fault {
    match error {
        Error::Api(problem) => {
            let told = problem.detail.clone().unwrap_or_else(|| problem.to_string());
            match kind_of(&problem) {
                Some("rateLimited") => Fault::TooOften { told, wait: courier.wish() },
                Some("accountDoesNotExist") => Fault::Forgotten(told),
                _ => Fault::Refused { host: host.to_owned(), told },
            }
        }
        Error::Timeout(_) => Fault::TookTooLong(host.to_owned()),
        Error::Other(cause) => match cause.downcast::<Unanswered>() {
            Ok(unanswered) => Fault::Silent(unanswered.0),
            Err(other) => unusable(&*other),
        },
        other => Fault::Silent(outbound::Fault::Garbled { host: host.to_owned(), cause: chain(&other) }),
    }
}

fn unusable(cause: &dyn std::error::Error) -> Fault {
    Fault::Unusable { from: "ACME".to_owned(), cause: chain(cause) }
}

async fn within<T>(limit: Duration, what: &str, work: impl Future<Output = T>) -> Result<T, Fault> {
    tokio::time::timeout(limit, work).await.map_err(|_| Fault::TookTooLong(what.to_owned()))
}
