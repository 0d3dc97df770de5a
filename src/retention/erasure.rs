//! Persons who were erased: why, and how they are known again where a backup brings them back.
//!
//! What is kept of them says nothing to anybody without this installation's key: an HMAC of the normalised e-mail address, one of the
//! phone number, each made for one account, and the customer's number with the instant at which that customer was made.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{
        email::Email,
        ids::{AccountId, CustomerId},
        lang::Text,
        phone::Phone,
        sign::{self, Key},
        time::Timestamp,
    },
    retention::texts,
};

/// Why somebody was erased (개인정보 보호법, articles 21 and 36).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They asked for it.
    Request,
    /// They took their consent back.
    Consent,
    /// What the data were collected for is done.
    Purpose,
    /// The period that was agreed on is over.
    Period,
    Other,
}

impl Reason {
    pub const ALL: [Self; 5] = [Self::Request, Self::Consent, Self::Purpose, Self::Period, Self::Other];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Consent => "consent",
            Self::Purpose => "purpose",
            Self::Period => "period",
            Self::Other => "other",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Request => texts::REASON_REQUEST,
            Self::Consent => texts::REASON_CONSENT,
            Self::Purpose => texts::REASON_PURPOSE,
            Self::Period => texts::REASON_PERIOD,
            Self::Other => texts::REASON_OTHER,
        }
    }
}

crate::stored_as_code!(Reason);

/// What is kept of who somebody was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    pub customer: CustomerId,
    pub since: Timestamp,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl Marks {
    pub fn of(key: &Key, account: AccountId, who: &Who<'_>) -> Self {
        let email = who.email.map(|email| sign::signature(key, &format!("erased e-mail of {account}"), &email.key()));
        let phone = who.phone.map(|phone| sign::signature(key, &format!("erased phone of {account}"), phone.as_e164()));
        Self { customer: who.customer, since: who.since, email, phone }
    }
}

/// Somebody, as a file knows them.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    pub customer: CustomerId,
    /// When the customer was made.
    pub since: Timestamp,
    pub email: Option<&'a Email>,
    pub phone: Option<&'a Phone>,
}

/// The list of an account's erased persons, to hold a restored file against.
#[derive(Clone, Debug)]
pub struct ErasureList {
    key: Key,
    account: AccountId,
    customers: HashMap<(CustomerId, Timestamp), Timestamp>,
    /// When whoever had this address or number was erased last.
    addresses: HashMap<String, Timestamp>,
    /// That of the account whose snapshot this one shows.
    of: Option<Box<Self>>,
}

impl ErasureList {
    /// `erased`: whom, and when. The account is the one they were erased from, whatever it is restored as.
    pub fn new(key: Key, account: AccountId, erased: impl IntoIterator<Item = (Marks, Timestamp)>) -> Self {
        let (mut customers, mut addresses) = (HashMap::new(), HashMap::new());
        for (marks, at) in erased {
            customers.insert((marks.customer, marks.since), at);
            for mark in [marks.email, marks.phone].into_iter().flatten() {
                let last = addresses.entry(mark).or_insert(at);
                *last = at.max(*last);
            }
        }
        Self { key, account, customers, addresses, of: None }
    }

    /// Adds the list of the account whose snapshot this one shows: who is on either was erased.
    #[must_use]
    pub fn with(self, of: Self) -> Self {
        Self { of: Some(Box::new(of)), ..self }
    }

    pub fn is_empty(&self) -> bool {
        self.customers.is_empty() && self.of.as_ref().is_none_or(|of| of.is_empty())
    }

    /// Has this person been erased? Somebody who came back after that and began anew has not.
    pub fn names(&self, who: &Who<'_>) -> bool {
        if self.customers.contains_key(&(who.customer, who.since)) || self.of.as_ref().is_some_and(|of| of.names(who)) {
            return true;
        }
        let marks = Marks::of(&self.key, self.account, who);
        [marks.email, marks.phone].into_iter().flatten().any(|mark| self.addresses.get(&mark).is_some_and(|at| who.since <= *at))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: Key = [7; 64];

    fn who<'a>(id: i64, since: i64, email: Option<&'a Email>, phone: Option<&'a Phone>) -> Who<'a> {
        Who { customer: CustomerId(id), since: Timestamp(since), email, phone }
    }

    fn list(account: i64, erased: &[(Who<'_>, i64)]) -> ErasureList {
        let marks = erased.iter().map(|(who, at)| (Marks::of(&KEY, AccountId(account), who), Timestamp(*at)));
        ErasureList::new(KEY, AccountId(account), marks)
    }

    #[test]
    fn a_person_is_known_again_by_any_of_three_and_only_until_they_come_back() {
        let (email, same) = (Email::parse("Hong@Example.com").unwrap(), Email::parse("hong@example.COM").unwrap());
        let (phone, other) = (Phone::parse("010-1234-5678").unwrap(), Phone::parse("010-9999-5678").unwrap());
        let list = list(1, &[(who(3, 100, Some(&email), Some(&phone)), 500)]);
        assert!(list.names(&who(3, 100, None, None)), "the customer itself");
        assert!(list.names(&who(9, 400, Some(&same), None)) && list.names(&who(9, 400, Some(&same), Some(&other))), "the address");
        assert!(list.names(&who(9, 400, None, Some(&phone))), "the phone");
        assert!(!list.names(&who(3, 700, None, None)), "the number was handed out anew after a restore");
        assert!(!list.names(&who(9, 501, Some(&same), Some(&phone))), "came back after that");
        assert!(!list.names(&who(9, 400, None, Some(&other))));
        let shown = self::list(2, &[]).with(list);
        assert!(!shown.is_empty() && shown.names(&who(9, 400, Some(&same), None)) && !shown.names(&who(9, 501, Some(&same), None)));
    }

    #[test]
    fn a_mark_is_of_one_account_and_one_key_and_shows_nothing() {
        let email = Email::parse("hong@example.com").unwrap();
        let person = who(3, 100, Some(&email), None);
        let marks = |key: &Key, account| Marks::of(key, AccountId(account), &person).email.unwrap();
        assert_ne!(marks(&KEY, 1), marks(&KEY, 2));
        assert_ne!(marks(&KEY, 1), marks(&[8; 64], 1));
        assert!(!marks(&KEY, 1).contains("hong"));
    }

    proptest! {
        #[test]
        fn nobody_else_is_taken_for_an_erased_person(erased in 0_i64..1_000, asked in 0_i64..1_000, since in 0_i64..1_000) {
            let list = list(1, &[(who(erased, 0, None, None), 500)]);
            prop_assert_eq!(list.names(&who(asked, since, None, None)), (asked, since) == (erased, 0));
        }
    }
}
