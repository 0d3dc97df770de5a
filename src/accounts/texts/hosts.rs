//! What the product says about the accounts' own host names.

use crate::base::lang::{Text, text};

pub const NAME_MISSING: Text = text("도메인을 입력해 주세요. 예: www.example.kr", "Enter a domain, for example www.example.kr.");
pub const NAME_WRONG: Text = text(
    "도메인 이름을 확인해 주세요. 포트나 경로 없이 www.example.kr이나 단골.한국처럼 입력합니다.",
    "Check the domain. Enter only the name, such as www.example.kr or 단골.한국, without a port or a path.",
);
pub const NAME_TOO_LONG: Text = text("도메인은 253자까지 쓸 수 있습니다.", "A domain has at most 253 characters.");
pub const NAME_IS_ADDRESS: Text =
    text("IP 주소는 등록할 수 없습니다. 도메인 이름을 입력해 주세요.", "An IP address can't be added. Enter a domain name.");
pub const NAME_IS_OURS: Text = text(
    "이 서버가 이미 쓰고 있는 이름입니다. 고객사의 도메인을 입력해 주세요.",
    "This box uses that name itself. Enter a domain of the client's own.",
);
pub const NAME_TAKEN: Text = text(
    "이미 등록된 도메인입니다. 다른 고객사에 등록되어 있다면 그 고객사에서 먼저 삭제해 주세요.",
    "This domain is in use already. Where another account has it, remove it there first.",
);
pub const TOO_MANY: Text = text(
    "도메인은 고객사마다 {most}개까지 등록할 수 있습니다. 쓰지 않는 도메인을 삭제한 뒤 다시 해 주세요.",
    "An account has at most {most} domains. Remove one that is not in use, then try again.",
);
pub const NO_SUCH_PAGE: Text =
    text("그런 랜딩페이지가 없습니다. 목록에서 다시 골라 주세요.", "There is no such landing page. Choose one from the list.");

pub const STATE_UNCHECKED: Text = text("확인 전", "Not checked yet");
pub const STATE_HERE: Text = text("연결됨", "Connected");
pub const STATE_ELSEWHERE: Text = text("다른 서버로 연결됨", "Leads elsewhere");
pub const STATE_NOWHERE: Text = text("DNS 설정 필요", "DNS not set");
pub const STATE_UNSURE: Text = text("확인할 수 없음", "Can't tell");

pub const TITLE: Text = text("도메인", "Domains");
pub const SUBTITLE: Text = text(
    "고객사의 도메인으로 랜딩페이지를 보여 줍니다. 링크와 공유 주소에도 쓸 수 있습니다.",
    "Landing pages under the client's own names, which links can carry too.",
);
pub const NONE: Text = text("등록된 도메인이 없습니다", "No domain yet");
pub const NONE_HELP: Text = text(
    "고객사가 가진 도메인을 위에 입력하면 DNS에 무엇을 설정할지 알려 드립니다. 그 전까지 페이지 주소는 {base}로 시작합니다.",
    "Enter a domain that the client owns above; what to set in its DNS is shown then. Until then pages begin with {base}.",
);
pub const ADD_CARD: Text = text("도메인 추가", "Add a domain");
pub const FIELD_NAME: Text = text("도메인", "Domain");
pub const FIELD_NAME_HELP: Text = text(
    "www.example.kr처럼 입력합니다. 한글 도메인도 그대로 쓸 수 있습니다.",
    "Such as www.example.kr. Names in Hangul work as they are.",
);
pub const FIELD_ROOT: Text = text("첫 화면", "Front page");
pub const FIELD_ROOT_HELP: Text =
    text("도메인만 입력했을 때 보이는 랜딩페이지입니다.", "The landing page that is shown at the domain itself.");
pub const NO_ROOT: Text = text("없음 (찾을 수 없음으로 보임)", "None (shown as not found)");
pub const ROOT_GONE: Text = text("삭제된 페이지", "A deleted page");
pub const ADD: Text = text("추가", "Add");
pub const SAVE: Text = text("저장", "Save");
pub const MAIN: Text = text("링크에 쓰는 도메인", "Used in links");
pub const MAKE_MAIN: Text = text("링크에 쓰기", "Use in links");
pub const MAKE_MAIN_LOSS: Text = text(
    "이 도메인은 아직 이 서버로 연결되지 않았거나 인증서가 없습니다. 지금 링크에 쓰면 페이지, 공유 링크, 미리보기가 열리지 않을 수 있습니다.",
    "This domain does not lead here yet, or has no certificate. Used in links now, pages, shared links and previews may not open.",
);
pub const UNMAKE_MAIN: Text = text("링크에 쓰지 않기", "No longer use in links");
pub const UNMAKE_MAIN_LOSS: Text = text(
    "앞으로 만드는 링크는 {base}로 시작합니다. 이미 나간 링크는 도메인이 있는 동안 계속 열립니다.",
    "Links made from now on begin with {base}. Those that are out already go on working as long as the domain is here.",
);
pub const CHECK: Text = text("지금 확인", "Check now");
pub const CHECKED_AT: Text = text("마지막 확인", "Last checked");
pub const NEVER: Text = text("아직 없음", "Never");
pub const REMOVE: Text = text("삭제", "Remove");
pub const REMOVE_LOSS: Text = text(
    "{name}(으)로 시작하는 주소는 모두 열리지 않습니다. 이미 보낸 메일과 문자, 광고, 인쇄물의 링크와 QR 코드도 마찬가지입니다. 페이지는 {base}에서 계속 열립니다.",
    "Every address that begins with {name} stops working, in mails and messages already sent, in ads and in print, QR codes included. The pages go on under {base}.",
);
pub const REMOVE_VERB: Text = text("도메인 삭제", "Remove the domain");
pub const DNS_TITLE: Text = text("DNS 설정", "DNS settings");
pub const DNS_HELP: Text = text(
    "도메인을 산 곳(가비아, 후이즈, 카페24 등)의 DNS 관리 화면에서 아래 줄을 추가해 주세요. 반영에는 몇 분에서 하루까지 걸립니다.",
    "Add the line below where the domain's DNS is managed, usually where it was bought. It takes from minutes to a day to come through.",
);
pub const DNS_EITHER: Text = text(
    "example.kr처럼 앞에 아무것도 붙지 않은 도메인에는 CNAME을 쓸 수 없습니다. 그때는 A(또는 AAAA)를, www.example.kr 같은 도메인에는 CNAME을 쓰세요.",
    "A bare domain such as example.kr can't have a CNAME: use A (or AAAA) there, and CNAME for names such as www.example.kr.",
);
pub const DNS_UNKNOWN: Text = text(
    "이 서버의 공인 주소가 아직 설정되지 않았습니다. 서버 관리자에게 public.base_url 설정을 요청하거나, A 레코드에 이 서버의 공인 IP 주소를 넣어 주세요.",
    "This box does not know its public address yet. Ask its operator to set public.base_url, or point an A record to the box's public IP address.",
);
pub const DNS_TYPE: Text = text("종류", "Type");
pub const DNS_NAME: Text = text("이름", "Name");
pub const DNS_VALUE: Text = text("값", "Value");
pub const FOUND: Text = text("지금 찾은 주소", "Found now");
pub const WANTED: Text = text("이 서버의 주소", "This box");
pub const CERTIFICATE: Text = text("HTTPS 인증서", "HTTPS certificate");
pub const CERT_GOOD: Text = text("{day}까지 유효", "Valid until {day}");
pub const CERT_WAITING: Text = text("발급 기다리는 중", "Waiting for it");
pub const CERT_NONE: Text = text("없음", "None");
pub const CERT_EXPIRED: Text = text("만료됨", "Expired");
pub const ADDRESS: Text = text("주소", "Address");
pub const FOUND_NOTHING: Text = text("없음", "Nothing");

pub const SAYS_UNCHECKED: Text = text(
    "DNS를 설정한 뒤 ‘지금 확인’을 누르세요. 누르지 않아도 몇 분 안에 저절로 확인합니다.",
    "Set the DNS, then press “Check now”. It is also checked by itself within minutes.",
);
pub const SAYS_HERE: Text = text("이 도메인은 이 서버로 연결되어 있습니다.", "This domain leads to this box.");
pub const SAYS_ELSEWHERE: Text = text(
    "이 도메인은 다른 서버로 연결되어 있습니다. DNS를 아래 안내대로 바꾸고 다른 A·AAAA 줄은 지워 주세요. Cloudflare 같은 프록시를 앞에 두었다면 이대로 두어도 됩니다.",
    "This domain leads to another server, or to another one too. Change its DNS as below and delete other A and AAAA lines. Where a proxy such as Cloudflare stands before this box, leave it as it is.",
);
pub const SAYS_NOWHERE: Text = text(
    "이 도메인의 주소를 찾을 수 없습니다. 아래 안내대로 DNS를 설정해 주세요. 방금 설정했다면 조금 뒤 다시 확인해 주세요.",
    "This domain has no address. Set its DNS as below. If you have just done so, check again in a while.",
);
pub const SAYS_UNSURE: Text = text(
    "도메인에 주소가 있지만, 이 서버의 공인 주소를 몰라 맞는지 확인할 수 없습니다. 서버 관리자에게 public.base_url 설정을 요청해 주세요.",
    "The domain has an address, but this box does not know its own, so it can't tell whether that is right. Ask its operator to set public.base_url.",
);

pub const ADDED: Text =
    text("도메인을 추가했습니다. 아래 DNS 설정을 확인해 주세요.", "The domain was added. See below what to set in its DNS.");
pub const SAVED: Text = text("저장했습니다.", "Saved.");
pub const REMOVED: Text = text("도메인을 삭제했습니다.", "The domain was removed.");
pub const CHECKED_NAME: Text = text("{name}의 DNS를 확인했습니다.", "The DNS of {name} was checked.");
