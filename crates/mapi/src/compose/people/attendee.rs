//! Organizers and attendees of appointments, RFC 5545 3.8.4.

use crate::compose::people::address::Person;
use crate::compose::people::directory::Directory;
use crate::compose::people::participants;
use crate::compose::wire::content_line::{ContentLines, parameter};
use crate::{Item, PropertySet, tags};

/// Writes the organizer and the attendees. In a response, the sender is the only attendee.
pub(crate) fn write(lines: &mut ContentLines, item: &Item, method: Option<&str>) {
    let sender = participants::senders(item).0;
    if matches!(method, Some("REPLY" | "COUNTER")) {
        if let Some((_, organizer)) = of(item).next() {
            calendar_user(lines, "ORGANIZER", "", &organizer);
        }
        if let Some(person) = sender {
            let class = item.message_class().to_ascii_lowercase();
            let answer = match class.rsplit('.').next() {
                Some("pos") => ";PARTSTAT=ACCEPTED",
                Some("neg") => ";PARTSTAT=DECLINED",
                Some("tent") => ";PARTSTAT=TENTATIVE",
                _ => "",
            };
            calendar_user(lines, "ATTENDEE", answer, &person);
        }
        return;
    }
    let mut attendees = of(item).peekable();
    if let Some(person) = sender.filter(|_| method.is_some() || attendees.peek().is_some()) {
        calendar_user(lines, "ORGANIZER", "", &person);
    }
    for (recipient, person) in attendees {
        let role = match recipient.integer(tags::RECIPIENT_TYPE).unwrap_or(1) & 0x0F {
            2 => ";ROLE=OPT-PARTICIPANT",
            3 => ";CUTYPE=RESOURCE;ROLE=NON-PARTICIPANT",
            _ => ";ROLE=REQ-PARTICIPANT",
        };
        let answer = match recipient.integer(tags::RECIPIENT_TRACK_STATUS) {
            Some(2) => ";PARTSTAT=TENTATIVE",
            Some(3) => ";PARTSTAT=ACCEPTED",
            Some(4) => ";PARTSTAT=DECLINED",
            _ => "",
        };
        calendar_user(lines, "ATTENDEE", &format!("{role}{answer}"), &person);
    }
}

/// Returns the text for a `PidTagRecipientTrackStatus` or `PidLidResponseStatus`, [MS-OXOCAL] 2.2.1.11.
pub(crate) fn response(status: i64) -> Option<&'static str> {
    match status {
        1 => Some("organizer"),
        2 => Some("tentative"),
        3 => Some("accepted"),
        4 => Some("declined"),
        _ => None,
    }
}

/// Returns the role and response of an attendee as text.
pub(crate) fn description(recipient: &PropertySet) -> Option<String> {
    let role = match recipient.integer(tags::RECIPIENT_TYPE).unwrap_or(1) & 0x0F {
        2 => Some("optional"),
        3 => Some("resource"),
        _ => None,
    };
    let answer = recipient.integer(tags::RECIPIENT_TRACK_STATUS).and_then(response);
    let description: Vec<&str> = role.into_iter().chain(answer).collect();
    (!description.is_empty()).then(|| description.join(", "))
}

/// Writes a calendar user, RFC 5545 3.3.3. For a person without an internet address, writes an address that is
/// invalid on purpose, [MS-OXCICAL] 2.1.3.1.1.20.2.
fn calendar_user(lines: &mut ContentLines, name: &str, parameters: &str, person: &Person) {
    let cn = if person.name.is_empty() { String::new() } else { format!(";CN={}", parameter(&person.name)) };
    let address = if person.address.is_empty() {
        "invalid:nomail".to_owned()
    } else {
        format!("mailto:{}", person.address)
    };
    lines.line(&format!("{name}{cn}{parameters}"), &address);
}

/// Returns the recipients except the organizer.
pub(crate) fn of(item: &Item) -> impl Iterator<Item = (&PropertySet, Person)> {
    const ORGANIZER: i64 = 2;
    let directory = Directory::of(item);
    item.recipients
        .iter()
        .filter(|recipient| {
            recipient.integer(tags::RECIPIENT_FLAGS).is_none_or(|flags| flags & ORGANIZER == 0)
        })
        .filter(|recipient| recipient.integer(tags::RECIPIENT_TYPE).is_none_or(|role| role & 0x0F != 0))
        .filter_map(move |recipient| Some((recipient, participants::of_recipient(&directory, recipient)?)))
}
