//! Lists, details and the report.

use rusqlite::Connection;

use crate::{
    accounts::service::{AccountCx, hosts},
    base::{
        error::Result,
        ids::{ReferralId, ViralCampaignId, ViralLoopId},
        page::{Page, PageRequest},
        period::Period,
    },
    rollups::{model::Drift, service as rollups},
    viral::{
        figures::{self as figures_, Counts, Parts, TopReferrer, ViralReport},
        link,
        model::{Branch, Change, LoopRow, NamedReferral, Reward, ViralCampaign, ViralLoop},
        query::{LoopQuery, ReferralQuery},
        reward::RewardState,
        service::joining::LOOPS,
        store::{campaigns, figures, loops, referrals, rewards},
        transition::ReferralState,
    },
};

const TOP: u32 = 10;
/// Weeks of joining that a report goes back.
const COHORTS: u32 = 26;
/// How deep and how wide a drawn tree goes, and how many it names in all.
const LEVELS: u32 = 6;
const CHILDREN: u32 = 50;
const NAMED: usize = 500;
const SHOWN: u32 = 100;

/// A participant with all that their page in the admin shows.
pub struct ParticipantDetail {
    pub campaign: ViralCampaign,
    pub tree: Branch,
    /// Who brought them.
    pub parent: Option<LoopRow>,
    pub referrals: Vec<NamedReferral>,
    pub rewards: Vec<Reward>,
    /// The place on the waiting list; absent where the campaign has none.
    pub place: Option<i64>,
}

/// One page of participants, as the API has them.
pub async fn list_loops(cx: &AccountCx, query: LoopQuery) -> Result<Page<ViralLoop>> {
    Ok(list_participants(cx, query).await?.map(|row| located(cx, row)))
}

/// The same with their names.
pub async fn list_participants(cx: &AccountCx, query: LoopQuery) -> Result<Page<LoopRow>> {
    cx.read(move |conn| loops::list(conn, &query, rollups::counter(conn, LOOPS)?)).await
}

pub async fn get_loop(cx: &AccountCx, id: ViralLoopId) -> Result<ViralLoop> {
    let row = cx.read(move |conn| loops::get(conn, id)).await?;
    Ok(located(cx, row))
}

/// A participant with the tree below, or `NotFound`.
pub async fn participant(cx: &AccountCx, id: ViralLoopId) -> Result<ParticipantDetail> {
    cx.read(move |conn| {
        let row = loops::get(conn, id)?;
        let campaign = campaigns::get(conn, row.campaign)?;
        let parent = row.referred_by.map(|parent| loops::get(conn, parent)).transpose()?;
        let place = if campaign.terms.move_up > 0 { Some(loops::waiting_place(conn, id)?) } else { None };
        let mut left = NAMED;
        Ok(ParticipantDetail {
            campaign,
            parent,
            place,
            referrals: referrals::of_referrer(conn, id, SHOWN)?,
            rewards: rewards::of_loop(conn, id, SHOWN)?,
            tree: branch(conn, row, LEVELS, &mut left)?,
        })
    })
    .await
}

/// The referrals of a campaign, or `NotFound`.
pub async fn list_referrals(cx: &AccountCx, campaign: ViralCampaignId, query: ReferralQuery) -> Result<Page<NamedReferral>> {
    cx.read(move |conn| {
        campaigns::get(conn, campaign)?;
        referrals::list(conn, campaign, &query)
    })
    .await
}

/// A referral's history.
pub async fn referral(cx: &AccountCx, id: ReferralId) -> Result<Vec<Change>> {
    cx.read(move |conn| referrals::changes(conn, id)).await
}

pub async fn list_rewards(
    cx: &AccountCx,
    campaign: ViralCampaignId,
    state: Option<RewardState>,
    page: PageRequest,
) -> Result<Page<Reward>> {
    cx.read(move |conn| rewards::list(conn, campaign, state, &page)).await
}

/// Referrals of a campaign in each state that has any.
pub async fn state_counts(cx: &AccountCx, campaign: ViralCampaignId) -> Result<Vec<(ReferralState, i64)>> {
    cx.read(move |conn| referrals::state_counts(conn, campaign)).await
}

/// What a campaign has brought since its beginning, for a list.
pub async fn campaign_figures(cx: &AccountCx, campaigns: Vec<ViralCampaignId>) -> Result<Vec<Counts>> {
    cx.read(move |conn| campaigns.into_iter().map(|id| figures::totals(conn, id)).collect()).await
}

/// The report of a campaign and a period, or `NotFound`.
pub async fn report(cx: &AccountCx, campaign: ViralCampaignId, period: Period) -> Result<ViralReport> {
    cx.read(move |conn| {
        campaigns::get(conn, campaign)?;
        let top = loops::leaders(conn, campaign, TOP)?.into_iter().map(|row| TopReferrer {
            loop_id: row.id,
            customer_id: row.customer,
            name: row.name,
            signups: row.signups,
            approved: row.approved,
        });
        Ok(figures_::report(Parts {
            period,
            rows: figures::days(conn, campaign, period.from, period.to)?,
            cohorts: figures::cohorts(conn, campaign, COHORTS)?,
            cycle_time_ms: figures::cycle_time_ms(conn, campaign)?,
            top: top.collect(),
        }))
    })
    .await
}

/// Figures that differ from the rows they count; empty when all agree.
pub fn recount(conn: &Connection) -> Result<Vec<Drift>> {
    figures::drifts(conn)
}

/// A participant with the addresses of their link and page.
pub fn located(cx: &AccountCx, row: LoopRow) -> ViralLoop {
    let (env, slug) = (cx.env(), &cx.account().slug);
    let base = hosts::origin(env, cx.account());
    ViralLoop {
        id: row.id,
        campaign_id: row.campaign,
        customer_id: row.customer,
        url: link::url(&base, slug, &row.code),
        status_url: (!cx.masks()).then(|| link::status_url(&base, &env.signing_key, slug, row.id)),
        reward_state: row.reward_state(),
        code: row.code,
        referred_by: row.referred_by,
        clicks: row.clicks,
        shares: row.shares,
        signups: row.signups,
        conversions: row.qualified,
        approved: row.approved,
        created_at: row.created_at,
    }
}

fn branch(conn: &Connection, participant: LoopRow, levels: u32, left: &mut usize) -> Result<Branch> {
    let mut below = Vec::new();
    if levels > 0 && participant.signups > 0 {
        for child in loops::children(conn, participant.id, CHILDREN)? {
            if *left == 0 {
                break;
            }
            *left -= 1;
            below.push(branch(conn, child, levels - 1, left)?);
        }
    }
    Ok(Branch { participant, below })
}
