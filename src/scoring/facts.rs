//! What is known of a lead and its customer, by the names that rules call it.

use serde_json::{Map, Value};

use crate::base::phone::Phone;

/// A field that a rule can look at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Name,
    Email,
    Phone,
    Company,
    CustomerStatus,
    CustomerSource,
    Tags,
    /// An attribute of the customer.
    Attribute(String),
    Source,
    Medium,
    Campaign,
    LandingPage,
    Funnel,
    Stage,
    LeadStatus,
    Value,
    Device,
    /// An answer of the lead's form.
    Answer(String),
}

pub const ATTRIBUTE: &str = "customer.attributes.";
pub const ANSWER: &str = "form.";
/// The longest key of an attribute or answer.
const KEY_CHARS: usize = 80;

impl Field {
    /// Those that have a name of their own.
    pub const NAMED: [(&'static str, Self); 16] = [
        ("customer.name", Self::Name),
        ("customer.email", Self::Email),
        ("customer.phone", Self::Phone),
        ("customer.company", Self::Company),
        ("customer.status", Self::CustomerStatus),
        ("customer.source", Self::CustomerSource),
        ("customer.tags", Self::Tags),
        ("lead.source", Self::Source),
        ("lead.medium", Self::Medium),
        ("lead.campaign", Self::Campaign),
        ("lead.landing_page_id", Self::LandingPage),
        ("lead.funnel_id", Self::Funnel),
        ("lead.stage", Self::Stage),
        ("lead.status", Self::LeadStatus),
        ("lead.value", Self::Value),
        ("lead.device", Self::Device),
    ];

    /// What it takes to answer for a field, as bits of a set; of the rest nothing is worth leaving out.
    pub const NAME: u32 = 1;
    pub const EMAIL: u32 = 1 << 1;
    pub const PHONE: u32 = 1 << 2;
    pub const COMPANY: u32 = 1 << 3;
    pub const CUSTOMER_SOURCE: u32 = 1 << 4;
    pub const TAGS: u32 = 1 << 5;
    pub const ATTRIBUTES: u32 = 1 << 6;
    pub const TOUCH: u32 = 1 << 7;
    pub const STAGE: u32 = 1 << 8;
    pub const ANSWERS: u32 = 1 << 9;

    /// The bit of this field; 0 for one that is always known.
    pub const fn bit(&self) -> u32 {
        match self {
            Self::Name => Self::NAME,
            Self::Email => Self::EMAIL,
            Self::Phone => Self::PHONE,
            Self::Company => Self::COMPANY,
            Self::CustomerSource => Self::CUSTOMER_SOURCE,
            Self::Tags => Self::TAGS,
            Self::Attribute(_) => Self::ATTRIBUTES,
            Self::Source | Self::Medium | Self::Campaign => Self::TOUCH,
            Self::Stage => Self::STAGE,
            Self::Answer(_) => Self::ANSWERS,
            Self::CustomerStatus | Self::LandingPage | Self::Funnel | Self::LeadStatus | Self::Value | Self::Device => 0,
        }
    }

    /// Reads `customer.company`, `customer.attributes.업종`, `form.budget`.
    pub fn parse(name: &str) -> Option<Self> {
        let key = |prefix: &str| {
            name.strip_prefix(prefix).map(str::trim).filter(|key| !key.is_empty() && key.chars().count() <= KEY_CHARS).map(str::to_owned)
        };
        Self::NAMED
            .into_iter()
            .find_map(|(own, field)| (own == name).then_some(field))
            .or_else(|| key(ATTRIBUTE).map(Self::Attribute))
            .or_else(|| key(ANSWER).map(Self::Answer))
    }

    pub fn name(&self) -> String {
        match self {
            Self::Attribute(key) => format!("{ATTRIBUTE}{key}"),
            Self::Answer(key) => format!("{ANSWER}{key}"),
            named => Self::NAMED.iter().find(|(_, field)| field == named).map(|(name, _)| (*name).to_owned()).unwrap_or_default(),
        }
    }

    /// Did somebody type it? Then nobody knows what stands in it.
    pub const fn is_entered(&self) -> bool {
        matches!(self, Self::Company | Self::Attribute(_) | Self::Answer(_))
    }

    /// Does it say who somebody is? Such a value is never repeated in a reason.
    pub const fn is_personal(&self) -> bool {
        matches!(self, Self::Name | Self::Email | Self::Phone)
    }
}

/// What rules can ask of a lead. A blank text stands for none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub name: String,
    pub email: String,
    /// E.164.
    pub phone: String,
    pub company: String,
    pub customer_status: &'static str,
    pub customer_source: String,
    pub tags: Vec<String>,
    pub attributes: Map<String, Value>,
    pub source: String,
    pub medium: String,
    pub campaign: String,
    pub landing_page: Option<i64>,
    pub funnel: Option<i64>,
    pub stage: String,
    pub lead_status: &'static str,
    pub value: Option<i64>,
    pub device: &'static str,
    pub answers: Map<String, Value>,
}

impl Facts {
    /// Asks whether any of a field's texts passes: a list has several, an absent value none.
    pub fn any(&self, field: &Field, passes: &mut dyn FnMut(&str) -> bool) -> bool {
        let mut filled = |text: &str| !text.trim().is_empty() && passes(text);
        match field {
            Field::Name => filled(&self.name),
            Field::Email => filled(&self.email),
            // As people write it and as it is stored: a rule may mean either.
            Field::Phone => {
                let written = || Phone::from_stored(self.phone.clone()).display();
                !self.phone.is_empty() && (filled(&self.phone) || filled(&written()) || filled(&written().replace('-', "")))
            }
            Field::Company => filled(&self.company),
            Field::CustomerStatus => filled(self.customer_status),
            Field::CustomerSource => filled(&self.customer_source),
            Field::Tags => self.tags.iter().any(|tag| filled(tag)),
            Field::Attribute(key) => any_text(self.attributes.get(key), &mut filled),
            Field::Source => filled(&self.source),
            Field::Medium => filled(&self.medium),
            Field::Campaign => filled(&self.campaign),
            Field::LandingPage => self.landing_page.is_some_and(|id| filled(&id.to_string())),
            Field::Funnel => self.funnel.is_some_and(|id| filled(&id.to_string())),
            Field::Stage => filled(&self.stage),
            Field::LeadStatus => filled(self.lead_status),
            Field::Value => self.value.is_some_and(|value| filled(&value.to_string())),
            Field::Device => filled(self.device),
            Field::Answer(key) => any_text(self.answers.get(key), &mut filled),
        }
    }

    /// What a field holds, for a reason; blank for none.
    pub fn shown(&self, field: &Field) -> String {
        let mut texts: Vec<String> = Vec::new();
        self.any(field, &mut |text| {
            texts.push(text.chars().take(60).collect());
            texts.len() > 4
        });
        texts.join(", ")
    }
}

/// The texts of a JSON value: a list's items, nothing for null and for objects.
pub fn any_text(value: Option<&Value>, passes: &mut dyn FnMut(&str) -> bool) -> bool {
    match value {
        None | Some(Value::Null | Value::Object(_)) => false,
        Some(Value::String(text)) => passes(text),
        Some(Value::Array(items)) => items.iter().any(|item| any_text(Some(item), passes)),
        Some(other) => passes(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_read_back() {
        let fields = Field::NAMED.map(|(_, field)| field);
        for field in fields.into_iter().chain([Field::Attribute("업종".into()), Field::Answer("budget".into())]) {
            assert_eq!(Field::parse(&field.name()), Some(field));
        }
        for wrong in ["", "company", "customer.", "form.", "customer.attributes.", "lead.form.x"] {
            assert_eq!(Field::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_field_has_one_text_several_or_none() {
        let answers = json!({"interests": ["창업", "메뉴"], "budget": 500, "agreed": true, "note": null});
        let facts = Facts {
            phone: "+821012345678".into(),
            tags: vec!["VIP".into()],
            answers: answers.as_object().cloned().unwrap_or_default(),
            ..Facts::default()
        };
        let shown = |name: &str| facts.shown(&Field::parse(name).expect("a field"));
        assert_eq!(shown("form.interests"), "창업, 메뉴");
        assert_eq!((shown("form.budget"), shown("form.agreed"), shown("form.note")), ("500".into(), "true".into(), String::new()));
        assert_eq!((shown("customer.tags"), shown("customer.company"), shown("lead.value")), ("VIP".into(), String::new(), String::new()));
        assert!(facts.any(&Field::Phone, &mut |text| text.starts_with("010-1234")));
        assert!(facts.any(&Field::Phone, &mut |text| text.starts_with("+8210")));
    }
}
