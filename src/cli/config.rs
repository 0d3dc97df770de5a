//! `dangol config`: the effective settings, each with where it came from, as a file that could be read back.

use serde_json::{Map, Value, json};

use crate::{
    base::lang::Lang,
    cli::{args::Run, failure::Failure, output},
    config::{
        keys::{KEYS, Key},
        layers::Loaded,
    },
};

/// Print the effective settings, each with where it came from.
#[derive(Debug, clap::Args)]
pub struct Config {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Run for Config {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        if self.json {
            output::line(as_json(KEYS, loaded));
        } else {
            output::line(as_toml(KEYS, loaded, output::lang()));
        }
        Ok(())
    }
}

/// Every value by key: `{"listen":{"value":"…","origin":"…"},…}`; `value` is null when absent, `hidden` true for a secret that is set.
fn as_json(keys: &[Key], loaded: &Loaded) -> Value {
    let entry = |key: &Key| {
        let value = key.get(&loaded.settings);
        let hidden = key.secret && !value.is_null();
        let value = if hidden { Value::Null } else { value };
        (key.name.to_owned(), json!({"value": value, "hidden": hidden, "origin": loaded.origin(key.name).to_string()}))
    };
    Value::Object(keys.iter().map(entry).collect::<Map<_, _>>())
}

/// What is absent or hidden is a comment, so that the output stays a valid settings file.
fn as_toml(keys: &[Key], loaded: &Loaded, lang: Lang) -> String {
    let entry = |key: &Key| {
        let hidden = if key.get(&loaded.settings).is_null() { "" } else { " (hidden)" };
        let line = key.line(&loaded.settings).unwrap_or_else(|| format!("# {} ={hidden}", key.name));
        format!("# {}\n{line}  # {}\n", key.doc.get(lang), loaded.origin(key.name))
    };
    keys.iter().map(entry).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{layers::Sources, machine::Machine};

    #[test]
    fn secrets_are_hidden_in_both_forms() {
        let sources = Sources {
            flags: Vec::new(),
            file: None,
            environment: vec![("DANGOL_LOG__LEVEL".into(), "trace".into())],
            platform_data_dir: Some("/d".into()),
            platform_config_dir: None,
            machine: Machine { cores: 2, memory_bytes: None, is_limited: false },
        };
        let loaded = sources.load().unwrap();
        let mut key = *Key::find("log.level").unwrap();
        assert!(as_toml(&[key], &loaded, Lang::En).contains("trace"));
        key.secret = true;
        assert!(!as_toml(&[key], &loaded, Lang::En).contains("trace"));
        let json = as_json(&[key], &loaded);
        assert_eq!(json["log.level"], json!({"value": null, "hidden": true, "origin": "environment DANGOL_LOG__LEVEL"}));
    }
}
