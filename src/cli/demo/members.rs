//! The people of the agency besides its owner: who manages, who makes pages, who talks to customers, and who only looks.

use std::{net::IpAddr, sync::Arc};

use crate::{
    accounts::{
        model::{Actor, ActorKind, Role},
        service as accounts,
    },
    base::{error::Result, form::RawForm, ids::AccountId, lang::Lang},
    cli::demo::agency::{Client, Colleague, PASSWORD},
    env::Env,
    users::{model::NewUser, service as users},
};

pub const MANAGER: &str = "manager@demo.example";
pub const MARKETER: &str = "marketer@demo.example";
pub const AGENT: &str = "agent1@demo.example";
pub const VIEWER: &str = "viewer@demo.example";

/// Agents by e-mail and name. Each works for every other client, the first of them for the first.
const AGENTS: [(&str, &str); 3] = [(AGENT, "정하늘"), ("agent2@demo.example", "오세진"), ("agent3@demo.example", "임보라")];

/// Takes everybody on. Leads are assigned by the manager and talked to by their agents from now on.
pub async fn hire(env: &Env, owner: &Actor, clients: &mut [Client]) -> Result<()> {
    let all: Vec<AccountId> = clients.iter().map(|client| client.cx.account().id).collect();
    let manager = add(env, owner, (MANAGER, "박지훈"), Role::Manager, all.clone()).await?;
    add(env, owner, (MARKETER, "최유나"), Role::Marketer, all.clone()).await?;
    for client in clients.iter_mut() {
        client.manager = accounts::enter(env, &client.cx.account().slug, Arc::new(manager.clone())).await?;
    }
    for (place, who) in AGENTS.into_iter().enumerate() {
        // Two for each client: one of the three stays away.
        let works = |index: usize| (index + 1) % AGENTS.len() != place;
        let theirs = all.iter().enumerate().filter(|(index, _)| works(*index)).map(|(_, id)| *id).collect();
        let agent = add(env, owner, who, Role::Agent, theirs).await?;
        for (_, client) in clients.iter_mut().enumerate().filter(|(index, _)| works(*index)) {
            let cx = accounts::enter(env, &client.cx.account().slug, Arc::new(agent.clone())).await?;
            client.agents.extend(agent.user_id().map(|id| Colleague { id, cx }));
        }
    }
    let first = all.into_iter().take(1).collect();
    add(env, owner, (VIEWER, "이열람"), Role::Viewer, first).await.map(drop)
}

async fn add(env: &Env, owner: &Actor, (email, name): (&str, &str), role: Role, accounts: Vec<AccountId>) -> Result<Actor> {
    let form = RawForm::from([("email", email), ("name", name), ("password", PASSWORD)]);
    let id = users::add(env, owner, NewUser::parse(&form, role, Lang::Ko)?, accounts).await?;
    let address = Some(IpAddr::from([192, 0, 2, 11]));
    Ok(Actor { kind: ActorKind::User(id), name: name.to_owned(), role, may_export: false, address })
}
