//! 200 random journeys over several pages, funnels and days: whatever people, robots and the agency do, in whatever order, all that is
//! counted agrees with what is there. `ledger` is a second account of what happened, kept by the test alone.

mod audit;
mod ledger;
mod office;

use dangol::{
    base::time::{HOUR_MS, MINUTE_MS, SECOND_MS},
    cli::demo::dice::Dice,
    testing::client::Client,
};
use serde_json::{Value, json};

use crate::journeys::{
    ledger::{Ledger, Made},
    office::{Office, PAGES, SLUG},
};

const JOURNEYS: usize = 200;
const STEPS_BETWEEN_AUDITS: usize = 150;

const BROWSERS: [&str; 3] = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
];
const ROBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const SOURCES: [&str; 5] =
    ["", "utm_source=naver&utm_campaign=spring", "utm_source=naver", "utm_source=instagram&utm_medium=paid", "utm_source=kakao"];

/// One visitor's way, with the leads that came of it.
struct Journey {
    browser: Client,
    /// In a robot's name?
    robot: bool,
    phone: String,
    leads: Vec<i64>,
    steps_left: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_all_that_is_counted_agrees_with_what_is_there() {
    // The same journeys for everybody who builds this, and any others on request.
    let seed = std::env::var("DANGOL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    let guard = TellSeed(seed);
    let mut dice = Dice::new(seed);
    let mut office = Office::open().await;
    let mut ledger = Ledger::default();
    let mut journeys: Vec<Journey> = (0..JOURNEYS).map(|index| journey(&office, index, &mut dice)).collect();
    let mut steps = 0_usize;
    while !journeys.is_empty() {
        // Mostly minutes; now and then the night falls.
        let pause_ms = dice.weighted(&[(60, 61 * SECOND_MS), (30, 20 * MINUTE_MS), (10, 5 * HOUR_MS)]);
        office.test.clock.advance_ms(pause_ms + dice.between(0, MINUTE_MS));
        let index = dice.below(journeys.len());
        step(&mut office, &mut ledger, &mut journeys[index], &mut dice).await;
        journeys[index].steps_left -= 1;
        if journeys[index].steps_left == 0 {
            journeys.swap_remove(index);
        }
        steps += 1;
        if steps.is_multiple_of(STEPS_BETWEEN_AUDITS) {
            audit::audit(&mut office, &ledger).await;
        }
    }
    audit::audit(&mut office, &ledger).await;
    let referred = office.walk("viral-loops").await.iter().filter(|one| !one["referred_by"].is_null()).count();
    assert!(referred > 3, "{referred} came by a link");
    assert!(ledger.leads.len() > 100 && ledger.conversions.len() > 10 && steps > 1_000, "too little happened to mean anything");
    drop(guard);
}

/// Says how to see the same failure again.
struct TellSeed(u64);

impl Drop for TellSeed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the journeys of DANGOL_SEED={} disagree", self.0);
        }
    }
}

fn journey(office: &Office, index: usize, dice: &mut Dice) -> Journey {
    let robot = dice.percent(6);
    let mut browser = office.test.visitor();
    browser.headers.push(("user-agent", if robot { ROBOT.to_owned() } else { dice.pick(&BROWSERS).to_owned() }));
    // Some come back on another device under the same number.
    let number = if dice.percent(15) { dice.below(index + 1) } else { index };
    Journey {
        browser,
        robot,
        phone: format!("010-2{:03}-{:04}", number % 997, 1_000 + number),
        leads: Vec::new(),
        steps_left: 4 + dice.below(9),
    }
}

#[derive(Clone, Copy)]
enum Step {
    Look,
    /// By the link of somebody who takes part in the campaign.
    Follow,
    Submit,
    PhoneIn,
    Move,
    Patch,
    Call,
    Bulk,
    Convert,
    Void,
    Review,
    DeleteLead,
    DeleteCustomer,
    EditFunnel,
}

const STEPS: &[(usize, Step)] = &[
    (270, Step::Look),
    (60, Step::Follow),
    (200, Step::Submit),
    (40, Step::PhoneIn),
    (200, Step::Move),
    (60, Step::Patch),
    (40, Step::Call),
    (15, Step::Bulk),
    (30, Step::Convert),
    (35, Step::Void),
    (50, Step::Review),
    (25, Step::DeleteLead),
    (8, Step::DeleteCustomer),
    (10, Step::EditFunnel),
];

async fn step(office: &mut Office, ledger: &mut Ledger, journey: &mut Journey, dice: &mut Dice) {
    journey.leads.retain(|id| ledger.leads.contains_key(id));
    let own = if journey.leads.is_empty() { None } else { Some(dice.pick(&journey.leads)) };
    match (dice.weighted(STEPS), own) {
        (Step::Look, _) => look(office, ledger, journey, dice).await,
        (Step::Follow, _) => {
            let codes = office.codes().await;
            if !codes.is_empty() {
                let way = dice.pick(&["", "?via=kakao", "?via=sms"]);
                journey.browser.get(&format!("/r/{SLUG}/{}{way}", dice.pick(&codes))).await.expect(302);
            }
        }
        (Step::Submit, _) | (_, None) => submit(office, ledger, journey, dice).await,
        (Step::PhoneIn, _) => {
            let funnel = 1 + i64::from(dice.percent(50));
            let lead = office.phone_in(&journey.phone, funnel, dice.between(0, 3) * 50_000).await;
            ledger.born(&lead, Made::ByHand, office.today());
            journey.leads.push(lead["id"].as_i64().expect("an id"));
        }
        (Step::Move, Some(id)) => {
            let stage = dice.pick(&office.stages_of(ledger.leads[&id].funnel));
            let moved = office.move_to(id, &stage).await;
            ledger.moved(&moved, office.today());
        }
        (Step::Patch, Some(id)) => {
            let patch = dice.pick(&[
                json!({"value": 330_000}),
                json!({"status": "lost"}),
                json!({"work_status": "booked"}),
                json!({"assignee_id": 1}),
                json!({"callback_at": "2026-11-30T01:00:00Z"}),
            ]);
            ledger.told(&office.patch(id, patch).await);
        }
        (Step::Call, Some(id)) => office.call(id, dice.pick(&["answered", "no_answer", "wrong_number"])).await,
        (Step::Bulk, Some(_)) => bulk(office, ledger, dice).await,
        (Step::Convert, Some(id)) => {
            if let Some(conversion) = office.convert(id).await {
                ledger.converted(&conversion, office.today());
            }
        }
        (Step::Void, Some(id)) => {
            let of_lead = ledger.conversions.values().find(|conversion| conversion.lead == id).map(|conversion| conversion.id);
            if let Some(conversion) = of_lead {
                office.void(conversion).await;
                ledger.voided(conversion);
            }
        }
        (Step::Review, Some(id)) => {
            let accepts = dice.percent(70);
            let lead = office.review(id, accepts).await;
            if accepts { ledger.accepted(&lead, office.today()) } else { ledger.told(&lead) }
        }
        (Step::DeleteLead, Some(id)) => {
            office.delete(&format!("leads/{id}")).await;
            ledger.forget(id);
        }
        (Step::DeleteCustomer, Some(id)) => {
            let customer = ledger.leads[&id].customer;
            office.delete(&format!("customers/{customer}")).await;
            ledger.forget_customer(customer);
        }
        (Step::EditFunnel, Some(_)) => {
            // A stage comes and goes; who stands in it goes to the first one.
            for moved in office.toggle_stage().await {
                ledger.moved(&moved, office.today());
            }
        }
    }
    settle_conversions(office, ledger).await;
}

/// A visitor looks at a page, which its script tells of.
async fn look(office: &mut Office, ledger: &mut Ledger, journey: &mut Journey, dice: &mut Dice) {
    let (page, query) = (dice.below(PAGES.len()), dice.pick(&SOURCES));
    let path = format!("/p/{SLUG}/{}?{query}", PAGES[page].0);
    journey.browser.get(&path).await.expect(200);
    let views = 1 + dice.below(2);
    let url = format!("http://localhost{path}");
    let events: Vec<Value> =
        (0..views).map(|_| json!({"id": data_encoding::HEXLOWER.encode(&dice.bytes::<8>()), "kind": "page_view", "url": url})).collect();
    for _ in 0..=usize::from(dice.percent(10)) {
        journey.browser.post(&format!("/t/{SLUG}"), json!({"events": events})).await.expect(202);
    }
    let visitor = journey.browser.cookies.get("dangol_visitor").expect("a visitor's cookie").clone();
    ledger.seen(&visitor, page, office.today(), journey.robot, views);
}

async fn submit(office: &mut Office, ledger: &mut Ledger, journey: &mut Journey, dice: &mut Dice) {
    let (page, query) = (dice.below(PAGES.len()), dice.pick(&SOURCES));
    let path = format!("/p/{SLUG}/{}?{query}", PAGES[page].0);
    journey.browser.get(&path).await.expect(200);
    let memo = format!("문의 {}", dice.between(0, 1_000_000));
    let mut fields = vec![("name", "홍길순"), ("phone", journey.phone.as_str()), ("memo", memo.as_str()), ("agree", "1")];
    let trapped = dice.percent(8);
    if trapped {
        fields.push((dangol::landing::form::HONEYPOT, "https://spam.example"));
    }
    journey.browser.post_form(&path, &fields).await.expect(303);
    let lead = office.newest_lead().await;
    assert_eq!(lead["form"]["memo"], memo, "the newest lead is this one");
    let suspect = office.is_suspect(&lead).await;
    assert!(suspect || !(trapped || journey.robot), "a robot was taken for a person: {lead}");
    ledger.born(&lead, Made::Submitted { page, suspect }, office.today());
    journey.leads.push(lead["id"].as_i64().expect("an id"));
}

/// Something is done to all leads that fit a filter, or to a few.
async fn bulk(office: &mut Office, ledger: &mut Ledger, dice: &mut Dice) {
    let filter = dice.pick(&["source=naver", "status=new", "funnel_id=2", "suspect=any&status=lost"]);
    let action = dice.pick(&[
        [("action", "stage"), ("stage", "1:talk")],
        [("action", "stage"), ("stage", "2:won")],
        [("action", "work_status"), ("work_status", "consulting")],
        [("action", "assign"), ("assignee_id", "1")],
        [("action", "add_tag"), ("tag", "봄")],
    ]);
    let mut fields = vec![("scope", "all"), ("filter", filter)];
    fields.extend(action);
    office.bulk(&fields).await;
    for lead in office.all_leads().await {
        ledger.moved(&lead, office.today());
    }
}

/// Conversions that came along with a move are found once, and must be those that the ledger expects.
async fn settle_conversions(office: &mut Office, ledger: &mut Ledger) {
    if !ledger.expected.is_empty() {
        let found = office.all_conversions().await;
        ledger.settle(&found);
    }
}
