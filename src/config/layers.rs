//! Reads the layers, highest first: flags, environment, file, the platform's and the tier's choice, built-in defaults.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::config::{
    fault::Fault,
    keys::{KEYS, Key},
    machine::Machine,
    origin::{Origin, Origins},
    settings::Settings,
    tier::Tier,
    values::{Word, choice},
};

/// What the layers are read from; tests bring their own.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Key and text of the settings given as flags, each with the flag as it is typed.
    pub flags: Vec<Flag>,
    /// `--config`: must exist.
    pub file: Option<PathBuf>,
    pub environment: Vec<(OsString, OsString)>,
    /// The platform's own places; absent where there is no home.
    pub platform_data_dir: Option<PathBuf>,
    pub platform_config_dir: Option<PathBuf>,
    pub machine: Machine,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub key: &'static str,
    pub typed: &'static str,
    pub value: String,
}

/// The effective settings, which know where each came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub settings: Settings,
    /// The settings file that was read; absent when there is none.
    pub file: Option<PathBuf>,
}

impl Loaded {
    pub fn origin(&self, key: &str) -> &Origin {
        self.settings.origins.of(key)
    }
}

impl Sources {
    /// Those of this process.
    pub fn of_process(flags: Vec<Flag>, file: Option<PathBuf>) -> Self {
        // Without HOME the crate would ask the system's user database, which loads the host's modules into a static binary.
        let has_home = std::env::var_os("HOME").is_some_and(|home| !home.is_empty());
        let platform = has_home.then(|| directories::ProjectDirs::from("", "", "dangol")).flatten();
        Self {
            flags,
            file,
            environment: std::env::vars_os().collect(),
            platform_data_dir: platform.as_ref().map(|dirs| dirs.data_dir().to_owned()),
            platform_config_dir: platform.as_ref().map(|dirs| dirs.config_dir().to_owned()),
            machine: Machine::measure(),
        }
    }

    /// Reads all layers. Fails with every fault at once.
    pub fn load(&self) -> Result<Loaded, Vec<Fault>> {
        let mut layers = Layers::default();
        let file = layers.read_file(self);
        layers.read_environment(&self.environment);
        for flag in &self.flags {
            layers.put(flag.key.to_owned(), flag.value.clone(), Origin::Flag(flag.typed.to_owned()));
        }
        layers.fill_data_dir(self);
        layers.fill_sizes(self.machine);
        layers.finish(file, self.machine)
    }

    /// A variable that is not ours, such as systemd's.
    fn variable(&self, name: &str) -> Option<&OsString> {
        self.environment.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value)
    }

    /// The first of the usual files that exists.
    fn usual_file(&self) -> Option<PathBuf> {
        let own = self.platform_config_dir.as_ref().map(|dir| dir.join("dangol.toml"));
        let is_service = self.variable("INVOCATION_ID").or_else(|| self.variable("STATE_DIRECTORY")).is_some();
        let system = PathBuf::from("/etc/dangol/dangol.toml");
        // Where it is installed, only root and the appliance's own user can read it: they mean that appliance, not one in their home.
        let is_meant = is_service || fs::File::open(&system).is_ok();
        own.into_iter().chain(is_meant.then_some(system)).find(|path| path.exists())
    }
}

/// Variables with our prefix that steer the tests, not the product.
const NOT_SETTINGS: [&str; 2] = ["DANGOL_BIN", "DANGOL_KILLS"];

/// Texts by key, each from the highest layer so far.
#[derive(Default)]
struct Layers {
    texts: BTreeMap<&'static str, (String, Origin)>,
    faults: Vec<Fault>,
}

impl Layers {
    fn put(&mut self, name: String, raw: String, origin: Origin) {
        match Key::find(&name) {
            Some(key) => drop(self.texts.insert(key.name, (raw, origin))),
            None => self.faults.push(Fault::UnknownKey { key: name, origin }),
        }
    }

    fn fill(&mut self, name: &'static str, raw: impl Into<String>, origin: Origin) {
        self.texts.entry(name).or_insert_with(|| (raw.into(), origin));
    }

    fn read_file(&mut self, sources: &Sources) -> Option<PathBuf> {
        let path = sources.file.clone().or_else(|| sources.usual_file())?;
        match read_table(&path) {
            Ok(table) => self.put_table("", table, &path),
            Err(fault) => self.faults.push(fault),
        }
        Some(path)
    }

    fn put_table(&mut self, above: &str, table: toml::Table, path: &Path) {
        for (name, value) in table {
            let name = if above.is_empty() { name } else { format!("{above}.{name}") };
            match value {
                toml::Value::Table(inner) => self.put_table(&name, inner, path),
                value => self.put(name, text_of(&value), Origin::File(path.to_owned())),
            }
        }
    }

    fn read_environment(&mut self, environment: &[(OsString, OsString)]) {
        for (variable, value) in environment {
            let variable = variable.to_string_lossy();
            let Some(name) = Key::name_of_variable(&variable) else { continue };
            if NOT_SETTINGS.contains(&&*variable) {
                continue;
            }
            match value.to_str() {
                Some(raw) => self.put(name, raw.to_owned(), Origin::Environment(variable.into_owned())),
                None => self.faults.push(Fault::NotUnicode { variable: variable.into_owned() }),
            }
        }
    }

    fn fill_data_dir(&mut self, sources: &Sources) {
        // systemd divides several directories by colons; the first is the unit's own.
        let state = sources.variable("STATE_DIRECTORY").map(|list| list.to_string_lossy());
        let state = state.as_deref().and_then(|list| list.split(':').next()).filter(|path| !path.is_empty());
        if let Some(path) = state {
            self.fill("data_dir", path, Origin::Environment("STATE_DIRECTORY".to_owned()));
        } else if let Some(path) = &sources.platform_data_dir {
            self.fill("data_dir", path.to_string_lossy(), Origin::Platform);
        } else if !self.texts.contains_key("data_dir") {
            self.faults.push(Fault::NoDataDirectory);
        }
    }

    fn fill_sizes(&mut self, machine: Machine) {
        if self.texts.get("tier").is_none_or(|(raw, _)| raw == "auto") {
            self.texts.insert("tier", (Tier::of(machine).word().to_owned(), Origin::Machine(machine)));
        }
        // A misspelt tier is reported with the other values.
        let Some(tier) = self.texts.get("tier").and_then(|(raw, _)| choice::<Tier>(raw).ok()) else { return };
        let sizes = tier.sizes();
        let of_tier = [
            ("db.connections", sizes.connections),
            ("db.readers", sizes.readers),
            ("scoring.workers", sizes.workers),
            ("cache.pages_mb", sizes.pages_mb),
            ("cache.data_mb", sizes.data_mb),
        ];
        for (key, value) in of_tier {
            self.fill(key, value.to_string(), Origin::Tier(tier));
        }
    }

    fn finish(mut self, file: Option<PathBuf>, machine: Machine) -> Result<Loaded, Vec<Fault>> {
        let tier_is_set = self.texts.get("tier").is_some_and(|(_, origin)| !matches!(origin, Origin::Machine(_)));
        let mut settings = Settings { tier_is_set, machine, ..Settings::default() };
        let mut origins = Origins { file: file.clone(), ..Origins::default() };
        for key in KEYS {
            let Some((raw, origin)) = self.texts.remove(key.name) else { continue };
            match key.set(&mut settings, &raw) {
                Ok(()) => drop(origins.by_key.insert(key.name, origin)),
                Err(expected) => {
                    let value = (!key.secret).then_some(raw);
                    self.faults.push(Fault::WrongValue { key: key.name, value, origin, expected });
                }
            }
        }
        settings.origins = origins;
        if self.faults.is_empty() { Ok(Loaded { settings, file }) } else { Err(self.faults) }
    }
}

fn read_table(path: &Path) -> Result<toml::Table, Fault> {
    let unreadable = |cause: io::Error| Fault::UnreadableFile { path: path.to_owned(), cause: cause.to_string() };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    text.parse::<toml::Table>().map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        Fault::BadFile { path: path.to_owned(), line, cause: error.message().replace('\n', " ") }
    })
}

/// The same text that the environment would carry: a list is divided by commas.
fn text_of(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(list) => list.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        Sources {
            flags: Vec::new(),
            file: None,
            environment: Vec::new(),
            platform_data_dir: Some("/home/u/.local/share/dangol".into()),
            platform_config_dir: None,
            machine: Machine { cores: 2, memory_bytes: Some(2 << 30), is_limited: false },
        }
    }

    fn variables(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, text).unwrap();
        file
    }

    fn faults(sources: &Sources) -> Vec<String> {
        sources.load().unwrap_err().iter().map(|fault| fault.message().en).collect()
    }

    #[test]
    fn nothing_set_is_enough() {
        let loaded = sources().load().unwrap();
        assert_eq!(loaded.settings.data_dir, Path::new("/home/u/.local/share/dangol"));
        assert_eq!(*loaded.origin("data_dir"), Origin::Platform);
        assert_eq!(loaded.settings.listen, "127.0.0.1:8080".parse().unwrap());
        assert_eq!(*loaded.origin("listen"), Origin::Default);
    }

    #[test]
    fn each_layer_hides_the_ones_below() {
        let file = file("listen = '127.0.0.1:1'\npublic_listen = '127.0.0.1:1'\n[public]\nmin_fill_ms = 1\n");
        let flags = vec![Flag { key: "listen", typed: "--listen", value: "127.0.0.1:3".to_owned() }];
        let environment = variables(&[("DANGOL_LISTEN", "127.0.0.1:2"), ("DANGOL_PUBLIC_LISTEN", "127.0.0.1:2")]);
        let loaded = Sources { flags, environment, file: Some(file.path().to_owned()), ..sources() }.load().unwrap();
        assert_eq!(loaded.settings.listen.port(), 3);
        assert_eq!(*loaded.origin("listen"), Origin::Flag("--listen".to_owned()));
        assert_eq!(loaded.settings.public_listen.port(), 2);
        assert_eq!(*loaded.origin("public_listen"), Origin::Environment("DANGOL_PUBLIC_LISTEN".to_owned()));
        assert_eq!(loaded.settings.public.min_fill_ms, 1);
        assert_eq!(*loaded.origin("public.min_fill_ms"), Origin::File(file.path().to_owned()));
    }

    #[test]
    fn the_environment_reaches_nested_keys_and_lists() {
        let environment = variables(&[("DANGOL_PUBLIC__TRUSTED_PROXIES", "10.0.0.0/8,::1"), ("DANGOL_KILLS", "3")]);
        let from_environment = Sources { environment, ..sources() }.load().unwrap();
        let file = file("[public]\ntrusted_proxies = ['10.0.0.0/8', '::1']\n");
        let from_file = Sources { file: Some(file.path().to_owned()), ..sources() }.load().unwrap();
        assert_eq!(from_environment.settings.public.trusted_proxies.len(), 2);
        assert_eq!(from_environment.settings.public, from_file.settings.public);
    }

    #[test]
    fn unknown_keys_are_named_wherever_they_stand() {
        let file = file("[public]\nmin_fil_ms = 1\n");
        let environment = variables(&[("DANGOL_LISTN", "x"), ("OTHER", "x")]);
        let faults = faults(&Sources { environment, file: Some(file.path().to_owned()), ..sources() });
        assert_eq!(
            faults,
            [
                format!("Unknown setting public.min_fil_ms (file {}).", file.path().display()),
                "Unknown setting listn (environment DANGOL_LISTN).".to_owned(),
            ]
        );
    }

    #[test]
    fn a_wrong_value_says_where_it_stands_and_what_is_expected() {
        let environment = variables(&[("DANGOL_PUBLIC__TRUSTED_PROXIES", "10.0.0.0/99"), ("DANGOL_DB__CONNECTIONS", "60")]);
        assert_eq!(
            faults(&Sources { environment, ..sources() }),
            [
                "The setting public.trusted_proxies can't be \"10.0.0.0/99\" (environment DANGOL_PUBLIC__TRUSTED_PROXIES): \
                 expected networks separated by commas, such as 10.0.0.0/8, 192.0.2.7.",
                "The setting db.connections can't be \"60\" (environment DANGOL_DB__CONNECTIONS): \
                 expected a whole number from 20 to 50.",
            ]
        );
    }

    #[test]
    fn a_broken_file_is_named_with_its_line() {
        let file = file("listen = '127.0.0.1:1'\npublic = [\n");
        let Fault::BadFile { path, line, .. } = Sources { file: Some(file.path().to_owned()), ..sources() }.load().unwrap_err().remove(0)
        else {
            panic!("a broken file is a fault of the file");
        };
        assert_eq!((path.as_path(), line > 1), (file.path(), true));
        let missing = Sources { file: Some("/nowhere/dangol.toml".into()), ..sources() };
        assert!(faults(&missing)[0].contains("/nowhere/dangol.toml"));
    }

    #[test]
    fn the_state_directory_stands_below_what_the_operator_says() {
        let mut environment = variables(&[("STATE_DIRECTORY", "/var/lib/dangol:/var/lib/other")]);
        let under_systemd = Sources { environment: environment.clone(), ..sources() }.load().unwrap();
        assert_eq!(under_systemd.settings.data_dir, Path::new("/var/lib/dangol"));
        environment.extend(variables(&[("DANGOL_DATA_DIR", "/srv/d")]));
        let told = Sources { environment, ..sources() }.load().unwrap();
        assert_eq!(told.settings.data_dir, Path::new("/srv/d"));
        let homeless = Sources { platform_data_dir: None, ..sources() };
        assert_eq!(homeless.load().unwrap_err(), [Fault::NoDataDirectory]);
    }

    #[test]
    fn the_own_file_is_found_and_may_be_missing() {
        let dir = tempfile::tempdir().unwrap();
        let sources = Sources { platform_config_dir: Some(dir.path().to_owned()), ..sources() };
        assert_eq!(sources.load().unwrap().file, None);
        fs::write(dir.path().join("dangol.toml"), "tier = 'optimal'").unwrap();
        let loaded = sources.load().unwrap();
        assert_eq!(loaded.file, Some(dir.path().join("dangol.toml")));
        assert_eq!((loaded.settings.db.connections, loaded.settings.tier_is_set), (50, true));
    }

    #[test]
    fn a_tier_fills_what_nobody_set() {
        let machine = Machine { cores: 4, memory_bytes: Some(4 << 30), is_limited: true };
        let environment = variables(&[("DANGOL_TIER", "auto"), ("DANGOL_CACHE__PAGES_MB", "7")]);
        let loaded = Sources { environment, machine, ..sources() }.load().unwrap();
        assert_eq!((loaded.settings.tier, loaded.origin("tier")), (Tier::Recommended, &Origin::Machine(machine)));
        assert_eq!((loaded.settings.machine, loaded.settings.tier_is_set), (machine, false));
        assert_eq!(loaded.settings.cache.pages_mb, 7);
        assert_eq!((loaded.settings.db.connections, loaded.origin("db.connections")), (45, &Origin::Tier(Tier::Recommended)));
        assert_eq!(loaded.settings.db.readers, 8);
        let misspelt = Sources { environment: variables(&[("DANGOL_TIER", "huge")]), ..sources() };
        assert_eq!(
            faults(&misspelt),
            ["The setting tier can't be \"huge\" (environment DANGOL_TIER): expected one of auto, minimum, recommended, optimal."]
        );
    }
}
