//! Through the funnel, forward and back.

use std::collections::BTreeMap;

use crate::{
    accounts::{
        model::ActorKind,
        service::{AccountCx, AccountTx},
    },
    base::{
        error::{Error, FieldErrors, Result},
        ids::{FunnelId, LeadId},
        time::{Day, Zone},
    },
    conversions::{model::NewConversion, service as conversions},
    funnels::{
        goal,
        model::{Funnel, FunnelChange, Stage},
        service::{self as funnels, Forget},
        transition::{self, Decision, Transition},
    },
    leads::{
        model::{Cause, Lead, LeadStatus, Row},
        query,
        service::{birth, reach, reading},
        standing, store, texts,
    },
    rollups::service as rollups,
};

/// Moves a lead to a stage of its funnel. Where it stands already nothing happens.
pub async fn move_to_stage(cx: &AccountCx, id: LeadId, stage: String) -> Result<Lead> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let lead = reach::lead(tx, tx.actor(), id)?;
        let funnel = funnels::get(tx, lead.funnel.ok_or_else(|| Error::field("stage", texts::NO_FUNNEL))?)?;
        if move_row(tx, lead, &funnel, &stage, zone.day_of(tx.now()))? == Moved::NoSuchStage {
            return Err(query::unknown_stage(&stage));
        }
        reading::read(tx, id)
    })
    .await
}

/// What came of moving a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    Done,
    /// It stands there already.
    Stays,
    NoSuchStage,
}

/// Moves a lead of this funnel to a stage, with its line in the access log.
pub fn move_row(tx: &AccountTx<'_, '_>, lead: Row, funnel: &Funnel, stage: &str, day: Day) -> Result<Moved> {
    let id = lead.id;
    let cause = if matches!(tx.actor().kind, ActorKind::User(_)) { Cause::Manual } else { Cause::Api };
    match transition::decide(funnel, lead.stage.as_deref(), stage) {
        Decision::Unknown => Ok(Moved::NoSuchStage),
        Decision::Stay => Ok(Moved::Stays),
        Decision::Move(transition) => {
            carry_out(tx, lead, funnel, &transition, cause, day)?;
            tx.log("lead.move", &format!("lead:{id}"))?;
            Ok(Moved::Done)
        }
    }
}

/// Changes a funnel; leads of stages that are removed go where `moves` says, by the removed stage's key. Without a place for them the
/// change is refused.
pub async fn change_funnel(cx: &AccountCx, id: FunnelId, change: FunnelChange, moves: BTreeMap<String, String>) -> Result<Funnel> {
    let (forget, zone) = (Forget::of(cx), cx.account().zone);
    cx.write(move |tx| {
        if let Some(stages) = &change.stages {
            let before = funnels::get(tx, id)?;
            move_out(tx, &before, stages, &moves, zone)?;
        }
        funnels::change_in(tx, &forget, id, change)
    })
    .await
}

/// Records that a lead entered a goal, and makes a customer of its person.
pub fn convert(tx: &AccountTx<'_, '_>, lead: &Row, funnel: &Funnel, stage: &str, day: Day) -> Result<()> {
    let goal = funnel.stage(stage);
    let new = NewConversion {
        funnel: funnel.id,
        lead: lead.id,
        stage: stage.to_owned(),
        value: goal.map_or(lead.value, |goal| goal::worth(goal, lead.value, &lead.form, funnel.currency)),
        repeats: goal.is_some_and(|goal| goal.repeats),
        currency: funnel.currency,
        at: tx.now(),
        day,
    };
    if conversions::record(tx, &new)?.is_some() {
        birth::promote(tx, lead)?;
    }
    Ok(())
}

fn carry_out(tx: &AccountTx<'_, '_>, mut lead: Row, funnel: &Funnel, to: &Transition, cause: Cause, day: Day) -> Result<()> {
    let suspect = lead.is_suspect();
    if let Some(from) = &to.from {
        rollups::exit_stage(tx, &birth::stage_key(&lead, funnel, from, day), suspect)?;
    }
    lead.stage = Some(to.to.clone());
    lead.stage_entered_at = tx.now();
    lead.status = standing::after_move(lead.status, to.outcome, cause);
    lead.closed_at = standing::closed_at(lead.status, lead.closed_at, tx.now());
    store::update(tx, &lead, tx.now())?;
    rollups::enter_stage(tx, &birth::stage_key(&lead, funnel, &to.to, day), suspect)?;
    birth::record_stage(tx, &lead, funnel, to.from.as_deref(), &to.to, cause)?;
    if to.converts && lead.status == LeadStatus::Won {
        convert(tx, &lead, funnel, &to.to, day)?;
    }
    birth::tell(tx, lead.id)
}

fn move_out(tx: &AccountTx<'_, '_>, before: &Funnel, stages: &[Stage], moves: &BTreeMap<String, String>, zone: Zone) -> Result<()> {
    let stays = |key: &str| stages.iter().any(|stage| stage.key == key);
    let mut errors = FieldErrors::default();
    for (from, _) in moves.iter().filter(|(from, to)| stays(from) || before.stage(from).is_none() || !stays(to)) {
        errors.add(format!("moves.{from}"), texts::WRONG_MOVE);
    }
    errors.check()?;
    // Both the old and the new stages are known while the leads move.
    let mut both = before.clone();
    both.stages.extend(stages.iter().filter(|stage| before.stage(&stage.key).is_none()).cloned());
    for stage in before.stages.iter().filter(|stage| !stays(&stage.key)) {
        let Some(to) = moves.get(&stage.key) else { continue };
        for lead in store::in_stage(tx, before.id, &stage.key)? {
            if let Decision::Move(transition) = transition::decide(&both, Some(&stage.key), to) {
                tx.log("lead.move", &format!("lead:{}", lead.id))?;
                carry_out(tx, lead, &both, &transition, Cause::StageRemoved, zone.day_of(tx.now()))?;
            }
        }
    }
    Ok(())
}
