//! What later features hear of a lead on its way: one event for each stage it enters and each conversion made or voided.

use serde::{Deserialize, Serialize};

use crate::base::ids::{ConversionId, FunnelId, LeadId};

/// A step of a lead's way, as it waits in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    pub lead_id: LeadId,
    pub funnel_id: FunnelId,
    pub stage: String,
    /// Absent for a stage that was entered.
    pub conversion_id: Option<ConversionId>,
    /// Was the conversion taken back?
    pub voided: bool,
}

impl Journey {
    /// A lead has entered a stage.
    pub fn entered(lead: LeadId, funnel: FunnelId, stage: &str) -> Self {
        Self { lead_id: lead, funnel_id: funnel, stage: stage.to_owned(), conversion_id: None, voided: false }
    }

    /// A conversion was taken back.
    pub fn voided(lead: LeadId, funnel: FunnelId, stage: &str, conversion: ConversionId) -> Self {
        Self { voided: true, ..Self::converted(lead, funnel, stage, conversion) }
    }

    /// A lead has converted in a stage.
    pub fn converted(lead: LeadId, funnel: FunnelId, stage: &str, conversion: ConversionId) -> Self {
        Self { conversion_id: Some(conversion), ..Self::entered(lead, funnel, stage) }
    }
}
