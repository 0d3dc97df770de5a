//! How funnels look.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, ids::FunnelId, lang::Lang, page::Page, time::Zone},
    funnels::{
        goal::ValueFrom,
        model::{Funnel, FunnelStatus, LONGEST_NAME, MOST_STAGES, RawFunnel, RawStage},
        query::DEFAULT_ORDER,
        texts,
        views::report::funnel_tabs,
    },
    web::components::{
        button::{self, Kind},
        card,
        confirm::{self, Confirm},
        empty,
        field::Form,
        figure::{self, Bar},
        filter,
        head::{page_head, page_head_below},
        icon::icon,
        identity,
        number::{grouped, percent},
        pill::{self, Tone, pill},
        table::{self, Address},
    },
};

/// Where a page stands and who looks at it.
#[derive(Clone, Debug)]
pub struct Place {
    pub lang: Lang,
    /// `/accounts/{slug}`
    pub base: String,
    pub zone: Zone,
    pub may_change: bool,
}

impl Place {
    pub fn path(&self, below: &str) -> String {
        format!("{}/funnels{below}", self.base)
    }
}

/// The editor between two submits.
pub struct Editor<'a> {
    pub title: &'a str,
    /// Absent for a new funnel.
    pub stored: Option<&'a Funnel>,
    pub raw: &'a RawFunnel,
    /// The form as it came: it holds where the leads of removed stages go.
    pub form: &'a RawForm,
    /// Key, name and leads of removed stages that hold leads.
    pub homeless: &'a [(String, String, i64)],
    pub errors: &'a FieldErrors,
    pub form_token: &'a str,
}

pub const fn tone(status: FunnelStatus) -> Tone {
    match status {
        FunnelStatus::Draft => Tone::Amber,
        FunnelStatus::Active => Tone::Green,
        FunnelStatus::Archived => Tone::Grey,
    }
}

/// The funnels of an account, a page of them.
pub fn list(place: &Place, query: &RawForm, found: &Page<Funnel>, leads: &BTreeMap<FunnelId, i64>) -> Markup {
    let lang = place.lang;
    let path = place.path("");
    let address = Address::new(&path, query);
    let add = || html! { @if place.may_change { (button::link(Kind::Primary, &place.path("/new"), html! { (icon("plus")) (texts::ADD.get(lang)) })) } };
    let head = html! {
        (table::th_sort(address, texts::NAME.get(lang), "name", DEFAULT_ORDER))
        (table::th(texts::STATUS.get(lang)))
        (table::th(texts::STAGES.get(lang)))
        (table::th_right(texts::LEADS.get(lang)))
        (table::th_sort_right(address, texts::CREATED.get(lang), "created_at", DEFAULT_ORDER))
    };
    let rows = html! {
        @for funnel in &found.data {
            tr {
                td { (identity::two_lines(&place.path(&format!("/{}", funnel.id)), &funnel.name, funnel.currency.as_str())) }
                td { (pill(tone(funnel.status), funnel.status.label().get(lang))) }
                td { (stage_chips(funnel)) }
                td.right { (grouped(leads.get(&funnel.id).copied().unwrap_or_default())) }
                td.right.muted.nowrap { (place.zone.day_of(funnel.created_at)) }
            }
        }
    };
    let mut statuses = vec![("", texts::ANY_STATUS.get(lang))];
    statuses.extend(FunnelStatus::ALL.map(|status| (status.name(), status.label().get(lang))));
    let status = query.text("status");
    html! {
        (page_head(texts::TITLE.get(lang), texts::SUBTITLE.get(lang), add()))
        (card::flush(html! {
            (filter::filter_bar(lang, &path, html! {
                (filter::kept(query, &["sort"]))
                (filter::choice("status", texts::STATUS.get(lang), &statuses, status))
            }))
            @if !found.data.is_empty() {
                (table::table(texts::TITLE.get(lang), head, rows))
                (table::pages(lang, address, &found.page))
            } @else if status.is_empty() {
                (empty::empty_state(icon("filter"), texts::NONE.get(lang), texts::NONE_HELP.get(lang), add()))
            } @else {
                (empty::empty_state(icon("filter"), texts::NONE_SUCH.get(lang), texts::NONE_SUCH_HELP.get(lang), ""))
            }
        }))
    }
}

fn stage_chips(funnel: &Funnel) -> Markup {
    const SHOWN: usize = 6;
    let names: Vec<&str> = funnel.stages.iter().map(|stage| stage.name.as_str()).collect();
    let more = names.len().saturating_sub(SHOWN);
    html! {
        (pill::tags(names.get(..SHOWN).unwrap_or(&names)))
        @if more > 0 { span.small.muted { " +" (more) } }
    }
}

/// One funnel with its leads by stage.
pub fn detail(place: &Place, funnel: &Funnel, leads: &BTreeMap<String, i64>, form_token: &str) -> Markup {
    let lang = place.lang;
    let own = place.path(&format!("/{}", funnel.id));
    let counts: Vec<i64> = funnel.stages.iter().map(|stage| leads.get(&stage.key).copied().unwrap_or_default()).collect();
    let actions = html! {
        (button::link(Kind::Plain, &format!("{}/board?funnel_id={}", place.base, funnel.id), html! { (icon("layout-kanban")) (texts::TO_BOARD.get(lang)) }))
        @if place.may_change { (button::link(Kind::Primary, &format!("{own}/edit"), html! { (icon("pencil")) (texts::EDIT.get(lang)) })) }
    };
    let loss = texts::DELETE_LOSS.with(&[("name", &funnel.name)]);
    html! {
        (page_head_below((&place.path(""), texts::TITLE.get(lang)), &funnel.name, pill(tone(funnel.status), funnel.status.label().get(lang)), actions))
        (funnel_tabs(lang, &own, false))
        div.main-aside {
            div.stack {
                (card::card_with(
                    texts::LEADS_BY_STAGE.get(lang),
                    html! { a href={ (place.base) "/leads?funnel_id=" (funnel.id) } { (texts::TO_LEADS.get(lang)) } },
                    html! {
                        div.stack {
                            (figure::bar_list(&bars(lang, funnel, &counts).iter().map(StageBar::bar).collect::<Vec<_>>()))
                            p.muted.small { (if counts.iter().all(|count| *count == 0) { texts::NO_LEADS_YET } else { texts::BARS_HELP }.get(lang)) }
                        }
                    },
                ))
            }
            div.stack {
                (card::card(texts::FACTS.get(lang), html! {
                    (card::facts(&[
                        (texts::STATUS.get(lang), pill(tone(funnel.status), funnel.status.label().get(lang))),
                        (texts::GOAL.get(lang), html! { (pill::tags(&funnel.stages.iter().filter(|stage| stage.goal).map(|stage| stage.name.as_str()).collect::<Vec<_>>())) }),
                        (texts::CURRENCY.get(lang), html! { (funnel.currency) }),
                        (texts::CREATED.get(lang), html! { (place.zone.date_time(funnel.created_at)) }),
                        (texts::UPDATED.get(lang), html! { (place.zone.date_time(funnel.updated_at)) }),
                    ]))
                }))
                @if place.may_change {
                    (confirm::confirm(lang, &Confirm {
                        label: texts::DELETE.get(lang),
                        loss: loss.get(lang),
                        verb: texts::DELETE_VERB.get(lang),
                        post_to: &format!("{own}/delete"),
                        form_token,
                    }))
                }
            }
        }
    }
}

struct StageBar<'a> {
    name: &'a str,
    detail: String,
    value: i64,
    share_bp: i64,
}

impl StageBar<'_> {
    fn bar(&self) -> Bar<'_> {
        Bar { name: self.name, detail: &self.detail, value: self.value, share_bp: self.share_bp }
    }
}

/// How many have come at least as far as each stage, since whoever stands further on has passed the ones before; beside the name how
/// many stand there now.
fn bars<'a>(lang: Lang, funnel: &'a Funnel, counts: &[i64]) -> Vec<StageBar<'a>> {
    let all: i64 = counts.iter().sum();
    let (mut reached, mut previous) = (all, None);
    funnel
        .stages
        .iter()
        .zip(counts)
        .map(|(stage, count)| {
            let now = texts::STAND_HERE.with(&[("count", &grouped(*count))]);
            let of_previous = previous.filter(|before| *before > 0).map(|before| percent(share_bp(reached, before)));
            let detail = of_previous.map_or_else(
                || now.get(lang).to_owned(),
                |share| format!("{} · {}", now.get(lang), texts::OF_PREVIOUS.with(&[("share", &share)]).get(lang)),
            );
            let bar = StageBar { name: &stage.name, detail, value: reached, share_bp: share_bp(reached, all) };
            previous = Some(reached);
            reached -= count;
            bar
        })
        .collect()
}

const fn share_bp(part: i64, whole: i64) -> i64 {
    if whole == 0 { 0 } else { part.saturating_mul(10_000) / whole }
}

/// The form of a new or stored funnel. Its buttons send it and get it back, changed, so that it works without scripts.
pub fn editor(place: &Place, editor: &Editor) -> Markup {
    let lang = place.lang;
    let back = editor.stored.map_or_else(|| place.path(""), |funnel| place.path(&format!("/{}", funnel.id)));
    let values = values(editor);
    let form = Form::new(lang, &values, editor.errors);
    let statuses = FunnelStatus::ALL.map(|status| (status.name(), status.label().get(lang)));
    html! {
        (page_head_below((&back, editor.stored.map_or(texts::TITLE.get(lang), |funnel| &funnel.name)), editor.title, "", ""))
        form.narrow.stack method="post" {
            // The return key presses the first button of a form.
            button.hidden-text type="submit" name="do" value="save" tabindex="-1" aria-hidden="true" { (texts::SAVE.get(lang)) }
            (button::token(editor.form_token))
            (form.summary())
            (card::card(texts::BASICS.get(lang), html! {
                div.stack {
                    (form.text("name", texts::NAME).required().max_chars(LONGEST_NAME))
                    div.field-row {
                        (form.select("status", texts::STATUS, &statuses))
                        (form.text("currency", texts::CURRENCY).help(texts::CURRENCY_HELP).max_chars(3))
                    }
                }
            }))
            (card::card(texts::STAGES.get(lang), html! {
                div.stack #stages {
                    p.small.muted { (texts::STAGE_HELP.get(lang)) " " (texts::GOAL_HELP.get(lang)) }
                    @for (index, row) in editor.raw.stages.iter().flatten().enumerate() { (stage_row(lang, form, editor, index, row)) }
                    @if editor.raw.stages.as_ref().is_none_or(|rows| rows.len() < MOST_STAGES) {
                        div { (button::submit_as(Kind::Plain, "do", "add", html! { (icon("plus")) (texts::ADD_STAGE.get(lang)) })) }
                    }
                }
            }))
            @if !editor.homeless.is_empty() { (moves(lang, editor)) }
            div.form-submit {
                (button::submit_as(Kind::Primary, "do", "save", texts::SAVE.get(lang)))
                (button::link(Kind::Plain, &back, texts::CANCEL.get(lang)))
            }
        }
    }
}

fn stage_row(lang: Lang, form: Form, editor: &Editor, index: usize, row: &RawStage) -> Markup {
    let field = |part: &str| format!("stages.{index}.{part}");
    let (name, key, goal) = (field("name"), field("key"), field("goal"));
    let (repeats, value_from, value, value_field) = (field("repeats"), field("value_from"), field("value"), field("value_field"));
    let sources = ValueFrom::ALL.map(|from| (from.name(), from.label().get(lang)));
    let is_faulty = [&value_from, &value, &value_field].into_iter().any(|name| editor.errors.of(name).is_some());
    let code = row.key.as_deref().unwrap_or_default();
    let is_stored = editor.stored.is_some_and(|funnel| funnel.stage(code).is_some());
    let last = editor.raw.stages.as_ref().map_or(0, Vec::len).saturating_sub(1);
    let label = texts::STAGE_LABEL.with(&[("n", &(index + 1))]);
    html! {
        fieldset.board-card {
            legend.hidden-text { (label.get(lang)) }
            div.field-row.tight {
                (form.text(&name, texts::STAGE_NAME).max_chars(LONGEST_NAME))
                @if is_stored {
                    (form.fixed(&key, texts::STAGE_KEY))
                } @else {
                    (form.text(&key, texts::STAGE_KEY).max_chars(40).autocomplete("off"))
                }
            }
            div.row-tools {
                (form.checkbox(&goal, texts::GOAL))
                @if index > 0 { (step("up", index, texts::UP.get(lang), &icon("chevron-up"))) }
                @if index < last { (step("down", index, texts::DOWN.get(lang), &icon("chevron-down"))) }
                @if last > 0 { (step("remove", index, texts::REMOVE.get(lang), &icon("trash"))) }
            }
            details open[row.goal || is_faulty] {
                summary.small.muted { (texts::GOAL_SETTINGS.get(lang)) }
                div.stack {
                    div.field-row.tight {
                        (form.select(&value_from, texts::VALUE_FROM, &sources))
                        (form.text(&value, texts::VALUE_AMOUNT).max_chars(40))
                        (form.text(&value_field, texts::VALUE_FIELD).max_chars(40).autocomplete("off").help(texts::VALUE_FIELD_HELP))
                    }
                    (form.checkbox(&repeats, texts::REPEATS))
                }
            }
        }
    }
}

fn step(verb: &str, index: usize, label: &str, sign: &Markup) -> Markup {
    html! {
        button.btn.btn-small type="submit" name="do" value={ (verb) ":" (index) } formnovalidate title=(label) { (sign) span.hidden-text { (label) } }
    }
}

fn moves(lang: Lang, editor: &Editor) -> Markup {
    let rows: Vec<(&str, &str)> = editor
        .raw
        .stages
        .iter()
        .flatten()
        .filter_map(|row| Some((row.key.as_deref().filter(|key| !key.is_empty())?, row.name.as_str())))
        .collect();
    card::card(
        texts::MOVES.get(lang),
        html! {
            div.stack {
                p.small.muted { (texts::MOVES_HELP.get(lang)) }
                @for (key, name, leads) in editor.homeless {
                    @let field = format!("moves.{key}");
                    @let chosen = editor.form.text(&field);
                    @let label = texts::MOVE_OF.with(&[("stage", name), ("count", &grouped(*leads))]);
                    div.field {
                        label for=(field) { (label.get(lang)) }
                        select.form-select id=(field) name=(field) {
                            option value="" { (texts::CHOOSE.get(lang)) }
                            @for (value, text) in &rows { option value=(value) selected[*value == chosen] { (text) } }
                        }
                    }
                }
            }
        },
    )
}

/// What the fields show: the rows as they stand, under the names they are sent by.
fn values(editor: &Editor) -> RawForm {
    let raw = editor.raw;
    let mut values = RawForm::default();
    for (name, value) in [("name", &raw.name), ("status", &raw.status), ("currency", &raw.currency)] {
        values.push(name, value.clone().unwrap_or_default());
    }
    for (index, row) in raw.stages.iter().flatten().enumerate() {
        values.push(format!("stages.{index}.name"), row.name.clone());
        values.push(format!("stages.{index}.key"), row.key.clone().unwrap_or_default());
        values.push(format!("stages.{index}.goal"), if row.goal { "on" } else { "" });
        values.push(format!("stages.{index}.repeats"), if row.repeats { "on" } else { "" });
        values.push(format!("stages.{index}.value_from"), row.value_from.clone().unwrap_or_default());
        values.push(format!("stages.{index}.value"), row.typed_value.clone().unwrap_or_default());
        values.push(format!("stages.{index}.value_field"), row.value_field.clone().unwrap_or_default());
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_an_empty_funnel_are_nothing() {
        assert_eq!((share_bp(3, 0), share_bp(0, 5), share_bp(1, 4)), (0, 0, 2_500));
    }

    #[test]
    fn whoever_stands_further_on_has_passed_the_stages_before() {
        let funnel = Funnel {
            id: FunnelId(1),
            name: String::new(),
            status: FunnelStatus::Active,
            stages: crate::funnels::template::stages(Lang::Ko),
            currency: crate::base::money::Currency::KRW,
            created_at: crate::base::time::Timestamp(0),
            updated_at: crate::base::time::Timestamp(0),
        };
        let bars = bars(Lang::Ko, &funnel, &[5, 0, 4, 1]);
        assert_eq!(
            bars.iter().map(|bar| (bar.value, bar.share_bp)).collect::<Vec<_>>(),
            [(10, 10_000), (5, 5_000), (5, 5_000), (1, 1_000)]
        );
        assert_eq!(bars.last().map(|bar| bar.detail.as_str()), Some("지금 1건 · 이전 단계의 20.0%"));
    }
}
