//! What looks wrong about a referral. Nothing is dropped for it: it is flagged, and a person decides.

use std::net::IpAddr;

use crate::{
    base::{email::Email, ids::CustomerId, lang::Text, phone::Phone, time::SECOND_MS},
    viral::{disposable, texts},
};

/// One reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    /// Referrer and friend are the same customer.
    SelfReferral,
    SamePhone,
    /// The same mailbox, also when it is written differently.
    SameEmail,
    SameAddress,
    SameDevice,
    /// The friend stands above the referrer in the tree.
    Cycle,
    /// The friend's mailbox is one that is thrown away.
    DisposableEmail,
    /// More referrals of one participant, or from one address, in a day than the campaign allows.
    Velocity,
    /// Submitted sooner after the click than a person can.
    TooFast,
    /// The friend was a customer before.
    KnownCustomer,
    /// Somebody else has referred the friend before.
    AlreadyReferred,
    /// The submission itself is a suspect.
    Suspect,
    /// The friend, their submission, or the conversion that qualified it was deleted during the hold period.
    Deleted,
    /// The friend's lead was rejected as invalid during the hold period.
    Invalid,
}

impl Risk {
    pub const ALL: [Self; 14] = [
        Self::SelfReferral,
        Self::SamePhone,
        Self::SameEmail,
        Self::SameAddress,
        Self::SameDevice,
        Self::Cycle,
        Self::DisposableEmail,
        Self::Velocity,
        Self::TooFast,
        Self::KnownCustomer,
        Self::AlreadyReferred,
        Self::Suspect,
        Self::Deleted,
        Self::Invalid,
    ];

    /// Its word in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SelfReferral => "self_referral",
            Self::SamePhone => "same_phone",
            Self::SameEmail => "same_email",
            Self::SameAddress => "same_address",
            Self::SameDevice => "same_device",
            Self::Cycle => "cycle",
            Self::DisposableEmail => "disposable_email",
            Self::Velocity => "velocity",
            Self::TooFast => "too_fast",
            Self::KnownCustomer => "known_customer",
            Self::AlreadyReferred => "already_referred",
            Self::Suspect => "suspect",
            Self::Deleted => "deleted",
            Self::Invalid => "invalid",
        }
    }

    /// What a person is told.
    pub const fn text(self) -> Text {
        match self {
            Self::SelfReferral => texts::SELF_REFERRAL,
            Self::SamePhone => texts::SAME_PHONE,
            Self::SameEmail => texts::SAME_EMAIL,
            Self::SameAddress => texts::SAME_ADDRESS,
            Self::SameDevice => texts::SAME_DEVICE,
            Self::Cycle => texts::CYCLE,
            Self::DisposableEmail => texts::DISPOSABLE_EMAIL,
            Self::Velocity => texts::VELOCITY,
            Self::TooFast => texts::TOO_FAST,
            Self::KnownCustomer => texts::KNOWN_CUSTOMER,
            Self::AlreadyReferred => texts::ALREADY_REFERRED,
            Self::Suspect => texts::SUSPECT,
            Self::Deleted => texts::FRIEND_DELETED,
            Self::Invalid => texts::FRIEND_INVALID,
        }
    }

    /// The bit in the database: the place in the list, which only grows at its end.
    const fn bit(self) -> i64 {
        1 << self as i64
    }
}

/// All reasons of one referral.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Risks(i64);

impl Risks {
    /// Reads the database's number; bits that mean nothing here are dropped.
    pub fn from_bits(bits: i64) -> Self {
        Risk::ALL.into_iter().filter(|risk| bits & risk.bit() != 0).collect()
    }

    pub const fn bits(self) -> i64 {
        self.0
    }

    pub const fn has(self, risk: Risk) -> bool {
        self.0 & risk.bit() != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The same with one more, where it applies.
    pub const fn with(self, risk: Risk, applies: bool) -> Self {
        if applies { Self(self.0 | risk.bit()) } else { self }
    }

    /// The same with all of another.
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// The reasons in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Risk> {
        Risk::ALL.into_iter().filter(move |risk| self.has(*risk))
    }

    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Risk::name).collect()
    }
}

impl FromIterator<Risk> for Risks {
    fn from_iter<I: IntoIterator<Item = Risk>>(risks: I) -> Self {
        Self(risks.into_iter().fold(0, |bits, risk| bits | risk.bit()))
    }
}

/// One of the two, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    pub customer: Option<CustomerId>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    /// What counts as one client's address (`base::network`).
    pub network: Option<IpAddr>,
    /// The browser, by its cookie.
    pub visitor: Option<[u8; 16]>,
}

/// How the referral came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// What was found out by looking at others: a cycle, a known customer, an earlier referral, a suspect.
    pub found: Risks,
    /// Referrals of the referrer today, this one included.
    pub referrals_today: i64,
    /// Participants who joined from the friend's address today, the friend included.
    pub joined_from_there: i64,
    pub daily_limit: i64,
    /// From the click to the submission; absent where there was no click.
    pub took_ms: Option<i64>,
}

/// Nobody fills in a form this soon after a click.
const TOO_FAST_MS: i64 = 2 * SECOND_MS;

/// Everything that looks wrong.
pub fn risks(referrer: &Party, friend: &Party, how: &Circumstances) -> Risks {
    fn same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.is_some() && one == other
    }
    let mailbox = |party: &Party| party.email.as_ref().map(mailbox);
    // The box's own address says nothing: whoever sits at it, or a proxy that does not say for whom it asks.
    let network = |party: &Party| party.network.filter(|network| !network.is_loopback());
    [
        (same(referrer.customer.as_ref(), friend.customer.as_ref()), Risk::SelfReferral),
        (same(referrer.phone.as_ref(), friend.phone.as_ref()), Risk::SamePhone),
        (same(mailbox(referrer).as_ref(), mailbox(friend).as_ref()), Risk::SameEmail),
        (same(network(referrer).as_ref(), network(friend).as_ref()), Risk::SameAddress),
        (same(referrer.visitor.as_ref(), friend.visitor.as_ref()), Risk::SameDevice),
        (friend.email.as_ref().is_some_and(disposable::is_disposable), Risk::DisposableEmail),
        (how.referrals_today > how.daily_limit || (network(friend).is_some() && how.joined_from_there > how.daily_limit), Risk::Velocity),
        (how.took_ms.is_some_and(|took| took < TOO_FAST_MS), Risk::TooFast),
    ]
    .into_iter()
    .filter(|(applies, _)| *applies)
    .map(|(_, risk)| risk)
    .chain(how.found.iter())
    .collect()
}

/// The mailbox behind an address: what follows a plus is a label, and Google ignores dots.
fn mailbox(email: &Email) -> String {
    let key = email.key();
    let (local, domain) = key.rsplit_once('@').unwrap_or((&key, ""));
    let local = local.split('+').next().unwrap_or_default();
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn party(customer: i64, phone: &str, email: &str, address: &str, visitor: u8) -> Party {
        Party {
            customer: Some(CustomerId(customer)),
            phone: Phone::parse(phone).ok(),
            email: Email::parse(email).ok(),
            network: address.parse().ok(),
            visitor: Some([visitor; 16]),
        }
    }

    fn usual() -> Circumstances {
        Circumstances { referrals_today: 1, joined_from_there: 1, daily_limit: 20, took_ms: Some(60_000), ..Circumstances::default() }
    }

    fn named(friend: &Party, how: Circumstances) -> Vec<&'static str> {
        let referrer = party(1, "010-1111-2222", "hong@naver.com", "203.0.113.5", 1);
        risks(&referrer, friend, &how).names()
    }

    #[test]
    fn each_risk_has_its_cause() {
        let friend = party(2, "010-3333-4444", "kim@naver.com", "203.0.113.9", 2);
        assert!(named(&friend, usual()).is_empty());
        let of = |change: &dyn Fn(&mut Circumstances)| {
            let mut how = usual();
            change(&mut how);
            named(&friend, how)
        };
        assert_eq!(of(&|how| how.took_ms = Some(1_999)), ["too_fast"]);
        assert_eq!(of(&|how| how.referrals_today = 21), ["velocity"]);
        assert_eq!(of(&|how| how.joined_from_there = 21), ["velocity"]);
        assert_eq!(of(&|how| how.found = Risks::default().with(Risk::Cycle, true).with(Risk::Suspect, false)), ["cycle"]);
        let others = Risks::from_iter([Risk::Suspect, Risk::KnownCustomer]);
        assert_eq!(of(&|how| how.found = others), ["known_customer", "suspect"]);
        assert_eq!(named(&Party { email: Email::parse("x@mailinator.com").ok(), ..friend }, usual()), ["disposable_email"]);
    }

    #[test]
    fn oneself_is_found_behind_every_mask() {
        let oneself = party(1, "01011112222", "HONG+2@naver.com", "203.0.113.5", 1);
        assert_eq!(named(&oneself, usual()), ["self_referral", "same_phone", "same_email", "same_address", "same_device"]);
        assert_eq!(named(&Party::default(), usual()), [""; 0], "what is not known is not the same");
        let google = |text: &str| mailbox(&Email::parse(text).expect("an address"));
        assert_eq!(google("h.o.n.g+x@googlemail.com"), google("hong@gmail.com"));
        assert_ne!(google("ho.ng@naver.com"), google("hong@naver.com"));
        let (one, other) = (party(1, "", "", "127.0.0.1", 1), party(2, "", "", "127.0.0.1", 2));
        assert!(risks(&one, &other, &usual()).is_empty(), "the box's own address says nothing");
    }

    proptest! {
        #[test]
        fn bits_are_read_back(bits in 0_i64..1 << 14) {
            let risks = Risks::from_bits(bits);
            prop_assert_eq!(risks.bits(), bits);
            prop_assert_eq!(risks.iter().collect::<Risks>(), risks);
        }

        #[test]
        fn knowing_more_never_takes_a_risk_away(a in 0..3_i64, b in 0..3_i64, knows_phone: bool, knows_address: bool) {
            let (one, full) = (party(a, "010-1111-2222", "a@naver.com", "203.0.113.5", 1), party(b, "010-1111-2222", "a@naver.com", "203.0.113.5", 1));
            let less = Party { phone: full.phone.clone().filter(|_| knows_phone), network: full.network.filter(|_| knows_address), ..full.clone() };
            let (fewer, all) = (risks(&one, &less, &usual()), risks(&one, &full, &usual()));
            prop_assert_eq!(fewer.bits() & all.bits(), fewer.bits());
        }
    }
}
