//! Recipient tables, [MS-PST] 2.4.5.3.

use std::collections::BTreeSet;

use foundmail_mapi::{PropertySet, tags};

use super::properties::row_properties;
use super::{Target, Template};
use crate::format::NodeData;
use crate::write::WriteError;
use crate::write::ltp::{Cell, Property, TableWriter, TextForm};

/// `PidTagObjectType`, and its value for a person.
const OBJECT_TYPE: u16 = 0x0FFE;
const MAIL_USER: u32 = 6;
/// `PidTagDisplayType`
const DISPLAY_TYPE: u16 = 0x3900;
/// `PidTagRecipientType` of a primary recipient.
const TO: u32 = 1;

/// Writes the table of a message's recipients, empty or not; gives the node and its bytes. It has the columns of the
/// template and those that the recipients need.
pub(super) fn write_recipients(
    target: &mut Target<'_>,
    recipients: &[PropertySet],
    form: TextForm,
) -> Result<(NodeData, u64), WriteError> {
    let mut rows = Vec::with_capacity(recipients.len());
    let mut columns: BTreeSet<u32> = Template::Recipients.tags(target.layout).into_iter().collect();
    for recipient in recipients {
        let mut row = row_properties(target, recipient, form)?;
        for (id, value) in [(tags::RECIPIENT_TYPE, TO), (OBJECT_TYPE, MAIL_USER), (DISPLAY_TYPE, 0)] {
            if row.iter().all(|property| property.id != id) {
                row.push(Property::integer(id, value));
            }
        }
        columns.extend(row.iter().map(Property::tag));
        rows.push(row);
    }
    let columns: Vec<u32> = columns.into_iter().collect();
    let mut table = TableWriter::new(target.layout, &columns, target.sink)?;
    for (row, id) in rows.iter().zip(1..) {
        let cells: Vec<Cell<'_>> = row.iter().map(|property| (property.tag(), &property.value)).collect();
        table.row(id, &cells, target.sink)?;
    }
    table.finish(target.sink)
}
