//! The lines of the settings file that put the admin and visitors' pages under names of their own. Somebody else writes them there.

use url::Host;

use crate::{
    base::{
        email::Email,
        error::{FieldErrors, Result},
        form::RawForm,
        lang::{Message, Text},
    },
    operations::texts::first_day as texts,
};

/// Who encrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// This server, with certificates that it gets by itself.
    Acme,
    /// This server, with files of one's own.
    Files,
    /// A proxy in front of it.
    Proxy,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Acme, Self::Files, Self::Proxy];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Acme => "acme",
            Self::Files => "files",
            Self::Proxy => "proxy",
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Acme => texts::WAY_ACME,
            Self::Files => texts::WAY_FILES,
            Self::Proxy => texts::WAY_PROXY,
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub way: Way,
    pub admin: String,
    pub visitors: String,
    /// Whom the authority may write to; only where it is asked for certificates.
    pub email: Option<Email>,
}

impl Wish {
    /// Reads `way`, `admin`, `visitors` and `email`; absent before anything was asked.
    pub fn parse(query: &RawForm) -> Result<Option<Self>> {
        if ["way", "admin", "visitors", "email"].iter().all(|field| query.raw(field).is_none()) {
            return Ok(None);
        }
        let mut errors = FieldErrors::default();
        let way = errors.take("way", Way::from_name(query.text("way")).ok_or_else(|| texts::WAY_NEEDED.into()));
        let admin = errors.take("admin", host(query.text("admin")));
        let visitors = errors.take("visitors", host(query.text("visitors")));
        if admin.is_some() && admin == visitors {
            errors.add("visitors", texts::SAME_HOST);
        }
        let email = if way == Some(Way::Acme) { errors.take("email", Email::parse(query.text("email"))) } else { None };
        errors.check()?;
        Ok(way.zip(admin).zip(visitors).map(|((way, admin), visitors)| Self { way, admin, visitors, email }))
    }

    /// The lines, each a key with its value.
    pub fn lines(&self) -> Vec<String> {
        let line = |key: &str, value: &str| format!("{key} = {}", serde_json::Value::from(value));
        let mut lines = vec![
            line("admin.base_url", &format!("https://{}", self.admin)),
            line("public.base_url", &format!("https://{}", self.visitors)),
        ];
        match self.way {
            Way::Acme => lines.extend(self.email.as_ref().map(|email| line("tls.acme.email", email.as_str()))),
            Way::Files => {
                lines.push(line("tls.cert_file", "/etc/dangol/fullchain.pem"));
                lines.push(line("tls.key_file", "/etc/dangol/privkey.pem"));
            }
            Way::Proxy => lines.push(r#"public.trusted_proxies = ["127.0.0.1/32"]"#.to_owned()),
        }
        lines
    }
}

/// A name that others can look up, in letters that the DNS knows.
fn host(typed: &str) -> std::result::Result<String, Message> {
    let bare = typed.trim().trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    match Host::parse(bare) {
        Ok(Host::Domain(name)) if name.contains('.') && name.len() <= 253 && !name.ends_with('.') => Ok(name),
        _ => Err(texts::HOST_NEEDED.into()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wish(way: &str, admin: &str, visitors: &str, email: &str) -> Result<Option<Wish>> {
        Wish::parse(&RawForm::from([("way", way), ("admin", admin), ("visitors", visitors), ("email", email)]))
    }

    #[test]
    fn names_are_read_as_they_are_typed() {
        let wish = wish("acme", " https://Admin.Example.kr/ ", "페이지.한국", "owner@example.kr").unwrap().unwrap();
        assert_eq!((wish.admin.as_str(), wish.visitors.as_str()), ("admin.example.kr", "xn--hu5b25b77n.xn--3e0b707e"));
        assert_eq!(
            wish.lines(),
            [
                r#"admin.base_url = "https://admin.example.kr""#,
                r#"public.base_url = "https://xn--hu5b25b77n.xn--3e0b707e""#,
                r#"tls.acme.email = "owner@example.kr""#,
            ]
        );
    }

    #[test]
    fn what_does_not_go_together_is_told_beside_its_field() {
        let faulty = |wish: Result<Option<Wish>>| {
            let errors = wish.unwrap_err().into_field_errors().unwrap();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(faulty(wish("", "", "", "")), ["way", "admin", "visitors"]);
        assert_eq!(faulty(wish("acme", "a.kr", "A.kr", "nobody")), ["visitors", "email"]);
        assert_eq!(faulty(wish("proxy", "127.0.0.1", "localhost", "")), ["admin", "visitors"]);
        assert_eq!(wish("proxy", "a.kr", "b.kr", "nobody").unwrap().unwrap().email, None);
        assert_eq!(Wish::parse(&RawForm::default()).unwrap(), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_the_lines_are_a_settings_file(admin in ".{0,40}|[a-z.\"\\\\]{1,20}", email in "[a-z\"'\\\\]{1,9}@[a-z.]{3,9}") {
            for way in Way::ALL {
                if let Ok(Some(wish)) = wish(way.name(), &admin, "page.example.kr", &email) {
                    let file = wish.lines().join("\n");
                    let table: toml::Table = file.parse().unwrap();
                    let read = table["admin"]["base_url"].as_str().unwrap();
                    prop_assert_eq!(read.to_owned(), format!("https://{}", wish.admin));
                }
            }
        }
    }
}
