//! Moves cut off at every step, both ways.

use std::collections::BTreeMap;

use super::*;
use crate::{
    base::time::{DAY_MS, Timestamp},
    db::{
        lock::DirectoryLock,
        upgrade::{
            kept::{self, Kept, Owned},
            look::CONTROL,
            stage::staged,
        },
    },
};

const VERSION: &str = "2.0.0";
const NOW: Timestamp = Timestamp(1_795_316_400_000);
const FILES: [&str; 3] = [CONTROL, "accounts/a.db", "accounts/b.db"];
/// More than any of the ways takes.
const STEPS: usize = 24;

struct Scene {
    directory: tempfile::TempDir,
    lock: DirectoryLock,
}

impl Scene {
    /// Three files that are old, one that is not, and the copies of the old ones.
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let lock = DirectoryLock::take(directory.path()).expect("free");
        let scene = Self { directory, lock };
        for path in FILES {
            scene.write(path, "old");
        }
        scene.write("accounts/current.db", "current");
        scene.stage();
        scene
    }

    fn stage(&self) {
        stage::begin(self.dir()).expect("begun");
        for path in FILES {
            self.write(&staged(path), "new");
        }
    }

    fn dir(&self) -> &Path {
        self.directory.path()
    }

    fn write(&self, path: &str, content: &str) {
        fs::write(self.dir().join(path), content).expect("written");
    }

    fn contents(&self) -> BTreeMap<&'static str, String> {
        let read = |path| fs::read_to_string(self.dir().join(path)).ok().map(|content| (path, content));
        [FILES.as_slice(), &["accounts/current.db", "accounts/since.db"]].concat().into_iter().filter_map(read).collect()
    }

    fn are(&self, what: &str) -> bool {
        let contents = self.contents();
        FILES.iter().all(|path| contents.get(path).is_some_and(|content| content == what))
            && contents.get("accounts/current.db").is_some_and(|content| content == "current")
    }

    fn upgrade(&self, steps: usize) -> crate::base::error::Result<Kept> {
        let paths = FILES.map(str::to_owned);
        kept::put_in_place(self.owned(), &paths, VERSION, NOW, &mut counted(steps))
    }

    fn undo(&self, steps: usize) -> crate::base::error::Result<Kept> {
        let last = kept::last(self.dir()).expect("looked").expect("kept");
        kept::put_back(self.owned(), &last, VERSION, NOW.plus_ms(5_000), &mut counted(steps))
    }

    fn owned(&self) -> Owned<'_> {
        Owned { data_dir: self.dir(), lock: &self.lock, is_followed: true }
    }

    fn settle(&self, wanted: Kind) -> Settled {
        settle(self.dir(), wanted, VERSION, &mut || Ok(())).expect("settled")
    }

    /// What lies in the directory beside its databases.
    fn left(&self) -> Vec<String> {
        let names = fs::read_dir(self.dir()).expect("listed").map(|entry| entry.expect("one").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| !["accounts", "run", CONTROL].contains(&name.as_str())).collect();
        names.sort();
        names
    }
}

/// After so many steps every further one fails, as nothing follows in a process that is dead.
fn counted(mut left: usize) -> impl FnMut() -> io::Result<()> {
    move || {
        left = left.checked_sub(1).ok_or(io::ErrorKind::Interrupted)?;
        Ok(())
    }
}

#[test]
fn all_files_are_replaced_and_the_old_ones_kept() {
    let scene = Scene::new();
    let kept = scene.upgrade(usize::MAX).expect("moved");
    assert!(scene.are("new"));
    assert_eq!(scene.left(), ["before-upgrade-20261122T030000Z"]);
    for path in FILES {
        assert_eq!(fs::read_to_string(kept.folder.join(path)).expect("kept"), "old", "{path}");
    }
    assert!(!kept.folder.join("accounts/current.db").exists());
    assert_eq!(kept::last(scene.dir()).expect("looked"), Some(kept));
    assert_eq!(scene.settle(Kind::Upgrade), Settled::Nothing);

    // The next one keeps its own.
    scene.write("accounts/a.db", "newer");
    scene.stage();
    scene.upgrade(usize::MAX).expect("moved");
    assert_eq!(scene.left(), ["before-upgrade-20261122T030001Z"]);
    kept::forget(scene.dir(), NOW.plus_ms(kept::DAYS * DAY_MS)).expect("looked");
    assert_eq!(scene.left().len(), 1);
    assert_eq!(kept::forgotten(scene.dir(), VERSION).expect("looked"), None);
    kept::forget(scene.dir(), NOW.plus_ms(kept::DAYS * DAY_MS + 1)).expect("forgotten");
    // That there was one is still known, and nothing of its files is left.
    assert_eq!((kept::last(scene.dir()).expect("looked"), kept::forgotten(scene.dir(), VERSION).expect("looked").is_some()), (None, true));
    assert_eq!(kept::forgotten(scene.dir(), "another").expect("looked"), None);
    let folder = scene.dir().join(&scene.left()[0]);
    assert_eq!(fs::read_dir(&folder).expect("there").count(), 1);
    assert_eq!(kept::forget(scene.dir(), NOW.plus_ms(9 * DAY_MS)).expect("looked"), 0);
    assert!(folder.exists());
    // The next upgrade takes even that along.
    scene.write("accounts/a.db", "newest");
    scene.stage();
    scene.upgrade(usize::MAX).expect("moved");
    assert_eq!((scene.left().len(), kept::forgotten(scene.dir(), VERSION).expect("looked")), (1, None));
}

#[test]
fn an_upgrade_that_was_cut_off_anywhere_is_finished_or_put_back() {
    let mut ends = [0, 0];
    for steps in 0..STEPS {
        let scene = Scene::new();
        // One file has a log that somebody else looks after.
        scene.write("accounts/a.db-wal", "its log");
        let is_whole = scene.upgrade(steps).is_ok();
        let came = |path: &str| !matches!(scene.contents().get(path).map(String::as_str), Some("old") | None);
        assert!(!came("accounts/b.db") || came(CONTROL), "another version would write to a part: {steps}");
        let is_waiting = scene.dir().join(FILE).exists();
        let settled = scene.settle(Kind::Upgrade);
        match &settled {
            Settled::Finished(_) => assert!(scene.are("new"), "{steps}"),
            Settled::Reverted(_) => assert!(scene.are("old"), "{steps}"),
            Settled::Nothing => assert!(if is_whole { scene.are("new") } else { scene.are("old") }, "{steps}"),
        }
        assert_eq!(is_waiting, settled != Settled::Nothing, "{steps}");
        let kept = kept::last(scene.dir()).expect("looked").map_or_else(|| scene.dir().to_owned(), |kept| kept.folder);
        assert_eq!(fs::read_to_string(kept.join("accounts/a.db-wal")).expect("with its file"), "its log", "{steps}");
        assert_eq!(scene.dir().join("accounts/a.db-wal").exists(), scene.are("old"), "{steps}");
        ends[usize::from(scene.are("new"))] += 1;
        assert_eq!(scene.left().len(), usize::from(scene.are("new")), "{steps}: {:?}", scene.left());
    }
    assert!(ends.iter().all(|count| *count > 0), "{ends:?}");
}

#[test]
fn another_version_or_another_way_puts_back_what_was_cut_off() {
    for steps in 2..STEPS {
        for (wanted, version) in [(Kind::Upgrade, "1.0.0"), (Kind::Undo, VERSION)] {
            let scene = Scene::new();
            scene.write("accounts/a.db-wal", "its log");
            drop(scene.upgrade(steps));
            if scene.dir().join(FILE).exists() {
                // Cut off once more on the way back.
                for again in 0..6 {
                    drop(settle(scene.dir(), wanted, version, &mut counted(again)));
                }
                settle(scene.dir(), wanted, version, &mut || Ok(())).expect("settled");
                assert!(scene.are("old"), "{steps}");
                assert_eq!(fs::read_to_string(scene.dir().join("accounts/a.db-wal")).expect("there"), "its log", "{steps}");
                assert_eq!(scene.left(), [""; 0], "{steps}");
            }
        }
    }
}

#[test]
fn a_file_that_somebody_has_written_to_since_is_not_replaced() {
    for steps in 1..STEPS {
        let scene = Scene::new();
        drop(scene.upgrade(steps));
        if scene.contents()["accounts/b.db"] != "old" || !scene.dir().join(FILE).exists() {
            continue;
        }
        scene.write("accounts/b.db", "old and more");
        assert!(matches!(scene.settle(Kind::Upgrade), Settled::Reverted(_)), "{steps}");
        assert_eq!((scene.contents()[CONTROL].as_str(), scene.contents()["accounts/b.db"].as_str()), ("old", "old and more"), "{steps}");
    }
}

#[test]
fn a_copy_that_is_lost_brings_everything_back() {
    let scene = Scene::new();
    drop(scene.upgrade(5));
    assert!(scene.dir().join(FILE).exists());
    fs::remove_dir_all(scene.dir().join(stage::FOLDER)).expect("lost");
    assert!(matches!(scene.settle(Kind::Upgrade), Settled::Reverted(_)));
    assert!(scene.are("old"));
}

#[test]
fn an_undo_brings_the_old_files_back_and_keeps_what_is_newer() {
    for steps in (0..STEPS).chain([usize::MAX]) {
        let scene = Scene::new();
        scene.upgrade(usize::MAX).expect("moved");
        scene.write("accounts/since.db", "since");
        for path in FILES {
            scene.write(path, "new and more");
        }
        let undone = scene.undo(steps);
        let came = |path: &str| scene.contents().get(path).is_some_and(|content| content == "old");
        assert!(!came(CONTROL) || (came("accounts/a.db") && came("accounts/b.db")), "another version would see a part: {steps}");
        // Killed, the server that is started next has everything; asked for once more, the undo comes to its end.
        let by_server = steps % 2 == 0 && undone.is_err();
        let settled = scene.settle(if by_server { Kind::Upgrade } else { Kind::Undo });
        if let Settled::Finished(journal) = &settled {
            kept::end_undo(scene.dir(), journal).expect("cleared");
        }
        if undone.is_ok() || matches!(settled, Settled::Finished(_)) {
            assert!(scene.are("old") && !scene.contents().contains_key("accounts/since.db"), "{steps}");
            let after = scene.dir().join("after-upgrade-20261122T030005Z");
            for path in FILES {
                assert_eq!(fs::read_to_string(after.join(path)).expect("kept"), "new and more", "{steps}");
            }
            assert_eq!(fs::read_to_string(after.join("accounts/since.db")).expect("kept"), "since", "{steps}");
            assert_eq!(scene.left(), ["after-upgrade-20261122T030005Z"], "{steps}");
            assert_eq!(kept::last(scene.dir()).expect("looked"), None);
        } else {
            assert!(scene.are("new and more") && scene.contents()["accounts/since.db"] == "since", "{steps}");
            assert_eq!(scene.left(), ["before-upgrade-20261122T030000Z"], "{steps}");
            scene.undo(usize::MAX).expect("undone");
            assert!(scene.are("old"));
        }
    }
}
