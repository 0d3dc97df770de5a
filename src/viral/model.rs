//! Campaigns, participants, referrals and rewards.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{
        email::Email,
        ids::{CustomerId, FunnelId, LeadId, PageId, ReferralId, RewardId, RewardRuleId, ViralCampaignId, ViralLoopId},
        lang::Text,
        money::Money,
        phone::Phone,
        time::{DAY_MS, Day, Timestamp, Zone},
    },
    viral::{
        channel::Channel,
        reward::{Refusal, RewardRule, RewardState},
        risk::Risks,
        texts,
        transition::ReferralState,
    },
};

/// A referral campaign (친구초대) around a landing page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViralCampaign {
    #[schema(value_type = i64)]
    pub id: ViralCampaignId,
    #[serde(flatten)]
    pub terms: Terms,
    /// What the rewards granted so far cost, in won.
    #[schema(value_type = i64)]
    pub spent: Money,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// What is agreed on in a campaign: all that its editor shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ViralCampaignTerms)]
pub struct Terms {
    pub name: String,
    pub status: CampaignStatus,
    /// Its submissions make participants. A page has one active campaign at most.
    #[schema(value_type = i64)]
    pub landing_page_id: PageId,
    /// Null: from the moment it is active.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub starts_at: Option<Timestamp>,
    /// Null: until it is ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends_at: Option<Timestamp>,
    pub qualifying: Qualifying,
    /// Days from the qualifying event to the approval.
    pub hold_days: i64,
    /// Days for which a click is remembered. The last click wins.
    pub window_days: i64,
    /// Referrals of one participant in a day, above which they are flagged.
    pub daily_limit: i64,
    pub rewards: Vec<RewardRule>,
    /// Rewards that one person may have as a referrer; null for as many as are earned.
    pub max_rewards_per_person: Option<i64>,
    /// In won; null for no limit.
    #[schema(value_type = Option<i64>)]
    pub budget: Option<Money>,
    /// Places on the waiting list that an approved friend moves one up; 0 for no waiting list.
    pub move_up: i64,
    /// Is the ranking shown to participants?
    pub leaderboard: bool,
    /// What participants send along with their link. Where a reward is given and the text does not begin with its disclosure, that is put before it.
    pub share_text: String,
    /// Conditions, shown on the participants' pages.
    pub terms: String,
}

impl ViralCampaign {
    /// Does it make participants and count links now?
    pub fn runs_at(&self, now: Timestamp) -> bool {
        let terms = &self.terms;
        terms.status == CampaignStatus::Active
            && terms.starts_at.is_none_or(|starts| starts <= now)
            && terms.ends_at.is_none_or(|ends| now < ends)
    }

    pub const fn window_ms(&self) -> i64 {
        self.terms.window_days.saturating_mul(DAY_MS)
    }

    pub const fn hold_ms(&self) -> i64 {
        self.terms.hold_days.saturating_mul(DAY_MS)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ViralCampaignStatus)]
pub enum CampaignStatus {
    /// Being set up.
    #[default]
    Draft,
    Active,
    /// Takes no more participants; what is held is still decided on.
    Ended,
}

impl CampaignStatus {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Ended];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Ended => "ended",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Draft => texts::DRAFT,
            Self::Active => texts::ACTIVE,
            Self::Ended => texts::ENDED,
        }
    }
}

/// What a friend has to do before the referral counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ViralQualifying)]
pub struct Qualifying {
    pub event: QualifyingEvent,
    /// Null for a submission, and for a conversion in whatever funnel.
    #[schema(value_type = Option<i64>)]
    pub funnel_id: Option<FunnelId>,
    /// The stage's key; null unless the event is a stage.
    pub stage: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ViralQualifyingEvent)]
pub enum QualifyingEvent {
    #[default]
    Submission,
    Stage,
    Conversion,
}

impl QualifyingEvent {
    pub const ALL: [Self; 3] = [Self::Submission, Self::Stage, Self::Conversion];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Stage => "stage",
            Self::Conversion => "conversion",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Submission => texts::ON_SUBMISSION,
            Self::Stage => texts::ON_STAGE,
            Self::Conversion => texts::ON_CONVERSION,
        }
    }
}

/// A participant of a campaign, with their own link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViralLoop {
    #[schema(value_type = i64)]
    pub id: ViralLoopId,
    #[schema(value_type = i64)]
    pub campaign_id: ViralCampaignId,
    /// Null once the customer was deleted.
    #[schema(value_type = Option<i64>)]
    pub customer_id: Option<CustomerId>,
    /// Eight letters and digits that can't be mistaken for each other.
    pub code: String,
    /// The link that the participant passes on.
    pub url: String,
    /// The participant's own page. Whoever has its address sees it, so it is null for those who see names masked.
    pub status_url: Option<String>,
    /// The participant who brought this one.
    #[schema(value_type = Option<i64>)]
    pub referred_by: Option<ViralLoopId>,
    /// Visitors who came through the link, each once a day, without robots.
    pub clicks: i64,
    pub shares: i64,
    /// Friends who submitted.
    pub signups: i64,
    /// Friends who did what the campaign asks for, whatever was decided afterwards.
    pub conversions: i64,
    /// Friends whose referral is approved now.
    pub approved: i64,
    pub reward_state: LoopRewards,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// What a participant may expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ViralLoopRewardState)]
pub enum LoopRewards {
    /// No friend yet who counts.
    None,
    /// Friends have submitted; no reward has been granted.
    Pending,
    /// At least one reward has been granted.
    Granted,
}

impl LoopRewards {
    pub const fn label(self) -> Text {
        match self {
            Self::None => texts::REWARDS_NONE,
            Self::Pending => texts::REWARDS_PENDING,
            Self::Granted => texts::REWARDS_GRANTED,
        }
    }
}

/// A participant as stored, with the name behind it. `name` may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopRow {
    pub id: ViralLoopId,
    pub campaign: ViralCampaignId,
    pub customer: Option<CustomerId>,
    pub lead: Option<LeadId>,
    pub code: String,
    /// Counted from 1 within the campaign, in the order of joining.
    pub number: i64,
    pub referred_by: Option<ViralLoopId>,
    pub day: Day,
    pub clicks: i64,
    pub bot_clicks: i64,
    pub shares: i64,
    pub signups: i64,
    pub qualified: i64,
    pub approved: i64,
    pub rewards: i64,
    pub created_at: Timestamp,
    pub name: String,
}

impl LoopRow {
    pub const fn reward_state(&self) -> LoopRewards {
        match (self.rewards, self.signups) {
            (1.., _) => LoopRewards::Granted,
            (_, 1..) => LoopRewards::Pending,
            _ => LoopRewards::None,
        }
    }
}

/// A friend who came through a participant's link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Referral {
    #[schema(value_type = i64)]
    pub id: ReferralId,
    #[schema(value_type = i64)]
    pub campaign_id: ViralCampaignId,
    /// The participant whose link it was.
    #[schema(value_type = i64)]
    pub referrer_id: ViralLoopId,
    /// The friend, who is a participant too.
    #[schema(value_type = i64)]
    pub friend_id: ViralLoopId,
    /// The friend's submission; null when it was deleted, or came by the API.
    #[schema(value_type = Option<i64>)]
    pub lead_id: Option<LeadId>,
    pub channel: Channel,
    pub state: ReferralState,
    /// What looks wrong about it.
    #[schema(value_type = Vec<String>)]
    pub risks: Named,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub qualified_at: Option<Timestamp>,
    /// When the hold period ends; null before it began.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decided_at: Option<Timestamp>,
}

/// Risks as the API has them: their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named(pub Risks);

impl Serialize for Named {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.names())
    }
}

/// A referral with both names, either of which may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedReferral {
    pub referral: Referral,
    pub referrer: String,
    pub friend: String,
    /// The last reason that a person gave; may be empty.
    pub reason: String,
}

/// Why a referral changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The friend submitted.
    Submitted,
    Qualified,
    HoldOver,
    /// Somebody decided.
    Decided,
    ConversionVoided,
}

impl Cause {
    const ALL: [Self; 5] = [Self::Submitted, Self::Qualified, Self::HoldOver, Self::Decided, Self::ConversionVoided];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Submitted => texts::BECAUSE_SUBMITTED,
            Self::Qualified => texts::BECAUSE_QUALIFIED,
            Self::HoldOver => texts::BECAUSE_HOLD_OVER,
            Self::Decided => texts::BECAUSE_DECIDED,
            Self::ConversionVoided => texts::BECAUSE_CONVERSION_VOIDED,
        }
    }
}

crate::stored_as_code!(CampaignStatus, QualifyingEvent, Cause);

/// One change of a referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub at: Timestamp,
    pub state: ReferralState,
    pub cause: Cause,
    /// What a person gave as the reason; may be empty.
    pub reason: String,
}

/// A reward that somebody earned, with the names that a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reward {
    pub id: RewardId,
    pub rule: RewardRuleId,
    pub title: String,
    pub loop_id: ViralLoopId,
    pub name: String,
    pub number: i64,
    pub cost: Money,
    pub state: RewardState,
    pub refusal: Option<Refusal>,
    pub granted_at: Timestamp,
    pub delivered_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// A click on a participant's link, as the visitor's cookie remembers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Click {
    pub loop_id: ViralLoopId,
    pub channel: Channel,
    pub at: Timestamp,
}

/// A submission that makes a participant. Its transaction is the caller's.
#[derive(Clone, Debug)]
pub struct Submission {
    pub page: PageId,
    pub lead: LeadId,
    pub customer: CustomerId,
    /// Was the customer known before?
    pub known_customer: bool,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub address: Option<IpAddr>,
    pub visitor: Option<[u8; 16]>,
    /// All clicks that the browser remembers, of whatever campaign.
    pub clicks: Vec<Click>,
    pub suspect: bool,
    pub zone: Zone,
}

/// A participant to be made by hand or by a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewParticipant {
    pub campaign: ViralCampaignId,
    pub customer: CustomerId,
    pub referred_by: Option<ViralLoopId>,
}

/// Where a visitor of a link goes, and what the browser is to remember.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The slug of the campaign's landing page.
    pub page: String,
    pub campaign: ViralCampaignId,
    pub campaign_name: String,
    /// Absent for robots, and when the campaign does not run.
    pub remembered: Option<Click>,
    /// How long the click is remembered.
    pub window_ms: i64,
}

/// All that a participant's own page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub campaign: ViralCampaign,
    pub runs: bool,
    pub participant: LoopRow,
    /// The place on the waiting list and how many wait; absent where the campaign has none.
    pub waiting: Option<(i64, i64)>,
    /// Empty where the campaign shows no ranking.
    pub leaders: Vec<LoopRow>,
    pub rewards: Vec<Reward>,
    /// The JavaScript key of the client's Kakao app; absent: no KakaoTalk button.
    pub kakao_key: Option<String>,
}

/// A participant and those below, for a drawing of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub participant: LoopRow,
    pub below: Vec<Self>,
}
