//! What happens in the demo, each through the service that a page or a handler would call.

use std::{future::Future, net::IpAddr, pin::Pin, sync::Arc};

use serde_json::{Map, Value};

use crate::{
    accounts::{model::Actor, service as accounts},
    base::{
        error::{Error, Result},
        ids::{FunnelId, LeadId, ViralCampaignId, ViralLoopId},
        time::{MINUTE_MS, Timestamp},
    },
    capture::{
        model::{Circumstances, Event, Sender, VisitorId},
        service as capture,
    },
    cli::demo::{
        agency::Client,
        answers::{Trick, fill},
        dice::Dice,
        follow_up::{Crew, Deed, carry_out},
        pages::html_of,
        people::Person,
        referring::{self, Participant},
        traffic::Arrival,
    },
    customers::{
        model::{Entered, NewCustomer},
        service as customers,
    },
    env::Env,
    interactions::touch::Touch,
    landing::{
        model::PageChange,
        service::{self as landing, Served},
    },
    leads::{
        entry::{EnteredLead, RawChange, RawLead},
        service as leads,
    },
    viral::{channel::Channel, service as viral},
};

/// Something that is to happen at a client's.
pub struct Act {
    /// The client's place in the story.
    pub client: usize,
    pub what: What,
}

pub enum What {
    Publish(usize),
    Archive(usize),
    /// The page of this place gets a new text and is published again.
    Revise(usize),
    AddCustomer,
    AddLead,
    Look(Visit),
    Submit(Box<Submit>),
    /// What is done about a lead by the agent of this place among the client's.
    Follow(LeadId, usize, Vec<Deed>),
    /// A participant passes the link on.
    Share(ViralLoopId, Channel),
    /// The referrals of the week are looked through.
    ReviewReferrals(ViralCampaignId),
}

/// A visitor's browser and what it has shown.
#[derive(Clone)]
pub struct Visit {
    pub visitor: VisitorId,
    pub address: IpAddr,
    pub agent: &'static str,
    pub events: Vec<Event>,
}

impl Visit {
    fn sender(&self) -> Sender {
        Sender { visitor: self.visitor, user_agent: self.agent.to_owned(), too_many: false }
    }
}

pub struct Submit {
    pub visit: Visit,
    /// The page's place among the client's.
    pub page: usize,
    pub arrival: Arrival,
    /// Did the browser keep our cookies?
    pub cookies: bool,
    pub fill_ms: i64,
    pub trick: Option<Trick>,
    /// Somebody new, or one of those who have been here?
    pub new_person: bool,
}

/// A lead that came of it.
pub struct Born {
    pub client: usize,
    pub lead: LeadId,
    pub funnel: Option<FunnelId>,
    pub suspect: bool,
    /// Who takes part in the page's campaign now.
    pub participant: Option<Participant>,
}

/// The part that waits for the disk: nothing in it is left to chance.
pub type Job = Pin<Box<dyn Future<Output = Result<Option<Born>>> + Send>>;

/// Decides all that chance decides about an act and makes it ready.
pub async fn prepare(env: &Env, client: &mut Client, act: Act, now: Timestamp, dice: &mut Dice) -> Result<Option<Job>> {
    let (place, cx) = (act.client, client.cx.clone());
    Ok(Some(match act.what {
        What::Publish(page) => {
            client.pages[page].live = true;
            let id = client.pages[page].id;
            Box::pin(async move { landing::publish(&cx, id).await.map(|_| None) })
        }
        What::Archive(page) => {
            client.pages[page].live = false;
            let id = client.pages[page].id;
            Box::pin(async move { landing::archive(&cx, id).await.map(|_| None) })
        }
        What::Revise(page) => {
            let page = &client.pages[page];
            let closing = page.text.closing;
            let html = html_of(page.text, client.name).replace(closing, &format!("{closing} 카카오톡으로도 상담해 드립니다."));
            let (id, change) = (page.id, PageChange { html: Some(html), ..PageChange::default() });
            Box::pin(async move {
                landing::change(&cx, id, change).await?;
                landing::publish(&cx, id).await.map(|_| None)
            })
        }
        What::AddCustomer => {
            let new = NewCustomer::parse(&described(client, dice))?;
            Box::pin(async move { customers::create(&cx, new).await.map(|_| None) })
        }
        What::AddLead => {
            let entered = phoned_in(client, dice)?;
            Box::pin(async move {
                let lead = leads::create(&cx, entered).await?;
                Ok(Some(Born { client: place, lead: lead.id, funnel: lead.funnel_id, suspect: false, participant: None }))
            })
        }
        What::Look(visit) => {
            let cx = accounts::enter(env, &cx.account().slug, Arc::new(Actor::visitor(visit.address))).await?;
            Box::pin(async move { capture::note_events(&cx, visit.sender(), visit.events).await.map(|_| None) })
        }
        What::Submit(submit) => return prepare_submission(env, client, place, *submit, now, dice).await,
        What::Follow(lead, agent, deeds) => {
            let agent = client.agents.get(agent).map_or_else(|| client.manager.clone(), |agent| agent.cx.clone());
            let crew = Crew { manager: client.manager.clone(), agent };
            Box::pin(async move { carry_out(&crew, lead, deeds).await.map(|()| None) })
        }
        What::Share(id, channel) => Box::pin(async move { viral::share(&cx, id, channel).await.map(|()| None) }),
        What::ReviewReferrals(campaign) => {
            let (cx, draws) = (client.manager.clone(), (0..100).map(|_| dice.below(100)).collect());
            Box::pin(async move { referring::review(&cx, campaign, draws).await.map(|()| None) })
        }
    }))
}

/// Absent when visitors find no page there any more.
async fn prepare_submission(
    env: &Env,
    client: &mut Client,
    place: usize,
    submit: Submit,
    now: Timestamp,
    dice: &mut Dice,
) -> Result<Option<Job>> {
    let Submit { visit, page, arrival, cookies, fill_ms, trick, new_person } = submit;
    let account = client.cx.account();
    let (today, slug) = (account.zone.day_of(now), client.pages[page].slug.clone());
    let cx = accounts::enter(env, &account.slug, Arc::new(Actor::visitor(visit.address))).await?;
    let Served::Live(page) = landing::published(env, &cx, &slug).await? else { return Ok(None) };
    let campaign = client.campaign.as_ref().filter(|campaign| client.pages[campaign.page].id == page.page_id && trick.is_none());
    let led_by = campaign.and_then(|campaign| campaign.draw(now, dice));
    let person = match &led_by {
        // Some try to bring themselves.
        Some(led) if dice.percent(9) => led.by.person.clone(),
        Some(_) => client.people.meet(dice),
        None if new_person => client.people.meet(dice),
        None => client.people.meet_again(dice),
    };
    // And some friends sit at the same table.
    let address = led_by.as_ref().filter(|_| dice.percent(12)).map_or(visit.address, |led| led.by.address);
    let raw = fill(&page.form, &person, client.trade, trick, today, dice);
    let submission = page.form.parse(&raw).map_err(Error::Invalid)?;
    // As a browser does it: the form is posted to the address of the page, which is its own referrer.
    let base_url = env.settings.public_base_url();
    let own = base_url.split_once("://").map_or(base_url.as_str(), |(_, host)| host);
    let touch = Touch::of(&arrival.query, &raw, Some(&format!("https://{own}/")), &[own]);
    let mut circumstances = Circumstances {
        address,
        user_agent: visit.agent.to_owned(),
        visitor: cookies.then_some(visit.visitor),
        opened_at: cookies.then(|| now.plus_ms(-fill_ms)),
        touch,
        too_many: false,
        clicks: Vec::new(),
    };
    let suspect = matches!(trick, Some(Trick::Honeypot | Trick::TooFast | Trick::Robot));
    Ok(Some(Box::pin(async move {
        capture::note_events(&cx, visit.sender(), visit.events).await?;
        if let Some(led) = &led_by {
            let at = now.plus_ms(-fill_ms - MINUTE_MS);
            circumstances.clicks.extend(referring::follow_link(&cx, led, visit.visitor, at).await?);
        }
        let captured = capture::capture(&cx, &page, submission, &raw, circumstances).await?;
        let participant = match captured.participant {
            Some(id) => Some(Participant { id, code: viral::get_loop(&cx, id).await?.code, person, address }),
            None => None,
        };
        let born = Born { client: place, lead: captured.lead, funnel: page.funnel_id, suspect, participant };
        Ok((!captured.repeated).then_some(born))
    })))
}

/// Somebody whom the client knew before.
fn described(client: &mut Client, dice: &mut Dice) -> Entered {
    let Person { name, phone, email } = client.people.meet(dice);
    let (trade, mut tags) = (client.trade, Vec::new());
    for _ in 0..dice.below(3) {
        tags.push(dice.pick(trade.tags).to_owned());
    }
    let (key, values) = trade.attribute;
    let attributes: Map<String, Value> =
        if dice.percent(60) { std::iter::once((key.to_owned(), Value::from(dice.pick(values)))).collect() } else { Map::new() };
    let status = dice.weighted(&[(70, "customer"), (14, "lead"), (12, "dormant"), (4, "blocked")]);
    Entered {
        name: Some(name),
        phone: Some(phone),
        email: dice.percent(70).then_some(email),
        company: dice.percent(35).then(|| dice.pick(trade.companies).to_owned()),
        status: Some(status.to_owned()),
        source: dice.percent(60).then(|| dice.pick(&["소개", "오프라인", "기존 고객"]).to_owned()),
        tags: Some(tags),
        attributes: Some(Ok(attributes)),
    }
}

/// A lead that somebody of the agency takes down on the phone.
fn phoned_in(client: &mut Client, dice: &mut Dice) -> Result<EnteredLead> {
    let Person { name, phone, .. } = client.people.meet(dice);
    let source = dice.pick(&["전화 문의", "소개", "카카오톡 문의"]);
    let memo = dice.pick(client.trade.memos);
    EnteredLead::parse(RawLead {
        customer: Some(Entered { name: Some(name), phone: Some(phone), ..Entered::default() }),
        funnel_id: Some(dice.pick(&client.funnels).id.0),
        touch: Touch { source: Some(source.to_owned()), ..Touch::default() },
        details: RawChange { form: Some(std::iter::once(("memo".to_owned(), Value::from(memo))).collect()), ..RawChange::default() },
        ..RawLead::default()
    })
}

/// A view of a page, as the tracking script tells it.
pub fn view(base_url: &str, client: &Client, page: usize, arrival: &Arrival, at: Timestamp, dice: &mut Dice) -> Event {
    let id = data_encoding::HEXLOWER.encode(&dice.bytes::<10>());
    let query = if arrival.query.is_empty() { String::new() } else { format!("?{}", arrival.query) };
    Event {
        id,
        kind: "page_view".to_owned(),
        url: Some(format!("{base_url}/p/{}/{}{query}", client.cx.account().slug, client.pages[page].slug)),
        referrer: arrival.referrer.clone(),
        at: Some(at.to_string()),
        data: Value::Null,
    }
}
