//! Names of servers, looked up by ourselves: a static program must not ask the system.

use std::{net::IpAddr, time::Duration};

use hickory_resolver::{TokioResolver, config::LookupIpStrategy};

use crate::outbound::fault::Fault;

const ANSWER_WITHIN: Duration = Duration::from_secs(3);
const ASK_AT_MOST: usize = 2;

/// The addresses of a host name, or of a literal address. What the system is set to is read anew each time: it changes while we run, and
/// few letters are sent.
pub async fn look_up(host: &str) -> Result<Vec<IpAddr>, Fault> {
    if let Ok(literal) = host.trim_matches(['[', ']']).parse() {
        return Ok(vec![literal]);
    }
    ask(host, LookupIpStrategy::default()).await
}

/// All addresses of a host name, of both kinds.
pub async fn look_up_all(host: &str) -> Result<Vec<IpAddr>, Fault> {
    if let Ok(literal) = host.parse() {
        return Ok(vec![literal]);
    }
    // With the dot it is this name and no other: nothing is added that a network suggests.
    ask(&format!("{}.", host.trim_end_matches('.')), LookupIpStrategy::Ipv4AndIpv6).await
}

async fn ask(host: &str, strategy: LookupIpStrategy) -> Result<Vec<IpAddr>, Fault> {
    let unknown = |cause: &dyn std::fmt::Display| {
        tracing::debug!(%cause, "a name could not be looked up");
        Fault::NoSuchName(host.to_owned())
    };
    let mut builder = TokioResolver::builder_tokio().map_err(|cause| unknown(&cause))?;
    builder.options_mut().timeout = ANSWER_WITHIN;
    builder.options_mut().attempts = ASK_AT_MOST;
    builder.options_mut().ip_strategy = strategy;
    let resolver = builder.build().map_err(|cause| unknown(&cause))?;
    let found: Vec<IpAddr> = resolver.lookup_ip(host).await.map_err(|cause| unknown(&cause))?.iter().collect();
    if found.is_empty() { Err(unknown(&"no address")) } else { Ok(found) }
}
