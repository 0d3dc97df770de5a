//! An account's own host name: how one is typed, what the DNS says of it, when it is asked again.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::Host as Parsed;
use utoipa::ToSchema;

use crate::{
    accounts::texts::hosts as texts,
    base::{
        ids::{AccountId, HostId, PageId},
        lang::{Message, Text},
        text_type::text_type,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp},
    },
};

/// How many an account may have.
pub const AT_MOST: usize = 20;

/// A host name as the DNS has it: lower case, `xn--` for what is not ASCII, at least two labels, no dot at the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, format = "idn-hostname", min_length = 4, max_length = 253, example = "shop.example.kr")]
pub struct HostName(String);

text_type!(HostName);

impl HostName {
    /// Reads a name as people type or paste it: in any script and case, with the scheme before it or a slash after it.
    pub fn parse(raw: &str) -> Result<Self, Message> {
        let typed = raw.trim();
        let bare = ["https://", "http://"].iter().find_map(|scheme| strip_prefix_ignoring_case(typed, scheme)).unwrap_or(typed);
        let bare = bare.strip_suffix('/').unwrap_or(bare);
        let bare = bare.strip_suffix(['.', '。']).unwrap_or(bare);
        if bare.is_empty() {
            return Err(texts::NAME_MISSING.into());
        }
        // Far longer than any name that is still short enough once its Unicode is encoded.
        if bare.len() > 4 * MAX_LENGTH {
            return Err(texts::NAME_TOO_LONG.into());
        }
        if bare.parse::<IpAddr>().is_ok() || bare.starts_with('[') {
            return Err(texts::NAME_IS_ADDRESS.into());
        }
        match Parsed::parse(bare) {
            Ok(Parsed::Domain(name)) => Self::checked(name),
            Ok(Parsed::Ipv4(_) | Parsed::Ipv6(_)) => Err(texts::NAME_IS_ADDRESS.into()),
            Err(_) => Err(texts::NAME_WRONG.into()),
        }
    }

    fn checked(name: String) -> Result<Self, Message> {
        if name.len() > MAX_LENGTH {
            return Err(texts::NAME_TOO_LONG.into());
        }
        let labels: Vec<&str> = name.split('.').collect();
        let top_is_a_name = labels.last().is_some_and(|top| !top.bytes().all(|byte| byte.is_ascii_digit()));
        if labels.len() < 2 || !top_is_a_name || !labels.iter().all(|label| is_label(label)) {
            return Err(texts::NAME_WRONG.into());
        }
        // RFC 6761: these never leave the box on which they are asked for.
        if labels.last() == Some(&"localhost") {
            return Err(texts::NAME_IS_OURS.into());
        }
        Ok(Self(name))
    }

    /// Takes back what [`HostName::as_str`] gave to the database.
    pub const fn from_stored(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as people read it: 단골.한국 for `xn--…`.
    pub fn readable(&self) -> String {
        url::quirks::domain_to_unicode(&self.0)
    }
}

/// A host name of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    pub id: HostId,
    pub name: HostName,
    pub account: AccountId,
    /// The landing page at `/`; absent while none is chosen.
    pub root_page: Option<PageId>,
    /// Do the account's links name it?
    pub is_main: bool,
    pub created_at: Timestamp,
    pub dns: Dns,
}

/// What the last look-up of a host name found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dns {
    pub state: DnsState,
    /// The addresses of the name.
    pub found: Vec<IpAddr>,
    /// The addresses of this box, as far as it knows them.
    pub wanted: Vec<IpAddr>,
    /// Absent when it was never looked up.
    pub checked_at: Option<Timestamp>,
}

/// Where a host name leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DnsState {
    /// Not looked up yet.
    #[default]
    Unchecked,
    /// To this box, and nowhere else.
    Here,
    /// To other addresses, or to others too.
    Elsewhere,
    /// Nowhere: it has no address.
    Nowhere,
    /// Somewhere, but this box does not know its own public address.
    Unsure,
}

impl DnsState {
    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Unchecked),
            1 => Some(Self::Here),
            2 => Some(Self::Elsewhere),
            3 => Some(Self::Nowhere),
            4 => Some(Self::Unsure),
            _ => None,
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Unchecked => texts::STATE_UNCHECKED,
            Self::Here => texts::STATE_HERE,
            Self::Elsewhere => texts::STATE_ELSEWHERE,
            Self::Nowhere => texts::STATE_NOWHERE,
            Self::Unsure => texts::STATE_UNSURE,
        }
    }

    /// Where a name with these addresses leads, seen from a box with those.
    pub fn of(found: &[IpAddr], wanted: &[IpAddr]) -> Self {
        match () {
            () if found.is_empty() => Self::Nowhere,
            () if wanted.is_empty() => Self::Unsure,
            () if found.iter().all(|address| wanted.contains(address)) => Self::Here,
            () => Self::Elsewhere,
        }
    }
}

crate::stored_as_code!(DnsState);

/// An account's own host name as a request finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosted {
    pub account: AccountId,
    pub slug: String,
    pub name: HostName,
    pub root_page: Option<PageId>,
}

/// A host name to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHost {
    pub name: HostName,
    pub root_page: Option<PageId>,
    pub is_main: bool,
}

/// Changes to a host name; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostChange {
    pub root_page: Option<Option<PageId>>,
    pub is_main: Option<bool>,
}

/// The orders a list is offered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostOrder {
    Name,
    Created,
}

impl HostOrder {
    pub const OFFERED: [(&'static str, Self); 2] = [("name", Self::Name), ("created_at", Self::Created)];
    pub const DEFAULT: &'static str = "name";
}

/// Is a host name to be looked up again? One that leads here daily; any other soon in its first hours, then hourly.
pub fn is_due(dns: &Dns, created_at: Timestamp, now: Timestamp) -> bool {
    const EAGER_MS: i64 = 6 * HOUR_MS;
    let Some(checked_at) = dns.checked_at else { return true };
    let every = match dns.state {
        DnsState::Here => DAY_MS,
        _ if now.ms_since(created_at) < EAGER_MS => MINUTE_MS,
        _ => HOUR_MS,
    };
    now.ms_since(checked_at) >= every
}

/// One line of a DNS zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsLine {
    /// `CNAME`, `A` or `AAAA`.
    pub kind: &'static str,
    pub value: String,
}

/// The lines of which a name needs one kind, so that it leads to a box that is known by `own_host` and had these addresses when it was
/// last looked up. Empty while the box does not know its public address.
pub fn dns_lines(own_host: &str, own_addresses: &[IpAddr]) -> Vec<DnsLine> {
    let by_name = HostName::parse(own_host).ok().map(|own| DnsLine { kind: "CNAME", value: format!("{own}.") });
    let mut addresses = own_addresses.to_vec();
    addresses.extend(literal(own_host).filter(|address| is_reachable(*address) && !own_addresses.contains(address)));
    let by_address = addresses.into_iter().map(|address| {
        let kind = if address.is_ipv4() { "A" } else { "AAAA" };
        DnsLine { kind, value: address.to_string() }
    });
    by_name.into_iter().chain(by_address).collect()
}

/// The address that stands in place of a name, in brackets or not.
pub fn literal(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

/// Can another machine reach this address?
pub const fn is_reachable(address: IpAddr) -> bool {
    !address.is_loopback() && !address.is_unspecified()
}

/// The host in `https://host:port`, without its port; in an address in brackets they stay.
pub fn host_of(base_url: &str) -> &str {
    let authority = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    without_port(authority.split('/').next().unwrap_or_default())
}

/// A `Host` header's name, without its port and without the dot that may end it.
pub fn without_port(authority: &str) -> &str {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = authority.rsplit_once(':').filter(|(name, port)| is_port(port) && (!name.contains(':') || name.ends_with(']')));
    let name = name.map_or(authority, |(name, _)| name);
    name.strip_suffix('.').unwrap_or(name)
}

/// `base_url` with another host: scheme and port stay.
pub fn with_host(base_url: &str, name: &HostName) -> String {
    let (scheme, authority) = base_url.split_once("://").unwrap_or(("https", base_url));
    let port = authority.strip_prefix(host_of(base_url)).unwrap_or_default();
    format!("{scheme}://{name}{port}")
}

const MAX_LENGTH: usize = 253;
const MAX_LABEL: usize = 63;

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(raw: &str) -> Option<String> {
        HostName::parse(raw).ok().map(|name| name.as_str().to_owned())
    }

    #[test]
    fn names_are_read_as_they_are_typed() {
        for (raw, name) in [
            ("shop.example.kr", "shop.example.kr"),
            (" Shop.Example.KR ", "shop.example.kr"),
            ("https://shop.example.kr/", "shop.example.kr"),
            ("HTTP://shop.example.kr", "shop.example.kr"),
            ("shop.example.kr.", "shop.example.kr"),
            ("단골.한국", "xn--bb0bu7i.xn--3e0b707e"),
            ("단골。한국", "xn--bb0bu7i.xn--3e0b707e"),
            ("XN--BB0BU7I.xn--3e0b707e", "xn--bb0bu7i.xn--3e0b707e"),
            ("ｓｈｏｐ.kr", "shop.kr"),
            ("a-1.b2.co.kr", "a-1.b2.co.kr"),
        ] {
            assert_eq!(parsed(raw).as_deref(), Some(name), "{raw}");
        }
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd("단골.한국").collect();
        assert_eq!(parsed(&decomposed), parsed("단골.한국"));
        assert_eq!(HostName::parse("단골.한국").expect("a name").readable(), "단골.한국");
        assert_eq!(HostName::parse("Shop.kr").expect("a name").readable(), "shop.kr");
    }

    #[test]
    fn what_is_no_public_name_is_refused() {
        let long = format!("{}.kr", "a".repeat(64));
        let longer = format!("{}kr", "abcdefgh.".repeat(28));
        for raw in [
            "",
            "https://",
            "localhost",
            "shop",
            "a.localhost",
            "127.0.0.1",
            "0x7f.1",
            "2130706433",
            "[::1]",
            "::1",
            "shop.kr:8090",
            "shop.kr/p/a",
            "shop..kr",
            ".kr",
            "-a.kr",
            "a-.kr",
            "a_b.kr",
            "*.shop.kr",
            "a b.kr",
            "a.kr?x",
            "user@a.kr",
            "a.1",
            "a.kr..",
            "<script>.kr",
            "xn--a.kr",
            &long,
            &longer,
        ] {
            assert_eq!(parsed(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_name_leads_here_when_all_its_addresses_do() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().expect("an address")).collect::<Vec<IpAddr>>();
        let ours = addresses(&["203.0.113.7", "2001:db8::7"]);
        assert_eq!(DnsState::of(&addresses(&["203.0.113.7"]), &ours), DnsState::Here);
        assert_eq!(DnsState::of(&addresses(&["203.0.113.7", "203.0.113.8"]), &ours), DnsState::Elsewhere);
        assert_eq!(DnsState::of(&[], &ours), DnsState::Nowhere);
        assert_eq!(DnsState::of(&ours, &[]), DnsState::Unsure);
        assert_eq!((0..=5).filter_map(DnsState::from_code).map(DnsState::code).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn names_are_looked_up_often_until_they_lead_here() {
        let made = Timestamp(0);
        let dns = |state, checked: i64| Dns { state, checked_at: Some(Timestamp(checked)), ..Dns::default() };
        assert!(is_due(&Dns::default(), made, made));
        assert!(is_due(&dns(DnsState::Nowhere, 0), made, Timestamp(MINUTE_MS)));
        assert!(!is_due(&dns(DnsState::Nowhere, DAY_MS), made, Timestamp(DAY_MS + MINUTE_MS)));
        assert!(is_due(&dns(DnsState::Elsewhere, DAY_MS), made, Timestamp(DAY_MS + HOUR_MS)));
        assert!(!is_due(&dns(DnsState::Here, 0), made, Timestamp(HOUR_MS)));
        assert!(is_due(&dns(DnsState::Here, 0), made, Timestamp(DAY_MS)));
    }

    #[test]
    fn lines_are_told_by_what_the_box_knows_of_itself() {
        let told = |host: &str, addresses: &[&str]| {
            let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().expect("an address")).collect();
            dns_lines(host, &addresses).into_iter().map(|line| format!("{} {}", line.kind, line.value)).collect::<Vec<_>>()
        };
        assert_eq!(told("pages.kr", &["203.0.113.7", "2001:db8::7"]), ["CNAME pages.kr.", "A 203.0.113.7", "AAAA 2001:db8::7"]);
        assert_eq!(told("203.0.113.7", &[]), ["A 203.0.113.7"]);
        assert_eq!(told("[2001:db8::7]", &["2001:db8::7"]), ["AAAA 2001:db8::7"]);
        for nothing in ["127.0.0.1", "0.0.0.0", "[::1]", "localhost"] {
            assert!(told(nothing, &[]).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn hosts_are_taken_out_of_addresses() {
        for (url, host) in [
            ("https://a.kr", "a.kr"),
            ("http://127.0.0.1:8090", "127.0.0.1"),
            ("http://[::1]:8090", "[::1]"),
            ("https://[2001:db8::7]", "[2001:db8::7]"),
            ("https://a.kr:8443", "a.kr"),
        ] {
            assert_eq!(host_of(url), host);
        }
        assert_eq!(
            (without_port("Shop.kr:80"), without_port("shop.kr."), without_port("::1"), without_port("")),
            ("Shop.kr", "shop.kr", "::1", "")
        );
        let name = HostName::parse("shop.kr").expect("a name");
        assert_eq!(with_host("https://pages.kr", &name), "https://shop.kr");
        assert_eq!(with_host("http://127.0.0.1:8090", &name), "http://shop.kr:8090");
        assert_eq!(with_host("http://[::1]:8090", &name), "http://shop.kr:8090");
    }

    proptest! {
        #[test]
        fn what_is_read_is_read_again(raw in ".{0,60}|[가-힣a-zA-Z0-9.-]{1,60}") {
            if let Ok(name) = HostName::parse(&raw) {
                prop_assert!(name.as_str().len() <= MAX_LENGTH && name.as_str().is_ascii());
                prop_assert_eq!(HostName::parse(name.as_str()), Ok(name.clone()));
                prop_assert_eq!(HostName::parse(&name.readable()), Ok(name));
            }
        }
    }
}
