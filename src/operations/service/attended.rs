//! The runs that this process attends: it will note what comes of them, whatever has become of their processes meanwhile.

use std::{collections::HashSet, sync::Arc};

use tokio::sync::Mutex;

use crate::{base::ids::JobRunId, env::Env};

/// Whoever holds the set may trust that it and the open runs agree: a run begins, and is looked for, only with the set in hand.
#[derive(Default)]
pub struct Attended(pub Mutex<HashSet<JobRunId>>);

impl Attended {
    pub fn of(env: &Env) -> Arc<Self> {
        env.db.control().beside().get()
    }
}

/// Gives a run up: nobody will note its end any more. The next sweep finds it.
pub async fn leave(env: &Env, id: JobRunId) {
    Attended::of(env).0.lock().await.remove(&id);
}
