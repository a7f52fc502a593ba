//! Converts a message to a document for the index.

use foundmail_mail::{Attachment, ItemKind, Message, Person};
use tantivy::TantivyDocument;

use crate::fields::Fields;
use crate::own_text::text_parts;
use crate::people::{Role, term};

/// The most text of a message or attachment that is indexed, in bytes. Longer texts are mostly log files. Search
/// finds only words before this limit.
const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// A message to be indexed.
#[derive(Debug, Clone)]
pub struct Document<'m> {
    /// The id of the message.
    pub id: u32,
    /// The id of the message's thread.
    pub thread: u32,
    /// The content of the message.
    pub message: &'m Message,
    /// The kind of the message.
    pub kind: ItemKind,
    /// The size of the message in bytes.
    pub size: u64,
    /// True if a part of the message is missing.
    pub damaged: bool,
    /// The texts of the message's attachments.
    pub attachment_texts: &'m [AttachmentText<'m>],
}

/// Text in an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentText<'m> {
    /// The attachment's name.
    pub name: &'m str,
    /// The text.
    pub text: &'m str,
}

impl Document<'_> {
    pub(crate) fn to_tantivy(&self, fields: &Fields) -> TantivyDocument {
        let message = self.message;
        let mut document = TantivyDocument::new();
        document.add_u64(fields.id, self.id.into());
        document.add_u64(fields.thread, self.thread.into());
        document.add_u64(fields.size, self.size);
        if let Some(date) = message.date {
            document.add_i64(fields.date, date);
        }
        document.add_text(fields.subject, &message.subject);
        let text = beginning(&message.text);
        for part in text_parts(text) {
            let field = if part.own { fields.own } else { fields.quoted };
            document.add_text(field, text.get(part.range).unwrap_or_default());
        }
        self.add_people(fields, &mut document);
        for attachment in message.attachments.iter().filter(|attachment| !attachment.inline) {
            document.add_text(fields.filename, &attachment.name);
        }
        for attachment in self.attachment_texts {
            document.add_text(fields.attachment, beginning(attachment.text));
        }
        for tag in self.tags() {
            document.add_text(fields.tag, tag);
        }
        document
    }

    fn add_people(&self, fields: &Fields, document: &mut TantivyDocument) {
        let message = self.message;
        let people = [
            (fields.from, Role::From, &message.from),
            (fields.to, Role::To, &message.to),
            (fields.cc, Role::Cc, &message.cc),
            (fields.bcc, Role::Bcc, &message.bcc),
        ];
        for (field, role, people) in people {
            for person in people {
                document.add_text(field, words_of(person));
                document.add_text(fields.person, term(role, person));
            }
        }
        if let Some(sender) = &message.sender {
            document.add_text(fields.from, words_of(sender));
            document.add_text(fields.person, term(Role::From, sender));
        }
        if let Some(from) = message.from.first().or(message.sender.as_ref()) {
            document.add_text(fields.sender, from.key());
        }
    }

    fn tags(&self) -> Vec<String> {
        let message = self.message;
        let mut tags = vec![format!("kind:{}", self.kind.word())];
        if self.damaged {
            tags.push("is:damaged".to_owned());
        }
        let links =
            |text: &str| text.contains("http://") || text.contains("https://") || text.contains("www.");
        if links(beginning(&message.text))
            || message.html.as_deref().is_some_and(|html| html.contains("href=\"http"))
        {
            tags.push("has:link".to_owned());
        }
        if message.attachments.iter().any(is_invitation) {
            tags.push("has:invite".to_owned());
        }
        for attachment in message.attachments.iter().filter(|attachment| !attachment.inline) {
            tags.push("has:attachment".to_owned());
            if attachment.media_type.starts_with("image/") {
                tags.push("has:image".to_owned());
            }
            tags.extend(extension(&attachment.name).map(|extension| format!("type:{extension}")));
        }
        tags.sort();
        tags.dedup();
        tags
    }
}

fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_TEXT_BYTES)).unwrap_or_default()
}

fn words_of(person: &Person) -> String {
    format!("{} {}", person.name, person.address)
}

fn is_invitation(attachment: &Attachment) -> bool {
    attachment.media_type == "text/calendar"
        || extension(&attachment.name).is_some_and(|extension| extension == "ics")
}

/// The longest file extension that is indexed, in bytes.
const MAX_EXTENSION_BYTES: usize = 12;

/// Returns the extension of a file name in lower case, as `type:` searches for it. Returns `None` for a name
/// without an extension.
pub fn extension(name: &str) -> Option<String> {
    let extension = name.rsplit_once('.')?.1.to_lowercase();
    let fits = !extension.is_empty()
        && extension.len() <= MAX_EXTENSION_BYTES
        && extension.chars().all(char::is_alphanumeric);
    fits.then(|| if extension == "jpeg" { "jpg".to_owned() } else { extension })
}
