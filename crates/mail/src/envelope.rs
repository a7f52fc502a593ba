//! Reads the envelope of a message: its people, subject, date and message ids.

use foundmail_defect::{Defect, Effect};
use mail_parser::{Address, HeaderValue};

use crate::date::date_of;
use crate::message::Message;
use crate::people::people_of;

/// Maximum length of a subject, in bytes. RFC 5322 allows 998 per line.
const MAX_SUBJECT_LENGTH: usize = 8 * 1024;

/// Returns a message with the fields of this header, and nothing else.
pub(crate) fn message_of_header(parsed: &mail_parser::Message<'_>) -> Message {
    let mut defects = Vec::new();
    let mut people = |address: Option<&Address<'_>>| {
        let (people, more) = address.map(people_of).unwrap_or_default();
        if more > 0 {
            let what = format!(
                "A field of this message names {} people. Only the first {} are listed. The stored message is complete.",
                people.len().saturating_add(more),
                people.len()
            );
            defects.push(Defect::new("header", what, Effect::Nothing));
        }
        people
    };
    let from = people(parsed.from());
    let sender = people(parsed.sender()).into_iter().next().filter(|sender| !from.contains(sender));
    let [to, cc, bcc] = [parsed.to(), parsed.cc(), parsed.bcc()].map(people);
    Message {
        message_id: parsed.message_id().map(str::to_owned),
        date: date_of(parsed),
        subject: subject_of(parsed),
        from,
        sender,
        to,
        cc,
        bcc,
        in_reply_to: ids(parsed.in_reply_to()),
        references: ids(parsed.references()),
        defects,
        ..Message::default()
    }
}

fn subject_of(parsed: &mail_parser::Message<'_>) -> String {
    let subject = parsed.subject().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let end = subject.floor_char_boundary(MAX_SUBJECT_LENGTH);
    subject.get(..end).unwrap_or_default().to_owned()
}

/// Returns the message ids of a field, without angle brackets.
fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(list) => list.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// Returns the decoded `Thread-Index` ([MS-OXOMSG] 2.2.1.3).
pub(crate) fn thread_index(parsed: &mail_parser::Message<'_>) -> Option<Vec<u8>> {
    let text = parsed.header("Thread-Index")?.as_text()?;
    mail_parser::decoders::base64::base64_decode(text.trim().as_bytes())
}
