//! Attachments that are text: tables, appointments, contacts.

use std::fmt::Write;

use chrono::{DateTime, Duration, FixedOffset, Utc};

use crate::compose::Person;

/// A table as RFC 4180 has it, every cell in quotes that needs them.
pub fn csv<S: AsRef<str>>(rows: &[Vec<S>]) -> Vec<u8> {
    let mut out = String::new();
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| quote(cell.as_ref())).collect();
        let _ = write!(out, "{}\r\n", cells.join(","));
    }
    out.into_bytes()
}

fn quote(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// What an invitation says.
#[derive(Debug, Clone)]
pub struct Appointment<'a> {
    /// Its id, the same in every version of it.
    pub uid: &'a str,
    /// What it is about.
    pub summary: &'a str,
    /// Where.
    pub location: &'a str,
    /// When it begins.
    pub start: DateTime<FixedOffset>,
    /// How long it takes.
    pub minutes: i64,
    /// Who invites.
    pub organizer: &'a Person,
}

/// An invitation as RFC 5545 and 5546 have it.
pub fn ics(appointment: &Appointment) -> Vec<u8> {
    let time = |date: DateTime<FixedOffset>| date.with_timezone(&Utc).format("%Y%m%dT%H%M%SZ").to_string();
    let Appointment { uid, summary, location, start, minutes, organizer } = appointment;
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Foundmail//testkit//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n\
         UID:{uid}\r\nDTSTAMP:{0}\r\nDTSTART:{0}\r\nDTEND:{1}\r\nSUMMARY:{summary}\r\nLOCATION:{location}\r\n\
         ORGANIZER;CN={2}:mailto:{3}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        time(*start),
        time(*start + Duration::minutes(*minutes)),
        organizer.name,
        organizer.address,
    )
    .into_bytes()
}

/// A contact card as RFC 6350 has it.
pub fn vcf(person: &Person, phone: &str) -> Vec<u8> {
    let Person { name, address } = person;
    format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nEMAIL:{address}\r\nTEL:{phone}\r\nEND:VCARD\r\n")
        .into_bytes()
}
