//! Items, [MS-PST] 2.4.5.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{Item, PropertySet, Value};

use super::Context;
use super::attachment::attachments;
use super::folder::MessageRef;
use super::recipient::recipients;
use crate::flaw::{Flaw, Flaws};
use crate::ltp::{Budget, PropertyContext, TableContext};
use crate::ndb::{BlockId, NodeData, NodeId};
use crate::recover::instead_of;
use crate::tags;

/// The items around the one that is being read: no item is part of itself, and none lies deeper than the limit.
pub(super) struct Nesting<'a> {
    around: &'a [BlockId],
}

const MOST_NESTING: usize = 32;
const MOST_DEFECTS: usize = 1000;

/// Reads an item. Of one that is lost, what the folder's contents table repeats of it is delivered, with the defect.
pub(crate) fn read_message(context: &Context, message: &MessageRef) -> Item {
    let mut defects = Vec::new();
    let item = match message.node {
        Some(node) => read_node(context, node, &mut defects),
        None => read_best(context, message, &mut defects),
    };
    let item = item.map(|mut item| {
        let without_list =
            message.block.is_some() && message.node.is_some_and(|node| node.subnodes.is_none());
        if without_list {
            item.defects.extend(missing_without_list(&item.props));
        }
        item
    });
    item.unwrap_or_else(|flaw| {
        defects.push(flaw.costing(Effect::ItemLost));
        Item { props: contents_row(context, message), defects, ..Item::default() }
    })
}

fn read_node(context: &Context, node: NodeData, lost: &mut Vec<Defect>) -> Result<Item, Flaw> {
    read(context, node, None, &[], &mut Budget::of_item(&context.ndb), lost)
}

/// Reads the best version of an item: the newest one, unless it can't be read and an older one can.
fn read_best(context: &Context, message: &MessageRef, lost: &mut Vec<Defect>) -> Result<Item, Flaw> {
    let ndb = &context.ndb;
    let entry = ndb.node(message.nid)?;
    if let Some(better) = context.recovered.get().and_then(|found| found.instead_of(message.nid)) {
        let item = read_node(context, better, lost);
        return if better.data < entry.node.data { item.map(with_note) } else { item };
    }
    let item = read_node(context, entry.node, lost);
    if ndb.is_known_broken(entry.node) {
        let older = instead_of(context, &entry);
        let older = older.and_then(|older| read_node(context, older, &mut Vec::new()).ok());
        return older.map_or(item, |older| Ok(with_note(older)));
    }
    if ndb.is_older(&entry) { item.map(with_note) } else { item }
}

/// An item with a note that changes of it are lost.
fn with_note(mut item: Item) -> Item {
    let what = "the newest version of this item can't be read; this is an older one";
    item.defects.push(Flaw::new("NBT", what).costing(Effect::Nothing));
    item
}

/// What an item lacks that was put together from its blocks, but without its list of subnodes: by its own properties it
/// had attachments (`mfHasAttach`, [MS-OXCMSG] 2.2.1.6) or recipients.
fn missing_without_list(props: &PropertySet) -> Vec<Defect> {
    let lost =
        |what: &str, effect| Flaw::new("SLBLOCK", format!("{what} can't be found any more")).costing(effect);
    let had_attachments = props.integer(tags::MESSAGE_FLAGS).is_some_and(|flags| flags & 0x10 != 0);
    let had_recipients = props.first_text(&[tags::DISPLAY_TO, tags::DISPLAY_CC, tags::DISPLAY_BCC]).is_some();
    let attachments = had_attachments.then(|| lost("its attachments", Effect::AttachmentIncomplete));
    let recipients = had_recipients.then(|| lost("its list of recipients", Effect::HeaderIncomplete));
    attachments.into_iter().chain(recipients).collect()
}

/// The row of an item in its folder's contents table: it repeats the subject, the people and the dates.
fn contents_row(context: &Context, message: &MessageRef) -> PropertySet {
    let mut flaws = Flaws::default();
    let table = contents_table(context, message.folder, &mut flaws);
    let row = table.and_then(|table| table.row(message.nid.value(), &mut flaws).map(|row| (table, row)));
    match row {
        Ok((table, row)) => {
            context.row_set(&table, &row, None, &mut Budget::of_item(&context.ndb), &mut flaws)
        }
        Err(_) => context.empty_set(None),
    }
}

/// The cells of an item's row in its folder's contents table, as they stand there.
pub(crate) fn row_cells(context: &Context, folder: NodeId, nid: NodeId) -> Vec<(u16, Value)> {
    let mut flaws = Flaws::default();
    let Ok(table) = contents_table(context, folder, &mut flaws) else { return Vec::new() };
    let Ok(row) = table.row(nid.value(), &mut flaws) else { return Vec::new() };
    let cells = table.cells(&row, &mut Budget::of_item(&context.ndb), &mut flaws);
    cells.into_iter().filter_map(|(id, value)| Some((id, value.ok()??))).collect()
}

/// A folder's contents table, kept for the next item: where one is lost, so are its neighbours, and the table is large.
fn contents_table(context: &Context, folder: NodeId, flaws: &mut Flaws) -> Result<Arc<TableContext>, Flaw> {
    let mut last = context.last_table.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, table)) = last.as_ref().filter(|(nid, _)| *nid == folder) {
        return Ok(Arc::clone(table));
    }
    let node = context.ndb.node(folder.contents_table())?;
    let table = Arc::new(TableContext::open(&context.ndb, node.node, flaws)?);
    *last = Some((folder, Arc::clone(&table)));
    Ok(table)
}

impl Nesting<'_> {
    /// Reads an item that is attached to the innermost one.
    pub(super) fn item(
        &mut self,
        context: &Context,
        node: NodeData,
        code_page: Option<u32>,
        budget: &mut Budget,
    ) -> Result<Item, Flaw> {
        if self.around.len() >= MOST_NESTING {
            return Err(Flaw::new(
                "embedded message",
                format!("lies more than {MOST_NESTING} messages deep"),
            ));
        }
        if self.around.contains(&node.data) {
            return Err(Flaw::new("embedded message", "is part of itself"));
        }
        read(context, node, code_page, self.around, budget, &mut Vec::new())
    }
}

fn read(
    context: &Context,
    node: NodeData,
    code_page: Option<u32>,
    around: &[BlockId],
    budget: &mut Budget,
    lost: &mut Vec<Defect>,
) -> Result<Item, Flaw> {
    let mut flaws = Flaws::default();
    let opened = PropertyContext::open(&context.ndb, node, &mut flaws);
    // Flaws of blocks that could be used all the same: which of the properties they hit is not known.
    let mut defects: Vec<_> = flaws.costing(Effect::BodyIncomplete).collect();
    let object = opened.inspect_err(|_| lost.append(&mut defects))?;
    let mut props = context.property_set(&object, code_page, None, budget, &effect, &mut defects);
    props.settle_code_page();
    let code_page = props.code_page();
    let subnodes = object.heap().subnodes();
    let recipients = recipients(context, subnodes, code_page, budget, &mut defects);
    let around = [around, &[node.data]].concat();
    let mut nesting = Nesting { around: &around };
    let attachments = attachments(context, subnodes, code_page, &mut nesting, budget, &mut defects);
    let mut item = Item { props, recipients, attachments, defects };
    item.defects.extend(context.names.lost_by(&item));
    each_once(&mut item.defects);
    Ok(item)
}

/// Several properties can lie in one broken block.
fn each_once(defects: &mut Vec<Defect>) {
    let mut seen = HashSet::new();
    defects.truncate(MOST_DEFECTS);
    defects.retain(|defect| seen.insert((defect.offset, defect.structure.clone(), defect.what.clone())));
}

/// What a message lacks without a property.
fn effect(id: u16) -> Effect {
    match id {
        tags::BODY | tags::RTF_COMPRESSED | tags::HTML => Effect::BodyIncomplete,
        _ => Effect::HeaderIncomplete,
    }
}
