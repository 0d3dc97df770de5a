//! The sheet with the recovery key, as it is asked for and as it is printed.

use maud::{Markup, html};

use crate::{
    backups::{
        sheet::{Commands, Sheet},
        texts,
    },
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::{Lang, Text},
        time::{Timestamp, Zone},
    },
    web::components::{
        button::{self, Kind},
        card,
        field::Form,
        head::page_head_below,
        notice::notice,
        pill::Tone,
    },
};

/// Before the first time a button, later a reason too.
pub fn ask(lang: Lang, zone: Zone, form_token: &str, shown_at: Option<Timestamp>, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let form = Form::new(lang, typed, errors);
    html! {
        (page_head_below(("/backups", texts::BACKUPS.get(lang)), texts::SHEET.get(lang), "", ""))
        div.narrow.stack {
            (card::card("", html! {
                form.stack method="post" action="/backups/key" {
                    (button::token(form_token))
                    (form.summary())
                    p { (texts::SHEET_WHAT.get(lang)) }
                    @if let Some(at) = shown_at {
                        p.muted { (texts::SHEET_SHOWN.with(&[("at", &zone.date_time(at))]).get(lang)) }
                        (form.text("reason", texts::REASON).help(texts::REASON_HELP).required().max_chars(200))
                    }
                    div.form-submit { (button::submit(Kind::Primary, texts::SHEET_SHOW.get(lang))) }
                }
            }))
        }
    }
}

/// Everything that brings the box back.
pub fn sheet(lang: Lang, zone: Zone, sheet: &Sheet) -> Markup {
    html! {
        (page_head_below(("/backups", texts::BACKUPS.get(lang)), texts::SHEET.get(lang),
            texts::SHEET_OF.with(&[("agency", &sheet.agency), ("at", &zone.date_time(sheet.at))]).get(lang), ""))
        div.narrow.stack.sheet {
            (notice(Tone::Amber, texts::SHEET_PRINT.get(lang)))
            (card::card(texts::KEY.get(lang), html! { p.key { code { (sheet.key) } } p.small.muted { (texts::KEY_HELP.get(lang)) } }))
            (place(lang, texts::PLACE_HERE, &sheet.directory, &[], &sheet.near_commands()))
            @if let (Some(far), Some(commands)) = (&sheet.far, sheet.far_commands()) {
                @let facts = [
                    (texts::FIELD_REGION.get(lang), far.region.as_str()),
                    (texts::FIELD_ACCESS_KEY.get(lang), far.access_key_id.as_str()),
                    (texts::FIELD_SECRET_KEY.get(lang), far.secret_access_key.reveal()),
                ];
                (place(lang, texts::PLACE_FAR, &far.repository, &facts, &commands))
            } @else {
                (notice(Tone::Blue, html! { (texts::NO_FAR.get(lang)) " " a href="/settings/backups" { (texts::SETTINGS.get(lang)) } }))
            }
        }
    }
}

fn place(lang: Lang, title: Text, repository: &str, facts: &[(&str, &str)], commands: &Commands) -> Markup {
    let mut pairs = vec![(texts::REPOSITORY_AT.get(lang), html! { code { (repository) } })];
    pairs.extend(facts.iter().map(|(label, value)| (*label, html! { code { (value) } })));
    card::card(
        title.get(lang),
        html! {
            (card::facts(&pairs))
            h3 { (texts::WITH_US.get(lang)) }
            pre tabindex="0" { code { (commands.ours.join("\n")) } }
            h3 { (texts::WITH_RESTIC.get(lang)) }
            pre tabindex="0" { code { (commands.plain.join("\n")) } }
        },
    )
}
