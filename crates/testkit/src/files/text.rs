//! Text files: tables, appointments and contacts.

use std::fmt::Write;

use chrono::{DateTime, Duration, FixedOffset, Utc};

use crate::compose::NamedAddress;

/// Returns a table as comma-separated values (RFC 4180), with quotes where needed.
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

/// The data of an invitation.
#[derive(Debug, Clone)]
pub struct Appointment<'a> {
    /// The ID, the same in every revision.
    pub uid: &'a str,
    /// The title.
    pub summary: &'a str,
    /// The location.
    pub location: &'a str,
    /// The start.
    pub start: DateTime<FixedOffset>,
    /// The duration in minutes.
    pub minutes: i64,
    /// The organiser.
    pub organizer: &'a NamedAddress,
}

/// Returns an invitation (RFC 5545 and RFC 5546).
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

/// Returns a contact card (RFC 6350).
pub fn vcf(person: &NamedAddress, phone: &str) -> Vec<u8> {
    let NamedAddress { name, address } = person;
    format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nEMAIL:{address}\r\nTEL:{phone}\r\nEND:VCARD\r\n")
        .into_bytes()
}
