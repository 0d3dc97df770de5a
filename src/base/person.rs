//! Names of people, and how much of a person a list shows: 홍*동, 010-****-5678, ho***@naver.com.

use utoipa::ToSchema;

use crate::base::{
    email::Email,
    hangul,
    lang::{Message, Text, text},
    phone::Phone,
    text_type::text_type,
};

/// A person's name in one field, as Koreans write it: 1 to 50 characters, composed, without characters nobody can see.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 50, example = "홍길동")]
pub struct PersonName(String);

text_type!(PersonName);

impl PersonName {
    pub fn parse(raw: &str) -> Result<Self, Message> {
        let visible: String = raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_invisible(*c)).collect();
        let name = hangul::nfc(&visible).split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().nth(MAX_CHARS) {
            _ if name.is_empty() => Err(MISSING.into()),
            Some(_) => Err(TOO_LONG.with(&[("most", &MAX_CHARS)])),
            None => Ok(Self(name)),
        }
    }

    /// Takes back what [`PersonName::as_str`] gave to the database.
    pub const fn from_stored(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name for lists and prints: 홍길동 → 홍\*동, 남궁민수 → 남\*\*수, 이산 → 이\*, John Smith → J\*\*\* S\*\*\*\*.
pub fn masked(name: &str) -> String {
    let name = hangul::nfc(name);
    if !name.chars().any(|c| hangul::letters(c).is_some()) {
        return name.split_whitespace().map(|word| first_and_stars(word, name.chars().count() > 1)).collect::<Vec<_>>().join(" ");
    }
    let letters: String = name.split_whitespace().collect();
    match (letters.chars().count(), letters.chars().last()) {
        (count @ 3.., Some(last)) => letters.chars().take(1).chain(std::iter::repeat_n('*', count - 2)).chain([last]).collect(),
        (count, _) => first_and_stars(&letters, count > 1),
    }
}

/// A number for lists and prints: its first group and its last four digits, or the first four where that would be all of it.
pub fn masked_phone(phone: &Phone) -> String {
    let shown = phone.display();
    let first = shown.find(['-', ' ']).unwrap_or(0);
    let last = match shown.matches(['-', ' ']).count() {
        0 | 1 => shown.len(),
        _ => shown.rmatch_indices(|c: char| c.is_ascii_digit()).nth(3).map_or(shown.len(), |(index, _)| index),
    };
    shown.char_indices().map(|(index, c)| if c.is_ascii_digit() && index > first && index < last { '*' } else { c }).collect()
}

/// An address for lists and prints: at most two letters and the domain. The stars do not tell how long it is.
pub fn masked_email(email: &Email) -> String {
    let (local, domain) = email.as_str().rsplit_once('@').unwrap_or((email.as_str(), ""));
    let shown = match local.chars().count() {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    };
    format!("{}***@{domain}", local.chars().take(shown).collect::<String>())
}

/// Does a name look made up: lone letters (ㅁㄴㅇㄹ), a word for a test, one syllable three times or more, or no letter at all?
/// Such names are marked, never refused.
pub fn is_suspicious_name(name: &str) -> bool {
    let key = hangul::search_key(name);
    let letters: Vec<char> = key.chars().filter(|c| c.is_alphabetic()).collect();
    let lone = letters.iter().all(|c| matches!(c, 'ㄱ'..='ㅣ'));
    let one = letters.len() >= 3 && letters.iter().all(|c| letters.first() == Some(c));
    let test = key.contains("테스트") || key.split(|c: char| !c.is_alphabetic()).any(|word| TEST_WORDS.contains(&word));
    lone || one || test
}

const MAX_CHARS: usize = 50;
const TEST_WORDS: [&str; 8] = ["test", "tester", "testing", "asdf", "asdfasdf", "qwer", "qwerty", "dummy"];

const MISSING: Text = text("이름을 입력해 주세요.", "Enter a name.");
const TOO_LONG: Text = text("이름은 {most}자까지 쓸 수 있습니다.", "A name has at most {most} characters.");

/// Control characters, zero-width ones, those that turn the writing direction, and the fillers with which one makes a blank name.
/// The joiners U+200C and U+200D stay: Persian and Indic names need them.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{115F}' | '\u{1160}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'
                ..='\u{2069}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
        )
}

fn first_and_stars(word: &str, show_first: bool) -> String {
    word.chars().enumerate().map(|(index, c)| if index == 0 && show_first { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn name(raw: &str) -> String {
        PersonName::parse(raw).map_or_else(|message| panic!("{raw:?}: {}", message.en), |name| name.to_string())
    }

    #[test]
    fn names_are_composed_and_tidied() {
        assert_eq!(name(&"홍길동".nfd().collect::<String>()), "홍길동");
        assert_eq!(name(" 남궁\t 민\r\n"), "남궁 민");
        assert_eq!(name("홍\u{0}길\u{200B}동\u{202E}"), "홍길동");
        assert_eq!(name("Siobhán O'Neil-Ng"), "Siobhán O'Neil-Ng");
        assert_eq!(name(&"가".repeat(50)).chars().count(), 50);
    }

    #[test]
    fn names_nobody_can_read_are_refused() {
        for raw in ["", "  \n", "\u{3164}", "\u{200B}\u{2800}", "\u{7}"] {
            assert_eq!(PersonName::parse(raw), Err(MISSING.into()), "{raw:?}");
        }
        assert!(PersonName::parse(&"가".repeat(51)).is_err());
    }

    #[test]
    fn names_are_masked() {
        for (name, masked_name) in [
            ("홍길동", "홍*동"),
            ("이산", "이*"),
            ("남궁민수", "남**수"),
            ("홍 길동", "홍*동"),
            ("홍", "*"),
            ("John Smith", "J*** S****"),
            ("J", "*"),
            ("田中", "田*"),
            ("", ""),
        ] {
            assert_eq!(masked(name), masked_name);
        }
    }

    #[test]
    fn numbers_and_addresses_are_masked() {
        for (raw, shown) in [
            ("010-1234-5678", "010-****-5678"),
            ("02-123-4567", "02-***-4567"),
            ("0507-1234-5678", "0507-****-5678"),
            ("1588-1234", "1588-****"),
            ("+1 415 555 2671", "+1 ***-***-2671"),
            ("+33 6 12 34 56 78", "+33 * ** ** 56 78"),
        ] {
            assert_eq!(masked_phone(&Phone::parse(raw).expect("a phone")), shown);
        }
        for (raw, shown) in
            [("hong@naver.com", "ho***@naver.com"), ("kim@a.kr", "k***@a.kr"), ("x@a.kr", "***@a.kr"), ("hong.gildong@a.kr", "ho***@a.kr")]
        {
            assert_eq!(masked_email(&Email::parse(raw).expect("an address")), shown);
        }
    }

    #[test]
    fn made_up_names_are_marked() {
        for name in [
            "ㅁㄴㅇㄹ",
            "ㅋㅋㅋ",
            "ㅏㅏ",
            "테스트",
            "김테스트",
            "테스트1",
            "test",
            "Test 2",
            "TESTER",
            "가가가",
            "aaaa",
            "asdf",
            "1234",
            "..",
            "",
        ] {
            assert!(is_suspicious_name(name), "{name}");
        }
        for name in ["홍길동", "나나", "남궁민수", "Testa Rossa", "John Smith", "선우", "이이", "Aaron", "田中"] {
            assert!(!is_suspicious_name(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_name_read_again_is_the_same(raw in ".{0,60}") {
            if let Ok(name) = PersonName::parse(&raw) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
                prop_assert!((1..=50).contains(&name.as_str().chars().count()));
                prop_assert!(!name.as_str().contains(char::is_control));
            }
        }

        #[test]
        fn a_masked_name_hides_something(name in "[가-힣]{1,9}|[A-Z][a-z]{1,9}( [A-Z][a-z]{1,9})?") {
            let masked = masked(&name);
            prop_assert!(masked.contains('*'));
            prop_assert_eq!(masked.chars().count(), name.chars().count());
        }
    }
}
