//! What is done with landing pages: written, published, rolled back, previewed, served.

use std::{collections::HashMap, sync::Arc};

use rusqlite::Connection;

use crate::{
    accounts::{
        model::{Actor, ActorKind, Role},
        service::{self as accounts, AccountCx, AccountTx, hosts},
    },
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{FunnelId, PageId},
        page::{Page, PageRequest},
        period::Period,
        sign,
        slug::Slug,
        table::Table,
        time::{DAY_MS, Day, HOUR_MS, Timestamp},
    },
    cache::{Shelf, Space, Weigh},
    env::Env,
    landing::{
        model::{LandingPage, NewPage, PageChange, PageStatus, Version},
        query::PageQuery,
        served::{self, ServedPage},
        stats::{self, Counted, Figures, Stats},
        store, texts,
        visitor::{self, Site},
    },
    rollups::{model::Slice, service as rollups},
};

/// Rendered pages by slug, with their compressed bodies.
const PAGES: Space = Space { name: "pages", lifetime_ms: DAY_MS, shelf: Shelf::Pages };

/// Slugs of pages that stand at a host name's `/`, by id.
const SLUGS: Space = Space { name: "page slugs", lifetime_ms: DAY_MS, shelf: Shelf::Data };

/// The counter that gives pages their ids: that of a deleted page is not given again, since its views stay counted.
const LAST_ID: &str = "landing_page.last_id";

const PREVIEW: &str = "preview";
const PREVIEW_MS: i64 = HOUR_MS;

/// What visitors find at a slug.
#[derive(Clone, Debug)]
pub enum Served {
    Live(Arc<ServedPage>),
    Archived,
    Missing,
}

/// Makes a page.
pub async fn create(cx: &AccountCx, new: NewPage) -> Result<LandingPage> {
    cx.env().plan.room_for(Table::LandingPage, 1)?;
    let (forget, env) = (forget(cx), cx.env().clone());
    cx.write(move |tx| {
        check_funnel(tx, new.content.funnel_id)?;
        rollups::add_to_counter(tx, LAST_ID, 1)?;
        let id = PageId(rollups::counter(tx, LAST_ID)?);
        store::insert(tx, id, &new, tx.now())?;
        tx.log("landing_page.create", &subject(id))?;
        move_to(tx, id, new.status)?;
        tx.after_commit(forget);
        tx.after_commit(move || env.plan.added(Table::LandingPage, 1));
        store::get(tx, id)
    })
    .await
}

/// Puts a page with its past into a file that is filled at once: when it was made, first shown and, where it was, ended.
pub fn put(conn: &Connection, id: PageId, new: &NewPage, made: Timestamp, shown: Option<(Timestamp, Option<Timestamp>)>) -> Result<()> {
    const BY: &str = "demo";
    rollups::add_to_counter(conn, LAST_ID, 1)?;
    store::insert(conn, id, new, made)?;
    let Some((shown, ended)) = shown else { return Ok(()) };
    store::publish(conn, id, BY, shown)?;
    ended.map_or(Ok(()), |ended| store::withdraw(conn, id, PageStatus::Archived, ended))
}

/// A page with its HTML.
pub async fn get(cx: &AccountCx, id: PageId) -> Result<LandingPage> {
    cx.read(move |conn| store::get(conn, id)).await
}

pub async fn list(cx: &AccountCx, query: PageQuery) -> Result<Page<LandingPage>> {
    cx.read(move |conn| store::list(conn, &query)).await
}

/// Titles of all pages by title, for choices and for lists that name pages.
pub fn names(conn: &Connection) -> Result<Vec<(PageId, String)>> {
    store::names(conn)
}

/// A page's title, and the labels of its form by the names of the fields.
pub fn labels(conn: &Connection, id: PageId) -> Result<(String, HashMap<String, String>)> {
    let (title, form) = store::form_of(conn, id)?;
    Ok((title, form.fields.into_iter().map(|field| (field.name, field.label)).collect()))
}

/// Each page's figures of a period, for a list; pages without any are left out.
pub fn figures(conn: &Connection, from: Day, to: Day) -> Result<HashMap<PageId, Figures>> {
    store::figures(conn, from, to)
}

/// A page's figures of a period in one.
pub async fn total(cx: &AccountCx, id: PageId, period: Period) -> Result<Figures> {
    cx.read(move |conn| Ok(stats::sum(&rollups::page_days(conn, id, period.from, period.to)?))).await
}

/// What a page brought in a period, compared with the one before, and the page's title.
pub async fn stats(cx: &AccountCx, id: PageId, period: Period) -> Result<(String, Stats)> {
    cx.read(move |conn| {
        let title = store::title_of(conn, id)?;
        let rows = rollups::page_rows(conn, &[id], period, Slice::default())?;
        let before = rollups::page_days(conn, id, period.previous().from, period.previous().to)?;
        let counted = Counted::of(period, &rows, &before, rollups::page_referrers(conn, id, period)?);
        let words = rollups::words(conn, &counted.words())?;
        Ok((title, counted.told(&words)))
    })
    .await
}

/// Changes the draft. Visitors see the new address at once, everything else when the page is published again.
pub async fn change(cx: &AccountCx, id: PageId, change: PageChange) -> Result<LandingPage> {
    let forget = forget(cx);
    cx.write(move |tx| {
        if let Some(Some(funnel)) = change.funnel_id {
            check_funnel(tx, Some(funnel))?;
        }
        let mut page = store::get(tx, id)?;
        let status = change.status.unwrap_or(page.status);
        let html = change.html.filter(|html| page.html.as_ref() != Some(html));
        page.slug = change.slug.unwrap_or(page.slug);
        page.title = change.title.unwrap_or(page.title);
        page.form = change.form.unwrap_or(page.form);
        page.funnel_id = change.funnel_id.unwrap_or(page.funnel_id);
        page.thank_you = change.thank_you.unwrap_or(page.thank_you);
        store::update(tx, &page, tx.now())?;
        if let Some(html) = html {
            store::update_html(tx, id, &html)?;
        }
        tx.log("landing_page.update", &subject(id))?;
        if status != page.status {
            move_to(tx, id, status)?;
        }
        tx.after_commit(forget);
        store::get(tx, id)
    })
    .await
}

/// Shows the draft to visitors as a new version. What they already see just so stays the version it is.
pub async fn publish(cx: &AccountCx, id: PageId) -> Result<LandingPage> {
    set_status(cx, id, PageStatus::Published).await
}

/// Takes a page back to draft: visitors find nothing there.
pub async fn unpublish(cx: &AccountCx, id: PageId) -> Result<LandingPage> {
    set_status(cx, id, PageStatus::Draft).await
}

/// Ends a page: visitors are told so.
pub async fn archive(cx: &AccountCx, id: PageId) -> Result<LandingPage> {
    set_status(cx, id, PageStatus::Archived).await
}

pub async fn versions(cx: &AccountCx, id: PageId, request: PageRequest) -> Result<Page<Version>> {
    cx.read(move |conn| {
        store::get(conn, id)?;
        store::versions(conn, id, &request)
    })
    .await
}

/// The draft becomes what a version holds; visitors see it once it is published.
pub async fn restore(cx: &AccountCx, id: PageId, number: i64) -> Result<LandingPage> {
    cx.write(move |tx| {
        store::restore(tx, id, number, tx.now())?;
        tx.log("landing_page.restore", &subject(id))?;
        store::get(tx, id)
    })
    .await
}

/// Deletes a page that never brought a lead.
pub async fn delete(cx: &AccountCx, id: PageId) -> Result<()> {
    let forget = forget(cx);
    cx.write(move |tx| {
        if store::has_leads(tx, id)? {
            return Err(Error::conflict("id", texts::HAS_LEADS));
        }
        if store::has_campaign(tx, id)? {
            return Err(Error::conflict("id", texts::HAS_CAMPAIGN));
        }
        store::delete(tx, id)?;
        tx.log("landing_page.delete", &subject(id))?;
        tx.after_commit(forget);
        Ok(())
    })
    .await
}

/// Where visitors find a page.
pub fn url(cx: &AccountCx, slug: &Slug) -> String {
    hosts::page_url(cx.env(), cx.account(), slug.as_str())
}

/// The hosts under which visitors reach an account's pages: their own, with its port, and those of the account.
pub async fn hosts_of(cx: &AccountCx) -> Result<Vec<String>> {
    let url = cx.env().settings.public_base_url();
    let own = url.split_once("://").map_or(url.clone(), |(_, host)| host.to_owned());
    let names = hosts::names_of(cx.env(), cx.account().id).await?;
    Ok(std::iter::once(own).chain(names.iter().map(|hosted| hosted.name.as_str().to_owned())).collect())
}

/// The page of a slug, whatever its status; absent when there is none.
pub fn find_id(conn: &Connection, slug: &str) -> Result<Option<PageId>> {
    store::find_id(conn, slug)
}

/// The slug of a page; absent when there is none.
pub fn find_slug(conn: &Connection, id: PageId) -> Result<Option<String>> {
    store::find_slug(conn, id)
}

/// The same, kept until something about the account's pages changes: asked for with every visit to a host name's `/`.
pub async fn slug_of(cx: &AccountCx, id: PageId) -> Result<Option<String>> {
    let load = async { cx.read(move |conn| store::find_slug(conn, id)).await?.map(|slug| vec![slug]).ok_or(Error::NotFound) };
    match cx.env().cache.get_or_load(&SLUGS, cx.account().id, &id.to_string(), cx.now(), load).await {
        Ok(kept) => Ok(kept.first().cloned()),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// An address for visitors that shows the draft for an hour, to whoever has it.
pub fn preview_url(cx: &AccountCx, id: PageId) -> String {
    let expires = cx.now().plus_ms(PREVIEW_MS);
    let value = format!("{}:{id}:{}", cx.account().slug, expires.0);
    let token = sign::signed(&cx.env().signing_key, PREVIEW, &value);
    format!("{}/v/{token}", hosts::origin(cx.env(), cx.account()))
}

/// The slug of the account whose draft a preview's token shows; absent when the token is not ours or too old.
pub fn previewed_account<'a>(env: &Env, token: &'a str) -> Option<&'a str> {
    previewed(env, token).map(|(slug, _)| slug)
}

/// The draft behind a preview's token; absent when the token is not ours or too old, or the page is gone.
pub async fn preview(env: &Env, token: &str) -> Result<Option<String>> {
    let Some((slug, id)) = previewed(env, token) else { return Ok(None) };
    let actor = Actor { kind: ActorKind::Visitor, name: String::new(), role: Role::Viewer, may_export: false, address: None };
    let page = match accounts::enter(env, slug, Arc::new(actor)).await {
        Ok(cx) => get(&cx, id).await.map(|page| (page, cx.account().lang)),
        Err(error) => Err(error),
    };
    match page {
        Ok((page, lang)) => {
            let site = Site { account: None, lang };
            let html = page.html.unwrap_or_default();
            Ok(Some(visitor::page(&html, &page.form, site, &RawForm::default(), &FieldErrors::default())))
        }
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What visitors find at a slug. A page is rendered once and kept until something about it changes.
pub async fn published(env: &Env, account: &AccountCx, slug: &str) -> Result<Served> {
    let Ok(slug) = Slug::parse_page(slug) else { return Ok(Served::Missing) };
    let (site, key) = (account.account(), slug.as_str().to_owned());
    let load = async {
        let found = account.read(move |conn| store::find_published(conn, &key)).await?.ok_or(Error::NotFound)?;
        match (found.status, found.content) {
            (PageStatus::Archived, _) => Ok(Kept(Served::Archived)),
            (PageStatus::Published, Some(content)) => {
                let (name, lang) = (site.slug.clone(), site.lang);
                let rendering = tokio::task::spawn_blocking(move || ServedPage::new(found.id, content, served::site(&name, lang)));
                let page = rendering.await.map_err(|cause| Error::internal("rendering a page", cause))??;
                Ok(Kept(Served::Live(Arc::new(page))))
            }
            // What is not there is not kept: anybody can ask for any number of such names.
            _ => Err(Error::NotFound),
        }
    };
    match env.cache.get_or_load(&PAGES, site.id, slug.as_str(), env.now(), load).await {
        Ok(kept) => Ok(kept.0.clone()),
        Err(Error::NotFound) => Ok(Served::Missing),
        Err(error) => Err(error),
    }
}

struct Kept(Served);

impl Weigh for Kept {
    fn weight_bytes(&self) -> usize {
        match &self.0 {
            Served::Live(page) => page.size_bytes(),
            Served::Archived | Served::Missing => 0,
        }
    }
}

async fn set_status(cx: &AccountCx, id: PageId, status: PageStatus) -> Result<LandingPage> {
    let forget = forget(cx);
    cx.write(move |tx| {
        move_to(tx, id, status)?;
        tx.after_commit(forget);
        store::get(tx, id)
    })
    .await
}

/// Brings a page into a status. Asking twice is no fault.
fn move_to(tx: &AccountTx<'_, '_>, id: PageId, status: PageStatus) -> Result<()> {
    let page = store::get(tx, id)?;
    if page.status == status && !page.has_unpublished_changes {
        return Ok(());
    }
    match status {
        PageStatus::Published => {
            store::publish(tx, id, &tx.actor().name, tx.now())?;
            tx.log("landing_page.publish", &subject(id))
        }
        PageStatus::Draft => {
            store::withdraw(tx, id, status, tx.now())?;
            tx.log("landing_page.unpublish", &subject(id))
        }
        PageStatus::Archived => {
            store::withdraw(tx, id, status, tx.now())?;
            tx.log("landing_page.archive", &subject(id))
        }
    }
}

fn check_funnel(tx: &AccountTx<'_, '_>, id: Option<FunnelId>) -> Result<()> {
    match id {
        Some(id) if !store::funnel_exists(tx, id)? => Err(Error::field("funnel_id", texts::NO_FUNNEL)),
        _ => Ok(()),
    }
}

fn previewed<'a>(env: &Env, token: &'a str) -> Option<(&'a str, PageId)> {
    let mut parts = sign::verified(&env.signing_key, PREVIEW, token)?.split(':');
    let (slug, id, expires) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (env.now() < Timestamp(expires)).then_some((slug, id))
}

/// Drops the account's rendered pages, for use after a commit.
fn forget(cx: &AccountCx) -> impl FnOnce() + Send + 'static {
    let (env, account) = (cx.env().clone(), cx.account().id);
    move || {
        env.cache.drop_space(&PAGES, account);
        env.cache.drop_space(&SLUGS, account);
    }
}

fn subject(id: PageId) -> String {
    format!("landing_page:{id}")
}
