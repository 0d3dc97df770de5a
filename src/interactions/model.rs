//! An interaction, and what may be added as one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        ids::{LeadId, PageId, TouchId, UserId},
        masking, resident_number,
        time::{Day, MINUTE_MS, Timestamp},
    },
    interactions::texts,
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InteractionKind {
    PageView,
    FormSubmit,
    EmailSent,
    EmailOpen,
    EmailClick,
    EmailBounce,
    Unsubscribe,
    MessageSent,
    Call,
    Meeting,
    Note,
    StageChange,
    TagChange,
    Share,
    Referral,
    Conversion,
    Custom,
}

impl InteractionKind {
    pub const ALL: [Self; 17] = [
        Self::PageView,
        Self::FormSubmit,
        Self::EmailSent,
        Self::EmailOpen,
        Self::EmailClick,
        Self::EmailBounce,
        Self::Unsubscribe,
        Self::MessageSent,
        Self::Call,
        Self::Meeting,
        Self::Note,
        Self::StageChange,
        Self::TagChange,
        Self::Share,
        Self::Referral,
        Self::Conversion,
        Self::Custom,
    ];

    /// The number in the database: given out once, never changed.
    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its word in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PageView => "page_view",
            Self::FormSubmit => "form_submit",
            Self::EmailSent => "email_sent",
            Self::EmailOpen => "email_open",
            Self::EmailClick => "email_click",
            Self::EmailBounce => "email_bounce",
            Self::Unsubscribe => "unsubscribe",
            Self::MessageSent => "message_sent",
            Self::Call => "call",
            Self::Meeting => "meeting",
            Self::Note => "note",
            Self::StageChange => "stage_change",
            Self::TagChange => "tag_change",
            Self::Share => "share",
            Self::Referral => "referral",
            Self::Conversion => "conversion",
            Self::Custom => "custom",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// May somebody add it? What the product itself records goes along with a change, and would say something false without it.
    pub const fn may_be_added(self) -> bool {
        !matches!(self, Self::FormSubmit | Self::StageChange | Self::TagChange | Self::Conversion)
    }

    /// May whoever wrote it take it back at once?
    pub const fn may_be_taken_back(self) -> bool {
        matches!(self, Self::Note | Self::Call | Self::Meeting)
    }

    /// Is it the customer's own act, whoever reports it?
    pub const fn is_customers_own(self) -> bool {
        matches!(
            self,
            Self::PageView | Self::FormSubmit | Self::EmailOpen | Self::EmailClick | Self::Unsubscribe | Self::Share | Self::Referral
        )
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorType {
    /// The customer.
    Human,
    Bot,
    /// The product, or another system through the API.
    System,
    /// Somebody of the agency.
    User,
}

impl ActorType {
    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Human),
            1 => Some(Self::Bot),
            2 => Some(Self::System),
            3 => Some(Self::User),
            _ => None,
        }
    }
}

crate::stored_as_code!(InteractionKind, ActorType);

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Interaction {
    /// Unique within its lead.
    pub id: String,
    #[schema(value_type = i64)]
    pub lead_id: LeadId,
    pub kind: InteractionKind,
    /// What there is to know about it; which keys depends on the kind (`interactions/wording.rs`).
    #[schema(value_type = Object)]
    pub data: Value,
    pub actor: ActorType,
    /// The user of the agency who did it; null when it was none.
    #[schema(value_type = Option<i64>)]
    pub user_id: Option<UserId>,
    #[schema(value_type = String, format = DateTime)]
    pub occurred_at: Timestamp,
}

impl Interaction {
    /// What is told of it to somebody who may not see people's numbers and addresses.
    pub fn masked(mut self) -> Self {
        masking::json(&mut self.data);
        if let (InteractionKind::Referral, Some(Value::String(name))) = (self.kind, self.data.get_mut("name")) {
            *name = masking::called(name);
        }
        self
    }
}

/// An interaction to be written. `agent` is the word of a user agent, 0 for none.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRecord {
    pub kind: InteractionKind,
    pub actor: ActorType,
    pub user_id: Option<UserId>,
    pub agent: i64,
    pub data: Value,
    pub at: Timestamp,
}

impl NewRecord {
    /// Does the product itself say just this of many leads? Then it says nothing of a person, and may outlive the lead.
    pub fn repeats(&self) -> bool {
        match (self.kind, self.data.as_object()) {
            (InteractionKind::StageChange, _) => true,
            (InteractionKind::PageView, Some(fields)) => fields.len() == 1 && fields.get("page_id").is_some_and(Value::is_u64),
            _ => false,
        }
    }
}

/// An interaction that somebody adds.
#[derive(Clone, Debug, PartialEq)]
pub struct NewInteraction {
    pub kind: InteractionKind,
    pub data: Map<String, Value>,
    pub occurred_at: Timestamp,
}

/// How long a note can be taken back; later it is history.
pub const TAKEN_BACK_WITHIN_MS: i64 = 10 * MINUTE_MS;
const MAX_DATA_BYTES: usize = 16 << 10;
const MAX_DEPTH: usize = 8;
const MAX_NOTE_CHARS: usize = 5_000;
/// How far another clock may be ahead of ours.
const MAX_AHEAD_MS: i64 = 5 * MINUTE_MS;

impl NewInteraction {
    /// Reads an interaction. `data` is empty and the time `now` where absent; a note needs its `text`.
    pub fn parse(kind: &str, data: Option<Map<String, Value>>, occurred_at: Option<Timestamp>, now: Timestamp) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let known = InteractionKind::from_name(kind).filter(|kind| kind.may_be_added());
        if known.is_none() {
            errors.add("kind", texts::KIND.with(&[("kinds", &addable())]));
        }
        let occurred_at = occurred_at.unwrap_or(now);
        if occurred_at.ms_since(now) > MAX_AHEAD_MS {
            errors.add("occurred_at", texts::FUTURE);
        } else if occurred_at.0 < 0 {
            errors.add("occurred_at", texts::TOO_LONG_AGO);
        }
        let data = data.unwrap_or_default();
        check_data(&data, &mut errors);
        let text = data.get("text").and_then(Value::as_str).map(str::trim).unwrap_or_default();
        if known == Some(InteractionKind::Note) && text.is_empty() {
            errors.add("data.text", texts::NOTE_MISSING);
        }
        if text.chars().nth(MAX_NOTE_CHARS).is_some() {
            errors.add("data.text", texts::NOTE_LONG.with(&[("max", &MAX_NOTE_CHARS)]));
        }
        match known {
            Some(kind) if errors.is_empty() => Ok(Self { kind, data, occurred_at }),
            _ => Err(Error::Invalid(errors)),
        }
    }
}

fn addable() -> String {
    InteractionKind::ALL.into_iter().filter(|kind| kind.may_be_added()).map(InteractionKind::name).collect::<Vec<_>>().join(", ")
}

fn check_data(data: &Map<String, Value>, errors: &mut FieldErrors) {
    let size = serde_json::to_vec(data).map_or(usize::MAX, |json| json.len());
    if size > MAX_DATA_BYTES {
        errors.add("data", texts::DATA_LARGE.with(&[("kb", &(MAX_DATA_BYTES >> 10))]));
    } else if !data.values().all(|value| is_at_most_deep(value, MAX_DEPTH)) {
        errors.add("data", texts::DATA_DEEP.with(&[("max", &MAX_DEPTH)]));
    } else if data.iter().any(|(key, value)| resident_number::is_in(key) || holds_resident_number(value)) {
        errors.add("data", texts::RESIDENT_NUMBER);
    }
}

fn is_at_most_deep(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels > 1 && items.iter().all(|item| is_at_most_deep(item, levels - 1)),
        Value::Object(fields) => levels > 1 && fields.values().all(|field| is_at_most_deep(field, levels - 1)),
        _ => true,
    }
}

/// Only texts are looked at: a number of 13 digits is a time or an order.
fn holds_resident_number(value: &Value) -> bool {
    match value {
        Value::String(text) => resident_number::is_in(text),
        Value::Array(items) => items.iter().any(holds_resident_number),
        Value::Object(fields) => fields.iter().any(|(key, field)| resident_number::is_in(key) || holds_resident_number(field)),
        _ => false,
    }
}

/// A touch in the dictionary, with the words that rollups and lists tell leads apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownTouch {
    pub id: TouchId,
    pub source: i64,
    pub campaign: i64,
    /// The word of the referring page's host.
    pub referrer: i64,
}

/// A page view of somebody who is no lead yet. `device` is a code of `device.rs`, `agent` the word of the user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    pub visitor: [u8; 16],
    pub page: PageId,
    pub day: Day,
    pub at: Timestamp,
    pub touch: KnownTouch,
    pub device: i64,
    pub actor: ActorType,
    pub agent: i64,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn parse(kind: &str, data: Value) -> Result<NewInteraction> {
        let fields = if let Value::Object(fields) = data { Some(fields) } else { None };
        NewInteraction::parse(kind, fields, None, NOW)
    }

    fn faults(result: &Result<NewInteraction>) -> Vec<String> {
        match result {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn codes_and_names_are_read_back() {
        for (index, kind) in InteractionKind::ALL.into_iter().enumerate() {
            assert_eq!(kind.code(), i64::try_from(index).expect("small"));
            assert_eq!(InteractionKind::from_code(kind.code()), Some(kind));
            assert_eq!(InteractionKind::from_name(kind.name()), Some(kind));
            assert_eq!(json!(kind), json!(kind.name()));
        }
        assert_eq!((InteractionKind::from_code(17), ActorType::from_code(4)), (None, None));
    }

    #[test]
    fn people_add_what_the_product_does_not_record_itself() {
        for kind in InteractionKind::ALL {
            let added = parse(kind.name(), json!({"text": "통화함"}));
            assert_eq!(added.is_ok(), kind.may_be_added(), "{}", kind.name());
        }
        assert_eq!(faults(&parse("dance", json!({}))), ["kind"]);
    }

    #[test]
    fn only_what_the_product_says_of_many_is_repeated() {
        let repeats = |kind, data: Value| NewRecord { kind, actor: ActorType::System, user_id: None, agent: 0, data, at: NOW }.repeats();
        assert!(repeats(InteractionKind::StageChange, json!({"from": null, "to": "new"})));
        assert!(repeats(InteractionKind::PageView, json!({"page_id": 7})));
        for by_others in [json!({"page_id": 7, "name": "홍길동"}), json!({"page_id": "홍길동"}), json!({})] {
            assert!(!repeats(InteractionKind::PageView, by_others));
        }
        assert!(!repeats(InteractionKind::Note, json!({"text": "통화함"})));
    }

    #[test]
    fn faults_are_all_told_at_once() {
        let late = NewInteraction::parse("note", None, Some(NOW.plus_ms(MAX_AHEAD_MS + 1)), NOW);
        assert_eq!(faults(&late), ["occurred_at", "data.text"]);
        assert_eq!(faults(&NewInteraction::parse("call", None, Some(Timestamp(-1)), NOW)), ["occurred_at"]);
        assert_eq!(faults(&parse("note", json!({"text": "가".repeat(5_001)}))), ["data.text"]);
        assert_eq!(parse("note", json!({"text": "가".repeat(5_000)})).expect("fits").occurred_at, NOW);
    }

    #[test]
    fn data_is_bounded_and_holds_no_resident_number() {
        assert_eq!(faults(&parse("custom", json!({"a": "x".repeat(MAX_DATA_BYTES)}))), ["data"]);
        let mut deep = json!(1);
        for _ in 1..MAX_DEPTH {
            deep = json!([deep]);
        }
        assert!(parse("custom", json!({"a": deep})).is_ok());
        assert_eq!(faults(&parse("custom", json!({"a": [deep]}))), ["data"]);
        assert_eq!(faults(&parse("note", json!({"text": "주민번호 900101-1234567"}))), ["data"]);
        assert_eq!(faults(&parse("custom", json!({"a": [{"900101-1234567": 1}]}))), ["data"]);
        assert!(parse("custom", json!({"at": 9_001_011_234_567_i64})).is_ok());
    }
}
