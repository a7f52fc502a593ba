//! Checks PST and OST files that Foundmail writes, with two other programs and with our own reader.

use std::fs;
use std::path::Path;

use foundmail_pst::write::WriteOptions;
use foundmail_pst::{Encryption, Layout};
use foundmail_testkit::{item_from_message, office_items, pst_options, sample, write_pst};

use crate::program::{Foundmail, number, other};

/// The contents of an item, in a form that can be compared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    text: String,
    files: Vec<Vec<u8>>,
    subject: String,
}

#[test]
fn others_read_what_is_written() {
    for (layout, encryption) in [
        (Layout::Ansi, Encryption::Permute),
        (Layout::Unicode, Encryption::None),
        (Layout::Unicode, Encryption::Permute),
        (Layout::Unicode, Encryption::Cyclic),
        (Layout::Unicode4k, Encryption::Permute),
    ] {
        let case = format!("{layout:?} {encryption:?}");
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("made-up.pst");
        write_pst(sample(1).messages, pst_options(layout, encryption), &file).unwrap();
        let expected = expected();

        let target = dir.path().join("pff");
        let words =
            ["-q", "-m", "items", "-f", "text", "-t", target.to_str().unwrap(), file.to_str().unwrap()];
        other("pffexport", &words);
        let mut found = Vec::new();
        collect(&dir.path().join("pff.export"), &mut found);
        found.sort();
        // Items are compared one at a time, because a difference of long lists is hard to read.
        for (one, other) in expected.iter().zip(&found) {
            assert_eq!(one.text, other.text, "{case}");
            assert!(one.files == other.files, "{case}: files of {}", one.subject);
            // pffexport decodes all subjects of an ANSI file with one code page, and ignores the code page of the
            // item.
            if layout != Layout::Ansi || one.subject.chars().all(|c| c < '\u{100}') {
                assert_eq!(one.subject, other.subject, "{case}");
            }
        }
        assert_eq!(expected.len(), found.len(), "{case}");

        let foundmail = Foundmail::new();
        let report = foundmail.import(&[&file]);
        let source = &report["sources"][0];
        assert_eq!(number(&source["found"]), expected.len() as u64, "{case}: {source}");
        assert_eq!(number(&source["damaged"]), 0, "{case}: {source}");
    }
}

#[test]
fn readpst_finds_every_item() {
    for layout in [Layout::Ansi, Layout::Unicode] {
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("made-up.pst");
            write_pst(sample(1).messages, pst_options(layout, encryption), &file).unwrap();
            let target = dir.path().join("readpst");
            fs::create_dir(&target).unwrap();
            let words = ["-q", "-e", "-t", "eajc", "-j", "0", "-o"];
            other("readpst", &[&words[..], &[target.to_str().unwrap(), file.to_str().unwrap()]].concat());
            // readpst ignores tasks and notes. The mailbox has two of each.
            assert_eq!(count_files(&target), expected().len() - 4, "{layout:?} {encryption:?}");
        }
    }
}

/// Checks that compressed and uncompressed blocks contain the same mail.
#[test]
fn compressed_blocks_contain_the_same_mail() {
    let dir = tempfile::tempdir().unwrap();
    let imported = [false, true].map(|deflate| {
        let file = dir.path().join(format!("{deflate}.ost"));
        let options = WriteOptions { deflate, ..pst_options(Layout::Unicode4k, Encryption::None) };
        write_pst(sample(1).messages, options, &file).unwrap();
        let foundmail = Foundmail::new();
        let report = foundmail.import(&[&file]);
        (number(&report["totals"]["ready"]), number(&report["totals"]["copies"]))
    });
    assert_eq!(imported[0], imported[1]);
}

fn expected() -> Vec<Told> {
    let messages = sample(1).messages;
    let letters = messages.iter().zip(0..).map(|(message, number)| item_from_message(message, number));
    let mut told: Vec<Told> =
        letters.chain(office_items().into_iter().map(|office| office.item)).map(|item| tell(&item)).collect();
    told.sort();
    told
}

fn tell(item: &foundmail_mapi::Item) -> Told {
    use foundmail_mapi::{AttachmentContent, tags};

    let text = |id| item.props.text(id).unwrap_or_default();
    let files = item.attachments.iter().filter_map(|attachment| match &attachment.content {
        AttachmentContent::Value(data) => Some(data.read_lenient().0),
        _ => None,
    });
    let mut files: Vec<_> = files.collect();
    files.sort();
    // pffexport does not write the texts of appointments.
    let body = if item.message_class() == "IPM.Appointment" { String::new() } else { text(tags::BODY) };
    Told { text: plain(&body), files, subject: text(tags::SUBJECT).trim().to_owned() }
}

/// Reads the folder that pffexport creates for each item, with its header fields, text and attachments.
fn collect(dir: &Path, told: &mut Vec<Told>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let headers = ["OutlookHeaders.txt", "Appointment.txt", "Contact.txt", "Task.txt", "Note.txt"];
        if let Some(headers) = headers.iter().map(|name| path.join(name)).find(|path| path.is_file()) {
            let headers = fs::read_to_string(headers).unwrap();
            let subject = headers.lines().find_map(|line| line.strip_prefix("Subject:")).unwrap_or_default();
            let text = fs::read_to_string(path.join("Message.txt")).unwrap_or_default();
            let files = files_in(&path.join("Attachments"));
            told.push(Told { text: plain(&text), files, subject: subject.trim().to_owned() });
        } else if path.is_dir() {
            collect(&path, told);
        }
    }
}

fn files_in(dir: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let mut files: Vec<_> = files.map(|path| fs::read(path).unwrap()).collect();
    files.sort();
    files
}

fn plain(text: &str) -> String {
    text.replace('\r', "").trim().to_owned()
}

fn count_files(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count_files(&path) } else { 1 }).sum()
}
