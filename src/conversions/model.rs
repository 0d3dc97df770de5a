//! A conversion, and what is needed to record one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        hangul,
        ids::{ConversionId, CustomerId, FunnelId, LeadId},
        masking,
        money::{Currency, Money},
        page::Sort,
        time::{Day, MINUTE_MS, Month, Timestamp, Zone},
    },
    conversions::texts,
    funnels::model::{Funnel, Stage},
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
    /// Null for one that counts.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub voided_at: Option<Timestamp>,
    /// Why it was voided.
    pub void_reason: Option<String>,
    /// The name of whoever voided it.
    pub voided_by: Option<String>,
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
    #[must_use]
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
    /// It counts although the lead has converted there before.
    pub repeats: bool,
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

const LONGEST_REASON: usize = 500;

/// Reads why a conversion is voided.
pub fn parse_reason(raw: &str) -> Result<String> {
    let reason = hangul::nfc(raw.trim());
    if (1..=LONGEST_REASON).contains(&reason.chars().count()) && !reason.chars().any(|c| c.is_control() && c != '\n') {
        Ok(reason)
    } else {
        Err(Error::field("reason", texts::WRONG_REASON.with(&[("most", &LONGEST_REASON)])))
    }
}

/// Which months are asked for, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    pub from: Month,
    pub to: Month,
    pub funnel: Option<FunnelId>,
}

const DEFAULT_MONTHS: i32 = 12;
const MOST_MONTHS: i32 = 120;

impl Months {
    /// Reads `from`, `to` and `funnel_id`; the twelve months up to this one where nothing is said.
    pub fn parse(query: &RawForm, today: Day) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let mut month = |name: &str| {
            let parsed = query.filled(name).map(|text| Month::parse(text).ok_or_else(|| texts::MONTH.into())).transpose();
            errors.take(name, parsed).flatten()
        };
        let (from, to) = (month("from"), month("to"));
        let funnel = query.filled("funnel_id").map(str::parse).transpose().map_err(|_| texts::NUMBER.into());
        let funnel = errors.take("funnel_id", funnel).flatten();
        errors.check()?;
        let to = to.unwrap_or_else(|| today.month());
        let from = from.unwrap_or_else(|| to.plus(1 - DEFAULT_MONTHS));
        if from > to || to.0 - from.0 >= MOST_MONTHS {
            return Err(Error::field("from", texts::MONTH_RANGE.with(&[("most", &MOST_MONTHS)])));
        }
        Ok(Self { from, to, funnel })
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
    /// Those that were voided, or those that count.
    pub voided: Option<bool>,
    /// The first instant, and the first one after the last.
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Filter {
    /// Reads `funnel_id`, `lead_id`, `stage`, `voided`, and the days `from` and `to` of the account's zone.
    pub fn parse(query: &RawForm, zone: Zone) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let mut number = |name: &str| {
            let parsed = query.filled(name).map(str::parse::<i64>).transpose();
            errors.take(name, parsed.map_err(|_| texts::NUMBER.into())).flatten()
        };
        let (funnel, lead) = (number("funnel_id").map(FunnelId), number("lead_id").map(LeadId));
        let mut day = |name: &str| {
            let parsed = query.filled(name).map(|text| Day::parse(text).ok_or_else(|| texts::DAY.into())).transpose();
            errors.take(name, parsed).flatten()
        };
        let (from, until) = (day("from").map(|day| zone.start_of(day)), day("to").map(|day| zone.start_of(day.plus(1))));
        let voided = match query.filled("voided") {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(_) => errors.take("voided", Err(texts::VOIDED_FILTER.into())),
        };
        errors.check().map(|()| Self { funnel, lead, stage: query.filled("stage").map(str::to_owned), voided, from, until })
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Wanted {
    /// Reads the filters and `sort`.
    pub fn parse(query: &RawForm, zone: Zone) -> Result<Self> {
        let sort_text = query.filled("sort").unwrap_or(DEFAULT_SORT).to_owned();
        Ok(Self { filter: Filter::parse(query, zone)?, sort: Sort::parse(&sort_text, SORTS)?, sort_text })
    }
}

/// The stage that a report means: the one it names, else the one in which the lead stands.
pub fn meant_stage(funnel: &Funnel, named: Option<String>, standing: Option<String>) -> Result<&Stage> {
    let stage = named.or(standing).ok_or_else(|| Error::field("stage", texts::STAGE_NEEDED))?;
    funnel.stage(&stage).ok_or_else(|| Error::field("stage", texts::NO_STAGE))
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
    use crate::funnels::model::FunnelStatus;

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
        assert!(Filter::parse(&RawForm::from([("funnel_id", " "), ("lead_id", "")]), Zone::default()).expect("blank").is_empty());
        let filter = Filter::parse(&RawForm::from([("funnel_id", "3"), ("stage", "won")]), Zone::default()).expect("fits");
        assert_eq!(filter, Filter { funnel: Some(FunnelId(3)), stage: Some("won".to_owned()), ..Filter::default() });
        for wrong in [("lead_id", "x"), ("voided", "maybe"), ("from", "soon")] {
            assert!(Filter::parse(&RawForm::from([wrong]), Zone::default()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_filters_days_are_those_of_the_account() {
        let query = RawForm::from([("from", "2026-11-22"), ("to", "2026-11-22"), ("voided", "true")]);
        let filter = Filter::parse(&query, Zone::default()).expect("fits");
        let said = [filter.from, filter.until].map(|at| at.expect("a time").to_string());
        assert_eq!(said, ["2026-11-21T15:00:00.000Z", "2026-11-22T15:00:00.000Z"]);
        assert_eq!(filter.voided, Some(true));
    }

    #[test]
    fn months_default_to_a_year() {
        let today = Day::parse("2026-11-22").expect("a day");
        let read = |from: &str, to: &str| {
            let months = Months::parse(&RawForm::from([("from", from), ("to", to)]), today).ok()?;
            Some(format!("{} {}", months.from, months.to))
        };
        assert_eq!(read("", "").as_deref(), Some("2025-12 2026-11"));
        assert_eq!(read("2026-01", "2026-03").as_deref(), Some("2026-01 2026-03"));
        assert_eq!((read("2026-04", "2026-03"), read("2001-01", ""), read("2026", "")), (None, None, None));
    }

    #[test]
    fn a_reason_is_needed_and_bounded() {
        assert_eq!(parse_reason(" 계약 취소\n환불 ").expect("a reason"), "계약 취소\n환불");
        for wrong in ["", " \n", &"가".repeat(501), "a\u{0}b"] {
            assert!(parse_reason(wrong).is_err(), "{wrong:?}");
        }
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
        assert_eq!(meant_stage(&funnel, Some("won".into()), Some("new".into())).expect("named").key, "won");
        assert_eq!(meant_stage(&funnel, None, Some("new".into())).expect("the lead's").key, "new");
        assert!(meant_stage(&funnel, None, None).is_err() && meant_stage(&funnel, Some("lost".into()), None).is_err());
        assert_eq!(meant_currency(&funnel, None).expect("the funnel's"), Currency::KRW);
        assert!(meant_currency(&funnel, Currency::parse("USD").ok()).is_err());
    }
}
