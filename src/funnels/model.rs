//! A funnel and its stages, and how both are read from what somebody typed or sent.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        hangul,
        ids::FunnelId,
        lang::{Message, Text},
        money::{Currency, Money},
        slug::Slug,
        time::Timestamp,
    },
    funnels::{
        goal::{self, ValueFrom},
        texts,
    },
};

/// The way of a lead from the first contact to a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Funnel {
    #[schema(value_type = i64)]
    pub id: FunnelId,
    pub name: String,
    pub status: FunnelStatus,
    /// In the order a lead goes through them; at least one.
    pub stages: Vec<Stage>,
    pub currency: Currency,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl Funnel {
    /// The stage of a key; absent when the funnel has none such.
    pub fn stage(&self, key: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.key == key)
    }

    /// Where a new lead enters. Every funnel that was parsed has one.
    pub fn first_stage(&self) -> Option<&Stage> {
        self.stages.first()
    }

    /// Where a stage stands, from 0; absent when the funnel has none such.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage.key == key)
    }
}

/// One step of a funnel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stage {
    /// Unique within its funnel and kept by its leads: lower-case letters, digits and underscores.
    #[schema(pattern = "^[a-z0-9_]{1,40}$")]
    pub key: String,
    pub name: String,
    /// Entering it is a conversion.
    pub goal: bool,
    /// Of a goal: each entry of a lead is a conversion, not its first alone.
    #[serde(default)]
    pub repeats: bool,
    /// Of a goal: where a conversion's value comes from.
    #[serde(default)]
    pub value_from: ValueFrom,
    /// The fixed value, in the smallest unit of the funnel's currency; null for any other.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub value: Option<Money>,
    /// The name of the form's field that says the value; null where none does.
    #[serde(default)]
    pub value_field: Option<String>,
}

/// The stages as they were from an instant until the next version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Counted from 1.
    pub number: i64,
    pub from_at: Timestamp,
    pub stages: Vec<Stage>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FunnelStatus {
    /// Being set up.
    Draft,
    Active,
    /// Kept for its figures; not offered for new pages and leads.
    Archived,
}

impl FunnelStatus {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Archived];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Draft => texts::DRAFT,
            Self::Active => texts::ACTIVE,
            Self::Archived => texts::ARCHIVED,
        }
    }
}

crate::stored_as_code!(FunnelStatus);

/// A funnel as somebody typed or sent it; what is absent was not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FunnelBody)]
pub struct RawFunnel {
    /// At most 60 characters, white space around it not counted.
    #[schema(min_length = 1)]
    pub name: Option<String>,
    /// `draft`, `active` or `archived`; a new funnel is active.
    #[schema(value_type = Option<FunnelStatus>)]
    pub status: Option<String>,
    /// A new funnel without stages gets those of a consultation.
    #[schema(min_items = 1, max_items = 50)]
    pub stages: Option<Vec<RawStage>>,
    /// KRW for a new funnel that names none.
    #[schema(value_type = Option<String>, pattern = "^[A-Za-z]{3}$")]
    pub currency: Option<String>,
}

/// A stage as somebody typed or sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FunnelStageBody)]
pub struct RawStage {
    /// Made from the name when absent or blank.
    #[serde(default)]
    #[schema(pattern = "^[a-z0-9_]{0,40}$")]
    pub key: Option<String>,
    /// At most 60 characters, white space around it not counted.
    #[schema(min_length = 1)]
    pub name: String,
    #[serde(default)]
    pub goal: bool,
    /// Each entry of a lead is a conversion, not its first alone.
    #[serde(default)]
    pub repeats: bool,
    /// Where a conversion's value comes from; from the lead unless given.
    #[serde(default)]
    #[schema(value_type = Option<ValueFrom>)]
    pub value_from: Option<String>,
    /// Needed when the value is fixed: in the smallest unit of the currency.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    pub value: Option<i64>,
    /// Needed when the value comes from a field: the field's name in the form.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub value_field: Option<String>,
    /// The fixed value as somebody typed it in the editor.
    #[serde(skip)]
    #[schema(ignore)]
    pub typed_value: Option<String>,
}

/// A funnel to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFunnel {
    pub name: String,
    pub status: FunnelStatus,
    pub stages: Vec<Stage>,
    pub currency: Currency,
}

impl NewFunnel {
    /// Reads a whole funnel; `template` are the stages of one that names none.
    pub fn parse(raw: &RawFunnel, template: Vec<Stage>) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(raw.name.as_deref().unwrap_or_default()));
        let change = FunnelChange::read(raw, &mut errors);
        match name {
            Some(name) if errors.is_empty() => Ok(Self {
                name,
                status: change.status.unwrap_or(FunnelStatus::Active),
                stages: change.stages.unwrap_or(template),
                currency: change.currency.unwrap_or_default(),
            }),
            _ => Err(Error::Invalid(errors)),
        }
    }
}

/// Changes to a funnel; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunnelChange {
    pub name: Option<String>,
    pub status: Option<FunnelStatus>,
    pub stages: Option<Vec<Stage>>,
    pub currency: Option<Currency>,
}

impl FunnelChange {
    /// Reads the fields that were sent.
    pub fn parse(raw: &RawFunnel) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let name = raw.name.as_deref().and_then(|name| errors.take("name", parse_name(name)));
        let change = Self::read(raw, &mut errors);
        errors.check().map(|()| Self { name, ..change })
    }

    /// Everything but the name.
    fn read(raw: &RawFunnel, errors: &mut FieldErrors) -> Self {
        let status = raw
            .status
            .as_deref()
            .and_then(|name| errors.take("status", FunnelStatus::from_name(name.trim()).ok_or_else(|| texts::WRONG_STATUS.into())));
        let known = raw.currency.as_deref().and_then(|code| Currency::parse(code).ok()).unwrap_or_default();
        let stages = raw.stages.as_deref().and_then(|stages| parse_stages(stages, known, errors));
        let currency = raw.currency.as_deref().and_then(|code| errors.take("currency", Currency::parse(code)));
        Self { name: None, status, stages, currency }
    }
}

pub const MOST_STAGES: usize = 50;
/// Characters of a name, of a funnel or a stage.
pub const LONGEST_NAME: u32 = 60;
const LONGEST_KEY: usize = 40;

/// Gives every stage that has a name and no key one that nobody else has, made from its name.
pub fn suggest_keys(stages: &mut [RawStage]) {
    let mut taken: HashSet<String> = stages.iter().filter_map(|stage| stage.key.as_deref().map(str::trim)).map(str::to_owned).collect();
    for (index, stage) in stages.iter_mut().enumerate() {
        let blank = stage.key.as_deref().is_none_or(|key| key.trim().is_empty());
        if blank && !stage.name.trim().is_empty() {
            let key = free_key(&stage.name, index, &taken);
            taken.insert(key.clone());
            stage.key = Some(key);
        }
    }
}

fn free_key(name: &str, index: usize, taken: &HashSet<String>) -> String {
    let mut base = Slug::suggest(name).map_or_else(|| format!("stage_{}", index + 1), |slug| slug.as_str().replace('-', "_"));
    // Room for a number behind it.
    base.truncate(LONGEST_KEY - 4);
    let numbered = (2..).map(|n| format!("{base}_{n}"));
    std::iter::once(base.clone()).chain(numbered).find(|key| !taken.contains(key)).unwrap_or_default()
}

fn parse_stages(raw: &[RawStage], currency: Currency, errors: &mut FieldErrors) -> Option<Vec<Stage>> {
    if raw.is_empty() || raw.len() > MOST_STAGES {
        errors.add("stages", texts::STAGE_COUNT.with(&[("most", &MOST_STAGES)]));
        return None;
    }
    let mut keyed = raw.to_vec();
    suggest_keys(&mut keyed);
    let mut seen = HashSet::new();
    let mut stages = Vec::with_capacity(keyed.len());
    for (index, stage) in keyed.iter().enumerate() {
        let name = errors.take(&format!("stages.{index}.name"), parse_name(&stage.name));
        let key = stage.key.as_deref().unwrap_or_default().trim();
        if name.is_some() && !is_key(key) {
            errors.add(format!("stages.{index}.key"), texts::WRONG_KEY);
        } else if name.is_some() && !seen.insert(key.to_owned()) {
            errors.add(format!("stages.{index}.key"), texts::TAKEN_KEY.with(&[("key", &key)]));
        }
        let mut read = Stage { key: key.to_owned(), name: name.unwrap_or_default(), goal: stage.goal, ..Stage::default() };
        goal::read(&mut read, stage, index, currency, errors);
        stages.push(read);
    }
    Some(stages)
}

fn is_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn parse_name(raw: &str) -> std::result::Result<String, Message> {
    let name = hangul::nfc(raw.trim());
    match u32::try_from(name.chars().count()).unwrap_or(u32::MAX) {
        1..=LONGEST_NAME if !name.chars().any(char::is_control) => Ok(name),
        _ => Err(texts::WRONG_NAME.with(&[("most", &LONGEST_NAME)])),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn raw(stages: &[(&str, &str)]) -> RawFunnel {
        let stages = stages
            .iter()
            .map(|(key, name)| RawStage { key: Some((*key).to_owned()), name: (*name).to_owned(), ..RawStage::default() })
            .collect();
        RawFunnel { name: Some("봄 상담".into()), stages: Some(stages), ..RawFunnel::default() }
    }

    fn keys(stages: &[Stage]) -> Vec<&str> {
        stages.iter().map(|stage| stage.key.as_str()).collect()
    }

    fn faults(raw: &RawFunnel) -> Vec<String> {
        match NewFunnel::parse(raw, Vec::new()) {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_are_made_from_names_and_differ() {
        let funnel = NewFunnel::parse(&raw(&[("", "신규"), ("", "신규"), ("", "春"), ("sin_gyu", "x")]), Vec::new()).expect("parses");
        assert_eq!(keys(&funnel.stages), ["singyu", "singyu_2", "stage_3", "sin_gyu"]);
        assert_eq!((funnel.status, funnel.currency), (FunnelStatus::Active, Currency::KRW));
    }

    #[test]
    fn every_fault_is_named_with_its_row() {
        assert_eq!(faults(&raw(&[("a", "A"), ("a", "B"), ("B", "C"), ("c", " ")])), ["stages.1.key", "stages.2.key", "stages.3.name"]);
        assert_eq!(faults(&raw(&[])), ["stages"]);
        assert_eq!(faults(&raw(&[("a", "A"); 51])), ["stages"]);
        let nameless =
            RawFunnel { name: Some("  ".into()), status: Some("gone".into()), currency: Some("won".into()), ..raw(&[("a", "A")]) };
        assert_eq!(faults(&nameless), ["name", "status"]);
    }

    #[test]
    fn a_change_holds_only_what_was_sent() {
        let change = FunnelChange::parse(&RawFunnel { status: Some("archived".into()), ..RawFunnel::default() }).expect("parses");
        assert_eq!(change, FunnelChange { status: Some(FunnelStatus::Archived), ..FunnelChange::default() });
    }

    proptest! {
        #[test]
        fn whatever_is_parsed_keeps_the_rules(rows in prop::collection::vec(("[a-z_]{0,3}|[A-Z]", "[가-힣a-z ]{0,4}|.{0,70}"), 0..8)) {
            let rows: Vec<(&str, &str)> = rows.iter().map(|(key, name)| (key.as_str(), name.as_str())).collect();
            if let Ok(funnel) = NewFunnel::parse(&raw(&rows), Vec::new()) {
                let distinct: HashSet<&str> = keys(&funnel.stages).into_iter().collect();
                prop_assert_eq!(distinct.len(), rows.len());
                prop_assert!(funnel.stages.iter().all(|stage| is_key(&stage.key) && !stage.name.is_empty()));
            }
        }
    }
}
