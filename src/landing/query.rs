//! Which pages a list asks for.

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        ids::FunnelId,
        page::{PageRequest, Sort},
    },
    landing::{model::PageStatus, texts},
};

/// The orders a list of pages is offered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Created,
    Updated,
    Title,
}

pub const DEFAULT_ORDER: &str = "-created_at";

const ORDERS: [(&str, Order); 3] = [("created_at", Order::Created), ("title", Order::Title), ("updated_at", Order::Updated)];

/// A list as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct PageQuery {
    pub status: Option<PageStatus>,
    pub funnel_id: Option<FunnelId>,
    /// Occurs in the title or the address, whatever the case of Latin letters.
    pub q: Option<String>,
    /// The HTML is wanted too.
    pub with_html: bool,
    pub sort: Sort<Order>,
    pub sort_text: String,
    pub page: PageRequest,
}

impl PageQuery {
    /// Reads `status`, `funnel_id`, `q`, `fields`, `sort`, `page`, `per_page` and `cursor`.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let status =
            query.filled("status").map(|name| PageStatus::from_name(name).ok_or_else(|| Error::field("status", texts::STATUS_NAMES)));
        let funnel_id = query.filled("funnel_id").map(|id| id.parse().map_err(|_| Error::field("funnel_id", texts::NO_FUNNEL)));
        let sort_text = query.filled("sort").unwrap_or(DEFAULT_ORDER).to_owned();
        Ok(Self {
            status: status.transpose()?,
            funnel_id: funnel_id.transpose()?,
            q: query.filled("q").map(str::to_owned),
            with_html: query.text("fields").split(',').any(|field| field.trim() == "html"),
            sort: Sort::parse(&sort_text, &ORDERS)?,
            sort_text,
            page: PageRequest::parse(query.filled("page"), query.filled("per_page"), query.filled("cursor"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_read_only_for_those_who_name_it() {
        let with = |fields: &str| PageQuery::parse(&RawForm::from([("fields", fields)])).expect("a query").with_html;
        assert!(with("id, html") && !with("id") && !with("") && !with("htmlx"));
        assert!(PageQuery::parse(&RawForm::from([("status", "live")])).is_err());
        assert!(PageQuery::parse(&RawForm::from([("sort", "slug")])).is_err());
    }
}
