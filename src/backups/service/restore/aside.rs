//! Accounts that show a snapshot of another one: to look at it first, and then to put it in place or to let it go.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        model::{Access, AccountStatus, Actor, NewAccount},
        service::{
            self as accounts,
            adopt::Adoption,
            errand::{AgencyErrand, see_through},
        },
    },
    backups::{
        restore::{Aside, aside_slug},
        service::restore::{place::PutInPlace, ready},
        store::restore as store,
        texts::restore as texts,
    },
    base::{
        error::{Error, Result},
        ids::AccountId,
        time::Timestamp,
    },
    db::{Held, Tx, swap::Swap},
    env::Env,
    retention::service as retention,
};

/// Shows files that are ready as an account of its own: read-only, and nothing of it is public.
#[derive(Debug, Serialize, Deserialize)]
pub struct ShowAside {
    /// The slug of the account whose snapshot it is.
    pub of: String,
    pub file: PathBuf,
    pub archive: Option<PathBuf>,
    pub snapshot: String,
    pub at: Timestamp,
    pub by: Access,
}

impl AgencyErrand for ShowAside {
    const NAME: &'static str = "backups.show_aside";
    /// The new account's slug.
    type Answer = String;

    async fn carry_out(self, env: &Env) -> Result<String> {
        let of = accounts::find(env, &self.of).await?.ok_or(Error::NotFound)?;
        let known: Vec<String> = accounts::list(env).await?.into_iter().map(|account| account.slug).collect();
        let day = of.zone.day_of(self.at);
        let slug = aside_slug(&of.slug, day, |slug| known.iter().any(|known| known == slug)).ok_or_else(Error::busy)?;
        let name = texts::ASIDE_NAME.with(&[("name", &of.name), ("date", &day)]);
        let new = NewAccount { slug: slug.clone(), name: name.get(of.lang).to_owned(), zone: of.zone, lang: of.lang };
        let swap = Swap { slug: slug.as_str().to_owned(), put: Some(self.file), put_archive: self.archive, keep_old: false };
        let (file, archive) = (swap.put.clone(), swap.put_archive.clone());
        let (snapshot, at) = (self.snapshot, self.at);
        // Noted with the account itself: whoever is erased from the one it shows is looked for in it too.
        let note = move |tx: &Tx<'_>, id| {
            if !accounts::is_there(tx, &of)? {
                return Err(Error::NotFound);
            }
            store::note_aside(tx, id, of.id, &snapshot, at)
        };
        let last = move |held: &Held, id| match &file {
            Some(file) => ready::look_again(held, id, file, archive.as_deref()),
            None => Ok(()),
        };
        let adoption = Adoption { new, status: AccountStatus::Archived, swap, by: self.by };
        Ok(accounts::adopt::adopt(env, adoption, note, last).await?.slug)
    }
}

/// What an account shows; absent for an ordinary one.
pub async fn shown(env: &Env, slug: &str) -> Result<Option<Aside>> {
    let Some(account) = accounts::find(env, slug).await? else { return Ok(None) };
    let id = account.id;
    let Some((of, snapshot, at)) = env.db.control().read(move |conn| store::aside_of(conn, id)).await? else { return Ok(None) };
    let of = accounts::list(env).await?.into_iter().find(|account| account.id == of);
    Ok(Some(Aside { account, of, snapshot, at }))
}

/// Puts what an account shows in the place of the one that it was taken from, and lets it go.
#[derive(Debug, Serialize, Deserialize)]
pub struct PutShown {
    pub slug: String,
    pub by: Access,
}

impl AgencyErrand for PutShown {
    const NAME: &'static str = "backups.put_shown";
    /// The slug of the account that was restored.
    type Answer = String;

    async fn carry_out(self, env: &Env) -> Result<String> {
        put_shown(env, self).await
    }
}

/// Lets an account go that was only there to be looked at.
#[derive(Debug, Serialize, Deserialize)]
pub struct LetGo {
    pub slug: String,
    pub by: Access,
}

impl AgencyErrand for LetGo {
    const NAME: &'static str = "backups.let_go";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        let shown = shown_or_refuse(env, &self.slug).await?;
        accounts::adopt::dismiss(env, &shown.account, self.by).await
    }
}

/// Puts what an account shows in the place of the one that it was taken from. Answers with that one's slug.
pub async fn put_in_place(env: &Env, actor: &Actor, slug: &str) -> Result<String> {
    see_through(env, PutShown { slug: slug.to_owned(), by: accounts::access(actor, "account.restore", &format!("account:{slug}")) }).await
}

/// Lets an account go that was only there to be looked at.
pub async fn remove(env: &Env, actor: &Actor, slug: &str) -> Result<()> {
    see_through(env, LetGo { slug: slug.to_owned(), by: accounts::access(actor, "account.remove_restored", &format!("account:{slug}")) })
        .await
}

async fn put_shown(env: &Env, asked: PutShown) -> Result<String> {
    let shown = shown_or_refuse(env, &asked.slug).await?;
    let of = shown.of.clone().ok_or_else(|| Error::conflict("account", texts::ORIGINAL_GONE))?;
    let (list, now, data_dir) = (retention::list_of(env, shown.account.id).await?, env.now(), env.settings.data_dir.clone());
    let (to, at) = (of.slug.clone(), shown.at);
    let copy = move |held: &Held| {
        let [file, archive] = held.files();
        ready::copy_ready(&data_dir, &to, [&file, &archive], at, &list, now)
    };
    let ready = env.db.while_closed(&asked.slug, copy).await?;
    let put = PutInPlace { slug: of.slug.clone(), file: ready.file.clone(), archive: ready.archive.clone(), by: asked.by.clone() };
    put.carry_out(env).await.inspect_err(|_| ready::discard(&ready))?;
    accounts::adopt::dismiss(env, &shown.account, Access { action: "account.remove_restored".to_owned(), ..asked.by }).await?;
    Ok(of.slug)
}

/// The accounts that show snapshots of this one.
pub async fn shown_of(env: &Env, of: AccountId) -> Result<Vec<Aside>> {
    let mut all = Vec::new();
    for account in accounts::list(env).await? {
        all.extend(shown(env, &account.slug).await?.filter(|shown| shown.of.as_ref().is_some_and(|account| account.id == of)));
    }
    Ok(all)
}

async fn shown_or_refuse(env: &Env, slug: &str) -> Result<Aside> {
    shown(env, slug).await?.ok_or_else(|| Error::conflict("account", texts::NOT_ASIDE.with(&[("account", &slug)])))
}
