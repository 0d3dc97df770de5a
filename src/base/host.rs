//! The names under which we are reached.

/// Whose pages stand under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The admin UI and the API.
    Admin,
    Visitors,
}

impl Side {
    pub const ALL: [Self; 2] = [Self::Admin, Self::Visitors];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.code() == code)
    }
}

crate::stored_as_code!(Side);
