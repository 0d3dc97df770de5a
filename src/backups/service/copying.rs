//! The off-site copy: the snapshots of this machine in a store somewhere else.

use std::{ops::ControlFlow, path::PathBuf, sync::Arc};

use crate::{
    accounts::service::job::Run,
    backup::{
        Fault, Key,
        copy::{Offsite, Plan},
        store::{Patience, Store},
    },
    backups::{
        service::{
            repository::{self, Listed},
            waiting::patiently,
            work::{Found, LISTED, nothing_yet, told},
        },
        texts,
    },
    base::{bytes::byte_size, time::Zone},
    env::Env,
};

/// What a copy has found: what it did, and what lies in the store now.
pub type Copied = (Found, Option<Listed>);

/// The lock on the store, for whoever works on it from here.
pub fn lock_file(env: &Env) -> PathBuf {
    env.db.data_dir().join("run/offsite.lock")
}

/// Copies what is not there yet, keeps so many days there, and with `prune` gives the space of older ones back.
pub fn copy(run: &Run, store: &Store, days: u32, prune: bool) -> Result<Copied, Fault> {
    let env = run.env();
    let Some(repository) = repository::find(env)? else { return Ok((nothing_yet(), None)) };
    let lock = patiently(run, || repository.place().share("backup-copy"))?;
    let offsite = Offsite::open_or_init(store, &Key::read(env.db.data_dir())?, &lock_file(env), Patience::NIGHT)?;
    let far_lock = patiently(run, || offsite.lock("backup-copy"))?;
    let watch = {
        let run = run.clone();
        Arc::new(move |sent_bytes: u64| {
            run.tell(sent_bytes, None);
            if run.is_stopping() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    };
    let copied = repository.copy_to(&lock, &offsite, &far_lock, Plan { days, zone: Zone::default(), prune }, watch)?;
    let sent = byte_size(i64::try_from(copied.sent_bytes).unwrap_or(i64::MAX));
    let mut notes = vec![told(texts::COPIED.with(&[("n", &copied.copied.len()), ("sent", &sent), ("there", &copied.there.len())]))];
    notes.extend(copied.pruning.note().map(told));
    let there = copied.there.iter().map(|snapshot| (snapshot.id.clone(), repository::facts(snapshot))).collect();
    let faults = copied.damaged.iter().take(LISTED).map(|(id, paths)| {
        let (id, paths) = (&id[..id.len().min(8)], paths.join(", "));
        told(texts::NOT_COPIED.with(&[("id", &id), ("paths", &paths)]))
    });
    let found = Found {
        count: copied.copied.len() as u64,
        local: Some(repository::list(&repository)?),
        notes,
        faults: faults.collect(),
        ..Found::default()
    };
    Ok((found, Some(there)))
}
