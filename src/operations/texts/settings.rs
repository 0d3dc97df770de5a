//! What the product says about its settings.

use crate::base::lang::{Text, text};

pub const TITLE: Text = text("설정", "Settings");
pub const SUBTITLE: Text =
    text("모든 설정이 지금 어떤 값이고 어디에서 왔는지 보여 줍니다.", "Every setting, what it is now and where that came from.");

/// Sections of the file by name.
pub const SECTIONS: &[(&str, Text)] = &[
    ("", text("기본", "General")),
    ("public", text("방문자 페이지", "Visitors' pages")),
    ("admin", text("관리 화면", "Admin UI")),
    ("tls", text("인증서와 HTTPS", "Certificates and HTTPS")),
    ("accounts", text("고객사", "Accounts")),
    ("users", text("사용자", "Users")),
    ("webhooks", text("웹훅", "Webhooks")),
    ("mail", text("메일", "Mail")),
    ("db", text("데이터베이스", "Database")),
    ("backup", text("백업", "Backups")),
    ("cache", text("캐시 메모리", "Caches")),
    ("capacity", text("계획한 규모", "Planned size")),
    ("scoring", text("점수 계산", "Scoring")),
    ("log", text("로그", "Logs")),
];

pub const PARTS: Text = text("화면에서 바꾸는 설정", "Settings with a page of their own");
pub const PARTS_HELP: Text = text("바꾸면 바로 적용됩니다.", "Changes take effect at once.");
pub const FILE: Text = text("설정 파일", "Settings file");
pub const FILE_HELP: Text = text(
    "아래 설정은 서버를 시작할 때 한 번 읽습니다. {file} 파일을 고친 뒤 다시 시작해 주세요. 이 화면은 파일을 바꾸지 않습니다.",
    "The settings below are read once, when the server starts. Edit {file}, then restart. Nothing on this page changes the file.",
);
pub const FILE_ORDER: Text = text(
    "‘public.base_url = …’ 같은 줄은 [public] 같은 제목보다 앞, 파일의 맨 위에 두세요. 이미 [public] 아래에 쓰고 있다면 ‘base_url = …’로 줄여 그 아래에 두세요.",
    "A line such as “public.base_url = …” goes to the top of the file, before any heading such as [public]. Where you already use that heading, write “base_url = …” below it instead.",
);
pub const RESTART: Text = text("다시 시작", "Restart");
pub const SHOW_ALL: Text = text("지금 적용된 값 보기", "Show what is in force");
pub const SEARCH: Text = text("이름이나 설명으로 찾기", "Search names and descriptions");
pub const ONLY_SET: Text = text("직접 정한 것만", "Only what somebody has set");
pub const NOTHING: Text = text("찾는 설정이 없습니다", "No such setting");
pub const NOTHING_HELP: Text = text("다른 낱말로 찾거나 조건을 지워 주세요.", "Try another word, or take the filter away.");
pub const SHOW_EVERY: Text = text("모두 보기", "Show all");

pub const NAME: Text = text("설정", "Setting");
pub const VALUE: Text = text("지금 값", "Value");
pub const SOURCE: Text = text("어디에서", "From");
pub const DEFAULT: Text = text("기본값", "Default");
pub const NO_DEFAULT: Text = text("없음", "none");
pub const LINE: Text = text("{name} 설정 줄", "Line for {name}");
pub const NEEDS_RESTART: Text = text("다시 시작해야 적용", "Takes a restart");
pub const ABSENT: Text = text("비어 있음", "not set");
pub const HIDDEN: Text = text("정해져 있음 (숨김)", "set (hidden)");

pub const FROM_FLAG: Text = text("명령줄 {flag}", "flag {flag}");
pub const FROM_ENVIRONMENT: Text = text("환경 변수 {name}", "environment {name}");
pub const FROM_FILE: Text = text("설정 파일", "settings file");
pub const FROM_TIER: Text = text("장비 규모 {tier}", "size of the box: {tier}");
pub const FROM_MACHINE: Text = text("이 장비에서 잰 값", "measured on this box");
pub const FROM_PLATFORM: Text = text("시스템의 기본 자리", "the system's own place");
pub const FROM_DEFAULT: Text = text("기본값", "default");

pub const CHANGE: Text = text("바꾸기", "Change");
pub const FIRST_DAY: Text = text("처음 설정", "Set-up");
pub const FIRST_DAY_STATE: Text = text("{all}단계 중 {done}단계를 마쳤습니다.", "{done} of {all} steps are done.");
pub const MAIL: Text = text("메일 서버", "Mail server");
pub const MAIL_STATE: Text = text(
    "{host}에서 {from} 이름으로 보냅니다. 비밀번호는 보여 주지 않습니다.",
    "Sends through {host} as {from}. The password is never shown.",
);
pub const MAIL_NONE: Text = text("서버가 없어 메일이 나가지 않습니다.", "There is no server, so no mail leaves.");
pub const TRY_MAIL: Text = text("시험 메일 보내기", "Send a test letter");
pub const ALARMS: Text = text("경보 받는 사람", "Who is told of alarms");
pub const ALARMS_STATE: Text = text("받는 곳 {n}곳", "{n} places");
pub const ALARMS_OWNERS: Text = text("모든 대표와 받는 곳 {n}곳", "Every owner, and {n} more places");
pub const ALARMS_NOBODY: Text =
    text("메일 서버도 웹훅도 없어 경보가 화면에만 보입니다.", "Without a mail server or a webhook, alarms show on these pages only.");
pub const TRY_ALARMS: Text = text("시험 경보 보내기", "Send a test alarm");
pub const WEBHOOK: Text = text("대행사 웹훅", "The agency's webhook");
pub const WEBHOOK_STATE: Text =
    text("{host}(으)로 보냅니다. 서명 키는 보여 주지 않습니다.", "Calls {host}. The signing key is never shown.");
pub const WEBHOOK_NONE: Text = text("쓰지 않습니다.", "Not in use.");
pub const CERTIFICATES: Text = text("HTTPS 인증서", "HTTPS certificates");
pub const CERTIFICATES_GOOD: Text = text("이름 {n}개의 인증서가 모두 유효합니다.", "The certificates of all {n} hosts are valid.");
pub const CERTIFICATES_BAD: Text =
    text("이름 {n}개 중 {bad}개의 인증서를 확인해 주세요.", "Look at the certificates of {bad} of {n} hosts.");
pub const CERTIFICATES_PROXY: Text = text("앞에 있는 프록시가 HTTPS를 맡고 있습니다.", "A proxy in front of it speaks HTTPS.");
pub const CERTIFICATES_OFF: Text = text("HTTPS가 꺼져 있습니다. 켜는 방법을 확인해 주세요.", "HTTPS is off. See how to turn it on.");
pub const BACKUPS: Text = text("백업과 외부 저장소", "Backups and off-site store");
pub const BACKUPS_STATE: Text = text(
    "{days}일 동안 보관하고 {host}에도 복사합니다. 접속 키는 보여 주지 않습니다.",
    "Kept for {days} days, copied to {host}. The secret key is never shown.",
);
pub const BACKUPS_NONE: Text = text(
    "{days}일 동안 이 장비에만 보관합니다. 외부 저장소를 정하면 장비를 잃어도 되살릴 수 있습니다.",
    "Kept for {days} days, on this box only. With an off-site store they survive the box.",
);
pub const TRY_STORE: Text = text("저장소 연결 확인", "Try the store");
pub const RECOVERY_KEY: Text = text("복구 키", "Recovery key");
pub const RECOVERY_KEY_SEEN: Text =
    text("보여 준 적이 있습니다. 인쇄한 종이가 있는지 확인해 주세요.", "It was shown. See that you have it on paper.");
pub const RECOVERY_KEY_UNSEEN: Text =
    text("아직 인쇄하지 않았습니다. 이 키가 없으면 백업을 열 수 없습니다.", "It was never printed. Without it, no backup can be opened.");
pub const ACCESS_LOG: Text = text("접속기록 보관", "How long the access log stays");
pub const ACCESS_LOG_STATE: Text = text("{months}개월 동안 보관합니다.", "Kept for {months} months.");
pub const MEMBERS: Text = text("구성원과 2단계 인증", "Members and two-step log-in");
pub const MEMBERS_STATE: Text = text(
    "구성원 {n}명, 대표 {owners}명 중 {totp}명이 2단계 인증을 씁니다.",
    "Members: {n}. Owners who use the second step: {totp} of {owners}.",
);
pub const PLAN: Text = text("용량", "Capacity");
pub const PLAN_FINE: Text = text("계획한 규모 안에 있습니다.", "Within what is planned.");
pub const PLAN_FULL: Text = text("계획한 규모에 가까워졌습니다.", "Close to what is planned.");
