//! Certificates from an authority: the name is looked at first, then ordered; what comes is kept, what fails is tried again ever more
//! rarely.

use std::sync::Arc;

use crate::{
    base::{
        error::Result,
        seal,
        time::{HOUR_MS, Timestamp},
    },
    db::{Class, Tx},
    env::Env,
    operations::{
        certificates::Known,
        renewal,
        service::certificates::keeper::{held, purpose},
        store::certificates as store,
    },
    tls::{
        acme::{Authority, Issued, Member, Way},
        certificate::Certificate,
        fault::Fault,
        reach,
    },
};

/// Where certificates are ordered.
pub struct Desk {
    env: Env,
    authority: Authority,
    /// Us in its book, as of this round.
    member: Option<Member>,
    /// When we were last entered in its book; absent when not by this process.
    entered_at: Option<Timestamp>,
    /// Why the authority can't be spoken to in this round: the next host need not wait for that too.
    closed: Option<Fault>,
}

type Ordered<T> = std::result::Result<T, Fault>;

/// Who was entered within that time is not entered again: what the authority says then is about something else.
const ENTERED_ONCE_MS: i64 = HOUR_MS;

impl Desk {
    pub const fn new(env: Env, authority: Authority) -> Self {
        Self { env, authority, member: None, entered_at: None, closed: None }
    }

    /// The authority's address.
    pub fn directory(&self) -> &str {
        &self.env.settings.tls.acme.directory
    }

    /// A new round begins, in which the authority may have moved.
    pub fn open(&mut self) {
        (self.member, self.closed) = (None, None);
    }

    /// Orders a certificate for a host, and keeps what comes of it. Absent where none came; `known` says why.
    pub async fn serve(&mut self, known: &mut Known) -> Result<Option<Arc<Certificate>>> {
        known.tried_at = Some(self.env.now());
        let (issued, certificate) = match self.order(&known.host, Way::after(known.failures)).await? {
            Ok(issued) => issued,
            Err(fault) => {
                self.note_failure(known, &fault).await?;
                return Ok(None);
            }
        };
        known.held = Some(held(&certificate, Some(self.directory())));
        (known.failures, known.fault, known.try_at) = (0, None, None);
        let key = seal::seal(&self.env.sealing_key, &purpose(&known.host), self.env.chance.bytes(), &issued.key)?;
        let kept = known.clone();
        let keep = move |tx: &Tx<'_>| {
            store::save(tx, &kept)?;
            store::save_pair(tx, &kept.host, &issued.chain, &key)
        };
        self.env.db.control().write(Class::Batch, keep).await?;
        tracing::info!(host = known.host, not_after = %certificate.not_after(), "a certificate was issued");
        Ok(Some(Arc::new(certificate)))
    }

    async fn note_failure(&self, known: &mut Known, fault: &Fault) -> Result<()> {
        known.failures = known.failures.saturating_add(1);
        known.fault = Some(fault.message());
        let again = renewal::again(self.env.now(), known.failures, fault.is_found_here(), fault.wait());
        known.try_at = Some(again);
        tracing::warn!(host = known.host, fault = fault.message().en, again = %again, "no certificate was issued");
        let kept = known.clone();
        self.env.db.control().write(Class::Batch, move |tx| store::save(tx, &kept)).await
    }

    async fn order(&mut self, host: &str, way: Way) -> Result<Ordered<(Issued, Certificate)>> {
        if let Err(fault) = reach::look(&self.env.tls, host, &self.env.chance.token()).await {
            return Ok(Err(fault));
        }
        if let Some(fault) = &self.closed {
            return Ok(Err(fault.clone()));
        }
        loop {
            let member = match self.member().await? {
                Ok(member) => member,
                Err(fault) => return Ok(Err(self.close(fault))),
            };
            return Ok(match member.order(&self.env.tls, host, way).await {
                Ok(issued) => read(issued, host),
                Err(Fault::Forgotten(told)) if self.is_long_entered() => {
                    tracing::warn!(told, "the certificate authority does not know us any more; we are entered anew");
                    match self.enter().await? {
                        Ok(()) => continue,
                        Err(fault) => Err(self.close(fault)),
                    }
                }
                Err(Fault::Forgotten(told)) => Err(Fault::Refused { host: host.to_owned(), told }),
                Err(fault @ (Fault::Silent(_) | Fault::TooOften { .. })) => Err(self.close(fault)),
                Err(fault) => Err(fault),
            });
        }
    }

    fn close(&mut self, fault: Fault) -> Fault {
        self.closed = Some(fault.clone());
        fault
    }

    fn is_long_entered(&self) -> bool {
        self.entered_at.is_none_or(|at| self.env.now().ms_since(at) >= ENTERED_ONCE_MS)
    }

    /// Us in the authority's book, from before or anew.
    async fn member(&mut self) -> Result<Ordered<Member>> {
        if let Some(member) = &self.member {
            return Ok(Ok(member.clone()));
        }
        let directory = self.directory().to_owned();
        let kept = self.env.db.control().read(move |conn| store::entry(conn, &directory)).await?;
        let opened = kept.and_then(|(email, sealed)| Some((email, seal::open(&self.env.sealing_key, &self.purpose(), &sealed)?)));
        match opened {
            None => {
                if let Err(fault) = self.enter().await? {
                    return Ok(Err(fault));
                }
            }
            Some((email, credentials)) => match self.authority.come_back(&credentials).await {
                Ok(member) => {
                    self.tell_contact(&member, &email).await?;
                    self.member = Some(member);
                }
                Err(Fault::Forgotten(_)) => {
                    if let Err(fault) = self.enter().await? {
                        return Ok(Err(fault));
                    }
                }
                Err(fault) => return Ok(Err(fault)),
            },
        }
        Ok(self.member.clone().ok_or_else(|| Fault::Forgotten(String::new())))
    }

    /// Has us entered in the authority's book, and keeps the entry.
    async fn enter(&mut self) -> Result<Ordered<()>> {
        let (member, credentials) = match self.authority.enter().await {
            Ok(entered) => entered,
            Err(fault) => return Ok(Err(fault)),
        };
        (self.member, self.entered_at) = (Some(member), Some(self.env.now()));
        let sealed = seal::seal(&self.env.sealing_key, &self.purpose(), self.env.chance.bytes(), &credentials)?;
        let (directory, email) = (self.directory().to_owned(), self.email());
        let keep = move |tx: &Tx<'_>| store::save_entry(tx, &directory, &email, &sealed, tx.now());
        self.env.db.control().write(Class::Batch, keep).await?;
        Ok(Ok(()))
    }

    /// Tells the authority where to write to now, when that is elsewhere than before. It is no reason to go without a certificate.
    async fn tell_contact(&self, member: &Member, known: &str) -> Result<()> {
        let email = self.email();
        if known == email {
            return Ok(());
        }
        if let Err(fault) = self.authority.tell_contact(member).await {
            tracing::warn!(fault = fault.message().en, "the certificate authority was not told of the new address");
            return Ok(());
        }
        let directory = self.directory().to_owned();
        self.env.db.control().write(Class::Batch, move |tx| store::save_contact(tx, &directory, &email)).await
    }

    fn email(&self) -> String {
        self.env.settings.tls.acme.email.clone().unwrap_or_default()
    }

    fn purpose(&self) -> String {
        format!("acme:{}", self.directory())
    }
}

/// Reads what came, before anybody is shown it.
fn read(issued: Issued, host: &str) -> Ordered<(Issued, Certificate)> {
    const FROM: &str = "ACME";
    let certificate = Certificate::read(&issued.chain, &issued.key, FROM)?;
    if certificate.covers(host) {
        Ok((issued, certificate))
    } else {
        Err(Fault::Unusable { from: FROM.to_owned(), cause: format!("it is not for {host}") })
    }
}
