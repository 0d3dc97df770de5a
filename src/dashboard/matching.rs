//! Which names a search finds: all of the words that were typed, or their initials (초성), anywhere in the name. Names that begin
//! with them come first.

use crate::base::hangul;

/// What was typed is looked at up to here.
const MOST_CHARS: usize = 60;

/// The text to search for; absent where there is nothing to go by.
pub fn query(typed: &str) -> Option<String> {
    let query: String = typed.trim().chars().take(MOST_CHARS).collect();
    (!query.is_empty()).then_some(query)
}

/// The first few names that fit, those that begin with the query first, otherwise in the order given.
pub fn fitting<T>(query: &str, names: impl Iterator<Item = (T, String)>, most: usize) -> Vec<(T, String)> {
    let letters = hangul::query_letters(query);
    let begins = |name: &str| {
        let name: Vec<char> = hangul::packed_key(name).chars().collect();
        name.len() >= letters.len() && name.iter().zip(&letters).all(|(have, want)| hangul::fits(*have, *want))
    };
    let mut found: Vec<_> = names.filter(|(_, name)| hangul::matches(name, query)).collect();
    found.sort_by_cached_key(|(_, name)| !begins(name));
    found.truncate(most);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_parts_and_initials() {
        let names = || ["여름 할인 상담", "상담 예약", "Spring Sale", "무료 체험"].into_iter().map(|name| ((), name.to_owned()));
        let found = |query: &str| fitting(query, names(), 10).into_iter().map(|((), name)| name).collect::<Vec<_>>();
        assert_eq!(found("상담"), ["상담 예약", "여름 할인 상담"]);
        assert_eq!(found("ㅅㄷ"), ["상담 예약", "여름 할인 상담"]);
        assert_eq!(found("spring s"), ["Spring Sale"]);
        assert!(found("%").is_empty());
        assert_eq!(fitting("상", names(), 1).len(), 1);
    }

    #[test]
    fn white_space_is_no_query() {
        assert_eq!((query("  "), query(" 홍 길동 ").as_deref()), (None, Some("홍 길동")));
        assert_eq!(query(&"가".repeat(500)).map(|query| query.chars().count()), Some(60));
    }
}
