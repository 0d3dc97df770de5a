//! What an account keeps about its customers beyond the fields of everybody: a small, flat JSON object.

use serde_json::{Map, Value};

use crate::{
    base::{lang::Message, resident_number},
    customers::texts,
};

/// Names and values. A value is a text, a number, a truth value, null, or a list of those.
pub type Attributes = Map<String, Value>;

pub const KEYS: usize = 50;
pub const KEY_CHARS: usize = 60;
pub const SIZE_BYTES: usize = 16 << 10;

/// Takes attributes that are few, small and flat.
pub fn check(given: &Attributes) -> Result<Attributes, Message> {
    if given.len() > KEYS {
        return Err(texts::ATTRIBUTE_COUNT.with(&[("most", &KEYS)]));
    }
    if Value::Object(given.clone()).to_string().len() > SIZE_BYTES {
        return Err(texts::ATTRIBUTE_SIZE.with(&[("kb", &(SIZE_BYTES >> 10))]));
    }
    for (key, value) in given {
        if key.trim().is_empty() || key.chars().count() > KEY_CHARS || key.contains(char::is_control) {
            return Err(texts::ATTRIBUTE_KEY.with(&[("most", &KEY_CHARS)]));
        }
        if !is_flat(value) {
            return Err(texts::ATTRIBUTE_DEPTH.with(&[("key", key)]));
        }
        if resident_number::is_in(key) || holds_resident_number(value) {
            return Err(texts::RESIDENT_NUMBER.into());
        }
    }
    Ok(given.clone())
}

/// One line an attribute, `업종: 카페`, as the form shows them.
pub fn to_lines(attributes: &Attributes) -> String {
    attributes.iter().map(|(key, value)| line(key, value)).collect::<Vec<_>>().join("\n")
}

/// Reads the form's lines. A line that was not touched keeps its value as it was: a number stays a number.
pub fn from_lines(text: &str, before: &Attributes) -> Result<Attributes, Message> {
    let known: Vec<_> = before.iter().map(|(key, value)| (line(key, value), key, value)).collect();
    let mut attributes = Attributes::new();
    for entered in text.lines().map(str::trim).filter(|entered| !entered.is_empty()) {
        if let Some((_, key, value)) = known.iter().find(|(line, ..)| line.trim() == entered) {
            attributes.insert((*key).clone(), (*value).clone());
        } else if let Some((key, value)) = entered.split_once([':', '：']).filter(|(key, _)| !key.trim().is_empty()) {
            attributes.insert(key.trim().to_owned(), Value::String(value.trim().to_owned()));
        } else {
            return Err(texts::ATTRIBUTE_LINE.with(&[("line", &entered)]));
        }
    }
    Ok(attributes)
}

/// A value as people read it.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A text of several lines can't stand in one, so it is written as JSON.
fn line(key: &str, value: &Value) -> String {
    let shown = shown(value);
    if shown.contains(char::is_control) { format!("{key}: {value}") } else { format!("{key}: {shown}") }
}

fn is_flat(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(|item| !item.is_array() && !item.is_object()),
        other => !other.is_object(),
    }
}

fn holds_resident_number(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(holds_resident_number),
        other => resident_number::is_in(&shown(other)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Attributes {
        match value {
            Value::Object(map) => map,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn only_small_flat_objects_are_taken() {
        assert!(check(&object(json!({"업종": "카페", "평수": 32, "관심": ["창업", "메뉴"], "동의": true, "메모": null}))).is_ok());
        for wrong in [
            json!({"a": {"b": 1}}),
            json!({"a": [[1]]}),
            json!({"": 1}),
            json!({"a": "900101-1234567"}),
            json!({"a": [9_001_011_234_567_i64]}),
        ] {
            assert!(check(&object(wrong.clone())).is_err(), "{wrong}");
        }
        assert!(check(&(0..51).map(|n| (format!("k{n}"), json!(1))).collect()).is_err());
        assert!(check(&object(json!({"a": "가".repeat(6_000)}))).is_err());
    }

    #[test]
    fn untouched_lines_keep_their_values() {
        let before = object(json!({"평수": 32, "관심": ["창업", "메뉴"], "주소": "서울\n강남", "url: x": "http://a.kr"}));
        let lines = to_lines(&before);
        assert_eq!(from_lines(&lines, &before), Ok(before.clone()));
        let after = from_lines(&lines.replace("평수: 32", "평수: 40\r\n업종：카페"), &before).expect("lines");
        assert_eq!((&after["평수"], &after["업종"], &after["관심"]), (&json!("40"), &json!("카페"), &json!(["창업", "메뉴"])));
        assert!(from_lines("no colon", &before).is_err());
    }

    proptest! {
        #[test]
        fn lines_are_read_back(entries in prop::collection::hash_map("[a-z가-힣:]{1,6}", "[a-z\n: ]{0,8}", 0..5)) {
            let before: Attributes = entries.into_iter().map(|(key, text)| (key, Value::String(text))).collect();
            let lines: Vec<_> = before.iter().map(|(key, value)| line(key, value).trim().to_owned()).collect();
            let distinct: std::collections::HashSet<_> = lines.iter().collect();
            prop_assume!(distinct.len() == lines.len());
            prop_assert_eq!(from_lines(&to_lines(&before), &before), Ok(before.clone()));
        }
    }
}
