//! What a night's pass has the owner of the account's file write.

use std::time::Instant;

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

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

/// Batches of a night that are written at once, whatever files they go to. Each keeps a core busy for some milliseconds, and visitors'
/// forms need one too: with five, on two cores, one form in a hundred took 68 ms and more.
const AT_ONCE: usize = 1;
/// Scores of a batch that are written in one transaction. A form waits for one of them at most, and puts on disk what it left in the
/// log; as long as one took, the disk and the cores are left to others after it. With whole batches and no pause one form in a hundred
/// took 57 ms while everything was scored on two cores, so 20 ms.
const AT_A_TIME: usize = 250;
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
        if self.reached.is_none() {
            let WriteScores { version, changes, .. } = self;
            return cx.write(move |tx| Ok(write(tx, version, &changes)? != Written::Outdated)).await;
        }
        let _turn = WRITING.acquire().await;
        let slices = self.changes.chunks(AT_A_TIME);
        let last = slices.len().saturating_sub(1);
        for (number, slice) in slices.enumerate() {
            let slice = slice.to_vec();
            // How far the night is goes where its last scores go, and its end is on disk: what a power cut takes is computed again.
            let reached = self.reached.filter(|_| number == last);
            let began = Instant::now();
            let is_written = cx.write_computed(move |tx| {
                if write(tx, self.version, &slice)? == Written::Outdated {
                    return Ok(false);
                }
                if let Some((day, last)) = reached {
                    store::advance_night(tx, day, last)?;
                }
                Ok(true)
            });
            if !is_written.await? {
                return Ok(false);
            }
            tokio::time::sleep(began.elapsed()).await;
        }
        Ok(true)
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
