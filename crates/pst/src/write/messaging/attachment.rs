//! Attachments and their table, [MS-PST] 2.4.6 and [MS-OXCMSG] 2.2.2.

use foundmail_mapi::{Attachment, Content, Item, tags};

use super::properties::{push_code_page, push_set};
use super::{Target, Template};
use crate::format::{NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ltp::{Cell, Encoded, Property, PropertyContextWriter, TextForm};

/// `PidTagAttachSize`
const ATTACH_SIZE: u16 = 0x0E20;
/// `PidTagAttachNumber`
const ATTACH_NUMBER: u16 = 0x0E21;
/// `PidTagRenderingPosition`, and its value for an attachment that stands nowhere in the text.
const RENDERING_POSITION: u16 = 0x370B;
const NOWHERE: u32 = u32::MAX;
/// The index of a message's first attachment, and that of the message within an attachment.
const FIRST: u32 = 0x401;
const EMBEDDED: NodeId = NodeId::new((1 << 5) | 4);

/// Writes an embedded item. Returns its node and the number of bytes in it.
type WriteEmbedded<'w> = &'w dyn Fn(&mut Target<'_>, &Item) -> Result<(NodeData, u64), WriteError>;

/// Writes attachments as subnodes of `to`, with the table that lists them.
pub(super) fn write_attachments(
    target: &mut Target<'_>,
    to: &mut PropertyContextWriter,
    attachments: &[Attachment],
    form: TextForm,
    write_embedded: WriteEmbedded<'_>,
) -> Result<(), WriteError> {
    let mut table = Template::Attachments.table(target.sink)?;
    let columns = Template::Attachments.tags(target.layout);
    for (attachment, number) in attachments.iter().zip(0_u32..) {
        let nid = NodeId::new((FIRST.saturating_add(number) << 5) | 5);
        let mut row = Vec::new();
        let (node, len) =
            write_attachment(target, attachment, number, form, write_embedded, &mut |property| {
                if columns.contains(&property.tag()) {
                    row.push((property.tag(), property.value.clone()));
                }
            })?;
        to.add_subnode(nid, node, len);
        let cells: Vec<Cell<'_>> = row.iter().map(|(tag, value)| (*tag, value)).collect();
        table.row(nid.value(), &cells, target.sink)?;
    }
    let (node, len) = table.finish(target.sink)?;
    to.add_subnode(NodeId::ATTACHMENT_TABLE, node, len);
    Ok(())
}

/// Writes an attachment object; calls `each` with every property that its row may repeat.
fn write_attachment(
    target: &mut Target<'_>,
    attachment: &Attachment,
    number: u32,
    form: TextForm,
    write_embedded: WriteEmbedded<'_>,
    each: &mut dyn FnMut(&Property),
) -> Result<(NodeData, u64), WriteError> {
    let mut object = PropertyContextWriter::default();
    let set = &attachment.props;
    let mut own = |property: Property, object: &mut PropertyContextWriter, target: &mut Target<'_>| {
        each(&property);
        object.push(property, target.sink)
    };
    own(Property::integer(tags::ATTACH_METHOD, method(attachment)), &mut object, target)?;
    if set.get(RENDERING_POSITION).is_none() {
        own(Property::integer(RENDERING_POSITION, NOWHERE), &mut object, target)?;
    }
    if let (Some(name), None) = (set.text(tags::ATTACH_LONG_FILENAME), set.get(tags::ATTACH_FILENAME)) {
        own(Property::text(tags::ATTACH_FILENAME, &name, form), &mut object, target)?;
    }
    object.push(Property::integer(ATTACH_NUMBER, number), target.sink)?;
    if set.code_page().is_some() {
        push_code_page(target, &mut object, form)?;
    }
    push_content(target, &mut object, &attachment.content, form, write_embedded)?;
    push_set(target, &mut object, set, form, &[tags::ATTACH_DATA, ATTACH_SIZE], each)?;
    let size = object.push_size(ATTACH_SIZE, target.layout)?;
    each(&Property::integer(ATTACH_SIZE, size));
    object.finish(target.sink)
}

/// `PidTagAttachMethod`, [MS-OXCMSG] 2.2.2.9: the one that the attachment names where it goes with what it holds.
fn method(attachment: &Attachment) -> u32 {
    let named = attachment.props.integer(tags::ATTACH_METHOD).and_then(|method| u32::try_from(method).ok());
    let by_reference = named.filter(|method| matches!(method, 2..=4 | 7));
    match &attachment.content {
        Content::None => by_reference.unwrap_or(0),
        Content::Value(data) if data.is_empty() => 1,
        Content::Value(_) => by_reference.unwrap_or(1),
        Content::Reference(_) => by_reference.unwrap_or(2),
        Content::Embedded(_) => 5,
        Content::Ole(_) => 6,
    }
}

/// `PidTagAttachDataBinary` and `PidTagAttachDataObject`, [MS-PST] 2.4.6.2.
fn push_content(
    target: &mut Target<'_>,
    object: &mut PropertyContextWriter,
    content: &Content,
    form: TextForm,
    write_embedded: WriteEmbedded<'_>,
) -> Result<(), WriteError> {
    let id = tags::ATTACH_DATA;
    match content {
        Content::None => Ok(()),
        Content::Value(foundmail_mapi::Data::Inline(bytes)) => {
            let value = Encoded::Bytes(bytes.clone());
            object.push(Property { id, property_type: 0x0102, value }, target.sink)
        }
        Content::Value(data) => object.push_stream(id, 0x0102, data, target.sink),
        Content::Ole(data) => object.push_object_bytes(id, data, target.sink),
        Content::Reference(path) => {
            object.push(Property::text(tags::ATTACH_LONG_PATHNAME, path, form), target.sink)
        }
        Content::Embedded(item) => {
            let (node, len) = write_embedded(target, item)?;
            object.push_object(id, EMBEDDED, node, len);
            Ok(())
        }
    }
}
