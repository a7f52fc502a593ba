//! Computes the thread keys of a message: message ids, Outlook's conversation index, and subject with people.

use crate::message::{Message, ThreadKey};
use crate::subject::base_subject;

/// Maximum number of ids of one message. A message from a mailing list may have hundreds of references. The newest
/// references matter most.
const MAX_IDS: usize = 100;
/// Maximum number of recipients that are paired with the subject.
const MAX_PEOPLE: usize = 20;

/// Returns all keys of a message. A message has subject keys only if it refers to no other message. A subject of
/// less than three characters gives no key, because it would join unrelated messages.
pub(crate) fn keys_of(message: &Message, thread_index: Option<&[u8]>) -> Vec<ThreadKey> {
    let mut keys = Vec::new();
    let ids = message
        .message_id
        .iter()
        .chain(message.in_reply_to.iter())
        .chain(message.references.iter().rev())
        .filter(|id| id.len() > 3)
        .take(MAX_IDS);
    keys.extend(ids.map(|id| ThreadKey::Id(short_hash("id", id.as_bytes()))));
    if let Some(index) = thread_index.and_then(|index| index.get(..22)) {
        keys.push(ThreadKey::Index(short_hash("index", index)));
    }
    // A reply with references needs no guess. Without references, the subject is the only hint.
    let (base, _) = base_subject(&message.subject);
    if base.chars().count() > 2 && message.references.is_empty() && message.in_reply_to.is_empty() {
        keys.extend(subject_keys(message, &base.to_lowercase()));
    }
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    keys
}

/// Returns a key for the subject and each pair of sender and recipient. The pair is sorted, so both directions give
/// the same key.
fn subject_keys<'a>(message: &'a Message, base: &'a str) -> impl Iterator<Item = ThreadKey> + 'a {
    let from = message.from.first().map(crate::people::Person::key).unwrap_or_default();
    message.to.iter().take(MAX_PEOPLE).map(move |person| {
        let mut pair = [from.clone(), person.key()];
        pair.sort();
        ThreadKey::Subject(short_hash(base, pair.join("\0").as_bytes()))
    })
}

fn short_hash(domain: &str, bytes: &[u8]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(domain.as_bytes());
    hasher.update(&[0]);
    hasher.update(bytes);
    let mut short = [0; 16];
    hasher.finalize_xof().fill(&mut short);
    short
}
