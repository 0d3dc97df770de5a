//! What a night's pass has the owner of the account's file write.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::service::{AccountCx, errand::Errand},
    base::{error::Result, ids::LeadId},
    scoring::{
        model::Change,
        service::{
            reading,
            write::{Written, write},
        },
        store,
    },
};

/// Writes scores and notes how far the pass is. Answers whether they were by the model that is active; if not, nothing was written and
/// they have to be computed again. Sent twice, it finds every score in its place already.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteScores {
    pub version: i64,
    #[serde(with = "crate::scoring::sent")]
    pub changes: Vec<Change>,
    /// The day of the pass and the last lead that it has done; absent when it is none of a night.
    pub reached: Option<(i32, LeadId)>,
}

/// Forgets how far the night's pass was: it is done.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndNight {}

impl Errand for WriteScores {
    const NAME: &'static str = "scoring.write";
    type Answer = bool;

    async fn carry_out(self, cx: &AccountCx) -> Result<bool> {
        cx.write(move |tx| {
            if write(tx, self.version, &self.changes)? == Written::Outdated {
                return Ok(false);
            }
            if let Some((day, last)) = self.reached {
                store::advance_night(tx, day, last)?;
            }
            Ok(true)
        })
        .await
    }
}

impl Errand for EndNight {
    const NAME: &'static str = "scoring.end_night";
    type Answer = ();

    async fn carry_out(self, cx: &AccountCx) -> Result<()> {
        cx.write(|tx| store::end_night(tx)).await
    }
}

/// Counts the distribution of the scores anew. Answers with how many places of it were wrong.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairDistribution {}

impl Errand for RepairDistribution {
    const NAME: &'static str = "scoring.repair";
    type Answer = u64;

    async fn carry_out(self, cx: &AccountCx) -> Result<u64> {
        Ok(reading::repair(cx).await?.len() as u64)
    }
}
