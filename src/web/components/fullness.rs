//! The warning that the planned capacity is nearly used up, or is.

use maud::{Markup, html};

use crate::{
    base::{
        lang::{Lang, Text, text},
        table::Table,
    },
    web::components::{notice::notice, number::percent, pill::Tone},
};

const NEARLY_FULL: Text = text("계획한 용량에 가까워졌습니다: {what}.", "The planned capacity is nearly used up: {what}.");
const FULL: Text = text(
    "계획한 용량이 찼습니다: {what}. 리드와 방문자의 신청은 계속 받지만, 고객, 랜딩페이지, 퍼널, 바이럴 참여자는 찬 것부터 직접 더 만들 수 없습니다.",
    "The planned capacity is used up: {what}. Leads and visitors' forms are still taken, but of customers, landing pages, funnels and viral participants no more can be made by hand where they are full.",
);
const LOOK: Text = text("용량 화면에서 확인하기", "Look at the capacity page");
/// The whole plan, in basis points.
const WHOLE_BP: i64 = 10_000;

/// `pressing` are the tables that are nearly full, with their share of the plan; nothing is said while there is none.
pub fn fullness(lang: Lang, pressing: &[(Table, i64)]) -> Markup {
    if pressing.is_empty() {
        return html! {};
    }
    let is_full = pressing.iter().any(|(_, share_bp)| *share_bp >= WHOLE_BP);
    let what: Vec<String> =
        pressing.iter().map(|(table, share_bp)| format!("{} {}", table.label().get(lang), percent(*share_bp))).collect();
    let said = if is_full { FULL } else { NEARLY_FULL }.with(&[("what", &what.join(", "))]);
    let tone = if is_full { Tone::Red } else { Tone::Amber };
    notice(tone, html! { span { (said.get(lang)) } a href="/capacity" { (LOOK.get(lang)) } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_speaks_when_something_is_nearly_full() {
        assert!(fullness(Lang::Ko, &[]).0.is_empty());
        let nearly = fullness(Lang::En, &[(Table::Funnel, 8_000)]).0;
        assert!(nearly.contains("nearly used up: Funnels 80.0%.") && nearly.contains("amber"), "{nearly}");
        let full = fullness(Lang::Ko, &[(Table::Lead, 9_000), (Table::Customer, 10_000)]).0;
        assert!(full.contains("리드 90.0%, 고객 100.0%") && full.contains("red"), "{full}");
    }
}
