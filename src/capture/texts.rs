//! What visitors and their programs are told at the door.

use crate::base::lang::{Text, text};

pub const BATCH_FORM: Text =
    text("이벤트는 {\"events\": […]} 형식으로, 한 번에 {n}개까지 보내 주세요.", "Send events as {\"events\": […]}, at most {n} at a time.");
pub const THANKS: Text = text("신청이 접수되었습니다", "Thank you");
pub const NOT_AN_OBJECT: Text = text("{\"name\": \"…\"} 같은 JSON 객체를 보내 주세요.", "Send a JSON object such as {\"name\": \"…\"}.");
