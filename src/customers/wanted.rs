//! A query for customers, and what it is held against: how much of them depends on who asks.

use unicode_normalization::UnicodeNormalization as _;

use crate::base::{email::Email, hangul, person::PersonName, phone::Phone};

/// What a masked number still shows.
const LAST_DIGITS: usize = 4;

/// What can be found of one customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findable {
    pub name: String,
    pub email: String,
    pub company: String,
    /// E.164; empty when there is none.
    pub phone: String,
}

impl Findable {
    pub fn of(name: Option<&PersonName>, email: Option<&Email>, company: Option<&str>, phone: Option<&Phone>) -> Self {
        Self {
            name: name.map(ToString::to_string).unwrap_or_default(),
            email: email.map(ToString::to_string).unwrap_or_default(),
            company: company.unwrap_or_default().to_owned(),
            phone: phone.map(ToString::to_string).unwrap_or_default(),
        }
    }
}

/// What a search may look through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Everything,
    /// What somebody who sees people masked may know of them: names, companies, and the last four digits of a phone.
    Masked,
}

/// A query, ready to be looked for.
pub struct Wanted {
    pub letters: Vec<char>,
    /// Runs of digits to look for among phones; `\n` stands for a number's beginning.
    pub phones: Vec<String>,
    pub reach: Reach,
}

impl Wanted {
    pub fn of(query: &str, reach: Reach) -> Self {
        let mut phones = phones_wanted(query);
        if reach == Reach::Masked {
            phones.retain(|digits| digits.len() == LAST_DIGITS && query.trim() == digits);
        }
        Self { letters: hangul::query_letters(query), phones, reach }
    }

    pub fn has_initials(&self) -> bool {
        self.letters.iter().any(|letter| hangul::is_consonant(*letter))
    }

    /// Letter by letter, for texts that are not packed.
    pub fn fits(&self, customer: &Findable) -> bool {
        let phone = phone_digits(&customer.phone);
        let mut texts = vec![&customer.name, &customer.company];
        texts.extend(Some(&customer.email).filter(|_| self.reach == Reach::Everything));
        texts.into_iter().any(|text| self.is_in(&hangul::packed_key(text))) || (!customer.phone.is_empty() && self.is_in_phone(&phone))
    }

    pub fn is_in_phone(&self, phone: &str) -> bool {
        self.phones.iter().any(|digits| match self.reach {
            Reach::Everything => phone.contains(digits.as_str()),
            Reach::Masked => phone.ends_with(digits.as_str()),
        })
    }

    pub fn is_in(&self, key: &str) -> bool {
        let key: Vec<char> = key.chars().collect();
        self.letters.is_empty()
            || key.windows(self.letters.len()).any(|part| part.iter().zip(&self.letters).all(|(have, want)| hangul::fits(*have, *want)))
    }
}

/// Is it a number, or a part of one? Then its digits, in each way in which they can stand in E.164: `010-12` also as `\n8210 12`.
fn phones_wanted(query: &str) -> Vec<String> {
    let plain: String = query.nfkc().collect();
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || plain.chars().any(|c| c.is_alphanumeric() && !c.is_ascii_digit()) || plain.contains(['@', '_']) {
        return Vec::new();
    }
    let mut wanted = Vec::new();
    if let Some(significant) = digits.strip_prefix('0') {
        wanted.push(format!("\n82{significant}"));
    }
    if let Ok(whole) = Phone::parse(query) {
        wanted.push(phone_digits(whole.as_e164()));
    }
    wanted.push(digits);
    wanted
}

/// `\n821012345678`: the line break stands for the number's beginning.
pub fn phone_digits(e164: &str) -> String {
    format!("\n{}", e164.trim_start_matches('+'))
}
