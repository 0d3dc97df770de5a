//! The pages of the first day: one card, the steps above it, back and on below it.

pub mod account;
pub mod end;
pub mod frame;
pub mod hosts;
pub mod mail;
pub mod second_factor;
pub mod start;
