//! What a restore would change, before it changes anything.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    accounts::{
        model::{Actor, Right},
        service::{self as accounts, AccountCx},
    },
    backup::Snapshot,
    backups::{
        restore::{LeadSince, LeadTold, Preview, Since, Which, changes},
        service::restore::{
            origin::{Origin, pick},
            ready,
            run::{permitted, slugs_in},
        },
        store::restore as store,
        texts::restore as texts,
    },
    base::{
        error::{Error, Result},
        page::{Cursor, PageRequest, Sort},
        time::Timestamp,
    },
    db::migrate::Schema,
    env::Env,
    leads::{
        model::Contact,
        query::{Filter, LeadQuery, Order, Suspects},
        service as leads,
    },
};

/// Leads that are named.
const NAMED: u32 = 5;
/// Leads that are read at once where all are.
const AT_ONCE: u32 = 200;

/// What the restore of an account in place would change, for somebody who may see as much of its leads as elsewhere.
pub async fn preview(env: &Env, actor: &Actor, origin: Origin, which: Which, slug: &str) -> Result<Preview> {
    of(env, actor, &chosen(origin, which).await?, slug).await
}

/// The same of several accounts, or of all that the snapshot has where none is named; an inner error tells why one of them can't be
/// restored.
pub async fn previews(env: &Env, actor: &Actor, origin: Origin, which: Which, slugs: &[&str]) -> Result<Vec<Result<Preview>>> {
    let snapshot = chosen(origin, which).await?;
    let all = slugs_in(&snapshot);
    let named = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    let mut previews = Vec::new();
    for slug in if slugs.is_empty() { all } else { named } {
        previews.push(of(env, actor, &snapshot, &slug).await);
    }
    Ok(previews)
}

/// Opening a repository is slow: its key is derived anew.
async fn chosen(origin: Origin, which: Which) -> Result<Snapshot> {
    let look = move || pick(&origin.look()?, &which).cloned();
    tokio::task::spawn_blocking(look).await.map_err(|cause| Error::internal("a look at backups", cause))?
}

async fn of(env: &Env, actor: &Actor, snapshot: &Snapshot, slug: &str) -> Result<Preview> {
    let (file, archive) = ready::saved(snapshot, slug)?;
    permitted(env, slug, file).await?;
    let mut then: BTreeMap<String, i64> = file.rows.clone();
    then.extend(archive.iter().flat_map(|archive| archive.rows.clone()));
    // A file that can't be read is the best reason to restore it.
    let (mut now, mut since) = (Vec::new(), None);
    if let Ok(cx) = accounts::enter(env, slug, Arc::new(actor.clone())).await {
        now = cx.read(store::count_rows).await.unwrap_or_default();
        if let Some(archive) = env.db.archive(slug).await.ok().flatten() {
            now.extend(archive.read(store::count_rows).await.unwrap_or_default());
        }
        since = came_since(&cx, file.at).await.ok();
    }
    Ok(Preview {
        account: slug.to_owned(),
        snapshot: snapshot.id.clone(),
        at: file.at,
        steps_behind: ready::steps_behind(file, Schema::Account)?,
        bytes: file.bytes + archive.map_or(0, |archive| archive.bytes),
        needed_bytes: ready::room_for(file, archive)?,
        free_bytes: ready::free_bytes(&env.settings.data_dir),
        tables: changes(then, now),
        since,
    })
}

/// All leads that came in after an instant, the newest first, to be kept in a file when the account goes back to it. Noted in the access
/// log, as every export is.
pub async fn leads_since(env: &Env, actor: &Actor, slug: &str, at: Timestamp) -> Result<Vec<LeadTold>> {
    if !actor.may(Right::Export) {
        return Err(Error::Forbidden(texts::MAY_NOT_EXPORT.into()));
    }
    let cx = accounts::enter(env, slug, Arc::new(actor.clone())).await?;
    accounts::access_log::note(env, actor, slug, "lead.export", &format!("leads:since:{at}")).await?;
    let (mut told, mut cursor) = (Vec::new(), None);
    loop {
        let found = leads::list(&cx, since(at, PageRequest { size: AT_ONCE, cursor, ..PageRequest::default() })).await?;
        let (contacts, masks) = (leads::contacts_of(&cx, &found.data).await?, cx.masks_lists());
        told.extend(found.data.into_iter().map(|lead| {
            let contact = contacts.get(&lead.customer_id).cloned().unwrap_or_else(nobody);
            let contact = if masks { contact.masked() } else { contact };
            LeadTold {
                id: lead.id,
                at: lead.created_at,
                name: contact.name,
                phone: contact.phone.unwrap_or_default(),
                email: contact.email.unwrap_or_default(),
                source: lead.source.unwrap_or_default(),
                campaign: lead.campaign.unwrap_or_default(),
                form: lead.form.to_string(),
            }
        }));
        cursor = found.page.next.as_deref().and_then(|next| Cursor::parse(next).ok());
        if cursor.is_none() {
            break;
        }
    }
    Ok(told)
}

fn nobody() -> Contact {
    Contact { name: String::new(), phone: None, email: None }
}

fn since(at: Timestamp, page: PageRequest) -> LeadQuery {
    LeadQuery {
        filter: Filter { suspects: Suspects::Any, from: Some(at.plus_ms(1)), ..Filter::default() },
        search: None,
        sort: Sort { column: Order::Created, descending: true },
        sort_text: crate::leads::query::DEFAULT_ORDER.to_owned(),
        page,
    }
}

async fn came_since(cx: &AccountCx, at: Timestamp) -> Result<Since> {
    let found = leads::list(cx, since(at, PageRequest { size: NAMED, ..PageRequest::default() })).await?;
    let (contacts, masks, lang) = (leads::contacts_of(cx, &found.data).await?, cx.masks_lists(), cx.account().lang);
    let shown = |contact: Contact| if masks { contact.masked() } else { contact }.called(lang).to_owned();
    let newest = found.data.iter().map(|lead| LeadSince {
        id: lead.id,
        at: lead.created_at,
        name: contacts.get(&lead.customer_id).cloned().map(shown).unwrap_or_default(),
    });
    Ok(Since { leads: found.page.total, newest: newest.collect() })
}
