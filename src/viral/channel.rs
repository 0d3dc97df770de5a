//! By which way a link was passed on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{base::lang::Text, viral::texts};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The link says nothing of it: written down, or passed on by a program.
    #[default]
    Link,
    Copy,
    Sms,
    Email,
    Kakao,
    Qr,
}

impl Channel {
    pub const ALL: [Self; 6] = [Self::Link, Self::Copy, Self::Sms, Self::Email, Self::Kakao, Self::Qr];
    /// Those that have a button, whose use is counted as a share.
    pub const SHARED: [Self; 4] = [Self::Kakao, Self::Sms, Self::Email, Self::Copy];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }

    /// As addresses and the API have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Copy => "copy",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Kakao => "kakao",
            Self::Qr => "qr",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Link => texts::BY_LINK,
            Self::Copy => texts::BY_COPY,
            Self::Sms => texts::BY_SMS,
            Self::Email => texts::BY_EMAIL,
            Self::Kakao => texts::BY_KAKAO,
            Self::Qr => texts::BY_QR,
        }
    }
}

crate::stored_as_code!(Channel);

/// In the rollups, whoever came by themselves.
pub const ALONE: i64 = -1;

/// How the rollups and participants note a way; absent for whoever came by themselves.
pub fn code_of(channel: Option<Channel>) -> i64 {
    channel.map_or(ALONE, Channel::code)
}
