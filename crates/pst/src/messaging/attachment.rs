//! Attachments, [MS-PST] 2.4.6 and [MS-OXCMSG] 2.2.2.

use std::collections::BTreeMap;

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{Attachment, Content, PropertySet, Value};

use super::Context;
use super::message::Nesting;
use crate::flaw::{Flaw, Flaws};
use crate::ltp::{Budget, PropertyContext, TableContext};
use crate::ndb::{NodeData, NodeId, NodeType, Subnodes};
use crate::tags;

/// `PidTagAttachMethod`, [MS-OXCMSG] 2.2.2.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AttachMethod {
    /// `afNone`: an attachment that nothing has been put into.
    None,
    /// `afByValue`, and what is not known.
    ByValue,
    /// `afByReference`, `afByReferenceResolve`, `afByReferenceOnly`, `afByWebReference`
    ByReference,
    /// `afEmbeddedMessage`
    EmbeddedMessage,
    /// `afOle`
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

/// The attachments of a message: those of its attachment table in the table's order, then those that only have a node.
pub(super) fn attachments(
    context: &Context,
    subnodes: &Subnodes,
    code_page: Option<u32>,
    nesting: &mut Nesting<'_>,
    budget: &mut Budget,
    defects: &mut Vec<Defect>,
) -> Vec<Attachment> {
    let mut flaws = Flaws::default();
    let mut rows = Vec::new();
    if let Some(node) = subnodes.get(NodeId::ATTACHMENT_TABLE) {
        let table = TableContext::open(&context.ndb, node, &mut flaws);
        if let Some(table) = flaws.catch(table) {
            for id in table.ids() {
                rows.push((NodeId::new(id), None));
            }
            let mut sets = BTreeMap::new();
            table.for_each(&mut flaws, &mut |id, row, flaws| {
                sets.insert(id, context.row_set(&table, &row, code_page, budget, flaws));
            });
            for (nid, set) in &mut rows {
                *set = sets.remove(&nid.value());
            }
        }
    }
    let unlisted = subnodes.ids().filter(|nid| nid.kind() == Some(NodeType::Attachment));
    let unlisted: Vec<_> = unlisted.filter(|nid| rows.iter().all(|(listed, _)| listed != nid)).collect();
    for nid in unlisted {
        flaws.push(Flaw::new("attachment table", format!("does not list attachment {nid}")));
        rows.push((nid, None));
    }
    defects.extend(flaws.costing(Effect::AttachmentIncomplete));

    let mut attachments = Vec::new();
    for (nid, row) in rows {
        if let Err(flaw) = budget.take_object() {
            defects.push(flaw.costing(Effect::AttachmentIncomplete));
            break;
        }
        let row = row.unwrap_or_else(|| context.empty_set(code_page));
        let node = subnodes
            .get(nid)
            .ok_or_else(|| Flaw::new("SLBLOCK", format!("there is no attachment node {nid}")));
        attachments.push(match node {
            Ok(node) => attachment(context, node, row, code_page, nesting, budget, defects),
            Err(flaw) => {
                defects.push(flaw.costing(Effect::AttachmentIncomplete));
                Attachment { props: row, content: Content::None }
            }
        });
    }
    attachments
}

fn attachment(
    context: &Context,
    node: NodeData,
    row: PropertySet,
    code_page: Option<u32>,
    nesting: &mut Nesting<'_>,
    budget: &mut Budget,
    defects: &mut Vec<Defect>,
) -> Attachment {
    let mut flaws = Flaws::default();
    let object = PropertyContext::open(&context.ndb, node, &mut flaws);
    let object = flaws.catch(object);
    defects.extend(flaws.costing(Effect::AttachmentIncomplete));
    let Some(object) = object else {
        return Attachment { props: row, content: Content::None };
    };
    let mut props = context.property_set(
        &object,
        code_page,
        Some(tags::ATTACH_DATA),
        budget,
        &|_| Effect::AttachmentIncomplete,
        defects,
    );
    // The row repeats some of the object's properties; it only fills gaps.
    for (id, value) in row.iter() {
        if props.get(id).is_none() {
            props.insert(id, value.clone());
        }
    }
    let mut flaws = Flaws::default();
    let held = content(context, &object, &props, nesting, budget, &mut flaws);
    let held = flaws.catch(held).unwrap_or_default();
    defects.extend(flaws.costing(Effect::AttachmentIncomplete));
    Attachment { props, content: held }
}

fn content(
    context: &Context,
    object: &PropertyContext,
    props: &PropertySet,
    nesting: &mut Nesting<'_>,
    budget: &mut Budget,
    flaws: &mut Flaws,
) -> Result<Content, Flaw> {
    let method = AttachMethod::of(props);
    let reference = || props.first_text(&[tags::ATTACH_LONG_PATHNAME, tags::ATTACH_PATHNAME]);
    let Some(data) = object.get(tags::ATTACH_DATA) else {
        return match (method, reference()) {
            (AttachMethod::ByReference, Some(path)) => Ok(Content::Reference(path)),
            (AttachMethod::ByReference | AttachMethod::None, _) => Ok(Content::None),
            _ => Err(Flaw::new("attachment", "has no PidTagAttachData")),
        };
    };
    if let Some(nid) = object.object(data, flaws)?
        && (method == AttachMethod::EmbeddedMessage || nid.kind() == Some(NodeType::NormalMessage))
    {
        let node = object.heap().subnode(nid)?;
        return nesting
            .item(context, node, props.code_page(), budget)
            .map(|item| Content::Embedded(Box::new(item)));
    }
    match object.value(data, budget, flaws)? {
        Some(Value::Binary(data)) if method == AttachMethod::ByReference && data.is_empty() => {
            Ok(reference().map_or(Content::None, Content::Reference))
        }
        Some(Value::Binary(data)) if method == AttachMethod::Ole => Ok(Content::Ole(data)),
        Some(Value::Binary(data)) => Ok(Content::Value(data)),
        _ => Err(Flaw::new("attachment", "PidTagAttachData is of a type that holds no bytes")),
    }
}
