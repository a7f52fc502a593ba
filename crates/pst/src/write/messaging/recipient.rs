//! Writing of recipient tables, [MS-PST] 2.4.5.3.

use std::collections::BTreeSet;

use foundmail_mapi::{PropertySet, tags};

use super::one_off::{address_search_key, one_off_entry_id};
use super::properties::row_properties;
use super::{TableTemplate, WriteContext};
use crate::format::NodeData;
use crate::write::WriteError;
use crate::write::ltp::{Cell, TextEncoding, WritableProperty};

/// `PidTagObjectType`, and its value for a mail user.
const OBJECT_TYPE: u16 = 0x0FFE;
const MAIL_USER: u32 = 6;
/// `PidTagDisplayType`
const DISPLAY_TYPE: u16 = 0x3900;
/// `PidTagRecipientType` of a primary recipient.
const TO: u32 = 1;

/// Writes the recipient table of an item, even if it is empty. Its columns are those of the template, and those that
/// the recipients need. Returns the node and the number of bytes in it.
pub(super) fn write_recipients(
    context: &mut WriteContext<'_>,
    recipients: &[PropertySet],
    encoding: TextEncoding,
) -> Result<(NodeData, u64), WriteError> {
    let mut rows = Vec::with_capacity(recipients.len());
    let mut columns = BTreeSet::new();
    for recipient in recipients {
        let mut row = row_properties(context, recipient, encoding)?;
        for property in defaults(recipient, encoding) {
            if row.iter().all(|own| own.id != property.id) {
                row.push(property);
            }
        }
        columns.extend(row.iter().map(WritableProperty::tag));
        rows.push(row);
    }
    let columns: Vec<u32> = columns.into_iter().collect();
    let mut table = TableTemplate::Recipients.table_with(&columns, context.sink)?;
    for row in &rows {
        let cells: Vec<Cell<'_>> = row.iter().map(|property| (property.tag(), &property.value)).collect();
        let id = context.sink.next_row_number()?;
        table.push_row(id, &cells, context.sink)?;
    }
    table.finish(context.sink)
}

/// Returns the properties that mail programs expect of every recipient, as far as they can be derived.
fn defaults(recipient: &PropertySet, encoding: TextEncoding) -> Vec<WritableProperty> {
    let text = |id| recipient.text(id).filter(|text| !text.is_empty());
    let smtp = text(tags::SMTP_ADDRESS);
    let address = text(tags::EMAIL_ADDRESS).or_else(|| smtp.clone());
    let name = text(tags::DISPLAY_NAME).or_else(|| text(tags::RECIPIENT_DISPLAY_NAME));
    let name = name.or_else(|| address.clone()).unwrap_or_default();
    let mut properties = vec![
        WritableProperty::integer(tags::RECIPIENT_TYPE, TO),
        WritableProperty::integer(OBJECT_TYPE, MAIL_USER),
        WritableProperty::integer(DISPLAY_TYPE, 0),
        WritableProperty::text(tags::DISPLAY_NAME, &name, encoding),
    ];
    if let Some(address) = address {
        let address_type = text(tags::ADDRESS_TYPE).unwrap_or_else(|| "SMTP".to_owned());
        let key = address_search_key(&address_type, &address);
        let entry_id = one_off_entry_id(&name, &address_type, &address);
        properties.extend([
            WritableProperty::text(tags::ADDRESS_TYPE, &address_type, encoding),
            WritableProperty::text(tags::EMAIL_ADDRESS, &address, encoding),
            WritableProperty::binary(tags::SEARCH_KEY, key),
            WritableProperty::binary(tags::ENTRY_ID, entry_id),
        ]);
        if address_type.eq_ignore_ascii_case("SMTP") {
            properties.push(WritableProperty::text(tags::SMTP_ADDRESS, &address, encoding));
        }
    }
    properties
}
