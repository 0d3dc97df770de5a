//! The endpoint of an account.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{
    base::{
        lang::Message,
        time::{HOUR_MS, Timestamp},
    },
    webhooks::texts,
};

/// How long the secret before the last still signs.
pub const OLD_SECRET_MS: i64 = 24 * HOUR_MS;

/// An endpoint as it lies in the file. Secrets are sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub url: Url,
    pub secret: Vec<u8>,
    pub old_secret: Option<Vec<u8>>,
    pub old_until: Option<Timestamp>,
    pub updated_at: Timestamp,
}

/// A call whose body is known when it is queued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Such as `lead.created`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    pub timestamp: Timestamp,
    pub data: serde_json::Value,
}

/// Reads an address: HTTPS, and HTTP too where calls into our own network are allowed; no password in it, no fragment.
/// `is_allowed` judges a literal address; a name is judged when it is called.
pub fn parse_url(typed: &str, near: bool, is_allowed: impl Fn(IpAddr) -> bool) -> Result<Url, Message> {
    const MOST: usize = 2_000;
    let mut url = Url::parse(typed).map_err(|_| Message::from(texts::WRONG_URL))?;
    let known_scheme = url.scheme() == "https" || (near && url.scheme() == "http");
    if typed.len() > MOST || !known_scheme || url.host_str().is_none_or(str::is_empty) {
        return Err(texts::WRONG_URL.into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(texts::PASSWORD_IN_URL.into());
    }
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::from(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::from(address)),
        _ => None,
    };
    if literal.is_some_and(|address| !is_allowed(address)) {
        return Err(texts::NEAR_URL.into());
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_judged_as_browsers_read_them() {
        let outside = |typed: &str| parse_url(typed, false, |address| !address.is_loopback()).map(|url| url.to_string());
        assert_eq!(outside("https://Hooks.Example.com/a?b=1#c"), Ok("https://hooks.example.com/a?b=1".into()));
        assert_eq!(outside("https://한국.kr/훅"), Ok("https://xn--3e0b707e.kr/%ED%9B%85".into()));
        for typed in [
            "",
            "hooks.example.com",
            "http://example.com/",
            "ftp://example.com/",
            "https://",
            "javascript:alert(1)",
            "https://u:p@example.com/",
            "https://u@example.com/",
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://[::1]/",
            "file:///etc/passwd",
        ] {
            assert!(outside(typed).is_err(), "{typed}");
        }
        assert!(parse_url("http://127.0.0.1:9/", true, |_| true).is_ok());
    }
}
