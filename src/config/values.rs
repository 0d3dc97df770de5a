//! How the text of a setting becomes a value, and how a value is shown. A failed parse returns what was expected.

use std::{
    net::{IpAddr, SocketAddr},
    ops::RangeInclusive,
    path::PathBuf,
};

use ipnet::IpNet;
use serde_json::Value as Json;
use tracing::level_filters::LevelFilter;
use url::Url;

use crate::base::{
    email::Email,
    lang::{Message, Text, text},
};

/// What a setting expects, when the text is something else.
pub type Parsed<T> = Result<T, Message>;

/// A value as `dangol config` prints it. What is a scalar or a list here is valid TOML as well as JSON; absent is null.
pub trait Show {
    fn show(&self) -> Json;
}

/// A choice among a few words.
pub trait Word: Copy + PartialEq + 'static {
    const WORDS: &'static [(&'static str, Self)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }
}

pub fn choice<T: Word>(raw: &str) -> Parsed<T> {
    let found = T::WORDS.iter().find(|(word, _)| *word == raw);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
        CHOICE.with(&[("words", &words.join(", "))])
    })
}

pub fn whole<T: TryFrom<u64>>(raw: &str, range: RangeInclusive<u64>) -> Parsed<T> {
    let number: Option<u64> = raw.parse().ok().filter(|number| range.contains(number));
    number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| WHOLE.with(&[("from", range.start()), ("to", range.end())]))
}

pub fn switch(raw: &str) -> Parsed<bool> {
    raw.parse().map_err(|_| SWITCH.into())
}

/// A literal address: a name would have to be resolved, which a static binary must not leave to the system.
pub fn address(raw: &str) -> Parsed<SocketAddr> {
    raw.parse().map_err(|_| ADDRESS.into())
}

/// Networks separated by commas; a single address is a network of one.
pub fn networks(raw: &str) -> Parsed<Vec<IpNet>> {
    let network = |part: &str| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)).map_err(|_| NETWORKS.into());
    raw.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
}

/// A path that no later change of directory moves.
pub fn directory(raw: &str) -> Parsed<PathBuf> {
    std::path::absolute(raw).map_err(|_| DIRECTORY.into())
}

/// The same; absent when empty.
pub fn directory_or_none(raw: &str) -> Parsed<Option<PathBuf>> {
    if raw.is_empty() { Ok(None) } else { directory(raw).map(Some) }
}

/// The path of a file, which no later change of directory moves; absent when empty.
pub fn file_or_none(raw: &str) -> Parsed<Option<PathBuf>> {
    if raw.is_empty() { Ok(None) } else { std::path::absolute(raw).map(Some).map_err(|_| FILE.into()) }
}

/// An e-mail address; absent when empty.
pub fn email_or_none(raw: &str) -> Parsed<Option<String>> {
    if raw.is_empty() {
        return Ok(None);
    }
    Email::parse(raw).map(|email| Some(email.as_str().to_owned())).map_err(|_| EMAIL.into())
}

/// An encrypted address with its path.
pub fn https_url(raw: &str) -> Parsed<String> {
    let is_web = Url::parse(raw).is_ok_and(|url| url.scheme() == "https" && url.has_host());
    if is_web { Ok(raw.to_owned()) } else { Err(HTTPS_URL.into()) }
}

/// Scheme, host and port alone; absent when empty. The slash at the end is dropped.
pub fn base_url(raw: &str) -> Parsed<Option<String>> {
    if raw.is_empty() {
        return Ok(None);
    }
    let url = raw.strip_suffix('/').unwrap_or(raw);
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let is_origin = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]_".contains(c));
    if is_origin { Ok(Some(url.to_owned())) } else { Err(BASE_URL.into()) }
}

/// A level for all, and levels for single modules. Checked here because the filter itself takes a misspelt level for a module.
pub fn log_level(raw: &str) -> Parsed<String> {
    let is_level = |part: &str| part.rsplit('=').next().is_some_and(|level| !level.is_empty() && level.parse::<LevelFilter>().is_ok());
    if raw.split(',').all(is_level) { Ok(raw.to_owned()) } else { Err(LOG_LEVEL.into()) }
}

const CHOICE: Text = text("{words} 중 하나", "one of {words}");
const WHOLE: Text = text("{from}부터 {to}까지의 정수", "a whole number from {from} to {to}");
const SWITCH: Text = text("true 또는 false", "true or false");
const ADDRESS: Text = text("127.0.0.1:8080처럼 이름이 아닌 숫자 주소와 포트", "an address in figures with a port, such as 127.0.0.1:8080");
const NETWORKS: Text =
    text("쉼표로 나눈 네트워크(예: 10.0.0.0/8, 192.0.2.7)", "networks separated by commas, such as 10.0.0.0/8, 192.0.2.7");
const DIRECTORY: Text = text("폴더 경로", "the path of a directory");
const FILE: Text = text("파일 경로", "the path of a file");
const EMAIL: Text = text("ops@example.kr 같은 이메일 주소", "an e-mail address, such as ops@example.com");
const HTTPS_URL: Text = text(
    "https://acme.example.kr/directory처럼 https://로 시작하는 주소",
    "an address that begins with https://, such as https://acme.example.com/directory",
);
const BASE_URL: Text = text(
    "https://pages.example.kr처럼 경로 없이 http:// 또는 https://로 시작하는 주소",
    "an address without a path that begins with http:// or https://, such as https://pages.example.kr",
);
const LOG_LEVEL: Text = text(
    "error, warn, info, debug, trace, off 중 하나 또는 info,dangol::db=debug 같은 목록",
    "one of error, warn, info, debug, trace, off, or a list such as info,dangol::db=debug",
);

macro_rules! show_as_json {
    ($($kind:ty),+) => {
        $(impl Show for $kind {
            fn show(&self) -> Json {
                self.clone().into()
            }
        })+
    };
}

show_as_json!(bool, u32, u64, usize, String, Option<String>);

impl Show for SocketAddr {
    fn show(&self) -> Json {
        self.to_string().into()
    }
}

impl Show for PathBuf {
    fn show(&self) -> Json {
        self.to_string_lossy().into()
    }
}

impl Show for Option<PathBuf> {
    fn show(&self) -> Json {
        self.as_ref().map_or(Json::Null, Show::show)
    }
}

impl Show for Vec<IpNet> {
    fn show(&self) -> Json {
        self.iter().map(ToString::to_string).collect::<Vec<_>>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_addresses() {
        assert!(address("localhost:8080").is_err());
        assert!(address("127.0.0.1").is_err());
        assert_eq!(address("[::1]:8080").unwrap().port(), 8080);
    }

    #[test]
    fn networks_are_lists_with_single_addresses() {
        let shown = networks("10.0.0.0/8, 192.0.2.7,").unwrap().show();
        assert_eq!(shown, serde_json::json!(["10.0.0.0/8", "192.0.2.7/32"]));
        assert_eq!(networks("").unwrap(), Vec::<IpNet>::new());
        assert!(networks("10.0.0.0/33").unwrap_err().en.contains("10.0.0.0/8"));
    }

    #[test]
    fn numbers_stay_in_their_range() {
        assert_eq!(whole::<u32>("0", 0..=5), Ok(0));
        for wrong in ["6", "-1", "1.5", "", "five"] {
            assert_eq!(whole::<u32>(wrong, 0..=5).unwrap_err().en, "a whole number from 0 to 5", "{wrong}");
        }
    }

    #[test]
    fn a_base_address_is_scheme_and_host() {
        assert_eq!(base_url("https://a.kr/").unwrap().as_deref(), Some("https://a.kr"));
        assert_eq!(base_url("http://[::1]:8090").unwrap().as_deref(), Some("http://[::1]:8090"));
        assert_eq!(base_url(""), Ok(None));
        for wrong in ["a.kr", "ftp://a.kr", "https://", "https://a.kr/path", "https://u@a.kr", "https://a b"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_authority_has_an_encrypted_address() {
        assert!(https_url("https://acme.example.kr:14000/dir").is_ok());
        for wrong in ["http://acme.example.kr/dir", "acme.example.kr", "https://", ""] {
            assert!(https_url(wrong).is_err(), "{wrong}");
        }
        assert_eq!(email_or_none(""), Ok(None));
        assert_eq!(email_or_none("ops@example.kr"), Ok(Some("ops@example.kr".to_owned())));
        assert!(email_or_none("ops").is_err());
    }

    #[test]
    fn a_misspelt_level_is_no_module() {
        assert!(log_level("info,dangol::db=debug").is_ok());
        assert!(log_level("verbose").is_err());
        assert!(log_level("").is_err() && log_level("info,").is_err());
    }
}
