//! The second and third step of a restore: what it will change, and the word that lets it begin.

use maud::{Markup, html};

use crate::{
    accounts::model::Account,
    backups::{
        model::Known,
        restore::{Change, Preview, Since},
        texts::wizard as texts,
        views::{
            choose::ALL,
            parts::{PATH, Place, look_path, steps},
        },
    },
    base::{bytes::byte_size, error::FieldErrors, form::RawForm, lang::Message},
    web::components::{
        button::{self, Kind},
        card,
        field::Form,
        head::page_head_below,
        icon::icon,
        identity,
        notice::notice,
        number::grouped,
        pill::Tone,
        table,
    },
};

/// What was chosen.
pub struct Chosen<'a> {
    pub known: &'a Known,
    /// From the off-site copy?
    pub is_far: bool,
    pub values: &'a RawForm,
    pub errors: &'a FieldErrors,
}

/// One account, and what its restore would change or why it can't be.
pub type Looked<'a> = (&'a Account, Result<Preview, Message>);

pub fn one(place: &Place, chosen: &Chosen, account: &Account, preview: &Preview) -> Markup {
    let title = texts::LOOK_TITLE.with(&[("account", &account.name)]);
    let subtitle = texts::LOOK_SUBTITLE.with(&[("when", &place.when(preview.at))]);
    let back = format!("{PATH}?account={}&snapshot={}", account.slug, chosen.known.id());
    html! {
        (page_head_below((&back, place.text(texts::BACK_TO_CHOICE)), title.get(place.lang), subtitle.get(place.lang), ""))
        div.stack {
            (steps(place, 1))
            @if !preview.fits() { (no_room(place, preview.needed_bytes, preview.free_bytes)) }
            div.halves {
                div.stack { (differences(place, preview)) }
                div.stack {
                    @if let Some(since) = &preview.since { (came_since(place, chosen, account, preview, since)) }
                    (good_to_know(place, chosen, Some(preview)))
                }
            }
            @if preview.fits() {
                div.halves {
                    (aside(place, chosen, &account.slug))
                    (in_place(place, chosen, &account.slug, texts::CONFIRM_NAME, texts::PLACE_DO))
                }
            }
        }
    }
}

pub fn all(place: &Place, chosen: &Chosen, looked: &[Looked]) -> Markup {
    let previews = || looked.iter().filter_map(|(_, looked)| looked.as_ref().ok());
    let needed = previews().map(|preview| preview.needed_bytes).sum::<u64>();
    let free = previews().map(|preview| preview.free_bytes).min().unwrap_or(u64::MAX);
    let subtitle = texts::LOOK_SUBTITLE.with(&[("when", &place.when(chosen.known.snapshot.at))]);
    let back = format!("{PATH}?snapshot={}", chosen.known.id());
    let title = texts::ALL_CARD.with(&[("n", &previews().count())]);
    html! {
        (page_head_below((&back, place.text(texts::BACK_TO_CHOICE)), place.text(texts::ALL_TITLE), subtitle.get(place.lang), ""))
        div.stack {
            (steps(place, 1))
            @if needed > free { (no_room(place, needed, free)) }
            @if previews().next().is_none() { (notice(Tone::Red, place.text(texts::NONE_IN_BACKUP))) }
            (card::titled(title.get(place.lang), "", accounts(place, chosen, looked)))
            (good_to_know(place, chosen, None))
            @if needed <= free && previews().next().is_some() { (in_place(place, chosen, ALL, texts::CONFIRM_ALL, texts::PLACE_ALL_DO)) }
        }
    }
}

fn no_room(place: &Place, needed: u64, free: u64) -> Markup {
    let said = texts::NO_ROOM.with(&[("needed", &size(needed)), ("free", &size(free))]);
    notice(Tone::Red, said.get(place.lang))
}

fn accounts(place: &Place, chosen: &Chosen, looked: &[Looked]) -> Markup {
    let head = html! {
        (table::th(place.text(texts::ACCOUNT)))
        (table::th(place.text(texts::ALL_CHANGES)))
        (table::th_right(place.text(texts::ALL_SINCE)))
    };
    let rows = html! {
        @for (account, looked) in looked {
            tr {
                td { (identity::avatar_cell(&look_path("preview", &account.slug, chosen.known, chosen.is_far), &account.name, &account.slug)) }
                @match looked {
                    Ok(preview) => {
                        td.small { (in_short(place, preview)) }
                        td.right.num { @match &preview.since { Some(since) => (grouped(since.leads)), None => "–" } }
                    },
                    Err(why) => {
                        td { b { (place.text(texts::ALL_LEFT_OUT)) } div.small.muted { (why.get(place.lang)) } }
                        td.right { "–" }
                    },
                }
            }
        }
    };
    table::table(place.text(texts::ALL_ACCOUNTS), head, rows)
}

/// The first few changes that people know: `고객 +12, 리드 −1`.
fn in_short(place: &Place, preview: &Preview) -> String {
    let said = preview.tables.iter().filter_map(|change| Some(format!("{} {}", change.label()?.get(place.lang), signed(change))));
    let said: Vec<String> = said.take(4).collect();
    if said.is_empty() { place.text(texts::ALL_NONE).to_owned() } else { said.join(", ") }
}

fn differences(place: &Place, preview: &Preview) -> Markup {
    let (known, others): (Vec<&Change>, Vec<&Change>) = preview.tables.iter().partition(|change| change.label().is_some());
    let head = html! {
        (table::th(place.text(texts::WHAT)))
        (table::th_right(place.text(texts::NOW)))
        (table::th_right(place.text(texts::THEN)))
        (table::th_right(place.text(texts::DIFFERENCE)))
    };
    let rows = html! { @for change in known.iter().copied() { (row(place, change)) } };
    let content = html! {
        @if preview.since.is_none() && known.iter().all(|change| change.now.is_none()) {
            div.card-body { (notice(Tone::Amber, place.text(texts::UNREADABLE_NOW))) }
        }
        @if known.is_empty() { div.card-body { p.muted { (place.text(texts::NOTHING_DIFFERS)) } } }
        @else { div.compact { (table::table(place.text(texts::DIFFERS), head, rows)) } }
        @if !others.is_empty() {
            div.card-body {
                details {
                    summary.small.muted { (texts::OTHER_TABLES.with(&[("n", &others.len())]).get(place.lang)) }
                    ul.small.muted { @for change in others { li { code { (change.table) } " " (signed(change)) } } }
                }
            }
        }
    };
    card::titled(place.text(texts::DIFFERS), "", content)
}

fn row(place: &Place, change: &Change) -> Markup {
    let number = |rows: Option<i64>| rows.map_or_else(|| "–".to_owned(), grouped);
    html! {
        tr {
            td.strong { @if let Some(label) = change.label() { (label.get(place.lang)) } }
            td.right.num.muted { (number(change.now)) }
            td.right.num { (number(change.then)) }
            td.right.num.strong { (signed(change)) }
        }
    }
}

/// How many there will be more or fewer.
fn signed(change: &Change) -> String {
    let difference = change.then.unwrap_or(0) - change.now.unwrap_or(0);
    let amount = grouped(difference.abs());
    if difference < 0 { format!("−{amount}") } else { format!("+{amount}") }
}

fn came_since(place: &Place, chosen: &Chosen, account: &Account, preview: &Preview, since: &Since) -> Markup {
    let day = account.zone.day_of(preview.at);
    let list = format!("/accounts/{}/leads?from={day}&suspect=any&sort=-created_at", account.slug);
    let file = look_path("leads", &account.slug, chosen.known, chosen.is_far);
    let actions = html! {
        @if since.leads > 0 {
            div.actions {
                (button::link(Kind::Small, &list, place.text(texts::SINCE_LIST)))
                (button::link(Kind::Small, &file, html! { (icon("download")) (place.text(texts::SINCE_FILE)) }))
            }
        }
    };
    let content = html! {
        @if since.leads == 0 {
            div.card-body { p.muted { (place.text(texts::SINCE_NONE)) } }
        } @else {
            div.card-body {
                (notice(Tone::Amber, texts::SINCE_COUNT.with(&[("n", &grouped(since.leads))]).get(place.lang)))
            }
            ul.rows aria-label=(texts::SINCE_NEWEST.with(&[("n", &since.newest.len())]).get(place.lang)) {
                @for lead in &since.newest {
                    li {
                        a.strong href={ "/accounts/" (account.slug) "/leads/" (lead.id) } { (lead.name) }
                        span.small.muted { (place.when_and_ago(lead.at)) }
                    }
                }
            }
        }
    };
    card::titled(place.text(texts::SINCE), actions, content)
}

fn good_to_know(place: &Place, chosen: &Chosen, preview: Option<&Preview>) -> Markup {
    let mut said = vec![texts::ELSE_OTHERS, texts::ELSE_MAIL, texts::ELSE_ERASED, texts::ELSE_KEPT];
    if preview.is_some_and(|preview| preview.steps_behind > 0) {
        said.push(texts::ELSE_OLDER);
    }
    if preview.is_none() {
        said[0] = texts::ALL_HELP;
    }
    let at = preview.map_or(chosen.known.snapshot.at, |preview| preview.at);
    let mut facts = vec![
        (place.text(texts::MOMENT), html! { (place.when_and_ago(at)) }),
        (place.text(texts::SOURCE), html! { (place.source(chosen.is_far)) }),
    ];
    if let Some(preview) = preview {
        let room = texts::ROOM_NEEDED.with(&[("needed", &size(preview.needed_bytes)), ("free", &size(preview.free_bytes))]);
        facts.push((place.text(texts::SIZE), html! { (size(preview.bytes)) }));
        facts.push((place.text(texts::ROOM), html! { (room.get(place.lang)) }));
    }
    card::card(
        place.text(texts::ELSE),
        html! {
            div.stack {
                (card::facts(&facts))
                ul.hints { @for text in said { li { (icon("info-circle")) span { (place.text(text)) } } } }
            }
        },
    )
}

fn aside(place: &Place, chosen: &Chosen, slug: &str) -> Markup {
    card::card(
        place.text(texts::ASIDE_CARD),
        html! {
            form.stack method="post" action=(PATH) {
                (hidden(place, chosen, slug, "aside"))
                p { (place.text(texts::ASIDE_HELP)) }
                div.form-submit { (button::submit(Kind::Primary, html! { (icon("eye")) (place.text(texts::ASIDE_DO)) })) }
            }
        },
    )
}

fn in_place(place: &Place, chosen: &Chosen, slug: &str, label: crate::base::lang::Text, verb: crate::base::lang::Text) -> Markup {
    let form = Form::new(place.lang, chosen.values, chosen.errors);
    card::card(
        place.text(texts::PLACE_CARD),
        html! {
            form.stack id="in-place" method="post" action=(PATH) {
                (hidden(place, chosen, slug, "in_place"))
                (form.summary())
                p { (place.text(texts::PLACE_HELP)) }
                (form.text("confirm", label).required().max_chars(200).autocomplete("off"))
                div.form-submit { (button::submit(Kind::Danger, place.text(verb))) }
            }
        },
    )
}

fn hidden(place: &Place, chosen: &Chosen, slug: &str, target: &str) -> Markup {
    html! {
        (button::token(place.form_token))
        input type="hidden" name="account" value=(slug);
        input type="hidden" name="snapshot" value=(chosen.known.id());
        @if chosen.is_far { input type="hidden" name="offsite" value="on"; }
        input type="hidden" name="target" value=(target);
    }
}

pub fn size(bytes: u64) -> String {
    byte_size(i64::try_from(bytes).unwrap_or(i64::MAX))
}
