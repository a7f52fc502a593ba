//! The columns of a list, and the values of a message in them.

use foundmail_mail::{ItemKind, Person};

use super::{Cell, Column};
use crate::manifest::full_name;
use crate::message::{ExportMessage, Occurrence};
use crate::options::TimeZone;

/// Returns the columns. The last one is the file of the message, if the messages are written too.
pub(super) fn columns(time_zone: TimeZone, with_messages: bool) -> Vec<Column> {
    let date = format!("Date ({time_zone})");
    let columns = [
        ("No.", 7),
        (date.as_str(), 22),
        ("Sender", 26),
        ("Address of sender", 28),
        ("To", 34),
        ("Cc", 20),
        ("Bcc", 14),
        ("Subject", 50),
        ("Attachments", 14),
        ("Names of attachments", 36),
        ("Folder", 24),
        ("Mailbox", 22),
        ("Size in bytes", 15),
        ("Kind", 13),
        ("Conversation", 15),
        ("Missing or damaged parts", 30),
        ("Message-ID", 36),
        ("File", 50),
    ];
    let count = if with_messages { columns.len() } else { columns.len().saturating_sub(1) };
    let columns = columns.into_iter().take(count);
    columns.map(|(title, width)| Column { title: title.to_owned(), width }).collect()
}

/// Returns the cells of a message, in the order of [`columns`]. `number` is its number in the export, and `file` the path of
/// its file.
pub(super) fn cells(
    message: &ExportMessage<'_>,
    number: u32,
    time_zone: TimeZone,
    file: Option<&str>,
) -> Vec<Cell> {
    let names = |people: &[Person]| joined(people.iter().map(full_name));
    let date = message.date.and_then(|date| time_zone.at(date)).map_or(Cell::Empty, Cell::Date);
    let senders = message.from.iter().filter(|from| !from.name.is_empty());
    let addresses = message.from.iter().filter(|from| !from.address.is_empty());
    let attachments = message.attachments.iter().map(|attachment| attachment.name.clone());
    let mut cells = vec![
        Cell::Number(number.into()),
        date,
        text(joined(senders.map(|from| from.name.clone()))),
        text(joined(addresses.map(|from| from.address.clone()))),
        text(names(&message.to)),
        text(names(&message.cc)),
        text(names(&message.bcc)),
        text(message.subject.clone()),
        Cell::Number(message.attachments.len() as u64),
        text(joined(attachments)),
        text(folders(&message.occurrences)),
        text(joined(message.occurrences.iter().map(|occurrence| occurrence.source_name.clone()))),
        Cell::Number(message.size),
        text(kind(&message.kind).to_owned()),
        Cell::Number(message.thread.into()),
        text(message.missing.join(" ")),
        text(message.message_id.clone().unwrap_or_default()),
    ];
    cells.extend(file.map(|file| Cell::File(file.to_owned())));
    cells
}

fn text(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// Joins values with semicolons, each one once.
fn joined(values: impl Iterator<Item = String>) -> String {
    let mut unique: Vec<String> = Vec::new();
    for value in values.filter(|value| !value.is_empty()) {
        // Only short lists are searched, because a message can have 10,000 recipients.
        if unique.len() > MAX_COMPARED || !unique.contains(&value) {
            unique.push(value);
        }
    }
    unique.join("; ")
}

/// Maximum number of values that are compared with each other.
const MAX_COMPARED: usize = 100;

/// Returns the folders in which a message was found. The first level is the name of the mailbox: it is shown only if the message
/// was found in several mailboxes.
fn folders(occurrences: &[Occurrence]) -> String {
    let first = occurrences.first().map(|occurrence| occurrence.source);
    let is_one = occurrences.iter().all(|occurrence| Some(occurrence.source) == first);
    let paths = occurrences.iter().map(|occurrence| {
        let levels = occurrence.folder.get(usize::from(is_one)..).unwrap_or_default();
        levels.join("/")
    });
    joined(paths)
}

/// Returns the kind of an item in the words of the window.
fn kind(word: &str) -> &'static str {
    match ItemKind::of_word(word) {
        ItemKind::Mail => "E-mail",
        ItemKind::Appointment => "Appointment",
        ItemKind::Contact => "Contact",
        ItemKind::Task => "Task",
        ItemKind::Note => "Note",
        ItemKind::Other => "Other",
    }
}
