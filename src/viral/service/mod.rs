//! The use cases of viral loops: `campaigns` sets them up, `joining` makes participants and referrals of submissions, `visits` is what
//! a visitor sees and counts, `hearing` follows leads on their way, `deciding` approves and voids, `granting` keeps the ledger of
//! rewards, `reading` lists and reports, `forgetting` clears what is kept for some days only,
//! `erasing` takes a person out.

mod campaigns;
mod deciding;
mod erasing;
mod forgetting;
mod granting;
mod hearing;
mod joining;
mod reading;
mod visits;

pub use crate::viral::store::fill;
pub use campaigns::{change, create, get, kakao_key, list, set_kakao_key};
pub use deciding::{approve, approve_all, deliver_all, void, void_all};
pub use erasing::erase;
pub use forgetting::forget_old;
pub use hearing::{hear, settle};
pub use joining::{LOOPS, create_loop, join, participation};
pub use reading::{
    ParticipantDetail, campaign_figures, get_loop, list_loops, list_participants, list_referrals, list_rewards, participant, recount,
    referral, report, state_counts,
};
pub use visits::{Follower, click, share, standing, status_page};
