//! The nine tables that the appliance is sized for (CONTRACT 5).

use serde::{Deserialize, Serialize};

use crate::base::lang::{Text, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    Account,
    Customer,
    LandingPage,
    Funnel,
    Lead,
    LeadInteraction,
    LeadScore,
    FunnelConversion,
    ViralLoop,
}

/// How many there are.
pub const TABLES: usize = Table::ALL.len();

impl Table {
    pub const ALL: [Self; 9] = [
        Self::Account,
        Self::Customer,
        Self::LandingPage,
        Self::Funnel,
        Self::Lead,
        Self::LeadInteraction,
        Self::LeadScore,
        Self::FunnelConversion,
        Self::ViralLoop,
    ];

    /// Its place in [`Self::ALL`], by which figures of all nine are kept.
    pub const fn place(self) -> usize {
        self as usize
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Customer => "customer",
            Self::LandingPage => "landing_page",
            Self::Funnel => "funnel",
            Self::Lead => "lead",
            Self::LeadInteraction => "lead_interaction",
            Self::LeadScore => "lead_score",
            Self::FunnelConversion => "funnel_conversion",
            Self::ViralLoop => "viral_loop",
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Account => text("고객사", "Accounts"),
            Self::Customer => text("고객", "Customers"),
            Self::LandingPage => text("랜딩페이지", "Landing pages"),
            Self::Funnel => text("퍼널", "Funnels"),
            Self::Lead => text("리드", "Leads"),
            Self::LeadInteraction => text("반응 이력", "Interactions"),
            Self::LeadScore => text("리드 점수", "Lead scores"),
            Self::FunnelConversion => text("전환", "Conversions"),
            Self::ViralLoop => text("바이럴 참여자", "Viral participants"),
        }
    }

    /// The setting that plans it.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Account => "accounts.max_active",
            Self::Customer => "capacity.customers",
            Self::LandingPage => "capacity.landing_pages",
            Self::Funnel => "capacity.funnels",
            Self::Lead => "capacity.leads",
            Self::LeadInteraction => "capacity.interactions",
            Self::LeadScore => "capacity.scores",
            Self::FunnelConversion => "capacity.conversions",
            Self::ViralLoop => "capacity.viral_loops",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stands_in_its_place_under_its_name() {
        for (place, table) in Table::ALL.into_iter().enumerate() {
            assert_eq!(table.place(), place);
            assert_eq!(serde_json::to_value(table).expect("json"), table.name());
        }
    }
}
