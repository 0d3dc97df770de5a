//! Does a name lead here? Looked at before an authority is asked, which counts failures; and so that people read what to set, not what
//! went wrong far away.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    sync::Arc,
};

use url::Url;

use crate::{
    outbound::{guard::is_public, http, names},
    tls::{fault::Fault, shelf::Shelf},
};

/// Addresses to find the way out by; nothing is sent to them (RFC 5737, RFC 3849).
const SOMEWHERE: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1))];

/// Looks where a host leads: to one of this machine's own addresses, or to something in front of it that passes our answer on. `token` is
/// fresh. Where neither can be seen from inside, because a router stands in front of us, the authority is to judge.
pub async fn look(shelf: &Arc<Shelf>, host: &str, token: &str) -> Result<(), Fault> {
    let ours = public_addresses();
    let told = (!ours.is_empty()).then(|| ours.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let found = names::look_up_all(host).await.map_err(|_| Fault::NoAddress { host: host.to_owned(), ours: told.clone() })?;
    for address in found.into_iter().filter(|address| !is_ours(*address)) {
        let (host, found, told) = (host.to_owned(), address.to_string(), told.clone());
        if !is_public(address) {
            return Err(Fault::Inside { host, found, ours: told });
        }
        match answers(shelf, &host, address, token).await {
            Some(true) => {}
            None if !knows_its_kind(&ours, address) => {}
            None | Some(false) => return Err(Fault::Elsewhere { host, found, ours: told }),
        }
    }
    Ok(())
}

/// This machine's addresses on the open internet, as far as it knows them: behind a router it knows none.
pub fn public_addresses() -> Vec<IpAddr> {
    SOMEWHERE.into_iter().filter_map(source_towards).filter(|address| is_public(*address)).collect()
}

/// Do we know an own address of that version of IP? Many a machine has a public IPv6 address and its IPv4 one at the router, which need not
/// lead us back to ourselves.
fn knows_its_kind(ours: &[IpAddr], address: IpAddr) -> bool {
    let address = address.to_canonical();
    ours.iter().any(|own| own.is_ipv4() == address.is_ipv4())
}

/// Is it an address of this machine?
fn is_ours(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || source_towards(address) == Some(address)
}

/// Which of our addresses a packet there would leave from. Only the routing table is asked.
fn source_towards(address: IpAddr) -> Option<IpAddr> {
    const ANY_PORT: u16 = 9;
    let from: IpAddr = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind(SocketAddr::new(from, 0)).ok()?;
    socket.connect(SocketAddr::new(address, ANY_PORT)).ok()?;
    socket.local_addr().ok().map(|local| local.ip())
}

/// Do we hear ourselves at that address? Absent where nobody answers.
async fn answers(shelf: &Arc<Shelf>, host: &str, address: IpAddr, token: &str) -> Option<bool> {
    let _proof = shelf.answer_with(token, token);
    let url = Url::parse(&format!("http://{host}/.well-known/acme-challenge/{token}")).ok()?;
    let answer = http::get_at(&url, SocketAddr::new(address, 80)).await.ok()?;
    Some(answer.status == 200 && answer.text == token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_addresses_are_known() {
        assert!(is_ours(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        assert!(!is_ours(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))) && !is_ours(IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8))));
        assert!(public_addresses().into_iter().all(is_public));
    }

    #[test]
    fn an_address_behind_a_router_is_not_judged_by_one_of_another_kind() {
        let [v4, mapped, v6] = ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1"].map(|address| address.parse::<IpAddr>().expect("an address"));
        assert!(!knows_its_kind(&[], v4) && !knows_its_kind(&[v6], v4) && !knows_its_kind(&[v6], mapped) && !knows_its_kind(&[v4], v6));
        assert!(knows_its_kind(&[v4], mapped) && knows_its_kind(&[v4, v6], v6));
    }

    #[tokio::test]
    async fn a_name_that_leads_nowhere_is_told() {
        let shelf = Arc::new(Shelf::new().expect("a shelf"));
        // The names below .invalid lead nowhere (RFC 6761), those below .localhost here.
        let fault = look(&shelf, "shop.invalid", "token").await.expect_err("nowhere");
        assert!(matches!(fault, Fault::NoAddress { .. }), "{fault:?}");
        assert_eq!(look(&shelf, "shop.localhost", "token").await, Ok(()));
        let fault = look(&shelf, "10.255.255.254", "token").await.expect_err("inside");
        assert!(matches!(fault, Fault::Inside { .. }), "{fault:?}");
    }
}
