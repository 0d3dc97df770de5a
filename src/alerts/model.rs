//! Who is alerted, and of what a job tells.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    alerts::texts,
    base::{
        email::Email,
        error::{FieldErrors, Result},
        form::RawForm,
        ids::{LeadId, UserId},
        lang::{Lang, Message, Text},
        time::Timestamp,
    },
};

/// Addresses that an account's list takes.
pub const MOST_EMAILS: usize = 20;

/// Where an account's alerts go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a form, each on its own")]
pub struct Settings {
    /// A mail to whoever a lead is assigned to.
    pub to_assignee: bool,
    /// A mail to each of these, whoever it is assigned to.
    pub emails: Vec<Email>,
    pub webhook: bool,
    /// Names, numbers and addresses in full in mail; masked otherwise.
    pub full_mail: bool,
    pub full_webhook: bool,
}

impl Default for Settings {
    /// What holds until somebody saves the settings.
    fn default() -> Self {
        Self { to_assignee: true, emails: Vec::new(), webhook: false, full_mail: false, full_webhook: false }
    }
}

impl Settings {
    /// Reads the form.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let emails = parse_emails(form, &mut errors);
        errors.check()?;
        Ok(Self {
            to_assignee: form.ticked("to_assignee"),
            emails,
            webhook: form.ticked("webhook"),
            full_mail: form.ticked("full_mail"),
            full_webhook: form.ticked("full_webhook"),
        })
    }

    /// The form as it is first shown.
    pub fn to_form(&self) -> RawForm {
        to_form(
            &self.emails,
            &[
                ("to_assignee", self.to_assignee),
                ("webhook", self.webhook),
                ("full_mail", self.full_mail),
                ("full_webhook", self.full_webhook),
            ],
        )
    }
}

/// Where the agency's alarms go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receivers {
    /// A mail to each owner.
    pub to_owners: bool,
    /// A mail to each of these.
    pub emails: Vec<Email>,
    /// A call of the agency's webhook.
    pub webhook: bool,
}

impl Default for Receivers {
    /// What holds until somebody saves the settings.
    fn default() -> Self {
        Self { to_owners: true, emails: Vec::new(), webhook: true }
    }
}

impl Receivers {
    /// Reads the form, as [`Settings::parse`] does.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let emails = parse_emails(form, &mut errors);
        errors.check()?;
        Ok(Self { to_owners: form.ticked("to_owners"), emails, webhook: form.ticked("webhook") })
    }

    /// The form as it is first shown.
    pub fn to_form(&self) -> RawForm {
        to_form(&self.emails, &[("to_owners", self.to_owners), ("webhook", self.webhook)])
    }
}

/// Addresses one a line, or divided by commas or semicolons; each once.
fn parse_emails(form: &RawForm, errors: &mut FieldErrors) -> Vec<Email> {
    let (mut emails, mut known) = (Vec::new(), BTreeSet::new());
    for typed in form.text("emails").split(['\n', ',', ';']).map(str::trim).filter(|typed| !typed.is_empty()) {
        match Email::parse(typed) {
            Ok(email) if known.insert(email.key()) => emails.push(email),
            Err(_) if errors.of("emails").is_none() => errors.add("emails", texts::WRONG_EMAIL.with(&[("typed", &shortened(typed))])),
            Ok(_) | Err(_) => {}
        }
    }
    if emails.len() > MOST_EMAILS {
        errors.add("emails", texts::TOO_MANY.with(&[("most", &MOST_EMAILS)]));
    }
    emails
}

fn to_form(emails: &[Email], switches: &[(&str, bool)]) -> RawForm {
    let emails = emails.iter().map(Email::as_str).collect::<Vec<_>>().join("\n");
    let mut form = RawForm::from([("emails", emails.as_str())]);
    for (name, _) in switches.iter().filter(|(_, on)| *on) {
        form.push(*name, "on");
    }
    form
}

/// The payload of an alert's mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadMail {
    pub lead_id: LeadId,
    pub to: Email,
    pub lang: Lang,
    /// Whose it is as the lead's assignee; absent for an address of the account's list.
    #[serde(default)]
    pub assignee: Option<UserId>,
}

/// The outbox's event of a new lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct BornLead {
    pub lead_id: LeadId,
    pub assignee_id: Option<UserId>,
}

/// The payload of an alert's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfLead {
    pub lead_id: LeadId,
}

/// Something that was sent, is being sent, or could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: i64,
    pub what: What,
    pub progress: Progress,
    pub tries: u32,
    /// Of a waiting one: when it is tried next.
    pub due_at: Timestamp,
    /// What came of the last try; absent before it.
    pub answer: Option<Message>,
    pub created_at: Timestamp,
}

impl Delivery {
    /// Has a try failed, with another to come?
    pub fn waits_again(&self) -> bool {
        self.progress == Progress::Waiting && self.tries > 0
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Letter { subject: String, to: String },
    LeadMail { lead: LeadId, to: Email },
    LeadCall { lead: LeadId },
    Call,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Waiting,
    Running,
    Sent,
    Failed,
}

impl Progress {
    pub const fn label(self) -> Text {
        match self {
            Self::Waiting => texts::WAITING,
            Self::Running => texts::RUNNING,
            Self::Sent => texts::SENT,
            Self::Failed => texts::FAILED,
        }
    }

    /// As it stands in the address of the list.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "waiting" => Some(Self::Waiting),
            "sent" => Some(Self::Sent),
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }

    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Sent | Self::Failed)
    }
}

fn shortened(typed: &str) -> String {
    typed.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Error;

    #[test]
    fn a_list_of_addresses_is_read_as_people_type_it() {
        let form = RawForm::from([("emails", "a@x.kr, B@x.kr\r\n\r\nb@X.kr; c@x.kr"), ("webhook", "on")]);
        let settings = Settings::parse(&form).expect("read");
        let emails: Vec<_> = settings.emails.iter().map(Email::as_str).collect();
        assert_eq!((emails, settings.webhook, settings.to_assignee), (vec!["a@x.kr", "B@x.kr", "c@x.kr"], true, false));
        assert_eq!(Settings::parse(&settings.to_form()).expect("read again"), settings);
    }

    #[test]
    fn what_is_no_address_is_named() {
        let Err(Error::Invalid(errors)) = Settings::parse(&RawForm::from([("emails", "a@x.kr\nnobody")])) else { panic!("read") };
        assert!(errors.of("emails").expect("a fault").ko.contains("nobody"));
        let many = (0..=MOST_EMAILS).map(|n| format!("a{n}@x.kr")).collect::<Vec<_>>().join("\n");
        assert!(Settings::parse(&RawForm::from([("emails", many.as_str())])).is_err());
    }
}
