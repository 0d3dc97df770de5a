//! The texts of the frame and of the parts inside it.

use crate::base::lang::{Text, text};

pub const PRODUCT: Text = text("단골", "Dangol");
pub const SKIP: Text = text("본문으로 건너뛰기", "Skip to the content");
pub const MENU: Text = text("메뉴", "Menu");
pub const OPEN_MENU: Text = text("메뉴 열기", "Open the menu");
pub const CLOSE_MENU: Text = text("메뉴 닫기", "Close the menu");
pub const CHOOSE_ACCOUNT: Text = text("고객사 선택", "Choose an account");
pub const ALL_ACCOUNTS: Text = text("모든 고객사", "All accounts");
pub const SEARCH: Text = text("고객, 리드, 페이지, 퍼널, 캠페인 검색", "Search customers, leads, pages, funnels, campaigns");
pub const SEARCH_HELP: Text =
    text("이름, 초성, 전화번호 뒷자리, 이메일로 찾을 수 있습니다.", "By name, last digits of a phone number, or e-mail.");
pub const SEARCH_KEYS: Text = text("↑ ↓ 이동 · Enter 열기 · Esc 닫기", "↑ ↓ move · Enter open · Esc close");
pub const TO_DARK: Text = text("어두운 화면으로 바꾸기", "Switch to the dark theme");
pub const TO_LIGHT: Text = text("밝은 화면으로 바꾸기", "Switch to the light theme");
pub const USER_MENU: Text = text("내 메뉴", "Your menu");
pub const LANGUAGE: Text = text("언어", "Language");
pub const LOG_OUT: Text = text("로그아웃", "Log out");

pub const OVERVIEW: Text = text("현황", "Overview");
pub const TODAY: Text = text("오늘 할 일", "Today");
pub const LEADS: Text = text("리드 목록", "Leads");
pub const BOARD: Text = text("상담 보드", "Board");
pub const CUSTOMERS: Text = text("고객", "Customers");
pub const PAGES_MENU: Text = text("랜딩페이지", "Landing pages");
pub const FUNNELS: Text = text("퍼널", "Funnels");
pub const CONVERSIONS: Text = text("전환", "Conversions");
pub const VIRAL: Text = text("바이럴 루프", "Viral loops");
pub const SCORING: Text = text("리드 점수", "Lead scores");
pub const MEMBERS: Text = text("구성원", "Members");
pub const ACCESS_LOG: Text = text("접속기록", "Access log");
pub const BACKUPS: Text = text("백업", "Backups");
pub const RESOURCES: Text = text("자원", "Resources");
pub const LOGS: Text = text("로그", "Logs");
pub const CAPACITY: Text = text("용량", "Capacity");
pub const JOBS: Text = text("정기 작업", "Jobs");
pub const SETTINGS: Text = text("설정", "Settings");
pub const SETTINGS_GENERAL: Text = text("기본", "General");
pub const SETTINGS_DOMAINS: Text = text("도메인", "Domains");
pub const SETTINGS_ALERTS: Text = text("알림", "Alerts");
pub const SETTINGS_WEBHOOK: Text = text("웹훅", "Webhook");
pub const SETTINGS_RETENTION: Text = text("보관 기간", "Retention");
pub const SETTINGS_DELIVERIES: Text = text("발송 기록", "Deliveries");
pub const SETTINGS_MAIL: Text = text("메일 서버", "Mail server");
pub const MAIL: Text = text("메일 서버", "Mail server");
pub const ALARMS: Text = text("경보", "Alarms");
pub const ALARM_LIST: Text = text("경보 목록", "List");
pub const ALARM_RECEIVERS: Text = text("받는 곳", "Who is told");
pub const ALARMS_OPEN: Text = text("확인할 경보 {n}건", "{n} alarms to look at");
pub const ALARMS_TO: Text = text("경보 보기", "See the alarms");
pub const STEP_OF: Text = text("{all}단계 중 {n}단계", "Step {n} of {all}");
pub const STEP_DONE: Text = text("(마침)", "(done)");
pub const GROUP_PEOPLE: Text = text("상담과 고객", "Leads and customers");
pub const GROUP_MARKETING: Text = text("마케팅", "Marketing");

pub const CANCEL: Text = text("취소", "Cancel");
pub const FILTER: Text = text("목록 거르기", "Filter the list");
pub const APPLY: Text = text("적용", "Apply");
pub const CHOOSE_FILE: Text = text("파일 선택", "Choose a file");
pub const NO_FILE: Text = text("선택한 파일이 없습니다", "No file chosen");
pub const COPY: Text = text("복사", "Copy");
pub const COPIED: Text = text("복사했습니다", "Copied");
pub const CHECK_INPUT: Text = text("입력한 내용을 확인해 주세요.", "Please check what you entered.");
pub const PICK_ALL: Text = text("이 쪽의 모든 줄 선택", "Select all rows of this page");
pub const PAGES: Text = text("쪽 이동", "Pages");
pub const PREVIOUS: Text = text("이전 쪽", "Previous page");
pub const NEXT: Text = text("다음 쪽", "Next page");
pub const SHOWN: Text = text("전체 {total}건 중 {from}–{to}", "{from}–{to} of {total}");

pub const JUST_NOW: Text = text("방금", "just now");
pub const MINUTES_AGO: Text = text("{n}분 전", "{n} min ago");
pub const HOURS_AGO: Text = text("{n}시간 전", "{n} h ago");
pub const YESTERDAY: Text = text("어제", "yesterday");
pub const MONTH_DAY: Text = text("{month}월 {day}일", "{month_name} {day}");
pub const YEAR_MONTH_DAY: Text = text("{year}년 {month}월 {day}일", "{month_name} {day}, {year}");
pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub const CHART_SUMMARY: Text =
    text("{first}부터 {last}까지의 {names}. 가장 큰 값은 {most}입니다.", "{names} from {first} to {last}. The largest value is {most}.");
pub const NO_NUMBERS: Text = text("아직 표시할 값이 없습니다.", "There are no figures yet.");
pub const OF_PREVIOUS_STEP: Text = text("이전 단계의 {share}", "{share} of previous");
pub const PROFILE: Text = text("내 정보와 보안", "Profile and security");
