//! Recurring work on what belongs to the agency as a whole.

use crate::{
    accounts::{
        access_log::Verdict,
        service::{
            access_log,
            job::{Done, Note, Run},
        },
    },
    base::error::Result,
};

/// Follows the access log's chain from its first row to its last.
pub async fn check_access_log(run: &Run) -> Result<Done> {
    Ok(match access_log::verify(run.env()).await? {
        Verdict::Whole { rows } => Done::rows(u64::try_from(rows).unwrap_or(0)),
        Verdict::Broken(fault) => Done { faults: vec![Note { account: None, what: fault.message() }], ..Done::default() },
    })
}
