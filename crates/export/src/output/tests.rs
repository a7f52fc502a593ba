//! Where files of an export end, and what is left when it fails.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::Output;
use crate::error::ExportError;
use crate::target::TargetKind;

const FILE: TargetKind = TargetKind::File { extension: ".pdf" };

fn write(output: &mut Output, folders: &[&str], name: &str) -> String {
    let folders: Vec<String> = folders.iter().map(|folder| (*folder).to_owned()).collect();
    let mut file = output.create_file(&folders, name).unwrap();
    file.write_all(b"x").unwrap();
    let path = file.path.clone();
    output.complete(file).unwrap();
    path
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn hostile_names_stay_inside() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    let mut output = Output::create(&target, TargetKind::Folder).unwrap();
    for (folders, name, expected) in [
        (&["..", ".."][..], "../../etc/passwd", "Folder/Folder/passwd"),
        (&["a/b\\c"][..], "x:y?.eml", "a_b_c/x_y_.eml"),
        (&["/etc"][..], "passwd", "_etc/passwd"),
        (&["COM1", "nul.txt"][..], "con", "_COM1/_nul.txt/_con"),
        (&[""][..], "a\u{202e}lme.exe", "Folder/alme.exe"),
        (&[][..], "same.eml", "same.eml"),
        (&[][..], "SAME.EML", "SAME (2).EML"),
        (&[][..], "manifest.json", "manifest (2).json"),
    ] {
        assert_eq!(write(&mut output, folders, name), expected);
    }
    let long = write(&mut output, &[&"f".repeat(300)], &format!("{}.eml", "ü".repeat(300)));
    assert!(long.split('/').all(|level| level.len() <= 180), "{long}");
    let deep = vec!["deep"; 1000];
    assert!(write(&mut output, &deep, "a.eml").split('/').count() <= 41);
    output.place().unwrap();
    assert_eq!(names(dir.path()), ["out"]);
    assert!(target.join("Folder/Folder/passwd").exists());
}

#[test]
fn a_failed_export_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    for (target, kind) in [("new", TargetKind::Folder), ("empty", TargetKind::Folder), ("a.pdf", FILE)] {
        let mut output = Output::create(&dir.path().join(target), kind).unwrap();
        write(&mut output, &[], "a.pdf");
        drop(output);
        assert_eq!((names(dir.path()), names(&empty)), (vec!["empty".to_owned()], Vec::new()), "{target}");
    }
}

#[test]
fn existing_names_are_refused_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("a.pdf"), "mine").unwrap();
    fs::write(path("b.pdf.manifest.json"), "mine").unwrap();
    fs::create_dir_all(path("full/inside")).unwrap();
    for (target, kind) in [
        ("a.pdf", FILE),
        ("b.pdf", FILE),
        ("full", FILE),
        ("full", TargetKind::Folder),
        ("a.pdf", TargetKind::Folder),
    ] {
        let refused = Output::create(&path(target), kind).map(drop).unwrap_err();
        assert!(matches!(refused, ExportError::Exists { .. }), "{target}: {refused}");
    }
    assert_eq!(fs::read_to_string(path("a.pdf")).unwrap(), "mine");
}

/// A file that another program creates during the export is not overwritten, and nothing else is left.
#[test]
fn a_name_that_is_taken_meanwhile_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("b.pdf");
    let mut output = Output::create(&target, FILE).unwrap();
    write(&mut output, &[], "a.pdf");
    write(&mut output, &[], "b.pdf");
    fs::write(&target, "mine").unwrap();
    assert!(matches!(output.place(), Err(ExportError::Exists { .. })));
    assert_eq!(names(dir.path()), ["b.pdf"]);
    assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn links_at_the_target_are_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let (outside, link) = (dir.path().join("outside"), dir.path().join("link"));
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, &link).unwrap();
    assert!(Output::create(&link, TargetKind::Folder).is_err());
    let dangling = dir.path().join("dangling.pdf");
    std::os::unix::fs::symlink(dir.path().join("nowhere.pdf"), &dangling).unwrap();
    assert!(Output::create(&dangling, FILE).is_err());
    assert!(names(&outside).is_empty() && !dir.path().join("nowhere.pdf").exists());
}
