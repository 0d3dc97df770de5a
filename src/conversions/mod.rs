//! Conversions: a lead that entered a goal stage, with its value.
//!
//! Tables: `funnel_conversion`, and `past_conversion` for those that are gone by their age. A lead converts once in each stage of a
//! funnel, however often it comes back; a suspect does not convert before somebody has confirmed that it is none.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
mod store;
pub mod texts;
pub mod views;
