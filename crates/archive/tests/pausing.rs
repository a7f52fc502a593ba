//! Tests that a paused import reports its state, that its messages can be searched, and that it can be resumed,
//! cancelled and closed.

use std::fs::File;
use std::path::{Path, PathBuf};

use foundmail_archive::view::ImportState::{self, Done, Indexing, Paused, Reading};
use foundmail_archive::view::{ErrorCode, ImportView};
use foundmail_archive::{Archive, Control, ImportOptions, SearchPage};
use foundmail_testkit::{MboxFlavour, sample, write_mbox};

const QUIETLY: ImportOptions = ImportOptions { recover: false, no_attachment_text: true };

/// Writes the two halves of the sample mail to two files.
fn two_files(dir: &Path) -> [PathBuf; 2] {
    let messages = sample(1).messages;
    let (first, second) = messages.split_at(messages.len() / 2);
    [("first.mbox", first), ("second.mbox", second)].map(|(name, messages)| {
        let path = dir.join(name);
        write_mbox(messages, MboxFlavour::Mboxrd, File::create(&path).unwrap()).unwrap();
        path
    })
}

/// Imports both files, and pauses after the first one. `act` is called for each progress report during the pause,
/// with the number of the report, counted from 1.
fn import(
    archive: &Archive,
    paths: &[PathBuf],
    mut act: impl FnMut(&Control, u32, &ImportView) + Send,
) -> (Vec<ImportState>, ImportView) {
    let control = Control::new();
    let (mut states, mut told, mut halted) = (Vec::new(), 0, false);
    let last = archive.import(paths, QUIETLY, &control, &mut |view| {
        if states.last() != Some(&view.state) {
            states.push(view.state);
        }
        if view.state == ImportState::Paused {
            told += 1;
            act(&control, told, view);
        } else if view.files[0].done && !halted {
            halted = true;
            control.pause();
        }
    });
    (states, last.unwrap())
}

#[test]
fn what_was_read_before_a_pause_is_found_meanwhile_and_the_rest_comes_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let found = || archive.search("", &SearchPage { limit: 1, ..SearchPage::default() }).unwrap().total;
    let (mut seconds, mut meanwhile) = (Vec::new(), 0);
    let (states, last) = import(&archive, &two_files(dir.path()), |control, told, view| {
        seconds.push(view.seconds);
        if told < 4 {
            return;
        }
        assert_eq!(view.files[1].found, 0);
        assert!(view.indexed > 0.0 && view.indexed < 1.0, "{} of both files", view.indexed);
        meanwhile = found();
        // During the pause, the archive stays locked for other changes.
        assert_eq!(archive.remove_source(1).unwrap_err().view().code, ErrorCode::Busy);
        control.resume();
    });
    assert_eq!(states, [Reading, Paused, Reading, Indexing, Done]);
    let report = last.report.unwrap();
    let (first, second) = (&report.sources[0], &report.sources[1]);
    assert!(first.ready > 0 && second.ready > 0);
    assert_eq!(meanwhile, first.ready + first.damaged);
    assert_eq!(found(), report.totals.ready + report.totals.damaged);
    assert!(
        seconds.windows(2).all(|two| (two[0] - two[1]).abs() < 1e-9),
        "a pause was counted as work: {seconds:?}"
    );
}

#[test]
fn a_halted_import_can_be_ended() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let paths = two_files(dir.path());
    let (states, last) = import(&archive, &paths, |control, _, _| control.cancel());
    assert!(states.contains(&ImportState::Paused), "{states:?}");
    assert_eq!(last.state, ImportState::Cancelled);
    let first = last.report.unwrap().sources[0].ready;
    assert_eq!(archive.imports().unwrap()[0].state, ImportState::Cancelled);
    // The next import must read the remaining messages.
    let (_, again) = import(&archive, &paths, |control, _, _| control.resume());
    let report = again.report.unwrap();
    assert_eq!((again.state, report.sources[0].ready >= first), (ImportState::Done, true));
    assert!(report.sources[1].ready > 0);
}
