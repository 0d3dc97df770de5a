//! Putting files in an account's place: what only the owner of the directory does.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        model::Access,
        service::{self as accounts, errand::AgencyErrand},
    },
    backups::{service::restore::ready, store::restore as store},
    base::error::{Error, Result},
    db::{open, outbox, swap::Swap},
    env::Env,
};

/// Puts files that are ready in the place of an account's.
#[derive(Debug, Serialize, Deserialize)]
pub struct PutInPlace {
    pub slug: String,
    pub file: PathBuf,
    pub archive: Option<PathBuf>,
    /// What the access log says of it.
    pub by: Access,
}

/// Ids that are left out where the old file can't tell how far it came.
const GAP: i64 = 100_000;

impl AgencyErrand for PutInPlace {
    const NAME: &'static str = "backups.put_in_place";
    /// The name of the old file, where there was one.
    type Answer = Option<String>;

    async fn carry_out(self, env: &Env) -> Result<Option<String>> {
        let account = accounts::find(env, &self.slug).await?.ok_or(Error::NotFound)?;
        while accounts::relay_access_log(env, &account).await? > 0 {}
        let (id, now, slug, looked_up) = (account.id, env.now(), self.slug.clone(), account.clone());
        let heard = env.db.control().read(move |conn| store::last_event(conn, id)).await?;
        let kept = env
            .db
            .while_closed(&slug, move |held| {
                // Minutes may have gone since the files were begun with, and somebody may have been erased.
                if !held.ask_control(move |conn| accounts::is_there(conn, &looked_up))? {
                    return Err(Error::NotFound);
                }
                ready::look_again(held, id, &self.file, self.archive.as_deref())?;
                let [old, _] = held.files();
                let past = Past::of(&old, heard);
                let conn = open::writer(&self.file)?;
                past.hand_over(&conn)?;
                let payload = serde_json::to_string(&self.by).map_err(|cause| Error::internal("access log", cause))?;
                outbox::add(&conn, outbox::Kind::Access, &payload, now)?;
                drop(conn);
                held.swap(&Swap { slug: self.slug, put: Some(self.file), put_archive: self.archive, keep_old: true })
            })
            .await?;
        env.db.account(&account.slug).await?;
        Ok(kept.and_then(|path| Some(path.file_name()?.to_str()?.to_owned())))
    }
}

/// What the old file hands over to the one in its place: how far its ids came, and what the access log has not heard yet.
struct Past {
    sequences: Vec<(String, i64)>,
    accesses: Vec<outbox::Event>,
}

impl Past {
    /// `heard` is the last event that the access log knows of.
    fn of(old: &Path, heard: i64) -> Self {
        let read = || -> Result<Self> {
            let conn = open::reader(old)?;
            let accesses = outbox::waiting(&conn, outbox::Kind::Access, u32::MAX)?;
            Ok(Self { sequences: store::sequences(&conn)?, accesses })
        };
        let mut past = read().unwrap_or_else(|cause| {
            tracing::warn!(file = %old.display(), %cause, "the file that is replaced can't be read; ids go on well behind what it may have had");
            Self { sequences: vec![("outbox".to_owned(), heard + GAP)], accesses: Vec::new() }
        });
        past.sequences.push(("outbox".to_owned(), heard));
        past
    }

    fn hand_over(&self, conn: &Connection) -> Result<()> {
        let tx = conn.unchecked_transaction()?;
        for access in &self.accesses {
            outbox::take_over(&tx, outbox::Kind::Access, access)?;
        }
        for (table, last) in &self.sequences {
            store::raise_sequence(&tx, table, *last)?;
        }
        tx.commit()?;
        Ok(())
    }
}
