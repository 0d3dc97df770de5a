//! What is said about conversions.

use crate::base::lang::{Text, text};

pub const TITLE: Text = text("전환", "Conversions");
pub const SUBTITLE: Text = text("목표 단계에 들어온 리드가 여기에 쌓입니다.", "Leads that entered a goal stage.");
pub const FUNNEL: Text = text("퍼널", "Funnel");
pub const ANY_FUNNEL: Text = text("모든 퍼널", "All funnels");
pub const STAGE: Text = text("단계", "Stage");
pub const CUSTOMER: Text = text("고객", "Customer");
pub const NAMELESS: Text = text("이름 없음", "No name");
pub const LEAD: Text = text("리드 #{id}", "Lead #{id}");
pub const VALUE: Text = text("금액", "Value");
pub const CONVERTED_AT: Text = text("전환 시각", "Converted");
pub const NONE: Text = text("아직 전환이 없습니다", "No conversions yet");
pub const NONE_HELP: Text = text(
    "퍼널에서 목표 단계를 정해 두면, 리드가 그 단계에 들어올 때 전환으로 기록됩니다.",
    "Mark a stage of a funnel as a goal: a lead that enters it is recorded here.",
);
pub const TO_FUNNELS: Text = text("퍼널 보기", "See the funnels");
pub const NONE_FOUND: Text = text("조건에 맞는 전환이 없습니다", "No conversions match");
pub const NONE_FOUND_HELP: Text = text("다른 퍼널을 고르거나 조건을 지워 보세요.", "Choose another funnel, or clear the filter.");
pub const CLEAR: Text = text("조건 지우기", "Clear the filter");

pub const ANY_STAGE: Text = text("모든 단계", "All stages");
pub const STATE: Text = text("상태", "State");
pub const ANY_STATE: Text = text("취소된 것도 함께", "Voided ones too");
pub const COUNTING: Text = text("유효", "Counts");
pub const VOIDED: Text = text("취소됨", "Voided");
pub const FROM: Text = text("시작 날짜", "First day");
pub const TO: Text = text("끝 날짜", "Last day");
pub const LIST_TAB: Text = text("전환 목록", "List");
pub const MONTHLY_TAB: Text = text("월별", "By month");
pub const VIEWS: Text = text("전환을 보는 방식", "Ways to look at conversions");
pub const VOID: Text = text("전환 취소", "Void");
pub const VOID_TITLE: Text = text("전환 취소", "Void a conversion");
pub const VOID_HELP: Text = text(
    "취소한 전환은 목록과 반응 이력에 ‘취소됨’으로 남고, 그 날의 전환 수와 금액에서 빠집니다. 되돌릴 수 없습니다.",
    "A voided conversion stays in the list and in the lead’s history, marked as voided, and leaves the count and value of its day. This can't be undone.",
);
pub const VOID_KEEPS_STATUS: Text = text(
    "리드의 상태와 단계는 바뀌지 않습니다. 계약이 취소된 리드라면 리드 화면에서 상태도 바꿔 주세요.",
    "The lead keeps its status and stage. If the deal is off, change its status on the lead’s page too.",
);
pub const REASON: Text = text("취소 사유", "Reason");
pub const REASON_HELP: Text = text("예: 계약 취소, 잘못 옮김, 중복", "For example: deal called off, moved by mistake, duplicate.");
pub const IS_VOIDED: Text =
    text("전환을 취소했습니다. 리드의 상태는 그대로입니다.", "The conversion was voided. The lead keeps its status.");
pub const BACK: Text = text("돌아가기", "Back");
pub const ACTIONS: Text = text("작업", "Actions");
pub const VOIDED_BY: Text = text("{by} · {at} · {reason}", "{by} · {at} · {reason}");
pub const MONTH_HEAD: Text = text("월", "Month");
pub const COUNT: Text = text("전환 수", "Conversions");
pub const MONTHS_TITLE: Text = text("월별 전환", "Conversions by month");
pub const NO_MONTHS: Text = text("이 기간에는 전환이 없습니다", "No conversions in these months");
pub const NO_MONTHS_HELP: Text = text(
    "전환이 기록되면 달마다 수와 금액이 여기에 쌓입니다.",
    "Once there are conversions, their number and value of each month stand here.",
);
pub const GONE_FUNNEL: Text = text("지운 퍼널 #{id}", "Deleted funnel #{id}");

pub const VOIDED_ALREADY: Text = text("이미 취소된 전환입니다.", "This conversion is voided already.");
pub const WRONG_REASON: Text = text("취소 사유를 1자에서 {most}자까지 적어 주세요.", "Give the reason in 1 to {most} characters.");
pub const DAY: Text = text("날짜를 2026-11-22처럼 넣어 주세요.", "Give the day like 2026-11-22.");
pub const VOIDED_FILTER: Text = text("voided는 true나 false로 넣어 주세요.", "voided is true or false.");
pub const MONTH: Text = text("달을 2026-11처럼 넣어 주세요.", "Give the month like 2026-11.");
pub const MONTH_RANGE: Text = text(
    "첫 달이 마지막 달보다 늦지 않아야 하고, {most}개월까지 볼 수 있습니다.",
    "The first month is not after the last, and {most} months at most.",
);
pub const ALREADY: Text = text("이 단계의 전환은 이미 기록되어 있습니다.", "This lead has already converted in this stage.");
pub const SUSPECT: Text =
    text("스팸으로 의심되는 리드입니다. 먼저 정상으로 확인해 주세요.", "This lead is set apart as suspect. Confirm first that it is none.");
pub const NO_LEAD: Text = text("없는 리드입니다. 번호를 확인해 주세요.", "There is no such lead. Check its id.");
pub const NO_FUNNEL: Text = text("없는 퍼널입니다. 번호를 확인해 주세요.", "There is no such funnel. Check its id.");
pub const FUNNEL_NEEDED: Text =
    text("퍼널에 들어 있지 않은 리드입니다. 퍼널을 정해 주세요.", "This lead is in no funnel. Say which one it converted in.");
pub const STAGE_NEEDED: Text = text("퍼널의 단계를 정해 주세요.", "Say in which stage of the funnel.");
pub const NO_STAGE: Text = text("이 퍼널에 없는 단계입니다.", "This funnel has no such stage.");
pub const CURRENCY: Text = text("이 퍼널의 통화는 {code}입니다.", "This funnel counts in {code}.");
pub const VALUE_RANGE: Text = text("금액은 0 이상의 정수로 넣어 주세요.", "Give the value as a whole number, 0 or more.");
pub const FUTURE: Text = text("아직 오지 않은 시각입니다. 시각을 확인해 주세요.", "This time is still to come. Check the time.");
pub const TOO_LONG_AGO: Text = text("1970년 이후의 시각을 넣어 주세요.", "Give a time after 1970.");
pub const NUMBER: Text = text("번호를 숫자로 넣어 주세요.", "Give the id as a number.");
pub const PAST: Text = text(
    "보관 기간이 지나 월별 통계에만 남은 전환입니다. 무효로 바꿀 수 없으니, 필요하면 리드의 이력에 메모를 남겨 주세요.",
    "This conversion is past its retention period and lives on in the monthly statistics alone. It can't be voided; leave a note in the lead's history instead.",
);
