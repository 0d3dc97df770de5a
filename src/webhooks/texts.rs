//! What the product says about webhooks.

use crate::base::lang::{Text, text};

pub const WRONG_URL: Text = text("https://로 시작하는 주소를 넣어 주세요.", "Give an address that begins with https://.");
pub const PASSWORD_IN_URL: Text = text(
    "주소에 사용자 이름이나 비밀번호를 넣지 마세요. 서명으로 확인할 수 있습니다.",
    "Leave user name and password out of the address: the signature shows who calls.",
);
pub const NEAR_URL: Text = text(
    "내부 네트워크 주소로는 보낼 수 없습니다. 외부에서 접속할 수 있는 주소를 넣어 주세요.",
    "Addresses of the internal network can't be called. Give one that is reached from outside.",
);
pub const NO_ENDPOINT: Text =
    text("웹훅 주소가 없습니다. 웹훅 설정에서 주소를 저장해 주세요.", "There is no webhook address. Save one in the webhook settings.");
pub const UNREADABLE: Text = text(
    "저장된 서명 비밀값을 읽을 수 없습니다. 웹훅 설정에서 새로 만들어 주세요.",
    "The stored secret can't be read. Make a new one in the webhook settings.",
);
pub const TAKEN: Text = text("받았습니다 ({status}). {answer}", "Taken ({status}). {answer}");
pub const GONE: Text = text(
    "상대 서버가 이 주소를 더 쓰지 않는다고 답했습니다 (410). 주소를 바꿔 주세요.",
    "The other side says that this address is no longer in use (410). Change it.",
);
pub const REDIRECT: Text = text(
    "다른 주소로 옮겼다고 답했습니다 ({status}). 옮긴 주소를 직접 넣어 주세요.",
    "It answered that it has moved ({status}). Enter the new address.",
);
pub const NOT_TAKEN: Text = text("받지 않았습니다 ({status}). {answer}", "Not taken ({status}). {answer}");

pub const TITLE: Text = text("웹훅", "Webhook");
pub const SUBTITLE: Text =
    text("새 리드를 다른 시스템에 바로 알려 주는 주소입니다.", "An address at which another system is told of new leads at once.");
pub const AGENCY_SUBTITLE: Text =
    text("경보를 다른 시스템에 바로 알려 주는 주소입니다.", "An address at which another system is told of alarms at once.");
pub const AGENCY_TEST_HELP: Text =
    text("받는 곳 화면에서 시험 경보를 보낼 수 있습니다.", "A test alarm can be sent from the page of who is told.");
pub const TO_ALARMS: Text = text("받는 곳으로 가기", "Go to who is told");
pub const URL_CARD: Text = text("받는 주소", "Where it goes");
pub const FIELD_URL: Text = text("주소", "Address");
pub const FIELD_URL_HELP: Text = text(
    "15초 안에 200번대로 답해야 합니다. 다른 주소로 옮기는 응답은 따라가지 않습니다.",
    "It must answer with 2xx within 15 seconds. Redirects are not followed.",
);
pub const SAVE: Text = text("저장", "Save");
pub const SAVED: Text = text("저장했습니다.", "Saved.");
pub const SECRET_CARD: Text = text("서명 비밀값", "Signing secret");
pub const SECRET_ONCE: Text =
    text("지금 한 번만 보여 드립니다. 받는 시스템에 저장해 주세요.", "It is shown this once. Store it in the system that is called.");
pub const SECRET_LABEL: Text = text("새 서명 비밀값", "The new signing secret");
pub const SECRET_HELP: Text = text(
    "모든 호출은 Standard Webhooks 방식으로 서명됩니다. 받는 쪽에서 webhook-signature를 확인할 수 있습니다.",
    "Every call is signed as Standard Webhooks describes; the other side can verify webhook-signature.",
);
pub const ROTATE: Text = text("비밀값 새로 만들기", "Make a new secret");
pub const ROTATE_LOSS: Text = text(
    "새 비밀값으로 서명합니다. 지금 비밀값의 서명도 24시간 동안 함께 보냅니다.",
    "Calls are signed with the new secret, and for 24 hours with the present one too.",
);
pub const TEST_CARD: Text = text("시험 호출", "Test call");
pub const TEST_HELP: Text = text(
    "개인정보가 없는 webhook.test를 보냅니다. 결과는 발송 기록에 남습니다.",
    "Sends webhook.test, which tells of nobody. What came of it stands under deliveries.",
);
pub const TEST: Text = text("시험 호출 보내기", "Send a test call");
pub const TESTED: Text =
    text("시험 호출을 보냈습니다. 아래에서 결과를 확인하세요.", "The test call is on its way. See below what comes of it.");
pub const REMOVE_CARD: Text = text("웹훅 삭제", "Remove the webhook");
pub const REMOVE: Text = text("웹훅 삭제", "Remove the webhook");
pub const REMOVE_LOSS: Text = text(
    "주소와 비밀값이 삭제되고, 기다리는 호출은 보내지 않습니다.",
    "The address and its secret are deleted; calls that wait are not made.",
);
pub const REMOVED: Text = text("웹훅을 삭제했습니다.", "The webhook is removed.");
