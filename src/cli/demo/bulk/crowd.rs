//! The customers of an account: who is new, who comes again, and what has become of each at the end.

use serde_json::{Map, Value};

use crate::{
    base::{
        email::Email,
        error::{Error, Result},
        ids::{CustomerId, LeadId},
        person::PersonName,
        phone::Phone,
        time::{DAY_MS, Timestamp},
    },
    cli::demo::{
        bulk::{births::Draw, spread::Candidate},
        dice::Dice,
        people::People,
        trade::Trade,
    },
    customers::model::{Customer, CustomerStatus},
};

/// Of a client's customers so many of a hundred are added by hand.
const BY_HAND: usize = 12;
/// Nobody has heard for so long of somebody who is dormant.
const DORMANT_MS: i64 = 300 * DAY_MS;

pub struct Crowd {
    trade: &'static Trade,
    people: People,
    begun: bool,
    coming: Draw,
    fates: Vec<Fate>,
}

/// What has become of a customer so far.
#[derive(Clone, Copy)]
struct Fate {
    status: CustomerStatus,
    updated_at: Timestamp,
    last_activity_at: Timestamp,
    since: Timestamp,
    first_lead: Option<LeadId>,
}

/// What is written of a customer at the end.
pub struct Settled {
    pub id: CustomerId,
    pub status: CustomerStatus,
    pub updated_at: Timestamp,
    pub last_activity_at: Timestamp,
}

impl Crowd {
    /// `customers` in all, of whom some are added by hand and the others come with `leads`.
    pub fn new(trade: &'static Trade, customers: usize, leads: usize) -> Self {
        // The first lead is somebody new in any case.
        let later = (customers - by_hand(customers)).saturating_sub(1);
        let coming = Draw::new(later, leads.saturating_sub(1));
        Self { trade, people: People::default(), begun: false, coming, fates: Vec::with_capacity(customers) }
    }

    /// The next lead's customer, who is made with it when it is somebody new.
    pub fn next(&mut self, lead: LeadId, at: Timestamp, source: Option<&str>, dice: &mut Dice) -> Result<(CustomerId, Option<Customer>)> {
        let is_first = !std::mem::replace(&mut self.begun, true);
        if is_first || self.coming.next(dice) {
            let customer = self.meet(at, CustomerStatus::Lead, source.map(str::to_owned), dice)?;
            if let Some(fate) = self.fates.last_mut() {
                fate.first_lead = Some(lead);
            }
            return Ok((customer.id, Some(customer)));
        }
        // The larger of two throws: whoever came lately comes again rather than others.
        let index = dice.below(self.fates.len()).max(dice.below(self.fates.len()));
        self.fates[index].last_activity_at = self.fates[index].last_activity_at.max(at);
        Ok((id_of(index), None))
    }

    /// Somebody whom the client knew before.
    pub fn add(&mut self, at: Timestamp, dice: &mut Dice) -> Result<Customer> {
        let status = dice.weighted(&[
            (70, CustomerStatus::Customer),
            (14, CustomerStatus::Lead),
            (12, CustomerStatus::Dormant),
            (4, CustomerStatus::Blocked),
        ]);
        let source = dice.percent(60).then(|| dice.pick(&["소개", "오프라인", "기존 고객"]).to_owned());
        self.meet(at, status, source, dice)
    }

    /// A lead of the customer was heard of, and may have been won.
    pub fn hear(&mut self, id: CustomerId, at: Timestamp, won: bool) {
        let Some(fate) = usize::try_from(id.0 - 1).ok().and_then(|index| self.fates.get_mut(index)) else { return };
        fate.last_activity_at = fate.last_activity_at.max(at);
        if won {
            fate.status = CustomerStatus::Customer;
            fate.updated_at = fate.updated_at.max(at);
        }
    }

    /// Those who may take part in a viral campaign, in the order of their coming.
    pub fn candidates(&self) -> Vec<Candidate> {
        let candidate = |(index, fate): (usize, &Fate)| Candidate { customer: id_of(index), lead: fate.first_lead, since: fate.since };
        self.fates.iter().enumerate().map(candidate).collect()
    }

    /// What is known of everybody at the end.
    pub fn settled(&self, end: Timestamp) -> Vec<Settled> {
        let settled = |(index, fate): (usize, &Fate)| {
            let gone = fate.status == CustomerStatus::Lead && end.ms_since(fate.last_activity_at) > DORMANT_MS;
            Settled {
                id: id_of(index),
                status: if gone { CustomerStatus::Dormant } else { fate.status },
                updated_at: fate.updated_at,
                last_activity_at: fate.last_activity_at,
            }
        };
        self.fates.iter().enumerate().map(settled).collect()
    }

    fn meet(&mut self, at: Timestamp, status: CustomerStatus, source: Option<String>, dice: &mut Dice) -> Result<Customer> {
        let person = self.people.meet(dice);
        self.fates.push(Fate { status, updated_at: at, last_activity_at: at, since: at, first_lead: None });
        let (key, values) = self.trade.attribute;
        let mut tags: Vec<String> = (0..dice.below(4).saturating_sub(1)).map(|_| dice.pick(self.trade.tags).to_owned()).collect();
        tags.sort_unstable();
        tags.dedup();
        let made_up = |_| Error::internal("the demo", "somebody made up has no sound name or address");
        Ok(Customer {
            id: id_of(self.fates.len() - 1),
            name: Some(PersonName::parse(&person.name).map_err(made_up)?),
            email: if dice.percent(62) { Some(Email::parse(&person.email).map_err(made_up)?) } else { None },
            phone: Some(Phone::parse(&person.phone).map_err(made_up)?),
            company: dice.percent(30).then(|| dice.pick(self.trade.companies).to_owned()),
            status,
            tags,
            attributes: if dice.percent(40) {
                std::iter::once((key.to_owned(), Value::from(dice.pick(values)))).collect()
            } else {
                Map::new()
            },
            score: None,
            source,
            created_at: at,
            updated_at: at,
            last_activity_at: at,
        })
    }
}

/// How many of a client's customers are added by hand.
pub const fn by_hand(customers: usize) -> usize {
    customers * BY_HAND / 100
}

/// Customers are numbered as they come.
fn id_of(index: usize) -> CustomerId {
    CustomerId(i64::try_from(index + 1).unwrap_or(i64::MAX))
}
