//! The agency's people and clients at full size: who works on which account's leads, and each client's funnels.

use std::sync::Arc;

use crate::{
    accounts::{
        model::{Actor, NewAccount, Role},
        service::{self as accounts, AccountCx},
    },
    base::{
        error::{Error, Result},
        form::RawForm,
        ids::UserId,
        lang::Lang,
    },
    cli::demo::{
        agency::PASSWORD,
        members::{MARKETER, VIEWER},
        trade::Trade,
    },
    env::Env,
    funnels::{
        model::{Funnel, NewFunnel, RawFunnel},
        service as funnels,
    },
    users::{model::NewUser, service as users},
};

/// A client with its funnels and those who work on its leads.
pub struct Client {
    pub place: usize,
    pub trade: &'static Trade,
    pub name: &'static str,
    pub cx: AccountCx,
    pub funnels: Arc<Vec<Funnel>>,
    pub workers: Vec<UserId>,
}

/// The log-in of somebody who works on leads; others are numbered alike.
pub const AGENT: &str = "agent1@demo.example";
const AGENTS: &[&str] = &["박상담", "최상담", "정상담", "강상담", "윤상담", "장상담", "임상담", "한상담"];
const MANAGER: (&str, &str) = ("manager@demo.example", "오팀장");
/// Agents who share an account's leads.
const SHARE: usize = 3;

/// Opens the accounts and lets the staff in. Absent accounts have no names left.
pub async fn take_on(env: &Env, owner: &Arc<Actor>, funnels: &[usize]) -> Result<Vec<Client>> {
    let product = Arc::new(Actor::product());
    let mut clients = Vec::new();
    for (place, count) in funnels.iter().enumerate() {
        let Some((trade, slug, name)) = Trade::of_client(place) else { break };
        accounts::create(env, owner, NewAccount::parse(&RawForm::from([("name", name), ("slug", slug)]))?).await?;
        let own = accounts::enter(env, slug, Arc::clone(owner)).await?;
        let mut made = Vec::new();
        for (index, text) in trade.funnels.iter().cycle().take(*count).enumerate() {
            let round = index / trade.funnels.len();
            let name = if round == 0 { text.name.to_owned() } else { format!("{} {}", text.name, round + 1) };
            let raw = RawFunnel { name: Some(name), stages: Some(text.stages()), ..RawFunnel::default() };
            made.push(funnels::create(&own, NewFunnel::parse(&raw, Vec::new())?).await?);
        }
        while accounts::relay_access_log(env, own.account()).await? > 0 {}
        let cx = accounts::enter(env, slug, Arc::clone(&product)).await?;
        clients.push(Client { place, trade, name, cx, funnels: Arc::new(made), workers: Vec::new() });
    }
    hire(env, owner, &mut clients).await?;
    Ok(clients)
}

async fn hire(env: &Env, owner: &Arc<Actor>, clients: &mut [Client]) -> Result<()> {
    let ids = |clients: &[Client]| clients.iter().map(|client| client.cx.account().id).collect::<Vec<_>>();
    users::add(env, owner, person(MANAGER.0, MANAGER.1, Role::Manager)?, ids(clients)).await?;
    users::add(env, owner, person(MARKETER, "최유나", Role::Marketer)?, ids(clients)).await?;
    users::add(env, owner, person(VIEWER, "이열람", Role::Viewer)?, ids(&clients[..1.min(clients.len())])).await?;
    for (number, name) in AGENTS.iter().enumerate() {
        let is_own = |place: usize| (0..SHARE).any(|step| (place + step * SHARE) % AGENTS.len() == number);
        let theirs = clients.iter().filter(|client| is_own(client.place)).map(|client| client.cx.account().id).collect();
        let id = users::add(env, owner, person(&AGENT.replace('1', &(number + 1).to_string()), name, Role::Agent)?, theirs).await?;
        clients.iter_mut().filter(|client| is_own(client.place)).for_each(|client| client.workers.push(id));
    }
    let owner = owner.user_id().ok_or_else(|| Error::internal("the demo", "its owner is no user"))?;
    for client in clients {
        client.workers.push(owner);
    }
    Ok(())
}

fn person(email: &str, name: &str, role: Role) -> Result<NewUser> {
    NewUser::parse(&RawForm::from([("email", email), ("name", name), ("password", PASSWORD)]), role, Lang::Ko)
}
