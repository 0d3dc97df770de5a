//! What the product says about mail servers.

use crate::base::lang::{Text, text};

pub const HOST: Text = text("smtp.example.com 같은 서버 이름을 넣어 주세요.", "Give a server's name, such as smtp.example.com.");
pub const PORT: Text = text("포트는 1부터 65535까지의 숫자입니다.", "A port is a number from 1 to 65535.");
pub const SECURITY: Text = text("보안 방식을 골라 주세요.", "Choose the kind of encryption.");
pub const TOO_LONG: Text = text("너무 길거나 쓸 수 없는 글자가 있습니다.", "It is too long, or has characters that can't be used.");
pub const PASSWORD_AGAIN: Text = text(
    "서버나 사용자 이름이 바뀌었습니다. 비밀번호를 다시 넣어 주세요.",
    "The server or the user name has changed. Enter the password again.",
);
pub const PASSWORD_NEEDED: Text = text("이 사용자 이름의 비밀번호를 넣어 주세요.", "Enter the password of this user name.");
pub const UNREADABLE: Text = text(
    "저장된 비밀번호를 읽을 수 없습니다. 메일 설정에서 비밀번호를 다시 넣어 주세요.",
    "The stored password can't be read. Enter it again in the mail settings.",
);
pub const NO_SERVER: Text = text(
    "메일 서버가 설정되지 않았습니다. 메일 설정에서 서버를 등록해 주세요.",
    "No mail server is set up. Enter one in the mail settings.",
);
pub const NOBODY_TO_TEST: Text =
    text("로그인한 사용자에게만 시험 메일을 보낼 수 있습니다.", "A test letter goes only to somebody who is logged in.");

pub const TITLE: Text = text("메일 서버", "Mail server");
pub const AGENCY_SUBTITLE: Text = text(
    "알림과 안내 메일을 보내는 서버입니다. 자체 서버가 없는 고객사의 메일도 여기로 나갑니다.",
    "Sends alerts and notices, also for accounts that have no server of their own.",
);
pub const ACCOUNT_SUBTITLE: Text = text("이 고객사의 메일을 보내는 서버", "The server that sends this account's mail");
pub const FROM_ACCOUNT: Text = text(
    "이 고객사의 서버 {host}에서 {from} 이름으로 보냅니다.",
    "Mail leaves through this account's server {host}, in the name of {from}.",
);
pub const FROM_AGENCY: Text = text(
    "대행사의 서버 {host}에서 {from} 이름으로 보냅니다. 아래에 서버를 저장하면 그 서버를 씁니다.",
    "Mail leaves through the agency's server {host}, in the name of {from}. Save a server below to use that one.",
);
pub const FROM_NOBODY: Text = text(
    "메일을 보낼 서버가 없어 알림 메일이 나가지 않습니다. 서버를 저장해 주세요.",
    "There is no server, so no mail leaves. Save one below.",
);
pub const SERVER_CARD: Text = text("보내는 서버 (SMTP)", "Sending server (SMTP)");
pub const FIELD_HOST: Text = text("서버 이름", "Server name");
pub const FIELD_PORT: Text = text("포트", "Port");
pub const FIELD_SECURITY: Text = text("보안 방식", "Encryption");
pub const FIELD_USERNAME: Text = text("사용자 이름", "User name");
pub const FIELD_USERNAME_HELP: Text =
    text("로그인 없이 받는 서버라면 비워 두세요.", "Leave it blank for a server that asks for no log-in.");
pub const FIELD_PASSWORD: Text = text("비밀번호", "Password");
pub const PASSWORD_KEPT: Text = text(
    "저장되어 있습니다. 바꿀 때만 넣어 주세요. 저장된 값은 다시 보여 주지 않습니다.",
    "One is stored. Enter one only to change it; what is stored is never shown.",
);
pub const PASSWORD_NEW: Text = text("암호화해 저장하며 다시 보여 주지 않습니다.", "It is stored encrypted and never shown again.");
pub const FIELD_FROM_EMAIL: Text = text("보내는 주소", "Sender's address");
pub const FIELD_FROM_EMAIL_HELP: Text = text(
    "이 서버가 보낼 수 있는 주소여야 합니다. 다른 회사의 도메인을 쓰면 스팸으로 분류됩니다.",
    "One that this server may send for. With somebody else's domain it ends as spam.",
);
pub const FIELD_FROM_NAME: Text = text("보내는 이름", "Sender's name");
pub const FIELD_REPLY_TO: Text = text("답장 받을 주소", "Replies go to");
pub const SAVE: Text = text("저장", "Save");
pub const SAVED: Text = text("저장했습니다. 시험 메일을 보내 확인해 보세요.", "Saved. Send a test letter to see that it works.");
pub const TEST_CARD: Text = text("시험 메일", "Test letter");
pub const TEST_HELP: Text = text("{email} 주소로 시험 메일을 한 통 보냅니다.", "Sends one letter to {email}.");
pub const TEST: Text = text("시험 메일 보내기", "Send a test letter");
pub const TESTED: Text = text("{email}에 보냈습니다. {answer}", "Sent to {email}. {answer}");
pub const REMOVE_CARD: Text = text("서버 삭제", "Remove the server");
pub const REMOVE: Text = text("서버 삭제", "Remove the server");
pub const REMOVE_LOSS_AGENCY: Text = text(
    "서버와 비밀번호가 삭제됩니다. 자체 서버가 없는 고객사의 메일이 나가지 않습니다.",
    "The server and its password are deleted. Accounts without a server of their own send no more mail.",
);
pub const REMOVE_LOSS_ACCOUNT: Text = text(
    "서버와 비밀번호가 삭제되고, 이 고객사의 메일은 대행사의 서버로 나갑니다.",
    "The server and its password are deleted; this account's mail leaves through the agency's server.",
);
pub const REMOVED: Text = text("서버를 삭제했습니다.", "The server is removed.");

pub const TEST_SUBJECT: Text = text("[단골] 시험 메일입니다", "[Dangol] A test letter");
pub const TEST_BODY: Text = text(
    "{name}에서 보낸 시험 메일입니다. 이 메일이 보이면 메일 서버 설정이 올바릅니다.",
    "This is a test letter of {name}. If you can read it, the mail server is set up well.",
);
