//! The settings of a store.

use url::{Host, Url};

use crate::{
    backup::store::texts,
    base::{
        error::{Error, FieldErrors, Result},
        lang::{Message, Text},
        secret::Secret,
    },
    outbound::guard,
};

/// Less would leave a night too short for a day's changes, and a connection silent for too long.
const LEAST_UPLOAD: u64 = 64 << 10;
/// What stores without regions expect in a signature.
const ANY_REGION: &str = "us-east-1";

/// How a bucket stands in an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// `https://host/bucket/…`: understood nearly everywhere.
    #[default]
    Path,
    /// `https://bucket.host/…`: what some clouds ask for.
    VirtualHost,
}

impl Style {
    pub const ALL: [Self; 2] = [Self::Path, Self::VirtualHost];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::VirtualHost => "virtual_host",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.name() == name)
    }
}

/// Settings as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Such as `https://s3.ap-northeast-2.amazonaws.com`; without a scheme, HTTPS is meant.
    pub endpoint: String,
    /// May be empty: then it is read from an address of AWS, and for others it is what they accept by default.
    pub region: String,
    pub bucket: String,
    /// May be empty. Slashes at its ends are dropped.
    pub prefix: String,
    pub access_key_id: String,
    pub secret_access_key: Secret,
    pub style: Style,
    /// Absent: as fast as the line goes.
    pub upload_limit_bytes_per_s: Option<u64>,
    /// May it stand in this machine's own network? Only there may it be spoken to without encryption.
    pub near: bool,
}

/// Settings that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    pub endpoint: Url,
    pub region: String,
    pub bucket: String,
    /// Without slashes at its ends; empty: the bucket as a whole.
    pub prefix: String,
    pub access_key_id: String,
    pub secret_access_key: Secret,
    pub style: Style,
    pub upload_limit_bytes_per_s: Option<u64>,
    pub near: bool,
}

impl Store {
    /// Judges what was typed; every fault at once, under the names of the fields of [`Typed`].
    pub fn parse(typed: &Typed) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let endpoint = errors.take("endpoint", parse_endpoint(&typed.endpoint, typed.near, typed.style));
        let bucket = errors.take("bucket", parse_bucket(typed.bucket.trim(), typed.style));
        let prefix = errors.take("prefix", parse_prefix(typed.prefix.trim()));
        let region = errors.take("region", parse_region(typed.region.trim(), endpoint.as_ref()));
        let access_key_id = errors.take("access_key_id", parse_key(typed.access_key_id.trim(), 128, texts::ACCESS_KEY_ID));
        let secret = errors
            .take("secret_access_key", parse_key(typed.secret_access_key.reveal().trim(), 256, texts::SECRET_ACCESS_KEY))
            .map(Secret::new);
        if typed.upload_limit_bytes_per_s.is_some_and(|limit| limit < LEAST_UPLOAD) {
            errors.add("upload_limit_bytes_per_s", texts::UPLOAD_LIMIT);
        }
        match (endpoint, bucket, prefix, region, access_key_id, secret) {
            (Some(endpoint), Some(bucket), Some(prefix), Some(region), Some(access_key_id), Some(secret_access_key))
                if errors.is_empty() =>
            {
                Ok(Self {
                    endpoint,
                    region,
                    bucket,
                    prefix,
                    access_key_id,
                    secret_access_key,
                    style: typed.style,
                    upload_limit_bytes_per_s: typed.upload_limit_bytes_per_s,
                    near: typed.near,
                })
            }
            _ => Err(Error::Invalid(errors)),
        }
    }

    /// The repository as restic's `-r` takes it.
    pub fn repository(&self) -> String {
        let endpoint = self.endpoint.as_str().trim_end_matches('/');
        let prefix = if self.prefix.is_empty() { String::new() } else { format!("/{}", self.prefix) };
        format!("s3:{endpoint}/{}{prefix}", self.bucket)
    }

    /// Further words of restic's command line that the address needs; mostly none.
    pub const fn restic_options(&self) -> &'static [&'static str] {
        match self.style {
            Style::Path => &["-o", "s3.bucket-lookup=path"],
            Style::VirtualHost => &["-o", "s3.bucket-lookup=dns"],
        }
    }
}

fn parse_endpoint(typed: &str, near: bool, style: Style) -> Result<Url, Message> {
    let typed = typed.trim();
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let wrong = || Message::from(texts::ENDPOINT);
    let url = Url::parse(&whole).map_err(|_| wrong())?;
    if whole.len() > 500 || !matches!(url.scheme(), "https" | "http") || url.host_str().is_none_or(str::is_empty) {
        return Err(wrong());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(texts::KEY_IN_ENDPOINT.into());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(texts::ENDPOINT_PATH.into());
    }
    if url.scheme() == "http" && !near {
        return Err(texts::PLAIN.into());
    }
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(std::net::IpAddr::from(address)),
        Some(Host::Ipv6(address)) => Some(std::net::IpAddr::from(address)),
        _ => None,
    };
    if let Some(address) = literal {
        if style == Style::VirtualHost {
            return Err(texts::LITERAL_STYLE.into());
        }
        if near && url.scheme() == "http" && !guard::is_near(address) {
            return Err(texts::PLAIN.into());
        }
        if !(guard::is_public(address) || near && guard::is_near(address)) {
            return Err(texts::NEAR.into());
        }
    }
    Ok(url)
}

/// Names as AWS allows them; others allow no fewer.
fn parse_bucket(typed: &str, style: Style) -> Result<String, Message> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = typed.as_bytes();
    let inner = bytes.iter().all(|byte| is_plain(*byte) || matches!(byte, b'-' | b'.' | b'_'));
    let ends = bytes.first().copied().is_some_and(is_plain) && bytes.last().copied().is_some_and(is_plain);
    if !inner || !ends || !(3..=63).contains(&typed.len()) || typed.contains("..") {
        return Err(texts::BUCKET.into());
    }
    // A certificate covers one label before the host, and a name knows no underscore.
    if style == Style::VirtualHost && (typed.contains('.') || typed.contains('_')) {
        return Err(texts::BUCKET_STYLE.into());
    }
    Ok(typed.to_owned())
}

/// Parts that mean the same in an address, in a signature and to restic.
fn parse_prefix(typed: &str) -> Result<String, Message> {
    let prefix = typed.trim_matches('/');
    let is_part = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    if prefix.len() > 200 || (!prefix.is_empty() && !prefix.split('/').all(is_part)) {
        return Err(texts::PREFIX.into());
    }
    Ok(prefix.to_owned())
}

fn parse_region(typed: &str, endpoint: Option<&Url>) -> Result<String, Message> {
    if typed.is_empty() {
        return Ok(endpoint.and_then(Url::host_str).and_then(region_of_aws).unwrap_or(ANY_REGION).to_owned());
    }
    let plain = typed.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if plain && typed.len() <= 64 { Ok(typed.to_owned()) } else { Err(texts::REGION.into()) }
}

/// `s3.ap-northeast-2.amazonaws.com` says its region, also behind `dualstack`.
fn region_of_aws(host: &str) -> Option<&str> {
    let labels = host.strip_suffix(".amazonaws.com")?.strip_prefix("s3")?.trim_start_matches('.');
    let region = labels.strip_prefix("dualstack.").unwrap_or(labels);
    (!region.is_empty() && !region.contains('.')).then_some(region)
}

fn parse_key(typed: &str, most: usize, wrong: Text) -> Result<String, Message> {
    let is_key = !typed.is_empty() && typed.len() <= most && typed.bytes().all(|byte| byte.is_ascii_graphic());
    if is_key { Ok(typed.to_owned()) } else { Err(wrong.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            endpoint: "https://s3.ap-northeast-2.amazonaws.com".into(),
            bucket: "hanbit-backup".into(),
            prefix: "/dangol/one/".into(),
            access_key_id: " AKIA1 ".into(),
            secret_access_key: Secret::new("geheim"),
            ..Typed::default()
        }
    }

    #[test]
    fn settings_are_read_and_restic_is_told() {
        let store = Store::parse(&typed()).expect("read");
        assert_eq!((store.region.as_str(), store.access_key_id.as_str()), ("ap-northeast-2", "AKIA1"));
        assert_eq!(store.repository(), "s3:https://s3.ap-northeast-2.amazonaws.com/hanbit-backup/dangol/one");
        let whole = Store::parse(&Typed { endpoint: "minio.example.kr:9000".into(), prefix: "/".into(), ..typed() }).expect("read");
        assert_eq!((whole.region.as_str(), whole.repository().as_str()), ("us-east-1", "s3:https://minio.example.kr:9000/hanbit-backup"));
        for (host, region) in [
            ("s3.amazonaws.com", "us-east-1"),
            ("s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"),
            ("s3.eu-west-1.amazonaws.com.evil.example", "us-east-1"),
        ] {
            assert_eq!(Store::parse(&Typed { endpoint: host.into(), ..typed() }).expect("read").region, region, "{host}");
        }
    }

    #[test]
    fn faults_are_named_by_field() {
        type Mistake<'a> = &'a dyn Fn(&mut Typed);
        let long = "x".repeat(300);
        let cases: &[(&str, Mistake<'_>)] = &[
            ("endpoint", &|typed| typed.endpoint = String::new()),
            ("endpoint", &|typed| typed.endpoint = "ftp://example.com".into()),
            ("endpoint", &|typed| typed.endpoint = "https://a:b@example.com".into()),
            ("endpoint", &|typed| typed.endpoint = "https://example.com/bucket".into()),
            ("endpoint", &|typed| typed.endpoint = "https://example.com/?a".into()),
            ("endpoint", &|typed| typed.endpoint = "http://example.com".into()),
            ("endpoint", &|typed| typed.endpoint = "https://127.0.0.1:9000".into()),
            ("endpoint", &|typed| typed.endpoint = "https://169.254.169.254".into()),
            ("bucket", &|typed| typed.bucket = "Big".into()),
            ("bucket", &|typed| typed.bucket = "ab".into()),
            ("bucket", &|typed| typed.bucket = "a/../b".into()),
            ("bucket", &|typed| (typed.style, typed.bucket) = (Style::VirtualHost, "a.b.c".into())),
            ("prefix", &|typed| typed.prefix = "a//b".into()),
            ("prefix", &|typed| typed.prefix = "a/../b".into()),
            ("prefix", &|typed| typed.prefix = "한글".into()),
            ("region", &|typed| typed.region = "a b".into()),
            ("access_key_id", &|typed| typed.access_key_id = " ".into()),
            ("access_key_id", &|typed| typed.access_key_id = "a\nb".into()),
            ("secret_access_key", &|typed| typed.secret_access_key = Secret::default()),
            ("secret_access_key", &|typed| typed.secret_access_key = Secret::new(long.clone())),
            ("upload_limit_bytes_per_s", &|typed| typed.upload_limit_bytes_per_s = Some(10)),
        ];
        for (index, (field, spoil)) in cases.iter().enumerate() {
            let mut wrong = typed();
            spoil(&mut wrong);
            let Err(Error::Invalid(errors)) = Store::parse(&wrong) else { panic!("{index}: {field}") };
            assert!(errors.of(field).is_some() && errors.iter().count() == 1, "{index}: {errors}");
        }
    }

    #[test]
    fn a_store_in_the_own_network_is_allowed_by_the_setting() {
        let near = |endpoint: &str| Store::parse(&Typed { endpoint: endpoint.into(), near: true, ..typed() });
        assert!(near("http://192.168.0.9:9000").is_ok() && near("http://127.0.0.1:9000").is_ok() && near("https://10.0.0.1").is_ok());
        assert!(near("http://nas.office.lan").is_ok(), "a name is judged when it is spoken to");
        assert!(near("http://1.1.1.1").is_err() && near("http://169.254.169.254").is_err());
    }
}
