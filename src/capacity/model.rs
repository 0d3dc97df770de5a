//! What is measured: rows and bytes of the nine tables in each file.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::base::{
    ids::AccountId,
    table::{TABLES, Table},
    time::{Day, Timestamp},
};

/// Days over which growth is counted.
pub const RECENT_DAYS: i64 = 30;

/// One table in one file, or in all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub rows: i64,
    /// Rows that came in the last 30 days.
    pub recent: i64,
    pub data_bytes: i64,
    pub index_bytes: i64,
}

impl Part {
    pub const fn bytes(self) -> i64 {
        self.data_bytes + self.index_bytes
    }
}

impl AddAssign for Part {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.recent += other.recent;
        self.data_bytes += other.data_bytes;
        self.index_bytes += other.index_bytes;
    }
}

/// One file, or all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// By [`Table::place`].
    pub parts: [Part; TABLES],
    /// What belongs to none of the nine: daily figures, words, queues, free pages.
    pub other: Part,
}

impl Sizes {
    pub const fn part(&self, table: Table) -> Part {
        self.parts[table.place()]
    }

    pub fn bytes(&self) -> i64 {
        self.parts.iter().map(|part| part.bytes()).sum::<i64>() + self.other.bytes()
    }
}

impl AddAssign for Sizes {
    fn add_assign(&mut self, other: Self) {
        for (part, theirs) in self.parts.iter_mut().zip(other.parts) {
            *part += theirs;
        }
        self.other += other.other;
    }
}

/// Everything that was measured in one go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measurement {
    pub at: Timestamp,
    /// The agency's own file.
    pub agency: Sizes,
    pub accounts: Vec<(AccountId, Sizes)>,
    /// Accounts whose files could not be read, and why.
    pub unread: Vec<(String, String)>,
}

impl Measurement {
    pub fn total(&self) -> Sizes {
        let mut total = self.agency;
        for (_, sizes) in &self.accounts {
            total += *sizes;
        }
        total
    }
}

/// What lies on the disk, by purpose. Write-ahead logs count to their files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disk {
    pub database_bytes: i64,
    pub archive_bytes: i64,
    pub backup_bytes: i64,
    /// What an ordinary user may still fill.
    pub free_bytes: i64,
    pub total_bytes: i64,
}

impl Disk {
    pub const fn used_bytes(self) -> i64 {
        self.database_bytes + self.archive_bytes + self.backup_bytes
    }
}

/// An account's share of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountShare {
    pub slug: String,
    pub name: String,
    pub leads: i64,
    pub database_bytes: i64,
    pub archive_bytes: i64,
}

/// One day of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySample {
    pub day: Day,
    pub database_bytes: i64,
    pub archive_bytes: i64,
    pub backup_bytes: i64,
    pub free_bytes: i64,
}
