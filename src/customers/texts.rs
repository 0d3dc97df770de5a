//! What the product says about customers.

use crate::base::lang::{Text, text};

pub const NAMELESS: Text = text("고객 {id}번", "Customer {id}");
pub const NOBODY: Text = text("이름, 전화번호, 이메일 중 하나는 입력해 주세요.", "Enter a name, a phone number or an e-mail address.");
pub const EMAIL_TAKEN: Text = text(
    "이 이메일을 쓰는 고객이 이미 있습니다(고객 {id}번). 그 고객을 수정하거나 다른 이메일을 입력해 주세요.",
    "Customer {id} already has this e-mail address. Edit that customer or enter another address.",
);
pub const PHONE_TAKEN: Text = text(
    "이 전화번호를 쓰는 고객이 이미 있습니다(고객 {id}번). 그 고객을 수정하거나 다른 번호를 입력해 주세요.",
    "Customer {id} already has this phone number. Edit that customer or enter another number.",
);
pub const OPEN_EXISTING: Text = text("이미 등록된 고객 보기", "Open the existing customer");
pub const STATUS_NAMES: Text =
    text("상태는 lead, customer, dormant, blocked 중 하나입니다.", "The status is one of lead, customer, dormant and blocked.");
pub const TAG_LENGTH: Text = text("태그 하나는 1자에서 {most}자까지입니다.", "A tag has 1 to {most} characters.");
pub const TAG_COUNT: Text = text("태그는 {most}개까지 붙일 수 있습니다.", "A customer has at most {most} tags.");
pub const TOO_LONG: Text = text("{most}자까지 입력할 수 있습니다.", "Enter at most {most} characters.");
pub const RESIDENT_NUMBER: Text = text(
    "주민등록번호는 저장할 수 없습니다. 번호를 지우고 다시 저장해 주세요.",
    "Resident registration numbers may not be stored. Remove the number and save again.",
);
pub const ATTRIBUTE_COUNT: Text = text("추가 정보는 {most}개까지 저장할 수 있습니다.", "At most {most} attributes can be stored.");
pub const ATTRIBUTE_SIZE: Text =
    text("추가 정보는 모두 합해 {kb}KB까지 저장할 수 있습니다.", "All attributes together take at most {kb} KB.");
pub const ATTRIBUTE_KEY: Text =
    text("추가 정보의 이름은 1자에서 {most}자까지입니다.", "The name of an attribute has 1 to {most} characters.");
pub const ATTRIBUTE_DEPTH: Text = text(
    "‘{key}’에는 글, 숫자, 예/아니요와 그 목록만 저장할 수 있습니다.",
    "“{key}” can hold a text, a number, true or false, or a list of those.",
);
pub const ATTRIBUTE_LINE: Text = text("‘이름: 값’ 모양으로 적어 주세요: {line}", "Write it as “name: value”: {line}");

pub const CUSTOMERS: Text = text("고객", "Customers");
pub const TOTAL: Text = text("전체 {total}명", "{total} in all");
pub const ADD: Text = text("고객 추가", "Add a customer");
pub const EDIT: Text = text("고객 수정", "Edit customer");
pub const EDIT_SHORT: Text = text("수정", "Edit");
pub const SEARCH: Text =
    text("이름, 초성, 전화번호 뒷자리, 이메일, 회사로 검색", "Search by name, initials, last digits, e-mail or company");
pub const ANY_STATUS: Text = text("모든 상태", "Any status");
pub const ANY_TAG: Text = text("모든 태그", "Any tag");
pub const NONE: Text = text("아직 고객이 없습니다", "No customers yet");
pub const NONE_HELP: Text = text(
    "랜딩페이지로 문의가 들어오면 고객이 자동으로 등록됩니다. 직접 추가할 수도 있습니다.",
    "Customers appear here by themselves when somebody submits a landing page. You can add one by hand too.",
);
pub const NO_MATCH: Text = text("찾는 고객이 없습니다", "No customer matches");
pub const NO_MATCH_HELP: Text = text(
    "이름 일부, 초성(ㅎㄱㄷ), 전화번호 뒷 4자리로도 찾을 수 있습니다. 상태와 태그 조건도 확인해 주세요.",
    "Part of a name, Korean initials or the last four digits will do. Check the status and the tag too.",
);
pub const SHOW_ALL: Text = text("모든 고객 보기", "Show all customers");

pub const NAME: Text = text("이름", "Name");
pub const EMAIL: Text = text("이메일", "E-mail");
pub const PHONE: Text = text("전화번호", "Phone");
pub const COMPANY: Text = text("회사", "Company");
pub const STATUS: Text = text("상태", "Status");
pub const SCORE: Text = text("리드 점수", "Lead score");
pub const TAGS: Text = text("태그", "Tags");
pub const TAGS_HELP: Text = text("쉼표로 나누어 적습니다. 예: VIP, 재구매", "Separated by commas, for example VIP, returning");
pub const ATTRIBUTES: Text = text("추가 정보", "Attributes");
pub const ATTRIBUTES_HELP: Text =
    text("한 줄에 하나씩 ‘이름: 값’으로 적습니다. 예: 업종: 카페", "One a line, as “name: value”, for example Trade: café");
pub const SOURCE: Text = text("유입 경로", "Source");
pub const CREATED: Text = text("등록", "Added");
pub const UPDATED: Text = text("최근 수정", "Last changed");
pub const LAST_ACTIVITY: Text = text("최근 활동", "Last activity");
pub const NOT_MOBILE: Text = text("문자 불가", "No text messages");
pub const SUSPICIOUS_PHONE: Text = text("번호 확인 필요", "Check this number");
pub const SUSPICIOUS_NAME: Text = text("이름 확인 필요", "Check this name");
pub const FACTS: Text = text("고객 정보", "Details");
pub const TIMELINE: Text = text("반응 이력", "Timeline");
pub const NO_TIMELINE: Text = text("아직 반응이 없습니다.", "Nothing has happened yet.");
pub const LEADS_OF: Text = text("리드 {total}건", "Leads: {total}");
pub const LEAD: Text = text("리드", "Lead");
pub const LEAD_NUMBER: Text = text("리드 {id}번", "Lead {id}");
pub const LEAD_STATUS: Text = text("상태", "Status");
pub const WORK_STATUS: Text = text("상담 상태", "Consultation");
pub const RECEIVED: Text = text("접수", "Received");
pub const SUSPECT: Text = text("허수 의심", "Suspect");
pub const SAVE: Text = text("저장", "Save");
pub const ADDED: Text = text("고객을 추가했습니다.", "The customer was added.");
pub const SAVED: Text = text("저장했습니다.", "Saved.");
pub const DELETE: Text = text("삭제", "Delete");
pub const DELETE_VERB: Text = text("고객 삭제", "Delete the customer");
pub const DELETE_LOSS: Text = text(
    "{name} 고객과 리드 {leads}건, 반응 이력 {interactions}건이 삭제됩니다. 되돌릴 수 없습니다.",
    "{name}, {leads} leads and {interactions} interactions will be deleted. This can't be undone.",
);
pub const ERASE: Text = text("개인정보 파기", "Erase personal data");
pub const DELETED: Text = text("고객을 삭제했습니다.", "The customer was deleted.");
pub const REVEAL: Text = text("가려진 정보 보기", "Show in full");
pub const LEADS: Text = text("리드 목록", "Leads");
