//! What is said about backups.

pub mod restore;
pub mod upgrade;
pub mod wizard;

use crate::base::lang::{Text, text};

pub const WHOLE_NUMBER: Text = text("{least}에서 {most} 사이의 정수를 입력해 주세요.", "Enter a whole number from {least} to {most}.");

pub const STEP_RUN: Text = text("백업", "Backup");
pub const STEP_PRUNE: Text = text("오래된 백업 정리", "Letting old backups go");
pub const STEP_COPY: Text = text("외부 복사", "Off-site copy");
pub const STEP_DRILL: Text = text("복원 연습", "Restore drill");
pub const STEP_VERIFY: Text = text("저장소 검사", "Repository check");
pub const STEP_READ: Text = text("저장소 전체 읽기", "Reading the whole repository");

pub const TOO_LONG: Text = text("한 줄로 더 짧게 입력해 주세요.", "Enter it on one line, and shorter.");
pub const SECRET_KEY_NEEDED: Text = text("비밀 액세스 키를 입력해 주세요.", "Enter the secret key.");
pub const SECRET_KEY_AGAIN: Text = text(
    "주소나 액세스 키를 바꾸면 비밀 액세스 키도 다시 입력해야 합니다.",
    "When the address or the access key changes, enter the secret key again.",
);
pub const SECRET_KEY_LOST: Text = text(
    "저장된 비밀 액세스 키를 읽을 수 없습니다. 백업 설정에서 다시 입력해 주세요.",
    "The stored secret key can't be read. Enter it again in the backup settings.",
);

pub const ALARM_NIGHTS: Text = text(
    "지난 {nights}일 동안 백업하지 못했습니다. 마지막 백업은 {at}입니다.",
    "There has been no backup for {nights} nights. The last one was made on {at}.",
);
pub const ALARM_NEVER: Text =
    text("지난 {nights}일 동안 한 번도 백업하지 못했습니다.", "{nights} nights have passed and no backup was ever made.");
pub const ALARM_REMEDY: Text = text(
    "백업 화면에서 원인을 확인해 고치고, 지금 백업을 눌러 주세요.",
    "See the reason on the backups page, mend it, and choose Back up now.",
);

// The work

pub const BACKED_UP: Text = text(
    "파일 {files}개({bytes})를 백업했습니다. 새로 저장한 양은 {new}입니다.",
    "Backed up {files} files ({bytes}); {new} of it was new.",
);
pub const PRUNED: Text = text("오래된 백업 {n}개를 정리하고 {freed}를 비웠습니다.", "Let {n} old backups go and freed {freed}.");
pub const DAYS_SHRUNK: Text = text(
    "디스크가 모자라 {wanted}일 대신 {days}일치만 이 서버에 둡니다. 디스크를 늘리거나 외부 복사를 설정해 주세요.",
    "The disk holds {days} days of backups instead of {wanted}. Enlarge it, or set an off-site copy up.",
);
pub const NO_ROOM_TO_PRUNE: Text = text(
    "디스크가 가득 차서 오래된 백업을 정리하지 못했습니다. 정리에도 빈 공간이 조금 필요합니다. 다른 파일을 옮기거나 디스크를 늘린 뒤 다시 실행해 주세요.",
    "The disk is full, so old backups could not be cleared away: that takes some room itself. Move other files off it or enlarge it, then run this again.",
);
pub const NOTHING_YET: Text = text("아직 백업이 없어 할 일이 없습니다.", "There are no backups yet, so there was nothing to do.");
pub const DAMAGED: Text = text(
    "백업 {of}개 중 {n}개에 손상된 파일이 있었습니다({finding}). 손상된 부분을 빼내고 새로 백업했습니다. 디스크를 점검해 주세요.",
    "{n} of {of} backups held damaged files ({finding}). What was damaged was taken out and a new backup was made. Have the disk checked.",
);
pub const LOST_IN: Text = text("백업 {id}에서 되살릴 수 없는 파일: {paths}", "What backup {id} can't bring back: {paths}");
pub const DRILLED: Text = text("복원해 비교했습니다. {rows}행, {ms}ms 걸렸습니다.", "Restored and compared: {rows} rows in {ms} ms.");
pub const ROWS_DIFFER: Text = text(
    "{path}을(를) 복원하니 {then}행이어야 하는데 {now}행입니다. 저장소 검사를 실행해 주세요.",
    "{path} came back with {now} rows instead of {then}. Run the repository check.",
);
pub const NOT_OPENED: Text = text(
    "복원한 {path}을(를) 쓸 수 없습니다: {why}. 저장소 검사를 실행해 주세요.",
    "The restored {path} can't be used: {why}. Run the repository check.",
);

// The page

pub const BACKUPS: Text = text("백업", "Backups");
pub const SUBTITLE: Text = text(
    "매일 새벽 4시에 모든 고객사를 백업하고, 하나씩 복원해 확인합니다.",
    "Every account is backed up at 04:00, and one each night is restored to prove it.",
);
pub const BACK_UP_NOW: Text = text("지금 백업", "Back up now");
pub const VERIFY_NOW: Text = text("검사", "Verify");
pub const COPY_NOW: Text = text("지금 복사", "Copy now");
pub const DRILL_NOW: Text = text("지금 연습", "Drill now");
pub const SETTINGS_LINK: Text = text("설정", "Settings");
pub const ASKED_FOR: Text = text("곧 시작합니다.", "It begins in a moment.");
pub const UNDER_WAY: Text = text("진행 중", "Under way");
pub const WAITS: Text = text("곧 시작합니다", "begins in a moment");
pub const EMPTY: Text = text("아직 백업이 없습니다", "No backups yet");
pub const EMPTY_HELP: Text = text(
    "새벽 4시에 첫 백업을 합니다. 지금 바로 해 두는 것이 좋습니다.",
    "The first one is made at 04:00. It is better to make one right now.",
);
pub const NONE: Text = text("없음", "None");
pub const LAST_BACKUP: Text = text("마지막 백업", "Last backup");
pub const ACCOUNTS_IN: Text = text("고객사 {n}곳, {size}", "{n} accounts, {size}");
pub const REPOSITORY: Text = text("저장소 크기", "Repository");
pub const FORECAST: Text = text("{days}일치를 두려면 약 {size}가 필요합니다.", "{days} days need about {size}.");
pub const ROOM: Text = text("쓸 수 있는 공간은 {room}입니다.", "There is room for {room}.");
pub const KEPT_HERE: Text = text("이 서버에 두는 기간", "Kept here");
pub const DAYS: Text = text("{n}일", "{n} days");
pub const DAYS_FIT: Text = text("디스크에 {free} 남았습니다", "{free} of the disk are free");
pub const DAYS_LESS: Text =
    text("백업에 쓸 수 있는 공간이 {room}라 {wanted}일치를 둘 수 없습니다.", "There is room for {room}, too little for {wanted} days.");
pub const DAYS_NOW: Text = text("지금은 {n}일치를 둡니다.", "For now {n} days stay.");
pub const OFFSITE: Text = text("외부 복사", "Off-site copy");
pub const OFFSITE_NONE: Text = text("설정 안 됨", "Not set up");
pub const OFFSITE_NONE_HELP: Text = text("이 서버가 망가지면 백업도 잃습니다", "If this machine is lost, so are its backups");
pub const COPIES: Text = text("{n}개", "{n} copies");
pub const NEWEST_COPY: Text = text("최근 복사: {when}", "Newest: {when}");
pub const ALL_BACKUPS: Text = text("백업 {n}개", "{n} backups");
pub const MADE: Text = text("만든 때", "Made");
pub const SIZE: Text = text("크기", "Size");
pub const NEW_DATA: Text = text("새 데이터", "New data");
pub const TOOK: Text = text("걸린 시간", "Took");
pub const WHERE: Text = text("상태", "State");
pub const HERE: Text = text("이 서버", "Here");
pub const FAR: Text = text("외부", "Off-site");
pub const PROVEN: Text = text("복원 확인", "Proven");
pub const HOLDS: Text = text("내용", "Holds");
pub const ACCOUNTS_COUNT: Text = text("고객사 {n}곳", "{n} accounts");
pub const ROWS_OF: Text = text("{n}행", "{n} rows");
pub const RESTORE: Text = text("복원", "Restore");
pub const RESTORE_ACCOUNT: Text = text("고객사 복원", "Restore an account");
pub const RESTORE_HOW: Text = text("명령줄에서 되돌리기:", "To restore it from the command line:");
pub const PROVEN_CARD: Text = text("복원 확인", "Proven to restore");
pub const PROVEN_HELP: Text = text("매일 밤 한 곳씩", "One each night");
pub const ACCOUNT: Text = text("고객사", "Account");
pub const AGENCY_FILE: Text = text("대행사 공통 데이터", "The agency's own data");
pub const LAST_PROVEN: Text = text("마지막 확인", "Last proven");
pub const NOT_PROVEN: Text = text("아직 확인하지 않음", "Not yet");
pub const DRILL_FAILED: Text = text("실패", "Failed");
pub const RESTORE_TAKES: Text = text("복원에 걸리는 시간", "Restore takes");
pub const ROWS: Text = text("행", "Rows");
pub const STEPS: Text = text("백업 작업", "The work on backups");
pub const STEP: Text = text("작업", "Job");
pub const OUTCOME: Text = text("결과", "Outcome");
pub const LAST_RUN: Text = text("마지막 실행", "Last run");
pub const GOOD: Text = text("완료", "Done");
pub const FAILED: Text = text("실패", "Failed");
pub const TO_JOBS: Text = text("정기 작업 보기", "All jobs");
pub const SECONDS: Text = text("{n}초", "{n} s");
pub const MINUTES: Text = text("{m}분 {s}초", "{m} min {s} s");
pub const FAILING: Text = text(
    "지난 {nights}일 동안 백업하지 못했습니다. 마지막 백업은 {last}입니다. 원인을 고치고 지금 백업을 눌러 주세요.",
    "There has been no backup for {nights} nights; the last one was made on {last}. Mend the cause and choose Back up now.",
);
pub const FAILING_NEVER: Text = text(
    "지난 {nights}일 동안 한 번도 백업하지 못했습니다. 원인을 고치고 지금 백업을 눌러 주세요.",
    "{nights} nights have passed and no backup was ever made. Mend the cause and choose Back up now.",
);
pub const LATE: Text = text(
    "지난 백업이 되지 않았습니다. 마지막 백업은 {last}이고 그대로 남아 있습니다.",
    "The last run made no backup. The one of {last} is still there.",
);
pub const LATE_NEVER: Text =
    text("지난 백업이 되지 않았고, 아직 백업이 하나도 없습니다.", "The last run made no backup, and there is none yet.");

// The recovery sheet

pub const KEY_NOT_SHOWN: Text = text(
    "아직 복구 안내서를 인쇄하지 않았습니다. 복구 키가 없으면 백업을 열 수 없습니다.",
    "The recovery sheet was not printed yet. Without its key no backup can be opened.",
);
pub const TO_KEY: Text = text("복구 안내서 인쇄하기", "Print the recovery sheet");
pub const SHEET: Text = text("복구 안내서", "Recovery sheet");
pub const SHEET_WHAT: Text = text(
    "백업은 복구 키로 암호화되어 있습니다. 안내서에는 키, 백업 위치, 되살리는 명령이 모두 들어 있으니 인쇄해 이 서버 밖의 안전한 곳에 두세요. 볼 때마다 접속기록에 남습니다.",
    "Backups are encrypted with the recovery key. The sheet holds the key, where the backups lie and the commands that bring them back: print it and keep it safe, away from this machine. Each look is noted in the access log.",
);
pub const SHEET_SHOWN: Text = text("{at}에 처음 보았습니다.", "It was first shown on {at}.");
pub const SHEET_SHOW: Text = text("안내서 보기", "Show the sheet");
pub const REASON: Text = text("다시 보는 이유", "Why it is needed again");
pub const REASON_HELP: Text = text("접속기록에 함께 남습니다.", "It is noted in the access log.");
pub const REASON_NEEDED: Text = text("다시 보는 이유를 적어 주세요.", "Say why it is needed again.");
pub const SHEET_OF: Text = text("{agency}, {at}", "{agency}, {at}");
pub const SHEET_PRINT: Text = text(
    "지금 인쇄해 이 서버 밖에 두세요. 이 키를 아는 사람은 모든 고객사의 데이터를 볼 수 있습니다.",
    "Print this now and keep it away from this machine. Whoever knows the key can read every account's data.",
);
pub const KEY: Text = text("복구 키", "Recovery key");
pub const KEY_HELP: Text =
    text("붙임표까지 그대로 입력합니다. restic의 비밀번호이기도 합니다.", "Type it with its hyphens. It is restic's password too.");
pub const PLACE_HERE: Text = text("이 서버의 백업", "The backups on this machine");
pub const PLACE_FAR: Text = text("외부에 복사한 백업", "The off-site copy");
pub const REPOSITORY_AT: Text = text("위치", "Where");
pub const WITH_US: Text = text("새 서버에서 단골로 되살리기", "With Dangol, on a new machine");
pub const WITH_RESTIC: Text = text("단골 없이 restic으로 되살리기", "With restic alone");
pub const NO_FAR: Text = text(
    "외부 복사를 설정하면 이 서버를 잃어도 되살릴 수 있습니다. 설정한 뒤 안내서를 다시 인쇄해 주세요.",
    "With an off-site copy everything survives the loss of this machine. Set it up, then print this sheet again.",
);

// The settings

pub const SETTINGS: Text = text("백업 설정", "Backup settings");
pub const SETTINGS_SUBTITLE: Text = text("얼마나 오래, 어디에 둘지 정합니다.", "How long backups stay, and where.");
pub const SAVE: Text = text("저장", "Save");
pub const SAVED: Text = text("백업 설정을 저장했습니다.", "The backup settings are saved.");
pub const HERE_CARD: Text = text("이 서버의 백업", "On this machine");
pub const DIRECTORY: Text = text("폴더:", "Directory:");
pub const DIRECTORY_HOW: Text =
    text("설정 파일의 backup.directory로 바꿀 수 있습니다.", "The setting backup.directory of the settings file moves it.");
pub const KEEP_DAYS: Text = text("보관 기간(일)", "Days to keep");
pub const KEEP_DAYS_HELP: Text = text(
    "하루에 하나씩, 이만큼의 날을 둡니다. 지운 개인정보도 이 기간이 지나야 백업에서 사라지며, 외부 사본은 따로 정한 기간을 따릅니다.",
    "One backup a day stays for so many days. Erased persons leave the backups after as many; copies off-site have days of their own.",
);
pub const MAX_DISK_PERCENT: Text = text("디스크 사용 한도(%)", "Fill the disk at most (%)");
pub const MIN_FREE_GB: Text = text("남겨 둘 공간(GB)", "Keep free (GB)");
pub const FAR_CARD: Text = text("외부 복사 (S3 호환 저장소)", "Off-site copy (S3-compatible store)");
pub const FAR_HELP: Text = text(
    "이 서버와 다른 지역의 저장소를 쓰세요. 내용은 보내기 전에 복구 키로 암호화됩니다. 버킷의 버전 관리를 켜고, 지운 버전만 정해진 날 뒤에 없애는 수명 주기 규칙을 두세요. 그러면 누가 훔친 키로 지워도 그동안은 되살릴 수 있습니다. 만든 날을 기준으로 없애는 규칙은 쓰지 마세요. 오래된 묶음도 오늘의 백업에 쓰입니다.",
    "Use a store in another region than this machine. Everything is encrypted with the recovery key before it leaves. Turn the bucket's versioning on and let a lifecycle rule remove deleted versions only, after some days: until then what somebody deletes with a stolen key can be brought back. Never remove objects by their age: today's backup still needs old packs.",
);
pub const FIELD_ENDPOINT: Text = text("저장소 주소", "Endpoint");
pub const FIELD_BUCKET: Text = text("버킷", "Bucket");
pub const FIELD_REGION: Text = text("리전", "Region");
pub const FIELD_REGION_HELP: Text = text("없는 저장소라면 비워 두세요.", "Leave it empty for a store without regions.");
pub const FIELD_PREFIX: Text = text("폴더", "Folder");
pub const FIELD_PREFIX_HELP: Text =
    text("버킷을 다른 용도로도 쓴다면 정해 주세요. 예: dangol", "Where the bucket has other uses too, such as dangol.");
pub const FIELD_ACCESS_KEY: Text = text("액세스 키 ID", "Access key id");
pub const FIELD_SECRET_KEY: Text = text("비밀 액세스 키", "Secret access key");
pub const SECRET_KEPT: Text = text("비워 두면 저장된 키를 그대로 씁니다.", "Leave it empty to keep the one that is stored.");
pub const SECRET_NEW: Text =
    text("암호화해 저장하고 복구 안내서에만 보여 줍니다.", "Stored encrypted, and shown on the recovery sheet only.");
pub const FAR_KEEP_DAYS: Text = text("외부 보관 기간(일)", "Days to keep there");
pub const FIELD_UPLOAD: Text = text("업로드 한도(KB/초)", "Upload limit (KB/s)");
pub const FIELD_UPLOAD_HELP: Text = text("비워 두면 제한하지 않습니다.", "Leave it empty for no limit.");
pub const FIELD_STYLE: Text = text("버킷 주소 형식", "How the bucket is addressed");
pub const STYLE_PATH: Text = text("주소 뒤에 버킷 (보통)", "After the address (usual)");
pub const STYLE_HOST: Text = text("주소 앞에 버킷", "Before the address");
pub const FIELD_NEAR: Text = text("내부 네트워크의 저장소", "The store is in the internal network");
pub const FIELD_NEAR_HELP: Text =
    text("사무실 안의 NAS처럼 내부 주소로 보낼 때만 켜 주세요.", "Only for an address inside, such as a storage server of the office.");
pub const STORE_SAVED: Text = text(
    "외부 저장소를 저장했습니다. 연결을 시험하고 복구 안내서를 다시 인쇄해 주세요.",
    "The store is saved. Test it, and print the recovery sheet again.",
);
pub const TEST_CARD: Text = text("연결 시험", "Test");
pub const TEST_HELP: Text = text("작은 파일을 쓰고, 읽고, 지워 봅니다.", "Writes a small object, reads it and deletes it.");
pub const TEST: Text = text("연결 시험", "Test the store");
pub const REMOVE_CARD: Text = text("외부 복사 그만두기", "Stop copying");
pub const REMOVE: Text = text("외부 복사 그만두기", "Stop copying");
pub const REMOVE_LOSS: Text = text(
    "더 이상 외부로 복사하지 않고 저장된 키를 지웁니다. 이미 복사한 백업은 저장소에 그대로 남습니다.",
    "Nothing is copied any more, and the stored keys are deleted. Copies already made stay in the store.",
);
pub const STORE_REMOVED: Text = text("외부 복사를 그만두었습니다.", "Nothing is copied any more.");
pub const OFFSITE_NONE_YET: Text = text("외부 저장소를 먼저 설정해 주세요.", "Set a store up first.");
pub const TESTED: Text = text("저장소에 쓰고, 읽고, 지울 수 있습니다.", "The store can be written, read and pruned.");
pub const TESTED_MAY_NOT_DELETE: Text = text(
    "저장소에 쓰고 읽을 수 있습니다. 이 키는 지울 수 없어서 오래된 사본이 계속 쌓입니다. 버킷의 버전 관리를 켜고 키에 지우기를 허용한 뒤, 지운 버전만 정해진 날 뒤에 없애는 수명 주기 규칙을 두세요. 만든 날을 기준으로 없애는 규칙은 쓰지 마세요. 오래된 묶음도 오늘의 백업에 쓰입니다.",
    "The store can be written and read. This key may not delete, so old copies pile up. Turn the bucket's versioning on, allow deletion, and let a lifecycle rule remove deleted versions only, after some days. Never remove objects by their age: today's backup still needs old packs.",
);
pub const NO_STORE: Text = text("외부 저장소를 설정하지 않아 복사하지 않았습니다.", "No off-site store is set up, so nothing was copied.");
pub const COPIED: Text = text(
    "백업 {n}개를 외부로 복사했습니다({sent}). 외부에 {there}개가 있습니다.",
    "Copied {n} backups off-site ({sent}); {there} lie there.",
);
pub const NOT_COPIED: Text = text(
    "백업 {id}은(는) 손상되어 외부로 복사하지 않았습니다({paths}). 저장소 검사를 실행해 주세요.",
    "Backup {id} is damaged and was not copied ({paths}). Run the repository check.",
);
pub const PROVEN_OF: Text = text("{all}개 중 {n}개", "{n} of {all}");
pub const SLOWEST: Text = text("가장 오래 걸린 복원: {took}", "The longest restore took {took}");
