//! The one table of settings. It drives the layers, `dangol config` and the documentation.

use crate::{
    base::lang::{Message, Text, text},
    config::{
        settings::Settings,
        values::{
            Parsed, Show, address, base_url, choice, directory, directory_or_none, email_or_none, file_or_none, https_url, log_level,
            networks, switch, whole,
        },
    },
};

/// One setting.
#[derive(Clone, Copy)]
pub struct Key {
    /// As in the file, levels divided by dots.
    pub name: &'static str,
    pub doc: Text,
    /// Never printed, in `dangol config` and in faults.
    pub secret: bool,
    set: fn(&mut Settings, &str) -> Parsed<()>,
    get: fn(&Settings) -> serde_json::Value,
}

impl Key {
    /// The key of that name; absent when there is none.
    pub fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.replace('.', "__").to_uppercase())
    }

    /// The key's name in the file for an environment variable of ours, whether or not there is such a key.
    pub fn name_of_variable(variable: &str) -> Option<String> {
        Some(variable.strip_prefix(PREFIX)?.to_lowercase().replace("__", "."))
    }

    /// Sets it from text. Fails with what was expected.
    pub fn set(&self, settings: &mut Settings, raw: &str) -> Parsed<()> {
        (self.set)(settings, raw)
    }

    /// Its value; null when absent.
    pub fn get(&self, settings: &Settings) -> serde_json::Value {
        (self.get)(settings)
    }

    /// The line of the file that sets it as it is; absent for what is absent, and for a secret.
    pub fn line(&self, settings: &Settings) -> Option<String> {
        match self.get(settings) {
            serde_json::Value::Null => None,
            _ if self.secret => None,
            // What a key holds is as good TOML as JSON.
            value => Some(format!("{} = {value}", self.name)),
        }
    }
}

const PREFIX: &str = "DANGOL_";
/// `auto` is resolved to one of the three before the value is set.
const TIERS: Text = text("auto, minimum, recommended, optimal 중 하나", "one of auto, minimum, recommended, optimal");

/// Rows that can be planned for: a thousand times the largest default.
const PLANNED: std::ops::RangeInclusive<u64> = 1..=2_000_000_000;

macro_rules! key {
    ($name:literal, $($field:ident).+, $parse:expr, $doc:expr) => {
        Key {
            name: $name,
            doc: $doc,
            secret: false,
            set: |settings, raw| {
                settings.$($field).+ = ($parse)(raw)?;
                Ok(())
            },
            get: |settings| settings.$($field).+.show(),
        }
    };
}

pub static KEYS: &[Key] = &[
    key!("data_dir", data_dir, directory, text("모든 데이터를 두는 폴더", "The directory in which everything is stored")),
    key!("listen", listen, address, text("관리 화면과 API의 주소", "Where the admin UI and the API listen")),
    key!("public_listen", public_listen, address, text("방문자 페이지의 주소", "Where visitors' pages listen")),
    key!(
        "public.submissions_per_minute",
        public.submissions_per_minute,
        |raw| whole(raw, 0..=100_000),
        text(
            "한 주소에서 1분에 받는 제출 수. 넘으면 의심, 열 배를 넘으면 거절. 0이면 제한 없음",
            "Submissions a minute from one address; above it suspect, above ten times it refused; 0 = no limit"
        )
    ),
    key!(
        "public.min_fill_ms",
        public.min_fill_ms,
        |raw| whole(raw, 0..=600_000),
        text("이보다 빨리 채운 폼은 의심(밀리초). 0이면 끔", "A form filled in faster than this is suspect, in milliseconds; 0 = off")
    ),
    key!(
        "public.trusted_proxies",
        public.trusted_proxies,
        networks,
        text("X-Forwarded-For를 믿을 프록시의 네트워크", "Networks of the proxies whose X-Forwarded-For is believed")
    ),
    key!(
        "public.base_url",
        public.base_url,
        base_url,
        text(
            "방문자 페이지 링크의 앞부분. 비우면 http://<public_listen>",
            "What links to visitors' pages begin with; absent: http://<public_listen>"
        )
    ),
    key!(
        "admin.base_url",
        admin.base_url,
        base_url,
        text("관리 화면의 주소. 비우면 http://<listen>", "The address of the admin UI; absent: http://<listen>")
    ),
    key!(
        "admin.insecure_http",
        admin.insecure_http,
        switch,
        text(
            "이 컴퓨터 밖에서 암호화되지 않은 HTTP를 허용(프록시나 믿을 수 있는 내부망이 있을 때만)",
            "Allows plain HTTP from other machines: only behind a proxy or on a trusted network"
        )
    ),
    key!(
        "admin.session_idle_minutes",
        admin.session_idle_minutes,
        |raw| whole(raw, 1..=10_080),
        text("쓰지 않을 때 로그아웃까지 걸리는 시간(분)", "Minutes without use after which a session ends")
    ),
    key!(
        "admin.session_hours",
        admin.session_hours,
        |raw| whole(raw, 1..=720),
        text("다시 로그인할 때까지의 시간", "Hours after which a session ends in any case")
    ),
    key!(
        "tls.acme.email",
        tls.acme.email,
        email_or_none,
        text(
            "HTTPS 인증서를 자동으로 받고(ACME) 발급 기관의 약관에 동의함. 기관이 소식을 보낼 주소",
            "Gets HTTPS certificates by itself (ACME) and accepts the authority's terms; it may write to this address"
        )
    ),
    key!(
        "tls.acme.directory",
        tls.acme.directory,
        https_url,
        text("인증서 발급 기관의 ACME 주소", "The ACME address of the authority that gives certificates")
    ),
    key!(
        "tls.acme.ca_file",
        tls.acme.ca_file,
        file_or_none,
        text(
            "발급 기관의 주소를 확인할 때 더 믿을 루트 인증서 파일(PEM)",
            "Further root certificates to trust when speaking to the authority, as PEM"
        )
    ),
    key!(
        "tls.cert_file",
        tls.cert_file,
        file_or_none,
        text("직접 준비한 인증서 파일(PEM, 체인 포함)", "A certificate of one's own with its chain, as PEM")
    ),
    key!("tls.key_file", tls.key_file, file_or_none, text("그 인증서의 개인 키 파일(PEM)", "Its private key, as PEM")),
    key!("tls.listen", tls.listen, address, text("HTTPS를 여는 주소. TLS를 켰을 때만", "Where HTTPS is served; only with TLS on")),
    key!(
        "tls.http_listen",
        tls.http_listen,
        address,
        text(
            "HTTPS로 보내고 발급 기관의 확인에 답하는 HTTP 주소. TLS를 켰을 때만",
            "Where HTTP is sent on to HTTPS and an authority's check is answered; only with TLS on"
        )
    ),
    key!(
        "accounts.max_active",
        accounts.max_active,
        |raw| whole(raw, 1..=1_000),
        text("동시에 운영할 수 있는 고객사 수", "How many client accounts may be active at once")
    ),
    key!(
        "users.totp_required_for_owners",
        users.totp_required_for_owners,
        switch,
        text("대표는 2단계 인증을 켜야 다른 화면을 쓸 수 있음", "Owners must set up two-step log-in before they can do anything else")
    ),
    key!(
        "webhooks.private_targets",
        webhooks.private_targets,
        switch,
        text(
            "웹훅을 이 컴퓨터나 내부망의 주소로도 보냄(암호화되지 않은 HTTP 포함)",
            "Webhooks may go to this machine and to private networks, over plain HTTP too"
        )
    ),
    key!(
        "mail.private_servers",
        mail.private_servers,
        switch,
        text(
            "고객사의 메일 서버가 이 컴퓨터나 내부망에 있어도 됨(대행사의 서버는 언제나 됨)",
            "Accounts may have mail servers on this machine and in private networks, as the agency always may"
        )
    ),
    key!(
        "db.readers",
        db.readers,
        |raw| whole(raw, 1..=256),
        text("읽기 스레드 수(보통 코어의 두 배)", "Threads that read; usually twice the cores")
    ),
    key!(
        "db.connections",
        db.connections,
        |raw| whole(raw, 20..=50),
        text("모든 파일을 통틀어 여는 데이터베이스 연결 수", "Database connections over all files")
    ),
    key!(
        "db.wait_seconds",
        db.wait_seconds,
        |raw| whole(raw, 1..=300),
        text("연결을 기다리는 최대 시간(초)", "Seconds to wait for a connection")
    ),
    key!(
        "db.idle_minutes",
        db.idle_minutes,
        |raw| whole(raw, 1..=1_440),
        text("쓰지 않는 연결을 닫기까지의 시간(분)", "Minutes after which an idle connection is closed")
    ),
    key!(
        "db.litestream_compatible",
        db.litestream_compatible,
        switch,
        text(
            "Litestream이 각 파일의 WAL을 따라가게 둠(체크포인트를 하지 않음)",
            "Leaves each file's WAL to Litestream: nothing here checkpoints it while it is served"
        )
    ),
    key!(
        "backup.directory",
        backup.directory,
        directory_or_none,
        text("백업 저장소의 폴더. 비우면 <data_dir>/backups", "The directory of the backup repository; absent: <data_dir>/backups")
    ),
    key!(
        "cache.pages_mb",
        cache.pages_mb,
        |raw| whole(raw, 1..=4_096),
        text("랜딩페이지 캐시의 크기(MB)", "Memory for landing pages that are ready to send, in MB")
    ),
    key!(
        "cache.data_mb",
        cache.data_mb,
        |raw| whole(raw, 1..=4_096),
        text("목록, 대시보드, 설정 캐시의 크기(MB)", "Memory for lists, dashboards and funnel settings, in MB")
    ),
    key!("capacity.customers", capacity.customers, |raw| whole(raw, PLANNED), text("계획한 고객 수", "How many customers are planned for")),
    key!(
        "capacity.landing_pages",
        capacity.landing_pages,
        |raw| whole(raw, PLANNED),
        text("계획한 랜딩페이지 수", "How many landing pages are planned for")
    ),
    key!("capacity.funnels", capacity.funnels, |raw| whole(raw, PLANNED), text("계획한 퍼널 수", "How many funnels are planned for")),
    key!(
        "capacity.leads",
        capacity.leads,
        |raw| whole(raw, PLANNED),
        text(
            "계획한 리드 수. 넘어도 리드는 계속 받고 알림",
            "How many leads are planned for; further ones are taken and the operator is told"
        )
    ),
    key!(
        "capacity.interactions",
        capacity.interactions,
        |raw| whole(raw, PLANNED),
        text("계획한 반응 이력 수", "How many interactions are planned for")
    ),
    key!(
        "capacity.scores",
        capacity.scores,
        |raw| whole(raw, PLANNED),
        text("계획한 리드 점수 수", "How many lead scores are planned for")
    ),
    key!(
        "capacity.conversions",
        capacity.conversions,
        |raw| whole(raw, PLANNED),
        text("계획한 전환 수", "How many conversions are planned for")
    ),
    key!(
        "capacity.viral_loops",
        capacity.viral_loops,
        |raw| whole(raw, PLANNED),
        text("계획한 바이럴 참여자 수", "How many viral participants are planned for")
    ),
    key!(
        "scoring.workers",
        scoring.workers,
        |raw| whole(raw, 1..=64),
        text("동시에 점수를 계산하는 작업자 수", "How many batches are scored at the same time")
    ),
    key!(
        "tier",
        tier,
        |raw| choice(raw).map_err(|_| Message::from(TIERS)),
        text("장비 규모: auto, minimum, recommended, optimal", "The size of the box: auto, minimum, recommended or optimal")
    ),
    key!("log.format", log.format, choice, text("로그 형식: auto, text, json", "How logs are written: auto, text or json")),
    key!("log.level", log.level, log_level, text("로그 수준", "Which events are logged")),
    key!(
        "log.keep_days",
        log.keep_days,
        |raw| whole(raw, 1..=366),
        text("로그를 보관하는 날 수", "Days for which the log is kept in the data directory")
    ),
    key!(
        "log.max_mb",
        log.max_mb,
        |raw| whole(raw, 1..=10_000),
        text("로그가 차지할 수 있는 크기(MB). 넘으면 오래된 것부터 지움", "What the log may take, in MB; the oldest goes first")
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_survive_the_environment() {
        let names: BTreeSet<_> = KEYS.iter().map(|key| key.name).collect();
        assert_eq!(names.len(), KEYS.len());
        for key in KEYS {
            assert_eq!(Key::name_of_variable(&key.variable()).as_deref(), Some(key.name));
        }
    }

    #[test]
    fn every_default_is_a_value_its_key_accepts() {
        let defaults = Settings { data_dir: "/srv/dangol".into(), ..Settings::default() };
        for key in KEYS {
            let raw = match key.get(&defaults) {
                serde_json::Value::String(text) => text,
                serde_json::Value::Null => String::new(),
                serde_json::Value::Array(list) if list.is_empty() => String::new(),
                other => other.to_string(),
            };
            let mut again = defaults.clone();
            assert_eq!(key.set(&mut again, &raw), Ok(()), "{} = {raw}", key.name);
            assert_eq!(again, defaults, "{}", key.name);
        }
    }
}
