//! Phone numbers. Korean ones follow our own rules, for people type them in a dozen ways and Excel eats their first zero;
//! foreign ones, which start with `+`, go through `phonenumber`. That crate alone would let `010-123-4567` pass.

use phonenumber::{Mode, PhoneNumber, Type, metadata::DATABASE};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::base::{
    lang::{Message, Text, text},
    text_type::text_type,
};

/// A phone number in E.164, such as `+821012345678`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, example = "+821012345678")]
pub struct Phone(String);

text_type!(Phone);

impl Phone {
    /// Reads a number as people type it: with hyphens, dots or notes, full-width, with or without `+82`, with the first zero lost.
    pub fn parse(raw: &str) -> Result<Self, Message> {
        if raw.trim().is_empty() {
            return Err(MISSING.into());
        }
        if raw.chars().nth(MAX_TYPED).is_some() {
            return Err(WRONG.into());
        }
        let typed = plain(raw);
        let dialled: String = typed.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        if dialled.starts_with('+') && !dialled.starts_with("+82") {
            return foreign(&typed);
        }
        let digits = dialled.replace('+', "");
        match korean(&digits) {
            Some(significant) => Ok(Self(format!("+82{significant}"))),
            None if ["010", "8210", "82010", "008210"].iter().any(|start| digits.starts_with(start)) => Err(MOBILE_LENGTH.into()),
            None => Err(WRONG.into()),
        }
    }

    /// Takes back what [`Phone::as_e164`] gave to the database.
    pub const fn from_stored(e164: String) -> Self {
        Self(e164)
    }

    /// `+821012345678`
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is written at home: `010-1234-5678`, `02-123-4567`, `1588-1234`; foreign numbers as `+1 415-555-2671`.
    pub fn display(&self) -> String {
        if let Some(significant) = self.korean_part() {
            if is_representative(significant) {
                let (first, last) = significant.split_at(4);
                return format!("{first}-{last}");
            }
            if let Some(area) = area_length(significant) {
                let (area, line) = significant.split_at(area);
                let (middle, last) = line.split_at(line.len() - 4);
                return format!("0{area}-{middle}-{last}");
            }
        }
        self.foreign_number().map_or_else(|| self.0.clone(), |number| number.format().mode(Mode::International).to_string())
    }

    /// Can it be sent a text message? Where a country does not tell mobiles from landlines by number, yes.
    pub fn is_mobile(&self) -> bool {
        match self.korean_part() {
            Some(significant) => is_korean_mobile(significant),
            None => {
                self.foreign_number().is_some_and(|number| matches!(number.number_type(&DATABASE), Type::Mobile | Type::FixedLineOrMobile))
            }
        }
    }

    /// Is it well-formed but probably nobody's? One digit repeated, an exchange of zeros, a closed 2G prefix, or an unassigned
    /// foreign range. Such numbers are marked, never refused.
    pub fn is_suspicious(&self) -> bool {
        let digits = self.0.as_bytes();
        let one_digit = digits.iter().rev().take(7).all(|digit| Some(digit) == digits.last());
        one_digit
            || match self.korean_part() {
                Some(mobile) if is_korean_mobile(mobile) => !mobile.starts_with("10") || mobile.starts_with("100000"),
                Some(_) => false,
                None => !self.foreign_number().is_some_and(|number| number.is_valid()),
            }
    }

    /// The last four digits, which Koreans tell each other apart by.
    pub fn last_four(&self) -> &str {
        self.0.len().checked_sub(4).and_then(|start| self.0.get(start..)).unwrap_or(&self.0)
    }

    fn korean_part(&self) -> Option<&str> {
        self.0.strip_prefix("+82").filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
    }

    fn foreign_number(&self) -> Option<PhoneNumber> {
        if self.0.starts_with("+82") { None } else { phonenumber::parse(None, &self.0).ok() }
    }
}

/// Longer than any number with a note beside it.
const MAX_TYPED: usize = 60;

const MISSING: Text = text("전화번호를 입력해 주세요.", "Enter a phone number.");
const WRONG: Text = text(
    "전화번호를 확인해 주세요. 예: 010-1234-5678, 외국 번호는 +1 415 555 2671",
    "Check the phone number, for example 010-1234-5678, or +1 415 555 2671 from abroad.",
);
const MOBILE_LENGTH: Text = text(
    "010 번호는 11자리입니다. 빠지거나 더 들어간 숫자가 없는지 확인해 주세요.",
    "A 010 number has 11 digits. Check for missing or extra ones.",
);

/// Full-width digits made plain, the `(0)` of business cards dropped, and the letter O of `O1O` read as the zero it means.
fn plain(raw: &str) -> String {
    let typed = raw.nfkc().collect::<String>().replace("(0)", "");
    if typed.chars().all(|c| !c.is_ascii_alphabetic() || matches!(c, 'o' | 'O')) { typed.replace(['o', 'O'], "0") } else { typed }
}

/// The national significant number (without the zero) of a number in the Korean plan.
fn korean(digits: &str) -> Option<&str> {
    if let Some(rest) = digits.strip_prefix("0082").or_else(|| digits.strip_prefix("82")) {
        let significant = rest.strip_prefix('0').unwrap_or(rest);
        return Some(significant).filter(|number| is_representative(number) || area_length(number).is_some());
    }
    if let Some(significant) = digits.strip_prefix('0') {
        return Some(significant).filter(|number| area_length(number).is_some());
    }
    // Eight digits are a line without its area code rather than a Seoul number without its zero.
    Some(digits).filter(|number| is_representative(number) || (number.len() > 8 && area_length(number).is_some()))
}

/// 1588-1234 and its like, which have no area code.
fn is_representative(significant: &str) -> bool {
    significant.len() == 8 && ["15", "16", "18"].iter().any(|start| significant.starts_with(start))
}

fn is_korean_mobile(significant: &str) -> bool {
    significant.starts_with('1') && area_length(significant).is_some()
}

/// The Korean numbering plan: how numbers start without their zero, how many digits of that are the area, how many there are in all.
const PLAN: [(&[&str], usize, std::ops::RangeInclusive<usize>); 6] = [
    (&["10", "70"], 2, 10..=10),
    (&["11", "16", "17", "18", "19"], 2, 9..=10),
    (&["2"], 1, 8..=9),
    (&["31", "32", "33", "41", "42", "43", "44", "51", "52", "53", "54", "55", "61", "62", "63", "64"], 2, 9..=10),
    (&["60", "80"], 2, 9..=10),
    (&["303", "502", "503", "504", "505", "506", "507", "508"], 3, 10..=11),
];

/// How many digits come before the line number; absent when the plan has no such number.
fn area_length(significant: &str) -> Option<usize> {
    let (_, area, lengths) = PLAN.iter().find(|(starts, ..)| starts.iter().any(|start| significant.starts_with(start)))?;
    lengths.contains(&significant.len()).then_some(*area)
}

fn foreign(typed: &str) -> Result<Phone, Message> {
    // What follows a letter or a pause is an extension, which E.164 has no room for.
    let digits: String = typed
        .chars()
        .skip_while(|c| *c != '+')
        .take_while(|c| !c.is_alphabetic() && !matches!(c, ',' | ';' | '#' | '*'))
        .filter(char::is_ascii_digit)
        .collect();
    let e164 = e164_of(&digits).ok_or(WRONG)?;
    // A number which reads differently the second time is one whose prefixes the crate could not tell from the number.
    let settled = !e164.starts_with("+82") && e164_of(&e164).as_ref() == Some(&e164);
    if settled { Ok(Phone(e164)) } else { Err(WRONG.into()) }
}

fn e164_of(digits: &str) -> Option<String> {
    let number = phonenumber::parse(None, format!("+{}", digits.trim_start_matches('+'))).ok()?;
    let e164 = number.format().mode(Mode::E164).to_string();
    // E.164 has 15 digits at most; the shortest numbers with their country have seven.
    (8..=16).contains(&e164.len()).then_some(e164)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phone(raw: &str) -> Phone {
        Phone::parse(raw).unwrap_or_else(|message| panic!("{raw}: {}", message.en))
    }

    #[test]
    fn a_mobile_is_one_number_however_it_is_typed() {
        for raw in [
            "010-1234-5678",
            "01012345678",
            "010.1234.5678",
            " 010 1234 5678 ",
            "+82 10-1234-5678",
            "+82-010-1234-5678",
            "+82(0)10-1234-5678",
            "0082 10 1234 5678",
            "821012345678",
            "1012345678",
            "０１０－１２３４－５６７８",
            "010\u{2011}1234\u{2011}5678",
            "'010-1234-5678",
            "010-1234-5678(본인)",
            "O1O-1234-5678",
            "휴대폰: 010-1234-5678",
        ] {
            assert_eq!(phone(raw).as_e164(), "+821012345678", "{raw}");
        }
        let phone = phone("01012345678");
        assert_eq!((phone.display().as_str(), phone.last_four()), ("010-1234-5678", "5678"));
        assert!(phone.is_mobile() && !phone.is_suspicious());
    }

    #[test]
    fn landlines_and_their_like_are_numbers_but_no_mobiles() {
        for (raw, e164, display) in [
            ("02-123-4567", "+8221234567", "02-123-4567"),
            ("0212345678", "+82212345678", "02-1234-5678"),
            ("212345678", "+82212345678", "02-1234-5678"),
            ("031 123 4567", "+82311234567", "031-123-4567"),
            ("064-7123-4567", "+826471234567", "064-7123-4567"),
            ("070-1234-5678", "+827012345678", "070-1234-5678"),
            ("080-123-4567", "+82801234567", "080-123-4567"),
            ("0502-123-4567", "+825021234567", "0502-123-4567"),
            ("0507-1234-5678", "+8250712345678", "0507-1234-5678"),
            ("1588-1234", "+8215881234", "1588-1234"),
            ("+82 1588-1234", "+8215881234", "1588-1234"),
        ] {
            let phone = phone(raw);
            assert_eq!((phone.as_e164(), phone.display().as_str()), (e164, display));
            assert!(!phone.is_mobile() && !phone.is_suspicious(), "{raw}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for raw in [
            "",
            "  ",
            "없음",
            "010-123-4567",
            "010-1234-56789",
            "+82 10-123-4567",
            "010-1234-5678, 010-2222-3333",
            "1234-5678",
            "112",
            "1544-12345",
            "01588-1234",
            "099-123-4567",
            "+",
            "+1 23",
            "+999 1234 5678",
            &"0".repeat(5000),
        ] {
            assert!(Phone::parse(raw).is_err(), "{raw}");
        }
        assert_eq!(Phone::parse("010-123-4567"), Err(MOBILE_LENGTH.into()));
        assert_eq!(Phone::parse(" "), Err(MISSING.into()));
    }

    #[test]
    fn improbable_numbers_are_marked() {
        for raw in ["010-0000-0000", "010-1111-1111", "010-0000-1234", "010-9000-0000", "011-123-4567", "02-000-0000", "+1 555 123 4567"] {
            assert!(phone(raw).is_suspicious(), "{raw}");
        }
        for raw in ["1588-8888", "010-9999-1234", "+1 415 555 2671"] {
            assert!(!phone(raw).is_suspicious(), "{raw}");
        }
    }

    #[test]
    fn foreign_numbers_need_their_plus() {
        let us = phone("＋1 (415) 555-2671 ext. 3");
        assert_eq!((us.as_e164(), us.display().as_str()), ("+14155552671", "+1 415-555-2671"));
        assert_eq!(phone("+44 (0)20 7946 0958").as_e164(), "+442079460958");
        assert!(phone("+33 6 12 34 56 78").is_mobile());
        assert!(!phone("+33 1 42 68 53 00").is_mobile());
        assert!(Phone::parse("12125552671").is_err());
    }

    #[test]
    fn json_is_a_string_that_is_checked() {
        let read: Phone = serde_json::from_str("\"010-1234-5678\"").expect("a phone");
        assert_eq!(serde_json::to_string(&read).expect("json"), "\"+821012345678\"");
        assert!(serde_json::from_str::<Phone>("\"123\"").is_err());
    }

    #[test]
    fn whatever_was_stored_can_be_shown() {
        for stored in ["", "+", "+82", "+82가나다", "010", "+8210", "모름"] {
            let phone = Phone::from_stored(stored.to_owned());
            assert_eq!(phone.display(), stored);
            let _ = (phone.last_four(), phone.is_mobile(), phone.is_suspicious());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered_and_reading_again_changes_nothing(raw in ".{0,40}|\\+?[0-9 ()\\-]{0,20}|\\+[1-9][0-9]{6,14}") {
            if let Ok(phone) = Phone::parse(&raw) {
                prop_assert_eq!(Phone::parse(phone.as_e164()), Ok(phone.clone()));
                prop_assert_eq!(Phone::parse(&phone.display()), Ok(phone.clone()));
            }
        }

        #[test]
        fn every_mobile_survives_excel(line in 0u32..100_000_000) {
            let whole = format!("010{line:08}");
            prop_assert_eq!(Phone::parse(&whole), Phone::parse(whole.trim_start_matches('0')));
            prop_assert!(phone(&whole).is_mobile());
        }
    }
}
