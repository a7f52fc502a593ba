//! Tests that missing messages are found, placed and rebuilt.

use std::fmt::Write as _;
use std::path::Path;

use crate::read::counts;
use crate::view::{MissingMessageView, Selection};
use crate::{Archive, Control, ImportOptions};

/// A message: its number, the numbers in `References`, and its text.
type Sample<'s> = (u32, &'s [u32], &'s str);

fn source(&(number, references, text): &Sample<'_>) -> String {
    let mut raw = format!(
        "From: Person {number} <p{number}@x.example>\nDate: Mon, 2 Mar 2020 10:{:02}:00 +0000\nSubject: Roof\n",
        number % 60
    );
    if number < 90 {
        let _ = writeln!(raw, "Message-ID: <{number}@x.example>");
    }
    let references: Vec<_> = references.iter().map(|number| format!("<{number}@x.example>")).collect();
    if let Some(last) = references.last() {
        let _ = writeln!(raw, "In-Reply-To: {last}\nReferences: {}", references.join("\n "));
    }
    format!("{raw}\n{text}")
}

fn archive(dir: &Path, samples: &[Sample<'_>]) -> Archive {
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let write = |(at, sample): (usize, &Sample<'_>)| {
        let path = dir.join(format!("{at}.eml"));
        std::fs::write(&path, source(sample)).unwrap();
        path
    };
    let paths: Vec<_> = samples.iter().enumerate().map(write).collect();
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&paths, options, &Control::new(), &mut |_| {}).unwrap();
    archive
}

/// Returns the missing messages of the only conversation.
fn missing(samples: &[Sample<'_>]) -> Vec<MissingMessageView> {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), samples);
    let all = Selection::Search { query: String::new(), typing: false, folder: None, source: None };
    let ids = archive.selected(&all).unwrap();
    let thread = archive.reader().message(foundmail_store::MessageId(ids[0])).unwrap().thread.0;
    let conversation = archive.conversation(thread, "").unwrap();
    assert_eq!(conversation.messages.len(), samples.len(), "the messages are not one conversation");
    conversation.missing
}

fn shown(view: &MissingMessageView) -> (Option<u32>, &str, &str, Option<&str>, Option<u32>) {
    (view.before, &view.from, &view.date, view.text.as_deref(), view.quoted_in)
}

#[test]
fn a_missing_message_is_rebuilt_from_the_nearest_quotation() {
    let answer = "Yes.\n\nOn Mon, 2 Mar 2020 at 10:02, Person 2 <p2@x.example> wrote:\n> Is the roof ready?\n> \n> On 1 Mar 2020, \
                  Person 1 wrote:\n>> The roof leaks.\n";
    let found = missing(&[(1, &[], "The roof leaks."), (3, &[1, 2], answer)]);
    let expected =
        (Some(2), "Person 2 <p2@x.example>", "Mon, 2 Mar 2020 at 10:02", Some("Is the roof ready?"), Some(2));
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), [expected]);
}

#[test]
fn several_missing_messages_have_the_order_of_the_references() {
    let answer = "Ok.\n\nFrom: Person 3\nSent: Monday\nTo: Person 4\n\nThree.\n\nFrom: Person 2\nSent: Sunday\nTo: Person 3\n\nTwo.\n";
    let found = missing(&[(4, &[1, 2, 3], answer), (5, &[1, 2, 3, 4], "Fine.")]);
    let expected = [
        (Some(1), "", "", None, None),
        (Some(1), "Person 2", "Sunday", Some("Two."), Some(1)),
        (Some(1), "Person 3", "Monday", Some("Three."), Some(1)),
    ];
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected);
}

#[test]
fn quotations_of_other_people_are_not_taken() {
    // The answer quotes another message than the one that it answers.
    let answer = "Ok.\n\nOn 1 Mar 2020, Somebody Else <else@y.example> wrote:\n> One.\n> On 1 Mar 2020, Person 7 wrote:\n> > Two.\n";
    let found = missing(&[(1, &[], "The roof leaks."), (3, &[2, 1], answer)]);
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), [(Some(2), "", "", None, None)]);
}

#[test]
fn a_message_without_an_id_is_not_missing() {
    let text = "The roof has been leaking since Monday.";
    let quoting = format!("Yes.\n\nOn 2 Mar 2020, Person 90 <p90@x.example> wrote:\n> {text}\n");
    // Sent messages of some programs have no id.
    assert_eq!(missing(&[(1, &[], "First."), (90, &[1], text), (3, &[1, 2], &quoting)]), []);
    assert_eq!(missing(&[(1, &[], "First."), (90, &[1], "Other."), (3, &[1, 2], "No quotation.")]), []);
}

#[test]
fn a_whole_conversation_reads_no_text() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), &[(1, &[], "One."), (2, &[1], "Two."), (3, &[1, 2], "> Two.")]);
    counts::take();
    assert_eq!(archive.conversation(1, "").unwrap().missing, []);
    assert_eq!(counts::take().parsed, 0);
}

#[test]
fn a_long_quotation_is_cut() {
    let quoting = format!("Ok.\n\nOn 2 Mar 2020, Person 1 wrote:\n> {}\n", "roof ".repeat(40_000));
    let found = missing(&[(2, &[1], &quoting)]);
    let text = found[0].text.as_deref().unwrap();
    assert!(text.len() <= super::MAX_TEXT + super::CUT.len() && text.ends_with(super::CUT));
}
