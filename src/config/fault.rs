//! Faults in the settings: what is wrong, where it stands, what would be right.

use std::path::PathBuf;

use crate::{
    base::lang::{Message, Text, text},
    config::origin::Origin,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    UnknownKey {
        key: String,
        origin: Origin,
    },
    /// `value` is absent for a secret.
    WrongValue {
        key: &'static str,
        value: Option<String>,
        origin: Origin,
        expected: Message,
    },
    UnreadableFile {
        path: PathBuf,
        cause: String,
    },
    /// Not valid TOML; the line counts from 1.
    BadFile {
        path: PathBuf,
        line: usize,
        cause: String,
    },
    NotUnicode {
        variable: String,
    },
    /// No layer names one and the platform has no home to offer.
    NoDataDirectory,
}

impl Fault {
    /// Does it stand on the command line itself?
    pub const fn is_typed(&self) -> bool {
        matches!(self, Self::UnknownKey { origin: Origin::Flag(_), .. } | Self::WrongValue { origin: Origin::Flag(_), .. })
    }

    pub fn message(&self) -> Message {
        match self {
            Self::UnknownKey { key, origin } => UNKNOWN_KEY.with(&[("key", key), ("origin", origin)]),
            Self::WrongValue { key, value, origin, expected } => {
                let shown = value.as_ref().map_or_else(|| HIDDEN.into(), |value| Message { ko: quoted(value), en: quoted(value) });
                let side = |text: Text, value: &str, expected: &str| {
                    text.with(&[("key", key), ("origin", origin), ("expected", &expected), ("value", &value)])
                };
                let (ko, en) = (side(WRONG_VALUE, &shown.ko, &expected.ko), side(WRONG_VALUE, &shown.en, &expected.en));
                Message { ko: ko.ko, en: en.en }
            }
            Self::UnreadableFile { path, cause } => UNREADABLE.with(&[("path", &path.display()), ("cause", cause)]),
            Self::BadFile { path, line, cause } => BAD_FILE.with(&[("path", &path.display()), ("line", line), ("cause", cause)]),
            Self::NotUnicode { variable } => NOT_UNICODE.with(&[("variable", variable)]),
            Self::NoDataDirectory => NO_DATA_DIRECTORY.into(),
        }
    }
}

fn quoted(value: &str) -> String {
    format!("\"{value}\"")
}

/// The sentence after the faults.
pub const REMEDY: Text = text(
    "설정을 고친 뒤 다시 실행해 주세요. 지금 적용되는 설정은 dangol config로 볼 수 있습니다.",
    "Correct it and run the command again; `dangol config` lists every setting.",
);

const UNKNOWN_KEY: Text = text("알 수 없는 설정 {key}이(가) 있습니다({origin}).", "Unknown setting {key} ({origin}).");
const WRONG_VALUE: Text = text(
    "설정 {key}의 값 {value}을(를) 쓸 수 없습니다({origin}). 쓸 수 있는 값: {expected}.",
    "The setting {key} can't be {value} ({origin}): expected {expected}.",
);
const HIDDEN: Text = text("(숨김)", "the hidden value");
const UNREADABLE: Text = text("설정 파일 {path}을(를) 읽지 못했습니다: {cause}.", "The settings file {path} can't be read: {cause}.");
const BAD_FILE: Text = text(
    "설정 파일 {path}의 {line}번째 줄이 TOML 형식에 맞지 않습니다: {cause}.",
    "The settings file {path} is not valid TOML at line {line}: {cause}.",
);
const NOT_UNICODE: Text = text("환경 변수 {variable}의 값이 UTF-8이 아닙니다.", "The environment variable {variable} is not UTF-8.");
const NO_DATA_DIRECTORY: Text = text(
    "데이터를 둘 곳을 찾지 못했습니다. --data-dir로 폴더를 지정해 주세요.",
    "There is no place for the data: name a directory with --data-dir.",
);
