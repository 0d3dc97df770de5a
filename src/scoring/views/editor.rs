//! The form of a model. Its buttons send it and get it back, changed, so that it works without scripts.

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, lang::Lang},
    interactions::model::InteractionKind,
    scoring::{
        condition::Operator,
        editor::Group,
        entry::{self, MOST_RULES, RawModel},
        facts::{ANSWER, ATTRIBUTE, Field},
        texts,
        views::place::Place,
        wording,
    },
    web::components::{
        button::{self, Kind},
        card,
        field::{Choice, Form},
        head::page_head_below,
        icon::icon,
    },
};

/// The form between two submits.
pub struct Editor<'a> {
    pub raw: &'a RawModel,
    pub values: &'a RawForm,
    pub errors: &'a FieldErrors,
}

/// What the selects offer.
struct Choices {
    fields: Vec<(String, String)>,
    operators: Vec<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, &'static str)>,
    decays: [(&'static str, &'static str); 3],
}

impl Choices {
    fn of(lang: Lang) -> Self {
        let mut fields = vec![(String::new(), texts::CHOOSE.get(lang).to_owned())];
        fields.extend(Field::NAMED.iter().map(|(name, field)| ((*name).to_owned(), wording::field_label(field, lang))));
        fields.push((ATTRIBUTE.to_owned(), format!("{}…", texts::ATTRIBUTE.get(lang))));
        fields.push((ANSWER.to_owned(), format!("{}…", texts::ANSWER.get(lang))));
        let mut kinds = vec![("", texts::CHOOSE.get(lang))];
        kinds.extend(InteractionKind::ALL.map(|kind| (kind.name(), wording::kind_label(kind).get(lang))));
        Self {
            fields,
            operators: Operator::ALL.map(|operator| (operator.name(), wording::operator_label(operator).get(lang))).to_vec(),
            kinds,
            decays: [
                ("", texts::DECAY_NONE.get(lang)),
                ("half_life", texts::DECAY_HALF_LIFE.get(lang)),
                ("step", texts::DECAY_STEP.get(lang)),
            ],
        }
    }

    fn fields(&self) -> Vec<Choice<'_>> {
        self.fields.iter().map(|(value, label)| (value.as_str(), label.as_str())).collect()
    }
}

pub fn editor(place: &Place, editor: &Editor) -> Markup {
    let lang = place.lang;
    let form = Form::new(lang, editor.values, editor.errors);
    let choices = Choices::of(lang);
    // While something is wrong there is no saying it in words.
    let model = entry::parse(editor.raw).ok();
    let bounds = |index: usize| {
        let rule = model.as_ref().and_then(|model| model.engagement.get(index));
        rule.map(|rule| wording::of_bounds(rule, lang)).filter(|said| !said.is_empty()).unwrap_or_default()
    };
    let buttons = || {
        html! {
            (button::submit_as(Kind::Primary, "do", "preview", texts::PREVIEW.get(lang)))
            (button::submit_as(Kind::Plain, "do", "apply", texts::APPLY.get(lang)))
            (button::link(Kind::Plain, &place.path(""), texts::CANCEL.get(lang)))
        }
    };
    html! {
        (page_head_below((&place.path(""), texts::TITLE.get(lang)), texts::EDIT_TITLE.get(lang), texts::EDIT_HELP.get(lang), ""))
        form.stack.score-editor method="post" action=(place.path("/edit")) {
            // The return key presses the first button of a form.
            button.hidden-text type="submit" name="do" value="preview" tabindex="-1" aria-hidden="true" { (texts::PREVIEW.get(lang)) }
            (button::token(&place.form_token))
            (form.summary())
            (group(lang, Group::Fit, editor.raw.fit.len(), |index| test_row(lang, form, &choices, Group::Fit, index)))
            (group(lang, Group::Engagement, editor.raw.engagement.len(), |index| engagement_row(lang, form, &choices, index, &bounds(index))))
            (group(lang, Group::Disqualifiers, editor.raw.disqualifiers.len(), |index| test_row(lang, form, &choices, Group::Disqualifiers, index)))
            div.halves {
                (card::card(texts::GRADES.get(lang), thresholds(form)))
                (card::card(texts::CAPS.get(lang), html! {
                    div.field-row.tight {
                        (form.number("caps.fit", texts::FIT))
                        (form.number("caps.engagement", texts::ENGAGEMENT))
                        (form.number("caps.total", texts::TOTAL))
                    }
                }))
            }
            div.form-submit { (buttons()) }
        }
    }
}

fn group(lang: Lang, group: Group, rows: usize, row: impl Fn(usize) -> Markup) -> Markup {
    let (title, help) = match group {
        Group::Fit => (texts::FIT, texts::FIT_HELP),
        Group::Engagement => (texts::ENGAGEMENT, texts::ENGAGEMENT_HELP),
        Group::Disqualifiers => (texts::DISQUALIFIERS, texts::DISQUALIFIERS_HELP),
    };
    let add = html! { (icon("plus")) (texts::ADD_RULE.get(lang)) span.hidden-text { ": " (title.get(lang)) } };
    card::card(
        title.get(lang),
        html! {
            div.stack id=(group.name()) {
                p.small.muted { (help.get(lang)) @if group != Group::Engagement { " " (texts::VALUE_HELP.get(lang)) } }
                @for index in 0..rows { (row(index)) }
                @if rows == 0 { p.muted { (texts::NO_RULES.get(lang)) } }
                @if rows < MOST_RULES { div { (button::submit_as(Kind::Plain, "do", &format!("add:{}", group.name()), add)) } }
            }
        },
    )
}

fn test_row(lang: Lang, form: Form, choices: &Choices, group: Group, index: usize) -> Markup {
    let [field, key, operator, value, points] =
        ["field", "key", "operator", "value", "points"].map(|part| format!("{}.{index}.{part}", group.name()));
    let fields = choices.fields();
    row(
        lang,
        group,
        index,
        &html! {
            div.rule-fields {
                (form.select(&field, texts::FIELD, &fields))
                (form.text(&key, texts::KEY).max_chars(80).autocomplete("off"))
                (form.select(&operator, texts::OPERATOR, &choices.operators))
                (form.text(&value, texts::VALUE).autocomplete("off"))
                @if group == Group::Fit { (form.number(&points, texts::POINTS)) }
            }
        },
    )
}

fn engagement_row(lang: Lang, form: Form, choices: &Choices, index: usize, bounds: &str) -> Markup {
    let at = |part: &str| format!("engagement.{index}.{part}");
    let [kind, points, at_least, within] = ["kind", "points", "at_least", "within_days"].map(at);
    let [per_day, cap, decay, days, percent] = ["per_day", "cap", "decay.kind", "decay.days", "decay.percent"].map(at);
    let [field, operator, value] = ["filter.field", "filter.operator", "filter.value"].map(at);
    // What is filled in or wrong is not folded away.
    let open = [&per_day, &cap, &decay, &days, &percent, &field, &value].iter().any(|name| form.errors.of(name).is_some());
    row(
        lang,
        Group::Engagement,
        index,
        &html! {
            div.rule-fields {
                (form.select(&kind, texts::KIND, &choices.kinds))
                (form.number(&points, texts::POINTS))
                (form.number(&at_least, texts::AT_LEAST))
                (form.number(&within, texts::WITHIN_DAYS))
            }
            details open[open] {
                summary.small { (texts::MORE.get(lang)) @if !bounds.is_empty() { ": " (bounds) } }
                div.stack {
                    div.rule-fields {
                        (form.number(&per_day, texts::PER_DAY))
                        (form.number(&cap, texts::CAP))
                        (form.select(&decay, texts::DECAY, &choices.decays))
                        (form.number(&days, texts::DECAY_DAYS))
                        (form.number(&percent, texts::DECAY_PERCENT))
                    }
                    div.rule-fields {
                        (form.text(&field, texts::FILTER_FIELD).placeholder("page_id").autocomplete("off"))
                        (form.select(&operator, texts::OPERATOR, &choices.operators))
                        (form.text(&value, texts::VALUE).autocomplete("off"))
                    }
                }
            }
        },
    )
}

fn row(lang: Lang, group: Group, index: usize, fields: &Markup) -> Markup {
    let title = match group {
        Group::Fit => texts::FIT,
        Group::Engagement => texts::ENGAGEMENT,
        Group::Disqualifiers => texts::DISQUALIFIERS,
    };
    let label = texts::RULE_LABEL.with(&[("group", &title.get(lang)), ("n", &(index + 1))]);
    html! {
        fieldset.board-card {
            legend.hidden-text { (label.get(lang)) }
            div.rule {
                div.stack { (fields) }
                button.btn.btn-small type="submit" name="do" value={ "remove:" (group.name()) ":" (index) } formnovalidate title=(texts::REMOVE_RULE.get(lang)) {
                    (icon("trash")) span.hidden-text { (texts::REMOVE_RULE.get(lang)) ": " (label.get(lang)) }
                }
            }
        }
    }
}

fn thresholds(form: Form) -> Markup {
    html! {
        div.field-row.tight {
            (form.number("thresholds.a", texts::THRESHOLD_A))
            (form.number("thresholds.b", texts::THRESHOLD_B))
            (form.number("thresholds.c", texts::THRESHOLD_C))
            (form.number("thresholds.margin", texts::MARGIN))
        }
    }
}
