//! Tests that an import or a removal during an export does not change the export.

use std::fs;
use std::path::{Path, PathBuf};

use foundmail_archive::view::Selection;
use foundmail_archive::{
    Archive, Control, ExportOptions, ExportRequest, ImportOptions, export_format, verify_export,
};
use serde_json::Value;

const OPTIONS: ImportOptions = ImportOptions { recover: false, no_attachment_text: true };

/// Writes messages into a new folder. Their texts cannot be compressed into nothing, so a removal moves the others.
fn folder(dir: &Path, name: &str, numbers: std::ops::Range<u32>) -> PathBuf {
    let folder = dir.join(name);
    fs::create_dir(&folder).unwrap();
    for number in numbers {
        let words: Vec<String> =
            (0..2000_u32).map(|word| (word * 7919 + number * 104_729).to_string()).collect();
        let text = format!(
            "From: a@x.example\nDate: Mon, 14 Mar 2016 10:{number:02}:00 +0000\nMessage-ID: <{number}@x.example>\n\
             Subject: roof {number}\n\n{}\n",
            words.join(" ")
        );
        fs::write(folder.join(format!("{number}.eml")), text).unwrap();
    }
    folder
}

fn import(archive: &Archive, folder: &Path) {
    archive.import(&[folder.to_owned()], OPTIONS, &Control::new(), &mut |_| {}).unwrap();
}

/// Exports all messages, and calls `meanwhile` after the first one. Returns the manifest.
fn export(archive: &Archive, target: &Path, meanwhile: &mut dyn FnMut()) -> Value {
    let all = Selection::Search { query: String::new(), typing: false, folder: None, source: None };
    let messages = archive.selected(&all).unwrap();
    let request = ExportRequest {
        messages: &messages,
        format: export_format("eml").unwrap(),
        target,
        options: ExportOptions::default(),
        source_digests: false,
        printer: None,
    };
    let done = archive.export_with(&request, &mut |written, _| {
        if written == 1 {
            meanwhile();
        }
        true
    });
    let summary = done.unwrap().summary;
    assert_eq!(summary.chosen as usize, messages.len());
    assert_eq!(summary.chosen as usize, summary.written as usize + summary.exceptions.len());
    assert_eq!(verify_export(target).unwrap().problems, []);
    serde_json::from_slice(&fs::read(&summary.manifest).unwrap()).unwrap()
}

#[test]
fn a_source_that_is_imported_meanwhile_is_not_confused_with_another() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    import(&archive, &folder(dir.path(), "a", 0..3));
    let copies = folder(dir.path(), "b", 0..3);
    let manifest = export(&archive, &dir.path().join("out"), &mut || import(&archive, &copies));
    assert_eq!(manifest["sources"].as_array().unwrap().len(), 1);
    for entry in manifest["messages"].as_array().unwrap() {
        let found = entry["occurrences"].as_array().unwrap();
        assert_eq!((found.len(), &found[0]["source"]), (1, &Value::from(0)), "{entry}");
    }
    // The next export knows both sources.
    let manifest = export(&archive, &dir.path().join("again"), &mut || {});
    let sources: Vec<u64> = manifest["messages"][0]["occurrences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["source"].as_u64().unwrap())
        .collect();
    assert_eq!(sources, [0, 1]);
}

#[test]
fn a_source_that_is_removed_meanwhile_does_not_end_the_export() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    import(&archive, &folder(dir.path(), "kept", 0..3));
    import(&archive, &folder(dir.path(), "removed", 3..9));
    let removed = archive.source_named("removed").unwrap();
    let manifest = export(&archive, &dir.path().join("out"), &mut || {
        archive.remove_source(removed).unwrap();
    });
    let written: Vec<&str> = manifest["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["subject"].as_str().unwrap())
        .collect();
    for subject in ["roof 0", "roof 1", "roof 2"] {
        assert!(written.contains(&subject), "{manifest}");
    }
}
