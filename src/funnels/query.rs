//! Which funnels a list asks for.

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        page::{PageRequest, Sort},
    },
    funnels::{model::FunnelStatus, texts},
};

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
