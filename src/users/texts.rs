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
    "설정 주소가 맞지 않습니다. 서버를 다시 시작하면 새 주소가 나옵니다.",
    "This set-up address is not valid. Restart the server to get a new one.",
);

pub const LOG_IN: Text = text("로그인", "Log in");
pub const LOGGED_OUT: Text = text("로그아웃했습니다.", "You are logged out.");
pub const EMAIL: Text = text("이메일", "E-mail");
pub const PASSWORD: Text = text("비밀번호", "Password");
pub const PASSWORD_HELP: Text = text("10자 이상", "At least 10 characters");
pub const SET_UP: Text = text("처음 설정", "Set-up");
pub const SET_UP_HELP: Text = text("대행사와 첫 관리자를 등록합니다.", "Register the agency and its first owner.");
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
