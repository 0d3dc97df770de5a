//! The texts of operations.

pub mod certificates;
pub mod first_day;
pub mod health;
pub mod logs;
pub mod settings;

use crate::base::lang::{Text, text};

// Resources

pub const RESOURCES: Text = text("자원", "Resources");
pub const RESOURCES_SUBTITLE: Text = text(
    "이 서버가 쓰고 있는 메모리, 디스크, 연결과 응답 시간입니다. 1분마다 재고 30일 동안 보관합니다.",
    "Memory, disk, connections and response times of this server. Measured every minute and kept for 30 days.",
);
pub const SPAN: Text = text("기간", "Time span");
pub const SPAN_HOUR: Text = text("1시간", "Hour");
pub const SPAN_DAY: Text = text("하루", "Day");
pub const SPAN_WEEK: Text = text("7일", "Week");
pub const SPAN_MONTH: Text = text("30일", "30 days");
pub const SPAN_NAMES: Text = text("hour, day, week, month 중에서 골라 주세요.", "Choose hour, day, week or month.");
pub const NO_SAMPLES: Text = text("아직 측정값이 없습니다", "Nothing is measured yet");
pub const NO_SAMPLES_HELP: Text = text(
    "서버를 켜고 1~2분 뒤부터 그래프가 그려집니다. 그때 이 화면을 다시 열어 주세요.",
    "The charts begin a minute or two after the server has started. Open this page again then.",
);
pub const MEMORY: Text = text("메모리", "Memory");
pub const MEMORY_SERVER: Text = text("서버", "Server");
pub const MEMORY_JOBS: Text = text("정기 작업", "Jobs");
pub const CPU: Text = text("CPU 사용률", "CPU");
pub const DISK_FREE: Text = text("남은 디스크", "Free disk");
pub const DISK_USE: Text = text("디스크 사용량", "Disk use");
pub const REQUESTS_A_SECOND: Text = text("초당 요청", "Requests per second");
pub const REQUESTS_A_MINUTE: Text = text("분당 요청", "Requests per minute");
pub const REQUESTS: Text = text("요청", "Requests");
pub const REQUESTS_VISITORS: Text = text("방문자", "Visitors");
pub const REQUESTS_ALL: Text = text("전체", "All");
pub const RESPONSE_TIME: Text = text("응답 시간", "Response time");
pub const RESPONSE_P95: Text = text("응답 시간 (95%)", "Response time (p95)");
pub const HIT_RATE: Text = text("캐시 적중률", "Cache hit rate");
pub const CONNECTIONS: Text = text("읽기 연결", "Read connections");
pub const WAITING: Text = text("대기 중", "Waiting");
pub const WAITING_READS: Text = text("읽기 대기", "Waiting reads");
pub const WAITING_WRITES: Text = text("쓰기 대기", "Waiting writes");
pub const WAITING_JOBS: Text = text("발송 대기", "Waiting jobs");
pub const OF_TOTAL: Text = text(" / {total}", " / {total}");
pub const DISK_TRAFFIC: Text = text("초당 디스크 읽기와 쓰기", "Disk reads and writes per second");
pub const DISK_CALLS: Text = text("초당 읽기와 쓰기 횟수", "Read and write calls per second");
pub const READ: Text = text("읽기", "Read");
pub const WRITTEN: Text = text("쓰기", "Written");
pub const WAL: Text = text("쓰기 로그(WAL)", "Write-ahead logs");
pub const TIME: Text = text("시각", "Time");
pub const P50: Text = text("절반 이내", "p50");
pub const P95: Text = text("95% 이내", "p95");
pub const P99: Text = text("99% 이내", "p99");
pub const COMMIT_P99: Text = text("커밋 (99%)", "Commits (p99)");
pub const READ_WAIT_P99: Text = text("읽기 대기 (99%)", "Read waits (p99)");
pub const DATABASE_TIMES: Text = text("커밋과 읽기 대기 시간", "Commit and read-wait times");
pub const MACHINE: Text = text("서버 사양", "This server");
pub const MACHINE_CORES: Text = text("CPU 코어", "CPU cores");
pub const MACHINE_MEMORY: Text = text("쓸 수 있는 메모리", "Memory available");
pub const MACHINE_TIER: Text = text("규모 등급", "Size tier");
pub const MACHINE_CACHE: Text = text("캐시 한도", "Cache limit");
pub const MACHINE_STARTED: Text = text("서버 시작", "Started");
pub const MACHINE_VERSION: Text = text("버전", "Version");
pub const TIER_MINIMUM: Text = text("최소 (2 vCPU, 2GB)", "Minimum (2 vCPU, 2 GB)");
pub const TIER_RECOMMENDED: Text = text("권장 (4 vCPU, 4GB)", "Recommended (4 vCPU, 4 GB)");
pub const TIER_OPTIMAL: Text = text("최적 (8 vCPU, 8GB)", "Optimal (8 vCPU, 8 GB)");
pub const UNKNOWN: Text = text("알 수 없음", "Unknown");
pub const ROUTES: Text = text("경로별 요청", "Requests by route");
pub const ROUTES_HELP: Text =
    text("서버를 켠 뒤로 시간을 가장 많이 쓴 경로부터 보여 줍니다.", "Since the server was started, those that took most time first.");
pub const ROUTE: Text = text("경로", "Route");
pub const NO_ROUTE: Text = text("(없는 주소)", "(unknown address)");
pub const NO_ROUTES: Text = text("아직 들어온 요청이 없습니다.", "No requests yet.");
pub const DOOR_ADMIN: Text = text("관리 화면과 API", "Admin and API");
pub const DOOR_VISITORS: Text = text("방문자 페이지", "Visitors' pages");
pub const RATE: Text = text("초당", "Per second");
pub const REFUSED: Text = text("4xx", "4xx");
pub const FAILED: Text = text("5xx", "5xx");
pub const STATEMENTS: Text = text("느린 쿼리", "Slow statements");
pub const STATEMENTS_HELP: Text = text(
    "서버를 켠 뒤로 50ms 넘게 걸린 쿼리입니다. 값은 저장하지 않습니다.",
    "Statements that took more than 50 ms since the server was started. Values are never kept.",
);
pub const STATEMENT: Text = text("쿼리", "Statement");
pub const NO_STATEMENTS: Text = text("50ms 넘게 걸린 쿼리가 없습니다.", "No statement took more than 50 ms.");
pub const RUNS: Text = text("횟수", "Runs");
pub const LONGEST: Text = text("가장 긴 시간", "Longest");
pub const TOTAL: Text = text("합계", "Total");
pub const CACHES: Text = text("캐시", "Caches");
pub const CACHE: Text = text("캐시", "Cache");
pub const HITS: Text = text("적중", "Hits");
pub const MISSES: Text = text("미적중", "Misses");
pub const ENTRIES: Text = text("항목", "Entries");
pub const SIZE: Text = text("크기", "Size");
pub const FILES: Text = text("열린 데이터 파일", "Open data files");
pub const FILES_HELP: Text = text(
    "고객사마다 파일이 하나씩 있고, 10분 동안 쓰지 않으면 닫힙니다.",
    "Each account is one file; it is closed after 10 minutes without use.",
);
pub const FILE: Text = text("파일", "File");
pub const FILE_CONTROL: Text = text("대행사 공통", "Agency");
pub const FILE_ARCHIVE: Text = text("{name} (보관)", "{name} (archive)");
pub const COMMITS: Text = text("커밋", "Commits");

pub const DISK_NEARLY_FULL: Text = text("디스크가 거의 찼습니다. {free} 남았습니다.", "The disk is nearly full: {free} are left.");
pub const DISK_NEARLY_FULL_REMEDY: Text =
    text("디스크를 늘리거나, 오래된 백업을 다른 곳으로 옮겨 주세요.", "Enlarge the disk, or move old backups somewhere else.");
pub const DISK_FILLS_UP: Text = text(
    "최근 2주처럼 늘어나면 {days}일 뒤에 디스크가 가득 찹니다.",
    "If it goes on as in the last two weeks, the disk will be full in {days} days.",
);
pub const DISK_FILLS_UP_REMEDY: Text = text(
    "용량 화면에서 무엇이 늘어나는지 확인하고, 디스크를 늘리거나 보유기간을 줄여 주세요.",
    "See on the capacity page what grows, then enlarge the disk or shorten the retention periods.",
);
pub const MEMORY_GROWS: Text = text(
    "요청은 늘지 않았는데 메모리 사용량이 {days}일 연속으로 늘었습니다({from} → {to}).",
    "Memory grew for {days} days in a row ({from} → {to}) while requests did not.",
);
pub const MEMORY_GROWS_REMEDY: Text = text(
    "서버를 다시 시작하면 줄어듭니다. 다시 늘어나면 이 화면의 그래프와 함께 알려 주세요.",
    "A restart brings it down. If it grows again, report it with the charts of this page.",
);

// Recurring work

pub const JOBS: Text = text("정기 작업", "Jobs");
pub const JOBS_SUBTITLE: Text = text(
    "밤사이 저절로 하는 일과 그 결과입니다. 서버가 꺼져 있어 놓친 작업은 다시 켜지면 한 번 실행합니다.",
    "What is done by itself, mostly at night, and what came of it. Work missed while the server was off runs once when it is back.",
);
pub const STATE_ASKED: Text = text("대기 중", "Waiting");
pub const STATE_RUNNING: Text = text("실행 중", "Running");
pub const STATE_DONE: Text = text("완료", "Done");
pub const STATE_FAILED: Text = text("실패", "Failed");
pub const STATE_INTERRUPTED: Text = text("중단됨", "Cut off");
pub const BY_SCHEDULE: Text = text("예약", "Schedule");
pub const BY_OPERATOR: Text = text("명령줄", "Command line");
pub const BY_USER: Text = text("구성원", "User");
pub const NO_SUCH_STATE: Text = text(
    "상태는 asked, running, done, failed, interrupted 중 하나입니다.",
    "The state is one of asked, running, done, failed, interrupted.",
);
pub const AND_MORE: Text = text("그 밖에 {n}건이 더 있습니다.", "There are {n} more.");
pub const ASKED_ALREADY: Text = text("이미 실행을 기다리고 있는 작업입니다.", "This job is waiting to run already.");
pub const BUSY: Text = text(
    "{job} 작업이 실행 중입니다(실행 번호 {id}). 끝난 뒤 다시 실행해 주세요.",
    "The job {job} is running (run {id}). Run this one when it has ended.",
);
pub const AGENCY_JOB: Text = text(
    "이 작업은 대행사 전체에 한 번 실행합니다. 고객사를 지정하지 말아 주세요.",
    "This job runs once for the whole agency. Name no account.",
);
pub const NO_SUCH_ACCOUNT: Text = text(
    "{slug} 고객사가 없거나 보관되어 있어 이 작업을 실행할 수 없습니다.",
    "There is no account {slug}, or it is archived and this job has nothing to do in it.",
);
pub const NO_ACCOUNTS: Text = text("작업할 고객사가 아직 없습니다.", "There is no account to work on yet.");
pub const NO_SUCH_JOB: Text =
    text("{name} 작업이 없습니다. dangol job list로 확인해 주세요.", "There is no job {name}; `dangol job list` shows them.");
pub const WHEN: Text = text("실행 시각", "Runs at");
pub const JOB: Text = text("작업", "Job");
pub const LAST_RUN: Text = text("마지막 실행", "Last run");
pub const NEXT_RUN: Text = text("다음 실행", "Next run");
pub const OUTCOME: Text = text("결과", "Outcome");
pub const DURATION: Text = text("걸린 시간", "Took");
pub const ROWS: Text = text("처리한 행", "Rows");
pub const PEAK: Text = text("최대 메모리", "Peak memory");
pub const STARTED: Text = text("시작", "Started");
pub const ENDED: Text = text("끝", "Ended");
pub const BY: Text = text("실행한 쪽", "Started by");
pub const NEVER: Text = text("아직 없음", "Not yet");
pub const LATE: Text = text("늦은 실행", "Late");
pub const LATE_HELP: Text = text(
    "제때 실행하지 못했거나 도중에 중단된 일을 이어서 처리한 실행입니다.",
    "It makes up for a run that was missed, or that was cut off.",
);
pub const RUN_NOW: Text = text("지금 실행", "Run now");
pub const ASKED_FOR: Text = text("실행을 요청했습니다. 곧 시작합니다.", "The run was asked for and will begin shortly.");
pub const ALL_OF_THEM: Text = text("모든 고객사", "All accounts");
pub const WHICH_ACCOUNT: Text = text("고객사", "Account");
pub const RUNNING_NOW: Text = text("실행 중인 작업", "Under way");
pub const PROGRESS: Text = text("{total} 중 {done}", "{done} of {total}");
pub const PROGRESS_OPEN: Text = text("{done} 처리", "{done} so far");
pub const WAITS: Text = text("앞선 작업이 끝나면 시작합니다.", "It begins when nothing is in its way.");
pub const HISTORY: Text = text("실행 이력", "History");
pub const HISTORY_NONE: Text = text("아직 실행한 작업이 없습니다", "Nothing has run yet");
pub const HISTORY_NONE_HELP: Text = text(
    "첫 작업은 위의 예약 시각에 실행합니다. 기다리지 않으려면 지금 실행을 눌러 주세요.",
    "The first runs at the times above. To see one now, press Run now.",
);
pub const HISTORY_NONE_FOUND: Text = text("조건에 맞는 실행이 없습니다", "No run fits");
pub const HISTORY_NONE_FOUND_HELP: Text = text("조건을 바꾸거나 지워 보세요.", "Change the filters, or clear them.");
pub const SHOW_ALL: Text = text("모두 보기", "Show all");
pub const ANY_JOB: Text = text("모든 작업", "Any job");
pub const ANY_STATE: Text = text("모든 결과", "Any outcome");
pub const RUN_TITLE: Text = text("{job}, 실행 번호 {id}", "{job}, run {id}");
pub const WHAT_IT_SAID: Text = text("남긴 말", "What it said");
pub const SAID_NOTHING: Text = text("따로 남긴 말이 없습니다.", "It had nothing to say.");
pub const FAILED_HELP: Text = text(
    "이 실행은 실패했습니다. 아래 내용을 확인하고 고친 뒤 다시 실행해 주세요. 다음 예약 시각에도 다시 실행합니다.",
    "This run failed. See below what went wrong, mend it and run it again; it also runs again at its next time.",
);
pub const INTERRUPTED_HELP: Text = text(
    "서버나 작업이 도중에 끝났습니다. 하던 일은 사라지지 않으며 곧 이어서 합니다.",
    "The server or the job ended before the run did. Nothing is lost; what was left is gone on with shortly.",
);
pub const AGENCY_SCOPE: Text = text("대행사 전체", "The agency");
pub const SECONDS: Text = text("{n}초", "{n} s");
pub const MINUTES_SECONDS: Text = text("{m}분 {s}초", "{m} min {s} s");
pub const REFRESH: Text = text("새로 고침", "Refresh");
pub const NOT_STARTED: Text = text(
    "작업 프로세스를 시작하지 못했습니다: {cause}. 메모리와 프로세스 수 제한을 확인해 주세요.",
    "The job's process could not be started: {cause}. See whether memory or the number of processes is limited.",
);
pub const ENDED_WITH: Text = text(
    "작업 프로세스가 결과를 남기지 않고 상태 {status}(으)로 끝났습니다. 서버 로그를 확인해 주세요.",
    "The job's process ended with status {status} and told no outcome. See the server's log.",
);
pub const EVERY_DAY: Text = text("매일 {time}", "daily at {time}");
pub const EVERY_HOUR: Text = text("매시 {minute}분", "every hour at :{minute}");
pub const EVERY_WEEK: Text = text("매주 {day} {time}", "{day}s at {time}");
pub const DAYS: [Text; 7] = [
    text("일요일", "Sunday"),
    text("월요일", "Monday"),
    text("화요일", "Tuesday"),
    text("수요일", "Wednesday"),
    text("목요일", "Thursday"),
    text("금요일", "Friday"),
    text("토요일", "Saturday"),
];
pub const EACH_ACCOUNT: Text = text("고객사별 현지 시각", "each account's own time");
pub const FAILED_LAST: Text = text("{job} 작업이 마지막 실행에서 실패했습니다.", "The last run of {job} failed.");
pub const SEE_WHY: Text = text("원인 보기", "See why");
pub const RUN_OF: Text = text("지금 실행: {job}", "Run now: {job}");
pub const NUMBER: Text = text("번호", "Number");
pub const ACCOUNTS: Text = text("대상", "For");
pub const ALARM: Text = text("{job} 작업이 실패했습니다. {why}", "The job {job} failed. {why}");
pub const ALARM_REMEDY: Text = text(
    "관리 화면의 정기 작업에서 실행 번호 {id}을(를) 열어 원인을 확인하고, 고친 뒤 다시 실행해 주세요.",
    "Open run {id} on the page Jobs, mend what it names, and run the job again.",
);
pub const ALARM_CUT_OFF: Text =
    text("{job} 작업이 {times}번 이상 연달아 도중에 끊겼습니다.", "The job {job} was cut off {times} times in a row or more.");
pub const ALARM_CUT_OFF_REMEDY: Text = text(
    "메모리가 부족하거나 서버가 자꾸 멈추지 않는지 서버 기록과 관리 화면의 자원에서 확인해 주세요. 작업은 간격을 늘려 가며 다시 시도합니다.",
    "See in the server's log and on the page Resources whether memory runs out or the server keeps ending; the job is tried again after longer and longer pauses.",
);

/// What a cache keeps; absent for one that has no words.
pub fn cache_name(name: &str) -> Option<Text> {
    Some(match name {
        "accounts" => text("고객사", "Accounts"),
        "customers" => text("고객 목록", "Customer lists"),
        "dashboard" => text("현황", "Overviews"),
        "funnels" => text("퍼널 설정", "Funnel settings"),
        "overview" => text("고객사 목록", "Account list"),
        "pages" => text("랜딩페이지", "Landing pages"),
        "resource-days" => text("자원 추세", "Resource trends"),
        "sessions" => text("로그인", "Sessions"),
        "tokens" => text("API 토큰", "API tokens"),
        _ => return None,
    })
}
