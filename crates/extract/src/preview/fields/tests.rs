//! Tests that calendars and contact cards become fields with labels.

use super::{Fields, MAX_FIELDS, read};
use crate::ExtractionLimits;
use crate::budget::ExtractionBudget;

fn fields(lines: &str) -> Fields {
    read(lines.as_bytes(), &mut ExtractionBudget::new(&ExtractionLimits::default())).unwrap().unwrap()
}

#[track_caller]
fn check(lines: &str, title: &str, expected: &[(&str, &str)]) {
    let found = fields(lines);
    assert_eq!(found.title, title);
    let shown: Vec<_> = found.fields.iter().map(|field| (&*field.label, &*field.value)).collect();
    assert_eq!(shown, expected, "{lines}");
}

#[test]
fn an_appointment_has_time_place_and_people() {
    check(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
         END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Berlin:20200106T090000\r\n\
         DTEND;TZID=Berlin:20200106T100000\r\nSUMMARY:Roof\\, second\r\n  part\r\nLOCATION:Room 5\r\n\
         ORGANIZER;CN=\"Li: Wei\":mailto:li@a.example\r\nATTENDEE:mailto:b@a.example\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n\
         DESCRIPTION:one\\ntwo\r\nX-ODD:1\r\nBEGIN:VALARM\r\nDESCRIPTION:ring\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        "Roof, second part",
        &[
            ("When", "2020-01-06 09:00 – 10:00 Berlin"),
            ("Where", "Room 5"),
            ("Organizer", "Li: Wei <li@a.example>"),
            ("Attendee", "b@a.example"),
            ("Repeats", "every week, 3 times"),
            ("Description", "one\ntwo"),
        ],
    );
    check("BEGIN:VTODO\nDUE:20200106\nEND:VTODO\n", "Task", &[("Due", "2020-01-06")]);
    check("BEGIN:VEVENT\nDTSTART:20200106\n", "Appointment", &[("When", "2020-01-06 (all day)")]);
    let empty = b"BEGIN:VCALENDAR\nEND:VCALENDAR\n";
    let mut budget = ExtractionBudget::new(&ExtractionLimits::default());
    assert_eq!(read(empty, &mut budget), Ok(None));
}

#[test]
fn a_card_has_a_name_and_labels() {
    let card = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Eva\nFN:Eva\n\
                item1.TEL;WORK;VOICE:+1 555\nEMAIL;TYPE=INTERNET,home:e@a.example\nORG:Alder;Roofs\nPHOTO;ENCODING=b;TYPE=PNG:iVB\n OR\n\
                END:VCARD\n";
    check(
        &card.replace("FN:Eva\n", ""),
        "Müller Eva",
        &[("Phone (work)", "+1 555"), ("E-mail (home)", "e@a.example"), ("Company", "Alder Roofs")],
    );
    assert_eq!(fields(card).picture.as_deref(), Some("iVBOR"));
    let with_data = card.replace("PHOTO;ENCODING=b;TYPE=PNG:iVB", "PHOTO:data:image/png;base64,iVB");
    assert_eq!(fields(&with_data).picture.as_deref(), Some("iVBOR"));
    assert_eq!(fields(&card.replace("PHOTO;ENCODING=b;TYPE=PNG:", "PHOTO:https://x.example/")).picture, None);
}

#[test]
fn several_components_are_counted_and_the_rest_is_named() {
    let one = "BEGIN:VCARD\nFN:Eva\nTEL:1\nEND:VCARD\n";
    check(
        &one.repeat(2),
        "2 contacts",
        &[("Contact", "Eva"), ("Phone", "1"), ("Contact", "Eva"), ("Phone", "1")],
    );
    let many = fields(&one.repeat(MAX_FIELDS));
    assert_eq!(many.title, format!("{MAX_FIELDS} contacts"));
    assert!(many.fields.len() <= MAX_FIELDS + 2);
    assert_eq!(many.fields.last().unwrap().value, "The rest is not shown. Save the file to see it.");
}
