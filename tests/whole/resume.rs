//! Checks that an import can be continued after an interruption at any time, without a loss of messages.

use std::fs;

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
    for wanted in [0, 1, 800, 2_000, MESSAGES] {
        let foundmail = Foundmail::new();
        let told = foundmail.kill_import(&[&mbox], wanted);
        let stored: Vec<u64> = if foundmail.path("archive").join("catalogue.sqlite").exists() {
            foundmail.ids()
        } else {
            Vec::new()
        };
        let report = foundmail.import(&[&mbox]);
        assert_eq!(number(&report["totals"]["found"]), MESSAGES, "killed after {told} items");
        assert_eq!(foundmail.ids().len() as u64, expected, "killed after {told} items");
        let after = foundmail.ids();
        assert!(stored.iter().all(|id| after.contains(id)), "killed after {told} items: messages were lost");
        let found = foundmail.json(&["search", "the", "--limit", "1"]);
        assert_eq!(found["indexed"], 1.0, "killed after {told} items");
    }
}
