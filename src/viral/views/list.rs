//! The list of campaigns, and the account's key for KakaoTalk.

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, page::Page},
    viral::{
        figures::Counts,
        k_factor::k_factor,
        model::{CampaignStatus, ViralCampaign},
        query::CampaignQuery,
        texts,
        views::parts::{Place, factor, status_pill},
    },
    web::components::{
        button::{self, Kind},
        card, empty,
        field::Form,
        filter,
        head::page_head,
        icon::icon,
        identity,
        number::grouped,
        table::{self, Address},
    },
};

/// What the list shows: campaigns with what each has brought so far, in the same order.
pub struct Shown<'a> {
    pub query: &'a RawForm,
    pub found: &'a Page<ViralCampaign>,
    pub figures: &'a [Counts],
    /// The key as stored or typed, where whoever looks may set it.
    pub kakao: Option<(&'a RawForm, &'a FieldErrors)>,
}

pub fn list(place: &Place, shown: &Shown<'_>) -> Markup {
    let lang = place.lang;
    let path = place.path("");
    let address = Address::new(&path, shown.query);
    let filtered = shown.query.filled("status").is_some();
    let new = |kind: Kind| button::link(kind, &place.path("/new"), html! { (icon("plus")) (texts::NEW_TITLE.get(lang)) });
    let action = if place.may_edit {
        new(Kind::Primary)
    } else {
        html! {}
    };
    html! {
        (page_head(texts::TITLE.get(lang), texts::SUBTITLE.get(lang), &action))
        (card::flush(html! {
            @if shown.found.data.is_empty() && !filtered {
                (empty::empty_state(icon("share"), texts::NONE.get(lang), texts::NONE_HELP.get(lang), if place.may_edit { new(Kind::Plain) } else { html! {} }))
            } @else {
                (filter::filter_bar(lang, &path, filter::choice("status", texts::STATUS.get(lang), &statuses(place), shown.query.text("status"))))
                @if shown.found.data.is_empty() {
                    (empty::empty_state(icon("share"), texts::NONE_FOUND.get(lang), texts::NONE_FOUND_HELP.get(lang),
                        button::link(Kind::Plain, &path, texts::CLEAR.get(lang))))
                } @else {
                    (table::table(texts::TITLE.get(lang), head(place, address), html! {
                        @for (campaign, counts) in shown.found.data.iter().zip(shown.figures) { (row(place, campaign, *counts)) }
                    }))
                    (table::pages(lang, address, &shown.found.page))
                }
            }
        }))
        @if let Some((values, errors)) = shown.kakao { (kakao(place, values, errors)) }
    }
}

fn statuses(place: &Place) -> Vec<(&'static str, &'static str)> {
    let statuses = CampaignStatus::ALL.into_iter().map(|status| (status.name(), status.label().get(place.lang)));
    std::iter::once(("", texts::ANY_STATUS.get(place.lang))).chain(statuses).collect()
}

fn head(place: &Place, address: Address<'_>) -> Markup {
    let lang = place.lang;
    html! {
        (table::th_sort(address, texts::NAME.get(lang), "name", CampaignQuery::DEFAULT))
        (table::th(texts::STATUS.get(lang)))
        (table::th_right(texts::PARTICIPANTS.get(lang)))
        (table::th_right(texts::SIGNUPS.get(lang)))
        (table::th_right(texts::APPROVED_COUNT.get(lang)))
        (table::th_right(texts::K_FACTOR.get(lang)))
    }
}

fn row(place: &Place, campaign: &ViralCampaign, counts: Counts) -> Markup {
    let second = campaign.terms.qualifying.event.label().get(place.lang);
    html! {
        tr {
            td { (identity::two_lines(&place.path(&format!("/{}", campaign.id)), &campaign.terms.name, second)) }
            td { (status_pill(campaign.terms.status, place.lang)) }
            td.right.num { (grouped(counts.participants)) }
            td.right.num { (grouped(counts.signups)) }
            td.right.num { (grouped(counts.approved)) }
            td.right.num.strong { (factor(k_factor(counts.spread()).k_bp)) }
        }
    }
}

fn kakao(place: &Place, values: &RawForm, errors: &FieldErrors) -> Markup {
    let form = Form::new(place.lang, values, errors);
    card::card(
        texts::KAKAO_TITLE.get(place.lang),
        html! {
            form.stack.narrow method="post" action=(place.path("/kakao")) {
                (button::token(&place.form_token))
                (form.text("kakao_key", texts::KAKAO_KEY).help(texts::KAKAO_HELP).max_chars(64).autocomplete("off"))
                div.form-submit { (button::submit(Kind::Plain, texts::SAVE.get(place.lang))) }
            }
        },
    )
}
