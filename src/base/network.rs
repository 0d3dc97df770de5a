//! Whom an address belongs to.

use std::net::{IpAddr, Ipv6Addr};

/// What counts as one client: an IPv4 address, or the /64 that an IPv6 customer gets and may use every address in.
pub fn of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// The network around an address, for the log: a single address is personal data, the block it lies in tells of an attack as well.
pub fn neighbourhood(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_neighbourhood_names_nobody() {
        let of = |address: &str| neighbourhood(address.parse().expect("an address"));
        assert_eq!((of("203.0.113.77").as_str(), of("2001:db8:1:2::7").as_str()), ("203.0.113.0/24", "2001:db8:1::/48"));
    }
}
