//! What the groups and the total are held to: a cap for each, never below nothing, nothing at all for a disqualified lead.

/// The most that fit, engagement and both together can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    pub fit: i64,
    pub engagement: i64,
    pub total: i64,
}

/// Where points were cut off or put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Fit,
    Engagement,
    Total,
    /// A total below nothing is lifted to nothing.
    Floor,
    Disqualified,
}

/// The sums as they count, and what it took to get there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub fit: i64,
    pub engagement: i64,
    pub total: i64,
    /// Points of each cut, never 0; with the sums given they make the total.
    pub cuts: Vec<(Limit, i64)>,
}

impl Caps {
    /// Holds two sums to the caps. Both groups may be below nothing, the total may not.
    pub fn hold(self, fit: i64, engagement: i64, disqualified: bool) -> Held {
        let mut cuts = Vec::new();
        let mut cut = |limit, from: i64, to: i64| {
            if from != to {
                cuts.push((limit, to - from));
            }
            to
        };
        let fit = cut(Limit::Fit, fit, fit.min(self.fit));
        let engagement = cut(Limit::Engagement, engagement, engagement.min(self.engagement));
        let sum = fit + engagement;
        let total = cut(Limit::Total, sum, sum.min(self.total));
        let total = cut(Limit::Floor, total, total.max(0));
        let total = if disqualified { cut(Limit::Disqualified, total, 0) } else { total };
        Held { fit, engagement, total, cuts }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CAPS: Caps = Caps { fit: 40, engagement: 70, total: 100 };

    #[test]
    fn cuts_are_told() {
        assert_eq!(CAPS.hold(30, 20, false), Held { fit: 30, engagement: 20, total: 50, cuts: vec![] });
        assert_eq!(CAPS.hold(55, 90, false).cuts, [(Limit::Fit, -15), (Limit::Engagement, -20), (Limit::Total, -10)]);
        assert_eq!(CAPS.hold(-50, 20, false), Held { fit: -50, engagement: 20, total: 0, cuts: vec![(Limit::Floor, 30)] });
        assert_eq!(CAPS.hold(30, 20, true).cuts, [(Limit::Disqualified, -50)]);
        assert_eq!(CAPS.hold(0, 0, true).cuts, []);
    }

    proptest! {
        #[test]
        fn sums_and_cuts_make_the_total(fit in -500_i64..500, engagement in -500_i64..500, disqualified: bool) {
            let held = CAPS.hold(fit, engagement, disqualified);
            prop_assert_eq!(fit + engagement + held.cuts.iter().map(|(_, points)| points).sum::<i64>(), held.total);
            prop_assert!((0..=CAPS.total).contains(&held.total));
        }
    }
}
