//! The settings file as it is installed: every setting with its meaning and its default, all of them comments but the data directory.

use serde_json::Value;

use crate::{
    base::lang::{Lang, Text, text},
    config::{keys::Key, settings::Settings},
};

/// Where an installed appliance keeps its data: the unit's state directory.
const DATA_DIR: &str = "/var/lib/dangol";

const HEAD: [Text; 4] = [
    text("단골의 설정 파일입니다.", "The settings of Dangol."),
    text(
        "바꾸려면 줄 앞의 #을 지우고 값을 고친 뒤 다시 시작하세요: sudo systemctl restart dangol",
        "To change one, remove the # before it, edit the value, then: sudo systemctl restart dangol",
    ),
    text(
        "dangol config를 실행하면 지금 쓰는 값과 그 출처가 나옵니다.",
        "`sudo dangol config` shows the values in use, each with where it came from.",
    ),
    text(
        "메일 서버, 알림, 보관 기간 등은 관리 화면에서 정합니다.",
        "Mail servers, alerts, retention and the like are set in the admin UI.",
    ),
];
const OF_THE_BOX: Text = text(
    "정하지 않으면 장비 규모에 따라 달라집니다. 아래는 최소 규모의 값",
    "Unless set, the size of the box decides; this is the smallest one's",
);

/// The whole file. `depends_on_box` tells of a key whether its default is chosen by the size of the box.
pub fn with_defaults(keys: &[Key], depends_on_box: impl Fn(&str) -> bool) -> String {
    let defaults = Settings { data_dir: DATA_DIR.into(), ..Settings::default() };
    let head = HEAD.map(both).join("\n");
    let entries = keys.iter().map(|key| {
        let note = if depends_on_box(key.name) { format!("{}\n", both(OF_THE_BOX)) } else { String::new() };
        // Whoever runs a command on the box must mean the same data as the service.
        let mark = if key.name == "data_dir" { "" } else { "#" };
        format!("{}\n{note}{mark}{} = {}\n", both(key.doc), key.name, toml(&key.get(&defaults)))
    });
    format!("{head}\n\n{}", entries.collect::<Vec<_>>().join("\n"))
}

fn both(text: Text) -> String {
    format!("# {}\n# {}", text.get(Lang::Ko), text.get(Lang::En))
}

/// An empty text stands for what is absent.
fn toml(value: &Value) -> String {
    if value.is_null() { "\"\"".to_owned() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{
        keys::KEYS,
        layers::{Loaded, Sources},
        machine::Machine,
        origin::Origin,
    };

    fn load(text: &str) -> Loaded {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, text).unwrap();
        let sources = Sources {
            flags: Vec::new(),
            file: Some(file.path().to_owned()),
            environment: Vec::new(),
            platform_data_dir: Some("/elsewhere".into()),
            platform_config_dir: None,
            machine: Machine { cores: 2, memory_bytes: Some(2 << 30), is_limited: false },
        };
        sources.load().unwrap()
    }

    #[test]
    fn as_installed_it_sets_the_data_directory_alone() {
        let loaded = load(&with_defaults(KEYS, |_| false));
        assert_eq!(loaded.settings.data_dir.to_str(), Some(DATA_DIR));
        let set: Vec<_> = KEYS.iter().filter(|key| matches!(loaded.origin(key.name), Origin::File(_))).map(|key| key.name).collect();
        assert_eq!(set, ["data_dir"]);
    }

    #[test]
    fn every_line_of_it_is_the_default_once_its_mark_is_removed() {
        let text = with_defaults(KEYS, |name| name == "db.readers");
        assert!(text.contains("the size of the box decides"));
        let all = text.lines().map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line));
        let loaded = load(&all.collect::<Vec<_>>().join("\n"));
        let defaults = Settings { data_dir: DATA_DIR.into(), ..Settings::default() };
        for key in KEYS {
            assert!(matches!(loaded.origin(key.name), Origin::File(_)), "{} is not in the file", key.name);
            assert_eq!(key.get(&loaded.settings), key.get(&defaults), "{}", key.name);
        }
    }
}
