//! The recovery key: the one secret that opens the repository, with us or with restic alone.
//!
//! It is restic's password exactly as it is printed. Its letters are Crockford's (<https://www.crockford.com/base32.html>): none of
//! them is taken for another on paper.

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use crate::{
    backup::Fault,
    base::{chance::Chance, secret::Secret},
};

/// The file in the data directory.
pub const FILE: &str = "recovery.key";

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 32 letters of five bits: 160 bits of chance.
const LENGTH: usize = 32;
const GROUP: usize = 4;

/// Opens the repository. Shown only to the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(Secret);

impl Key {
    pub fn generate(chance: &dyn Chance) -> Self {
        let mut letters = [0; LENGTH];
        chance.fill(&mut letters);
        for letter in &mut letters {
            *letter = LETTERS[usize::from(*letter) % LETTERS.len()];
        }
        Self::of_letters(&letters)
    }

    /// Reads a key as somebody typed it: in any case, with or without hyphens and spaces, O for 0 and I or L for 1.
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = Vec::with_capacity(LENGTH);
        for letter in text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '—')) {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            };
            letters.push(u8::try_from(letter).ok().filter(|letter| LETTERS.contains(letter))?);
        }
        (letters.len() == LENGTH).then(|| Self::of_letters(&letters))
    }

    /// The printed form, eight groups of four: restic's password.
    pub fn printed(&self) -> &str {
        self.0.reveal()
    }

    /// Where a data directory keeps its key.
    pub fn path(data_dir: &Path) -> PathBuf {
        data_dir.join(FILE)
    }

    /// The key of a data directory.
    pub fn read(data_dir: &Path) -> Result<Self, Fault> {
        let path = Self::path(data_dir);
        let text = fs::read_to_string(&path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => Fault::KeyLost { path: path.clone() },
            _ => Fault::io(&path, &cause),
        })?;
        Self::parse(&text).ok_or(Fault::KeyUnreadable { path })
    }

    /// The key of a data directory, made when there is none yet. Not for a directory whose repository exists: a lost key must be
    /// brought back, not replaced.
    pub fn keep(data_dir: &Path, chance: &dyn Chance) -> Result<Self, Fault> {
        match Self::read(data_dir) {
            Err(Fault::KeyLost { .. }) => {
                let key = Self::generate(chance);
                key.write(data_dir)?;
                Ok(key)
            }
            known => known,
        }
    }

    /// Writes the key for its owner's eyes, on disk when this returns. The same key already there is left; another is not replaced.
    pub fn write(&self, data_dir: &Path) -> Result<(), Fault> {
        let path = Self::path(data_dir);
        match Self::read(data_dir) {
            Ok(known) if known == *self => return fs::set_permissions(&path, private()).map_err(|cause| Fault::io(&path, &cause)),
            Ok(_) => return Err(Fault::AnotherKey { path }),
            Err(Fault::KeyLost { .. }) => {}
            Err(fault) => return Err(fault),
        }
        let part = data_dir.join(format!("{FILE}.part"));
        self.write_beside(&part)
            .and_then(|()| fs::rename(&part, &path))
            .and_then(|()| File::open(data_dir)?.sync_all())
            .map_err(|cause| Fault::io(&path, &cause))
    }

    fn write_beside(&self, part: &Path) -> std::io::Result<()> {
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(part)?;
        file.set_permissions(private())?;
        writeln!(file, "{}", self.printed())?;
        file.sync_all()
    }

    fn of_letters(letters: &[u8]) -> Self {
        let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().copied().map(char::from).collect()).collect();
        Self(Secret::new(groups.join("-")))
    }
}

fn private() -> fs::Permissions {
    fs::Permissions::from_mode(0o600)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::SeededChance;

    #[test]
    fn a_key_is_read_however_it_was_typed() {
        let key = Key::generate(&SeededChance::new(7));
        assert_eq!(key.printed().len(), 39);
        let typed = key.printed().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(Key::parse(&typed), Some(key.clone()));
        assert_eq!(Key::parse(&key.printed()[1..]), None);
        assert_eq!(Key::parse(&key.printed().replace('-', "U")), None);
        assert_eq!(format!("{key:?}"), "Key(Secret(…))");
    }

    #[test]
    fn a_key_is_made_once_and_kept_private() {
        let directory = tempfile::tempdir().expect("a directory");
        assert!(matches!(Key::read(directory.path()), Err(Fault::KeyLost { .. })));
        let key = Key::keep(directory.path(), &SeededChance::new(1)).expect("made");
        assert_eq!(Key::keep(directory.path(), &SeededChance::new(2)).expect("read"), key);
        let mode = fs::metadata(Key::path(directory.path())).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let other = Key::generate(&SeededChance::new(3));
        assert!(matches!(other.write(directory.path()), Err(Fault::AnotherKey { .. })));
        fs::write(Key::path(directory.path()), "no key").expect("spoilt");
        assert!(matches!(Key::keep(directory.path(), &SeededChance::new(2)), Err(Fault::KeyUnreadable { .. })));
    }
}
