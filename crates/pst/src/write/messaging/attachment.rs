//! Writing of attachments and their table, [MS-PST] 2.4.6 and [MS-OXCMSG] 2.2.2.

use foundmail_mapi::{Attachment, AttachmentContent, Item, tags};

use super::properties::{push_code_page, push_set};
use super::{TableTemplate, WriteContext};
use crate::format::{NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ltp::{Cell, PropertyContextWriter, TextEncoding, WritableProperty};
use crate::write::ndb::SubnodeType;

/// `PidTagAttachSize`
const ATTACH_SIZE: u16 = 0x0E20;
/// Properties that a mail program computes: besides the size, `PidTagAttachNumber` and `PidTagRecordKey`.
const COMPUTED: [u16; 4] = [tags::ATTACH_DATA, ATTACH_SIZE, 0x0E21, 0x0FF9];
/// `PidTagRenderingPosition`, and its value for an attachment without a position in the text.
const RENDERING_POSITION: u16 = 0x370B;
const NO_POSITION: u32 = u32::MAX;
/// The node index of the first attachment of an item.
const FIRST: u32 = 0x401;

/// Writes an embedded item. Returns its node and the number of bytes in it.
type WriteEmbedded<'w> = &'w dyn Fn(&mut WriteContext<'_>, &Item) -> Result<(NodeData, u64), WriteError>;

/// Writes attachments as subnodes of `to`, and the table that lists them.
pub(super) fn write_attachments(
    context: &mut WriteContext<'_>,
    to: &mut PropertyContextWriter,
    attachments: &[Attachment],
    encoding: TextEncoding,
    write_embedded: WriteEmbedded<'_>,
) -> Result<(), WriteError> {
    let mut table = TableTemplate::Attachments.table(context.sink)?;
    let columns = TableTemplate::Attachments.tags(context.layout);
    for (attachment, number) in attachments.iter().zip(0_u32..) {
        let nid = NodeId::new((FIRST.saturating_add(number) << 5) | 5);
        let object = write_attachment(context, attachment, encoding, write_embedded)?;
        let row = object.cells(&columns);
        let (node, len) = object.finish(context.sink)?;
        to.add_subnode(nid, node, len);
        let cells: Vec<Cell<'_>> = row.iter().map(|(tag, value)| (*tag, value)).collect();
        table.push_row(nid.value(), &cells, context.sink)?;
    }
    let (node, len) = table.finish(context.sink)?;
    to.add_subnode(NodeId::ATTACHMENT_TABLE, node, len);
    Ok(())
}

/// Returns an attachment object with all its properties.
fn write_attachment(
    context: &mut WriteContext<'_>,
    attachment: &Attachment,
    encoding: TextEncoding,
    write_embedded: WriteEmbedded<'_>,
) -> Result<PropertyContextWriter, WriteError> {
    let mut object = PropertyContextWriter::default();
    let set = &attachment.props;
    object.push(WritableProperty::integer(tags::ATTACH_METHOD, method(attachment)), context.sink)?;
    if set.code_page().is_some() {
        push_code_page(context, &mut object, encoding)?;
    }
    push_content(context, &mut object, &attachment.content, encoding, write_embedded)?;
    push_set(context, &mut object, set, encoding, &COMPUTED)?;
    object.push(WritableProperty::integer(RENDERING_POSITION, NO_POSITION), context.sink)?;
    if let Some(name) = set.text(tags::ATTACH_LONG_FILENAME) {
        object.push(WritableProperty::text(tags::ATTACH_FILENAME, &name, encoding), context.sink)?;
    }
    object.push_value_size(ATTACH_SIZE);
    Ok(object)
}

/// Returns `PidTagAttachMethod`, [MS-OXCMSG] 2.2.2.9: the method of the attachment if it fits the contents.
fn method(attachment: &Attachment) -> u32 {
    let named = attachment.props.integer(tags::ATTACH_METHOD).and_then(|method| u32::try_from(method).ok());
    let by_reference = named.filter(|method| matches!(method, 2..=4 | 7));
    match &attachment.content {
        AttachmentContent::None => by_reference.unwrap_or(0),
        AttachmentContent::Value(data) if data.is_empty() => 1,
        AttachmentContent::Value(_) => by_reference.unwrap_or(1),
        AttachmentContent::Reference(_) => by_reference.unwrap_or(2),
        AttachmentContent::Embedded(_) => 5,
        AttachmentContent::Ole(_) => 6,
    }
}

/// Adds `PidTagAttachDataBinary` or `PidTagAttachDataObject`, [MS-PST] 2.4.6.2.
fn push_content(
    context: &mut WriteContext<'_>,
    object: &mut PropertyContextWriter,
    payload: &AttachmentContent,
    encoding: TextEncoding,
    write_embedded: WriteEmbedded<'_>,
) -> Result<(), WriteError> {
    let id = tags::ATTACH_DATA;
    match payload {
        AttachmentContent::None => Ok(()),
        AttachmentContent::Value(data) => object.push_stream(id, 0x0102, data, context.sink),
        AttachmentContent::Ole(data) => object.push_object_bytes(id, data, context.sink),
        AttachmentContent::Reference(path) => {
            object.push(WritableProperty::text(tags::ATTACH_LONG_PATHNAME, path, encoding), context.sink)
        }
        AttachmentContent::Embedded(item) => {
            let (node, len) = write_embedded(context, item)?;
            let nid = context.sink.next_subnode(SubnodeType::Message)?;
            object.push_object(id, nid, node, len);
            Ok(())
        }
    }
}
