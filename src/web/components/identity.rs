//! People and companies: an initial on a stable tint, and two-line cells.

use maud::{Markup, Render, html};

use crate::web::components::pill::Tone;

const TINTS: [Tone; 5] = [Tone::Blue, Tone::Orange, Tone::Green, Tone::Violet, Tone::Amber];

/// A round initial. The same name always has the same colour.
pub fn avatar(name: &str) -> Markup {
    let hash = name.bytes().fold(5_381_usize, |hash, byte| hash.wrapping_mul(33) ^ usize::from(byte));
    let tint = TINTS.get(hash % TINTS.len()).copied().unwrap_or_default();
    html! { span class={ "avatar " (tint.class()) } aria-hidden="true" { (initial(name)) } }
}

/// The letter that stands for a name: the given name's first syllable in Korean (`김서연` is `서`), the first letter otherwise.
pub fn initial(name: &str) -> String {
    let mut letters = name.trim().chars();
    let is_hangul = |letter: char| ('가'..='힣').contains(&letter);
    match (letters.next(), letters.next(), letters.clone().count()) {
        (Some(first), Some(second), 1..=2) if is_hangul(first) && is_hangul(second) => second.to_string(),
        (Some(first), ..) => first.to_uppercase().to_string(),
        (None, ..) => "?".to_owned(),
    }
}

/// The first cell of a row: avatar, name as a link, second line.
pub fn avatar_cell(href: &str, name: &str, second: impl Render) -> Markup {
    html! {
        div.cell {
            (avatar(name))
            span { a href=(href) { (name) } small { (second) } }
        }
    }
}

/// The first cell of a row for things without a face: name as a link, second line.
pub fn two_lines(href: &str, name: &str, second: impl Render) -> Markup {
    html! { div.cell { span { a href=(href) { (name) } small { (second) } } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_given_names_in_korean() {
        let texts = ["김서연", "남궁민수", "이준", "한빛커머스", "alice", "", "  "].map(initial);
        assert_eq!(texts, ["서", "궁", "이", "한", "A", "?", "?"]);
    }

    #[test]
    fn a_hostile_name_stays_text() {
        let markup = avatar_cell("/x?a=\"><script>", "<b onmouseover=alert(1)>", "<i>").0;
        assert!(!markup.contains("<script>") && !markup.contains("<b ") && !markup.contains("<i>"), "{markup}");
        assert!(markup.contains("href=\"/x?a=&quot;&gt;&lt;script&gt;\""), "{markup}");
    }
}
