//! Writing of recipient tables, [MS-PST] 2.4.5.3.

use std::collections::BTreeSet;

use foundmail_mapi::{PropertySet, tags};

use super::properties::row_properties;
use super::{TableTemplate, WriteContext};
use crate::format::NodeData;
use crate::write::WriteError;
use crate::write::ltp::{Cell, TableWriter, TextEncoding, WritableProperty};

/// `PidTagObjectType`, and its value for a mail user.
const OBJECT_TYPE: u16 = 0x0FFE;
const MAIL_USER: u32 = 6;
/// `PidTagDisplayType`
const DISPLAY_TYPE: u16 = 0x3900;
/// `PidTagRecipientType` of a primary recipient.
const TO: u32 = 1;

/// Writes the recipient table of an item, even if it is empty. The table has the columns of the template and the
/// columns that the recipients need. Returns the node and the number of bytes in it.
pub(super) fn write_recipients(
    context: &mut WriteContext<'_>,
    recipients: &[PropertySet],
    encoding: TextEncoding,
) -> Result<(NodeData, u64), WriteError> {
    let mut rows = Vec::with_capacity(recipients.len());
    let mut columns: BTreeSet<u32> = TableTemplate::Recipients.tags(context.layout).into_iter().collect();
    for recipient in recipients {
        let mut row = row_properties(context, recipient, encoding)?;
        for (id, value) in [(tags::RECIPIENT_TYPE, TO), (OBJECT_TYPE, MAIL_USER), (DISPLAY_TYPE, 0)] {
            if row.iter().all(|property| property.id != id) {
                row.push(WritableProperty::integer(id, value));
            }
        }
        columns.extend(row.iter().map(WritableProperty::tag));
        rows.push(row);
    }
    let columns: Vec<u32> = columns.into_iter().collect();
    let mut table = TableWriter::new(context.layout, &columns, context.sink)?;
    for (row, id) in rows.iter().zip(1..) {
        let cells: Vec<Cell<'_>> = row.iter().map(|property| (property.tag(), &property.value)).collect();
        table.push_row(id, &cells, context.sink)?;
    }
    table.finish(context.sink)
}
