//! The parts pages are made of: pure functions from values to markup. They know no feature,
//! but for `activity`, which draws what `interactions` tells.
//!
//! An icon is always written `icon("name")`, and class names stand whole in the source: the asset build reads both from it.

pub mod activity;
pub mod alarm;
pub mod board;
pub mod button;
pub mod card;
pub mod chart;
pub mod confirm;
pub mod copy;
pub mod duration;
pub mod empty;
pub mod field;
pub mod figure;
pub mod filter;
pub mod fullness;
pub mod grade;
pub mod head;
pub mod icon;
pub mod identity;
pub mod moment;
pub mod notice;
pub mod number;
pub mod period;
pub mod pill;
pub mod qr;
pub mod settings_tabs;
pub mod steps;
pub mod table;
pub mod tabs;
pub mod timeline;
pub mod troubles;
