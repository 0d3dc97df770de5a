//! What visitors see of ours: the form in an agency's page, and small documents of our own.
//!
//! They stand on the clients' pages and origins, so they bring their own look in one small `<style>` and ask for nothing else.
//! Every rule hangs on a `dangol-` class with the specificity of one class, so that a client's stylesheet can override it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::base::error::FieldErrors;
use crate::base::form::RawForm;
use crate::base::lang::{Lang, Text};
use crate::landing::form::{Field, FieldKind, FormDefinition, HONEYPOT, Target};
use crate::landing::placement::{self, Extras};
use crate::landing::submission::limit_chars;
use crate::landing::texts;

/// Whose visitors, in which language.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The account whose page views the tracking script counts; absent for a preview, which counts nothing.
    pub account: Option<&'a str>,
    pub lang: Lang,
}

/// The agency's page with the form in its place: blank, or with what was typed and what was wrong.
pub fn page(html: &str, definition: &FormDefinition, site: Site<'_>, values: &RawForm, errors: &FieldErrors) -> String {
    let fields = form(definition, site.lang, values, errors, true).into_string();
    let script = site.account.map(|account| html! { script src="/t.js" data-account=(account) async {} }.into_string());
    placement::render(html, &fields, &Extras { end_of_body: script.as_deref().unwrap_or_default() })
}

/// What stands between the form's tags (`placement::render` writes those): fields, faults, the typed values, the button.
pub fn form(definition: &FormDefinition, lang: Lang, values: &RawForm, errors: &FieldErrors, honeypot: bool) -> Markup {
    html! {
        style { (PreEscaped(FORM_CSS)) }
        div.dangol-form lang=(lang.tag()) {
            @if !errors.is_empty() { (summary(definition, lang, errors)) }
            @for field in &definition.fields {
                (Drawn { field, lang, values, error: errors.of(&field.name).map(|message| message.get(lang)), id: format!("dangol-{}", field.name), blank: values.is_empty() }.row())
            }
            @if honeypot {
                div.dangol-extra aria-hidden="true" {
                    label for={ "dangol-" (HONEYPOT) } { (texts::LEAVE_EMPTY.get(lang)) }
                    input id={ "dangol-" (HONEYPOT) } type="text" name=(HONEYPOT) tabindex="-1" autocomplete="off";
                }
            }
            button.dangol-submit type="submit" { (texts::SUBMIT.get(lang)) }
        }
    }
}

/// A complete page in the client's name after a submission.
pub fn thanks_page(title: &str, message: &str, lang: Lang) -> Markup {
    thanks_page_with(title, message, lang, &html! {})
}

/// The same with something of ours below the message.
pub fn thanks_page_with(title: &str, message: &str, lang: Lang, below: &Markup) -> Markup {
    document(title, message, lang, Mark::Done, below)
}

/// There is nothing at this address.
pub fn not_found_page(lang: Lang) -> Markup {
    told(texts::NOT_FOUND_TITLE, texts::NOT_FOUND_MESSAGE, lang)
}

/// There was a page at this address; it is archived.
pub fn gone_page(lang: Lang) -> Markup {
    told(texts::GONE_TITLE, texts::GONE_MESSAGE, lang)
}

/// The account is paused.
pub fn holding_page(lang: Lang) -> Markup {
    told(texts::HOLDING_TITLE, texts::HOLDING_MESSAGE, lang)
}

/// Something else went wrong; `message` says what to do. The request's id stands there where the log has more to say.
pub fn error_page(message: &str, request_id: Option<&str>, lang: Lang) -> Markup {
    let below = html! { @if let Some(id) = request_id { p { small { (texts::REQUEST_ID.get(lang)) " " code { (id) } } } } };
    document(texts::ERROR_TITLE.get(lang), message, lang, Mark::None, &below)
}

fn told(title: Text, message: Text, lang: Lang) -> Markup {
    document(title.get(lang), message.get(lang), lang, Mark::None, &html! {})
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Done,
    None,
}

fn document(title: &str, message: &str, lang: Lang, mark: Mark, below: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(PAGE_CSS)) }
            }
            body {
                main {
                    @if mark == Mark::Done {
                        svg viewBox="0 0 48 48" width="56" height="56" aria-hidden="true" {
                            circle cx="24" cy="24" r="24" {}
                            path d="M15 24.5l6.5 6.5L34 18" {}
                        }
                    }
                    h1 { (title) }
                    @for line in message.lines().filter(|line| !line.trim().is_empty()) { p { (line) } }
                    (below)
                }
            }
        }
    }
}

fn summary(definition: &FormDefinition, lang: Lang, errors: &FieldErrors) -> Markup {
    html! {
        div.dangol-summary role="alert" {
            p { (texts::CHECK_INPUT.get(lang)) }
            ul {
                @for (name, message) in errors.iter() {
                    @let shown = definition.fields.iter().find(|field| field.name == name && field.kind != FieldKind::Hidden);
                    li {
                        @if let Some(field) = shown {
                            a href={ "#dangol-" (name) } { (field.label) } ": "
                        }
                        (message.get(lang))
                    }
                }
            }
        }
    }
}

/// One field with everything that decides how it is drawn.
struct Drawn<'a> {
    field: &'a Field,
    lang: Lang,
    values: &'a RawForm,
    error: Option<&'a str>,
    id: String,
    /// Nobody has typed yet: defaults show.
    blank: bool,
}

impl Drawn<'_> {
    fn row(&self) -> Markup {
        let field = self.field;
        match field.kind {
            FieldKind::Hidden => html! { input type="hidden" name=(field.name) value=(self.value()); },
            FieldKind::Consent => self.consent(),
            FieldKind::Radio => self.group("radio"),
            FieldKind::Checkbox if field.takes_several() => self.group("checkbox"),
            FieldKind::Checkbox => html! { div.dangol-row { (self.tick(self.ticked("true"))) (self.notes()) } },
            _ => html! {
                div.dangol-row {
                    label.dangol-label for=(self.id) { (field.label) (self.mark()) }
                    (self.control())
                    (self.notes())
                }
            },
        }
    }

    fn control(&self) -> Markup {
        let (field, id, described) = (self.field, &self.id, self.described());
        let (required, invalid) = (field.required, self.error.map(|_| "true"));
        match field.kind {
            FieldKind::Textarea => html! {
                textarea.dangol-control id=(id) name=(field.name) rows="4" maxlength=(limit_chars(field)) required[required] aria-describedby=[described] aria-invalid=[invalid] {
                    // A browser drops the first line break of a textarea.
                    "\n" (self.value())
                }
            },
            FieldKind::Select => html! {
                select.dangol-control id=(id) name=(field.name) required[required] aria-describedby=[described] aria-invalid=[invalid] {
                    option value="" { (texts::PLEASE_CHOOSE.get(self.lang)) }
                    @for option in &field.options { option value=(option) selected[self.value() == option.as_str()] { (option) } }
                }
            },
            _ => {
                let (kind, input_mode) = input_type(field);
                html! {
                    input.dangol-control id=(id) name=(field.name) type=(kind) inputmode=[input_mode] autocomplete=[autocomplete(field)]
                        maxlength=[(kind != "date").then(|| limit_chars(field))] value=(self.value())
                        required[required] aria-describedby=[described] aria-invalid=[invalid];
                }
            }
        }
    }

    fn group(&self, kind: &str) -> Markup {
        let field = self.field;
        html! {
            fieldset.dangol-row id=(self.id) aria-describedby=[self.described()] {
                legend.dangol-label { (field.label) (self.mark()) }
                @for (index, option) in field.options.iter().enumerate() {
                    label.dangol-choice {
                        // `required` on a group of checkboxes would ask for every one of them.
                        input type=(kind) name=(field.name) value=(option) checked[self.ticked(option)] required[field.required && kind == "radio" && index == 0];
                        span { (option) }
                    }
                }
                (self.notes())
            }
        }
    }

    fn consent(&self) -> Markup {
        html! {
            div.dangol-row.dangol-consent {
                (self.tick(!self.blank && self.values.ticked(&self.field.name)))
                @if let Some(text) = self.field.text.as_deref().filter(|text| !text.trim().is_empty()) {
                    details {
                        summary aria-label={ (self.field.label) " " (texts::SHOW.get(self.lang)) } { (texts::SHOW.get(self.lang)) }
                        div.dangol-text { (text) }
                    }
                }
                (self.notes())
            }
        }
    }

    fn tick(&self, checked: bool) -> Markup {
        let field = self.field;
        html! {
            label.dangol-choice {
                input id=(self.id) type="checkbox" name=(field.name) value="true" checked[checked] required[field.required]
                    aria-describedby=[self.described()] aria-invalid=[self.error.map(|_| "true")];
                span { (field.label) (self.mark()) }
            }
        }
    }

    /// Consents say both, since the law asks that an optional one is recognised (article 22).
    fn mark(&self) -> Markup {
        html! {
            @if self.field.required {
                " " span.dangol-required { "(" (texts::REQUIRED_MARK.get(self.lang)) ")" }
            } @else if self.field.kind == FieldKind::Consent {
                " " span.dangol-optional { "(" (texts::OPTIONAL_MARK.get(self.lang)) ")" }
            }
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if let Some(help) = &self.field.help { p.dangol-help id={ (self.id) "-help" } { (help) } }
            @if let Some(error) = self.error { p.dangol-error id={ (self.id) "-error" } { (error) } }
        }
    }

    fn described(&self) -> Option<String> {
        let help = self.field.help.as_ref().map(|_| format!("{}-help", self.id));
        let error = self.error.map(|_| format!("{}-error", self.id));
        let ids: Vec<String> = error.into_iter().chain(help).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn value(&self) -> &str {
        match self.values.raw(&self.field.name) {
            Some(typed) => typed,
            None if self.blank || self.field.kind == FieldKind::Hidden => self.field.default.as_deref().unwrap_or_default(),
            None => "",
        }
    }

    fn ticked(&self, option: &str) -> bool {
        if self.blank {
            self.field.default.as_deref() == Some(option)
        } else if self.field.options.is_empty() {
            self.values.ticked(&self.field.name)
        } else {
            self.values.all(&self.field.name).any(|value| value == option)
        }
    }
}

/// The input's type and the keyboard that phones show. Numbers are texts, so that `12,000` can be typed.
const fn input_type(field: &Field) -> (&'static str, Option<&'static str>) {
    match field.kind {
        FieldKind::Email => ("email", Some("email")),
        FieldKind::Phone => ("tel", Some("tel")),
        FieldKind::Number => ("text", Some("decimal")),
        FieldKind::Date => ("date", None),
        _ => ("text", None),
    }
}

fn autocomplete(field: &Field) -> Option<&'static str> {
    match field.target() {
        Target::Name => Some("name"),
        Target::Phone => Some("tel"),
        Target::Email => Some("email"),
        Target::Company => Some("organization"),
        Target::Consent | Target::Answer => None,
    }
}

const FORM_CSS: &str = "\
.dangol-form{box-sizing:border-box;max-width:560px;margin:0 auto;padding:24px 16px;text-align:left;font-size:16px;line-height:1.5;word-break:keep-all;overflow-wrap:anywhere}\
.dangol-row{margin:0 0 18px;padding:0;border:0;min-width:0}\
.dangol-label{display:block;margin:0 0 6px;padding:0;font-weight:600;font-size:15px}\
.dangol-control{box-sizing:border-box;width:100%;min-height:48px;padding:11px 14px;border:1px solid #8a93a3;border-radius:8px;background:#fff;color:#1b2330;font:inherit}\
.dangol-control:focus-visible,.dangol-choice input:focus-visible{outline:3px solid #9db4f5;outline-offset:1px}\
.dangol-control[aria-invalid]{border-color:#c0262d}\
.dangol-choice{display:flex;gap:10px;align-items:flex-start;padding:6px 0;cursor:pointer}\
.dangol-choice input{flex:none;width:20px;height:20px;margin:2px 0 0;accent-color:#2f5bea}\
.dangol-required{color:#c0262d;font-weight:400;font-size:13px}\
.dangol-optional,.dangol-help{color:#5b6474;font-weight:400;font-size:13px}\
.dangol-help,.dangol-error{margin:6px 0 0}\
.dangol-error{color:#c0262d;font-size:14px}\
.dangol-consent details{margin:2px 0 0 30px;font-size:13px}\
.dangol-consent summary{width:fit-content;cursor:pointer;text-decoration:underline}\
.dangol-text{max-height:180px;margin-top:6px;padding:10px 12px;overflow:auto;border-radius:8px;background:#f3f5f8;color:#39424f;white-space:pre-line}\
.dangol-summary{margin:0 0 20px;padding:14px 16px;border:1px solid #c0262d;border-radius:8px;background:#fdf3f3;color:#7d161b}\
.dangol-summary p{margin:0;font-weight:600}.dangol-summary ul{margin:8px 0 0;padding-left:20px}.dangol-summary a{color:inherit}\
.dangol-submit{box-sizing:border-box;width:100%;min-height:52px;margin-top:6px;padding:12px 20px;border:0;border-radius:8px;background:#2f5bea;color:#fff;font:inherit;font-weight:700;font-size:17px;cursor:pointer}\
.dangol-submit:hover{background:#2449c4}.dangol-submit:focus-visible{outline:3px solid #9db4f5;outline-offset:2px}\
.dangol-extra{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}";

const PAGE_CSS: &str = "\
:root{color-scheme:light dark}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f6f7f9,#0e1116);color:light-dark(#1b2330,#e6e9ef);\
font:16px/1.6 Pretendard,-apple-system,BlinkMacSystemFont,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',sans-serif;letter-spacing:-.011em;word-break:keep-all}\
main{box-sizing:border-box;width:min(480px,calc(100% - 32px));margin:32px 16px;padding:40px 32px;text-align:center;background:light-dark(#fff,#161a21);\
border:1px solid light-dark(#e7e9ee,#262b35);border-radius:12px;box-shadow:0 1px 2px rgb(16 24 40/.05)}\
h1{margin:0 0 10px;font-size:22px;line-height:1.35}p{margin:0 0 6px;color:light-dark(#5b6474,#a3acbb);overflow-wrap:anywhere}\
svg{margin-bottom:18px}circle{fill:light-dark(#e8f6f2,#12332b)}path{fill:none;stroke:light-dark(#0e8a70,#3fcfaf);stroke-width:3.5;stroke-linecap:round;stroke-linejoin:round}";

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(definition: &FormDefinition, values: &RawForm, errors: &FieldErrors) -> String {
        form(definition, Lang::Ko, values, errors, true).into_string()
    }

    fn full() -> FormDefinition {
        let choices = |field: Field| Field { options: vec!["서울".into(), "부산".into()], default: Some("부산".into()), ..field };
        FormDefinition {
            fields: vec![
                Field { help: Some("성함".into()), ..Field::new("name", "이름", FieldKind::Text) }.required(),
                Field::new("phone", "연락처", FieldKind::Phone).required(),
                choices(Field::new("region", "지역", FieldKind::Select)),
                choices(Field::new("branch", "지점", FieldKind::Radio)).required(),
                choices(Field::new("interest", "관심", FieldKind::Checkbox)).required(),
                Field::new("memo", "문의", FieldKind::Textarea),
                Field { default: Some("봄".into()), ..Field::new("event", "", FieldKind::Hidden) },
                Field { text: Some("목적…".into()), ..Field::new("marketing", "마케팅 수신", FieldKind::Consent) },
            ],
        }
    }

    #[test]
    fn a_fresh_form_shows_defaults_and_ticks_no_consent() {
        let page = draw(&full(), &RawForm::default(), &FieldErrors::default());
        assert!(page.contains(r#"<option value="부산" selected>"#));
        assert_eq!(page.matches(" checked").count(), 2, "one radio button and one checkbox, no consent: {page}");
        assert!(page.contains(r#"<input type="hidden" name="event" value="봄">"#));
        assert!(page.contains(r#"autocomplete="tel""#) && page.contains(r#"inputmode="tel""#));
        assert!(page.contains(r#"<details><summary aria-label="마케팅 수신 보기">보기</summary>"#));
        assert!(!page.contains("action=") && !page.contains("style=") && !page.contains("role=\"alert\""));
    }

    #[test]
    fn what_was_typed_is_kept_beside_its_faults_and_escaped() {
        let values = RawForm::from([
            ("name", "\"><script>"),
            ("region", "서울"),
            ("interest", "서울"),
            ("memo", "</textarea>"),
            ("marketing", "true"),
        ]);
        let mut errors = FieldErrors::default();
        errors.add("phone", texts::REQUIRED);
        errors.add("event", texts::RESIDENT_NUMBER);
        let page = draw(&full(), &values, &errors);
        assert!(page.contains(r#"value="&quot;&gt;&lt;script&gt;""#) && !page.contains("<script>") && page.contains("&lt;/textarea&gt;"));
        assert!(page.contains(r#"<option value="서울" selected>"#) && !page.contains(r#"<option value="부산" selected>"#));
        assert!(page.contains(r##"<a href="#dangol-phone">연락처</a>"##) && !page.contains("#dangol-event"));
        assert!(page.contains(r#"<p class="dangol-error" id="dangol-phone-error">"#));
        assert!(page.contains(r#"aria-describedby="dangol-phone-error" aria-invalid="true""#));
        assert_eq!(page.matches(" checked").count(), 2, "the chosen interest and the consent: {page}");
    }

    #[test]
    fn every_field_has_a_label_and_the_trap_has_none_to_hear() {
        let page = draw(&full(), &RawForm::default(), &FieldErrors::default());
        for name in ["name", "phone", "region", "memo"] {
            assert!(page.contains(&format!(r#"<label class="dangol-label" for="dangol-{name}">"#)), "{name}");
        }
        assert!(page.contains(r#"<div class="dangol-extra" aria-hidden="true">"#) && page.contains(r#"tabindex="-1" autocomplete="off""#));
        let without = form(&full(), Lang::En, &RawForm::default(), &FieldErrors::default(), false).into_string();
        assert!(!without.contains(HONEYPOT) && without.contains("Send"));
    }

    #[test]
    fn pages_are_complete_and_ask_for_nothing() {
        for lang in [Lang::Ko, Lang::En] {
            for page in [
                thanks_page("<b>", "a\nb", lang),
                not_found_page(lang),
                gone_page(lang),
                holding_page(lang),
                error_page("x", Some("<i>"), lang),
            ] {
                let page = page.into_string();
                assert!(page.starts_with("<!DOCTYPE html><html lang=") && page.ends_with("</html>"));
                assert!(!page.contains("http") && !page.contains("src=") && !page.contains("href="), "{page}");
            }
        }
        assert!(thanks_page("<b>", "a\nb", Lang::Ko).into_string().contains("<h1>&lt;b&gt;</h1><p>a</p><p>b</p>"));
    }
}
