//! What the product says about accounts.

pub mod hosts;

use crate::base::lang::{Text, text};

pub const NAME: Text = text("이름은 1자에서 100자까지입니다.", "A name has 1 to 100 characters.");
pub const SLUG_NEEDED: Text = text("주소에 쓸 영문 이름을 넣어 주세요.", "Give a short name in letters for the address.");
pub const SLUG_TAKEN: Text = text("이미 쓰고 있는 주소입니다. 다른 주소를 넣어 주세요.", "This address is taken. Choose another.");
pub const ZONE: Text = text("Asia/Seoul 같은 시간대 이름을 넣어 주세요.", "Give a time zone such as Asia/Seoul.");
pub const LOCALE: Text = text("언어는 ko나 en입니다.", "The language is ko or en.");
pub const STATUS: Text = text("상태는 active, paused, archived 중 하나입니다.", "The status is active, paused or archived.");
pub const TOO_MANY: Text = text(
    "운영 중인 고객사는 {max}곳까지입니다. 쓰지 않는 고객사를 일시 중지한 뒤 다시 해 주세요.",
    "At most {max} accounts can be active. Pause one that is not in use, then try again.",
);
pub const READ_ONLY: Text = text(
    "보관된 고객사라 바꿀 수 없습니다. 다시 운영하려면 보관을 해제해 주세요.",
    "This account is archived and can only be read. Resume it to make changes.",
);

pub const STATUS_FOR_OWNERS: Text = text(
    "고객사의 운영 상태는 대행사 관리자만 바꿀 수 있습니다. 대행사 관리자에게 요청해 주세요.",
    "Only an owner of the agency pauses, archives or resumes an account. Ask the agency's owner.",
);

pub const FREED: Text = text("파일을 정리해 {mb}MB를 비웠습니다.", "The file was tidied up, which freed {mb} MB.");
pub const LEFT_LOOSE: Text = text(
    "파일이 크고 밤에도 신청이 들어와 빈 자리 {mb}MB를 그대로 두었습니다. 조용한 밤에 다시 정리합니다.",
    "The file is large and people wrote to it even at night, so {mb} MB of free room stay in it. A quiet night will do.",
);

pub const ACCOUNTS: Text = text("고객사", "Accounts");
pub const ADD: Text = text("고객사 추가", "Add account");
pub const FIELD_NAME: Text = text("이름", "Name");
pub const FIELD_SLUG: Text = text("주소 이름", "Address name");
pub const FIELD_SLUG_HELP: Text = text(
    "랜딩페이지 주소에 쓰입니다. 비우면 이름에서 만듭니다.",
    "Part of the landing pages' address. Left blank, it is made from the name.",
);
pub const FIELD_ZONE: Text = text("시간대", "Time zone");
pub const FIELD_LOCALE: Text = text("언어", "Language");
pub const CREATE: Text = text("만들기", "Create");
pub const SAVE: Text = text("저장", "Save");
pub const CREATED: Text = text("고객사를 만들었습니다.", "The account is ready.");
pub const SAVED: Text = text("저장했습니다.", "Saved.");
pub const SETTINGS: Text = text("설정", "Settings");
pub const SETTINGS_SUBTITLE: Text = text("이 고객사의 이름, 시간대, 상태", "Name, time zone and status of this account");
pub const PAUSE: Text = text("일시 중지", "Pause");
pub const PAUSE_LOSS: Text = text(
    "방문자에게는 안내 화면이 보이고 리드를 받지 않습니다. 언제든 다시 운영할 수 있습니다.",
    "Visitors see a holding page and no leads are taken. You can resume at any time.",
);
pub const RESUME: Text = text("다시 운영", "Resume");
pub const STATUS_CARD: Text = text("상태", "Status");
pub const FIELD_MASK: Text = text("목록에서 개인정보 가리기", "Mask people on lists");
pub const FIELD_MASK_HELP: Text = text(
    "이름, 전화번호, 이메일이 홍*동, 010-****-5678처럼 보입니다. 상세 화면에서 ‘가려진 정보 보기’를 누르면 모두 보이고 접속기록에 남습니다.",
    "Names, phones and e-mail addresses look like J*** S**** or 010-****-5678. A button on each person's page shows them in full, and the access log keeps who looked.",
);

pub const ACCESS_LOG: Text = text("접속기록", "Access log");
pub const ACCESS_LOG_SUBTITLE: Text = text(
    "누가 언제 어디서 누구의 정보를 다뤘는지 남긴 기록입니다. 고치거나 지울 수 없습니다.",
    "Who handled whose data, when and from where. Nothing here can be changed or deleted.",
);
pub const LOG_NUMBER: Text = text("번호", "Row");
pub const LOG_AT: Text = text("일시", "When");
pub const LOG_WHO: Text = text("한 사람", "Who");
pub const LOG_WHO_ID: Text = text("식별자", "Id");
pub const LOG_ADDRESS: Text = text("접속지", "From where");
pub const LOG_ACCOUNT: Text = text("고객사", "Account");
pub const LOG_ACTION: Text = text("한 일", "What");
pub const LOG_SUBJECT: Text = text("대상", "Whose data");
pub const LOG_SUBJECT_HINT: Text = text("대상 찾기 (예: customer:17)", "Subject, such as customer:17");
pub const LOG_FROM: Text = text("시작일", "From");
pub const LOG_TO: Text = text("종료일", "To");
pub const LOG_ANYBODY: Text = text("모든 사람", "Anybody");
pub const LOG_ANY_ACCOUNT: Text = text("모든 고객사", "Any account");
pub const LOG_ANY_ACTION: Text = text("모든 작업", "Any action");
pub const LOG_NONE: Text = text("아직 남은 기록이 없습니다", "Nothing has been noted yet");
pub const LOG_NONE_HELP: Text = text(
    "구성원이 정보를 보거나 바꾸면 몇 초 뒤 여기에 나타납니다.",
    "What members do with people's data appears here a few seconds later.",
);
pub const LOG_NONE_FOUND: Text = text("조건에 맞는 기록이 없습니다", "No row fits");
pub const LOG_NONE_FOUND_HELP: Text = text("기간을 넓히거나 조건을 지워 보세요.", "Widen the period or drop a condition.");
pub const LOG_SHOW_ALL: Text = text("전체 보기", "Show all");
pub const LOG_CHECK: Text = text("위변조 확인", "Check for tampering");
pub const LOG_EXPORT: Text = text("CSV 내려받기", "Download CSV");
pub const LOG_WHOLE: Text = text(
    "접속기록 {rows}건을 모두 확인했습니다. 고치거나 지운 흔적이 없습니다.",
    "All {rows} rows were checked. None has been changed or deleted.",
);
pub const LOG_PAGES: Text = text("기록 넘기기", "Pages of the log");
pub const LOG_NEWEST: Text = text("처음으로", "Newest");
pub const LOG_OLDER: Text = text("이전 기록", "Older");
pub const LOG_OF_ACCOUNT: Text = text("이 고객사의 정보를 누가 다뤘는지 볼 수 있습니다.", "Shows who handled this account's data.");
pub const MEMBERS: Text = text("구성원", "Members");
pub const MEMBERS_HELP: Text = text("이 고객사를 볼 수 있는 사람과 권한을 봅니다.", "Who may see this account, and what they may do.");
pub const RETENTION: Text = text("보관 기간", "Retention periods");

pub const ARCHIVE: Text = text("보관", "Archive");
pub const ARCHIVE_LOSS: Text = text(
    "방문자에게는 없는 페이지가 되고, 알림도 메일도 나가지 않습니다. 기록은 볼 수만 있습니다. 언제든 다시 운영할 수 있습니다.",
    "Visitors find nothing here any more, and no alert or mail goes out. What there is can only be read. You can resume at any time.",
);
pub const NOT_SENT: Text = text(
    "고객사가 보관되어 보내지 않았습니다. 다시 운영한 뒤 다시 보낼 수 있습니다.",
    "Not sent, since the account is archived. Resume it, then send it again.",
);
pub const ERASE_FOR_OWNERS: Text = text(
    "고객사는 대행사 대표만 파기할 수 있습니다. 대표에게 요청해 주세요.",
    "Only an owner of the agency erases an account. Ask one of them.",
);
pub const ERASE_CARD: Text = text("고객사 파기", "Erase this account");
pub const ERASE: Text = text("파기", "Erase");
pub const ERASE_LOSS: Text = text(
    "고객, 리드, 랜딩페이지와 모든 기록이 파일째 지워집니다. 되돌릴 수 없습니다. 백업은 보관 기간이 끝날 때까지 남습니다. 계속하려면 고객사 이름 ‘{name}’을(를) 그대로 입력해 주세요.",
    "Its customers, leads, pages and everything else go with their files, and nothing brings them back. Backups stay until their time is over. To go on, type the account's name: {name}",
);
pub const ERASE_NAME: Text = text("고객사 이름", "Name of the account");
pub const ERASE_NAME_DIFFERS: Text = text(
    "입력한 이름이 고객사 이름과 달라 파기하지 않았습니다. 이름을 그대로 입력해 주세요.",
    "Nothing was erased: what was typed is not the account's name. Type it as it stands.",
);
pub const ERASE_VERB: Text = text("고객사 파기하기", "Erase the account for good");
pub const ERASED: Text =
    text("고객사를 파기했습니다. 아래에서 확인서를 내려받을 수 있습니다.", "The account was erased. Its certificate is below.");
pub const ERASED_ACCOUNTS: Text = text("파기한 고객사", "Erased accounts");
pub const ERASED_ACCOUNTS_SUBTITLE: Text = text(
    "누가 언제 어떤 고객사를 파기했는지, 어느 백업에 아직 남아 있는지 봅니다.",
    "Which account was erased by whom and when, and which backups still hold it.",
);
pub const ERASED_NONE: Text = text("파기한 고객사가 없습니다", "No account has been erased");
pub const ERASED_NONE_HELP: Text =
    text("고객사를 파기하려면 그 고객사의 설정 맨 아래로 가세요.", "To erase one, go to the bottom of that account's settings.");
pub const ERASED_AT: Text = text("파기한 때", "Erased");
pub const ERASED_BY: Text = text("처리한 사람", "By");
pub const ERASED_HELD: Text = text("남아 있는 백업", "Backups that hold it");
pub const ERASED_HELD_UNTIL: Text = text("{n}개, {day}까지", "{n}, until {day}");
pub const ERASED_HELD_BY_NONE: Text = text("없음", "None");
pub const CERTIFICATE_LINK: Text = text("확인서", "Certificate");

pub const CERTIFICATE: Text = text("개인정보 파기 확인서", "Certificate of erasure");
pub const CERTIFIES: Text = text(
    "아래 고객사의 데이터를 파일째 되살릴 수 없게 지웠음을 확인합니다.",
    "This certifies that the data of the account below were deleted with their files and can't be restored from them.",
);
pub const CERT_AGENCY: Text = text("대행사(수탁자)", "Agency (processor)");
pub const CERT_ACCOUNT: Text = text("고객사(위탁자)", "Account (controller)");
pub const CERT_SINCE: Text = text("데이터 보유 시작", "Data held since");
pub const CERT_AT: Text = text("파기를 시작한 때", "Erasure begun");
pub const CERT_DONE: Text = text("파기를 마친 때", "Erasure complete");
pub const CERT_OPEN: Text = text("진행 중입니다.", "Under way.");
pub const CERT_BY: Text = text("파기한 사람", "Erased by");
pub const CERT_ROWS: Text = text("지운 기록", "Rows erased");
pub const CERT_TABLE: Text = text("표", "Table");
pub const CERT_COUNT: Text = text("건수", "Rows");
pub const CERT_SUM: Text = text("합계", "In all");
pub const CERT_FILES: Text = text("지운 파일", "Files deleted");
pub const CERT_FILE: Text = text("파일", "File");
pub const CERT_BYTES: Text = text("크기(바이트)", "Bytes");
pub const CERT_SNAPSHOTS: Text = text("아직 남아 있는 백업", "Backups that still hold it");
pub const CERT_SNAPSHOTS_HELP: Text = text(
    "백업은 암호화되어 있고, 매일 백업이 되면 아래 날짜 무렵에 지워집니다. 백업하지 못한 날만큼 늦어집니다.",
    "Backups are encrypted. While every night has a backup they are deleted about the dates below; each night without one delays that.",
);
pub const CERT_NO_SNAPSHOT: Text =
    text("이 고객사가 들어 있는 백업이 없습니다.", "No backup that this installation knows of holds this account.");
pub const CERT_SNAPSHOT: Text = text("백업", "Snapshot");
pub const CERT_TAKEN: Text = text("백업한 때", "Taken");
pub const CERT_EXPIRES: Text = text("지워질 무렵", "Deleted about");
pub const CERT_LOG: Text = text(
    "접속기록은 개인정보의 안전성 확보조치 기준 제8조에 따라 2년간 보관되며, 고객의 이름이나 연락처는 담고 있지 않습니다.",
    "The access log is kept for two years as Korean law asks (standard of security measures for personal data, article 8); it holds no customer's name or address.",
);

pub const LEFT_MAIL_PASSWORD: Text = text(
    "메일 서버 비밀번호는 내보낸 서버에서만 열 수 있어 빠졌습니다. 설정의 메일에서 다시 입력해 주세요.",
    "The mail server's password did not come along, since only the other box can open it. Enter it again under Settings, Mail.",
);
pub const LEFT_WEBHOOK: Text = text(
    "웹훅은 비밀 키를 옮길 수 없어 빠졌습니다. 설정의 웹훅에서 다시 등록하고 받는 쪽의 비밀 키를 바꿔 주세요.",
    "The webhook did not come along, since its secret can't. Set it up again under Settings, Webhook, and give the other side the new secret.",
);
pub const IMPORT_SLUG_TAKEN: Text = text(
    "주소 이름 {slug}을(를) 이미 다른 고객사가 쓰고 있습니다. --as로 다른 이름을 정해 주세요.",
    "An account is called {slug} already. Give another short name with --as.",
);
pub const PARCEL_FOREIGN: Text = text(
    "내보낸 고객사 파일이 아닙니다. dangol account export로 만든 파일을 넣어 주세요.",
    "This is no exported account. Give a file that `dangol account export` has written.",
);
pub const PARCEL_NEWER: Text = text(
    "더 새로운 버전의 Dangol에서 내보낸 파일입니다. 이 서버를 먼저 업데이트해 주세요.",
    "A newer version of Dangol has written this file. Update this box first.",
);
pub const PARCEL_TRUNCATED: Text =
    text("파일이 중간에 끊겼습니다. 다시 복사하거나 다시 내보내 주세요.", "The file ends too early. Copy it again, or export it again.");
pub const PARCEL_CHANGED: Text = text(
    "파일 안의 {name}이(가) 내보낼 때와 다릅니다. 다시 복사하거나 다시 내보내 주세요.",
    "{name} in the file is not what was exported. Copy it again, or export it again.",
);
pub const PARCEL_TOO_LARGE: Text = text(
    "고객사 파일이라기에는 너무 큽니다. 어디서 받은 파일인지 확인해 주세요.",
    "This is too large for an account. Find out where the file comes from.",
);
pub const PARCEL_NO_ROOM: Text = text(
    "디스크 공간이 모자랍니다. {wanted}MB가 필요하고 {free}MB가 남아 있습니다. 공간을 비우고 다시 해 주세요.",
    "The disk has no room for it: {wanted} MB are needed, {free} MB are free. Make room, then try again.",
);
