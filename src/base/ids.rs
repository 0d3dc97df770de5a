//! Row ids, one type an entity. Except for users, accounts and tokens an id means something inside one account's file only.

use serde::{Deserialize, Serialize};

/// Hands every id type to another macro: `db/types.rs` teaches them to SQLite so.
#[macro_export]
#[doc(hidden)]
macro_rules! for_each_id {
    ($with:path) => {
        $with! {
            AccountId UserId TokenId InvitationId CustomerId PageId PageVersionId FunnelId LeadId ConversionId TouchId BulkRunId
            ViralCampaignId ViralLoopId ReferralId RewardId RewardRuleId AlarmId JobRunId HostId
        }
    };
}

macro_rules! define {
    ($($name:ident)*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}
for_each_id!(define);
