//! Counting, inside the transaction that causes it; reading for reports; and counting again to see whether all of it is true.

mod counting;
mod reading;
mod recount;

/// The bare increments, for whoever fills a file at once.
pub use crate::rollups::store::counting as adding;
pub use counting::{
    add_to_counter, conversions_kept_from, count_conversion, count_lead, count_opt_in, count_view, enter_stage, exit_stage,
    forget_conversions, forget_lead, forget_leads_of, interactions_kept_from, void_conversion,
};
pub use reading::{
    asked_word, counter, has_months, leads_on, months, page_days, page_referrers, page_rows, page_totals, pages_seen, stage_counts,
    stage_rows, time_rows, titles, words,
};
pub use recount::{Difference, Repair, examine, recount, recount_conversions, repair};
