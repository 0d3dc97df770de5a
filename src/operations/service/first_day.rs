//! How far the first day has come, and what only it does.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    sync::Arc,
};

use crate::{
    accounts::{
        model::{Account, Actor, NewAccount},
        service::{self as accounts, AccountCx, log_agency_act},
    },
    backups::service as backups,
    base::{error::Result, form::RawForm, time::DAY_MS},
    db::{Class, Tx},
    env::Env,
    funnels::{
        model::{NewFunnel, RawFunnel},
        service as funnels, template,
    },
    landing::{
        model::{NewPage, PageFields, PageStatus},
        query::PageQuery,
        service as landing,
        starter::STARTER,
    },
    mail::service as mail,
    operations::{
        first_day::model::{Leads, Progress, Step},
        store::first_day as store,
        texts::first_day as texts,
    },
    outbound::names,
    users::model::User,
};

/// Whoever has not ended the first day by then is not reminded of it any more.
const REMINDED_MS: i64 = 30 * DAY_MS;
const CLOSED: &str = "first_day.close";
/// The address of the ready-made page below the account's.
const PAGE_SLUG: &str = "consult";

/// What is done, as it is for this user: the second factor is each one's own.
pub async fn progress(env: &Env, user: &User) -> Result<Progress> {
    let mut done = vec![Step::Agency];
    let settings = &env.settings;
    let facts = [
        (Step::SecondFactor, user.has_totp),
        (Step::Account, !accounts::list(env).await?.is_empty()),
        (Step::Mail, mail::of_agency(env).await?.is_some()),
        (Step::Hosts, settings.admin.base_url.is_some() && settings.public.base_url.is_some()),
        (Step::Key, backups::key::shown_at(env).await?.is_some()),
    ];
    done.extend(facts.into_iter().filter_map(|(step, is_done)| is_done.then_some(step)));
    Ok(Progress(done))
}

/// What an owner is to be reminded of; absent when all is done, when somebody has ended the first day, and a month later.
pub async fn left(env: &Env, user: &User) -> Result<Option<Progress>> {
    let now = env.now();
    let is_over = move |conn: &rusqlite::Connection| {
        let is_late = store::set_up_at(conn)?.is_none_or(|at| now.ms_since(at) > REMINDED_MS);
        Ok(is_late || store::was_done(conn, CLOSED)?)
    };
    if env.db.control().read(is_over).await? {
        return Ok(None);
    }
    Ok(Some(progress(env, user).await?).filter(|progress| !progress.is_done()))
}

/// Ends the first day: nobody is reminded of what is left.
pub async fn close(env: &Env, actor: &Actor) -> Result<()> {
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| log_agency_act(tx, &actor, CLOSED, "agency");
    env.db.control().write(Class::Person, work).await
}

/// Makes an account; `with_page` a funnel and a published page in it, so that there is something to look at.
pub async fn begin_account(env: &Env, actor: &Actor, new: NewAccount, with_page: bool) -> Result<Account> {
    let account = accounts::create(env, actor, new).await?;
    if with_page {
        make_page(&accounts::enter(env, &account.slug, Arc::new(actor.clone())).await?).await?;
    }
    Ok(account)
}

async fn make_page(cx: &AccountCx) -> Result<()> {
    let lang = cx.account().lang;
    let raw = RawFunnel { name: Some(texts::FUNNEL_NAME.get(lang).to_owned()), ..RawFunnel::default() };
    let funnel = funnels::create(cx, NewFunnel::parse(&raw, template::stages(lang))?).await?;
    let fields = PageFields {
        title: Some(texts::PAGE_TITLE.get(lang).to_owned()),
        slug: Some(PAGE_SLUG.to_owned()),
        html: Some(STARTER.get(lang).to_owned()),
        funnel_id: Some(Some(funnel.id)),
        status: Some(PageStatus::Published),
        ..PageFields::default()
    };
    landing::create(cx, NewPage::parse(fields, lang)?).await?;
    Ok(())
}

/// The first account with the address of a page that visitors see there, where it has one; absent while there is no account.
pub async fn first_account(env: &Env, actor: &Actor) -> Result<Option<(Account, Option<String>)>> {
    let Some(account) = accounts::list(env).await?.into_iter().min_by_key(|account| account.id) else { return Ok(None) };
    let cx = accounts::enter(env, &account.slug, Arc::new(actor.clone())).await?;
    let published = RawForm::from([("status", PageStatus::Published.name()), ("per_page", "1"), ("sort", "created_at")]);
    let page = landing::list(&cx, PageQuery::parse(&published)?).await?.data.into_iter().next();
    let url = page.map(|page| landing::url(&cx, &page.slug));
    Ok(Some((account, url)))
}

/// Where a host name leads, as the DNS has it now.
pub async fn leads(host: &str) -> Leads {
    let found = names::look_up(host).await.unwrap_or_default();
    Leads::of(found, own_address())
}

/// The address under which this machine goes out; absent without a network.
pub fn own_address() -> Option<IpAddr> {
    // Nothing is sent: connecting only chooses a route. The address is one that nobody has (RFC 5737).
    const NOBODY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9);
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(NOBODY).ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_unspecified() && !ip.is_loopback())
}
