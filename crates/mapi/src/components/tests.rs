//! Components that compose wrote are read back: the item that is made of them composes to the same component.

use super::insert_component;
use crate::tags::named::{self, PSETID_APPOINTMENT, PSETID_TASK};
use crate::{AttachmentContent, Item, compose, tags};

/// Returns the lines of the calendar or card in a composed item, without the time stamp.
fn component_of(item: &Item) -> Vec<String> {
    let raw = String::from_utf8(compose(item).raw).unwrap();
    let unfolded = raw.replace("\r\n ", "");
    let lines = unfolded
        .lines()
        .skip_while(|line| !line.starts_with("BEGIN:VC"))
        .take_while(|line| !line.starts_with("--"));
    lines
        .filter(|line| !line.starts_with("DTSTAMP") && !line.is_empty())
        .map(|line| line.replace("=3D", "="))
        .collect()
}

const ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Berlin\r\n\
    BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:19810329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n\
    END:VTIMEZONE\r\n";

fn event(lines: &str) -> (Item, Vec<String>) {
    let mut item = Item::default();
    let text = format!(
        "BEGIN:VCALENDAR\r\n{ZONE}BEGIN:VEVENT\r\nUID:u1\r\nSUMMARY:Visit\r\n{lines}END:VCALENDAR\r\n"
    );
    let left_out = insert_component(&mut item, &text).unwrap();
    (item, left_out)
}

#[test]
fn times_of_appointments() {
    // start and end in UTC, whole day
    for (lines, start, end, all_day) in [
        (
            "DTSTART:20200106T090000Z\r\nDTEND:20200106T100000Z\r\nEND:VEVENT\r\n",
            1_578_301_200,
            1_578_304_800,
            0,
        ),
        (
            "DTSTART;TZID=Berlin:20200106T100000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n",
            1_578_301_200,
            1_578_304_800,
            0,
        ),
        ("DTSTART;TZID=Berlin:20200706T100000\r\nEND:VEVENT\r\n", 1_594_022_400, 1_594_022_400, 0),
        ("DTSTART;VALUE=DATE:20200106\r\nEND:VEVENT\r\n", 1_578_268_800, 1_578_355_200, 1),
    ] {
        let (item, left_out) = event(lines);
        let seconds = |lid| item.props.lid_seconds(PSETID_APPOINTMENT, lid);
        assert_eq!(seconds(named::APPOINTMENT_START_WHOLE), Some(start), "{lines}");
        assert_eq!(seconds(named::APPOINTMENT_END_WHOLE), Some(end), "{lines}");
        assert_eq!(item.props.lid_integer(PSETID_APPOINTMENT, named::APPOINTMENT_SUB_TYPE), Some(all_day));
        assert_eq!((item.message_class().as_str(), left_out.len()), ("IPM.Appointment", 0));
    }
}

#[test]
fn series_are_read_back() {
    for rule in [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;COUNT=5",
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU",
        "FREQ=MONTHLY;BYMONTHDAY=6",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=-1MO;COUNT=7",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=1MO",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20200323T090000Z",
    ] {
        let lines = format!(
            "DTSTART;TZID=Berlin:20200106T100000\r\nDTEND;TZID=Berlin:20200106T113000\r\nRRULE:{rule}\r\nEND:VEVENT\r\n"
        );
        let (item, left_out) = event(&lines);
        assert_eq!(left_out.len(), 0, "{rule}");
        let found = component_of(&item);
        assert!(found.contains(&format!("RRULE:{rule}")), "{rule}: {found:#?}");
        assert!(found.contains(&"DTSTART;TZID=\"Berlin\":20200106T100000".to_owned()), "{found:#?}");
        assert!(found.contains(&"DTEND;TZID=\"Berlin\":20200106T113000".to_owned()), "{found:#?}");
    }
}

#[test]
fn deleted_and_changed_events_are_read_back() {
    let (item, _) = event(
        "DTSTART;TZID=Berlin:20200106T100000\r\nDTEND;TZID=Berlin:20200106T113000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\n\
         LOCATION:Yard\r\nEXDATE;TZID=Berlin:20200113T100000\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nUID:u1\r\nRECURRENCE-ID:20200120T090000Z\r\nDTSTART;TZID=Berlin:20200121T110000\r\n\
         DTEND;TZID=Berlin:20200121T120000\r\nSUMMARY:Visit \u{fc}ber\r\nLOCATION:Roof\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n",
    );
    let found = component_of(&item);
    for line in [
        "EXDATE;TZID=\"Berlin\":20200113T100000",
        "RECURRENCE-ID;TZID=\"Berlin\":20200120T100000",
        "DTSTART;TZID=\"Berlin\":20200121T110000",
        "DTEND;TZID=\"Berlin\":20200121T120000",
        "LOCATION:Roof",
        "TRANSP:TRANSPARENT",
    ] {
        assert!(found.contains(&line.to_owned()), "{line}: {found:#?}");
    }
}

#[test]
fn a_rule_that_outlook_has_not_is_named() {
    for rule in [
        "FREQ=HOURLY",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=YEARLY;BYWEEKNO=3",
        "FREQ=DAILY;INTERVAL=0",
        "x",
    ] {
        let (item, left_out) = event(&format!("DTSTART:20200106T090000Z\r\nRRULE:{rule}\r\nEND:VEVENT\r\n"));
        assert_eq!(left_out.len(), 1, "{rule}");
        assert_eq!(item.props.lid_integer(PSETID_APPOINTMENT, named::RECURRING), Some(0));
    }
}

#[test]
fn tasks_are_read_back() {
    let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Foundmail//MAPI item//EN\r\nBEGIN:VTODO\r\nUID:x\r\nSUMMARY:Paint\r\n\
        DTSTART;VALUE=DATE:20200106\r\nDUE;VALUE=DATE:20200110\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\nPERCENT-COMPLETE:50\r\n\
        STATUS:IN-PROCESS\r\nPRIORITY:1\r\nCATEGORIES:Roof\r\nDESCRIPTION:Two coats\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n\
        DESCRIPTION:Reminder\r\nTRIGGER;VALUE=DATE-TIME:20200110T080000Z\r\nEND:VALARM\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
    let mut item = Item::default();
    assert_eq!(insert_component(&mut item, text), Some(Vec::new()));
    assert_eq!(item.props.lid_integer(PSETID_TASK, named::TASK_STATUS), Some(1));
    let found: Vec<String> =
        component_of(&item).into_iter().filter(|line| !line.starts_with("UID")).collect();
    let expected: Vec<&str> = text.lines().filter(|line| !line.starts_with("UID")).collect();
    assert_eq!(found, expected);
}

#[test]
fn contacts_are_read_back() {
    let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Foundmail//MAPI item//EN\r\nFN:Ruth Alder\r\nN:Alder;Ruth;Maria;Dr.;jun.\r\n\
        NICKNAME:Ru\r\nORG:Roofs\\, Inc.;Sales\r\nTITLE:Head\r\nROLE:Roofer\r\nEMAIL;TYPE=INTERNET:ruth@x.example\r\n\
        EMAIL;TYPE=INTERNET:r@y.example\r\nTEL;TYPE=WORK,VOICE:1\r\nTEL;TYPE=HOME,VOICE:2\r\nTEL;TYPE=CELL,VOICE:3\r\n\
        ADR;TYPE=WORK:Box 1;;Street 2;Town;State;123;Land\r\nURL;TYPE=WORK:http://x.example\r\nBDAY:1970-05-06\r\n\
        CATEGORIES:A,B\r\nNOTE:A note\\nof two lines\r\nX-SPOUSE:Karl\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4A==\r\nEND:VCARD\r\n";
    let mut item = Item::default();
    assert_eq!(insert_component(&mut item, text), Some(Vec::new()));
    let [picture] = item.attachments.as_slice() else { panic!("no picture") };
    assert!(matches!(&picture.content, AttachmentContent::Value(data) if data.len() == 4));
    let found = component_of(&item);
    for line in text.lines() {
        assert!(found.contains(&line.to_owned()), "{line}: {found:#?}");
    }
}

#[test]
fn groups_are_read_back() {
    let text = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:Team\r\nMEMBER:mailto:a@x.example\r\nMEMBER:mailto:b@x.example\r\nEND:VCARD\r\n";
    let mut item = Item::default();
    assert_eq!(insert_component(&mut item, text), Some(Vec::new()));
    assert_eq!(item.message_class(), "IPM.DistList");
    let found = component_of(&item);
    for line in text.lines() {
        assert!(found.contains(&line.to_owned()), "{line}: {found:#?}");
    }
}

#[test]
fn hostile_components_are_read() {
    let long = format!(
        "BEGIN:VEVENT\r\nDTSTART:99991231T235959Z\r\nDTEND:00010101\r\nRRULE:FREQ=DAILY;COUNT={}\r\nEND:VEVENT",
        u32::MAX
    );
    for text in [
        "",
        "BEGIN:VEVENT",
        "BEGIN:VEVENT\r\nDTSTART:2020\r\nEND:VEVENT",
        "BEGIN:VEVENT\r\nDTSTART:15000101T000000\r\nRRULE:FREQ=YEARLY;UNTIL=16000101\r\nEND:VEVENT",
        "BEGIN:VEVENT\r\nDTSTART:20200101\r\nDURATION:P999999999999999999W\r\nEXDATE:,,x\r\nRRULE:FREQ=WEEKLY;BYDAY=\r\nEND:VEVENT",
        "BEGIN:VTODO\r\nDUE:x\r\nPERCENT-COMPLETE:999\r\nEND:VTODO",
        "BEGIN:VCARD\r\nN\r\nADR:\r\nTEL:\r\nPHOTO;ENCODING=b:!\r\nBDAY:\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\r\nEND:VCARD",
        &long,
    ] {
        let mut item = Item::default();
        item.props.insert(tags::SUBJECT, crate::Value::Text("kept".to_owned()));
        let _ = insert_component(&mut item, text);
        compose(&item);
    }
}
