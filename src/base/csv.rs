//! Comma-separated values (RFC 4180) as spreadsheets take them.

/// Tells Excel that what follows is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// One line. A cell that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV injection").
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = cells.into_iter().map(cell).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn cell(text: &str) -> String {
    // Some programs drop white space before they look for a formula.
    let begins = text.trim_start_matches([' ', '\u{A0}', '\u{3000}']).chars().next();
    let is_number = text.parse::<f64>().is_ok();
    let runs = !is_number && matches!(begins, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    let text = if runs { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_run_nothing() {
        assert_eq!(line(["홍길동", "a,b", "say \"hi\"", "두\n줄"]), "홍길동,\"a,b\",\"say \"\"hi\"\"\",\"두\n줄\"\r\n");
        assert_eq!(line(["=1+1", "+82 10", " @x", "-3", "-3.5", "-x", "＝A1"]), "'=1+1,'+82 10,' @x,-3,-3.5,'-x,'＝A1\r\n");
    }
}
