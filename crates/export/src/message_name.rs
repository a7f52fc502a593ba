//! Names of files that contain one message.

use crate::message::ExportMessage;
use crate::options::TimeZone;
use crate::output::file_stem;

/// Maximum number of characters of the sender in a file name.
const MAX_SENDER: usize = 30;

/// Returns a file name without extension, such as `2016-03-14 1042 Ruth Alder - Roof claim`. It sorts by date.
pub(crate) fn message_name(message: &ExportMessage<'_>, time_zone: TimeZone) -> String {
    let date = message.date.and_then(|date| time_zone.at(date));
    let date = date.map_or_else(|| "no date".to_owned(), |date| date.format("%Y-%m-%d %H%M").to_string());
    let from = message.from.first().map_or("unknown", |from| from.shown());
    let from: String = from.chars().take(MAX_SENDER).collect();
    let subject = if message.subject.trim().is_empty() { "no subject" } else { &message.subject };
    file_stem(&format!("{date} {} - {}", from.trim(), subject.trim()))
}
