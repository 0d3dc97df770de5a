//! What surrounds each step.

use maud::{Markup, Render, html};

use crate::{
    base::lang::Lang,
    operations::{
        first_day::model::{Progress, Step},
        texts::first_day as texts,
    },
    web::components::{
        button::{self, Kind},
        icon::icon,
        steps,
    },
};

/// All that a step's page needs beside its own content.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub lang: Lang,
    pub progress: &'a Progress,
    pub form_token: &'a str,
}

/// A step: what it is for, its content, and the ways back and on.
pub fn step(look: Look<'_>, step: Step, help: &str, content: impl Render) -> Markup {
    let lang = look.lang;
    html! {
        (way(look, Some(step)))
        h1 { (step.label().get(lang)) }
        p.muted { (help) }
        (content)
        div.step-foot {
            @if let Some(before) = step.before() {
                (button::link(Kind::Quiet, before.path(), html! { (icon("arrow-left")) (texts::BACK.get(lang)) }))
            }
            @if look.progress.has(step) {
                (button::link(Kind::Primary, step.next_path(), html! { (texts::NEXT.get(lang)) (icon("arrow-right")) }))
            } @else {
                (button::link(Kind::Quiet, step.next_path(), html! { (texts::SKIP.get(lang)) (icon("arrow-right")) }))
            }
        }
        p.small.muted { a href="/accounts" { (texts::LATER.get(lang)) } }
    }
}

/// All steps, each of them a link.
pub fn way(look: Look<'_>, current: Option<Step>) -> Markup {
    let all = Step::ALL.map(|step| steps::Step {
        label: step.label().get(look.lang),
        href: Some(step.path()),
        is_done: look.progress.has(step),
        is_current: current == Some(step),
    });
    steps::steps(look.lang, texts::FIRST_DAY.get(look.lang), &all)
}

/// The button that does a step: it stands out until the step is done.
pub fn doing(look: Look<'_>, step: Step) -> Kind {
    if look.progress.has(step) { Kind::Plain } else { Kind::Primary }
}
