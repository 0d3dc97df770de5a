//! Which addresses lead out to the world, and which into a network that strangers must not make us knock at.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Is it an address of the open internet? Judged by the special-purpose registries (RFC 6890 and after), and for an IPv6 address that
/// only wraps an IPv4 one by what it wraps.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => wrapped(address).map_or_else(|| is_public_v6(address), is_public_v4),
    }
}

/// Is it this machine, or a private network? Passwords and letters may go there unencrypted.
pub fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inner) => inner.is_loopback() || inner.is_private(),
            None => address.is_loopback() || address.is_unique_local(),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_unspecified()
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        || (a == 100 && (64..128).contains(&b)) // carriers' NAT
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 192 && b == 88 && c == 99) // 6to4 relays
        || (a == 198 && (b == 18 || b == 19)) // benchmarks
        || a >= 240; // reserved
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Only 2000::/3 is handed out at all; of it, 2001::/23 is for protocols and 2001:db8::/32 and 3fff::/20 for documents.
    (a & 0xe000) == 0x2000 && !(a == 0x2001 && b < 0x200) && !(a == 0x2001 && b == 0x0db8) && !(a == 0x3fff && b < 0x1000)
}

/// The IPv4 address inside a mapped, compatible, NAT64 or 6to4 one.
fn wrapped(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let tail = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x64, 0xff9b, 1, _, _, _, high, low] => {
            Some(tail(high, low))
        }
        [0x2002, high, low, ..] => Some(tail(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn the_inside_is_told_from_the_outside() {
        for near in [
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "198.19.255.1",
            "192.0.2.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "4000::1",
        ] {
            assert!(!is_public(ip(near)), "{near}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "211.115.106.1",
            "2606:4700::1111",
            "2404:6800:4004::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(is_public(ip(public)), "{public}");
        }
    }

    #[test]
    fn nothing_is_both() {
        for a in 0..=255_u8 {
            for b in 0..=255_u8 {
                let address = IpAddr::V4(Ipv4Addr::new(a, b, 3, 4));
                assert!(!(is_public(address) && is_near(address)), "{address}");
            }
        }
        assert!(is_near(ip("::1")) && is_near(ip("::ffff:192.168.0.9")) && !is_near(ip("169.254.169.254")) && !is_near(ip("fe80::1")));
    }
}
