//! What the log's viewer says.

use crate::base::lang::{Text, text};

pub const LOGS: Text = text("로그", "Logs");
pub const LOGS_SUBTITLE: Text = text(
    "이 서버가 남긴 기록입니다. 최근 {days}일, 최대 {mb}MB까지 보관하며 개인정보는 남기지 않습니다.",
    "What this server has noted. Kept for {days} days and up to {mb} MB; personal data are never written.",
);
pub const LEVEL: Text = text("수준", "Level");
pub const ANY_LEVEL: Text = text("모든 수준", "Any level");
pub const AND_GRAVER: Text = text("{level} 이상", "{level} and graver");
pub const ERROR: Text = text("오류", "Error");
pub const WARN: Text = text("경고", "Warning");
pub const INFO: Text = text("정보", "Info");
pub const DEBUG: Text = text("상세", "Debug");
pub const TRACE: Text = text("추적", "Trace");
pub const ACCOUNT: Text = text("고객사", "Account");
pub const ANY_ACCOUNT: Text = text("모든 고객사", "Any account");
pub const DAY: Text = text("날짜", "Day");
pub const REQUEST: Text = text("요청 번호", "Request id");
pub const TEXT: Text = text("내용 검색", "Search the text");
pub const TIME: Text = text("시각", "Time");
pub const WHAT: Text = text("내용", "What happened");
pub const ONLY_THIS_REQUEST: Text = text("이 요청의 기록만 보기: {id}", "Only this request: {id}");
pub const PAGES: Text = text("기록 넘기기", "Pages of the log");
pub const NEWEST: Text = text("최신 기록", "Newest");
pub const OLDER: Text = text("이전 기록", "Older");
pub const LOOK_FURTHER: Text = text("더 이전 기록에서 찾기", "Look further back");
pub const NONE: Text = text("아직 남은 기록이 없습니다", "Nothing is noted yet");
pub const NONE_HELP: Text = text(
    "서버를 시작하거나 작업을 실행하면 이곳에 기록이 쌓입니다. 설정 log.level이 off라면 info로 바꾸고 서버를 다시 시작해 주세요.",
    "Lines appear here when the server starts or a job runs. If the setting log.level is off, set it to info and restart the server.",
);
pub const NONE_FOUND: Text = text("조건에 맞는 기록이 없습니다", "No line fits");
pub const NONE_FOUND_HELP: Text = text("조건을 바꾸거나 지워 보세요.", "Change the filters, or clear them.");
pub const NONE_SO_FAR: Text = text("여기까지는 조건에 맞는 기록이 없습니다", "No line fits so far");
pub const NONE_SO_FAR_HELP: Text = text(
    "기록이 많아 일부만 찾아보았습니다. 더 이전 기록에서 이어서 찾을 수 있습니다.",
    "There is much to look through; go on with what is older.",
);
pub const SHOW_ALL: Text = text("모두 보기", "Show all");
pub const UNREADABLE: Text = text("읽을 수 없는 줄 {n}개는 건너뛰었습니다.", "{n} lines could not be read and were passed by.");
pub const REFRESH: Text = text("새로 고침", "Refresh");
pub const WRONG_LEVEL: Text =
    text("수준은 error, warn, info, debug, trace 중 하나입니다.", "The level is one of error, warn, info, debug, trace.");
pub const WRONG_DAY: Text = text("날짜는 2026-11-22처럼 넣어 주세요.", "Give a day such as 2026-11-22.");

pub const BUNDLE: Text = text("진단 파일 받기", "Download diagnostics");
pub const BUNDLE_TITLE: Text = text("진단 파일", "Diagnostics");
pub const BUNDLE_HELP: Text = text(
    "도움을 청할 때 함께 보내는 파일입니다. 버전, 설정, 점검 결과, 작업 이력, 자원 기록, 행 수와 최근 로그가 들어 있고, 이름, 연락처, 이메일, 토큰, 비밀번호, 도메인은 들어 있지 않습니다.",
    "A file to send along when you ask for help: version, settings, what the doctor found, job history, resource samples, row counts and the last log lines, without names, phone numbers, addresses, tokens, passwords or host names.",
);
