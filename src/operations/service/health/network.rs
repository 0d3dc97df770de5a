//! Names and ports: does each host name lead somewhere, do our own doors answer, and do they answer under their names as far as this box
//! can tell? A box often can't reach itself from outside (its router may not send such connections back), so what fails on that way is
//! a note with the test to make elsewhere, and no fault.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};
use url::Url;

use crate::{
    config::settings::Settings,
    operations::{finding::Report, texts::health as texts},
    outbound::names,
};

const DNS: &str = "dns";
const PORT: &str = "port";
const WITHIN: Duration = Duration::from_secs(4);
/// All names are looked up at once: somebody may wait for a page meanwhile.
const LOOKED_UP_WITHIN: Duration = Duration::from_secs(10);

/// A name that must lead here, and the port behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    host: String,
    port: u16,
}

/// What came of one way.
struct Walked {
    way: Way,
    /// What its name stands for; none where nobody knows it.
    addresses: Vec<IpAddr>,
    /// Did one of the addresses take a connection?
    answers: bool,
}

/// Looks the names up and tries them. `hosts` are those of accounts.
pub async fn look(report: &mut Report, settings: &Settings, hosts: &[String]) {
    let ways = ways(settings, hosts);
    if ways.is_empty() {
        report.note(DNS, texts::NO_NAMES);
        return;
    }
    let mut walking = JoinSet::new();
    for way in ways {
        walking.spawn(walk(way));
    }
    let mut walked = Vec::new();
    while let Some(done) = walking.join_next().await {
        walked.extend(done);
    }
    walked.sort_by(|a, b| a.way.cmp(&b.way));
    for Walked { way: Way { host, port }, addresses, answers } in walked {
        if addresses.is_empty() {
            report.fault(DNS, texts::NO_ADDRESS.with(&[("host", &host)]), texts::NO_ADDRESS_REMEDY);
            continue;
        }
        let shown = addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        report.ok(DNS, texts::ADDRESS.with(&[("host", &host), ("addresses", &shown)]));
        let values: [(&str, &dyn std::fmt::Display); 2] = [("host", &host), ("port", &port)];
        if answers {
            report.ok(PORT, texts::REACHED.with(&values));
        } else {
            report.note(PORT, texts::NOT_REACHED.with(&values));
        }
    }
}

/// Do the doors of the running server answer, each on this machine itself?
pub async fn look_at_doors(report: &mut Report, doors: &[SocketAddr]) {
    for door in doors {
        let near = near(*door);
        match tokio::time::timeout(WITHIN, is_healthy(near)).await {
            Ok(Ok(true)) => report.ok(PORT, texts::DOOR.with(&[("address", door)])),
            Ok(Ok(false)) => report.fault(PORT, texts::DOOR_STRANGE.with(&[("address", door)]), texts::DOOR_REMEDY),
            Ok(Err(cause)) => report.fault(PORT, texts::DOOR_CLOSED.with(&[("address", door), ("cause", &cause)]), texts::DOOR_REMEDY),
            Err(_) => report.fault(PORT, texts::DOOR_SILENT.with(&[("address", door)]), texts::DOOR_REMEDY),
        }
    }
}

fn ways(settings: &Settings, hosts: &[String]) -> Vec<Way> {
    let of_url = |url: &String| {
        let url = Url::parse(url).ok()?;
        let host = url.host()?;
        // An address needs no name server.
        matches!(host, url::Host::Domain(_)).then(|| Some(Way { host: host.to_string(), port: url.port_or_known_default()? }))?
    };
    let set = [&settings.admin.base_url, &settings.public.base_url];
    let mut ways: Vec<Way> = set.into_iter().flatten().filter_map(of_url).collect();
    ways.extend(hosts.iter().map(|host| Way { host: host.clone(), port: 443 }));
    ways.sort();
    ways.dedup();
    ways
}

async fn walk(way: Way) -> Walked {
    let found = tokio::time::timeout(LOOKED_UP_WITHIN, names::look_up(&way.host)).await;
    let addresses = found.ok().and_then(Result::ok).unwrap_or_default();
    let answers = tokio::time::timeout(WITHIN, takes_connections(&addresses, way.port)).await.unwrap_or(false);
    Walked { way, addresses, answers }
}

async fn takes_connections(addresses: &[IpAddr], port: u16) -> bool {
    for address in addresses {
        if TcpStream::connect(SocketAddr::new(*address, port)).await.is_ok() {
            return true;
        }
    }
    false
}

/// Where a door is knocked at on this machine: one that listens everywhere listens on loopback too.
fn near(door: SocketAddr) -> SocketAddr {
    let ip = match door.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, door.port())
}

async fn is_healthy(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes()).await?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).await?;
    Ok(head == *b"HTTP/1.1 200")
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn only_names_are_looked_up_each_once() {
        let mut settings = Settings::default();
        assert_eq!(ways(&settings, &[]), []);
        settings.admin.base_url = Some("https://crm.agency.kr".into());
        settings.public.base_url = Some("http://192.0.2.7:8090".into());
        let found = ways(&settings, &["b.kr".into(), "crm.agency.kr".into()]);
        assert_eq!(found.iter().map(|way| (way.host.as_str(), way.port)).collect::<Vec<_>>(), [("b.kr", 443), ("crm.agency.kr", 443)]);
    }

    #[tokio::test]
    async fn a_door_that_is_closed_or_somebody_elses_is_a_fault() {
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = other.local_addr().unwrap();
        let answering = tokio::spawn(async move {
            let (mut stream, _) = other.accept().await.unwrap();
            let mut request = [0; 256];
            let _ = stream.read(&mut request).await;
            stream.write_all(b"HTTP/1.1 404 Not Found\r\n\r\n").await.unwrap();
        });
        let mut report = Report::default();
        look_at_doors(&mut report, &[closed, address]).await;
        answering.await.unwrap();
        assert_eq!(report.faults(), 2, "{report:?}");
        assert!(report.findings[1].message.en.contains("something else"), "{report:?}");
    }
}
