//! Looking into the log.

use crate::{
    base::error::{Error, Result},
    env::Env,
    logs::{
        files,
        read::{self, Found, Place, Wanted},
    },
    operations::log_filter::Filter,
};

/// Lines on a page.
const LINES: usize = 100;
/// What is read for a page at most: a rare line is looked for in steps.
const BYTES: u64 = 16 << 20;

/// A page of the log, the newest first. `before` is where an earlier page ended; what is no such place begins anew.
pub async fn page(env: &Env, filter: Filter, before: Option<&str>) -> Result<Found> {
    let directory = files::directory(env.db.data_dir());
    let before: Option<Place> = before.and_then(|place| place.parse().ok());
    let look = move || {
        let wanted = Wanted { before, day: filter.day, lines: LINES, bytes: BYTES, fits: &|line| filter.fits(line) };
        read::look(&directory, &wanted)
    };
    let found = tokio::task::spawn_blocking(look).await.map_err(|cause| Error::internal("reading the log", cause))?;
    found.map_err(|cause| Error::internal("reading the log", cause))
}
