//! Items, [MS-PST] 2.4.5.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{Item, NameId, PropertyName, PropertySet, Value};

use super::attachment::{ItemParts, read_attachments};
use super::context::MessagingContext;
use super::recipient::read_recipients;
use crate::flaw::{Flaw, Flaws};
use crate::format::{BlockId, NodeData, NodeId};
use crate::ltp::{ItemLimits, PropertyContext, TableContext};
use crate::tags;

/// The maximum depth of nested embedded items.
const MAX_NESTING: usize = 32;
const MAX_DEFECTS: usize = 1000;

/// Reads the item in a node. If the item can't be read, adds the defects found until then to `lost`.
pub(crate) fn read_item_node(
    context: &MessagingContext,
    node: NodeData,
    lost: &mut Vec<Defect>,
) -> Result<Item, Flaw> {
    read(context, node, None, &[], &mut ItemLimits::for_file(context.ndb()), lost)
}

/// Reads an item. `outer` contains the data blocks of the items that contain this item, beginning with the
/// outermost.
fn read(
    context: &MessagingContext,
    node: NodeData,
    code_page: Option<u32>,
    outer: &[BlockId],
    limits: &mut ItemLimits,
    lost: &mut Vec<Defect>,
) -> Result<Item, Flaw> {
    let mut flaws = Flaws::default();
    let opened = PropertyContext::open(context.ndb(), node, &mut flaws);
    // The blocks with these flaws are usable, but the affected properties are unknown. The body may be among them.
    let mut defects: Vec<_> = flaws.with_effect(Effect::BodyIncomplete).collect();
    let object = opened.inspect_err(|_| lost.append(&mut defects))?;
    let mut props = context.property_set(&object, code_page, None, limits, &effect, &mut defects);
    restore_subject(&mut props);
    props.settle_code_page();
    let code_page = props.code_page();
    let subnodes = object.heap().subnodes();
    let recipients = read_recipients(context, subnodes, code_page, limits, &mut defects);
    let outer = [outer, &[node.data]].concat();
    let embedded =
        |node, code_page, limits: &mut ItemLimits| read_embedded(context, node, code_page, &outer, limits);
    let parts = ItemParts { context, code_page, embedded: &embedded };
    let attachments = read_attachments(&parts, subnodes, limits, &mut defects);
    let mut item = Item { props, recipients, attachments, defects };
    item.defects.extend(context.names.defect_of(&item));
    remove_repeated_defects(&mut item.defects);
    Ok(item)
}

/// Replaces the beginning of a long subject by the whole one, which [`crate::write`] keeps beside it.
fn restore_subject(props: &mut PropertySet) {
    let name = PropertyName { set: tags::OWN_SET, id: NameId::Text(tags::WHOLE_SUBJECT.to_owned()) };
    let whole = props.get_named(&name).and_then(|value| props.text_of(value));
    let beginning = props.text(tags::SUBJECT);
    if let (Some(whole), Some(beginning)) = (whole, beginning)
        && !beginning.is_empty()
        && whole.starts_with(&beginning)
    {
        props.insert(tags::SUBJECT, Value::Text(whole));
    }
}

/// Reads an item that is attached to the last item of `outer`. Fails if the item contains itself or is nested too
/// deeply.
fn read_embedded(
    context: &MessagingContext,
    node: NodeData,
    code_page: Option<u32>,
    outer: &[BlockId],
    limits: &mut ItemLimits,
) -> Result<Item, Flaw> {
    if outer.len() >= MAX_NESTING {
        let what =
            format!("messages are nested more than {MAX_NESTING} levels deep, so this message was not read");
        return Err(Flaw::new("embedded message", what));
    }
    if outer.contains(&node.data) {
        return Err(Flaw::new("embedded message", "the message contains itself"));
    }
    read(context, node, code_page, outer, limits, &mut Vec::new())
}

/// Removes repeated defects: several properties can be in one damaged block.
fn remove_repeated_defects(defects: &mut Vec<Defect>) {
    let mut seen = HashSet::new();
    defects.truncate(MAX_DEFECTS);
    defects.retain(|defect| seen.insert((defect.offset, defect.structure.clone(), defect.what.clone())));
}

/// Returns the effect of a property that can't be read.
fn effect(id: u16) -> Effect {
    match id {
        tags::BODY | tags::RTF_COMPRESSED | tags::HTML => Effect::BodyIncomplete,
        _ => Effect::HeaderIncomplete,
    }
}

/// Returns the properties of an item (subject, names and dates) from its row in the contents table of its folder.
pub(crate) fn contents_row(context: &MessagingContext, folder: NodeId, nid: NodeId) -> PropertySet {
    let mut flaws = Flaws::default();
    let table = contents_table(context, folder, &mut flaws);
    let row = table.and_then(|table| table.row(nid.value(), &mut flaws).map(|row| (table, row)));
    match row {
        Ok((table, row)) => {
            let limits = &mut ItemLimits::for_file(context.ndb());
            context.row_set(&table, &row, None, limits, &mut flaws)
        }
        Err(_) => context.empty_set(None),
    }
}

/// Returns the unchanged cells of an item's row in the contents table of its folder.
pub(crate) fn contents_row_cells(
    context: &MessagingContext,
    folder: NodeId,
    nid: NodeId,
) -> Vec<(u16, Value)> {
    let mut flaws = Flaws::default();
    let Ok(table) = contents_table(context, folder, &mut flaws) else { return Vec::new() };
    let Ok(row) = table.row(nid.value(), &mut flaws) else { return Vec::new() };
    let cells = table.cells(&row, &mut ItemLimits::for_file(context.ndb()), &mut flaws);
    cells.into_iter().filter_map(|(id, value)| Some((id, value.ok()??))).collect()
}

/// Returns the contents table of a folder. Keeps the table for the next call, because the table can be large and
/// lost items are often in the same folder.
fn contents_table(
    context: &MessagingContext,
    folder: NodeId,
    flaws: &mut Flaws,
) -> Result<Arc<TableContext>, Flaw> {
    let mut last = context.last_contents_table.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, table)) = last.as_ref().filter(|(nid, _)| *nid == folder) {
        return Ok(Arc::clone(table));
    }
    let node = context.directory.node(folder.contents_table())?;
    let table = Arc::new(TableContext::open(context.ndb(), node.node, flaws)?);
    *last = Some((folder, Arc::clone(&table)));
    Ok(table)
}
