//! The talk with a mail server, and what it said, in words.

use std::{net::SocketAddr, time::Duration};

use lettre::transport::smtp::{
    Error as SmtpError,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};

use tokio_rustls::rustls::Error as TlsError;

use crate::{
    base::{
        encryption::Encryption,
        lang::{Message, Text, text},
        time::Timestamp,
    },
    mailer::{
        letter::{Letter, compose},
        server::Server,
    },
    outbound::{
        fault::{Fault, brief, chain},
        guard, names,
    },
};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
const DONE_WITHIN: Duration = Duration::from_secs(40);

/// A letter that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub why: Message,
    /// Will the same letter be refused again?
    pub for_good: bool,
}

const TAKEN: Text = text("메일 서버가 받았습니다: {answer}", "The mail server has taken it: {answer}");
const NOT_LET_IN: Text = text(
    "메일 서버가 로그인을 거절했습니다. 사용자 이름과 비밀번호를 확인해 주세요. 서버의 응답: {answer}",
    "The mail server refused the log-in. Check user name and password. It said: {answer}",
);
const REFUSED: Text =
    text("메일 서버가 메일을 거절했습니다. 서버의 응답: {answer}", "The mail server refused the letter. It said: {answer}");
const NOT_NOW: Text =
    text("메일 서버가 지금은 받지 않습니다. 서버의 응답: {answer}", "The mail server does not take it now. It said: {answer}");
const NO_STARTTLS: Text = text(
    "이 서버는 STARTTLS를 지원하지 않습니다. 보안 방식을 TLS로 바꾸거나 다른 포트를 넣어 주세요.",
    "This server offers no STARTTLS. Choose TLS, or another port.",
);
const IN_THE_CLEAR: Text = text(
    "암호화하지 않은 연결은 이 컴퓨터나 내부 네트워크의 서버에만 쓸 수 있습니다. STARTTLS나 TLS를 골라 주세요.",
    "A server outside this machine and the internal network needs encryption. Choose STARTTLS or TLS.",
);
const NEAR_OF_ACCOUNT: Text = text(
    "{host}는 이 컴퓨터나 내부 네트워크의 주소라서 고객사의 메일 서버로 쓸 수 없습니다. 외부에서 접속할 수 있는 서버를 넣거나, \
     운영자에게 설정 mail.private_servers를 켜 달라고 요청해 주세요.",
    "{host} is on this machine or in the internal network, where accounts may have no server. Give one that is reached from outside, or \
     ask the operator to switch on the setting mail.private_servers.",
);
const WRONG_ADDRESS: Text = text("메일 주소를 쓸 수 없습니다: {answer}", "An address can't be used: {answer}");

/// Hands a letter over. Answers with what the server said.
pub async fn send(server: &Server, letter: &Letter, now: Timestamp) -> Result<Message, Refusal> {
    let late = || Err(told(&Fault::TookTooLong(server.host.clone())));
    tokio::time::timeout(DONE_WITHIN, hand_over(server, letter, now)).await.unwrap_or_else(|_| late())
}

async fn hand_over(server: &Server, letter: &Letter, now: Timestamp) -> Result<Message, Refusal> {
    let message = compose(server, letter, now)
        .map_err(|cause| Refusal { why: WRONG_ADDRESS.with(&[("answer", &brief(&cause.to_string()))]), for_good: true })?;
    let mut connection = enter(server).await?;
    let answer = connection.send(message.envelope(), &message.formatted()).await.map_err(|error| refusal(server, &error))?;
    // It has the letter; how it says good-bye does not matter.
    let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
    let said = answer.message().collect::<Vec<_>>().join(" ");
    Ok(TAKEN.with(&[("answer", &brief(&format!("{} {said}", answer.code())))]))
}

/// Connects and logs in, and sends nothing.
pub async fn log_in(server: &Server) -> Result<(), Refusal> {
    let mut connection = enter(server).await?;
    let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
    Ok(())
}

async fn enter(server: &Server) -> Result<AsyncSmtpConnection, Refusal> {
    let mut connection = connect(server).await?;
    if let Some((user, password)) = &server.login {
        let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
        let let_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
        // Refused for now in any case: somebody will put the password right.
        let_in.map_err(|error| Refusal { why: NOT_LET_IN.with(&[("answer", &words(&error))]), for_good: false })?;
    }
    Ok(connection)
}

async fn connect(server: &Server) -> Result<AsyncSmtpConnection, Refusal> {
    let host = &server.host;
    let found = names::look_up(host).await.map_err(|fault| told(&fault))?;
    if !server.may_be_near && found.iter().copied().any(guard::is_near) {
        return Err(Refusal { why: NEAR_OF_ACCOUNT.with(&[("host", host)]), for_good: false });
    }
    if server.security == Encryption::None && !found.iter().copied().all(guard::is_near) {
        return Err(Refusal { why: IN_THE_CLEAR.into(), for_good: false });
    }
    // Not every private network is ours to knock at: link-local addresses answer questions about the machine itself.
    let allowed: Vec<_> = found.into_iter().filter(|address| guard::is_public(*address) || guard::is_near(*address)).collect();
    // The name that servers see in our greeting: that of whom we write for, for ours may be known to nobody.
    let hello = ClientId::Domain(server.from.domain());
    let mut last = Refusal { why: Fault::Near(host.clone()).message(), for_good: false };
    for address in allowed {
        match talk_to(server, SocketAddr::new(address, server.port), &hello).await {
            Ok(connection) => return Ok(connection),
            Err(refusal) => last = refusal,
        }
    }
    Err(last)
}

async fn talk_to(server: &Server, address: SocketAddr, hello: &ClientId) -> Result<AsyncSmtpConnection, Refusal> {
    let tls = || TlsParameters::new_rustls(server.host.clone()).map_err(|error| refusal(server, &error));
    let implicit = if server.security == Encryption::Tls { Some(tls()?) } else { None };
    let mut connection = AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT_WITHIN), hello, implicit, None)
        .await
        .map_err(|error| refusal(server, &error))?;
    if server.security == Encryption::StartTls {
        if !connection.can_starttls() {
            connection.abort().await;
            return Err(Refusal { why: NO_STARTTLS.into(), for_good: false });
        }
        connection.starttls(tls()?, hello).await.map_err(|error| refusal(server, &error))?;
    }
    Ok(connection)
}

/// What an error of the talk means.
fn refusal(server: &Server, error: &SmtpError) -> Refusal {
    let host = server.host.clone();
    if error.is_permanent() {
        return Refusal { why: REFUSED.with(&[("answer", &words(error))]), for_good: true };
    }
    if error.is_transient() {
        return Refusal { why: NOT_NOW.with(&[("answer", &words(error))]), for_good: false };
    }
    let cause = error.to_string();
    told(&if error.is_timeout() {
        Fault::TookTooLong(host)
    } else if error.is_tls() || failed_at_tls(error) {
        Fault::Tls { host, cause }
    } else if error.is_response() {
        Fault::Garbled { host, cause }
    } else {
        Fault::Unreachable { host, cause: cause_of(error) }
    })
}

/// Did encryption fail while the connection was made? Then lettre tells of the connection only.
fn failed_at_tls(error: &SmtpError) -> bool {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if cause.is::<TlsError>() || inner.and_then(|inner| inner.downcast_ref::<TlsError>()).is_some() {
            return true;
        }
        next = cause.source();
    }
    false
}

/// What the server itself said, with its number.
fn words(error: &SmtpError) -> String {
    let said = cause_of(error);
    brief(&error.status().map_or_else(|| said.clone(), |code| format!("{code} {said}")))
}

fn cause_of(error: &SmtpError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), chain)
}

fn told(fault: &Fault) -> Refusal {
    Refusal { why: fault.message(), for_good: false }
}
