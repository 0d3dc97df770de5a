//! Why another server could not be spoken to, in words for whoever set it up.

use crate::base::lang::{Message, Text, text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name means nothing, or the name server does not answer.
    NoSuchName(String),
    /// It leads into our own network.
    Near(String),
    Unreachable {
        host: String,
        cause: String,
    },
    TookTooLong(String),
    /// No encrypted connection: a certificate that is not theirs or not trusted, or no TLS at all.
    Tls {
        host: String,
        cause: String,
    },
    /// The connection ended before the answer did.
    CutOff {
        host: String,
        cause: String,
    },
    /// It answers something that is no answer.
    Garbled {
        host: String,
        cause: String,
    },
}

const NO_SUCH_NAME: Text = text(
    "{host}의 주소를 찾을 수 없습니다. 이름을 확인하거나 잠시 뒤 다시 해 주세요.",
    "No address was found for {host}. Check the name, or try again later.",
);
const NEAR: Text = text(
    "{host}는 내부 네트워크 주소라서 보내지 않았습니다. 외부에서 접속할 수 있는 주소를 넣어 주세요.",
    "{host} is an address of the internal network, so nothing was sent. Give one that is reached from outside.",
);
const UNREACHABLE: Text = text(
    "{host}에 연결할 수 없습니다({cause}). 서버 이름과 포트를 확인해 주세요.",
    "No connection to {host} ({cause}). Check its name and port.",
);
const TOOK_TOO_LONG: Text = text(
    "{host}가 제때 응답하지 않았습니다. 방화벽이나 포트를 확인해 주세요.",
    "{host} did not answer in time. Check the firewall and the port.",
);
const TLS: Text = text(
    "{host}와 암호화된 연결을 맺지 못했습니다({cause}). 인증서와 보안 방식을 확인해 주세요.",
    "No encrypted connection to {host} ({cause}). Check its certificate and the kind of encryption.",
);
const CUT_OFF: Text = text(
    "{host}와의 연결이 도중에 끊겼습니다({cause}). 네트워크를 확인하고 다시 해 주세요.",
    "The connection to {host} broke off ({cause}). Check the network, then try again.",
);
const GARBLED: Text = text("{host}의 응답을 이해할 수 없습니다({cause}).", "The answer of {host} makes no sense ({cause}).");

impl Fault {
    pub fn message(&self) -> Message {
        match self {
            Self::NoSuchName(host) => NO_SUCH_NAME.with(&[("host", host)]),
            Self::Near(host) => NEAR.with(&[("host", host)]),
            Self::Unreachable { host, cause } => UNREACHABLE.with(&[("host", host), ("cause", &brief(cause))]),
            Self::TookTooLong(host) => TOOK_TOO_LONG.with(&[("host", host)]),
            Self::Tls { host, cause } => TLS.with(&[("host", host), ("cause", &brief(cause))]),
            Self::CutOff { host, cause } => CUT_OFF.with(&[("host", host), ("cause", &brief(cause))]),
            Self::Garbled { host, cause } => GARBLED.with(&[("host", host), ("cause", &brief(cause))]),
        }
    }
}

/// What a stranger said, on one line and not too long.
pub fn brief(said: &str) -> String {
    const MOST: usize = 300;
    let line: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// An error with all that caused it.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_told = cause.to_string();
        if !told.contains(&cause_told) {
            told = format!("{told}: {cause_told}");
        }
        next = cause.source();
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_say_is_one_short_line() {
        assert_eq!(brief(" 550 5.1.1\r\n no\tsuch\u{0} user "), "550 5.1.1 no such user");
        assert_eq!(brief(&"가".repeat(999)).chars().count(), 301);
    }
}
