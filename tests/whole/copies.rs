//! Checks that a message is stored only once, with all its occurrences.

use std::fs;

use foundmail_testkit::{MboxFlavour, sample, write_eml_tree, write_mbox};

use crate::program::{Foundmail, number};

#[test]
fn a_second_import_adds_nothing() {
    let foundmail = Foundmail::new();
    let dir = foundmail.path("tree");
    write_eml_tree(&sample(1), &dir).unwrap();
    let first = foundmail.import(&[&dir]);
    let before = foundmail.ids();
    let second = foundmail.import(&[&dir]);
    assert_eq!(first["totals"]["found"], second["totals"]["found"]);
    assert_eq!(number(&second["totals"]["ready"]), 0);
    assert_eq!(foundmail.ids(), before);
}

#[test]
fn a_message_is_the_same_in_another_format() {
    let foundmail = Foundmail::new();
    let dir = foundmail.path("tree");
    let mbox = foundmail.path("all.mbox");
    let mailbox = sample(1);
    write_eml_tree(&mailbox, &dir).unwrap();
    // The MBOX has other line ends, so the bytes of its messages differ.
    write_mbox(&mailbox.messages, MboxFlavour::Mboxrd, fs::File::create(&mbox).unwrap()).unwrap();
    let first = foundmail.import(&[&dir]);
    let second = foundmail.import(&[&mbox]);
    assert_eq!(number(&second["totals"]["found"]), mailbox.messages.len() as u64);
    assert_eq!(number(&second["totals"]["ready"]), 0, "{}", second["totals"]);
    assert_eq!(foundmail.ids().len() as u64, number(&first["totals"]["ready"]));
}

#[test]
fn the_same_id_alone_makes_no_copy() {
    let foundmail = Foundmail::new();
    let mbox = foundmail.path("spoof.mbox");
    let message = |text: &str| {
        format!(
            "From a@x.example Tue Mar  3 10:00:00 2015\nFrom: a@x.example\nDate: Tue, 3 Mar 2015 10:00:00 +0000\n\
             Message-ID: <one@x.example>\nSubject: one\n\n{text}\n\n"
        )
    };
    fs::write(&mbox, message("pay to account 1") + &message("pay to account 2")).unwrap();
    let report = foundmail.import(&[&mbox]);
    assert_eq!(number(&report["totals"]["ready"]), 2, "{report}");
}
