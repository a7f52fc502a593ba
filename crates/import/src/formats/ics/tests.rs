//! Tests with intact and damaged calendars.

use std::fs;
use std::ops::ControlFlow;

use foundmail_mail::{Framing, ItemKind, Message, attachment_bytes, parse};

use crate::test_sink::Collect;
use crate::{Finding, Sink, SourceItem, read, source_of};

fn collect(name: &str, bytes: &[u8]) -> Collect {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let found = Collect::of(&path);
    let again = Collect::of(&path);
    assert_eq!(found.positions(), again.positions(), "a second import finds the same positions");
    let raws = |collect: &Collect| collect.items.iter().map(raw).collect::<Vec<_>>();
    assert_eq!(raws(&found), raws(&again), "a second import composes the same bytes");
    assert_eq!(fs::read(&path).unwrap(), bytes, "the source is unchanged");
    found
}

fn raw(item: &SourceItem) -> Vec<u8> {
    item.raw.as_ref().unwrap().bytes().unwrap().into_owned()
}

fn message(item: &SourceItem) -> Message {
    parse(&raw(item), Framing::Plain)
}

/// Returns the original lines that a message contains.
fn original(item: &SourceItem) -> Vec<u8> {
    let raw = raw(item);
    let message = parse(&raw, Framing::Plain);
    let part = message.attachments.iter().find(|file| file.media_type == "text/calendar").unwrap();
    attachment_bytes(&raw, Framing::Plain, part.index).unwrap()
}

/// Checks the defects of the file and its items: kind and subject, with `!` for each defect that loses data.
#[track_caller]
fn check(text: &[u8], items: &[&str], defects: &[&str]) {
    let found = collect("a.ics", text);
    assert_eq!(found.format, "ics", "{}", String::from_utf8_lossy(text));
    let shown = found.items.iter().map(|item| {
        let costs = item.defects.iter().filter(|defect| defect.effect.loses_data()).count();
        format!("{}|{}{}", item.kind.word(), message(item).subject, "!".repeat(costs))
    });
    assert_eq!(shown.collect::<Vec<_>>(), items, "{}", String::from_utf8_lossy(text));
    let words: Vec<&str> = found.defects.iter().map(String::as_str).collect();
    assert_eq!(words, defects, "{}", String::from_utf8_lossy(text));
}

const EVENT: &str = "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:one\r\nDTSTART:20200106T090000Z\r\nEND:VEVENT\r\n";
const EARLY: &str =
    "file: The file ends early. Its last entry may be incomplete, and more entries may be missing.";
const NO_END: &str =
    "file: The last line of a calendar is missing. More entries of this calendar may be missing.";

fn calendar(components: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{components}END:VCALENDAR\r\n")
}

#[test]
fn each_component_is_an_item() {
    let todo = "BEGIN:VTODO\r\nUID:2\r\nSUMMARY:two\r\nEND:VTODO\r\n";
    let journal = "BEGIN:VJOURNAL\r\nSUMMARY:three\r\nEND:VJOURNAL\r\n";
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Z\r\nEND:VTIMEZONE\r\n";
    let exception = EVENT.replace("UID:1", "RECURRENCE-ID:20200113T090000Z\r\nUID:1").replace("one", "moved");
    let busy = "BEGIN:VFREEBUSY\r\nUID:9\r\nEND:VFREEBUSY\r\n";
    for (components, items) in [
        (format!("{EVENT}{todo}{journal}"), vec!["appointment|one", "task|two", "note|three"]),
        (format!("{zone}{EVENT}"), vec!["appointment|one"]),
        (format!("{EVENT}{exception}"), vec!["appointment|one"]),
        // The exception comes before its event, with another entry between them.
        (format!("{exception}{todo}{EVENT}"), vec!["task|two", "appointment|one"]),
        // Exceptions without the event itself.
        (format!("{exception}{exception}"), vec!["appointment|moved"]),
        // Some programs write the same identifier for all events.
        (format!("{EVENT}{EVENT}"), vec!["appointment|one", "appointment|one"]),
        (
            format!("{EVENT}{}", exception.replace("UID:1\r\n", "UID:2\r\n")),
            vec!["appointment|one", "appointment|moved"],
        ),
        (
            EVENT.replace("UID:1", "UID:folded\r\n id") + &exception.replace("UID:1", "UID:folde\r\n did"),
            vec!["appointment|one"],
        ),
        (busy.to_owned(), vec!["other|"]),
        (String::new(), vec![]),
        (EVENT.replace("one", "a\\, b\\nc"), vec!["appointment|a, b c"]),
        (EVENT.replace("SUMMARY:one\r\n", ""), vec!["appointment|"]),
    ] {
        let text = calendar(&components);
        check(text.as_bytes(), &items, &[]);
        check(text.replace("\r\n", "\n").as_bytes(), &items, &[]);
        check(format!("\u{feff}\r\n{text}{text}").as_bytes(), &[items.clone(), items].concat(), &[]);
    }
}

#[test]
fn damaged_calendars_lose_nothing_silently() {
    let whole = calendar(&format!("{EVENT}{}", EVENT.replace("one", "two")));
    let zeros = "\0".repeat(80);
    let utf16: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = calendar(&EVENT.replace("one", "J?rg"))
        .replace('?', "\u{1}")
        .bytes()
        .map(|byte| if byte == 1 { 0xF6 } else { byte })
        .collect();
    let deep = EVENT.replace("END:VEVENT", &format!("{}END:VEVENT", "BEGIN:VALARM\r\n".repeat(50)));
    let (one, two) = ("appointment|one", "appointment|two");
    for (text, items, defects) in [
        // The file ends early.
        (
            whole.split_once("SUMMARY:two").unwrap().0.as_bytes().to_vec(),
            vec![one, "appointment|!"],
            vec![EARLY],
        ),
        (whole.replace("END:VCALENDAR\r\n", "").into_bytes(), vec![one, two], vec![EARLY]),
        (b"BEGIN:VCALENDAR\r\n".to_vec(), vec![], vec![EARLY]),
        (b"BEGIN:VCALENDAR".to_vec(), vec![], vec![EARLY]),
        // Lines are missing or outside any component.
        (whole.replacen("END:VEVENT\r\n", "", 1).into_bytes(), vec!["appointment|one!", two], vec![]),
        (whole.replacen("BEGIN:VEVENT\r\n", "", 1).into_bytes(), vec!["appointment|one!", two], vec![]),
        (
            whole.replacen("BEGIN:VEVENT\r\nUID:1\r\n", "", 1).into_bytes(),
            vec!["appointment|one!", two],
            vec![],
        ),
        (
            whole.replacen("END:VEVENT\r\n", "END:VEVENT\r\nSUMMARY:lost\r\n", 1).into_bytes(),
            vec![one, "other|lost!", two],
            vec![],
        ),
        (
            format!("{}{whole}", whole.replace("END:VCALENDAR\r\n", "")).into_bytes(),
            vec![one, two, one, two],
            vec![NO_END],
        ),
        (format!("{whole}and more\r\n").into_bytes(), vec![one, two, "other|!"], vec![]),
        // Bytes are overwritten with zeros.
        (whole.replacen("DTSTART", &zeros, 1).into_bytes(), vec!["appointment|one!", two], vec![]),
        // Other encodings, line ends, depth and length.
        (utf16, vec![one, two], vec![]),
        (whole.replace("\r\n", "\r").into_bytes(), vec![one, two], vec![]),
        (latin, vec!["appointment|J\u{f6}rg"], vec![]),
        (calendar(&deep).into_bytes(), vec![one], vec![]),
        (
            calendar(&EVENT.replace("UID:1", &format!("X:{}", "x".repeat(3 << 20)))).into_bytes(),
            vec![one],
            vec![],
        ),
        (calendar(&EVENT.replace("20200106T090000Z", "soon")).into_bytes(), vec![one], vec![]),
        (
            calendar(&EVENT.replace("DTSTART:", "ATTACH;ENCODING=BASE64;VALUE=BINARY:!!\r\nDTSTART:"))
                .into_bytes(),
            vec!["appointment|one!"],
            vec![],
        ),
    ] {
        check(&text, &items, &defects);
    }
}

#[test]
fn an_entry_that_is_too_large_is_cut() {
    let text =
        calendar(&EVENT.replace("DTSTART:", &format!("DESCRIPTION:{}\r\nDTSTART:", "x ".repeat(17 << 20))));
    check(text.as_bytes(), &["appointment|one!"], &[]);
}

#[test]
fn an_event_is_shown_like_one_of_outlook() {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\n";
    let other = "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\n";
    let event = "BEGIN:VEVENT\nUID:1\nCREATED:20200101T000000Z\nSUMMARY:Jour fixe\\; K\u{f6}ln\n\
        DTSTART;TZID=Europe/Berlin:20200106T100000\nDTEND;TZID=\"Europe/Berlin\":20200106T110000\n\
        RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Berlin:20200113T100000,20200127T100000\nLOCATION:Raum 1\n\
        ORGANIZER;CN=Chefin:mailto:chefin@firma.example\n\
        ATTENDEE;CN=J\u{f6}rg:MAILTO:joerg@kunde.example\nATTENDEE;ROLE=OPT-PARTICIPANT:mailto:o@x.example\n\
        ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=\"agenda 1.txt\":QWdlbmRh\n\
        DESCRIPTION:Agenda\\, wie\n  immer\nBEGIN:VALARM\nTRIGGER:-PT15M\nDESCRIPTION:no\nEND:VALARM\nEND:VEVENT\n";
    let moved = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20200120T100000\nSUMMARY:Neu\n\
        DTSTART;TZID=Europe/Berlin:20200121T100000\nEND:VEVENT\n";
    let found = collect("x", calendar(&format!("{zone}{event}{moved}{other}")).as_bytes());
    let [item] = found.items.as_slice() else { panic!("{}", found.items.len()) };
    let message = message(item);
    assert_eq!(
        (item.kind, item.composed, &*message.subject),
        (ItemKind::Appointment, true, "Jour fixe; K\u{f6}ln")
    );
    assert_eq!(message.date, Some(1_577_836_800));
    assert_eq!(message.from[0].shown(), "Chefin");
    assert_eq!((message.to.len(), message.cc.len()), (1, 1));
    for line in [
        "When: 2020-01-06 10:00 \u{2013} 11:00 Europe/Berlin",
        "Repeats: FREQ=WEEKLY",
        "Not on: 2020-01-13 10:00 Europe/Berlin, 2020-01-27 10:00 Europe/Berlin",
        "Where: Raum 1",
        "Organizer: Chefin <chefin@firma.example>",
        "Attendees: J\u{f6}rg <joerg@kunde.example>; o@x.example",
        "Instead of 2020-01-20 10:00 Europe/Berlin:",
        "  When: 2020-01-21 10:00 Europe/Berlin",
        "  Neu",
        "Agenda, wie immer",
    ] {
        assert!(message.text.lines().any(|shown| shown == line), "{line}: {}", message.text);
    }
    let file = message.attachments.iter().find(|file| file.name == "agenda 1.txt").unwrap();
    assert_eq!(attachment_bytes(&raw(item), Framing::Plain, file.index).unwrap(), b"Agenda");
    let properties = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n";
    let expected = format!("{properties}{zone}{event}{moved}END:VCALENDAR\r\n");
    assert_eq!(
        String::from_utf8(original(item)).unwrap(),
        expected,
        "the message contains the original lines unchanged"
    );
}

/// A sink that wants only items at positions it has not received yet. It stops the reading after `most` items.
struct Resumed {
    seen: Vec<String>,
    most: usize,
}

impl Sink for Resumed {
    fn push(&mut self, finding: Finding) -> ControlFlow<()> {
        if let Finding::Item(item) = finding {
            self.seen.push(item.position);
        }
        if self.seen.len() >= self.most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn wants(&mut self, position: &str) -> bool {
        !self.seen.iter().any(|seen| seen == position)
    }
}

#[test]
fn an_interrupted_import_continues() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ics");
    fs::write(&path, calendar(&EVENT.repeat(5))).unwrap();
    let source = source_of(&path).unwrap();
    let mut sink = Resumed { seen: Vec::new(), most: 2 };
    read(&source, &mut sink).unwrap();
    assert_eq!(sink.seen.len(), 2);
    sink.most = usize::MAX;
    read(&source, &mut sink).unwrap();
    let mut positions = sink.seen.clone();
    positions.sort();
    positions.dedup();
    assert_eq!((sink.seen.len(), positions.len()), (5, 5));
}
