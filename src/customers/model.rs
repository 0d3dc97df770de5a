//! A customer, and how one is read from what was entered.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        email::Email,
        error::{FieldErrors, Result},
        form::RawForm,
        hangul,
        ids::CustomerId,
        lang::{Lang, Message, Text, text},
        masking,
        person::{self, PersonName},
        phone::Phone,
        resident_number,
        time::Timestamp,
    },
    customers::{
        attributes::{self, Attributes},
        texts,
    },
};

/// A person as the account knows them.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Customer {
    #[schema(value_type = i64)]
    pub id: CustomerId,
    pub name: Option<PersonName>,
    /// As typed; compared without case, unique within the account.
    pub email: Option<Email>,
    /// E.164, unique within the account.
    pub phone: Option<Phone>,
    pub company: Option<String>,
    pub status: CustomerStatus,
    /// In alphabetical order.
    pub tags: Vec<String>,
    #[schema(value_type = Object)]
    pub attributes: Attributes,
    /// The score of the best lead; null while nothing was scored.
    pub score: Option<i64>,
    /// Where the customer came from first.
    pub source: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub last_activity_at: Timestamp,
}

impl Customer {
    /// The customer as a form shows it.
    pub fn to_form(&self) -> RawForm {
        let mut form = RawForm::default();
        form.push("name", self.name.as_ref().map(ToString::to_string).unwrap_or_default());
        form.push("email", self.email.as_ref().map(ToString::to_string).unwrap_or_default());
        form.push("phone", self.phone.as_ref().map(Phone::display).unwrap_or_default());
        form.push("company", self.company.clone().unwrap_or_default());
        form.push("status", self.status.name());
        form.push("source", self.source.clone().unwrap_or_default());
        form.push("tags", self.tags.join(", "));
        form.push("attributes", attributes::to_lines(&self.attributes));
        form
    }

    /// The customer for somebody who may not see who it is.
    pub fn masked(mut self) -> Self {
        self.name = self.name.map(|name| PersonName::from_stored(person::masked(name.as_str())));
        self.email = self.email.map(|email| Email::from_stored(person::masked_email(&email)));
        self.phone = self.phone.map(|phone| Phone::from_stored(person::masked_phone(&phone)));
        self.attributes.values_mut().for_each(masking::json);
        self
    }

    /// How the customer is called where a name is needed: by name, e-mail, phone, or number.
    pub fn called(&self, lang: Lang) -> String {
        let known = self.name.as_ref().map(ToString::to_string);
        let known = known.or_else(|| self.email.as_ref().map(ToString::to_string));
        let known = known.or_else(|| self.phone.as_ref().map(Phone::display));
        known.unwrap_or_else(|| texts::NAMELESS.with(&[("id", &self.id)]).get(lang).to_owned())
    }
}

/// How an account stands with a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CustomerStatus {
    /// Has asked, has not bought.
    #[default]
    Lead,
    Customer,
    /// Has not been heard of for long.
    Dormant,
    /// Gets nothing from us.
    Blocked,
}

impl CustomerStatus {
    pub const ALL: [Self; 4] = [Self::Lead, Self::Customer, Self::Dormant, Self::Blocked];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// As the API and addresses have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Customer => "customer",
            Self::Dormant => "dormant",
            Self::Blocked => "blocked",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Lead => text("관심", "Lead"),
            Self::Customer => text("고객", "Customer"),
            Self::Dormant => text("휴면", "Dormant"),
            Self::Blocked => text("차단", "Blocked"),
        }
    }
}

crate::stored_as_code!(CustomerStatus);

/// What was entered about a customer, by a form or a request. `None` was not sent and stays as it is; a blank text takes it away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entered {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub status: Option<String>,
    pub source: Option<String>,
    pub tags: Option<Vec<String>>,
    /// A form's lines may not be readable at all.
    pub attributes: Option<Result<Attributes, Message>>,
}

impl Entered {
    /// Reads the form of a page. `before` are the attributes that its lines were made from.
    pub fn from_form(form: &RawForm, before: &Attributes) -> Self {
        let text = |name| form.raw(name).map(str::to_owned);
        Self {
            name: text("name"),
            email: text("email"),
            phone: text("phone"),
            company: text("company"),
            status: text("status"),
            source: text("source"),
            tags: form.raw("tags").map(split_tags),
            attributes: form.raw("attributes").map(|lines| attributes::from_lines(lines, before)),
        }
    }
}

/// A customer about to be added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewCustomer {
    pub name: Option<PersonName>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub company: Option<String>,
    pub status: CustomerStatus,
    pub source: Option<String>,
    pub tags: Vec<String>,
    pub attributes: Attributes,
}

impl NewCustomer {
    /// Reads everything that was entered; all faults at once.
    pub fn parse(entered: &Entered) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let change = CustomerChange::read(entered, &mut errors);
        let new = Self {
            name: change.name.flatten(),
            email: change.email.flatten(),
            phone: change.phone.flatten(),
            company: change.company.flatten(),
            status: change.status.unwrap_or_default(),
            source: change.source.flatten(),
            tags: change.tags.unwrap_or_default(),
            attributes: change.attributes.unwrap_or_default(),
        };
        if errors.is_empty() && new.name.is_none() && new.email.is_none() && new.phone.is_none() {
            errors.add("name", texts::NOBODY);
        }
        errors.check()?;
        Ok(new)
    }
}

/// What changes about a customer. An outer `None` stays, an inner one is taken away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerChange {
    pub name: Option<Option<PersonName>>,
    pub email: Option<Option<Email>>,
    pub phone: Option<Option<Phone>>,
    pub company: Option<Option<String>>,
    pub status: Option<CustomerStatus>,
    pub source: Option<Option<String>>,
    pub tags: Option<Vec<String>>,
    pub attributes: Option<Attributes>,
}

impl CustomerChange {
    /// Reads what was entered; all faults at once.
    pub fn parse(entered: &Entered) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let change = Self::read(entered, &mut errors);
        errors.check()?;
        Ok(change)
    }

    fn read(entered: &Entered, errors: &mut FieldErrors) -> Self {
        Self {
            name: field(errors, "name", entered.name.as_deref(), |raw| without_resident_number(raw).and_then(PersonName::parse)),
            email: field(errors, "email", entered.email.as_deref(), Email::parse),
            phone: field(errors, "phone", entered.phone.as_deref(), |raw| without_resident_number(raw).and_then(Phone::parse)),
            company: field(errors, "company", entered.company.as_deref(), |raw| line(raw, COMPANY_CHARS)),
            status: entered.status.as_deref().filter(|status| !status.trim().is_empty()).and_then(|name| {
                errors.take("status", CustomerStatus::from_name(name.trim()).ok_or_else(|| Message::from(texts::STATUS_NAMES)))
            }),
            source: field(errors, "source", entered.source.as_deref(), |raw| line(raw, SOURCE_CHARS)),
            tags: entered.tags.as_ref().and_then(|tags| errors.take("tags", read_tags(tags))),
            attributes: entered
                .attributes
                .as_ref()
                .and_then(|given| errors.take("attributes", given.as_ref().map_err(Clone::clone).and_then(attributes::check))),
        }
    }

    /// The customer as it will be. Somebody must stay: one of name, e-mail and phone.
    pub fn applied_to(&self, customer: &Customer) -> Result<Customer> {
        let mut after = customer.clone();
        replace(&mut after.name, self.name.as_ref());
        replace(&mut after.email, self.email.as_ref());
        replace(&mut after.phone, self.phone.as_ref());
        replace(&mut after.company, self.company.as_ref());
        replace(&mut after.status, self.status.as_ref());
        replace(&mut after.source, self.source.as_ref());
        replace(&mut after.tags, self.tags.as_ref());
        replace(&mut after.attributes, self.attributes.as_ref());
        let mut errors = FieldErrors::default();
        let was_somebody = customer.name.is_some() || customer.email.is_some() || customer.phone.is_some();
        if was_somebody && after.name.is_none() && after.email.is_none() && after.phone.is_none() {
            errors.add("name", texts::NOBODY);
        }
        errors.check()?;
        Ok(after)
    }
}

/// What goes with a customer who is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belongings {
    pub leads: i64,
    pub interactions: i64,
}

/// Who somebody says they are: by this a customer is recognised, or made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    pub name: Option<PersonName>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub company: Option<String>,
    pub source: Option<String>,
}

impl Identity {
    /// What this identity adds to a known customer: only what is blank there. The phone or e-mail that stays out is another's.
    pub fn fills(&self, known: &Customer, phone_is_free: bool, email_is_free: bool) -> CustomerChange {
        fn blank<T: Clone>(known: Option<&T>, given: Option<&T>) -> Option<Option<T>> {
            if known.is_none() { given.cloned().map(Some) } else { None }
        }
        CustomerChange {
            name: blank(known.name.as_ref(), self.name.as_ref()),
            phone: blank(known.phone.as_ref(), self.phone.as_ref()).filter(|_| phone_is_free),
            email: blank(known.email.as_ref(), self.email.as_ref()).filter(|_| email_is_free),
            company: blank(known.company.as_ref(), self.company.as_ref()),
            source: blank(known.source.as_ref(), self.source.as_ref()),
            ..CustomerChange::default()
        }
    }
}

/// The orders a list is offered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Created,
    Updated,
    Name,
    Activity,
}

impl Order {
    pub const OFFERED: [(&'static str, Self); 4] =
        [("created_at", Self::Created), ("updated_at", Self::Updated), ("name", Self::Name), ("last_activity_at", Self::Activity)];
    /// For somebody who sees names masked: their order, and the cursors that name them, would tell.
    pub const OFFERED_MASKED: [(&'static str, Self); 3] =
        [("created_at", Self::Created), ("updated_at", Self::Updated), ("last_activity_at", Self::Activity)];
    pub const DEFAULT: &'static str = "-created_at";

    /// The orders for somebody who sees names masked, or does not.
    pub const fn offered(masked: bool) -> &'static [(&'static str, Self)] {
        if masked { &Self::OFFERED_MASKED } else { &Self::OFFERED }
    }
}

/// Which customers are wanted. Absent filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub status: Option<CustomerStatus>,
    pub tag: Option<String>,
    /// Searched in names, e-mails, phones and companies.
    pub search: Option<String>,
}

impl Filter {
    /// Reads the filters of a list as an address has them.
    pub fn parse(status: Option<&str>, tag: Option<&str>, search: Option<&str>) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let status = status
            .and_then(|name| errors.take("status", CustomerStatus::from_name(name).ok_or_else(|| Message::from(texts::STATUS_NAMES))));
        errors.check()?;
        Ok(Self { status, tag: tag.map(str::to_owned), search: search.and_then(tidy) })
    }

    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }
}

/// A line of text without control characters and surplus white space; absent when nothing is left.
pub fn tidy(raw: &str) -> Option<String> {
    let visible: String = raw.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    let line = hangul::nfc(&visible).split_whitespace().collect::<Vec<_>>().join(" ");
    Some(line).filter(|line| !line.is_empty())
}

/// As an [`Identity`] or a lead may have it: cut, not refused.
pub fn tidy_within(raw: &str, most_chars: usize) -> Option<String> {
    tidy(&tidy(raw)?.chars().take(most_chars).collect::<String>())
}

pub const COMPANY_CHARS: usize = 100;
pub const SOURCE_CHARS: usize = 100;
pub const TAGS: usize = 30;
pub const TAG_CHARS: usize = 40;

/// Tags as people write them in one field: `VIP, 재구매`.
pub fn split_tags(text: &str) -> Vec<String> {
    text.split([',', '\n', '，', '、']).filter_map(tidy).collect()
}

fn read_tags(raw: &[String]) -> Result<Vec<String>, Message> {
    let mut tags = Vec::new();
    for tag in raw {
        let tag = tidy(without_resident_number(tag)?).filter(|tag| tag.chars().count() <= TAG_CHARS);
        tags.push(tag.ok_or_else(|| texts::TAG_LENGTH.with(&[("most", &TAG_CHARS)]))?);
    }
    tags.sort();
    tags.dedup();
    if tags.len() > TAGS { Err(texts::TAG_COUNT.with(&[("most", &TAGS)])) } else { Ok(tags) }
}

fn line(raw: &str, most_chars: usize) -> Result<String, Message> {
    let line = tidy(without_resident_number(raw)?).unwrap_or_default();
    if line.chars().count() > most_chars { Err(texts::TOO_LONG.with(&[("most", &most_chars)])) } else { Ok(line) }
}

fn without_resident_number(raw: &str) -> Result<&str, Message> {
    if resident_number::is_in(raw) { Err(texts::RESIDENT_NUMBER.into()) } else { Ok(raw) }
}

/// Not sent, taken away, or read.
fn field<T>(errors: &mut FieldErrors, name: &str, raw: Option<&str>, parse: impl FnOnce(&str) -> Result<T, Message>) -> Option<Option<T>> {
    let raw = raw?;
    if tidy(raw).is_none() {
        return Some(None);
    }
    errors.take(name, parse(raw)).map(Some)
}

fn replace<T: Clone>(place: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        place.clone_from(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Error;

    fn entered(fields: &[(&str, &str)]) -> Entered {
        let mut entered = Entered::default();
        for (name, value) in fields {
            let value = Some((*value).to_owned());
            match *name {
                "name" => entered.name = value,
                "email" => entered.email = value,
                "phone" => entered.phone = value,
                "company" => entered.company = value,
                "status" => entered.status = value,
                "tags" => entered.tags = value.map(|tags| split_tags(&tags)),
                other => panic!("{other}"),
            }
        }
        entered
    }

    fn faults(result: Result<impl std::fmt::Debug>) -> Vec<String> {
        match result {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let wrong = entered(&[("name", "900101-1234567"), ("email", "hong"), ("phone", "010-123-4567"), ("status", "vip"), ("tags", "a,")]);
        let mut wrong = wrong;
        wrong.tags = Some(vec!["가".repeat(41)]);
        assert_eq!(faults(NewCustomer::parse(&wrong)), ["name", "email", "phone", "status", "tags"]);
        assert_eq!(faults(NewCustomer::parse(&entered(&[("company", "단골")]))), ["name"], "nobody");
        assert_eq!(faults(CustomerChange::parse(&entered(&[("company", &"가".repeat(101))]))), ["company"]);
    }

    #[test]
    fn what_was_not_sent_stays_and_what_is_blank_goes() {
        let change =
            CustomerChange::parse(&entered(&[("email", " "), ("phone", "'010-1234-5678"), ("tags", " VIP ,재구매, VIP")])).expect("fits");
        assert_eq!(change.name, None);
        assert_eq!(change.email, Some(None));
        assert_eq!(change.phone.flatten().map(|phone| phone.to_string()).as_deref(), Some("+821012345678"));
        assert_eq!(change.tags, Some(vec!["VIP".to_owned(), "재구매".to_owned()]));
    }

    #[test]
    fn too_many_tags_are_refused() {
        let mut many = entered(&[("name", "홍길동")]);
        many.tags = Some((0..31).map(|n| format!("t{n}")).collect());
        assert_eq!(faults(NewCustomer::parse(&many)), ["tags"]);
        many.tags = Some((0..60).map(|n| format!("t{}", n % 30)).collect());
        assert_eq!(NewCustomer::parse(&many).expect("thirty").tags.len(), 30);
    }

    #[test]
    fn codes_and_names_are_read_back() {
        for status in CustomerStatus::ALL {
            assert_eq!(CustomerStatus::from_code(status.code()), Some(status));
            assert_eq!(CustomerStatus::from_name(status.name()), Some(status));
        }
    }
}
