//! Exported calendars and address books, read by other programs and imported again.

use std::fs;
use std::path::{Path, PathBuf};

use foundmail_pst::{Encryption, Layout};
use foundmail_testkit::{office_items, pst_options, series_items, write_items};
use foundmail_tests::opinions::python;
use serde_json::Value;

use crate::program::{Foundmail, number, other};

/// An address book with a picture, a group, and a card of version 2.1.
const CARDS: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:4d9c0a52-6c5e-4f0e-8a44-5b1f3a0c9d11\r\nN:Baker;Bea;;;\r\nFN:Bea Baker\r\n\
    EMAIL:bea@bakery.example\r\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\r\nTEL;CELL:+49 170 1\r\n\
    END:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:Oven\r\nMEMBER:mailto:bea@bakery.example\r\nEND:VCARD\r\n";

/// A calendar with damaged values, a zone, and a file inside.
const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//generated//EN\r\nBEGIN:VTIMEZONE\r\nTZID:Here\r\n\
    BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
    BEGIN:VEVENT\r\nUID:tasting@x.example\r\nDTSTAMP:20160101T000000Z\r\nCREATED:20160101T000000Z\r\nSUMMARY:Tasting\\, new bread\r\n\
    DTSTART;TZID=Here:20160401T183000\r\nDURATION:PT1H\r\nATTENDEE;CN=\"Baker, Bea\":mailto:bea@bakery.example\r\n\
    ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=a.txt:YWJj\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n\
    END:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:odd@x.example\r\nDTSTAMP:20160102T000000Z\r\nCREATED:20160102T000000Z\r\nSUMMARY:Odd\r\nDTSTART:20160402\r\n\
    RRULE:FREQ=SOMETIMES\r\nbroken line\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:never@x.example\r\nCREATED:20160103T000000Z\r\nSUMMARY:Never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// Imports a PST with items of all kinds, the calendar and the address book.
fn archive() -> Foundmail {
    let foundmail = Foundmail::new();
    let paths = ["office.pst", "more.ics", "more.vcf"].map(|name| foundmail.path(name));
    let items = office_items().into_iter().chain(series_items());
    write_items(items, pst_options(Layout::Unicode, Encryption::Permute), &paths[0]).unwrap();
    fs::write(&paths[1], CALENDAR).unwrap();
    fs::write(&paths[2], CARDS).unwrap();
    foundmail.import(&paths.each_ref().map(PathBuf::as_path));
    foundmail
}

/// Exports everything, checks the digests, and returns the file and the sums.
fn export(foundmail: &Foundmail, name: &str, options: &[&str]) -> (PathBuf, Value) {
    let path = foundmail.path(name);
    let target = path.to_str().unwrap();
    let sums = foundmail.json(&[&["export", "--all", "--to", target, "--as"], options].concat());
    let verified = foundmail.json(&["verify-export", target]);
    assert_eq!(verified["problems"], serde_json::json!([]), "{verified}");
    (path, sums)
}

/// Runs a script, and returns the objects that it prints. Returns `None` and prints the reason if the packages are missing.
fn read_by(program: &Path, script: &str, file: &Path) -> Option<Vec<Value>> {
    if let Some(reason) = std::env::var_os("FOUNDMAIL_NO_PYPFF").filter(|_| program != Path::new("node")) {
        println!("left out: {script}: {}", reason.display());
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("second_opinions").join(script);
    let printed = other(program.to_str().unwrap(), &[script.to_str().unwrap(), file.to_str().unwrap()]);
    Some(printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Returns one line for an entry: kind, summary, start, end or due day, original start, rule, and counts.
fn line(entry: &Value) -> String {
    let text = |name: &str| entry[name].as_str().unwrap_or("-").to_owned();
    let rule = match &entry["rule"] {
        Value::Array(parts) => parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"),
        _ => "-".to_owned(),
    };
    let end = if entry["end"].is_null() { text("due") } else { text("end") };
    let fields = [text("kind"), text("summary"), text("start"), end, text("instead_of"), rule];
    format!(
        "{} | {} {} {} {}",
        fields.join(" | "),
        entry["not_on"],
        entry["people"],
        entry["alarms"],
        entry["files"]
    )
}

const ENTRIES: &[&str] = &[
    "VEVENT | Flour delivery | 2016-03-17T09:00:00Z | 2016-03-17T10:00:00Z | - | - | [] [] 1 []",
    "VEVENT | Later – 新 | 2016-03-29T08:00:00Z | 2016-03-29T09:00:00Z | 2016-03-28T08:00:00Z | - | [] [] 0 []",
    "VEVENT | Odd | 2016-04-02 | - | - | - | [] [] 0 []",
    "VEVENT | Roof inspection | 2016-03-14T09:00:00Z | 2016-03-14T10:00:00Z | - | - | [] [] 1 []",
    r#"VEVENT | Site meeting; roof | 2016-03-14T09:00:00Z | 2016-03-14T10:00:00Z | - | BYDAY=MO;COUNT=10;FREQ=WEEKLY | ["2016-03-21T09:00:00Z"] [] 0 []"#,
    r#"VEVENT | Tasting, new bread | 2016-04-01T13:00:00Z | - | - | - | [] ["mailto:bea@bakery.example"] 1 [3]"#,
    "VJOURNAL |  | - | - | - | - | [] [] 0 []",
    "VJOURNAL | Oven 3 runs hot: 8 degrees. | - | - | - | - | [] [] 0 []",
    "VTODO | Pay the roofer | - | 2016-03-31 | - | - | [] [] 0 []",
    "VTODO | Send the roof claim | - | 2016-03-31 | - | - | [] [] 0 []",
];

/// The starts of the series. Summer time begins on 27 March.
const OCCURRENCES: [&str; 9] = [
    "2016-03-14T09:00:00Z",
    "2016-03-29T08:00:00Z",
    "2016-04-04T08:00:00Z",
    "2016-04-11T08:00:00Z",
    "2016-04-18T08:00:00Z",
    "2016-04-25T08:00:00Z",
    "2016-05-02T08:00:00Z",
    "2016-05-09T08:00:00Z",
    "2016-05-16T08:00:00Z",
];

#[test]
fn two_libraries_read_the_same_calendar() {
    let foundmail = archive();
    let (path, sums) = export(&foundmail, "all.ics", &["ics"]);
    let written = (number(&sums["chosen"]), number(&sums["written"]), number(&sums["incomplete"]));
    assert_eq!(written, (10, 9, 1), "{sums}");
    assert_eq!(sums["exceptions"][0]["why"], "The appointment has no start that can be read.");
    let calendar = fs::read_to_string(&path).unwrap();
    assert_eq!(calendar.matches("BEGIN:VTIMEZONE").count(), 2);
    let readers = [(python(), "icalendar_dump.py"), (PathBuf::from("node"), "ical_js_dump.mjs")];
    let mut texts = Vec::new();
    for (program, script) in readers {
        let Some(mut entries) = read_by(&program, script, &path) else { continue };
        if program == Path::new("node") {
            let occurrences = entries.pop().unwrap();
            assert_eq!(occurrences["occurrences"], serde_json::json!(OCCURRENCES), "{script}");
        }
        let mut lines: Vec<String> = entries.iter().map(line).collect();
        lines.sort();
        assert_eq!(lines, ENTRIES, "{script}");
        texts.push(
            entries
                .iter()
                .map(|entry| [&entry["uid"], &entry["text"], &entry["place"]].map(Value::to_string))
                .collect::<Vec<_>>(),
        );
    }
    assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "{texts:?}");
}

#[test]
fn another_library_reads_the_same_cards() {
    let foundmail = archive();
    for (options, people) in [(&["vcf"][..], 0), (&["vcf", "--people"], 1)] {
        let (path, sums) = export(&foundmail, &format!("{}.vcf", options.len()), options);
        assert_eq!((number(&sums["written"]), number(&sums["incomplete"])), (6 + people, 0), "{sums}");
        let Some(cards) = read_by(&python(), "vobject_dump.py", &path) else { return };
        let named = |name: &str| {
            let card = cards.iter().find(|card| card["name"][0] == name);
            card.unwrap_or_else(|| panic!("{name}: {cards:?}"))
        };
        assert!(
            cards.iter().all(|card| card.get("error").is_none() && card["version"][0] == "3.0"),
            "{cards:?}"
        );
        // The only sender of mail is a contact.
        assert_eq!(cards.len(), 6);
        assert_eq!(named("Jürgen Schröder")["addresses"][0], "j.schroeder@muehle-schroeder.example");
        assert_eq!(named("Jörg Müller")["telephones"][0], "+49 170 1");
        assert_eq!(named("Bea Baker")["pictures"][0], 8);
        let uid = |name: &str| format!("urn:uuid:{}", named(name)["uid"][0].as_str().unwrap());
        let members = &named("Builders")["members"];
        assert_eq!(named("Builders")["kind"][0], "group");
        assert_eq!(*members, serde_json::json!([uid("Ruth Alder"), "mailto:joe@nowhere.example"]));
        assert_eq!(named("Oven")["members"], serde_json::json!([uid("Bea Baker")]));
    }
}

/// The kinds of a report, with their counts.
fn kinds(report: &Value) -> Vec<(String, u64)> {
    let kinds = report["sources"][0]["by_kind"].as_object().unwrap();
    kinds.iter().map(|(kind, count)| (kind.clone(), number(count))).filter(|(_, count)| *count > 0).collect()
}

#[test]
fn an_export_that_is_imported_gives_the_same_entries_again() {
    let first = archive();
    let formats = [
        ("a.ics", &["ics"][..], &[("appointment", 5), ("note", 2), ("task", 2)][..]),
        ("b.vcf", &["vcf"], &[("contact", 6)]),
        ("c.vcf", &["vcf", "--vcf-version", "4.0"], &[("contact", 6)]),
    ];
    for (name, options, expected) in formats {
        let (path, _) = export(&first, name, options);
        let second = Foundmail::new();
        let report = second.import(&[&path]);
        let expected: Vec<_> = expected.iter().map(|&(kind, count)| (kind.to_owned(), count)).collect();
        assert_eq!(kinds(&report), expected, "{name}");
        assert_eq!(number(&report["totals"]["ready"]), number(&report["totals"]["found"]), "{report}");
        // The export of the second archive adds nothing to it.
        let (again, sums) = export(&second, &format!("again-{name}"), options);
        assert_eq!(sums["exceptions"], serde_json::json!([]), "{sums}");
        let totals = second.import(&[&again])["totals"].clone();
        assert_eq!(totals["copies"], totals["found"], "{name}: {totals}");
    }
}

#[test]
fn options_of_other_formats_are_refused() {
    let foundmail = archive();
    let target = foundmail.path("a.ics");
    let output =
        foundmail.run(&["export", "--all", "--people", "--as", "ics", "--to", target.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--as vcf"), "{output:?}");
    assert!(!target.exists());
}
