//! What a fault of the repository says, and what to do.

use crate::base::lang::{Text, text};

pub const WRONG_KEY: Text = text(
    "복구 키가 {place}의 백업과 맞지 않아요. 이 백업을 만들 때 인쇄한 복구 키를 넣어 주세요.",
    "The recovery key does not open the backups in {place}. Enter the key that was printed when these backups were begun.",
);
pub const KEY_LOST: Text = text(
    "복구 키 파일 {path}이(가) 없어요. 인쇄해 둔 키로 되돌려 주세요. 키가 없으면 지금까지의 백업을 열 수 없어요.",
    "The recovery key {path} is gone. Bring it back from the printed sheet; without it the backups so far can't be opened.",
);
pub const KEY_UNREADABLE: Text = text(
    "{path}에 든 것은 복구 키가 아니에요. 인쇄해 둔 키로 바꿔 주세요.",
    "What stands in {path} is no recovery key. Replace it with the key from the printed sheet.",
);
pub const ANOTHER_KEY: Text = text(
    "{path}에 다른 복구 키가 있어요. 그 키가 필요 없는지 확인하고 옮긴 뒤 다시 시도해 주세요.",
    "Another recovery key stands in {path}. Make sure that nobody needs it, move it away and try again.",
);
pub const NO_REPOSITORY: Text = text(
    "{place}에 백업이 없어요. 위치를 확인하거나 첫 백업을 실행해 주세요.",
    "There are no backups in {place}. Check the place, or run the first backup.",
);
pub const ALREADY_THERE: Text = text(
    "{place}에는 이미 백업이 있어요. 그 백업의 복구 키로 열어 주세요.",
    "There are backups in {place} already. Open them with their key.",
);
pub const LOCKED: Text = text(
    "다른 작업({doing}, 프로세스 {pid})이 백업을 쓰고 있어요. 끝난 뒤 다시 시도해 주세요.",
    "Something else is at work on the backups ({doing}, process {pid}). Try again when it has ended.",
);
pub const DISK_FULL: Text = text(
    "{place}의 디스크가 가득 찼어요. 공간을 비우거나 보관 일수를 줄인 뒤 다시 시도해 주세요.",
    "The disk of {place} is full. Free some space or keep fewer days, then try again.",
);
pub const DAMAGED: Text = text(
    "{place}의 백업 일부가 손상됐어요 ({detail}). 검사를 실행해 어느 파일을 아직 복원할 수 있는지 확인해 주세요.",
    "A part of the backups in {place} is damaged ({detail}). Run a check to see which files can still be restored.",
);
pub const INCOMPLETE: Text = text(
    "백업하지 못한 파일이 있어 이번 백업은 세지 않았어요: {files} 고친 뒤 다시 실행해 주세요.",
    "This backup does not count, for some files are not in it: {files} Put them right and run it again.",
);
pub const NO_SNAPSHOT: Text = text(
    "백업 {id}이(가) 없어요. 이미 지워졌을 수 있으니 목록에서 다시 골라 주세요.",
    "There is no backup {id}. It may have expired: choose one from the list.",
);
pub const NOT_IN_SNAPSHOT: Text =
    text("그 백업에는 {path}이(가) 없어요. 다른 백업을 골라 주세요.", "{path} is not in that backup. Choose another one.");
pub const FILE: Text = text(
    "{path}을(를) 쓸 수 없어요: {detail}. 파일과 권한을 확인해 주세요.",
    "{path} can't be used: {detail}. Check the file and its permissions.",
);
pub const FAILED: Text = text(
    "{place}에 접근할 수 없어요: {detail}. 연결과 설정을 확인한 뒤 다시 시도해 주세요.",
    "{place} can't be used: {detail}. Check the connection and the settings, then try again.",
);
pub const STOPPED: Text =
    text("요청에 따라 멈췄어요. 다시 실행하면 처음부터 시작해요.", "It was stopped on request. Run it again when it suits.");
pub const MAY_NOT_PRUNE: Text = text(
    "이 키는 지울 권한이 없어서 오래된 사본이 저장소에 남아요. 버킷의 버전 관리를 켜고 지우기를 허용한 뒤, 지운 버전만 정해진 날 뒤에 없애는 수명 주기 규칙을 두세요. 만든 날을 기준으로 없애는 규칙은 쓰지 마세요. 오래된 묶음도 오늘의 백업에 쓰여요.",
    "This key may not delete, so old copies stay in the store. Turn the bucket's versioning on, allow deletion, and let a lifecycle rule remove deleted versions only, after some days. Never remove objects by their age: today's backup still needs old packs.",
);

pub const FILE_MISSING: Text = text("파일이 없어요", "it is missing");
pub const FILE_EMPTY: Text = text("파일이 비어 있어요", "it is empty");
pub const FILE_LOCKED: Text = text("다른 프로그램이 잠갔어요", "another program has locked it");
pub const FILE_DAMAGED: Text = text("손상됐어요 ({detail})", "it is damaged ({detail})");
pub const FILE_UNREADABLE: Text = text("읽을 수 없어요 ({detail})", "it can't be read ({detail})");
pub const FILE_NOT_SAVED: Text = text("끝까지 저장되지 않았어요", "it was not saved to its end");
