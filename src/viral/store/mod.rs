//! Viral loops in the account's file: campaigns with their rules, participants, referrals, rewards and the daily figures.

pub mod campaigns;
pub mod erasing;
pub mod figures;
pub mod fill;
pub mod loops;
pub mod referrals;
pub mod rewards;
pub mod tallies;
