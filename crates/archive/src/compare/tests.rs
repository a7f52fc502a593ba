//! Tests of comparisons: sources of one archive, and two archives.

use std::fs;
use std::path::{Path, PathBuf};

use foundmail_testkit::{
    MboxFlavour, office_items, pst_options, sample, write_eml_tree, write_mbox, write_pst,
};

use super::{CompareSide, Comparison, DifferenceKind, SideName, compare};
use crate::view::{Completeness, Selection};
use crate::{Archive, Control, ImportOptions, export_format};
use foundmail_pst::{Encryption, Layout};

const OPTIONS: ImportOptions = ImportOptions { recover: false, no_attachment_text: true };

fn imported(dir: &Path, sources: &[PathBuf]) -> Archive {
    let archive = Archive::open(dir).unwrap();
    archive.import(sources, OPTIONS, &Control::new(), &mut |_| {}).unwrap();
    archive
}

/// Returns a message of a mailbox whose parts can be left out.
fn message(number: u32, to: &str, body: &str, file: Option<&str>) -> String {
    let header = format!(
        "From: ann@x.example\nTo: {to}\nDate: Tue, {} Mar 2015 10:00:00 +0000\nMessage-ID: <{number}@x.example>\n\
         Subject: roof {number}\n",
        number + 1
    );
    match file {
        None => format!("{header}\n{body}\n"),
        Some(file) => format!(
            "{header}Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{body}\n--b\n\
             Content-Type: application/pdf; name={file}\nContent-Disposition: attachment\n\n%PDF {file}\n--b--\n"
        ),
    }
}

fn folder(dir: &Path, name: &str, messages: &[String]) -> PathBuf {
    let folder = dir.join(name);
    fs::create_dir(&folder).unwrap();
    for (number, message) in messages.iter().enumerate() {
        fs::write(folder.join(format!("{number}.eml")), message).unwrap();
    }
    folder
}

/// Returns the two sides of most tests: 5 equal messages, 2 only in A, 1 only in B, and 4 that differ.
fn pair(dir: &Path) -> [PathBuf; 2] {
    let same: Vec<String> = (0..5).map(|number| message(number, "b@x.example", "leaks", None)).collect();
    let to = "b@x.example, c@x.example";
    let mut a = same.clone();
    a.extend([message(5, to, "only here", None), message(6, to, "only here", Some("a.pdf"))]);
    a.extend([message(10, to, "see the plan", Some("plan.pdf")), message(11, to, "see", None)]);
    a.extend([message(12, to, "the whole text", None), message(13, "", "no id", None)]);
    let mut b = same;
    b.push(message(7, to, "only there", None));
    b.extend([message(10, to, "see the plan", None), message(11, "b@x.example", "see", None)]);
    b.extend([message(12, to, "the whole", None), message(13, "", "no id", None)]);
    let without_id = |messages: &mut Vec<String>| {
        let last = messages.last_mut().unwrap();
        *last = last.replace("Message-ID: <13@x.example>\n", "");
    };
    without_id(&mut a);
    without_id(&mut b);
    [folder(dir, "a", &a), folder(dir, "b", &b)]
}

fn counts(report: &Comparison) -> [u32; 4] {
    [report.only_a, report.only_b, report.both, report.differing]
}

fn check_pair(a: &CompareSide, b: &CompareSide) {
    let compared = compare(a, b, &mut |_, _| {}).unwrap();
    let report = &compared.report;
    assert_eq!(counts(report), [2, 1, 9, 3], "{report:?}");
    assert!(!report.is_equal());
    let months: Vec<_> = report.months.iter().map(|month| month.month.as_deref()).collect();
    assert_eq!(months, [Some("2015-03")]);
    let month = &report.months[0];
    assert_eq!([month.only_a, month.only_b, month.both, month.differing], [2, 1, 9, 3]);
    let folders: Vec<_> =
        report.folders.iter().map(|row| (row.side, row.only, row.both, row.differing)).collect();
    assert_eq!(folders, [(SideName::A, 2, 9, 3), (SideName::B, 1, 9, 3)]);
    let subjects = |side| compared.only_in(side).map(|row| row.unwrap().subject).collect::<Vec<_>>();
    assert_eq!(subjects(SideName::A), ["roof 5", "roof 6"]);
    assert_eq!(subjects(SideName::B), ["roof 7"]);
    let mut differing: Vec<_> = compared
        .differing()
        .map(|row| {
            let row = row.unwrap();
            assert_eq!(row.differences.len(), 1, "{row:?}");
            let found = row.differences[0].clone();
            (row.subject, found.kind, found.lacks, found.what)
        })
        .collect();
    differing.sort_by(|one, other| one.0.cmp(&other.0));
    let in_b = Some(SideName::B);
    let expected = [
        ("roof 10", DifferenceKind::Attachments, in_b, "The attachment plan.pdf is missing in B."),
        ("roof 11", DifferenceKind::Recipients, in_b, "The recipient c@x.example is missing in B."),
        ("roof 12", DifferenceKind::Body, in_b, "The text is shorter in B: 2 words instead of 3 in A."),
    ];
    let expected =
        expected.map(|(subject, kind, lacks, what)| (subject.to_owned(), kind, lacks, what.to_owned()));
    assert_eq!(differing, expected);

    // The other order gives the same result.
    let reversed = compare(b, a, &mut |_, _| {}).unwrap();
    assert_eq!(counts(&reversed.report), [1, 2, 9, 3]);
    // The JSON document has the fields of the contract.
    let json = serde_json::to_value(compared.with_list()).unwrap();
    for field in ["a", "b", "sides", "only_a", "only_b", "both", "differing", "folders", "months", "list"] {
        assert!(!json[field].is_null(), "{field}: {json}");
    }
    assert_eq!(json["list"]["only_a"][0]["subject"], "roof 5");
    assert_eq!(json["list"]["differing"].as_array().unwrap().len(), 3);
    assert_eq!(json["list"]["differing"][0]["differences"][0]["lacks"], "b");
    assert_eq!(json["folders"][0]["side"], "a");
}

#[test]
fn two_sources_of_an_archive_are_compared() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = pair(dir.path());
    let archive = imported(&dir.path().join("archive"), &[a.clone(), b.clone()]);
    let open = |name: &str| CompareSide::open(Some(&archive), name).unwrap();
    check_pair(&open(a.to_str().unwrap()), &open("b"));
    check_pair(&open("1"), &open("2"));
    let missing = CompareSide::open(Some(&archive), "nowhere").err().unwrap();
    assert!(missing.to_string().contains("nowhere"), "{missing}");
    let missing = CompareSide::open(None, "a").err().unwrap();
    assert!(missing.to_string().contains("neither"), "{missing}");
}

#[test]
fn two_archives_are_compared_and_neither_is_changed() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = pair(dir.path());
    let archives = [dir.path().join("archive a"), dir.path().join("archive b")];
    let own = imported(&archives[0], &[a]);
    drop(imported(&archives[1], &[b]));
    let before = files(&archives[1]);
    let name = archives[1].to_str().unwrap();
    for first in ["a", archives[0].to_str().unwrap()] {
        let a = CompareSide::open(Some(&own), first).unwrap();
        check_pair(&a, &CompareSide::open(Some(&own), name).unwrap());
    }
    assert_eq!(files(&archives[1]), before);
    drop(own);
    let open = |path: &Path| CompareSide::open(None, path.to_str().unwrap()).unwrap();
    let all = files(dir.path());
    check_pair(&open(&archives[0]), &open(&archives[1]));
    assert_eq!(files(dir.path()), all);
}

/// Returns all files below a folder with their sizes and times.
fn files(dir: &Path) -> Vec<(PathBuf, u64, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let data = entry.metadata().unwrap();
        if data.is_dir() {
            found.append(&mut files(&entry.path()));
        }
        found.push((entry.path(), data.len(), data.modified().unwrap()));
    }
    found.sort();
    found
}

#[test]
fn the_format_makes_no_difference() {
    let dir = tempfile::tempdir().unwrap();
    let mailbox = sample(1);
    let (tree, mbox, pst) =
        (dir.path().join("tree"), dir.path().join("all.mbox"), dir.path().join("all.pst"));
    write_eml_tree(&mailbox, &tree).unwrap();
    write_mbox(&mailbox.messages, MboxFlavour::Mboxrd, fs::File::create(&mbox).unwrap()).unwrap();
    let options = pst_options(Layout::Unicode, Encryption::Permute);
    write_pst(&mailbox.messages, options, &pst).unwrap();
    let one = imported(&dir.path().join("one"), &[tree.clone(), mbox.clone(), pst.clone()]);
    let mut reports = Vec::new();
    let others = u32::try_from(office_items().len()).unwrap();
    for (b, only_b) in [(&mbox, 0), (&pst, others)] {
        let open = |path: &PathBuf| CompareSide::open(Some(&one), path.to_str().unwrap()).unwrap();
        let report = compare(&open(&tree), &open(b), &mut |_, _| {}).unwrap().report;
        assert_eq!([report.only_a, report.only_b], [0, only_b], "{report:?}");
        reports.push(report);
    }
    for (number, path) in [mbox, pst].into_iter().enumerate() {
        let other = dir.path().join(format!("other {number}"));
        drop(imported(&other, &[path]));
        let a = CompareSide::open(Some(&one), tree.to_str().unwrap()).unwrap();
        let b = CompareSide::open(Some(&one), other.to_str().unwrap()).unwrap();
        let compared = compare(&a, &b, &mut |_, _| {}).unwrap();
        let report = &compared.report;
        assert_eq!(counts(report), counts(&reports[number]), "{report:?}");
    }
}

#[test]
fn a_damaged_copy_is_the_same_message_in_both_directions() {
    let dir = tempfile::tempdir().unwrap();
    let whole = message(1, "b@x.example", "leaks", Some("plan.pdf"));
    let cut = whole.replace("--b--\n", "");
    let sources = [folder(dir.path(), "whole", &[whole]), folder(dir.path(), "cut", &[cut])];
    let archives = [dir.path().join("1"), dir.path().join("2")];
    for (archive, source) in archives.iter().zip(&sources) {
        drop(imported(archive, std::slice::from_ref(source)));
    }
    for [a, b] in [[0, 1], [1, 0]] {
        let open = |at: usize| CompareSide::open(None, archives[at].to_str().unwrap()).unwrap();
        let (a, b) = (open(a), open(b));
        let compared = compare(&a, &b, &mut |_, _| {}).unwrap();
        assert_eq!(counts(&compared.report), [0, 0, 1, 1]);
    }
}

#[test]
fn letters_of_one_id_to_different_people_are_different_messages() {
    let dir = tempfile::tempdir().unwrap();
    let to = |name: &str| message(1, &format!("{name}@x.example"), "leaks", None);
    let a = folder(dir.path(), "a", &[to("ann"), to("bob")]);
    let b = folder(dir.path(), "b", &[to("bob"), to("cid")]);
    let archive = imported(&dir.path().join("archive"), &[a, b]);
    let open = |name: &str| CompareSide::open(Some(&archive), name).unwrap();
    let (a, b) = (open("a"), open("b"));
    assert_eq!(counts(&compare(&a, &b, &mut |_, _| {}).unwrap().report), [1, 1, 1, 0]);
}

#[test]
fn the_readable_part_of_an_incomplete_mailbox_is_not_equal_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let (whole, cut, copy) =
        (dir.path().join("all.pst"), dir.path().join("cut.pst"), dir.path().join("copy"));
    write_pst(&sample(1).messages, pst_options(Layout::Unicode, Encryption::Permute), &whole).unwrap();
    let bytes = fs::read(&whole).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 10 * 6]).unwrap();
    let archive = imported(&dir.path().join("archive"), std::slice::from_ref(&cut));
    let all = Selection::Search { query: String::new(), typing: false, folder: None, source: None };
    let found = archive.selected(&all).unwrap();
    archive.export(&found, export_format("eml").unwrap(), &copy).unwrap();
    let other = dir.path().join("other archive");
    drop(imported(&other, &[copy]));
    let a = CompareSide::open(Some(&archive), cut.to_str().unwrap()).unwrap();
    let b = CompareSide::open(Some(&archive), other.to_str().unwrap()).unwrap();
    let report = compare(&a, &b, &mut |_, _| {}).unwrap().report;
    assert!(report.both > 0 && report.only_a == 0 && report.only_b == 0, "{report:?}");
    let same = Comparison { differing: 0, ..report.clone() };
    assert!(same.has_no_difference() && !same.is_equal());
    let [of_a, of_b] = report.sides.as_slice() else { panic!("{report:?}") };
    assert_eq!((of_a.state, of_a.missing.len()), (Completeness::Incomplete, 1), "{of_a:?}");
    assert!(of_b.is_whole() && of_b.missing.is_empty(), "{of_b:?}");
    assert!(!of_a.is_whole() && !report.is_equal());
}

#[test]
fn an_item_that_could_not_be_read_prevents_equality() {
    let dir = tempfile::tempdir().unwrap();
    let (mbox, missing) = (dir.path().join("a"), dir.path().join("b"));
    let mail = message(1, "b@x.example", "leaks", None);
    for (folder, extra) in [(&mbox, None), (&missing, Some("2.msg"))] {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("1.eml"), &mail).unwrap();
        if let Some(name) = extra {
            // The signature of a compound file, without the file.
            fs::write(folder.join(name), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).unwrap();
        }
    }
    let archive = imported(&dir.path().join("archive"), &[mbox, missing]);
    let open = |name: &str| CompareSide::open(Some(&archive), name).unwrap();
    let report = compare(&open("a"), &open("b"), &mut |_, _| {}).unwrap().report;
    let lost: Vec<_> = report.sides.iter().map(|side| side.lost).collect();
    assert_eq!((counts(&report), lost), ([0, 0, 1, 0], vec![0, 1]), "{report:?}");
    assert!(!report.is_equal());
}
