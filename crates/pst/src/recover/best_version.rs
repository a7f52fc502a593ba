//! Reads the best version of an item: the newest version, or an older version if the newest can't be read.

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{Item, PropertySet};

use super::mailbox::Mailbox;
use crate::flaw::Flaw;
use crate::messaging::{ItemRef, contents_row, read_item_node};
use crate::tags;

/// Reads an item. If the item is lost, returns an item that consists of the properties in its row of the contents
/// table and the defects.
pub(crate) fn read_item(mailbox: &Mailbox, item: &ItemRef) -> Item {
    let context = mailbox.context();
    let mut defects = Vec::new();
    let read = match item.node {
        Some(node) => read_item_node(context, node, &mut defects),
        None => read_best_version(mailbox, item, &mut defects),
    };
    match read {
        Ok(mut read) => {
            if item.block.is_some() && item.node.is_some_and(|node| node.subnodes.is_none()) {
                read.defects.extend(missing_subnodes(&read.props));
            }
            read
        }
        Err(flaw) => {
            defects.push(flaw.with_effect(Effect::ItemLost));
            Item { props: contents_row(context, item.folder, item.nid), defects, ..Item::default() }
        }
    }
}

fn read_best_version(mailbox: &Mailbox, item: &ItemRef, lost: &mut Vec<Defect>) -> Result<Item, Flaw> {
    let context = mailbox.context();
    let directory = &context.directory;
    let entry = directory.node(item.nid)?;
    if let Some(replacement) = mailbox.known_replacement(item.nid) {
        let read = read_item_node(context, replacement, lost);
        return if replacement.data < entry.node.data { read.map(with_version_defect) } else { read };
    }
    let read = read_item_node(context, entry.node, lost);
    if directory.is_known_incomplete(entry.node) {
        let older = mailbox.find_replacement(&entry);
        let older = older.and_then(|older| read_item_node(context, older, &mut Vec::new()).ok());
        return older.map_or(read, |older| Ok(with_version_defect(older)));
    }
    if directory.is_older_version(&entry) { read.map(with_version_defect) } else { read }
}

/// Adds the defect that later changes to the item are lost.
fn with_version_defect(mut item: Item) -> Item {
    let what = "the newest version of this item can't be read; this is an older version";
    item.defects.push(Flaw::new("NBT", what).with_effect(Effect::Nothing));
    item
}

/// Returns the defects of an item that was assembled without its list of subnodes. The properties of the item show
/// whether it had attachments (`mfHasAttach`, [MS-OXCMSG] 2.2.1.6) or recipients.
fn missing_subnodes(props: &PropertySet) -> Vec<Defect> {
    let lost = |what: &str, effect| {
        Flaw::new("SLBLOCK", format!("{what} can no longer be found")).with_effect(effect)
    };
    let had_attachments = props.integer(tags::MESSAGE_FLAGS).is_some_and(|flags| flags & 0x10 != 0);
    let had_recipients = props.first_text(&[tags::DISPLAY_TO, tags::DISPLAY_CC, tags::DISPLAY_BCC]).is_some();
    let attachments =
        had_attachments.then(|| lost("the attachments of this item", Effect::AttachmentIncomplete));
    let recipients =
        had_recipients.then(|| lost("the list of recipients of this item", Effect::HeaderIncomplete));
    attachments.into_iter().chain(recipients).collect()
}
