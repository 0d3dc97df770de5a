//! One-time codes of an authenticator app: RFC 6238 as every such app speaks it (HMAC-SHA1, steps of 30 s, six digits).

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

use crate::base::time::{SECOND_MS, Timestamp};

/// A second factor's secret: as long as the hash, as RFC 4226 section 4 recommends.
pub type TotpSecret = [u8; 20];

const STEP_MS: i64 = 30 * SECOND_MS;
const DIGITS: u32 = 6;
/// Steps before and after the present one that count too: phones' clocks differ.
const DRIFT: i64 = 1;

/// The step whose code was typed, if it is one of now and later than `last`, the last one that was used: each counts once. White space
/// between the digits does no harm.
pub fn matching_step(secret: &TotpSecret, typed: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let present = now.0.div_euclid(STEP_MS);
    (present - DRIFT..=present + DRIFT)
        .filter(|step| last.is_none_or(|last| *step > last))
        .find(|step| bool::from(code(secret, *step, DIGITS).as_bytes().ct_eq(typed.as_bytes())))
}

/// The code of a moment, as an app shows it.
pub fn code_at(secret: &TotpSecret, now: Timestamp) -> String {
    code(secret, now.0.div_euclid(STEP_MS), DIGITS)
}

/// The secret for typing it into an app: base32 in groups of four.
pub fn spelled(secret: &TotpSecret) -> String {
    let letters = data_encoding::BASE32_NOPAD.encode(secret);
    letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// The address that apps read from a QR code, in the form that Google Authenticator's wiki describes.
pub fn uri(secret: &TotpSecret, issuer: &str, email: &str) -> String {
    let (issuer, email) = (percent(issuer), percent(email));
    format!("otpauth://totp/{issuer}:{email}?secret={}&issuer={issuer}", data_encoding::BASE32_NOPAD.encode(secret))
}

/// HOTP (RFC 4226, 5.3) of a time step.
fn code(secret: &[u8], step: i64, digits: u32) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[19] & 15);
    let number = hash[offset..offset + 4].iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:0width$}", number % 10_u32.pow(digits), width = digits as usize)
}

/// Percent-encoding of a query or path part: `form_urlencoded` writes a plus for a blank, which apps show as a plus.
fn percent(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &TotpSecret = b"12345678901234567890";

    /// RFC 6238, Appendix B, the rows of SHA-1.
    #[test]
    fn the_vectors_of_the_rfc_hold() {
        for (seconds, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(code(SECRET, seconds / 30, 8), expected, "at {seconds} s");
            assert_eq!(code_at(SECRET, Timestamp(seconds * 1000)), expected[2..], "at {seconds} s");
        }
    }

    #[test]
    fn a_step_counts_once_and_its_neighbours_too() {
        let now = Timestamp(1_111_111_111_000);
        let step = now.0 / STEP_MS;
        let typed = |step| code(SECRET, step, DIGITS);
        assert_eq!(matching_step(SECRET, &typed(step), now, None), Some(step));
        assert_eq!(matching_step(SECRET, &typed(step - 1), now, None), Some(step - 1));
        assert_eq!(matching_step(SECRET, &typed(step + 1), now, None), Some(step + 1));
        assert_eq!(matching_step(SECRET, &typed(step - 2), now, None), None);
        assert_eq!(matching_step(SECRET, &typed(step), now, Some(step)), None, "a code that was seen over a shoulder");
        assert_eq!(matching_step(SECRET, &typed(step - 1), now, Some(step)), None);
        let spaced = format!(" {} {} ", &typed(step)[..3], &typed(step)[3..]);
        assert_eq!(matching_step(SECRET, &spaced, now, None), Some(step));
    }

    #[test]
    fn an_app_can_read_the_address() {
        assert_eq!(
            uri(SECRET, "한 빛", "a+b@c.kr"),
            "otpauth://totp/%ED%95%9C%20%EB%B9%9B:a%2Bb%40c.kr?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%ED%95%9C%20%EB%B9%9B"
        );
        assert_eq!(spelled(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    proptest! {
        #[test]
        fn nothing_but_the_code_matches(typed in "\\PC{0,12}", seconds in 0_i64..4_000_000_000) {
            let now = Timestamp(seconds * 1000);
            let near = [-STEP_MS, 0, STEP_MS].map(|ms| code_at(SECRET, now.plus_ms(ms)));
            let tidy: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(matching_step(SECRET, &typed, now, None).is_some(), near.contains(&tidy));
        }
    }
}
