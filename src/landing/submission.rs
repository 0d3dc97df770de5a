//! What a visitor answered: raw text in, a [`Submission`] or every fault at once out.

use serde::Serialize;
use serde::ser::SerializeMap as _;
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::base::email::Email;
use crate::base::error::FieldErrors;
use crate::base::form::RawForm;
use crate::base::lang::{Message, Text};
use crate::base::person::PersonName;
use crate::base::phone::Phone;
use crate::base::resident_number;
use crate::base::time::Day;
use crate::landing::form::{Field, FieldKind, FormDefinition, Target};
use crate::landing::texts;

const MAX_TEXT_CHARS: usize = 1_000;
const MAX_TEXTAREA_CHARS: usize = 5_000;
const MAX_NAME_CHARS: usize = 50;
const MAX_COMPANY_CHARS: usize = 100;

/// A checked answer to a form. The customer's own fields are absent when they were left blank or are not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    pub name: Option<PersonName>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub company: Option<String>,
    /// The other fields that were answered, in the definition's order.
    pub answers: Vec<(String, Answer)>,
    /// Names of the consents that were given.
    pub consents: Vec<String>,
}

/// One answer. Numbers and dates are texts in one spelling: `12000`, `2026-11-22`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    Text(String),
    Many(Vec<String>),
    Ticked(bool),
}

impl FormDefinition {
    /// Reads what was sent. Fields that the form does not ask are ignored.
    pub fn parse(&self, raw: &RawForm) -> Result<Submission, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut submission = Submission::default();
        for field in &self.fields {
            match answer(field, raw) {
                Ok(Some(answer)) => submission.put(field, answer, &mut errors),
                Ok(None) => {}
                Err(message) => errors.add(field.name.as_str(), message),
            }
        }
        if errors.is_empty() { Ok(submission) } else { Err(errors) }
    }
}

impl Submission {
    /// The answers as a JSON object in the definition's order.
    pub fn answers_json(&self) -> String {
        serde_json::to_string(&InOrder(&self.answers)).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Equal for submissions that say the same, whatever the order of their fields and the white space in them.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut fields: Vec<(&str, Vec<&str>)> = self.answers.iter().map(|(name, answer)| (name.as_str(), answer.parts())).collect();
        fields.extend(self.consents.iter().map(|name| (name.as_str(), vec!["true"])));
        let email = self.email.as_ref().map(Email::key);
        let customer = [
            ("name", self.name.as_ref().map(PersonName::as_str)),
            ("phone", self.phone.as_ref().map(Phone::as_e164)),
            ("email", email.as_deref()),
            ("company", self.company.as_deref()),
        ];
        fields.extend(customer.into_iter().filter_map(|(name, value)| Some((name, vec![value?]))));
        fields.sort_unstable();

        let mut hash = Sha256::new();
        // Lengths go before contents, so that no two lists of fields run into the same bytes.
        let mut put = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        };
        for (name, parts) in fields {
            put(name);
            put(&parts.len().to_string());
            for part in parts {
                put(&part.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
        hash.finalize().into()
    }

    fn put(&mut self, field: &Field, answer: Answer, errors: &mut FieldErrors) {
        match (field.target(), answer) {
            (Target::Name, Answer::Text(text)) => self.name = errors.take(&field.name, PersonName::parse(&text)),
            (Target::Company, Answer::Text(text)) => self.company = Some(text),
            (Target::Phone, Answer::Text(text)) => self.phone = errors.take(&field.name, Phone::parse(&text)),
            (Target::Email, Answer::Text(text)) => self.email = errors.take(&field.name, Email::parse(&text)),
            (Target::Consent, _) => self.consents.push(field.name.clone()),
            (_, answer) => self.answers.push((field.name.clone(), answer)),
        }
    }
}

impl Answer {
    fn parts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::Many(texts) => texts.iter().map(String::as_str).collect(),
            Self::Ticked(ticked) => vec![if *ticked { "true" } else { "false" }],
        }
    }
}

struct InOrder<'a>(&'a [(String, Answer)]);

impl Serialize for InOrder<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, answer) in self.0 {
            map.serialize_entry(name, answer)?;
        }
        map.end()
    }
}

/// The answer to one field; absent when it may be left blank and was.
fn answer(field: &Field, raw: &RawForm) -> Result<Option<Answer>, Message> {
    match field.kind {
        FieldKind::Consent if !raw.ticked(&field.name) => required(field, texts::AGREE),
        FieldKind::Consent => Ok(Some(Answer::Ticked(true))),
        FieldKind::Checkbox if field.takes_several() => several(field, raw),
        FieldKind::Checkbox if field.required && !raw.ticked(&field.name) => required(field, texts::CHOOSE),
        FieldKind::Checkbox => Ok(Some(Answer::Ticked(raw.ticked(&field.name)))),
        _ => single(field, raw),
    }
}

fn required(field: &Field, text: Text) -> Result<Option<Answer>, Message> {
    if field.required { Err(text.into()) } else { Ok(None) }
}

fn several(field: &Field, raw: &RawForm) -> Result<Option<Answer>, Message> {
    let chosen: Vec<String> = raw.all(&field.name).map(clean_line).filter(|text| !text.is_empty()).collect();
    if chosen.iter().any(|text| !is_option(field, text)) {
        return Err(texts::NOT_AN_OPTION.into());
    }
    let in_order: Vec<String> = field.options.iter().filter(|option| chosen.contains(&clean_line(option))).cloned().collect();
    if in_order.is_empty() { required(field, texts::CHOOSE) } else { Ok(Some(Answer::Many(in_order))) }
}

fn single(field: &Field, raw: &RawForm) -> Result<Option<Answer>, Message> {
    let sent = match field.kind {
        FieldKind::Hidden => raw.filled(&field.name).or(field.default.as_deref()).unwrap_or_default(),
        _ => raw.text(&field.name),
    };
    let text = if field.kind == FieldKind::Textarea { clean_lines(sent) } else { clean_line(sent) };
    if text.is_empty() {
        return required(field, if field.options.is_empty() { texts::REQUIRED } else { texts::CHOOSE });
    }
    let limit = limit_chars(field);
    if text.chars().count() > limit {
        return Err(texts::TOO_LONG.with(&[("n", &limit)]));
    }
    let text = match field.kind {
        FieldKind::Select | FieldKind::Radio => {
            field.options.iter().find(|option| clean_line(option) == text).cloned().ok_or_else(|| Message::from(texts::NOT_AN_OPTION))?
        }
        FieldKind::Number => number(&text).ok_or_else(|| Message::from(texts::NOT_A_NUMBER))?,
        FieldKind::Date => Day::parse(&text).ok_or_else(|| Message::from(texts::NOT_A_DATE))?.to_string(),
        // A phone or an e-mail beside the customer's own, such as that of somebody else to call.
        FieldKind::Phone if field.target() != Target::Phone => Phone::parse(&text)?.as_e164().to_owned(),
        FieldKind::Email if field.target() != Target::Email => Email::parse(&text)?.as_str().to_owned(),
        _ => text,
    };
    // A foreign phone number of 13 digits can look like a resident's; it is checked as a phone number instead.
    let is_phone = field.kind == FieldKind::Phone || field.target() == Target::Phone;
    if !is_phone && resident_number::is_in(&text) {
        return Err(texts::RESIDENT_NUMBER.into());
    }
    Ok(Some(Answer::Text(text)))
}

/// How many characters an answer to a field may have.
pub fn limit_chars(field: &Field) -> usize {
    match (field.target(), field.kind) {
        (Target::Name, _) => MAX_NAME_CHARS,
        (Target::Company, _) => MAX_COMPANY_CHARS,
        (_, FieldKind::Textarea) => MAX_TEXTAREA_CHARS,
        _ => MAX_TEXT_CHARS,
    }
}

fn is_option(field: &Field, text: &str) -> bool {
    field.options.iter().any(|option| clean_line(option) == text)
}

/// One line in NFC, without control characters and the white space around it. macOS sends Korean decomposed.
fn clean_line(text: &str) -> String {
    let visible: String = text.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.trim().to_owned()
}

fn clean_lines(text: &str) -> String {
    let lines: String = text.replace("\r\n", "\n").nfc().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    lines.trim().to_owned()
}

/// `12,000` and `１２０００` are `12000`; at most 15 digits before and 6 after the point.
fn number(text: &str) -> Option<String> {
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || fraction.len() > 6 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::Lang;
    use proptest::prelude::*;

    fn form() -> FormDefinition {
        let options = |field: Field, texts: &[&str]| Field { options: texts.iter().map(|text| (*text).to_owned()).collect(), ..field };
        let mut form = FormDefinition::usual(Lang::Ko);
        form.fields.extend([
            Field::new("company", "회사", FieldKind::Text),
            options(Field::new("interest", "관심", FieldKind::Checkbox), &["교정", "임플란트"]),
            options(Field::new("region", "지역", FieldKind::Select), &["서울", "부산"]),
            Field::new("budget", "예산", FieldKind::Number),
            Field::new("visit", "방문일", FieldKind::Date),
            Field::new("memo", "문의", FieldKind::Textarea),
            Field { default: Some("봄".to_owned()), ..Field::new("event", "", FieldKind::Hidden) },
            Field::new("urgent", "급함", FieldKind::Checkbox),
            Field::new("marketing", "마케팅 수신", FieldKind::Consent),
        ]);
        form.check().expect("a sound form");
        form
    }

    fn good() -> Vec<(String, String)> {
        [
            ("name", " 홍길동 "),
            ("phone", "010-1234-5678"),
            ("email", "Hong@Example.com"),
            ("privacy", "on"),
            ("interest", "임플란트"),
            ("interest", "교정"),
            ("region", "부산"),
            ("budget", "１,200,000"),
            ("visit", "2026. 11. 22."),
            ("memo", "첫 줄\r\n둘째 줄"),
            ("unknown", "ignored"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn with(name: &str, value: &str) -> Result<Submission, FieldErrors> {
        let mut fields = good();
        fields.retain(|(key, _)| key != name);
        fields.push((name.to_owned(), value.to_owned()));
        form().parse(&RawForm::new(fields))
    }

    #[test]
    fn a_good_answer_is_normalised() {
        let submission = form().parse(&RawForm::new(good())).expect("good");
        assert_eq!(submission.name.as_ref().map(PersonName::as_str), Some("홍길동"));
        assert_eq!(submission.phone.as_ref().map(Phone::as_e164), Some("+821012345678"));
        assert_eq!(submission.email.as_ref().map(Email::key).as_deref(), Some("hong@example.com"));
        assert_eq!(submission.company, None);
        assert_eq!(submission.consents, ["privacy"]);
        assert_eq!(
            submission.answers_json(),
            r#"{"interest":["교정","임플란트"],"region":"부산","budget":"1200000","visit":"2026-11-22","memo":"첫 줄\n둘째 줄","event":"봄","urgent":false}"#
        );
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let errors = form().parse(&RawForm::from([("budget", "many"), ("visit", "soon"), ("region", "제주")])).expect_err("faults");
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "phone", "privacy", "region", "budget", "visit"]);
    }

    #[test]
    fn each_kind_refuses_what_it_must() {
        let cases = [
            ("phone", "010-123"),
            ("email", "hong"),
            ("interest", "미백"),
            ("memo", "제 번호는 900101-1234567"),
            ("name", "가나다 9001011234567"),
            ("event", "900101-1234567"),
            ("privacy", "false"),
            ("budget", "1.2345678"),
            ("company", &"가".repeat(101)),
            ("memo", &"가".repeat(5_001)),
        ];
        for (name, value) in cases {
            let errors = with(name, value).expect_err(name);
            assert!(errors.of(name).is_some(), "{name}: {errors}");
        }
        assert!(with("memo", &"가".repeat(5_000)).is_ok());
    }

    #[test]
    fn numbers_have_one_spelling() {
        let cases = [
            ("007", Some("7")),
            ("-0.0", Some("0")),
            ("1.50", Some("1.5")),
            ("-12,000", Some("-12000")),
            ("1e5", None),
            (".5", None),
            ("--1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn fingerprints_tell_different_answers_apart() {
        let first = form().parse(&RawForm::new(good())).expect("good").fingerprint();
        for (name, value) in
            [("name", "홍길순"), ("memo", "다른 문의"), ("marketing", "on"), ("interest", "교정"), ("phone", "01012345679")]
        {
            assert_ne!(with(name, value).expect(name).fingerprint(), first, "{name}");
        }
        assert_eq!(with("email", "hong@example.COM").expect("email").fingerprint(), first);
    }

    proptest! {
        #[test]
        fn any_input_is_answered(values in prop::collection::vec((0_usize..14, any::<String>()), 0..30)) {
            let names = ["name", "phone", "email", "privacy", "company", "interest", "region", "budget", "visit", "memo", "event", "urgent", "marketing", ""];
            let raw = RawForm::new(values.into_iter().map(|(at, value)| (names[at].to_owned(), value)).collect());
            if let Ok(submission) = form().parse(&raw) {
                let json: serde_json::Value = serde_json::from_str(&submission.answers_json()).expect("json");
                prop_assert!(json.is_object());
            }
        }

        #[test]
        fn fingerprint_ignores_order_and_spacing(fields in Just(good()).prop_shuffle(), space in "[ \t]{0,3}") {
            let spaced = fields.into_iter().map(|(name, value)| (name, format!("{space}{}{space}", value.replace(' ', "  ")))).collect();
            let first = form().parse(&RawForm::new(good())).expect("good").fingerprint();
            prop_assert_eq!(form().parse(&RawForm::new(spaced)).expect("good").fingerprint(), first);
        }
    }
}
