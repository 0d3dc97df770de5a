//! Taking an account in that another box has exported. Whoever made the file may be anybody.
//!
//! It is unpacked beside the accounts under names that the next start clears away, checked and brought up to date there; then the owner
//! of the directory notes the account as pending, puts the files in their place and confirms it. What stops in between leaves nothing
//! that anybody sees, and the next try begins anew.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        model::{Access, Account, AccountStatus, Actor, NewAccount},
        service::{
            ACCOUNTS, access,
            errand::{AgencyErrand, send},
            parcel::manifest::{self, ARCHIVE, Manifest, installation, unusable},
        },
        store::{self as accounts, access_log, parcel as store},
        texts,
    },
    backup::parcel::{self, Fault as Parcel},
    base::{
        error::{Error, Result},
        form::RawForm,
        ids::AccountId,
        time::Timestamp,
    },
    cache::AGENCY,
    db::{
        Class, inspect,
        migrate::{self, Schema},
        open,
        swap::{Swap, incoming, is_passing},
    },
    env::Env,
};

/// What stays free of the disk.
const SPARE_BYTES: u64 = 256 << 20;

/// An account that has arrived, checked and up to date. Its files are gone when this is dropped before it is admitted.
#[derive(Debug)]
pub struct Arrived {
    pub manifest: Manifest,
    new: NewAccount,
    file: PathBuf,
    archive: Option<PathBuf>,
}

impl Drop for Arrived {
    fn drop(&mut self) {
        for path in std::iter::once(&self.file).chain(&self.archive) {
            for ending in ["", "-wal", "-shm"] {
                drop(fs::remove_file(format!("{}{ending}", path.display())));
            }
        }
    }
}

impl Arrived {
    /// The account it was, where it comes from this very installation.
    pub fn own_origin(&self, env: &Env) -> Option<AccountId> {
        (self.manifest.origin.installation == installation(env)).then_some(AccountId(self.manifest.origin.account_id))
    }

    /// Does something with its files before anybody is served from them.
    pub fn with_files<T>(&self, work: impl FnOnce(&Connection, Option<&Connection>) -> Result<T>) -> Result<T> {
        let file = open::writer(&self.file)?;
        let archive = self.archive.as_deref().map(open::writer).transpose()?;
        work(&file, archive.as_ref())
    }
}

/// Unpacks and checks an exported account, to be taken in under its own slug or another one.
pub async fn arrive(env: &Env, from: PathBuf, wanted: Option<String>) -> Result<Arrived> {
    let (folder, data_dir, now) = (env.db.data_dir().join("accounts"), env.db.data_dir().to_owned(), env.now());
    let (own, known) = (installation(env), env.db.control().read(accounts::list).await?);
    let work = move || {
        fs::create_dir_all(&folder).map_err(|cause| Error::internal("making a directory", cause))?;
        let mut arrived = None;
        parcel::unpack(&from, |bytes| {
            let manifest = manifest::parse(bytes).map_err(Refused)?;
            let new = new_account(&manifest, wanted.as_deref()).map_err(Refused)?;
            if known.iter().any(|account| account.slug == new.slug.as_str()) {
                return Err(Refused(Error::conflict("slug", texts::IMPORT_SLUG_TAKEN.with(&[("slug", &new.slug.as_str())]))));
            }
            has_room(&folder, &manifest).map_err(Refused)?;
            let place = |what: &str| incoming(&data_dir, new.slug.as_str(), what, now);
            let archive = manifest.schema.archive.map(|_| place("-archive"));
            let (file, members) = (place(""), manifest.members.clone());
            let places: Vec<PathBuf> = std::iter::once(file.clone()).chain(archive.clone()).collect();
            arrived = Some(Arrived { manifest, new, file, archive });
            Ok(members.into_iter().zip(places).collect())
        })
        .map_err(|Refused(error)| error)?;
        let arrived = arrived.ok_or_else(|| unusable(texts::PARCEL_FOREIGN))?;
        let is_own = arrived.manifest.origin.installation == own;
        check(&arrived.file, Schema::Account, |conn| if is_own { Ok(()) } else { store::forget_users(conn) })?;
        if let Some(archive) = &arrived.archive {
            check(archive, Schema::Archive, |conn| if is_own { Ok(()) } else { store::forget_archived_users(conn) })?;
        }
        Ok(arrived)
    };
    tokio::task::spawn_blocking(work).await.map_err(|cause| Error::internal("unpacking an account", cause))?
}

/// Lets an account that has arrived in: from now on it is served.
pub async fn admit(env: &Env, actor: &Actor, arrived: Arrived) -> Result<Account> {
    let slug = arrived.new.slug.as_str().to_owned();
    let name_of = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let described = &arrived.manifest.account;
    let errand = AdmitAccount {
        slug: slug.clone(),
        name: arrived.new.name.clone(),
        time_zone: arrived.new.zone.name().to_owned(),
        locale: arrived.new.lang.tag().to_owned(),
        status: described.status,
        mask_lists: described.mask_lists,
        created_at: described.created_at,
        file: name_of(&arrived.file),
        archive: arrived.archive.as_deref().map(name_of),
        access: access(actor, "account.import", &format!("account:{slug}")),
    };
    send(env, errand).await?;
    // Put in place by the owner; what is dropped now is not there any more.
    drop(arrived);
    env.db.control().read(move |conn| accounts::find(conn, &slug)?.ok_or(Error::NotFound)).await
}

/// Puts the files of an account in their place that lie in `accounts/`, and lets it be served.
#[derive(Debug, Serialize, Deserialize)]
pub struct AdmitAccount {
    slug: String,
    name: String,
    time_zone: String,
    locale: String,
    status: AccountStatus,
    mask_lists: bool,
    created_at: Timestamp,
    file: String,
    archive: Option<String>,
    access: Access,
}

impl AgencyErrand for AdmitAccount {
    const NAME: &'static str = "accounts.admit";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        let Self { slug, name, time_zone, locale, status, mask_lists, created_at, file, archive, access } = self;
        let folder = env.db.data_dir().join("accounts");
        let path_of = |name: String| {
            let is_one = is_passing(&name) && !name.contains('/');
            is_one.then(|| folder.join(&name)).ok_or_else(|| Error::Internal(format!("{name} is no file on its way in")))
        };
        let (put, put_archive) = (path_of(file)?, archive.map(path_of).transpose()?);
        let form =
            [("slug", &slug), ("name", &name), ("time_zone", &time_zone), ("locale", &locale)].map(|(key, value)| (key, value.as_str()));
        let new = NewAccount::parse(&RawForm::from(form))?;
        let max = env.settings.accounts.max_active;
        let note = move |tx: &crate::db::Tx<'_>| {
            if status == AccountStatus::Active && accounts::count_active(tx)? >= max {
                return Err(Error::conflict("status", texts::TOO_MANY.with(&[("max", &max)])));
            }
            let id = accounts::insert_pending(tx, &new, tx.now())?;
            store::describe(tx, id, status, mask_lists, created_at)?;
            access_log::append(tx, Some(id), None, &access, tx.now())?;
            Ok(id)
        };
        let id = env.db.control().write(Class::Person, note).await?;
        env.db.swap(Swap { slug: slug.clone(), put: Some(put), put_archive, keep_old: false }).await?;
        env.db.account(&slug).await?;
        let env_after = env.clone();
        let confirm = move |tx: &crate::db::Tx<'_>| {
            accounts::confirm(tx, id)?;
            tx.after_commit(move || env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &slug));
            Ok(())
        };
        env.db.control().write(Class::Person, confirm).await
    }
}

/// An error of ours inside the reading of a parcel.
struct Refused(Error);

impl From<Parcel> for Refused {
    fn from(fault: Parcel) -> Self {
        Self(match fault {
            Parcel::Io(cause) => Error::internal("reading the file", cause),
            Parcel::Foreign => unusable(texts::PARCEL_FOREIGN),
            Parcel::TooLarge => unusable(texts::PARCEL_TOO_LARGE),
            Parcel::Truncated => unusable(texts::PARCEL_TRUNCATED),
            Parcel::Changed(name) | Parcel::Unexpected(name) => unusable(texts::PARCEL_CHANGED.with(&[("name", &name)])),
        })
    }
}

fn new_account(manifest: &Manifest, wanted: Option<&str>) -> Result<NewAccount> {
    let account = &manifest.account;
    let slug = wanted.unwrap_or(&account.slug);
    NewAccount::parse(&RawForm::from([
        ("slug", slug),
        ("name", account.name.as_str()),
        ("time_zone", account.time_zone.as_str()),
        ("locale", account.locale.as_str()),
    ]))
}

fn has_room(folder: &Path, manifest: &Manifest) -> Result<()> {
    let disk = rustix::fs::statvfs(folder).map_err(|cause| Error::internal("free disk space", cause))?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let wanted: u64 = manifest.members.iter().map(|member| member.bytes).sum();
    if free < wanted.saturating_add(SPARE_BYTES) {
        let mb = |bytes: u64| bytes.div_ceil(1_000_000);
        return Err(unusable(texts::PARCEL_NO_ROOM.with(&[("wanted", &mb(wanted)), ("free", &mb(free))])));
    }
    Ok(())
}

/// Makes sure that a file is what it should be, and brings it up to date.
fn check(path: &Path, schema: Schema, adapt: impl FnOnce(&Connection) -> Result<()>) -> Result<()> {
    let name = if schema == Schema::Archive { ARCHIVE } else { manifest::FILE };
    let damaged = || unusable(texts::PARCEL_CHANGED.with(&[("name", &name)]));
    let told = |fault: migrate::Fault| match fault {
        migrate::Fault::Newer { .. } => unusable(texts::PARCEL_NEWER),
        migrate::Fault::Foreign(_) => unusable(texts::PARCEL_FOREIGN),
        _ => damaged(),
    };
    {
        let conn = inspect::open(path).map_err(told)?;
        let condition = inspect::examine(&conn, path, schema).map_err(told)?;
        if !condition.complaints.is_empty() {
            return Err(damaged());
        }
    }
    let mut conn = open::writer(path).map_err(|_| damaged())?;
    schema.migrate(&mut conn).map_err(told)?;
    // A file of ours holds our tables and triggers, each as we have written it, and nothing else that could run here.
    if !inspect::is_as_made(&conn, schema).map_err(told)? {
        return Err(unusable(texts::PARCEL_FOREIGN));
    }
    if store::has_loose_ends(&conn)? {
        return Err(damaged());
    }
    adapt(&conn)?;
    conn.close().map_err(|(_, cause)| Error::from(cause))
}
