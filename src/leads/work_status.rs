//! Where the consultation stands: the words a Korean call centre works with. Every account has this list for now.

use crate::{base::lang::Text, leads::texts};

/// One word of the list. `key` is what the database and the API hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkStatus {
    pub key: &'static str,
    pub label: Text,
}

pub const DEFAULT: &str = "new";

/// In the order they are offered.
pub const ALL: [WorkStatus; 11] = [
    WorkStatus { key: DEFAULT, label: texts::WORK_NEW },
    WorkStatus { key: "no_answer", label: texts::WORK_NO_ANSWER },
    WorkStatus { key: "callback", label: texts::WORK_CALLBACK },
    WorkStatus { key: "consulting", label: texts::WORK_CONSULTING },
    WorkStatus { key: "booked", label: texts::WORK_BOOKED },
    WorkStatus { key: "won", label: texts::WORK_WON },
    WorkStatus { key: "on_hold", label: texts::WORK_ON_HOLD },
    WorkStatus { key: "declined", label: texts::WORK_DECLINED },
    WorkStatus { key: "dead_number", label: texts::WORK_DEAD_NUMBER },
    WorkStatus { key: "duplicate", label: texts::WORK_DUPLICATE },
    WorkStatus { key: "invalid", label: texts::WORK_INVALID },
];

/// The word of a key; absent when the list does not have it.
pub fn find(key: &str) -> Option<WorkStatus> {
    ALL.into_iter().find(|status| status.key == key)
}
