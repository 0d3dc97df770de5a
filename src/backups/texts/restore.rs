//! Sentences about restores.

use crate::base::lang::{Text, text};

pub const WAITING: Text = text("기다리는 중", "Waiting");
pub const OPENING: Text = text("백업 저장소 여는 중", "Opening the backups");
pub const READING: Text = text("백업에서 파일 꺼내는 중", "Reading the file");
pub const CHECKING: Text = text("파일 검사 중", "Checking the file");
pub const PLACING: Text = text("파일 바꾸는 중", "Putting the file in place");

/// What people call tables.
pub const TABLES: &[(&str, Text)] = &[
    ("customer", text("고객", "Customers")),
    ("lead", text("리드", "Leads")),
    ("lead_interaction", text("반응 이력", "Interactions")),
    ("archived_interaction", text("보관된 반응 이력", "Archived interactions")),
    ("funnel", text("퍼널", "Funnels")),
    ("funnel_conversion", text("전환", "Conversions")),
    ("landing_page", text("랜딩페이지", "Landing pages")),
    ("landing_page_version", text("랜딩페이지 버전", "Page versions")),
    ("submission", text("신청", "Submissions")),
    ("viral_campaign", text("바이럴 캠페인", "Viral campaigns")),
    ("viral_loop", text("바이럴 참여자", "Participants")),
    ("referral", text("추천", "Referrals")),
    ("reward", text("보상", "Rewards")),
];

pub const NO_SNAPSHOT: Text = text(
    "그 시점의 백업이 없습니다. dangol backup list에서 날짜나 번호를 확인해 주세요.",
    "There is no such backup. Look for its date or id in `dangol backup list`.",
);
pub const NOT_IN_SNAPSHOT: Text = text(
    "‘{account}’ 고객사는 그 백업에 없습니다. 다른 날짜의 백업을 골라 주세요.",
    "The account “{account}” is not in that backup. Choose one of another date.",
);
pub const ERASED: Text = text(
    "‘{account}’ 고객사는 그 백업 뒤에 파기되어 복원할 수 없습니다.",
    "The account “{account}” was erased after that backup was made. It stays erased.",
);
pub const ANOTHER_ACCOUNT: Text = text(
    "그 백업의 ‘{account}’은(는) 지금의 고객사보다 먼저 있던 다른 고객사입니다. 더 나중의 백업을 골라 주세요.",
    "“{account}” in that backup is another account, of before this one was made. Choose a later backup.",
);
pub const NOT_HERE: Text = text(
    "‘{account}’ 고객사가 없습니다. 고객사 목록에서 이름을 확인해 주세요.",
    "There is no account “{account}”. Look for its name in the list of accounts.",
);
pub const NO_ROOM: Text = text(
    "디스크에 {needed_mb}MB가 필요한데 {free_mb}MB만 남았습니다. 자리를 마련한 뒤 다시 시도해 주세요. 바뀐 것은 없습니다.",
    "It needs {needed_mb} MB of disk and {free_mb} MB are free. Make room and try again. Nothing was changed.",
);
pub const NEWER: Text = text(
    "백업의 {file}은(는) 더 새로운 버전의 단골이 만든 것입니다. 그 버전을 설치한 뒤 복원해 주세요. 바뀐 것은 없습니다.",
    "{file} in the backup is of a newer version of Dangol. Install that version, then restore. Nothing was changed.",
);
pub const DAMAGED: Text = text(
    "백업에서 꺼낸 {file}이(가) 온전하지 않습니다({why}). 다른 날짜의 백업을 골라 주세요. 바뀐 것은 없습니다.",
    "{file} out of the backup is not whole ({why}). Choose a backup of another date. Nothing was changed.",
);
pub const NOT_EMPTY: Text = text(
    "{directory}에 이미 데이터가 있습니다. 비어 있는 디렉터리를 정해 주세요.",
    "{directory} already holds data. Name an empty directory.",
);
pub const NOT_WHOLE: Text = text(
    "그 백업에는 control.db가 없어 서버 전체를 되살릴 수 없습니다. 다른 날짜의 백업을 골라 주세요.",
    "That backup has no control.db, so it can't bring a whole box back. Choose one of another date.",
);
pub const MAY_NOT_EXPORT: Text =
    text("내보내기 권한이 없습니다. 대표에게 요청해 주세요.", "You may not export. Ask an owner of the agency.");
pub const NO_OFFSITE: Text = text(
    "외부 저장소가 설정되어 있지 않습니다. 백업 설정에서 먼저 정해 주세요.",
    "There is no off-site store. Set one up in the backup settings first.",
);
pub const LEAD_HEADS: [Text; 8] = [
    text("리드 번호", "Lead"),
    text("들어온 때", "Came in"),
    text("이름", "Name"),
    text("전화", "Phone"),
    text("이메일", "E-mail"),
    text("출처", "Source"),
    text("캠페인", "Campaign"),
    text("답변", "Answers"),
];
pub const NOT_ASIDE: Text =
    text("‘{account}’은(는) 살펴보려고 복원한 고객사가 아닙니다.", "“{account}” is no account that was restored to look at.");
pub const ORIGINAL_GONE: Text = text("원래 고객사가 없어 바꿔 넣을 수 없습니다.", "The account that it would replace is gone.");
pub const BUSY_RESTORING: Text =
    text("이미 복원하고 있습니다. 끝난 뒤 다시 시도해 주세요.", "A restore is under way. Wait for its end, then try again.");
pub const KEPT_GONE: Text = text(
    "복원 전 파일이 이제 없습니다. 7일이 지나면 지워집니다. 백업에서 복원해 주세요.",
    "The file of before is there no more: it goes after 7 days. Restore from a backup instead.",
);
pub const CUT_OFF: Text = text(
    "복원하는 중에 서버가 멈추었습니다. 고객사 데이터는 온전합니다. 다시 복원해 주세요.",
    "The server stopped during the restore. The accounts are whole. Start the restore again.",
);
/// What is noted on mails and calls that waited in a snapshot.
pub const OVERTAKEN: Text = text(
    "백업을 복원하면서 보내지 않기로 했습니다. 그때 이미 보냈을 수 있습니다.",
    "Not sent: it waited in a backup that was restored, and may have been sent back then.",
);
/// The name of an account that shows a snapshot of another.
pub const ASIDE_NAME: Text = text("{name} (복원 {date})", "{name} (restored {date})");
