//! Why a host has no certificate, or no new one: what happened, then what to do.

use std::time::Duration;

use crate::{
    base::lang::{Message, Text, text},
    outbound::fault::{self as outbound, brief},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name leads nowhere. `ours` is where it should lead, as far as we know.
    NoAddress {
        host: String,
        ours: Option<String>,
    },
    /// It leads into a private network, where nobody outside can follow.
    Inside {
        host: String,
        found: String,
        ours: Option<String>,
    },
    /// It leads to somebody else's machine.
    Elsewhere {
        host: String,
        found: String,
        ours: Option<String>,
    },
    /// The authority could not be spoken to.
    Silent(outbound::Fault),
    /// The authority asked for proof at the host and did not get it.
    Unproven {
        host: String,
        told: String,
    },
    /// The authority takes no more orders for now.
    TooOften {
        told: String,
        wait: Option<Duration>,
    },
    /// It will not give a certificate to that name.
    Refused {
        host: String,
        told: String,
    },
    /// It does not know us any more, although it did.
    Forgotten(String),
    /// It took longer than we wait.
    TookTooLong(String),
    /// A file can't be read.
    File {
        file: String,
        cause: String,
    },
    NoCertificate(String),
    NoKey(String),
    /// The key is another certificate's.
    OtherKey(String),
    Unusable {
        from: String,
        cause: String,
    },
    /// The certificate in one's own file does not name the host, and there is no other way to get one.
    NotCovered {
        host: String,
        file: String,
    },
}

const NO_ADDRESS: Text = text(
    "{host}의 주소를 찾을 수 없습니다. 도메인의 DNS에서 {host}의 A 레코드를 {ours}(으)로 설정해 주세요.",
    "No address was found for {host}. In the DNS of its domain, set an A record for {host} to {ours}.",
);
const INSIDE: Text = text(
    "{host}가 내부 네트워크의 주소 {found}을(를) 가리켜 밖에서 확인할 수 없습니다. DNS에서 {host}의 A 레코드를 {ours}(으)로 설정해 주세요.",
    "{host} leads to {found}, an address of a private network that can't be checked from outside. In its DNS, set the A record to {ours}.",
);
const ELSEWHERE: Text = text(
    "{host}가 이 서버가 아닌 {found}을(를) 가리킵니다. DNS에서 {host}의 A 레코드(IPv6는 AAAA)를 {ours}(으)로 바꾸고, 80번 포트가 열려 있는지 확인해 주세요.",
    "{host} leads to {found}, which is not this server. In its DNS, set the A record (AAAA for IPv6) to {ours}, and see that port 80 is open.",
);
const OURS_UNKNOWN: Text = text("이 서버의 공인 IP 주소", "this server's public address");
const SILENT: Text = text("인증서 발급 기관과 통신하지 못했습니다. {cause}", "The certificate authority could not be reached. {cause}");
const UNPROVEN: Text = text(
    "발급 기관이 {host}에서 이 서버를 확인하지 못했습니다({told}). DNS와 방화벽(80번, 443번 포트)을 확인해 주세요.",
    "The certificate authority did not find this server at {host} ({told}). Check its DNS and the firewall (ports 80 and 443).",
);
const TOO_OFTEN: Text = text(
    "발급 기관이 지금은 요청을 더 받지 않습니다({told}). 기다렸다가 자동으로 다시 시도합니다.",
    "The certificate authority takes no more orders for now ({told}). It is tried again after a while.",
);
const REFUSED: Text = text(
    "발급 기관이 {host}의 인증서를 거절했습니다({told}). 이름과 도메인의 CAA 레코드를 확인해 주세요.",
    "The certificate authority refused a certificate for {host} ({told}). Check the name, and the CAA record of its domain.",
);
const FORGOTTEN: Text = text(
    "발급 기관이 우리 계정을 알지 못합니다({told}). 새로 등록하고 다시 시도합니다.",
    "The certificate authority does not know our account ({told}). It is registered anew and tried again.",
);
const TOOK_TOO_LONG: Text = text(
    "발급 기관이 {host}의 인증서를 제때 주지 않았습니다. 자동으로 다시 시도합니다.",
    "The certificate authority did not give a certificate for {host} in time. It is tried again.",
);
const FILE: Text = text(
    "{file}을(를) 읽을 수 없습니다({cause}). 경로와 권한을 확인해 주세요.",
    "{file} can't be read ({cause}). Check its path and its permissions.",
);
const NO_CERTIFICATE: Text = text(
    "{from}에 인증서가 없습니다. PEM 형식의 인증서와 체인을 넣어 주세요.",
    "There is no certificate in {from}. It must hold the certificate and its chain as PEM.",
);
const NO_KEY: Text = text(
    "{from}의 개인 키를 읽을 수 없습니다. 암호를 걸지 않은 PEM 형식이어야 합니다.",
    "The private key of {from} can't be read. It must be PEM without a passphrase.",
);
const OTHER_KEY: Text = text(
    "{from}의 인증서와 개인 키가 서로 맞지 않습니다. 같은 쌍의 파일인지 확인해 주세요.",
    "The certificate and the private key of {from} do not belong together. Check that both are of the same pair.",
);
const UNUSABLE: Text = text("{from}의 인증서를 쓸 수 없습니다({cause}).", "The certificate of {from} can't be used ({cause}).");
const NOT_COVERED: Text = text(
    "{file}의 인증서에 {host}가 들어 있지 않습니다. 그 이름이 든 인증서로 바꾸거나 tls.acme.email을 설정해 주세요.",
    "The certificate in {file} is not for {host}. Use one that names it, or set tls.acme.email.",
);

impl Fault {
    pub fn message(&self) -> Message {
        match self {
            Self::NoAddress { host, ours } => pointed(NO_ADDRESS, host, "", ours.as_deref()),
            Self::Inside { host, found, ours } => pointed(INSIDE, host, found, ours.as_deref()),
            Self::Elsewhere { host, found, ours } => pointed(ELSEWHERE, host, found, ours.as_deref()),
            Self::Silent(fault) => {
                let cause = fault.message();
                let told = |cause: &str| SILENT.with(&[("cause", &cause)]);
                Message { ko: told(&cause.ko).ko, en: told(&cause.en).en }
            }
            Self::Unproven { host, told } => UNPROVEN.with(&[("host", host), ("told", &brief(told))]),
            Self::TooOften { told, .. } => TOO_OFTEN.with(&[("told", &brief(told))]),
            Self::Refused { host, told } => REFUSED.with(&[("host", host), ("told", &brief(told))]),
            Self::Forgotten(told) => FORGOTTEN.with(&[("told", &brief(told))]),
            Self::TookTooLong(host) => TOOK_TOO_LONG.with(&[("host", host)]),
            Self::File { file, cause } => FILE.with(&[("file", file), ("cause", cause)]),
            Self::NoCertificate(from) => NO_CERTIFICATE.with(&[("from", from)]),
            Self::NoKey(from) => NO_KEY.with(&[("from", from)]),
            Self::OtherKey(from) => OTHER_KEY.with(&[("from", from)]),
            Self::Unusable { from, cause } => UNUSABLE.with(&[("from", from), ("cause", &brief(cause))]),
            Self::NotCovered { host, file } => NOT_COVERED.with(&[("host", host), ("file", file)]),
        }
    }

    /// Did we find it ourselves, before the authority was asked? Looking again costs nobody anything.
    pub const fn is_found_here(&self) -> bool {
        matches!(self, Self::NoAddress { .. } | Self::Inside { .. } | Self::Elsewhere { .. })
    }

    /// How long the authority asks us to wait; absent where it names no time.
    pub const fn wait(&self) -> Option<Duration> {
        match self {
            Self::TooOften { wait, .. } => *wait,
            _ => None,
        }
    }
}

fn pointed(text: Text, host: &str, found: &str, ours: Option<&str>) -> Message {
    let told = |ours: &str| text.with(&[("host", &host), ("found", &found), ("ours", &ours)]);
    match ours {
        Some(ours) => told(ours),
        None => Message { ko: told(OURS_UNKNOWN.ko).ko, en: told(OURS_UNKNOWN.en).en },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_name_must_lead_is_said_in_words() {
        let fault = |ours: Option<&str>| Fault::Elsewhere { host: "shop.kr".into(), found: "1.2.3.4".into(), ours: ours.map(Into::into) };
        let known = fault(Some("211.115.106.1")).message();
        assert!(known.ko.contains("shop.kr가 이 서버가 아닌 1.2.3.4") && known.ko.contains("211.115.106.1"), "{known:?}");
        assert!(fault(None).message().en.contains("set the A record (AAAA for IPv6) to this server's public address"));
    }
}
