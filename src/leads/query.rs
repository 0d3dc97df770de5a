//! Which leads a list asks for.

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{CustomerId, FunnelId, PageId, UserId},
        page::{PageRequest, Sort},
        time::{Day, Timestamp, Zone},
    },
    leads::{model::LeadStatus, texts, work_status},
};

/// The orders a list of leads is offered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Created,
    Updated,
    StageEntered,
    Score,
}

/// What `assignee_id` says for leads that nobody has.
pub const NOBODY: &str = "none";

pub const DEFAULT_ORDER: &str = "-created_at";

const ORDERS: [(&str, Order); 4] =
    [("created_at", Order::Created), ("updated_at", Order::Updated), ("stage_entered_at", Order::StageEntered), ("score", Order::Score)];

/// Are suspects wanted? Those alone are the ones to be decided on: a rejected one is decided, and is listed where its status is asked
/// for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Suspects {
    #[default]
    Without,
    Only,
    Any,
}

/// Conditions that hold at once; an absent one filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub suspects: Suspects,
    pub status: Option<LeadStatus>,
    pub work_status: Option<String>,
    pub funnel: Option<FunnelId>,
    pub stage: Option<String>,
    pub page: Option<PageId>,
    pub customer: Option<CustomerId>,
    pub assignee: Option<UserId>,
    /// Only those that nobody has.
    pub unassigned: bool,
    pub source: Option<String>,
    pub campaign: Option<String>,
    /// The letter of a grade.
    pub grade: Option<char>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

/// A list as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadQuery {
    pub filter: Filter,
    /// Searches the customers' names, phones and addresses.
    pub search: Option<String>,
    pub sort: Sort<Order>,
    pub sort_text: String,
    pub page: PageRequest,
}

impl LeadQuery {
    /// Reads the filters, `q`, `sort`, `page`, `per_page` and `cursor`; days are cut in the account's zone.
    pub fn parse(query: &RawForm, zone: Zone) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let filter = Filter::parse(query, zone, &mut errors);
        errors.check()?;
        let sort_text = query.filled("sort").unwrap_or(DEFAULT_ORDER).to_owned();
        Ok(Self {
            filter,
            search: query.filled("q").map(str::to_owned),
            sort: Sort::parse(&sort_text, &ORDERS)?,
            sort_text,
            page: PageRequest::parse(query.filled("page"), query.filled("per_page"), query.filled("cursor"))?,
        })
    }

    /// The cards of one column of the board, the last to enter first.
    pub fn column(funnel: FunnelId, stage: &str, page: PageRequest) -> Self {
        let filter = Filter { funnel: Some(funnel), stage: Some(stage.to_owned()), ..Filter::default() };
        let sort = Sort { column: Order::StageEntered, descending: true };
        Self { filter, search: None, sort, sort_text: "-stage_entered_at".to_owned(), page }
    }
}

impl Filter {
    fn parse(query: &RawForm, zone: Zone, errors: &mut FieldErrors) -> Self {
        let mut id =
            |name: &str| query.filled(name).and_then(|text| errors.take(name, text.parse::<i64>().map_err(|_| texts::WRONG_ID.into())));
        let (funnel, page, customer) = (id("funnel_id"), id("landing_page_id"), id("customer_id"));
        let unassigned = query.filled("assignee_id") == Some(NOBODY);
        let assignee = if unassigned { None } else { id("assignee_id") };
        let mut day =
            |name: &str| query.filled(name).and_then(|text| errors.take(name, Day::parse(text).ok_or_else(|| texts::WRONG_DAY.into())));
        let (from, to) = (day("from"), day("to"));
        let suspects = match query.filled("suspect") {
            None | Some("false") => Some(Suspects::Without),
            Some("true") => Some(Suspects::Only),
            Some("any") => Some(Suspects::Any),
            Some(_) => errors.take("suspect", Err(texts::WRONG_SUSPECT.into())),
        };
        let text = |name: &str| query.filled(name).map(str::to_owned);
        Self {
            suspects: suspects.unwrap_or_default(),
            status: query
                .filled("status")
                .and_then(|name| errors.take("status", LeadStatus::from_name(name).ok_or_else(|| texts::WRONG_STATUS.into()))),
            work_status: query.filled("work_status").and_then(|key| {
                let known = work_status::find(key).map(|status| status.key.to_owned());
                errors.take("work_status", known.ok_or_else(|| texts::CHOOSE_AGAIN.into()))
            }),
            funnel: funnel.map(FunnelId),
            stage: text("stage"),
            page: page.map(PageId),
            customer: customer.map(CustomerId),
            assignee: assignee.map(UserId),
            unassigned,
            source: text("source"),
            campaign: text("campaign"),
            grade: query.filled("grade").and_then(|grade| {
                let letter = grade.chars().next().filter(|letter| grade.len() == 1 && ('A'..='D').contains(letter));
                errors.take("grade", letter.ok_or_else(|| texts::WRONG_GRADE.into()))
            }),
            from: from.map(|day| zone.start_of(day)),
            until: to.map(|day| zone.start_of(day.plus(1))),
        }
    }

    /// Does it ask for nothing but with or without suspects? Then the total is kept and need not be counted.
    pub fn is_open(&self) -> bool {
        *self == Self { suspects: self.suspects, ..Self::default() }
    }
}

/// The fault of an unknown stage.
pub fn unknown_stage(stage: &str) -> Error {
    Error::field("stage", texts::UNKNOWN_STAGE.with(&[("stage", &stage)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_and_their_faults_named() {
        let zone = Zone::default();
        let query =
            RawForm::from([("from", "2026-11-22"), ("to", "2026-11-22"), ("status", "won"), ("suspect", "any"), ("funnel_id", "3")]);
        let read = LeadQuery::parse(&query, zone).expect("parses");
        let day_ms = read.filter.until.expect("an end").ms_since(read.filter.from.expect("a start"));
        assert_eq!((day_ms, read.filter.suspects, read.filter.funnel), (86_400_000, Suspects::Any, Some(FunnelId(3))));
        assert!(!read.filter.is_open());
        let nobodys = LeadQuery::parse(&RawForm::from([("assignee_id", "none")]), zone).expect("parses").filter;
        assert!(nobodys.unassigned && nobodys.assignee.is_none() && !nobodys.is_open());
        assert!(LeadQuery::parse(&RawForm::from([("suspect", "true")]), zone).expect("parses").filter.is_open());
        let wrong = RawForm::from([("from", "x"), ("status", "x"), ("suspect", "x"), ("funnel_id", "x"), ("work_status", "x")]);
        match LeadQuery::parse(&wrong, zone) {
            Err(Error::Invalid(errors)) => assert_eq!(errors.iter().count(), 5),
            other => panic!("{other:?}"),
        }
    }
}
