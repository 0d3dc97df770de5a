//! What the product says about scores.

use crate::base::lang::{Text, text};

pub const GRADE_A: Text = text("지금 바로 연락", "Call right now");
pub const GRADE_B: Text = text("관심 높음", "Keen");
pub const GRADE_C: Text = text("지켜보기", "Keep an eye on");
pub const GRADE_D: Text = text("낮음", "Low");

pub const ATTRIBUTE: Text = text("고객 속성", "Attribute");
pub const ANSWER: Text = text("양식 답변", "Answer");
pub const FLOOR_REASON: Text = text("총점은 0점 아래로 내려가지 않아요", "the total does not go below 0");

pub const NO_VALUE: Text = text("이 조건에는 값이 필요 없어요. 값을 지워 주세요.", "This condition takes no value. Leave it empty.");
pub const ONE_VALUE: Text = text("값 하나만 넣어 주세요.", "Give a single value.");
pub const TWO_VALUES: Text = text("부터와 까지, 두 값을 넣어 주세요.", "Give two values: from and to.");
pub const LIST_OF_VALUES: Text = text("값을 1개에서 {most}개까지 넣어 주세요.", "Give 1 to {most} values.");
pub const VALUE_MISSING: Text = text("비교할 값을 넣어 주세요.", "Give the value to compare with.");
pub const VALUE_LONG: Text = text("값은 {most}자까지 쓸 수 있습니다.", "A value has at most {most} characters.");
pub const SIZE_NEEDED: Text = text("숫자나 2026-11-22 같은 날짜를 넣어 주세요.", "Give a number, or a day like 2026-11-22.");
pub const WRONG_RANGE: Text =
    text("앞의 값이 뒤의 값보다 클 수 없습니다. 순서를 바꿔 주세요.", "The first value is above the second. Swap them.");
pub const UNKNOWN_FIELD: Text = text(
    "이런 항목은 없습니다. customer.…, lead.…, form.… 중에서 골라 주세요.",
    "There is no such field. Choose among customer.…, lead.… and form.…",
);
pub const UNKNOWN_OPERATOR: Text = text("비교 방법은 다음 중 하나입니다: {names}", "The operator is one of: {names}");
pub const UNKNOWN_KIND: Text = text("활동은 다음 중 하나입니다: {names}", "The kind is one of: {names}");
pub const UNKNOWN_DECAY: Text = text("점수 감소는 step이나 half_life입니다.", "The decay is step or half_life.");
pub const NEGATIVE_STAYS: Text =
    text("감점은 시간이 지나도 줄지 않습니다. 점수 감소를 빼 주세요.", "Negative points stay. Leave out the decay.");
pub const PERCENT_OF_STEPS: Text = text("비율은 단계 감소에만 씁니다. 지워 주세요.", "Only steps have a percentage. Leave it out.");
pub const FILTER_KEY: Text =
    text("활동 데이터의 항목 이름을 {most}자 안에서 넣어 주세요.", "Name a key of the data, in at most {most} characters.");
pub const OUT_OF_RANGE: Text = text("{least}부터 {most}까지의 숫자를 넣어 주세요.", "Give a number from {least} to {most}.");
pub const NOT_A_NUMBER: Text = text("숫자를 넣어 주세요.", "Give a whole number.");
pub const TOO_MANY_RULES: Text = text("규칙은 {most}개까지 둘 수 있습니다. 몇 개를 지워 주세요.", "At most {most} rules. Remove some.");
pub const THRESHOLD_ORDER: Text =
    text("A, B, C 순서로 작아져야 합니다. 숫자를 확인해 주세요.", "Thresholds fall from A to B to C. Check the numbers.");

pub const TITLE: Text = text("리드 점수", "Lead scores");
pub const SUBTITLE: Text = text("버전 {version} 적용 중", "Version {version} is active");
pub const EDIT: Text = text("기준 고치기", "Change the rules");
pub const EDIT_TITLE: Text = text("점수 기준 고치기", "Change the score model");
pub const EDIT_HELP: Text = text(
    "바로 적용하지 않고 먼저 미리보기로 무엇이 달라지는지 확인할 수 있어요.",
    "Preview it first: nothing changes until you activate it.",
);
pub const RUNNING: Text =
    text("새 기준으로 점수를 다시 매기고 있어요: {done} / {total}건", "Scoring all leads by the new model: {done} of {total}");
pub const FIT: Text = text("적합도", "Fit");
pub const FIT_HELP: Text = text("어떤 사람인지에 따라 주는 점수예요.", "Points for what a lead is.");
pub const ENGAGEMENT: Text = text("참여도", "Engagement");
pub const ENGAGEMENT_HELP: Text = text(
    "무엇을 했는지에 따라 주는 점수예요. 로봇의 활동과 1년이 지난 활동은 세지 않아요.",
    "Points for what a lead does. Robots and anything older than a year do not count.",
);
pub const DISQUALIFIERS: Text = text("제외 조건", "Disqualifiers");
pub const DISQUALIFIERS_HELP: Text = text("하나라도 맞으면 총점이 0점이에요.", "If one of them holds, the total is 0.");
pub const TOTAL: Text = text("총점", "Total");
pub const RULE: Text = text("규칙", "Rule");
pub const BOUNDS: Text = text("제한", "Bounds");
pub const POINTS: Text = text("점수", "Points");
pub const NO_RULES: Text = text("아직 규칙이 없어요.", "No rules yet.");
pub const GRADES: Text = text("등급", "Grades");
pub const GRADE: Text = text("등급", "Grade");
pub const FROM_POINTS: Text = text("{points}점부터", "from {points} points");
pub const BELOW: Text = text("{points}점 미만", "below {points} points");
pub const MARGIN_SAID: Text = text(
    "등급은 기준보다 {points}점 넘게 떨어져야 내려가요. 그래서 점수가 조금씩 오르내려도 알림이 반복되지 않아요.",
    "A grade is lost only when the total falls more than {points} points below its threshold, so small ups and downs tell nobody twice.",
);
pub const DISTRIBUTION: Text = text("점수 분포", "Distribution");
pub const SCORE_RANGE: Text = text("점수대", "Score");
pub const LEADS: Text = text("리드", "Leads");
pub const NO_LEADS: Text =
    text("점수를 매긴 리드가 아직 없어요. 리드가 들어오면 여기에 보여요.", "No lead has a score yet. They show here as they come in.");
pub const CAPS: Text = text("상한", "Limits");
pub const VERSIONS: Text = text("버전 기록", "Versions");
pub const VERSION: Text = text("버전 {version}", "Version {version}");
pub const ACTIVE: Text = text("적용 중", "Active");
pub const FIRST_VERSION: Text = text("기본 기준", "The model to begin with");
pub const OPEN: Text = text("열어 보기", "Open");
pub const RESTORE: Text = text("되돌리기", "Put back");
pub const RESTORED: Text =
    text("이전 기준으로 되돌렸습니다. 점수를 다시 매기고 있어요.", "The old model is active again. All leads are being scored.");
pub const ACTIVATED: Text =
    text("새 기준을 적용했습니다. 점수를 다시 매기고 있어요.", "The new model is active. All leads are being scored.");
pub const UNCHANGED: Text = text("지금 기준과 같아서 바뀐 것이 없습니다.", "These rules are active already. Nothing changed.");

pub const RULE_LABEL: Text = text("{group} 규칙 {n}", "{group} rule {n}");
pub const ADD_RULE: Text = text("규칙 추가", "Add a rule");
pub const REMOVE_RULE: Text = text("규칙 지우기", "Remove this rule");
pub const FIELD: Text = text("항목", "Field");
pub const KEY: Text = text("속성·답변 이름", "Key");
pub const OPERATOR: Text = text("비교", "Compare");
pub const VALUE: Text = text("값", "Value");
pub const CHOOSE: Text = text("골라 주세요", "Choose");
pub const KIND: Text = text("활동", "Interaction");
pub const AT_LEAST: Text = text("몇 회 이상이면 한 번", "Once, when at least");
pub const WITHIN_DAYS: Text = text("최근 며칠", "Within days");
pub const PER_DAY: Text = text("하루 몇 회까지", "At most a day");
pub const CAP: Text = text("최대 점수", "At most points");
pub const DECAY: Text = text("점수 감소", "Decay");
pub const DECAY_NONE: Text = text("없음", "None");
pub const DECAY_STEP: Text = text("일정 기간마다 줄기", "In steps");
pub const DECAY_HALF_LIFE: Text = text("절반씩 줄기", "By half");
pub const DECAY_DAYS: Text = text("감소 기간(일)", "Every days");
pub const DECAY_PERCENT: Text = text("감소 비율(%)", "Percent each");
pub const FILTER_FIELD: Text = text("데이터 항목", "Key of its data");
pub const MORE: Text = text("조건과 제한", "Conditions and bounds");
pub const VALUE_HELP: Text = text(
    "값이 여러 개면 쉼표로, 범위는 100 ~ 500처럼 넣어요. 고객 속성과 양식 답변은 이름도 넣어 주세요.",
    "Several values with commas, a range like 100 ~ 500. Attributes and form answers need their key too.",
);
pub const MARGIN: Text = text("여유 점수", "Margin");
pub const THRESHOLD_A: Text = text("A 등급 기준", "Grade A from");
pub const THRESHOLD_B: Text = text("B 등급 기준", "Grade B from");
pub const THRESHOLD_C: Text = text("C 등급 기준", "Grade C from");
pub const PREVIEW: Text = text("미리보기", "Preview");
pub const APPLY: Text = text("적용", "Activate");
pub const CANCEL: Text = text("취소", "Cancel");
pub const BACK_TO_EDIT: Text = text("더 고치기", "Change more");

pub const PREVIEW_TITLE: Text = text("새 기준 미리보기", "Preview of the new model");
pub const PREVIEW_HELP: Text = text("아직 적용하지 않았어요.", "Nothing has changed yet.");
pub const COMPUTING: Text = text("모든 리드의 점수를 새 기준으로 계산하고 있어요.", "Scoring all leads by the new model.");
pub const COMPUTED: Text = text("{done} / {total}건", "{done} of {total}");
pub const LEAVE: Text = text("이 페이지를 떠나면 계산을 멈춰요.", "It stops when you leave this page.");
pub const STOPPED: Text = text("계산이 중간에 멈췄습니다. 다시 미리보기를 눌러 주세요.", "The preview stopped. Start it again.");
pub const PREVIEW_GONE: Text =
    text("미리보기가 오래되어 사라졌습니다. 다시 미리보기를 눌러 주세요.", "That preview is gone. Start it again.");
pub const BEFORE: Text = text("지금", "Now");
pub const AFTER: Text = text("새 기준", "New model");
pub const CHANGE: Text = text("변화", "Change");
pub const ALL_LEADS: Text = text("계산한 리드", "Leads");
pub const UP: Text = text("등급이 오르는 리드", "Move up");
pub const DOWN: Text = text("등급이 내려가는 리드", "Move down");
pub const WHO_CROSSES: Text = text("등급이 바뀌는 리드", "Who changes grade");
pub const WHO_CROSSES_HELP: Text = text("방향마다 25건까지 보여요.", "Up to 25 of each direction.");
pub const NOBODY_CROSSES: Text = text("등급이 바뀌는 리드가 없어요.", "No lead changes its grade.");
pub const NAMELESS: Text = text("리드 {id}", "Lead {id}");
pub const CUSTOMER: Text = text("고객", "Customer");
pub const UNIT_LEADS: Text = text("건", "");

pub const DISTRIBUTION_REPAIRED: Text = text(
    "점수 분포 집계 {n}곳이 점수와 달라 점수에 맞췄습니다.",
    "{n} places of the score distribution differed from the scores and were set right.",
);
