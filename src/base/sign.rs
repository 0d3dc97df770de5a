//! Short signed texts: a value, a dot and its HMAC-SHA256 (RFC 2104) in base64url.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A signing key: one block of SHA-256.
pub type Key = [u8; 64];

/// Bytes of the MAC that are kept: 128 bits.
const MAC_BYTES: usize = 16;

/// The signature of `value` for one `purpose`, so that a signature made for one thing opens no other.
pub fn signature(key: &Key, purpose: &str, value: &str) -> String {
    BASE64URL_NOPAD.encode(&mac(key, purpose, value).finalize().into_bytes()[..MAC_BYTES])
}

/// `value.signature`. The value must not contain a dot.
pub fn signed(key: &Key, purpose: &str, value: &str) -> String {
    format!("{value}.{}", signature(key, purpose, value))
}

/// The value of a signed text; absent when the signature is not ours.
pub fn verified<'a>(key: &Key, purpose: &str, signed: &'a str) -> Option<&'a str> {
    let (value, signature) = signed.rsplit_once('.')?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok().filter(|bytes| bytes.len() == MAC_BYTES)?;
    mac(key, purpose, value).verify_truncated_left(&signature).ok().map(|()| value)
}

fn mac(key: &Key, purpose: &str, value: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new(key.into());
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(value.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_purpose_and_value_verify() {
        let key = [7; 64];
        let text = signed(&key, "fill", "123");
        assert_eq!(verified(&key, "fill", &text), Some("123"));
        assert_eq!(verified(&key, "preview", &text), None);
        assert_eq!(verified(&[8; 64], "fill", &text), None);
        assert_eq!(verified(&key, "fill", &text.replace("123", "124")), None);
        assert_eq!(verified(&key, "fill", "123."), None);
    }
}
