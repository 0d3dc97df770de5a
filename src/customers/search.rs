//! What people look for, in memory: names, companies and e-mails by any part or by initials (초성), phones by any run of digits.
//!
//! A trigram index finds nothing for two-syllable names (DESIGN 2), so the texts lie packed behind each other and are searched as
//! one. Changes since that was packed stand beside it, are looked through one by one, and are packed in when they become many.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use memchr::memmem::Finder;

use crate::{
    base::{hangul, ids::CustomerId},
    customers::wanted::{Findable, Reach, Wanted, phone_digits},
};

/// More customers than an account is sized for are not held in memory (some 150 bytes each).
pub const MOST: usize = 300_000;

/// Changes that stand beside the packed texts at most, besides a part of how many those are.
const LOOSE: usize = 256;

/// The search of an open account: empty until somebody searches, then kept up by every change.
#[derive(Default)]
pub struct Search {
    state: RwLock<State>,
    /// One packs, the others wait here and find it packed.
    packing: Mutex<()>,
}

#[derive(Default)]
enum State {
    #[default]
    Unread,
    /// The customers are being read. Changes wait here, since the reader may not see them.
    Reading(Changes),
    Packed(Packed, Changes),
    TooMany,
}

/// By id, what a customer is now; absent when deleted.
type Changes = BTreeMap<CustomerId, Option<Findable>>;

impl Search {
    /// Tells of a change that is on disk, or of a deletion. Changes come in the order of their commits.
    pub fn changed(&self, id: CustomerId, now: Option<Findable>) {
        match &mut *self.write() {
            State::Reading(changes) | State::Packed(_, changes) => {
                changes.insert(id, now);
            }
            State::Unread | State::TooMany => {}
        }
    }

    /// The customers that fit a query, in no order; absent when there are too many to search here.
    /// `read` gives all customers as they are when it is called, or `None` when they are more than [`MOST`].
    pub fn find<E>(
        &self,
        query: &str,
        reach: Reach,
        read: impl FnOnce() -> Result<Option<Vec<(CustomerId, Findable)>>, E>,
    ) -> Result<Option<Vec<CustomerId>>, E> {
        self.prepare(read)?;
        let wanted = Wanted::of(query, reach);
        Ok(match &*self.read() {
            State::Packed(packed, changes) => {
                let mut found: Vec<_> = packed.find(&wanted).into_iter().filter(|id| !changes.contains_key(id)).collect();
                found.extend(changes.iter().filter(|(_, now)| now.as_ref().is_some_and(|now| wanted.fits(now))).map(|(id, _)| *id));
                Some(found)
            }
            State::Unread | State::Reading(_) | State::TooMany => None,
        })
    }

    fn prepare<E>(&self, read: impl FnOnce() -> Result<Option<Vec<(CustomerId, Findable)>>, E>) -> Result<(), E> {
        let _one = lock(&self.packing);
        match &mut *self.write() {
            State::TooMany => return Ok(()),
            State::Packed(packed, changes) => {
                if changes.len() > LOOSE + packed.records.len() / 256 {
                    *packed = packed.with(&std::mem::take(changes));
                }
                return Ok(());
            }
            // From here on changes are noted. What was committed before is seen by the reader, what comes between, by both.
            state @ (State::Unread | State::Reading(_)) => *state = State::Reading(Changes::new()),
        }
        let all = read();
        let mut state = self.write();
        let changes = match std::mem::take(&mut *state) {
            State::Reading(changes) => changes,
            State::Unread | State::Packed(..) | State::TooMany => Changes::new(),
        };
        *state = match all? {
            Some(all) => State::Packed(Packed::of(all.iter().map(|(id, customer)| (*id, customer))), changes),
            None => State::TooMany,
        };
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Many customers' texts behind each other. White space is in none of them, so that a line break ends each.
#[derive(Default)]
struct Packed {
    /// Name, company and e-mail of each, as [`hangul::packed_key`] has them.
    texts: Vec<u8>,
    /// The same with each syllable as its initial; empty for customers whose texts have no syllable.
    initials: Vec<u8>,
    /// `\n821012345678`
    phones: Vec<u8>,
    records: Vec<Record>,
}

/// Where a customer's texts begin.
struct Record {
    id: CustomerId,
    text: u32,
    initials: u32,
    phone: u32,
}

impl Packed {
    fn of<'a>(customers: impl Iterator<Item = (CustomerId, &'a Findable)>) -> Self {
        let mut packed = Self::default();
        packed.extend(customers);
        packed
    }

    fn extend<'a>(&mut self, customers: impl Iterator<Item = (CustomerId, &'a Findable)>) {
        for (id, customer) in customers {
            let text: String = [&customer.name, &customer.company, &customer.email].map(|text| hangul::packed_key(text) + "\n").concat();
            self.push(id, &text, &phone_digits(&customer.phone));
        }
    }

    /// The same with changes packed in.
    fn with(&self, changes: &Changes) -> Self {
        let mut packed = Self::default();
        for (index, record) in self.records.iter().enumerate().filter(|(_, record)| !changes.contains_key(&record.id)) {
            let text = part(&self.texts, index, &self.records, |record| record.text);
            let phone = part(&self.phones, index, &self.records, |record| record.phone);
            packed.push(record.id, &String::from_utf8_lossy(text), &String::from_utf8_lossy(phone));
        }
        packed.extend(changes.iter().filter_map(|(id, now)| now.as_ref().map(|now| (*id, now))));
        packed
    }

    fn push(&mut self, id: CustomerId, text: &str, phone: &str) {
        let at = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.records.push(Record { id, text: at(&self.texts), initials: at(&self.initials), phone: at(&self.phones) });
        self.texts.extend_from_slice(text.as_bytes());
        self.phones.extend_from_slice(phone.as_bytes());
        if !text.is_ascii() {
            self.initials.extend(text.chars().map(hangul::initial_or_self).collect::<String>().into_bytes());
        }
    }

    fn find(&self, wanted: &Wanted) -> Vec<CustomerId> {
        if wanted.letters.is_empty() {
            return self.records.iter().map(|record| record.id).collect();
        }
        let mut hits = if wanted.has_initials() {
            let needle: String = wanted.letters.iter().copied().map(hangul::initial_or_self).collect();
            let mut hits = hits(&self.initials, &needle, &self.records, |record| record.initials);
            if !wanted.letters.iter().all(|letter| hangul::is_consonant(*letter)) {
                // Initials alone can't tell 홍ㄱㄷ from 황ㄱㄷ.
                hits.retain(|index| {
                    let text = String::from_utf8_lossy(part(&self.texts, *index, &self.records, |record| record.text));
                    text.lines().any(|key| wanted.is_in(key))
                });
            }
            hits
        } else {
            let needle: String = wanted.letters.iter().collect();
            hits(&self.texts, &needle, &self.records, |record| record.text)
        };
        for digits in &wanted.phones {
            hits.extend(self::hits(&self.phones, digits, &self.records, |record| record.phone));
        }
        hits.sort_unstable();
        hits.dedup();
        if wanted.reach == Reach::Masked {
            hits.retain(|index| self.shows(*index, wanted));
        }
        hits.into_iter().map(|index| self.records[index].id).collect()
    }

    /// Was it found by what is shown of it to somebody who sees people masked? Of the texts, name and company come first.
    fn shows(&self, index: usize, wanted: &Wanted) -> bool {
        let text = String::from_utf8_lossy(part(&self.texts, index, &self.records, |record| record.text));
        let phone = String::from_utf8_lossy(part(&self.phones, index, &self.records, |record| record.phone));
        text.lines().take(2).any(|key| wanted.is_in(key)) || wanted.is_in_phone(phone.trim_end())
    }
}

/// The records in whose part of the bytes the needle stands, each once.
fn hits(bytes: &[u8], needle: &str, records: &[Record], begins: impl Fn(&Record) -> u32) -> Vec<usize> {
    let finder = Finder::new(needle.as_bytes());
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(at) = bytes.get(from..).and_then(|rest| finder.find(rest)).map(|at| at + from) {
        let after = records.partition_point(|record| begins(record) as usize <= at);
        found.push(after.saturating_sub(1));
        from = records.get(after).map_or(bytes.len(), |next| begins(next) as usize);
    }
    found
}

/// A record's part of the bytes.
fn part<'a>(bytes: &'a [u8], index: usize, records: &[Record], begins: impl Fn(&Record) -> u32) -> &'a [u8] {
    let from = records.get(index).map_or(bytes.len(), |record| begins(record) as usize);
    let to = records.get(index + 1).map_or(bytes.len(), |record| begins(record) as usize);
    bytes.get(from..to).unwrap_or_default()
}

fn lock(mutex: &Mutex<()>) -> MutexGuard<'_, ()> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;
    use crate::base::phone::Phone;

    fn customer(name: &str, email: &str, company: &str, phone: &str) -> Findable {
        let phone = Phone::parse(phone).map(|phone| phone.to_string()).unwrap_or_default();
        Findable { name: name.into(), email: email.into(), company: company.into(), phone }
    }

    /// What a search must find, said as plainly as possible.
    fn naive(customer: &Findable, query: &str) -> bool {
        let texts = [&customer.name, &customer.email, &customer.company];
        let digits: String = query.nfkc().filter(char::is_ascii_digit).collect();
        let is_number = !digits.is_empty() && !query.nfkc().any(|c| (c.is_alphanumeric() && !c.is_ascii_digit()) || c == '@' || c == '_');
        let e164 = customer.phone.trim_start_matches('+');
        let at_home = e164.strip_prefix("82").map(|significant| format!("0{significant}")).unwrap_or_default();
        let whole = Phone::parse(query).is_ok_and(|phone| phone.as_e164() == customer.phone);
        texts.iter().any(|text| hangul::matches(text, query))
            || (is_number && !e164.is_empty() && (e164.contains(&digits) || at_home.contains(&digits) || whole))
    }

    fn found(search: &Search, query: &str, all: &BTreeMap<CustomerId, Findable>) -> BTreeSet<i64> {
        let read = || Ok::<_, ()>(Some(all.iter().map(|(id, customer)| (*id, customer.clone())).collect()));
        search.find(query, Reach::Everything, read).expect("reads").expect("not too many").into_iter().map(|id| id.0).collect()
    }

    #[test]
    fn whoever_sees_people_masked_finds_them_by_what_is_shown() {
        let all = people();
        for loose in [false, true] {
            let search = Search::default();
            let read = || Ok::<_, ()>(Some(all.iter().map(|(id, customer)| (*id, customer.clone())).collect()));
            search.find("홍", Reach::Everything, read).expect("reads");
            if loose {
                for (id, customer) in &all {
                    search.changed(*id, Some(customer.clone()));
                }
            }
            let found = |query| search.find(query, Reach::Masked, read).expect("reads").expect("some").len();
            for (query, expected) in [
                ("길동", 1),
                ("ㅎㄱㄷ", 2),
                ("커피", 1),
                ("5678", 1),
                ("hong", 0),
                ("kr", 0),
                ("01012345678", 0),
                ("678", 0),
                ("1234", 1),
                ("82", 0),
            ] {
                assert_eq!(found(query), expected, "{query}, changed since it was packed: {loose}");
            }
        }
    }

    fn people() -> BTreeMap<CustomerId, Findable> {
        [
            customer("홍길동", "Hong@Example.com", "단골 커피", "010-1234-5678"),
            customer("이산", "san@a.kr", "", "02-123-4567"),
            customer("황기동", "", "LG 전자", "010-9876-5432"),
            customer("꽃집", "", "", "1588-1234"),
            customer("John Smith", "js@b.com", "Acme", "+1 415 555 2671"),
            customer("", "only@mail.kr", "", ""),
        ]
        .into_iter()
        .zip(1..)
        .map(|(customer, id)| (CustomerId(id), customer))
        .collect()
    }

    #[test]
    fn people_are_found_as_people_look_for_them() {
        let (search, all) = (Search::default(), people());
        for (query, ids) in [
            ("홍길동", &[1][..]),
            ("길동", &[1]),
            ("이산", &[2]),
            ("ㅎㄱㄷ", &[1, 3]),
            ("홍ㄱㄷ", &[1]),
            ("ㄲㅈ", &[4]),
            ("ㅈㅈ", &[3]),
            ("단골커피", &[1]),
            ("hong@ex", &[1]),
            ("5678", &[1]),
            ("010-1234", &[1]),
            ("01012345678", &[1]),
            ("+82 10-1234-5678", &[1]),
            ("+82-010-1234-5678", &[1]),
            ("０１０-1234", &[1]),
            ("821012345678", &[1]),
            ("02-123", &[2]),
            ("1588", &[4]),
            ("415 555", &[5]),
            ("smith", &[5]),
            ("010", &[1, 3]),
            ("\u{1112}\u{1169}\u{11bc}길동", &[1]),
            ("없는사람", &[]),
            ("_", &[]),
            ("%", &[]),
            ("", &[1, 2, 3, 4, 5, 6]),
        ] {
            assert_eq!(found(&search, query, &all).into_iter().collect::<Vec<_>>(), ids, "{query}");
        }
    }

    #[test]
    fn a_change_during_the_reading_is_not_lost() {
        let (search, all) = (Search::default(), people());
        let read = || {
            let before = all.iter().map(|(id, customer)| (*id, customer.clone())).collect();
            search.changed(CustomerId(1), None);
            search.changed(CustomerId(9), Some(customer("홍길순", "", "", "")));
            Ok::<_, ()>(Some(before))
        };
        assert_eq!(search.find("홍길", Reach::Everything, read), Ok(Some(vec![CustomerId(9)])));
    }

    #[test]
    fn a_reading_that_failed_is_tried_again_and_too_many_are_not_held() {
        let (search, all) = (Search::default(), people());
        assert_eq!(search.find("홍", Reach::Everything, || Err("disk")), Err("disk"));
        assert_eq!(found(&search, "홍", &all).len(), 1);
        let search = Search::default();
        assert_eq!(search.find("홍", Reach::Everything, || Ok::<_, ()>(None)), Ok(None));
        search.changed(CustomerId(1), None);
        assert_eq!(search.find("홍", Reach::Everything, || Err("not asked again")), Ok(None));
    }

    #[test]
    fn readers_and_changes_at_the_same_time_agree_in_the_end() {
        let search = Search::default();
        let all = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for n in 0..2_000 {
                    let now = (n % 3 != 0).then(|| customer(if n % 2 == 0 { "홍길동" } else { "이산" }, "", "", ""));
                    let id = CustomerId(n % 700);
                    match now.clone() {
                        Some(now) => all.lock().expect("all").insert(id, now),
                        None => all.lock().expect("all").remove(&id),
                    };
                    search.changed(id, now);
                }
            });
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let read = || Ok::<_, ()>(Some(all.lock().expect("all").clone().into_iter().collect()));
                        search.find("ㅎㄱ", Reach::Everything, read).expect("reads");
                    }
                });
            }
        });
        let all = all.into_inner().expect("all");
        let expected: BTreeSet<i64> = all.iter().filter(|(_, c)| naive(c, "ㅎㄱ")).map(|(id, _)| id.0).collect();
        assert_eq!(found(&search, "ㅎㄱ", &all), expected);
    }

    fn some_customer() -> impl Strategy<Value = Findable> {
        let name = prop_oneof!["[가나홍길동ㄱㅎㄳab ]{0,4}", "[가-힣]{2,3}", ".{0,5}"];
        (name, "([a-d]{1,3}@[a-d]{1,2}.kr)?", "[가나LG ]{0,3}", "(010-[12]{4}-[0-9]{4}|02-12[0-9]-4567|\\+1 415 555 2671)?")
            .prop_map(|(name, email, company, phone)| customer(&name, &email, &company, &phone))
    }

    proptest! {
        #[test]
        fn a_search_finds_what_a_naive_one_finds(
            at_first in prop::collection::vec(some_customer(), 0..12),
            edits in prop::collection::vec((0i64..16, prop::option::of(some_customer())), 0..24),
            folds in any::<bool>(),
            queries in prop::collection::vec(prop_oneof!["[ㄱㅎㄴㄷㄳ홍길가]{1,3}", "[a-d@.LG ]{1,3}", "[0-2 -]{1,5}", ".{0,3}"], 1..6),
        ) {
            let search = Search::default();
            let mut all: BTreeMap<CustomerId, Findable> = at_first.into_iter().zip(0..).map(|(c, id)| (CustomerId(id), c)).collect();
            found(&search, "", &all);
            for (id, now) in edits {
                search.changed(CustomerId(id), now.clone());
                match now {
                    Some(now) => all.insert(CustomerId(id), now),
                    None => all.remove(&CustomerId(id)),
                };
            }
            if folds && let State::Packed(packed, changes) = &mut *search.write() {
                *packed = packed.with(&std::mem::take(changes));
            }
            for query in queries {
                let expected: BTreeSet<i64> = all.iter().filter(|(_, c)| naive(c, &query)).map(|(id, _)| id.0).collect();
                prop_assert_eq!(found(&search, &query, &BTreeMap::new()), expected, "{}", query);
            }
        }
    }
}
