//! What home says.

use crate::base::lang::{Text, text};

pub const HOME: Text = text("현황", "Overview");
pub const AS_OF: Text = text("{from} – {to} · {at} 기준", "{from} – {to} · as of {at}");
pub const PIECES: Text = text("건", "");
pub const PERSONS: Text = text("명", "");
pub const VISITORS: Text = text("방문자", "Visitors");
pub const LEADS: Text = text("리드", "Leads");
pub const OPT_IN_RATE: Text = text("신청률", "Opt-in rate");
pub const CONVERSIONS: Text = text("전환", "Conversions");
pub const VALUE: Text = text("전환 금액", "Value");
pub const AND_OTHERS: Text = text("그 밖에 {values}", "and {values}");
pub const DAY: Text = text("날짜", "Day");
pub const BY_DAY: Text = text("방문자와 리드", "Visitors and leads");
pub const BY_DAY_HELP: Text = text("모든 랜딩페이지와 직접 등록한 리드", "All landing pages, and leads made by hand");
pub const FUNNEL: Text = text("퍼널", "Funnel");
pub const FUNNEL_VISITORS: Text = text("방문", "Visitors");
pub const CHOOSE_FUNNEL: Text = text("퍼널 선택", "Choose a funnel");
pub const SHOW: Text = text("보기", "Show");
pub const DETAILS: Text = text("자세히", "Details");
pub const NO_FUNNEL: Text = text(
    "아직 퍼널이 없습니다. 퍼널을 만들면 단계마다 몇 명이 넘어가는지 보입니다.",
    "No funnel yet. Make one to see how many go on from step to step.",
);
pub const SOURCES: Text = text("유입 경로", "Sources");
pub const DIRECT: Text = text("직접 유입", "Direct");
pub const RATE_OF: Text = text("신청률 {rate}", "{rate} opted in");
pub const SCORES: Text = text("리드 점수", "Lead scores");
pub const SCORE_RANGE: Text = text("점수", "Score");
pub const TOP_PAGES: Text = text("많이 본 페이지", "Top pages");
pub const PAGE: Text = text("랜딩페이지", "Landing page");
pub const OPT_INS: Text = text("신청", "Opt-ins");
pub const NO_VISITS: Text = text("이 기간에는 방문이 없습니다.", "Nobody visited in this period.");
pub const NEWEST: Text = text("새 리드", "Newest leads");
pub const SEE_ALL: Text = text("전체 보기", "See all");
pub const NO_LEADS: Text = text("아직 접수된 리드가 없습니다.", "No leads yet.");

pub const ATTENTION: Text = text("확인할 일", "Needs attention");
pub const ATTENTION_SUSPECTS: Text = text("확인할 의심 리드", "Suspects to review");
pub const ATTENTION_CALLBACKS: Text = text("약속 시간이 지난 재통화", "Overdue callbacks");
pub const ATTENTION_UNASSIGNED: Text = text("1시간 넘게 담당자가 없는 리드", "Unassigned for over an hour");
pub const ATTENTION_REFERRALS: Text = text("검토할 친구초대", "Referrals to review");
pub const ATTENTION_DRAFTS: Text = text("게시하지 않은 페이지", "Unpublished pages");
pub const ATTENTION_NO_FUNNEL: Text = text("퍼널이 없는 게시 페이지", "Published pages without a funnel");
pub const COUNT: Text = text("{n}건", "{n}");
pub const COUNT_AND_MORE: Text = text("{n}건 이상", "{n} or more");

pub const FIRST_STEPS: Text = text("시작하기", "First steps");
pub const FIRST_STEPS_HELP: Text =
    text("네 단계를 마치면 첫 리드가 들어옵니다. 다음 할 일부터 해 보세요.", "Four steps to the first lead. Begin with the next one.");
pub const STEP_FUNNEL: Text = text("퍼널 만들기", "Make a funnel");
pub const STEP_FUNNEL_HELP: Text = text("리드가 지나갈 상담 단계를 정합니다.", "Set the stages that leads go through.");
pub const STEP_PAGE: Text = text("랜딩페이지 만들기", "Make a landing page");
pub const STEP_PAGE_HELP: Text = text("내용과 입력폼을 준비합니다.", "Prepare its content and form.");
pub const STEP_PUBLISH: Text = text("랜딩페이지 게시하기", "Publish it");
pub const STEP_PUBLISH_HELP: Text = text("주소를 광고나 메시지에 넣어 알립니다.", "Share its address in ads and messages.");
pub const STEP_LEAD: Text = text("첫 리드 받기", "Get the first lead");
pub const STEP_LEAD_HELP: Text = text("방문자가 입력폼을 보내면 여기에 나타납니다.", "What a visitor sends appears here.");
pub const STEP_DONE: Text = text("마침", "Done");

pub const ACCOUNTS: Text = text("고객사", "Accounts");
pub const ACCOUNTS_SUBTITLE: Text = text("운영 중 {active}곳, 오늘 리드 {leads}건", "{active} active, {leads} leads today");
pub const ADD_ACCOUNT: Text = text("고객사 추가", "Add account");
pub const SEARCH_ACCOUNTS: Text = text("고객사 이름 검색", "Search accounts by name");
pub const NO_ACCOUNTS: Text = text("아직 고객사가 없습니다", "No accounts yet");
pub const NO_ACCOUNTS_HELP: Text =
    text("고객사를 만들면 랜딩페이지를 열고 리드를 받을 수 있습니다.", "Make one to publish landing pages and take leads.");
pub const NO_SUCH_ACCOUNT: Text = text("조건에 맞는 고객사가 없습니다", "No account fits");
pub const NO_SUCH_ACCOUNT_HELP: Text = text("다른 이름으로 찾아보세요.", "Try another name.");
pub const COLUMN_NAME: Text = text("고객사", "Account");
pub const COLUMN_STATUS: Text = text("상태", "Status");
pub const COLUMN_LEADS_TODAY: Text = text("오늘 리드", "Leads today");
pub const COLUMN_TREND: Text = text("최근 7일 리드", "Leads, 7 days");
pub const COLUMN_CONVERSIONS: Text = text("최근 30일 전환", "Conversions, 30 days");
pub const COLUMN_SIZE: Text = text("저장 공간", "Storage");
pub const FAULTY: Text = text("파일 이상", "File set aside");
pub const SLOW: Text = text("응답 늦음", "Slow to answer");
pub const FAULTY_NOTICE: Text =
    text("{name}: 데이터 파일을 쓸 수 없어 제외했습니다. {fault}", "{name}: its data file can't be used and was set aside. {fault}");

pub const WRONG_FUNNEL: Text = text("퍼널의 번호를 넣어 주세요.", "Give the id of a funnel.");

pub const SEARCH: Text = text("통합 검색", "Search");
pub const SEARCH_HINT: Text = text("고객, 리드, 페이지, 퍼널, 캠페인 검색", "Search customers, leads, pages, funnels and campaigns");
pub const SEARCH_HELP: Text =
    text("이름, 초성, 전화번호 뒷자리, 이메일로 찾을 수 있습니다.", "By name, last digits of a phone number, or e-mail.");
pub const FOUND_CUSTOMERS: Text = text("고객", "Customers");
pub const FOUND_LEADS: Text = text("리드", "Leads");
pub const FOUND_PAGES: Text = text("랜딩페이지", "Landing pages");
pub const FOUND_FUNNELS: Text = text("퍼널", "Funnels");
pub const FOUND_CAMPAIGNS: Text = text("바이럴 캠페인", "Viral campaigns");
pub const NOTHING_FOUND: Text = text("‘{query}’에 맞는 결과가 없습니다", "Nothing fits “{query}”");
pub const NOTHING_FOUND_HELP: Text = text("다른 이름이나 번호로 찾아보세요.", "Try another name or number.");
pub const TO_BACKUPS: Text = text("백업 보기", "See the backups");

pub const FIRST_DAY: Text = text("처음 설정: {all}단계 중 {done}단계를 마쳤습니다.", "Set-up: {done} of {all} steps are done.");
pub const FIRST_DAY_GO_ON: Text = text("이어서 하기", "Go on");
pub const FIRST_DAY_CLOSE: Text = text("그만 보기", "Don't show this again");
