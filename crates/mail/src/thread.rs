//! By what a conversation is known: message ids first, then Outlook's conversation index, then subject and people.

use crate::message::Message;
use crate::subject::base_subject;

/// A key that a message shares with the others of its conversation. Ids are proof; a subject is only a hint, and
/// binds only messages that are near in time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ThreadKey {
    /// The message's own id, or one that it refers to (RFC 5322 section 3.6.4).
    Id([u8; 16]),
    /// The first 22 bytes of `Thread-Index` ([MS-OXOMSG] 2.2.1.3): the same in every reply.
    Index([u8; 16]),
    /// Base subject and a pair of people who write to each other.
    Subject([u8; 16]),
}

/// Ids of one message that are looked at: the newest references matter, a mailing list may carry hundreds.
const MOST_IDS: usize = 100;
/// People whose pairing with the subject is kept.
const MOST_PEOPLE: usize = 20;

/// All keys of a message. Subject keys are given only where no id says to what it replies, and never for an empty
/// subject, which would bind strangers.
pub(crate) fn keys_of(message: &Message, thread_index: Option<&[u8]>) -> Vec<ThreadKey> {
    let mut keys = Vec::new();
    let ids = message
        .message_id
        .iter()
        .chain(message.in_reply_to.iter())
        .chain(message.references.iter().rev())
        .filter(|id| id.len() > 3)
        .take(MOST_IDS);
    keys.extend(ids.map(|id| ThreadKey::Id(short_hash("id", id.as_bytes()))));
    if let Some(index) = thread_index.and_then(|index| index.get(..22)) {
        keys.push(ThreadKey::Index(short_hash("index", index)));
    }
    // A reply that says to what needs no guess; a letter that is none can only be guessed at by one.
    let (base, _) = base_subject(&message.subject);
    if base.chars().count() > 2 && message.references.is_empty() && message.in_reply_to.is_empty() {
        keys.extend(subject_keys(message, &base.to_lowercase()));
    }
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    keys
}

/// Subject and a pair of people who write to each other, whoever of them wrote.
fn subject_keys<'a>(message: &'a Message, base: &'a str) -> impl Iterator<Item = ThreadKey> + 'a {
    let from = message.from.first().map(crate::Person::key).unwrap_or_default();
    message.to.iter().take(MOST_PEOPLE).map(move |person| {
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
