//! Matches items with lists of subnodes: an item's properties show which subnodes its list must contain.

use crate::flaw::Flaws;
use crate::format::{NodeId, NodeType};
use crate::ltp::PropertyContext;
use crate::ndb::Subnodes;
use crate::tags;

/// A summary of a list of subnodes, which shows to which item the list belongs.
pub(super) struct SubnodeSummary {
    /// Subnodes that contain property values, in order.
    values: Vec<NodeId>,
    /// True if the list contains a recipient table or an attachment table.
    has_tables: bool,
    has_attachments: bool,
}

impl SubnodeSummary {
    pub(super) fn of(list: &Subnodes) -> Self {
        let has = |nid| list.get(nid).is_some();
        Self {
            values: list.ids().filter(|nid| nid.node_type() == Some(NodeType::Ltp)).collect(),
            has_tables: has(NodeId::RECIPIENT_TABLE) || has(NodeId::ATTACHMENT_TABLE),
            has_attachments: list.ids().any(|nid| nid.node_type() == Some(NodeType::Attachment)),
        }
    }
}

/// The contents that an item's list of subnodes must have, according to the properties of the item.
#[derive(Debug)]
pub(super) struct SubnodeHints {
    /// Subnodes that contain property values, in order.
    values: Vec<NodeId>,
    /// True if the item has attachments: `mfHasAttach` of `PidTagMessageFlags`, [MS-OXCMSG] 2.2.1.6. `None` if the
    /// item has no flags.
    has_attachments: Option<bool>,
    has_recipients: bool,
}

impl SubnodeHints {
    pub(super) fn of(object: &PropertyContext) -> Self {
        let flags = object.value_of(tags::MESSAGE_FLAGS, &mut Flaws::default());
        let flags = flags.and_then(|flags| flags.integer());
        let display_names = [tags::DISPLAY_TO, tags::DISPLAY_CC, tags::DISPLAY_BCC];
        Self {
            values: object.value_subnodes(),
            has_attachments: flags.map(|flags| flags & 0x10 != 0),
            has_recipients: display_names.into_iter().any(|id| object.start_of(id, 1).is_some()),
        }
    }

    /// Returns true if properties refer to subnodes by id.
    pub(super) fn name_values(&self) -> bool {
        !self.values.is_empty()
    }

    /// Returns true if the item must have a list of subnodes to be complete.
    pub(super) fn need_list(&self) -> bool {
        self.name_values() || self.has_attachments == Some(true) || self.has_recipients
    }

    /// Returns true if a list can belong to the item. It must contain exactly the value subnodes that the
    /// properties refer to.
    pub(super) fn fit(&self, list: &SubnodeSummary) -> bool {
        list.values == self.values
            && (list.has_tables || self.name_values())
            && self.has_attachments.is_none_or(|attachments| attachments == list.has_attachments)
    }
}
