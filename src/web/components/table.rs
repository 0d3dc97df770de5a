//! Tables: headers that sort, boxes that pick rows, page numbers. Filters, order and page stand in the address.

use maud::{Markup, Render, html};

use crate::{
    base::{form::RawForm, lang::Lang, page::PageInfo},
    web::{
        components::{icon::icon, number::grouped},
        texts,
    },
};

/// The address of a list as it was asked for, to build its neighbours from.
#[derive(Clone, Copy, Debug)]
pub struct Address<'a> {
    pub path: &'a str,
    pub query: &'a RawForm,
}

impl<'a> Address<'a> {
    pub const fn new(path: &'a str, query: &'a RawForm) -> Self {
        Self { path, query }
    }

    /// This list with one field changed, or left out when the value is empty; everything else stays.
    /// Another order or filter begins at the first page again.
    pub fn with(self, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let restarts = name != "page";
        let kept =
            self.query.iter().filter(|(key, text)| *key != name && !text.is_empty() && !(restarts && matches!(*key, "page" | "cursor")));
        query.extend_pairs(kept);
        if !value.is_empty() {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { self.path.to_owned() } else { format!("{}?{query}", self.path) }
    }

    fn sort(self) -> &'a str {
        self.query.text("sort")
    }
}

/// A table in its own scroll area, so that the page never scrolls sideways. `caption` is read out, not shown.
pub fn table(caption: &str, head: impl Render, rows: impl Render) -> Markup {
    html! {
        div.table-scroll tabindex="0" role="region" aria-label=(caption) {
            table.table {
                caption.hidden-text { (caption) }
                thead { tr { (head) } }
                tbody { (rows) }
            }
        }
    }
}

/// A header that does nothing.
pub fn th(label: &str) -> Markup {
    html! { th scope="col" { (label) } }
}

/// A header above numbers or times; its cells are `td.right`.
pub fn th_right(label: &str) -> Markup {
    html! { th.right scope="col" { (label) } }
}

/// A header that sorts by `column`, and the other way round when it already does. An order not asked for is `default`.
pub fn th_sort(address: Address, label: &str, column: &str, default: &str) -> Markup {
    sorting(address, label, column, default, None)
}

/// The same above numbers or times, which begin with the largest.
pub fn th_sort_right(address: Address, label: &str, column: &str, default: &str) -> Markup {
    sorting(address, label, column, default, Some("right"))
}

fn sorting(address: Address, label: &str, column: &str, default: &str, class: Option<&str>) -> Markup {
    let current = Some(address.sort()).filter(|sort| !sort.is_empty()).unwrap_or(default);
    let (descending, name) = current.strip_prefix('-').map_or((false, current), |name| (true, name));
    let is_current = name == column;
    let next_descending = if is_current { !descending } else { class.is_some() };
    let next = if next_descending { format!("-{column}") } else { column.to_owned() };
    let order = is_current.then_some(if descending { "descending" } else { "ascending" });
    html! {
        th class=[class] scope="col" aria-sort=[order] {
            a href=(address.with("sort", &next)) {
                (label)
                @if is_current { @if descending { (icon("chevron-down")) } @else { (icon("chevron-up")) } }
            }
        }
    }
}

/// The header's box that ticks all rows; without scripts it is not there.
pub fn th_pick(lang: Lang) -> Markup {
    html! {
        th.pick scope="col" {
            input.form-check-input.js-only type="checkbox" data-check-all aria-label=(texts::PICK_ALL.get(lang));
        }
    }
}

/// A row's box; `what` names the row to a screen reader.
pub fn td_pick(name: &str, value: &str, what: &str) -> Markup {
    html! { td.pick { input.form-check-input type="checkbox" name=(name) value=(value) aria-label=(what); } }
}

/// What is shown of how many, and the way to the other pages.
pub fn pages(lang: Lang, address: Address, info: &PageInfo) -> Markup {
    let (number, size) = (i64::from(info.number), i64::from(info.size.max(1)));
    let last = ((info.total + size - 1) / size).max(1);
    let (from, to) = (((number - 1) * size + 1).min(info.total), (number * size).min(info.total));
    let shown = texts::SHOWN.with(&[("from", &grouped(from)), ("to", &grouped(to)), ("total", &grouped(info.total))]);
    let to_page = |page: i64| address.with("page", &if page == 1 { String::new() } else { page.to_string() });
    html! {
        nav.pages aria-label=(texts::PAGES.get(lang)) {
            span { (shown.get(lang)) }
            @if last > 1 {
                ul {
                    @if number > 1 { li { a href=(to_page(number - 1)) rel="prev" aria-label=(texts::PREVIOUS.get(lang)) { (icon("chevron-left")) } } }
                    @for step in steps(number, last) {
                        li {
                            @if let Some(page) = step { a href=(to_page(page)) aria-current=[(page == number).then_some("page")] { (grouped(page)) } }
                            @else { span.gap { "…" } }
                        }
                    }
                    @if number < last { li { a href=(to_page(number + 1)) rel="next" aria-label=(texts::NEXT.get(lang)) { (icon("chevron-right")) } } }
                }
            }
        }
    }
}

/// The page numbers worth showing; an absent one is a gap.
fn steps(number: i64, last: i64) -> Vec<Option<i64>> {
    let mut steps = Vec::new();
    let mut previous = 0;
    for page in (1..=last.min(2)).chain(number - 1..=number + 1).chain(last - 1..=last) {
        if page <= previous || page > last {
            continue;
        }
        match page - previous {
            1 => {}
            2 => steps.push(Some(page - 1)),
            _ => steps.push(None),
        }
        steps.push(Some(page));
        previous = page;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_the_rest_of_the_address() {
        let query = RawForm::from([("q", "김 & 이"), ("status", ""), ("page", "3"), ("sort", "name")]);
        let address = Address::new("/accounts/a/customers", &query);
        assert_eq!(address.with("page", "4"), "/accounts/a/customers?q=%EA%B9%80+%26+%EC%9D%B4&sort=name&page=4");
        assert_eq!(address.with("sort", "-name"), "/accounts/a/customers?q=%EA%B9%80+%26+%EC%9D%B4&sort=-name");
        assert_eq!(Address::new("/x", &RawForm::default()).with("page", ""), "/x");
        let header = th_sort(address, "이름", "name", "-created_at").0;
        assert!(header.contains(r#"aria-sort="ascending""#) && header.contains("sort=-name"), "{header}");
    }

    #[test]
    fn far_pages_are_a_gap() {
        let all = |number, last| steps(number, last).into_iter().map(|step| step.unwrap_or(0)).collect::<Vec<_>>();
        assert_eq!(all(1, 1), [1]);
        assert_eq!(all(1, 3), [1, 2, 3]);
        assert_eq!(all(4, 7), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(all(10, 250), [1, 2, 0, 9, 10, 11, 0, 249, 250]);
        assert_eq!(all(99, 3), [1, 2, 3]);
    }

    #[test]
    fn an_empty_list_has_no_pages() {
        let info = PageInfo { number: 1, size: 50, total: 0, next: None };
        let markup = pages(Lang::En, Address::new("/x", &RawForm::default()), &info).0;
        assert!(markup.contains("0–0 of 0") && !markup.contains("<ul>"), "{markup}");
    }
}
