//! What the product says on the first day.

use crate::base::lang::{Text, text};

pub const FIRST_DAY: Text = text("처음 설정", "Set-up");
pub const STEP_AGENCY: Text = text("대행사", "Agency");
pub const STEP_SECOND_FACTOR: Text = text("2단계 인증", "Two-step log-in");
pub const STEP_ACCOUNT: Text = text("첫 고객사", "First account");
pub const STEP_MAIL: Text = text("메일", "Mail");
pub const STEP_HOSTS: Text = text("주소", "Addresses");
pub const STEP_KEY: Text = text("복구 키", "Recovery key");

pub const BACK: Text = text("이전", "Back");
pub const NEXT: Text = text("다음", "Next");
pub const SKIP: Text = text("지금은 건너뛰기", "Skip for now");
pub const LATER: Text = text("나중에 이어서 하기", "Go on another time");
pub const SAVE: Text = text("저장", "Save");
pub const SAVED: Text = text("저장했습니다.", "Saved.");

pub const AGENCY_HELP: Text = text(
    "대행사와 첫 대표가 등록되었습니다. 이름은 언제든 바꿀 수 있습니다.",
    "The agency and its first owner are registered. You can rename it at any time.",
);
pub const AGENCY_NAME: Text = text("대행사 이름", "Agency");
pub const OWNER: Text = text("대표", "Owner");
pub const TO_PROFILE: Text = text("내 정보와 비밀번호 바꾸기", "Change your profile and password");

pub const TOTP_HELP: Text = text(
    "비밀번호를 알아낸 사람도 휴대폰의 코드가 없으면 들어올 수 없습니다. 1분이면 켤 수 있습니다.",
    "Whoever learns your password still can't get in without the code on your phone. It takes a minute.",
);
pub const TOTP_WITHOUT: Text = text(
    "건너뛰면 비밀번호만으로 모든 고객사의 개인정보가 열립니다. 나중에 ‘내 정보와 보안’에서 켤 수 있습니다.",
    "Without it your password alone opens the personal data of every account. You can turn it on later under “Profile and security”.",
);
pub const TOTP_SCAN: Text = text(
    "인증 앱(구글 OTP, Microsoft Authenticator 등)에서 계정 추가를 누르고 이 QR 코드를 찍어 주세요.",
    "In an authenticator app (Google or Microsoft Authenticator, for one) choose to add an account and scan this code.",
);
pub const TOTP_QR: Text = text("인증 앱에 등록하는 QR 코드", "QR code for the authenticator app");
pub const TOTP_BY_HAND: Text = text("찍을 수 없다면 이 키를 직접 넣어 주세요.", "If you can't scan it, type this key.");
pub const TOTP_SECRET: Text = text("등록 키", "Key");
pub const CODE: Text = text("인증 코드", "Code");
pub const CODE_HELP: Text = text("앱에 보이는 6자리 숫자", "The six digits that the app shows");
pub const TOTP_TURN_ON: Text = text("2단계 인증 켜기", "Turn it on");
pub const TOTP_ON: Text = text(
    "2단계 인증을 쓰고 있습니다. 로그인할 때 인증 앱의 코드를 묻습니다.",
    "The second step is on: logging in asks for a code of your app.",
);
pub const TO_SECOND_FACTOR: Text = text("복구 코드와 해제", "Recovery codes and turning off");
pub const CODES: Text = text("복구 코드", "Recovery codes");
pub const CODES_HELP: Text = text(
    "2단계 인증을 켰습니다. 아래 복구 코드는 지금만 볼 수 있습니다. 휴대폰을 잃었을 때 쓰도록 안전한 곳에 보관해 주세요. 코드 하나는 한 번만 쓸 수 있습니다.",
    "The second step is on. These recovery codes are shown only now. Keep them somewhere safe for the day your phone is lost. Each works once.",
);
pub const CODES_KEPT: Text = text("보관했습니다. 다음", "I have kept them. Next");

pub const ACCOUNT_HELP: Text = text(
    "맡은 고객(광고주) 하나를 등록합니다. 고객사마다 데이터가 따로 보관됩니다.",
    "Register one of your clients. Each client's data are kept apart from the others'.",
);
pub const ACCOUNT_NAME: Text = text("고객사 이름", "Client");
pub const ACCOUNT_NAME_EXAMPLE: &str = "한빛치과";
pub const ACCOUNT_SLUG: Text = text("주소 이름", "Address name");
pub const ACCOUNT_SLUG_HELP: Text = text(
    "랜딩페이지 주소에 들어갑니다. 영문 소문자와 숫자로 쓰고, 비우면 이름에서 만듭니다.",
    "Part of the landing pages' address, in lower-case letters and digits. Left blank, it is made from the name.",
);
pub const ADDRESS_WILL_BE: Text = text("주소: {url}", "Address: {url}");
pub const ADDRESS_UNKNOWN: Text = text(
    "이 이름으로는 주소를 만들 수 없습니다. 주소 이름을 영문으로 넣어 주세요.",
    "No address can be made of this name. Enter an address name in letters.",
);
pub const ZONE_AND_LANGUAGE: Text = text("시간대와 언어", "Time zone and language");
pub const TIME_ZONE: Text = text("시간대", "Time zone");
pub const LOCALE: Text = text("방문자에게 보이는 언어", "Language for visitors");
pub const LOCALE_KO: Text = text("한국어", "Korean");
pub const LOCALE_EN: Text = text("영어", "English");
pub const WITH_PAGE: Text = text("상담 신청 페이지와 퍼널도 함께 만들기", "Make a consultation page and a funnel too");
pub const WITH_PAGE_HELP: Text = text(
    "바로 열어 볼 수 있는 페이지입니다. 문구는 나중에 고치거나 지울 수 있습니다.",
    "A page that you can open at once. You can change or delete it later.",
);
pub const CREATE: Text = text("고객사 만들기", "Create the account");
pub const CREATED: Text = text("고객사를 만들었습니다.", "The account is ready.");
pub const ACCOUNT_THERE: Text = text("‘{name}’ 고객사가 있습니다.", "The account “{name}” is there.");
pub const SEE_PAGE: Text = text("방문자가 보는 페이지 열기", "Open the page as visitors see it");
pub const SEE_ACCOUNT: Text = text("고객사 화면으로", "To the account");
pub const ADD_ACCOUNT: Text = text("고객사 더 추가", "Add another account");
pub const FUNNEL_NAME: Text = text("상담", "Consultation");
pub const PAGE_TITLE: Text = text("무료 상담 신청", "Free consultation");

pub const MAIL_HELP: Text = text(
    "새 리드 알림과 장애 경보를 보내는 메일 서버입니다. 쓰던 메일 계정의 SMTP 정보를 넣으면 됩니다.",
    "Sends alerts of new leads and of troubles. The SMTP details of a mailbox that you have will do.",
);
pub const MAIL_WITHOUT: Text = text(
    "건너뛰면 알림 메일이 나가지 않고 화면에서만 볼 수 있습니다.",
    "Without it no alert leaves by mail; you see them on these pages only.",
);
pub const MAIL_KNOWN: Text = text("자주 쓰는 메일 서버", "Servers in common use");
/// Service, server, port and kind of encryption.
pub const KNOWN_SERVERS: &[(Text, &str, &str, &str)] = &[
    (text("네이버 메일", "Naver Mail"), "smtp.naver.com", "587", "STARTTLS"),
    (text("네이버웍스", "Naver Works"), "smtp.worksmobile.com", "587", "STARTTLS"),
    (text("다음·카카오 메일", "Daum and Kakao Mail"), "smtp.daum.net", "465", "TLS"),
    (text("구글 메일", "Gmail and Google Workspace"), "smtp.gmail.com", "587", "STARTTLS"),
];
pub const MAIL_KNOWN_HELP: Text = text(
    "비밀번호 자리에는 대부분 그 서비스에서 만든 ‘앱 비밀번호’를 넣어야 합니다.",
    "Most of them want an “app password” that you make there, in place of your own.",
);
pub const SERVICE: Text = text("서비스", "Service");
pub const MAIL_HOST: Text = text("서버 이름", "Server name");
pub const MAIL_PORT: Text = text("포트", "Port");
pub const MAIL_SECURITY: Text = text("보안 방식", "Encryption");
pub const MAIL_USERNAME: Text = text("사용자 이름", "User name");
pub const MAIL_USERNAME_HELP: Text = text("로그인 없이 받는 서버라면 비워 두세요.", "Leave it blank for a server that asks for no log-in.");
pub const MAIL_PASSWORD: Text = text("비밀번호", "Password");
pub const MAIL_PASSWORD_KEPT: Text = text("저장되어 있습니다. 바꿀 때만 넣어 주세요.", "One is stored. Enter one only to change it.");
pub const MAIL_PASSWORD_NEW: Text = text("암호화해 저장하며 다시 보여 주지 않습니다.", "It is stored encrypted and never shown again.");
pub const MAIL_FROM: Text = text("보내는 주소", "Sender's address");
pub const MAIL_FROM_NAME: Text = text("보내는 이름", "Sender's name");
pub const MAIL_TRY: Text = text("저장하고 시험 메일 보내기", "Save and send a test letter");
pub const MAIL_TRIED: Text = text("{email}에 시험 메일을 보냈습니다. {answer}", "A test letter went to {email}. {answer}");
pub const MAIL_IN_USE: Text = text("{host}에서 {from} 이름으로 보냅니다.", "Mail leaves through {host} as {from}.");

pub const HOSTS_HELP: Text = text(
    "관리 화면과 방문자 페이지를 인터넷 주소로 열려면 설정 파일에 몇 줄을 넣어야 합니다. 여기서 그 줄을 만들어 드립니다.",
    "To reach the admin UI and visitors' pages under names of your own, a few lines go into the settings file. They are made here.",
);
pub const ADMIN_NOW: Text = text("관리 화면", "Admin UI");
pub const VISITORS_NOW: Text = text("방문자 페이지", "Visitors' pages");
pub const ONLY_HERE: Text = text("이 컴퓨터에서만", "this machine only");
pub const HOSTS_WISH: Text = text("쓰려는 주소", "Names you want");
pub const ADMIN_HOST: Text = text("관리 화면 주소", "Admin UI");
pub const ADMIN_HOST_HELP: Text = text("대행사 사람들이 로그인하는 주소", "Where you and your people log in");
pub const VISITORS_HOST: Text = text("방문자 페이지 주소", "Visitors' pages");
pub const VISITORS_HOST_HELP: Text = text("관리 화면과 다른 주소여야 합니다.", "Another name than the admin UI's.");
pub const WAY: Text = text("HTTPS는 누가 맡나요?", "Who does HTTPS?");
pub const WAY_ACME: Text =
    text("이 서버가 무료 인증서를 스스로 받습니다 (추천)", "This server, with free certificates that it gets by itself (recommended)");
pub const WAY_FILES: Text = text("이 서버가, 준비한 인증서 파일로", "This server, with certificate files of your own");
pub const WAY_PROXY: Text = text("앞에 있는 프록시가 (nginx, Caddy 등)", "A proxy in front of it, such as nginx or Caddy");
pub const WAY_NEEDED: Text = text("HTTPS를 맡을 곳을 골라 주세요.", "Choose who does HTTPS.");
pub const HOST_NEEDED: Text =
    text("admin.example.kr처럼 점이 들어간 이름을 넣어 주세요.", "Enter a name with a dot, such as admin.example.com.");
pub const SAME_HOST: Text = text(
    "관리 화면과 다른 이름을 넣어 주세요. 방문자 페이지의 스크립트가 관리 화면에 닿으면 안 됩니다.",
    "Enter another name than the admin UI's: scripts of visitors' pages must never reach it.",
);
pub const ACME_EMAIL: Text = text("발급 기관이 소식을 보낼 이메일", "E-mail for the certificate authority");
pub const ACME_EMAIL_HELP: Text = text("무료 인증서를 받을 때만 씁니다.", "Used for the free certificates only.");
pub const MAKE_LINES: Text = text("확인하고 설정 줄 만들기", "Check and make the lines");
pub const DNS: Text = text("1. 도메인 확인", "1. The domain");
pub const DNS_HERE: Text = text("이 서버({own})를 가리킵니다.", "It leads to this server ({own}).");
pub const DNS_TO: Text = text(
    "{found}을(를) 가리킵니다. 이 서버가 밖으로 쓰는 주소는 {own}입니다. 공유기나 프록시 주소라면 괜찮고, 아니라면 도메인 관리 화면에서 A 레코드를 이 서버의 공인 주소로 바꿔 주세요.",
    "It leads to {found}, while this server goes out as {own}. That is right where a router or proxy stands there; otherwise set its A record to this server's public address.",
);
pub const DNS_NOWHERE: Text = text(
    "아직 어디도 가리키지 않습니다. 도메인 관리 화면에서 {host}의 A 레코드를 이 서버의 공인 주소로 만들어 주세요. 적용에 몇 분에서 몇 시간이 걸립니다.",
    "It leads nowhere yet. Make an A record for {host} with this server's public address; that takes minutes to hours.",
);
pub const NO_OWN_ADDRESS: Text = text("알 수 없음", "unknown");
pub const LINES: Text = text("2. 설정 파일에 넣기", "2. Into the settings file");
pub const LINES_HELP: Text = text(
    "서버에서 {file} 파일을 열어, [ ]로 시작하는 제목보다 앞인 맨 위에 이 줄을 넣어 주세요. 같은 설정이 이미 있으면 그 줄을 바꿔 주세요.",
    "On the server, open {file} and put these lines at its top, before any heading in [ ]. Where one of them is there already, change that line instead.",
);
pub const LINES_LABEL: Text = text("설정 줄", "Lines of the settings file");
pub const FILES_HELP: Text = text(
    "인증서(체인 포함)와 개인 키를 dangol 사용자가 읽을 수 있는 곳에 두고 두 줄의 경로를 맞춰 주세요.",
    "Put the certificate with its chain and the private key where the user dangol can read them, and set both paths.",
);
pub const PROXY_HELP: Text = text(
    "프록시는 {admin}을(를) {admin_to}(으)로, {visitors}을(를) {visitors_to}(으)로 보내고 Host와 X-Forwarded-For를 그대로 넘겨야 합니다. 프록시가 다른 장비에 있으면 신뢰할 주소를 바꿔 주세요.",
    "The proxy passes {admin} to {admin_to} and {visitors} to {visitors_to}, with Host and X-Forwarded-For kept. Where it stands on another machine, change the trusted address.",
);
pub const PORTS_HELP: Text = text(
    "밖에서 80번과 443번 포트로 이 서버에 닿을 수 있어야 합니다. 공유기나 방화벽이 있으면 두 포트를 열어 주세요.",
    "Ports 80 and 443 of this server must be reachable from outside. Open both where a router or firewall stands in between.",
);
pub const RESTART: Text = text("3. 다시 시작", "3. Restart");
pub const RESTART_HELP: Text = text("다시 시작한 뒤에는 {url}에서 로그인해 주세요.", "After the restart, log in at {url}.");
pub const RESTART_LABEL: Text = text("다시 시작하는 명령", "Command to restart");
pub const HOSTS_SET: Text = text("두 주소가 정해져 있습니다.", "Both addresses are set.");
pub const HOSTS_OF_ACCOUNTS: Text =
    text("고객사 자신의 도메인은 고객사의 설정에서 따로 연결합니다.", "A client's own domain is connected in that account's settings.");

pub const TO_DOMAINS: Text = text("고객사 도메인 연결", "Connect a client's domain");

pub const KEY_HELP: Text = text(
    "백업은 암호화되어 있어 복구 키가 없으면 아무도, 만든 저희도 열 수 없습니다. 지금 한 번 인쇄해 이 장비 밖에 보관해 주세요.",
    "Backups are encrypted: without the recovery key nobody can open them, not even we. Print it once now and keep it away from this machine.",
);
pub const KEY_OPEN: Text = text("복구 키 시트 열기", "Open the sheet");
pub const KEY_OPEN_HELP: Text = text(
    "새 창에서 열립니다. 인쇄한 뒤 이 창으로 돌아와 다음을 눌러 주세요.",
    "It opens in a new window. Print it, come back here and go on.",
);
pub const KEY_SEEN: Text =
    text("복구 키를 보여 드렸습니다. 인쇄한 종이를 잘 보관해 주세요.", "The recovery key was shown. Keep the printed sheet safe.");

pub const END_TITLE: Text = text("준비가 끝났습니다", "You are ready");
pub const END_TITLE_OPEN: Text = text("여기까지 하셨습니다", "This is how far you came");
pub const END_HELP: Text =
    text("남은 단계는 언제든 설정 화면에서 다시 할 수 있습니다.", "You can take up what is left at any time, from the settings.");
pub const DONE: Text = text("마침", "Done");
pub const LEFT: Text = text("남음", "Left");
pub const WHAT_NEXT: Text = text("이제 할 일", "What next");
pub const NEXT_INVITE: Text = text("함께 일할 사람 초대하기", "Invite the people you work with");
pub const NEXT_ALERTS: Text = text("새 리드를 누가 알림으로 받을지 정하기", "Choose who hears of new leads");
pub const NEXT_OFFSITE: Text = text("백업을 이 장비 밖에도 복사하기", "Copy the backups off this machine");
pub const NEXT_SETTINGS: Text = text("모든 설정 둘러보기", "Look at all settings");
pub const FINISH: Text = text("처음 설정 마치기", "Finish the set-up");
pub const FINISHED: Text = text("처음 설정을 마쳤습니다.", "The set-up is finished.");
