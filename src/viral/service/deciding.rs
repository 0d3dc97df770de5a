//! From the qualifying event to the decision, by time or by a person.

use crate::{
    accounts::service::{AccountCx, AccountTx},
    base::{
        error::{Error, Result},
        ids::{ConversionId, ReferralId, RewardId, ViralCampaignId},
        time::Day,
    },
    viral::{
        figures::Counts,
        model::{Cause, Change, Referral, ViralCampaign},
        position,
        service::granting,
        store::{
            campaigns, figures, loops,
            referrals::{self, Standing},
            rewards,
        },
        texts,
        transition::{self, Event, ReferralState},
    },
};

/// Why and by what a referral changes.
pub struct Step<'a> {
    pub event: Event,
    pub cause: Cause,
    /// What a person gave as the reason; may be empty.
    pub reason: &'a str,
    pub today: Day,
}

/// The friend did what the campaign asks for: the hold period begins, or a person has to look. Nothing happens a second time.
pub fn qualify(
    tx: &AccountTx<'_, '_>,
    campaign: &ViralCampaign,
    id: ReferralId,
    conversion: Option<ConversionId>,
    today: Day,
) -> Result<()> {
    let qualified = Step { event: Event::Qualified, cause: Cause::Qualified, reason: "", today };
    let before = referrals::standing(tx, id)?;
    // What a person voided stays so until a person thinks again.
    let revives = before.referral.state == ReferralState::Void && before.last_cause == Cause::ConversionVoided;
    if before.referral.state != ReferralState::InProgress && !revives {
        return Ok(());
    }
    unqualify(tx, campaign, &before)?;
    let due_at = tx.now().plus_ms(campaign.hold_ms());
    referrals::set_qualified(tx, id, today, due_at, conversion, tx.now())?;
    count_qualified(tx, campaign, &before.referral, today, 1)?;
    carry_out(tx, campaign, id, &qualified)?;
    if due_at <= tx.now() { end_hold(tx, campaign, id, today) } else { Ok(()) }
}

/// The hold period is over: what has come to be wrong meanwhile is for a person to look at, everything else is approved.
pub fn end_hold(tx: &AccountTx<'_, '_>, campaign: &ViralCampaign, id: ReferralId, today: Day) -> Result<()> {
    let known = referrals::standing(tx, id)?.referral.risks.0;
    let risks = known.and(referrals::risks_since(tx, id)?);
    if risks != known {
        referrals::set_risks(tx, id, risks)?;
    }
    carry_out(tx, campaign, id, &Step { event: Event::HoldOver, cause: Cause::HoldOver, reason: "", today })?;
    Ok(())
}

/// Takes a referral one step further with everything that belongs to it: history, figures, waiting list, rewards.
/// False when the step changes nothing. What a voided one gives back is for the caller to grant to others, once for all.
pub fn carry_out(tx: &AccountTx<'_, '_>, campaign: &ViralCampaign, id: ReferralId, step: &Step<'_>) -> Result<bool> {
    let standing = referrals::standing(tx, id)?;
    let Standing { referral, approved_day, .. } = &standing;
    let risky = !referral.risks.0.is_empty();
    if step.event == Event::Approved && referral.qualified_at.is_none() {
        return Ok(false);
    }
    let Some(next) = transition::next(referral.state, step.event, risky) else { return Ok(false) };
    let approves = next == ReferralState::Approved;
    let decided_at = matches!(next, ReferralState::Approved | ReferralState::Void).then(|| tx.now());
    referrals::set_state(tx, id, next, approves.then_some(step.today), decided_at)?;
    let change = Change { at: tx.now(), state: next, cause: step.cause, reason: step.reason.to_owned() };
    referrals::insert_change(tx, id, &change, &tx.actor().log_name())?;
    match (referral.state, approved_day) {
        (ReferralState::Approved, Some(day)) => count(tx, campaign, referral, *day, -1)?,
        _ if approves => count(tx, campaign, referral, step.today, 1)?,
        _ if next == ReferralState::InProgress => unqualify(tx, campaign, &standing)?,
        _ => {}
    }
    Ok(true)
}

/// Takes back that a referral has qualified, where it has.
fn unqualify(tx: &AccountTx<'_, '_>, campaign: &ViralCampaign, before: &Standing) -> Result<()> {
    let Some(day) = before.qualified_day else { return Ok(()) };
    referrals::clear_qualified(tx, before.referral.id)?;
    count_qualified(tx, campaign, &before.referral, day, -1)
}

fn count_qualified(tx: &AccountTx<'_, '_>, campaign: &ViralCampaign, referral: &Referral, day: Day, by: i64) -> Result<()> {
    let counts = Counts { qualified: by, ..Counts::default() };
    let referrer = loops::get(tx, referral.referrer_id)?;
    figures::add(tx, campaign.id, day, referral.channel.code(), referrer.day, counts)?;
    figures::add_to_loop(tx, referrer.id, counts)
}

/// Counts an approval or takes it back, and with it what it earned.
fn count(tx: &AccountTx<'_, '_>, campaign: &ViralCampaign, referral: &Referral, day: Day, by: i64) -> Result<()> {
    let before = loops::get(tx, referral.referrer_id)?;
    let counts = Counts { approved: by, ..Counts::default() };
    figures::add(tx, campaign.id, day, referral.channel.code(), before.day, counts)?;
    figures::add_to_loop(tx, before.id, counts)?;
    let approved = before.approved + by;
    loops::set_wait_key(tx, before.id, position::key(before.number, approved, campaign.terms.move_up))?;
    if by > 0 {
        granting::grant(tx, campaign, referral, before.approved, approved)
    } else {
        granting::take_back(tx, campaign, referral, approved)
    }
}

/// Somebody approves a referral, whatever looks wrong about it.
pub async fn approve(cx: &AccountCx, id: ReferralId, reason: String) -> Result<Referral> {
    decide(cx, id, Event::Approved, reason).await
}

/// Somebody voids a referral. Its rewards are taken back.
pub async fn void(cx: &AccountCx, id: ReferralId, reason: String) -> Result<Referral> {
    decide(cx, id, Event::Voided, reason).await
}

/// Approves several of a campaign. Answers with how many; those that no longer can be approved stay as they are.
pub async fn approve_all(cx: &AccountCx, campaign: ViralCampaignId, ids: Vec<ReferralId>, reason: String) -> Result<usize> {
    decide_all(cx, campaign, ids, Event::Approved, reason).await
}

pub async fn void_all(cx: &AccountCx, campaign: ViralCampaignId, ids: Vec<ReferralId>, reason: String) -> Result<usize> {
    decide_all(cx, campaign, ids, Event::Voided, reason).await
}

/// Notes that rewards were handed over. Answers with how many were waiting for it.
pub async fn deliver_all(cx: &AccountCx, campaign: ViralCampaignId, ids: Vec<RewardId>) -> Result<usize> {
    cx.write(move |tx| {
        let mut delivered = 0;
        for id in ids {
            if rewards::deliver(tx, campaign, id, tx.now())? {
                delivered += 1;
                tx.log("reward.deliver", &format!("reward:{id}"))?;
            }
        }
        Ok(delivered)
    })
    .await
}

async fn decide(cx: &AccountCx, id: ReferralId, event: Event, reason: String) -> Result<Referral> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let before = referrals::standing(tx, id)?.referral;
        let campaign = campaigns::get(tx, before.campaign_id)?;
        let step = Step { event, cause: Cause::Decided, reason: &reason, today: zone.day_of(tx.now()) };
        if !carry_out(tx, &campaign, id, &step)? {
            let never = event == Event::Approved && before.qualified_at.is_none();
            return Err(Error::conflict("state", if never { texts::NOT_QUALIFIED } else { texts::ALREADY_DECIDED }));
        }
        log(tx, id, event)?;
        if event == Event::Voided {
            granting::grant_withheld(tx, campaign.id)?;
        }
        Ok(referrals::standing(tx, id)?.referral)
    })
    .await
}

async fn decide_all(cx: &AccountCx, campaign: ViralCampaignId, ids: Vec<ReferralId>, event: Event, reason: String) -> Result<usize> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let campaign = campaigns::get(tx, campaign)?;
        let mut decided = 0;
        for id in ids {
            let found = referrals::standing(tx, id)?.referral;
            let step = Step { event, cause: Cause::Decided, reason: &reason, today: zone.day_of(tx.now()) };
            if found.campaign_id == campaign.id && carry_out(tx, &campaign, id, &step)? {
                decided += 1;
                log(tx, id, event)?;
            }
        }
        if event == Event::Voided && decided > 0 {
            granting::grant_withheld(tx, campaign.id)?;
        }
        Ok(decided)
    })
    .await
}

fn log(tx: &AccountTx<'_, '_>, id: ReferralId, event: Event) -> Result<()> {
    tx.log(if event == Event::Approved { "referral.approve" } else { "referral.void" }, &format!("referral:{id}"))
}
