//! Attachments, [MS-PST] 2.4.6 and [MS-OXCMSG] 2.2.2.

use std::collections::BTreeMap;

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{Attachment, AttachmentContent, Item, PropertySet, Value};

use super::context::MessagingContext;
use crate::flaw::{Flaw, Flaws};
use crate::format::{NodeData, NodeId, NodeType};
use crate::ltp::{ItemLimits, PropertyContext, TableContext};
use crate::ndb::Subnodes;
use crate::tags;

/// Reads an embedded item from its node. The second argument is the code page of the attachment.
type ReadEmbedded<'r> = &'r dyn Fn(NodeData, Option<u32>, &mut ItemLimits) -> Result<Item, Flaw>;

/// The data that is needed to read the attachments of one item.
pub(super) struct ItemParts<'p> {
    pub context: &'p MessagingContext,
    /// The code page of the item.
    pub code_page: Option<u32>,
    pub embedded: ReadEmbedded<'p>,
}

/// `PidTagAttachMethod`, [MS-OXCMSG] 2.2.2.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AttachMethod {
    /// `afNone`: an attachment without contents.
    None,
    /// `afByValue`, and any unknown method.
    ByValue,
    /// `afByReference`, `afByReferenceResolve`, `afByReferenceOnly` and `afByWebReference`: the path of a file.
    ByReference,
    /// `afEmbeddedMessage`: a message or another item.
    EmbeddedMessage,
    /// `afOle`: an OLE object.
    Ole,
}

impl AttachMethod {
    fn of(props: &PropertySet) -> Self {
        match props.integer(tags::ATTACH_METHOD) {
            Some(0) => Self::None,
            Some(2..=4 | 7) => Self::ByReference,
            Some(5) => Self::EmbeddedMessage,
            Some(6) => Self::Ole,
            _ => Self::ByValue,
        }
    }
}

/// Reads the attachments of an item. Attachments in the attachment table come first, in the order of the table.
/// Attachments that the table does not list follow.
pub(super) fn read_attachments(
    parts: &ItemParts<'_>,
    subnodes: &Subnodes,
    limits: &mut ItemLimits,
    defects: &mut Vec<Defect>,
) -> Vec<Attachment> {
    let mut flaws = Flaws::default();
    let mut rows = table_rows(parts, subnodes, limits, &mut flaws);
    let unlisted = subnodes.ids().filter(|nid| nid.node_type() == Some(NodeType::Attachment));
    let unlisted: Vec<_> = unlisted.filter(|nid| rows.iter().all(|(listed, _)| listed != nid)).collect();
    for nid in unlisted {
        flaws.push(Flaw::new("attachment table", format!("the table does not list attachment {nid}")));
        rows.push((nid, None));
    }
    defects.extend(flaws.with_effect(Effect::AttachmentIncomplete));

    let mut attachments = Vec::new();
    for (nid, row) in rows {
        if let Err(flaw) = limits.count_object() {
            defects.push(flaw.with_effect(Effect::AttachmentIncomplete));
            break;
        }
        let row = row.unwrap_or_else(|| parts.context.empty_set(parts.code_page));
        let node = subnodes
            .get(nid)
            .ok_or_else(|| Flaw::new("SLBLOCK", format!("the node of attachment {nid} is missing")));
        attachments.push(match node {
            Ok(node) => read_attachment(parts, node, row, limits, defects),
            Err(flaw) => {
                defects.push(flaw.with_effect(Effect::AttachmentIncomplete));
                Attachment { props: row, content: AttachmentContent::None }
            }
        });
    }
    attachments
}

/// Returns the rows of the attachment table in order. A row that can't be read has no properties.
fn table_rows(
    parts: &ItemParts<'_>,
    subnodes: &Subnodes,
    limits: &mut ItemLimits,
    flaws: &mut Flaws,
) -> Vec<(NodeId, Option<PropertySet>)> {
    let Some(node) = subnodes.get(NodeId::ATTACHMENT_TABLE) else { return Vec::new() };
    let table = TableContext::open(parts.context.ndb(), node, flaws);
    let Some(table) = flaws.catch(table) else { return Vec::new() };
    let mut sets = BTreeMap::new();
    table.for_each(flaws, &mut |id, row, flaws| {
        sets.insert(id, parts.context.row_set(&table, &row, parts.code_page, limits, flaws));
    });
    table.ids().map(|id| (NodeId::new(id), sets.remove(&id))).collect()
}

/// Reads an attachment from its node. `row` contains the properties in its row of the attachment table.
fn read_attachment(
    parts: &ItemParts<'_>,
    node: NodeData,
    row: PropertySet,
    limits: &mut ItemLimits,
    defects: &mut Vec<Defect>,
) -> Attachment {
    let mut flaws = Flaws::default();
    let object = PropertyContext::open(parts.context.ndb(), node, &mut flaws);
    let object = flaws.catch(object);
    defects.extend(flaws.with_effect(Effect::AttachmentIncomplete));
    let Some(object) = object else {
        return Attachment { props: row, content: AttachmentContent::None };
    };
    let mut props = parts.context.property_set(
        &object,
        parts.code_page,
        Some(tags::ATTACH_DATA),
        limits,
        &|_| Effect::AttachmentIncomplete,
        defects,
    );
    // The row repeats some properties of the attachment. It is used only for properties that are missing in the
    // node.
    for (id, value) in row.iter() {
        if props.get(id).is_none() {
            props.insert(id, value.clone());
        }
    }
    let mut flaws = Flaws::default();
    let content = read_content(parts, &object, &props, limits, &mut flaws);
    let content = flaws.catch(content).unwrap_or_default();
    defects.extend(flaws.with_effect(Effect::AttachmentIncomplete));
    Attachment { props, content }
}

/// Reads the contents of an attachment: a value, a reference to a file, an embedded item or an OLE object.
fn read_content(
    parts: &ItemParts<'_>,
    object: &PropertyContext,
    props: &PropertySet,
    limits: &mut ItemLimits,
    flaws: &mut Flaws,
) -> Result<AttachmentContent, Flaw> {
    let method = AttachMethod::of(props);
    let reference = || props.first_text(&[tags::ATTACH_LONG_PATHNAME, tags::ATTACH_PATHNAME]);
    let Some(data) = object.get(tags::ATTACH_DATA) else {
        return match (method, reference()) {
            (AttachMethod::ByReference, Some(path)) => Ok(AttachmentContent::Reference(path)),
            (AttachMethod::ByReference | AttachMethod::None, _) => Ok(AttachmentContent::None),
            _ => Err(Flaw::new("attachment", "the attachment has no contents (PidTagAttachData)")),
        };
    };
    if let Some(nid) = object.object(data, flaws)?
        && (method == AttachMethod::EmbeddedMessage || nid.node_type() == Some(NodeType::NormalMessage))
    {
        let node = object.heap().subnode(nid)?;
        let item = (parts.embedded)(node, props.code_page(), limits)?;
        return Ok(AttachmentContent::Embedded(Box::new(item)));
    }
    match object.value(data, limits, flaws)? {
        Some(Value::Binary(data)) if method == AttachMethod::ByReference && data.is_empty() => {
            Ok(reference().map_or(AttachmentContent::None, AttachmentContent::Reference))
        }
        Some(Value::Binary(data)) if method == AttachMethod::Ole => Ok(AttachmentContent::Ole(data)),
        Some(Value::Binary(data)) => Ok(AttachmentContent::Value(data)),
        _ => Err(Flaw::new(
            "attachment",
            "the contents of the attachment (PidTagAttachData) are not binary data",
        )),
    }
}
