//! What the pages that lead through a restore say.

use crate::base::lang::{Text, text};

pub const TITLE: Text = text("백업에서 복원", "Restore from a backup");
pub const SUBTITLE: Text =
    text("고객사 한 곳만 되돌려도 다른 고객사는 그대로 일합니다.", "One account goes back in time while the others work on.");
pub const STEPS: Text = text("복원 단계", "Steps of a restore");
pub const STEP_CHOOSE: Text = text("고객사와 백업 고르기", "Choose account and backup");
pub const STEP_LOOK: Text = text("바뀌는 것 확인하기", "See what will change");
pub const STEP_RESTORE: Text = text("복원하기", "Restore");

// Which account, which backup

pub const ACCOUNT: Text = text("고객사", "Account");
pub const CHOOSE_ACCOUNT: Text = text("고객사를 골라 주세요", "Choose an account");
pub const ALL_ACCOUNTS: Text = text("모든 고객사", "All accounts");
pub const BACKUP: Text = text("어느 때로 되돌릴까요?", "Back to when?");
pub const TODAY: Text = text("오늘 {time}", "today at {time}");
pub const YESTERDAY: Text = text("어제 {time}", "yesterday at {time}");
pub const ON_DAY: Text = text("{day} {time}", "{day} at {time}");
pub const HERE: Text = text("이 서버", "This server");
pub const FAR: Text = text("외부", "Off-site");
pub const NOT_OF_ACCOUNT: Text = text("이 고객사 없음", "Without this account");
pub const NEWEST: Text = text("최신", "Newest");
pub const FROM_FAR: Text = text("외부 복사본에서 꺼내기", "Take it from the off-site copy");
pub const FROM_FAR_HELP: Text = text(
    "이 서버의 백업이 손상되었을 때 고르세요. 외부에만 있는 백업은 언제나 외부에서 꺼냅니다.",
    "For when the backups on this server are damaged. A backup that lies off-site only is always taken from there.",
);
pub const SEE: Text = text("바뀌는 것 보기", "See what will change");
pub const SEE_HELP: Text =
    text("백업을 열고 세어 보느라 몇 초 걸릴 수 있습니다.", "It opens the backup and counts, which may take some seconds.");
pub const CHOOSE_ACCOUNT_FIRST: Text = text("어느 고객사를 되돌릴지 골라 주세요.", "Choose the account to bring back.");
pub const CHOOSE_BACKUP_FIRST: Text = text("어느 백업으로 되돌릴지 골라 주세요.", "Choose the backup to go back to.");
pub const NO_SUCH_BACKUP: Text =
    text("그 백업은 이제 없습니다. 아래에서 다시 골라 주세요.", "That backup is there no more. Choose one of these.");
pub const NO_COPY: Text = text(
    "그 백업은 외부에 복사되지 않았습니다. 다른 백업을 고르거나 이 서버에서 꺼내 주세요.",
    "That backup has no off-site copy. Choose another one, or take it from this server.",
);
pub const EMPTY: Text = text("되돌릴 백업이 없습니다", "No backups to restore");
pub const EMPTY_HELP: Text =
    text("백업 화면에서 지금 백업을 누르면 첫 백업을 만듭니다.", "Choose Back up now on the backups page to make the first one.");
pub const TO_BACKUPS: Text = text("백업 화면으로", "To the backups");
pub const NO_ACCOUNTS: Text = text("고객사가 없습니다", "There are no accounts");
pub const NO_ACCOUNTS_HELP: Text = text(
    "복원은 지금 있는 고객사를 되돌립니다. 서버 전체를 되살리려면 복구 안내서의 명령을 따라 주세요.",
    "A restore brings an account that is here back in time. To bring a whole machine back, follow the recovery sheet.",
);

// What will change

pub const LOOK_TITLE: Text = text("{account} 되돌리기", "Restore {account}");
pub const LOOK_SUBTITLE: Text = text("{when}의 모습으로 되돌립니다.", "Back to how it was {when}.");
pub const DIFFERS: Text = text("바뀌는 것", "What changes");
pub const WHAT: Text = text("항목", "What");
pub const NOW: Text = text("지금", "Now");
pub const THEN: Text = text("복원 뒤", "After");
pub const DIFFERENCE: Text = text("차이", "Difference");
pub const NOTHING_DIFFERS: Text =
    text("개수가 달라지는 항목이 없습니다. 내용만 고친 것은 되돌아갑니다.", "No counts differ. What was only edited goes back.");
pub const UNREADABLE_NOW: Text = text(
    "지금 파일을 읽을 수 없어 현재 개수를 세지 못했습니다. 복원하면 다시 쓸 수 있습니다.",
    "The account's file can't be read now, so nothing was counted. A restore makes it usable again.",
);
pub const OTHER_TABLES: Text = text("그 밖의 내부 데이터 {n}가지", "{n} more kinds of internal data");
pub const SINCE: Text = text("그 뒤에 들어온 리드", "Leads that came in since");
pub const SINCE_COUNT: Text = text(
    "백업 뒤에 들어온 리드 {n}건은 복원한 고객사에 없습니다. 필요하면 먼저 파일로 받아 두세요.",
    "Leads that came in after the backup ({n}) will not be in the restored account. Download them first if you need them.",
);
pub const SINCE_NONE: Text = text("백업 뒤에 들어온 리드가 없습니다.", "No leads came in after the backup.");
pub const SINCE_NEWEST: Text = text("가장 최근 {n}건", "The newest {n}");
pub const SINCE_LIST: Text = text("목록 보기", "See the list");
pub const SINCE_FILE: Text = text("CSV로 받기", "Download as CSV");
pub const ELSE: Text = text("알아 두세요", "Good to know");
pub const ELSE_MAIL: Text = text(
    "백업할 때 보내려고 기다리던 메일과 알림은 다시 보내지 않습니다.",
    "Mail and notices that waited to be sent back then are not sent again.",
);
pub const ELSE_ERASED: Text = text("그 뒤에 파기한 사람은 파기된 그대로입니다.", "Persons who were erased since stay erased.");
pub const ELSE_KEPT: Text = text(
    "제자리에 복원하면 지금 파일을 7일 동안 따로 두므로, 그동안은 다시 되돌릴 수 있습니다.",
    "When it goes in place, the present file is kept aside for 7 days and can be put back.",
);
pub const ELSE_OTHERS: Text = text(
    "다른 고객사는 멈추지 않습니다. 이 고객사의 신청 폼은 파일을 바꾸는 몇 초만 기다립니다.",
    "Other accounts go on. Forms of this account wait for the few seconds in which its file is exchanged.",
);
pub const ELSE_OLDER: Text = text(
    "예전 버전의 백업이라 지금 버전에 맞게 바꿔 복원합니다.",
    "The backup is of an older version; it is brought up to date on the way.",
);
pub const SOURCE: Text = text("꺼내는 곳", "Taken from");
pub const MOMENT: Text = text("되돌릴 시점", "As of");
pub const SIZE: Text = text("크기", "Size");
pub const ROOM: Text = text("디스크", "Disk");
pub const ROOM_NEEDED: Text = text("{needed} 필요, {free} 남음", "needs {needed}, {free} free");
pub const NO_ROOM: Text = text(
    "디스크에 {needed}가 필요한데 {free}만 남았습니다. 자리를 마련한 뒤 다시 시도해 주세요.",
    "It needs {needed} of disk and {free} are free. Make room, then try again.",
);
pub const ASIDE_CARD: Text = text("먼저 살펴보기", "Look at it first");
pub const ASIDE_HELP: Text = text(
    "읽기만 되는 새 고객사로 나란히 엽니다. 지금 고객사는 바뀌지 않고, 살펴본 뒤 바꿔 넣거나 지울 수 있습니다.",
    "Opens it beside, as a new account that can only be read. Nothing changes; put it in place or remove it after.",
);
pub const ASIDE_DO: Text = text("새 고객사로 열기", "Open as a new account");
pub const PLACE_CARD: Text = text("바로 되돌리기", "Restore in place");
pub const PLACE_HELP: Text = text(
    "지금 데이터를 백업의 데이터로 바꿉니다. 백업 뒤에 바뀐 것은 사라집니다.",
    "Replaces the present data by the backup's. What changed since is gone then.",
);
pub const CONFIRM_NAME: Text = text("확인을 위해 고객사 이름을 입력해 주세요", "Type the account's name to confirm");
pub const CONFIRM_ALL: Text = text("확인을 위해 ‘모두 복원’을 입력해 주세요", "Type “restore all” to confirm");
pub const ALL_PHRASE: Text = text("모두 복원", "restore all");
pub const PLACE_DO: Text = text("되돌리기", "Restore");
pub const PLACE_ALL_DO: Text = text("모두 되돌리기", "Restore all");
pub const WRONG_NAME: Text =
    text("입력한 내용이 ‘{wanted}’와 다릅니다. 바뀐 것은 없습니다.", "What was typed is not “{wanted}”. Nothing was changed.");
pub const BACK_TO_CHOICE: Text = text("다시 고르기", "Choose again");

// All of them

pub const ALL_TITLE: Text = text("모든 고객사 되돌리기", "Restore all accounts");
pub const ALL_CARD: Text = text("고객사 {n}곳", "{n} accounts");
pub const ALL_CHANGES: Text = text("바뀌는 것", "Changes");
pub const ALL_SINCE: Text = text("그 뒤의 리드", "Leads since");
pub const ALL_NONE: Text = text("개수 그대로", "Same counts");
pub const ALL_HELP: Text = text(
    "고객사를 하나씩 차례로 되돌립니다. 하나가 실패해도 나머지는 계속합니다.",
    "One account after the other. If one fails, it stays as it was and the others go on.",
);
pub const ALL_LEFT_OUT: Text = text("되돌리지 않음", "Left as it is");
pub const NONE_IN_BACKUP: Text = text(
    "그 백업에는 지금 있는 고객사가 하나도 없습니다. 다른 백업을 골라 주세요.",
    "That backup has none of the accounts that are here. Choose another one.",
);

// Under way, and what came of it

pub const RUN_TITLE: Text = text("복원: {account}", "Restore: {account}");
pub const UNDER_WAY: Text = text("진행 중", "Under way");
pub const DONE: Text = text("완료", "Done");
pub const FAILED: Text = text("실패", "Failed");
pub const REFRESH: Text = text("새로 고침", "Refresh");
pub const OF_ACCOUNTS: Text = text("고객사 {of}곳 중 {done}곳", "{done} of {of} accounts");
pub const MAY_LEAVE: Text = text("이 화면을 떠나도 복원은 계속됩니다.", "You may leave this page; the restore goes on.");
pub const DONE_PLACE: Text = text("{account} 고객사를 {when}의 모습으로 되돌렸습니다.", "{account} is as it was {when}.");
pub const DONE_ASIDE: Text = text(
    "{account}의 {when} 모습을 읽기 전용 고객사로 열었습니다. 살펴본 뒤 어떻게 할지 정해 주세요.",
    "{account} as it was {when} is open as a read-only account. Look at it, then decide.",
);
pub const DONE_ALL: Text = text("고객사 {n}곳을 되돌렸습니다.", "{n} accounts were restored.");
pub const FAILED_ONE: Text = text("복원하지 못했습니다. 고객사는 그대로입니다.", "It was not restored. The account is as it was.");
pub const FAILED_SOME: Text = text(
    "고객사 {failed}곳을 되돌리지 못했고, 그 고객사는 그대로입니다. 나머지 {done}곳은 되돌렸습니다.",
    "{failed} accounts were not restored and are as they were. The other {done} were.",
);
pub const OUTCOME: Text = text("결과", "What came of it");
pub const KEPT: Text = text("복원 전 파일", "The file before");
pub const KEPT_UNTIL: Text = text("{file}, {until}까지 보관", "{file}, kept until {until}");
pub const ERASED_AGAIN: Text = text("다시 파기한 사람", "Persons erased again");
pub const GIVEN_UP: Text = text("보내지 않은 메일과 알림", "Mail and notices not sent");
pub const TOOK: Text = text("걸린 시간", "Took");
pub const SECONDS: Text = text("{n}초", "{n} s");
pub const TO_ACCOUNT: Text = text("고객사로 가기", "To the account");
pub const TO_SHOWN: Text = text("살펴보기", "Look at it");
pub const DECIDE: Text = text("바꿔 넣거나 지우기", "Put in place or remove");
pub const AGAIN: Text = text("다른 복원 하기", "Restore something else");
pub const EARLIER: Text = text("지난 복원", "Earlier restores");
pub const WHO: Text = text("무엇을", "What");
pub const STATE: Text = text("상태", "State");
pub const ASKED: Text = text("시작", "Begun");
pub const HOW: Text = text("방법", "How");
pub const IN_PLACE: Text = text("제자리에", "In place");
pub const ASIDE: Text = text("새 고객사로", "As a new account");

// An account that shows a backup

pub const SHOWN_CARD: Text = text("살펴보려고 연 백업", "Backups opened to look at");
pub const SHOWN_TITLE: Text = text("{account} 살펴보기", "Looking at {account}");
pub const SHOWN_SUBTITLE: Text = text("{of}의 {when} 모습입니다.", "It shows {of} as it was {when}.");
pub const SHOWN_PUT_HELP: Text = text(
    "살펴본 데이터를 {of}의 자리에 넣고 이 고객사는 없앱니다. {of}의 지금 파일은 7일 동안 따로 둡니다.",
    "Puts what you looked at in the place of {of}, and removes this account. The present file of {of} is kept aside for 7 days.",
);
pub const PUT_DO: Text = text("바꿔 넣기", "Put in place");
pub const PUT_DONE: Text = text("바꿔 넣었습니다.", "It is in place.");
pub const REMOVE_CARD: Text = text("지우기", "Remove");
pub const REMOVE_HELP: Text = text(
    "살펴보려고 연 고객사만 없앱니다. 백업과 원래 고객사는 그대로입니다.",
    "Removes only the account that was opened to look at. The backup and the original stay as they are.",
);
pub const REMOVE_DO: Text = text("지우기", "Remove it");
pub const REMOVED: Text = text("지웠습니다. 백업은 그대로 있습니다.", "It is removed. The backup is still there.");
pub const OPEN_SHOWN: Text = text("고객사 열기", "Open the account");

// What was there before

pub const BACK_ASK: Text = text("복원 전으로 되돌리기", "Put back what was there before");
pub const BACK_LOSS: Text = text(
    "{account} 고객사를 이 복원 전의 데이터로 바꿉니다. 복원 뒤에 들어온 것은 사라지고, 지금 파일은 7일 동안 따로 둡니다.",
    "Replaces the data of {account} by what it had before this restore. What came in after it leaves the account; the present file is kept aside for 7 days.",
);
pub const BACK_DO: Text = text("되돌리기", "Put it back");
pub const BACK_DONE: Text = text("복원 전의 데이터로 되돌렸습니다.", "What was there before is back.");
