//! The steps of the first day, and how far somebody has come.

use std::net::IpAddr;

use crate::{base::lang::Text, operations::texts::first_day as texts};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The agency and its first owner.
    Agency,
    /// The owner's second factor.
    SecondFactor,
    /// The first client account, with a page to look at.
    Account,
    Mail,
    /// Under which names the admin and visitors' pages are reached.
    Hosts,
    /// The recovery key, on paper.
    Key,
}

impl Step {
    pub const ALL: [Self; 6] = [Self::Agency, Self::SecondFactor, Self::Account, Self::Mail, Self::Hosts, Self::Key];

    pub const fn label(self) -> Text {
        match self {
            Self::Agency => texts::STEP_AGENCY,
            Self::SecondFactor => texts::STEP_SECOND_FACTOR,
            Self::Account => texts::STEP_ACCOUNT,
            Self::Mail => texts::STEP_MAIL,
            Self::Hosts => texts::STEP_HOSTS,
            Self::Key => texts::STEP_KEY,
        }
    }

    pub const fn path(self) -> &'static str {
        match self {
            Self::Agency => "/first-day/agency",
            Self::SecondFactor => "/first-day/second-factor",
            Self::Account => "/first-day/account",
            Self::Mail => "/first-day/mail",
            Self::Hosts => "/first-day/hosts",
            Self::Key => "/first-day/key",
        }
    }

    /// Where one goes back to; absent on the first step.
    pub fn before(self) -> Option<Self> {
        let place = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(place.checked_sub(1)?).copied()
    }

    /// Where one goes on to.
    pub fn next_path(self) -> &'static str {
        let place = Self::ALL.iter().position(|step| *step == self).unwrap_or_default();
        Self::ALL.get(place + 1).map_or(END, |step| step.path())
    }
}

/// The page behind the last step.
pub const END: &str = "/first-day/end";

/// What is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress(pub Vec<Step>);

impl Progress {
    pub fn has(&self, step: Step) -> bool {
        self.0.contains(&step)
    }

    /// How many steps are done.
    pub fn done(&self) -> usize {
        self.0.len()
    }

    /// How many there are.
    pub const fn all(&self) -> usize {
        Step::ALL.len()
    }

    pub fn is_done(&self) -> bool {
        self.done() == self.all()
    }

    /// Where to go on: at the first step that is left, else at the end.
    pub fn next_path(&self) -> &'static str {
        Step::ALL.into_iter().find(|step| !self.has(*step)).map_or(END, Step::path)
    }
}

/// Where a host name leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To the address under which this machine goes out.
    Here,
    /// To other addresses: a proxy or a router may stand there.
    To(Vec<IpAddr>),
    Nowhere,
}

impl Leads {
    /// `found` is what the DNS says, `own` the address under which this machine goes out, where it has one.
    pub fn of(found: Vec<IpAddr>, own: Option<IpAddr>) -> Self {
        match found.as_slice() {
            [] => Self::Nowhere,
            _ if own.is_some_and(|own| found.contains(&own)) => Self::Here,
            _ => Self::To(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_through_all_steps_and_back() {
        let mut path = Step::Agency.path();
        for step in Step::ALL {
            assert_eq!(path, step.path());
            path = step.next_path();
        }
        assert_eq!(path, END);
        assert_eq!((Step::Agency.before(), Step::Key.before()), (None, Some(Step::Hosts)));
    }

    #[test]
    fn one_goes_on_where_something_is_left() {
        let skipped = Progress(vec![Step::Agency, Step::Account, Step::Mail]);
        assert_eq!((skipped.next_path(), skipped.done(), skipped.is_done()), (Step::SecondFactor.path(), 3, false));
        let all = Progress(Step::ALL.to_vec());
        assert_eq!((all.next_path(), all.is_done()), (END, true));
    }

    #[test]
    fn a_name_that_leads_here_among_others_leads_here() {
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        let own = Some(address("192.0.2.7"));
        assert_eq!(Leads::of(vec![address("198.51.100.1"), address("192.0.2.7")], own), Leads::Here);
        assert_eq!(Leads::of(vec![address("198.51.100.1")], own), Leads::To(vec![address("198.51.100.1")]));
        assert_eq!(Leads::of(vec![address("198.51.100.1")], None), Leads::To(vec![address("198.51.100.1")]));
        assert_eq!(Leads::of(Vec::new(), own), Leads::Nowhere);
    }
}
