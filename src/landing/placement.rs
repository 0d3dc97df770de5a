//! Where the form goes in an agency's page, with every other byte left as it was uploaded.
//!
//! The page is only scanned for places; the result is spliced from the original text, so nothing can be re-serialised by accident.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Attribute, TextType};
use lol_html::{HtmlRewriter, MemorySettings, Settings, doc_text, element, end_tag};

/// The text that stands for the form in a page, with or without white space inside the braces.
const MARKER: (&str, &str, &str) = ("{{", "form", "}}");

/// The scanner's own memory, not counting the page: enough for a page of 512 KB in one unfinished tag.
const MAX_SCAN_BYTES: usize = 8 * 1024 * 1024;

/// What a form tag of the page loses: where and how it posts is ours to say, and its charset must be the page's.
const OURS: [&str; 6] = ["action", "method", "enctype", "target", "accept-charset", "novalidate"];

/// What else goes into the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// HTML for the end of the body, such as the tracking script's tag.
    pub end_of_body: &'a str,
}

/// The page with its form. `fields_html` is what stands between the form's tags; the tags are written here.
///
/// The form takes the place of the content of the first `<form data-dangol>`, else of the first `{{form}}` in the page's text,
/// else it stands at the end of the body.
pub fn render(page_html: &str, fields_html: &str, extras: &Extras<'_>) -> String {
    let places = scan(page_html);
    let whole = format!(r#"<form class="dangol-page-form" method="post">{fields_html}</form>"#);
    let end = places.body_end.unwrap_or(page_html.len());

    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    if let Some(form) = places.form {
        let (inner_end, closing) = form.end.map_or((form.tag.end, "</form>"), |end| (end, ""));
        edits.push((form.tag.start..inner_end, format!("{}{fields_html}{closing}", form.open)));
        edits.push((end..end, extras.end_of_body.to_owned()));
    } else if let Some(marker) = places.marker {
        edits.push((marker, whole));
        edits.push((end..end, extras.end_of_body.to_owned()));
    } else {
        edits.push((end..end, format!("{whole}{}", extras.end_of_body)));
    }
    splice(page_html, edits)
}

fn splice(page_html: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(page_html.len() + edits.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut copied = 0;
    for (range, text) in edits {
        // A place inside what was just replaced (a body that ends inside the form) moves behind it.
        out.push_str(page_html.get(copied..range.start).unwrap_or_default());
        out.push_str(&text);
        copied = copied.max(range.end);
    }
    out.push_str(page_html.get(copied..).unwrap_or_default());
    out
}

#[derive(Default)]
struct Places {
    form: Option<FormPlace>,
    marker: Option<Range<usize>>,
    body_end: Option<usize>,
}

struct FormPlace {
    /// The whole start tag.
    tag: Range<usize>,
    /// The start tag as it is to be.
    open: String,
    /// Where the end tag begins; absent for a form that is never closed.
    end: Option<usize>,
}

/// The places of a page; none when it cannot be scanned within bounds.
fn scan(page_html: &str) -> Places {
    let places = Rc::new(RefCell::new(Places::default()));
    let (at_form, at_body, at_text) = (Rc::clone(&places), Rc::clone(&places), Rc::clone(&places));
    // Text reaches the handler in pieces; a marker may lie across two of them.
    let mut text = 0..0;

    let settings = Settings::new()
        .with_strict(false)
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(MAX_SCAN_BYTES))
        .append_element_content_handler(element!("form[data-dangol]", move |el| {
            if at_form.borrow().form.is_none() {
                at_form.borrow_mut().form =
                    Some(FormPlace { tag: el.source_location().bytes(), open: open_tag(el.attributes()), end: None });
                let at_end = Rc::clone(&at_form);
                if let Some(handlers) = el.end_tag_handlers() {
                    handlers.push(end_tag!(move |tag| {
                        if let (Some(form), "form") = (at_end.borrow_mut().form.as_mut(), tag.name().as_str()) {
                            form.end = Some(tag.source_location().bytes().start);
                        }
                        Ok(())
                    }));
                }
            }
            Ok(())
        }))
        .append_element_content_handler(element!("body", move |el| {
            let at_end = Rc::clone(&at_body);
            if let Some(handlers) = el.end_tag_handlers() {
                handlers.push(end_tag!(move |tag| {
                    if tag.name() == "body" {
                        at_end.borrow_mut().body_end = Some(tag.source_location().bytes().start);
                    }
                    Ok(())
                }));
            }
            Ok(())
        }))
        .append_document_content_handler(doc_text!(move |chunk| {
            if chunk.text_type() == TextType::Data && at_text.borrow().marker.is_none() {
                let bytes = chunk.source_location().bytes();
                if !bytes.is_empty() {
                    text = if bytes.start == text.end { text.start..bytes.end } else { bytes };
                }
                if chunk.last_in_text_node() {
                    let found = page_html.get(text.clone()).and_then(find_marker);
                    at_text.borrow_mut().marker = found.map(|found| text.start + found.start..text.start + found.end);
                    text = text.end..text.end;
                }
            }
            Ok(())
        }));

    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let scanned = rewriter.write(page_html.as_bytes()).and_then(|()| rewriter.end());
    if scanned.is_err() {
        return Places::default();
    }
    places.take()
}

fn find_marker(text: &str) -> Option<Range<usize>> {
    let (open, word, close) = MARKER;
    text.match_indices(word).find_map(|(at, _)| {
        let before = text.get(..at)?.trim_end().strip_suffix(open)?;
        let after = text.get(at + word.len()..)?.trim_start().strip_prefix(close)?;
        Some(before.len()..text.len() - after.len())
    })
}

/// The start tag with its own attributes, as they were written, but for those that are ours.
fn open_tag(attributes: &[Attribute<'_>]) -> String {
    let mut tag = "<form".to_owned();
    for attribute in attributes.iter().filter(|attribute| !OURS.contains(&attribute.name().as_str())) {
        tag.push(' ');
        tag.push_str(&attribute.name_preserve_case());
        tag.push_str("=\"");
        tag.push_str(&attribute.value().replace('"', "&quot;"));
        tag.push('"');
    }
    tag.push_str(" method=\"post\">");
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIELDS: &str = "<input name=a>";
    const SCRIPT: &str = "<script src=/t.js></script>";

    fn placed(page: &str) -> String {
        render(page, FIELDS, &Extras { end_of_body: SCRIPT })
    }

    fn whole() -> String {
        format!(r#"<form class="dangol-page-form" method="post">{FIELDS}</form>"#)
    }

    #[test]
    fn a_form_of_the_page_keeps_its_look_and_gets_our_fields() {
        let page = r#"<!doctype html><BODY><form  data-dangol class='big "x"' action="https://old.example/" METHOD=get><input name=old></form><p>{{form}}</p></body></html>"#;
        let expected = format!(
            r#"<!doctype html><BODY><form data-dangol="" class="big &quot;x&quot;" method="post">{FIELDS}</form><p>{{{{form}}}}</p>{SCRIPT}</body></html>"#
        );
        assert_eq!(placed(page), expected);
    }

    #[test]
    fn a_form_that_is_never_closed_is_closed_behind_our_fields() {
        assert_eq!(placed("<form data-dangol><p>after"), format!(r#"<form data-dangol="" method="post">{FIELDS}</form><p>after{SCRIPT}"#));
    }

    #[test]
    fn a_marker_in_text_is_replaced_once() {
        assert_eq!(placed("<p>신청: {{ form }}!</p>{{form}}"), format!("<p>신청: {}!</p>{{{{form}}}}{SCRIPT}", whole()));
        assert_eq!(placed("{{{form}}"), format!("{{{}{SCRIPT}", whole()));
    }

    #[test]
    fn markers_that_are_no_text_are_left_alone() {
        for page in
            ["<script>'{{form}}'</script>", "<!-- {{form}} -->", "<a title='{{form}}'></a>", "<title>{{form}}</title>", "{{<b></b>form}}"]
        {
            assert_eq!(placed(page), format!("{page}{}{SCRIPT}", whole()));
        }
    }

    #[test]
    fn without_a_place_the_form_ends_the_body() {
        assert_eq!(placed("<body><p>x</body></html>\n"), format!("<body><p>x{}{SCRIPT}</body></html>\n", whole()));
        assert_eq!(placed("<p>x"), format!("<p>x{}{SCRIPT}", whole()));
        assert_eq!(placed(""), format!("{}{SCRIPT}", whole()));
    }

    #[test]
    fn hostile_pages_come_through() {
        let deep = "<a>".repeat(170_000);
        let unfinished = format!("<a b='{}", "가".repeat(170_000));
        let markers = "{{ ".repeat(170_000);
        for page in [deep, unfinished, markers] {
            assert_eq!(placed(&page), format!("{page}{}{SCRIPT}", whole()));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn all_other_bytes_stay(page in "(<[a-z]{1,8}[^{]{0,12}>|</[a-z]{1,8}>|<body>|</body>|<!--|-->|<script>|</script>|[^{]|\\{){0,30}") {
            let inserted = format!("{}{SCRIPT}", whole());
            let out = placed(&page);
            let at = out.find(&inserted).expect("inserted in one piece");
            prop_assert_eq!(format!("{}{}", &out[..at], &out[at + inserted.len()..]), page);
        }

        #[test]
        fn any_page_with_a_marker_is_answered(before in any::<String>(), after in any::<String>()) {
            let page = format!("{before}{{{{form}}}}{after}");
            prop_assert!(placed(&page).contains(FIELDS));
        }
    }
}
