//! What the index takes of a message.

use foundmail_mail::{Kind, Message, Person};
use tantivy::TantivyDocument;

use crate::fields::Fields;

/// Most text of one message that is indexed, in bytes. A message of more is a log file, and its first part finds it.
const LONGEST_BODY: usize = 4 * 1024 * 1024;

/// A message to be indexed.
#[derive(Debug, Clone)]
pub struct Document<'m> {
    /// Its id.
    pub id: u32,
    /// Its conversation.
    pub thread: u32,
    /// What it says.
    pub message: &'m Message,
    /// What it is.
    pub kind: Kind,
    /// Size of its bytes.
    pub size: u64,
    /// True if something of it is missing.
    pub damaged: bool,
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
        let end = message.text.floor_char_boundary(LONGEST_BODY);
        document.add_text(fields.body, message.text.get(..end).unwrap_or_default());
        let people = [
            (fields.from, "from:", &message.from),
            (fields.to, "to:", &message.to),
            (fields.cc, "cc:", &message.cc),
            (fields.bcc, "bcc:", &message.bcc),
        ];
        for (field, prefix, people) in people {
            for person in people {
                document.add_text(field, format!("{} {}", person.name, person.address));
                if !person.address.is_empty() {
                    document.add_text(fields.address, format!("{prefix}{}", person.key()));
                }
            }
        }
        if let Some(sender) = &message.sender {
            document.add_text(fields.from, sender_words(sender));
        }
        for attachment in message.attachments.iter().filter(|attachment| !attachment.inline) {
            document.add_text(fields.filename, &attachment.name);
        }
        for tag in self.tags() {
            document.add_text(fields.tag, tag);
        }
        document
    }

    fn tags(&self) -> Vec<String> {
        let mut tags = vec![format!("kind:{}", self.kind.word())];
        if self.damaged {
            tags.push("is:damaged".to_owned());
        }
        for attachment in self.message.attachments.iter().filter(|attachment| !attachment.inline) {
            tags.push("has:attachment".to_owned());
            if attachment.media_type.starts_with("image/") {
                tags.push("has:image".to_owned());
            }
            if let Some((_, extension)) = attachment.name.rsplit_once('.') {
                tags.push(format!("type:{}", extension.to_lowercase()));
            }
        }
        tags.sort();
        tags.dedup();
        tags
    }
}

fn sender_words(sender: &Person) -> String {
    format!("{} {}", sender.name, sender.address)
}
