//! The form of a campaign.

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, ids::PageId, lang::Lang},
    funnels::model::Funnel,
    viral::{
        editor::{choice_of, part, rows, typed_rewards},
        entry::{MOST_REWARDS, NAME_CHARS, SHARE_CHARS, TERMS_CHARS, TITLE_CHARS},
        model::{CampaignStatus, QualifyingEvent, ViralCampaign},
        reward::Side,
        share, texts,
        views::parts::Place,
    },
    web::components::{
        button::{self, Kind},
        card,
        field::Form,
        head::page_head_below,
        icon::icon,
        notice::notice,
        pill::Tone,
    },
};

/// What the editor shows.
pub struct Editor<'a> {
    /// Absent for a new campaign.
    pub stored: Option<&'a ViralCampaign>,
    pub values: &'a RawForm,
    pub errors: &'a FieldErrors,
    pub pages: &'a [(PageId, String)],
    pub funnels: &'a [Funnel],
}

pub fn editor(place: &Place, editor: &Editor<'_>) -> Markup {
    let lang = place.lang;
    let back = editor.stored.map_or_else(|| place.path(""), |campaign| place.path(&format!("/{}", campaign.id)));
    let above = editor.stored.map_or(texts::TITLE.get(lang), |campaign| &campaign.terms.name);
    let title = if editor.stored.is_some() { texts::EDIT_TITLE } else { texts::NEW_TITLE }.get(lang);
    let form = Form::new(lang, editor.values, editor.errors);
    html! {
        (page_head_below((&back, above), title, "", ""))
        form.narrow.stack method="post" {
            // The return key presses the first button of a form.
            button.hidden-text type="submit" name="do" value="save" tabindex="-1" aria-hidden="true" { (texts::SAVE.get(lang)) }
            (button::token(&place.form_token))
            (form.summary())
            (card::card(texts::SECTION_BASICS.get(lang), basics(lang, form, editor)))
            (card::card(texts::SECTION_RULES.get(lang), rules(lang, form, editor)))
            (card::card(texts::REWARDS.get(lang), rewards(lang, form, editor)))
            (card::card(texts::SECTION_SHARE.get(lang), sharing(place, form, editor)))
            div.form-submit {
                (button::submit_as(Kind::Primary, "do", "save", texts::SAVE.get(lang)))
                (button::link(Kind::Plain, &back, texts::CANCEL.get(lang)))
            }
        }
    }
}

/// The text as it is sent, and what is wrong with it: shown at first and again while one types.
pub fn preview(lang: Lang, values: &RawForm) -> Markup {
    let (own, rewards) = (values.raw("share_text").unwrap_or_default(), typed_rewards(values));
    let sent = share::text(own, &rewards, lang);
    html! {
        div.stack id="share-preview" aria-live="polite" {
            @for warning in share::warnings(own, &rewards) { (notice(Tone::Amber, warning.get(lang))) }
            @if !sent.is_empty() {
                figure.sent {
                    figcaption.small.muted { (texts::SHARE_PREVIEW.get(lang)) }
                    @for line in sent.lines() { p { (line) } }
                }
            }
        }
    }
}

fn basics(lang: Lang, form: Form<'_>, editor: &Editor<'_>) -> Markup {
    let statuses = CampaignStatus::ALL.map(|status| (status.name(), status.label().get(lang)));
    let ids: Vec<(String, &str)> = editor.pages.iter().map(|(id, title)| (id.to_string(), title.as_str())).collect();
    let pages: Vec<(&str, &str)> = std::iter::once(("", "–")).chain(ids.iter().map(|(id, title)| (id.as_str(), *title))).collect();
    html! {
        div.stack {
            (form.text("name", texts::NAME).required().help(texts::NAME_HELP).max_chars(chars(NAME_CHARS)))
            (form.select("landing_page_id", texts::PAGE, &pages).required().help(texts::PAGE_HELP))
            (form.select("status", texts::STATUS, &statuses))
            div.field-row {
                (form.datetime("starts_at", texts::STARTS_AT).help(texts::DATES_HELP))
                (form.datetime("ends_at", texts::ENDS_AT).help(texts::DATES_HELP))
            }
        }
    }
}

fn rules(lang: Lang, form: Form<'_>, editor: &Editor<'_>) -> Markup {
    let mut choices = vec![
        (QualifyingEvent::Submission.name().to_owned(), QualifyingEvent::Submission.label().get(lang).to_owned()),
        (QualifyingEvent::Conversion.name().to_owned(), QualifyingEvent::Conversion.label().get(lang).to_owned()),
    ];
    for funnel in editor.funnels {
        let conversion = format!("{} · {}", funnel.name, QualifyingEvent::Conversion.label().get(lang));
        choices.push((format!("conversion:{}", funnel.id), conversion));
        choices.extend(
            funnel.stages.iter().map(|stage| (format!("stage:{}:{}", funnel.id, stage.key), format!("{} · {}", funnel.name, stage.name))),
        );
    }
    // Where the stored choice were missing, the browser would send the first one instead and change the campaign unasked.
    if let Some(stored) = editor.stored.map(|campaign| &campaign.terms.qualifying) {
        let value = choice_of(stored);
        if choices.iter().all(|(known, _)| *known != value) {
            let was = stored.stage.as_deref().unwrap_or_else(|| stored.event.label().get(lang));
            choices.push((value, texts::QUALIFYING_GONE.with(&[("was", &was)]).get(lang).to_owned()));
        }
    }
    let choices: Vec<(&str, &str)> = choices.iter().map(|(value, text)| (value.as_str(), text.as_str())).collect();
    html! {
        div.stack {
            (form.select("qualifying", texts::QUALIFYING, &choices).help(texts::QUALIFYING_HELP))
            div.field-row {
                (form.number("hold_days", texts::HOLD_DAYS).required().help(texts::HOLD_HELP))
                (form.number("window_days", texts::WINDOW_DAYS).required().help(texts::WINDOW_HELP))
            }
            div.field-row {
                (form.number("daily_limit", texts::DAILY_LIMIT).required().help(texts::DAILY_HELP))
                (form.number("move_up", texts::MOVE_UP).required().help(texts::MOVE_UP_HELP))
            }
            (form.checkbox("leaderboard", texts::LEADERBOARD))
        }
    }
}

fn rewards(lang: Lang, form: Form<'_>, editor: &Editor<'_>) -> Markup {
    let count = rows(editor.values);
    html! {
        div.stack id="rewards" {
            p.small.muted { (texts::REWARDS_HELP.get(lang)) }
            @if count == 0 { p.muted { (texts::NO_REWARDS.get(lang)) } }
            @for row in 0..count { (reward_row(lang, form, editor, row)) }
            @if count < MOST_REWARDS {
                div { (button::submit_as(Kind::Plain, "do", "add", html! { (icon("plus")) (texts::ADD_REWARD.get(lang)) })) }
            }
            div.field-row {
                (form.number("max_rewards_per_person", texts::MAX_REWARDS))
                (form.text("budget", texts::BUDGET).help(texts::BUDGET_HELP).max_chars(20))
            }
        }
    }
}

fn reward_row(lang: Lang, form: Form<'_>, editor: &Editor<'_>, row: usize) -> Markup {
    let name = |of: &str| part(row, of);
    let (title, side, at, repeats, cost, stock) = (name("title"), name("side"), name("at"), name("repeats"), name("cost"), name("stock"));
    let sides = Side::ALL.map(|side| (side.name(), side.label().get(lang)));
    let id = editor.values.text(&name("id"));
    let granted =
        editor.stored.and_then(|campaign| campaign.terms.rewards.iter().find(|rule| rule.id.to_string() == id)).map(|rule| rule.granted);
    html! {
        fieldset.board-card {
            legend.hidden-text { (texts::REWARD.get(lang)) " " (row + 1) }
            @if !id.is_empty() { input type="hidden" name=(name("id")) value=(id); }
            div.field-row.tight {
                (form.text(&title, texts::REWARD_TITLE).required().max_chars(chars(TITLE_CHARS)))
                (form.select(&side, texts::REWARD_SIDE, &sides))
            }
            div.field-row.tight {
                (form.number(&at, texts::REWARD_AT))
                (form.text(&cost, texts::REWARD_COST).max_chars(20))
                (form.number(&stock, texts::REWARD_STOCK))
            }
            div.row-tools {
                (form.checkbox(&repeats, texts::REWARD_REPEATS))
                @if let Some(granted) = granted { span.small.muted { (texts::REWARD_GRANTED_COUNT.with(&[("n", &granted)]).get(lang)) } }
                @let label = texts::REMOVE_REWARD.get(lang);
                button.btn.btn-small type="submit" name="do" value={ "remove:" (row) } formnovalidate title=(label) {
                    (icon("trash")) span.hidden-text { (label) }
                }
            }
        }
    }
}

fn sharing(place: &Place, form: Form<'_>, editor: &Editor<'_>) -> Markup {
    let again = place.path("/share-preview");
    html! {
        div.stack {
            div hx-post=(again) hx-trigger="input changed delay:400ms from:#f-share_text" hx-target="#share-preview" hx-swap="outerHTML" hx-include="closest form" {
                (form.textarea("share_text", texts::SHARE_TEXT, 3).help(texts::SHARE_HELP).max_chars(chars(SHARE_CHARS)))
            }
            (preview(place.lang, editor.values))
            (form.textarea("terms", texts::TERMS, 5).help(texts::TERMS_HELP).max_chars(chars(TERMS_CHARS)))
        }
    }
}

fn chars(most: usize) -> u32 {
    u32::try_from(most).unwrap_or(u32::MAX)
}
