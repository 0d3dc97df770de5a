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
pub const WRONG_VALUE_FIELD: Text = text(
    "금액을 묻는 신청서 항목의 이름을 넣어 주세요. 40자까지 쓸 수 있습니다.",
    "Name the form’s field that asks for the amount, in up to 40 characters.",
);
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

pub const FUNNEL_PAGES: Text = text("퍼널을 보는 방식", "Ways to look at this funnel");
pub const NOW_TAB: Text = text("지금", "Now");
pub const REPORT_TAB: Text = text("보고서", "Report");
pub const REPORT_OF: Text = text("{name} 보고서", "Report of {name}");
pub const REPORT_SUBTITLE: Text = text("{from}부터 {to}까지", "{from} to {to}");
pub const DOWNLOAD: Text = text("CSV 내려받기", "Download CSV");
pub const FILTERED_BY: Text = text("적용한 조건", "Filtered by");
pub const TAKE_OFF: Text = text("{name} 조건 지우기", "Take the filter off: {name}");
pub const NO_FIGURES: Text = text("이 기간에는 기록이 없습니다", "Nothing happened in this period");
pub const NO_FIGURES_HELP: Text = text(
    "기간을 넓히거나 조건을 지워 보세요. 랜딩페이지에 이 퍼널을 연결하고 게시하면 방문과 접수가 여기에 쌓입니다.",
    "Choose a longer period or take filters off. Once a published landing page names this funnel, visits and opt-ins are counted here.",
);
pub const PAGE_VIEWS: Text = text("조회", "Page views");
pub const UNIQUE_VIEWS: Text = text("방문", "Unique views");
pub const OPT_INS: Text = text("접수", "Opt-ins");
pub const OPT_IN_RATE: Text = text("접수율", "Opt-in rate");
pub const CONVERSIONS: Text = text("전환", "Conversions");
pub const VALUE: Text = text("전환 금액", "Value");
pub const TIME_TO_CONVERT: Text = text("전환까지 걸린 시간", "Time to convert");
pub const NINE_OF_TEN: Text = text("10건 중 9건은 {time} 이내", "nine of ten within {time}");
pub const MEDIAN: Text = text("걸린 시간(중앙값)", "Time (median)");
pub const CASES: Text = text("건", "");
pub const STAGE: Text = text("단계", "Stage");
pub const ENTRIES: Text = text("진입", "Entries");
pub const ENTRIES_BEFORE: Text = text("이전 기간 진입", "Entries before");
pub const EXITS: Text = text("나감", "Exits");
pub const DROP_OFF: Text = text("이탈", "Drop-off");
pub const OF_FIRST: Text = text("첫 단계 대비", "Of the first");
pub const OF_PREVIOUS_STAGE: Text = text("이전 단계 대비", "Of the previous");
pub const REMOVED_STAGE: Text = text("지운 단계", "Removed");
pub const STAGE_CHART: Text = text("단계별 진입", "Entries by stage");
pub const DAY_CHART: Text = text("날짜별 방문과 접수", "Visits and opt-ins by day");
pub const STAGE_TABLE: Text = text("단계별 수치", "Stages in figures");
pub const BREAKDOWN: Text = text("어디에서 왔나", "Where they came from");
pub const BY_STAGE: Text = text("단계", "Stage");
pub const BY_SOURCE: Text = text("유입 경로", "Source");
pub const BY_CAMPAIGN: Text = text("캠페인", "Campaign");
pub const BY_PAGE: Text = text("랜딩페이지", "Landing page");
pub const BY_DEVICE: Text = text("기기", "Device");
pub const BY_DAY: Text = text("날짜", "Day");
pub const TOTAL: Text = text("합계", "Total");
pub const BEFORE: Text = text("이전 기간", "Period before");
pub const DIRECT: Text = text("직접 유입", "Direct");
pub const NO_CAMPAIGN: Text = text("캠페인 없음", "No campaign");
pub const NO_PAGE: Text = text("페이지 없이 등록", "Without a page");
pub const GONE_PAGE: Text = text("지운 페이지 #{id}", "Deleted page #{id}");
pub const REST: Text = text("그 밖", "All others");
pub const NOTE_RATE: Text = text(
    "접수율은 접수 ÷ 방문입니다. 방문은 방문자, 페이지, 날짜마다 한 번씩 셉니다.",
    "The opt-in rate is opt-ins ÷ unique views. A unique view is one visitor on one page and day.",
);
pub const NOTE_STAGES: Text = text(
    "단계는 이 기간에 들어온 횟수를 셉니다. 같은 리드가 다시 들어오면 또 세고, 앞 단계를 건너뛰면 대비 비율이 100%를 넘을 수 있습니다.",
    "Stages count entries in the period: a lead that comes back counts again, and leads that skip a stage can lift a share above 100%.",
);
pub const NOTE_TIME: Text = text(
    "걸린 시간은 접수부터 전환까지이며, 분포에서 구한 값이라 최대 {error}까지 다를 수 있습니다.",
    "Times run from the opt-in to the conversion. They are told from a distribution and may be off by up to {error}.",
);
pub const FILE_TABLE: Text = text("구분", "Table");
pub const FILE_OPT_IN_RATE: Text = text("접수율(%)", "Opt-in rate (%)");
pub const FILE_OF_FIRST: Text = text("첫 단계 대비(%)", "Of the first (%)");
pub const FILE_OF_PREVIOUS: Text = text("이전 단계 대비(%)", "Of the previous (%)");
pub const FILE_CONVERSION_RATE: Text = text("전환율(%)", "Conversion rate (%)");
pub const FILE_MEDIAN: Text = text("걸린 시간 중앙값(분)", "Median time (min)");
pub const FILE_P90: Text = text("걸린 시간 90%(분)", "Nine of ten within (min)");
pub const WRONG_NUMBER: Text = text("번호를 숫자로 넣어 주세요.", "Give the id as a number.");
pub const WRONG_DEVICE: Text =
    text("기기는 desktop, mobile, tablet, unknown 중 하나입니다.", "The device is desktop, mobile, tablet or unknown.");

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
