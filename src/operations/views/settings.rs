//! All settings on one page.

use maud::{Markup, html};

use crate::{
    base::{form::RawForm, lang::Lang},
    operations::{
        settings::{Part, PartKind, Section, Setting, Standing, Value},
        texts::settings as texts,
    },
    web::components::{
        button::{self, Kind},
        card,
        copy::copy_field,
        empty, filter,
        head::page_head,
        icon::icon,
        pill::{Tone, pill},
    },
};

const PATH: &str = "/settings";

pub struct Shown<'a> {
    pub lang: Lang,
    pub query: &'a RawForm,
    pub parts: &'a [Part],
    pub sections: &'a [Section],
    /// The settings file's path.
    pub file: &'a str,
    pub form_token: &'a str,
}

pub fn page(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let is_filtered = shown.query.filled("q").is_some() || shown.query.ticked("set");
    html! {
        (page_head(texts::TITLE.get(lang), texts::SUBTITLE.get(lang), ""))
        @if !is_filtered {
            (card::titled(texts::PARTS.get(lang), html! { p { (texts::PARTS_HELP.get(lang)) } }, html! {
                ul.rows.setting-parts { @for part in shown.parts { (one_part(shown, part)) } }
            }))
            (card::card(texts::FILE.get(lang), how_to(shown)))
        }
        (card::flush(html! {
            (filter::filter_bar(lang, PATH, html! {
                (filter::search("q", shown.query.text("q"), texts::SEARCH.get(lang)))
                label.check {
                    input.form-check-input type="checkbox" name="set" value="on" checked[shown.query.ticked("set")];
                    span { (texts::ONLY_SET.get(lang)) }
                }
            }))
            @if shown.sections.is_empty() {
                (empty::empty_state(icon("search"), texts::NOTHING.get(lang), texts::NOTHING_HELP.get(lang),
                    button::link(Kind::Plain, PATH, texts::SHOW_EVERY.get(lang))))
            } @else {
                @for section in shown.sections { (one_section(lang, section)) }
            }
        }))
    }
}

fn one_part(shown: &Shown<'_>, part: &Part) -> Markup {
    let (lang, kind) = (shown.lang, part.kind);
    let title = kind.title().get(lang);
    html! {
        li {
            span.sign { (sign(kind)) }
            div.what {
                b { (title) }
                @let tone = if part.standing == Standing::Open { "small open" } else { "small muted" };
                div class=(tone) { (part.state.get(lang)) }
            }
            div.actions {
                @if let (true, Some((path, label))) = (part.can_be_tried, kind.trial()) {
                    (button::action(Kind::Small, path, shown.form_token, label.get(lang)))
                }
                a.btn.btn-small href=(kind.page()) { (texts::CHANGE.get(lang)) span.hidden-text { ": " (title) } }
            }
        }
    }
}

fn sign(kind: PartKind) -> Markup {
    match kind {
        PartKind::FirstDay => icon("list-check"),
        PartKind::Mail => icon("mail"),
        PartKind::Alarms => icon("bell-exclamation"),
        PartKind::Webhook => icon("webhook"),
        PartKind::Certificates => icon("certificate"),
        PartKind::Backups => icon("shield-check"),
        PartKind::RecoveryKey => icon("key"),
        PartKind::AccessLog => icon("history"),
        PartKind::Members => icon("users-group"),
        PartKind::Plan => icon("database"),
    }
}

fn how_to(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    html! {
        div.stack {
            p { (texts::FILE_HELP.with(&[("file", &shown.file)]).get(lang)) }
            p.muted.small { (texts::FILE_ORDER.get(lang)) }
            div.halves {
                @for (label, command) in [(texts::RESTART, "sudo systemctl restart dangol"), (texts::SHOW_ALL, "sudo -u dangol dangol config")] {
                    div.stack-small { p.small.muted { (label.get(lang)) } (copy_field(lang, label.get(lang), command)) }
                }
            }
        }
    }
}

fn one_section(lang: Lang, section: &Section) -> Markup {
    html! {
        section.setting-section {
            h2 { (section.title().get(lang)) }
            @for setting in &section.settings { (one_setting(lang, setting)) }
        }
    }
}

fn one_setting(lang: Lang, setting: &Setting) -> Markup {
    let label = texts::LINE.with(&[("name", &setting.name)]);
    html! {
        div.setting id=(setting.name) {
            div.what {
                h3 { code { (setting.name) } }
                p.small.muted { (setting.doc.get(lang)) }
            }
            dl {
                div {
                    dt { (texts::VALUE.get(lang)) }
                    dd { (value(lang, &setting.value)) }
                }
                div {
                    dt { (texts::SOURCE.get(lang)) }
                    dd { (pill(if setting.is_set { Tone::Blue } else { Tone::Grey }, setting.source.get(lang))) }
                }
                div {
                    dt { (texts::DEFAULT.get(lang)) }
                    dd.muted { @if let Some(default) = &setting.default { (default.get(lang)) } @else { (texts::NO_DEFAULT.get(lang)) } }
                }
            }
            div.line {
                (copy_field(lang, label.get(lang), &setting.line))
                p.small.muted { (texts::NEEDS_RESTART.get(lang)) }
            }
        }
    }
}

fn value(lang: Lang, value: &Value) -> Markup {
    match value {
        Value::Shown(value) => html! { span.strong { (value) } },
        Value::Absent => html! { span.muted { (texts::ABSENT.get(lang)) } },
        Value::Hidden => html! { span.muted { (texts::HIDDEN.get(lang)) } },
    }
}
