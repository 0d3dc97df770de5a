//! A setting as somebody reads it, and the parts of the settings that have a page of their own.

use crate::{
    base::{
        form::RawForm,
        lang::{Message, Text},
    },
    operations::texts::settings as texts,
};

/// One key of the settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// As in the file, levels divided by dots.
    pub name: &'static str,
    pub doc: Text,
    pub value: Value,
    pub source: Message,
    /// Somebody has set it: a flag, the environment or the file.
    pub is_set: bool,
    /// What holds on this box when nothing is set; absent: nothing does.
    pub default: Option<Message>,
    /// The line of the file that sets it to what it is now.
    pub line: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Absent,
    /// A secret that is set: never shown.
    Hidden,
    Shown(String),
}

/// Settings whose names begin alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Empty for the settings that stand in no section.
    pub name: &'static str,
    pub settings: Vec<Setting>,
}

impl Section {
    /// What it is called; a section that has no words yet is called by its name.
    pub fn title(&self) -> Message {
        texts::SECTIONS
            .iter()
            .find(|(name, _)| *name == self.name)
            .map_or_else(|| Message { ko: self.name.to_owned(), en: self.name.to_owned() }, |(_, title)| (*title).into())
    }
}

/// Settings in their sections, in the order of the file.
pub fn sections(settings: Vec<Setting>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for setting in settings {
        let name = setting.name.split_once('.').map_or("", |(section, _)| section);
        match sections.iter_mut().find(|section| section.name == name) {
            Some(section) => section.settings.push(setting),
            None => sections.push(Section { name, settings: vec![setting] }),
        }
    }
    sections
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// In lower case; empty: everything.
    words: String,
    only_set: bool,
}

impl Wanted {
    /// Reads `q` and `set`.
    pub fn parse(query: &RawForm) -> Self {
        Self { words: query.text("q").to_lowercase(), only_set: query.ticked("set") }
    }

    /// Name, value and both descriptions are looked through, so that a word is found in whatever language it was read.
    pub fn takes(&self, setting: &Setting) -> bool {
        let value = if let Value::Shown(value) = &setting.value { value.as_str() } else { "" };
        let holds = |text: &str| text.to_lowercase().contains(&self.words);
        (!self.only_set || setting.is_set) && [setting.name, setting.doc.ko, setting.doc.en, value].into_iter().any(holds)
    }
}

/// What is kept in the control file and edited on a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub kind: PartKind,
    pub standing: Standing,
    pub state: Message,
    /// There is something to try.
    pub can_be_tried: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    FirstDay,
    Mail,
    Alarms,
    Webhook,
    Certificates,
    Backups,
    RecoveryKey,
    AccessLog,
    Members,
    Plan,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Good,
    /// Something is left to do.
    Open,
    Plain,
}

impl PartKind {
    pub const fn title(self) -> Text {
        match self {
            Self::FirstDay => texts::FIRST_DAY,
            Self::Mail => texts::MAIL,
            Self::Alarms => texts::ALARMS,
            Self::Webhook => texts::WEBHOOK,
            Self::Certificates => texts::CERTIFICATES,
            Self::Backups => texts::BACKUPS,
            Self::RecoveryKey => texts::RECOVERY_KEY,
            Self::AccessLog => texts::ACCESS_LOG,
            Self::Members => texts::MEMBERS,
            Self::Plan => texts::PLAN,
        }
    }

    /// The page that changes it.
    pub const fn page(self) -> &'static str {
        match self {
            Self::FirstDay => "/first-day",
            Self::Mail => "/mail",
            Self::Alarms => "/settings/alarms",
            Self::Webhook => "/settings/webhook",
            Self::Certificates => "/settings/certificates",
            Self::Backups => "/settings/backups",
            Self::RecoveryKey => "/backups/key",
            Self::AccessLog => "/settings/retention",
            Self::Members => "/members",
            Self::Plan => "/capacity",
        }
    }

    /// Where its trial is posted to, and what the button says; absent for what can't be tried.
    pub const fn trial(self) -> Option<(&'static str, Text)> {
        match self {
            Self::Mail => Some(("/mail/test", texts::TRY_MAIL)),
            Self::Alarms => Some(("/settings/alarms/test", texts::TRY_ALARMS)),
            Self::Backups => Some(("/settings/backups/store/test", texts::TRY_STORE)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::text;

    fn setting(name: &'static str, value: &str, is_set: bool) -> Setting {
        Setting {
            name,
            doc: text("방문자 페이지의 주소", "Where visitors' pages listen"),
            value: Value::Shown(value.to_owned()),
            source: text("기본값", "default").into(),
            is_set,
            default: None,
            line: String::new(),
        }
    }

    #[test]
    fn settings_of_a_section_stand_together_in_the_order_of_the_file() {
        let all = ["listen", "public.a", "public_listen", "db.x", "public.b"].map(|name| setting(name, "", false));
        let sections = sections(all.to_vec());
        let names: Vec<_> = sections.iter().map(|section| (section.name, section.settings.len())).collect();
        assert_eq!(names, [("", 2), ("public", 2), ("db", 1)]);
        assert_eq!(sections[0].title().en, "General");
    }

    #[test]
    fn words_are_found_in_names_values_and_both_languages() {
        let wanted = |q: &str| Wanted::parse(&RawForm::from([("q", q)]));
        let listen = setting("public_listen", "127.0.0.1:8090", false);
        for found in ["", "LISTEN", "방문자", "visitors", ":8090"] {
            assert!(wanted(found).takes(&listen), "{found}");
        }
        assert!(!wanted("mail").takes(&listen));
        let only_set = Wanted::parse(&RawForm::from([("set", "on")]));
        assert!(!only_set.takes(&listen) && only_set.takes(&setting("listen", "", true)));
        let secret = Setting { value: Value::Hidden, ..setting("x", "", true) };
        assert!(!wanted("hidden").takes(&secret));
    }
}
