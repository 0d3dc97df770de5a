//! What a model would change, before it is activated. Over many leads that takes seconds, so a page begins it and comes back for it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    accounts::service::AccountCx,
    base::{error::Result, ids::LeadId, person},
    scoring::{
        change::Preview,
        facts::Field,
        model::{Model, Progress, Versioned},
        service::{
            batch::{self, BATCH},
            passes,
        },
        store::{self, known::Span},
    },
};

/// Previews of an account that are kept; an older one goes, done or not.
const KEPT: usize = 5;
/// A preview that nobody has asked about for so long stops: its page was left.
const LEFT: Duration = Duration::from_secs(15);

/// Compares a model with the scores of now, over all leads, in batches. Absent when `go_on` said no.
pub async fn preview(cx: &AccountCx, model: Model, mut go_on: impl FnMut(Progress) -> bool) -> Result<Option<Preview>> {
    let (now, zone, veiled) = (cx.now(), cx.account().zone, cx.masks_lists());
    let (active, total) = cx.read(|conn| Ok((store::active(conn)?, passes::all_leads(conn)?))).await?;
    // The same rules would stay the version they are, any others become one that no lead was graded by.
    let version = if active.model == model { active.version } else { active.version + 1 };
    let asked = Arc::new(Versioned { version, model, ..active });
    let mut preview = Preview::default();
    let mut progress = Progress { done: 0, total };
    let mut after = LeadId(0);
    while go_on(progress) {
        let (asked, so_far) = (Arc::clone(&asked), std::mem::take(&mut preview));
        let (noted, next) = cx
            .read(move |conn| {
                let mut noted = so_far;
                let (now, span) = (|| now, Span::following(after, BATCH));
                let reached = batch::scores(conn, &asked.model, (span, Field::NAME), (now, zone), |known, score| {
                    let stored = known.kept.map(|kept| kept.score);
                    let grade = batch::grade(&asked, stored, score.total);
                    let name = if veiled { person::masked(&known.facts.name) } else { known.facts.name };
                    noted.note((known.lead, known.customer, &name), stored, score.total, grade);
                })?;
                Ok((noted, reached))
            })
            .await?;
        preview = noted;
        let Some((last, count)) = next else { return Ok(Some(preview)) };
        after = last;
        progress.done += count;
        progress.total = progress.total.max(progress.done);
    }
    Ok(None)
}

/// The previews of an account that pages have begun. They go with the open file.
#[derive(Default)]
pub struct Previews(Mutex<VecDeque<(String, Arc<Previewing>)>>);

/// A preview on its way, or done.
pub struct Previewing {
    pub model: Model,
    state: Mutex<State>,
}

struct State {
    progress: Progress,
    asked_at: Instant,
    outcome: Option<Result<Arc<Preview>, ()>>,
}

impl Previewing {
    /// How far it is, and what came of it: absent while it runs, an error when it failed. Asking keeps it going.
    pub fn ask(&self) -> (Progress, Option<Result<Arc<Preview>, ()>>) {
        let mut state = self.lock();
        state.asked_at = Instant::now();
        (state.progress, state.outcome.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Begins a preview in the background. Answers with its id.
pub fn begin_preview(cx: &AccountCx, model: Model) -> String {
    let id: String = cx.env().chance.token().chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let state = State { progress: Progress::default(), asked_at: Instant::now(), outcome: None };
    let begun = Arc::new(Previewing { model, state: Mutex::new(state) });
    let previews = cx.beside::<Previews>();
    let mut kept = previews.0.lock().unwrap_or_else(PoisonError::into_inner);
    kept.truncate(KEPT - 1);
    kept.push_front((id.clone(), Arc::clone(&begun)));
    drop(kept);
    let cx = cx.clone();
    tokio::spawn(async move {
        let outcome = preview(&cx, begun.model.clone(), |progress| {
            let mut state = begun.lock();
            state.progress = progress;
            // Nobody but this task holds it any more: newer ones took its place.
            state.asked_at.elapsed() < LEFT && Arc::strong_count(&begun) > 1
        })
        .await;
        let outcome = match outcome {
            Ok(Some(done)) => Ok(Arc::new(done)),
            Ok(None) => Err(()),
            Err(cause) => {
                tracing::error!(account.slug = cx.account().slug, %cause, "a preview of a score model failed");
                Err(())
            }
        };
        begun.lock().outcome = Some(outcome);
    });
    id
}

/// A preview that was begun; absent when it is too old.
pub fn find_preview(cx: &AccountCx, id: &str) -> Option<Arc<Previewing>> {
    let previews = cx.beside::<Previews>();
    let kept = previews.0.lock().unwrap_or_else(PoisonError::into_inner);
    kept.iter().find(|(of, _)| of == id).map(|(_, preview)| Arc::clone(preview))
}
