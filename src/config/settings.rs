//! The effective settings, typed. The defaults here are those of the smallest box; `tier` raises them.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use ipnet::IpNet;

use crate::{
    base::table::Table,
    config::{
        machine::Machine,
        origin::Origins,
        tier::Tier,
        tls::Tls,
        values::{Show, Word},
    },
};

/// Everything an operator can choose. `keys::KEYS` says what each one means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Absolute. Empty only in a `Settings::default()` that no layer has filled.
    pub data_dir: PathBuf,
    pub listen: SocketAddr,
    pub public_listen: SocketAddr,
    pub public: Public,
    pub admin: Admin,
    pub tls: Tls,
    pub accounts: Accounts,
    pub users: Users,
    pub webhooks: Webhooks,
    pub mail: Mail,
    pub db: Db,
    pub backup: Backup,
    pub cache: Cache,
    pub capacity: Capacity,
    pub scoring: Scoring,
    /// The size of the box, chosen or measured.
    pub tier: Tier,
    /// An operator chose the tier; otherwise the machine did.
    pub tier_is_set: bool,
    /// As it was measured at the start.
    pub machine: Machine,
    pub log: Log,
    /// Where each value came from.
    pub origins: Origins,
}

/// The visitors' door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    /// For each client address; 0 = no limit.
    pub submissions_per_minute: u32,
    /// 0 = off.
    pub min_fill_ms: u64,
    pub trusted_proxies: Vec<IpNet>,
    /// Scheme and host, without a slash at the end. Absent: [`Settings::public_base_url`] takes the listening address.
    pub base_url: Option<String>,
}

/// The agency's door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admin {
    /// Scheme and host, without a slash at the end. Absent: [`Settings::admin_base_url`] takes the listening address.
    pub base_url: Option<String>,
    pub insecure_http: bool,
    pub session_idle_minutes: u64,
    pub session_hours: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounts {
    pub max_active: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Users {
    pub totp_required_for_owners: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhooks {
    /// May they go to this machine and to private networks?
    pub private_targets: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// May an account's own mail server stand on this machine, or in a private network? The agency's always may.
    pub private_servers: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Db {
    /// Reading threads.
    pub readers: usize,
    /// Over all files.
    pub connections: usize,
    pub wait_seconds: u64,
    pub idle_minutes: u64,
    /// Another process copies the write-ahead logs and decides when they go into their files.
    pub litestream_compatible: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where the snapshots lie. Absent: [`Settings::backup_directory`] takes a folder of the data directory.
    pub directory: Option<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    pub pages_mb: usize,
    pub data_mb: usize,
}

/// The rows that the box is planned for (CONTRACT 5); accounts stand in [`Accounts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub customers: u64,
    pub landing_pages: u64,
    pub funnels: u64,
    pub leads: u64,
    pub interactions: u64,
    pub scores: u64,
    pub conversions: u64,
    pub viral_loops: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scoring {
    /// That score at the same time, each a batch.
    pub workers: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    pub format: LogFormat,
    /// A level, or a comma-separated list of `module=level`.
    pub level: String,
    /// How long lines are kept in the data directory; today is one of the days.
    pub keep_days: u32,
    /// What they may take there.
    pub max_mb: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    Auto,
    Text,
    Json,
}

impl Word for LogFormat {
    const WORDS: &'static [(&'static str, Self)] = &[("auto", Self::Auto), ("text", Self::Text), ("json", Self::Json)];
}

impl Show for LogFormat {
    fn show(&self) -> serde_json::Value {
        self.word().into()
    }
}

impl Settings {
    /// What links to visitors' pages begin with, without a slash at the end.
    pub fn public_base_url(&self) -> String {
        self.public.base_url.clone().unwrap_or_else(|| format!("http://{}", self.public_listen))
    }

    /// Where the admin UI is reached, without a slash at the end.
    pub fn admin_base_url(&self) -> String {
        self.admin.base_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// Where the snapshots lie.
    pub fn backup_directory(&self) -> PathBuf {
        self.backup.directory.clone().unwrap_or_else(|| self.data_dir.join("backups"))
    }

    /// How many rows a table is planned for.
    pub fn planned(&self, table: Table) -> i64 {
        let planned = match table {
            Table::Account => self.accounts.max_active as u64,
            Table::Customer => self.capacity.customers,
            Table::LandingPage => self.capacity.landing_pages,
            Table::Funnel => self.capacity.funnels,
            Table::Lead => self.capacity.leads,
            Table::LeadInteraction => self.capacity.interactions,
            Table::LeadScore => self.capacity.scores,
            Table::FunnelConversion => self.capacity.conversions,
            Table::ViralLoop => self.capacity.viral_loops,
        };
        i64::try_from(planned).unwrap_or(i64::MAX)
    }

    /// Would passwords travel unencrypted over a network that nobody has vouched for? `serve` refuses then.
    pub fn exposes_admin(&self) -> bool {
        !self.listen.ip().is_loopback() && !self.admin.insecure_http
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::of_tier(Tier::Minimum)
    }
}

impl Settings {
    /// What holds on a box of this size when nothing is set.
    pub fn of_tier(tier: Tier) -> Self {
        let sizes = tier.sizes();
        Self {
            data_dir: PathBuf::new(),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            public_listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8090),
            public: Public { submissions_per_minute: 30, min_fill_ms: 2000, trusted_proxies: Vec::new(), base_url: None },
            admin: Admin { base_url: None, insecure_http: false, session_idle_minutes: 120, session_hours: 12 },
            tls: Tls::default(),
            accounts: Accounts { max_active: 25 },
            users: Users { totp_required_for_owners: false },
            webhooks: Webhooks { private_targets: false },
            mail: Mail { private_servers: false },
            db: Db {
                readers: sizes.readers,
                connections: sizes.connections,
                wait_seconds: 30,
                idle_minutes: 10,
                litestream_compatible: false,
            },
            backup: Backup { directory: None },
            cache: Cache { pages_mb: sizes.pages_mb, data_mb: sizes.data_mb },
            capacity: Capacity {
                customers: 99_000,
                landing_pages: 3_000,
                funnels: 300,
                leads: 500_000,
                interactions: 2_000_000,
                scores: 500_000,
                conversions: 100_000,
                viral_loops: 50_000,
            },
            scoring: Scoring { workers: sizes.workers },
            tier,
            tier_is_set: false,
            machine: Machine { cores: 1, memory_bytes: None, is_limited: false },
            log: Log { format: LogFormat::Auto, level: "info".to_owned(), keep_days: 7, max_mb: 100 },
            origins: Origins::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_follow_the_listener_until_an_address_is_set() {
        let mut settings = Settings::default();
        assert_eq!(settings.public_base_url(), "http://127.0.0.1:8090");
        settings.public.base_url = Some("https://pages.example.kr".to_owned());
        assert_eq!(settings.public_base_url(), "https://pages.example.kr");
    }

    #[test]
    fn plain_http_beyond_loopback_needs_a_word() {
        let mut settings = Settings::default();
        assert!(!settings.exposes_admin());
        settings.listen = "0.0.0.0:8080".parse().unwrap();
        assert!(settings.exposes_admin());
        settings.admin.insecure_http = true;
        assert!(!settings.exposes_admin());
    }
}
