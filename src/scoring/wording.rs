//! A rule in words, and why a lead got its points.

use serde_json::Value;

use crate::{
    base::{
        device::Device,
        lang::{Lang, Message, Text, text},
        time::Zone,
    },
    customers::model::CustomerStatus,
    interactions::model::InteractionKind,
    leads::model::LeadStatus,
    scoring::{
        caps::Limit,
        compute::{Cause, Line},
        condition::{Condition, Operator},
        decay::Decay,
        facts::{Facts, Field},
        model::{EngagementRule, Model, Test},
        texts,
    },
};

/// A line as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The rule in words.
    pub rule: String,
    pub points: i64,
    /// What of the lead made it count.
    pub reason: String,
}

/// Whom a score is told: the language, the account's days, and whether what somebody entered has to stay hidden.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub zone: Zone,
    pub masks: bool,
}

/// The lines of a score, in their order.
pub fn lines(model: &Model, facts: &Facts, lines: &[Line], reader: Reader) -> Vec<Told> {
    lines.iter().map(|line| told(model, facts, line, reader)).collect()
}

fn told(model: &Model, facts: &Facts, line: &Line, Reader { lang, zone, masks }: Reader) -> Told {
    let reason_of = |test: &Test| reason(test, facts, masks).get(lang).to_owned();
    let (rule, reason) = match line.cause {
        Cause::Fit(index) => model.fit.get(index).map(|rule| (of_test(&rule.test, lang), reason_of(&rule.test))).unwrap_or_default(),
        Cause::Engagement(index, outcome) => {
            let said = |rule: &EngagementRule| {
                let (day, count) = (zone.day_of(outcome.last), outcome.count);
                let mut reason = TIMES.with(&[("count", &count), ("day", &day)]).get(lang).to_owned();
                if outcome.uncapped != outcome.points {
                    reason.push_str(CAPPED.with(&[("all", &outcome.uncapped), ("most", &outcome.points)]).get(lang));
                }
                (of_engagement(rule, lang), reason)
            };
            model.engagement.get(index).map(said).unwrap_or_default()
        }
        Cause::Limit(limit, by) => {
            let disqualifier = by.and_then(|index| model.disqualifiers.get(index));
            let reason = match (limit, disqualifier) {
                (Limit::Fit, _) => AT_MOST.with(&[("most", &model.caps.fit)]).get(lang).to_owned(),
                (Limit::Engagement, _) => AT_MOST.with(&[("most", &model.caps.engagement)]).get(lang).to_owned(),
                (Limit::Total, _) => AT_MOST.with(&[("most", &model.caps.total)]).get(lang).to_owned(),
                (Limit::Floor, _) => texts::FLOOR_REASON.get(lang).to_owned(),
                (Limit::Disqualified, Some(test)) => of_test(test, lang),
                (Limit::Disqualified, None) => String::new(),
            };
            (of_limit(limit).get(lang).to_owned(), reason)
        }
    };
    Told { rule, points: line.points, reason }
}

/// A condition in words: `회사: 있음`.
pub fn of_test(test: &Test, lang: Lang) -> String {
    let wanted = of_condition(&test.condition, |text| value_label(&test.field, text, lang), lang);
    format!("{}: {wanted}", field_label(&test.field, lang))
}

/// A rule on interactions in words: `페이지 조회 3회 이상 (14일 안)`.
pub fn of_engagement(rule: &EngagementRule, lang: Lang) -> String {
    let kind = kind_label(rule.kind).get(lang);
    let kind = match &rule.filter {
        Some((key, condition)) => format!("{kind} ({key}: {})", of_condition(condition, str::to_owned, lang)),
        None => kind.to_owned(),
    };
    let mut said = match rule.at_least {
        Some(count) => ENOUGH.with(&[("kind", &kind), ("count", &count)]).get(lang).to_owned(),
        None => EACH.with(&[("kind", &kind)]).get(lang).to_owned(),
    };
    if let Some(days) = rule.within_days {
        said.push_str(WITHIN.with(&[("days", &days)]).get(lang));
    }
    said
}

/// What holds a rule's points back, in words: its cap, its bound of a day, its decay. Blank when nothing does.
pub fn of_bounds(rule: &EngagementRule, lang: Lang) -> String {
    let cap = rule.cap.map(|cap| AT_MOST.with(&[("most", &cap)]));
    let per_day = rule.per_day.map(|count| PER_DAY.with(&[("count", &count)]));
    let decay = match rule.decay {
        Decay::None => None,
        Decay::Step { days, percent } => Some(STEPS.with(&[("days", &days), ("percent", &percent)])),
        Decay::HalfLife { days } => Some(HALVES.with(&[("days", &days)])),
    };
    [per_day, cap, decay].iter().flatten().map(|message| message.get(lang)).collect::<Vec<_>>().join(" · ")
}

/// A field by its name, as it stands in a list to choose from.
pub fn field_label(field: &Field, lang: Lang) -> String {
    let label = match field {
        Field::Attribute(key) => return format!("{} {key}", texts::ATTRIBUTE.get(lang)),
        Field::Answer(key) => return format!("{} {key}", texts::ANSWER.get(lang)),
        Field::Name => text("이름", "Name"),
        Field::Email => text("이메일", "E-mail"),
        Field::Phone => text("전화번호", "Phone"),
        Field::Company => text("회사", "Company"),
        Field::CustomerStatus => text("고객 상태", "Customer status"),
        Field::CustomerSource => text("고객 유입 경로", "Customer source"),
        Field::Tags => text("태그", "Tag"),
        Field::Source => text("유입 소스", "Source"),
        Field::Medium => text("유입 매체", "Medium"),
        Field::Campaign => text("캠페인", "Campaign"),
        Field::LandingPage => text("랜딩페이지 번호", "Landing page id"),
        Field::Funnel => text("퍼널 번호", "Funnel id"),
        Field::Stage => text("퍼널 단계", "Stage"),
        Field::LeadStatus => text("리드 상태", "Lead status"),
        Field::Value => text("금액", "Value"),
        Field::Device => text("기기", "Device"),
    };
    label.get(lang).to_owned()
}

pub const fn kind_label(kind: InteractionKind) -> Text {
    match kind {
        InteractionKind::PageView => text("페이지 조회", "Page view"),
        InteractionKind::FormSubmit => text("신청", "Submission"),
        InteractionKind::EmailSent => text("이메일 발송", "E-mail sent"),
        InteractionKind::EmailOpen => text("이메일 열람", "E-mail opened"),
        InteractionKind::EmailClick => text("이메일 클릭", "E-mail clicked"),
        InteractionKind::EmailBounce => text("이메일 반송", "E-mail bounced"),
        InteractionKind::Unsubscribe => text("수신 거부", "Unsubscribed"),
        InteractionKind::MessageSent => text("메시지 발송", "Message sent"),
        InteractionKind::Call => text("통화", "Call"),
        InteractionKind::Meeting => text("미팅", "Meeting"),
        InteractionKind::Note => text("메모", "Note"),
        InteractionKind::StageChange => text("단계 이동", "Stage change"),
        InteractionKind::TagChange => text("태그 변경", "Tag change"),
        InteractionKind::Share => text("공유", "Share"),
        InteractionKind::Referral => text("추천", "Referral"),
        InteractionKind::Conversion => text("전환", "Conversion"),
        InteractionKind::Custom => text("기타 활동", "Other activity"),
    }
}

pub const fn operator_label(operator: Operator) -> Text {
    match operator {
        Operator::Equals => text("같음", "is"),
        Operator::NotEquals => text("다름", "is not"),
        Operator::Contains => text("포함", "contains"),
        Operator::NotContains => text("포함하지 않음", "does not contain"),
        Operator::StartsWith => text("다음으로 시작", "begins with"),
        Operator::In => text("다음 중 하나", "is one of"),
        Operator::NotIn => text("다음 중에 없음", "is none of"),
        Operator::Between => text("사이", "is between"),
        Operator::Gt => text("초과", "is above"),
        Operator::Gte => text("이상", "is at least"),
        Operator::Lt => text("미만", "is below"),
        Operator::Lte => text("이하", "is at most"),
        Operator::Empty => text("비어 있음", "is empty"),
        Operator::NotEmpty => text("입력됨", "is filled in"),
    }
}

fn of_condition(condition: &Condition, label: impl Fn(&str) -> String, lang: Lang) -> String {
    let shown = |value: &Value| match value {
        Value::String(text) => label(text),
        other => label(&other.to_string()),
    };
    let operator = condition.operator();
    let values = match condition.value() {
        Value::Null => return operator_label(operator).get(lang).to_owned(),
        Value::Array(items) if operator == Operator::Between => items.iter().map(shown).collect::<Vec<_>>().join("~"),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        one => shown(one),
    };
    match (lang, operator) {
        (Lang::En, _) => format!("{} {values}", operator_label(operator).get(lang)),
        (Lang::Ko, Operator::Equals) => values,
        (Lang::Ko, Operator::NotEquals | Operator::NotIn) => format!("{values} 아님"),
        (Lang::Ko, Operator::In) => format!("{values} 중 하나"),
        (Lang::Ko, Operator::StartsWith) => format!("‘{values}’로 시작"),
        (Lang::Ko, Operator::Contains | Operator::NotContains) => format!("‘{values}’ {}", operator_label(operator).get(lang)),
        (Lang::Ko, _) => format!("{values} {}", operator_label(operator).get(lang)),
    }
}

/// What a code of the product means to people; other values stand for themselves.
fn value_label(field: &Field, value: &str, lang: Lang) -> String {
    let label = match field {
        Field::CustomerStatus => CustomerStatus::from_name(value).map(CustomerStatus::label),
        Field::LeadStatus => LeadStatus::from_name(value).map(LeadStatus::label),
        Field::Device => Device::from_name(value).map(Device::label),
        _ => None,
    };
    label.map_or_else(|| value.to_owned(), |label| label.get(lang).to_owned())
}

/// Why a test holds. Who somebody is is not said again.
fn reason(test: &Test, facts: &Facts, masks: bool) -> Message {
    let shown = facts.shown(&test.field);
    if shown.is_empty() {
        return NOTHING.into();
    }
    if test.field.is_personal() || (masks && test.field.is_entered()) {
        return KNOWN.into();
    }
    let said = |lang| value_label(&test.field, &shown, lang);
    Message { ko: said(Lang::Ko), en: said(Lang::En) }
}

const fn of_limit(limit: Limit) -> Text {
    match limit {
        Limit::Fit => text("적합도 상한", "Fit limit"),
        Limit::Engagement => text("참여도 상한", "Engagement limit"),
        Limit::Total => text("총점 상한", "Total limit"),
        Limit::Floor => text("총점 하한", "Lower limit"),
        Limit::Disqualified => text("제외 조건", "Disqualified"),
    }
}

const TIMES: Text = text("{count}회, 마지막 {day}", "{count} times, last on {day}");
const CAPPED: Text = text(" · {all}점 중 {most}점만", " · {most} of {all} points");
const AT_MOST: Text = text("최대 {most}점", "at most {most} points");
const PER_DAY: Text = text("하루 {count}회까지", "{count} a day");
const STEPS: Text = text("{days}일마다 {percent}%씩 감소", "{percent}% less every {days} days");
const HALVES: Text = text("{days}일마다 절반", "half after {days} days");
const ENOUGH: Text = text("{kind} {count}회 이상", "{kind}: {count} or more");
const EACH: Text = text("{kind}마다", "{kind}: each");
const WITHIN: Text = text(" (최근 {days}일)", " (last {days} days)");
const NOTHING: Text = text("값 없음", "no value");
const KNOWN: Text = text("값 있음", "known");

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        base::time::Timestamp,
        scoring::{
            compute,
            engagement::Event,
            entry::{self, RawModel},
        },
    };

    #[test]
    fn a_score_is_told_line_by_line() {
        let raw: RawModel = serde_json::from_value(json!({
            "fit": [
                {"field": "customer.status", "operator": "in", "value": ["customer", "lead"], "points": 10},
                {"field": "customer.email", "operator": "not_empty", "points": 5},
                {"field": "form.budget", "operator": "between", "value": [100, 500], "points": 40},
            ],
            "engagement": [{"kind": "page_view", "points": 5, "cap": 8, "within_days": 14}],
            "caps": {"fit": 30, "engagement": 100, "total": 100},
            "thresholds": {"a": 70, "b": 45, "c": 20},
        }))
        .expect("a form");
        let model = entry::parse(&raw).expect("a model");
        let mut facts = Facts { customer_status: "lead", email: "hong@a.kr".into(), ..Facts::default() };
        facts.answers.insert("budget".into(), json!(300));
        let now = Timestamp(1_795_316_400_000);
        let view = |ago: i64| Event { kind: InteractionKind::PageView, at: now.plus_ms(-ago), data: Value::Null };
        let score = compute::score(&model, &facts, &[view(5), view(3)], now, Zone::default());
        let reader = |lang, masks| Reader { lang, zone: Zone::default(), masks };
        let told = lines(&model, &facts, &score.lines, reader(Lang::Ko, false));
        let said: Vec<_> = told.iter().map(|line| format!("{} | {} | {}", line.rule, line.points, line.reason)).collect();
        assert_eq!(
            said,
            [
                "고객 상태: 고객, 관심 중 하나 | 10 | 관심",
                "이메일: 입력됨 | 5 | 값 있음",
                "양식 답변 budget: 100~500 사이 | 40 | 300",
                "페이지 조회마다 (최근 14일) | 8 | 2회, 마지막 2026-11-22 · 10점 중 8점만",
                "적합도 상한 | -25 | 최대 30점",
            ]
        );
        let english = lines(&model, &facts, &score.lines, reader(Lang::En, true));
        assert_eq!(english[0].rule, "Customer status: is one of Customer, Lead");
        assert_eq!((english[0].reason.as_str(), english[2].reason.as_str()), ("Lead", "known"));
        assert_eq!(english[3].rule, "Page view: each (last 14 days)");
    }
}
