//! What happened, as the test saw it: it asks no counter and no rollup.

use std::collections::{BTreeMap, BTreeSet};

use dangol::base::time::Day;
use serde_json::Value;

use crate::journeys::office::GOALS;

/// How a lead came to be.
#[derive(Clone, Copy)]
pub enum Made {
    ByHand,
    Submitted { page: usize, suspect: bool },
}

pub struct Lead {
    pub customer: i64,
    pub funnel: i64,
    pub stage: String,
    pub page: Option<usize>,
    pub suspect: bool,
    pub born: Day,
}

pub struct Conversion {
    pub id: i64,
    pub lead: i64,
    pub funnel: i64,
    pub stage: String,
    pub value: i64,
    pub day: Day,
}

#[derive(Default)]
pub struct Ledger {
    /// Leads that are there, suspects among them.
    pub leads: BTreeMap<i64, Lead>,
    /// Conversions that are there and not voided.
    pub conversions: BTreeMap<i64, Conversion>,
    /// Leads that must have converted in a stage by now.
    pub expected: BTreeSet<(i64, String)>,
    pub customers: BTreeSet<i64>,
    /// Of a page's day: views, unique ones and robots' views. They stay when leads go.
    pub views: BTreeMap<(usize, Day), (i64, i64, i64)>,
    pub opt_ins: BTreeMap<(usize, Day), i64>,
    /// New leads of a day, without suspects; a deleted lead was new all the same.
    pub new_leads: BTreeMap<Day, i64>,
    /// Entries into a stage of a funnel on a day.
    pub entries: BTreeMap<(i64, String, Day), i64>,
    /// Conversions of a funnel, stage and day with their value. They stay when leads go, and are taken back when voided.
    pub history: BTreeMap<(i64, String, Day), (i64, i64)>,
    seen: BTreeSet<(String, usize, Day)>,
}

impl Ledger {
    pub fn seen(&mut self, visitor: &str, page: usize, day: Day, robot: bool, views: usize) {
        let views = i64::try_from(views).expect("few");
        let first = !robot && self.seen.insert((visitor.to_owned(), page, day));
        let of_day = self.views.entry((page, day)).or_default();
        if robot {
            of_day.2 += views;
        } else {
            of_day.0 += views;
            of_day.1 += i64::from(first);
        }
    }

    pub fn born(&mut self, lead: &Value, made: Made, today: Day) {
        let (page, suspect) = match made {
            Made::ByHand => (None, false),
            Made::Submitted { page, suspect } => (Some(page), suspect),
        };
        let stage = lead["stage"].as_str().expect("a stage").to_owned();
        let new = Lead { customer: number(lead, "customer_id"), funnel: number(lead, "funnel_id"), stage, page, suspect, born: today };
        self.customers.insert(new.customer);
        if !suspect {
            self.counts(&new, today, today);
        }
        self.leads.insert(number(lead, "id"), new);
    }

    /// A lead as it is told after a move: where it entered another stage, that counts.
    pub fn moved(&mut self, told: &Value, today: Day) {
        let (id, stage) = (number(told, "id"), told["stage"].as_str().expect("a stage").to_owned());
        let lead = self.leads.get_mut(&id).unwrap_or_else(|| panic!("a lead came from nowhere: {told}"));
        if lead.stage == stage {
            return;
        }
        lead.stage.clone_from(&stage);
        if !lead.suspect {
            *self.entries.entry((lead.funnel, stage.clone(), today)).or_default() += 1;
            if GOALS.contains(&(lead.funnel, stage.as_str())) {
                self.expected.insert((id, stage));
            }
        }
    }

    pub fn told(&self, told: &Value) {
        let lead = &self.leads[&number(told, "id")];
        assert_eq!((told["stage"].as_str(), number(told, "customer_id")), (Some(lead.stage.as_str()), lead.customer), "{told}");
    }

    /// A suspect counts from now on as if it had never been one, on the day of its birth.
    pub fn accepted(&mut self, told: &Value, _today: Day) {
        self.told(told);
        let id = number(told, "id");
        let Some(lead) = self.leads.get_mut(&id).filter(|lead| lead.suspect) else { return };
        lead.suspect = false;
        let (stage, born) = (lead.stage.clone(), lead.born);
        let goal = GOALS.contains(&(lead.funnel, stage.as_str()));
        let lead = self.leads.remove(&id).expect("it is there");
        let entered = told["stage_entered_at"].as_str().and_then(dangol::base::time::Timestamp::parse).expect("a time");
        self.counts(&lead, born, dangol::base::time::Zone::default().day_of(entered));
        self.leads.insert(id, lead);
        if goal {
            self.expected.insert((id, stage));
        }
    }

    pub fn converted(&mut self, told: &Value, today: Day) {
        let conversion = conversion(told, today);
        self.expected.remove(&(conversion.lead, conversion.stage.clone()));
        self.add(conversion);
    }

    pub fn voided(&mut self, id: i64) {
        let gone = self.conversions.remove(&id).expect("it stood");
        let of_day = self.history.entry((gone.funnel, gone.stage, gone.day)).or_default();
        *of_day = (of_day.0 - 1, of_day.1 - gone.value);
    }

    pub fn forget(&mut self, id: i64) {
        self.leads.remove(&id);
        self.conversions.retain(|_, conversion| conversion.lead != id);
        self.expected.retain(|(lead, _)| *lead != id);
    }

    pub fn forget_customer(&mut self, customer: i64) {
        self.customers.remove(&customer);
        let gone: Vec<i64> = self.leads.iter().filter(|(_, lead)| lead.customer == customer).map(|(id, _)| *id).collect();
        for id in gone {
            self.forget(id);
        }
    }

    /// Takes in the conversions that moves have caused. Each goal entered has converted, once while it stands.
    pub fn settle(&mut self, found: &[(Value, Day)]) {
        for (told, day) in found {
            let id = number(told, "id");
            if self.conversions.contains_key(&id) {
                continue;
            }
            let new = conversion(told, *day);
            assert!(self.expected.contains(&(new.lead, new.stage.clone())), "nobody expected this conversion: {told}");
            assert!(
                !self.conversions.values().any(|known| known.lead == new.lead && known.stage == new.stage),
                "a second conversion in the same stage: {told}"
            );
            self.add(new);
        }
        for (lead, stage) in std::mem::take(&mut self.expected) {
            let done = self.conversions.values().any(|known| known.lead == lead && known.stage == stage);
            assert!(done, "lead {lead} entered {stage} and did not convert");
        }
    }

    fn add(&mut self, new: Conversion) {
        let of_day = self.history.entry((new.funnel, new.stage.clone(), new.day)).or_default();
        *of_day = (of_day.0 + 1, of_day.1 + new.value);
        self.conversions.insert(new.id, new);
    }

    fn counts(&mut self, lead: &Lead, born: Day, entered: Day) {
        *self.new_leads.entry(born).or_default() += 1;
        if let Some(page) = lead.page {
            *self.opt_ins.entry((page, born)).or_default() += 1;
        }
        *self.entries.entry((lead.funnel, lead.stage.clone(), entered)).or_default() += 1;
    }
}

fn conversion(told: &Value, day: Day) -> Conversion {
    Conversion {
        id: number(told, "id"),
        lead: number(told, "lead_id"),
        funnel: number(told, "funnel_id"),
        stage: told["stage"].as_str().expect("a stage").to_owned(),
        value: told["value"].as_i64().unwrap_or_default(),
        day,
    }
}

fn number(told: &Value, name: &str) -> i64 {
    told[name].as_i64().unwrap_or_else(|| panic!("no {name} in {told}"))
}
