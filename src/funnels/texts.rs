//! What the product says about funnels.

use crate::base::lang::{Text, text};

pub const STAGE_NEW: Text = text("신규", "New");
pub const STAGE_CONSULTING: Text = text("상담중", "In consultation");
pub const STAGE_BOOKED: Text = text("예약", "Booked");
pub const STAGE_WON: Text = text("계약", "Won");

pub const DRAFT: Text = text("준비 중", "Draft");
pub const ACTIVE: Text = text("사용 중", "Active");
pub const ARCHIVED: Text = text("보관됨", "Archived");

pub const WRONG_NAME: Text = text("이름은 1자에서 {most}자까지 입력해 주세요.", "Enter a name of 1 to {most} characters.");
pub const WRONG_STATUS: Text = text("상태는 draft, active, archived 중 하나입니다.", "The status is draft, active or archived.");
pub const STAGE_COUNT: Text = text("단계는 1개에서 {most}개까지 둘 수 있습니다.", "A funnel has 1 to {most} stages.");
pub const WRONG_KEY: Text = text(
    "코드에는 영문 소문자, 숫자, 밑줄(_)만 40자까지 쓸 수 있습니다. 예: second_call",
    "A code has up to 40 lower-case letters, digits and underscores, for example second_call.",
);
pub const TAKEN_KEY: Text =
    text("‘{key}’ 코드를 다른 단계가 쓰고 있습니다. 다른 코드를 넣어 주세요.", "Another stage has the code “{key}”. Choose another.");
pub const STAGE_HOLDS_LEADS: Text = text(
    "지우려는 단계에 리드가 {count}건 있습니다. 그 리드를 옮길 단계를 골라 주세요.",
    "The stages to be removed hold {count} leads. Choose where these go.",
);
pub const IN_USE: Text = text(
    "리드 {leads}건과 랜딩페이지 {pages}개가 이 퍼널을 쓰고 있어 지울 수 없습니다. 더 쓰지 않는다면 보관해 주세요.",
    "{leads} leads and {pages} landing pages use this funnel, so it can't be deleted. Archive it instead.",
);

pub const TITLE: Text = text("퍼널", "Funnels");
pub const SUBTITLE: Text =
    text("리드가 신규에서 계약까지 거치는 단계를 정합니다.", "The stages that a lead goes through, from new to won.");
pub const ADD: Text = text("퍼널 추가", "Add a funnel");
pub const NEW_TITLE: Text = text("새 퍼널", "New funnel");
pub const EDIT: Text = text("수정", "Edit");
pub const EDIT_TITLE: Text = text("퍼널 수정", "Edit the funnel");
pub const NONE: Text = text("아직 퍼널이 없습니다", "No funnels yet");
pub const NONE_HELP: Text = text(
    "퍼널을 만들면 접수된 리드가 첫 단계로 들어오고, 단계별로 몇 건이 있는지 볼 수 있습니다.",
    "With a funnel, new leads enter its first stage and you see how many stand in each.",
);
pub const NONE_SUCH: Text = text("조건에 맞는 퍼널이 없습니다", "No funnel fits");
pub const NONE_SUCH_HELP: Text = text("다른 상태를 골라 보세요.", "Choose another status.");
pub const NAME: Text = text("이름", "Name");
pub const STATUS: Text = text("상태", "Status");
pub const ANY_STATUS: Text = text("모든 상태", "Any status");
pub const STAGES: Text = text("단계", "Stages");
pub const LEADS: Text = text("리드", "Leads");
pub const CREATED: Text = text("만든 날", "Created");
pub const UPDATED: Text = text("바꾼 날", "Changed");
pub const CURRENCY: Text = text("통화", "Currency");
pub const CURRENCY_HELP: Text = text("계약 금액의 통화입니다. 예: KRW", "The currency of the leads’ values, for example KRW.");
pub const VALUE_FROM: Text = text("전환 금액", "Value of a conversion");
pub const VALUE_OF_LEAD: Text = text("리드에 적은 금액", "The lead’s value");
pub const VALUE_FIXED: Text = text("정해 둔 금액", "A fixed amount");
pub const VALUE_OF_FIELD: Text = text("신청서의 답", "An answer of the form");
pub const VALUE_AMOUNT: Text = text("정해 둔 금액", "Fixed amount");
pub const VALUE_FIELD: Text = text("신청서 항목 이름", "The form’s field");
pub const VALUE_FIELD_HELP: Text = text(
    "입력폼에서 정한 항목의 이름(영문)입니다. 답이 금액이 아니면 리드에 적은 금액을 씁니다.",
    "The field’s name in the form. An answer that is no amount leaves it at the lead’s value.",
);
pub const REPEATS: Text = text("들어올 때마다 전환으로 기록", "Each entry is a conversion");
pub const GOAL_SETTINGS: Text = text("목표 설정", "Goal settings");
pub const WRONG_VALUE_FROM: Text = text("전환 금액은 lead, fixed, field 중 하나입니다.", "The value comes from lead, fixed or field.");
pub const WRONG_VALUE: Text = text("정해 둔 금액을 0 이상의 숫자로 넣어 주세요.", "Give the fixed amount, 0 or more.");
pub const WRONG_VALUE_FIELD: Text =
    text("금액을 묻는 신청서 항목의 이름을 넣어 주세요. 40자까지 쓸 수 있습니다.", "Name the form’s field that asks for the amount, in up to 40 characters.");
pub const CURRENCY_IN_USE: Text = text(
    "이 퍼널의 전환이 이미 {code}로 기록되어 통화를 바꿀 수 없습니다. 다른 통화는 새 퍼널에서 써 주세요.",
    "Conversions of this funnel are recorded in {code} already, so its currency can't change. Make another funnel for another currency.",
);
pub const LEADS_BY_STAGE: Text = text("단계별 리드", "Leads by stage");
pub const OF_PREVIOUS: Text = text("이전 단계의 {share}", "{share} of the previous stage");
pub const STAND_HERE: Text = text("지금 {count}건", "{count} now");
pub const BARS_HELP: Text = text(
    "막대는 그 단계까지 온 리드입니다. 뒤 단계에 있는 리드는 앞 단계를 지난 것으로 셉니다.",
    "A bar counts the leads that came at least that far: whoever stands further on has passed the stages before.",
);
pub const GOAL: Text = text("목표", "Goal");
pub const GOAL_HELP: Text = text("목표 단계에 들어가면 전환으로 기록합니다.", "Entering a goal is recorded as a conversion.");
pub const FACTS: Text = text("퍼널 정보", "About this funnel");
pub const TO_BOARD: Text = text("상담 보드 보기", "Open the board");
pub const TO_LEADS: Text = text("리드 목록 보기", "Show the leads");
pub const NO_LEADS_YET: Text = text("아직 이 퍼널에 리드가 없습니다.", "This funnel has no leads yet.");

pub const BASICS: Text = text("기본 정보", "Basics");
pub const STAGE_NAME: Text = text("단계 이름", "Stage name");
pub const STAGE_KEY: Text = text("코드", "Code");
pub const STAGE_HELP: Text = text(
    "위에서 아래 순서로 진행합니다. 코드는 비워 두면 이름에서 만들고, 저장한 뒤에는 바꿀 수 없습니다.",
    "Leads go from top to bottom. A blank code is made from the name; once saved it stays.",
);
pub const STAGE_LABEL: Text = text("{n}번째 단계", "Stage {n}");
pub const ADD_STAGE: Text = text("단계 추가", "Add a stage");
pub const UP: Text = text("위로", "Move up");
pub const DOWN: Text = text("아래로", "Move down");
pub const REMOVE: Text = text("단계 삭제", "Remove the stage");
pub const MOVES: Text = text("지운 단계의 리드", "Leads of removed stages");
pub const MOVES_HELP: Text = text(
    "지운 단계에 리드가 남아 있습니다. 저장할 때 어느 단계로 옮길지 골라 주세요.",
    "Removed stages still hold leads. Choose where they go.",
);
pub const MOVE_OF: Text = text("‘{stage}’의 리드 {count}건을 옮길 단계", "Where the {count} leads of “{stage}” go");
pub const CHOOSE: Text = text("단계 고르기", "Choose a stage");
pub const SAVE: Text = text("저장", "Save");
pub const CANCEL: Text = text("취소", "Cancel");
pub const CREATED_NOTICE: Text = text("퍼널을 만들었습니다.", "The funnel was created.");
pub const SAVED: Text = text("저장했습니다.", "Saved.");
pub const DELETED: Text = text("퍼널을 지웠습니다.", "The funnel was deleted.");
pub const DELETE: Text = text("삭제", "Delete");
pub const DELETE_VERB: Text = text("퍼널 삭제", "Delete the funnel");
pub const DELETE_LOSS: Text = text(
    "‘{name}’ 퍼널과 그 단계가 지워집니다. 되돌릴 수 없습니다.",
    "The funnel “{name}” and its stages will be deleted. This can't be undone.",
);
pub const REMEMBERED: Text = text(
    "예전에 게시한 랜딩페이지나 전환 기록이 이 퍼널을 쓰고 있어 지울 수 없습니다. 더 쓰지 않는다면 보관해 주세요.",
    "Earlier versions of landing pages or conversions still use this funnel, so it can't be deleted. Archive it instead.",
);
