//! What may not stand in a log or leave the box with one: mail addresses, phone numbers, resident numbers and secrets are taken out of
//! a text by their look, wherever they stand in it. Unlike `masking`, which leaves enough for people to tell two customers apart, this
//! leaves nothing. A name in the middle of a sentence has no look: whoever knows names takes them out with [`Known`].

use serde_json::Value;

use crate::base::resident_number;

const MAIL: &str = "[e-mail]";
const NUMBER: &str = "[number]";
const SECRET: &str = "[secret]";

/// What a field is called that holds a secret, or a part of it.
const SECRET_FIELDS: [&str; 9] = ["password", "passwd", "secret", "token", "authorization", "cookie", "credential", "비밀번호", "암호"];
/// How our own API tokens begin.
const TOKEN: &str = "dgl_";
/// A run of letters and digits from which on it is a key: with both in it, and of whatever kind. Request ids have 16.
const MIXED: usize = 20;
const LONG: usize = 28;
/// The same where hyphens and underscores stand in it, as in base64 of addresses; then small, large and digits must all be there.
const LONG_OF_ALL: usize = 32;
/// Digits of a phone number as it is dialled (ITU-T E.164 allows 15).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 9..=15;

/// The text without what has the look of personal data or of a secret.
pub fn text(text: &str) -> String {
    let text = without_mail(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        let (taken, stands_for) = piece(rest, before);
        let (piece, further) = rest.split_at(taken.max(first.len_utf8()));
        // `password: hunter2`, `token=…`
        let secret = if stands_for.is_none() { value_of_secret(piece, further) } else { None };
        out.push_str(stands_for.unwrap_or(piece));
        before = piece.chars().next_back();
        rest = further;
        if let Some((sign, value)) = secret {
            out.push_str(&further[..sign]);
            out.push_str(SECRET);
            rest = &further[sign + value..];
            before = Some(']');
        }
    }
    out
}

/// Every text inside a value, however deep. What a secret field holds goes, whatever it is.
pub fn json(name: &str, value: &mut Value) {
    if is_secret(name) && !matches!(value, Value::Null | Value::Bool(_)) {
        *value = SECRET.into();
        return;
    }
    match value {
        Value::String(found) => *found = text(found),
        Value::Array(items) => items.iter_mut().for_each(|item| json(name, item)),
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| json(name, value)),
        _ => {}
    }
}

/// Does a field of this name hold a secret?
pub fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRET_FIELDS.iter().any(|part| name.contains(part))
}

/// Names that are known, each with what stands for it.
#[derive(Clone, Debug, Default)]
pub struct Known(Vec<(String, String)>);

impl Known {
    /// A single letter stands in too many words to be looked for.
    const SHORTEST: usize = 2;

    pub fn add(&mut self, name: &str, stands_for: &str) {
        let name = name.trim();
        if name.chars().count() >= Self::SHORTEST {
            self.0.push((name.to_lowercase(), stands_for.to_owned()));
        }
    }

    /// The text without them, the longest first: one may stand in another. Small and large letters are the same.
    pub fn take_out(&self, text: &str) -> String {
        let mut names: Vec<&(String, String)> = self.0.iter().collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names.into_iter().fold(text.to_owned(), |text, (name, stands_for)| replaced(&text, name, stands_for))
    }
}

/// `name` is in small letters. A name in ASCII is no part of a longer word: `min` stays in `minute`.
fn replaced(text: &str, name: &str, stands_for: &str) -> String {
    let lower = text.to_lowercase();
    // Where small letters take other room than large ones, places would not fit: then small letters must do.
    let text = if lower.len() == text.len() { text } else { &lower };
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(found) = lower[from..].find(name).map(|at| from + at) {
        let end = found + name.len();
        let inside = name.is_ascii() && (is_word(lower[..found].chars().next_back()) || is_word(lower[end..].chars().next()));
        out.push_str(&text[from..found]);
        out.push_str(if inside { &text[found..end] } else { stands_for });
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

fn without_mail(text: &str) -> String {
    let is_part = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[]{}\"'`,;:=/\\|@".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (left, right) = (&rest[..at], &rest[at + 1..]);
        let local = left.len() - left.trim_end_matches(is_part).len();
        let domain = right.len() - right.trim_start_matches(is_part).len();
        if local == 0 || domain == 0 {
            out.push_str(&rest[..=at]);
            rest = right;
            continue;
        }
        out.push_str(&left[..at - local]);
        out.push_str(MAIL);
        rest = &right[domain..];
    }
    out.push_str(rest);
    out
}

/// How much of the text's beginning belongs together, and what must stand for it.
fn piece(text: &str, before: Option<char>) -> (usize, Option<&'static str>) {
    let stands_alone = !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    if !stands_alone {
        return (0, None);
    }
    if let Some(length) = personal_number(text, before) {
        return (length, Some(NUMBER));
    }
    let length = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(text.len());
    let word = &text[..length];
    (length, is_key(word).then_some(SECRET))
}

fn is_key(word: &str) -> bool {
    if word.strip_prefix(TOKEN).is_some_and(|rest| rest.len() >= 8) {
        return true;
    }
    let has = |kind: fn(&u8) -> bool, text: &str| text.as_bytes().iter().any(kind);
    let is_mixed = |run: &str| has(u8::is_ascii_digit, run) && has(u8::is_ascii_alphabetic, run);
    let runs = || word.split(['-', '_']);
    runs().any(|run| run.len() >= LONG || run.len() >= MIXED && is_mixed(run))
        || word.len() >= LONG_OF_ALL
            && has(u8::is_ascii_digit, word)
            && has(u8::is_ascii_lowercase, word)
            && has(u8::is_ascii_uppercase, word)
}

/// A phone number or a resident number at the text's beginning: its length.
fn personal_number(text: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| matches!(c, '.' | '-' | '+')) || !text.starts_with(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+']) {
        return None;
    }
    let is_between = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}');
    // Where each group of digits ends, with the digits so far.
    let (mut digits, mut groups, mut gap): (String, Vec<(usize, usize)>, usize) = (String::new(), Vec::new(), 0);
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            digits.push(c);
            match groups.last_mut() {
                Some(last) if gap == 0 => *last = (at + 1, digits.len()),
                _ => groups.push((at + 1, digits.len())),
            }
            gap = 0;
        } else if c == '+' && at == 0 {
        } else if is_between(c) && gap < 2 && digits.len() < *PHONE_DIGITS.end() {
            gap += 1;
        } else {
            break;
        }
    }
    let first_group = groups.first()?.1;
    let is_personal = |&&(end, count): &&(usize, usize)| {
        let (candidate, digits) = (&text[..end], &digits[..count]);
        let goes_on = text[end..].chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        let is_dialled = text.starts_with('+')
            || digits.starts_with('0') && first_group >= 2
            || digits.starts_with("8210") && count == 12
            || digits.starts_with("10") && count == 10 && candidate.contains('-');
        !goes_on && (PHONE_DIGITS.contains(&count) && is_dialled || resident_number::is_in(candidate))
    };
    // The longest that is one: another number may follow it.
    groups.iter().rev().find(is_personal).map(|(end, _)| *end)
}

/// Where a word names a secret and a value follows: the length of the sign between them, and of the value.
fn value_of_secret(word: &str, further: &str) -> Option<(usize, usize)> {
    if !is_secret(word) {
        return None;
    }
    let after = further.trim_start_matches(['"', '\'']);
    let value = after.strip_prefix([':', '='])?.trim_start_matches([' ', '"', '\'']);
    let length = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '&' | '}' | ')')).unwrap_or(value.len());
    (length > 0).then_some((further.len() - value.len(), length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_has_the_look_of_a_person_or_a_key_is_gone() {
        for (found, left) in [
            ("no such mailbox: hong.gil+a@example.co.kr (550)", "no such mailbox: [e-mail] (550)"),
            ("<김철수@한국.kr>", "<[e-mail]>"),
            ("call 010-1234-5678 or 02)345-6789", "call [number] or [number]"),
            ("+82 10 1234 5678", "[number]"),
            ("01012345678,+821012345678;821012345678", "[number],[number];[number]"),
            ("900101-1234567", "[number]"),
            ("010-1234-5678 20261123 99", "[number] 20261123 99"),
            ("dgl_abcdefghijkl is no token", "[secret] is no token"),
            ("/setup/k7m2p4q6r8t0v2x4z6b8d0f2h4j6l8n0", "/setup/[secret]"),
            ("password=hunter2&x=1", "password=[secret]&x=1"),
            (r#"{"api_token": "short1"}"#, r#"{"api_token": "[secret]"}"#),
            ("smtp://user:pw@mail.example.kr/", "smtp://user:[e-mail]/"),
        ] {
            assert_eq!(text(found), left);
        }
    }

    #[test]
    fn what_an_operator_needs_stays() {
        for needed in [
            "2026-11-23T03:39:38.123Z took 1795316400000 ms",
            "127.0.0.1:8080 and [::1]:8090 and 10.0.0.0/8",
            "/var/lib/dangol/accounts/flowers.before-restore-2026-11-22.db-wal",
            "UNIQUE constraint failed: customer.email_key",
            "request k7m2p4q6r8t0v2x4 of route /accounts/{account}/leads/{id}: 0.25 s, 99000 rows",
            "the access log waits in this account and will be gathered later",
            "a @ b, disk I/O error (code 10)",
            "dangol::db::checkpoint::PassiveCheckpointer",
        ] {
            assert_eq!(text(needed), needed);
        }
    }

    #[test]
    fn fields_that_hold_secrets_are_emptied_at_any_depth() {
        let mut value = json!({"smtp_password": 1234, "list": ["a@b.kr", {"Token": "x"}], "n": 7});
        json("cause", &mut value);
        assert_eq!(value, json!({"smtp_password": "[secret]", "list": ["[e-mail]", {"Token": "[secret]"}], "n": 7}));
    }

    #[test]
    fn known_names_go_as_words() {
        let mut known = Known::default();
        known.add("Kim Min", "[name]");
        known.add("min", "[short]");
        known.add("봄 꽃집", "account 1");
        known.add("x", "[never]");
        assert_eq!(known.take_out("KIM MIN, minute, Min. 봄 꽃집의 x"), "[name], minute, [short]. account 1의 x");
    }

    proptest! {
        #[test]
        fn nothing_breaks_it_and_a_second_look_finds_nothing_more(typed in "(?s).{0,80}") {
            let once = text(&typed);
            prop_assert_eq!(text(&once), once);
        }

        #[test]
        fn a_planted_number_is_gone_wherever_it_stands(before in "[a-z가-힣 ,:]{0,12}[ ,:]", middle in 1000u32..9999, last in 1000u32..9999) {
            let planted = format!("010-{middle}-{last}");
            let redacted = text(&format!("{before}{planted} end"));
            prop_assert!(!redacted.contains(&planted), "{}", redacted);
        }
    }
}
