//! Beside the editor: what visitors see, the figures, the publications, and the end of a page.

use maud::{Markup, html};

use crate::{
    base::{lang::Lang, time::Zone},
    landing::{
        model::{PageStatus, Version},
        stats::Figures,
        texts,
        views::{editor::Editor, list::status_pills},
    },
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm, confirm_with},
        copy::copy_field,
        icon::icon,
        notice::notice,
        number::{grouped, percent},
        pill::{self, Tone},
        timeline,
    },
};

/// What stands beside the editor.
pub struct Side<'a> {
    pub zone: Zone,
    pub url: &'a str,
    pub versions: &'a [Version],
    /// Of the last 30 days.
    pub figures: Figures,
}

pub fn side(shown: &Editor<'_>) -> Markup {
    let lang = shown.lang;
    let here = format!("{}/{}", shown.path, shown.page.id);
    html! {
        (publication(shown, &here))
        (figures(lang, &shown.side.figures))
        (versions(shown, &here))
        @if shown.may_write { (danger(shown, &here)) }
    }
}

fn publication(shown: &Editor<'_>, here: &str) -> Markup {
    let (lang, page, side) = (shown.lang, shown.page, &shown.side);
    let mut facts = vec![(texts::STATUS.get(lang), status_pills(lang, page))];
    if let Some(at) = page.published_at {
        facts.push((texts::PUBLISHED_AT.get(lang), html! { span.num { (side.zone.date_time(at)) } }));
    }
    if let Some(number) = page.version {
        facts.push((texts::VERSION.get(lang), html! { (texts::VERSION_N.with(&[("n", &number)]).get(lang)) }));
    }
    card::card(
        texts::PUBLICATION.get(lang),
        html! {
            div.stack {
                (card::facts(&facts))
                @if page.has_unpublished_changes { (notice(Tone::Amber, texts::DIFFERS.get(lang))) }
                div.field {
                    span.small.strong { (texts::PUBLIC_URL.get(lang)) }
                    (copy_field(lang, texts::PUBLIC_URL.get(lang), side.url))
                }
                div.actions {
                    a.btn href={ (here) "/preview" } target="_blank" rel="noopener" title=(texts::PREVIEW_HELP.get(lang)) { (icon("eye")) (texts::PREVIEW.get(lang)) }
                    @if page.status == PageStatus::Published {
                        a.btn href=(side.url) target="_blank" rel="noopener" { (icon("external-link")) (texts::OPEN.get(lang)) }
                    }
                }
                @if shown.may_write { (status_actions(shown, here)) }
            }
        },
    )
}

fn status_actions(shown: &Editor<'_>, here: &str) -> Markup {
    let (lang, page) = (shown.lang, shown.page);
    let publish =
        |text: &str| button::action(Kind::Plain, &format!("{here}/publication"), shown.form_token, html! { (icon("send")) (text) });
    let (take_down, archive) = (format!("{here}/withdrawal"), format!("{here}/archive"));
    let asks = |label, loss, post_to| confirm(lang, &Confirm { label, loss, verb: label, post_to, form_token: shown.form_token });
    let archives = asks(texts::ARCHIVE.get(lang), texts::ARCHIVE_LOSS.get(lang), &archive);
    html! {
        div.actions {
            @match page.status {
                PageStatus::Draft => { (publish(texts::PUBLISH.get(lang))) (archives) }
                PageStatus::Published => {
                    @if page.has_unpublished_changes { (publish(texts::PUBLISH_CHANGES.get(lang))) }
                    (asks(texts::UNPUBLISH.get(lang), texts::UNPUBLISH_LOSS.get(lang), &take_down))
                    (archives)
                }
                PageStatus::Archived => {
                    (button::action(Kind::Plain, &take_down, shown.form_token, texts::UNARCHIVE.get(lang)))
                    (publish(texts::PUBLISH.get(lang)))
                }
            }
        }
    }
}

fn figures(lang: Lang, figures: &Figures) -> Markup {
    let number = |n: i64| html! { span.num { (grouped(n)) } };
    let rate = html! { span.num { @match figures.opt_in_rate_bp { Some(bp) => (percent(bp)), None => "–" } } };
    card::card(
        texts::LAST_30.get(lang),
        card::facts(&[
            (texts::VIEWS.get(lang), number(figures.views)),
            (texts::UNIQUE_VIEWS.get(lang), number(figures.unique_views)),
            (texts::OPT_INS.get(lang), number(figures.opt_ins)),
            (texts::OPT_IN_RATE.get(lang), rate),
        ]),
    )
}

fn versions(shown: &Editor<'_>, here: &str) -> Markup {
    let (lang, side) = (shown.lang, &shown.side);
    let entries: Vec<timeline::Entry> = side
        .versions
        .iter()
        .map(|version| timeline::Entry {
            sign: icon("history"),
            title: html! {
                (texts::VERSION_N.with(&[("n", &version.number)]).get(lang))
                @if version.current { " " (pill::tag(texts::CURRENT.get(lang))) }
            },
            detail: html! {
                (version.title) " · " (version.published_by)
                @if shown.may_write {
                    @let loss = texts::RESTORE_LOSS.with(&[("n", &version.number)]);
                    div { (confirm_with(lang, &Confirm {
                        label: texts::RESTORE.get(lang), loss: loss.get(lang), verb: texts::RESTORE.get(lang),
                        post_to: &format!("{here}/restoration"), form_token: shown.form_token,
                    }, html! { input type="hidden" name="number" value=(version.number); })) }
                }
            },
            time: side.zone.date_time(version.published_at),
            at: version.published_at.to_string(),
        })
        .collect();
    card::card(
        texts::VERSIONS.get(lang),
        html! { @if entries.is_empty() { p.muted { (texts::NO_VERSIONS.get(lang)) } } @else { (timeline::timeline(&entries)) } },
    )
}

fn danger(shown: &Editor<'_>, here: &str) -> Markup {
    let lang = shown.lang;
    let loss = texts::DELETE_LOSS.with(&[("title", &shown.page.title)]);
    let asked = Confirm {
        label: texts::DELETE.get(lang),
        loss: loss.get(lang),
        verb: texts::DELETE.get(lang),
        post_to: &format!("{here}/deletion"),
        form_token: shown.form_token,
    };
    card::card(
        texts::DANGER.get(lang),
        html! { div.stack { p.small.muted { (texts::DELETE_HELP.get(lang)) } div { (confirm(lang, &asked)) } } },
    )
}
