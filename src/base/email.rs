//! E-mail addresses: kept as typed, compared without case.

use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::base::{
    lang::{Message, Text, text},
    text_type::text_type,
};

/// An address as it was typed. Two of them are the same mailbox when their [`Email::key`]s are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, format = Email, example = "hong@example.com")]
pub struct Email(String);

text_type!(Email);

impl Email {
    /// Reads an address by the rule browsers apply to `<input type="email">` (HTML living standard, "valid e-mail address"), with a
    /// dot asked of the domain and Korean and other Unicode domains let in.
    pub fn parse(raw: &str) -> Result<Self, Message> {
        let typed = raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}'));
        if typed.is_empty() {
            return Err(MISSING.into());
        }
        if typed.chars().nth(MAX_CHARS).is_some() {
            return Err(TOO_LONG.with(&[("most", &MAX_CHARS)]));
        }
        let well_formed = typed.rsplit_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain));
        if well_formed { Ok(Self(typed.to_owned())) } else { Err(WRONG.into()) }
    }

    /// Takes back what [`Email::as_str`] gave to the database.
    pub const fn from_stored(typed: String) -> Self {
        Self(typed)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form to compare and to keep unique: lower case, composed. A domain in Unicode and the same in `xn--` differ.
    pub fn key(&self) -> String {
        self.0.to_lowercase().nfkc().collect()
    }

    /// What follows the `@`, in lower case.
    pub fn domain(&self) -> String {
        self.key().rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default()
    }
}

/// RFC 5321 leaves 254 for an address in a path.
const MAX_CHARS: usize = 254;
const MAX_LOCAL: usize = 64;
const MAX_LABEL: usize = 63;

const MISSING: Text = text("이메일 주소를 입력해 주세요.", "Enter an e-mail address.");
const WRONG: Text = text("이메일 주소를 확인해 주세요. 예: hong@example.com", "Check the e-mail address, for example hong@example.com.");
const TOO_LONG: Text = text("이메일 주소는 {most}자까지 쓸 수 있습니다.", "An e-mail address has at most {most} characters.");

fn is_local(local: &str) -> bool {
    (1..=MAX_LOCAL).contains(&local.len()) && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b))
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    // No top-level domain is a number, but the parts of an IP address are.
    let top_is_a_name = labels.last().is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()));
    labels.len() > 1 && top_is_a_name && labels.iter().all(|label| is_label(label))
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.chars().count())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.nfc().all(|c| c.is_alphanumeric() || c == '-' || unicode_normalization::char::is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_kept_as_typed_and_compared_without_case() {
        let email = Email::parse(" Hong.GilDong+db@Example.CO.KR\u{200B}\n").expect("an address");
        assert_eq!(email.as_str(), "Hong.GilDong+db@Example.CO.KR");
        assert_eq!(email.key(), "hong.gildong+db@example.co.kr");
        assert_eq!(email.domain(), "example.co.kr");
        for raw in ["a@b.kr", "info@한국.kr", "x@münchen.de", "o'neil@x-y.io", "a@xn--3e0b707e.kr"] {
            assert!(Email::parse(raw).is_ok(), "{raw}");
        }
    }

    #[test]
    fn a_composed_and_a_decomposed_domain_are_one() {
        let composed = Email::parse("info@한국.kr").expect("an address");
        let decomposed = Email::parse(&"info@한국.kr".nfd().collect::<String>()).expect("an address");
        assert_eq!(composed.key(), decomposed.key());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for raw in [
            "",
            "hong",
            "@example.com",
            "hong@",
            "hong@localhost",
            "hong@example.",
            "hong@.com",
            "hong@ex..com",
            "hong@-x.com",
            "hong@x-.com",
            "ho ng@example.com",
            "홍@example.com",
            "a@b@example.com",
            "hong@exa mple.com",
            "hong@127.0.0.1",
            "hong@example.com\r\nBcc: x@example.com",
            "<hong@example.com>",
        ] {
            assert!(Email::parse(raw).is_err(), "{raw}");
        }
        let domain = ["a".repeat(63), "b".repeat(63), "c".repeat(61)].join(".");
        assert!(Email::parse(&format!("{}@{domain}", "l".repeat(64))).is_ok());
        assert_eq!(Email::parse(&format!("{}@{domain}d", "l".repeat(64))), Err(TOO_LONG.with(&[("most", &MAX_CHARS)])));
        assert!(Email::parse(&format!("{}@b.kr", "l".repeat(65))).is_err());
    }

    proptest! {
        #[test]
        fn what_is_accepted_stays_so_and_its_key_is_stable(raw in ".{0,30}|[A-Za-z.+]{1,9}@[A-Za-z가-힣\\-]{1,9}\\.[a-z]{2,4}") {
            if let Ok(email) = Email::parse(&raw) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                prop_assert_eq!(Email::from_stored(email.key()).key(), email.key());
                prop_assert!(!email.as_str().contains(char::is_whitespace));
            }
        }
    }
}
