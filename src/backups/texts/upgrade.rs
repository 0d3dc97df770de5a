//! What is said about an upgrade.

use crate::base::lang::{Text, text};

pub const NOT_SAVED: Text = text(
    "업그레이드 전에 모든 파일을 백업해야 하는데 백업하지 못했습니다. {why}",
    "Before an upgrade everything is backed up, and that failed. {why}",
);
pub const NOT_SAVED_REMEDY: Text = text(
    "바뀐 파일은 없습니다. 고친 뒤 다시 시작하거나, dangol-rollback으로 이전 버전을 실행해 주세요. 백업 없이 진행하려면 dangol upgrade run --without-backup을 실행해 주세요.",
    "No file was changed. Mend it and start again, or start the previous version with `dangol-rollback`; `dangol upgrade run --without-backup` goes on without a backup.",
);
pub const NO_ROOM: Text = text(
    "업그레이드하려면 디스크에 {needed}MB가 비어 있어야 하는데 {free}MB만 남았습니다.",
    "The upgrade needs {needed} MB of free disk space, and {free} MB are free.",
);
pub const NO_ROOM_REMEDY: Text = text(
    "바뀐 파일은 없습니다. 공간을 비우고 다시 시작하거나, 그동안 dangol-rollback으로 이전 버전을 실행해 주세요.",
    "No file was changed. Free some space and start again; `dangol-rollback` starts the previous version meanwhile.",
);
pub const FAILED: Text = text("{file} 파일을 새 버전에 맞게 바꾸지 못했습니다: {cause}", "{file} could not be brought up to date: {cause}");
pub const FAILED_REMEDY: Text = text(
    "모든 파일이 이전 그대로입니다. dangol-rollback으로 이전 버전을 다시 실행하고, 이 메시지를 알려 주세요.",
    "All files are as they were. Start the previous version again with `dangol-rollback`, and report this message.",
);
pub const UNREADABLE_REMEDY: Text = text(
    "바뀐 파일은 없습니다. 디스크와 파일 권한을 확인하고, 손상되었다면 dangol-rollback으로 이전 버전을 실행하거나 백업에서 복원해 주세요.",
    "No file was changed. Check the disk and the file's permissions; where it is damaged, start the previous version with `dangol-rollback` or restore it from a backup.",
);
pub const IN_USE: Text =
    text("업그레이드할 파일을 다른 프로세스가 쓰고 있습니다.", "Another process uses a file that is to be brought up to date.");
pub const IN_USE_REMEDY: Text =
    text("바뀐 파일은 없습니다. 그 프로세스가 끝난 뒤 다시 시작해 주세요.", "No file was changed. Start again when it has ended.");
pub const NOT_MOVED: Text = text("파일을 제자리에 놓지 못했습니다: {cause}", "Files could not be put in place: {cause}");
pub const NOT_MOVED_REMEDY: Text = text(
    "사라진 것은 없습니다. 디스크 공간과 데이터 폴더의 권한을 확인하고 다시 시작하면 마저 하거나 되돌립니다.",
    "Nothing is lost. Check the free space and the permissions of the data directory; the next start finishes it or puts everything back.",
);

// Why a file could not be brought up to date

pub const FULL: Text = text("디스크가 가득 찼습니다.", "the disk is full.");
pub const BUSY: Text = text("다른 프로세스가 쓰고 있습니다.", "another process uses it.");
pub const STEP: Text = text("{step}단계에서 실패했습니다({cause}).", "step {step} failed ({cause}).");
pub const DAMAGED: Text = text("파일이 손상되었습니다({cause}).", "it is damaged ({cause}).");
pub const FEWER: Text =
    text("{table} 표의 행이 {before}개에서 {after}개로 줄었습니다.", "{table} would have {after} rows instead of {before}.");
pub const DANGLING: Text = text("없는 행을 가리키는 행이 {rows}개 있습니다.", "{rows} rows name others that are not there.");
pub const OTHER: Text = text("{cause}.", "{cause}.");

// The command

pub const UP_TO_DATE: Text = text("모든 파일이 이미 이 버전에 맞습니다.", "All files are of this version already.");
pub const DONE: Text = text(
    "파일 {files}개를 새 버전에 맞게 바꿨습니다. 이전 파일은 {until}까지 {folder}에 있습니다.",
    "Brought {files} files up to date. The previous ones are kept in {folder} until {until}.",
);
pub const LEFT_OUT: Text = text("{file} 파일은 손상되어 그대로 두었습니다: {why}", "{file} is damaged and was left as it is: {why}");
pub const NOTHING_TO_UNDO: Text = text(
    "이 버전이 바꾼 파일이 없어 되돌릴 것이 없습니다. 이전 버전을 바로 실행할 수 있습니다.",
    "This version has changed no files that are kept, so there is nothing to undo: the previous version can be started.",
);
pub const UNDO_WHERE: Text = text(
    "데이터 폴더가 다른 곳에 있으면 --data-dir로 정하고 다시 실행해 주세요.",
    "Where the data lie in another directory, name it with --data-dir and run this again.",
);
pub const TOO_LATE: Text = text(
    "{at} 업그레이드 전의 파일은 {days}일 동안만 보관하므로 이제 없습니다. 이전 버전은 지금 파일을 열지 못합니다.",
    "The files of before the upgrade of {at} were kept for {days} days and are gone. The previous version can't open the present ones.",
);
pub const TOO_LATE_REMEDY: Text = text(
    "이 버전을 그대로 쓰거나, 빈 폴더에 이전 버전을 설치하고 그때의 백업을 dangol backup restore로 복원해 주세요.",
    "Stay with this version, or install the previous one on an empty directory and restore a backup of that time with `dangol backup restore`.",
);
pub const UNDO_QUESTION: Text = text(
    "{at} 업그레이드 전의 파일 {files}개로 되돌립니다. 그 뒤에 들어온 내용은 보이지 않게 되지만 따로 보관됩니다. 계속하려면 '네'를 입력해 주세요: ",
    "This puts back the {files} files of before the upgrade of {at}. What was entered since will not be there any more, but is kept aside. Type yes to go on: ",
);
pub const NOT_UNDONE: Text = text("확인되지 않아 아무것도 되돌리지 않았습니다.", "Nothing was put back, since it was not confirmed.");
pub const UNDO_HOW: Text = text("'네'를 입력하거나 --yes를 붙여 주세요.", "Type yes, or give --yes.");
pub const UNDONE: Text = text(
    "{at} 업그레이드 전의 파일로 되돌렸습니다. 그 뒤에 들어온 내용이 담긴 파일은 {until}까지 {folder}에 있습니다.",
    "The files of before the upgrade of {at} are back. The newer ones, with what was entered since, are kept in {folder} until {until}.",
);
pub const ERASED_SINCE: Text = text(
    "그 뒤에 개인정보를 파기한 사람이 {n}명 있습니다. 이전 파일에는 다시 들어 있으니 한 번 더 파기해 주세요.",
    "{n} persons were erased since. They are in the older files again: erase them once more.",
);
