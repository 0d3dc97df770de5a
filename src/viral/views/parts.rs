//! What the pages of viral loops share.

use maud::{Markup, html};

use crate::{
    base::{
        ids::ViralLoopId,
        lang::Lang,
        person,
        time::{Timestamp, Zone},
    },
    viral::{
        model::{CampaignStatus, Named},
        reward::{Refusal, RewardState},
        texts,
        transition::ReferralState,
    },
    web::components::{
        identity,
        number::grouped,
        pill::{Tone, pill, tag},
    },
};

/// Where a page stands, and who looks at it.
#[derive(Clone, Debug)]
pub struct Place {
    pub lang: Lang,
    /// `/accounts/{slug}`
    pub base: String,
    pub zone: Zone,
    pub form_token: String,
    /// May edit campaigns.
    pub may_edit: bool,
    /// May decide on referrals and rewards.
    pub may_review: bool,
    /// Names are to be shown masked.
    pub masks: bool,
}

impl Place {
    /// The address of a page of campaigns: `path("/3")`.
    pub fn path(&self, below: &str) -> String {
        format!("{}/viral-campaigns{below}", self.base)
    }

    pub fn participant(&self, id: ViralLoopId) -> String {
        format!("{}/viral-loops/{id}", self.base)
    }

    /// A person as whoever looks may see them.
    pub fn name(&self, name: &str) -> String {
        match name {
            "" => texts::ANONYMOUS.get(self.lang).to_owned(),
            name if self.masks => person::masked(name),
            name => name.to_owned(),
        }
    }

    /// A participant's cell: name and a second line.
    pub fn person(&self, id: ViralLoopId, name: &str, second: &str) -> Markup {
        identity::avatar_cell(&self.participant(id), &self.name(name), second)
    }

    pub fn time(&self, at: Timestamp) -> Markup {
        html! { time.nowrap datetime=(at) { (self.zone.date_time(at)) } }
    }
}

pub fn status_pill(status: CampaignStatus, lang: Lang) -> Markup {
    let tone = match status {
        CampaignStatus::Draft => Tone::Grey,
        CampaignStatus::Active => Tone::Green,
        CampaignStatus::Ended => Tone::Violet,
    };
    pill(tone, status.label().get(lang))
}

pub fn state_pill(state: ReferralState, lang: Lang) -> Markup {
    let tone = match state {
        ReferralState::InProgress => Tone::Blue,
        ReferralState::Pending => Tone::Grey,
        ReferralState::Flagged => Tone::Amber,
        ReferralState::Approved => Tone::Green,
        ReferralState::Void => Tone::Red,
    };
    pill(tone, state.label().get(lang))
}

/// A reward's state, with what else has to be known of it.
pub fn reward_pill(state: RewardState, refusal: Option<Refusal>, delivered: bool, lang: Lang) -> Markup {
    let tone = match state {
        RewardState::Granted => Tone::Blue,
        RewardState::Delivered => Tone::Green,
        RewardState::Revoked => Tone::Red,
        RewardState::Withheld => Tone::Amber,
    };
    html! {
        (pill(tone, state.label().get(lang)))
        @if let Some(refusal) = refusal { div.small.muted { (refusal.text().get(lang)) } }
        @if state == RewardState::Revoked && delivered { div.small.muted { (texts::ASK_BACK.get(lang)) } }
    }
}

/// Every risk by its name.
pub fn risks(risks: Named, lang: Lang) -> Markup {
    html! {
        @if risks.0.is_empty() { span.muted { "–" } }
        @else { span.tags { @for risk in risks.0.iter() { (tag(risk.text().get(lang))) } } }
    }
}

/// K as people read it, from basis points: `0.42`.
pub fn factor(basis_points: i64) -> String {
    let hundredths = (basis_points + 50) / 100;
    format!("{}.{:02}", grouped(hundredths / 100), hundredths % 100)
}

/// A time as a number of days or, below two, of hours; absent is a dash.
pub fn duration(ms: Option<i64>, lang: Lang) -> String {
    const HOUR_MS: i64 = 3_600_000;
    match ms {
        None => "–".to_owned(),
        Some(ms) if ms >= 48 * HOUR_MS => {
            let tenths = (ms * 10 + 12 * HOUR_MS) / (24 * HOUR_MS);
            let days = if tenths % 10 == 0 { grouped(tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) };
            texts::DAYS.with(&[("n", &days)]).get(lang).to_owned()
        }
        Some(ms) => texts::HOURS.with(&[("n", &((ms + HOUR_MS / 2) / HOUR_MS))]).get(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!([0, 4_249, 4_250, 12_500, 123_456_700].map(factor), ["0.00", "0.42", "0.43", "1.25", "12,345.67"]);
        assert_eq!((duration(None, Lang::Ko), duration(Some(3_600_000), Lang::Ko)), ("–".into(), "1시간".into()));
        assert_eq!(duration(Some(60 * 3_600_000), Lang::Ko), "2.5일");
    }
}
