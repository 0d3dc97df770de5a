//! What lists are asked for.

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        ids::{CustomerId, PageId, ViralCampaignId, ViralLoopId},
        page::{PageRequest, Sort},
    },
    viral::{code, model::CampaignStatus, texts, transition::ReferralState},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignOrder {
    Name,
    Created,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CampaignQuery {
    pub page: PageRequest,
    pub sort: Sort<CampaignOrder>,
    pub sort_text: String,
    pub status: Option<CampaignStatus>,
    pub page_id: Option<PageId>,
}

impl CampaignQuery {
    pub const OFFERED: [(&'static str, CampaignOrder); 2] = [("created_at", CampaignOrder::Created), ("name", CampaignOrder::Name)];
    pub const DEFAULT: &'static str = "-created_at";

    /// Reads `status`, `landing_page_id`, `sort` and the page.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let (sort, sort_text) = sort_of(query, &Self::OFFERED, Self::DEFAULT)?;
        let status =
            query.filled("status").map(|name| CampaignStatus::from_name(name).ok_or_else(|| Error::field("status", texts::WRONG_STATUS)));
        Ok(Self {
            page: page_of(query)?,
            sort,
            sort_text,
            status: status.transpose()?,
            page_id: number(query, "landing_page_id")?.map(PageId),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopOrder {
    Created,
    Approved,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LoopQuery {
    pub page: PageRequest,
    pub sort: Sort<LoopOrder>,
    pub sort_text: String,
    pub campaign: Option<ViralCampaignId>,
    pub customer: Option<CustomerId>,
    pub referred_by: Option<ViralLoopId>,
    pub code: Option<String>,
}

impl LoopQuery {
    pub const OFFERED: [(&'static str, LoopOrder); 2] = [("created_at", LoopOrder::Created), ("approved", LoopOrder::Approved)];
    pub const DEFAULT: &'static str = "-created_at";

    /// Reads `campaign_id`, `customer_id`, `referred_by`, `code`, `sort` and the page. Sorting by `approved` needs a campaign.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let (sort, sort_text) = sort_of(query, &Self::OFFERED, Self::DEFAULT)?;
        let campaign = number(query, "campaign_id")?.map(ViralCampaignId);
        if sort.column == LoopOrder::Approved && campaign.is_none() {
            return Err(Error::field("campaign_id", texts::CAMPAIGN_NEEDED));
        }
        Ok(Self {
            page: page_of(query)?,
            sort,
            sort_text,
            campaign,
            customer: number(query, "customer_id")?.map(CustomerId),
            referred_by: number(query, "referred_by")?.map(ViralLoopId),
            // What can be no code is nobody's.
            code: query.filled("code").map(|raw| code::parse(raw).unwrap_or_default()),
        })
    }

    /// Reads `sort` and the page, for one campaign.
    pub fn parse_within(campaign: ViralCampaignId, query: &RawForm) -> Result<Self> {
        let (sort, sort_text) = sort_of(query, &Self::OFFERED, Self::DEFAULT)?;
        Ok(Self { page: page_of(query)?, sort, sort_text, campaign: Some(campaign), customer: None, referred_by: None, code: None })
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct ReferralQuery {
    pub page: PageRequest,
    pub descending: bool,
    pub sort_text: String,
    pub state: Option<ReferralState>,
}

impl ReferralQuery {
    pub const DEFAULT: &'static str = "-created_at";

    /// Reads `state`, `sort` and the page.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let (sort, sort_text) = sort_of(query, &[("created_at", ())], Self::DEFAULT)?;
        let state =
            query.filled("state").map(|name| ReferralState::from_name(name).ok_or_else(|| Error::field("state", texts::WRONG_STATE)));
        Ok(Self { page: page_of(query)?, descending: sort.descending, sort_text, state: state.transpose()? })
    }
}

fn sort_of<C: Copy>(query: &RawForm, offered: &[(&str, C)], default: &str) -> Result<(Sort<C>, String)> {
    let text = query.filled("sort").unwrap_or(default);
    Ok((Sort::parse(text, offered)?, text.to_owned()))
}

fn page_of(query: &RawForm) -> Result<PageRequest> {
    PageRequest::parse(query.filled("page"), query.filled("per_page"), query.filled("cursor"))
}

fn number(query: &RawForm, name: &str) -> Result<Option<i64>> {
    query.filled(name).map(str::parse).transpose().map_err(|_| Error::field(name, texts::NUMBER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ranking_is_one_campaigns() {
        assert!(LoopQuery::parse(&RawForm::from([("sort", "-approved")])).is_err());
        assert!(LoopQuery::parse(&RawForm::from([("sort", "-approved"), ("campaign_id", "1")])).is_ok());
        assert_eq!(LoopQuery::parse(&RawForm::from([("code", "x")])).expect("parses").code.as_deref(), Some(""));
    }
}
