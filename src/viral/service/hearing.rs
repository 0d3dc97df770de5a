//! What happens by itself: leads go their way, and hold periods end.

use std::collections::BTreeSet;

use crate::{
    accounts::{
        model::AccountStatus,
        service::{AccountCx, AccountTx},
    },
    base::{error::Result, ids::ViralCampaignId, time::Day},
    db::outbox::{self, Event as Note, Kind},
    funnels::journey::Journey,
    viral::{
        model::{Cause, Qualifying, QualifyingEvent},
        service::{
            deciding::{self, Step},
            granting,
        },
        store::{campaigns, referrals},
        transition::Event,
    },
};

/// Events heard, and referrals decided, in one transaction.
const AT_ONCE: u32 = 200;

/// Hears of leads that entered stages, converted, or whose conversions were voided, and decides on what is due. Answers with how many
/// events were heard and referrals decided.
pub async fn hear(cx: &AccountCx) -> Result<usize> {
    if cx.account().status == AccountStatus::Archived {
        return Ok(0);
    }
    // A write that changes nothing would wake whoever waits for commits.
    let waits = cx.read(|conn| Ok(!outbox::waiting(conn, Kind::Journey, 1)?.is_empty())).await?;
    let heard = if waits { hear_some(cx).await? } else { 0 };
    Ok(heard + settle(cx).await?)
}

/// Decides on referrals whose hold period is over: approved, or flagged where the friend is no longer what they were. Answers with how many.
pub async fn settle(cx: &AccountCx) -> Result<usize> {
    let now = cx.now();
    if cx.account().status == AccountStatus::Archived || cx.read(move |conn| Ok(referrals::due(conn, now, 1)?.is_empty())).await? {
        return Ok(0);
    }
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let due = referrals::due(tx, tx.now(), AT_ONCE)?;
        for id in &due {
            let campaign = campaigns::get(tx, referrals::standing(tx, *id)?.referral.campaign_id)?;
            deciding::end_hold(tx, &campaign, *id, zone.day_of(tx.now()))?;
        }
        Ok(due.len())
    })
    .await
}

async fn hear_some(cx: &AccountCx) -> Result<usize> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let notes = outbox::waiting(tx, Kind::Journey, AT_ONCE)?;
        let mut freed = BTreeSet::new();
        for note in &notes {
            freed.extend(follow(tx, note, zone.day_of(tx.now()))?);
        }
        for campaign in freed {
            granting::grant_withheld(tx, campaign)?;
        }
        if let Some(last) = notes.last() {
            outbox::heard(tx, Kind::Journey, last.id)?;
        }
        Ok(notes.len())
    })
    .await
}

/// Answers with the campaigns of referrals that went back or were voided by it: there may be something to give again.
fn follow(tx: &AccountTx<'_, '_>, note: &Note, today: Day) -> Result<Vec<ViralCampaignId>> {
    let Ok(journey) = serde_json::from_str::<Journey>(&note.payload) else {
        tracing::warn!(event = note.id, "a step of a lead's way can't be read and is left aside");
        return Ok(Vec::new());
    };
    if journey.voided {
        let Some(conversion) = journey.conversion_id else { return Ok(Vec::new()) };
        let mut campaigns_touched = Vec::new();
        for id in referrals::by_conversion(tx, conversion)? {
            let campaign = campaigns::get(tx, referrals::standing(tx, id)?.referral.campaign_id)?;
            let step = Step { event: Event::ConversionVoided, cause: Cause::ConversionVoided, reason: "", today };
            if deciding::carry_out(tx, &campaign, id, &step)? {
                campaigns_touched.push(campaign.id);
            }
        }
        return Ok(campaigns_touched);
    }
    for (id, campaign) in referrals::open_to_lead(tx, journey.lead_id)? {
        let campaign = campaigns::get(tx, campaign)?;
        if qualifies(&campaign.terms.qualifying, &journey) {
            deciding::qualify(tx, &campaign, id, journey.conversion_id, today)?;
        }
    }
    Ok(Vec::new())
}

/// Is this step what the campaign asks for?
fn qualifies(asked: &Qualifying, journey: &Journey) -> bool {
    let in_funnel = asked.funnel_id.is_none_or(|funnel| funnel == journey.funnel_id);
    match asked.event {
        QualifyingEvent::Submission => false,
        QualifyingEvent::Stage => in_funnel && journey.conversion_id.is_none() && asked.stage.as_ref() == Some(&journey.stage),
        QualifyingEvent::Conversion => in_funnel && journey.conversion_id.is_some(),
    }
}
