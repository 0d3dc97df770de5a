//! What is said about backups.

use crate::base::lang::{Text, text};

pub const WHOLE_NUMBER: Text = text("{least}에서 {most} 사이의 정수를 입력해 주세요.", "Enter a whole number from {least} to {most}.");

pub const STEP_RUN: Text = text("백업", "Backup");
pub const STEP_PRUNE: Text = text("오래된 백업 정리", "Letting old backups go");
pub const STEP_COPY: Text = text("외부 복사", "Off-site copy");
pub const STEP_DRILL: Text = text("복원 연습", "Restore drill");
pub const STEP_VERIFY: Text = text("저장소 검사", "Repository check");
pub const STEP_READ: Text = text("저장소 전체 읽기", "Reading the whole repository");

pub const TOO_LONG: Text = text("한 줄로 더 짧게 입력해 주세요.", "Enter it on one line, and shorter.");
pub const SECRET_KEY_NEEDED: Text = text("비밀 키를 입력해 주세요.", "Enter the secret key.");
pub const SECRET_KEY_AGAIN: Text = text(
    "주소나 액세스 키를 바꾸면 비밀 키도 다시 입력해야 합니다.",
    "When the address or the access key changes, enter the secret key again.",
);
pub const SECRET_KEY_LOST: Text = text(
    "저장된 비밀 키를 읽을 수 없습니다. 백업 설정에서 다시 입력해 주세요.",
    "The stored secret key can't be read. Enter it again in the backup settings.",
);

pub const ALARM_NIGHTS: Text = text(
    "{nights}일 밤 동안 백업이 없습니다. 마지막 백업은 {at}입니다.",
    "There has been no backup for {nights} nights. The last one was made on {at}.",
);
pub const ALARM_NEVER: Text =
    text("{nights}일 밤 동안 백업이 한 번도 되지 않았습니다.", "{nights} nights have passed and no backup was ever made.");
pub const ALARM_REMEDY: Text = text(
    "백업 화면에서 원인을 확인해 고치고, 지금 백업을 눌러 주세요.",
    "See the reason on the backups page, mend it, and choose Back up now.",
);
