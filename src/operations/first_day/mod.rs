//! The first day: from an empty box to an agency at work, step by step. Each step uses what the product has anyway, can be left out and
//! taken up again; what is done is read from what is there, so nothing is kept of the way itself. That an owner has ended it stands in
//! the access log (`first_day.close`).

pub mod lines;
pub mod model;
