//! How much the demo holds: parts of the capacity (CONTRACT 5), and what even the smallest agency has.

/// A part of the full capacity, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(usize);

const WHOLE: usize = 1_000_000;
/// From so many millionths on nobody waits for each visit to go through the services.
const BULK: usize = 50_000;

/// How many there are. Leads, people and accounts in all; funnels and pages are the least of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    pub accounts: usize,
    pub leads: usize,
    pub people: usize,
    pub funnels: usize,
    pub pages: usize,
}

impl Scale {
    /// Reads a number above 0 and up to 10, for clap.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let scale: f64 = typed.trim().parse().map_err(|_| WRONG.to_owned())?;
        if scale > 0.0 && scale <= 10.0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and ten millions")]
            let millionths = (scale * 1e6).round() as usize;
            Ok(Self(millionths.max(1)))
        } else {
            Err(WRONG.to_owned())
        }
    }

    /// Is it so large that rows are written in batches?
    pub const fn is_bulk(self) -> bool {
        self.0 >= BULK
    }

    /// So much of a whole.
    pub const fn part(self, whole: usize) -> usize {
        whole * self.0 / WHOLE
    }

    pub fn sizes(self) -> Sizes {
        let part = |whole| self.part(whole);
        let leads = part(500_000).max(30);
        Sizes {
            accounts: part(25).clamp(3, 25),
            leads,
            // At full capacity a customer has five leads; where all is small most have come once.
            people: part(99_000).max((leads * 9 / 10).min(360)),
            funnels: part(300 / 25).max(2),
            pages: part(3_000 / 25),
        }
    }
}

/// The parts of a whole by weight, so that they add up to it.
pub fn shares(whole: usize, weights: &[usize]) -> Vec<usize> {
    let total = weights.iter().sum::<usize>().max(1);
    let mut seen = 0;
    let mut given = 0;
    let mut share = |weight: &usize| {
        seen += weight;
        let until_here = whole * seen / total;
        let share = until_here - given;
        given = until_here;
        share
    };
    weights.iter().map(&mut share).collect()
}

const WRONG: &str = "the scale is a number above 0 and up to 10";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_is_the_capacity() {
        let sizes = |typed| Scale::parse(typed).expect("a scale").sizes();
        assert_eq!(sizes("1.0"), Sizes { accounts: 25, leads: 500_000, people: 99_000, funnels: 12, pages: 120 });
        assert_eq!(sizes("0.001"), Sizes { accounts: 3, leads: 500, people: 360, funnels: 2, pages: 0 });
        assert_eq!(sizes("0.0000001").leads, 30);
        for wrong in ["0", "-1", "10.1", "NaN", "all", ""] {
            assert!(Scale::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(shares(10, &[1, 1, 1]), [3, 3, 4]);
        assert_eq!(shares(7, &[0, 5, 0]), [0, 7, 0]);
        assert_eq!(shares(3, &[0]), [0]);
    }
}
