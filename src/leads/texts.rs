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
pub const WRONG_GRADE: Text = text("등급은 A, B, C, D 중 하나입니다.", "The grade is A, B, C or D.");
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
pub const SCORE: Text = text("점수", "Score");
pub const GRADE: Text = text("등급", "Grade");
pub const ANY_GRADE: Text = text("모든 등급", "Any grade");
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
pub const DIRECT: Text = text("직접 유입", "Direct");
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

pub const CALLBACK_NEEDED: Text = text("다시 전화할 날짜와 시각을 넣어 주세요.", "Say when to call again.");
pub const LOG_CALL: Text = text("통화 기록", "Log a call");
pub const OUTCOME: Text = text("통화 결과", "Outcome");
pub const CHOOSE_OUTCOME: Text = text("통화 결과를 골라 주세요.", "Choose what came of the call.");
pub const CALL_ANSWERED: Text = text("연결", "Spoke");
pub const CALL_NO_ANSWER: Text = text("부재", "No answer");
pub const CALL_BUSY: Text = text("통화 중", "Line busy");
pub const CALL_WRONG_NUMBER: Text = text("결번", "Not in service");
pub const CALL_CALLBACK: Text = text("재통화 요청", "Call again");
pub const MINUTES: Text = text("통화 시간(분)", "Minutes");
pub const WRONG_MINUTES: Text = text("0부터 {most}까지의 분을 숫자로 넣어 주세요.", "Give the minutes as a number from 0 to {most}.");
pub const NEXT_STATUS: Text = text("다음 상담 상태", "Work status from now on");
pub const AS_OUTCOME: Text = text("통화 결과에 맞춤", "As the outcome says");
pub const NEXT_CALLBACK: Text = text("다음 통화 일시", "Next call");
pub const NEXT_CALLBACK_HELP: Text = text("그때가 되면 알려 드립니다.", "You will be reminded at that time.");
pub const CALL_LOGGED: Text = text("통화를 기록했습니다.", "The call was logged.");
pub const ADD_NOTE: Text = text("메모와 방문 상담", "Notes and meetings");
pub const SAVE_NOTE: Text = text("메모 저장", "Save the note");
pub const JUST_WROTE: Text = text("방금 남긴 기록: {what}", "You just wrote: {what}");
pub const TAKE_BACK: Text = text("되돌리기", "Undo");
pub const TAKEN_BACK: Text =
    text("기록을 되돌렸습니다. 상담 상태는 그대로입니다.", "The record was taken back. The work status stays as it is.");
pub const CALL_THEM: Text = text("전화 걸기", "Call");
pub const ASSIGN_TO_ME: Text = text("나에게 배정", "Assign to me");
pub const ASSIGNED: Text = text("담당자를 정했습니다.", "Assigned.");

pub const TODAY: Text = text("오늘 할 일", "Today");
pub const TODAY_SUBTITLE: Text = text("다시 전화하기로 한 고객", "Customers to be called again");
pub const MINE: Text = text("내 담당", "Mine");
pub const WHOSE: Text = text("누구의 일", "Whose");
pub const OVERDUE: Text = text("시간이 지난 재통화", "Overdue");
pub const LATER_TODAY: Text = text("오늘 남은 재통화", "Later today");
pub const UPCOMING: Text = text("다음 7일", "Next 7 days");
pub const NO_CALLBACKS: Text = text("다시 전화할 고객이 없습니다", "Nobody to call back");
pub const NO_CALLBACKS_HELP: Text = text(
    "리드에서 상담 상태를 ‘재통화’로 바꾸고 일시를 넣으면 여기에 모이고, 시간이 되면 알려 드립니다.",
    "Set a lead’s work status to “Callback due” with a time, and it is listed here and rings at that time.",
);
pub const FIRST_OF: Text = text("{total}건 중 먼저 할 {shown}건", "The first {shown} of {total}");
pub const LATE: Text = text("{n} 지남", "{n} late");

pub const BULK: Text = text("여러 리드 한꺼번에 바꾸기", "Change several leads at once");
pub const BULK_HISTORY: Text = text("일괄 작업", "Bulk changes");
pub const BULK_WORK_STATUS: Text = text("상담 상태 바꾸기", "Set the work status");
pub const BULK_STAGE: Text = text("단계 옮기기", "Move to a stage");
pub const BULK_ASSIGN: Text = text("담당자 배정", "Assign");
pub const BULK_ADD_TAG: Text = text("태그 달기", "Add a tag");
pub const BULK_REMOVE_TAG: Text = text("태그 떼기", "Remove a tag");
pub const BULK_ACTION: Text = text("할 일", "What to do");
pub const BULK_SCOPE: Text = text("대상", "Which");
pub const BULK_PICKED: Text = text("선택한 리드", "Selected leads");
pub const BULK_ALL: Text = text("조건에 맞는 {total}건 전부", "All {total} that fit");
pub const BULK_NEXT: Text = text("다음", "Next");
pub const BULK_NOBODY: Text = text("리드를 하나 이상 골라 주세요.", "Select at least one lead.");
pub const BULK_TOO_MANY: Text =
    text("한 번에 {most}건까지 고를 수 있습니다. 더 많으면 조건으로 골라 주세요.", "Select at most {most}, or choose all that fit.");
pub const BULK_SURE: Text =
    text("리드 {n}건이 바뀝니다. 하나씩 되돌려야 합니다.", "{n} leads will be changed. There is no undo for all at once.");
pub const BULK_START: Text = text("{n}건 바꾸기", "Change {n}");
pub const BULK_STAGE_HELP: Text = text("다른 퍼널의 리드는 건너뜁니다.", "Leads of other funnels are left alone.");
pub const TAG: Text = text("태그", "Tag");
pub const PICK: Text = text("{name} 선택", "Select {name}");
pub const BULK_STARTED: Text = text("시작했습니다. 이 화면을 닫아도 계속됩니다.", "Started. It goes on when you leave this page.");
pub const BULK_CANCEL: Text = text("그만두기", "Stop");
pub const BULK_CANCELLED: Text = text("멈췄습니다. 이미 바뀐 리드는 그대로입니다.", "Stopped. What was changed stays changed.");
pub const BULK_RESUME: Text = text("이어서 하기", "Go on");
pub const BULK_RESUMED: Text = text("멈춘 곳부터 이어서 합니다.", "It goes on where it stopped.");
pub const BULK_RUNNING: Text = text("진행 중", "Running");
pub const BULK_CUT_OFF: Text = text("중단됨", "Cut off");
pub const BULK_DONE: Text = text("완료", "Done");
pub const BULK_STOPPED: Text = text("그만둠", "Stopped");
pub const BULK_FAILED: Text = text("실패", "Failed");
pub const BULK_CUT_OFF_HELP: Text = text(
    "프로그램이 다시 시작되어 {done}건까지만 살펴봤습니다. 이어서 하면 나머지를 바꿉니다.",
    "The program was restarted after {done} leads. Go on to do the rest.",
);
pub const BULK_HALTED: Text = text("멈춤", "Halted");
pub const BULK_HALTED_HELP: Text = text(
    "{done}건까지 살펴본 뒤 멈췄습니다. 고객사가 보관되었거나 시작한 사람의 권한이 없어졌습니다. 권한이 있는 사람이 이어서 할 수 있습니다.",
    "It stopped after {done} leads: the account was archived, or whoever began it may no longer change leads. Somebody who may can go on.",
);
pub const BULK_FAILED_HELP: Text = text(
    "{done}건까지 살펴본 뒤 오류로 멈췄습니다. 잠시 뒤 이어서 해 보세요.",
    "It stopped after {done} leads because of an error. Try to go on in a moment.",
);
pub const BULK_PROGRESS: Text = text("전체 {total}건 중 {done}건", "{done} of {total}");
pub const BULK_CHANGED: Text = text("바뀐 리드", "Changed");
pub const BULK_SKIPPED: Text = text("건너뛴 리드", "Left alone");
pub const BULK_BY: Text = text("실행한 사람", "Started by");
pub const BULK_WHEN: Text = text("시작", "Started");
pub const BULK_ENDED: Text = text("끝남", "Ended");
pub const BULK_STATE: Text = text("상태", "State");
pub const BULK_RESULT: Text = text("결과", "Result");
pub const BULK_CHANGED_N: Text = text("{changed}건 바뀜, {skipped}건 건너뜀", "{changed} changed, {skipped} left alone");
pub const BULK_NONE: Text = text("아직 일괄 작업이 없습니다", "No bulk changes yet");
pub const BULK_NONE_HELP: Text =
    text("리드 목록에서 여러 줄을 선택하면 한꺼번에 바꿀 수 있습니다.", "Select rows in the list of leads to change them at once.");
pub const REFRESH: Text = text("새로 고침", "Refresh");
pub const TO_WHAT: Text = text("바꿀 값", "To what");
pub const WHICH_FILTER: Text = text("조건에 맞는 리드 보기", "See the leads that fit");
pub const SKIP_ALREADY: Text = text("이미 그렇게 되어 있음", "Was so already");
pub const SKIP_OTHER_FUNNEL: Text = text("다른 퍼널의 리드", "Stands in another funnel");
pub const SKIP_TAGS_FULL: Text = text("태그가 가득 참", "Has as many tags as fit");
pub const SKIP_GONE: Text = text("그 사이 삭제됨", "Deleted meanwhile");
pub const N_MINUTES: Text = text("{n}분", "{n} min");
pub const N_HOURS: Text = text("{n}시간", "{n} h");
pub const N_DAYS: Text = text("{n}일", "{n} d");

pub const SCORE_CARD: Text = text("리드 점수", "Lead score");
pub const FIT: Text = text("적합도", "Fit");
pub const ENGAGEMENT: Text = text("참여도", "Engagement");
pub const TOTAL_SCORE: Text = text("총점", "Total");
pub const OUT_OF: Text = text("{score}점 / {most}점", "{score} of {most}");
pub const SCORE_RULE: Text = text("규칙", "Rule");
pub const SCORE_POINTS: Text = text("점수", "Points");
pub const SCORE_LINES: Text = text("점수의 이유", "Why it has this score");
pub const SCORE_HISTORY: Text = text("최근 13개월, 한 주에 한 점", "The last 13 months, a point a week");
pub const NO_SCORE_LINES: Text = text("아직 점수를 준 규칙이 없어요.", "No rule has given points yet.");
