//! The counting tables: `counting` writes them, `reading` reads them for reports, `recount` compares them with the rows they count.

pub mod counting;
pub mod reading;
pub mod recount;
pub mod tally;
