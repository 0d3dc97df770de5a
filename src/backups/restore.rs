//! What a restore is asked for, what it would change, and what came of it.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::model::Account,
    backups::texts::restore as texts,
    base::{
        ids::LeadId,
        lang::{Message, Text},
        slug::Slug,
        time::{Day, Timestamp, Zone},
    },
};

/// Which snapshot is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    #[default]
    Newest,
    /// The newest of those that began at this instant or before.
    At(Timestamp),
    /// Its id, or the beginning of it that no other has.
    Id(String),
}

impl Which {
    /// Reads what was typed: a day (its last snapshot), an instant, or an id.
    pub fn parse(typed: &str, zone: Zone) -> Option<Self> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Some(Self::Newest);
        }
        if let Some(day) = Day::parse(typed) {
            return Some(Self::At(zone.start_of(day.plus(1)).plus_ms(-1)));
        }
        if let Some(at) = Timestamp::parse(typed).or_else(|| zone.parse_local(&typed.replace(' ', "T"))) {
            return Some(Self::At(at));
        }
        let is_id = (4..=64).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| Self::Id(typed.to_ascii_lowercase()))
    }

    /// The place of the one that is meant, in a list whose newest comes last; absent when there is none, or more than one id begins so.
    pub fn pick<'a>(&self, snapshots: impl DoubleEndedIterator<Item = (&'a str, Timestamp)> + ExactSizeIterator) -> Option<usize> {
        let mut fitting = snapshots.enumerate().rev().filter(|(_, (id, at))| match self {
            Self::Newest => true,
            Self::At(until) => at <= until,
            Self::Id(typed) => id.starts_with(typed.as_str()),
        });
        let (place, _) = fitting.next()?;
        (!matches!(self, Self::Id(_)) || fitting.next().is_none()).then_some(place)
    }
}

/// Where an account's file of a snapshot goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// In the place of the account's; the old one is kept aside for [`KEPT_DAYS`].
    InPlace,
    /// Beside it, as an account of its own that can only be read.
    Aside,
}

/// Days that old files are kept.
pub const KEPT_DAYS: i64 = 7;

/// A restore into a running box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub which: Which,
    /// Slugs; none: all accounts that the snapshot has.
    pub accounts: Vec<String>,
    pub target: Target,
    /// From the off-site copy, not from this machine.
    pub offsite: bool,
}

/// What a restore of one account would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preview {
    pub account: String,
    /// The snapshot's id.
    pub snapshot: String,
    /// The instant that the account's file in it shows.
    pub at: Timestamp,
    /// Steps by which the file is older than this version; they are made up for.
    pub steps_behind: usize,
    pub bytes: u64,
    pub needed_bytes: u64,
    pub free_bytes: u64,
    /// Tables whose number of rows differs, the largest difference first.
    pub tables: Vec<Change>,
    /// Absent where the account's file can't be read now.
    pub since: Option<Since>,
}

impl Preview {
    /// Is there room for it?
    pub const fn fits(&self) -> bool {
        self.needed_bytes <= self.free_bytes
    }
}

/// The rows of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub table: String,
    /// Absent where the table was not there yet.
    pub then: Option<i64>,
    /// Absent where it can't be counted now.
    pub now: Option<i64>,
}

impl Change {
    /// What people call the table; absent for one that is of no interest to them.
    pub fn label(&self) -> Option<Text> {
        texts::TABLES.iter().find(|(table, _)| *table == self.table).map(|(_, label)| *label)
    }
}

/// The tables that differ, those that people know first, then by how much they differ.
pub fn changes(then: impl IntoIterator<Item = (String, i64)>, now: impl IntoIterator<Item = (String, i64)>) -> Vec<Change> {
    let mut changes: std::collections::BTreeMap<String, (Option<i64>, Option<i64>)> =
        then.into_iter().map(|(table, rows)| (table, (Some(rows), None))).collect();
    for (table, rows) in now {
        changes.entry(table).or_default().1 = Some(rows);
    }
    let mut changes: Vec<Change> = changes
        .into_iter()
        .filter(|(_, (then, now))| then.unwrap_or(0) != now.unwrap_or(0))
        .map(|(table, (then, now))| Change { table, then, now })
        .collect();
    changes.sort_by_key(|change| (change.label().is_none(), -(change.now.unwrap_or(0) - change.then.unwrap_or(0)).abs()));
    changes
}

/// Leads that came in after the snapshot and will not be in the account any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Since {
    pub leads: i64,
    /// The newest of them.
    pub newest: Vec<LeadSince>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeadSince {
    pub id: LeadId,
    pub at: Timestamp,
    /// As far as whoever asks may see it.
    pub name: String,
}

/// One of them in full, for the file in which they are kept: as far as whoever asks may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadTold {
    pub id: LeadId,
    pub at: Timestamp,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub source: String,
    pub campaign: String,
    /// The answers of the form as JSON.
    pub form: String,
}

/// What a restore is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    Waiting,
    /// Opening the repository.
    Opening,
    /// Writing the file out of the repository.
    Reading,
    /// Checking it, and bringing it up to date.
    Checking,
    /// Putting it in place.
    Placing,
}

impl Stage {
    pub const fn label(self) -> Text {
        match self {
            Self::Waiting => texts::WAITING,
            Self::Opening => texts::OPENING,
            Self::Reading => texts::READING,
            Self::Checking => texts::CHECKING,
            Self::Placing => texts::PLACING,
        }
    }
}

/// How far a restore is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub stage: Stage,
    /// The account that is worked on.
    pub account: Option<String>,
    /// Accounts that are done with, and all of them.
    pub done: usize,
    pub of: usize,
}

/// What came of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub account: String,
    pub restored: Option<Restored>,
    /// Why it was not; the account is as it was then.
    pub fault: Option<Message>,
}

/// An account that was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    pub snapshot: String,
    pub at: Timestamp,
    /// The account that shows it, where it did not go in place.
    pub as_account: Option<String>,
    /// The name of the old file, where there was one.
    pub kept: Option<String>,
    pub steps: usize,
    /// Persons who were erased since the snapshot, and were again.
    pub erased_again: usize,
    /// Mails and calls that waited in the snapshot and are not sent any more.
    pub given_up: usize,
    pub bytes: u64,
    pub took_ms: i64,
}

/// A restore somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub id: i64,
    pub asked_at: Timestamp,
    pub wanted: Wanted,
    pub state: OrderState,
    pub progress: Progress,
    pub told: Vec<Told>,
    pub ended_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    Waiting,
    Running,
    Done,
    Failed,
}

impl OrderState {
    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Waiting),
            1 => Some(Self::Running),
            2 => Some(Self::Done),
            3 => Some(Self::Failed),
            _ => None,
        }
    }

    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

crate::stored_as_code!(OrderState);

/// What has to be free on the disk for files of that size: they come beside the ones that are there, and bringing an older one up to
/// date writes most of it once more.
pub const fn needed_bytes(bytes: u64, steps_behind: usize) -> u64 {
    const ROOM: u64 = 64 << 20;
    let factor = if steps_behind == 0 { 1 } else { 2 };
    bytes * factor + ROOM
}

/// An account that shows a snapshot of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    pub account: Account,
    /// Whose snapshot it is; absent when that account is gone.
    pub of: Option<Account>,
    pub snapshot: String,
    pub at: Timestamp,
}

/// The slug of an account that shows a snapshot of another: `hanbit-restored-20261123`, and a number behind it where that is taken.
pub fn aside_slug(of: &str, day: Day, is_taken: impl Fn(&str) -> bool) -> Option<Slug> {
    let (year, month, day) = day.parts();
    let date = format!("{year:04}{month:02}{day:02}");
    let long = 63 - "-restored-".len() - date.len() - "-99".len();
    let of = of.get(..long).unwrap_or(of).trim_end_matches('-');
    (1..100).find_map(|number| {
        let slug = if number == 1 { format!("{of}-restored-{date}") } else { format!("{of}-restored-{date}-{number}") };
        if is_taken(&slug) { None } else { Slug::parse(&slug).ok() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    #[test]
    fn a_snapshot_is_named_by_day_instant_or_id() {
        let zone = Zone::default();
        let list = [("aa11", at("2026-11-20T19:00:00Z")), ("bb22", at("2026-11-21T19:00:00Z")), ("bb33", at("2026-11-22T19:00:00Z"))];
        let pick = |typed: &str| Which::parse(typed, zone).and_then(|which| which.pick(list.iter().copied())).map(|place| list[place].0);
        assert_eq!(pick(""), Some("bb33"));
        assert_eq!(pick("2026-11-22"), Some("bb22"), "04:00 in Seoul");
        assert_eq!(pick("2026-11-22T03:59"), Some("aa11"));
        assert_eq!(pick("2026-11-22 04:00"), Some("bb22"));
        assert_eq!(pick("2026-11-21T19:00:00Z"), Some("bb22"));
        assert_eq!(pick("2026-11-20"), None, "there is none so old");
        assert_eq!((pick("AA11"), pick("bb2"), pick("bb22"), pick("bbcc")), (Some("aa11"), None, Some("bb22"), None));
        assert_eq!(Which::Id("bb".into()).pick(list.iter().copied()), None, "more than one begins so");
        assert_eq!(Which::parse("yesterday", zone), None);
    }

    #[test]
    fn what_differs_is_shown_and_what_people_know_first() {
        let rows = |list: &[(&str, i64)]| list.iter().map(|(table, rows)| ((*table).to_owned(), *rows)).collect::<Vec<_>>();
        let then = rows(&[("customer", 10), ("word", 1), ("lead", 5), ("old", 2), ("same", 3)]);
        let shown = changes(then, rows(&[("customer", 4), ("word", 900), ("lead", 6), ("same", 3), ("empty", 0)]));
        let names: Vec<&str> = shown.iter().map(|change| change.table.as_str()).collect();
        assert_eq!(names, ["customer", "lead", "word", "old"]);
        assert_eq!((shown[3].then, shown[3].now), (Some(2), None));
    }

    #[test]
    fn an_account_beside_gets_a_name_of_its_own() {
        let day = Day::parse("2026-11-23").expect("a day");
        let slug = |of: &str, taken: &[&str]| aside_slug(of, day, |slug| taken.contains(&slug)).expect("a slug").as_str().to_owned();
        assert_eq!(slug("hanbit", &[]), "hanbit-restored-20261123");
        assert_eq!(slug("hanbit", &["hanbit-restored-20261123"]), "hanbit-restored-20261123-2");
        assert_eq!(slug(&"a".repeat(63), &[]).len(), 60);
    }
}
