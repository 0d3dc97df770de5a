//! Resident registration numbers, which may not be collected (Personal Information Protection Act, article 24-2).

use unicode_normalization::UnicodeNormalization as _;

/// Does a text hold what reads as a resident registration number: `900101-1234567`, or 13 digits that begin with a date?
///
/// With a dash six and seven digits are enough, whatever date they name. Without one the first six must be a possible date, or
/// every order number and millisecond timestamp of 13 digits would be refused. Longer runs of digits (cards, accounts) are none.
pub fn is_in(text: &str) -> bool {
    let characters: Vec<char> = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let mut at = 0;
    while at < characters.len() {
        let digits = run(&characters, at);
        let dashed = digits == 6 && characters.get(at + 6).is_some_and(|c| is_dash(*c)) && run(&characters, at + 7) == 7;
        let first_of_tail = at + if dashed { 7 } else { 6 };
        if (dashed || (digits == 13 && is_date(&characters[at..at + 6])))
            && characters.get(first_of_tail).is_some_and(|c| ('1'..='8').contains(c))
        {
            return true;
        }
        at += digits.max(1);
    }
    false
}

fn run(characters: &[char], from: usize) -> usize {
    characters.iter().skip(from).take_while(|c| c.is_ascii_digit()).count()
}

const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '~' | '.')
}

fn is_date(digits: &[char]) -> bool {
    let number = |range: std::ops::Range<usize>| digits.get(range).map(|pair| pair.iter().collect::<String>().parse::<u8>());
    matches!((number(2..4), number(4..6)), (Some(Ok(1..=12)), Some(Ok(1..=31))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_found_in_every_spelling() {
        for text in ["900101-1234567", "9001011234567", "번호는 900101 - 1234567 입니다", "９００１０１－１２３４５６７", "123456-8234567"]
        {
            assert!(is_in(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in
            ["010-1234-5678", "1763823600000", "4000-1234-5678-9010", "4000123456789010", "900101-9234567", "900101", "", "+821012345678"]
        {
            assert!(!is_in(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = is_in(&text);
        }
    }
}
