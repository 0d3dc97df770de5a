//! What stands above every tab of a campaign, and its participants.

use maud::{Markup, Render, html};

use crate::{
    base::{form::RawForm, lang::Text, page::Page},
    viral::{
        model::{LoopRow, ViralCampaign},
        query::LoopQuery,
        texts,
        transition::ReferralState,
        views::parts::{Place, status_pill},
    },
    web::components::{
        button::{self, Kind},
        card, empty,
        head::page_head_below,
        icon::icon,
        number::grouped,
        table::{self, Address},
        tabs::{self, Tab},
    },
};

/// The tabs of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Report,
    Participants,
    Referrals,
    Rewards,
}

/// A page of a campaign: head, tabs, and what the tab shows. `counts` are its referrals by state.
pub fn frame(place: &Place, campaign: &ViralCampaign, counts: &[(ReferralState, i64)], at: At, content: impl Render) -> Markup {
    let lang = place.lang;
    let own = place.path(&format!("/{}", campaign.id));
    let flagged = counts.iter().find(|(state, _)| *state == ReferralState::Flagged).map(|(_, count)| *count);
    let edit = if place.may_edit {
        button::link(Kind::Plain, &format!("{own}/edit"), html! { (icon("pencil")) (texts::EDIT.get(lang)) })
    } else {
        html! {}
    };
    let (participants, referrals, rewards) = (format!("{own}/participants"), format!("{own}/referrals"), format!("{own}/rewards"));
    let tab = |href, label: Text, which, count| Tab { href, label: label.get(lang), current: at == which, count };
    html! {
        (page_head_below((&place.path(""), texts::TITLE.get(lang)), &campaign.terms.name, status_pill(campaign.terms.status, lang), edit))
        (tabs::tabs(&campaign.terms.name, &[
            tab(&own, texts::TAB_REPORT, At::Report, None),
            tab(&participants, texts::TAB_PARTICIPANTS, At::Participants, None),
            tab(&referrals, texts::TAB_REFERRALS, At::Referrals, flagged),
            tab(&rewards, texts::TAB_REWARDS, At::Rewards, None),
        ]))
        (content)
    }
}

/// The participants of a campaign.
pub fn participants(place: &Place, path: &str, query: &RawForm, found: &Page<LoopRow>) -> Markup {
    let lang = place.lang;
    let address = Address::new(path, query);
    if found.data.is_empty() {
        let none = empty::empty_state(icon("users"), texts::NO_PARTICIPANTS.get(lang), texts::NO_FIGURES_HELP.get(lang), "");
        return card::flush(none);
    }
    let head = html! {
        (table::th(texts::PARTICIPANT.get(lang)))
        (table::th_right(texts::SHARES.get(lang)))
        (table::th_right(texts::CLICKS.get(lang)))
        (table::th_right(texts::SIGNUPS.get(lang)))
        (table::th_sort_right(address, texts::APPROVED_COUNT.get(lang), "approved", LoopQuery::DEFAULT))
        (table::th(texts::REWARD_STATE.get(lang)))
        (table::th_sort_right(address, texts::JOINED_AT.get(lang), "created_at", LoopQuery::DEFAULT))
    };
    let rows = html! {
        @for row in &found.data {
            tr {
                td { (place.person(row.id, &row.name, &row.code)) }
                td.right.num { (grouped(row.shares)) }
                td.right.num { (grouped(row.clicks)) }
                td.right.num { (grouped(row.signups)) }
                td.right.num.strong { (grouped(row.approved)) }
                td { (row.reward_state().label().get(lang)) }
                td.right.muted { (place.time(row.created_at)) }
            }
        }
    };
    card::flush(html! {
        (table::table(texts::PARTICIPANTS.get(lang), head, rows))
        (table::pages(lang, address, &found.page))
    })
}
