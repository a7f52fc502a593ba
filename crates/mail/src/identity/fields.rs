//! The digest of a message's fields and text.

use crate::digest::Digest;
use crate::message::Message;
use crate::people::Person;

use super::words::words_of;

/// Returns a digest of `Message-ID`, date, sender, subject and the words of the text. These values are the same in
/// all formats of a message, even if every byte differs. Returns `None` if the message has no `Message-ID`.
///
/// The `Message-ID` alone is not enough, because a sender can copy the `Message-ID` of another message.
pub fn identity_of(message: &Message) -> Option<Digest> {
    let id = message.message_id.as_deref().filter(|id| id.len() > 3)?;
    let mut hasher = blake3::Hasher::new();
    let sender = message.from.first().map(Person::key).unwrap_or_default();
    let date = message.date.unwrap_or(i64::MIN);
    for field in [id.as_bytes(), sender.as_bytes(), &date.to_le_bytes(), message.subject.as_bytes()] {
        hasher.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(field);
    }
    // All words are digested at once, because digesting many small pieces takes longer.
    hasher.update(&words_of(&message.text));
    Some(*hasher.finalize().as_bytes())
}
