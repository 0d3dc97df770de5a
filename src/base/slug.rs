//! The short names in addresses: `/p/dangol/spring-event`.

use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::base::{
    hangul,
    lang::{Message, Text, text},
    text_type::text_type,
};

/// Lower-case letters, digits and single hyphens inside; 1 to 63 characters, so that it fits a host name's label and a file name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", min_length = 1, max_length = 63, example = "spring-event")]
pub struct Slug(String);

text_type!(Slug);

impl Slug {
    pub fn parse(raw: &str) -> Result<Self, Message> {
        let typed = raw.trim();
        if typed.is_empty() {
            return Err(MISSING.into());
        }
        if typed.len() > MAX_LENGTH {
            return Err(TOO_LONG.with(&[("most", &MAX_LENGTH)]));
        }
        let words_and_hyphens =
            typed.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if words_and_hyphens { Ok(Self(typed.to_owned())) } else { Err(WRONG.into()) }
    }

    /// Reads the slug of a page, which must not hide an address of our own on a host name that belongs to the account.
    pub fn parse_page(raw: &str) -> Result<Self, Message> {
        let slug = Self::parse(raw)?;
        if RESERVED_FOR_PAGES.contains(&slug.as_str()) { Err(RESERVED.with(&[("slug", &slug)])) } else { Ok(slug) }
    }

    /// A slug for a title, good for a page too; Hangul is romanised (봄 이벤트 → `bom-ibenteu`). Absent when nothing of the title can
    /// be written in Latin letters.
    pub fn suggest(title: &str) -> Option<Self> {
        let latin: String = hangul::nfc(title).chars().filter(|c| !matches!(c, '\'' | '’')).map(latin).collect();
        let mut slug = String::new();
        for word in latin.split(' ').filter(|word| !word.is_empty()) {
            if slug.len() + usize::from(!slug.is_empty()) + word.len() > MAX_LENGTH {
                if slug.is_empty() {
                    slug.extend(word.chars().take(MAX_LENGTH));
                }
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(word);
        }
        if RESERVED_FOR_PAGES.contains(&slug.as_str()) {
            slug.push_str("-1");
        }
        Self::parse(&slug).ok()
    }

    /// Takes back what [`Slug::as_str`] gave to the database.
    pub const fn from_stored(slug: String) -> Self {
        Self(slug)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const MAX_LENGTH: usize = 63;

/// First parts of the addresses for visitors. `t.js` and `.well-known` are reserved too, but are no slugs to begin with.
const RESERVED_FOR_PAGES: [&str; 13] = ["p", "t", "r", "v", "l", "o", "c", "u", "hooks", "assets", "thanks", "healthz", "readyz"];

const MISSING: Text = text("주소에 쓸 이름을 입력해 주세요.", "Enter the name for the address.");
const TOO_LONG: Text = text("주소 이름은 {most}자까지 쓸 수 있습니다.", "The name in an address has at most {most} characters.");
const WRONG: Text = text(
    "주소 이름에는 영문 소문자와 숫자, 그 사이의 하이픈(-)만 쓸 수 있습니다. 예: spring-event",
    "Use only lower-case letters, digits and single hyphens between them, for example spring-event.",
);
const RESERVED: Text =
    text("‘{slug}’ 주소는 시스템이 씁니다. 다른 이름을 골라 주세요.", "The system uses the address “{slug}”. Choose another name.");

/// Revised Romanisation of Korean, letter by letter: without the changes of sound between syllables, which no reader of an address
/// will miss.
const INITIALS: [&str; 19] = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
const VOWELS: [&str; 21] =
    ["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"];
const FINALS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p",
    "",
];

/// A character in lower-case Latin letters and digits; a space when it has none.
fn latin(c: char) -> String {
    if let Some((initial, vowel, end)) = hangul::letters(c) {
        return [INITIALS.get(initial), VOWELS.get(vowel), FINALS.get(end)].into_iter().flatten().copied().collect();
    }
    let mut base = std::iter::once(c).nfkd().filter(char::is_ascii_alphanumeric).peekable();
    if base.peek().is_none() {
        // An accent that has no composed form belongs to the letter before it.
        return if unicode_normalization::char::is_combining_mark(c) { String::new() } else { " ".to_owned() };
    }
    base.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slugs_are_words_with_hyphens_between() {
        for raw in ["a", "0", "spring-event", "2026-11-22", " dangol ", &"a".repeat(63)] {
            assert_eq!(Slug::parse(raw).as_ref().map(Slug::as_str), Ok(raw.trim()));
        }
        for raw in
            ["", "-", "-a", "a-", "a--b", "A", "a_b", "a b", "a/b", "..", ".well-known", "봄", "a\u{2011}b", "ａ", &"a".repeat(64), "a\n-b"]
        {
            assert!(Slug::parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn addresses_of_our_own_are_no_pages() {
        let reserved = "p t t.js r v l o c u hooks assets thanks healthz readyz .well-known";
        for word in reserved.split(' ') {
            assert!(Slug::parse_page(word).is_err(), "{word}");
        }
        assert!(Slug::parse_page("x").is_ok() && Slug::parse_page("thanks-all").is_ok() && Slug::parse("p").is_ok());
    }

    #[test]
    fn titles_suggest_slugs() {
        for (title, slug) in [
            ("봄 이벤트", "bom-ibenteu"),
            ("단골 VIP 50% 할인!", "dangol-vip-50-halin"),
            ("꽃집", "kkotjip"),
            ("서울 치과 상담", "seoul-chigwa-sangdam"),
            ("Café d'été — 2026", "cafe-dete-2026"),
            ("  a//b  ", "a-b"),
            ("Thanks", "thanks-1"),
            ("ＡＢＣ①", "abc1"),
        ] {
            assert_eq!(Slug::suggest(title).as_ref().map(Slug::as_str), Some(slug), "{title}");
        }
        assert_eq!(Slug::suggest(&"봄".nfd().collect::<String>()), Slug::suggest("봄"));
        assert_eq!(Slug::suggest("!!! …"), None);
        assert_eq!(Slug::suggest("春"), None);
        assert_eq!(Slug::suggest(&"가나다라 ".repeat(40)).map(|slug| slug.as_str().ends_with("ganadara")), Some(true));
    }

    proptest! {
        #[test]
        fn what_is_suggested_is_a_page(title in ".{0,80}|[가-힣 ]{1,80}") {
            if let Some(slug) = Slug::suggest(&title) {
                prop_assert_eq!(Slug::parse_page(slug.as_str()), Ok(slug));
            }
        }

        #[test]
        fn every_hangul_title_has_one(title in "[가-힣]{1,40}") {
            prop_assert!(Slug::suggest(&title).is_some());
        }
    }
}
