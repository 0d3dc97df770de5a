//! A letter, and its form on the way.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use serde::{Deserialize, Serialize};
use url::Host;

use crate::{
    base::{email::Email, time::Timestamp},
    mailer::server::Server,
};

/// What is written to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Stays the same when the letter is sent again, so that programs notice a second copy.
    pub id: String,
    pub to: Email,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// An address that can't stand in a letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(String);

/// The letter as it goes to the server. Nothing in it can add a header or end one: addresses are ours, other texts lose their control
/// characters and are encoded.
pub fn compose(server: &Server, letter: &Letter, now: Timestamp) -> Result<Message, Malformed> {
    let from = Mailbox::new(Some(line(&server.from_name)).filter(|name| !name.is_empty()), address(&server.from)?);
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or_default());
    let id = format!("<{}@{}>", plain_id(&letter.id), from.email.domain());
    let mut builder = Message::builder()
        .from(from)
        .to(Mailbox::new(None, address(&letter.to)?))
        .subject(line(&letter.subject))
        .date(date)
        .message_id(Some(id))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()));
    if let Some(reply_to) = &server.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
    }
    builder
        .multipart(MultiPart::alternative_plain_html(lines(&letter.text), lines(&letter.html)))
        .map_err(|cause| Malformed(cause.to_string()))
}

/// A body whose lines end as lines do: a bare carriage return is one to some readers and none to others (RFC 5322, 2.3).
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// An address with its domain in ASCII: not every server takes another.
fn address(email: &Email) -> Result<Address, Malformed> {
    let malformed = |cause: &dyn std::fmt::Display| Malformed(format!("{}: {cause}", email.as_str()));
    let (local, domain) = email.as_str().rsplit_once('@').ok_or_else(|| malformed(&"no @"))?;
    let domain = Host::parse(domain).map_err(|cause| malformed(&cause))?.to_string();
    Address::new(local, domain).map_err(|cause| malformed(&cause))
}

/// A text on one line.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// What may stand before the `@` of a Message-ID.
fn plain_id(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '.' }).collect::<String>().trim_matches('.').replace("..", ".")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::encryption::Encryption;

    fn server(from_name: &str) -> Server {
        Server {
            host: "localhost".into(),
            port: 25,
            security: Encryption::None,
            login: None,
            from: Email::parse("no-reply@한국.kr").expect("an address"),
            from_name: from_name.into(),
            reply_to: Some(Email::parse("hello@agency.kr").expect("an address")),
            may_be_near: false,
        }
    }

    fn letter(subject: &str, text: &str) -> Letter {
        Letter {
            id: "lead.3.hong@x.kr".into(),
            to: Email::parse("hong@example.com").expect("an address"),
            subject: subject.into(),
            text: text.into(),
            html: format!("<p>{text}</p>"),
        }
    }

    fn composed(from_name: &str, subject: &str, text: &str) -> String {
        let message = compose(&server(from_name), &letter(subject, text), Timestamp(1_795_316_400_000)).expect("composed");
        String::from_utf8(message.formatted()).expect("ASCII")
    }

    #[test]
    fn a_letter_has_what_a_letter_needs() {
        let composed = composed("한빛대행사", "새 리드: 홍*동", "안녕하세요");
        for part in [
            "Message-ID: <lead.3.hong.x.kr@xn--3e0b707e.kr>\r\n",
            "Date: Sun, 22 Nov 2026 03:00:00 +0000\r\n",
            "To: hong@example.com\r\n",
            "Reply-To: hello@agency.kr\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: multipart/alternative;",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
            "no-reply@xn--3e0b707e.kr",
        ] {
            assert!(composed.contains(part), "{part} in {composed}");
        }
        assert!(composed.is_ascii());
    }

    /// The headers' names, in order.
    fn headers(message: &str) -> Vec<&str> {
        let head = message.split_once("\r\n\r\n").expect("a body").0;
        head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])).map(|line| line.split_once(':').expect("a header").0).collect()
    }

    #[test]
    fn nobody_adds_a_header() {
        let plain = composed("a", "b", "c");
        let attack = "x\r\nBcc: victim@example.com\r\n\r\n<b>body</b>";
        assert_eq!(headers(&composed(attack, attack, "c")), headers(&plain));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_the_headers_are_the_same(name in "(?s).{0,80}", subject in "(?s).{0,120}", text in "(?s).{0,80}") {
            let composed = composed(&name, &subject, &text);
            let plain = super::tests::composed("a", "b", "c");
            prop_assert_eq!(headers(&composed), headers(&plain));
            prop_assert!(composed.split("\r\n").all(|line| !line.contains(['\r', '\n']) && line.len() <= 998));
        }
    }
}
