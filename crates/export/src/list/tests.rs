//! Lists contain each message as one row, with dates as dates, and no formula.

mod programs;

use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use foundmail_mail::Person;

use super::xlsx_table::Limits;
use super::{CSV, ListExporter, XLSX, XlsxTable, columns};
use crate::cell::MAX_CELL;
use crate::exporter::ExportFormat;
use crate::manifest::tests::entries;
use crate::message::tests::TestContent;
use crate::message::{ExportAttachment, ExportMessage, Occurrence};
use crate::options::{ExportOptions, ListOptions};
use crate::output::Output;
use crate::target::TargetKind;
use crate::{Export, ExportSummary, verify_export};

/// Subjects that a spreadsheet program could run, or that break a table or its XML.
const HOSTILE: &[&str] = &[
    "=1+1",
    "=HYPERLINK(\"https://evil.example\",\"Invoice\")",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\"=1+1",
    "\",=1+1,\"",
    "a;=1+1;\"=2\"",
    "＝1+1",
    "https://evil.example/",
    "mailto:ruth@alder.example",
    "</t></is></c><c><f>1+1</f></c>",
    "&lt;f&gt; ]]> _x003D_1+1",
    "\u{0}\u{1}\u{b}\u{1f}\u{7f}\u{85}\u{fffe}\u{ffff}",
    "\u{202e}gnp.exe",
    "{=1+1}",
    "'=1+1",
];

const MARCH: i64 = 1_457_950_000; // 2016-03-14 10:06:40 UTC

fn person(name: &str, address: &str) -> Person {
    Person { name: name.to_owned(), address: address.to_owned() }
}

/// Returns a message whose fields all contain `text`.
fn hostile<'c>(text: &str, id: u32, content: &'c TestContent) -> ExportMessage<'c> {
    ExportMessage {
        id,
        message_id: Some(text.to_owned()),
        date: Some(MARCH),
        subject: text.to_owned(),
        from: vec![person(text, text)],
        to: vec![person(text, text), person("", text)],
        cc: vec![person(text, "")],
        bcc: vec![person(text, text)],
        kind: "mail".to_owned(),
        attachments: vec![
            ExportAttachment { name: text.to_owned(), ..ExportAttachment::default() },
            ExportAttachment { name: format!("b{text}"), ..ExportAttachment::default() },
        ],
        occurrences: vec![Occurrence {
            source_name: text.to_owned(),
            folder: vec![text.to_owned(), text.to_owned()],
            ..Occurrence::default()
        }],
        missing: vec![text.to_owned()],
        ..ExportMessage::new(content)
    }
}

fn write(
    format: &ExportFormat,
    dir: &Path,
    with_messages: bool,
    messages: &[ExportMessage<'_>],
) -> (PathBuf, ExportSummary) {
    let target = dir.join(format!("Roof = 1{}", format.target.extension()));
    let options = ExportOptions {
        time_zone: "Europe/Berlin".parse().unwrap(),
        list: ListOptions { with_messages },
        ..ExportOptions::default()
    };
    let mut export = Export::create(format, &target, options).unwrap();
    for message in messages {
        export.write(message).unwrap();
    }
    let summary = export.finish().unwrap();
    assert_eq!(verify_export(&target).unwrap().problems, []);
    (target, summary)
}

fn write_hostile(format: &ExportFormat, dir: &Path) -> PathBuf {
    let content = TestContent::default();
    let messages: Vec<_> = (1..).zip(HOSTILE).map(|(id, text)| hostile(text, id, &content)).collect();
    let (target, summary) = write(format, dir, false, &messages);
    assert_eq!((summary.written as usize, summary.incomplete as usize), (HOSTILE.len(), HOSTILE.len()));
    assert_eq!(summary.attachments.written, 0, "a list has only the names of attachments");
    target
}

/// Returns the rows of a CSV file without the titles.
fn csv_rows(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let text = fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "each row ends with CR LF");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    (rows.remove(0), rows)
}

/// Returns the rows of each sheet of a workbook, without the titles. The workbook contains no formula.
fn sheets(path: &Path) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{name}");
        let range = workbook.worksheet_range(&name).unwrap();
        sheets.push((name, range.rows().skip(1).map(<[Data]>::to_vec).collect()));
    }
    sheets
}

fn one_message(content: &TestContent) -> ExportMessage<'_> {
    ExportMessage {
        id: 7,
        thread: 3,
        message_id: Some("1@alder.example".to_owned()),
        date: Some(MARCH),
        subject: "Roof claim".to_owned(),
        from: vec![person("Ruth Alder", "ruth@alder.example")],
        to: vec![person("Anna", "anna@finn.example"), person("", "office@finn.example")],
        cc: vec![person("Max", "")],
        kind: "mail".to_owned(),
        size: 1234,
        attachments: vec![ExportAttachment { name: "cost.pdf".to_owned(), ..ExportAttachment::default() }],
        occurrences: vec![
            Occurrence {
                source_name: "office.pst".to_owned(),
                folder: vec!["office.pst".to_owned(), "Inbox".to_owned(), "Claims".to_owned()],
                ..Occurrence::default()
            },
            Occurrence {
                source: 1,
                source_name: "old.pst".to_owned(),
                folder: vec!["old.pst".to_owned(), "Inbox".to_owned()],
                ..Occurrence::default()
            },
        ],
        missing: vec!["The text is cut.".to_owned()],
        ..ExportMessage::new(content)
    }
}

#[test]
fn csv_has_a_row_of_titles_and_one_for_each_message() {
    let (dir, content) = (tempfile::tempdir().unwrap(), TestContent::default());
    let (path, _) = write(&CSV, dir.path(), false, &[one_message(&content), ExportMessage::new(&content)]);
    let (titles, rows) = csv_rows(&path);
    let cells = [
        ("No.", "1"),
        ("Date (Europe/Berlin)", "2016-03-14T11:06:40+01:00"),
        ("Sender", "Ruth Alder"),
        ("Address of sender", "ruth@alder.example"),
        ("To", "Anna <anna@finn.example>; office@finn.example"),
        ("Cc", "Max"),
        ("Bcc", ""),
        ("Subject", "Roof claim"),
        ("Attachments", "1"),
        ("Names of attachments", "cost.pdf"),
        ("Folder", "office.pst/Inbox/Claims; old.pst/Inbox"),
        ("Mailbox", "office.pst; old.pst"),
        ("Size in bytes", "1234"),
        ("Kind", "E-mail"),
        ("Conversation", "3"),
        ("Missing or damaged parts", "The text is cut."),
        ("Message-ID", "1@alder.example"),
    ];
    assert_eq!(titles, cells.map(|(title, _)| title));
    assert_eq!(rows[0], cells.map(|(_, value)| value));
    assert_eq!((rows.len(), rows[1][0].as_str(), rows[1][1].as_str()), (2, "2", ""));
}

#[test]
fn a_workbook_has_real_dates_and_numbers() {
    let (dir, content) = (tempfile::tempdir().unwrap(), TestContent::default());
    let dates = [Some(MARCH), Some(-3_000_000_000), Some(400_000_000_000), Some(i64::MAX), None];
    let messages = dates.map(|date| ExportMessage { date, ..one_message(&content) });
    let (path, _) = write(&XLSX, dir.path(), false, &messages);
    let [(name, rows)] = &sheets(&path)[..] else { panic!("one sheet") };
    assert_eq!((name.as_str(), rows.len()), ("Messages", dates.len()));
    assert!(matches!(&rows[0][1], Data::DateTime(date) if (date.as_f64() - 42_443.462_962_962).abs() < 1e-6));
    assert_eq!(rows[1][1], Data::String("1874-12-07T19:33:28+00:53".to_owned()));
    assert!(rows[2][1].to_string().starts_with("+14645-"), "{:?}", rows[2][1]);
    assert_eq!((&rows[3][1], &rows[4][1]), (&Data::Empty, &Data::Empty));
    assert_eq!((&rows[0][8], &rows[0][12]), (&Data::Float(1.0), &Data::Float(1234.0)));
    assert_eq!(rows[0][7], Data::String("Roof claim".to_owned()));
}

#[test]
fn no_cell_of_a_csv_is_a_formula_with_either_separator() {
    let dir = tempfile::tempdir().unwrap();
    let path = write_hostile(&CSV, dir.path());
    let (titles, rows) = csv_rows(&path);
    assert_eq!(rows.len(), HOSTILE.len());
    assert!(rows.iter().all(|row| row.len() == titles.len()));
    let text = fs::read_to_string(&path).unwrap();
    let semicolons = text.lines().flat_map(|line| line.split(';')).map(str::to_owned);
    for cell in rows.into_iter().flatten().chain(semicolons) {
        let start = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
        assert!(!start.starts_with(['=', '+', '-', '@', '＝']), "{cell:?}");
    }
}

#[test]
fn no_cell_of_a_workbook_is_a_formula_and_the_text_is_unchanged() {
    let dir = tempfile::tempdir().unwrap();
    let path = write_hostile(&XLSX, dir.path());
    let [(_, rows)] = &sheets(&path)[..] else { panic!("one sheet") };
    for (row, text) in rows.iter().zip(HOSTILE) {
        let expected = crate::cell::one_line(text);
        assert_eq!(row[7], Data::String(expected.into_owned()), "{text:?}");
    }
    assert!(!part(&path, "xl/worksheets/sheet1.xml").contains("<hyperlink"));
}

/// Returns a part of a workbook as text.
fn part(path: &Path, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

#[test]
fn long_cells_are_cut_and_named() {
    let content = TestContent::default();
    for format in [&CSV, &XLSX] {
        let dir = tempfile::tempdir().unwrap();
        let long = "😀".repeat(20_000);
        let to = (0..3_000).map(|number| person("", &format!("person{number}@alder.example"))).collect();
        let message = ExportMessage { subject: long, to, ..one_message(&content) };
        let (path, summary) = write(format, dir.path(), false, &[message]);
        assert_eq!(summary.incomplete, 1);
        let left_out = &entries(&summary)[0].left_out;
        assert_eq!(
            left_out.as_slice(),
            [
                "The list has only the first 32766 characters of “To”.",
                "The list has only the first 32766 characters of “Subject”."
            ]
        );
        let cell = match format.name {
            "csv" => csv_rows(&path).1[0][7].clone(),
            _ => sheets(&path)[0].1[0][7].to_string(),
        };
        assert!(cell.ends_with('…') && cell.encode_utf16().count() <= MAX_CELL);
    }
}

#[test]
fn rows_link_to_the_messages_beside_the_list() {
    let content = TestContent { bytes: Some("Subject: a\n\nb\n"), ..TestContent::default() };
    let damaged = TestContent::default();
    for format in [&CSV, &XLSX] {
        let dir = tempfile::tempdir().unwrap();
        let subjects = ["50%20 off #1 [x]", "Dach über 屋顶"];
        let good =
            subjects.map(|subject| ExportMessage { subject: subject.to_owned(), ..one_message(&content) });
        let messages: Vec<_> = good.into_iter().chain([one_message(&damaged)]).collect();
        let (path, summary) = write(format, dir.path(), true, &messages);
        assert_eq!((summary.chosen, summary.written, summary.exceptions.len()), (3, 2, 1));
        assert_eq!(summary.attachments.written, 2, "the files contain the attachments");
        let names = [
            "2016-03-14 1106 Ruth Alder - 50%20 off #1 [x].eml",
            "2016-03-14 1106 Ruth Alder - Dach über 屋顶.eml",
        ];
        for ((name, row), entry) in names.iter().zip(0..).zip(entries(&summary)) {
            let file = format!("Roof = 1 messages/{name}");
            assert_eq!(entry.file, file);
            assert_eq!(fs::read_to_string(dir.path().join(&file)).unwrap(), "Subject: a\n\nb\n");
            match format.name {
                "csv" => assert_eq!(csv_rows(&path).1[row][17], file),
                _ => assert_eq!(sheets(&path)[0].1[row][17], Data::String((*name).to_owned())),
            }
        }
        if format.name == "xlsx" {
            let links = part(&path, "xl/worksheets/_rels/sheet1.xml.rels");
            let target = "Target=\"Roof%20=%201%20messages/2016-03-14%201106%20Ruth%20Alder%20-%20";
            assert!(links.contains(&format!("{target}50%2520%20off%20%231%20%5bx%5d.eml\"")), "{links}");
            assert!(links.contains(&format!("{target}Dach%20über%20屋顶.eml\"")), "{links}");
        }
    }
}

#[test]
fn an_existing_folder_of_messages_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("list messages")).unwrap();
    let options = ExportOptions { list: ListOptions { with_messages: true }, ..ExportOptions::default() };
    for format in [&CSV, &XLSX] {
        let target = dir.path().join(format!("list{}", format.target.extension()));
        assert!(Export::create(format, &target, options.clone()).is_err());
        assert!(!target.exists());
    }
}

#[test]
fn a_full_sheet_is_continued_on_the_next_one() {
    let content = TestContent { bytes: Some("a"), ..TestContent::default() };
    for (limits, rows_of_sheets) in [
        (Limits { rows: 3, ..Limits::default() }, &[2, 2, 1][..]),
        (Limits { bytes: 4_000, ..Limits::default() }, &[2, 2, 1]),
        (Limits { bytes: 1, ..Limits::default() }, &[1, 1, 1, 1, 1]),
        (Limits { links: 2, ..Limits::default() }, &[5]),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("list.xlsx");
        let options = ExportOptions { list: ListOptions { with_messages: true }, ..ExportOptions::default() };
        let mut output = Output::create(&target, TargetKind::File { extension: ".xlsx" }).unwrap();
        let columns = columns(options.time_zone, true);
        let table = XlsxTable::create(&mut output, columns, limits).unwrap();
        let mut exporter = ListExporter::create(&options, &output, Box::new(table)).unwrap();
        for _ in 0..5 {
            exporter.write(&one_message(&content), &mut output).unwrap();
        }
        exporter.finish(&options, &ExportSummary::default(), &mut output).unwrap();
        output.place().unwrap();
        let sheets = sheets(&target);
        let rows: Vec<usize> = sheets.iter().map(|(_, rows)| rows.len()).collect();
        assert_eq!(rows, rows_of_sheets, "{limits:?}");
        if limits.links == 2 {
            let links = part(&target, "xl/worksheets/sheet1.xml").matches("<hyperlink ").count();
            assert_eq!(links, 2);
            assert!(sheets[0].1[4][17].to_string().contains(" messages/"), "the path takes the link's place");
        }
    }
}
