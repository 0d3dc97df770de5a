//! The two cookies of the visitors' origin: who the browser is, and when the page was opened.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use crate::{
    base::{
        sign::{self, Key},
        time::{DAY_MS, Timestamp},
    },
    capture::model::VisitorId,
};

pub const VISITOR: &str = "dangol_visitor";
pub const OPENED: &str = "dangol_opened";

/// How long a browser is known: as long as its visits are kept.
pub const VISITOR_S: i64 = 30 * DAY_MS / 1000;
/// How long an opened page may wait for its form.
pub const OPENED_S: i64 = DAY_MS / 1000;

/// A visitor's cookie as an account knows it. Each account sees another id, so that no two can put theirs together.
pub fn visitor_id(cookie: &str, account: &str) -> Option<VisitorId> {
    BASE64URL_NOPAD.decode(cookie.as_bytes()).ok().filter(|bytes| bytes.len() == 16)?;
    let digest = Sha256::new().chain_update(cookie).chain_update([0]).chain_update(account).finalize();
    digest[..16].try_into().ok()
}

/// The value of a new visitor's cookie.
pub fn new_visitor(random: [u8; 16]) -> String {
    BASE64URL_NOPAD.encode(&random)
}

/// The value that says when a page was opened.
pub fn opened(key: &Key, path: &str, at: Timestamp) -> String {
    sign::signed(key, &purpose(path), &at.0.to_string())
}

/// When the page at `path` was opened; absent when the cookie is not ours, of another page, or too old.
pub fn opened_at(key: &Key, path: &str, cookie: &str, now: Timestamp) -> Option<Timestamp> {
    let at = Timestamp(sign::verified(key, &purpose(path), cookie)?.parse().ok()?);
    (0..=OPENED_S * 1000).contains(&now.ms_since(at)).then_some(at)
}

fn purpose(path: &str) -> String {
    format!("opened {path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opened_page_is_told_from_another_and_from_an_old_one() {
        let (key, at) = ([1; 64], Timestamp(1_000_000));
        let cookie = opened(&key, "/p/a/b", at);
        assert_eq!(opened_at(&key, "/p/a/b", &cookie, at.plus_ms(5)), Some(at));
        assert_eq!(opened_at(&key, "/p/a/c", &cookie, at.plus_ms(5)), None);
        assert_eq!(opened_at(&key, "/p/a/b", &cookie, at.plus_ms(DAY_MS + 1)), None);
        assert_eq!(opened_at(&key, "/p/a/b", &cookie, at.plus_ms(-1)), None, "opened in the future");
    }

    #[test]
    fn accounts_see_different_visitors() {
        let cookie = new_visitor([9; 16]);
        assert_ne!(visitor_id(&cookie, "a"), visitor_id(&cookie, "b"));
        assert_eq!(visitor_id(&cookie, "a"), visitor_id(&cookie, "a"));
        assert_eq!(visitor_id("short", "a"), None);
    }
}
