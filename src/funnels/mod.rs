//! Funnels: the ordered stages that a lead goes through, some of which are goals.
//!
//! Tables: `funnel`; the stages lie in it as JSON; `funnel_version`, the stages as they were before. `goal` says what entering a goal
//! is worth. `transition` decides what entering a stage means for a lead, `template` is what a
//! new funnel begins with, `editor` the rows of the editor's form between two submits. Removing a stage that holds leads is a use
//! case of `leads`. `journey` is what later features hear.

pub mod api;
pub mod editor;
pub mod goal;
pub mod journey;
pub mod model;
pub mod pages;
pub mod query;
pub mod report;
pub mod service;
pub mod store;
pub mod template;
pub mod texts;
pub mod told;
pub mod transition;
pub mod views;
