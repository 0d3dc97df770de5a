//! The orders of the agency's overview, and which accounts a search leaves in it.

use std::cmp::Reverse;

use crate::{
    base::{error::Result, form::RawForm, hangul, page::Sort},
    dashboard::model::Row,
};

/// What the overview can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Name,
    LeadsToday,
    /// Leads of the last seven days.
    Trend,
    Conversions,
    Size,
}

impl Order {
    pub const OFFERED: [(&'static str, Self); 5] = [
        ("name", Self::Name),
        ("leads_today", Self::LeadsToday),
        ("trend", Self::Trend),
        ("conversions", Self::Conversions),
        ("size", Self::Size),
    ];
    pub const DEFAULT: &'static str = "name";
}

/// Reads `sort`.
pub fn wanted(query: &RawForm) -> Result<Sort<Order>> {
    Sort::parse(query.filled("sort").unwrap_or(Order::DEFAULT), &Order::OFFERED)
}

/// The rows whose name or address name fits `search`, in the order wanted. Equal ones are by name; rows without figures come last
/// where figures are sorted.
pub fn arranged(mut rows: Vec<Row>, search: &str, sort: Sort<Order>) -> Vec<Row> {
    rows.retain(|row| hangul::matches(&row.account.name, search) || row.account.slug.contains(search));
    rows.sort_by(|one, other| one.account.name.cmp(&other.account.name));
    let figure = |row: &Row| match sort.column {
        Order::Name => None,
        Order::LeadsToday => row.figures.as_ref().map(|figures| figures.leads_today),
        Order::Trend => row.figures.as_ref().map(|figures| figures.trend.iter().sum()),
        Order::Conversions => row.figures.as_ref().map(|figures| figures.conversions),
        Order::Size => Some(i64::try_from(row.size_bytes).unwrap_or(i64::MAX)),
    };
    match (sort.column, sort.descending) {
        (Order::Name, false) => {}
        (Order::Name, true) => rows.reverse(),
        (_, true) => rows.sort_by_key(|row| Reverse(figure(row))),
        (_, false) => rows.sort_by_key(|row| (figure(row).is_none(), figure(row))),
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::model::{Account, AccountStatus},
        base::{
            ids::AccountId,
            lang::Lang,
            time::{Timestamp, Zone},
        },
        dashboard::model::RowFigures,
    };

    fn row(name: &str, leads_today: Option<i64>) -> Row {
        let account = Account {
            id: AccountId(1),
            slug: format!("slug-{name}"),
            name: name.to_owned(),
            status: AccountStatus::Active,
            zone: Zone::default(),
            lang: Lang::Ko,
            mask_lists: false,
            created_at: Timestamp(0),
            host: None,
        };
        let figures = leads_today.map(|leads_today| RowFigures { leads_today, trend: vec![leads_today], conversions: 0 });
        Row { account, figures, trouble: None, size_bytes: 0 }
    }

    fn names(search: &str, sort: &str) -> Vec<String> {
        let rows = vec![row("나래", Some(3)), row("가온", None), row("다온", Some(9)), row("라임", Some(3))];
        let sort = wanted(&RawForm::from([("sort", sort)])).expect("offered");
        arranged(rows, search, sort).into_iter().map(|row| row.account.name).collect()
    }

    #[test]
    fn accounts_are_sorted_and_searched() {
        assert_eq!(names("", ""), ["가온", "나래", "다온", "라임"]);
        assert_eq!(names("", "-name"), ["라임", "다온", "나래", "가온"]);
        assert_eq!(names("", "-leads_today"), ["다온", "나래", "라임", "가온"]);
        assert_eq!(names("", "leads_today"), ["나래", "라임", "다온", "가온"]);
        assert_eq!(names("온", "-trend"), ["다온", "가온"]);
        assert_eq!(names("ㄷㅇ", ""), ["다온"]);
        assert!(wanted(&RawForm::from([("sort", "id")])).is_err());
    }
}
