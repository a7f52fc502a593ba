//! Calendars as they are written.

use super::FORMAT;
use crate::manifest::tests::entries;
use crate::message::ExportAttachment;
use crate::message::tests::TestContent;
use crate::{
    AttachmentText, Export, ExportError, ExportMessage, ExportOptions, ExportSummary, MessageContent,
    WriteBytes,
};

/// Exports items of a kind and with these bytes. Returns the calendar and the sums.
fn exported(items: &[(&str, &'static str)]) -> (String, ExportSummary) {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("Family.ics");
    let mut export = Export::create(&FORMAT, &target, ExportOptions::default()).unwrap();
    for &(kind, bytes) in items {
        let content = TestContent { bytes: Some(bytes), ..TestContent::default() };
        let message = ExportMessage {
            kind: kind.to_owned(),
            subject: "Roof".to_owned(),
            text: "Ladder, rope\n".to_owned(),
            date: Some(1_577_836_800),
            ..ExportMessage::new(&content)
        };
        export.write(&message).unwrap();
    }
    let summary = export.finish().unwrap();
    for entry in entries(&summary) {
        let text = std::fs::read(&target).unwrap();
        let start = usize::try_from(entry.offset).unwrap();
        assert!(text[start..].starts_with(b"BEGIN:V"), "{entry:?}");
    }
    (std::fs::read_to_string(&target).unwrap(), summary)
}

/// Returns a calendar without its first and last lines.
fn inside(calendar: &str) -> String {
    let start = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Foundmail//Export//EN\r\nCALSCALE:GREGORIAN\r\n";
    let inside = calendar.strip_prefix(start).unwrap().strip_suffix("END:VCALENDAR\r\n").unwrap();
    inside.replace("\r\n", "\n")
}

const ZONE: &str = "BEGIN:VTIMEZONE\nTZID:Office\nBEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0200\n\
    TZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n";

fn event(zone: &str, uid: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\nVERSION:2.0\n{zone}BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20200101T000000Z\n\
         DTSTART;TZID=Office:20200106T100000\nRRULE:FREQ=WEEKLY\nEND:VEVENT\nEND:VCALENDAR\n"
    )
}

fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

#[test]
fn a_series_keeps_its_exceptions_and_alarms() {
    let series = "BEGIN:VCALENDAR\nPRODID:other\nMETHOD:PUBLISH\nBEGIN:VEVENT\nUID:a@x\nDTSTAMP:20200101T000000Z\n\
        DTSTART:20200106T100000Z\nRRULE:FREQ=WEEKLY\nEXDATE:20200113T100000Z\nATTENDEE;CN=\"Lee, Ann\":mailto:ann@x.example\n\
        BEGIN:VALARM\nTRIGGER:-PT15M\nACTION:DISPLAY\nEND:VALARM\nEND:VEVENT\nBEGIN:VEVENT\nUID:a@x\n\
        DTSTAMP:20200101T000000Z\nRECURRENCE-ID:20200120T100000Z\nDTSTART:20200121T100000Z\nEND:VEVENT\nEND:VCALENDAR\n";
    let (calendar, summary) = exported(&[("appointment", series)]);
    let expected =
        series.replace("BEGIN:VCALENDAR\nPRODID:other\nMETHOD:PUBLISH\n", "").replace("END:VCALENDAR\n", "");
    assert_eq!(inside(&calendar).replace("LAST-MODIFIED:20200101T000000Z\n", ""), expected);
    assert!(summary.is_complete(), "{summary:?}");
}

#[test]
fn each_time_zone_is_written_once() {
    let other_rules = ZONE.replace("TZOFFSETTO:+0100", "TZOFFSETTO:+0300");
    // The same rules, but with a name and other words.
    let same_rules = ZONE.replace("TZID:Office\n", "TZID:Office\nX-WORD:x\n").replace("DTSTART", "dtstart");
    let items: Vec<_> = [ZONE, &same_rules, &other_rules, &other_rules, ""]
        .iter()
        .zip(1..)
        .map(|(zone, uid)| ("appointment", leaked(event(zone, &uid.to_string()))))
        .collect();
    let (calendar, summary) = exported(&items);
    let calendar = inside(&calendar);
    let order: Vec<&str> = calendar
        .lines()
        .filter(|line| ["TZID:", "DTSTART;"].iter().any(|start| line.starts_with(start)))
        .collect();
    let start = |zone: &str| format!("DTSTART;TZID={zone}:20200106T100000");
    let (first, second) = (start("Office"), start("Office (2)"));
    assert_eq!(order, ["TZID:Office", &first, &first, "TZID:Office (2)", &second, &second, &first]);
    assert!(summary.is_complete(), "{summary:?}");
    // Of a zone of the IANA database, the first definition is enough.
    let items: Vec<_> = [ZONE, &other_rules]
        .iter()
        .map(|zone| ("appointment", leaked(event(zone, "1").replace("Office", "Europe/Berlin"))))
        .collect();
    assert_eq!(exported(&items).0.matches("BEGIN:VTIMEZONE").count(), 1);
}

#[test]
fn an_entry_that_cannot_be_read_is_an_exception_with_its_reason() {
    for (kind, bytes, expected) in [
        (
            "appointment",
            "no calendar",
            "The item has no calendar entry. In the mailbox, its start may be missing.",
        ),
        (
            "appointment",
            "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
            "The calendar of this item contains no entry that can be read.",
        ),
        (
            "appointment",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\nEND:VCALENDAR\n",
            "The appointment has no start that can be read.",
        ),
        (
            "appointment",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:tomorrow\nEND:VEVENT\nEND:VCALENDAR\n",
            "The appointment has no start that can be read.",
        ),
    ] {
        let good =
            ("appointment", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20200101\nEND:VEVENT\nEND:VCALENDAR\n");
        let (_, summary) = exported(&[good, (kind, bytes)]);
        let reasons: Vec<&str> = summary.exceptions.iter().map(|exception| exception.why.as_str()).collect();
        assert_eq!((summary.chosen, summary.written, reasons), (2, 1, vec![expected]), "{bytes}");
    }
}

/// Everything that is not written of a written entry is named, and required properties are added.
#[test]
fn damaged_parts_are_left_out_and_named() {
    let event = "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nDTSTART:20200101\nbroken line\nRRULE:FREQ=SOMETIMES\n\
        DTSTART:20200101\nDTSTART:20200109\nEXDATE:\nBEGIN:VALARM\nTRIGGER:soon\nEND:VALARM\nEND:VEVENT\nBEGIN:VEVENT\nRECURRENCE-ID:20200102\nEND:VEVENT\n\
        BEGIN:VFREEBUSY\nEND:VFREEBUSY\nEND:VCALENDAR\n";
    let (calendar, summary) = exported(&[("appointment", event)]);
    let calendar = inside(&calendar);
    let uid = calendar.lines().find_map(|line| line.strip_prefix("UID:")).unwrap();
    assert_eq!(
        calendar,
        format!(
            "BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20200101T000000Z\nDTSTART;VALUE=DATE:20200101\nLAST-MODIFIED:20200101T000000Z\nSTATUS:CANCELLED\nEND:VEVENT\n"
        )
    );
    assert!(uid.ends_with("@foundmail"));
    assert_eq!((summary.written, summary.incomplete), (1, 1));
}

#[test]
fn notes_of_text_become_journal_entries_and_long_lines_are_folded() {
    let tasks = "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:t\nDTSTAMP:20200101T000000Z\nSUMMARY:\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\
        \u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\
        \u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\u{e4}\nEND:VTODO\nEND:VCALENDAR\n";
    let (calendar, summary) = exported(&[("note", "no calendar"), ("task", tasks)]);
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");
    let plain = inside(&calendar.replace("\r\n ", "")).replace("LAST-MODIFIED:20200101T000000Z\n", "");
    let task = tasks.replace("BEGIN:VCALENDAR\n", "").replace("END:VCALENDAR\n", "");
    assert!(plain.ends_with(&task), "{plain}");
    let note = plain.strip_suffix(&task).unwrap();
    assert!(
        note.ends_with(
            "DTSTAMP:20200101T000000Z\nCREATED:20200101T000000Z\nSUMMARY:Roof\nDESCRIPTION:Ladder\\, rope\nEND:VJOURNAL\n"
        ),
        "{note}"
    );
    assert!(summary.is_complete());
}

/// An event with two files, of which its entry contains the first.
struct WithFiles;

impl MessageContent for WithFiles {
    fn bytes(&self) -> Result<Box<WriteBytes<'_>>, ExportError> {
        Ok(Box::new(|_| Ok(())))
    }

    fn attachment(&self, attachment: usize, out: &mut dyn std::io::Write) -> Result<(), ExportError> {
        match attachment {
            0 => out.write_all(b"abc").unwrap(),
            1 => out.write_all(&vec![7; 100_000]).unwrap(),
            _ => return Err(ExportError::Unreadable { what: "It is damaged.".to_owned() }),
        }
        Ok(())
    }

    fn attachment_text(&self, _: usize) -> Result<AttachmentText, ExportError> {
        Ok(AttachmentText::default())
    }

    fn alternative(&self, _: &[&str]) -> Result<Option<Vec<u8>>, ExportError> {
        let event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20200101\nATTACH;ENCODING=BASE64;VALUE=BINARY:YWJj\nEND:VEVENT\n";
        Ok(Some(event.into()))
    }
}

#[test]
fn attachments_are_embedded_once() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("Family.ics");
    let mut export = Export::create(&FORMAT, &target, ExportOptions::default()).unwrap();
    let file = |name: &str, size| ExportAttachment {
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size,
        ..ExportAttachment::default()
    };
    let attachments = vec![
        file("a.txt", 3),
        file("plan, \"1\".pdf", 100_000),
        file("lost.pdf", 9),
        file("large.pdf", 1 << 40),
    ];
    let kind = "appointment".to_owned();
    export.write(&ExportMessage { kind, attachments, ..ExportMessage::new(&WithFiles) }).unwrap();
    let summary = export.finish().unwrap();
    let calendar = std::fs::read_to_string(&target).unwrap();
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
    let plain = calendar.replace("\r\n ", "");
    let attached: Vec<&str> = plain.lines().filter(|line| line.starts_with("ATTACH")).collect();
    let head = "ATTACH;FMTTYPE=application/pdf;ENCODING=BASE64;VALUE=BINARY;FILENAME=\"plan, 1.pdf\";X-FILENAME=\"plan, 1.pdf\":";
    let value = attached[1].strip_prefix(head).unwrap_or_else(|| panic!("{:.200}", attached[1]));
    assert_eq!((attached.len(), value.len()), (2, 133_336));
    assert!(value.starts_with("BwcHBwcH") && value.ends_with("Bw=="));
    let lost: Vec<&str> = summary.attachments.exceptions.iter().map(|lost| lost.name.as_str()).collect();
    assert_eq!((summary.attachments.written, lost), (2, vec!["lost.pdf", "large.pdf"]));
}
