//! Checks that the lists of formats outside this crate match the table of formats. The lists are in the window
//! (`ui/src/lib/formats.ts`), the README and docs/archive-format.md.
//!
//! The command `FOUNDMAIL_WRITE_LISTS=1 cargo test -p foundmail-import --test lists` writes the list of the
//! window.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use foundmail_import::{FORMATS, Format, Shape};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn word(shape: Shape) -> &'static str {
    match shape {
        Shape::Mailbox => "mailbox",
        Shape::Message => "message",
        Shape::Container => "container",
        Shape::Folder => "folder",
        Shape::Unknown => "unknown",
    }
}

/// Returns the text of `ui/src/lib/formats.ts`, formatted like Prettier does.
fn window_list() -> String {
    let mut list = "/**\n * The formats that Foundmail knows. Generated from the table in `crates/import/src/formats/mod.rs`. The test\n * `crates/import/tests/lists.rs` checks this file, and its first comment explains how to write the file.\n */\nexport interface Format {\n  /** The identifier of the format in reports. */\n  name: string;\n  /** A noun phrase for a source of this format. */\n  label: string;\n  shape: \"mailbox\" | \"message\" | \"container\" | \"folder\";\n  /** Extensions without the dot. */\n  extensions: string[];\n  /** False for calendars and address books. */\n  hasMail: boolean;\n}\n\n// prettier-ignore\nexport const formats: Format[] = [\n".to_owned();
    for format in FORMATS.iter().filter(|format| format.shape() != Shape::Unknown) {
        let extensions: Vec<String> = format.extensions.iter().map(|name| format!("{name:?}")).collect();
        let _ = writeln!(
            list,
            "  {{ name: {:?}, label: {:?}, shape: {:?}, extensions: [{}], hasMail: {} }},",
            format.name,
            format.label,
            word(format.shape()),
            extensions.join(", "),
            format.has_mail
        );
    }
    list + "];\n"
}

#[test]
fn the_list_of_the_window_matches_the_table() {
    let path = path("ui/src/lib/formats.ts");
    if std::env::var_os("FOUNDMAIL_WRITE_LISTS").is_some() {
        fs::write(&path, window_list()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert_eq!(
        written,
        window_list(),
        "run this test with FOUNDMAIL_WRITE_LISTS=1 to write {}",
        path.display()
    );
}

/// Returns the first cell of each row in the table below a heading.
fn first_cells(page: &str, heading: &str) -> Vec<String> {
    let (_, rest) = page.split_once(heading).unwrap();
    let rows =
        rest.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    rows.skip(2).filter_map(|row| row.split('|').nth(1)).map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn the_readme_names_exactly_the_formats_of_the_table() {
    let page = fs::read_to_string(path("README.md")).unwrap();
    let rows = first_cells(&page, "## Supported formats");
    let has_word = |cell: &str, title: &str| {
        cell.split(|c: char| !c.is_alphanumeric() && c != ' ').any(|part| part.trim() == title)
            || cell.split(|c: char| !c.is_alphanumeric()).any(|part| part == title)
    };
    // The README does not list DBX, because Foundmail recognises DBX files but cannot read them.
    let read = |format: &&&Format| !format.title.is_empty() && format.name != "dbx";
    let titles: Vec<&str> = FORMATS.iter().filter(read).map(|format| format.title).collect();
    for title in &titles {
        assert!(rows.iter().any(|cell| has_word(cell, title)), "README.md does not name {title}");
    }
    for cell in &rows {
        assert!(
            titles.iter().any(|title| has_word(cell, title)),
            "README.md names {cell}, which is not in the table of formats"
        );
    }
}

#[test]
fn the_archive_format_names_each_format() {
    let page = fs::read_to_string(path("docs/archive-format.md")).unwrap();
    let row = page.lines().find(|line| line.starts_with("| `format` TEXT")).unwrap();
    for format in FORMATS {
        assert!(
            row.contains(&format!("`{}`", format.name)),
            "docs/archive-format.md does not name {}",
            format.name
        );
    }
}

#[test]
fn names_and_extensions_are_unique() {
    let mut names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    let mut extensions: Vec<&&str> = FORMATS.iter().flat_map(|format| format.extensions).collect();
    let counts = (names.len(), extensions.len());
    names.sort_unstable();
    names.dedup();
    extensions.sort_unstable();
    extensions.dedup();
    assert_eq!((names.len(), extensions.len()), counts);
}
