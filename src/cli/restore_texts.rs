//! What `dangol backup restore` says.

use crate::base::lang::{Text, text};

pub const WRONG_AT: Text = text("--at의 내용을 알 수 없습니다.", "--at names no backup.");
pub const WRONG_AT_REMEDY: Text = text(
    "날짜(2026-11-22), 시각(2026-11-22T04:00) 또는 백업 번호를 적어 주세요.",
    "Give a day (2026-11-22), a time (2026-11-22T04:00) or the id of a backup.",
);
pub const WRONG_FROM: Text = text("--from의 주소를 알 수 없습니다.", "--from names no repository.");
pub const WRONG_FROM_REMEDY: Text =
    text("폴더나 s3:https://주소/버킷/폴더를 적어 주세요.", "Give a directory, or s3:https://host/bucket/prefix.");
pub const NEEDS_A_BOX: Text =
    text("{directory}에 아직 데이터가 없어 {flag}을(를) 쓸 수 없습니다.", "{flag} needs a box that is there, and {directory} holds none.");
pub const NEEDS_A_BOX_REMEDY: Text = text(
    "빈 폴더에 전체를 되살리려면 이 옵션을 빼고, 저장소는 --from으로 정해 주세요.",
    "To bring a whole box back into it, leave the option out and name the repository with --from.",
);
pub const KEY_PROMPT: Text = text("복구 키: ", "Recovery key: ");
pub const KEY_FILE: Text = text("복구 키 파일 {file}을(를) 읽을 수 없습니다({cause}).", "The key file {file} can't be read ({cause}).");
pub const NO_KEY: Text = text("복구 키가 아닙니다.", "That is no recovery key.");
pub const KEY_REMEDY: Text = text(
    "복구 안내서의 키 32자를 그대로 입력하거나 --key-file로 파일을 정해 주세요.",
    "Type the 32 letters of the key sheet, or name a file with --key-file.",
);
pub const PREVIEW: Text = text("{account}: {at}의 백업으로 되돌리면 바뀌는 것", "{account}: what changes with the backup of {at}");
pub const NOTHING_DIFFERS: Text = text("행 수가 같습니다.", "Every table has as many rows as now.");
pub const HEAD_WHAT: Text = text("항목", "What");
pub const HEAD_NOW: Text = text("지금", "Now");
pub const HEAD_THEN: Text = text("백업", "Backup");
pub const LEADS_SINCE: Text = text(
    "그 뒤에 들어온 리드 {count}건은 사라집니다. --save-leads로 먼저 파일에 남길 수 있습니다.",
    "{count} leads came in since and will be gone. Keep them in a file with --save-leads.",
);
pub const SAVED: Text = text("그 뒤에 들어온 리드를 {file}에 남겼습니다.", "The leads that came in since are in {file}.");
pub const NOT_SAVED: Text = text("{file}을(를) 쓸 수 없습니다({cause}).", "{file} can't be written ({cause}).");
pub const CONFIRM: Text = text("지금 파일을 백업으로 바꿀까요? 바꾸려면 ‘네’라고 입력해 주세요: ", "Replace the files now? Type yes: ");
pub const SAY_YES: Text = text("고객사 파일을 바꾸기 전에 확인이 필요합니다.", "Replacing accounts needs a confirmation.");
pub const SAY_YES_REMEDY: Text = text(
    "--preview로 바뀔 것을 본 뒤 --yes를 붙여 다시 실행해 주세요.",
    "Look at the changes with --preview, then run it again with --yes.",
);
pub const NOT_CONFIRMED: Text = text("복원하지 않았습니다.", "Nothing was restored.");
pub const NOTHING_CHANGED: Text = text("바뀐 것은 없습니다.", "Everything is as it was.");
pub const RESTORED: Text =
    text("{account}을(를) {at}의 백업으로 되돌렸습니다({seconds}초).", "{account} is restored to {at} ({seconds} s).");
pub const RESTORED_KEPT: Text = text(
    "{account}을(를) {at}의 백업으로 되돌렸습니다({seconds}초). 이전 파일은 {kept}에 7일 동안 남습니다.",
    "{account} is restored to {at} ({seconds} s). The file of before is kept for 7 days as {kept}.",
);
pub const SHOWN: Text = text(
    "{account}의 {at} 백업을 읽기 전용 고객사 {aside}로 열었습니다. 확인한 뒤 바꿔 넣거나 지워 주세요.",
    "The account {aside} shows {account} as of {at}, read-only. Look at it, then put it in place or remove it.",
);
pub const OTHERS_STAND: Text = text(
    "나머지 고객사는 그대로입니다. 원인을 고친 뒤 다시 실행해 주세요.",
    "Correct this and run it again; those accounts are as they were.",
);
pub const BROUGHT: Text = text(
    "{at}의 백업에서 고객사 {count}곳을 {directory}에 되살렸습니다({seconds}초).",
    "Brought back {count} accounts of {at} into {directory} ({seconds} s).",
);
pub const START_NOW: Text =
    text("이제 시작하세요: dangol serve --data-dir {directory}", "Start it now: dangol serve --data-dir {directory}");
