//! Aligned columns for a terminal, on which a Korean letter is two cells wide.

/// The head and the rows with their columns aligned, two spaces between.
pub fn aligned<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    laid_out(head, rows, |_| false)
}

/// The same with all columns but the first at the right: for numbers.
pub fn right_aligned<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    laid_out(head, rows, |column| column > 0)
}

fn laid_out<const N: usize>(head: [&str; N], rows: &[[String; N]], is_right: fn(usize) -> bool) -> String {
    let widest = |column: usize| rows.iter().map(|row| cells(&row[column])).chain([cells(head[column])]).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(widest);
    let line = |texts: [&str; N]| {
        let padded = texts.iter().zip(widths).enumerate().map(|(column, (text, width))| {
            let gap = " ".repeat(width - cells(text));
            if is_right(column) { format!("{gap}{text}") } else { format!("{text}{gap}") }
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let rows = rows.iter().map(|row| line(std::array::from_fn(|column| row[column].as_str())));
    std::iter::once(line(head)).chain(rows).collect::<Vec<_>>().join("\n")
}

/// How many cells a text takes: two for Hangul, Han, kana and full-width forms (Unicode Standard Annex 11).
pub fn cells(text: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}');
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_columns_are_aligned() {
        let rows = [["단골".to_owned(), "a".to_owned()], ["Regulars".to_owned(), "b".to_owned()]];
        assert_eq!(aligned(["이름", "x"], &rows), "이름      x\n단골      a\nRegulars  b");
        assert_eq!(right_aligned(["이름", "건수"], &rows), "이름      건수\n단골         a\nRegulars     b");
    }
}
