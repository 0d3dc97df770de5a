//! A submission and an event as they come through the door.

use std::net::IpAddr;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    base::{
        form::RawForm,
        ids::{LeadId, ViralLoopId},
        time::Timestamp,
    },
    interactions::touch::Touch,
    viral::model::Click,
};

/// The largest body a visitor may send, and the largest batch of events.
pub const FORM_LIMIT_BYTES: usize = 1 << 20;
pub const EVENTS_LIMIT_BYTES: usize = 64 << 10;
pub const EVENTS_AT_ONCE: usize = 50;

/// Everything a submission brought along besides its fields.
#[derive(Clone, Debug)]
pub struct Circumstances {
    pub address: IpAddr,
    pub user_agent: String,
    /// Absent when the visitor's cookie did not come.
    pub visitor: Option<VisitorId>,
    /// When the page was opened, by its signed cookie; absent when it did not come.
    pub opened_at: Option<Timestamp>,
    pub touch: Touch,
    /// More submissions came from this address than usual.
    pub too_many: bool,
    /// Links of participants that the browser followed, of whatever campaign.
    pub clicks: Vec<Click>,
}

/// Who sent a batch of events.
#[derive(Clone, Debug)]
pub struct Sender {
    pub visitor: VisitorId,
    pub user_agent: String,
    /// More batches came from this address than usual.
    pub too_many: bool,
}

/// A visitor's browser, as one account knows it.
pub type VisitorId = [u8; 16];

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Captured {
    pub lead: LeadId,
    /// The participation in the page's campaign, as far as the submitter may see it; absent when it has none that runs.
    pub participant: Option<ViralLoopId>,
    /// The same fields had come within the last minute: this is the lead they made.
    pub repeated: bool,
}

/// A batch of events from the tracking script.
#[derive(Debug, Deserialize)]
pub struct Batch {
    pub events: Vec<Event>,
}

/// One event. Only its id and kind are needed; what is of no use here is left aside.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    pub id: String,
    pub kind: String,
    pub url: Option<String>,
    pub referrer: Option<String>,
    pub at: Option<String>,
    #[serde(default)]
    pub data: Value,
}

/// The fields of a JSON submission: texts, numbers, truths, and lists of them.
pub fn form_of_json(body: &Value) -> Option<RawForm> {
    let mut form = RawForm::default();
    for (name, value) in body.as_object()? {
        match value {
            Value::Array(values) => values.iter().filter_map(text_of).for_each(|text| form.push(name.clone(), text)),
            other => {
                if let Some(text) = text_of(other) {
                    form.push(name.clone(), text);
                }
            }
        }
    }
    Some(form)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("1".into()),
        _ => None,
    }
}
