//! The editor's form: a page as typed fields, and typed fields as a page. The form builder works without scripts, so adding,
//! removing and moving a field are submissions that change the typed fields and show them again.

use crate::{
    base::{error::FieldErrors, form::RawForm},
    landing::{
        form::{Field, FieldKind, FormDefinition, MAX_FIELDS},
        model::{LandingPage, PageFields, ThankYou, ThankYouFields},
    },
};

/// What the pressed button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Save,
    /// Saves, and publishes what was saved.
    Publish,
    Rows(RowAct),
}

/// A change to the list of fields; the number is a row's, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowAct {
    Add,
    Remove(usize),
    Up(usize),
    Down(usize),
}

const PREFIX: &str = "form.fields.";

/// The parts of a row, each a field `form.fields.{row}.{part}`.
const PARTS: [&str; 8] = ["name", "label", "kind", "required", "options", "help", "default", "text"];

/// The name of a row's part in the form.
pub fn part(row: usize, part: &str) -> String {
    format!("{PREFIX}{row}.{part}")
}

/// Reads the pressed button; saving is what Enter does.
pub fn act(raw: &RawForm) -> Act {
    let text = raw.text("act");
    let (verb, row) = text.split_once('.').unwrap_or((text, ""));
    match (verb, row.parse()) {
        ("publish", _) => Act::Publish,
        ("add", _) => Act::Rows(RowAct::Add),
        ("remove", Ok(row)) => Act::Rows(RowAct::Remove(row)),
        ("up", Ok(row)) => Act::Rows(RowAct::Up(row)),
        ("down", Ok(row)) => Act::Rows(RowAct::Down(row)),
        _ => Act::Save,
    }
}

/// A stored page as the editor's typed fields.
pub fn typed(page: &LandingPage) -> RawForm {
    let mut raw = RawForm::default();
    raw.push("title", page.title.as_str());
    raw.push("slug", page.slug.as_str());
    raw.push("html", page.html.as_deref().unwrap_or_default());
    raw.push("funnel_id", page.funnel_id.map(|id| id.to_string()).unwrap_or_default());
    match &page.thank_you {
        ThankYou::Message(message) => raw.push("thank_you.message", message.as_str()),
        ThankYou::Redirect(redirect) => raw.push("thank_you.redirect", redirect.as_str()),
    }
    for (row, field) in page.form.fields.iter().enumerate() {
        let values = [
            field.name.as_str(),
            field.label.as_str(),
            field.kind.name(),
            if field.required { "on" } else { "" },
            &field.options.join("\n"),
            field.help.as_deref().unwrap_or_default(),
            field.default.as_deref().unwrap_or_default(),
            field.text.as_deref().unwrap_or_default(),
        ];
        PARTS.into_iter().zip(values).for_each(|(name, value)| raw.push(part(row, name), value));
    }
    raw
}

/// How many rows were sent.
pub fn rows(raw: &RawForm) -> usize {
    (0..=MAX_FIELDS).take_while(|row| raw.raw(&part(*row, "kind")).is_some()).count()
}

/// The typed fields with a row added, removed or moved.
pub fn with_rows(raw: &RawForm, act: RowAct) -> RawForm {
    let mut order: Vec<Option<usize>> = (0..rows(raw)).map(Some).collect();
    match act {
        RowAct::Add if order.len() < MAX_FIELDS => order.push(None),
        RowAct::Remove(row) if row < order.len() => drop(order.remove(row)),
        RowAct::Up(row) if row > 0 && row < order.len() => order.swap(row - 1, row),
        RowAct::Down(row) if row + 1 < order.len() => order.swap(row, row + 1),
        _ => {}
    }
    let mut changed = RawForm::new(raw.iter().filter(|(name, _)| !name.starts_with(PREFIX)).map(own).collect());
    for (row, from) in order.into_iter().enumerate() {
        for name in PARTS {
            let value = match from {
                Some(from) => raw.raw(&part(from, name)),
                None => Some(if name == "kind" { FieldKind::Text.name() } else { "" }),
            };
            if let Some(value) = value {
                changed.push(part(row, name), value);
            }
        }
    }
    changed
}

/// The typed fields as a page's. `stored` is the HTML as it lies there, whose line ends a browser's text area cannot keep.
pub fn read(raw: &RawForm, stored: &str) -> PageFields {
    let filled = |name: &str| raw.filled(name).map(str::to_owned);
    PageFields {
        title: Some(raw.text("title").to_owned()),
        slug: Some(raw.text("slug").to_owned()),
        html: raw.raw("html").map(|html| with_line_ends_of(stored, html)),
        form: Some(FormDefinition { fields: (0..rows(raw)).map(|row| field(raw, row)).collect() }),
        funnel_id: Some(raw.filled("funnel_id").and_then(|id| id.parse().ok())),
        thank_you: Some(match filled("thank_you.redirect") {
            // The message stands in the form from the start, so an address typed below it is meant.
            Some(redirect) => ThankYouFields { message: None, redirect: Some(redirect) },
            None => ThankYouFields { message: filled("thank_you.message"), redirect: None },
        }),
        status: None,
    }
}

/// The faults under the names that the editor's fields have: those of single options stand beside their list.
pub fn faults(errors: &FieldErrors) -> FieldErrors {
    let mut named = FieldErrors::default();
    for (field, message) in errors.iter() {
        let name = field.find(".options.").map_or(field, |at| &field[..at + ".options".len()]);
        named.add(name, message.clone());
    }
    named
}

fn own((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn field(raw: &RawForm, row: usize) -> Field {
    let text = |name: &str| raw.text(&part(row, name)).to_owned();
    let filled = |name: &str| raw.filled(&part(row, name)).map(|text| text.replace('\r', ""));
    let kind = FieldKind::from_name(&text("kind")).unwrap_or(FieldKind::Text);
    Field {
        name: text("name"),
        label: text("label"),
        kind,
        required: raw.ticked(&part(row, "required")),
        help: filled("help"),
        options: text("options").lines().map(str::trim).filter(|option| !option.is_empty()).map(str::to_owned).collect(),
        default: filled("default"),
        // The wording belongs to a consent; another kind would carry it unseen.
        text: if kind == FieldKind::Consent { filled("text") } else { None },
    }
}

/// A text area sends every line end as CR LF. What only differs so is unchanged, and what was changed keeps the line ends of what
/// is stored, so that a page comes back byte for byte.
fn with_line_ends_of(stored: &str, sent: &str) -> String {
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    let typed = plain(sent);
    if typed == plain(stored) {
        stored.to_owned()
    } else if stored.contains("\r\n") {
        typed.replace('\n', "\r\n")
    } else {
        typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ids::PageId, lang::Lang, slug::Slug, time::Timestamp},
        landing::model::{PageChange, PageStatus},
    };

    fn page() -> LandingPage {
        let mut form = FormDefinition::usual(Lang::Ko);
        form.fields.push(Field {
            options: vec!["서울".into(), "부산".into()],
            help: Some("하나만".into()),
            ..Field::new("city", "도시", FieldKind::Select)
        });
        LandingPage {
            id: PageId(1),
            slug: Slug::parse("spring").expect("a slug"),
            title: "봄".into(),
            status: PageStatus::Draft,
            html: Some("<p>\r\n\n한 줄\r</p>".into()),
            form,
            funnel_id: None,
            thank_you: ThankYou::Redirect("/x".into()),
            version: None,
            has_unpublished_changes: false,
            published_at: None,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    fn names(raw: &RawForm) -> Vec<String> {
        (0..rows(raw)).map(|row| raw.text(&part(row, "name")).to_owned()).collect()
    }

    #[test]
    fn a_page_that_is_opened_and_saved_stays_as_it_was() {
        let page = page();
        let sent = RawForm::new(
            typed(&page).iter().map(|(name, value)| (name.to_owned(), value.replace("\r\n", "\n").replace(['\r', '\n'], "\r\n"))).collect(),
        );
        let change = PageChange::parse(read(&sent, page.html.as_deref().unwrap_or_default()), Lang::Ko).expect("no fault");
        assert_eq!((change.title, change.slug), (Some(page.title), Some(page.slug)));
        assert_eq!((change.html, change.form), (page.html, Some(page.form)));
        assert_eq!((change.funnel_id, change.thank_you), (Some(None), Some(page.thank_you)));
    }

    #[test]
    fn line_ends_are_those_of_the_stored_page() {
        assert_eq!(with_line_ends_of("a\nb", "a\r\nb\r\nc"), "a\nb\nc");
        assert_eq!(with_line_ends_of("a\r\nb", "a\r\nc"), "a\r\nc");
        assert_eq!(with_line_ends_of("", "a\r\nb"), "a\nb");
    }

    #[test]
    fn rows_are_added_moved_and_removed_with_what_was_typed() {
        let raw = typed(&page());
        assert_eq!(names(&raw), ["name", "phone", "email", "privacy", "city"]);
        assert_eq!(names(&with_rows(&raw, RowAct::Up(4))), ["name", "phone", "email", "city", "privacy"]);
        assert_eq!(names(&with_rows(&raw, RowAct::Down(0))), ["phone", "name", "email", "privacy", "city"]);
        let removed = with_rows(&raw, RowAct::Remove(1));
        assert_eq!(names(&removed), ["name", "email", "privacy", "city"]);
        assert_eq!((removed.text("form.fields.3.options"), removed.text("title")), ("서울\n부산", "봄"));
        assert_eq!(names(&with_rows(&raw, RowAct::Add)), ["name", "phone", "email", "privacy", "city", ""]);
        for nothing in [RowAct::Up(0), RowAct::Down(4), RowAct::Remove(9), RowAct::Up(9)] {
            assert_eq!(names(&with_rows(&raw, nothing)), names(&raw));
        }
    }

    #[test]
    fn buttons_are_read_and_enter_saves() {
        for (text, expected) in [
            ("add", Act::Rows(RowAct::Add)),
            ("up.3", Act::Rows(RowAct::Up(3))),
            ("publish", Act::Publish),
            ("", Act::Save),
            ("up.x", Act::Save),
        ] {
            assert_eq!(act(&RawForm::from([("act", text)])), expected);
        }
    }

    #[test]
    fn a_fault_of_one_option_stands_beside_the_list() {
        let mut errors = FieldErrors::default();
        errors.add("form.fields.2.options.1", crate::landing::texts::OPTION_TWICE);
        errors.add("slug", crate::landing::texts::SLUG_NEEDED);
        assert_eq!(faults(&errors).iter().map(|(field, _)| field).collect::<Vec<_>>(), ["form.fields.2.options", "slug"]);
    }
}
