//! What the product says about accounts.

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
