//! Sealing the secrets of other systems (mail passwords, webhook keys), so that a file or a copy of it gives none away.
//! XChaCha20-Poly1305: its nonces are long enough to be drawn by chance.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305,
    aead::{Aead as _, Payload},
};

use crate::base::{
    error::{Error, Result},
    secret::Secret,
    sign::Key,
};

pub const NONCE_BYTES: usize = 24;

/// Seals a secret for one `purpose`, so that it can't be moved to where another one is expected. The nonce is random, and goes along.
pub fn seal(key: &Key, purpose: &str, nonce: [u8; NONCE_BYTES], secret: &Secret) -> Result<Vec<u8>> {
    let payload = Payload { msg: secret.reveal().as_bytes(), aad: purpose.as_bytes() };
    let sealed = cipher(key)?.encrypt(&nonce.into(), payload).map_err(|cause| Error::internal("sealing a secret", cause))?;
    Ok([nonce.as_slice(), sealed.as_slice()].concat())
}

/// Opens what [`seal`] made; absent when it is another installation's, meant for something else, or damaged.
pub fn open(key: &Key, purpose: &str, sealed: &[u8]) -> Option<Secret> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
    let plain = cipher(key).ok()?.decrypt(&(*nonce).into(), payload).ok()?;
    String::from_utf8(plain).ok().map(Secret::new)
}

fn cipher(key: &Key) -> Result<XChaCha20Poly1305> {
    XChaCha20Poly1305::new_from_slice(&key[..32]).map_err(|cause| Error::internal("the sealing key", cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_purpose_open_and_only_what_is_whole() {
        let secret = Secret::new("비밀 password");
        let sealed = seal(&[7; 64], "smtp:agency", [1; NONCE_BYTES], &secret).expect("sealed");
        assert_eq!(open(&[7; 64], "smtp:agency", &sealed), Some(secret));
        assert_eq!(open(&[8; 64], "smtp:agency", &sealed), None);
        assert_eq!(open(&[7; 64], "smtp:account:1", &sealed), None);
        assert_eq!(open(&[7; 64], "smtp:agency", &sealed[..sealed.len() - 1]), None);
        assert_eq!(open(&[7; 64], "smtp:agency", &[]), None);
        assert!(!sealed.windows(8).any(|window| window == b"password"));
    }
}
