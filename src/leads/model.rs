//! A lead, as it is stored and as it is told.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    base::{
        ids::{CustomerId, FunnelId, LeadId, PageId, TouchId, UserId},
        lang::{Lang, Text},
        masking,
        money::Money,
        time::{Day, Timestamp},
    },
    funnels::model::Funnel,
    interactions::{suspicion::Suspicions, touch::Touch},
    leads::texts,
};

/// A row of the table: sources and touches are words of the dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: LeadId,
    pub customer: CustomerId,
    pub page: Option<PageId>,
    pub funnel: Option<FunnelId>,
    pub stage: Option<String>,
    pub status: LeadStatus,
    pub work_status: String,
    /// Why it is set apart; none for one that is not.
    pub suspicions: Suspicions,
    pub first_touch: TouchId,
    pub last_touch: TouchId,
    pub source: i64,
    pub campaign: i64,
    pub device: i64,
    pub value: Option<Money>,
    pub assignee: Option<UserId>,
    /// A JSON object.
    pub form: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub stage_entered_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub callback_at: Option<Timestamp>,
    /// Absent until it is scored, and for suspects.
    pub score: Option<i64>,
    pub grade: Option<String>,
}

impl Row {
    pub fn is_suspect(&self) -> bool {
        self.suspicions.makes_suspect()
    }
}

/// A lead as the API tells it. `source` to `referrer` are those of the last touch.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Lead {
    #[schema(value_type = i64)]
    pub id: LeadId,
    #[schema(value_type = i64)]
    pub customer_id: CustomerId,
    #[schema(value_type = Option<i64>)]
    pub landing_page_id: Option<PageId>,
    #[schema(value_type = Option<i64>)]
    pub funnel_id: Option<FunnelId>,
    /// The key of a stage of the funnel.
    pub stage: Option<String>,
    pub status: LeadStatus,
    pub work_status: String,
    /// Why it may be spam. Lists leave out leads that one of these sets apart; a missing cookie, a name or a number alone does not.
    #[schema(value_type = Vec<String>)]
    pub suspect: Vec<&'static str>,
    /// Does one of them set it apart?
    #[serde(skip)]
    #[schema(ignore)]
    pub set_apart: bool,
    pub source: Option<String>,
    pub medium: Option<String>,
    pub campaign: Option<String>,
    pub term: Option<String>,
    pub content: Option<String>,
    pub referrer: Option<String>,
    /// Where the customer came from the first time.
    #[schema(value_type = Object)]
    pub first_touch: Touch,
    /// In the smallest unit of the funnel's currency.
    #[schema(value_type = Option<i64>)]
    pub value: Option<Money>,
    #[schema(value_type = Option<i64>)]
    pub assignee_id: Option<UserId>,
    /// The answers of the form, by field.
    #[schema(value_type = Object)]
    pub form: Value,
    /// As it was stored last; null for a suspect, and in the moment before a new lead is scored. Its lines: `/leads/{id}/score`.
    pub score: Option<i64>,
    /// A, B, C or D.
    pub grade: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub stage_entered_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub callback_at: Option<Timestamp>,
}

impl Lead {
    pub fn of(row: Row, first_touch: Touch, last_touch: Touch) -> Self {
        let form = serde_json::from_str(&row.form).unwrap_or_else(|_| Value::Object(serde_json::Map::new()));
        Self {
            id: row.id,
            customer_id: row.customer,
            landing_page_id: row.page,
            funnel_id: row.funnel,
            stage: row.stage,
            status: row.status,
            work_status: row.work_status,
            suspect: row.suspicions.names(),
            set_apart: row.suspicions.makes_suspect(),
            source: last_touch.source,
            medium: last_touch.medium,
            campaign: last_touch.campaign,
            term: last_touch.term,
            content: last_touch.content,
            referrer: last_touch.referrer,
            first_touch,
            value: row.value,
            assignee_id: row.assignee,
            form,
            score: row.score,
            grade: row.grade,
            created_at: row.created_at,
            updated_at: row.updated_at,
            stage_entered_at: row.stage_entered_at,
            closed_at: row.closed_at,
            callback_at: row.callback_at,
        }
    }
}

impl Lead {
    /// What is told of it to somebody who may not see who it is. `labels` are what the page's form calls its fields, `name` is the
    /// customer's, empty when there is none.
    pub fn masked(mut self, labels: &HashMap<String, String>, name: &str) -> Self {
        masking::answers(&mut self.form, labels, name);
        self
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LeadStatus {
    /// Nobody has worked on it yet.
    New,
    Open,
    Won,
    Lost,
    /// Not what it claims to be: a wrong number, a joke, spam.
    Invalid,
}

impl LeadStatus {
    pub const ALL: [Self; 5] = [Self::New, Self::Open, Self::Won, Self::Lost, Self::Invalid];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Invalid => "invalid",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::New => texts::STATUS_NEW,
            Self::Open => texts::STATUS_OPEN,
            Self::Won => texts::STATUS_WON,
            Self::Lost => texts::STATUS_LOST,
            Self::Invalid => texts::STATUS_INVALID,
        }
    }

    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Won | Self::Lost | Self::Invalid)
    }
}

crate::stored_as_code!(LeadStatus);

/// Why a lead entered a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A visitor sent a form.
    Submission,
    /// Somebody made the lead by hand or through the API.
    Created,
    /// Somebody moved it at the admin UI.
    Manual,
    /// A token moved it.
    Api,
    /// Its stage was removed.
    StageRemoved,
}

impl Cause {
    /// Its word in an interaction's data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Created => "created",
            Self::Manual => "manual",
            Self::Api => "api",
            Self::StageRemoved => "stage_removed",
        }
    }
}

/// A lead to be opened inside a transaction. `source` and `campaign` are words of the last touch, `device` a code of
/// `interactions/device.rs`, `day` the account's day of the transaction.
#[derive(Clone, Debug)]
pub struct NewLead<'a> {
    pub customer: CustomerId,
    pub page: Option<PageId>,
    /// Its first stage is entered; none for a lead without a funnel.
    pub funnel: Option<&'a Funnel>,
    pub first_touch: TouchId,
    pub last_touch: TouchId,
    pub source: i64,
    pub campaign: i64,
    pub device: i64,
    pub suspicions: Suspicions,
    /// A JSON object: the answers by field.
    pub form: String,
    pub value: Option<Money>,
    pub assignee: Option<UserId>,
    pub callback_at: Option<Timestamp>,
    pub work_status: &'static str,
    pub cause: Cause,
    pub day: Day,
}

/// How to reach the customer of a lead, for lists and cards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    /// As it is shown: `010-1234-5678`.
    pub phone: Option<String>,
    pub email: Option<String>,
}

impl Contact {
    /// The same for somebody who may not see who it is.
    pub fn masked(self) -> Self {
        Self {
            name: masking::called(&self.name),
            phone: self.phone.map(|phone| masking::called(&phone)),
            email: self.email.map(|email| masking::called(&email)),
        }
    }

    /// What the customer is called where there is no name.
    pub fn called(&self, lang: Lang) -> &str {
        if self.name.is_empty() {
            self.phone.as_deref().or(self.email.as_deref()).unwrap_or_else(|| texts::NAMELESS.get(lang))
        } else {
            &self.name
        }
    }

    /// What stands below the name.
    pub fn reached_at(&self) -> &str {
        self.phone.as_deref().or(self.email.as_deref()).unwrap_or_default()
    }
}
