//! Keeps certificates: puts each host on the shelf that connections ask, reads one's own files again when they change, and has new ones
//! issued in time.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crate::{
    accounts::service::hosts,
    alerts::{
        alarm::{Alarm, Severity},
        service as alerts,
    },
    base::{
        error::{Error, Result},
        host::Side,
        lang::Message,
        seal,
    },
    db::Class,
    env::Env,
    operations::{
        certificates::{Held, Known, Source},
        service::certificates::issuing::Desk,
        store::certificates as store,
        texts::certificates as texts,
    },
    tls::{acme::Authority, certificate::Certificate, fault::Fault, files::Files},
};

/// How often files and hosts are looked at, and what is due is asked for.
const EVERY: Duration = Duration::from_secs(10);

pub struct Keeper {
    env: Env,
    files: Option<Files>,
    own: Own,
    /// Absent where no authority is set.
    desk: Option<Desk>,
    /// What authorities gave, by host.
    given: BTreeMap<String, Arc<Certificate>>,
    /// What the operator was told of each host in this process; absent before the first look.
    told: BTreeMap<String, Option<(Severity, Message)>>,
}

/// One's own file, as it was last read.
#[derive(Default)]
struct Own {
    certificate: Option<Arc<Certificate>>,
    /// What is wrong with it now; the one that was read before is served on.
    fault: Option<Fault>,
}

impl Keeper {
    /// Absent without encryption of our own. Fails when a file of the settings can't be used.
    pub fn new(env: Env) -> Result<Option<Self>, Fault> {
        let tls = &env.settings.tls;
        if !tls.is_on() {
            return Ok(None);
        }
        let mut files = tls.files().map(|(chain, key)| Files::new(chain, key));
        let certificate = files.as_mut().and_then(Files::look).transpose()?.map(Arc::new);
        let authority = Authority::of(&tls.acme).transpose()?;
        let desk = authority.map(|authority| Desk::new(env.clone(), authority));
        let own = Own { certificate, fault: None };
        Ok(Some(Self { env, files, own, desk, given: BTreeMap::new(), told: BTreeMap::new() }))
    }

    /// Goes on for as long as it is let.
    pub async fn keep(mut self) {
        loop {
            if let Err(cause) = self.round().await {
                tracing::warn!(%cause, "certificates are looked at again in a moment");
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = self.env.tls.asked() => {}
            }
        }
    }

    /// Looks at everything once: whoever has a certificate is served with it from then on, whoever lacks one gets one.
    pub async fn round(&mut self) -> Result<()> {
        let current = self.fill().await?;
        if let Some(desk) = &mut self.desk {
            desk.open();
        }
        for known in current {
            let known = self.renew(known).await?;
            self.tell(&known).await?;
        }
        Ok(())
    }

    /// Puts all hosts on the shelf with what is kept for them; no authority is asked. Gives them in the order in which they are renewed.
    pub async fn fill(&mut self) -> Result<Vec<Known>> {
        self.look_at_files();
        let hosts = self.hosts().await?;
        let mut known = self.env.db.control().read(store::all).await?;
        for known in &known {
            if !hosts.contains_key(&known.host) {
                self.forget(&known.host).await?;
            }
        }
        self.env.tls.keep_only(&hosts.keys().map(String::as_str).collect());
        known.retain(|known| hosts.contains_key(&known.host));
        // The admin first: it is where people look when something is wrong.
        let mut order: Vec<(&String, &Side)> = hosts.iter().collect();
        order.sort_by_key(|(host, side)| (side.code(), known.iter().find(|known| known.host == **host).and_then(|known| known.try_at)));
        let mut current = Vec::new();
        for (host, side) in order {
            let before = known.iter().find(|known| known.host == *host);
            current.push(self.settle(host, *side, before).await?);
        }
        Ok(current)
    }

    /// All names that lead to us.
    async fn hosts(&self) -> Result<BTreeMap<String, Side>> {
        let theirs = hosts::all(&self.env).await?;
        let mut all: BTreeMap<String, Side> = theirs.iter().map(|host| (host.name.as_str().to_owned(), Side::Visitors)).collect();
        let settings = &self.env.settings;
        // Last, since no account takes these away.
        all.extend(settings.visitors_host().map(|host| (host, Side::Visitors)));
        all.extend(settings.admin_host().map(|host| (host, Side::Admin)));
        Ok(all)
    }

    fn look_at_files(&mut self) {
        match self.files.as_mut().and_then(Files::look) {
            Some(Ok(certificate)) => {
                tracing::info!(not_after = %certificate.not_after(), "the certificate in the files has changed and is served now");
                self.own = Own { certificate: Some(Arc::new(certificate)), fault: None };
            }
            Some(Err(fault)) => {
                tracing::warn!(fault = fault.message().en, "the certificate in the files is not the one that is served");
                self.own.fault = Some(fault);
            }
            None => {}
        }
    }

    /// Brings what is known of a host up to date, and the shelf with it.
    async fn settle(&mut self, host: &str, side: Side, before: Option<&Known>) -> Result<Known> {
        let own = self.own.certificate.clone().filter(|own| own.covers(host));
        let source = if own.is_some() || self.desk.is_none() { Source::File } else { Source::Acme };
        let mut known = before.cloned().unwrap_or_else(|| Known::new(host.to_owned(), side, source));
        known.side = side;
        if known.source != source {
            known = Known::new(host.to_owned(), side, source);
            self.given.remove(host);
        }
        let certificate = match source {
            Source::File => {
                known.held = own.as_deref().map(|own| held(own, None));
                known.fault = self.own_fault(host, own.is_some());
                own
            }
            Source::Acme => self.given(host, &mut known).await?,
        };
        // Before it is noted: a full disk keeps nobody from being served.
        self.put(&known, certificate)?;
        if before != Some(&known) {
            let (known, is_own) = (known.clone(), source == Source::File);
            let save = move |tx: &crate::db::Tx<'_>| {
                store::save(tx, &known)?;
                if is_own { store::forget_pair(tx, &known.host) } else { Ok(()) }
            };
            self.env.db.control().write(Class::Batch, save).await?;
        }
        Ok(known)
    }

    fn own_fault(&self, host: &str, is_covered: bool) -> Option<Message> {
        let fault = self.own.fault.clone().or_else(|| {
            let file = self.files.as_ref()?.name();
            (!is_covered).then(|| Fault::NotCovered { host: host.to_owned(), file })
        });
        fault.map(|fault| fault.message())
    }

    /// What an authority gave to a host; absent before the first.
    async fn given(&mut self, host: &str, known: &mut Known) -> Result<Option<Arc<Certificate>>> {
        if let Some(given) = self.given.get(host) {
            return Ok(Some(Arc::clone(given)));
        }
        let asked = host.to_owned();
        let Some((chain, sealed)) = self.env.db.control().read(move |conn| store::pair(conn, &asked)).await? else {
            known.held = None;
            return Ok(None);
        };
        let read = seal::open(&self.env.sealing_key, &purpose(host), &sealed).map(|key| Certificate::read(&chain, &key, "control.db"));
        let Some(Ok(certificate)) = read else {
            tracing::warn!(host, "the certificate that was kept can't be used; another is asked for");
            known.held = None;
            return Ok(None);
        };
        let certificate = Arc::new(certificate);
        self.given.insert(host.to_owned(), Arc::clone(&certificate));
        Ok(Some(certificate))
    }

    /// Has a certificate issued where one is due.
    async fn renew(&mut self, mut known: Known) -> Result<Known> {
        let now = self.env.now();
        let Some(desk) = self.desk.as_mut().filter(|desk| known.is_due(desk.directory(), now)) else { return Ok(known) };
        if let Some(certificate) = desk.serve(&mut known).await? {
            self.given.insert(known.host.clone(), Arc::clone(&certificate));
            self.put(&known, Some(certificate))?;
        }
        Ok(known)
    }

    fn put(&self, known: &Known, certificate: Option<Arc<Certificate>>) -> Result<()> {
        self.env.tls.put(&known.host, known.side, certificate).map_err(|cause| Error::internal("serving a certificate", cause))
    }

    async fn forget(&mut self, host: &str) -> Result<()> {
        let gone = host.to_owned();
        self.env.db.control().write(Class::Batch, move |tx| store::delete(tx, &gone)).await?;
        self.given.remove(host);
        self.told.remove(host);
        alerts::alarm_over(&self.env, &key(host)).await
    }

    /// Tells the operator what stays wrong, and once that it is right again.
    async fn tell(&mut self, known: &Known) -> Result<()> {
        let why = || known.fault.clone().unwrap_or_else(|| texts::ENDING.into());
        let wrong = known.severity(self.env.now()).map(|severity| (severity, why()));
        if self.told.get(&known.host) == Some(&wrong) {
            return Ok(());
        }
        match &wrong {
            // Asked the first time after a start too: an alarm may be open from before.
            None => alerts::alarm_over(&self.env, &key(&known.host)).await?,
            Some((severity, why)) => {
                let side = |text: &str, why: &str| text.replace("{host}", &known.host).replace("{why}", why);
                let what = Message { ko: side(texts::ALARM.ko, &why.ko), en: side(texts::ALARM.en, &why.en) };
                let alarm = Alarm { key: key(&known.host), severity: *severity, what, remedy: texts::ALARM_REMEDY.into() };
                alerts::alarm(&self.env, alarm).await?;
            }
        }
        self.told.insert(known.host.clone(), wrong);
        Ok(())
    }
}

/// What a page or the doctor is told of a certificate.
pub(super) fn held(certificate: &Certificate, directory: Option<&str>) -> Held {
    Held {
        issuer: certificate.issuer().to_owned(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        directory: directory.map(str::to_owned),
    }
}

/// What a host's key is sealed for.
pub(super) fn purpose(host: &str) -> String {
    format!("certificate:{host}")
}

fn key(host: &str) -> String {
    format!("certificate:{host}")
}
