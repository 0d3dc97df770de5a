//! Codes of participants: short enough to be read out, without letters that look alike.

/// Digits and capitals without 0/O, 1/I/L, 2/Z, 5/S, 8/B and U/V: 23 characters, so 78 billion codes of eight.
pub const ALPHABET: &[u8; 23] = b"34679ACDEFGHJKMNPQRTWXY";
pub const LENGTH: usize = 8;

/// The largest multiple of the alphabet's length that fits in a byte: a random byte above it would favour some letters.
const FAIR: usize = 256 / ALPHABET.len() * ALPHABET.len();

/// A code from random bytes; absent when too few of them were fair, so draw again.
pub fn from_random(bytes: &[u8]) -> Option<String> {
    let letters = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < FAIR);
    let code: String =
        letters.filter_map(|byte| ALPHABET.get(byte % ALPHABET.len())).map(|letter| char::from(*letter)).take(LENGTH).collect();
    (code.len() == LENGTH).then_some(code)
}

/// A code as somebody typed it or as it stands in an address; absent for what can be none.
pub fn parse(raw: &str) -> Option<String> {
    let code = raw.trim().to_ascii_uppercase();
    (code.len() == LENGTH && code.bytes().all(|letter| ALPHABET.contains(&letter))).then_some(code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use rand::{SeedableRng as _, rngs::StdRng};

    use super::*;

    #[test]
    fn letters_that_look_alike_do_not_occur() {
        assert_eq!(ALPHABET.iter().collect::<BTreeSet<_>>().len(), ALPHABET.len());
        assert!(b"0O1IL2Z5S8BUV".iter().all(|letter| !ALPHABET.contains(letter)));
        assert_eq!((parse(" acdefghj "), parse("ACDEFGHO"), parse("ACDEFGH")), (Some("ACDEFGHJ".into()), None, None));
    }

    #[test]
    fn each_letter_is_as_likely_as_another() {
        let mut random = StdRng::seed_from_u64(7);
        let mut counts = [0_u32; 256];
        for _ in 0..20_000 {
            let mut bytes = [0; 16];
            random.fill_bytes(&mut bytes);
            from_random(&bytes).iter().flat_map(|code| code.bytes()).for_each(|letter| counts[usize::from(letter)] += 1);
        }
        let met: Vec<u32> = ALPHABET.iter().map(|letter| counts[usize::from(*letter)]).collect();
        let (least, most) = (met.iter().min().copied().unwrap_or(0), met.iter().max().copied().unwrap_or(0));
        assert!(least > 6_500 && most < 7_500, "about 6,950 each: {met:?}");
    }

    proptest! {
        #[test]
        fn what_was_drawn_is_read_back(bytes in any::<[u8; 16]>()) {
            if let Some(code) = from_random(&bytes) {
                prop_assert_eq!(parse(&code.to_lowercase()), Some(code));
            }
        }
    }
}
