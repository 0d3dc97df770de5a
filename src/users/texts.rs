//! What the product says about users.

use crate::base::lang::{Text, text};

pub const NAME: Text = text("이름은 50자까지입니다.", "A name has at most 50 characters.");
pub const AGENCY: Text = text("대행사 이름을 1자에서 100자까지 넣어 주세요.", "Give the agency's name in 1 to 100 characters.");
pub const PASSWORD_SHORT: Text = text("비밀번호는 10자 이상이어야 합니다.", "A password has at least 10 characters.");
pub const PASSWORD_LONG: Text = text("비밀번호는 200자까지입니다.", "A password has at most 200 characters.");
pub const PASSWORD_WEAK: Text =
    text("같은 글자만 되풀이하지 마세요. 더 다양하게 넣어 주세요.", "Use more than a few different characters.");
pub const EMAIL_TAKEN: Text = text("이미 등록된 이메일입니다.", "This e-mail address is already registered.");
pub const WRONG_LOGIN: Text =
    text("이메일이나 비밀번호가 맞지 않습니다. 다시 확인해 주세요.", "The e-mail address or the password is wrong. Please check both.");
pub const ALREADY_SET_UP: Text = text("이미 설정이 끝났습니다. 로그인해 주세요.", "The set-up has been done already. Please log in.");
pub const SETUP_EXPIRED: Text = text(
    "이 설정 주소는 한 번만 쓸 수 있고, 지금은 맞지 않습니다. 이미 설정했다면 로그인해 주세요. 아니라면 서버를 다시 시작하면 새 주소가 나옵니다.",
    "This set-up address works once, and is not valid now. Log in if the set-up was done; otherwise restart the server to get a new address.",
);

pub const LOG_IN: Text = text("로그인", "Log in");
pub const LOGGED_OUT: Text = text("로그아웃했습니다.", "You are logged out.");
pub const EMAIL: Text = text("이메일", "E-mail");
pub const PASSWORD: Text = text("비밀번호", "Password");
pub const PASSWORD_HELP: Text = text("10자 이상", "At least 10 characters");
pub const SET_UP: Text = text("처음 설정", "Set-up");
pub const SET_UP_HELP: Text = text(
    "대행사와 첫 대표를 등록합니다. 나머지는 나중에 이어서 할 수 있어요.",
    "Register the agency and its first owner. You can come back to everything after that.",
);
pub const AGENCY_NAME: Text = text("대행사 이름", "Agency");
pub const YOUR_NAME: Text = text("이름", "Your name");
pub const BEGIN: Text = text("시작하기", "Begin");

pub const WRONG_CODE: Text =
    text("인증 코드가 맞지 않습니다. 앱에 지금 보이는 코드를 넣어 주세요.", "The code is not right. Enter the one that the app shows now.");
pub const WRONG_PASSWORD: Text =
    text("현재 비밀번호가 맞지 않습니다. 다시 확인해 주세요.", "The present password is not right. Please check it.");
pub const ENROLMENT_STALE: Text = text(
    "이 QR 코드는 더 이상 쓸 수 없습니다. 화면을 새로 고쳐 다시 시작해 주세요.",
    "This QR code is no longer good. Reload the page and begin again.",
);
pub const NAME_NEEDED: Text = text("이름을 1자에서 50자까지 넣어 주세요.", "Give a name of 1 to 50 characters.");
pub const LOCALE: Text = text("언어를 골라 주세요.", "Choose a language.");
pub const LANGUAGE: Text = text("언어", "Language");
pub const SAVE: Text = text("저장", "Save");
pub const SAVED: Text = text("저장했습니다.", "Saved.");

pub const CODE: Text = text("인증 코드", "Code");
pub const CODE_TITLE: Text = text("2단계 인증", "Second step");
pub const CODE_HELP: Text = text(
    "인증 앱에 보이는 6자리 코드를 넣어 주세요. 휴대폰이 없다면 복구 코드를 넣어도 됩니다.",
    "Enter the six digits that your authenticator app shows. Without your phone, a recovery code works too.",
);
pub const CODE_SUBMIT: Text = text("확인", "Continue");
pub const CODE_LATE: Text = text("시간이 지나 처음부터 다시 로그인해야 합니다.", "That took too long. Please log in again.");
pub const BACK_TO_LOG_IN: Text = text("다른 계정으로 로그인", "Log in as somebody else");

pub const PROFILE: Text = text("내 정보와 보안", "Profile and security");
pub const ABOUT_YOU: Text = text("내 정보", "About you");
pub const CHANGE_PASSWORD: Text = text("비밀번호 바꾸기", "Change password");
pub const CURRENT_PASSWORD: Text = text("현재 비밀번호", "Present password");
pub const NEW_PASSWORD: Text = text("새 비밀번호", "New password");
pub const NEW_PASSWORD_HELP: Text =
    text("10자 이상. 바꾸면 다른 기기에서는 로그아웃됩니다.", "At least 10 characters. Other devices are logged out.");
pub const PASSWORD_CHANGED: Text =
    text("비밀번호를 바꿨습니다. 다른 기기에서는 로그아웃되었습니다.", "Your password is changed. Other devices are logged out.");

pub const SESSIONS: Text = text("로그인한 기기", "Where you are logged in");
pub const BROWSER: Text = text("기기", "Device");
pub const ADDRESS: Text = text("접속지", "From");
pub const LAST_SEEN: Text = text("마지막 사용", "Last used");
pub const SINCE: Text = text("로그인", "Logged in");
pub const THIS_ONE: Text = text("지금 이 기기", "This one");
pub const UNKNOWN_BROWSER: Text = text("알 수 없는 기기", "Unknown device");
pub const END_SESSION: Text = text("로그아웃", "Log out");
pub const END_OTHERS: Text = text("다른 기기 모두 로그아웃", "Log out everywhere else");
pub const SESSIONS_ENDED: Text = text("로그아웃했습니다.", "Logged out there.");

pub const SECOND_FACTOR: Text = text("2단계 인증", "Two-step log-in");
pub const SECOND_FACTOR_SUBTITLE: Text = text(
    "비밀번호를 알아낸 사람도 휴대폰의 코드가 없으면 로그인할 수 없습니다.",
    "Whoever learns your password still can't get in without the code on your phone.",
);
pub const TOTP_ON: Text = text("사용 중", "On");
pub const TOTP_OFF: Text = text("사용 안 함", "Off");
pub const TOTP_ON_HELP: Text = text("로그인할 때 인증 앱의 코드를 묻습니다.", "Logging in asks for a code of your authenticator app.");
pub const TOTP_OFF_HELP: Text = text(
    "구글 OTP, Microsoft Authenticator 같은 앱으로 로그인을 한 번 더 확인합니다.",
    "An app such as Google Authenticator confirms each log-in a second time.",
);
pub const TOTP_SET_UP: Text = text("2단계 인증 켜기", "Turn it on");
pub const TOTP_MANAGE: Text = text("복구 코드와 해제", "Recovery codes and turning off");
pub const TOTP_OWED: Text = text(
    "대표 계정은 2단계 인증을 켜야 쓸 수 있습니다. 아래 순서대로 켜면 바로 이어서 쓸 수 있습니다.",
    "Owners need the second step here. Turn it on below, and everything else opens.",
);
pub const TOTP_STEP_ONE: Text = text("1. 인증 앱에 등록", "1. Add it to your app");
pub const TOTP_STEP_ONE_HELP: Text =
    text("인증 앱에서 계정 추가를 누르고 이 QR 코드를 찍어 주세요.", "In the app, choose to add an account and scan this code.");
pub const TOTP_QR: Text = text("인증 앱에 등록하는 QR 코드", "QR code for the authenticator app");
pub const TOTP_BY_HAND: Text = text("찍을 수 없다면 이 키를 직접 넣어 주세요.", "If you can't scan it, type this key.");
pub const TOTP_SECRET: Text = text("등록 키", "Key");
pub const TOTP_STEP_TWO: Text = text("2. 코드로 확인", "2. Confirm with a code");
pub const TOTP_STEP_TWO_HELP: Text = text("앱에 보이는 6자리 숫자", "The six digits that the app shows");
pub const TOTP_TURN_ON: Text = text("켜기", "Turn on");
pub const TOTP_TURN_OFF: Text = text("2단계 인증 끄기", "Turn off");
pub const TOTP_TURN_OFF_LOSS: Text = text(
    "앞으로 비밀번호만으로 로그인됩니다. 복구 코드도 모두 쓸 수 없게 됩니다.",
    "From then on the password alone lets you in, and all recovery codes are void.",
);
pub const TOTP_OFF_DONE: Text = text("2단계 인증을 껐습니다.", "The second step is off.");
pub const RECOVERY_CODES: Text = text("복구 코드", "Recovery codes");
pub const RECOVERY_CODES_ONCE: Text = text(
    "지금만 볼 수 있습니다. 휴대폰을 잃었을 때 쓰도록 안전한 곳에 보관해 주세요. 코드 하나는 한 번만 쓸 수 있습니다.",
    "These are shown only now. Keep them somewhere safe for the day your phone is lost. Each works once.",
);
pub const CODES_LEFT: Text = text("쓰지 않은 복구 코드 {left}개 (전체 {all}개)", "{left} of {all} recovery codes are left.");
pub const RENEW_CODES: Text = text("복구 코드 새로 받기", "Get new codes");
pub const CODES_KEPT: Text = text("보관했습니다", "I have kept them");

pub const CHOOSE_ROLE: Text = text("권한을 골라 주세요.", "Choose a role.");
pub const CHOOSE_ACCOUNTS: Text = text("맡길 고객사를 하나 이상 골라 주세요.", "Choose at least one account.");
pub const NO_ROLE: Text = text(
    "대표로 두거나 고객사를 하나 이상 맡겨 주세요. 들어오지 못하게 하려면 ‘사용 중지’를 눌러 주세요.",
    "Make them an owner or give them a role in an account. To keep them out, disable them.",
);
pub const LAST_OWNER: Text = text(
    "마지막 대표라서 바꿀 수 없습니다. 먼저 다른 구성원을 대표로 정해 주세요.",
    "This is the last owner. Make somebody else an owner first.",
);

pub const MEMBERS: Text = text("구성원", "Members");
pub const MEMBERS_SUBTITLE: Text = text("누가 어느 고객사에서 무엇을 할 수 있는지 정합니다.", "Who may do what in which account.");
pub const MEMBERS_OF_ACCOUNT: Text =
    text("이 고객사를 볼 수 있는 사람입니다. 바꾸려면 대표에게 요청해 주세요.", "Who may see this account. An owner can change it.");
pub const MEMBER: Text = text("구성원", "Member");
pub const MEMBER_SINCE: Text = text("등록", "Since");
pub const ROLE: Text = text("권한", "Role");
pub const STATUS: Text = text("상태", "Status");
pub const SETTINGS: Text = text("설정", "Settings");
pub const ENABLED: Text = text("사용 중", "Active");
pub const DISABLED: Text = text("사용 중지", "Disabled");
pub const EVERY_ACCOUNT: Text = text("모든 고객사", "every account");
pub const MAY_EXPORT: Text = text("내려받기 가능", "may export");
pub const INVITE: Text = text("구성원 초대", "Invite somebody");
pub const INVITE_HELP: Text =
    text("초대 링크를 만들어 직접 전해 주세요. 메일은 보내지 않습니다.", "You get a link to hand over yourself. No e-mail is sent.");
pub const ACCOUNTS: Text = text("고객사", "Accounts");
pub const ACCOUNTS_HELP: Text = text("대표는 모든 고객사를 보므로 고르지 않아도 됩니다.", "Owners see every account anyway.");
pub const EXPORT: Text = text("데이터 내려받기 허용", "May export data");
pub const EXPORT_HELP: Text = text(
    "매니저와 열람자에게만 줄 수 있습니다. 열람자가 내려받는 파일은 가려져 있습니다.",
    "For managers and viewers only. What viewers export is masked.",
);
pub const MAKE_LINK: Text = text("초대 링크 만들기", "Make the link");
pub const INVITED: Text = text("초대 링크", "Invitation link");
pub const LINK: Text = text("링크", "Link");
pub const LINK_ONCE: Text = text(
    "지금만 볼 수 있습니다. 복사해서 초대할 사람에게만 전해 주세요. 7일 동안 한 번 쓸 수 있습니다.",
    "The link is shown only now. Copy it and hand it to nobody but the person invited. It works once, within 7 days.",
);
pub const INVITATIONS: Text = text("기다리는 초대", "Waiting invitations");
pub const INVITED_BY: Text = text("초대한 사람", "Invited by");
pub const WAITING: Text = text("대기 중", "Waiting");
pub const RUN_OUT: Text = text("기한 지남", "Run out");
pub const UNTIL: Text = text("{at}까지", "until {at}");
pub const RENEW: Text = text("새 링크", "New link");
pub const REVOKE: Text = text("초대 취소", "Take back");
pub const INVITATION_REVOKED: Text =
    text("초대를 취소했습니다. 링크는 더 이상 쓸 수 없습니다.", "The invitation is taken back. Its link no longer works.");
pub const IS_OWNER: Text = text("대표", "Owner");
pub const IS_OWNER_HELP: Text =
    text("모든 고객사와 구성원, 접속기록까지 다룹니다.", "Everything: all accounts, members and the access log.");
pub const BY_ACCOUNT: Text = text("고객사별 권한", "Role in each account");
pub const NO_ACCESS: Text = text("볼 수 없음", "No access");
pub const ROLES_EXPLAINED: Text = text("권한 안내", "What each role may do");
pub const OWNER_MAY: Text = text("대행사의 모든 일", "everything in the agency");
pub const MANAGER_MAY: Text =
    text("맡은 고객사의 모든 일 (구성원 관리와 완전 삭제 제외)", "everything in their accounts but members and erasure");
pub const MARKETER_MAY: Text =
    text("랜딩페이지, 퍼널, 점수, 바이럴 캠페인을 만들고 결과를 봄", "makes pages, funnels, scores and campaigns, and sees their results");
pub const AGENT_MAY: Text = text("자기에게 배정된 리드만 보고 상담", "sees and works on the leads assigned to them, no others");
pub const VIEWER_MAY: Text = text("보기만 하고, 개인정보는 가려짐", "looks only, with people masked");
pub const ENABLE: Text = text("다시 사용", "Let in again");
pub const DISABLE: Text = text("사용 중지", "Disable");
pub const DISABLE_LOSS: Text = text(
    "{name} 님은 모든 기기에서 바로 로그아웃되고 다시 들어올 수 없습니다. 남긴 기록과 배정된 리드는 그대로 있습니다.",
    "{name} is logged out everywhere at once and can't come back. What they did and the leads assigned to them stay.",
);
pub const MEMBER_DISABLED: Text = text("사용을 중지했습니다. 모든 기기에서 로그아웃되었습니다.", "Disabled, and logged out everywhere.");
pub const MEMBER_ENABLED: Text = text("다시 사용할 수 있습니다.", "They can come in again.");
pub const JOIN: Text = text("초대받은 계정 만들기", "Accept your invitation");
pub const JOIN_HELP: Text = text(
    "{who} 님이 {role} 권한으로 초대했습니다. 이름과 비밀번호를 정해 주세요.",
    "{who} has invited you as {role}. Choose your name and password.",
);
pub const JOIN_SUBMIT: Text = text("시작하기", "Begin");
pub const JOINED_ALREADY: Text = text(
    "이 이메일은 이미 등록되어 있습니다. 로그인해 주세요. 비밀번호를 모르면 대행사 관리자에게 요청해 주세요.",
    "This e-mail address is already registered. Log in with it, or ask the agency's owner if you don't know the password.",
);
pub const INVITATION_STALE: Text = text(
    "이미 사용했거나 기한이 지난 링크입니다. 초대한 사람에게 새 링크를 요청해 주세요.",
    "This link was used already or has run out. Ask whoever invited you for a new one.",
);
