//! The bundle of handles that every use case gets: settings, clock, chance, files, cache and keys. Cheap to clone.

use std::{ops::Deref, sync::Arc};

use crate::{
    base::{
        chance::Chance,
        error::Result,
        sign::Key,
        time::{Clock, Timestamp},
    },
    cache::Cache,
    config::settings::Settings,
    db::{Class, Databases},
};

/// The name of the signing key in the control file.
pub const SIGNING: &str = "signing";

/// The environment of one running appliance.
#[derive(Clone)]
pub struct Env(Arc<Handles>);

/// What an [`Env`] holds.
pub struct Handles {
    pub settings: Settings,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub db: Arc<Databases>,
    pub cache: Cache,
    /// Signs form tokens, fill-time cookies and preview links.
    pub signing_key: Key,
}

impl Env {
    /// Bundles the handles; the signing key is read from the control file, which gets one the first time.
    pub async fn new(settings: Settings, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, db: Arc<Databases>) -> Result<Self> {
        let fresh: Key = chance.bytes();
        let signing_key = db.control().write(Class::Person, move |tx| crate::db::server_key::get_or_keep(tx, SIGNING, fresh)).await?;
        let cache = Cache::new(((settings.cache.pages_mb + settings.cache.data_mb) as u64) << 20);
        Ok(Self(Arc::new(Handles { settings, clock, chance, db, cache, signing_key })))
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
