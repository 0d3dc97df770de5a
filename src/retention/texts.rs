//! What is said about retention.

use crate::base::lang::{Text, text};

pub const TITLE: Text = text("보관 기간", "Retention periods");
pub const SUBTITLE: Text = text(
    "기간이 지난 이력은 보관 파일로 옮겨지고, 더 지나면 완전히 삭제됩니다. 통계와 보고서의 숫자는 바뀌지 않습니다.",
    "What is past its period moves to the archive and is deleted for good later. The figures of reports stay as they are.",
);
pub const AGENCY_TITLE: Text = text("접속기록 보관 기간", "Retention of the access log");
pub const AGENCY_SUBTITLE: Text = text(
    "기간이 지난 접속기록은 매주 일요일 새벽에 오래된 것부터 삭제됩니다. 남은 기록은 계속 검증할 수 있습니다.",
    "Every Sunday night the oldest rows past their period are deleted. What is left can still be checked.",
);
pub const CARD: Text = text("종류별 기간(개월)", "Periods by kind, in months");
pub const FIELD_INTERACTIONS: Text = text("이력을 바로 두는 기간", "Interactions at hand");
pub const FIELD_INTERACTIONS_HELP: Text = text(
    "지나면 매일 03:00에 보관 파일로 옮깁니다. 타임라인에서는 그대로 보입니다. 리드 점수가 지난 1년을 보므로 12개월이 가장 짧습니다.",
    "Later they move to the archive, every day at 03:00, and still stand in the timeline. Scores look back a year, so 12 months is the least.",
);
pub const FIELD_ARCHIVE: Text = text("이력을 완전히 삭제하는 기간", "Interactions until they are deleted");
pub const FIELD_ARCHIVE_HELP: Text = text(
    "이력이 생긴 날부터 셉니다. 지나면 일요일 05:00에 보관 파일에서도 삭제하며, 되돌릴 수 없습니다.",
    "Counted from when they happened. Later they are deleted from the archive too, on Sundays at 05:00, and can't be brought back.",
);
pub const FIELD_CONVERSIONS: Text = text("전환 내역을 두는 기간", "Conversions one by one");
pub const FIELD_CONVERSIONS_HELP: Text = text(
    "지나면 일별·월별 통계에만 남고 내역은 삭제됩니다. 그 뒤에는 무효로 바꿀 수 없습니다. 3개월이 가장 짧습니다.",
    "Later they live on in the daily and monthly figures alone, and can't be voided any more. 3 months is the least.",
);
pub const FIELD_ACCESS_LOG: Text = text("접속기록을 두는 기간(개월)", "Access log, in months");
pub const FIELD_ACCESS_LOG_HELP: Text = text(
    "개인정보의 안전성 확보조치 기준 제8조 제1항에 따라 24개월이 가장 짧습니다.",
    "24 months is the least: Korea's standard of security measures for personal data, article 8 (1).",
);
pub const SAVE: Text = text("저장", "Save");
pub const SAVED: Text =
    text("보관 기간을 저장했습니다. 다음 작업부터 적용됩니다.", "The periods were saved. They hold from the next night on.");
pub const PREVIEW: Text = text("삭제될 양 미리 보기", "See what would go");
pub const PREVIEW_CARD: Text = text("오늘 실행하면", "If it ran today");
pub const PREVIEW_HELP: Text = text("아직 아무것도 저장하거나 삭제하지 않았습니다.", "Nothing has been saved or deleted yet.");
pub const COLUMN_KIND: Text = text("종류", "Kind");
pub const COLUMN_BEFORE: Text = text("이 날짜보다 오래된 것", "Older than");
pub const COLUMN_ROWS: Text = text("건수", "Rows");
pub const WOULD_MOVE: Text = text("보관 파일로 옮길 이력", "Interactions that move to the archive");
pub const WOULD_DELETE: Text = text("완전히 삭제할 이력", "Interactions that are deleted for good");
pub const WOULD_FORGET: Text = text("통계에만 남길 전환", "Conversions that stay in the statistics alone");
pub const WOULD_DELETE_ACCESSES: Text = text("삭제할 접속기록", "Rows of the access log that are deleted");
pub const ALWAYS: Text = text("항상 정해진 기간", "Fixed periods");
pub const ALWAYS_HELP: Text = text(
    "접수하지 않은 방문자의 방문 기록과 이벤트 번호는 30일, 추천 참여자의 접속 정보는 길어도 90일 뒤에 삭제됩니다. 접속기록의 기간은 대행사 대표가 정합니다.",
    "Visits of people who never submitted and events' ids go after 30 days, from where participants joined after 90 at most. The agency's owner sets how long the access log is kept.",
);
pub const LINK: Text = text("보관 기간 정하기", "Set how long it is kept");

pub const NUMBER: Text = text("{least}부터 {most}까지의 개월 수를 넣어 주세요.", "Give a number of months from {least} to {most}.");
pub const INTERACTIONS_TOO_SHORT: Text = text(
    "{least}개월보다 짧게 정할 수 없습니다. 리드 점수가 지난 1년의 이력을 보기 때문입니다. {least} 이상의 수를 넣어 주세요.",
    "At least {least} months: scores look back a year. Give a larger number.",
);
pub const CONVERSIONS_TOO_SHORT: Text = text(
    "{least}개월보다 짧게 정할 수 없습니다. 그동안은 전환을 무효로 바꿀 수 있어야 합니다. {least} 이상의 수를 넣어 주세요.",
    "At least {least} months: so long a conversion must be there to be voided. Give a larger number.",
);
pub const ACCESS_LOG_TOO_SHORT: Text = text(
    "접속기록은 {least}개월 이상 보관해야 합니다(개인정보의 안전성 확보조치 기준 제8조 제1항). {least} 이상의 수를 넣어 주세요.",
    "The law asks for {least} months or more (Korea's standard of security measures for personal data, article 8 (1)). Give a larger number.",
);
pub const ARCHIVE_BEFORE_ITS_TIME: Text = text(
    "완전히 삭제하는 기간은 바로 두는 기간보다 짧을 수 없습니다. 같거나 긴 기간을 넣어 주세요.",
    "They can't be deleted before they reach the archive. Give the same period or a longer one.",
);
pub const FIGURES_DRIFT: Text = text(
    "통계 {n}개가 전환 내역과 맞지 않아 오래된 전환을 삭제하지 않았습니다(예: {what}, 저장된 값 {kept}, 다시 센 값 {counted}). 확인(verify) 작업이 바로잡으면 다음 밤에 다시 시도합니다.",
    "{n} figures do not agree with the conversions they count, so no old conversion was deleted (such as {what}: {kept} for {counted}). Once the job verify has repaired them, the next night tries again.",
);
pub const FIGURES_DRIFT_IN: Text = text(
    "{account}: 통계 {n}개가 전환 내역과 맞지 않아 오래된 전환을 삭제하지 않았습니다.",
    "{account}: {n} figures do not agree with the conversions they count, so no old conversion was deleted.",
);
pub const FIGURES_REMEDY: Text = text(
    "확인(verify) 작업을 실행해 통계를 바로잡아 주세요. 다음 밤에 다시 시도합니다.",
    "Run the job verify, which repairs the figures. The next night tries again.",
);

pub const REASON_REQUEST: Text = text("본인이 삭제를 요청함", "The person asked for it");
pub const REASON_CONSENT: Text = text("동의를 철회함", "Consent was taken back");
pub const REASON_PURPOSE: Text = text("수집 목적을 달성함", "The data have served their purpose");
pub const REASON_PERIOD: Text = text("보유 기간이 끝남", "The agreed period is over");
pub const REASON_OTHER: Text = text("그 밖의 사유", "Another reason");

pub const ERASE: Text = text("개인정보 파기", "Erase personal data");
pub const ERASE_SUBTITLE: Text = text(
    "이 고객사에 남은 이 사람의 모든 정보를 되살릴 수 없게 지웁니다. 통계의 숫자는 그대로 남습니다.",
    "Everything this account holds of this person goes for good. The figures of reports stay as they are.",
);
pub const ERASE_WHAT: Text = text("지워지는 기록", "What goes");
pub const ERASE_ROWS: Text = text("건수", "Rows");
pub const ERASE_BACKUPS: Text = text(
    "백업은 보관 기간이 끝날 때까지 남습니다. 그 백업을 복원해도 이 사람의 정보는 다시 지워진 뒤에 열립니다.",
    "Backups stay until their time is over. When one of them is restored, this person is erased again before anybody sees it.",
);
pub const ERASE_OR_DELETE: Text = text(
    "실수로 만든 고객이라면 고객 화면의 ‘삭제’를 쓰세요. 삭제한 고객은 백업에서 되살릴 수 있지만, 파기한 개인정보는 되살릴 수 없습니다.",
    "For a slip there is Delete on the customer's page: a backup brings a deleted customer back, but never one who was erased.",
);
pub const FIELD_REASON: Text = text("파기 사유", "Reason");
pub const FIELD_CONFIRM: Text = text("확인", "Confirmation");
pub const FIELD_CONFIRM_HELP: Text = text(
    "되돌릴 수 없습니다. 계속하려면 위에 보이는 고객 이름을 그대로 입력해 주세요.",
    "This can't be undone. To go on, type the customer's name as it stands above.",
);
pub const CONFIRM_DIFFERS: Text =
    text("고객 이름과 다릅니다. 위에 보이는 그대로 입력해 주세요.", "This is not the customer's name. Type it as it stands above.");
pub const REASON_MISSING: Text = text("파기 사유를 골라 주세요.", "Choose a reason.");
pub const CHOOSE_REASON: Text = text("사유 선택", "Choose a reason");
pub const ERASE_VERB: Text = text("파기하기", "Erase for good");
pub const ERASED: Text =
    text("개인정보를 파기했습니다. 파기대장에 기록이 남았습니다.", "The personal data were erased. The register keeps a record of it.");
pub const REGISTER: Text = text("파기대장", "Register of erasures");
pub const REGISTER_SUBTITLE: Text = text(
    "누가 언제 어떤 사유로 개인정보를 파기했는지 남긴 기록입니다. 지운 사람이 누구였는지는 남지 않습니다.",
    "Who erased personal data, when and for what reason. It does not say who the erased person was.",
);
pub const REGISTER_LINK: Text = text("파기대장 보기", "See the register of erasures");
pub const REGISTER_CARD_HELP: Text = text(
    "한 사람의 정보를 파기하려면 고객 화면에서 ‘개인정보 파기’를 누르세요.",
    "To erase one person, choose Erase personal data on the customer's page.",
);
pub const REGISTER_NONE: Text = text("아직 파기한 개인정보가 없습니다", "Nobody has been erased yet");
pub const COLUMN_NUMBER: Text = text("번호", "No.");
pub const COLUMN_AT: Text = text("일시", "When");
pub const COLUMN_CUSTOMER: Text = text("대상", "Whom");
pub const COLUMN_REASON: Text = text("사유", "Reason");
pub const COLUMN_BY: Text = text("처리한 사람", "By whom");
pub const COLUMN_ALL_ROWS: Text = text("지운 기록", "Rows erased");
pub const COLUMN_STATE: Text = text("상태", "State");
pub const CUSTOMER_NUMBER: Text = text("고객 {id}번", "Customer {id}");
pub const STATE_OPEN: Text = text("진행 중", "Under way");
pub const STATE_DONE: Text = text("파일 정리 대기", "Waits for the file to be written anew");
pub const STATE_TIDY: Text = text("완료", "Complete");

pub const ROWS_CUSTOMER: Text = text("고객", "Customer");
pub const ROWS_TAG: Text = text("태그", "Tags");
pub const ROWS_LEAD: Text = text("리드와 신청 내용", "Leads with what was submitted");
pub const ROWS_INTERACTION: Text = text("반응 이력, 상담 메모", "Interactions, notes and calls");
pub const ROWS_ARCHIVED: Text = text("보관된 반응 이력", "Archived interactions");
pub const ROWS_SCORE: Text = text("리드 점수", "Scores");
pub const ROWS_CROSSING: Text = text("등급 변화", "Changes of grade");
pub const ROWS_CONVERSION: Text = text("전환", "Conversions");
pub const ROWS_TRACE: Text = text("추천 참여 흔적", "Traces of referrals");
