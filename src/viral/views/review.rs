//! The queue of referrals and the ledger of rewards, with what can be done to many at once.

use maud::{Markup, html};

use crate::{
    base::{
        form::RawForm,
        money::{self, Currency},
        page::Page,
    },
    viral::{
        model::{NamedReferral, Reward, ViralCampaign},
        reward::RewardState,
        texts,
        transition::ReferralState,
        views::parts::{Place, reward_pill, risks, state_pill},
    },
    web::components::{
        button::{self, Kind},
        card, empty, filter,
        icon::icon,
        table::{self, Address},
    },
};

/// A list of a campaign as it was asked for.
pub struct Shown<'a, T> {
    pub path: &'a str,
    pub query: &'a RawForm,
    pub found: &'a Page<T>,
}

/// The referrals of a campaign, filtered by state, to be approved and voided.
pub fn referrals(place: &Place, shown: &Shown<'_, NamedReferral>, counts: &[(ReferralState, i64)]) -> Markup {
    let lang = place.lang;
    let labels = ReferralState::ALL.map(|state| {
        let count = counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
        format!("{} {count}", state.label().get(lang))
    });
    let states: Vec<(&str, &str)> = std::iter::once(("", texts::ANY_STATUS.get(lang)))
        .chain(ReferralState::ALL.into_iter().zip(&labels).map(|(state, label)| (state.name(), label.as_str())))
        .collect();
    let state = shown.query.text("state");
    card::flush(html! {
        (filter::filter_bar(lang, shown.path, filter::choice("state", texts::STATUS.get(lang), &states, state)))
        @if shown.found.data.is_empty() {
            @let (title, help) = if state.is_empty() { (texts::NO_REFERRALS, texts::NO_REFERRALS_HELP) } else { (texts::NONE_FOUND, texts::NONE_FOUND_HELP) };
            (empty::empty_state(icon("share"), title.get(lang), help.get(lang), ""))
        } @else {
            form method="post" action=(shown.path) {
                (button::token(&place.form_token))
                input type="hidden" name="state" value=(state);
                (table::table(texts::TAB_REFERRALS.get(lang), referral_head(place), html! {
                    @for named in &shown.found.data { (referral_row(place, named)) }
                }))
                @if place.may_review { (decision(place)) }
            }
            (table::pages(lang, Address::new(shown.path, shown.query), &shown.found.page))
        }
    })
}

fn referral_head(place: &Place) -> Markup {
    let lang = place.lang;
    html! {
        @if place.may_review { (table::th_pick(lang)) }
        (table::th(texts::FRIEND.get(lang)))
        (table::th(texts::REFERRER.get(lang)))
        (table::th(texts::STATUS.get(lang)))
        (table::th(texts::RISKS.get(lang)))
        (table::th(texts::CHANNEL.get(lang)))
        (table::th_right(texts::CREATED_AT.get(lang)))
    }
}

fn referral_row(place: &Place, named: &NamedReferral) -> Markup {
    let (lang, referral) = (place.lang, &named.referral);
    let may_decide = referral.state.may_be_approved() || referral.state.may_be_voided();
    html! {
        tr {
            @if place.may_review {
                @if may_decide { (table::td_pick("id", &referral.id.to_string(), &place.name(&named.friend))) } @else { td.pick {} }
            }
            td {
                a.strong href=(place.participant(referral.friend_id)) { (place.name(&named.friend)) }
                @if let Some(lead) = referral.lead_id {
                    br;
                    a.small href={ (place.base) "/leads/" (lead) } { (texts::FROM_LEAD.get(lang)) }
                }
            }
            td { a href=(place.participant(referral.referrer_id)) { (place.name(&named.referrer)) } }
            td {
                (state_pill(referral.state, lang))
                @if !named.reason.is_empty() { div.small.muted { (named.reason) } }
                @else if let (ReferralState::Pending, Some(due)) = (referral.state, referral.due_at) {
                    div.small.muted { (texts::DUE_AT.get(lang)) " " (place.zone.date_time(due)) }
                }
            }
            td { (risks(referral.risks, lang)) }
            td { (referral.channel.label().get(lang)) }
            td.right.muted { (place.time(referral.created_at)) }
        }
    }
}

/// The reason and the two buttons for all rows that were picked. Voiding asks first.
fn decision(place: &Place) -> Markup {
    let lang = place.lang;
    html! {
        div.filters {
            input.form-control.reason type="text" name="reason" required maxlength="200" placeholder=(texts::REASON_HINT.get(lang)) aria-label=(texts::REASON.get(lang));
            (button::submit_as(Kind::Primary, "do", "approve", texts::APPROVE.get(lang)))
            details.confirm {
                summary.btn { (texts::VOID_THEM.get(lang)) }
                div {
                    p { (texts::VOID_LOSS.get(lang)) }
                    div.actions { (button::submit_as(Kind::Danger, "do", "void", texts::VOID_THEM.get(lang))) }
                }
            }
        }
    }
}

/// The rewards of a campaign, to be handed over, and what they have cost so far.
pub fn rewards(place: &Place, campaign: &ViralCampaign, shown: &Shown<'_, Reward>) -> Markup {
    let lang = place.lang;
    let states: Vec<(&str, &str)> = std::iter::once(("", texts::ANY_STATUS.get(lang)))
        .chain(RewardState::ALL.map(|state| (state.name(), state.label().get(lang))))
        .collect();
    let state = shown.query.text("state");
    let won = |money| money::format(money, Currency::KRW, lang);
    card::flush(html! {
        (filter::filter_bar(lang, shown.path, html! {
            (filter::choice("state", texts::STATUS.get(lang), &states, state))
            span.muted {
                (texts::SPENT.get(lang)) " " (won(campaign.spent))
                @if let Some(budget) = campaign.terms.budget { " / " (won(budget)) }
            }
        }))
        @if shown.found.data.is_empty() {
            @let (title, help) = if state.is_empty() { (texts::NO_REWARDS_YET, texts::NO_REWARDS_HELP) } else { (texts::NONE_FOUND, texts::NONE_FOUND_HELP) };
            (empty::empty_state(icon("gift"), title.get(lang), help.get(lang), ""))
        } @else {
            form method="post" action=(shown.path) {
                (button::token(&place.form_token))
                input type="hidden" name="state" value=(state);
                (table::table(texts::TAB_REWARDS.get(lang), reward_head(place), html! { @for reward in &shown.found.data { (reward_row(place, reward)) } }))
                @if place.may_review {
                    div.filters { (button::submit(Kind::Primary, texts::DELIVER.get(lang))) }
                }
            }
            (table::pages(lang, Address::new(shown.path, shown.query), &shown.found.page))
        }
    })
}

fn reward_head(place: &Place) -> Markup {
    let lang = place.lang;
    html! {
        @if place.may_review { (table::th_pick(lang)) }
        (table::th(texts::RECIPIENT.get(lang)))
        (table::th(texts::REWARD.get(lang)))
        (table::th(texts::STATUS.get(lang)))
        (table::th_right(texts::COST.get(lang)))
        (table::th_right(texts::GRANTED_AT.get(lang)))
    }
}

fn reward_row(place: &Place, reward: &Reward) -> Markup {
    let lang = place.lang;
    let nth = texts::NTH.with(&[("n", &reward.number)]);
    html! {
        tr {
            @if place.may_review {
                @if reward.state == RewardState::Granted { (table::td_pick("id", &reward.id.to_string(), &reward.title)) } @else { td.pick {} }
            }
            td { (place.person(reward.loop_id, &reward.name, nth.get(lang))) }
            td { (reward.title) }
            td { (reward_pill(reward.state, reward.refusal, reward.delivered_at.is_some(), lang)) }
            td.right.num { (money::format(reward.cost, Currency::KRW, lang)) }
            td.right.muted { (place.time(reward.granted_at)) }
        }
    }
}
