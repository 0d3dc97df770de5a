//! Numbers as people read them.

/// `1284` as `1,284`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number that was counted up to 1,000 only: beyond 999, `999+`.
pub fn up_to_999(number: i64) -> String {
    if number > 999 { "999+".to_owned() } else { grouped(number) }
}

/// Basis points as a percentage with one decimal: `2680` as `26.8%`.
pub fn percent(basis_points: i64) -> String {
    let tenths = (basis_points.unsigned_abs() + 5) / 10;
    format!("{}{}.{}%", if basis_points < 0 { "-" } else { "" }, tenths / 10, tenths % 10)
}

/// Bytes as `4.2 MB`.
pub fn file_size(bytes: u64) -> String {
    let tenths_mb = bytes.saturating_mul(10) >> 20;
    format!("{}.{} MB", tenths_mb / 10, tenths_mb % 10)
}

/// Microseconds as `0.35 ms`, `12 ms`, `1.5 s`: two digits that count below ten.
pub fn millis(us: i64) -> String {
    let (us, sign) = (us.unsigned_abs(), if us < 0 { "-" } else { "" });
    match us {
        0 => "0 ms".to_owned(),
        1..1_000 => format!("{sign}{} ms", decimal(us / 10, 100)),
        1_000..10_000 => format!("{sign}{} ms", decimal(us / 100, 10)),
        10_000..1_000_000 => format!("{sign}{} ms", us / 1_000),
        1_000_000.. => format!("{sign}{} s", decimal(us / 10_000, 100)),
    }
}

/// A number of tenths or hundredths, without zeros at its end.
fn decimal(parts: u64, of: u64) -> String {
    let digits = if of == 10 { format!("{:01}", parts % of) } else { format!("{:02}", parts % of) };
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() { (parts / of).to_string() } else { format!("{}.{digits}", parts / of) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let texts = [0, 7, 999, 1_000, 12_480, -1_234_567, i64::MIN].map(grouped);
        assert_eq!(texts, ["0", "7", "999", "1,000", "12,480", "-1,234,567", "-9,223,372,036,854,775,808"]);
    }

    #[test]
    fn what_was_not_counted_to_the_end_says_so() {
        assert_eq!([0, 999, 1_000].map(up_to_999), ["0", "999", "999+"]);
    }

    #[test]
    fn durations_have_the_digits_that_count() {
        let said = [0, 50, 350, 1_000, 1_500, 12_345, 800_000, 1_500_000, 30_000_000].map(millis);
        assert_eq!(said, ["0 ms", "0.05 ms", "0.35 ms", "1 ms", "1.5 ms", "12 ms", "800 ms", "1.5 s", "30 s"]);
    }

    #[test]
    fn percentages_round_to_a_tenth() {
        assert_eq!([10_000, 2_677, 4, 5, -1_240].map(percent), ["100.0%", "26.8%", "0.0%", "0.1%", "-12.4%"]);
    }
}
