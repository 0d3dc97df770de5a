//! How many rows of each kind the data set has, and how they are dealt out to the accounts.

use crate::cli::demo::size::{Scale, shares};

/// Rows of the tables that are sized (CONTRACT 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    pub customers: usize,
    pub pages: usize,
    pub funnels: usize,
    pub leads: usize,
    pub interactions: usize,
    pub conversions: usize,
    pub loops: usize,
}

const ACCOUNTS: usize = 25;
const FULL: Rows =
    Rows { customers: 99_000, pages: 3_000, funnels: 300, leads: 500_000, interactions: 2_000_000, conversions: 100_000, loops: 50_000 };

/// Weights of the accounts, the largest first: one over the 0.8th power of the place, so that of 25 the first has a fifth of all.
const WEIGHTS: [usize; ACCOUNTS] =
    [1_000, 574, 415, 330, 276, 238, 211, 189, 172, 158, 147, 137, 128, 121, 115, 109, 104, 99, 95, 91, 88, 84, 81, 79, 76];

impl Rows {
    /// All of them at a scale.
    pub fn at(scale: Scale) -> Self {
        Self {
            customers: scale.part(FULL.customers),
            pages: scale.part(FULL.pages),
            funnels: scale.part(FULL.funnels),
            leads: scale.part(FULL.leads),
            interactions: scale.part(FULL.interactions),
            conversions: scale.part(FULL.conversions),
            loops: scale.part(FULL.loops),
        }
    }

    /// Each account's part; the parts add up to the whole, as long as every account gets a page and a funnel.
    pub fn dealt(self, accounts: usize) -> Vec<Self> {
        let weights = &WEIGHTS[..accounts.min(ACCOUNTS)];
        let dealt = |whole| shares(whole, weights);
        let (customers, pages, funnels, leads) = (dealt(self.customers), dealt(self.pages), dealt(self.funnels), dealt(self.leads));
        let (interactions, conversions, loops) = (dealt(self.interactions), dealt(self.conversions), dealt(self.loops));
        let part = |place: usize| Self {
            customers: customers[place],
            pages: pages[place].max(1),
            funnels: funnels[place].max(1),
            leads: leads[place],
            interactions: interactions[place],
            conversions: conversions[place],
            loops: loops[place],
        };
        (0..weights.len()).map(part).collect()
    }
}

/// Accounts at a scale.
pub fn accounts(scale: Scale) -> usize {
    scale.part(ACCOUNTS).clamp(3, ACCOUNTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_the_accounts_are_the_whole() {
        for (scale, accounts) in [("1", 25), ("0.05", 3), ("10", 25)] {
            let scale = Scale::parse(scale).expect("a scale");
            assert_eq!(super::accounts(scale), accounts);
            let dealt = Rows::at(scale).dealt(accounts);
            let sum = |of: fn(&Rows) -> usize| dealt.iter().map(of).sum::<usize>();
            let whole = Rows {
                customers: sum(|rows| rows.customers),
                pages: sum(|rows| rows.pages),
                funnels: sum(|rows| rows.funnels),
                leads: sum(|rows| rows.leads),
                interactions: sum(|rows| rows.interactions),
                conversions: sum(|rows| rows.conversions),
                loops: sum(|rows| rows.loops),
            };
            assert_eq!(whole, Rows::at(scale));
        }
        let dealt = Rows::at(Scale::parse("1").expect("a scale")).dealt(25);
        assert!((95_000..102_000).contains(&dealt[0].leads) && dealt[24].leads > 5_000, "{:?}", dealt[0]);
    }
}
