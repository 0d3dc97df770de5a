//! Which funnels a list asks for.

use crate::{
    base::{
        device::Device,
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::PageId,
        page::{PageRequest, Sort},
        period::Period,
        time::Day,
    },
    funnels::{model::FunnelStatus, texts},
};

/// The report that is asked for: a period, and where leads came from.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportQuery {
    pub period: Period,
    /// `(none)` asks for those without one.
    pub source: Option<String>,
    pub campaign: Option<String>,
    pub page: Option<PageId>,
    pub device: Option<Device>,
}

impl ReportQuery {
    /// Reads `from`, `to`, `days`, `source`, `campaign`, `landing_page_id` and `device`.
    pub fn parse(query: &RawForm, today: Day) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let page = query.filled("landing_page_id").map(str::parse).transpose().map_err(|_| texts::WRONG_NUMBER.into());
        let page = errors.take("landing_page_id", page).flatten();
        let device = query.filled("device").map(|name| Device::from_name(name).ok_or_else(|| texts::WRONG_DEVICE.into())).transpose();
        let device = errors.take("device", device).flatten();
        errors.check()?;
        let text = |name: &str| query.filled(name).map(str::to_owned);
        Ok(Self { period: Period::parse(query, today)?, source: text("source"), campaign: text("campaign"), page, device })
    }
}

/// The orders a list of funnels is offered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Name,
    Created,
    Updated,
}

pub const DEFAULT_ORDER: &str = "-created_at";

const ORDERS: [(&str, Order); 3] = [("created_at", Order::Created), ("name", Order::Name), ("updated_at", Order::Updated)];

/// A list as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelQuery {
    pub status: Option<FunnelStatus>,
    pub sort: Sort<Order>,
    pub sort_text: String,
    pub page: PageRequest,
}

impl FunnelQuery {
    /// Reads `status`, `sort`, `page`, `per_page` and `cursor`.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let status = query
            .filled("status")
            .map(|name| FunnelStatus::from_name(name).ok_or_else(|| Error::field("status", texts::WRONG_STATUS)))
            .transpose()?;
        let sort_text = query.filled("sort").unwrap_or(DEFAULT_ORDER).to_owned();
        Ok(Self {
            status,
            sort: Sort::parse(&sort_text, &ORDERS)?,
            sort_text,
            page: PageRequest::parse(query.filled("page"), query.filled("per_page"), query.filled("cursor"))?,
        })
    }
}
