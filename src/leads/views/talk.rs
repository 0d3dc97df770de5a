//! What was said: a call with what it leads to, a note or a meeting, and the way back from a slip.

use maud::{Markup, html};

use crate::{
    interactions::{
        model::{Interaction, TAKEN_BACK_WITHIN_MS},
        wording,
    },
    leads::{
        call::Outcome,
        texts,
        views::{detail::Shown, parts::Place},
        work_status,
    },
    web::components::{
        button::{self, Kind},
        card,
        field::Form,
        notice::notice,
        pill::Tone,
    },
};

/// The cards in which people write down what was said.
pub fn cards(place: &Place, shown: &Shown, own: &str) -> Markup {
    let lang = place.lang;
    html! {
        @if let Some(written) = just_written(place, shown) { (way_back(place, written, own)) }
        (card::card(texts::LOG_CALL.get(lang), call(place, shown, own)))
        (card::card(texts::ADD_NOTE.get(lang), note(place, shown, own)))
    }
}

fn call(place: &Place, shown: &Shown, own: &str) -> Markup {
    let lang = place.lang;
    let form = Form::new(lang, shown.values, shown.errors);
    let outcomes = Outcome::ALL.map(|outcome| (outcome.name(), outcome.label().get(lang)));
    let mut next = vec![("", texts::AS_OUTCOME.get(lang))];
    next.extend(work_status::ALL.map(|status| (status.key, status.label.get(lang))));
    html! {
        form.stack method="post" action={ (own) "/calls" } {
            (button::token(&place.form_token))
            div.field-row.tight {
                (form.select("outcome", texts::OUTCOME, &outcomes))
                (form.number("minutes", texts::MINUTES).autocomplete("off"))
            }
            (form.textarea("memo", texts::WHAT, 2).max_chars(5_000))
            div.field-row.tight {
                (form.select("next_status", texts::NEXT_STATUS, &next))
                (form.datetime("next_callback", texts::NEXT_CALLBACK).help(texts::NEXT_CALLBACK_HELP))
            }
            div.form-submit { (button::submit(Kind::Plain, texts::LOG_CALL.get(lang))) }
        }
    }
}

fn note(place: &Place, shown: &Shown, own: &str) -> Markup {
    let lang = place.lang;
    let form = Form::new(lang, shown.values, shown.errors);
    let kinds = [("note", texts::NOTE.get(lang)), ("meeting", texts::MEETING.get(lang))];
    html! {
        form.stack method="post" action={ (own) "/interactions" } {
            (button::token(&place.form_token))
            (form.select("kind", texts::KIND, &kinds))
            (form.textarea("text", texts::NOTE, 3).required().max_chars(5_000))
            div.form-submit { (button::submit(Kind::Plain, texts::SAVE_NOTE.get(lang))) }
        }
    }
}

/// The newest note, call or meeting, if whoever looks wrote it a moment ago.
fn just_written<'a>(place: &Place, shown: &'a Shown) -> Option<&'a Interaction> {
    shown.timeline.iter().find(|interaction| interaction.kind.may_be_taken_back()).filter(|interaction| {
        let age_ms = shown.now.ms_since(interaction.occurred_at);
        interaction.user_id.is_some() && interaction.user_id == place.actor.user_id() && (0..TAKEN_BACK_WITHIN_MS).contains(&age_ms)
    })
}

fn way_back(place: &Place, written: &Interaction, own: &str) -> Markup {
    let lang = place.lang;
    let title = wording::title(written);
    let what = [title.get(lang), &wording::detail(written, lang)].join(" ");
    let short: String = what.trim().chars().take(60).collect();
    let content = html! {
        (texts::JUST_WROTE.with(&[("what", &short)]).get(lang))
        form.actions method="post" action={ (own) "/interactions/undo" } {
            (button::token(&place.form_token))
            input type="hidden" name="interaction" value=(written.id);
            (button::submit(Kind::Small, texts::TAKE_BACK.get(lang)))
        }
    };
    notice(Tone::Blue, content)
}
