//! The bundle of handles that every use case gets: settings, clock, chance, files, cache and keys. Cheap to clone.

use std::{ops::Deref, sync::Arc};

use crate::{
    base::{
        chance::Chance,
        error::{Error, Result},
        sign::Key,
        time::{Clock, Timestamp},
    },
    cache::{AGENCY, Cache},
    config::settings::Settings,
    db::{
        Class, Databases,
        owner::Owner,
        server_key::{get, get_or_keep},
    },
    meter::Meter,
    plan::Plan,
    tls::shelf::Shelf,
};

/// The name of the signing key in the control file.
pub const SIGNING: &str = "signing";
/// The name of the sealing key.
pub const SEALING: &str = "sealing";

/// The environment of one running appliance.
#[derive(Clone)]
pub struct Env(Arc<Handles>);

/// What an [`Env`] holds.
pub struct Handles {
    pub settings: Settings,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub db: Arc<Databases>,
    /// The way to whoever owns the directory; absent when this process does.
    pub owner: Option<Arc<dyn Owner>>,
    pub cache: Arc<Cache>,
    /// Counts requests.
    pub meter: Meter,
    /// How many rows are planned, and refuses more.
    pub plan: Plan,
    /// Which host has which certificate.
    pub tls: Arc<Shelf>,
    /// Signs form tokens, fill-time cookies and preview links.
    pub signing_key: Key,
    /// Seals the secrets of other systems.
    pub sealing_key: Key,
}

impl Env {
    /// Bundles the handles; the keys are read from the control file, which gets them the first time.
    pub async fn new(settings: Settings, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, db: Arc<Databases>) -> Result<Self> {
        let (fresh, other): (Key, Key) = (chance.bytes(), chance.bytes());
        let keep = move |tx: &crate::db::Tx<'_>| Ok((get_or_keep(tx, SIGNING, fresh)?, get_or_keep(tx, SEALING, other)?));
        let keys = db.control().write(Class::Person, keep).await?;
        Self::bundle(settings, clock, chance, db, None, keys)
    }

    /// The same for a process beside the owner.
    pub async fn beside(
        settings: Settings,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        db: Arc<Databases>,
        owner: Arc<dyn Owner>,
    ) -> Result<Self> {
        let keys = db.control().read(|conn| Ok((get(conn, SIGNING)?, get(conn, SEALING)?))).await?;
        Self::bundle(settings, clock, chance, db, Some(owner), keys)
    }

    fn bundle(
        settings: Settings,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        db: Arc<Databases>,
        owner: Option<Arc<dyn Owner>>,
        (signing_key, sealing_key): (Key, Key),
    ) -> Result<Self> {
        let tls = Shelf::new().map_err(|cause| Error::internal("the cryptography of TLS", cause))?;
        let cache = Arc::new(Cache::new((settings.cache.pages_mb as u64) << 20, (settings.cache.data_mb as u64) << 20));
        db.control().forget_with(|| {
            let cache = Arc::clone(&cache);
            move || cache.drop_account(AGENCY)
        });
        let (meter, plan) = (Meter::start(clock.now()), Plan::new(&settings));
        Ok(Self(Arc::new(Handles { settings, clock, chance, db, owner, cache, meter, plan, tls: Arc::new(tls), signing_key, sealing_key })))
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Deref for Env {
    type Target = Handles;
    fn deref(&self) -> &Handles {
        &self.0
    }
}
