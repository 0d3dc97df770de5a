//! As much of a certificate's binary form (X.509 in DER; RFC 5280, 4.1) as people are told of: who gave it, and when it is valid.
//! Whether it is sound is judged by whoever connects, and by the library that serves it.

use crate::{
    base::time::{DAY_MS, Day, HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp},
    outbound::fault::brief,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// `R11 (Let's Encrypt)`; empty when it has no name.
    pub issuer: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

const INTEGER: u8 = 0x02;
const OBJECT_ID: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;

/// The names of an authority: 2.5.4.3 and 2.5.4.10.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0a];

/// Reads a certificate; absent when it is none.
pub fn facts(certificate: &[u8]) -> Option<Facts> {
    let mut whole = Reader(Reader(certificate).take(SEQUENCE)?);
    let mut signed = Reader(whole.take(SEQUENCE)?);
    if signed.peek() == Some(VERSION) {
        signed.take(VERSION)?;
    }
    signed.take(INTEGER)?; // its number
    signed.take(SEQUENCE)?; // how it is signed
    let issuer = name(signed.take(SEQUENCE)?)?;
    let mut validity = Reader(signed.take(SEQUENCE)?);
    let (not_before, not_after) = (instant(validity.next()?)?, instant(validity.next()?)?);
    Some(Facts { issuer, not_before, not_after })
}

fn name(parts: &[u8]) -> Option<String> {
    let (mut common, mut organization) = (String::new(), String::new());
    let mut parts = Reader(parts);
    while !parts.0.is_empty() {
        let mut pairs = Reader(parts.take(SET)?);
        while !pairs.0.is_empty() {
            let mut pair = Reader(pairs.take(SEQUENCE)?);
            let (kind, (_, value)) = (pair.take(OBJECT_ID)?, pair.next()?);
            let value = brief(&String::from_utf8_lossy(value));
            match kind {
                COMMON_NAME => common = value,
                ORGANIZATION => organization = value,
                _ => {}
            }
        }
    }
    Some(match (common.is_empty(), organization.is_empty()) {
        (false, false) => format!("{common} ({organization})"),
        (true, _) => organization,
        (false, true) => common,
    })
}

/// `YYMMDDHHMMSSZ` up to 2049, `YYYYMMDDHHMMSSZ` after it (RFC 5280, 4.1.2.5).
fn instant((tag, text): (u8, &[u8])) -> Option<Timestamp> {
    let digits = text.strip_suffix(b"Z").filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let number = |from: usize, to: usize| -> Option<i64> { std::str::from_utf8(digits.get(from..to)?).ok()?.parse().ok() };
    let (year, rest) = match (tag, digits.len()) {
        (UTC_TIME, 12) => (number(0, 2).map(|year| if year < 50 { 2000 + year } else { 1900 + year })?, 2),
        (GENERALIZED_TIME, 14) => (number(0, 4)?, 4),
        _ => return None,
    };
    let part = |index: usize| number(rest + 2 * index, rest + 2 * index + 2);
    let whole = |value: i64| u32::try_from(value).ok();
    let day = Day::of_parts(i32::try_from(year).ok()?, whole(part(0)?)?, whole(part(1)?)?)?;
    let (hour, minute, second) = (part(2)?, part(3)?, part(4)?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(Timestamp(i64::from(day.0) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS))
}

/// What is left to read: a row of values, each with its tag and length.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next value, which must have that tag.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, value)| value)
    }

    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(*first), rest),
            // A certificate is far shorter than four bytes can say.
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (bytes.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, date_time_ymd};

    use super::*;

    fn certificate(change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["a.example.kr".to_owned()]).expect("parameters");
        change(&mut params);
        params.self_signed(&KeyPair::generate().expect("a key")).expect("signed").der().to_vec()
    }

    #[test]
    fn who_gave_it_and_until_when() {
        let read = facts(&certificate(|params| {
            params.distinguished_name = DistinguishedName::new();
            params.distinguished_name.push(DnType::OrganizationName, "한빛 인증");
            params.distinguished_name.push(DnType::CommonName, "R11");
            params.not_before = date_time_ymd(2026, 11, 1);
            params.not_after = date_time_ymd(2051, 2, 3);
        }))
        .expect("a certificate");
        assert_eq!(read.issuer, "R11 (한빛 인증)");
        assert_eq!(Some(read.not_before), Timestamp::parse("2026-11-01T00:00:00Z"));
        assert_eq!(Some(read.not_after), Timestamp::parse("2051-02-03T00:00:00Z"));
        let nameless = facts(&certificate(|params| params.distinguished_name = DistinguishedName::new())).expect("a certificate");
        assert_eq!(nameless.issuer, "");
    }

    #[test]
    fn years_of_two_digits_end_in_2049() {
        let at = |tag, text: &[u8]| instant((tag, text)).map(|at| at.to_string());
        assert_eq!(at(UTC_TIME, b"491231235959Z").as_deref(), Some("2049-12-31T23:59:59.000Z"));
        assert_eq!(at(UTC_TIME, b"500101000000Z").as_deref(), Some("1950-01-01T00:00:00.000Z"));
        for wrong in [&b"491331235959Z"[..], b"491231245959Z", b"4912312359Z", b"491231235959", b"+91231235959Z", b""] {
            assert_eq!(at(UTC_TIME, wrong), None);
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_cut_or_changed_is_more_than_no_certificate(at in 0_usize..400, byte: u8, cut in 0_usize..400) {
            let mut bytes = certificate(|_| ());
            let length = bytes.len();
            bytes[at % length] = byte;
            let _ = facts(&bytes);
            let _ = facts(&bytes[..cut % length]);
        }

        #[test]
        fn no_bytes_at_all_do_harm(bytes: Vec<u8>) {
            let _ = facts(&bytes);
        }
    }
}
