//! One participant: link, figures, the tree below, referrals and rewards.

use maud::{Markup, html};

use crate::{
    viral::{
        model::{Branch, LoopRow, NamedReferral, Reward, ViralCampaign, ViralLoop},
        texts,
        views::parts::{Place, reward_pill, risks, state_pill},
    },
    web::components::{card, copy::copy_field, head::page_head_below, number::grouped},
};

/// What the page shows.
pub struct Shown<'a> {
    pub campaign: &'a ViralCampaign,
    pub located: &'a ViralLoop,
    pub tree: &'a Branch,
    pub parent: Option<&'a LoopRow>,
    pub referrals: &'a [NamedReferral],
    pub rewards: &'a [Reward],
    pub place: Option<i64>,
}

pub fn participant(place: &Place, shown: &Shown<'_>) -> Markup {
    let (lang, me) = (place.lang, &shown.tree.participant);
    let campaign = place.path(&format!("/{}", shown.campaign.id));
    html! {
        (page_head_below((&campaign, &shown.campaign.terms.name), &place.name(&me.name), &me.code, ""))
        div.main-aside {
            div {
                (card::card(texts::TREE.get(lang), html! {
                    p.small.muted { (texts::TREE_HELP.get(lang)) }
                    ul.tree { (branch(place, shown.tree)) }
                }))
                (card::titled(texts::TAB_REFERRALS.get(lang), "", referrals(place, shown.referrals)))
                (card::titled(texts::REWARDS.get(lang), "", rewards(place, shown.rewards)))
            }
            div { (card::card(texts::PARTICIPANT.get(lang), facts(place, shown))) }
        }
    }
}

fn facts(place: &Place, shown: &Shown<'_>) -> Markup {
    let (lang, me) = (place.lang, &shown.tree.participant);
    let count = |number: i64| html! { span.num { (grouped(number)) } };
    let brought_by = html! {
        @if let Some(parent) = shown.parent { a href=(place.participant(parent.id)) { (place.name(&parent.name)) } }
        @else { (texts::BY_THEMSELVES.get(lang)) }
    };
    let mut pairs = vec![
        (texts::JOINED_AT.get(lang), place.time(me.created_at)),
        (texts::BROUGHT_BY.get(lang), brought_by),
        (texts::SHARES.get(lang), count(me.shares)),
        (texts::CLICKS.get(lang), count(me.clicks)),
        (texts::BOT_CLICKS.get(lang), count(me.bot_clicks)),
        (texts::SIGNUPS.get(lang), count(me.signups)),
        (texts::QUALIFIED.get(lang), count(me.qualified)),
        (texts::APPROVED_COUNT.get(lang), count(me.approved)),
    ];
    if let Some(waits) = shown.place {
        pairs.push((texts::PLACE.get(lang), count(waits)));
    }
    if let Some(customer) = me.customer {
        pairs.push((texts::NAME.get(lang), html! { a href={ (place.base) "/customers/" (customer) } { (place.name(&me.name)) } }));
    }
    html! {
        div.stack {
            (card::facts(&pairs))
            div { h3.facts-title { (texts::YOUR_LINK.get(lang)) } (copy_field(lang, texts::YOUR_LINK.get(lang), &shown.located.url)) }
            @if let Some(url) = &shown.located.status_url {
                div { h3.facts-title { (texts::STATUS_PAGE.get(lang)) } (copy_field(lang, texts::STATUS_PAGE.get(lang), url)) }
            }
        }
    }
}

fn branch(place: &Place, of: &Branch) -> Markup {
    let who = &of.participant;
    html! {
        li {
            a href=(place.participant(who.id)) { (place.name(&who.name)) }
            " " span.small.muted { (texts::FRIENDS.with(&[("n", &grouped(who.signups))]).get(place.lang)) }
            @if !of.below.is_empty() { ul { @for below in &of.below { (branch(place, below)) } } }
        }
    }
}

fn referrals(place: &Place, referrals: &[NamedReferral]) -> Markup {
    let lang = place.lang;
    html! {
        @if referrals.is_empty() { div.card-body { p.muted { (texts::NO_REFERRALS_HELP.get(lang)) } } }
        ul.rows {
            @for named in referrals {
                li {
                    a href=(place.participant(named.referral.friend_id)) { (place.name(&named.friend)) }
                    (state_pill(named.referral.state, lang))
                    (risks(named.referral.risks, lang))
                    span.muted { (place.time(named.referral.created_at)) }
                }
            }
        }
    }
}

fn rewards(place: &Place, rewards: &[Reward]) -> Markup {
    let lang = place.lang;
    html! {
        @if rewards.is_empty() { div.card-body { p.muted { (texts::NO_REWARDS_HELP.get(lang)) } } }
        ul.rows {
            @for reward in rewards {
                li {
                    span { (reward.title) " " span.small.muted { (texts::NTH.with(&[("n", &reward.number)]).get(lang)) } }
                    span { (reward_pill(reward.state, reward.refusal, reward.delivered_at.is_some(), lang)) }
                    span.muted { (place.time(reward.granted_at)) }
                }
            }
        }
    }
}
