//! What a landing page's form asks: the definition, and the rules a definition keeps.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::error::FieldErrors;
use crate::base::lang::{Lang, Message, Text};
use crate::base::resident_number;
use crate::base::time::Day;
use crate::landing::texts;

/// Name of the field that only robots fill in.
pub const HONEYPOT: &str = "website_";
/// Name of the hidden field for a form's signed token.
pub const FORM_TOKEN: &str = "form_token";

pub const MAX_FIELDS: usize = 40;
pub const MAX_OPTIONS: usize = 100;
const MAX_LABEL_CHARS: usize = 200;
const MAX_HELP_CHARS: usize = 500;
const MAX_DEFAULT_CHARS: usize = 1_000;
const MAX_TEXT_CHARS: usize = 10_000;
const MAX_NAME_BYTES: usize = 40;

/// The fields of a form in the order they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormDefinition {
    #[schema(min_items = 1, max_items = 40)]
    pub fields: Vec<Field>,
}

/// One field. `options` are the choices of a select, of radio buttons or of several checkboxes, and empty elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    #[schema(pattern = "^[a-z][a-z0-9_]{0,39}$")]
    pub name: String,
    #[schema(max_length = 200)]
    pub label: String,
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    #[schema(max_length = 500)]
    pub help: Option<String>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub options: Vec<String>,
    /// What the field holds before anybody typed; the value of a hidden field.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub default: Option<String>,
    /// The wording of a consent, shown behind "보기".
    #[serde(default)]
    #[schema(max_length = 10_000)]
    pub text: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    Text,
    Email,
    Phone,
    Number,
    Select,
    Radio,
    Checkbox,
    Textarea,
    Date,
    Hidden,
    Consent,
}

impl FieldKind {
    /// Every kind, in the order an editor offers them.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Email,
        Self::Phone,
        Self::Number,
        Self::Select,
        Self::Radio,
        Self::Checkbox,
        Self::Textarea,
        Self::Date,
        Self::Hidden,
        Self::Consent,
    ];

    /// Its name in JSON and in the editor.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Number => "number",
            Self::Select => "select",
            Self::Radio => "radio",
            Self::Checkbox => "checkbox",
            Self::Textarea => "textarea",
            Self::Date => "date",
            Self::Hidden => "hidden",
            Self::Consent => "consent",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Text => texts::KIND_TEXT,
            Self::Email => texts::KIND_EMAIL,
            Self::Phone => texts::KIND_PHONE,
            Self::Number => texts::KIND_NUMBER,
            Self::Select => texts::KIND_SELECT,
            Self::Radio => texts::KIND_RADIO,
            Self::Checkbox => texts::KIND_CHECKBOX,
            Self::Textarea => texts::KIND_TEXTAREA,
            Self::Date => texts::KIND_DATE,
            Self::Hidden => texts::KIND_HIDDEN,
            Self::Consent => texts::KIND_CONSENT,
        }
    }
}

/// What a field fills: the customer by its name, or the lead's own form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Name,
    Phone,
    Email,
    Company,
    Consent,
    Answer,
}

impl Field {
    /// A field of this name and kind, optional and without anything else.
    pub fn new(name: &str, label: &str, kind: FieldKind) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            required: false,
            help: None,
            options: Vec::new(),
            default: None,
            text: None,
        }
    }

    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub fn target(&self) -> Target {
        match (self.name.as_str(), self.kind) {
            (_, FieldKind::Consent) => Target::Consent,
            ("name", _) => Target::Name,
            ("phone", _) => Target::Phone,
            ("email", _) => Target::Email,
            ("company", _) => Target::Company,
            _ => Target::Answer,
        }
    }

    /// Checkboxes with choices take several answers, a lone one yes or no.
    pub fn takes_several(&self) -> bool {
        self.kind == FieldKind::Checkbox && !self.options.is_empty()
    }
}

impl FormDefinition {
    /// Name, phone, e-mail and the consent that the law asks before any of them may be kept, in the visitors' language.
    pub fn usual(lang: Lang) -> Self {
        let field = |name: &str, label: Text, kind| Field::new(name, label.get(lang), kind);
        let consent =
            Field { text: Some(texts::DEFAULT_CONSENT.get(lang).to_owned()), ..field("privacy", texts::CONSENT, FieldKind::Consent) };
        Self {
            fields: vec![
                field("name", texts::NAME, FieldKind::Text).required(),
                field("phone", texts::PHONE, FieldKind::Phone).required(),
                field("email", texts::EMAIL, FieldKind::Email),
                consent.required(),
            ],
        }
    }

    /// Every rule this definition breaks, by paths such as `form.fields.2.name`.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.fields.is_empty() {
            errors.add("form.fields", texts::NO_FIELDS);
        }
        if self.fields.len() > MAX_FIELDS {
            errors.add("form.fields", texts::TOO_MANY_FIELDS.with(&[("n", &MAX_FIELDS)]));
        }
        let mut names = HashSet::new();
        for (index, field) in self.fields.iter().enumerate().take(MAX_FIELDS) {
            let mut at = Place { index, errors: &mut errors };
            if !names.insert(field.name.as_str()) {
                at.add("name", texts::NAME_TWICE);
            }
            at.check_name(&field.name);
            at.check_kind(field);
            at.check_texts(field);
            at.check_options(field);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// Where a fault is reported.
struct Place<'a> {
    index: usize,
    errors: &'a mut FieldErrors,
}

impl Place<'_> {
    fn add(&mut self, key: &str, message: impl Into<Message>) {
        self.errors.add(format!("form.fields.{}.{key}", self.index), message);
    }

    fn check_name(&mut self, name: &str) {
        let well_formed = name.len() <= MAX_NAME_BYTES
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !well_formed {
            self.add("name", texts::NAME_FORM);
        } else if name.starts_with("utm_") || name == HONEYPOT || name == FORM_TOKEN {
            self.add("name", texts::NAME_RESERVED);
        }
    }

    fn check_kind(&mut self, field: &Field) {
        let fits = match field.name.as_str() {
            "name" | "company" => matches!(field.kind, FieldKind::Text | FieldKind::Hidden),
            "phone" => matches!(field.kind, FieldKind::Phone | FieldKind::Text | FieldKind::Hidden),
            "email" => matches!(field.kind, FieldKind::Email | FieldKind::Text | FieldKind::Hidden),
            _ => true,
        };
        if !fits {
            self.add("kind", texts::KIND_OF_CUSTOMER_FIELD);
        }
        if field.kind == FieldKind::Hidden && field.required {
            self.add("required", texts::HIDDEN_REQUIRED);
        }
    }

    fn check_texts(&mut self, field: &Field) {
        if field.label.trim().is_empty() && field.kind != FieldKind::Hidden {
            self.add("label", texts::NO_LABEL);
        }
        let bounded = [
            ("label", Some(&field.label), MAX_LABEL_CHARS),
            ("help", field.help.as_ref(), MAX_HELP_CHARS),
            ("default", field.default.as_ref(), MAX_DEFAULT_CHARS),
            ("text", field.text.as_ref(), MAX_TEXT_CHARS),
        ];
        for (key, text, limit) in bounded {
            let Some(text) = text else { continue };
            if text.chars().count() > limit {
                self.add(key, texts::TOO_LONG.with(&[("n", &limit)]));
            }
            if resident_number::is_in(text) {
                self.add(key, texts::RESIDENT_NUMBER);
            }
        }
    }

    fn check_options(&mut self, field: &Field) {
        let needs = matches!(field.kind, FieldKind::Select | FieldKind::Radio);
        let may = needs || field.kind == FieldKind::Checkbox;
        let (limit, chars) = (MAX_OPTIONS, MAX_LABEL_CHARS);
        if needs && field.options.is_empty() {
            self.add("options", texts::NO_OPTIONS);
        } else if !may && !field.options.is_empty() {
            self.add("options", texts::OPTIONS_UNUSED);
        } else if field.options.len() > limit {
            self.add("options", texts::TOO_MANY_OPTIONS.with(&[("n", &limit)]));
        }
        let mut seen = HashSet::new();
        for (index, option) in field.options.iter().enumerate().take(limit) {
            let key = format!("options.{index}");
            if option.is_empty() || option.trim() != option {
                self.add(&key, texts::OPTION_BLANK);
            } else if option.chars().count() > chars {
                self.add(&key, texts::TOO_LONG.with(&[("n", &chars)]));
            } else if !seen.insert(option) {
                self.add(&key, texts::OPTION_TWICE);
            } else if resident_number::is_in(option) {
                self.add(&key, texts::RESIDENT_NUMBER);
            }
        }
        match &field.default {
            // A box that is ticked before anybody read it is no consent (Enforcement Decree, article 17).
            Some(_) if field.kind == FieldKind::Consent => self.add("default", texts::CONSENT_PRETICKED),
            Some(default) if !field.options.is_empty() && !field.options.contains(default) => self.add("default", texts::NOT_AN_OPTION),
            // Browsers show a date only in this spelling.
            Some(default) if field.kind == FieldKind::Date && Day::parse(default).map(|day| day.to_string()).as_ref() != Some(default) => {
                self.add("default", texts::NOT_A_DATE);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(field: Field) -> FormDefinition {
        FormDefinition { fields: vec![field] }
    }

    fn faults(form: &FormDefinition) -> Vec<String> {
        form.check().err().map(|errors| errors.iter().map(|(field, _)| field.to_owned()).collect()).unwrap_or_default()
    }

    #[test]
    fn the_default_form_keeps_the_rules_and_asks_consent() {
        let form = FormDefinition::usual(Lang::Ko);
        assert_eq!(faults(&form), Vec::<String>::new());
        let consent = form.fields.iter().find(|field| field.kind == FieldKind::Consent).expect("a consent");
        assert!(consent.required && consent.default.is_none() && consent.text.is_some());
    }

    #[test]
    fn json_is_complete_on_the_way_out_and_strict_on_the_way_in() {
        let form: FormDefinition = serde_json::from_str(r#"{"fields":[{"name":"a","label":"A","kind":"text"}]}"#).expect("a form");
        let expected =
            r#"{"fields":[{"name":"a","label":"A","kind":"text","required":false,"help":null,"options":[],"default":null,"text":null}]}"#;
        assert_eq!(serde_json::to_string(&form).expect("json"), expected);
        assert_eq!(serde_json::from_str::<FormDefinition>(expected).expect("read back"), form);
        assert!(serde_json::from_str::<FormDefinition>(r#"{"fields":[{"name":"a","label":"A","kind":"text","colour":"red"}]}"#).is_err());
        assert!(serde_json::from_str::<FormDefinition>(r#"{"fields":[{"name":"a","label":"A","kind":"file"}]}"#).is_err());
    }

    #[test]
    fn names_are_checked() {
        for name in ["", "A", "1a", "a-b", "이름", "utm_source", "website_", "form_token", &"a".repeat(41)] {
            assert_eq!(faults(&one(Field::new(name, "x", FieldKind::Text))), ["form.fields.0.name"], "{name}");
        }
        assert!(faults(&one(Field::new(&"a".repeat(40), "x", FieldKind::Text))).is_empty());
        let twice = FormDefinition { fields: vec![Field::new("a", "x", FieldKind::Text), Field::new("a", "y", FieldKind::Date)] };
        assert_eq!(faults(&twice), ["form.fields.1.name"]);
    }

    #[test]
    fn each_broken_rule_is_named() {
        let select = |options: &[&str]| Field {
            options: options.iter().map(|o| (*o).to_owned()).collect(),
            ..Field::new("a", "A", FieldKind::Select)
        };
        let default = |field: Field, text: &str| Field { default: Some(text.to_owned()), ..field };
        let cases = [
            (select(&[]), "form.fields.0.options"),
            (select(&["x", "x"]), "form.fields.0.options.1"),
            (select(&["x", " "]), "form.fields.0.options.1"),
            (default(select(&["x"]), "y"), "form.fields.0.default"),
            (default(Field::new("a", "A", FieldKind::Consent), "true"), "form.fields.0.default"),
            (default(Field::new("a", "A", FieldKind::Date), "2026. 11. 22."), "form.fields.0.default"),
            (Field::new("a", " ", FieldKind::Text), "form.fields.0.label"),
            (Field::new("a", &"가".repeat(201), FieldKind::Text), "form.fields.0.label"),
            (Field::new("a", "900101-1234567", FieldKind::Text), "form.fields.0.label"),
            (Field::new("phone", "A", FieldKind::Date), "form.fields.0.kind"),
            (Field::new("a", "A", FieldKind::Hidden).required(), "form.fields.0.required"),
        ];
        for (field, expected) in cases {
            assert_eq!(faults(&one(field.clone())), [expected], "{field:?}");
        }
        assert_eq!(faults(&FormDefinition { fields: Vec::new() }), ["form.fields"]);
        let many = (0..41).map(|n| Field::new(&format!("f{n}"), "x", FieldKind::Text)).collect();
        assert_eq!(faults(&FormDefinition { fields: many }), ["form.fields"]);
    }
}
