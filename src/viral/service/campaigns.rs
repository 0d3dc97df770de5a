//! Campaigns: made, changed, listed.

use rusqlite::Connection;

use crate::{
    accounts::service::{AccountCx, AccountTx},
    base::{
        error::{Error, Result},
        ids::ViralCampaignId,
        page::Page,
        time::Day,
    },
    funnels::service as funnels,
    viral::{
        entry::RawCampaign,
        model::{CampaignStatus, Qualifying, QualifyingEvent, Terms, ViralCampaign},
        query::CampaignQuery,
        service::{deciding, granting},
        store::{campaigns, loops, referrals},
        texts,
    },
};

pub async fn create(cx: &AccountCx, raw: RawCampaign) -> Result<ViralCampaign> {
    let terms = Terms::parse(&raw)?;
    cx.write(move |tx| {
        check_page(tx, &terms)?;
        check_qualifying(tx, &terms.qualifying)?;
        let id = campaigns::insert(tx, &terms, tx.now())?;
        for (place, rule) in (0_i64..).zip(&terms.rewards) {
            campaigns::insert_rule(tx, id, place, rule)?;
        }
        tx.log("viral_campaign.create", &subject(id))?;
        campaigns::get(tx, id)
    })
    .await
}

/// Changes a campaign. Rewards that were withheld are granted as far as there is something to give now, and where a submission is
/// enough from now on, the friends who have submitted count.
pub async fn change(cx: &AccountCx, id: ViralCampaignId, raw: RawCampaign) -> Result<ViralCampaign> {
    let zone = cx.account().zone;
    cx.write(move |tx| {
        let before = campaigns::get(tx, id)?;
        let move_up = before.terms.move_up;
        let old_rules = before.terms.rewards.clone();
        let (was_active, was_asked) = (before.terms.status == CampaignStatus::Active, before.terms.qualifying.clone());
        let terms = before.terms.changed(&raw)?;
        check_page(tx, &terms)?;
        // A funnel changes after the campaign: one whose stage is gone can still be ended.
        if terms.qualifying != was_asked || (!was_active && terms.status == CampaignStatus::Active) {
            check_qualifying(tx, &terms.qualifying)?;
        }
        campaigns::update(tx, id, &terms, tx.now())?;
        for gone in old_rules.iter().filter(|rule| terms.rewards.iter().all(|kept| kept.id != rule.id)) {
            if campaigns::rule_is_remembered(tx, id, gone.id)? {
                return Err(Error::field("rewards", texts::RULE_IN_USE.with(&[("title", &gone.title)])));
            }
            campaigns::delete_rule(tx, gone.id)?;
        }
        for (place, rule) in (0_i64..).zip(&terms.rewards) {
            if rule.id.0 == 0 {
                campaigns::insert_rule(tx, id, place, rule)?;
            } else {
                granting::check_rule(tx, id, place, rule, &old_rules)?;
                campaigns::update_rule(tx, place, rule)?;
            }
        }
        if terms.move_up != move_up {
            loops::reset_wait_keys(tx, id, terms.move_up)?;
        }
        if terms.qualifying.event == QualifyingEvent::Submission && was_asked.event != QualifyingEvent::Submission {
            qualify_all(tx, id, zone.day_of(tx.now()))?;
        }
        granting::grant_withheld(tx, id)?;
        tx.log("viral_campaign.update", &subject(id))?;
        campaigns::get(tx, id)
    })
    .await
}

pub async fn get(cx: &AccountCx, id: ViralCampaignId) -> Result<ViralCampaign> {
    cx.read(move |conn| campaigns::get(conn, id)).await
}

pub async fn list(cx: &AccountCx, query: CampaignQuery) -> Result<Page<ViralCampaign>> {
    cx.read(move |conn| campaigns::list(conn, &query)).await
}

/// The JavaScript key of the client's Kakao app; absent when none was entered.
pub async fn kakao_key(cx: &AccountCx) -> Result<Option<String>> {
    cx.read(campaigns::kakao_key).await
}

/// Enters the JavaScript key of the client's Kakao app, or takes it away when it is blank.
pub async fn set_kakao_key(cx: &AccountCx, typed: &str) -> Result<()> {
    let key = typed.trim().to_owned();
    if !key.is_empty() && (key.len() != KAKAO_KEY_CHARS || !key.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Err(Error::field("kakao_key", texts::WRONG_KAKAO_KEY));
    }
    cx.write(move |tx| {
        campaigns::set_kakao_key(tx, Some(key.as_str()).filter(|key| !key.is_empty()))?;
        tx.log("viral_setting.update", "viral_setting:kakao_key")
    })
    .await
}

/// Kakao's keys are 32 hexadecimal digits.
const KAKAO_KEY_CHARS: usize = 32;

fn qualify_all(tx: &AccountTx<'_, '_>, id: ViralCampaignId, today: Day) -> Result<()> {
    let campaign = campaigns::get(tx, id)?;
    for referral in referrals::in_progress_of_campaign(tx, id)? {
        deciding::qualify(tx, &campaign, referral, None, today)?;
    }
    Ok(())
}

fn check_page(conn: &Connection, terms: &Terms) -> Result<()> {
    if campaigns::page_exists(conn, terms.landing_page_id)? { Ok(()) } else { Err(Error::field("landing_page_id", texts::NO_SUCH_PAGE)) }
}

fn check_qualifying(conn: &Connection, qualifying: &Qualifying) -> Result<()> {
    let Some(id) = qualifying.funnel_id else { return Ok(()) };
    let funnel = match funnels::get(conn, id) {
        Err(Error::NotFound) => return Err(Error::field("qualifying.funnel_id", texts::NO_SUCH_FUNNEL)),
        found => found?,
    };
    match &qualifying.stage {
        Some(stage) if funnel.stage(stage).is_none() => Err(Error::field("qualifying.stage", texts::NO_SUCH_STAGE)),
        _ => Ok(()),
    }
}

fn subject(id: ViralCampaignId) -> String {
    format!("viral_campaign:{id}")
}

/// The campaign of an id for a write that needs it active.
pub fn running(tx: &AccountTx<'_, '_>, id: ViralCampaignId) -> Result<ViralCampaign> {
    let campaign = match campaigns::get(tx, id) {
        Err(Error::NotFound) => return Err(Error::field("campaign_id", texts::NO_SUCH_CAMPAIGN)),
        found => found?,
    };
    if campaign.runs_at(tx.now()) { Ok(campaign) } else { Err(Error::conflict("campaign_id", texts::NOT_RUNNING)) }
}
