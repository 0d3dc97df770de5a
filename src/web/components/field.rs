//! Fields of a form: label, what was typed, help and the fault beside it.

use maud::{Markup, Render, html};

use crate::{
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::{Lang, Text},
    },
    web::{
        components::{icon::icon, notice::notice, pill::Tone},
        texts,
    },
};

/// A form as it is shown: what was typed (or what is stored, on the first look) and what was wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    pub lang: Lang,
    pub values: &'a RawForm,
    pub errors: &'a FieldErrors,
}

/// Value and text of a choice, the text in the reader's language.
pub type Choice<'a> = (&'a str, &'a str);

#[derive(Clone, Debug)]
enum Control<'a> {
    Line { kind: &'static str },
    Fixed,
    Area { rows: u32, code: bool },
    Select(&'a [Choice<'a>]),
    Radios(&'a [Choice<'a>]),
    Checkboxes(&'a [Choice<'a>]),
    Checkbox,
    File { accept: &'a str },
}

/// One field, written into a page as it is: `(form.text("name", NAME).required().help(NAME_HELP))`.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    form: Form<'a>,
    name: &'a str,
    label: Text,
    control: Control<'a>,
    help: Option<Text>,
    placeholder: &'a str,
    autocomplete: Option<&'a str>,
    max_chars: Option<u32>,
    required: bool,
    autofocus: bool,
}

impl<'a> Form<'a> {
    pub const fn new(lang: Lang, values: &'a RawForm, errors: &'a FieldErrors) -> Self {
        Self { lang, values, errors }
    }

    pub fn text(self, name: &'a str, label: Text) -> Field<'a> {
        self.line("text", name, label)
    }

    pub fn email(self, name: &'a str, label: Text) -> Field<'a> {
        self.line("email", name, label)
    }

    pub fn tel(self, name: &'a str, label: Text) -> Field<'a> {
        self.line("tel", name, label)
    }

    pub fn url(self, name: &'a str, label: Text) -> Field<'a> {
        self.line("url", name, label)
    }

    /// A whole number. It is sent as text, so its fault is shown like any other.
    pub fn number(self, name: &'a str, label: Text) -> Field<'a> {
        self.line("number", name, label)
    }

    /// A day, `2026-11-22`.
    pub fn date(self, name: &'a str, label: Text) -> Field<'a> {
        self.line("date", name, label)
    }

    /// A local day and time, `2026-11-22T15:04`.
    pub fn datetime(self, name: &'a str, label: Text) -> Field<'a> {
        self.line("datetime-local", name, label)
    }

    /// A password, which is never shown again.
    pub fn password(self, name: &'a str, label: Text) -> Field<'a> {
        self.line("password", name, label)
    }

    pub fn textarea(self, name: &'a str, label: Text, rows: u32) -> Field<'a> {
        self.field(Control::Area { rows, code: false }, name, label)
    }

    /// A text area in a fixed-width font, without spell checking: HTML, JSON.
    pub fn code(self, name: &'a str, label: Text, rows: u32) -> Field<'a> {
        self.field(Control::Area { rows, code: true }, name, label)
    }

    pub fn select(self, name: &'a str, label: Text, options: &'a [Choice<'a>]) -> Field<'a> {
        self.field(Control::Select(options), name, label)
    }

    pub fn radios(self, name: &'a str, label: Text, options: &'a [Choice<'a>]) -> Field<'a> {
        self.field(Control::Radios(options), name, label)
    }

    /// Several of a list; the name is sent once for each.
    pub fn checkboxes(self, name: &'a str, label: Text, options: &'a [Choice<'a>]) -> Field<'a> {
        self.field(Control::Checkboxes(options), name, label)
    }

    /// A single box, sent as `on`.
    pub fn checkbox(self, name: &'a str, label: Text) -> Field<'a> {
        self.field(Control::Checkbox, name, label)
    }

    /// A file; the form needs `enctype="multipart/form-data"`. `accept` is a list such as `.html,text/html`.
    pub fn file(self, name: &'a str, label: Text, accept: &'a str) -> Field<'a> {
        self.field(Control::File { accept }, name, label)
    }

    /// A value that is shown and sent but can no longer be changed.
    pub fn fixed(self, name: &'a str, label: Text) -> Field<'a> {
        self.field(Control::Fixed, name, label)
    }

    /// A value that is not shown.
    pub fn hidden(self, name: &str) -> Markup {
        html! { input type="hidden" name=(name) value=(self.values.raw(name).unwrap_or_default()); }
    }

    /// All faults above the form, each leading to its field; nothing when there are none.
    pub fn summary(self) -> Markup {
        if self.errors.is_empty() {
            return html! {};
        }
        let faults = html! {
            (texts::CHECK_INPUT.get(self.lang))
            ul { @for (field, message) in self.errors.iter() { li { a href={ "#" (id_of(field)) } { (message.get(self.lang)) } } } }
        };
        notice(Tone::Red, faults)
    }

    fn line(self, kind: &'static str, name: &'a str, label: Text) -> Field<'a> {
        self.field(Control::Line { kind }, name, label)
    }

    const fn field(self, control: Control<'a>, name: &'a str, label: Text) -> Field<'a> {
        Field {
            form: self,
            name,
            label,
            control,
            help: None,
            placeholder: "",
            autocomplete: None,
            max_chars: None,
            required: false,
            autofocus: false,
        }
    }
}

impl<'a> Field<'a> {
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// A sentence below the label's field: what belongs there, and what happens with it.
    pub const fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// An example of an entry, not a replacement for the label.
    pub const fn placeholder(mut self, placeholder: &'a str) -> Self {
        self.placeholder = placeholder;
        self
    }

    /// What a browser may fill in: `username`, `current-password`, `off`.
    pub const fn autocomplete(mut self, autocomplete: &'a str) -> Self {
        self.autocomplete = Some(autocomplete);
        self
    }

    pub const fn max_chars(mut self, max: u32) -> Self {
        self.max_chars = Some(max);
        self
    }

    pub const fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    fn value(&self) -> &'a str {
        self.form.values.raw(self.name).unwrap_or_default()
    }

    fn is_faulty(&self) -> bool {
        self.form.errors.of(self.name).is_some()
    }

    /// The ids of what describes the field, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let id = id_of(self.name);
        let parts = [self.help.map(|_| format!("{id}-help")), self.is_faulty().then(|| format!("{id}-error"))];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|ids| !ids.is_empty())
    }

    fn label_text(&self) -> Markup {
        html! {
            (self.label.get(self.form.lang))
            @if self.required { span.must aria-hidden="true" { " *" } }
        }
    }

    fn below(&self) -> Markup {
        let id = id_of(self.name);
        html! {
            @if let Some(help) = self.help { div.help id={ (id) "-help" } { (help.get(self.form.lang)) } }
            @if let Some(message) = self.form.errors.of(self.name) {
                div.error id={ (id) "-error" } { (icon("alert-circle")) span { (message.get(self.form.lang)) } }
            }
        }
    }

    fn control(&self) -> Markup {
        let (id, invalid) = (id_of(self.name), self.is_faulty().then_some("true"));
        match &self.control {
            Control::Line { kind } => html! {
                input.form-control type=(kind) id=(id) name=(self.name) value=[(*kind != "password").then(|| self.value())]
                    placeholder=[Some(self.placeholder).filter(|text| !text.is_empty())] autocomplete=[self.autocomplete]
                    maxlength=[self.max_chars] required[self.required] autofocus[self.autofocus]
                    aria-invalid=[invalid] aria-describedby=[self.described_by()];
            },
            Control::Fixed => html! {
                input.form-control type="text" id=(id) name=(self.name) value=(self.value()) readonly aria-describedby=[self.described_by()];
            },
            // Browsers drop one line break after the tag, so one more keeps a text that begins with one.
            Control::Area { rows, code } => html! {
                textarea class=(if *code { "form-control code" } else { "form-control" }) id=(id) name=(self.name) rows=(rows)
                    placeholder=[Some(self.placeholder).filter(|text| !text.is_empty())] maxlength=[self.max_chars]
                    spellcheck=[code.then_some("false")] required[self.required] autofocus[self.autofocus]
                    aria-invalid=[invalid] aria-describedby=[self.described_by()] { "\n" (self.value()) }
            },
            Control::Select(options) => html! {
                select.form-select id=(id) name=(self.name) required[self.required] autofocus[self.autofocus]
                    aria-invalid=[invalid] aria-describedby=[self.described_by()] {
                    @for (value, text) in *options { option value=(value) selected[*value == self.value()] { (text) } }
                }
            },
            Control::File { accept } => html! {
                // A browser writes on its own button in its own language, so scripts put ours in its place.
                div.file {
                    input.form-control type="file" id=(id) name=(self.name) accept=(accept) required[self.required]
                        aria-invalid=[invalid] aria-describedby=[self.described_by()];
                    label.btn.js-only for=(id) aria-hidden="true" { (icon("upload")) (texts::CHOOSE_FILE.get(self.form.lang)) }
                    output.js-only.truncate.muted for=(id) { (texts::NO_FILE.get(self.form.lang)) }
                }
            },
            Control::Radios(options) => self.boxes("radio", options),
            Control::Checkboxes(options) => self.boxes("checkbox", options),
            Control::Checkbox => html! {
                label.check {
                    input.form-check-input type="checkbox" id=(id) name=(self.name) value="on" checked[self.form.values.ticked(self.name)]
                        required[self.required] aria-invalid=[invalid] aria-describedby=[self.described_by()];
                    span { (self.label_text()) }
                }
            },
        }
    }

    /// The first box carries the field's own id, so that a fault's link leads to it.
    fn boxes(&self, kind: &str, options: &[Choice]) -> Markup {
        html! {
            @for (index, (value, text)) in options.iter().enumerate() {
                label.check {
                    input.form-check-input type=(kind) id=[(index == 0).then(|| id_of(self.name))] name=(self.name) value=(value)
                        checked[self.form.values.all(self.name).any(|chosen| chosen == *value)] required[self.required && kind == "radio"];
                    span { (text) }
                }
            }
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        match self.control {
            Control::Checkbox => html! { div.field { (self.control()) (self.below()) } },
            Control::Radios(_) | Control::Checkboxes(_) => html! {
                fieldset.field aria-describedby=[self.described_by()] {
                    legend { (self.label_text()) }
                    (self.control())
                    (self.below())
                }
            },
            _ => html! {
                div.field {
                    label for=(id_of(self.name)) { (self.label_text()) }
                    (self.control())
                    (self.below())
                }
            },
        }
    }
}

fn id_of(name: &str) -> String {
    format!("f-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::text;

    const NAME: Text = text("이름", "Name");
    const WRONG: Text = text("이름을 넣어 주세요.", "Give a name.");

    #[test]
    fn a_fault_stands_beside_its_field_and_what_was_typed_is_kept_as_text() {
        let values = RawForm::from([("name", "\"><script>alert(1)</script>")]);
        let mut errors = FieldErrors::default();
        errors.add("name", WRONG);
        let form = Form::new(Lang::Ko, &values, &errors);
        let page = html! { (form.text("name", NAME).required().help(NAME)) (form.code("name", NAME, 3)) (form.summary()) }.0;
        assert!(page.contains(r#"aria-invalid="true" aria-describedby="f-name-help f-name-error""#), "{page}");
        assert!(page.contains(r#"value="&quot;&gt;&lt;script&gt;alert(1)"#), "{page}");
        assert!(page.contains(r##"<a href="#f-name">이름을 넣어 주세요.</a>"##), "{page}");
        assert!(!page.contains("<script>"), "{page}");
    }

    #[test]
    fn a_password_is_not_sent_back() {
        let values = RawForm::from([("password", "secret words")]);
        let errors = FieldErrors::default();
        let page = Form::new(Lang::En, &values, &errors).password("password", NAME).render().0;
        assert!(!page.contains("secret"), "{page}");
    }

    #[test]
    fn choices_are_kept() {
        let values = RawForm::from([("tag", "b"), ("tag", "c"), ("status", "paused")]);
        let errors = FieldErrors::default();
        let form = Form::new(Lang::Ko, &values, &errors);
        let boxes = form.checkboxes("tag", NAME, &[("a", "A"), ("b", "B"), ("c", "C")]).render().0;
        assert_eq!(boxes.matches(" checked").count(), 2, "{boxes}");
        let select = form.select("status", NAME, &[("active", "운영"), ("paused", "중지")]).render().0;
        assert!(select.contains(r#"<option value="paused" selected>"#), "{select}");
    }
}
