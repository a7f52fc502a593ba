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
/// No subject, id or key is longer.
const SHORT: usize = 4096;

/// What tells an item from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    subject: u64,
    /// `PidTagSearchKey`: copies of an item keep it, [MS-OXCPRPT] 2.2.1.9.
    search_key: Option<u64>,
    message_id: Option<u64>,
    class: u64,
    submitted: Option<FileTime>,
    delivered: Option<FileTime>,
    created: Option<FileTime>,
    modified: Option<FileTime>,
    body: Option<u64>,
    /// `PidTagMessageSize`
    size: Option<i64>,
    /// Nothing that anybody would miss: an item that was made and given up at once.
    pub blank: bool,
}

impl Identity {
    /// Reads an item's identity; `None` if the node holds no item, or a hidden one.
    pub(super) fn read(ndb: &Arc<Ndb>, node: NodeData) -> Option<(Self, PropertyContext)> {
        let item = PropertyContext::open(ndb, node, &mut Flaws::default()).ok()?;
        let class = item.start_of(tags::MESSAGE_CLASS, SHORT)?;
        if is_hidden(&item) {
            return None;
        }
        let value = |id| item.value_of(id, &mut Flaws::default());
        let time = |id| match value(id) {
            Some(Value::Time(time)) if time.0 != 0 => Some(time),
            _ => None,
        };
        let short = |id| item.start_of(id, SHORT);
        let subject = short(tags::SUBJECT);
        let mut bodies = [tags::BODY, tags::HTML, tags::RTF_COMPRESSED].into_iter();
        let body = bodies.find_map(|id| item.start(id, BODY));
        let identity = Self {
            blank: subject.is_none() && body.is_none() && short(tags::SENDER_NAME).is_none(),
            subject: hash(subject),
            // A key that is mostly zeros is one that a program gives to all that it writes.
            search_key: short(tags::SEARCH_KEY)
                .filter(|key| key.len() >= 16 && !is_mostly_zero(key))
                .map(hash),
            message_id: short(tags::INTERNET_MESSAGE_ID).map(hash),
            class: hash(class),
            submitted: time(tags::CLIENT_SUBMIT_TIME),
            delivered: time(tags::MESSAGE_DELIVERY_TIME),
            created: time(tags::CREATION_TIME),
            modified: time(tags::LAST_MODIFICATION_TIME),
            // Half a text is no other text.
            body: body.filter(|(_, is_whole)| *is_whole).map(|(bytes, _)| hash(bytes)),
            size: value(tags::MESSAGE_SIZE).and_then(|size| size.integer()),
        };
        Some((identity, item))
    }

    /// What a row of a contents table repeats of an item.
    pub(super) fn of_row(row: &[(u16, Value)]) -> Self {
        let cell = |id| row.iter().find(|(cell, _)| *cell == id).map(|(_, value)| value);
        let time = |id| cell(id).and_then(Value::time).filter(|time| time.0 != 0);
        let subject = cell(tags::SUBJECT).and_then(|value| match value {
            Value::Text(text) => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Value::Text8(bytes) => Some(bytes.clone()),
            _ => None,
        });
        Self {
            subject: hash(subject.filter(|bytes: &Vec<u8>| !bytes.is_empty())),
            search_key: None,
            message_id: None,
            class: 0,
            submitted: time(tags::CLIENT_SUBMIT_TIME),
            delivered: time(tags::MESSAGE_DELIVERY_TIME),
            created: time(tags::CREATION_TIME),
            modified: time(tags::LAST_MODIFICATION_TIME),
            body: None,
            size: cell(tags::MESSAGE_SIZE).and_then(Value::integer),
            blank: false,
        }
    }

    /// True if both are versions of one item. What one of them lacks tells nothing; where nothing tells, they are two.
    pub(super) fn is_version_of(&self, other: &Self) -> bool {
        let both_times = |a: Option<FileTime>, b: Option<FileTime>| a.is_some() && a == b;
        if self.message_id.is_some() && other.message_id.is_some() && self.message_id != other.message_id {
            return false;
        }
        let subject = self.subject == other.subject;
        let submitted = both_times(self.submitted, other.submitted);
        let delivered = both_times(self.delivered, other.delivered);
        let created = both_times(self.created, other.created);
        let bodies = match (self.body, other.body) {
            (Some(a), Some(b)) => a == b,
            (None, None) => self.size == other.size,
            // A copy without its text.
            _ => true,
        };
        if self.shares_key(other) {
            return created || submitted || (subject && bodies);
        }
        subject && bodies && (delivered || submitted || (created && self.class == other.class))
    }

    fn shares_key(&self, other: &Self) -> bool {
        let both = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
        both(self.search_key, other.search_key) || both(self.message_id, other.message_id)
    }

    /// True if this is a later state of the very same item: nothing but text, size and the time of the last change differ.
    pub(super) fn is_later_than(&self, other: &Self) -> bool {
        let of_item = |of: &Self| Self { body: None, size: None, modified: None, blank: false, ..of.clone() };
        self.search_key.is_some() && self.modified > other.modified && of_item(self) == of_item(other)
    }

    /// True if both are alike in all that is compared; a version differs at least in the time of its last change.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        self == other && self.modified.is_some()
    }

    /// What versions of one item share: at least one of these.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        let times = [self.submitted, self.delivered, self.created, self.modified];
        let times = times.into_iter().enumerate();
        let times = times.filter_map(|(which, time)| Some(hash((which, self.subject, time?.0))));
        let ids = [self.search_key.map(|key| hash(("key", key))), self.message_id.map(|id| hash(("id", id)))];
        // Some programs write no times at all.
        let size = self.size.map(|size| hash(("size", self.subject, size)));
        ids.into_iter().flatten().chain(times).chain(size).collect::<Vec<_>>().into_iter()
    }
}

/// `mfFAI` of `PidTagMessageFlags`: settings that are kept as an item, [MS-OXCMSG] 2.2.1.6.
fn is_hidden(item: &PropertyContext) -> bool {
    let flags = item.value_of(tags::MESSAGE_FLAGS, &mut Flaws::default());
    flags.and_then(|flags| flags.integer()).is_some_and(|flags| flags & 0x40 != 0)
}

fn is_mostly_zero(bytes: &[u8]) -> bool {
    let zeros: usize = bytes.iter().map(|byte| usize::from(*byte == 0)).sum();
    zeros > bytes.len() / 2
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
        modified: None,
        body: None,
        size: None,
        blank: false,
    };

    #[test]
    fn versions_of_one_item_and_others() {
        let at = |seconds| Some(FileTime(seconds));
        let keyed = Identity { search_key: Some(7), created: at(1), ..BASE };
        for (a, b, same, why) in [
            (BASE, BASE, false, "a subject alone is nothing"),
            (
                keyed.clone(),
                Identity { body: Some(3), ..keyed.clone() },
                true,
                "a draft before it had a text",
            ),
            (
                keyed.clone(),
                Identity { subject: 2, ..keyed.clone() },
                true,
                "a draft before it had its subject",
            ),
            (
                Identity { subject: 2, submitted: at(5), ..keyed.clone() },
                Identity { submitted: at(6), created: at(2), ..keyed.clone() },
                false,
                "one key for all, as some programs write",
            ),
            (
                Identity { body: Some(4), ..keyed.clone() },
                Identity { body: Some(5), created: at(2), ..keyed },
                false,
                "a copied contact that became another person's",
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
                Identity { delivered: at(5), size: Some(10), ..BASE },
                Identity { delivered: at(5), size: Some(11), ..BASE },
                false,
                "two scans of one second",
            ),
            (
                Identity { delivered: at(5), message_id: Some(1), ..BASE },
                Identity { delivered: at(5), message_id: Some(2), ..BASE },
                false,
                "two letters with names of their own",
            ),
            (
                Identity { message_id: Some(1), submitted: at(5), ..BASE },
                Identity { message_id: Some(1), submitted: at(5), subject: 2, ..BASE },
                true,
                "a subject that was changed",
            ),
        ] {
            assert_eq!((a.is_version_of(&b), b.is_version_of(&a)), (same, same), "{why}");
            let shared = a.keys().any(|key| b.keys().any(|other| other == key));
            assert!(shared || !same, "{why}: nobody would compare them");
        }
    }
}
