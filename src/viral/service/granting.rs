//! The ledger of rewards: granted in the transaction that approves, once for each participant, rule and number, and never beyond what
//! there is to give.

use crate::{
    accounts::service::AccountTx,
    base::{
        error::{FieldErrors, Result},
        ids::{RewardId, RewardRuleId, ViralCampaignId, ViralLoopId},
    },
    viral::{
        model::{Referral, ViralCampaign},
        reward::{Limits, Refusal, RewardRule, RewardState, Side, permit, times_reached},
        store::{
            campaigns, loops, referrals,
            rewards::{self, Earned, Entry},
        },
        texts,
    },
};

/// Withheld rewards looked at in one step after there is something to give again.
const LOOKED_AT: u32 = 500;

/// Grants what an approval earns: the referrer's milestones between two numbers of approved friends, and the friend's own reward.
pub fn grant(tx: &AccountTx<'_, '_>, campaign: &ViralCampaign, referral: &Referral, before: i64, after: i64) -> Result<()> {
    for rule in campaigns::rules(tx, campaign.id)? {
        match rule.side {
            Side::Referrer => {
                for number in times_reached(&rule, before) + 1..=times_reached(&rule, after) {
                    give(tx, campaign, &rule, referral, referral.referrer_id, number)?;
                }
            }
            Side::Friend => give(tx, campaign, &rule, referral, referral.friend_id, 1)?,
        }
    }
    Ok(())
}

/// Takes back what is no longer earned. What was handed over stays counted: it is to be asked back. A friend's own reward stays while
/// another approved referral of theirs stands.
pub fn take_back(tx: &AccountTx<'_, '_>, campaign: &ViralCampaign, referral: &Referral, approved: i64) -> Result<()> {
    for rule in campaigns::rules(tx, campaign.id)? {
        match rule.side {
            Side::Referrer => {
                for entry in rewards::above(tx, referral.referrer_id, rule.id, times_reached(&rule, approved))? {
                    revoke(tx, campaign.id, &entry)?;
                }
            }
            Side::Friend => {
                let entry = rewards::find(tx, referral.friend_id, rule.id, 1)?;
                let Some(entry) = entry.filter(|entry| entry.referral == referral.id && entry.state != RewardState::Revoked) else {
                    continue;
                };
                match referrals::other_approved(tx, referral.friend_id, referral.id)? {
                    Some(other) => rewards::set_referral(tx, entry.id, other)?,
                    None => revoke(tx, campaign.id, &entry)?,
                }
            }
        }
    }
    Ok(())
}

/// Grants what was withheld, each rule's in the order in which it was earned, as far as there is something to give.
pub fn grant_withheld(tx: &AccountTx<'_, '_>, campaign: ViralCampaignId) -> Result<()> {
    for rule in campaigns::rules(tx, campaign)? {
        let mut after = RewardId(0);
        while let Some(last) = grant_some(tx, campaign, rule.id, after)? {
            after = last;
        }
    }
    Ok(())
}

/// Refuses to change when and by whom a reward is earned once somebody has: its numbers are counted by that.
pub fn check_rule(tx: &AccountTx<'_, '_>, campaign: ViralCampaignId, place: i64, rule: &RewardRule, before: &[RewardRule]) -> Result<()> {
    let Some(old) = before.iter().find(|old| old.id == rule.id) else { return Ok(()) };
    let mut errors = FieldErrors::default();
    rule.earned_otherwise(old).for_each(|field| errors.add(format!("rewards.{place}.{field}"), texts::RULE_EARNED));
    match errors.check() {
        Err(refused) if campaigns::rule_is_remembered(tx, campaign, rule.id)? => Err(refused),
        _ => Ok(()),
    }
}

/// Looks at some withheld rewards of a rule after one of them. Answers with the last; absent when there are no more, or nothing to give.
fn grant_some(tx: &AccountTx<'_, '_>, campaign: ViralCampaignId, rule: RewardRuleId, after: RewardId) -> Result<Option<RewardId>> {
    let mut campaign = campaigns::get(tx, campaign)?;
    let cap = campaign.terms.max_rewards_per_person;
    let Some(mut rule) = campaign.terms.rewards.iter().find(|known| known.id == rule).cloned() else { return Ok(None) };
    let for_anybody = Limits { budget: campaign.terms.budget, spent: campaign.spent, cap: None, held: 0 };
    if permit(&rule, &for_anybody).is_err() {
        return Ok(None);
    }
    let found = rewards::withheld(tx, campaign.id, rule.id, cap, after, LOOKED_AT)?;
    let last = found.last().map(|(id, _)| *id);
    for (id, earned) in found {
        match permitted(tx, &campaign, &rule, earned.loop_id)? {
            Ok(()) => {
                rewards::grant_again(tx, id, &earned, RewardState::Granted, None, tx.now())?;
                count(tx, campaign.id, rule.side, &earned, 1)?;
                rule.granted += 1;
                campaign.spent.0 += earned.cost.0;
            }
            // One of those granted just now was the last this person may have.
            Err(Refusal::Cap) => {}
            Err(Refusal::Stock | Refusal::Budget) => return Ok(None),
        }
    }
    Ok(last)
}

fn give(
    tx: &AccountTx<'_, '_>,
    campaign: &ViralCampaign,
    rule: &RewardRule,
    referral: &Referral,
    to: ViralLoopId,
    number: i64,
) -> Result<()> {
    // A customer who was deleted can't be given anything.
    if loops::get(tx, to)?.customer.is_none() {
        return Ok(());
    }
    let earned = Earned { campaign: campaign.id, rule: rule.id, loop_id: to, number, referral: referral.id, cost: rule.cost };
    let known = rewards::find(tx, to, rule.id, number)?;
    if let Some(known) = known {
        if known.state != RewardState::Revoked {
            return Ok(());
        }
        if known.delivered {
            // It was handed over and never came back: it is earned again, and counted already.
            let kept = Earned { cost: known.cost, ..earned };
            rewards::grant_again(tx, known.id, &kept, RewardState::Delivered, None, tx.now())?;
            return if rule.side == Side::Referrer { rewards::add_held(tx, to, 1) } else { Ok(()) };
        }
    }
    // As it is now: the approval before may have taken the last one.
    let fresh = campaigns::get(tx, campaign.id)?;
    let rule = fresh.terms.rewards.iter().find(|fresh| fresh.id == rule.id).unwrap_or(rule);
    let refusal = permitted(tx, &fresh, rule, to)?.err();
    let state = if refusal.is_some() { RewardState::Withheld } else { RewardState::Granted };
    match known {
        Some(known) => rewards::grant_again(tx, known.id, &earned, state, refusal, tx.now())?,
        None => rewards::insert(tx, &earned, state, refusal, tx.now())?,
    }
    if refusal.is_none() { count(tx, campaign.id, rule.side, &earned, 1) } else { Ok(()) }
}

fn permitted(
    tx: &AccountTx<'_, '_>,
    campaign: &ViralCampaign,
    rule: &RewardRule,
    to: ViralLoopId,
) -> Result<std::result::Result<(), Refusal>> {
    let limits = Limits {
        budget: campaign.terms.budget,
        spent: campaign.spent,
        cap: campaign.terms.max_rewards_per_person,
        held: loops::get(tx, to)?.rewards,
    };
    Ok(permit(rule, &limits))
}

fn revoke(tx: &AccountTx<'_, '_>, campaign: ViralCampaignId, entry: &Entry) -> Result<()> {
    rewards::revoke(tx, entry.id, tx.now())?;
    match entry.state {
        RewardState::Granted => {
            rewards::add_granted(tx, entry.rule, -1)?;
            rewards::add_spent(tx, campaign, -entry.cost.0)?;
        }
        RewardState::Delivered => {}
        RewardState::Withheld | RewardState::Revoked => return Ok(()),
    }
    if entry.side == Side::Referrer { rewards::add_held(tx, entry.loop_id, -1) } else { Ok(()) }
}

fn count(tx: &AccountTx<'_, '_>, campaign: ViralCampaignId, side: Side, earned: &Earned, by: i64) -> Result<()> {
    rewards::add_granted(tx, earned.rule, by)?;
    rewards::add_spent(tx, campaign, by * earned.cost.0)?;
    if side == Side::Referrer { rewards::add_held(tx, earned.loop_id, by) } else { Ok(()) }
}
