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
