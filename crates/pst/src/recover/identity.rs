//! The identity of an item. It shows which items are versions of one item, such as a draft and the sent message,
//! or a message before and after it was moved.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use foundmail_mapi::{FileTime, Value};

use crate::flaw::Flaws;
use crate::format::{NodeData, NodeEntry};
use crate::ltp::PropertyContext;
use crate::messaging::{MessagingContext, contents_row_cells};
use crate::ndb::Ndb;
use crate::tags;

/// The maximum number of compared bytes of a body.
const BODY_START: usize = 64 << 10;
/// The maximum number of compared bytes of a subject, id or key.
const SHORT_VALUE: usize = 4096;

/// The properties that distinguish an item from other items. Long values are stored as hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemIdentity {
    subject: u64,
    /// `PidTagSearchKey`. Copies of an item have the same search key, [MS-OXCPRPT] 2.2.1.9.
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
    /// True for an item that has no subject, no sender and no body, such as a new item that was never saved.
    pub is_blank: bool,
}

impl ItemIdentity {
    /// Returns the identity of an item. Uses the properties in its node. If the node can't be read, uses the
    /// properties in the item's row of the contents table.
    pub(super) fn of_node(context: &MessagingContext, node: NodeData, entry: &NodeEntry) -> Option<Self> {
        if let Some((identity, _)) = Self::read(context.ndb(), node) {
            return Some(identity);
        }
        let row = contents_row_cells(context, entry.parent, entry.nid);
        (!row.is_empty()).then(|| Self::of_row(&row))
    }

    /// Reads the identity and the properties of an item. Returns `None` if the node contains no item or a hidden
    /// item.
    pub(super) fn read(ndb: &Arc<Ndb>, node: NodeData) -> Option<(Self, PropertyContext)> {
        let object = PropertyContext::open(ndb, node, &mut Flaws::default()).ok()?;
        let class = object.start_of(tags::MESSAGE_CLASS, SHORT_VALUE)?;
        if is_hidden(&object) {
            return None;
        }
        let value = |id| object.value_of(id, &mut Flaws::default());
        let time = |id| match value(id) {
            Some(Value::Time(time)) if time.0 != 0 => Some(time),
            _ => None,
        };
        let short = |id| object.start_of(id, SHORT_VALUE);
        let subject = short(tags::SUBJECT);
        let mut bodies = [tags::BODY, tags::HTML, tags::RTF_COMPRESSED].into_iter();
        let body = bodies.find_map(|id| object.start(id, BODY_START));
        let identity = Self {
            is_blank: subject.is_none() && body.is_none() && short(tags::SENDER_NAME).is_none(),
            subject: hash(subject),
            // Some programs write the same key, mostly zeros, to all items.
            search_key: short(tags::SEARCH_KEY)
                .filter(|key| key.len() >= 16 && !is_mostly_zero(key))
                .map(hash),
            message_id: short(tags::INTERNET_MESSAGE_ID).map(hash),
            class: hash(class),
            submitted: time(tags::CLIENT_SUBMIT_TIME),
            delivered: time(tags::MESSAGE_DELIVERY_TIME),
            created: time(tags::CREATION_TIME),
            modified: time(tags::LAST_MODIFICATION_TIME),
            // A partly read body is ignored: its hash would differ from the hash of the same body in another
            // version.
            body: body.filter(|(_, is_complete)| *is_complete).map(|(bytes, _)| hash(bytes)),
            size: value(tags::MESSAGE_SIZE).and_then(|size| size.integer()),
        };
        Some((identity, object))
    }

    /// Returns the identity of an item from the properties in its row of a contents table.
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
            is_blank: false,
        }
    }

    /// Returns true if both are versions of one item. Ignores properties that only one of the two has. Returns
    /// false if too few properties remain to compare.
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
            // One of the versions lost its body.
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

    /// Returns true if `self` is a later version of the same item as `other`: only the body, the size and the time
    /// of the last change differ.
    pub(super) fn is_later_than(&self, other: &Self) -> bool {
        let unchanged =
            |item: &Self| Self { body: None, size: None, modified: None, is_blank: false, ..item.clone() };
        self.search_key.is_some() && self.modified > other.modified && unchanged(self) == unchanged(other)
    }

    /// Returns true if all properties are equal. The two items are then copies and not versions, because versions
    /// have different times of the last change.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        self == other && self.modified.is_some()
    }

    /// Returns the keys under which an identity is indexed. Versions of one item share at least one key.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        let times = [self.submitted, self.delivered, self.created, self.modified];
        let times = times.into_iter().enumerate();
        let times = times.filter_map(|(index, time)| Some(hash((index, self.subject, time?.0))));
        let ids = [self.search_key.map(|key| hash(("key", key))), self.message_id.map(|id| hash(("id", id)))];
        // Some programs write no times, so the size is a key too.
        let size = self.size.map(|size| hash(("size", self.subject, size)));
        ids.into_iter().flatten().chain(times).chain(size).collect::<Vec<_>>().into_iter()
    }
}

/// Returns `mfFAI` of `PidTagMessageFlags`: the item contains settings, [MS-OXCMSG] 2.2.1.6.
fn is_hidden(object: &PropertyContext) -> bool {
    let flags = object.value_of(tags::MESSAGE_FLAGS, &mut Flaws::default());
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

    use super::ItemIdentity;

    const BASE: ItemIdentity = ItemIdentity {
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
        is_blank: false,
    };

    #[test]
    fn versions_are_told_from_other_items() {
        let at = |seconds| Some(FileTime(seconds));
        let keyed = ItemIdentity { search_key: Some(7), created: at(1), ..BASE };
        for (a, b, same, why) in [
            (BASE, BASE, false, "a subject alone is not enough"),
            (keyed.clone(), ItemIdentity { body: Some(3), ..keyed.clone() }, true, "a draft without a body"),
            (
                keyed.clone(),
                ItemIdentity { subject: 2, ..keyed.clone() },
                true,
                "a draft with another subject",
            ),
            (
                ItemIdentity { subject: 2, submitted: at(5), ..keyed.clone() },
                ItemIdentity { submitted: at(6), created: at(2), ..keyed.clone() },
                false,
                "a program that writes one key to all items",
            ),
            (
                ItemIdentity { body: Some(4), ..keyed.clone() },
                ItemIdentity { body: Some(5), created: at(2), ..keyed },
                false,
                "a copied contact that was changed to another person",
            ),
            (
                ItemIdentity { delivered: at(5), ..BASE },
                ItemIdentity { delivered: at(5), body: Some(3), ..BASE },
                true,
                "a copy without a body",
            ),
            (
                ItemIdentity { delivered: at(5), body: Some(4), ..BASE },
                ItemIdentity { delivered: at(5), body: Some(3), ..BASE },
                false,
                "two messages delivered in the same second",
            ),
            (
                ItemIdentity { delivered: at(5), size: Some(10), ..BASE },
                ItemIdentity { delivered: at(5), size: Some(11), ..BASE },
                false,
                "two scanned documents delivered in the same second",
            ),
            (
                ItemIdentity { delivered: at(5), message_id: Some(1), ..BASE },
                ItemIdentity { delivered: at(5), message_id: Some(2), ..BASE },
                false,
                "two messages with different Message-IDs",
            ),
            (
                ItemIdentity { message_id: Some(1), submitted: at(5), ..BASE },
                ItemIdentity { message_id: Some(1), submitted: at(5), subject: 2, ..BASE },
                true,
                "a changed subject",
            ),
        ] {
            assert_eq!((a.is_version_of(&b), b.is_version_of(&a)), (same, same), "{why}");
            let shared = a.keys().any(|key| b.keys().any(|other| other == key));
            assert!(shared || !same, "{why}: the two share no key, so they would not be compared");
        }
    }
}
