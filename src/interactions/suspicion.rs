//! Why a submission may be spam. Suspects are kept apart and never lost.

use crate::base::lang::{Text, text};

/// One reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspicion {
    /// The field that people cannot see was filled in.
    Honeypot,
    /// Sent sooner after opening the page than a person can type.
    TooFast,
    /// The page's cookie did not come back: blocked, expired, or never fetched.
    NoCookie,
    /// More submissions from one address than the setting allows.
    RateLimit,
    /// The user agent says that it is a robot.
    Bot,
    /// A number nobody has, such as 010-0000-0000.
    SuspiciousPhone,
    /// A name such as ㅁㄴㅇㄹ.
    SuspiciousName,
}

impl Suspicion {
    pub const ALL: [Self; 7] =
        [Self::Honeypot, Self::TooFast, Self::NoCookie, Self::RateLimit, Self::Bot, Self::SuspiciousPhone, Self::SuspiciousName];

    /// Its word in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Honeypot => "honeypot",
            Self::TooFast => "too_fast",
            Self::NoCookie => "no_cookie",
            Self::RateLimit => "rate_limit",
            Self::Bot => "bot",
            Self::SuspiciousPhone => "suspicious_phone",
            Self::SuspiciousName => "suspicious_name",
        }
    }

    /// What a person is told.
    pub const fn text(self) -> Text {
        match self {
            Self::Honeypot => text("보이지 않는 항목이 채워져 있습니다", "A hidden field was filled in"),
            Self::TooFast => text("페이지를 열자마자 보냈습니다", "Sent at once after the page was opened"),
            Self::NoCookie => text("방문 쿠키가 없습니다", "The visit's cookie was missing"),
            Self::RateLimit => text("같은 주소에서 너무 자주 보냈습니다", "Too many from the same address"),
            Self::Bot => text("로봇이 보냈습니다", "Sent by a robot"),
            Self::SuspiciousPhone => text("없는 번호로 보이는 전화번호입니다", "The phone number looks made up"),
            Self::SuspiciousName => text("이름이 장난으로 보입니다", "The name looks made up"),
        }
    }

    /// The bit in the database: given out once, never changed.
    const fn bit(self) -> i64 {
        match self {
            Self::Honeypot => 1,
            Self::TooFast => 1 << 1,
            Self::NoCookie => 1 << 2,
            Self::RateLimit => 1 << 3,
            Self::Bot => 1 << 4,
            Self::SuspiciousPhone => 1 << 5,
            Self::SuspiciousName => 1 << 6,
        }
    }
}

/// All reasons of one submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspicions(i64);

impl Suspicions {
    pub const NONE: Self = Self(0);

    /// Reads the database's number; bits that mean nothing here are dropped.
    pub fn from_bits(bits: i64) -> Self {
        Suspicion::ALL.into_iter().filter(|reason| bits & reason.bit() != 0).collect()
    }

    pub const fn bits(self) -> i64 {
        self.0
    }

    pub const fn add(&mut self, reason: Suspicion) {
        self.0 |= reason.bit();
    }

    pub const fn has(self, reason: Suspicion) -> bool {
        self.0 & reason.bit() != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Suspicion> {
        Suspicion::ALL.into_iter().filter(move |reason| self.has(*reason))
    }

    /// Their words in the API, in a fixed order.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Suspicion::name).collect()
    }

    /// Is the lead set apart? Only what a robot does sets it apart. A missing cookie, a name or a number that looks made up is
    /// recorded and shown: whoever refuses cookies, is called oddly or tries out the own form is still to be found in the list.
    pub fn makes_suspect(self) -> bool {
        self.iter().any(|reason| !matches!(reason, Suspicion::NoCookie | Suspicion::SuspiciousPhone | Suspicion::SuspiciousName))
    }
}

impl FromIterator<Suspicion> for Suspicions {
    fn from_iter<I: IntoIterator<Item = Suspicion>>(reasons: I) -> Self {
        Self(reasons.into_iter().fold(0, |bits, reason| bits | reason.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_back_and_distinct() {
        for bits in 0..1 << Suspicion::ALL.len() {
            assert_eq!(Suspicions::from_bits(bits).bits(), bits);
        }
        assert_eq!(Suspicions::from_bits(-1).names().len(), Suspicion::ALL.len());
    }

    #[test]
    fn only_what_robots_do_makes_a_suspect() {
        assert!(!Suspicions::NONE.makes_suspect());
        let noted: Suspicions = [Suspicion::NoCookie, Suspicion::SuspiciousPhone, Suspicion::SuspiciousName].into_iter().collect();
        assert!(!noted.makes_suspect() && noted.names().len() == 3);
        for reason in Suspicion::ALL {
            let alone: Suspicions = [reason].into_iter().collect();
            assert_eq!(alone.makes_suspect(), !noted.has(reason), "{reason:?}");
        }
        let mut both = Suspicions::NONE;
        both.add(Suspicion::NoCookie);
        both.add(Suspicion::Honeypot);
        assert!(both.makes_suspect());
        assert_eq!(both.names(), ["honeypot", "no_cookie"]);
    }
}
