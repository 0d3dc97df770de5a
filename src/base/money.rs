//! Amounts of money: whole numbers of a currency's smallest unit, written as the reader's language does.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::base::{
    lang::{Lang, Message, Text, text},
    text_type::text_type,
};

/// An amount in the smallest unit of its currency: won, or cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Money(pub i64);

/// An ISO 4217 code such as `KRW`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, pattern = "^[A-Z]{3}$", example = "KRW")]
pub struct Currency([u8; 3]);

text_type!(Currency);

impl Default for Currency {
    fn default() -> Self {
        Self::KRW
    }
}

impl Currency {
    pub const KRW: Self = Self(*b"KRW");

    /// Reads a three-letter code in either case. That such a currency exists is not checked.
    pub fn parse(raw: &str) -> Result<Self, Message> {
        match *raw.trim().to_ascii_uppercase().as_bytes() {
            [a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(WRONG_CURRENCY.into()),
        }
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Digits after the point.
    pub fn minor_digits(self) -> u32 {
        match self.as_str() {
            "KRW" | "JPY" | "VND" => 0,
            _ => 2,
        }
    }

    /// What stands before an amount: `$`, or the code and a space.
    fn prefix(self) -> String {
        match self.as_str() {
            "KRW" => "₩".to_owned(),
            "USD" => "$".to_owned(),
            "EUR" => "€".to_owned(),
            "GBP" => "£".to_owned(),
            "JPY" => "¥".to_owned(),
            "VND" => "₫".to_owned(),
            code => format!("{code} "),
        }
    }
}

/// The whole amount: `12,000원`, in English `₩12,000`; `$12.34`.
pub fn format(money: Money, currency: Currency, lang: Lang) -> String {
    let per_major = 10_u64.pow(currency.minor_digits());
    let size = money.0.unsigned_abs();
    let mut number = grouped(size / per_major);
    if per_major > 1 {
        // Writing to a string can't fail.
        let _ = write!(number, ".{:02}", size % per_major);
    }
    dressed(money.0 < 0, &number, currency, lang)
}

/// The amount in digits alone, as a field shows it to be typed over: `12,000`, `12.34`.
pub fn plain(money: Money, currency: Currency) -> String {
    let per_major = 10_u64.pow(currency.minor_digits());
    let size = money.0.unsigned_abs();
    let sign = if money.0 < 0 { "-" } else { "" };
    if per_major > 1 { format!("{sign}{}.{:02}", grouped(size / per_major), size % per_major) } else { format!("{sign}{}", grouped(size)) }
}

/// The amount as charts and tiles show it, to three digits or so: `1,840만원`, `1.2억원`; in English `₩18.4M`.
pub fn compact(money: Money, currency: Currency, lang: Lang) -> String {
    let per_major = 10_u128.pow(currency.minor_digits());
    short(money.0.unsigned_abs().into(), per_major, lang)
        .map_or_else(|| format(money, currency, lang), |number| dressed(money.0 < 0, &number, currency, lang))
}

/// A count as charts show it: `1.2만`, in English `12K`.
pub fn compact_number(count: i64, lang: Lang) -> String {
    let number = short(count.unsigned_abs().into(), 1, lang).unwrap_or_else(|| grouped(count.unsigned_abs()));
    if count < 0 { format!("-{number}") } else { number }
}

/// `-1,234,567`
pub fn group_digits(number: i64) -> String {
    let digits = grouped(number.unsigned_abs());
    if number < 0 { format!("-{digits}") } else { digits }
}

/// Reads an amount as people type it: `12,000원`, `₩12,000`, `12000`, `$12.34`. Negative amounts and fractions of a won are refused.
pub fn parse(raw: &str, currency: Currency) -> Result<Money, Message> {
    if raw.trim().is_empty() {
        return Err(MISSING.into());
    }
    if raw.chars().nth(MAX_TYPED).is_some() {
        return Err(TOO_MUCH.into());
    }
    // NFKC also turns the full-width ￦ into ₩.
    let typed: String = raw.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let code = currency.as_str();
    let unit_before = [currency.prefix().trim(), code].iter().find_map(|unit| typed.strip_prefix(unit));
    let bare = unit_before.unwrap_or(&typed);
    let bare = bare.strip_suffix(if currency == Currency::KRW { "원" } else { code }).or_else(|| bare.strip_suffix(code)).unwrap_or(bare);
    let (whole, fraction) = bare.split_once('.').map_or((bare, None), |(whole, fraction)| (whole, Some(fraction)));
    let whole = ungrouped(whole).ok_or(WRONG)?;
    let minor = minor_digits(fraction, currency).ok_or(WRONG)?;
    match format!("{whole}{minor}").parse() {
        Ok(amount @ 0..=MOST) => Ok(Money(amount)),
        _ => Err(TOO_MUCH.into()),
    }
}

const MAX_TYPED: usize = 40;

/// A thousand trillion won: far above any budget, and exact as a JSON number.
const MOST: i64 = 1_000_000_000_000_000;

const MISSING: Text = text("금액을 입력해 주세요.", "Enter an amount.");
const WRONG: Text = text("금액을 숫자로 입력해 주세요. 예: 12,000", "Enter the amount in digits, for example 12,000.");
const TOO_MUCH: Text = text("금액이 너무 큽니다. 숫자를 확인해 주세요.", "The amount is too large. Check the digits.");
const WRONG_CURRENCY: Text = text("통화는 KRW처럼 영문 세 글자로 입력해 주세요.", "Give the currency as three letters, such as KRW.");

/// The names of large numbers, largest first, with what they are worth.
const KOREAN: [(&str, u128); 3] = [("조", 1_000_000_000_000), ("억", 100_000_000), ("만", 10_000)];
const ENGLISH: [(&str, u128); 3] = [("B", 1_000_000_000), ("M", 1_000_000), ("K", 1_000)];

/// The number in its largest named unit, with one decimal below a hundred; absent when it needs no unit.
fn short(size: u128, per_major: u128, lang: Lang) -> Option<String> {
    let names = match lang {
        Lang::Ko => KOREAN,
        Lang::En => ENGLISH,
    };
    names.iter().enumerate().find_map(|(index, (name, worth))| {
        let unit = worth * per_major;
        // 99,999,999 is shown as 1억: rounded to 만 it would be 10,000만.
        let reached =
            size >= unit || names.get(index + 1).is_some_and(|(_, smaller)| divided(size, smaller * per_major) * smaller >= *worth);
        reached.then(|| {
            let tenths = divided(size * 10, unit);
            if tenths >= 1000 || tenths.is_multiple_of(10) {
                format!("{}{name}", grouped(u64::try_from(divided(size, unit)).unwrap_or(u64::MAX)))
            } else {
                format!("{}.{}{name}", tenths / 10, tenths % 10)
            }
        })
    })
}

fn dressed(negative: bool, number: &str, currency: Currency, lang: Lang) -> String {
    let sign = if negative { "-" } else { "" };
    if currency == Currency::KRW && lang == Lang::Ko {
        format!("{sign}{number}원")
    } else {
        format!("{sign}{}{number}", currency.prefix())
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Division that rounds half up.
const fn divided(number: u128, by: u128) -> u128 {
    (number + by / 2) / by
}

/// Digits without their commas; absent when these are not every three digits, for `1,5` may mean one and a half.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(',').collect();
    let digits_only = whole.bytes().all(|b| b.is_ascii_digit() || b == b',');
    let by_three = groups.iter().enumerate().all(|(index, group)| match index {
        0 => (1..=3).contains(&group.len()),
        _ => group.len() == 3,
    });
    (digits_only && !whole.is_empty() && (groups.len() == 1 || by_three)).then(|| groups.concat())
}

/// The digits after the point, filled up to what the currency has; absent when there are more than zeros could fill.
fn minor_digits(fraction: Option<&str>, currency: Currency) -> Option<String> {
    let width = currency.minor_digits() as usize;
    let given = fraction.unwrap_or("0");
    let significant = given.trim_end_matches('0');
    let fits = !given.is_empty() && given.bytes().all(|b| b.is_ascii_digit()) && significant.len() <= width;
    fits.then(|| format!("{significant:0<width$}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).expect("a currency")
    }

    #[test]
    fn amounts_are_written_in_both_languages() {
        for (amount, code, ko, en) in [
            (12_000, "KRW", "12,000원", "₩12,000"),
            (0, "KRW", "0원", "₩0"),
            (-1_234_567, "KRW", "-1,234,567원", "-₩1,234,567"),
            (1_234, "USD", "$12.34", "$12.34"),
            (-5, "USD", "-$0.05", "-$0.05"),
            (1_200, "JPY", "¥1,200", "¥1,200"),
            (123_456, "CHF", "CHF 1,234.56", "CHF 1,234.56"),
            (i64::MIN, "KRW", "-9,223,372,036,854,775,808원", "-₩9,223,372,036,854,775,808"),
        ] {
            let currency = currency(code);
            assert_eq!(format(Money(amount), currency, Lang::Ko), ko);
            assert_eq!(format(Money(amount), currency, Lang::En), en);
        }
        assert_eq!((group_digits(-1_000).as_str(), group_digits(999).as_str()), ("-1,000", "999"));
    }

    #[test]
    fn large_amounts_are_shortened() {
        for (amount, ko, en) in [
            (9_900, "9,900원", "₩9.9K"),
            (999, "999원", "₩999"),
            (10_000, "1만원", "₩10K"),
            (15_000, "1.5만원", "₩15K"),
            (18_400_000, "1,840만원", "₩18.4M"),
            (99_999_999, "1억원", "₩100M"),
            (999_999, "100만원", "₩1M"),
            (123_000_000, "1.2억원", "₩123M"),
            (-18_400_000, "-1,840만원", "-₩18.4M"),
            (1_500_000_000_000, "1.5조원", "₩1,500B"),
        ] {
            assert_eq!(compact(Money(amount), Currency::KRW, Lang::Ko), ko);
            assert_eq!(compact(Money(amount), Currency::KRW, Lang::En), en);
        }
        assert_eq!(compact(Money(1_234_567), currency("USD"), Lang::En), "$12.3K");
        assert_eq!(compact(Money(1_234), currency("USD"), Lang::En), "$12.34");
        assert_eq!((compact_number(12_345, Lang::Ko).as_str(), compact_number(-999, Lang::En).as_str()), ("1.2만", "-999"));
    }

    #[test]
    fn typed_amounts_are_read() {
        for raw in ["12,000원", "12000", " 12,000 ", "₩12,000", "￦12000", "１２，０００원", "12000.00", "12,000 KRW", "krw 12000"]
        {
            assert_eq!(parse(raw, Currency::KRW), Ok(Money(12_000)), "{raw}");
        }
        for (raw, cents) in [("$12.34", 1_234), ("12.3", 1_230), ("1,000", 100_000), ("USD 0.05", 5), ("12.340", 1_234)] {
            assert_eq!(parse(raw, currency("USD")), Ok(Money(cents)), "{raw}");
        }
        for raw in [
            "",
            "원",
            "만원",
            "-1000",
            "1,2",
            "12,00",
            "1,0000",
            ",000",
            "12.5",
            "12.",
            "$12",
            "1e5",
            "0x10",
            "1000원원",
            "₩₩1000",
            "99999999999999999999",
        ] {
            assert!(parse(raw, Currency::KRW).is_err(), "{raw}");
        }
    }

    #[test]
    fn a_unit_of_another_currency_is_refused() {
        for (raw, code) in [("12원", "USD"), ("₩12", "USD"), ("$12", "KRW"), ("12 USD", "JPY")] {
            assert_eq!(parse(raw, currency(code)), Err(WRONG.into()), "{raw}");
        }
    }

    #[test]
    fn currencies_are_three_letters() {
        assert_eq!(currency("usd").to_string(), "USD");
        assert_eq!(Currency::default(), currency("KRW"));
        for raw in ["", "KR", "KRWW", "원", "K1W"] {
            assert!(Currency::parse(raw).is_err(), "{raw}");
        }
        assert_eq!(serde_json::to_string(&(Currency::KRW, Money(5))).expect("json"), "[\"KRW\",5]");
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_typed(amount in 0..=MOST, code in "KRW|USD|JPY|CHF|EUR") {
            let currency = currency(&code);
            prop_assert_eq!(parse(&plain(Money(amount), currency), currency), Ok(Money(amount)));
            for lang in [Lang::Ko, Lang::En] {
                prop_assert_eq!(parse(&format(Money(amount), currency, lang), currency), Ok(Money(amount)));
            }
        }

        #[test]
        fn any_amount_can_be_shown(amount in any::<i64>(), raw in ".{0,50}") {
            for lang in [Lang::Ko, Lang::En] {
                prop_assert!(compact(Money(amount), Currency::KRW, lang).chars().count() <= 16);
                prop_assert!(!compact_number(amount, lang).is_empty());
            }
            let _ = parse(&raw, Currency::KRW);
        }
    }
}
