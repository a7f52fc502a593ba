//! Tests of the previews of files, in this process and in child processes.

use foundmail_extract::{
    ChildProcess, ChildProgram, ContainedFile, ExtractionLimits, FailureReason, FileKind, FilePreview, Input,
    InputFile, Table, contained_of, message_of, preview_of,
};
use foundmail_testkit::Rng;
use foundmail_testkit::files::{xlsx, zip, zip_deflated};

use crate::samples::{WORDS, all, gzip};

fn input<'b>(name: &'b str, bytes: &'b [u8]) -> Input<'b> {
    Input { name, media_type: "", bytes }
}

fn preview(name: &str, bytes: &[u8]) -> FilePreview {
    preview_of(&input(name, bytes), &ExtractionLimits::default()).unwrap()
}

fn tables(name: &str, bytes: &[u8]) -> Vec<Table> {
    match preview(name, bytes) {
        FilePreview::Tables(tables) => tables,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn each_kind_of_file_has_its_preview() {
    let title = WORDS.to_owned();
    for (kind, name, bytes) in all() {
        let shown = preview(name, &bytes);
        let is_expected = match (kind, &shown) {
            (FileKind::Pdf, FilePreview::Pages(1))
            | (FileKind::Mail | FileKind::Msg | FileKind::Tnef, FilePreview::Message) => true,
            (FileKind::Html, FilePreview::Html { html, is_cut }) => html.contains("K&auml;ufer") && !is_cut,
            (FileKind::Card, FilePreview::Card(card)) => card.title == title,
            (FileKind::Calendar, FilePreview::Event(event)) => event.title == title,
            (FileKind::Zip, FilePreview::Entries { entries, is_cut }) => {
                entries.len() == 1 && entries[0].name == "in/a.txt" && !is_cut
            }
            (FileKind::Gzip, FilePreview::Entries { entries, .. }) => {
                entries[0].name == "a.txt" && entries[0].size == WORDS.len() as u64
            }
            (FileKind::Text, FilePreview::Tables(tables)) => {
                tables[0].rows == [WORDS.split(' ').collect::<Vec<_>>()] && name == "a.csv"
            }
            (FileKind::Xlsx | FileKind::Xlsb | FileKind::Xls, FilePreview::Tables(tables)) => {
                tables[0].rows.concat().join(" ") == WORDS && !tables[0].is_cut
            }
            (_, FilePreview::Text { text, is_cut }) => text == WORDS && !is_cut,
            _ => false,
        };
        assert!(is_expected, "{name}: {shown:?}");
    }
}

#[test]
fn child_processes_return_the_same() {
    let mut child =
        ChildProcess::new(ChildProgram::at(env!("CARGO_BIN_EXE_extract-child")), ExtractionLimits::default());
    for (kind, name, bytes) in all() {
        let file = InputFile { name: name.to_owned(), media_type: String::new(), bytes: bytes.clone() };
        assert_eq!(child.preview_of(file.clone()), Ok(preview(name, &bytes)), "{name}");
        let limits = ExtractionLimits::default();
        let here = message_of(&input(name, &bytes), &limits);
        assert_eq!(child.message_of(file.clone()), here, "{name}");
        assert_eq!(
            here.is_ok(),
            matches!(kind, FileKind::Mail | FileKind::Msg | FileKind::Tnef | FileKind::Text | FileKind::Html)
        );
        let here = contained_of(&input(name, &bytes), 0, &limits);
        assert_eq!(child.contained_of(file, 0), here, "{name}");
        assert_eq!(here.is_ok(), matches!(kind, FileKind::Zip | FileKind::Gzip));
    }
}

#[test]
fn a_workbook_keeps_rows_columns_and_names() {
    let sheet = "<worksheet><sheetData><row r='2'><c r='B2' t='s'><v>0</v></c><c r='D2'><v>1.50</v></c></row>\
                 <row r='9'><c r='A9' t='inlineStr'><is><t>last</t></is></c></row></sheetData></worksheet>";
    let parts = [
        ("[Content_Types].xml", "<Types/>"),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='Second' r:id='r2'/><sheet name='First' r:id='r1'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<R><Relationship Id='r1' Target='/xl/worksheets/sheet1.xml'/><Relationship Id='r2' Target='worksheets/sheet2.xml'/></R>",
        ),
        ("xl/sharedStrings.xml", "<sst><si><t>shared</t></si></sst>"),
        ("xl/worksheets/sheet1.xml", sheet),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>",
        ),
    ];
    let found = tables("a.xlsx", &zip(&parts));
    let names: Vec<_> = found.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["Second", "First"]);
    assert_eq!(found[0].rows, [["7"]]);
    assert_eq!(found[1].rows, [vec!["", "shared", "", "1.5"], vec![], vec!["last"]]);
    // Without relationships, the numbers of the parts give the order.
    let parts: Vec<_> = parts.into_iter().filter(|(name, _)| !name.contains("_rels")).collect();
    let names: Vec<_> = tables("a.xlsx", &zip(&parts)).into_iter().map(|table| table.name).collect();
    assert_eq!(names, ["Second", "First"]);
}

#[test]
fn a_large_workbook_is_cut_and_says_so() {
    let rows: Vec<Vec<String>> = (0..5_000).map(|row| vec![row.to_string()]).collect();
    let found = tables("a.xlsx", &xlsx(&rows));
    assert_eq!((found[0].rows.len(), found[0].is_cut), (200, true));
    let text = "roof,x\n".repeat(5_000);
    let found = tables("a.csv", text.as_bytes());
    assert_eq!((found[0].rows.len(), found[0].is_cut), (200, true));
}

#[test]
fn an_open_document_workbook_repeats_cells() {
    let content = "<office:document-content><office:spreadsheet><table:table table:name='Costs'>\
        <table:table-row><table:table-cell><text:p>Item</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated='2'><text:p>5</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated='9'><table:table-cell table:number-columns-repeated='1024'/></table:table-row>\
        <table:table-row><table:table-cell/><table:table-cell><text:p>end</text:p></table:table-cell></table:table-row>\
        </table:table></office:spreadsheet></office:document-content>";
    let file =
        zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]);
    let found = tables("a.ods", &file);
    assert_eq!(found[0].name, "Costs");
    assert_eq!(found[0].rows, [vec!["Item", "5", "5"], vec![], vec!["", "end"]]);
}

#[test]
fn drawings_and_text_keep_only_text() {
    let svg = "<?xml version='1.0'?><!-- x --><svg xmlns='http://www.w3.org/2000/svg'><title>T</title><script>alert(1)</script><text>Roof</text></svg>";
    assert!(
        matches!(preview("a.png", svg.as_bytes()), FilePreview::Text { text, .. } if text.contains("Roof"))
    );
    let lines = "a\r\n\tb  c\r\n\r\n\u{C}d";
    assert_eq!(
        preview("a.txt", lines.as_bytes()),
        FilePreview::Text { text: "a\n\tb  c\n\nd".to_owned(), is_cut: false }
    );
    let limits = ExtractionLimits { text: 3, ..ExtractionLimits::default() };
    let cut = preview_of(&input("a.txt", "aäö".as_bytes()), &limits);
    assert_eq!(cut, Ok(FilePreview::Text { text: "aä".to_owned(), is_cut: true }));
    assert_eq!(preview("a.png", b"\x89PNG\r\n\x1a\n"), FilePreview::Nothing);
}

#[test]
fn a_file_in_a_zip_is_taken_out_and_checked() {
    let limits = ExtractionLimits::default();
    let take = |bytes: &[u8], index| contained_of(&input("a.zip", bytes), index, &limits);
    let whole = zip_deflated(&[("in/a.txt", WORDS), ("b.txt", "other")]);
    let file =
        ContainedFile { name: "a.txt".to_owned(), bytes: WORDS.as_bytes().to_vec(), is_damaged: false };
    assert_eq!(take(&whole, 0), Ok(file));
    assert_eq!(take(&whole, 2).unwrap_err().reason, FailureReason::Damaged);
    // A stored file with a wrong byte.
    let mut damaged = zip(&[("a.txt", WORDS)]);
    let at = damaged.windows(6).position(|window| window == b"Ledger").unwrap();
    damaged[at] = b'l';
    assert!(take(&damaged, 0).unwrap().is_damaged);
    // A file with a password.
    let mut locked = zip(&[("a.txt", WORDS)]);
    let central = locked.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    locked[central + 8] |= 1;
    assert_eq!(take(&locked, 0).unwrap_err().reason, FailureReason::Encrypted);
    let FilePreview::Entries { entries, .. } = preview("a.zip", &locked) else { panic!("no entries") };
    assert!(entries[0].is_locked);
    let packed = gzip(WORDS.as_bytes());
    assert!(take(&packed[..packed.len() - 9], 0).unwrap().is_damaged);
    // A document is not opened as a ZIP file.
    assert_eq!(take(&xlsx(&[vec!["a"]]), 0).unwrap_err().reason, FailureReason::Unsupported);
}

#[test]
fn many_files_in_a_zip_are_counted() {
    let names: Vec<(String, &str)> = (0..2_001).map(|number| (format!("{number}.txt"), "x")).collect();
    let FilePreview::Entries { entries, is_cut } = preview("a.zip", &zip(&names)) else {
        panic!("no entries")
    };
    assert_eq!((entries.len(), is_cut), (2_000, true));
}

#[test]
fn damaged_files_cause_no_panic() {
    let mut rng = Rng::new(7);
    let limits = ExtractionLimits::default();
    for (_, name, bytes) in all() {
        for round in 0..60 {
            let mut bytes = bytes.clone();
            if round % 2 == 0 {
                bytes.truncate(rng.below(bytes.len()));
            }
            for _ in 0..round % 5 {
                if !bytes.is_empty() {
                    let at = rng.below(bytes.len());
                    bytes[at] = u8::try_from(rng.below(256)).unwrap();
                }
            }
            let input = input(name, &bytes);
            let _ =
                (preview_of(&input, &limits), contained_of(&input, 0, &limits), message_of(&input, &limits));
        }
    }
}
