//! Checks that an import can be continued after an interruption at any time, without a loss of messages.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use foundmail_testkit::{BulkOptions, MboxFlavour, generate, write_mbox};

use crate::program::{Foundmail, number};

const MESSAGES: u64 = 3_000;

#[test]
fn a_killed_import_goes_on_where_it_was() {
    let source = tempfile::tempdir().unwrap();
    let mbox = source.path().join("many.mbox");
    let options = BulkOptions { messages: MESSAGES, ..BulkOptions::default() };
    write_mbox(generate(options), MboxFlavour::Mboxrd, fs::File::create(&mbox).unwrap()).unwrap();
    let whole = Foundmail::new();
    let expected = number(&whole.import(&[&mbox])["totals"]["ready"]);
    for milliseconds in [5, 60, 250, 500, 900] {
        let foundmail = Foundmail::new();
        let mut child =
            foundmail.command(&["import", mbox.to_str().unwrap()]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        // A program cannot react to SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        let stored: Vec<u64> = if foundmail.path("archive").join("catalogue.sqlite").exists() {
            foundmail.ids()
        } else {
            Vec::new()
        };
        let report = foundmail.import(&[&mbox]);
        assert_eq!(number(&report["totals"]["found"]), MESSAGES, "killed after {milliseconds} ms");
        assert_eq!(foundmail.ids().len() as u64, expected, "killed after {milliseconds} ms");
        let after = foundmail.ids();
        assert!(
            stored.iter().all(|id| after.contains(id)),
            "killed after {milliseconds} ms: messages were lost"
        );
        let found = foundmail.json(&["search", "the", "--limit", "1"]);
        assert_eq!(found["indexed"], 1.0, "killed after {milliseconds} ms");
    }
}
