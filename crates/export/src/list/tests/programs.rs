//! `LibreOffice` as a second opinion. It is left out if the computer does not have it.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{CSV, HOSTILE, XLSX, write_hostile};

/// Converts a file with `LibreOffice`, and returns its content in the flat XML of `OpenDocument`. `None` without `LibreOffice`.
fn converted(path: &Path, filter: Option<&str>, dir: &Path) -> Option<String> {
    let profile = format!("-env:UserInstallation=file://{}", dir.join("profile").display());
    let mut command = Command::new("soffice");
    command.args(["--headless", "--norestore", &profile, "--convert-to", "fods", "--outdir"]).arg(dir);
    if let Some(filter) = filter {
        command.arg(format!("--infilter={filter}"));
    }
    match command.arg(path).output() {
        Err(error) => {
            println!("left out: LibreOffice (soffice) could not be started: {error}");
            None
        }
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            let stem = path.file_stem().unwrap().to_string_lossy();
            Some(fs::read_to_string(dir.join(format!("{stem}.fods"))).unwrap())
        }
    }
}

#[test]
fn libreoffice_finds_no_formula_and_no_link() {
    // Comma and semicolon as separators.
    let filters = [44, 59].map(|separator| format!("CSV:{separator},34,UTF8,1,,0,false,true"));
    let csv: Vec<_> = filters.iter().map(|filter| Some(filter.as_str())).collect();
    for (format, filters) in [(&CSV, &csv[..]), (&XLSX, &[None])] {
        let dir = tempfile::tempdir().unwrap();
        let path = write_hostile(format, dir.path());
        for &filter in filters {
            let Some(document) = converted(&path, filter, dir.path()) else { return };
            let count = |text: &str| document.matches(text).count();
            assert_eq!(count("table:formula"), 0, "{} {filter:?}", format.name);
            assert_eq!(count("xlink:href"), 0, "{} {filter:?}", format.name);
            assert!(count("<table:table-row") > HOSTILE.len(), "{} {filter:?}", format.name);
            if format.name == "xlsx" {
                assert_eq!(count("office:value-type=\"date\""), HOSTILE.len());
            }
        }
    }
}

/// Without this, the test above could pass because `LibreOffice` was told to ignore formulas.
#[test]
fn libreoffice_finds_formulas_in_unsafe_tables() {
    let dir = tempfile::tempdir().unwrap();
    for (name, table) in [("comma", "a,=1+1\r\n"), ("semicolon", "1,\"a;=1+1;b\"\r\n")] {
        let path = dir.path().join(format!("{name}.csv"));
        fs::write(&path, table).unwrap();
        let separator = if name == "comma" { 44 } else { 59 };
        let filter = format!("CSV:{separator},34,UTF8,1,,0,false,true");
        let Some(document) = converted(&path, Some(&filter), dir.path()) else { return };
        assert_eq!(document.matches("table:formula").count(), 1, "{name}");
    }
}
