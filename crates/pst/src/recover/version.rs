//! Whether two items are versions of one: a draft and what became of it, a message before and after it was moved.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use foundmail_mapi::{FileTime, Value};

use crate::flaw::Flaws;
use crate::ltp::PropertyContext;
use crate::ndb::{Ndb, NodeData};
use crate::tags;

/// Bytes of a body that are compared.
const BODY: usize = 64 << 10;

/// What tells an item from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub subject: u64,
    /// `PidTagSearchKey`: copies of an item keep it, [MS-OXCPRPT] 2.2.1.9.
    pub search_key: Option<u64>,
    message_id: Option<u64>,
    class: u64,
    submitted: Option<FileTime>,
    delivered: Option<FileTime>,
    created: Option<FileTime>,
    body: Option<u64>,
    /// Nothing that anybody would miss: an item that was made and given up at once.
    pub blank: bool,
}

impl Identity {
    /// Reads an item's identity; `None` if the node holds no item, or a hidden one.
    pub(super) fn read(ndb: &Arc<Ndb>, node: NodeData) -> Option<(Self, PropertyContext)> {
        let item = PropertyContext::open(ndb, node, &mut Flaws::default()).ok()?;
        let class = text(&item, tags::MESSAGE_CLASS)?;
        if is_hidden(&item) {
            return None;
        }
        let time = |id| match item.value_of(id, &mut Flaws::default()) {
            Some(Value::Time(time)) if time.0 != 0 => Some(time),
            _ => None,
        };
        let subject = text(&item, tags::SUBJECT).unwrap_or_default();
        let body = [tags::BODY, tags::HTML, tags::RTF_COMPRESSED].into_iter().find_map(|id| body(&item, id));
        let sender = text(&item, tags::SENDER_NAME).is_some_and(|sender| !sender.is_empty());
        let identity = Self {
            blank: subject.is_empty() && body.is_none() && !sender,
            subject: hash(&subject),
            search_key: bytes(&item, tags::SEARCH_KEY).filter(|key| key.len() >= 16).map(hash),
            message_id: text(&item, tags::INTERNET_MESSAGE_ID).filter(|id| !id.is_empty()).map(hash),
            class: hash(class),
            submitted: time(tags::CLIENT_SUBMIT_TIME),
            delivered: time(tags::MESSAGE_DELIVERY_TIME),
            created: time(tags::CREATION_TIME),
            body,
        };
        Some((identity, item))
    }

    /// True if both are versions of one item. What one of them lacks tells nothing.
    pub(super) fn is_version_of(&self, other: &Self) -> bool {
        let both = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
        let both_times = |a: Option<FileTime>, b: Option<FileTime>| a.is_some() && a == b;
        let subject = self.subject == other.subject;
        let submitted = both_times(self.submitted, other.submitted);
        let delivered = both_times(self.delivered, other.delivered);
        let unsent = self.submitted.is_none() && other.submitted.is_none();
        if both(self.search_key, other.search_key) || both(self.message_id, other.message_id) {
            return subject || submitted || (unsent && self.class == other.class);
        }
        let bodies = self.body.is_none() || other.body.is_none() || self.body == other.body;
        let created = both_times(self.created, other.created);
        subject && bodies && (delivered || submitted || (created && self.class == other.class))
    }
}

/// `mfFAI` of `PidTagMessageFlags`: settings that are kept as an item, [MS-OXCMSG] 2.2.1.6.
fn is_hidden(item: &PropertyContext) -> bool {
    let flags = item.value_of(tags::MESSAGE_FLAGS, &mut Flaws::default());
    flags.and_then(|flags| flags.integer()).is_some_and(|flags| flags & 0x40 != 0)
}

fn text(item: &PropertyContext, id: u16) -> Option<Vec<u8>> {
    match item.value_of(id, &mut Flaws::default())? {
        Value::Text(text) => Some(text.into_bytes()),
        Value::Text8(bytes) => Some(bytes),
        _ => None,
    }
}

fn bytes(item: &PropertyContext, id: u16) -> Option<Vec<u8>> {
    match item.value_of(id, &mut Flaws::default())? {
        Value::Binary(data) => Some(data.read_lenient().0),
        _ => None,
    }
}

fn body(item: &PropertyContext, id: u16) -> Option<u64> {
    let mut bytes = text(item, id).or_else(|| bytes(item, id)).filter(|bytes| !bytes.is_empty())?;
    bytes.truncate(BODY);
    Some(hash(bytes))
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::FileTime;

    use super::Identity;

    const BASE: Identity = Identity {
        subject: 1,
        search_key: None,
        message_id: None,
        class: 1,
        submitted: None,
        delivered: None,
        created: None,
        body: None,
        blank: false,
    };

    #[test]
    fn versions_of_one_item_and_others() {
        let at = |seconds| Some(FileTime(seconds));
        for (a, b, same, why) in [
            (BASE, BASE, false, "a subject alone is nothing"),
            (
                Identity { search_key: Some(7), ..BASE },
                Identity { search_key: Some(7), body: Some(3), ..BASE },
                true,
                "a draft before it had a text",
            ),
            (
                Identity { search_key: Some(7), subject: 2, submitted: at(5), ..BASE },
                Identity { search_key: Some(7), submitted: at(6), ..BASE },
                false,
                "one key for all, as some programs write",
            ),
            (
                Identity { delivered: at(5), ..BASE },
                Identity { delivered: at(5), body: Some(3), ..BASE },
                true,
                "a copy without a body",
            ),
            (
                Identity { delivered: at(5), body: Some(4), ..BASE },
                Identity { delivered: at(5), body: Some(3), ..BASE },
                false,
                "two letters of one second",
            ),
            (
                Identity { message_id: Some(1), submitted: at(5), ..BASE },
                Identity { message_id: Some(1), submitted: at(5), subject: 2, ..BASE },
                true,
                "a subject that was changed",
            ),
        ] {
            assert_eq!((a.is_version_of(&b), b.is_version_of(&a)), (same, same), "{why}");
        }
    }
}
