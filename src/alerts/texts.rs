//! What alerts say, and what the product says about them.

use crate::base::lang::{Text, text};

pub const WRONG_EMAIL: Text = text("이메일 주소를 확인해 주세요: {typed}", "Check this e-mail address: {typed}");
pub const TOO_MANY: Text = text("주소는 {most}개까지 넣을 수 있습니다.", "At most {most} addresses.");
pub const LEAD_GONE: Text = text("보내기 전에 리드가 삭제되어 보내지 않았습니다.", "Not sent: the lead was deleted before.");

pub const NOT_THEIRS: Text =
    text("보내기 전에 담당자가 바뀌어 보내지 않았습니다.", "Not sent: the lead was given to somebody else before.");

pub const SUBJECT: Text = text("[{account}] 새 리드: {name}", "[{account}] New lead: {name}");
pub const INTRO: Text = text("{account}에 새 리드가 접수되었습니다.", "A new lead has come in for {account}.");
pub const ROW_NAME: Text = text("이름", "Name");
pub const ROW_PHONE: Text = text("전화", "Phone");
pub const ROW_EMAIL: Text = text("이메일", "E-mail");
pub const ROW_PAGE: Text = text("랜딩페이지", "Landing page");
pub const ROW_SOURCE: Text = text("유입 경로", "Source");
pub const ROW_AT: Text = text("접수일시", "Received at");
pub const OPEN: Text = text("리드 보기", "Open the lead");
pub const MASKED_NOTE: Text = text(
    "개인정보 보호를 위해 일부를 가렸습니다. 전체 내용은 로그인 후 볼 수 있습니다.",
    "Some of it is masked to protect people's data. Log in to see everything.",
);

pub const TITLE: Text = text("알림", "Alerts");
pub const SUBTITLE: Text = text("새 리드가 오면 누구에게 알릴지 정합니다", "Who hears of a new lead");
pub const FAILED_NOTICE: Text = text("보내지 못한 알림이 {count}건 있습니다.", "{count} alerts could not be sent.");
pub const TO_FAILED: Text = text("실패한 발송 보기", "See what failed");
pub const NO_MAIL_SERVER: Text =
    text("메일 서버가 없어 알림 메일이 나가지 않습니다.", "No mail server is set up, so no alert leaves by mail.");
pub const TO_MAIL_SERVER: Text = text("메일 서버 설정하기", "Set a mail server up");
pub const NOBODY: Text = text(
    "아직 정하지 않았습니다. 지금은 담당자가 배정된 리드만 담당자에게 알립니다.",
    "Nothing is chosen yet: only leads that have an assignee are told, to that person.",
);
pub const MAIL_CARD: Text = text("메일 알림", "By mail");
pub const FIELD_ASSIGNEE: Text = text("배정된 담당자에게 보내기", "To the lead's assignee");
pub const FIELD_EMAILS: Text = text("항상 받을 주소", "Always to these addresses");
pub const FIELD_EMAILS_HELP: Text = text("한 줄에 하나씩, 20개까지 넣을 수 있습니다.", "One a line, at most 20.");
pub const FIELD_FULL_MAIL: Text = text("이름과 연락처를 가리지 않고 보내기", "Names and numbers in full");
pub const FULL_HELP: Text =
    text("끄면 홍*동, 010-****-5678처럼 가려서 보냅니다.", "Otherwise they are masked, like H**g and 010-****-5678.");
pub const VEILED_HELP: Text = text(
    "이 고객사는 목록에서 개인정보를 가리도록 설정되어 있어, 알림에서도 항상 가립니다.",
    "This account masks people on its lists, so alerts are always masked too.",
);
pub const WEBHOOK_CARD: Text = text("웹훅 알림", "Through the webhook");
pub const FIELD_WEBHOOK: Text = text("새 리드를 웹훅으로 보내기", "Tell the webhook of new leads");
pub const NO_WEBHOOK: Text = text("웹훅 주소가 아직 없습니다. ", "There is no webhook address yet. ");
pub const TO_WEBHOOK: Text = text("웹훅 주소 넣기", "Enter one");
pub const FIELD_FULL_WEBHOOK: Text = text("웹훅에 이름과 연락처를 가리지 않고 보내기", "Names and numbers in full in the webhook");
pub const SAVE: Text = text("저장", "Save");
pub const SAVED: Text = text("저장했습니다.", "Saved.");

pub const DELIVERIES: Text = text("발송 기록", "Deliveries");
pub const DELIVERIES_SUBTITLE: Text = text(
    "알림 메일과 웹훅이 언제 나갔고 무엇이라고 답했는지 30일 동안 보관합니다",
    "What left by mail and webhook, when, and what the other side said; kept for 30 days",
);
pub const ALL: Text = text("전체", "All");
pub const WAITING: Text = text("대기 중", "Waiting");
pub const RUNNING: Text = text("보내는 중", "Sending");
pub const FAILED: Text = text("실패", "Failed");
pub const SENT: Text = text("보냄", "Sent");
pub const STATES: Text = text("상태로 거르기", "Filter by state");
pub const COLUMN_WHAT: Text = text("내용", "What");
pub const COLUMN_STATE: Text = text("상태", "State");
pub const COLUMN_ANSWER: Text = text("마지막 응답", "Last answer");
pub const COLUMN_TRIES: Text = text("시도", "Tries");
pub const COLUMN_AT: Text = text("만든 시각", "Queued");
pub const COLUMN_ACTION: Text = text("작업", "Action");
pub const WHAT_LETTER: Text = text("메일", "Mail");
pub const WHAT_LEAD_MAIL: Text = text("새 리드 알림 메일", "New-lead alert by mail");
pub const WHAT_LEAD_WEBHOOK: Text = text("새 리드 웹훅", "New lead to the webhook");
pub const WHAT_WEBHOOK: Text = text("웹훅 호출", "Webhook call");
pub const LEAD: Text = text("리드 {id}", "Lead {id}");
pub const NEXT_TRY: Text = text("다음 시도 {at}", "Next try at {at}");
pub const AGAIN: Text = text("다시 보내기", "Send again");
pub const SENT_AGAIN: Text = text("다시 보냅니다. 잠시 뒤 결과를 확인하세요.", "It is sent again. See in a moment what comes of it.");
pub const NONE: Text = text("아직 보낸 것이 없습니다", "Nothing has been sent yet");
pub const NONE_HELP: Text = text(
    "알림을 받을 주소나 웹훅을 정하면, 새 리드가 올 때마다 여기에 기록됩니다.",
    "Choose who is alerted; every new lead then leaves a line here.",
);
pub const TO_ALERTS: Text = text("알림 설정하기", "Choose who is alerted");
pub const NONE_FOUND: Text = text("이 상태의 기록이 없습니다", "Nothing in this state");
pub const NONE_FOUND_HELP: Text = text("다른 상태를 골라 보세요.", "Choose another state.");

pub const WARNING: Text = text("주의", "Warning");
pub const CRITICAL: Text = text("긴급", "Critical");
pub const SUBJECT_WARNING: Text = text("[단골] 주의: {what}", "[Dangol] Warning: {what}");
pub const SUBJECT_CRITICAL: Text = text("[단골] 긴급: {what}", "[Dangol] Critical: {what}");
pub const SUBJECT_OVER: Text = text("[단골] 해결됨: {what}", "[Dangol] Over: {what}");
pub const SUBJECT_TEST: Text = text("[단골] 시험 경보입니다", "[Dangol] A test alarm");
pub const INTRO_RAISED: Text =
    text("{agency}의 단골에 확인이 필요한 문제가 생겼습니다.", "Something needs a look in the Dangol of {agency}.");
pub const INTRO_OVER: Text = text("{agency}의 단골에서 아래 문제가 해결되었습니다.", "This is over in the Dangol of {agency}.");
pub const INTRO_TEST: Text = text(
    "{agency}의 단골에서 보낸 시험 경보입니다. 이 메일이 보이면 경보가 잘 도착합니다.",
    "This is a test alarm of the Dangol of {agency}. If you can read it, alarms arrive.",
);
pub const ROW_WHAT: Text = text("내용", "What");
pub const ROW_REMEDY: Text = text("할 일", "What to do");
pub const ROW_SINCE: Text = text("시작", "Since");
pub const ROW_OVER: Text = text("끝난 시각", "Over at");
pub const OPEN_ALARMS: Text = text("경보 보기", "See the alarms");
pub const TEST_WHAT: Text = text("시험 경보입니다. 문제는 없습니다.", "A test alarm. Nothing is wrong.");
pub const TEST_REMEDY: Text = text("하실 일은 없습니다.", "There is nothing to do.");

pub const ALARMS: Text = text("경보", "Alarms");
pub const ALARMS_SUBTITLE: Text = text(
    "서버에 생긴 문제와 해야 할 일입니다. 지난 경보는 30일 동안 보관합니다.",
    "What is wrong with the appliance, and what to do; kept for 30 days",
);
pub const OPEN_CARD: Text = text("지금 열려 있는 경보", "Open now");
pub const PAST_CARD: Text = text("지난 경보", "Over");
pub const ALL_IS_WELL: Text = text("지금은 문제가 없습니다.", "Nothing is wrong now.");
pub const NO_ALARMS: Text = text("경보가 없습니다", "No alarms");
pub const NO_ALARMS_HELP: Text = text(
    "작업 실패, 디스크 부족 같은 문제가 생기면 여기에 표시하고 알려 드립니다. 누가 받을지 먼저 정해 주세요.",
    "A failed job or a full disk is shown here and told. Choose first who is told.",
);
pub const TO_RECEIVERS: Text = text("받는 곳 정하기", "Choose who is told");
pub const COLUMN_SEVERITY: Text = text("정도", "Severity");
pub const COLUMN_ALARM: Text = text("내용과 할 일", "What, and what to do");
pub const COLUMN_SINCE: Text = text("시작", "Since");
pub const COLUMN_UNTIL: Text = text("해결", "Over");
pub const COLUMN_TOLD: Text = text("알림", "Told");
pub const COLUMN_SEEN: Text = text("확인", "Seen");
pub const NOT_TOLD: Text = text("알리지 못함", "Not told");
pub const SEE: Text = text("확인", "Seen");
pub const SEEN: Text =
    text("확인한 것으로 표시했습니다. 해결될 때까지 목록에는 남아 있습니다.", "Marked as seen. It stays listed until it is over.");
pub const SEEN_BY: Text = text("{name} 확인", "Seen by {name}");
pub const STILL: Text = text("마지막 확인 {at}", "Last found {at}");

pub const RECEIVERS: Text = text("경보 받는 곳", "Who is told of alarms");
pub const RECEIVERS_SUBTITLE: Text =
    text("문제가 생겼을 때와 해결되었을 때 한 번씩 알립니다.", "Told once when something goes wrong, and once when it is over.");
pub const NO_WAY: Text = text(
    "대행사의 메일 서버도 웹훅도 없어 경보가 화면에만 표시됩니다.",
    "The agency has neither a mail server nor a webhook: alarms are only shown here.",
);
pub const NO_AGENCY_MAIL: Text =
    text("대행사의 메일 서버가 없어 경보 메일이 나가지 않습니다.", "The agency has no mail server, so no alarm leaves by mail.");
pub const OWNERS_SO_FAR: Text =
    text("아직 정하지 않았습니다. 지금은 대표 모두에게 메일로 알립니다.", "Nothing is chosen yet: all owners are told by mail.");
pub const FIELD_OWNERS: Text = text("대표 모두에게 보내기", "To all owners");
pub const FIELD_ALARM_EMAILS: Text = text("함께 받을 주소", "Also to these addresses");
pub const FIELD_ALARM_WEBHOOK: Text = text("경보를 웹훅으로 보내기", "Tell the webhook of alarms");
pub const MAIL_OF_ALARMS: Text = text("메일", "By mail");
pub const WEBHOOK_OF_ALARMS: Text = text("웹훅", "Through the webhook");
pub const TEST_CARD: Text = text("시험 경보", "Test alarm");
pub const TEST_HELP: Text =
    text("저장한 모든 곳으로 시험 경보를 보냅니다.", "Sends a test alarm everywhere that is chosen above and saved.");
pub const TEST: Text = text("시험 경보 보내기", "Send a test alarm");
pub const TESTED: Text =
    text("시험 경보를 보냈습니다. 아래에서 결과를 확인하세요.", "The test alarm is on its way. See below what comes of it.");
pub const NOBODY_TO_TELL: Text = text(
    "보낼 곳이 없습니다. 메일 서버나 웹훅을 설정하고 받는 곳을 골라 주세요.",
    "There is nowhere to send it. Set a mail server or a webhook up and choose who is told.",
);
pub const RECENT: Text = text("최근 발송", "Sent last");
