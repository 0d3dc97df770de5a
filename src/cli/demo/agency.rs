//! The agency's first morning: its people, its clients, their funnels and pages.

use std::{net::IpAddr, sync::Arc};

use crate::{
    accounts::{
        model::{Actor, ActorKind, NewAccount, Role},
        service::{self as accounts, AccountCx},
    },
    base::{
        error::Result,
        form::RawForm,
        ids::{PageId, UserId},
        lang::Lang,
        time::{Clock as _, FrozenClock, HOUR_MS, MINUTE_MS},
    },
    cli::demo::{
        pages::html_of,
        people::People,
        referring::{self, Campaign},
        size::Sizes,
        trade::{Life, PageText, Trade},
    },
    env::Env,
    funnels::{
        model::{Funnel, NewFunnel, RawFunnel},
        service as funnels,
    },
    landing::{
        model::{NewPage, PageFields, PageStatus, ThankYouFields},
        service as landing,
    },
    users::{model::NewAgency, service as users},
};

pub const AGENCY: &str = "한빛마케팅";
pub const OWNER: &str = "owner@demo.example";
pub const PASSWORD: &str = "dangol-demo-2026";

/// One client account while the demo is made.
pub struct Client {
    pub trade: &'static Trade,
    pub name: &'static str,
    /// The account, entered by the owner.
    pub cx: AccountCx,
    /// The same, entered by who assigns leads and decides; by the owner as long as nobody else is there.
    pub manager: AccountCx,
    /// Who talks to customers.
    pub agents: Vec<Colleague>,
    /// Absent for a client that rewards nobody for bringing friends.
    pub campaign: Option<Campaign>,
    pub funnels: Vec<Funnel>,
    pub pages: Vec<DemoPage>,
    pub people: People,
}

/// Somebody who works for a client, and the account as they enter it.
#[derive(Clone)]
pub struct Colleague {
    pub id: UserId,
    pub cx: AccountCx,
}

pub struct DemoPage {
    pub id: PageId,
    pub slug: String,
    pub text: &'static PageText,
    pub life: Life,
    /// Do visitors see it?
    pub live: bool,
}

/// The owner of an agency that is set up now.
pub async fn set_up(env: &Env) -> Result<Arc<Actor>> {
    let form = RawForm::from([("agency", AGENCY), ("email", OWNER), ("name", "김한빛"), ("password", PASSWORD)]);
    let id = users::set_up(env, NewAgency::parse(&form, Lang::Ko)?).await?;
    let address = Some(IpAddr::from([192, 0, 2, 10]));
    Ok(Arc::new(Actor { kind: ActorKind::User(id), name: "김한빛".into(), role: Role::Owner, may_export: false, address }))
}

/// The client at a place with its funnels and pages; absent when there are no more names. The clock goes on meanwhile.
pub async fn take_on(env: &Env, clock: &FrozenClock, owner: &Arc<Actor>, place: usize, sizes: Sizes) -> Result<Option<Client>> {
    let Some((trade, slug, name)) = Trade::of_client(place) else { return Ok(None) };
    accounts::create(env, owner, NewAccount::parse(&RawForm::from([("name", name), ("slug", slug)]))?).await?;
    let cx = accounts::enter(env, slug, Arc::clone(owner)).await?;
    let manager = cx.clone();
    let (funnels, pages, people) = (Vec::new(), Vec::new(), People::default());
    let mut client = Client { trade, name, cx, manager, agents: Vec::new(), campaign: None, funnels, pages, people };
    for (index, text) in trade.funnels.iter().cycle().take(sizes.funnels.max(trade.funnels.len())).enumerate() {
        clock.advance_ms(MINUTE_MS);
        let name = numbered(text.name, " ", index / trade.funnels.len());
        let raw = RawFunnel { name: Some(name), stages: Some(text.stages()), ..RawFunnel::default() };
        client.funnels.push(funnels::create(&client.cx, NewFunnel::parse(&raw, Vec::new())?).await?);
    }
    for (index, text) in trade.pages.iter().cycle().take(sizes.pages.max(trade.pages.len())).enumerate() {
        clock.advance_ms(2 * MINUTE_MS);
        let page = make_page(&client, text, index / trade.pages.len()).await?;
        client.pages.push(page);
    }
    if let Some(text) = &trade.campaign {
        let zone = client.cx.account().zone;
        let starts_at = zone.start_of(zone.day_of(clock.now()).plus(referring::BEGINS_AFTER)).plus_ms(9 * HOUR_MS);
        let id = referring::launch(&client.cx, text, client.pages[0].id, starts_at).await?;
        client.campaign = Some(Campaign { id, page: 0, starts_at, participants: Vec::new() });
    }
    Ok(Some(client))
}

async fn make_page(client: &Client, text: &'static PageText, round: usize) -> Result<DemoPage> {
    let life = if round == 0 { text.life } else { Life::Always };
    let shown = matches!(life, Life::Always | Life::Until(_));
    let slug = numbered(text.slug, "-", round);
    // Each round of pages feeds its own round of funnels, as far as there are any.
    let funnel = &client.funnels[(text.funnel + round * client.trade.funnels.len()) % client.funnels.len()];
    let fields = PageFields {
        title: Some(numbered(text.title, " ", round)),
        slug: Some(slug.clone()),
        html: Some(html_of(text, client.name)),
        form: Some(text.form(client.name)),
        funnel_id: Some(Some(funnel.id)),
        thank_you: Some(ThankYouFields { message: Some(text.thanks.to_owned()), redirect: None }),
        status: shown.then_some(PageStatus::Published),
    };
    let page = landing::create(&client.cx, NewPage::parse(fields, client.cx.account().lang)?).await?;
    Ok(DemoPage { id: page.id, slug, text, life, live: shown })
}

/// The name as it is, or with the number of its round behind it from the second on.
fn numbered(name: &str, between: &str, round: usize) -> String {
    if round == 0 { name.to_owned() } else { format!("{name}{between}{}", round + 1) }
}
