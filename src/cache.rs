//! One cache for everything that is asked often: bounded in bytes, keyed by account first.
//!
//! A value that was read before a change must not be put in after it: a load notes the account's generation before it reads,
//! and what a change has overtaken meanwhile is handed out but not kept.

use std::{
    any::Any,
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_cache::{Weighter, sync::Cache as Store};

use crate::base::{error::Result, ids::AccountId, time::Timestamp};

/// The account of entries that belong to the agency.
pub const AGENCY: AccountId = AccountId(0);

/// A kind of entry and how long one may live at most. A change drops it earlier.
#[derive(Debug)]
pub struct Space {
    pub name: &'static str,
    pub lifetime_ms: i64,
}

/// What an entry costs in memory, in bytes.
pub trait Weigh {
    fn weight_bytes(&self) -> usize;
}

/// The cache of a process.
pub struct Cache {
    store: Store<Key, Entry, ByBytes>,
    generations: Vec<AtomicU64>,
    /// Loads that are under way: whoever asks for the same meanwhile waits for them.
    loading: Mutex<HashMap<Key, Arc<Gate>>>,
    hits: AtomicU64,
    misses: AtomicU64,
}

type Gate = tokio::sync::Mutex<()>;

/// A place in the queue for one load. The last to leave takes the queue away.
struct Turn<'c> {
    cache: &'c Cache,
    key: &'c Key,
    gate: Arc<Gate>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut loading = lock(&self.cache.loading);
        // This one and the map's own.
        if Arc::strong_count(&self.gate) == 2 {
            loading.remove(self.key);
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    account: AccountId,
    space: &'static str,
    name: Box<str>,
}

#[derive(Clone)]
struct Entry {
    value: Arc<dyn Any + Send + Sync>,
    weight: u64,
    expires: Timestamp,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Entry> for ByBytes {
    fn weight(&self, key: &Key, entry: &Entry) -> u64 {
        entry.weight + key.name.len() as u64 + 128
    }
}

/// Accounts that share a generation counter drop a little too much, never too little.
const GENERATIONS: usize = 64;

impl Cache {
    /// A cache of at most so many bytes; entries are taken to be some 2 KB on average.
    pub fn new(limit_bytes: u64) -> Self {
        let entries = usize::try_from(limit_bytes / 2048).unwrap_or(usize::MAX).max(64);
        Self {
            store: Store::with_weighter(entries, limit_bytes, ByBytes),
            generations: (0..GENERATIONS).map(|_| AtomicU64::new(0)).collect(),
            loading: Mutex::default(),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// A kept value that has not expired.
    pub fn get<T: Send + Sync + 'static>(&self, space: &Space, account: AccountId, name: &str, now: Timestamp) -> Option<Arc<T>> {
        let found = self
            .store
            .get(&Key { account, space: space.name, name: name.into() })
            .filter(|entry| now < entry.expires)
            .and_then(|entry| entry.value.downcast().ok());
        if found.is_some() { &self.hits } else { &self.misses }.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// A kept value, or one that `load` makes and that is kept from then on. Many who ask at once wait for one load.
    pub async fn get_or_load<T: Weigh + Send + Sync + 'static>(
        &self,
        space: &Space,
        account: AccountId,
        name: &str,
        now: Timestamp,
        load: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        if let Some(value) = self.get(space, account, name, now) {
            return Ok(value);
        }
        let key = Key { account, space: space.name, name: name.into() };
        let gate = Arc::clone(lock(&self.loading).entry(key.clone()).or_default());
        let turn = Turn { cache: self, key: &key, gate };
        let _loading = turn.gate.lock().await;
        if let Some(value) = self.get(space, account, name, now) {
            return Ok(value);
        }
        let generation = self.generation(account).load(Ordering::Acquire);
        let value = Arc::new(load.await?);
        let unchanged = || self.generation(account).load(Ordering::Acquire) == generation;
        if unchanged() {
            let entry = Entry {
                weight: value.weight_bytes() as u64,
                value: Arc::clone(&value) as Arc<dyn Any + Send + Sync>,
                expires: now.plus_ms(space.lifetime_ms),
            };
            self.store.insert(key.clone(), entry);
            if !unchanged() {
                // A change came between the look and the insert, and found nothing to drop.
                self.store.remove(&key);
            }
        }
        Ok(value)
    }

    /// Drops one entry, and keeps loads that are under way from putting it back.
    pub fn drop_entry(&self, space: &Space, account: AccountId, name: &str) {
        self.generation(account).fetch_add(1, Ordering::AcqRel);
        self.store.remove(&Key { account, space: space.name, name: name.into() });
    }

    /// Drops all entries of one space of an account.
    pub fn drop_space(&self, space: &Space, account: AccountId) {
        self.generation(account).fetch_add(1, Ordering::AcqRel);
        self.store.retain(|key, _| key.account != account || key.space != space.name);
    }

    /// Drops everything an account has here: its file was closed or replaced.
    pub fn drop_account(&self, account: AccountId) {
        self.generation(account).fetch_add(1, Ordering::AcqRel);
        self.store.retain(|key, _| key.account != account);
    }

    /// Questions that found an entry, and those that did not, since the start.
    pub fn hits_and_misses(&self) -> (u64, u64) {
        (self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed))
    }

    fn generation(&self, account: AccountId) -> &AtomicU64 {
        &self.generations[usize::try_from(account.0).unwrap_or(0) % GENERATIONS]
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTES: Space = Space { name: "notes", lifetime_ms: 1_000 };

    impl Weigh for String {
        fn weight_bytes(&self) -> usize {
            self.len()
        }
    }

    async fn load(cache: &Cache, now: i64, text: &str) -> String {
        let value = cache.get_or_load(&NOTES, AccountId(1), "n", Timestamp(now), async { Ok(text.to_owned()) }).await.expect("loads");
        (*value).clone()
    }

    #[tokio::test]
    async fn an_entry_lives_until_it_is_dropped_or_expires() {
        let cache = Cache::new(1 << 20);
        assert_eq!(load(&cache, 0, "a").await, "a");
        assert_eq!(load(&cache, 999, "b").await, "a");
        assert_eq!(load(&cache, 1_000, "b").await, "b");
        cache.drop_entry(&NOTES, AccountId(1), "n");
        assert_eq!(load(&cache, 1_001, "c").await, "c");
        cache.drop_account(AccountId(2));
        assert_eq!(load(&cache, 1_002, "d").await, "c", "another account's change");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_who_ask_at_once_wait_for_one_load() {
        let (cache, loads) = (Arc::new(Cache::new(1 << 20)), Arc::new(AtomicU64::new(0)));
        let askers: Vec<_> = (0..32)
            .map(|_| {
                let (cache, loads) = (Arc::clone(&cache), Arc::clone(&loads));
                tokio::spawn(async move {
                    let load = async {
                        loads.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                        Ok("page".to_owned())
                    };
                    cache.get_or_load(&NOTES, AccountId(1), "n", Timestamp(0), load).await.expect("loads")
                })
            })
            .collect();
        for asker in askers {
            assert_eq!(*asker.await.expect("no panic"), "page");
        }
        assert_eq!(loads.load(Ordering::SeqCst), 1);
        assert!(lock(&cache.loading).is_empty(), "no queue is left behind");
    }

    #[tokio::test]
    async fn what_a_change_has_overtaken_is_not_kept() {
        let cache = Cache::new(1 << 20);
        let overtaken = cache.get_or_load(&NOTES, AccountId(1), "n", Timestamp(0), async {
            cache.drop_entry(&NOTES, AccountId(1), "n");
            Ok("old".to_owned())
        });
        assert_eq!(*overtaken.await.expect("loads"), "old");
        assert_eq!(load(&cache, 0, "new").await, "new");
    }
}
