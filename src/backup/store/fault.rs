//! Why a store could not be used, in words that say what to do.

use crate::{
    backup::store::{texts, xml},
    base::lang::{Message, Text},
    outbound::fault::{self as outbound, brief},
};

/// What was asked of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    List,
    Read,
    Write,
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No talk came about, or it broke off.
    Connection(outbound::Fault),
    /// Plain HTTP to an address out in the world.
    Open(String),
    UnknownKey,
    WrongSecret,
    /// A temporary key whose time is over.
    KeyOver,
    MayNot {
        doing: Doing,
        bucket: String,
    },
    /// The right region is absent where the store does not tell it.
    WrongRegion {
        given: String,
        right: Option<String>,
    },
    OtherAddress(String),
    NoSuchBucket(String),
    NoSpace,
    Clock,
    /// Still 5xx, 429 or the like after all tries.
    Busy {
        host: String,
        status: u16,
    },
    Damaged(String),
    Gone(String),
    Archived(String),
    NotS3 {
        host: String,
        status: u16,
    },
    Refused {
        status: u16,
        code: String,
        said: String,
    },
    NoRuntime(String),
    /// The caller asked to stop.
    Stopped,
}

/// An answer that is no success, and what it was an answer to.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    pub doing: Doing,
    pub host: &'a str,
    pub bucket: &'a str,
    pub region: &'a str,
    pub key: &'a str,
    pub status: u16,
    /// What the store says in a header about the bucket's region.
    pub told_region: Option<&'a str>,
    pub body: &'a str,
}

impl Fault {
    pub fn message(&self) -> Message {
        match self {
            Self::Connection(fault) => fault.message(),
            Self::Open(host) => texts::OPEN.with(&[("host", host)]),
            Self::UnknownKey => texts::UNKNOWN_KEY.into(),
            Self::WrongSecret => texts::WRONG_SECRET.into(),
            Self::KeyOver => texts::KEY_OVER.into(),
            Self::MayNot { doing, bucket } => {
                let (template, doing) = (texts::MAY_NOT.with(&[("bucket", bucket)]), doing.label());
                Message { ko: template.ko.replace("{doing}", doing.ko), en: template.en.replace("{doing}", doing.en) }
            }
            Self::WrongRegion { given, right: Some(right) } => texts::WRONG_REGION.with(&[("given", given), ("right", right)]),
            Self::WrongRegion { given, right: None } => texts::OTHER_REGION.with(&[("given", given)]),
            Self::OtherAddress(right) => texts::OTHER_ADDRESS.with(&[("right", right)]),
            Self::NoSuchBucket(bucket) => texts::NO_SUCH_BUCKET.with(&[("bucket", bucket)]),
            Self::NoSpace => texts::NO_SPACE.into(),
            Self::Clock => texts::CLOCK.into(),
            Self::Busy { host, status } => texts::BUSY.with(&[("host", host), ("status", status)]),
            Self::Damaged(key) => texts::DAMAGED.with(&[("key", key)]),
            Self::Gone(key) => texts::GONE.with(&[("key", key)]),
            Self::Archived(key) => texts::ARCHIVED.with(&[("key", key)]),
            Self::NotS3 { host, status } => texts::NOT_S3.with(&[("host", host), ("status", status)]),
            Self::Refused { status, code, said } => texts::REFUSED.with(&[("status", status), ("code", code), ("said", said)]),
            Self::NoRuntime(cause) => texts::NO_RUNTIME.with(&[("cause", cause)]),
            Self::Stopped => texts::STOPPED.into(),
        }
    }

    /// Reads a refusal. Stores agree on the codes of AWS more than on anything else, so those are looked at first.
    pub(super) fn of(refusal: &Refusal<'_>) -> Self {
        let code = xml::element(refusal.body, "Code").unwrap_or_default();
        let said = xml::element(refusal.body, "Message").unwrap_or_default();
        let given = refusal.region.to_owned();
        let told = xml::element(refusal.body, "Region").or_else(|| refusal.told_region.map(str::to_owned));
        let right = told.filter(|right| *right != given && right.len() <= 64);
        match code.as_str() {
            "InvalidAccessKeyId" | "InvalidAccessKey" => Self::UnknownKey,
            "SignatureDoesNotMatch" => Self::WrongSecret,
            "ExpiredToken" | "InvalidToken" | "TokenRefreshRequired" => Self::KeyOver,
            "RequestTimeTooSkewed" => Self::Clock,
            // How a signature in the address is refused whose time is not now.
            "AccessDenied" if said.contains("expired") || said.contains("not valid yet") || said.contains("not yet valid") => Self::Clock,
            "AuthorizationHeaderMalformed" | "AuthorizationQueryParametersError" | "IllegalLocationConstraintException"
                if right.is_some() || said.contains("region") =>
            {
                Self::WrongRegion { given, right }
            }
            "PermanentRedirect" | "TemporaryRedirect" if right.is_none() => match xml::element(refusal.body, "Endpoint") {
                Some(address) => Self::OtherAddress(brief(&address)),
                None => Self::WrongRegion { given, right },
            },
            "NoSuchBucket" => Self::NoSuchBucket(refusal.bucket.to_owned()),
            "NoSuchKey" => Self::Gone(refusal.key.to_owned()),
            "InvalidObjectState" => Self::Archived(refusal.key.to_owned()),
            "QuotaExceeded"
            | "XMinioStorageFull"
            | "XMinioAdminBucketQuotaExceeded"
            | "ServiceQuotaExceededException"
            | "InsufficientStorage" => Self::NoSpace,
            "BadDigest" | "InvalidDigest" | "IncompleteBody" | "XAmzContentSHA256Mismatch" => Self::Damaged(refusal.key.to_owned()),
            _ => match refusal.status {
                301 | 302 | 307 | 308 if refusal.told_region.is_some() || code.ends_with("Redirect") => Self::WrongRegion { given, right },
                401 | 403 if !code.is_empty() => Self::MayNot { doing: refusal.doing, bucket: refusal.bucket.to_owned() },
                507 => Self::NoSpace,
                status if is_passing(status, &code) => Self::Busy { host: refusal.host.to_owned(), status },
                status if code.is_empty() => Self::NotS3 { host: refusal.host.to_owned(), status },
                status => Self::Refused { status, code: brief(&code), said: brief(&said) },
            },
        }
    }

    /// May the same request succeed in a moment?
    pub(super) const fn is_passing(&self) -> bool {
        match self {
            Self::Busy { .. } | Self::Damaged(_) => true,
            Self::Connection(fault) => !matches!(fault, outbound::Fault::Near(_) | outbound::Fault::Tls { .. }),
            _ => false,
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for Fault {}

impl Doing {
    const fn label(self) -> Text {
        match self {
            Self::List => texts::LIST,
            Self::Read => texts::READ,
            Self::Write => texts::WRITE,
            Self::Delete => texts::DELETE,
        }
    }
}

fn is_passing(status: u16, code: &str) -> bool {
    matches!(status, 408 | 409 | 425 | 429 | 500 | 502 | 503 | 504) || matches!(code, "SlowDown" | "RequestTimeout" | "InternalError")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Fault {
        let refusal = Refusal {
            doing: Doing::Write,
            host: "s3.example.com",
            bucket: "hanbit",
            region: "us-east-1",
            key: "config",
            status,
            told_region: None,
            body,
        };
        Fault::of(&refusal)
    }

    fn error(code: &str, rest: &str) -> String {
        format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code>{rest}<RequestId>1</RequestId></Error>")
    }

    #[test]
    fn refusals_are_told_apart() {
        let region = "<Message>the region 'us-east-1' is wrong; expecting 'ap-northeast-2'</Message><Region>ap-northeast-2</Region>";
        let moved = |right: &str| Fault::WrongRegion { given: "us-east-1".into(), right: Some(right.into()) };
        for (status, body, fault) in [
            (403, error("InvalidAccessKeyId", ""), Fault::UnknownKey),
            (403, error("SignatureDoesNotMatch", ""), Fault::WrongSecret),
            (403, error("AccessDenied", ""), Fault::MayNot { doing: Doing::Write, bucket: "hanbit".into() }),
            (403, error("AccessDenied", "<Message>Request has expired</Message>"), Fault::Clock),
            (403, error("RequestTimeTooSkewed", ""), Fault::Clock),
            (400, error("ExpiredToken", ""), Fault::KeyOver),
            (400, error("AuthorizationHeaderMalformed", region), moved("ap-northeast-2")),
            (400, error("AuthorizationQueryParametersError", region), moved("ap-northeast-2")),
            (301, error("PermanentRedirect", "<Region>eu-west-1</Region>"), moved("eu-west-1")),
            (301, error("PermanentRedirect", "<Endpoint>s3.x.com</Endpoint>"), Fault::OtherAddress("s3.x.com".into())),
            (404, error("NoSuchBucket", ""), Fault::NoSuchBucket("hanbit".into())),
            (404, error("NoSuchKey", ""), Fault::Gone("config".into())),
            (403, error("InvalidObjectState", ""), Fault::Archived("config".into())),
            (507, String::new(), Fault::NoSpace),
            (400, error("BadDigest", ""), Fault::Damaged("config".into())),
            (503, error("SlowDown", ""), Fault::Busy { host: "s3.example.com".into(), status: 503 }),
            (400, error("RequestTimeout", ""), Fault::Busy { host: "s3.example.com".into(), status: 400 }),
            (404, "<html>nginx</html>".into(), Fault::NotS3 { host: "s3.example.com".into(), status: 404 }),
            (403, "forbidden".into(), Fault::NotS3 { host: "s3.example.com".into(), status: 403 }),
            (301, "moved".into(), Fault::NotS3 { host: "s3.example.com".into(), status: 301 }),
            (400, error("Odd", "<Message>a &lt;b&gt;</Message>"), Fault::Refused { status: 400, code: "Odd".into(), said: "a <b>".into() }),
        ] {
            assert_eq!(of(status, &body), fault, "{status} {body}");
        }
    }

    #[test]
    fn every_fault_is_two_sentences_of_its_own() {
        for fault in [
            Fault::MayNot { doing: Doing::Delete, bucket: "hanbit".into() },
            Fault::WrongRegion { given: "a".into(), right: Some("b".into()) },
            Fault::WrongRegion { given: "a".into(), right: None },
            Fault::Busy { host: "h".into(), status: 500 },
            Fault::Refused { status: 400, code: "c".into(), said: "s".into() },
        ] {
            let message = fault.message();
            assert!(!message.ko.contains('{') && !message.en.contains('{') && message.ko != message.en, "{message:?}");
        }
    }
}
