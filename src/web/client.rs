//! Who is at the other end: the address, as far as it can be believed.

use std::net::{IpAddr, SocketAddr};

use axum::{extract::ConnectInfo, http::request::Parts};
use ipnet::IpNet;

/// The client's address: the nearest one that is not a trusted proxy, reading `X-Forwarded-For` from its end.
/// A header that a stranger sends is not believed.
pub fn address_of(parts: &Parts, trusted: &[IpNet]) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([0, 0, 0, 0]), |info| info.0.ip()).to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
    let mut nearest = peer;
    for hop in hops.into_iter().rev() {
        // What stands before an address that can't be read was written by nobody we trust.
        let Some(next) = address_in(hop).filter(|_| is_trusted(nearest)) else { break };
        nearest = next;
    }
    nearest
}

/// An address with or without its port: `203.0.113.9`, `203.0.113.9:5123`, `[2001:db8::1]:443`.
fn address_in(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let address = hop.parse::<SocketAddr>().map(|socket| socket.ip());
    address.or_else(|_| hop.trim_matches(['[', ']']).parse()).ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn seen(peer: [u8; 4], header: &str, trusted: &str) -> String {
        let (parts, ()) = Request::builder()
            .extension(ConnectInfo(SocketAddr::from((peer, 1))))
            .header("x-forwarded-for", header)
            .body(())
            .expect("a request")
            .into_parts();
        address_of(&parts, &[trusted.parse().expect("a network")]).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen([127, 0, 0, 1], "203.0.113.9, 198.51.100.7", "127.0.0.0/8"), "198.51.100.7");
        assert_eq!(seen([127, 0, 0, 1], "203.0.113.9, 127.0.0.3", "127.0.0.0/8"), "203.0.113.9");
        assert_eq!(seen([192, 0, 2, 1], "203.0.113.9", "127.0.0.0/8"), "192.0.2.1");
        assert_eq!(seen([127, 0, 0, 1], "nonsense", "127.0.0.0/8"), "127.0.0.1");
        assert_eq!(seen([127, 0, 0, 1], "6.6.6.6, 203.0.113.9:5123", "127.0.0.0/8"), "203.0.113.9");
        assert_eq!(seen([127, 0, 0, 1], "6.6.6.6, nonsense", "127.0.0.0/8"), "127.0.0.1");
        assert_eq!(seen([127, 0, 0, 1], "[2001:db8::1]:443", "127.0.0.0/8"), "2001:db8::1");
    }
}
