//! Tables as files that a spreadsheet opens: UTF-8 with its mark, so that Korean is read as such, and lines that end as RFC 4180 says.
//!
//! What somebody typed may begin with a sign that makes a spreadsheet run it as a formula. Such a cell gets an apostrophe before it,
//! which spreadsheets take for "this is text". Numbers are written by us and stay numbers.

use std::fmt::Write as _;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Anything that was typed or sent.
    Text(String),
    Number(i64),
    /// Basis points, written as percent: 2680 as `26.80`.
    Rate(i64),
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// A table in the making. It is held in memory: what is larger than a report is written page by page.
#[derive(Clone, Debug)]
pub struct Csv(String);

impl Csv {
    /// A table with its heads.
    pub fn new<'a>(heads: impl IntoIterator<Item = &'a str>) -> Self {
        let mut csv = Self("\u{feff}".to_owned());
        csv.row(heads.into_iter().map(Cell::from));
        csv
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.cell(&cell);
        }
        self.0.push_str("\r\n");
    }

    /// The file's text.
    pub fn into_text(self) -> String {
        self.0
    }

    /// The file, to be saved under a name of plain letters, digits and hyphens.
    pub fn download(self, name: &str) -> Response {
        let mut response = self.0.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
        let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn cell(&mut self, cell: &Cell) {
        match cell {
            Cell::Text(text) => self.text(text),
            Cell::Number(number) => self.0.push_str(&number.to_string()),
            Cell::Rate(bp) => {
                let sign = if *bp < 0 { "-" } else { "" };
                let size = bp.unsigned_abs();
                // Writing to a string can't fail.
                let _ = write!(self.0, "{sign}{}.{:02}", size / 100, size % 100);
            }
            Cell::Empty => {}
        }
    }

    fn text(&mut self, text: &str) {
        let neutral = if is_formula(text) { format!("'{text}") } else { text.to_owned() };
        if neutral.contains(['"', ',', '\n', '\r']) {
            self.0.push('"');
            self.0.push_str(&neutral.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(&neutral);
        }
    }
}

/// Would a spreadsheet run it? The signs are those of OWASP's list (CSV injection), their full-width twins too; white space before
/// them does not stop every spreadsheet, nor does a byte order mark.
fn is_formula(text: &str) -> bool {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let is_blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(is_blank).starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(cells: impl IntoIterator<Item = Cell>) -> String {
        let mut csv = Csv::new([]);
        csv.row(cells);
        csv.0.split("\r\n").nth(1).expect("a row").to_owned()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let cells = [Cell::from("봄, \"이벤트\""), Cell::from(-5), Cell::Rate(2_680), Cell::Rate(-5), Cell::Empty, Cell::from("a")];
        assert_eq!(line(cells), "\"봄, \"\"이벤트\"\"\",-5,26.80,-0.05,,a");
        assert!(Csv::new(["이름"]).0.starts_with('\u{feff}'));
    }

    #[test]
    fn formulas_are_text() {
        for typed in ["=HYPERLINK(\"x\")", "+82", "-1", "@SUM(A1)", "\t=1", "  =1", "\u{feff}=1", "＝1"] {
            let shown = line([Cell::from(typed)]);
            assert!(shown.trim_start_matches('"').starts_with('\''), "{shown}");
        }
        assert_eq!(line([Cell::from("naver=ad")]), "naver=ad");
    }

    proptest! {
        #[test]
        fn no_text_breaks_out_of_its_cell(texts in prop::collection::vec("[a=+@,\"\r\n\t -]{0,8}|.{0,12}", 1..5)) {
            let mut csv = Csv::new([]);
            csv.row(texts.iter().map(|text| Cell::from(text.as_str())));
            let mut cells: Vec<String> = vec![String::new()];
            let (mut quoted, mut rest) = (false, csv.0.strip_prefix("\u{feff}\r\n").expect("the heads").chars().peekable());
            while let Some(c) = rest.next() {
                match c {
                    '"' if quoted && rest.peek() == Some(&'"') => { rest.next(); cells.last_mut().expect("one").push('"'); }
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    _ => cells.last_mut().expect("one").push(c),
                }
            }
            let last = cells.last_mut().expect("one");
            last.truncate(last.len() - 2);
            let expected: Vec<String> = texts.iter().map(|text| if is_formula(text) { format!("'{text}") } else { text.clone() }).collect();
            prop_assert_eq!(cells, expected);
        }
    }
}
