//! A conversion, and what is needed to record one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{ConversionId, CustomerId, FunnelId, LeadId},
        masking,
        money::{Currency, Money},
        page::Sort,
        time::{Day, MINUTE_MS, Timestamp},
    },
    conversions::texts,
    funnels::model::Funnel,
};

/// A lead that entered a goal stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conversion {
    #[schema(value_type = i64)]
    pub id: ConversionId,
    #[schema(value_type = i64)]
    pub funnel_id: FunnelId,
    #[schema(value_type = i64)]
    pub lead_id: LeadId,
    /// The stage's key.
    pub stage: String,
    /// In the currency's smallest unit; null when nobody said what it is worth.
    #[schema(value_type = Option<i64>)]
    pub value: Option<Money>,
    pub currency: Currency,
    #[schema(value_type = String, format = DateTime)]
    pub converted_at: Timestamp,
}

/// A conversion with the names that a list shows. `customer` is a name, else a phone number or an e-mail address, and may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedConversion {
    pub conversion: Conversion,
    pub customer_id: CustomerId,
    pub customer: String,
    pub funnel: String,
    /// The stage's name today, or its key when the funnel has it no more.
    pub stage: String,
}

impl NamedConversion {
    /// The same for somebody who may not see who it was.
    pub fn masked(self) -> Self {
        Self { customer: masking::called(&self.customer), ..self }
    }
}

/// A conversion to be recorded. `day` is the account's day of `at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConversion {
    pub funnel: FunnelId,
    pub lead: LeadId,
    pub stage: String,
    pub value: Option<Money>,
    pub currency: Currency,
    pub at: Timestamp,
    pub day: Day,
}

/// A conversion as somebody reports it. What is absent is taken from the lead and its funnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub lead: LeadId,
    pub funnel: Option<FunnelId>,
    pub stage: Option<String>,
    pub value: Option<Money>,
    pub currency: Option<Currency>,
    pub at: Timestamp,
}

/// A quadrillion of the smallest unit: above any deal, and exact as a JSON number.
const MOST: i64 = 1_000_000_000_000_000;
/// How far another clock may be ahead of ours.
const MAX_AHEAD_MS: i64 = 5 * MINUTE_MS;

impl Report {
    /// Checks what was reported, as far as it can be told without the lead.
    pub fn checked(self, now: Timestamp) -> Result<Self> {
        let mut errors = FieldErrors::default();
        if self.value.is_some_and(|value| !(0..=MOST).contains(&value.0)) {
            errors.add("value", texts::VALUE_RANGE);
        }
        if self.at.ms_since(now) > MAX_AHEAD_MS {
            errors.add("converted_at", texts::FUTURE);
        } else if self.at.0 < 0 {
            errors.add("converted_at", texts::TOO_LONG_AGO);
        }
        errors.check().map(|()| self)
    }
}

/// The orders of the list; there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    ConvertedAt,
}

pub const SORTS: &[(&str, Column)] = &[("converted_at", Column::ConvertedAt)];
pub const DEFAULT_SORT: &str = "-converted_at";

/// Which conversions are wanted, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub filter: Filter,
    pub sort: Sort<Column>,
    /// The order as it was asked for, for cursors.
    pub sort_text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub funnel: Option<FunnelId>,
    pub lead: Option<LeadId>,
    pub stage: Option<String>,
}

impl Filter {
    /// Reads `funnel_id`, `lead_id` and `stage`.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let mut number = |name: &str| {
            let parsed = query.filled(name).map(str::parse::<i64>).transpose();
            errors.take(name, parsed.map_err(|_| texts::NUMBER.into())).flatten()
        };
        let (funnel, lead) = (number("funnel_id").map(FunnelId), number("lead_id").map(LeadId));
        errors.check().map(|()| Self { funnel, lead, stage: query.filled("stage").map(str::to_owned) })
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Wanted {
    /// Reads the filters and `sort`.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let sort_text = query.filled("sort").unwrap_or(DEFAULT_SORT).to_owned();
        Ok(Self { filter: Filter::parse(query)?, sort: Sort::parse(&sort_text, SORTS)?, sort_text })
    }
}

/// The stage that a report means: the one it names, else the one in which the lead stands.
pub fn meant_stage(funnel: &Funnel, named: Option<String>, standing: Option<String>) -> Result<String> {
    let stage = named.or(standing).ok_or_else(|| Error::field("stage", texts::STAGE_NEEDED))?;
    if funnel.stage(&stage).is_some() { Ok(stage) } else { Err(Error::field("stage", texts::NO_STAGE)) }
}

/// The currency of a report, which is the funnel's: its values are added up.
pub fn meant_currency(funnel: &Funnel, named: Option<Currency>) -> Result<Currency> {
    match named {
        Some(named) if named != funnel.currency => {
            Err(Error::field("currency", texts::CURRENCY.with(&[("code", &funnel.currency.as_str())])))
        }
        _ => Ok(funnel.currency),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::funnels::model::{FunnelStatus, Stage};

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    #[test]
    fn reports_are_bounded() {
        let report = |value: i64, ahead: i64| Report {
            lead: LeadId(1),
            funnel: None,
            stage: None,
            value: Some(Money(value)),
            currency: None,
            at: NOW.plus_ms(ahead),
        };
        assert!(report(0, 0).checked(NOW).is_ok() && report(MOST, MAX_AHEAD_MS).checked(NOW).is_ok());
        for wrong in [report(-1, 0), report(MOST + 1, 0), report(0, MAX_AHEAD_MS + 1), report(0, -NOW.0 - 1)] {
            assert!(wrong.checked(NOW).is_err());
        }
    }

    #[test]
    fn filters_are_numbers() {
        assert!(Filter::parse(&RawForm::from([("funnel_id", " "), ("lead_id", "")])).expect("blank").is_empty());
        let filter = Filter::parse(&RawForm::from([("funnel_id", "3"), ("stage", "won")])).expect("fits");
        assert_eq!(filter, Filter { funnel: Some(FunnelId(3)), lead: None, stage: Some("won".to_owned()) });
        assert!(Filter::parse(&RawForm::from([("lead_id", "x")])).is_err());
    }

    #[test]
    fn a_stage_is_the_named_or_the_leads() {
        let stage = |key: &str| Stage { key: key.to_owned(), ..Stage::default() };
        let funnel = Funnel {
            id: FunnelId(1),
            name: "상담".into(),
            status: FunnelStatus::Active,
            stages: vec![stage("new"), stage("won")],
            currency: Currency::KRW,
            created_at: NOW,
            updated_at: NOW,
        };
        assert_eq!(meant_stage(&funnel, Some("won".into()), Some("new".into())).expect("named"), "won");
        assert_eq!(meant_stage(&funnel, None, Some("new".into())).expect("the lead's"), "new");
        assert!(meant_stage(&funnel, None, None).is_err() && meant_stage(&funnel, Some("lost".into()), None).is_err());
        assert_eq!(meant_currency(&funnel, None).expect("the funnel's"), Currency::KRW);
        assert!(meant_currency(&funnel, Currency::parse("USD").ok()).is_err());
    }
}
