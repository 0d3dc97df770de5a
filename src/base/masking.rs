//! What a text of unknown content shows to somebody who may not see people's numbers and addresses: a form's answer, a note, a timeline.
//!
//! Numbers and addresses are recognised by their look. What looks like neither stays, so a name in the middle of a sentence does too.

use std::{collections::HashMap, hash::BuildHasher};

use serde_json::Value;

use crate::base::{email::Email, person, phone::Phone};

/// Digits from which on a run may be a phone number, and from which on it is masked whatever it is: accounts, cards, resident numbers.
const PHONE_DIGITS: usize = 8;
const ANY_DIGITS: usize = 12;
/// The last digits of a number stay readable, so that people can tell two of them apart.
const SHOWN_DIGITS: usize = 4;

/// Stands for the rest of an address; its length tells nothing.
const HIDDEN: &str = "***";

/// A single letter stands in too many words to be looked for as a name.
const SHORTEST_NAME: usize = 2;

/// Fields of a form that hold a name, by a part of what they are called.
const NAME_FIELDS: [&str; 5] = ["name", "이름", "성함", "성명", "추천인"];

/// A text with every phone number and e-mail address in it masked.
pub fn text(text: &str) -> String {
    without_addresses(&without_numbers(text))
}

/// Every text inside a JSON value, however deep; keys stay as they are.
pub fn json(value: &mut Value) {
    match value {
        Value::String(found) => *found = text(found),
        Value::Array(items) => items.iter_mut().for_each(json),
        Value::Object(fields) => fields.values_mut().for_each(json),
        Value::Number(number) => {
            // A spreadsheet eats a phone's first zero and makes a number of it.
            let digits = number.to_string();
            if digits.len() > PHONE_DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit()) {
                *value = Value::String(stars(&digits));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// The answers of a form: as [`json`], names where a field's key or label says that it holds one, and the customer's name wherever it
/// stands. `labels` are what the form calls its fields, by key; `known` is empty when there is no name.
pub fn answers<S: BuildHasher>(form: &mut Value, labels: &HashMap<String, String, S>, known: &str) {
    json(form);
    for (field, answer) in form.as_object_mut().into_iter().flatten() {
        let says_name = |called: &String| NAME_FIELDS.iter().any(|name| called.to_lowercase().contains(name));
        if says_name(field) || labels.get(field).is_some_and(says_name) {
            every_text(answer, &|name| person::masked(name));
        } else if known.chars().count() >= SHORTEST_NAME {
            every_text(answer, &|text| text.replace(known, &person::masked(known)));
        }
    }
}

fn every_text(value: &mut Value, change: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| every_text(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|item| every_text(item, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a customer is called in a list, which is an address or a number where there is no name.
pub fn called(name: &str) -> String {
    if let Ok(email) = Email::parse(name) {
        person::masked_email(&email)
    } else if let Ok(phone) = Phone::parse(name) {
        person::masked_phone(&phone)
    } else {
        person::masked(name)
    }
}

fn without_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(c)
                if c.is_ascii_digit()
                    || (!run.is_empty() || c == '+' || c == '(') && matches!(c, '+' | '-' | '.' | ' ' | '(' | ')' | '–' | '\u{A0}') =>
            {
                run.push(c);
            }
            other => {
                shown.push_str(&number(&run));
                run.clear();
                shown.extend(other);
            }
        }
    }
    shown
}

/// A run of digits and what stands between them, masked if it looks like a phone number or is long enough to be worse.
fn number(run: &str) -> String {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let like_a_phone = run.trim_start_matches(['(', ' ']).starts_with(['0', '+']) || digits.starts_with("82") || is_representative(&digits);
    let hidden = digits.len() >= ANY_DIGITS || (digits.len() >= PHONE_DIGITS && like_a_phone);
    if hidden { stars(run) } else { run.to_owned() }
}

/// 1588-1234 and its like: eight digits that begin with 15, 16 or 18.
fn is_representative(digits: &str) -> bool {
    digits.len() == 8 && ["15", "16", "18"].iter().any(|start| digits.starts_with(start))
}

fn stars(run: &str) -> String {
    let mut left = run.bytes().filter(u8::is_ascii_digit).count();
    let mut star = |c: char| {
        if !c.is_ascii_digit() {
            return c;
        }
        left -= 1;
        if left >= SHOWN_DIGITS { '*' } else { c }
    };
    run.chars().map(&mut star).collect()
}

fn without_addresses(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut parts = text.split('@').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none_or(|next| !next.starts_with(|c: char| c.is_alphanumeric())) {
            shown.push_str(part);
        } else {
            let ends_at = part.char_indices().rev().find(|(_, c)| !is_local(*c)).map_or(0, |(index, c)| index + c.len_utf8());
            let (before, local) = part.split_at(ends_at);
            shown.push_str(before);
            if local.is_empty() || local.ends_with(HIDDEN) {
                shown.push_str(local);
            } else {
                let count = local.chars().count();
                shown.extend(local.chars().take(if count > 3 { 2 } else { usize::from(count > 1) }));
                shown.push_str(HIDDEN);
            }
        }
        if parts.peek().is_some() {
            shown.push('@');
        }
    }
    shown
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json as value;

    use super::*;

    #[test]
    fn numbers_and_addresses_are_found_in_any_text() {
        for (raw, shown) in [
            ("010-1234-5678 로 전화 주세요", "***-****-5678 로 전화 주세요"),
            ("01012345678", "*******5678"),
            ("+82 10 1234 5678", "+** ** **** 5678"),
            ("(02) 123-4567", "(**) ***-4567"),
            ("대표번호 1588-1234", "대표번호 ****-1234"),
            ("900101-1234567", "******-***4567"),
            ("hong.gildong@naver.com, 홍", "ho***@naver.com, 홍"),
            ("메일:kim@a.kr 또는 x@b.kr", "메일:k***@a.kr 또는 ***@b.kr"),
            ("2026-11-22 15:04에 방문", "2026-11-22 15:04에 방문"),
            ("예산 1,250,000원, 25평", "예산 1,250,000원, 25평"),
            ("@home @", "@home @"),
        ] {
            assert_eq!(text(raw), shown, "{raw}");
        }
    }

    #[test]
    fn values_are_masked_however_deep() {
        let mut form =
            value!({"이름": "홍길동", "연락처": "010-1234-5678", "기타": ["a@b.kr", {"x": 1_012_345_678}], "평수": 25, "동의": true});
        answers(&mut form, &HashMap::new(), "");
        let expected =
            value!({"이름": "홍*동", "연락처": "***-****-5678", "기타": ["***@b.kr", {"x": "******5678"}], "평수": 25, "동의": true});
        assert_eq!(form, expected);
    }

    #[test]
    fn a_name_is_known_by_its_fields_label_and_by_the_customers_own() {
        let labels = [("a", "신청자 성함"), ("b", "아이들 이름"), ("c", "문의")].map(|(key, label)| (key.to_owned(), label.to_owned()));
        let mut form = value!({"a": "김철수", "b": ["김하나", "김두리"], "c": "저 홍길동입니다", "d": ["홍길동"], "e": 3});
        answers(&mut form, &HashMap::from(labels), "홍길동");
        let expected = value!({"a": "김*수", "b": ["김*나", "김*리"], "c": "저 홍*동입니다", "d": ["홍*동"], "e": 3});
        assert_eq!(form, expected);
        let mut short = value!({"c": "김치찌개"});
        answers(&mut short, &HashMap::new(), "김");
        assert_eq!(short, value!({"c": "김치찌개"}));
    }

    #[test]
    fn whoever_has_no_name_is_masked_too() {
        assert_eq!(called("홍길동"), "홍*동");
        assert_eq!(called("010-1234-5678"), "010-****-5678");
        assert_eq!(called("+821012345678"), "010-****-5678");
        assert_eq!(called("hong@naver.com"), "ho***@naver.com");
    }

    proptest! {
        #[test]
        fn a_korean_mobile_never_stays(before in "[가-힣 :]{0,9}", middle in 1000_u32..10_000, last in 1000_u32..10_000, between in "[- .]?") {
            let shown = text(&format!("{before}010{between}{middle}{between}{last}"));
            prop_assert!(!shown.contains(&middle.to_string()) || middle == last, "{}", shown);
        }

        #[test]
        fn what_is_masked_stays_masked(raw in "\\PC{0,40}") {
            prop_assert_eq!(text(&text(&raw)), text(&raw));
        }
    }
}
