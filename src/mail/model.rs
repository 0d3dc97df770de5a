//! A mail server as it is typed and as it is stored.

use url::Host;

use crate::{
    base::{
        email::Email,
        encryption::Encryption,
        error::{Error, FieldErrors, Result},
        form::RawForm,
        lang::Message,
        secret::Secret,
        time::Timestamp,
    },
    mail::texts,
};

/// A server as it lies in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub host: String,
    pub port: u16,
    pub security: Encryption,
    /// Empty: it asks for no log-in.
    pub username: String,
    /// Sealed.
    pub password: Option<Vec<u8>>,
    pub from_email: Email,
    pub from_name: String,
    pub reply_to: Option<Email>,
    pub updated_at: Timestamp,
}

impl Stored {
    /// The form as it is first shown; without the password, which nobody sees again.
    pub fn to_form(&self) -> RawForm {
        RawForm::from([
            ("host", self.host.as_str()),
            ("port", self.port.to_string().as_str()),
            ("security", self.security.name()),
            ("username", self.username.as_str()),
            ("from_email", self.from_email.as_str()),
            ("from_name", self.from_name.as_str()),
            ("reply_to", self.reply_to.as_ref().map(Email::as_str).unwrap_or_default()),
        ])
    }
}

/// A server as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub host: String,
    pub port: u16,
    pub security: Encryption,
    pub username: String,
    /// Absent: the one that is stored stays.
    pub password: Option<Secret>,
    pub from_email: Email,
    pub from_name: String,
    pub reply_to: Option<Email>,
}

impl Typed {
    /// Reads the fields of the form.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let host = errors.take("host", parse_host(form.text("host")));
        let port = errors.take("port", form.text("port").parse().ok().filter(|port| *port > 0).ok_or_else(|| texts::PORT.into()));
        let security = errors.take("security", Encryption::from_name(form.text("security")).ok_or_else(|| texts::SECURITY.into()));
        let username = errors.take("username", parse_line(form.text("username"), 254));
        let password = form.raw("password").filter(|typed| !typed.is_empty()).map(Secret::new);
        if password.as_ref().is_some_and(|password| password.reveal().chars().count() > 500) {
            errors.add("password", texts::TOO_LONG);
        }
        let from_email = errors.take("from_email", Email::parse(form.text("from_email")));
        let from_name = errors.take("from_name", parse_line(form.text("from_name"), 100));
        let reply_to = form.filled("reply_to").and_then(|typed| errors.take("reply_to", Email::parse(typed)));
        match (host, port, security, username, from_email, from_name) {
            (Some(host), Some(port), Some(security), Some(username), Some(from_email), Some(from_name)) if errors.is_empty() => {
                Ok(Self { host, port, security, username, password, from_email, from_name, reply_to })
            }
            _ => Err(Error::Invalid(errors)),
        }
    }

    /// May the stored password stay? Only for the same log-in at the same server: a password must not be sent where it was not meant
    /// for, by whoever may change the settings.
    pub fn keeps_password_of(&self, stored: &Stored) -> bool {
        (&self.host, self.port, self.security, &self.username) == (&stored.host, stored.port, stored.security, &stored.username)
    }
}

/// Why the account's letters go the way they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Account,
    Agency,
    /// Nobody has set a server up: no letter leaves.
    Nobody,
}

/// A name or a literal address, in the form that name servers and certificates know.
fn parse_host(typed: &str) -> std::result::Result<String, Message> {
    let bare = typed.trim_matches(['[', ']']);
    if let Ok(address) = bare.parse::<std::net::IpAddr>() {
        return Ok(address.to_string());
    }
    match Host::parse(bare) {
        Ok(Host::Domain(name)) if name.len() <= 253 && !name.ends_with('.') => Ok(name),
        _ => Err(texts::HOST.into()),
    }
}

fn parse_line(typed: &str, most: usize) -> std::result::Result<String, Message> {
    match typed.chars().count() {
        count if count <= most && !typed.chars().any(char::is_control) => Ok(typed.to_owned()),
        _ => Err(texts::TOO_LONG.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(changes: &[(&str, &str)]) -> RawForm {
        let mut all = vec![("host", "smtp.example.com"), ("port", "587"), ("security", "starttls"), ("from_email", "a@b.kr")];
        all.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        all.extend_from_slice(changes);
        RawForm::new(all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn a_server_is_read() {
        let typed = Typed::parse(&form(&[("host", "SMTP.한국.kr"), ("username", " me "), ("password", " p ")])).expect("read");
        assert_eq!((typed.host.as_str(), typed.port, typed.username.as_str()), ("smtp.xn--3e0b707e.kr", 587, "me"));
        assert_eq!(typed.password, Some(Secret::new(" p ")));
        assert_eq!(Typed::parse(&form(&[("host", "[::1]")])).expect("read").host, "::1");
        assert_eq!(Typed::parse(&form(&[("password", "")])).expect("read").password, None);
    }

    #[test]
    fn faults_are_named_by_field() {
        for (field, wrong) in [
            ("host", ""),
            ("host", "a b"),
            ("host", "x/y"),
            ("host", "a@b"),
            ("host", "smtp.example.com:25"),
            ("port", "0"),
            ("port", "65536"),
            ("port", "x"),
            ("security", "ssl"),
            ("from_email", "x"),
            ("reply_to", "x"),
            ("from_name", "a\nb"),
            ("username", "a\rb"),
        ] {
            let Err(Error::Invalid(errors)) = Typed::parse(&form(&[(field, wrong)])) else { panic!("{field} {wrong:?}") };
            assert!(errors.of(field).is_some(), "{field} {wrong:?}");
        }
    }
}
