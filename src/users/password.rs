//! Passwords: argon2id (RFC 9106) with the parameters OWASP recommends for it (19 MiB, 2 passes).

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{
        PasswordHasher as _, PasswordVerifier as _,
        phc::{PasswordHash, Salt},
    },
};

use crate::{
    base::{
        error::{Error, Result},
        lang::Message,
        secret::Secret,
    },
    users::texts,
};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// A password that may be used.
pub fn check(typed: &str) -> std::result::Result<Secret, Message> {
    let distinct = typed.chars().collect::<std::collections::BTreeSet<_>>().len();
    match typed.chars().count() {
        0..10 => Err(texts::PASSWORD_SHORT.into()),
        201.. => Err(texts::PASSWORD_LONG.into()),
        _ if distinct < 4 => Err(texts::PASSWORD_WEAK.into()),
        _ => Ok(Secret::new(typed)),
    }
}

/// The hash to store, in the PHC string format. Takes some 20 ms and 19 MiB: never on an async thread.
pub fn hash(password: &Secret, salt: [u8; 16]) -> Result<String> {
    let failed = |cause: argon2::password_hash::Error| Error::internal("hashing a password", cause);
    let salt = Salt::new(&salt).map_err(|cause| Error::internal("hashing a password", cause))?;
    Ok(hasher()?.hash_password_with_salt(password.reveal().as_bytes(), salt.as_ref()).map_err(failed)?.to_string())
}

/// Is this the password of a stored hash? Without a hash it takes the same time and says no.
pub fn matches(password: &Secret, stored: Option<&str>) -> Result<bool> {
    let Some(stored) = stored else {
        hash(password, [0; 16])?;
        return Ok(false);
    };
    let parsed = PasswordHash::new(stored).map_err(|cause| Error::internal("a stored password hash", cause))?;
    Ok(hasher()?.verify_password(password.reveal().as_bytes(), &parsed).is_ok())
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|cause| Error::internal("argon2 parameters", cause))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_matches() {
        let right = Secret::new("정말 긴 비밀번호 1234");
        let stored = hash(&right, [3; 16]).expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(matches(&right, Some(&stored)).expect("compared"));
        assert!(!matches(&Secret::new("정말 긴 비밀번호 1235"), Some(&stored)).expect("compared"));
        assert!(!matches(&right, None).expect("compared"));
    }

    #[test]
    fn weak_passwords_are_refused() {
        assert!(check("short").is_err());
        assert!(check("aaaaaaaaaaaaaa").is_err());
        assert!(check("correct horse").is_ok());
    }
}
