//! What somebody enters about a lead: one way of reading for the API, the form and the detail page.

use serde_json::{Map, Value};

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{CustomerId, FunnelId, PageId, UserId},
        money::{self, Currency, Money},
        resident_number,
        time::{Timestamp, Zone},
    },
    customers::model::{Entered, NewCustomer},
    interactions::touch::Touch,
    leads::{
        model::LeadStatus,
        texts,
        work_status::{self, WorkStatus},
    },
};

/// The fields of the detail page's form. Each comes with a second one, named with [`WAS`] before it, of the value that was shown: what
/// equals it was not changed by whoever sends the form, however much others have changed meanwhile.
pub const WORKED_ON: [&str; 5] = ["work_status", "callback_at", "assignee_id", "value", "status"];
pub const WAS: &str = "was_";

/// What was sent about a lead. `None` was not sent and stays; an inner `None` takes it away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawChange {
    pub status: Option<String>,
    pub work_status: Option<String>,
    pub value: Option<Option<i64>>,
    pub assignee_id: Option<Option<i64>>,
    pub callback_at: Option<Option<Timestamp>>,
    pub form: Option<Map<String, Value>>,
}

/// Changes to a lead that have been checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeadChange {
    pub status: Option<LeadStatus>,
    pub work_status: Option<&'static str>,
    pub value: Option<Option<Money>>,
    /// That this is a user of the account is checked by the service.
    pub assignee: Option<Option<UserId>>,
    pub callback_at: Option<Option<Timestamp>>,
    pub form: Option<String>,
    /// Does the status follow the work status where nobody chose another one? So it is for people; a program says what it means.
    pub implies: bool,
}

impl LeadChange {
    pub fn parse(raw: &RawChange) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let change = Self::read(raw, &mut errors);
        errors.check().map(|()| change)
    }

    /// Reads the fields of the detail page: an amount and a local time as people type them.
    pub fn parse_form(form: &RawForm, currency: Currency, zone: Zone) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let change = Self::read(&RawChange::of_form(form, currency, zone, &mut errors), &mut errors);
        errors.check().map(|()| Self { implies: true, ..change })
    }

    fn read(raw: &RawChange, errors: &mut FieldErrors) -> Self {
        let status = raw
            .status
            .as_deref()
            .and_then(|name| errors.take("status", LeadStatus::from_name(name).ok_or_else(|| texts::WRONG_STATUS.into())));
        let work_status = raw.work_status.as_deref().and_then(|key| {
            let names = || work_status::ALL.map(|status| status.key).join(", ");
            let known = work_status::find(key).ok_or_else(|| texts::WRONG_WORK_STATUS.with(&[("names", &names())]));
            errors.take("work_status", known).map(|WorkStatus { key, .. }| key)
        });
        if raw.value.flatten().is_some_and(|value| !(0..=MOST_VALUE).contains(&value)) {
            errors.add("value", texts::WRONG_VALUE);
        }
        if raw.callback_at.flatten().is_some_and(|at| !(0..=LAST_MS).contains(&at.0)) {
            errors.add("callback_at", texts::WRONG_TIME);
        }
        Self {
            status,
            work_status,
            value: raw.value.map(|value| value.map(Money)),
            assignee: raw.assignee_id.map(|id| id.map(UserId)),
            callback_at: raw.callback_at,
            form: raw.form.as_ref().map(|form| checked_form(form, errors)),
            implies: false,
        }
    }
}

impl RawChange {
    fn of_form(form: &RawForm, currency: Currency, zone: Zone, errors: &mut FieldErrors) -> Self {
        let changed = |name: &str| form.raw(&format!("{WAS}{name}")).is_none_or(|was| was.trim() != form.text(name));
        let blank_or = |name: &str| form.raw(name).filter(|_| changed(name)).map(|_| form.filled(name));
        let value =
            blank_or("value").map(|typed| typed.and_then(|typed| errors.take("value", money::parse(typed, currency)).map(|value| value.0)));
        let callback_at = blank_or("callback_at").map(|typed| {
            typed.and_then(|typed| errors.take("callback_at", zone.parse_local(typed).ok_or_else(|| texts::WRONG_TIME.into())))
        });
        let no_time = form.raw("callback_at").is_some() && form.filled("callback_at").is_none();
        if form.text("work_status") == work_status::CALLBACK && no_time && (changed("work_status") || changed("callback_at")) {
            errors.add("callback_at", texts::CALLBACK_NEEDED);
        }
        let assignee_id = blank_or("assignee_id")
            .map(|typed| typed.and_then(|typed| errors.take("assignee_id", typed.parse().map_err(|_| texts::WRONG_ASSIGNEE.into()))));
        Self {
            status: form.filled("status").filter(|_| changed("status")).map(str::to_owned),
            work_status: form.filled("work_status").filter(|_| changed("work_status")).map(str::to_owned),
            value,
            assignee_id,
            callback_at,
            form: None,
        }
    }
}

/// A lead that somebody makes: for a known customer, or for one to be found or made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawLead {
    pub customer_id: Option<i64>,
    pub customer: Option<Entered>,
    pub landing_page_id: Option<i64>,
    pub funnel_id: Option<i64>,
    pub touch: Touch,
    pub details: RawChange,
}

/// Whose lead it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Whose {
    Known(CustomerId),
    Described(Box<NewCustomer>),
}

/// A lead made by hand or through the API, checked as far as that goes without the database.
#[derive(Clone, Debug, PartialEq)]
pub struct EnteredLead {
    pub whose: Whose,
    pub page: Option<PageId>,
    pub funnel: Option<FunnelId>,
    pub touch: Touch,
    pub details: LeadChange,
}

impl EnteredLead {
    /// The fields of a described customer are named `customer.phone` and so on.
    pub fn parse(raw: RawLead) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let entered = Self::read(raw, "customer.", &mut errors);
        entered.filter(|_| errors.is_empty()).ok_or(Error::Invalid(errors))
    }

    /// Reads the form for a new lead: `name`, `phone`, `email` and `company` are the customer's, unless it names a `customer_id`.
    pub fn parse_form(form: &RawForm, currency: Currency, zone: Zone) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let typed = |name: &str| form.filled(name).map(str::to_owned);
        let mut number =
            |name: &str| form.filled(name).and_then(|typed| errors.take(name, typed.parse().map_err(|_| texts::CHOOSE_AGAIN.into())));
        let (customer_id, landing_page_id, funnel_id) = (number("customer_id"), number("landing_page_id"), number("funnel_id"));
        let customer =
            Entered { name: typed("name"), phone: typed("phone"), email: typed("email"), company: typed("company"), ..Entered::default() };
        let touch = Touch { source: typed("source"), medium: typed("medium"), campaign: typed("campaign"), ..Touch::default() };
        let mut details = RawChange::of_form(form, currency, zone, &mut errors);
        if let Some(memo) = form.filled("memo") {
            details.form = Some(std::iter::once(("memo".to_owned(), Value::from(memo))).collect());
        }
        let customer = if customer_id.is_some() { None } else { Some(customer) };
        let entered = Self::read(RawLead { customer_id, customer, landing_page_id, funnel_id, touch, details }, "", &mut errors);
        entered.filter(|_| errors.is_empty()).ok_or(Error::Invalid(errors))
    }

    fn read(raw: RawLead, customer_prefix: &str, errors: &mut FieldErrors) -> Option<Self> {
        let details = LeadChange::read(&raw.details, errors);
        let touch = checked_touch(raw.touch, errors);
        let whose = match (raw.customer_id, raw.customer) {
            (Some(id), None) => Some(Whose::Known(CustomerId(id))),
            (None, Some(entered)) => match NewCustomer::parse(&entered) {
                Ok(new) => Some(Whose::Described(Box::new(new))),
                Err(Error::Invalid(faults)) => {
                    faults.iter().for_each(|(field, message)| errors.add(format!("{customer_prefix}{field}"), message.clone()));
                    None
                }
                Err(_) => None,
            },
            (Some(_), Some(_)) => {
                errors.add("customer", texts::ONE_CUSTOMER);
                None
            }
            (None, None) => {
                errors.add("customer_id", texts::NO_CUSTOMER);
                None
            }
        };
        Some(Self { whose: whose?, page: raw.landing_page_id.map(PageId), funnel: raw.funnel_id.map(FunnelId), touch, details })
    }
}

/// As `base::money` reads amounts: exact as a JSON number.
const MOST_VALUE: i64 = 1_000_000_000_000_000;
/// The end of the year 9999, beyond which there is no text form.
const LAST_MS: i64 = 253_402_300_799_999;
const MOST_FORM_BYTES: usize = 64 << 10;
const MOST_TOUCH_CHARS: usize = 200;

fn checked_form(form: &Map<String, Value>, errors: &mut FieldErrors) -> String {
    let json = Value::Object(form.clone()).to_string();
    if json.len() > MOST_FORM_BYTES {
        errors.add("form", texts::FORM_LARGE.with(&[("kb", &(MOST_FORM_BYTES >> 10))]));
    } else if form.iter().any(|(key, value)| resident_number::is_in(key) || holds_resident_number(value)) {
        errors.add("form", texts::RESIDENT_NUMBER);
    }
    json
}

fn holds_resident_number(value: &Value) -> bool {
    match value {
        Value::String(text) => resident_number::is_in(text),
        Value::Array(items) => items.iter().any(holds_resident_number),
        Value::Object(fields) => fields.iter().any(|(key, field)| resident_number::is_in(key) || holds_resident_number(field)),
        _ => false,
    }
}

/// Trims the words of a touch; a blank one is none.
fn checked_touch(touch: Touch, errors: &mut FieldErrors) -> Touch {
    let mut checked = |name: &str, text: Option<String>| {
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
        if text.chars().count() > MOST_TOUCH_CHARS || text.contains(char::is_control) {
            errors.add(name, texts::LONG_TOUCH.with(&[("most", &MOST_TOUCH_CHARS)]));
        }
        Some(text)
    };
    Touch {
        source: checked("source", touch.source),
        medium: checked("medium", touch.medium),
        campaign: checked("campaign", touch.campaign),
        term: checked("term", touch.term),
        content: checked("content", touch.content),
        referrer: checked("referrer", touch.referrer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
        match result {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_fault_of_a_change_is_named() {
        let raw = RawChange {
            status: Some("gone".into()),
            work_status: Some("happy".into()),
            value: Some(Some(-1)),
            callback_at: Some(Some(Timestamp(-1))),
            form: Some(std::iter::once(("memo".to_owned(), Value::from("900101-1234567"))).collect()),
            ..RawChange::default()
        };
        assert_eq!(faults(LeadChange::parse(&raw)), ["status", "work_status", "value", "callback_at", "form"]);
    }

    #[test]
    fn blank_fields_of_the_form_take_away_and_missing_ones_stay() {
        let zone = Zone::default();
        let read = |fields: &[(&str, &str)]| {
            let form = RawForm::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
            LeadChange::parse_form(&form, Currency::KRW, zone)
        };
        let change = read(&[("value", "12,000원"), ("callback_at", ""), ("work_status", "booked")]).expect("parses");
        assert_eq!((change.value, change.callback_at, change.assignee), (Some(Some(Money(12_000))), Some(None), None));
        assert_eq!((change.work_status, change.implies), (Some("booked"), true));
        assert_eq!(faults(read(&[("callback_at", ""), ("work_status", "callback")])), ["callback_at"], "an alarm needs its time");
        assert_eq!(
            faults(read(&[("value", "많이"), ("callback_at", "내일"), ("assignee_id", "x")])),
            ["value", "callback_at", "assignee_id"]
        );
    }

    #[test]
    fn what_was_shown_and_comes_back_is_no_change() {
        let read = |fields: &[(&str, &str)]| {
            let form = RawForm::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
            LeadChange::parse_form(&form, Currency::KRW, Zone::default())
        };
        let shown = [("work_status", "retired"), ("callback_at", ""), ("assignee_id", "7"), ("value", "12,000원"), ("status", "new")];
        let was: Vec<String> = WORKED_ON.iter().map(|name| format!("{WAS}{name}")).collect();
        let mut fields: Vec<(&str, &str)> = was
            .iter()
            .zip(WORKED_ON)
            .map(|(was, name)| (was.as_str(), shown.iter().find(|(own, _)| *own == name).expect("shown").1))
            .collect();
        fields.extend(shown);
        assert_eq!(read(&fields).expect("parses"), LeadChange { implies: true, ..LeadChange::default() });
        fields.retain(|(name, _)| *name != "assignee_id");
        fields.push(("assignee_id", ""));
        assert_eq!(read(&fields).expect("parses").assignee, Some(None));
        fields.retain(|(name, _)| *name != "work_status");
        fields.push(("work_status", "callback"));
        assert_eq!(faults(read(&fields)), ["callback_at"], "a time that was blank before is still missing");
    }

    #[test]
    fn a_lead_is_somebodys() {
        let raw = |customer_id, customer| RawLead { customer_id, customer, ..RawLead::default() };
        let known = Entered { phone: Some("010-1234-5678".into()), ..Entered::default() };
        assert!(EnteredLead::parse(raw(Some(3), None)).is_ok());
        assert!(EnteredLead::parse(raw(None, Some(known.clone()))).is_ok());
        assert_eq!(faults(EnteredLead::parse(raw(Some(3), Some(known)))), ["customer"]);
        assert_eq!(faults(EnteredLead::parse(raw(None, None))), ["customer_id"]);
        let wrong = Entered { phone: Some("12".into()), ..Entered::default() };
        assert_eq!(faults(EnteredLead::parse(raw(None, Some(wrong)))).first().map(String::as_str), Some("customer.phone"));
    }
}
