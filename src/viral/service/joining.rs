//! A submission makes a participant, and a referral when a link led to it.

use rusqlite::Connection;
use serde_json::json;

use crate::{
    accounts::service::{AccountCx, AccountTx},
    base::{
        chance::Chance,
        error::{Error, Result},
        ids::{CustomerId, LeadId, PageId, ViralLoopId},
        network,
        table::Table,
        time::{Day, Timestamp},
    },
    interactions::{
        model::{ActorType, InteractionKind, NewRecord},
        service as interactions,
    },
    rollups::service as rollups,
    viral::{
        channel::{Channel, code_of},
        code,
        figures::Counts,
        model::{Cause, Change, Click, LoopRow, NewParticipant, QualifyingEvent, Submission, ViralCampaign, ViralLoop},
        position,
        risk::{self, Circumstances, Party, Risk, Risks},
        service::{campaigns::running, deciding, reading},
        store::{
            campaigns, figures,
            loops::{self, NewLoop},
            referrals::{self, NewReferral},
        },
        texts,
        transition::ReferralState,
        tree,
    },
};

/// The counter of all participants.
pub const LOOPS: &str = "viral_loops";

/// Codes drawn before giving up: with a million participants each is taken once in 78,000 times.
const DRAWS: usize = 16;

/// Makes a participant of whoever submitted on a page with a campaign, inside the submission's transaction, and a referral when a link
/// led there. A suspect takes no part and counts for nobody: not when a person accepts the lead either, only by submitting once more.
///
/// Answers with the participation as far as the sender may see it: one that this submission made, or one that the same browser made
/// before. Whoever types somebody else's phone number is not shown how that person stands.
pub fn join(tx: &AccountTx<'_, '_>, chance: &(dyn Chance + 'static), submission: &Submission) -> Result<Option<ViralLoopId>> {
    if submission.suspect {
        return Ok(None);
    }
    let now = tx.now();
    let Some(campaign) = campaigns::active_of(tx, submission.page)?.filter(|campaign| campaign.runs_at(now)) else { return Ok(None) };
    let click = last_click(tx, &campaign, submission, now)?;
    let day = submission.zone.day_of(now);
    let friend = Party {
        customer: Some(submission.customer),
        phone: submission.phone.clone(),
        email: submission.email.clone(),
        network: submission.address.map(network::of),
        visitor: submission.visitor,
    };
    let known = loops::find_of_customer(tx, campaign.id, submission.customer)?;
    let is_new = known.is_none();
    let me = if let Some(known) = known {
        known
    } else {
        let joining = Joining {
            customer: submission.customer,
            lead: Some(submission.lead),
            referred_by: click.as_ref().map(|(click, _)| click.loop_id),
            channel: click.as_ref().map(|(click, _)| click.channel),
            day,
        };
        let me = add(tx, chance, &campaign, &joining)?;
        loops::insert_trace(tx, me.id, submission.customer, &friend, now)?;
        me
    };
    let shown = is_new || is_of_browser(tx, me.id, submission.visitor)?;
    let shown = shown.then_some(me.id);
    let Some((click, referrer)) = click else { return Ok(shown) };
    let joined_from_there = match friend.network {
        Some(network) => loops::joined_from(tx, network, submission.zone.start_of(day))?,
        None => 0,
    };
    let how = Circumstances {
        joined_from_there,
        daily_limit: campaign.terms.daily_limit,
        took_ms: Some(now.ms_since(click.at)),
        found: Risks::default().with(Risk::KnownCustomer, submission.known_customer || !is_new),
        ..Circumstances::default()
    };
    let pair = Referred { referrer: &referrer, friend: &me, is_new, party: &friend, lead: Some(submission.lead), channel: click.channel };
    refer(tx, &campaign, &pair, how, day)?;
    Ok(shown)
}

/// The participation of whoever sent a lead on a page, for the browser that made it; absent for any other, when the page has no active
/// campaign, and when the lead came before it.
pub fn participation(conn: &Connection, page: PageId, lead: LeadId, visitor: Option<[u8; 16]>) -> Result<Option<ViralLoopId>> {
    let Some(campaign) = campaigns::active_of(conn, page)? else { return Ok(None) };
    match loops::find_of_lead(conn, campaign.id, lead)? {
        Some(id) if is_of_browser(conn, id, visitor)? => Ok(Some(id)),
        _ => Ok(None),
    }
}

/// Makes a participant of a customer who came by another way than the campaign's page.
pub async fn create_loop(cx: &AccountCx, new: NewParticipant) -> Result<ViralLoop> {
    cx.env().plan.room_for(Table::ViralLoop, 1)?;
    let (env, zone) = (cx.env().clone(), cx.account().zone);
    let row = cx
        .write(move |tx| {
            let campaign = running(tx, new.campaign)?;
            if !loops::customer_exists(tx, new.customer)? {
                return Err(Error::field("customer_id", texts::NO_SUCH_CUSTOMER));
            }
            if loops::find_of_customer(tx, campaign.id, new.customer)?.is_some() {
                return Err(Error::conflict("customer_id", texts::TAKES_PART));
            }
            let referrer = match new.referred_by {
                Some(id) => Some(
                    loops::find(tx, id)?
                        .filter(|row| row.campaign == campaign.id)
                        .ok_or_else(|| Error::field("referred_by", texts::NO_SUCH_LOOP))?,
                ),
                None => None,
            };
            let day = zone.day_of(tx.now());
            let channel = referrer.as_ref().map(|_| Channel::Link);
            let joining = Joining { customer: new.customer, lead: None, referred_by: new.referred_by, channel, day };
            let me = add(tx, &*env.chance, &campaign, &joining)?;
            loops::insert_trace(tx, me.id, new.customer, &Party::default(), tx.now())?;
            if let Some(referrer) = &referrer {
                let how = Circumstances { daily_limit: campaign.terms.daily_limit, ..Circumstances::default() };
                let party = loops::party(tx, me.id)?;
                let pair = Referred { referrer, friend: &me, is_new: true, party: &party, lead: None, channel: Channel::Link };
                refer(tx, &campaign, &pair, how, day)?;
            }
            tx.log("viral_loop.create", &format!("customer:{}", new.customer))?;
            tx.after_commit(move || env.plan.added(Table::ViralLoop, 1));
            loops::get(tx, me.id)
        })
        .await?;
    Ok(reading::located(cx, row))
}

/// Somebody about to become a participant.
struct Joining {
    customer: CustomerId,
    lead: Option<LeadId>,
    referred_by: Option<ViralLoopId>,
    channel: Option<Channel>,
    day: Day,
}

fn add(tx: &AccountTx<'_, '_>, chance: &(dyn Chance + 'static), campaign: &ViralCampaign, joining: &Joining) -> Result<LoopRow> {
    let number = campaigns::next_number(tx, campaign.id)?;
    let channel = code_of(joining.channel);
    for _ in 0..DRAWS {
        let Some(code) = code::from_random(&chance.bytes::<16>()) else { continue };
        let new = NewLoop {
            campaign: campaign.id,
            customer: joining.customer,
            lead: joining.lead,
            code: &code,
            number,
            referred_by: joining.referred_by,
            channel,
            day: joining.day,
            wait_key: position::key(number, 0, campaign.terms.move_up),
        };
        if let Some(id) = loops::insert(tx, &new, tx.now())? {
            figures::add(tx, campaign.id, joining.day, channel, joining.day, Counts { participants: 1, ..Counts::default() })?;
            rollups::add_to_counter(tx, LOOPS, 1)?;
            return loops::get(tx, id);
        }
    }
    Err(Error::Internal("no free code for a participant".into()))
}

/// Did this browser make the participant? Nobody knows once the trace was cleared.
fn is_of_browser(conn: &Connection, id: ViralLoopId, visitor: Option<[u8; 16]>) -> Result<bool> {
    Ok(visitor.is_some() && loops::party(conn, id)?.visitor == visitor)
}

/// The last click that is still remembered, with whose link it was.
fn last_click(conn: &Connection, campaign: &ViralCampaign, submission: &Submission, now: Timestamp) -> Result<Option<(Click, LoopRow)>> {
    let is_remembered = |click: &&Click| (0..=campaign.window_ms()).contains(&now.ms_since(click.at));
    let mut clicks: Vec<Click> = submission.clicks.iter().filter(is_remembered).copied().collect();
    clicks.sort_by_key(|click| std::cmp::Reverse(click.at));
    for click in clicks {
        if let Some(row) = loops::find(conn, click.loop_id)?.filter(|row| row.campaign == campaign.id) {
            return Ok(Some((click, row)));
        }
    }
    Ok(None)
}

/// A friend and whose link led them here.
struct Referred<'a> {
    referrer: &'a LoopRow,
    friend: &'a LoopRow,
    is_new: bool,
    party: &'a Party,
    lead: Option<LeadId>,
    channel: Channel,
}

/// Records a referral with its risks. The same friend by the same link is the same referral, and nothing is recorded.
fn refer(tx: &AccountTx<'_, '_>, campaign: &ViralCampaign, pair: &Referred<'_>, mut how: Circumstances, day: Day) -> Result<()> {
    let (referrer, friend) = (pair.referrer, pair.friend);
    if referrals::exists(tx, referrer.id, friend.id)? {
        return Ok(());
    }
    let oneself = referrer.id == friend.id;
    let closes_cycle = !pair.is_new && !oneself && tree::closes_cycle(referrer.id, friend.id, |id| loops::parent(tx, id))?;
    let has_referrer = referrals::has_referrer(tx, friend.id)?;
    how.found = how.found.with(Risk::Cycle, closes_cycle).with(Risk::AlreadyReferred, has_referrer);
    how.referrals_today = referrals::count_of_day(tx, referrer.id, day)? + 1;
    let risks: Risks = risk::risks(&loops::party(tx, referrer.id)?, pair.party, &how);
    let new =
        NewReferral { campaign: campaign.id, referrer: referrer.id, friend: friend.id, lead: pair.lead, channel: pair.channel, risks, day };
    let id = referrals::insert(tx, &new, tx.now())?;
    let change = Change { at: tx.now(), state: ReferralState::InProgress, cause: Cause::Submitted, reason: String::new() };
    referrals::insert_change(tx, id, &change, &tx.actor().log_name())?;
    let counts = Counts { signups: 1, ..Counts::default() };
    figures::add(tx, campaign.id, day, pair.channel.code(), referrer.day, counts)?;
    figures::add_to_loop(tx, referrer.id, counts)?;
    loops::note_first_referral(tx, referrer.id, tx.now())?;
    if let Some(lead) = referrer.lead {
        // Without the friend's name: the friend may be deleted, and the referrer's timeline stays.
        let record = NewRecord {
            kind: InteractionKind::Referral,
            actor: ActorType::System,
            user_id: None,
            agent: 0,
            data: json!({ "referral_id": id, "campaign_id": campaign.id }),
            at: tx.now(),
        };
        interactions::record(tx, lead, &record)?;
    }
    if campaign.terms.qualifying.event == QualifyingEvent::Submission {
        deciding::qualify(tx, campaign, id, None, day)?;
    }
    Ok(())
}
