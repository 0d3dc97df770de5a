//! Where one is on a way of several steps.

use maud::{Markup, html};

use crate::{
    base::lang::Lang,
    web::{components::icon::icon, texts},
};

/// One step of the way.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    pub label: &'a str,
    /// Absent for a step that can't be gone to yet.
    pub href: Option<&'a str>,
    pub is_done: bool,
    pub is_current: bool,
}

/// All steps in their order; `name` tells a screen reader what they lead through.
pub fn steps(lang: Lang, name: &str, all: &[Step<'_>]) -> Markup {
    let current = all.iter().position(|step| step.is_current).map(|place| place + 1);
    html! {
        nav.stepper aria-label=(name) {
            @if let Some(current) = current {
                p.small.muted { (texts::STEP_OF.with(&[("n", &current), ("all", &all.len())]).get(lang)) }
            }
            ol {
                @for (place, step) in all.iter().enumerate() {
                    li.done[step.is_done] aria-current=[step.is_current.then_some("step")] {
                        @if let Some(href) = step.href { a href=(href) { (mark(lang, place + 1, step)) } }
                        @else { span.step { (mark(lang, place + 1, step)) } }
                    }
                }
            }
        }
    }
}

fn mark(lang: Lang, number: usize, step: &Step<'_>) -> Markup {
    html! {
        span.sign { @if step.is_done { (icon("check")) } @else { (number) } }
        span.label { (step.label) }
        @if step.is_done { span.hidden-text { " " (texts::STEP_DONE.get(lang)) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_hears_where_they_are_and_what_is_done() {
        let step = |label, is_done, is_current: bool| Step { label, href: (!is_current).then_some("/x"), is_done, is_current };
        let drawn = steps(Lang::En, "Set-up", &[step("Agency", true, false), step("<b>", false, true), step("Mail", false, false)]).0;
        assert!(drawn.contains("Step 2 of 3") && drawn.contains("&lt;b&gt;"), "{drawn}");
        assert_eq!((drawn.matches(r#"aria-current="step""#).count(), drawn.matches("<a ").count()), (1, 2), "{drawn}");
        assert_eq!(drawn.matches("(done)").count(), 1, "{drawn}");
    }
}
