//! Recurring work on what belongs to the agency as a whole.

use crate::{
    accounts::{
        access_log::Verdict,
        service::{
            access_log, errand,
            job::{Done, Note, Run},
            upkeep::{File, Optimize, Optimized},
        },
        texts,
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

/// Keeps every file small. Files are written anew one after the other, so that no more than one account waits at a time.
pub async fn optimize(run: &Run) -> Result<Done> {
    let mut files = vec![(None, File::Control)];
    for account in run.accounts() {
        let slug = account.slug.clone();
        files.push((Some(slug.clone()), File::Account(slug.clone())));
        files.push((Some(slug.clone()), File::Archive(slug)));
    }
    let (all, mut done) = (files.len() as u64, Done::default());
    for (place, (account, file)) in files.into_iter().enumerate() {
        run.go_on()?;
        match errand::send(run.env(), Optimize { file }).await {
            Ok(Optimized { freed_bytes: 0, left_bytes: 0 }) => {}
            Ok(Optimized { freed_bytes: 0, left_bytes }) => done.note(account, texts::LEFT_LOOSE.with(&[("mb", &megabytes(left_bytes))])),
            Ok(Optimized { freed_bytes, .. }) => done.note(account, texts::FREED.with(&[("mb", &megabytes(freed_bytes))])),
            Err(cause) => done.fail(account, &cause),
        }
        run.tell(place as u64 + 1, Some(all));
    }
    done.rows = all;
    Ok(done)
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
