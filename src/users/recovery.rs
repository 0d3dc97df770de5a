//! Recovery codes: what lets somebody in who has lost the authenticator app. Each works once.

use sha2::{Digest as _, Sha256};

/// Codes that are handed out together.
pub const COUNT: usize = 10;

/// Letters and digits that are not mistaken for one another: 32 of them, so that a byte picks one evenly.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LETTERS: usize = 10;

/// A code from random bytes, 50 bits of them: `K7QX4-MB2RA`.
pub fn code(random: [u8; LETTERS]) -> String {
    let letters: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    format!("{}-{}", &letters[..LETTERS / 2], &letters[LETTERS / 2..])
}

/// What is stored of a code. The code is random and each guess goes through the throttle, so no slow hash is needed.
pub fn hash(typed: &str) -> [u8; 32] {
    Sha256::digest(tidy(typed)).into()
}

/// Does it look like a recovery code, and not like the six digits of an app?
pub fn looks_like(typed: &str) -> bool {
    let tidy = tidy(typed);
    tidy.len() == LETTERS && tidy.bytes().all(|letter| ALPHABET.contains(&letter))
}

fn tidy(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let made = code([0, 1, 2, 3, 4, 250, 251, 252, 253, 254]);
        assert!(made.starts_with("ABCDE-"), "{made}");
        assert!(looks_like(&made) && looks_like(&made.to_lowercase().replace('-', " ")));
        assert_eq!(hash(&made), hash(&format!(" {} ", made.to_lowercase().replace('-', ""))));
        assert!(!looks_like("123456") && !looks_like("ABCDE-F0I1O"));
    }
}
