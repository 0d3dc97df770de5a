//! Pages of a list: by number, or by a cursor that costs the same at any depth.

use serde::{Deserialize, Serialize};

use crate::base::{
    error::{Error, Result},
    lang::{Text, text},
};

pub const DEFAULT_SIZE: u32 = 50;
pub const MAX_SIZE: u32 = 200;
/// The last page that is offered by number; beyond it a cursor walks on.
pub const MAX_NUMBER: u32 = 100_000;

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRequest {
    /// Counted from 1; ignored when there is a cursor.
    pub number: u32,
    pub size: u32,
    pub cursor: Option<Cursor>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { number: 1, size: DEFAULT_SIZE, cursor: None }
    }
}

impl PageRequest {
    /// Reads `page`, `per_page` and `cursor` as a query string has them.
    pub fn parse(number: Option<&str>, size: Option<&str>, cursor: Option<&str>) -> Result<Self> {
        let within = |field: &'static str, given: Option<&str>, default: u32, most: u32| match given {
            None => Ok(default),
            Some(given) => given.parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| {
                Error::field(
                    field,
                    text("1부터 {most}까지의 숫자를 넣어 주세요.", "Give a number from 1 to {most}.").with(&[("most", &most)]),
                )
            }),
        };
        Ok(Self {
            number: within("page", number, 1, MAX_NUMBER)?,
            size: within("per_page", size, DEFAULT_SIZE, MAX_SIZE)?,
            cursor: cursor.map(Cursor::parse).transpose()?,
        })
    }

    /// Rows before this page, when it is asked for by number.
    pub const fn offset(&self) -> i64 {
        (self.number as i64 - 1) * self.size as i64
    }
}

/// Where a page ended: the sort order, the last row's sort value and its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    pub sort: String,
    pub value: SortValue,
    pub id: i64,
}

/// The value of a sort column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SortValue {
    Number(i64),
    Text(String),
}

impl Cursor {
    /// Reads the text form.
    pub fn parse(text_form: &str) -> Result<Self> {
        data_encoding::BASE64URL_NOPAD.decode(text_form.as_bytes()).ok().and_then(|json| serde_json::from_slice(&json).ok()).ok_or_else(
            || Error::field("cursor", text("목록을 처음부터 다시 불러 주세요.", "This cursor is not one of ours. Start the list again.")),
        )
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let json = serde_json::to_vec(self).map_err(|_| std::fmt::Error)?;
        f.write_str(&data_encoding::BASE64URL_NOPAD.encode(&json))
    }
}

/// An order asked for by name: `name` ascending, `-name` descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort<C> {
    pub column: C,
    pub descending: bool,
}

impl<C: Copy> Sort<C> {
    /// Finds a sort text among the offered columns.
    pub fn parse(text_form: &str, offered: &[(&str, C)]) -> Result<Self> {
        let (descending, name) = text_form.strip_prefix('-').map_or((false, text_form), |name| (true, name));
        offered.iter().find(|(offer, _)| *offer == name).map(|(_, column)| Self { column: *column, descending }).ok_or_else(|| {
            let names = offered.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            Error::field("sort", text("정렬 기준: {names}", "Sort by one of: {names}").with(&[("names", &names)]))
        })
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page<T> {
    pub data: Vec<T>,
    pub page: PageInfo,
}

/// Where a page stands in its list. `next` is null on the last page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PageInfo {
    pub number: u32,
    pub size: u32,
    pub total: i64,
    pub next: Option<String>,
}

pub const WRONG_ORDER: Text =
    text("정렬을 바꾸면 목록을 처음부터 불러야 합니다.", "This cursor belongs to another sort order. Start the list again.");

impl<T> Page<T> {
    /// One page of rows that are all at hand, ordered by a value and the id that tells equals apart.
    pub fn of<C>(
        mut rows: Vec<T>,
        request: &PageRequest,
        (sort, text): &(Sort<C>, String),
        key: impl Fn(&T) -> (SortValue, i64),
    ) -> Result<Self> {
        rows.sort_by_key(&key);
        if sort.descending {
            rows.reverse();
        }
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let skip = match &request.cursor {
            Some(cursor) if cursor.sort != *text => return Err(Error::field("cursor", WRONG_ORDER)),
            Some(cursor) => {
                let end = (cursor.value.clone(), cursor.id);
                rows.iter().take_while(|row| if sort.descending { key(row) >= end } else { key(row) <= end }).count()
            }
            None => usize::try_from(request.offset()).unwrap_or(usize::MAX),
        };
        let size = request.size as usize;
        let has_more = rows.len() > skip.saturating_add(size);
        let data: Vec<T> = rows.into_iter().skip(skip).take(size).collect();
        let next = data.last().filter(|_| has_more).map(|row| {
            let (value, id) = key(row);
            Cursor { sort: text.clone(), value, id }.to_string()
        });
        Ok(Self { data, page: PageInfo { number: request.number, size: request.size, total, next } })
    }

    /// The same page of something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(change).collect(), page: self.page }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_form() {
        let cursor = Cursor { sort: "-name".into(), value: SortValue::Text("홍".into()), id: 7 };
        assert_eq!(Cursor::parse(&cursor.to_string()).expect("our own"), cursor);
        assert!(Cursor::parse("nonsense").is_err());
    }

    #[test]
    fn rows_at_hand_are_walked_by_cursor_as_by_number() {
        let rows = || vec![(1, "나"), (2, "가"), (3, "나"), (4, "다")];
        let key = |row: &(i64, &str)| (SortValue::Text(row.1.to_owned()), row.0);
        for (text, expected) in [("name", [2, 1, 3, 4]), ("-name", [4, 3, 1, 2])] {
            let sort = (Sort::parse(text, &[("name", ())]).expect("offered"), text.to_owned());
            let mut request = PageRequest { size: 1, ..PageRequest::default() };
            let mut walked = Vec::new();
            loop {
                let page = Page::of(rows(), &request, &sort, key).expect("a page");
                assert_eq!(page.page.total, 4);
                walked.extend(page.data.iter().map(|row| row.0));
                let Some(next) = page.page.next else { break };
                request.cursor = Some(Cursor::parse(&next).expect("ours"));
            }
            assert_eq!(walked, expected);
            let second = Page::of(rows(), &PageRequest { number: 2, size: 3, cursor: None }, &sort, key).expect("a page");
            assert_eq!((second.data.len(), second.data[0].0, second.page.next), (1, expected[3], None));
            let other = PageRequest { cursor: Some(Cursor { sort: "id".into(), value: SortValue::Number(1), id: 1 }), ..request };
            assert!(Page::of(rows(), &other, &sort, key).is_err());
        }
    }

    #[test]
    fn sizes_are_bounded() {
        assert!(PageRequest::parse(None, Some("201"), None).is_err());
        assert_eq!(PageRequest::parse(Some("3"), Some("200"), None).expect("allowed").offset(), 400);
    }
}
