//! What is wrong with the appliance and nobody has seen yet, above the agency's pages.

use maud::{Markup, html};

use crate::{
    base::lang::{Lang, Message},
    web::{
        components::{notice::notice, number::grouped, pill::Tone},
        texts,
    },
};

/// Troubles that are named; the others are counted.
const NAMED: usize = 3;

/// One thing that is wrong, and what to do about it.
#[derive(Clone, Copy, Debug)]
pub struct Trouble<'a> {
    pub is_critical: bool,
    pub what: &'a Message,
    pub remedy: &'a Message,
}

/// Nothing where nothing is wrong. The worst comes first.
pub fn troubles(lang: Lang, all: &[Trouble<'_>]) -> Markup {
    let tone = if all.iter().any(|trouble| trouble.is_critical) { Tone::Red } else { Tone::Amber };
    let count = texts::ALARMS_OPEN.with(&[("n", &grouped(i64::try_from(all.len()).unwrap_or(i64::MAX)))]);
    html! {
        @if !all.is_empty() {
            (notice(tone, html! {
                b { (count.get(lang)) }
                ul { @for trouble in all.iter().take(NAMED) { li { b { (trouble.what.get(lang)) } " " (trouble.remedy.get(lang)) } } }
                a href="/alarms" { (texts::ALARMS_TO.get(lang)) }
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::text;

    #[test]
    fn a_few_are_named_and_all_are_counted() {
        let (what, remedy): (Message, Message) = (text("<디스크>", "<disk>").into(), text("비우기", "empty it").into());
        let trouble = |is_critical| Trouble { is_critical, what: &what, remedy: &remedy };
        assert_eq!(troubles(Lang::Ko, &[]).0, "");
        let one = troubles(Lang::Ko, &[trouble(false)]).0;
        assert!(one.contains("notice amber") && one.contains("1건") && one.contains("&lt;디스크&gt;"), "{one}");
        let many = troubles(Lang::En, &[trouble(true), trouble(false), trouble(false), trouble(false)]).0;
        assert!(many.contains("notice red") && many.contains("4 alarms") && many.matches("<li>").count() == NAMED, "{many}");
    }
}
