//! What is said of certificates.

use crate::base::lang::{Text, text};

pub const TITLE: Text = text("HTTPS 인증서", "HTTPS certificates");
pub const SETTINGS: Text = text("설정", "Settings");
pub const SUBTITLE: Text = text(
    "이 서버가 쓰는 이름마다 HTTPS 인증서가 언제까지 유효한지 보여 줍니다",
    "The HTTPS certificate of each host name of this server, and until when it is valid",
);

pub const OFF: Text = text("이 서버는 인증서를 직접 다루지 않습니다", "This server has no certificates of its own");
pub const OFF_PROXY: Text = text(
    "HTTPS는 앞에 있는 프록시가 맡고 있습니다. 인증서도 그 프록시에서 갱신합니다. 방문자의 주소를 바르게 알려면 public.trusted_proxies에 프록시의 주소가 있어야 합니다.",
    "A proxy in front of it speaks HTTPS and renews the certificates. For visitors' true addresses, public.trusted_proxies must name it.",
);
pub const OFF_PLAIN: Text = text(
    "HTTPS를 켜려면 이 서버를 가리키는 이름 두 개를 준비한 뒤 설정 파일에 아래 줄을 넣고 다시 시작해 주세요.",
    "To turn HTTPS on, have two names lead to this server, put these lines into the settings file, and start again.",
);

pub const HOST: Text = text("이름", "Host");
pub const STATE: Text = text("상태", "State");
pub const ISSUER: Text = text("발급 기관", "Issued by");
pub const VALID_UNTIL: Text = text("만료", "Valid until");
pub const ACTION: Text = text("작업", "Action");
pub const SIDE_ADMIN: Text = text("관리 화면", "Admin UI");
pub const SIDE_VISITORS: Text = text("방문자 페이지", "Visitors' pages");
pub const OWN_FILE: Text = text("직접 준비한 파일", "One's own file");
pub const GOOD: Text = text("정상", "Good");
pub const ENDING_SOON: Text = text("갱신 필요", "To be renewed");
pub const WAITING: Text = text("받는 중", "Being fetched");
pub const MISSING: Text = text("없음", "Missing");
pub const EXPIRED: Text = text("만료됨", "Expired");
pub const DAYS_LEFT: Text = text("{days}일 남음", "{days} days left");
pub const TRIED: Text = text("마지막 시도", "Last tried");
pub const NEXT: Text = text("다음 시도 {at}", "Next try {at}");
pub const RENEWED_AT: Text = text("{at}부터 자동 갱신", "Renewed from {at} on");
pub const TRY_NOW: Text = text("지금 시도", "Try now");
pub const TRYING: Text =
    text("지금 다시 시도합니다. 1분쯤 뒤 이 화면을 새로 고쳐 주세요.", "It is being tried now. Reload this page in a minute.");
pub const NO_HOSTS: Text = text("아직 이름이 없습니다", "There are no hosts yet");
pub const NO_HOSTS_HELP: Text = text(
    "서버를 켜고 잠시 뒤에 이 화면을 다시 열어 주세요.",
    "Open this page again in a moment, when the server has looked at its settings.",
);

pub const ENDING: Text = text("곧 만료됩니다. 새 인증서 파일로 바꿔 주세요.", "It expires soon. Replace the file by a new certificate.");
pub const ALARM: Text =
    text("{host}의 HTTPS 인증서에 문제가 있습니다. {why}", "Something is wrong with the HTTPS certificate of {host}. {why}");
pub const ALARM_REMEDY: Text = text(
    "고친 뒤 인증서 화면(/settings/certificates)에서 지금 시도를 눌러 주세요.",
    "When it is mended, press “Try now” on the certificates page (/settings/certificates).",
);

pub const NOT_YET: Text = text(
    "이 이름의 HTTPS 인증서를 받고 있습니다. 1분쯤 뒤 다시 열어 주세요. 계속되면 서버에서 dangol doctor를 실행해 주세요.",
    "The HTTPS certificate of this host is being fetched. Open it again in a minute; if that does not help, run `dangol doctor` on the server.",
);
pub const NOTHING_HERE: Text = text("이 이름으로는 아무것도 없습니다.", "There is nothing at this name.");
