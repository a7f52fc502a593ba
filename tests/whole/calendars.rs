//! Imports generated calendars and address books: complete, twice under different names, and cut.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::program::{Foundmail, number};

const SERIES: u64 = 60;
const CARDS: u64 = 80;

/// Returns a calendar with events and tasks. All events come first, and then one exception for each of them.
fn calendar() -> String {
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//generated//EN\r\n\
        BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\n"
        .to_owned();
    for number in 0..SERIES {
        let kind = if number % 5 == 4 { "VTODO" } else { "VEVENT" };
        let _ = write!(
            text,
            "BEGIN:{kind}\r\nUID:{number}@x.example\r\nCREATED:20200101T000000Z\r\nSUMMARY:Roofing {number}\r\n\
             DTSTART;TZID=Europe/Berlin:20200106T1{}0000\r\nRRULE:FREQ=WEEKLY\r\nDESCRIPTION:scaffold{number} on\r\n  site\r\nEND:{kind}\r\n",
            number % 10
        );
    }
    for number in (0..SERIES).filter(|number| number % 5 != 4) {
        let _ = write!(
            text,
            "BEGIN:VEVENT\r\nUID:{number}@x.example\r\nRECURRENCE-ID;TZID=Europe/Berlin:20200113T100000\r\n\
             SUMMARY:Moved\r\nDTSTART;TZID=Europe/Berlin:20200114T100000\r\nEND:VEVENT\r\n"
        );
    }
    text + "END:VCALENDAR\r\n"
}

fn cards() -> String {
    (0..CARDS).fold(String::new(), |mut text, number| {
        let _ = write!(
            text,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Person {number}\r\nEMAIL:p{number}@x.example\r\n\
             TEL;TYPE=CELL:+49 170 {number}\r\nNOTE:carpenter{number}\r\nEND:VCARD\r\n"
        );
        text
    })
}

fn counts(report: &Value) -> [u64; 4] {
    ["found", "ready", "copies", "damaged"].map(|name| number(&report["totals"][name]))
}

#[test]
fn calendars_and_address_books_are_sources() {
    let foundmail = Foundmail::new();
    let (ics, vcf) = (foundmail.path("family.ics"), foundmail.path("friends.vcf"));
    fs::write(&ics, calendar()).unwrap();
    fs::write(&vcf, cards()).unwrap();
    let report = foundmail.import(&[&ics, &vcf]);
    assert_eq!(counts(&report), [SERIES + CARDS, SERIES + CARDS, 0, 0]);
    let formats: Vec<&Value> =
        report["sources"].as_array().unwrap().iter().map(|source| &source["format"]).collect();
    assert_eq!(formats, ["ics", "vcf"]);
    let kinds = |at: usize, kind: &str| number(&report["sources"][at]["by_kind"][kind]);
    assert_eq!(
        [kinds(0, "appointment"), kinds(0, "task"), kinds(1, "contact")],
        [SERIES / 5 * 4, SERIES / 5, CARDS]
    );
    for (query, count) in
        [("scaffold7", 1), ("carpenter9", 1), ("kind:contact person", CARDS), ("kind:task", SERIES / 5)]
    {
        let found = foundmail.json(&["search", query, "--limit", "200"]);
        assert_eq!(number(&found["total"]), count, "{query}: {found}");
    }
    // The same entries in files with other names. All of them must be copies.
    fs::copy(&ics, foundmail.path("again.ics")).unwrap();
    fs::write(foundmail.path("Contacts"), cards()).unwrap();
    let report = foundmail.import(&[&foundmail.path("again.ics"), &foundmail.path("Contacts")]);
    assert_eq!(counts(&report), [SERIES + CARDS, 0, SERIES + CARDS, 0]);
    assert_eq!(fs::read_to_string(&ics).unwrap(), calendar());
    let verified = foundmail.json(&["verify", "--full"]);
    assert_eq!(verified["damaged"].as_array().map(Vec::len), Some(0), "{verified}");
}

#[test]
fn a_cut_calendar_or_address_book_is_incomplete() {
    for (name, text) in [("a.ics", calendar()), ("a.vcf", cards())] {
        let foundmail = Foundmail::new();
        let path = foundmail.path(name);
        // The cut is in the middle of an entry.
        let end = text.get(..text.len() / 3).unwrap().rfind("BEGIN:V").unwrap() + 40;
        fs::write(&path, &text[..end]).unwrap();
        let report = foundmail.import(&[&path]);
        let [found, ready, _, damaged] = counts(&report);
        assert!(found > 10 && ready + 1 == found && damaged == 1, "{report}");
        assert_eq!(report["sources"][0]["state"], "incomplete", "{report}");
        // An import of the complete file must add the remaining entries.
        let whole = foundmail.path(&format!("whole-{name}"));
        fs::write(&whole, &text).unwrap();
        let report = foundmail.import(&[&whole]);
        let [found, ready, copies, damaged] = counts(&report);
        assert_eq!((found, damaged), (ready + copies, 0));
        assert!(ready > 0, "{report}");
    }
}
