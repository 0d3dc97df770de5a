//! Sizes in bytes as people read them. Thousands, not 1,024: as disks are sold and networks are measured.

const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];

/// `812 B`, `4.2 kB`, `57 MB`, `1.6 GB`: two digits that count, three from a hundred on.
pub fn byte_size(bytes: i64) -> String {
    let mut unit = 0;
    // In tenths, so that one decimal can be told.
    let mut tenths = u128::from(bytes.unsigned_abs()) * 10;
    // 999.5 of one unit is 1.0 of the next.
    while tenths >= 9_995 && unit + 1 < UNITS.len() {
        tenths = (tenths + 500) / 1_000;
        unit += 1;
    }
    let sign = if bytes < 0 { "-" } else { "" };
    let shown = if unit == 0 || tenths >= 100 { ((tenths + 5) / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) };
    format!("{sign}{shown} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_the_digits_that_count() {
        let said = [0, 812, 1_000, 4_249, 56_700_000, 1_640_000_000, 999_999, 19_999_000_000, -2_500_000].map(byte_size);
        assert_eq!(said, ["0 B", "812 B", "1.0 kB", "4.2 kB", "57 MB", "1.6 GB", "1.0 MB", "20 GB", "-2.5 MB"]);
        assert_eq!(byte_size(i64::MAX), "9223372 TB");
    }
}
