//! What a person types into a form, and what robots do.

use crate::{
    base::{form::RawForm, time::Day},
    cli::demo::{
        dice::Dice,
        people::{Person, typed},
        trade::Trade,
    },
    landing::form::{Field, FieldKind, FormDefinition, HONEYPOT, Target},
};

/// What gives a submission away as spam, or at least makes it look odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    Honeypot,
    TooFast,
    Robot,
    /// A made-up name and number: recorded, but no suspect.
    Joke,
}

pub const TRICKS: &[(usize, Trick)] = &[(4, Trick::Honeypot), (4, Trick::TooFast), (2, Trick::Robot), (2, Trick::Joke)];

/// The form, filled in. `today` is the account's day.
pub fn fill(form: &FormDefinition, person: &Person, trade: &Trade, trick: Option<Trick>, today: Day, dice: &mut Dice) -> RawForm {
    let mut raw = RawForm::default();
    for field in &form.fields {
        let value = match field.target() {
            Target::Name if trick == Some(Trick::Joke) => "ㅁㄴㅇㄹ".to_owned(),
            Target::Name => person.name.clone(),
            Target::Phone if trick == Some(Trick::Joke) => "010-0000-0000".to_owned(),
            Target::Phone => typed(&person.phone, dice),
            Target::Email if field.required || dice.percent(60) => person.email.clone(),
            Target::Company if field.required || dice.percent(50) => dice.pick(trade.companies).to_owned(),
            Target::Consent if field.required || dice.percent(55) => "1".to_owned(),
            Target::Answer => {
                answer(&mut raw, field, trade, today, dice);
                continue;
            }
            _ => continue,
        };
        raw.push(field.name.clone(), value);
    }
    if trick == Some(Trick::Honeypot) {
        raw.push(HONEYPOT, "https://cheap-seo.example");
    }
    raw
}

fn answer(raw: &mut RawForm, field: &Field, trade: &Trade, today: Day, dice: &mut Dice) {
    if !field.required && dice.percent(40) {
        return;
    }
    let value = match field.kind {
        FieldKind::Select | FieldKind::Radio if !field.options.is_empty() => dice.pick(&field.options),
        FieldKind::Checkbox if !field.options.is_empty() => {
            let first = dice.below(field.options.len());
            let chosen = field.options.iter().enumerate().filter(|(index, _)| *index == first || dice.percent(30));
            chosen.for_each(|(_, option)| raw.push(field.name.clone(), option.clone()));
            return;
        }
        FieldKind::Checkbox => "1".to_owned(),
        FieldKind::Number => number(&field.name, dice).to_string(),
        FieldKind::Date => today.plus(i32::try_from(dice.between(7, 90)).unwrap_or(30)).to_string(),
        _ => dice.pick(trade.memos).to_owned(),
    };
    raw.push(field.name.clone(), value);
}

fn number(name: &str, dice: &mut Dice) -> i64 {
    match name {
        "size" => dice.pick(&[12, 18, 24, 25, 32, 33, 34, 42, 48]),
        "age" => dice.between(7, 46),
        "birth_year" => dice.between(1938, 1965),
        "headcount" => dice.between(3, 40) * 5,
        _ => dice.between(1, 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::{people::People, trade::TRADES};

    #[test]
    fn every_form_takes_what_is_typed() {
        let (mut people, mut dice) = (People::default(), Dice::new(11));
        for (trade, text) in TRADES.iter().flat_map(|trade| trade.pages.iter().map(move |text| (trade, text))) {
            let form = text.form("x");
            for trick in [None, Some(Trick::Honeypot), Some(Trick::Joke)].into_iter().cycle().take(60) {
                let person = people.meet(&mut dice);
                let raw = fill(&form, &person, trade, trick, Day(20_000), &mut dice);
                assert!(form.parse(&raw).is_ok(), "{}: {raw:?} {:?}", text.slug, form.parse(&raw));
            }
        }
    }
}
