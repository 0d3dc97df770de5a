//! Viral loops: campaigns in which whoever submits gets a link of their own, and is rewarded for friends who come by it.
//!
//! A submission on a campaign's page makes a participant (`viral_loop`), and a referral when a link led there. A referral qualifies by
//! the submission itself, or by what its lead does later (`hear`, from the outbox); it is approved when its hold period is over
//! (`settle`) or by a person, and earns rewards in that transaction, each exactly once. What looks wrong is flagged, never dropped.
//! The rules are pure: `code`, `k_factor`, `position`, `reward`, `risk`, `transition`, `tree`.
//! Tables: `viral_campaign`, `viral_reward_rule`, `viral_loop`, `viral_trace`, `viral_click`, `viral_share`, `viral_setting`,
//! `referral`, `referral_change`, `reward`, `rollup_viral`, `rollup_viral_cohort`.
//! Visitors see `/r/{account}/{code}`, which leads to the campaign's page, and `/l/{token}`, a participant's own page.

pub mod api;
pub mod channel;
pub mod code;
pub mod disposable;
pub mod editor;
pub mod entry;
pub mod figures;
pub mod jobs;
pub mod k_factor;
pub mod link;
pub mod model;
pub mod pages;
pub mod panel;
pub mod position;
pub mod public;
pub mod query;
pub mod reward;
pub mod risk;
pub mod service;
pub mod share;
mod store;
pub mod texts;
pub mod transition;
pub mod tree;
pub mod views;
