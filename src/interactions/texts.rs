//! What is said about interactions.

use crate::base::lang::{Text, text};

pub const KIND: Text = text("직접 추가할 수 있는 종류: {kinds}", "These kinds can be added: {kinds}");
pub const FUTURE: Text = text("아직 오지 않은 시각입니다. 시각을 확인해 주세요.", "This time is still to come. Check the time.");
pub const TOO_LONG_AGO: Text = text("1970년 이후의 시각을 넣어 주세요.", "Give a time after 1970.");
pub const NOTE_MISSING: Text = text("메모를 입력해 주세요.", "Write the note.");
pub const NOTE_LONG: Text = text("{max}자까지 쓸 수 있습니다. 내용을 줄여 주세요.", "Use at most {max} characters. Shorten the text.");
pub const DATA_LARGE: Text = text("내용은 {kb}KB까지 담을 수 있습니다.", "The data may take at most {kb} KB.");
pub const DATA_DEEP: Text = text("내용은 {max}단계까지만 겹칠 수 있습니다.", "The data may be nested at most {max} levels deep.");
pub const RESIDENT_NUMBER: Text = text(
    "주민등록번호는 저장할 수 없습니다. 번호를 지우고 다시 보내 주세요.",
    "Resident registration numbers may not be stored. Remove the number and send it again.",
);
pub const CURSOR: Text = text("목록을 처음부터 다시 불러 주세요.", "This cursor is not one of ours. Start the list again.");
