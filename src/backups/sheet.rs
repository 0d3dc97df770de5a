//! The sheet that brings everything back without this machine: the key, where the snapshots lie, and the commands, restic's own too.

use serde::{Deserialize, Serialize};

use crate::base::{secret::Secret, time::Timestamp};

/// Everything that stands on it.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub agency: String,
    /// When it was made.
    pub at: Timestamp,
    pub data_dir: String,
    /// The repository on this machine.
    pub directory: String,
    /// restic's password, as it is printed.
    pub key: String,
    /// The off-site copy; absent where none is set up.
    pub far: Option<Far>,
}

/// The off-site copy, with what opens its store.
#[derive(Clone, Debug)]
pub struct Far {
    /// As restic takes it after `-r`.
    pub repository: String,
    /// Further words that restic needs for its address.
    pub options: Vec<String>,
    /// Further words that our own command needs for it.
    pub own_options: Vec<String>,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: Secret,
}

/// A set of commands, for one of the places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands {
    /// With this product on a new machine.
    pub ours: Vec<String>,
    /// With restic alone.
    pub plain: Vec<String>,
}

impl Sheet {
    /// For the repository on this machine, or on the disk that was taken out of it.
    pub fn near_commands(&self) -> Commands {
        let (repository, key) = (quoted(&self.directory), quoted(&self.key));
        Commands {
            ours: vec![format!("dangol backup restore --from {repository} --to {}", quoted(&self.data_dir))],
            plain: vec![
                format!("export RESTIC_PASSWORD={key}"),
                format!("restic -r {repository} snapshots --tag whole"),
                format!("restic -r {repository} restore latest --tag whole --target {}", quoted(&self.data_dir)),
            ],
        }
    }

    /// For the off-site copy; absent where there is none.
    pub fn far_commands(&self) -> Option<Commands> {
        let far = self.far.as_ref()?;
        let (repository, key) = (quoted(&far.repository), quoted(&self.key));
        let options = if far.options.is_empty() { String::new() } else { format!(" {}", far.options.join(" ")) };
        let store = [
            format!("export AWS_ACCESS_KEY_ID={}", quoted(&far.access_key_id)),
            format!("export AWS_SECRET_ACCESS_KEY={}", quoted(far.secret_access_key.reveal())),
            format!("export AWS_DEFAULT_REGION={}", quoted(&far.region)),
        ];
        let own_options = if far.own_options.is_empty() { String::new() } else { format!(" {}", far.own_options.join(" ")) };
        let ours = format!("dangol backup restore --from {repository}{own_options} --to {}", quoted(&self.data_dir));
        let password = format!("export RESTIC_PASSWORD={key}");
        let plain = [
            password,
            format!("restic{options} -r {repository} snapshots --tag whole"),
            format!("restic{options} -r {repository} restore latest --tag whole --target {}", quoted(&self.data_dir)),
        ];
        Some(Commands { ours: store.iter().cloned().chain([ours]).collect(), plain: store.iter().cloned().chain(plain).collect() })
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-:@".contains(&byte));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(far: Option<Far>) -> Sheet {
        Sheet {
            agency: "한빛".into(),
            at: Timestamp(0),
            data_dir: "/var/lib/dangol".into(),
            directory: "/srv/백업 본/it's".into(),
            key: "AAAA-BBBB".into(),
            far,
        }
    }

    #[test]
    fn commands_are_what_a_shell_takes() {
        let near = sheet(None).near_commands();
        assert_eq!(near.plain[1], r"restic -r '/srv/백업 본/it'\''s' snapshots --tag whole");
        assert_eq!(near.plain[0], "export RESTIC_PASSWORD=AAAA-BBBB");
        assert!(sheet(None).far_commands().is_none());
    }

    #[test]
    fn the_far_place_comes_with_its_keys() {
        let far = Far {
            repository: "s3:https://s3.example.com/b/p".into(),
            options: vec!["-o".into(), "s3.bucket-lookup=path".into()],
            own_options: Vec::new(),
            region: "r".into(),
            access_key_id: "id".into(),
            secret_access_key: Secret::new("a b"),
        };
        let commands = sheet(Some(far.clone())).far_commands().expect("there");
        assert_eq!(commands.ours.last().expect("one"), "dangol backup restore --from s3:https://s3.example.com/b/p --to /var/lib/dangol");
        let hosted =
            sheet(Some(Far { own_options: vec!["--bucket-style".into(), "virtual_host".into()], ..far })).far_commands().expect("there");
        assert!(hosted.ours.last().expect("one").contains(" --bucket-style virtual_host --to "), "{hosted:?}");
        assert!(commands.ours.contains(&"export AWS_SECRET_ACCESS_KEY='a b'".to_owned()));
        assert_eq!(
            commands.plain.last().expect("one"),
            "restic -o s3.bucket-lookup=path -r s3:https://s3.example.com/b/p restore latest --tag whole --target /var/lib/dangol"
        );
    }
}
