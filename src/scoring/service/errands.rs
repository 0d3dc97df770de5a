//! What a night's pass has the owner of the account's file write.

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::{
    accounts::service::{AccountCx, AccountTx, errand::Errand},
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

/// Batches of a night that are written at once, whatever files they go to. Each keeps a core busy for some milliseconds, and visitors'
/// forms need one too: with five, on two cores, one form in a hundred took 68 ms and more.
const AT_ONCE: usize = 1;
static WRITING: Semaphore = Semaphore::const_new(AT_ONCE);

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
        // How far the night is goes where its scores go, and its end is on disk: what a power cut takes is computed again.
        let is_of_a_night = self.reached.is_some();
        let work = move |tx: &AccountTx<'_, '_>| {
            if write(tx, self.version, &self.changes)? == Written::Outdated {
                return Ok(false);
            }
            if let Some((day, last)) = self.reached {
                store::advance_night(tx, day, last)?;
            }
            Ok(true)
        };
        if !is_of_a_night {
            return cx.write(work).await;
        }
        let _turn = WRITING.acquire().await;
        cx.write_computed(work).await
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
