//! From counted rows to figures that can be compared: days without events are filled in, shares are taken, the largest come first.

use std::{
    collections::{BTreeMap, HashMap},
    ops::AddAssign,
};

use crate::{
    base::{
        ids::{FunnelId, PageId},
        money::Currency,
        period::{Period, share_bp},
        time::Day,
    },
    dashboard::model::{DayFigures, FunnelFigures, PageFigures, SourceFigures, StepFigures, Totals},
    funnels::model::{Funnel, Stage},
};

/// Sources and pages that are shown.
pub const SHOWN: usize = 6;

/// Views and opt-ins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub visitors: i64,
    pub opt_ins: i64,
}

impl AddAssign for Traffic {
    fn add_assign(&mut self, more: Self) {
        self.visitors += more.visitors;
        self.opt_ins += more.opt_ins;
    }
}

/// What a source, a word or 0 for none, brought on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceDay {
    pub day: Day,
    pub source: i64,
    pub traffic: Traffic,
}

/// Entries into the stages of a funnel on a day, and its conversions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunnelDay {
    pub day: Day,
    pub funnel: FunnelId,
    pub entries: i64,
    pub conversions: i64,
    pub value: i64,
}

/// Conversions of a day in a currency; a day may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earned {
    pub day: Day,
    pub currency: Currency,
    pub conversions: i64,
    pub value: i64,
}

/// What was counted on each day; days without any are left out.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    pub traffic: BTreeMap<Day, Traffic>,
    pub leads: BTreeMap<Day, i64>,
    pub earned: Vec<Earned>,
}

impl Counted {
    /// `currencies` are those of the funnels. History outlives a funnel that was deleted; its currency is gone with it, and its values are
    /// told as won.
    pub fn of(sources: &[SourceDay], leads: BTreeMap<Day, i64>, funnels: &[FunnelDay], currencies: &BTreeMap<FunnelId, Currency>) -> Self {
        let mut traffic: BTreeMap<Day, Traffic> = BTreeMap::new();
        for of_source in sources {
            *traffic.entry(of_source.day).or_default() += of_source.traffic;
        }
        let earned = funnels.iter().filter(|of_funnel| (of_funnel.conversions, of_funnel.value) != (0, 0));
        let earned = earned.map(|&FunnelDay { day, funnel, conversions, value, .. }| {
            let currency = currencies.get(&funnel).copied().unwrap_or_default();
            Earned { day, currency, conversions, value }
        });
        Self { traffic, leads, earned: earned.collect() }
    }

    /// The currency in which most was earned, by count where no value is known; that of Korea without conversions.
    pub fn currency(&self) -> Currency {
        let mut sums: BTreeMap<Currency, (i64, i64)> = BTreeMap::new();
        for earned in &self.earned {
            let sum = sums.entry(earned.currency).or_default();
            *sum = (sum.0.saturating_add(earned.value), sum.1.saturating_add(earned.conversions));
        }
        sums.into_iter().max_by_key(|(_, sum)| *sum).map(|(currency, _)| currency).unwrap_or_default()
    }

    /// Each day of a period in order.
    pub fn days(&self, period: Period, currency: Currency) -> Vec<DayFigures> {
        let mut conversions: BTreeMap<Day, (i64, i64)> = BTreeMap::new();
        for earned in &self.earned {
            let sum = conversions.entry(earned.day).or_default();
            sum.0 += earned.conversions;
            sum.1 = sum.1.saturating_add(if earned.currency == currency { earned.value } else { 0 });
        }
        let figures = |day: Day| {
            let Traffic { visitors, opt_ins } = self.traffic.get(&day).copied().unwrap_or_default();
            let (conversions, value) = conversions.get(&day).copied().unwrap_or_default();
            DayFigures { day, visitors, leads: self.leads.get(&day).copied().unwrap_or_default(), opt_ins, conversions, value }
        };
        period.each().map(figures).collect()
    }

    /// What a period brought in other currencies than the one shown.
    pub fn other_values(&self, period: Period, shown: Currency) -> Vec<(Currency, i64)> {
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        for earned in self.earned.iter().filter(|earned| earned.currency != shown && period.contains(earned.day)) {
            let sum = sums.entry(earned.currency).or_default();
            *sum = sum.saturating_add(earned.value);
        }
        sums.into_iter().filter(|(_, value)| *value != 0).collect()
    }
}

/// The days together.
pub fn totals(days: &[DayFigures]) -> Totals {
    let sum = |value: fn(&DayFigures) -> i64| days.iter().map(value).fold(0, i64::saturating_add);
    let (visitors, opt_ins) = (sum(|day| day.visitors), sum(|day| day.opt_ins));
    Totals {
        visitors,
        leads: sum(|day| day.leads),
        opt_ins,
        opt_in_rate_bp: share_bp(opt_ins, visitors),
        conversions: sum(|day| day.conversions),
        value: sum(|day| day.value),
    }
}

/// The sources with most visitors in a period: words of the dictionary, 0 for none.
pub fn sources(days: &[SourceDay], period: Period) -> Vec<(i64, Traffic)> {
    let within = days.iter().filter(|day| period.contains(day.day));
    let mut sources = largest(within.map(|day| (day.source, day.traffic)));
    sources.truncate(SHOWN);
    sources
}

/// A page as it is told.
pub fn page(id: PageId, title: String, Traffic { visitors, opt_ins }: Traffic) -> PageFigures {
    PageFigures { id, title, visitors, opt_ins, opt_in_rate_bp: share_bp(opt_ins, visitors) }
}

/// A source as it is told; `name` is absent for visitors who came without one.
pub fn source(name: Option<String>, Traffic { visitors, opt_ins }: Traffic) -> SourceFigures {
    SourceFigures { source: name, visitors, opt_ins, opt_in_rate_bp: share_bp(opt_ins, visitors) }
}

/// Sums by key, those with most visitors first; keys without any are left out.
pub fn largest<K: Ord + Copy>(rows: impl Iterator<Item = (K, Traffic)>) -> Vec<(K, Traffic)> {
    let mut sums: BTreeMap<K, Traffic> = BTreeMap::new();
    for (key, traffic) in rows {
        *sums.entry(key).or_default() += traffic;
    }
    let mut sums: Vec<_> = sums.into_iter().filter(|(_, sum)| *sum != Traffic::default()).collect();
    sums.sort_by_key(|(key, sum)| (std::cmp::Reverse((sum.visitors, sum.opt_ins)), *key));
    sums
}

/// The funnel that most leads entered in a period; the first of those offered when none was entered.
pub fn busiest(days: &[FunnelDay], period: Period, offered: &[(FunnelId, String)]) -> Option<FunnelId> {
    let mut entered: HashMap<FunnelId, i64> = HashMap::new();
    for day in days.iter().filter(|day| period.contains(day.day)) {
        *entered.entry(day.funnel).or_default() += day.entries;
    }
    offered.iter().map(|(id, _)| *id).rev().max_by_key(|id| entered.get(id).copied().unwrap_or_default())
}

/// The steps of a funnel: the visitors of its pages, when it has any, and the entries into each stage that it had in the period. One
/// that was taken out since is told as long as leads entered it, and is no step for the next to be measured by.
pub fn funnel(funnel: &Funnel, stages: &[(Stage, bool)], visitors: Option<i64>, entries: &[(String, i64)]) -> FunnelFigures {
    let entered = |key: &str| entries.iter().find(|(stage, _)| stage == key).map_or(0, |(_, entries)| *entries);
    let told = stages.iter().map(|(stage, removed)| (stage, *removed, entered(&stage.key)));
    let told: Vec<(&Stage, bool, i64)> = told.filter(|(_, removed, value)| !removed || *value != 0).collect();
    let first = told.iter().find(|(_, removed, _)| !removed).map(|(.., value)| *value);
    let whole = visitors.or(first).unwrap_or(0);
    let of_first_bp = |value: i64| share_bp(value, whole).unwrap_or(0);
    let mut steps: Vec<StepFigures> = Vec::with_capacity(told.len() + 1);
    steps.extend(visitors.map(|value| StepFigures {
        stage: None,
        name: None,
        value,
        of_first_bp: of_first_bp(value),
        of_previous_bp: None,
    }));
    let mut previous = visitors;
    for (stage, removed, value) in told {
        steps.push(StepFigures {
            stage: Some(stage.key.clone()),
            name: Some(stage.name.clone()),
            value,
            of_first_bp: of_first_bp(value),
            of_previous_bp: previous.and_then(|previous| share_bp(value, previous)),
        });
        if !removed {
            previous = Some(value);
        }
    }
    FunnelFigures { id: funnel.id, name: funnel.name.clone(), steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::time::Timestamp, funnels::model::FunnelStatus};
    use proptest::prelude::*;

    const PERIOD: Period = Period { from: Day(100), to: Day(102) };

    fn usd() -> Currency {
        Currency::parse("USD").expect("a currency")
    }

    #[test]
    fn days_without_events_are_there_and_currencies_stay_apart() {
        let earned = |day, currency, value| Earned { day: Day(day), currency, conversions: 1, value };
        let counted = Counted {
            traffic: BTreeMap::from([(Day(101), Traffic { visitors: 40, opt_ins: 3 })]),
            leads: BTreeMap::from([(Day(101), 4), (Day(99), 9)]),
            earned: vec![earned(102, Currency::KRW, 50_000), earned(102, usd(), 700), earned(98, usd(), 1)],
        };
        let currency = counted.currency();
        let days = counted.days(PERIOD, currency);
        assert_eq!(
            days.iter().map(|day| (day.day.0, day.visitors, day.leads)).collect::<Vec<_>>(),
            [(100, 0, 0), (101, 40, 4), (102, 0, 0)]
        );
        let total = totals(&days);
        assert_eq!((total.opt_in_rate_bp, total.conversions, total.value), (Some(750), 2, 50_000));
        assert_eq!((currency, counted.other_values(PERIOD, currency)), (Currency::KRW, vec![(usd(), 700)]));
        assert_eq!(totals(&[]), Totals::default());
    }

    #[test]
    fn sources_of_the_period_with_most_visitors_come_first() {
        let on = |day, source, visitors| SourceDay { day: Day(day), source, traffic: Traffic { visitors, opt_ins: 1 } };
        let days = [on(99, 7, 900), on(100, 7, 5), on(101, 7, 3), on(101, 0, 94), on(102, 8, 0), on(103, 0, 900)];
        let told: Vec<_> = sources(&days, PERIOD).iter().map(|(source, sum)| (*source, sum.visitors, sum.opt_ins)).collect();
        assert_eq!(told, [(0, 94, 1), (7, 8, 2), (8, 0, 1)]);
        let page = page(PageId(2), "둘".into(), Traffic { visitors: 7, opt_ins: 2 });
        assert_eq!((page.title.as_str(), page.opt_in_rate_bp), ("둘", Some(2_857)));
    }

    #[test]
    fn days_are_counted_over_sources_and_funnels() {
        let on = |day, source| SourceDay { day: Day(day), source, traffic: Traffic { visitors: 5, opt_ins: 1 } };
        let of = |funnel, conversions, value| FunnelDay { day: Day(100), funnel: FunnelId(funnel), entries: 9, conversions, value };
        let currencies = BTreeMap::from([(FunnelId(1), usd()), (FunnelId(2), Currency::KRW)]);
        let counted =
            Counted::of(&[on(100, 0), on(100, 7), on(101, 7)], BTreeMap::new(), &[of(1, 2, 10), of(2, 0, 0), of(3, 1, 5)], &currencies);
        let traffic: Vec<_> = counted.traffic.iter().map(|(day, traffic)| (day.0, traffic.visitors, traffic.opt_ins)).collect();
        assert_eq!(traffic, [(100, 10, 2), (101, 5, 1)]);
        let earned: Vec<_> = counted.earned.iter().map(|earned| (earned.currency, earned.conversions, earned.value)).collect();
        assert_eq!(earned, [(usd(), 2, 10), (Currency::KRW, 1, 5)]);
    }

    /// Stages, of which those with a minus were taken out.
    fn stages(keys: &[&str]) -> Vec<(Stage, bool)> {
        let stage = |key: &str| Stage { key: key.to_owned(), name: key.to_uppercase(), ..Stage::default() };
        keys.iter().map(|key| (stage(key.trim_end_matches('-')), key.ends_with('-'))).collect()
    }

    fn counselling() -> Funnel {
        Funnel {
            id: FunnelId(3),
            name: "상담".into(),
            status: FunnelStatus::Active,
            stages: Vec::new(),
            currency: Currency::KRW,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    #[test]
    fn a_funnel_begins_with_the_visitors_of_its_pages() {
        let entries = [("new".to_owned(), 50), ("won".to_owned(), 10)];
        let steps = |visitors| funnel(&counselling(), &stages(&["new", "talk", "won"]), visitors, &entries).steps;
        let shares: Vec<_> = steps(Some(200)).iter().map(|step| (step.value, step.of_first_bp, step.of_previous_bp)).collect();
        assert_eq!(shares, [(200, 10_000, None), (50, 2_500, Some(2_500)), (0, 0, Some(0)), (10, 500, None)]);
        assert_eq!(steps(None)[0].stage.as_deref(), Some("new"));
    }

    #[test]
    fn what_was_taken_out_is_told_while_leads_entered_it() {
        let entries = [("new".to_owned(), 50), ("call".to_owned(), 20), ("won".to_owned(), 10)];
        let steps = funnel(&counselling(), &stages(&["ad-", "new", "call-", "won"]), None, &entries).steps;
        let told: Vec<_> = steps.iter().map(|step| (step.stage.as_deref(), step.of_first_bp, step.of_previous_bp)).collect();
        let expected = [(Some("new"), 10_000, None), (Some("call"), 4_000, Some(4_000)), (Some("won"), 2_000, Some(2_000))];
        assert_eq!(told, expected);
    }

    #[test]
    fn the_busiest_funnel_is_shown() {
        let offered = [(FunnelId(1), "가".to_owned()), (FunnelId(3), "나".to_owned())];
        let on = |day, funnel, entries| FunnelDay { day: Day(day), funnel: FunnelId(funnel), entries, conversions: 0, value: 0 };
        let days = [on(99, 1, 90), on(100, 3, 3), on(101, 1, 4), on(102, 3, 2), on(102, 9, 50)];
        assert_eq!(busiest(&days, PERIOD, &offered), Some(FunnelId(3)));
        assert_eq!((busiest(&[], PERIOD, &offered), busiest(&days, PERIOD, &[])), (Some(FunnelId(1)), None));
    }

    proptest! {
        #[test]
        fn days_add_up_to_the_totals(visitors in proptest::collection::btree_map(95..110_i32, (0..1_000_i64, 0..1_000_i64), 0..15)) {
            let traffic = visitors.iter().map(|(day, (visitors, opt_ins))| (Day(*day), Traffic { visitors: *visitors, opt_ins: *opt_ins }));
            let counted = Counted { traffic: traffic.collect(), ..Counted::default() };
            let within = visitors.iter().filter(|(day, _)| (100..=102).contains(*day)).map(|(_, (visitors, _))| visitors).sum::<i64>();
            prop_assert_eq!(totals(&counted.days(PERIOD, Currency::KRW)).visitors, within);
        }
    }
}
