//! A restore under way, what came of it, and the account that shows a backup until somebody decides.

use maud::{Markup, html};

use crate::{
    accounts::model::Account,
    backups::{
        restore::{Aside, KEPT_DAYS, Order, OrderState, Restored, Told},
        texts::wizard as texts,
        views::{
            choose::{name_of, order_path, shown_path, state},
            parts::{PATH, Place, steps},
        },
    },
    base::{
        error::FieldErrors,
        form::RawForm,
        time::{DAY_MS, Timestamp},
    },
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm_with},
        field::Form,
        head::page_head_below,
        icon::icon,
        identity,
        notice::notice,
        number::grouped,
        pill::{Tone, pill},
    },
};

/// A restore as it is looked at.
pub struct Seen {
    pub order: Order,
    pub accounts: Vec<Account>,
    /// Names of the old files that are still kept.
    pub kept: Vec<String>,
}

/// What a restore of one account has done, as pairs of label and value.
type Facts = Vec<(&'static str, Markup)>;

pub fn page(place: &Place, seen: &Seen) -> Markup {
    let (order, accounts) = (&seen.order, &seen.accounts);
    let title = texts::RUN_TITLE.with(&[("account", &name_of(place, order, accounts))]);
    html! {
        (page_head_below((PATH, place.text(texts::TITLE)), title.get(place.lang), html! { (place.when_and_ago(order.asked_at)) }, ""))
        (progress(place, seen))
    }
}

/// The part of the page that is asked for again while the restore goes on.
pub fn progress(place: &Place, seen: &Seen) -> Markup {
    let (order, accounts) = (&seen.order, &seen.accounts);
    let is_open = order.state.is_open();
    let again = is_open.then(|| format!("{}/progress", order_path(order.id)));
    html! {
        div.run.stack id="restore" hx-get=[again] hx-trigger=[is_open.then_some("every 1s")] hx-select="#restore" hx-swap="outerHTML" {
            @if is_open {
                (steps(place, 2))
                (under_way(place, order, accounts))
            } @else {
                (said(place, order, accounts))
                @for told in order.told.iter().filter(|told| !told.account.is_empty()) { (one(place, seen, told)) }
                div.actions { (button::link(Kind::Plain, PATH, place.text(texts::AGAIN))) }
            }
        }
    }
}

fn under_way(place: &Place, order: &Order, accounts: &[Account]) -> Markup {
    let now = &order.progress;
    let name = now.account.as_ref().map(|slug| name(slug, accounts));
    let stage = now.stage.label().get(place.lang);
    let of = now.of.max(1);
    // Stages of the account at work count too, or one alone would show nothing at all.
    let parts = u64::try_from(now.done * 5 + now.stage as usize).unwrap_or(0);
    html! {
        (card::card("", html! {
            div.stack {
                div {
                    p.strong {
                        (state(place, order)) " " (stage)
                        @if let Some(name) = name { span.muted { " · " (name) } }
                    }
                    progress value=(parts) max=(of * 5) aria-label=(stage) {}
                    @if of > 1 { p.small.muted { (texts::OF_ACCOUNTS.with(&[("of", &now.of), ("done", &now.done)]).get(place.lang)) } }
                }
                p.muted { (place.text(texts::MAY_LEAVE)) }
                div.actions { (button::link(Kind::Quiet, &order_path(order.id), place.text(texts::REFRESH))) }
            }
        }))
    }
}

/// The whole in a sentence.
fn said(place: &Place, order: &Order, accounts: &[Account]) -> Markup {
    let failed = order.told.iter().filter(|told| told.fault.is_some()).count();
    let done: Vec<(&Told, &Restored)> = order.told.iter().filter_map(|told| Some((told, told.restored.as_ref()?))).collect();
    let whole = order.told.iter().find(|told| told.account.is_empty()).and_then(|told| told.fault.as_ref());
    match (order.state, done.as_slice()) {
        (OrderState::Done, [(told, restored)]) => {
            let text = if restored.as_account.is_some() { texts::DONE_ASIDE } else { texts::DONE_PLACE };
            let said = text.with(&[("account", &name(&told.account, accounts)), ("when", &place.when(restored.at))]);
            notice(Tone::Green, said.get(place.lang))
        }
        (OrderState::Done, several) => notice(Tone::Green, texts::DONE_ALL.with(&[("n", &several.len())]).get(place.lang)),
        (_, []) => notice(
            Tone::Red,
            html! {
                (place.text(texts::FAILED_ONE)) @if let Some(why) = whole { " " (why.get(place.lang)) }
            },
        ),
        (_, several) => {
            let text = texts::FAILED_SOME.with(&[("failed", &failed), ("done", &several.len())]);
            notice(Tone::Amber, text.get(place.lang))
        }
    }
}

fn one(place: &Place, seen: &Seen, told: &Told) -> Markup {
    let name = name(&told.account, &seen.accounts);
    let mark =
        if told.restored.is_some() { pill(Tone::Green, place.text(texts::DONE)) } else { pill(Tone::Red, place.text(texts::FAILED)) };
    let content = html! {
        div.stack {
            div.cell { (identity::avatar(&name)) span { b { (name) } small { (told.account) } } }
            @if let Some(fault) = &told.fault { p { (fault.get(place.lang)) } }
            @if let Some(restored) = &told.restored {
                (card::facts(&facts(place, &seen.order, restored)))
                div.actions {
                    @match &restored.as_account {
                        Some(aside) => {
                            (button::link(Kind::Primary, &format!("/accounts/{aside}"), html! { (icon("eye")) (place.text(texts::TO_SHOWN)) }))
                            (button::link(Kind::Plain, &shown_path(aside), place.text(texts::DECIDE)))
                        },
                        None => {
                            (button::link(Kind::Primary, &format!("/accounts/{}", told.account), place.text(texts::TO_ACCOUNT)))
                            @if let Some(file) = restored.kept.as_ref().filter(|file| seen.kept.contains(file)) { (put_back(place, &name, file)) }
                        },
                    }
                }
            }
        }
    };
    card::card_with(place.text(texts::OUTCOME), mark, content)
}

fn put_back(place: &Place, name: &str, file: &str) -> Markup {
    let loss = texts::BACK_LOSS.with(&[("account", &name)]);
    let asked = Confirm {
        label: place.text(texts::BACK_ASK),
        loss: loss.get(place.lang),
        verb: place.text(texts::BACK_DO),
        post_to: "/backups/restore/kept",
        form_token: place.form_token,
    };
    confirm_with(place.lang, &asked, html! { input type="hidden" name="file" value=(file); })
}

fn facts(place: &Place, order: &Order, restored: &Restored) -> Facts {
    let seconds = format!("{}.{}", restored.took_ms / 1_000, restored.took_ms % 1_000 / 100);
    let mut facts: Facts = vec![
        (place.text(texts::MOMENT), html! { (place.when(restored.at)) }),
        (place.text(texts::SOURCE), html! { (place.source(order.wanted.offsite)) }),
        (place.text(texts::TOOK), html! { (texts::SECONDS.with(&[("n", &seconds)]).get(place.lang)) }),
    ];
    for (label, count) in [(texts::ERASED_AGAIN, restored.erased_again), (texts::GIVEN_UP, restored.given_up)] {
        if count > 0 {
            facts.push((place.text(label), html! { (grouped(i64::try_from(count).unwrap_or(i64::MAX))) }));
        }
    }
    if let Some(file) = &restored.kept {
        let until: Timestamp = order.ended_at.unwrap_or(order.asked_at).plus_ms(KEPT_DAYS * DAY_MS);
        let kept = texts::KEPT_UNTIL.with(&[("file", file), ("until", &place.zone.date_time(until))]);
        facts.push((place.text(texts::KEPT), html! { (kept.get(place.lang)) }));
    }
    facts
}

fn name(slug: &str, accounts: &[Account]) -> String {
    accounts.iter().find(|account| account.slug == slug).map_or_else(|| slug.to_owned(), |account| account.name.clone())
}

/// An account that shows a backup: to be put in place, or removed.
pub fn shown(place: &Place, aside: &Aside, values: &RawForm, errors: &FieldErrors) -> Markup {
    let path = shown_path(&aside.account.slug);
    let title = texts::SHOWN_TITLE.with(&[("account", &aside.account.name)]);
    let of = aside.of.as_ref().map(|of| of.name.as_str());
    let subtitle = of.map(|of| texts::SHOWN_SUBTITLE.with(&[("of", &of), ("when", &place.when(aside.at))]));
    let subtitle = subtitle.as_ref().map_or("", |subtitle| subtitle.get(place.lang));
    let open =
        button::link(Kind::Plain, &format!("/accounts/{}", aside.account.slug), html! { (icon("eye")) (place.text(texts::OPEN_SHOWN)) });
    let form = Form::new(place.lang, values, errors);
    html! {
        (page_head_below((PATH, place.text(texts::TITLE)), title.get(place.lang), subtitle, open))
        div.halves {
            @if let Some(of) = of {
                (card::card(place.text(texts::PUT_DO), html! {
                    form.stack method="post" action={ (path) "/place" } {
                        (button::token(place.form_token))
                        (form.summary())
                        p { (texts::SHOWN_PUT_HELP.with(&[("of", &of)]).get(place.lang)) }
                        (form.text("confirm", texts::CONFIRM_NAME).placeholder(of).required().max_chars(200).autocomplete("off"))
                        div.form-submit { (button::submit(Kind::Danger, place.text(texts::PUT_DO))) }
                    }
                }))
            }
            (card::card(place.text(texts::REMOVE_CARD), html! {
                form.stack method="post" action={ (path) "/removal" } {
                    (button::token(place.form_token))
                    p { (place.text(texts::REMOVE_HELP)) }
                    div.form-submit { (button::submit(Kind::Plain, place.text(texts::REMOVE_DO))) }
                }
            }))
        }
    }
}
