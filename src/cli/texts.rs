//! What the command line says.

use crate::base::lang::{Text, text};

pub const TOKEN_NAME: Text = text("토큰 이름은 1자에서 50자까지입니다.", "A token's name has 1 to 50 characters.");
pub const NO_SUCH_ACCOUNT: Text = text("{slug} 고객사가 없습니다.", "There is no account {slug}.");
pub const NO_ACCOUNT_HERE: Text =
    text("이런 고객사가 없습니다. dangol account list로 확인해 주세요.", "There is no such account; `dangol account list` shows them.");
pub const NO_SUCH_USER: Text =
    text("이런 사용자가 없습니다. dangol user list로 확인해 주세요.", "There is no such user; `dangol user list` shows them.");
pub const VIEWER_WHERE: Text = text("대표가 아닌 구성원은 고객사가 하나 이상 있어야 합니다.", "A user who is no owner needs an account.");
pub const NAME_AN_ACCOUNT: Text = text("--account로 고객사를 지정해 주세요.", "Name one with --account.");

pub const PASSWORD_PROMPT: Text = text("비밀번호: ", "Password: ");
pub const PASSWORD_MISSING: Text = text("표준 입력에 비밀번호가 없습니다.", "There is no password on standard input.");
pub const PASSWORD_HOW: Text = text("비밀번호를 표준 입력 한 줄로 넣어 주세요.", "Give it as one line on standard input.");

pub const SET_UP: Text =
    text("{agency}의 설정을 마쳤습니다. 이제 {email}로 로그인할 수 있습니다: {url}", "{agency} is set up. {email} can log in at {url}");
pub const USER_ADDED: Text = text("{email} 사용자를 추가했습니다.", "Added {email}.");
pub const USER_DISABLED: Text = text(
    "{email} 사용자를 막았습니다. 비밀번호를 다시 정하면 다시 들어올 수 있습니다.",
    "{email} can no longer log in; a password reset lets them in again.",
);
pub const PASSWORD_RESET: Text =
    text("{email}의 비밀번호를 바꾸고 모든 기기에서 로그아웃했습니다.", "{email} has a new password and is logged out everywhere.");
pub const TOTP_RESET: Text = text("{email}의 2단계 인증을 해제했습니다.", "{email} has no second factor any more.");
pub const ACCOUNT_CREATED: Text = text("{slug} 고객사를 만들었습니다.", "Created the account {slug}.");
pub const ACCOUNT_PAUSED: Text = text("{slug} 고객사를 일시 중지했습니다.", "Paused the account {slug}.");
pub const ACCOUNT_RESUMED: Text = text("{slug} 고객사를 다시 운영합니다.", "Resumed the account {slug}.");
pub const NO_USERS: Text = text("아직 사용자가 없습니다.", "There are no users yet.");
pub const NO_ACCOUNTS: Text = text("아직 고객사가 없습니다.", "There are no accounts yet.");

pub const ENABLED: Text = text("사용 중", "Active");
pub const DISABLED: Text = text("막힘", "Disabled");
pub const HEAD_EMAIL: Text = text("이메일", "E-mail");
pub const HEAD_NAME: Text = text("이름", "Name");
pub const HEAD_ROLE: Text = text("역할", "Role");
pub const HEAD_STATUS: Text = text("상태", "Status");
pub const HEAD_CREATED: Text = text("만든 때", "Created");
pub const HEAD_SLUG: Text = text("주소 이름", "Slug");
pub const HEAD_ZONE: Text = text("시간대", "Time zone");

pub const NOT_UNDERSTOOD: Text = text(
    "실행 중인 서버가 이 명령을 이해하지 못했습니다. 서버와 같은 버전의 dangol로 실행해 주세요.",
    "The running server does not understand this command. Use the dangol of the server's own version.",
);
pub const NOTHING_YET: Text = text("{directory}에는 아직 아무것도 없습니다.", "There is nothing in {directory} yet.");
pub const BEGIN: Text = text(
    "dangol setup이나 dangol serve로 시작하거나, --data-dir로 데이터 폴더를 지정해 주세요.",
    "Begin with `dangol setup` or `dangol serve`, or name the data directory with --data-dir.",
);
pub const HELD: Text = text(
    "데이터 폴더 {directory}을(를) 쓰고 있는 프로세스 {pid}이(가) 응답하지 않습니다.",
    "Process {pid} holds the data directory {directory} but takes no orders.",
);
pub const HELD_REMEDY: Text = text(
    "그 프로세스가 끝난 뒤 다시 실행하거나, 멈춰 있다면 종료해 주세요.",
    "Run the command again when it has ended, or end it if it hangs.",
);
pub const SOMEBODY_ELSES: Text = text(
    "데이터 폴더 {directory}은(는) 다른 사용자(uid {uid})의 것이고, 실행 중인 서버가 없습니다.",
    "The data directory {directory} belongs to another user (uid {uid}), and no server is running on it.",
);
pub const NOT_YOUR_DIRECTORY: Text = text(
    "{directory} 폴더는 다른 사용자(uid {uid})의 것이어서, 여기에 만든 파일을 서비스가 열지 못합니다.",
    "{directory} belongs to another user (uid {uid}), who could not open the files that this leaves there.",
);
pub const AS_THAT_USER: Text = text(
    "파일 소유자가 섞이지 않도록 그 사용자로 실행해 주세요: sudo -u '#{uid}' dangol …",
    "Run the command as that user, so that no file gets another owner: sudo -u '#{uid}' dangol …",
);
pub const DIRECTORY: Text =
    text("데이터 폴더 {directory}을(를) 쓸 수 없습니다: {cause}.", "The data directory {directory} can't be used: {cause}.");
pub const DIRECTORY_REMEDY: Text = text("폴더의 권한과 남은 공간을 확인해 주세요.", "Check its permissions and the free space.");
pub const BROKE_OFF: Text = text("서버가 응답하기 전에 연결이 끊겼습니다: {cause}.", "The server broke off before it answered: {cause}.");
pub const LOOK_FIRST: Text = text(
    "처리되었을 수도 있으니 먼저 목록을 확인한 뒤 다시 실행해 주세요.",
    "It may have been done all the same: look before you run the command again.",
);

pub const HEAD_JOB: Text = text("작업", "Job");
pub const HEAD_WHEN: Text = text("시각", "When");
pub const HEAD_LAST: Text = text("마지막 실행", "Last run");
pub const HEAD_OUTCOME: Text = text("결과", "Outcome");
pub const HEAD_TOOK: Text = text("걸린 시간", "Took");
pub const HEAD_ROWS: Text = text("행", "Rows");
pub const HEAD_PEAK: Text = text("최대 메모리", "Peak memory");
pub const HEAD_NEXT: Text = text("다음 실행 (UTC)", "Next run (UTC)");
pub const JOB_PROGRESS: Text = text("{job}: {total} 중 {done}", "{job}: {done} of {total}");
pub const JOB_PROGRESS_OPEN: Text = text("{job}: {done} 처리", "{job}: {done} so far");
pub const JOB_BEGINS: Text = text("{job} 작업을 시작합니다 (실행 번호 {id}).", "{job} begins (run {id}).");
pub const JOB_DONE: Text =
    text("{job}: {rows}행을 {seconds}초에 처리했습니다 (최대 메모리 {peak}).", "{job}: {rows} rows in {seconds} s, peak memory {peak}.");
pub const JOB_CUT_OFF: Text = text("{job} 작업을 도중에 멈췄습니다.", "{job} was stopped before its end.");
pub const JOB_CUT_OFF_REMEDY: Text =
    text("하던 일은 사라지지 않습니다. 다시 실행하면 이어서 합니다.", "Nothing is lost. Run it again and it goes on.");
pub const JOB_FAILED: Text = text("{job} 작업이 실패했습니다. {why}", "{job} failed. {why}");
pub const JOB_FAILED_REMEDY: Text = text(
    "원인을 고친 뒤 다시 실행해 주세요. 자세한 내용은 관리 화면의 정기 작업에 있습니다.",
    "Mend the cause and run it again; the page Jobs of the admin UI has the details.",
);
pub const JOB_BUSY_REMEDY: Text = text("dangol job list로 언제 끝나는지 확인할 수 있습니다.", "`dangol job list` shows how far it is.");
pub const JOB_NAME_REMEDY: Text = text("이름을 고쳐 다시 실행해 주세요.", "Correct the name and run the command again.");
pub const JOB_FOR_SERVER: Text = text("--run은 실행 중인 서버만 씁니다.", "--run is for the running server only.");
pub const JOB_FOR_SERVER_REMEDY: Text = text("--run 없이 실행해 주세요.", "Run the command without it.");

pub const RECOVERY_KEY: Text = text("복구 키: {key}", "Recovery key: {key}");
pub const RECOVERY_KEEP: Text = text(
    "이 키 없이는 백업을 열 수 없으니 인쇄해 이 서버 밖에 두세요. 백업은 {directory}에 쌓이고, 다음 명령으로 되살립니다:",
    "Print the key and keep it away from this machine: without it no backup can be opened. Backups lie in {directory}; these commands bring them back:",
);
pub const BACKUP_NONE: Text = text("아직 백업이 없습니다.", "There are no backups yet.");
pub const BACKUP_LAST: Text = text("마지막 백업: {at}", "Last backup: {at}");
pub const BACKUP_DAYS: Text = text(
    "이 서버에 {days}일치를 둡니다. {wanted}일치에는 약 {forecast}가 필요하고, 지금 {size}를 씁니다.",
    "{days} days stay on this machine; {wanted} days need about {forecast}, and {size} are taken now.",
);
pub const HEAD_BACKUP: Text = text("백업", "Backup");
pub const HEAD_MADE: Text = text("만든 때 (UTC)", "Made (UTC)");
pub const HEAD_SIZE: Text = text("크기", "Size");
pub const HEAD_NEW: Text = text("새 데이터", "New data");
pub const HEAD_WHERE: Text = text("위치", "Where");
pub const WHERE_HERE: Text = text("이 서버", "here");
pub const WHERE_FAR: Text = text("외부", "off-site");
pub const BACKUP_DONE: Text = text("마쳤습니다 ({n}).", "Done ({n}).");
pub const ACCOUNT_ARCHIVED: Text = text(
    "{slug} 고객사를 보관했습니다. 읽기만 할 수 있고 방문자에게는 보이지 않습니다.",
    "Archived the account {slug}: it can only be read, and is gone for visitors.",
);
pub const ACCOUNT_ERASED: Text = text("{slug} 고객사를 파기했습니다.", "Erased the account {slug}.");
pub const ERASE_QUESTION: Text = text(
    "{name} 고객사의 모든 데이터를 되돌릴 수 없게 지웁니다. 계속하려면 {slug}을(를) 입력해 주세요: ",
    "Everything of {name} goes for good. Type {slug} to go on: ",
);
pub const ERASE_NOT_CONFIRMED: Text = text("확인되지 않아 아무것도 지우지 않았습니다.", "Nothing was erased, since it was not confirmed.");
pub const ERASE_CONFIRM_HOW: Text =
    text("주소 이름을 그대로 입력하거나 --yes를 붙여 주세요.", "Type the account's short name as it stands, or give --yes.");
pub const CERTIFICATE_WRITTEN: Text = text("파기 확인서를 {file}에 저장했습니다.", "The certificate is in {file}.");
pub const CERTIFICATE_NOT_WRITTEN: Text = text(
    "파기는 마쳤지만 확인서를 {file}에 쓰지 못했습니다: {cause}.",
    "The account was erased, but its certificate could not be written to {file}: {cause}.",
);
pub const CERTIFICATE_ELSEWHERE: Text = text(
    "확인서는 관리 화면의 ‘파기한 고객사’에서 언제든 내려받을 수 있습니다.",
    "It can be downloaded at any time from Erased accounts in the admin UI.",
);
pub const ACCOUNT_EXPORTED: Text = text("{slug} 고객사를 {file}에 내보냈습니다.", "Exported the account {slug} to {file}.");
pub const EXPORT_THERE: Text = text("{file} 파일이 이미 있습니다.", "{file} is there already.");
pub const EXPORT_ELSEWHERE: Text = text("다른 파일 이름을 정해 주세요.", "Give another file.");
pub const IMPORT_MISSING: Text = text("{file} 파일이 없습니다.", "There is no file {file}.");
pub const IMPORT_NAME_IT: Text =
    text("dangol account export로 만든 파일을 지정해 주세요.", "Name one that `dangol account export` has written.");
pub const ACCOUNT_IMPORTED: Text = text("{name} 고객사를 {slug}(으)로 들여왔습니다.", "Imported {name} as {slug}.");
pub const ERASED_AGAIN: Text = text(
    "내보낸 뒤에 파기된 {n}명의 개인정보를 다시 지웠습니다.",
    "{n} persons who were erased since the export were erased from it again.",
);
