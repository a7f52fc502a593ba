//! Recipients, [MS-PST] 2.4.5.3.

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::PropertySet;

use super::context::MessagingContext;
use crate::flaw::Flaws;
use crate::format::NodeId;
use crate::ltp::{ItemLimits, TableContext};
use crate::ndb::Subnodes;

/// Reads the rows of the recipient table of an item. An item without such a table has no recipients.
pub(super) fn read_recipients(
    context: &MessagingContext,
    subnodes: &Subnodes,
    code_page: Option<u32>,
    limits: &mut ItemLimits,
    defects: &mut Vec<Defect>,
) -> Vec<PropertySet> {
    let Some(node) = subnodes.get(NodeId::RECIPIENT_TABLE) else { return Vec::new() };
    let mut recipients = Vec::new();
    let mut flaws = Flaws::default();
    let table = TableContext::open(context.ndb(), node, &mut flaws);
    if let Some(table) = flaws.catch(table) {
        table.for_each(&mut flaws, &mut |_, row, flaws| {
            let recipient = context.row_set(&table, &row, code_page, limits, flaws);
            if !recipient.is_empty() {
                recipients.push(recipient);
            }
        });
    }
    defects.extend(flaws.with_effect(Effect::HeaderIncomplete));
    recipients
}
