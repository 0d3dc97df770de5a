//! The first member of an exported account: what it is, and what the others must be.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        model::{Account, AccountStatus},
        texts,
    },
    backup::parcel::Member,
    base::{
        error::{Error, Result},
        lang::{Message, Text},
        sign,
        time::Timestamp,
    },
    env::Env,
};

/// The form of the file. A reader of an older one refuses it.
pub const FORMAT: u32 = 1;
/// The account's file and its archive.
pub const FILE: &str = "account.db";
pub const ARCHIVE: &str = "archive.db";
/// An account has some hundreds of megabytes; more than this is no account.
const MOST_BYTES: u64 = 64 << 30;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    /// The version of the product that wrote it.
    pub product: String,
    pub exported_at: Timestamp,
    pub account: Described,
    pub origin: Origin,
    /// Migrations that the files have.
    pub schema: Versions,
    /// What could not come along: secrets that only the other box can open.
    pub left_out: Vec<LeftOut>,
    /// Host names that lead to the account; none so far.
    pub hosts: Vec<String>,
    /// The files that follow, in their order.
    pub members: Vec<Member>,
}

/// What the agency's file knows of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Described {
    pub slug: String,
    pub name: String,
    pub status: AccountStatus,
    pub time_zone: String,
    pub locale: String,
    pub mask_lists: bool,
    pub created_at: Timestamp,
}

/// Where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Tells installations apart, and says nothing else of them.
    pub installation: String,
    /// The account's id there.
    pub account_id: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    pub account: u32,
    /// Absent without an archive.
    pub archive: Option<u32>,
}

/// A secret that did not come along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    MailPassword,
    /// The endpoint with its secret.
    Webhook,
}

impl LeftOut {
    /// What somebody has to do about it.
    pub const fn told(self) -> Text {
        match self {
            Self::MailPassword => texts::LEFT_MAIL_PASSWORD,
            Self::Webhook => texts::LEFT_WEBHOOK,
        }
    }
}

/// What tells this installation from others.
pub fn installation(env: &Env) -> String {
    sign::signature(&env.signing_key, "installation", "exports")
}

pub fn described(account: &Account) -> Described {
    Described {
        slug: account.slug.clone(),
        name: account.name.clone(),
        status: account.status,
        time_zone: account.zone.name().to_owned(),
        locale: account.lang.tag().to_owned(),
        mask_lists: account.mask_lists,
        created_at: account.created_at,
    }
}

/// Reads a manifest that may be anybody's.
pub fn parse(bytes: &[u8]) -> Result<Manifest> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let Format { format } = serde_json::from_slice(bytes).map_err(|_| unusable(texts::PARCEL_FOREIGN))?;
    if format > FORMAT {
        return Err(unusable(texts::PARCEL_NEWER));
    }
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|_| unusable(texts::PARCEL_FOREIGN))?;
    let names: Vec<&str> = manifest.members.iter().map(|member| member.name.as_str()).collect();
    let bytes = manifest.members.iter().try_fold(0_u64, |sum, member| sum.checked_add(member.bytes)).unwrap_or(u64::MAX);
    if !matches!(names[..], [FILE] | [FILE, ARCHIVE]) || manifest.schema.archive.is_some() != (names.len() == 2) {
        return Err(unusable(texts::PARCEL_FOREIGN));
    }
    if bytes > MOST_BYTES {
        return Err(unusable(texts::PARCEL_TOO_LARGE));
    }
    Ok(manifest)
}

/// The file can't be taken in, and why.
pub fn unusable(why: impl Into<Message>) -> Error {
    Error::field("file", why)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn written() -> Value {
        json!({
            "format": 1, "product": "0.1.0", "exported_at": "2026-11-23T00:00:00Z",
            "account": {"slug": "a", "name": "A", "status": "active", "time_zone": "Asia/Seoul", "locale": "ko", "mask_lists": false,
                "created_at": "2026-11-01T00:00:00Z"},
            "origin": {"installation": "x", "account_id": 1}, "schema": {"account": 9, "archive": null}, "left_out": ["webhook"], "hosts": [],
            "members": [{"name": "account.db", "bytes": 4096, "sha256": "00"}]
        })
    }

    fn read(change: impl FnOnce(&mut Value)) -> Result<Manifest> {
        let mut value = written();
        change(&mut value);
        parse(value.to_string().as_bytes())
    }

    #[test]
    fn a_manifest_names_its_members_and_no_others() {
        let manifest = read(|_| ()).expect("read");
        assert_eq!(parse(&serde_json::to_vec(&manifest).expect("written")).expect("read again"), manifest);
        let archive = json!({"name": "archive.db", "bytes": 1, "sha256": ""});
        read(|value| {
            value["members"].as_array_mut().expect("members").push(archive.clone());
            value["schema"]["archive"] = 1.into();
        })
        .expect("with its archive");
        for name in ["../account.db", "/etc/passwd", "control.db", "account.db\u{0}"] {
            read(|value| value["members"][0]["name"] = name.into()).expect_err(name);
        }
        read(|value| value["members"] = json!([])).expect_err("none");
        read(|value| value["members"].as_array_mut().expect("members").push(archive.clone())).expect_err("an archive without its version");
        read(|value| value["members"][0]["bytes"] = u64::MAX.into()).expect_err("too large");
        read(|value| value["format"] = 2.into()).expect_err("newer");
        read(|value| value["extra"] = 1.into()).expect_err("unknown");
        parse(b"{}").expect_err("empty");
    }
}
