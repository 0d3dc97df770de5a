//! One cache for everything that is asked often: bounded in bytes, keyed by account first.
//!
//! It has two shelves, so that rendered pages and what people look at can't push each other out. An entry goes when its time is
//! over, when a change drops it, or, where it was made at a [`State`] of a file, with the next commit to that file.
//! A value that was read before a change must not be put in after it: a load notes the account's generation before it reads,
//! and what a change has overtaken meanwhile is handed out but not kept.

use std::{
    any::Any,
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_cache::{DefaultHashBuilder, Lifecycle, Weighter, sync::Cache as Store};

use crate::base::{error::Result, ids::AccountId, time::Timestamp};

/// The account of entries that belong to the agency.
pub const AGENCY: AccountId = AccountId(0);

/// A kind of entry and how long one may live at most. A change drops it earlier.
#[derive(Debug)]
pub struct Space {
    pub name: &'static str,
    pub lifetime_ms: i64,
    pub shelf: Shelf,
}

/// Each has a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Rendered landing pages: few and heavy.
    Pages,
    /// Everything else: many and light.
    Data,
}

/// How far a file had come when something was read from it. A later one is greater, over openings of the file too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// Counts openings of files since the process began.
    pub opening: u64,
    /// Commits since that opening.
    pub commits: u64,
}

/// What an entry costs in memory, in bytes.
pub trait Weigh {
    fn weight_bytes(&self) -> usize;
}

impl Weigh for Vec<String> {
    fn weight_bytes(&self) -> usize {
        self.iter().map(|text| size_of::<String>() + text.len()).sum()
    }
}

/// How one space has done since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceFigures {
    pub name: &'static str,
    pub shelf: Shelf,
    /// Questions that found an entry.
    pub hits: u64,
    /// Questions that did not, or found one whose time was over.
    pub misses: u64,
    /// Entries held now.
    pub entries: u64,
    /// What they cost in memory.
    pub bytes: u64,
    /// Entries that made room for others.
    pub evictions: u64,
}

/// The cache of a process.
pub struct Cache {
    pages: Bounded,
    data: Bounded,
    generations: Vec<AtomicU64>,
    /// Loads that are under way: whoever asks for the same meanwhile waits for them.
    loading: Mutex<HashMap<Key, Arc<Gate>>>,
    spaces: RwLock<Vec<(Shelf, &'static str, Arc<Counters>)>>,
}

type Bounded = Store<Key, Arc<Entry>, ByBytes, DefaultHashBuilder, Evictions>;
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

struct Entry {
    value: Arc<dyn Any + Send + Sync>,
    weight: u64,
    expires: Timestamp,
    state: State,
    space: Arc<Counters>,
}

#[derive(Default)]
struct Counters {
    hits: AtomicU64,
    misses: AtomicU64,
    entries: AtomicU64,
    bytes: AtomicU64,
    evictions: AtomicU64,
}

impl Entry {
    fn new(value: Arc<dyn Any + Send + Sync>, weight: u64, expires: Timestamp, state: State, space: Arc<Counters>) -> Self {
        space.entries.fetch_add(1, Ordering::Relaxed);
        space.bytes.fetch_add(weight, Ordering::Relaxed);
        Self { value, weight, expires, state, space }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.space.entries.fetch_sub(1, Ordering::Relaxed);
        self.space.bytes.fetch_sub(self.weight, Ordering::Relaxed);
    }
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Arc<Entry>> for ByBytes {
    fn weight(&self, _key: &Key, entry: &Arc<Entry>) -> u64 {
        entry.weight
    }
}

/// Counts what makes room for others. Replacing an entry is none.
#[derive(Clone)]
struct Evictions;

impl Lifecycle<Key, Arc<Entry>> for Evictions {
    type RequestState = ();

    fn before_evict(&self, (): &mut (), _key: &Key, entry: &mut Arc<Entry>) {
        entry.space.evictions.fetch_add(1, Ordering::Relaxed);
    }
}

/// Accounts that share a generation counter drop a little too much, never too little.
const GENERATIONS: usize = 64;
/// What an entry costs besides its value and its name.
const ENTRY_BYTES: usize = 192;

impl Cache {
    /// A cache of at most so many bytes on each shelf. An entry is taken to be some 128 KB and 4 KB on average.
    pub fn new(pages_bytes: u64, data_bytes: u64) -> Self {
        let store = |limit_bytes: u64, average: u64| {
            let entries = usize::try_from(limit_bytes / average).unwrap_or(usize::MAX).max(64);
            Store::with(entries, limit_bytes, ByBytes, DefaultHashBuilder::default(), Evictions)
        };
        Self {
            pages: store(pages_bytes, 128 << 10),
            data: store(data_bytes, 4 << 10),
            generations: (0..GENERATIONS).map(|_| AtomicU64::new(0)).collect(),
            loading: Mutex::default(),
            spaces: RwLock::default(),
        }
    }

    /// A kept value that has not expired and was made at this state or later.
    pub fn get<T: Send + Sync + 'static>(
        &self,
        space: &Space,
        account: AccountId,
        name: &str,
        now: Timestamp,
        state: State,
    ) -> Option<Arc<T>> {
        let found = self.look_up(space, &Key { account, space: space.name, name: name.into() }, now, state);
        self.count(space, found.is_some());
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
        self.get_or_load_at(space, account, name, now, State::default, load).await
    }

    /// The same for what is worth nothing after the next commit to the file that it is read from: `state` tells how far that file
    /// has come by now.
    pub async fn get_or_load_at<T: Weigh + Send + Sync + 'static>(
        &self,
        space: &Space,
        account: AccountId,
        name: &str,
        now: Timestamp,
        state: impl Fn() -> State,
        load: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        let (key, asked_at) = (Key { account, space: space.name, name: name.into() }, state());
        let found = self.look_up(space, &key, now, asked_at);
        self.count(space, found.is_some());
        if let Some(value) = found {
            return Ok(value);
        }
        let gate = Arc::clone(lock(&self.loading).entry(key.clone()).or_default());
        let turn = Turn { cache: self, key: &key, gate };
        let _loading = turn.gate.lock().await;
        // What was loaded while this one waited is new enough, if its file had come as far when that began.
        if let Some(value) = self.look_up(space, &key, now, asked_at) {
            return Ok(value);
        }
        let (generation, state) = (self.generation(account).load(Ordering::Acquire), state());
        let value = Arc::new(load.await?);
        let unchanged = || self.generation(account).load(Ordering::Acquire) == generation;
        if unchanged() {
            let weight = (value.weight_bytes() + key.name.len() + ENTRY_BYTES) as u64;
            let shared = Arc::clone(&value) as Arc<dyn Any + Send + Sync>;
            let entry = Entry::new(shared, weight, now.plus_ms(space.lifetime_ms), state, self.counters(space));
            self.store(space).insert(key.clone(), Arc::new(entry));
            if !unchanged() {
                // A change came between the look and the insert, and found nothing to drop.
                self.store(space).remove(&key);
            }
        }
        Ok(value)
    }

    /// Drops one entry, and keeps loads that are under way from putting it back.
    pub fn drop_entry(&self, space: &Space, account: AccountId, name: &str) {
        self.generation(account).fetch_add(1, Ordering::AcqRel);
        self.store(space).remove(&Key { account, space: space.name, name: name.into() });
    }

    /// Drops all entries of one space of an account.
    pub fn drop_space(&self, space: &Space, account: AccountId) {
        self.generation(account).fetch_add(1, Ordering::AcqRel);
        self.store(space).retain(|key, _| key.account != account || key.space != space.name);
    }

    /// Drops everything an account has here: its file was closed, replaced or changed by somebody else.
    pub fn drop_account(&self, account: AccountId) {
        self.generation(account).fetch_add(1, Ordering::AcqRel);
        self.pages.retain(|key, _| key.account != account);
        self.data.retain(|key, _| key.account != account);
    }

    /// How each space that was ever asked has done, by name.
    pub fn figures(&self) -> Vec<SpaceFigures> {
        let of = |(shelf, name, counters): &(Shelf, &'static str, Arc<Counters>)| {
            let [hits, misses, entries, bytes, evictions] =
                [&counters.hits, &counters.misses, &counters.entries, &counters.bytes, &counters.evictions]
                    .map(|counter| counter.load(Ordering::Relaxed));
            SpaceFigures { name, shelf: *shelf, hits, misses, entries, bytes, evictions }
        };
        let mut figures: Vec<_> = self.spaces.read().unwrap_or_else(PoisonError::into_inner).iter().map(of).collect();
        figures.sort_unstable_by_key(|space| space.name);
        figures
    }

    /// Questions that found an entry, and those that did not, over all spaces.
    pub fn hits_and_misses(&self) -> (u64, u64) {
        self.figures().iter().fold((0, 0), |(hits, misses), space| (hits + space.hits, misses + space.misses))
    }

    /// What a shelf holds now and what it may hold, in bytes.
    pub fn used_and_limit_bytes(&self, of: Shelf) -> (u64, u64) {
        let store = self.on(of);
        (store.weight(), store.capacity())
    }

    fn look_up<T: Send + Sync + 'static>(&self, space: &Space, key: &Key, now: Timestamp, state: State) -> Option<Arc<T>> {
        let entry = self.store(space).get(key).filter(|entry| now < entry.expires && state <= entry.state)?;
        Arc::clone(&entry.value).downcast().ok()
    }

    fn count(&self, space: &Space, hit: bool) {
        let counters = self.counters(space);
        if hit { &counters.hits } else { &counters.misses }.fetch_add(1, Ordering::Relaxed);
    }

    fn counters(&self, space: &Space) -> Arc<Counters> {
        let of = |spaces: &[(Shelf, &'static str, Arc<Counters>)]| {
            spaces.iter().find(|(_, name, _)| *name == space.name).map(|(_, _, counters)| Arc::clone(counters))
        };
        if let Some(known) = of(&self.spaces.read().unwrap_or_else(PoisonError::into_inner)) {
            return known;
        }
        let mut spaces = self.spaces.write().unwrap_or_else(PoisonError::into_inner);
        of(&spaces).unwrap_or_else(|| {
            let counters = Arc::<Counters>::default();
            spaces.push((space.shelf, space.name, Arc::clone(&counters)));
            counters
        })
    }

    const fn store(&self, space: &Space) -> &Bounded {
        self.on(space.shelf)
    }

    const fn on(&self, which: Shelf) -> &Bounded {
        match which {
            Shelf::Pages => &self.pages,
            Shelf::Data => &self.data,
        }
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

    const NOTES: Space = Space { name: "notes", lifetime_ms: 1_000, shelf: Shelf::Data };

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
        let cache = Cache::new(1 << 20, 1 << 20);
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
        let (cache, loads) = (Arc::new(Cache::new(1 << 20, 1 << 20)), Arc::new(AtomicU64::new(0)));
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
        let cache = Cache::new(1 << 20, 1 << 20);
        let overtaken = cache.get_or_load(&NOTES, AccountId(1), "n", Timestamp(0), async {
            cache.drop_entry(&NOTES, AccountId(1), "n");
            Ok("old".to_owned())
        });
        assert_eq!(*overtaken.await.expect("loads"), "old");
        assert_eq!(load(&cache, 0, "new").await, "new");
    }

    #[tokio::test]
    async fn what_was_made_at_an_earlier_state_is_made_again() {
        let cache = Cache::new(1 << 20, 1 << 20);
        let at = async |opening, commits, text: &str| {
            let state = || State { opening, commits };
            let value = cache.get_or_load_at(&NOTES, AccountId(1), "n", Timestamp(0), state, async { Ok(text.to_owned()) });
            (*value.await.expect("loads")).clone()
        };
        assert_eq!(at(1, 7, "a").await, "a");
        assert_eq!(at(1, 7, "b").await, "a");
        assert_eq!(at(1, 8, "c").await, "c", "a commit");
        assert_eq!(at(2, 0, "d").await, "d", "the file was opened anew");
        assert_eq!(cache.figures()[0].entries, 1, "the newer took the older one's place");
    }

    #[tokio::test]
    async fn shelves_are_bounded_each_for_itself_and_figures_are_by_space() {
        const HEAVY: Space = Space { name: "heavy", lifetime_ms: 1_000, shelf: Shelf::Pages };
        let cache = Cache::new(1 << 20, 1 << 20);
        assert_eq!(load(&cache, 0, "a").await, "a");
        assert_eq!(load(&cache, 0, "a").await, "a");
        for number in 0..200 {
            let page = async { Ok("x".repeat(20_000)) };
            cache.get_or_load(&HEAVY, AccountId(2), &number.to_string(), Timestamp(0), page).await.expect("loads");
        }
        let [heavy, notes] = cache.figures()[..] else { panic!("two spaces: {:?}", cache.figures()) };
        assert_eq!((notes.hits, notes.misses, notes.entries, notes.evictions), (1, 1, 1, 0), "the other shelf is left alone");
        assert_eq!((heavy.hits, heavy.misses, heavy.entries + heavy.evictions), (0, 200, 200));
        assert!(heavy.bytes <= 1 << 20 && heavy.entries > 10, "{heavy:?}");
        assert_eq!(cache.used_and_limit_bytes(Shelf::Pages).0, heavy.bytes);
        cache.drop_account(AccountId(2));
        assert_eq!((cache.figures()[0].entries, cache.figures()[0].bytes, cache.figures()[1].entries), (0, 0, 1));
    }
}
