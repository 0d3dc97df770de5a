//! When an account's leads come, and which of them convert while conversions are still kept.

use crate::{
    base::time::Timestamp,
    cli::demo::{
        bulk::era::Era,
        dice::Dice,
        size::shares,
        traffic::{WEEKDAYS, moment},
    },
};

/// All leads of an account in the order of their coming.
pub struct Births {
    at: Vec<Timestamp>,
    /// Up to which lead each day reaches.
    until: Vec<usize>,
}

impl Births {
    /// Somewhat more towards the end and on weekdays. Every day of the era has its place, the last one what has passed of it.
    pub fn draw(era: Era, leads: usize, dice: &mut Dice) -> Self {
        let weight = |(index, day)| {
            let weekday = usize::try_from(era.zone.parts(era.zone.start_of(day)).weekday).unwrap_or_default();
            let passed = era.bounds(day).1.ms_since(era.bounds(day).0) / 60_000;
            (4_000 + index) * WEEKDAYS[weekday] * (70 + dice.below(60)) / 100 * usize::try_from(passed).unwrap_or_default() / 1_440
        };
        let by_day = shares(leads, &era.days().enumerate().map(weight).collect::<Vec<_>>());
        let mut births = Self { at: Vec::with_capacity(leads), until: Vec::with_capacity(by_day.len()) };
        for (day, leads) in era.days().zip(by_day) {
            let (start, end) = era.bounds(day);
            let from = births.at.len();
            births.at.extend((0..leads).map(|_| moment(start, end, dice)));
            births.at[from..].sort_unstable();
            births.until.push(births.at.len());
        }
        births
    }

    /// The leads of the day at a place, by their places among all.
    pub fn of_day(&self, index: usize) -> std::ops::Range<usize> {
        let from = index.checked_sub(1).map_or(0, |before| self.until[before]);
        from..self.until[index]
    }

    pub fn at(&self, lead: usize) -> Timestamp {
        self.at[lead]
    }

    pub fn count(&self) -> usize {
        self.at.len()
    }

    /// Leads that come from an instant on and before another.
    pub fn between(&self, from: Timestamp, until: Timestamp) -> usize {
        self.at.partition_point(|at| *at < until).saturating_sub(self.at.partition_point(|at| *at < from))
    }
}

/// Draws so many of so many, one after the other, each as likely as every other (Knuth, algorithm S).
pub struct Draw {
    wanted: usize,
    among: usize,
}

impl Draw {
    pub const fn new(wanted: usize, among: usize) -> Self {
        Self { wanted, among }
    }

    /// Is the next one drawn?
    pub fn next(&mut self, dice: &mut Dice) -> bool {
        let drawn = dice.below(self.among) < self.wanted;
        self.among = self.among.saturating_sub(1);
        self.wanted -= usize::from(drawn);
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Day;

    #[test]
    fn all_leads_come_in_order_and_before_the_end() {
        let now = Timestamp::parse("2026-11-22T09:00:00+09:00").expect("a time");
        let era = Era::until(Day(20_779), now);
        let births = Births::draw(era, 5_000, &mut Dice::new(1));
        assert!(births.count() == 5_000 && births.at.is_sorted() && births.at(0) >= era.start && births.at(4_999) < era.end);
        let days: Vec<_> = era.days().collect();
        assert_eq!((days.len(), births.of_day(729).end), (730, 5_000));
        assert!((0..730).all(|index| births.of_day(index).all(|lead| era.zone.day_of(births.at(lead)) == days[index])));
        let recent = births.between(era.zone.start_of(era.interactions_from), era.end);
        assert!((2_200..2_800).contains(&recent), "{recent}");
    }

    #[test]
    fn exactly_as_many_are_drawn() {
        let mut dice = Dice::new(2);
        for (wanted, among) in [(0, 5), (5, 5), (317, 1_000), (3, 1)] {
            let mut draw = Draw::new(wanted, among);
            let drawn = (0..among).filter(|_| draw.next(&mut dice)).count();
            assert_eq!(drawn, wanted.min(among));
        }
    }
}
