//! The first step of a restore: which account, and back to when. Below it what was restored of late.

use maud::{Markup, html};

use crate::{
    accounts::model::Account,
    backups::{
        model::Known,
        restore::{Aside, Order, OrderState, Target},
        texts::wizard as texts,
        views::parts::{PATH, Place, steps},
    },
    base::{bytes::byte_size, error::FieldErrors, form::RawForm},
    web::components::{
        button::{self, Kind},
        card, empty,
        field::Form,
        head::page_head_below,
        icon::icon,
        identity,
        moment::moment,
        pill::{Tone, pill},
        table,
    },
};

/// What the choice of all accounts is sent as; no slug has a star.
pub const ALL: &str = "*";

pub struct Choice<'a> {
    /// Accounts that may be brought back.
    pub accounts: &'a [Account],
    /// Whole snapshots, the one made last first.
    pub known: &'a [Known],
    pub values: &'a RawForm,
    pub errors: &'a FieldErrors,
    /// Accounts that show a snapshot.
    pub asides: &'a [Aside],
    /// Restores of late.
    pub orders: &'a [Order],
}

pub fn page(place: &Place, choice: &Choice) -> Markup {
    html! {
        (page_head_below(("/backups", crate::backups::texts::BACKUPS.get(place.lang)), place.text(texts::TITLE), place.text(texts::SUBTITLE), ""))
        div.stack {
            @if choice.known.is_empty() {
                (nothing(place, texts::EMPTY.get(place.lang), texts::EMPTY_HELP.get(place.lang)))
            } @else if choice.accounts.is_empty() {
                (nothing(place, texts::NO_ACCOUNTS.get(place.lang), texts::NO_ACCOUNTS_HELP.get(place.lang)))
            } @else {
                (steps(place, 0))
                (form(place, choice))
            }
            @if !choice.asides.is_empty() { (asides(place, choice.asides)) }
            @if !choice.orders.is_empty() { (orders(place, choice)) }
        }
    }
}

fn nothing(place: &Place, title: &str, help: &str) -> Markup {
    let back = button::link(Kind::Primary, "/backups", place.text(texts::TO_BACKUPS));
    card::flush(empty::empty_state(icon("history"), title, help, back))
}

fn form(place: &Place, choice: &Choice) -> Markup {
    let form = Form::new(place.lang, choice.values, choice.errors);
    let mut accounts = vec![("", place.text(texts::CHOOSE_ACCOUNT))];
    accounts.extend(choice.accounts.iter().map(|account| (account.slug.as_str(), account.name.as_str())));
    accounts.push((ALL, place.text(texts::ALL_ACCOUNTS)));
    let any_copy = choice.known.iter().any(|known| known.copy_id.is_some() && known.local_id.is_some());
    html! {
        form.stack method="get" action={ (PATH) "/preview" } {
            (form.summary())
            (card::card("", html! {
                div.stack {
                    (form.select("account", texts::ACCOUNT, &accounts).required())
                    (backups(place, choice))
                    @if any_copy { (form.checkbox("offsite", texts::FROM_FAR).help(texts::FROM_FAR_HELP)) }
                    div {
                        div.form-submit { (button::submit(Kind::Primary, place.text(texts::SEE))) }
                        p.small.muted { (place.text(texts::SEE_HELP)) }
                    }
                }
            }))
        }
    }
}

/// The snapshots as a list to pick from; the newest is picked where nothing else was.
fn backups(place: &Place, choice: &Choice) -> Markup {
    let picked = choice.values.text("snapshot");
    let is_picked = |index: usize, known: &Known| {
        let is_this = |id: &Option<String>| id.as_deref() == Some(picked);
        if picked.is_empty() { index == 0 } else { is_this(&known.local_id) || is_this(&known.copy_id) }
    };
    let fault = choice.errors.of("snapshot").map(|message| message.get(place.lang));
    html! {
        fieldset.field aria-describedby=[fault.map(|_| "f-snapshot-error")] {
            legend { (place.text(texts::BACKUP)) span.must aria-hidden="true" { " *" } }
            div.backup-list {
                @for (index, known) in choice.known.iter().enumerate() {
                    label.check {
                        input.form-check-input type="radio" id=[(index == 0).then_some("f-snapshot")] name="snapshot" value=(known.id())
                            checked[is_picked(index, known)] required;
                        span { (backup(place, choice, index, known)) }
                    }
                }
            }
            @if let Some(fault) = fault { div.error id="f-snapshot-error" { (icon("alert-circle")) span { (fault) } } }
        }
    }
}

fn backup(place: &Place, choice: &Choice, index: usize, known: &Known) -> Markup {
    let account = Some(choice.values.text("account")).filter(|slug| !slug.is_empty() && *slug != ALL);
    let part = account.map(|slug| known.snapshot.of_account(slug));
    html! {
        (place.when_and_ago(known.snapshot.at))
        span.small.muted { " · " (byte_size(part.flatten().map_or(known.snapshot.bytes, |(bytes, _)| bytes))) } " "
        @if index == 0 { (pill(Tone::Green, place.text(texts::NEWEST))) " " }
        @if known.local_id.is_none() { (pill(Tone::Blue, place.source(true))) " " }
        @if part == Some(None) { (pill(Tone::Grey, place.text(texts::NOT_OF_ACCOUNT))) }
    }
}

fn asides(place: &Place, asides: &[Aside]) -> Markup {
    let rows = html! {
        ul.rows {
            @for aside in asides {
                li {
                    (identity::avatar_cell(&format!("/accounts/{}", aside.account.slug), &aside.account.name, place.when(aside.at)))
                    (button::link(Kind::Small, &shown_path(&aside.account.slug), place.text(texts::DECIDE)))
                }
            }
        }
    };
    card::titled(place.text(texts::SHOWN_CARD), "", rows)
}

fn orders(place: &Place, choice: &Choice) -> Markup {
    let head = html! {
        (table::th(place.text(texts::WHO)))
        (table::th(place.text(texts::MOMENT)))
        (table::th(place.text(texts::HOW)))
        (table::th(place.text(texts::STATE)))
        (table::th_right(place.text(texts::ASKED)))
    };
    let rows = html! {
        @for order in choice.orders {
            @let at = order.told.iter().find_map(|told| told.restored.as_ref()).map(|restored| restored.at);
            tr {
                td { (identity::two_lines(&order_path(order.id), &name_of(place, order, choice.accounts), "")) }
                td.nowrap { @match at { Some(at) => (place.when(at)), None => span.muted { "–" } } }
                td.nowrap { (how(place, order)) }
                td { (state(place, order)) }
                td.right.muted { (moment(place.lang, place.zone, place.now, order.asked_at)) }
            }
        }
    };
    card::titled(place.text(texts::EARLIER), "", table::table(place.text(texts::EARLIER), head, rows))
}

fn how(place: &Place, order: &Order) -> &'static str {
    place.text(match order.wanted.target {
        Target::InPlace => texts::IN_PLACE,
        Target::Aside => texts::ASIDE,
    })
}

pub fn state(place: &Place, order: &Order) -> Markup {
    match order.state {
        OrderState::Waiting | OrderState::Running => pill(Tone::Blue, place.text(texts::UNDER_WAY)),
        OrderState::Done => pill(Tone::Green, place.text(texts::DONE)),
        OrderState::Failed => pill(Tone::Red, place.text(texts::FAILED)),
    }
}

/// Whom a restore is about: an account by its name, or how many.
pub fn name_of(place: &Place, order: &Order, accounts: &[Account]) -> String {
    match order.wanted.accounts.as_slice() {
        [slug] => accounts.iter().find(|account| account.slug == *slug).map_or_else(|| slug.clone(), |account| account.name.clone()),
        [] => place.text(texts::ALL_ACCOUNTS).to_owned(),
        several => texts::ALL_CARD.with(&[("n", &several.len())]).get(place.lang).to_owned(),
    }
}

pub fn order_path(id: i64) -> String {
    format!("/backups/restores/{id}")
}

/// The page of an account that shows a snapshot.
pub fn shown_path(slug: &str) -> String {
    format!("{PATH}/shown/{slug}")
}
