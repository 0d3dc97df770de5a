//! What the product says about leads.

use crate::base::lang::{Text, text};

pub const WORK_NEW: Text = text("신규", "New");
pub const WORK_NO_ANSWER: Text = text("부재", "No answer");
pub const WORK_CALLBACK: Text = text("재통화", "Callback due");
pub const WORK_CONSULTING: Text = text("상담중", "In consultation");
pub const WORK_BOOKED: Text = text("예약", "Booked");
pub const WORK_WON: Text = text("계약", "Won");
pub const WORK_ON_HOLD: Text = text("보류", "On hold");
pub const WORK_DECLINED: Text = text("거절", "Declined");
pub const WORK_DEAD_NUMBER: Text = text("결번", "Number not in service");
pub const WORK_DUPLICATE: Text = text("중복", "Duplicate");
pub const WORK_INVALID: Text = text("무효", "Invalid");

pub const STATUS_NEW: Text = text("신규", "New");
pub const STATUS_OPEN: Text = text("진행 중", "Open");
pub const STATUS_WON: Text = text("계약", "Won");
pub const STATUS_LOST: Text = text("실패", "Lost");
pub const STATUS_INVALID: Text = text("무효", "Invalid");

pub const WRONG_STATUS: Text =
    text("상태는 new, open, won, lost, invalid 중 하나입니다.", "The status is new, open, won, lost or invalid.");
pub const WRONG_WORK_STATUS: Text = text("상담 상태는 다음 중 하나입니다: {names}", "The work status is one of: {names}");
pub const WRONG_VALUE: Text = text("금액은 0 이상이어야 합니다. 숫자를 확인해 주세요.", "The value is 0 or more. Check the digits.");
pub const WRONG_TIME: Text = text("날짜와 시각을 다시 골라 주세요.", "Choose the date and time again.");
pub const WRONG_ASSIGNEE: Text = text("이 고객사에 들어올 수 있는 담당자를 골라 주세요.", "Choose an assignee who may enter this account.");
pub const WRONG_ID: Text = text("번호를 숫자로 넣어 주세요.", "Give the id as a number.");
pub const WRONG_DAY: Text = text("날짜를 2026-11-22처럼 넣어 주세요.", "Give the day like 2026-11-22.");
pub const WRONG_SUSPECT: Text = text("suspect는 true, false, any 중 하나입니다.", "suspect is true, false or any.");
pub const CHOOSE_AGAIN: Text = text("목록에서 다시 골라 주세요.", "Choose again from the list.");
pub const ONE_CUSTOMER: Text = text("customer_id와 customer 중 하나만 보내 주세요.", "Send either customer_id or customer, not both.");
pub const NO_CUSTOMER: Text =
    text("누구의 리드인지 customer_id나 customer로 알려 주세요.", "Say whose lead it is by customer_id or customer.");
pub const NO_SUCH_CUSTOMER: Text = text("이 고객은 없습니다. 번호를 확인해 주세요.", "There is no such customer. Check the id.");
pub const NO_SUCH_PAGE: Text = text("이 랜딩페이지는 없습니다. 번호를 확인해 주세요.", "There is no such landing page. Check the id.");
pub const NO_SUCH_FUNNEL: Text = text("이 퍼널은 없습니다. 번호를 확인해 주세요.", "There is no such funnel. Check the id.");
pub const NO_FUNNEL: Text =
    text("퍼널이 없는 리드라 단계를 옮길 수 없습니다.", "This lead has no funnel, so it has no stages to move through.");
pub const UNKNOWN_STAGE: Text =
    text("퍼널에 ‘{stage}’ 단계가 없습니다. 다시 골라 주세요.", "The funnel has no stage “{stage}”. Choose again.");
pub const WRONG_MOVE: Text = text("이 리드를 옮길 단계를 남아 있는 단계에서 골라 주세요.", "Choose one of the stages that stay.");
pub const FORM_LARGE: Text = text("form은 {kb}KB까지 보낼 수 있습니다.", "The form holds at most {kb} KB.");
pub const RESIDENT_NUMBER: Text = text(
    "주민등록번호는 저장할 수 없습니다. 지운 뒤 다시 저장해 주세요.",
    "Resident registration numbers can't be stored. Take it out and save again.",
);
pub const LONG_TOUCH: Text = text("{most}자까지 쓸 수 있습니다.", "At most {most} characters.");
pub const NAMELESS: Text = text("이름 없음", "No name");

pub const TITLE: Text = text("리드 목록", "Leads");
pub const SUBTITLE: Text = text("전체 {total}건", "{total} in all");
pub const ADD: Text = text("리드 추가", "Add a lead");
pub const NEW_TITLE: Text = text("새 리드", "New lead");
pub const ALL: Text = text("전체", "All");
pub const SUSPECTS: Text = text("의심", "Suspects");
pub const VIEWS: Text = text("리드 구분", "Which leads");
pub const SEARCH: Text = text("이름, 전화번호, 이메일 검색", "Search by name, phone or e-mail");
pub const ANY_STATUS: Text = text("모든 상태", "Any status");
pub const ANY_WORK_STATUS: Text = text("모든 상담 상태", "Any work status");
pub const ANY_FUNNEL: Text = text("모든 퍼널", "Any funnel");
pub const ANY_ASSIGNEE: Text = text("모든 담당자", "Any assignee");
pub const FROM: Text = text("시작일", "From");
pub const TO: Text = text("종료일", "To");
pub const NONE: Text = text("아직 접수된 리드가 없습니다", "No leads yet");
pub const NONE_HELP: Text = text(
    "랜딩페이지를 게시하면 방문자가 보낸 양식이 여기에 들어옵니다. 직접 추가할 수도 있습니다.",
    "Publish a landing page and what its visitors send arrives here. You can add leads by hand too.",
);
pub const NONE_SUCH: Text = text("조건에 맞는 리드가 없습니다", "No lead fits");
pub const NONE_SUCH_HELP: Text = text("검색어나 조건을 바꿔 보세요.", "Try another search or filter.");
pub const NO_SUSPECTS: Text = text("의심스러운 리드가 없습니다", "No suspects");
pub const NO_SUSPECTS_HELP: Text = text(
    "로봇이 보낸 것으로 보이는 접수는 여기에 따로 모입니다. 승인하면 리드 목록에 들어갑니다.",
    "Submissions that look like a robot’s are kept here. Accepted ones join the leads.",
);

pub const CUSTOMER: Text = text("고객", "Customer");
pub const STAGE: Text = text("단계", "Stage");
pub const FUNNEL: Text = text("퍼널", "Funnel");
pub const STATUS: Text = text("상태", "Status");
pub const WORK_STATUS: Text = text("상담 상태", "Work status");
pub const SOURCE: Text = text("유입 경로", "Source");
pub const VALUE: Text = text("금액", "Value");
pub const ASSIGNEE: Text = text("담당자", "Assignee");
pub const CREATED: Text = text("접수일시", "Received");
pub const UPDATED: Text = text("바꾼 일시", "Changed");
pub const CLOSED: Text = text("종료일시", "Closed");
pub const REASONS: Text = text("의심 이유", "Why");
pub const DECISION: Text = text("승인 / 반려", "Decision");
pub const ACCEPT: Text = text("승인", "Accept");
pub const REJECT: Text = text("반려", "Reject");
pub const DIRECT: Text = text("직접 방문", "Direct");
pub const NOBODY: Text = text("담당자 없음", "Nobody");
pub const NOT_SET: Text = text("없음", "None");

pub const STAGES: Text = text("퍼널 단계", "Stages");
pub const MOVE_HERE: Text = text("이 단계로", "Move here");
pub const NOW_HERE: Text = text("현재", "Now");
pub const PASSED: Text = text("지남", "Passed");
pub const WORK: Text = text("상담 관리", "Work on it");
pub const CALLBACK: Text = text("재통화 일시", "Call back at");
pub const SAVE: Text = text("저장", "Save");
pub const CANCEL: Text = text("취소", "Cancel");
pub const FACTS: Text = text("리드 정보", "About this lead");
pub const PAGE: Text = text("랜딩페이지", "Landing page");
pub const PHONE: Text = text("전화번호", "Phone");
pub const EMAIL: Text = text("이메일", "E-mail");
pub const ANSWERS: Text = text("입력한 내용", "Answers");
pub const NO_ANSWERS: Text = text("입력한 내용이 없습니다.", "No answers.");
pub const YES: Text = text("예", "Yes");
pub const NO: Text = text("아니요", "No");
pub const ORIGIN: Text = text("유입 정보", "Where from");
pub const FIRST_TOUCH: Text = text("첫 방문", "First visit");
pub const LAST_TOUCH: Text = text("접수 때", "When sent");
pub const MEDIUM: Text = text("매체", "Medium");
pub const CAMPAIGN: Text = text("캠페인", "Campaign");
pub const TERM: Text = text("검색어", "Term");
pub const CONTENT: Text = text("소재", "Content");
pub const REFERRER: Text = text("이전 페이지", "Referrer");
pub const HISTORY: Text = text("반응 이력", "History");
pub const RECORD: Text = text("기록 남기기", "Add to the history");
pub const KIND: Text = text("종류", "Kind");
pub const NOTE: Text = text("메모", "Note");
pub const CALL: Text = text("통화", "Call");
pub const MEETING: Text = text("방문 상담", "Meeting");
pub const WHAT: Text = text("내용", "What happened");
pub const SUSPECT_NOTICE: Text = text(
    "의심스러운 접수라 따로 두었습니다. 승인하면 리드와 통계에 들어갑니다.",
    "This submission looks like spam and is kept apart. Accept it to count it as a lead.",
);
pub const DELETE: Text = text("삭제", "Delete");
pub const DELETE_VERB: Text = text("리드 삭제", "Delete the lead");
pub const DELETE_LOSS: Text = text(
    "{name} 님의 이 리드와 반응 이력, 전환 기록이 지워집니다. 고객은 남습니다. 되돌릴 수 없습니다.",
    "This lead of {name} with its history and conversions will be deleted. The customer stays. This can't be undone.",
);
pub const CREATED_NOTICE: Text = text("리드를 추가했습니다.", "The lead was added.");
pub const SAVED: Text = text("저장했습니다.", "Saved.");
pub const MOVED: Text = text("단계를 옮겼습니다.", "Moved.");
pub const ACCEPTED: Text = text("리드로 승인했습니다.", "Accepted as a lead.");
pub const REJECTED: Text = text("무효로 반려했습니다.", "Rejected as invalid.");
pub const RECORDED: Text = text("기록했습니다.", "Recorded.");
pub const DELETED: Text = text("리드를 지웠습니다.", "The lead was deleted.");

pub const NAME: Text = text("이름", "Name");
pub const COMPANY: Text = text("회사", "Company");
pub const MEMO: Text = text("메모", "Memo");
pub const WHO: Text = text("고객", "Customer");
pub const WHO_HELP: Text = text(
    "같은 전화번호나 이메일의 고객이 있으면 그 고객의 리드로 들어갑니다.",
    "Where a customer with this phone or e-mail is known, the lead is added to them.",
);
pub const WHERE: Text = text("퍼널과 유입", "Funnel and origin");

pub const BOARD: Text = text("상담 보드", "Board");
pub const BOARD_SUBTITLE: Text = text("‘{funnel}’의 단계별 리드", "Leads of {funnel} by stage");
pub const CHOOSE_FUNNEL: Text = text("퍼널 고르기", "Choose a funnel");
pub const NO_FUNNELS: Text = text("아직 퍼널이 없습니다", "No funnels yet");
pub const NO_FUNNELS_HELP: Text = text("퍼널을 만들면 리드를 단계별로 볼 수 있습니다.", "With a funnel you see your leads by stage here.");
pub const ADD_FUNNEL: Text = text("퍼널 만들기", "Make a funnel");
pub const EMPTY_STAGE: Text = text("이 단계에 리드가 없습니다.", "No leads in this stage.");
pub const MOVE: Text = text("옮기기", "Move");
pub const MOVE_TO: Text = text("{name} 님을 옮길 단계", "Stage to move {name} to");
pub const MORE: Text = text("더 보기", "Show more");
pub const NO_ASSIGNING: Text =
    text("리드를 배정할 권한이 없습니다. 매니저에게 요청해 주세요.", "Your role does not assign leads. Ask a manager.");
pub const REVEAL: Text = text("가려진 정보 보기", "Show in full");
