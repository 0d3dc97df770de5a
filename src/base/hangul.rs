//! Hangul as arithmetic: initials (초성) to search by, keys to compare by, and particles that fit the word before them.
//!
//! A composed syllable is `0xAC00 + (initial × 21 + vowel) × 28 + final` (Unicode core specification, 3.12).

use unicode_normalization::UnicodeNormalization;

/// The composed form. macOS sends file names and pasted text decomposed: 홍길동 as nine code points.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// The form to compare and to search by: composed, lower case, one space between words.
pub fn search_key(text: &str) -> String {
    let lower = nfc(text).to_lowercase();
    nfc(&lower).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The search key with each syllable as its initial: 홍길동 → ㅎㄱㄷ, `LG 전자` → `lg ㅈㅈ`.
/// A query goes through here too, because keyboards join ㄱㅅ into ㄳ while one types.
pub fn choseong(text: &str) -> String {
    search_key(text).chars().flat_map(initials).collect()
}

/// Is it initials only, and so to be compared with [`choseong`]?
pub fn is_choseong_query(query: &str) -> bool {
    let mut letters = query.chars().filter(|c| !c.is_whitespace()).peekable();
    letters.peek().is_some() && letters.all(is_consonant)
}

/// Does a name contain what was typed, where a lone consonant stands for every syllable it begins? White space does not count.
/// An empty query fits every name.
pub fn matches(name: &str, query: &str) -> bool {
    let name: Vec<char> = packed_key(name).chars().collect();
    let query: Vec<char> = query_letters(query);
    query.is_empty() || name.windows(query.len()).any(|part| part.iter().zip(&query).all(|(have, want)| fits(*have, *want)))
}

/// The search key without white space: what [`matches()`] looks through.
pub fn packed_key(text: &str) -> String {
    search_key(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// What [`matches()`] looks for, letter by letter.
pub fn query_letters(query: &str) -> Vec<char> {
    packed_key(query).chars().flat_map(separate).collect()
}

/// Does a letter of a packed key fit one of a query: itself, or the initial of the syllable?
pub fn fits(have: char, want: char) -> bool {
    have == want || (is_consonant(want) && initial(have) == Some(want))
}

/// The initial of a composed syllable, or the letter itself.
pub fn initial_or_self(letter: char) -> char {
    initial(letter).unwrap_or(letter)
}

/// Is it a letter that stands for every syllable it begins?
pub const fn is_consonant(letter: char) -> bool {
    matches!(letter, 'ㄱ'..='ㅎ')
}

/// The particle that fits the sound a word ends in: `josa("단골", "을", "를")` is 을. Digits and Latin letters count as they are read;
/// what can't be read takes the form after a vowel.
pub fn josa<'a>(word: &str, after_consonant: &'a str, after_vowel: &'a str) -> &'a str {
    match last_sound(word) {
        Sound::Vowel => after_vowel,
        // 서울로, not 서울으로.
        Sound::Rieul if after_vowel == "로" => after_vowel,
        Sound::Rieul | Sound::Consonant => after_consonant,
    }
}

/// The numbers of a syllable's initial (of 19), vowel (of 21) and final (of 28, where 0 is none).
pub fn letters(syllable: char) -> Option<(usize, usize, usize)> {
    let index = usize::try_from(u32::from(syllable).checked_sub(0xAC00)?).ok().filter(|index| *index < 19 * 21 * 28)?;
    Some((index / 588, index % 588 / 28, index % 28))
}

const INITIALS: [char; 19] =
    ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];

/// Letter pairs that exist only at a syllable's end, taken apart.
const PAIRS: [(char, [char; 2]); 11] = [
    ('ㄳ', ['ㄱ', 'ㅅ']),
    ('ㄵ', ['ㄴ', 'ㅈ']),
    ('ㄶ', ['ㄴ', 'ㅎ']),
    ('ㄺ', ['ㄹ', 'ㄱ']),
    ('ㄻ', ['ㄹ', 'ㅁ']),
    ('ㄼ', ['ㄹ', 'ㅂ']),
    ('ㄽ', ['ㄹ', 'ㅅ']),
    ('ㄾ', ['ㄹ', 'ㅌ']),
    ('ㄿ', ['ㄹ', 'ㅍ']),
    ('ㅀ', ['ㄹ', 'ㅎ']),
    ('ㅄ', ['ㅂ', 'ㅅ']),
];

fn initial(c: char) -> Option<char> {
    letters(c).and_then(|(initial, _, _)| INITIALS.get(initial).copied())
}

fn initials(c: char) -> Vec<char> {
    initial(c).map_or_else(|| separate(c), |initial| vec![initial])
}

fn separate(c: char) -> Vec<char> {
    PAIRS.iter().find(|(pair, _)| *pair == c).map_or_else(|| vec![c], |(_, parts)| parts.to_vec())
}

enum Sound {
    Vowel,
    Rieul,
    Consonant,
}

fn last_sound(word: &str) -> Sound {
    let word = nfc(word);
    let read: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let Some(&last) = read.last() else { return Sound::Vowel };
    if let Some((_, _, end)) = letters(last) {
        return match end {
            0 => Sound::Vowel,
            8 => Sound::Rieul,
            _ => Sound::Consonant,
        };
    }
    let before = read.len().checked_sub(2).and_then(|index| read.get(index));
    match last {
        // 일 칠 팔 · 영 삼 육; of letters read by name only 엘 엠 엔 알 end in a consonant.
        '1' | '7' | '8' | 'L' | 'R' | 'l' => Sound::Rieul,
        '0' | '3' | '6' | 'M' | 'N' | 'm' | 'n' | 'b' | 'c' | 'k' | 'p' | 't' => Sound::Consonant,
        'g' if before == Some(&'n') => Sound::Consonant,
        c if is_consonant(c) => Sound::Consonant,
        _ => Sound::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nfd(text: &str) -> String {
        text.nfd().collect()
    }

    #[test]
    fn decomposed_names_are_composed() {
        assert_eq!(nfd("홍길동").chars().count(), 9);
        assert_eq!(nfc(&nfd("홍길동")), "홍길동");
        assert_eq!(search_key("  LG\t 전자 "), "lg 전자");
    }

    #[test]
    fn initials_of_names() {
        for (name, initials) in [("홍길동", "ㅎㄱㄷ"), ("꽃집", "ㄲㅈ"), ("LG 전자", "lg ㅈㅈ"), ("가힣", "ㄱㅎ"), ("ㄳ", "ㄱㅅ"), ("", "")]
        {
            assert_eq!(choseong(name), initials);
            assert_eq!(choseong(&nfd(name)), initials);
        }
    }

    #[test]
    fn queries_of_initials_are_told_from_others() {
        for query in ["ㅎㄱㄷ", "ㄲ", "ㄳ", "ㅎ ㄱ"] {
            assert!(is_choseong_query(query), "{query}");
        }
        for query in ["", " ", "홍ㄱㄷ", "ㅏ", "h", "ㅎ1"] {
            assert!(!is_choseong_query(query), "{query}");
        }
    }

    #[test]
    fn names_are_found_by_initials_parts_and_both() {
        for query in ["ㅎㄱㄷ", "ㅎ", "ㄱㄷ", "홍ㄱㄷ", "ㅎ길ㄷ", "홍길동", "길동", "홍 길동", "", &nfd("홍길동")] {
            assert!(matches("홍길동", query), "{query}");
            assert!(matches(&nfd("홍길동"), query), "{query}");
        }
        for query in ["ㅎㄷ", "ㄱㅎㄷ", "홍길동이", "길홍", "ㅗ", "ㄲㄱㄷ"] {
            assert!(!matches("홍길동", query), "{query}");
        }
        assert!(matches("꽃집", "ㄲㅈ") && !matches("꽃집", "ㄱㅈ"));
        assert!(matches("김수현", "ㄳ") && matches("남궁 민", "남궁민") && matches("John Smith", "smi"));
    }

    #[test]
    fn particles_fit_the_word() {
        for (word, particle) in [
            ("홍길동", "을"),
            ("철수", "를"),
            ("단골", "을"),
            ("2026", "을"),
            ("2", "를"),
            ("DB", "를"),
            ("Gmail", "을"),
            ("홍길동)", "을"),
            ("…", "를"),
        ] {
            assert_eq!(josa(word, "을", "를"), particle, "{word}");
        }
        for (word, particle) in [("서울", "로"), ("부산", "으로"), ("제주", "로"), ("문자", "로"), ("7", "로")] {
            assert_eq!(josa(word, "으로", "로"), particle, "{word}");
        }
        assert_eq!((josa("이벤트", "이", "가"), josa(&nfd("쿠폰"), "이", "가")), ("가", "이"));
    }

    proptest! {
        #[test]
        fn keys_are_stable_and_normalised(text in ".{0,30}") {
            let key = search_key(&text);
            prop_assert_eq!(search_key(&key), key.clone());
            prop_assert_eq!(search_key(&nfd(&text)), key);
            prop_assert_eq!(choseong(&choseong(&text)), choseong(&text));
        }

        #[test]
        fn a_name_is_found_by_its_initials_and_any_part(name in "[가-힣]{1,6}", from in 0usize..6, len in 1usize..6) {
            prop_assert!(matches(&name, &choseong(&name)));
            prop_assert!(is_choseong_query(&choseong(&name)));
            let part: String = name.chars().skip(from).take(len).collect();
            prop_assert!(matches(&name, &part));
        }
    }
}
