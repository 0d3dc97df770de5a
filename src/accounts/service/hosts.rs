//! Host names of accounts: which account answers to one, what an account's links begin with, and what the DNS says.
//!
//! Every request of a visitor asks for its host name, so all names are kept as one picture, which a change drops.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use rusqlite::Connection;

use crate::{
    accounts::{
        host::{AT_MOST, Dns, DnsState, Host, HostChange, HostName, Hosted, NewHost, host_of, is_due, is_reachable, literal, with_host},
        model::{Account, Actor},
        service::{ACCOUNTS, AccountCx, access},
        store::{access_log, hosts as store},
        texts::hosts as texts,
    },
    base::{
        error::{Error, Result},
        ids::{AccountId, HostId, PageId},
        time::DAY_MS,
    },
    cache::{AGENCY, Shelf, Space, Weigh},
    db::{Class, Tx},
    env::Env,
    outbound::names,
};

/// All names in one entry.
const HOSTS: Space = Space { name: "hosts", lifetime_ms: DAY_MS, shelf: Shelf::Data };
const ALL: &str = "all";

/// Names that one round of upkeep looks up at most.
const LOOKED_UP_AT_ONCE: usize = 10;

/// The account that answers to a host name, given in lower case as the DNS has it; absent when none does.
pub async fn find(env: &Env, name: &str) -> Result<Option<Arc<Hosted>>> {
    Ok(known(env).await?.by_name.get(name).cloned())
}

/// The names that an account answers to.
pub async fn names_of(env: &Env, account: AccountId) -> Result<Arc<[Arc<Hosted>]>> {
    Ok(known(env).await?.by_account.get(&account).cloned().unwrap_or_else(|| Arc::from([])))
}

/// All names of all accounts with what the DNS says of them, by name.
pub async fn all(env: &Env) -> Result<Vec<Host>> {
    env.db.control().read(store::all).await
}

/// The same of a control file that is looked at from outside: the names alone.
pub fn of_file(conn: &Connection) -> Result<Vec<String>> {
    Ok(store::all(conn)?.into_iter().map(|host| host.name.as_str().to_owned()).collect())
}

/// What every link to an account's visitors begins with, without a slash at the end: its main host name, else the visitors' own.
pub fn origin(env: &Env, account: &Account) -> String {
    let base_url = env.settings.public_base_url();
    match &account.host {
        Some(name) => with_host(&base_url, name),
        None => base_url,
    }
}

/// Where visitors find an account's landing page: on its main host name without a prefix.
pub fn page_url(env: &Env, account: &Account, page: &str) -> String {
    let origin = origin(env, account);
    match &account.host {
        Some(_) => format!("{origin}/{page}"),
        None => format!("{origin}/p/{}/{page}", account.slug),
    }
}

/// The account's names, as they were added.
pub async fn list(cx: &AccountCx) -> Result<Vec<Host>> {
    let account = cx.account().id;
    cx.env().db.control().read(move |conn| store::list(conn, account)).await
}

/// Adds a name. No other account may have it.
pub async fn add(cx: &AccountCx, new: NewHost) -> Result<Host> {
    cx.refuse_archived()?;
    if is_ours(cx.env(), &new.name) {
        return Err(Error::field("name", texts::NAME_IS_OURS));
    }
    check_page(cx, new.root_page).await?;
    let account = cx.account().id;
    change_table(cx, move |tx| {
        if store::count(tx, account)? >= AT_MOST {
            return Err(Error::conflict("name", texts::TOO_MANY.with(&[("most", &AT_MOST)])));
        }
        let id = store::insert(tx, account, &new, tx.now())?;
        if new.is_main {
            store::set_main(tx, account, Some(id))?;
        }
        Ok(("host.create", id, store::get(tx, account, id)?))
    })
    .await
}

/// Chooses the page at `/`, or whether links carry this name.
pub async fn change(cx: &AccountCx, id: HostId, change: HostChange) -> Result<Host> {
    cx.refuse_archived()?;
    check_page(cx, change.root_page.flatten()).await?;
    let account = cx.account().id;
    change_table(cx, move |tx| {
        let host = store::get(tx, account, id)?;
        if let Some(page) = change.root_page {
            store::set_root(tx, account, id, page)?;
        }
        match change.is_main {
            Some(true) => store::set_main(tx, account, Some(id))?,
            Some(false) if host.is_main => store::set_main(tx, account, None)?,
            Some(false) | None => {}
        }
        Ok(("host.update", id, store::get(tx, account, id)?))
    })
    .await
}

/// Takes a name from the account: whatever begins with it leads nowhere from now on.
pub async fn remove(cx: &AccountCx, id: HostId) -> Result<()> {
    cx.refuse_archived()?;
    let account = cx.account().id;
    change_table(cx, move |tx| {
        store::delete(tx, account, id)?;
        Ok(("host.delete", id, ()))
    })
    .await
}

/// Looks a name up now, and notes what was found.
pub async fn check(cx: &AccountCx, id: HostId) -> Result<Host> {
    let (env, account) = (cx.env(), cx.account().id);
    let host = env.db.control().read(move |conn| store::get(conn, account, id)).await?;
    let (found, wanted) = tokio::join!(addresses_of(host.name.as_str()), own_addresses(env));
    let dns = Dns { state: DnsState::of(&found, &wanted), found, wanted, checked_at: Some(env.now()) };
    change_table(cx, move |tx| {
        store::note_dns(tx, id, &dns)?;
        Ok(("host.check", id, store::get(tx, account, id)?))
    })
    .await
}

/// Looks up the names whose time has come, some at a time. Answers with how many.
pub async fn check_due(env: &Env) -> Result<usize> {
    let now = env.now();
    let mut due = all(env).await?;
    due.retain(|host| is_due(&host.dns, host.created_at, now));
    // Those that wait longest first: a name server that does not answer keeps no name from its turn.
    due.sort_by_key(|host| host.dns.checked_at.map(|at| at.0));
    due.truncate(LOOKED_UP_AT_ONCE);
    if due.is_empty() {
        return Ok(0);
    }
    let (count, wanted) = (due.len(), own_addresses(env).await);
    for host in due {
        let found = addresses_of(host.name.as_str()).await;
        let dns = Dns { state: DnsState::of(&found, &wanted), found, wanted: wanted.clone(), checked_at: Some(env.now()) };
        if dns.state != host.dns.state {
            tracing::info!(host = host.name.as_str(), found = ?dns.state, "a domain was looked up");
        }
        env.db.control().write(Class::Batch, move |tx| store::note_dns(tx, host.id, &dns)).await?;
    }
    Ok(count)
}

/// Is it the name of the admin or of the visitors' own pages?
pub fn is_ours(env: &Env, name: &HostName) -> bool {
    let settings = &env.settings;
    [settings.admin_base_url(), settings.public_base_url()].iter().any(|url| {
        let host = host_of(url);
        host.eq_ignore_ascii_case(name.as_str()) || HostName::parse(host).is_ok_and(|own| own == *name)
    })
}

/// Drops the picture of all names, for use after a commit that changes who has which.
pub fn forget(env: &Env) {
    env.cache.drop_entry(&HOSTS, AGENCY, ALL);
}

/// One change to the table with its line in the access log; links and requests see it at once.
async fn change_table<T: Send + 'static>(
    cx: &AccountCx,
    work: impl FnOnce(&Tx<'_>) -> Result<(&'static str, HostId, T)> + Send + 'static,
) -> Result<T> {
    let (env, account, actor): (_, Account, Actor) = (cx.env().clone(), cx.account().clone(), cx.actor().clone());
    let env_after = env.clone();
    env.db
        .control()
        .write(Class::Person, move |tx| {
            let (action, id, answer) = work(tx)?;
            access_log::append(tx, Some(account.id), None, &access(&actor, action, &format!("host:{id}")), tx.now())?;
            tx.after_commit(move || {
                forget(&env_after);
                env_after.tls.ask();
                env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &account.slug);
            });
            Ok(answer)
        })
        .await
}

async fn check_page(cx: &AccountCx, page: Option<PageId>) -> Result<()> {
    match page {
        Some(id) if !cx.read(move |file| store::page_exists(file, id)).await? => Err(Error::field("root_page_id", texts::NO_SUCH_PAGE)),
        _ => Ok(()),
    }
}

async fn addresses_of(name: &str) -> Vec<IpAddr> {
    // The dot keeps the system's search domains out.
    let mut found = names::look_up(&format!("{name}.")).await.unwrap_or_default();
    found.sort_unstable();
    found.dedup();
    found
}

/// The addresses under which visitors' own host is reached; empty when the settings name none that others could reach.
async fn own_addresses(env: &Env) -> Vec<IpAddr> {
    let base_url = env.settings.public_base_url();
    let mut own = match HostName::parse(host_of(&base_url)) {
        Ok(name) => addresses_of(name.as_str()).await,
        Err(_) => literal(host_of(&base_url)).into_iter().collect(),
    };
    own.retain(|address| is_reachable(*address));
    own
}

async fn known(env: &Env) -> Result<Arc<Known>> {
    let load = async { Ok(Known::of(env.db.control().read(store::served).await?)) };
    env.cache.get_or_load(&HOSTS, AGENCY, ALL, env.now(), load).await
}

/// All names, as requests ask for them.
struct Known {
    by_name: HashMap<String, Arc<Hosted>>,
    by_account: HashMap<AccountId, Arc<[Arc<Hosted>]>>,
}

impl Known {
    fn of(served: Vec<Hosted>) -> Self {
        let (mut by_name, mut by_account) = (HashMap::new(), HashMap::<AccountId, Vec<Arc<Hosted>>>::new());
        for hosted in served.into_iter().map(Arc::new) {
            by_account.entry(hosted.account).or_default().push(Arc::clone(&hosted));
            by_name.insert(hosted.name.as_str().to_owned(), hosted);
        }
        Self { by_name, by_account: by_account.into_iter().map(|(id, names)| (id, names.into())).collect() }
    }
}

impl Weigh for Known {
    fn weight_bytes(&self) -> usize {
        let each = |hosted: &Arc<Hosted>| size_of::<Hosted>() + hosted.slug.len() + 2 * hosted.name.as_str().len();
        self.by_name.values().map(each).sum::<usize>() + self.by_account.len() * 64
    }
}
