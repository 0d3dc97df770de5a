//! What a visitor does: follows a link, passes one on, looks at their own page.

use std::net::IpAddr;
use std::sync::Arc;

use rusqlite::Connection;
use serde_json::json;

use crate::{
    accounts::{
        model::Actor,
        service::{self as accounts, AccountCx},
    },
    base::{
        error::{Error, Result},
        ids::ViralLoopId,
    },
    env::Env,
    interactions::{
        model::{ActorType, InteractionKind, NewRecord},
        service as interactions,
    },
    viral::{
        channel::Channel,
        figures::Counts,
        link,
        model::{Arrival, Click, LoopRow, Standing, Terms},
        store::{campaigns, figures, loops, rewards, tallies},
    },
};

/// Shares of one participant that count in a day: more than that nobody passes on by hand.
const SHARES_A_DAY: i64 = 50;
/// Places of the ranking that participants see.
const LEADERS: u32 = 10;
const REWARDS_SHOWN: u32 = 20;

/// Who follows a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follower {
    /// A visitor without a cookie gets this one with the answer.
    pub visitor: [u8; 16],
    pub is_robot: bool,
    /// More came from this address than people send: led on, and not counted.
    pub too_many: bool,
}

/// A visitor follows a link: counted once a day, robots apart. Absent when nobody has the code, or the campaign's page is gone.
pub async fn click(cx: &AccountCx, code: String, channel: Channel, follower: Follower) -> Result<Option<Arrival>> {
    let Follower { visitor, is_robot, too_many } = follower;
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let Some(row) = loops::find_by_code(tx, &code)? else { return Ok(None) };
        let campaign = campaigns::get(tx, row.campaign)?;
        let Some(page) = campaigns::page_slug(tx, campaign.terms.landing_page_id)? else { return Ok(None) };
        let (now, runs) = (tx.now(), campaign.runs_at(tx.now()));
        let day = zone.day_of(now);
        let counts = match is_robot {
            _ if too_many => Counts::default(),
            true => Counts { bot_clicks: 1, ..Counts::default() },
            false if tallies::note_click(tx, row.id, visitor, day)? => Counts { clicks: 1, ..Counts::default() },
            false => Counts::default(),
        };
        if runs && counts != Counts::default() {
            figures::add(tx, campaign.id, day, channel.code(), row.day, counts)?;
            figures::add_to_loop(tx, row.id, counts)?;
        }
        let remembered = (runs && !is_robot).then_some(Click { loop_id: row.id, channel, at: now });
        let window_ms = campaign.window_ms();
        Ok(Some(Arrival { page, campaign: campaign.id, campaign_name: campaign.terms.name, remembered, window_ms }))
    })
    .await
}

/// A participant passes the link on. Counted by channel, and shown in the timeline.
pub async fn share(cx: &AccountCx, id: ViralLoopId, channel: Channel) -> Result<()> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let row = loops::get(tx, id)?;
        let campaign = campaigns::get(tx, row.campaign)?;
        let day = zone.day_of(tx.now());
        if !campaign.runs_at(tx.now()) || !tallies::note_share(tx, id, day, SHARES_A_DAY)? {
            return Ok(());
        }
        let counts = Counts { shares: 1, ..Counts::default() };
        figures::add(tx, campaign.id, day, channel.code(), row.day, counts)?;
        figures::add_to_loop(tx, id, counts)?;
        if let Some(lead) = row.lead {
            let data = json!({ "channel": channel.name(), "campaign_id": campaign.id });
            let record = NewRecord { kind: InteractionKind::Share, actor: ActorType::Human, user_id: None, agent: 0, data, at: tx.now() };
            interactions::record(tx, lead, &record)?;
        }
        Ok(())
    })
    .await
}

/// All that a participant's own page shows, or `NotFound`.
pub async fn standing(cx: &AccountCx, id: ViralLoopId) -> Result<Standing> {
    let now = cx.now();
    cx.read(move |conn| {
        let participant = loops::get(conn, id)?;
        let campaign = campaigns::get(conn, participant.campaign)?;
        let waiting =
            if campaign.terms.move_up > 0 { Some((loops::waiting_place(conn, id)?, campaigns::joined(conn, campaign.id)?)) } else { None };
        Ok(Standing {
            runs: campaign.runs_at(now),
            waiting,
            leaders: leaders(conn, &campaign.terms, &participant)?,
            rewards: rewards::of_loop(conn, id, REWARDS_SHOWN)?,
            kakao_key: campaigns::kakao_key(conn)?,
            campaign,
            participant,
        })
    })
    .await
}

/// The account and the participant whose page a token opens, or `NotFound`.
pub async fn status_page(env: &Env, token: &str, address: IpAddr) -> Result<(AccountCx, ViralLoopId)> {
    let (slug, id) = link::opened(&env.signing_key, token).ok_or(Error::NotFound)?;
    let cx = accounts::enter(env, slug, Arc::new(Actor::visitor(address))).await?;
    Ok((cx, id))
}

fn leaders(conn: &Connection, terms: &Terms, me: &LoopRow) -> Result<Vec<LoopRow>> {
    if terms.leaderboard { loops::leaders(conn, me.campaign, LEADERS) } else { Ok(Vec::new()) }
}
