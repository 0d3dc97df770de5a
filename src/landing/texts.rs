//! Words of landing pages: what a form's editor is told, and what a visitor reads.

use crate::base::lang::{Text, text};

pub const NAME: Text = text("이름", "Name");
pub const PHONE: Text = text("연락처", "Phone");
pub const EMAIL: Text = text("이메일", "E-mail");
pub const CONSENT: Text = text("개인정보 수집·이용에 동의합니다", "I agree to the collection and use of my personal data");
pub const DEFAULT_CONSENT: Text = text(
    "1. 수집·이용 목적: 상담 신청 접수와 안내\n2. 수집 항목: 이름, 연락처, 이메일\n3. 보유·이용 기간: 상담 완료 후 1년, 이후 지체 없이 파기\n\
     4. 동의를 거부할 권리가 있으며, 거부하면 상담 신청을 할 수 없습니다.",
    "1. Purpose: to receive and answer your request\n2. Items: name, phone, e-mail\n3. Kept for: one year after the consultation, then destroyed without delay\n\
     4. You may refuse; without consent the request cannot be made.",
);

// The form's definition
pub const NO_FIELDS: Text = text("입력 항목이 없습니다. 하나 이상 추가해 주세요.", "The form has no fields. Add at least one.");
pub const TOO_MANY_FIELDS: Text = text("입력 항목은 {n}개까지 둘 수 있습니다.", "A form can have at most {n} fields.");
pub const NAME_FORM: Text = text(
    "이름은 영문 소문자로 시작하고 소문자·숫자·밑줄(_)만 40자까지 쓸 수 있습니다.",
    "The name must begin with a lower-case letter and have only lower-case letters, digits and _, at most 40.",
);
pub const NAME_RESERVED: Text = text("시스템이 쓰는 이름입니다. 다른 이름을 써 주세요.", "The system uses this name. Choose another.");
pub const NAME_TWICE: Text = text("같은 이름이 이미 있습니다. 다른 이름을 써 주세요.", "Another field has this name. Choose another.");
pub const KIND_OF_CUSTOMER_FIELD: Text = text(
    "고객 정보(name, phone, email, company)에는 이 종류를 쓸 수 없습니다. 알맞은 종류를 골라 주세요.",
    "The customer's name, phone, email and company cannot be of this kind. Choose a fitting one.",
);
pub const HIDDEN_REQUIRED: Text =
    text("숨은 항목은 방문자가 채울 수 없으니 필수로 둘 수 없습니다.", "Visitors cannot fill in a hidden field, so it cannot be required.");
pub const NO_LABEL: Text = text("방문자에게 보일 항목 이름을 적어 주세요.", "Enter the label that visitors see.");
pub const NO_OPTIONS: Text = text("고를 수 있는 값을 하나 이상 적어 주세요.", "Enter at least one option.");
pub const OPTIONS_UNUSED: Text =
    text("이 종류에는 선택지를 둘 수 없습니다. 선택지를 지워 주세요.", "This kind has no options. Remove them.");
pub const TOO_MANY_OPTIONS: Text = text("선택지는 {n}개까지 둘 수 있습니다.", "There can be at most {n} options.");
pub const OPTION_BLANK: Text =
    text("선택지가 비었거나 앞뒤에 빈칸이 있습니다. 고쳐 주세요.", "The option is empty or has spaces around it. Correct it.");
pub const OPTION_TWICE: Text = text("같은 선택지가 두 번 있습니다. 하나를 지워 주세요.", "The option occurs twice. Remove one.");
pub const NOT_AN_OPTION: Text = text("선택지 가운데 하나를 골라 주세요.", "Choose one of the options.");
pub const CONSENT_PRETICKED: Text =
    text("동의는 미리 체크해 둘 수 없습니다. 기본값을 지워 주세요.", "A consent cannot be ticked beforehand. Remove the default.");

// A visitor's answers
pub const TOO_LONG: Text = text("{n}자까지 쓸 수 있습니다. 줄여 주세요.", "At most {n} characters. Please shorten it.");
pub const RESIDENT_NUMBER: Text = text(
    "주민등록번호는 받을 수 없습니다. 지우고 다시 보내 주세요.",
    "Resident registration numbers may not be sent. Remove it and send again.",
);
pub const REQUIRED: Text = text("필수 항목입니다. 입력해 주세요.", "This is required. Please fill it in.");
pub const CHOOSE: Text = text("필수 항목입니다. 골라 주세요.", "This is required. Please choose.");
pub const AGREE: Text =
    text("동의해야 신청할 수 있습니다. 내용을 읽고 체크해 주세요.", "Your consent is needed. Please read it and tick the box.");
pub const NOT_A_NUMBER: Text = text("숫자로 입력해 주세요. 예: 12000", "Please enter a number, such as 12000.");
pub const NOT_A_DATE: Text = text("날짜를 2026-11-22처럼 입력해 주세요.", "Please enter a date like 2026-11-22.");

// What visitors see around it
pub const SUBMIT: Text = text("신청하기", "Send");
pub const REQUIRED_MARK: Text = text("필수", "required");
pub const OPTIONAL_MARK: Text = text("선택", "optional");
pub const PLEASE_CHOOSE: Text = text("선택해 주세요", "Please choose");
pub const SHOW: Text = text("보기", "Read");
pub const CHECK_INPUT: Text =
    text("보내지 못했습니다. 아래 내용을 확인하고 다시 보내 주세요.", "This was not sent. Please check the following and send again.");
pub const LEAVE_EMPTY: Text = text("비워 두세요", "Leave this empty");
pub const THANKS_MESSAGE: Text = text("남겨 주신 연락처로 곧 연락드리겠습니다.", "We will contact you shortly.");
pub const NOT_FOUND_TITLE: Text = text("페이지를 찾을 수 없습니다", "This page was not found");
pub const NOT_FOUND_MESSAGE: Text = text(
    "주소가 바뀌었거나 잘못 입력되었을 수 있습니다. 받은 링크를 다시 확인해 주세요.",
    "The address may have changed or been mistyped. Please check the link you were given.",
);
pub const GONE_TITLE: Text = text("종료된 페이지입니다", "This page has ended");
pub const GONE_MESSAGE: Text = text(
    "이 페이지는 더 이상 신청을 받지 않습니다. 보내 준 곳에 문의해 주세요.",
    "It no longer takes requests. Please ask whoever sent you here.",
);
pub const HOLDING_TITLE: Text = text("잠시 쉬고 있습니다", "We are taking a short break");
pub const HOLDING_MESSAGE: Text =
    text("지금은 신청을 받을 수 없습니다. 나중에 다시 들러 주세요.", "Requests cannot be taken right now. Please come back later.");
pub const REQUEST_ID: Text = text("요청 번호", "Request id");
pub const ERROR_TITLE: Text = text("처리하지 못했습니다", "This could not be done");

// A page's own fields
pub const TITLE_FORM: Text = text("제목을 1자에서 {n}자 사이로 적어 주세요.", "Enter a title of 1 to {n} characters.");
pub const SLUG_NEEDED: Text = text(
    "제목으로 주소를 만들 수 없습니다. 영문 소문자와 숫자로 주소를 적어 주세요.",
    "No address can be made from this title. Enter one with lower-case letters and digits.",
);
pub const SLUG_TAKEN: Text =
    text("‘{slug}’ 주소는 다른 페이지가 쓰고 있습니다. 다른 주소를 적어 주세요.", "Another page has the address “{slug}”. Choose another.");
pub const HTML_TOO_LARGE: Text = text(
    "HTML은 {kb}KB까지 올릴 수 있습니다. 이미지나 스크립트를 파일로 빼고 다시 올려 주세요.",
    "The HTML may have at most {kb} KB. Move embedded images or scripts out of it and try again.",
);
pub const REDIRECT_FORM: Text = text(
    "https://로 시작하는 주소나 /로 시작하는 경로를 적어 주세요.",
    "Enter an address that begins with https:// or a path that begins with /.",
);
pub const THANK_YOU_BOTH: Text =
    text("감사 메시지와 이동할 주소 가운데 하나만 정해 주세요.", "Give either a message or an address to go to, not both.");
pub const STATUS_NAMES: Text =
    text("상태는 draft, published, archived 가운데 하나입니다.", "The status is one of draft, published, archived.");
pub const NO_FUNNEL: Text = text("그 퍼널은 없습니다. 다른 퍼널을 골라 주세요.", "There is no such funnel. Choose another.");
pub const HAS_CAMPAIGN: Text = text(
    "이 페이지로 만든 친구초대 캠페인이 있어 지울 수 없습니다. 대신 보관해 주세요.",
    "A viral campaign uses this page, so it can't be deleted. Archive it instead.",
);
pub const HAS_LEADS: Text = text(
    "이 페이지로 들어온 리드가 있어 삭제할 수 없습니다. 대신 보관해 주세요.",
    "This page has brought leads, so it cannot be deleted. Archive it instead.",
);

pub const DRAFT: Text = text("작성 중", "Draft");
pub const PUBLISHED: Text = text("게시 중", "Published");
pub const ARCHIVED: Text = text("보관됨", "Archived");

// Kinds of fields
pub const KIND_TEXT: Text = text("한 줄 글", "Text");
pub const KIND_EMAIL: Text = text("이메일", "E-mail");
pub const KIND_PHONE: Text = text("연락처", "Phone");
pub const KIND_NUMBER: Text = text("숫자", "Number");
pub const KIND_SELECT: Text = text("목록에서 하나", "One of a list");
pub const KIND_RADIO: Text = text("단추로 하나", "One by buttons");
pub const KIND_CHECKBOX: Text = text("체크 상자", "Checkboxes");
pub const KIND_TEXTAREA: Text = text("여러 줄 글", "Long text");
pub const KIND_DATE: Text = text("날짜", "Date");
pub const KIND_HIDDEN: Text = text("숨은 값", "Hidden value");
pub const KIND_CONSENT: Text = text("동의", "Consent");

// The admin's pages
pub const PAGES: Text = text("랜딩페이지", "Landing pages");
pub const PAGES_SUBTITLE: Text = text("{n}개", "{n} in all");
pub const NEW_PAGE: Text = text("새 페이지", "New page");
pub const SEARCH: Text = text("제목이나 주소로 찾기", "Search by title or address");
pub const STATUS: Text = text("상태", "Status");
pub const ANY_STATUS: Text = text("모든 상태", "Any status");
pub const TITLE: Text = text("제목", "Title");
pub const TITLE_HELP: Text = text(
    "목록과 감사 페이지에 쓰입니다. 브라우저 탭에는 HTML의 <title>이 나옵니다.",
    "For lists and the thank-you page. The browser's tab shows the HTML's <title>.",
);
pub const FUNNEL: Text = text("퍼널", "Funnel");
pub const FUNNEL_HELP: Text = text("새 리드는 이 퍼널의 첫 단계로 들어갑니다.", "New leads enter this funnel's first stage.");
pub const WITHOUT_FUNNEL: Text = text("퍼널 없음", "No funnel");
pub const UPDATED: Text = text("수정", "Updated");
pub const VIEWS_30: Text = text("30일 방문", "Visits, 30 days");
pub const OPT_INS_30: Text = text("30일 리드", "Leads, 30 days");
pub const EMPTY: Text = text("아직 랜딩페이지가 없습니다", "There are no landing pages yet");
pub const EMPTY_HELP: Text = text(
    "HTML 파일을 올리거나 기본 양식으로 시작해 보세요. 게시하면 신청이 바로 리드로 쌓입니다.",
    "Upload an HTML file or begin with our template. Once it is published, every request becomes a lead.",
);
pub const NONE_FOUND: Text = text("조건에 맞는 페이지가 없습니다", "No page matches");
pub const NONE_FOUND_HELP: Text = text("검색어나 상태를 바꿔 보세요.", "Try another search or status.");
pub const CHANGED: Text = text("수정됨", "Changed");

pub const NEW_HELP: Text =
    text("파일을 올리지 않으면 바로 쓸 수 있는 기본 페이지로 시작합니다.", "Without a file you begin with a ready-made page.");
pub const SLUG: Text = text("주소", "Address");
pub const SLUG_HELP_NEW: Text = text(
    "영문 소문자, 숫자, 하이픈(-). 비워 두면 제목으로 만듭니다.",
    "Lower-case letters, digits and hyphens. Made from the title when left blank.",
);
pub const SLUG_HELP: Text =
    text("주소를 바꾸면 곧바로 반영되고, 이전 주소는 열리지 않습니다.", "A new address counts at once, and the old one no longer opens.");
pub const FILE: Text = text("HTML 파일", "HTML file");
pub const FILE_HELP_NEW: Text = text(
    "512KB까지. EUC-KR(CP949) 등 다른 인코딩은 UTF-8로 바꿔 저장합니다.",
    "Up to 512 KB. Other encodings, such as EUC-KR, are converted to UTF-8.",
);
pub const FILE_HELP: Text = text(
    "파일을 고르고 저장하면 위의 HTML을 대신합니다. 512KB까지, 다른 인코딩은 UTF-8로 바꿔 저장합니다.",
    "A file takes the place of the HTML above when you save. Up to 512 KB; other encodings are converted to UTF-8.",
);
pub const MAKE: Text = text("만들기", "Make page");
pub const MADE: Text = text("페이지를 만들었습니다. 내용을 다듬은 뒤 게시해 주세요.", "The page was made. Finish it, then publish it.");
pub const MADE_FROM: Text =
    text("{encoding} 파일을 UTF-8로 바꿔 페이지를 만들었습니다.", "The page was made from a file in {encoding}, converted to UTF-8.");
pub const SAVED: Text = text("저장했습니다.", "Saved.");
pub const SAVED_FROM: Text = text("{encoding} 파일을 UTF-8로 바꿔 저장했습니다.", "Saved; the file was in {encoding} and is now UTF-8.");
pub const LOSSY: Text = text(
    "알아볼 수 없는 글자가 있어 �로 바꿨습니다. 내용을 확인해 주세요.",
    "Some characters could not be read and became �. Please check the page.",
);
pub const SAVED_AND_PUBLISHED: Text = text("저장하고 게시했습니다.", "Saved and published.");
pub const IS_PUBLISHED: Text = text("게시했습니다. 방문자가 바로 볼 수 있습니다.", "Published. Visitors see it now.");
pub const IS_UNPUBLISHED: Text = text("게시를 내렸습니다. 방문자에게는 보이지 않습니다.", "Taken down. Visitors no longer see it.");
pub const IS_ARCHIVED: Text =
    text("보관했습니다. 방문자에게는 종료된 페이지로 보입니다.", "Archived. Visitors are told that the page has ended.");
pub const IS_RESTORED: Text =
    text("{n}번 버전을 불러왔습니다. 게시하면 방문자에게 보입니다.", "Version {n} is in the editor. Publish it to show it to visitors.");
pub const IS_DELETED: Text = text("페이지를 삭제했습니다.", "The page was deleted.");

pub const BASICS: Text = text("기본 정보", "Basics");
pub const CONTENT: Text = text("페이지 내용", "Page content");
pub const HTML: Text = text("HTML", "HTML");
pub const HTML_HELP: Text = text(
    "신청 폼은 <form data-dangol></form> 또는 {{form}} 자리에 들어가고, 둘 다 없으면 맨 아래에 놓입니다.",
    "The form takes the place of <form data-dangol></form> or {{form}}; without either it stands at the end.",
);
pub const FORM: Text = text("신청 폼", "Form");
pub const FORM_HELP: Text = text(
    "이름(코드)이 name, phone, email, company인 항목은 고객 정보로, 나머지는 리드의 추가 정보로 저장됩니다.",
    "Fields whose key is name, phone, email or company fill the customer; the others are kept with the lead.",
);
pub const FIELD_LABEL: Text = text("항목 이름", "Label");
pub const FIELD_NAME: Text = text("코드", "Key");
pub const FIELD_KIND: Text = text("종류", "Kind");
pub const FIELD_REQUIRED: Text = text("필수 항목", "Required");
pub const FIELD_OPTIONS: Text = text("선택지 (한 줄에 하나)", "Options, one a line");
pub const FIELD_HELP: Text = text("도움말", "Help text");
pub const FIELD_DEFAULT: Text = text("기본값", "Default");
pub const FIELD_TEXT: Text = text("동의 내용", "Wording of the consent");
pub const FIELD_MORE: Text = text("선택지 · 도움말 · 기본값", "Options, help, default");
pub const FIELD_MORE_CONSENT: Text = text("동의 내용 · 도움말", "Wording, help");
pub const FIELD_N: Text = text("{n}번 항목", "Field {n}");
pub const ADD_FIELD: Text = text("항목 추가", "Add a field");
pub const REMOVE_FIELD: Text = text("{n}번 항목 삭제", "Remove field {n}");
pub const FIELD_UP: Text = text("{n}번 항목 위로", "Move field {n} up");
pub const FIELD_DOWN: Text = text("{n}번 항목 아래로", "Move field {n} down");
pub const ROWS_CHANGED: Text = text("아직 저장하지 않았습니다. 다 고친 뒤 저장해 주세요.", "Not saved yet. Save when you are done.");

pub const AFTERWARDS: Text = text("신청 후 안내", "After the form is sent");
pub const MESSAGE: Text = text("감사 메시지", "Thank-you message");
pub const MESSAGE_HELP: Text = text("비워 두면 기본 메시지가 나옵니다.", "The usual message stands when this is blank.");
pub const REDIRECT: Text = text("이동할 주소", "Address to go to");
pub const REDIRECT_HELP: Text = text(
    "적어 두면 메시지 대신 이곳으로 보냅니다. https://로 시작하는 주소 또는 /로 시작하는 경로.",
    "When given, visitors go here instead of seeing the message. An address with https:// or a path with /.",
);
pub const SAVE: Text = text("저장", "Save");
pub const SAVE_AND_PUBLISH: Text = text("저장하고 게시", "Save and publish");

pub const PUBLICATION: Text = text("게시", "Publication");
pub const PUBLISH: Text = text("게시하기", "Publish");
pub const PUBLISH_CHANGES: Text = text("변경 사항 게시", "Publish changes");
pub const UNPUBLISH: Text = text("게시 내리기", "Take down");
pub const UNPUBLISH_LOSS: Text = text(
    "방문자에게 이 페이지가 보이지 않습니다. 광고를 하고 있다면 먼저 멈춰 주세요. 언제든 다시 게시할 수 있습니다.",
    "Visitors will no longer find this page. Stop its ads first. You can publish it again at any time.",
);
pub const ARCHIVE: Text = text("보관", "Archive");
pub const ARCHIVE_LOSS: Text = text(
    "방문자에게는 종료된 페이지라고 안내합니다. 모인 리드는 그대로 남습니다.",
    "Visitors are told that the page has ended. Its leads stay.",
);
pub const UNARCHIVE: Text = text("보관 해제", "Bring back");
pub const IS_BACK: Text = text("보관을 해제했습니다. 게시하면 다시 보입니다.", "The page is back as a draft. Publish it to show it again.");
pub const DIFFERS: Text = text(
    "게시된 내용과 다릅니다. 게시해야 방문자에게 반영됩니다.",
    "This differs from what is published. Publish it to show it to visitors.",
);
pub const PUBLISHED_AT: Text = text("게시 시각", "Published");
pub const VERSION: Text = text("버전", "Version");
pub const VERSION_N: Text = text("{n}번", "No. {n}");
pub const PUBLIC_URL: Text = text("공개 주소", "Public address");
pub const OPEN: Text = text("열기", "Open");
pub const PREVIEW: Text = text("미리보기", "Preview");
pub const PREVIEW_HELP: Text =
    text("저장한 내용을 1시간 동안 볼 수 있는 주소가 열립니다.", "Opens what is saved, at an address that works for an hour.");
pub const LAST_30: Text = text("최근 30일", "Last 30 days");
pub const VIEWS: Text = text("조회", "Views");
pub const UNIQUE_VIEWS: Text = text("방문", "Visits");
pub const OPT_INS: Text = text("접수", "Opt-ins");
pub const OPT_IN_RATE: Text = text("접수율", "Opt-in rate");
pub const VERSIONS: Text = text("게시 이력", "Publications");
pub const NO_VERSIONS: Text = text("게시하면 이곳에 버전이 남습니다.", "Each publication is kept here.");
pub const RESTORE: Text = text("불러오기", "Roll back");
pub const RESTORE_LOSS: Text = text(
    "편집 중인 내용이 {n}번 버전의 내용으로 바뀝니다. 지금 내용을 게시한 적이 없다면 되돌릴 수 없습니다.",
    "The draft becomes version {n}. What was never published in it is lost.",
);
pub const CURRENT: Text = text("게시 중", "Current");
pub const DANGER: Text = text("삭제", "Delete");
pub const DELETE: Text = text("페이지 삭제", "Delete page");
pub const DELETE_HELP: Text =
    text("리드가 한 건도 들어오지 않은 페이지만 삭제할 수 있습니다.", "Only a page that never brought a lead can be deleted.");
pub const DELETE_LOSS: Text = text(
    "‘{title}’ 페이지와 모든 버전이 삭제됩니다. 되돌릴 수 없습니다.",
    "“{title}” and all its versions are deleted. This cannot be undone.",
);

pub const PAGE_VIEWS_OF: Text = text("랜딩페이지를 보는 방식", "Ways to look at this page");
pub const EDIT_TAB: Text = text("내용", "Content");
pub const STATS_TAB: Text = text("수치", "Figures");
pub const STATS_OF: Text = text("{title} 수치", "Figures of {title}");
pub const STATS_SUBTITLE: Text = text("{from}부터 {to}까지", "{from} to {to}");
pub const NO_FIGURES: Text = text("이 기간에는 방문이 없습니다", "No visits in this period");
pub const NO_FIGURES_HELP: Text = text(
    "페이지를 게시하고 주소를 광고나 메시지에 넣으면 방문과 접수가 여기에 쌓입니다. 이미 했다면 기간을 넓혀 보세요.",
    "Publish the page and put its address into ads and messages: visits and opt-ins are counted here. Or choose a longer period.",
);
pub const BOT_VIEWS: Text = text("로봇 조회", "Robots’ views");
pub const BOTS_APART: Text = text("검색·미리보기 로봇 {n}회는 따로 셉니다", "{n} by robots, counted apart");
pub const DAY_CHART: Text = text("날짜별 방문과 접수", "Visits and opt-ins by day");
pub const PART: Text = text("이름", "Name");
pub const BY_SOURCE: Text = text("유입 경로", "Source");
pub const BY_CAMPAIGN: Text = text("캠페인", "Campaign");
pub const BY_DEVICE: Text = text("기기", "Device");
pub const BY_REFERRER: Text = text("링크가 있던 사이트", "Referring site");
pub const BY_DAY: Text = text("날짜", "Day");
pub const DIRECT: Text = text("직접 유입", "Direct");
pub const NO_CAMPAIGN: Text = text("캠페인 없음", "No campaign");
pub const NO_REFERRER: Text = text("링크 없이 들어옴", "No link");
pub const UNTOLD: Text = text("구분 전 기록", "Before sites were told apart");
pub const REST: Text = text("그 밖", "All others");
pub const STATS_NOTE: Text = text(
    "방문은 방문자와 날짜마다 한 번씩 셉니다. 접수율은 접수 ÷ 방문이고, 의심 접수는 빠집니다. 링크가 있던 사이트의 접수는 처음 들어온 사이트로 셉니다.",
    "A visit is one visitor on one day. The opt-in rate is opt-ins ÷ visits; suspects are left out. By site, an opt-in counts for the one that led to the first view.",
);
