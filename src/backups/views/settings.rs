//! What is chosen about backups.

use maud::{Markup, html};

use crate::{
    backups::{
        disk_rule::{self, Disk},
        model::Settings,
        texts,
    },
    base::{bytes::byte_size, error::FieldErrors, form::RawForm, lang::Lang},
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm},
        field::Form,
        head::page_head_below,
        notice::notice,
        pill::Tone,
    },
};

const PATH: &str = "/settings/backups";

pub struct Shown<'a> {
    pub lang: Lang,
    pub form_token: &'a str,
    /// Where the repository lies.
    pub directory: &'a str,
    /// What was typed or is stored, and what was wrong with it.
    pub settings: (&'a RawForm, &'a FieldErrors),
    pub store: (&'a RawForm, &'a FieldErrors),
    /// Is there an off-site store?
    pub is_set_up: bool,
    /// What holds now.
    pub chosen: Settings,
    pub live_bytes: i64,
    pub disk: Disk,
}

pub fn page(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    html! {
        (page_head_below(("/backups", texts::BACKUPS.get(lang)), texts::SETTINGS.get(lang), texts::SETTINGS_SUBTITLE.get(lang), ""))
        div.narrow.stack {
            (here(shown))
            (far(shown))
            @if shown.is_set_up { (after(shown)) }
        }
    }
}

fn here(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let form = Form::new(lang, shown.settings.0, shown.settings.1);
    let needed = disk_rule::forecast_bytes(shown.live_bytes, shown.chosen.keep_days);
    let forecast = texts::FORECAST.with(&[("days", &shown.chosen.keep_days), ("size", &byte_size(needed))]);
    let days = disk_rule::local_days(&shown.chosen, shown.disk, shown.live_bytes);
    let room = byte_size(disk_rule::room_bytes(&shown.chosen, shown.disk).max(0));
    card::card(
        texts::HERE_CARD.get(lang),
        html! {
            form.stack method="post" action=(PATH) {
                (button::token(shown.form_token))
                (form.summary())
                p.small.muted { (texts::DIRECTORY.get(lang)) " " code { (shown.directory) } " " (texts::DIRECTORY_HOW.get(lang)) }
                (form.number("keep_days", texts::KEEP_DAYS).help(texts::KEEP_DAYS_HELP).required())
                div.field-row {
                    (form.number("max_disk_percent", texts::MAX_DISK_PERCENT).required())
                    (form.number("min_free_gb", texts::MIN_FREE_GB).required())
                }
                @if days < shown.chosen.keep_days {
                    (notice(Tone::Amber, html! {
                        (forecast.get(lang)) " "
                        (texts::DAYS_LESS.with(&[("wanted", &shown.chosen.keep_days), ("room", &room)]).get(lang)) " "
                        (texts::DAYS_NOW.with(&[("n", &days)]).get(lang))
                    }))
                } @else {
                    p.small.muted { (forecast.get(lang)) " " (texts::ROOM.with(&[("room", &room)]).get(lang)) }
                }
                div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
            }
        },
    )
}

fn far(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let form = Form::new(lang, shown.store.0, shown.store.1);
    let styles = [("path", texts::STYLE_PATH.get(lang)), ("virtual_host", texts::STYLE_HOST.get(lang))];
    card::card(
        texts::FAR_CARD.get(lang),
        html! {
            form.stack method="post" action={ (PATH) "/store" } {
                (button::token(shown.form_token))
                (form.summary())
                p.small.muted { (texts::FAR_HELP.get(lang)) }
                (form.text("endpoint", texts::FIELD_ENDPOINT).required().max_chars(500).placeholder("https://s3.ap-northeast-1.amazonaws.com"))
                div.field-row {
                    (form.text("bucket", texts::FIELD_BUCKET).required().max_chars(63))
                    (form.text("region", texts::FIELD_REGION).help(texts::FIELD_REGION_HELP).max_chars(64))
                }
                (form.text("prefix", texts::FIELD_PREFIX).help(texts::FIELD_PREFIX_HELP).max_chars(200))
                div.field-row {
                    (form.text("access_key_id", texts::FIELD_ACCESS_KEY).required().max_chars(128).autocomplete("off"))
                    (form.password("secret_access_key", texts::FIELD_SECRET_KEY)
                        .help(if shown.is_set_up { texts::SECRET_KEPT } else { texts::SECRET_NEW }).autocomplete("new-password"))
                }
                div.field-row {
                    (form.number("keep_days", texts::FAR_KEEP_DAYS).required())
                    (form.number("upload_kib", texts::FIELD_UPLOAD).help(texts::FIELD_UPLOAD_HELP))
                }
                (form.select("style", texts::FIELD_STYLE, &styles))
                (form.checkbox("near", texts::FIELD_NEAR).help(texts::FIELD_NEAR_HELP))
                div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
            }
        },
    )
}

fn after(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    html! {
        (card::card(texts::TEST_CARD.get(lang), html! {
            div.stack {
                p { (texts::TEST_HELP.get(lang)) }
                (button::action(Kind::Plain, &format!("{PATH}/store/test"), shown.form_token, texts::TEST.get(lang)))
            }
        }))
        (card::card(texts::REMOVE_CARD.get(lang), confirm(lang, &Confirm {
            label: texts::REMOVE.get(lang),
            loss: texts::REMOVE_LOSS.get(lang),
            verb: texts::REMOVE.get(lang),
            post_to: &format!("{PATH}/store/removal"),
            form_token: shown.form_token,
        })))
    }
}
