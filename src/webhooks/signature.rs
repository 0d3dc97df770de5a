//! Signatures of Standard Webhooks, version 1: HMAC-SHA256 over `id.timestamp.body`.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::base::secret::Secret;

/// What every secret begins with.
const PREFIX: &str = "whsec_";
pub const SECRET_BYTES: usize = 24;

/// A secret as the other side is given it.
pub fn secret(random: [u8; SECRET_BYTES]) -> Secret {
    Secret::new(format!("{PREFIX}{}", BASE64.encode(&random)))
}

/// The header's value: one signature for each secret, since an old one stays good for a while.
pub fn sign<'a>(secrets: impl Iterator<Item = &'a Secret>, id: &str, timestamp_s: i64, body: &str) -> String {
    secrets.filter_map(|secret| signature(secret, id, timestamp_s, body)).collect::<Vec<_>>().join(" ")
}

/// Absent when the secret is none of ours.
fn signature(secret: &Secret, id: &str, timestamp_s: i64, body: &str) -> Option<String> {
    let key = BASE64.decode(secret.reveal().strip_prefix(PREFIX)?.as_bytes()).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp_s}.{body}").as_bytes());
    Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn it_is_the_signature_that_others_expect() {
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signed = sign([&secret].into_iter(), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_side_by_side() {
        let (new, old) = (secret([1; SECRET_BYTES]), secret([2; SECRET_BYTES]));
        let signed = sign([&new, &old].into_iter(), "msg_1", 1, "{}");
        assert_eq!(signed.split(' ').count(), 2);
        assert_ne!(sign([&new].into_iter(), "msg_1", 1, "{}"), sign([&old].into_iter(), "msg_1", 1, "{}"));
    }
}
