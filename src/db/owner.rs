//! The owner of the directory, as a process beside it sees it: whoever may not write sends what is to be written.

use std::pin::Pin;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::error::Result;

/// A named write on its way to the owner.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The slug of the account; absent for what is the agency's.
    pub account: Option<String>,
    pub name: String,
    pub body: Value,
}

pub type Answered<'a> = Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;

/// The way to the owner.
pub trait Owner: Send + Sync {
    /// Has something carried out; answers once it is on disk. When the way breaks off, it may have been carried out all the same.
    fn ask(&self, sent: Sent) -> Answered<'_>;
}
