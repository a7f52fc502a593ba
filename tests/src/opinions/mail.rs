//! Reads an RFC 5322 message with the crate `mail`.

use foundmail_mail::{Framing, Message, Person, attachment_bytes, parse};

use super::record::{Attached, Recipient, Record, sha256};

/// The maximum number of messages within messages that are read.
const DEEPEST: usize = 20;

/// Returns the record of a message.
pub fn read(raw: &[u8]) -> Record {
    read_at(raw, 0)
}

fn read_at(raw: &[u8], depth: usize) -> Record {
    let message = parse(raw, Framing::Plain);
    let from = message.from.first().cloned().unwrap_or_default();
    Record {
        subject: Some(message.subject.clone()),
        sender_name: Some(from.name),
        sender_address: Some(from.address),
        submitted: Some(message.date.unwrap_or(0)),
        recipients: Some(recipients(&message)),
        text: Some(message.text.clone()),
        html: Some(message.html.clone().unwrap_or_default()),
        attachments: Some(attachments(raw, &message, depth)),
        ..Record::default()
    }
}

fn recipients(message: &Message) -> Vec<Recipient> {
    let of = |kind: &'static str, people: &[Person]| -> Vec<Recipient> {
        let recipient = |person: &Person| Recipient {
            kind: kind.to_owned(),
            name: person.name.clone(),
            address: person.address.clone(),
        };
        people.iter().map(recipient).collect()
    };
    [of("to", &message.to), of("cc", &message.cc), of("bcc", &message.bcc)].concat()
}

/// Returns the attached files. Parts that repeat the item in another form, such as a calendar entry or a card, are
/// left out.
fn attachments(raw: &[u8], message: &Message, depth: usize) -> Vec<Attached> {
    let forms = ["text/calendar", "text/vcard", "text/x-vcard", "application/rtf", "text/rtf"];
    let files = message.attachments.iter().filter(|file| {
        !(file.inline && file.content_id.is_none() && forms.contains(&file.media_type.as_str()))
    });
    files
        .map(|file| {
            let bytes = attachment_bytes(raw, Framing::Plain, file.index).unwrap_or_default();
            if file.media_type == "message/rfc822" && depth < DEEPEST {
                let message = Some(Box::new(read_at(&bytes, depth + 1)));
                return Attached {
                    name: file.name.clone(),
                    is_message: true,
                    message,
                    ..Attached::default()
                };
            }
            Attached {
                name: file.name.clone(),
                size: Some(bytes.len() as u64),
                sha256: Some(sha256(&bytes)),
                ..Attached::default()
            }
        })
        .collect()
}
