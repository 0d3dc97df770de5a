//! Encryption of our own: whose certificates, for which names, on which addresses.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use url::{Host, Url};

use crate::{
    base::lang::{Message, Text, text},
    config::settings::Settings,
};

/// Where certificates come from. With neither an e-mail address nor a file there is no encryption of our own: a proxy in front of us has
/// it, or nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    pub acme: Acme,
    /// A certificate of one's own: the chain, the host's own first. It goes before ACME for the names in it.
    pub cert_file: Option<PathBuf>,
    pub key_file: Option<PathBuf>,
    /// Where encrypted connections are taken; only with encryption of our own.
    pub listen: SocketAddr,
    /// Where plain ones are sent on to the encrypted address, and where an authority looks for its proof.
    pub http_listen: SocketAddr,
}

/// An authority that gives certificates by itself (RFC 8555).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acme {
    /// Turns it on. The authority may write there.
    pub email: Option<String>,
    /// The authority's address.
    pub directory: String,
    /// Further roots that the authority's own address may be signed by: one in the house, or a test.
    pub ca_file: Option<PathBuf>,
}

/// Settings that do not go together: what is wrong, and what would be right.
pub type Misfit = (Message, Message);

const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

const HALF_A_PAIR: Text = text("{there}만 있고 {missing}이(가) 없습니다.", "The setting {there} is there without {missing}.");
const HALF_A_PAIR_REMEDY: Text =
    text("인증서 파일과 개인 키 파일을 둘 다 정해 주세요.", "Name both files: the certificate's and its private key's.");
const NOT_HTTPS: Text = text(
    "TLS를 켜려면 {key}이(가) https://로 시작하는 주소여야 합니다.",
    "With TLS on, {key} must be an address that begins with https://.",
);
const NOT_HTTPS_REMEDY: Text = text(
    "{key} = \"https://{example}\"처럼 이 서버를 가리키는 이름을 정해 주세요.",
    "Name a host that leads to this server, such as {key} = \"https://{example}\".",
);
const NO_NAME: Text = text(
    "{key}의 {host}에는 인증서를 받을 수 없습니다. 숫자 주소이거나 점이 없는 이름입니다.",
    "There is no certificate for {host} in {key}: it is an address in figures, or a name without a dot.",
);
const SAME_HOST: Text = text(
    "admin.base_url과 public.base_url의 이름이 같습니다({host}).",
    "The settings admin.base_url and public.base_url have the same host ({host}).",
);
const SAME_HOST_REMEDY: Text = text(
    "방문자 페이지의 스크립트가 관리 화면에 닿지 않도록 이름을 둘로 나눠 주세요. 예: admin.example.kr과 page.example.kr",
    "Give them two names, so that scripts of visitors' pages never reach the admin UI: admin.example.com and page.example.com.",
);

impl Default for Tls {
    fn default() -> Self {
        let everywhere = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port);
        Self {
            acme: Acme { email: None, directory: LETS_ENCRYPT.to_owned(), ca_file: None },
            cert_file: None,
            key_file: None,
            listen: everywhere(443),
            http_listen: everywhere(80),
        }
    }
}

impl Tls {
    /// Is there encryption of our own?
    pub const fn is_on(&self) -> bool {
        self.acme.email.is_some() || self.cert_file.is_some() || self.key_file.is_some()
    }

    /// The files of one's own certificate and of its key; absent where there is none.
    pub fn files(&self) -> Option<(&Path, &Path)> {
        self.cert_file.as_deref().zip(self.key_file.as_deref())
    }
}

impl Settings {
    /// The host name of the admin UI, in lower case; absent without a base address.
    pub fn admin_host(&self) -> Option<String> {
        name_in(self.admin.base_url.as_deref()?)
    }

    /// The host name of visitors' pages, in lower case; absent without a base address.
    pub fn visitors_host(&self) -> Option<String> {
        name_in(self.public.base_url.as_deref()?)
    }

    /// What encrypted addresses have after their host name: nothing, or `:8443` where the base address of visitors' pages says so.
    pub fn https_port(&self) -> String {
        let url = self.public.base_url.as_deref().and_then(|url| Url::parse(url).ok());
        url.and_then(|url| url.port()).map(|port| format!(":{port}")).unwrap_or_default()
    }

    /// What keeps encryption of our own from working; absent where all is well, or where there is none. `serve` refuses then.
    pub fn tls_misfit(&self) -> Option<Misfit> {
        if !self.tls.is_on() {
            return None;
        }
        let half = |there: &str, missing: &str| (HALF_A_PAIR.with(&[("there", &there), ("missing", &missing)]), HALF_A_PAIR_REMEDY.into());
        match (&self.tls.cert_file, &self.tls.key_file) {
            (Some(_), None) => return Some(half("tls.cert_file", "tls.key_file")),
            (None, Some(_)) => return Some(half("tls.key_file", "tls.cert_file")),
            _ => {}
        }
        let admin = ("admin.base_url", self.admin.base_url.as_deref(), "admin.example.kr");
        let visitors = ("public.base_url", self.public.base_url.as_deref(), "page.example.kr");
        for (key, url, example) in [admin, visitors] {
            let Some(url) = url.filter(|url| url.starts_with("https://")) else {
                return Some((NOT_HTTPS.with(&[("key", &key)]), remedy(key, example)));
            };
            if name_in(url).is_none_or(|host| !host.contains('.')) {
                let host = url.trim_start_matches("https://");
                return Some((NO_NAME.with(&[("key", &key), ("host", &host)]), remedy(key, example)));
            }
        }
        let host = self.admin_host()?;
        (self.visitors_host().as_ref() == Some(&host)).then(|| (SAME_HOST.with(&[("host", &host)]), SAME_HOST_REMEDY.into()))
    }
}

fn remedy(key: &str, example: &str) -> Message {
    NOT_HTTPS_REMEDY.with(&[("key", &key), ("example", &example)])
}

/// The name in an address, in lower case and in letters that name servers know; absent for an address in figures.
fn name_in(url: &str) -> Option<String> {
    match Url::parse(url).ok()?.host()? {
        Host::Domain(name) => Some(name.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut Settings)) -> Option<String> {
        let mut settings = Settings::default();
        settings.tls.acme.email = Some("ops@example.kr".into());
        settings.admin.base_url = Some("https://Admin.example.kr".into());
        settings.public.base_url = Some("https://page.example.kr:8443".into());
        change(&mut settings);
        settings.tls_misfit().map(|(what, _)| what.en)
    }

    #[test]
    fn names_are_taken_from_the_base_addresses() {
        let mut settings = Settings::default();
        assert_eq!((settings.tls.is_on(), settings.admin_host(), settings.https_port()), (false, None, String::new()));
        settings.admin.base_url = Some("https://Admin.Example.kr".into());
        settings.public.base_url = Some("https://page.example.kr:8443".into());
        assert_eq!(settings.admin_host().as_deref(), Some("admin.example.kr"));
        assert_eq!((settings.visitors_host().as_deref(), settings.https_port().as_str()), (Some("page.example.kr"), ":8443"));
        settings.public.base_url = Some("http://192.0.2.7:8090".into());
        assert_eq!(settings.visitors_host(), None);
    }

    #[test]
    fn what_does_not_go_together_is_told() {
        assert_eq!(with(|_| ()), None);
        for (wrong, expected) in [
            (with(|s| s.admin.base_url = None), "admin.base_url must be an address that begins with https://"),
            (with(|s| s.public.base_url = Some("http://page.example.kr".into())), "public.base_url must be"),
            (with(|s| s.public.base_url = Some("https://192.0.2.7".into())), "no certificate for 192.0.2.7"),
            (with(|s| s.public.base_url = Some("https://server".into())), "no certificate for server"),
            (with(|s| s.public.base_url = Some("https://ADMIN.example.kr".into())), "the same host (admin.example.kr)"),
            (with(|s| s.tls.cert_file = Some("/a.pem".into())), "tls.cert_file is there without tls.key_file"),
            (with(|s| s.tls.key_file = Some("/a.pem".into())), "tls.key_file is there without tls.cert_file"),
        ] {
            assert!(wrong.as_deref().is_some_and(|told| told.contains(expected)), "{wrong:?} has no {expected}");
        }
    }

    #[test]
    fn without_encryption_nothing_is_asked() {
        let settings = Settings::default();
        assert_eq!(settings.tls_misfit(), None);
    }
}
