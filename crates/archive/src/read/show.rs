//! Shows a message on the command line, in one of several forms.

use foundmail_mail::{Digest, Digester, Framing, Message, Person, Skeleton, hex, write_attachment};
use foundmail_store::{MessageId, MessageRow, StoreReader};
use serde::Serialize;
use serde_json::{Value, json};

use super::conversation::missing;
use super::stored::{parse_stored, read_stored};
use crate::dates::rfc3339;
use crate::{Archive, ArchiveError};

/// The form in which a message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowAs {
    /// The text, after the most important header fields.
    Text,
    /// The HTML body after cleaning.
    Html,
    /// The header fields.
    Headers,
    /// The stored bytes.
    Raw,
    /// All fields of the message as JSON.
    Json,
}

/// A message with all its fields, as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessageJson {
    id: u32,
    thread: u32,
    message_id: Option<String>,
    date: Option<String>,
    /// The first person of the field `From`.
    from: Option<Person>,
    /// All people of the field `From`. RFC 5322, section 3.6.2, allows several.
    authors: Vec<Person>,
    to: Vec<Person>,
    cc: Vec<Person>,
    bcc: Vec<Person>,
    subject: String,
    in_reply_to: Vec<String>,
    references: Vec<String>,
    folders: Vec<Vec<String>>,
    source: Value,
    kind: String,
    digest: String,
    size: u64,
    bodies: Value,
    attachments: Vec<Value>,
    defects: Vec<Value>,
    missing: Vec<String>,
    recovered: Option<String>,
}

impl Archive {
    /// Returns a message in the requested form.
    pub fn show(&self, message: u32, form: ShowAs) -> Result<Vec<u8>, ArchiveError> {
        match form {
            ShowAs::Raw => self.original(message),
            ShowAs::Html => {
                let none = || ArchiveError::NotFound { what: format!("Message {message} has no HTML body.") };
                Ok(self.html_document(message)?.ok_or_else(none)?.into_bytes())
            }
            ShowAs::Headers => {
                let fields = self.headers(message)?.into_iter();
                let lines: Vec<String> =
                    fields.map(|field| format!("{}: {}\n", field.name, field.value)).collect();
                Ok(lines.concat().into_bytes())
            }
            ShowAs::Text => self.text(message).map(String::into_bytes),
            ShowAs::Json => {
                let mut bytes = serde_json::to_vec_pretty(&self.message_json(message)?)?;
                bytes.push(b'\n');
                Ok(bytes)
            }
        }
    }

    fn parsed(&self, message: u32) -> Result<Message, ArchiveError> {
        let reader = self.store.reader()?;
        Ok(parse_stored(&read_stored(&reader, MessageId(message))?))
    }

    fn text(&self, message: u32) -> Result<String, ArchiveError> {
        let parsed = self.parsed(message)?;
        let people = |people: &[Person]| people.iter().map(one_person).collect::<Vec<_>>().join(", ");
        let mut text = String::new();
        let fields = [
            ("From", people(&parsed.from)),
            ("To", people(&parsed.to)),
            ("Cc", people(&parsed.cc)),
            ("Date", parsed.date.and_then(rfc3339).unwrap_or_default()),
            ("Subject", parsed.subject.clone()),
        ];
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            text.extend([name, ": ", value, "\n"]);
        }
        for attachment in parsed.attachments.iter().filter(|attachment| !attachment.inline) {
            let index = attachment.index;
            let line = format!("Attachment {index}: {} ({} bytes)\n", attachment.name, attachment.size);
            text.push_str(&line);
        }
        text.push('\n');
        text.push_str(&parsed.text);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Ok(text)
    }
    /// Returns a message with all its fields.
    pub fn message_json(&self, message: u32) -> Result<MessageJson, ArchiveError> {
        let view = self.store.reader()?;
        let stored = read_stored(&view, MessageId(message))?;
        let parsed = parse_stored(&stored);
        let reader = self.reader();
        let row: MessageRow = reader.message(MessageId(message))?;
        let places = reader.occurrences(row.id)?;
        let attachments = parsed.attachments.iter().map(|attachment| {
            let digest = stored.with(|mail| digest_of_attachment(mail, stored.framing, attachment.index));
            json!({
                "index": attachment.index, "name": attachment.name, "type": attachment.media_type,
                "size": attachment.size, "digest": digest.map(|digest| hex(&digest)), "inline": attachment.inline,
                "lost": digest.is_none(),
            })
        });
        Ok(MessageJson {
            id: message,
            thread: row.thread.0,
            message_id: parsed.message_id.clone(),
            date: parsed.date.and_then(rfc3339),
            from: parsed.from.first().cloned(),
            authors: parsed.from,
            folders: places.iter().map(|place| reader.folder_path(place.folder)).collect::<Result<_, _>>()?,
            source: places.first().map_or(
                Value::Null,
                |place| json!({ "path": place.source, "format": place.format, "where": place.position }),
            ),
            kind: row.kind.word().to_owned(),
            digest: hex(&stored.digest),
            size: row.size,
            bodies: json!({
                "text": !parsed.text.is_empty(), "html": parsed.html.is_some(),
                "rtf": parsed.attachments.iter().any(|attachment| attachment.media_type == "application/rtf"),
            }),
            attachments: attachments.collect(),
            defects: defects(&reader, &row)?,
            missing: missing(&reader, &row)?,
            recovered: places.iter().map(|place| place.recovered.clone()).find(|how| !how.is_empty()),
            to: parsed.to,
            cc: parsed.cc,
            bcc: parsed.bcc,
            subject: parsed.subject,
            in_reply_to: parsed.in_reply_to,
            references: parsed.references,
        })
    }
}

/// Returns the digest of an attachment, or `None` if its bytes are lost.
fn digest_of_attachment(mail: &Skeleton<'_>, framing: Framing, index: u32) -> Option<Digest> {
    let mut digester = Digester::default();
    let is_written = matches!(write_attachment(mail, framing, index, &mut digester), Ok(true));
    is_written.then(|| digester.finish())
}

fn defects(reader: &StoreReader, row: &MessageRow) -> Result<Vec<Value>, ArchiveError> {
    let defects = reader.message_defects(row.id)?.into_iter();
    Ok(defects
        .map(|defect| {
            json!({
                "offset": defect.offset, "structure": defect.structure, "what": defect.what,
                "effect": defect.effect.sentence(),
            })
        })
        .collect())
}

fn one_person(person: &Person) -> String {
    match (person.name.is_empty(), person.address.is_empty()) {
        (false, false) => format!("{} <{}>", person.name, person.address),
        _ => person.shown().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{self, Write};
    use std::path::Path;

    use foundmail_mail::{Framing, Skeleton, Split, digest_of};
    use serde_json::{Value, json};

    use super::digest_of_attachment;
    use crate::{Archive, Control, ImportOptions};

    /// Returns a message with an attachment that is so large that it is stored as a part of its own.
    fn message() -> String {
        let line = format!("{}\n", "QUJD".repeat(18));
        format!(
            "From: ann@a.example, Ruth <ruth@a.example>\nSubject: Roof\nMIME-Version: 1.0\nContent-Type: \
             application/pdf; name=roof.pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: \
             base64\n\n{}",
            line.repeat(5_000)
        )
    }

    #[test]
    fn a_lost_attachment_has_no_digest() {
        Split::of(message().as_bytes()).with(|mail| {
            assert!(!mail.cuts.is_empty(), "the attachment is part of the skeleton");
            let whole = digest_of_attachment(mail, Framing::Plain, 0);
            assert_eq!(whole, Some(digest_of("ABC".repeat(18 * 5_000).as_bytes())));
            let part =
                |_: usize, _: &mut dyn Write| -> io::Result<()> { Err(io::ErrorKind::InvalidData.into()) };
            let damaged = Skeleton { digest: mail.digest, bytes: mail.bytes, cuts: mail.cuts, part: &part };
            assert_eq!(digest_of_attachment(&damaged, Framing::Plain, 0), None);
            assert_eq!(digest_of_attachment(mail, Framing::Plain, 7), None);
        });
    }

    fn shown(dir: &Path) -> Value {
        fs::write(dir.join("1.eml"), message()).unwrap();
        let archive = Archive::open(&dir.join("archive")).unwrap();
        let options = ImportOptions { recover: false, no_attachment_text: true };
        archive.import(&[dir.join("1.eml")], options, &Control::new(), &mut |_| {}).unwrap();
        serde_json::to_value(archive.message_json(1).unwrap()).unwrap()
    }

    #[test]
    fn json_has_all_authors_and_the_state_of_each_attachment() {
        let dir = tempfile::tempdir().unwrap();
        let shown = shown(dir.path());
        let ann = json!({ "name": "", "address": "ann@a.example" });
        assert_eq!(shown["from"], ann);
        assert_eq!(shown["authors"], json!([ann, { "name": "Ruth", "address": "ruth@a.example" }]));
        assert_eq!(shown["attachments"][0]["lost"], false);
        assert_eq!(shown["attachments"][0]["digest"].as_str().unwrap().len(), 64);
    }
}
