//! Recipients, [MS-PST] 2.4.5.3.

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::PropertySet;

use super::Context;
use crate::flaw::Flaws;
use crate::ltp::{Budget, TableContext};
use crate::ndb::{NodeId, Subnodes};

/// The rows of a message's recipient table. A message without one has no recipients.
pub(super) fn recipients(
    context: &Context,
    subnodes: &Subnodes,
    code_page: Option<u32>,
    budget: &mut Budget,
    defects: &mut Vec<Defect>,
) -> Vec<PropertySet> {
    let Some(node) = subnodes.get(NodeId::RECIPIENT_TABLE) else { return Vec::new() };
    let mut recipients = Vec::new();
    let mut flaws = Flaws::default();
    let table = TableContext::open(&context.ndb, node, &mut flaws);
    if let Some(table) = flaws.catch(table) {
        table.for_each(&mut flaws, &mut |_, row, flaws| {
            let recipient = context.row_set(&table, &row, code_page, budget, flaws);
            if !recipient.is_empty() {
                recipients.push(recipient);
            }
        });
    }
    defects.extend(flaws.costing(Effect::HeaderIncomplete));
    recipients
}
