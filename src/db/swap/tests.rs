//! A swap cut off at every step of every case.

use super::*;

/// A folder in which the account `a` is to be swapped; each file holds its own name's content.
struct Scene {
    directory: tempfile::TempDir,
    note: Note,
}

#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "every combination of them is tried")]
struct Case {
    had: bool,
    had_archive: bool,
    put: bool,
    put_archive: bool,
    keep_old: bool,
}

fn cases() -> impl Iterator<Item = Case> {
    (0..32_u8).map(|bits| {
        let bit = |place: u8| bits >> place & 1 == 1;
        Case { had: bit(0), had_archive: bit(1), put: bit(2), put_archive: bit(3), keep_old: bit(4) }
    })
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-23T00:30:07Z").expect("a time")
}

fn scene(case: Case) -> Scene {
    let directory = tempfile::tempdir().expect("a directory");
    let folder = folder(directory.path());
    fs::create_dir(&folder).expect("made");
    let write = |name: &str, content: &str| fs::write(folder.join(name), content).expect("written");
    for (is_there, name, content) in [(case.had, "a.db", "old"), (case.had_archive, "a.archive.db", "old archive")] {
        if is_there {
            write(name, content);
            write(&format!("{name}-shm"), "stale");
        }
    }
    let put = |is_there: bool, what: &str, content: &str| {
        let path = incoming(directory.path(), "a", what, now());
        is_there.then(|| {
            fs::write(&path, content).expect("written");
            path
        })
    };
    let swap = Swap {
        slug: "a".into(),
        put: put(case.put, "", "new"),
        put_archive: put(case.put_archive, "-archive", "new archive"),
        keep_old: case.keep_old,
    };
    let note = Note::of(directory.path(), &swap, now()).expect("noted");
    Scene { directory, note }
}

impl Scene {
    fn content(&self, name: &str) -> Option<String> {
        fs::read_to_string(folder(self.directory.path()).join(name)).ok()
    }

    fn pair(&self) -> (Option<String>, Option<String>) {
        (self.content("a.db"), self.content("a.archive.db"))
    }

    fn run(&self, steps: usize) -> io::Result<Outcome> {
        let mut left = steps;
        self.note.carry_out(self.directory.path(), &mut || {
            left = left.checked_sub(1).ok_or(io::ErrorKind::Interrupted)?;
            Ok(())
        })
    }
}

fn wanted(is_there: bool, content: &str) -> Option<String> {
    is_there.then(|| content.to_owned())
}

#[test]
fn both_files_are_swapped_and_the_old_ones_kept_or_gone() {
    for case in cases() {
        let scene = scene(case);
        assert!(matches!(scene.run(usize::MAX), Ok(Outcome::Done)), "{case:?}");
        forget_leaving(scene.directory.path(), "a").expect("deleted");
        assert_eq!(scene.pair(), (wanted(case.put, "new"), wanted(case.put_archive, "new archive")), "{case:?}");
        let aside = "before-restore-a-20261123T003007Z";
        assert_eq!(scene.content(&format!("{aside}.db")), wanted(case.had && case.keep_old, "old"), "{case:?}");
        assert_eq!(scene.content(&format!("{aside}.archive.db")), wanted(case.had_archive && case.keep_old, "old archive"), "{case:?}");
        let left = names(&folder(scene.directory.path())).expect("listed");
        assert!(!left.iter().any(|name| name.starts_with(LEAVING) || name.starts_with(INCOMING) || name.contains("-shm")), "{left:?}");
    }
}

/// Cut off before any change of the directory: carried out again, as at the next start, both files are new.
#[test]
fn a_swap_that_was_cut_off_anywhere_is_finished() {
    for case in cases() {
        for steps in 0..20 {
            let scene = scene(case);
            // What follows the cut fails too, as nothing follows in a process that is dead.
            drop(scene.run(steps));
            assert!(matches!(scene.run(usize::MAX), Ok(Outcome::Done)), "{case:?} after {steps}");
            assert_eq!(scene.pair(), (wanted(case.put, "new"), wanted(case.put_archive, "new archive")), "{case:?} after {steps}");
        }
    }
}

#[test]
fn a_swap_whose_file_is_lost_is_undone() {
    for case in cases().filter(|case| case.put && case.put_archive && case.keep_old) {
        for steps in 0..20 {
            for lost in [incoming(Path::new(""), "a", "", now()), incoming(Path::new(""), "a", "-archive", now())] {
                let scene = scene(case);
                drop(scene.run(steps));
                let was_there = fs::remove_file(scene.directory.path().join(&lost)).is_ok();
                let outcome = scene.run(usize::MAX).expect("settled");
                let old = (wanted(case.had, "old"), wanted(case.had_archive, "old archive"));
                let new = (Some("new".to_owned()), Some("new archive".to_owned()));
                assert_eq!(scene.pair(), if was_there { old } else { new }, "{case:?} after {steps}, {outcome:?}");
            }
        }
    }
}

#[test]
fn old_files_are_kept_for_their_time() {
    let directory = tempfile::tempdir().expect("a directory");
    let folder = folder(directory.path());
    fs::create_dir(&folder).expect("made");
    for name in ["before-restore-a-b-20261101T000000Z.db", "before-restore-a-b-20261101T000000Z.archive.db", "before-restore-a.db"] {
        fs::write(folder.join(name), "").expect("written");
    }
    assert_eq!(kept_aside(directory.path()).expect("listed").len(), 2, "an account may be called so");
    let at = Timestamp::parse("2026-11-01T00:00:00Z").expect("a time");
    assert_eq!(forget_aside(directory.path(), at).expect("looked"), 0);
    assert_eq!(forget_aside(directory.path(), at.plus_ms(1)).expect("deleted"), 2);
    assert!(folder.join("before-restore-a.db").exists());
}
