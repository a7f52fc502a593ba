//! Checks that every row repeats the properties of its object.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foundmail_mapi::Value;
use foundmail_mapi::tags::MESSAGE_FLAGS;

use crate::bytes::u32_at;
use crate::flaw::Flaws;
use crate::format::{Header, NodeData, NodeEntry, NodeId, NodeType};
use crate::ltp::{ItemLimits, PropertyContext, TableContext};
use crate::ndb::{DataTree, Ndb, Subnodes};
use crate::scan::Recovery;
use crate::tags;

const MESSAGE_SIZE: u16 = 0x0E08;
const ATTACH_SIZE: u16 = 0x0E20;
const UNREAD_COUNT: u16 = 0x3603;
const SUBFOLDERS: u16 = 0x360A;

pub(super) fn check(bytes: &[u8]) {
    let mut flaws = Flaws::default();
    let header = Header::parse(bytes, &mut flaws).unwrap();
    let ndb = Arc::new(Ndb::new(Arc::new(bytes.to_vec()), bytes.len() as u64, &header, Recovery::Never));
    let mut nodes = BTreeMap::new();
    ndb.for_each_node(&mut |node| {
        nodes.insert(node.nid, node);
    });
    let file = Rows { ndb, nodes, versions: RefCell::default() };
    for node in file.nodes.values() {
        match node.nid.node_type() {
            Some(NodeType::NormalFolder) => file.folder(node),
            Some(NodeType::NormalMessage) => file.message(node.node),
            _ => {}
        }
    }
    let unique = if header_is_ansi(bytes) { 32 } else { 40 };
    let highest = file.versions.borrow().last().copied().unwrap();
    assert!(i64::from(u32_at(bytes, unique).unwrap()) > highest, "dwUnique");
}

fn header_is_ansi(bytes: &[u8]) -> bool {
    bytes[10] == 14
}

struct Rows {
    ndb: Arc<Ndb>,
    nodes: BTreeMap<NodeId, NodeEntry>,
    /// The versions of all rows of folders.
    versions: RefCell<BTreeSet<i64>>,
}

/// Values as text, by property id.
type Values = BTreeMap<u16, String>;

impl Rows {
    fn folder(&self, folder: &NodeEntry) {
        let own = self.values(folder.node);
        let hidden = NodeId::new(folder.nid.value() & !0x1F | 0x0F);
        assert!(self.nodes.contains_key(&hidden), "{}: no associated contents table", folder.nid);
        let rows = self.rows(self.nodes[&folder.nid.contents_table()].node);
        let children = self.rows(self.nodes[&folder.nid.hierarchy_table()].node);
        let mut unread = 0;
        for (id, row) in &rows {
            let message = &self.nodes[&NodeId::new(*id)];
            assert_eq!(message.parent, folder.nid, "parent of {id:#x}");
            let whole = self.values(message.node);
            row_is_of(*id, row, &whole);
            assert!(row.contains_key(&MESSAGE_SIZE), "{id:#x} has no size in its row");
            unread += i32::from(!whole[&MESSAGE_FLAGS].ends_with("read"));
        }
        for row in rows.values().chain(children.values()) {
            let version = row[&0x67F3].trim_start_matches("I32(").trim_end_matches(')').parse().unwrap();
            assert!(self.versions.borrow_mut().insert(version), "row version {version} twice");
        }
        let listed = rows.len();
        let of_node = |kind| {
            let own = |node: &&NodeEntry| node.parent == folder.nid && node.nid.node_type() == Some(kind);
            self.nodes.values().filter(own).filter(|node| node.nid != folder.nid).count()
        };
        assert_eq!(listed, of_node(NodeType::NormalMessage), "{} lists its items", folder.nid);
        let folders = of_node(NodeType::NormalFolder) + of_node(NodeType::SearchFolder);
        assert_eq!(children.len(), folders, "{} lists its folders", folder.nid);
        assert_eq!(own[&tags::CONTENT_COUNT], format!("I32({listed})"), "{}", folder.nid);
        assert_eq!(own[&UNREAD_COUNT], format!("I32({unread})"), "{}", folder.nid);
        assert_eq!(own[&SUBFOLDERS], format!("Bool({})", folders > 0), "{}", folder.nid);
        for (id, row) in &children {
            let child = &self.nodes[&NodeId::new(*id)];
            assert_eq!(child.parent, folder.nid, "parent of {id:#x}");
            let whole = self.values(child.node);
            row_is_of(*id, row, &whole);
        }
    }

    fn message(&self, node: NodeData) {
        let mut flaws = Flaws::default();
        let values = self.values(node);
        assert_eq!(values[&MESSAGE_SIZE], format!("I32({})", self.bytes_below(node)));
        let subnodes = Subnodes::read(&self.ndb, node.subnodes, &mut flaws);
        assert!(subnodes.get(NodeId::RECIPIENT_TABLE).is_some(), "no recipient table");
        self.rows(subnodes.get(NodeId::RECIPIENT_TABLE).unwrap());
        let attachments: Vec<_> =
            subnodes.ids().filter(|nid| nid.node_type() == Some(NodeType::Attachment)).collect();
        let Some(table) = subnodes.get(NodeId::ATTACHMENT_TABLE) else {
            assert!(attachments.is_empty(), "no attachment table");
            return;
        };
        let rows = self.rows(table);
        assert!(rows.keys().copied().eq(attachments.iter().map(|nid| nid.value())), "attachment rows");
        for nid in attachments {
            let node = subnodes.get(nid).unwrap();
            let whole = self.values(node);
            row_is_of(nid.value(), &rows[&nid.value()], &whole);
            assert_eq!(whole[&ATTACH_SIZE], format!("I32({})", self.value_bytes(node)));
            let inner = Subnodes::read(&self.ndb, node.subnodes, &mut flaws);
            let inner_messages = inner.ids().filter(|nid| nid.node_type() == Some(NodeType::NormalMessage));
            inner_messages.for_each(|nid| self.message(inner.get(nid).unwrap()));
        }
        assert!(flaws.is_empty());
    }

    /// Returns the number of bytes in the data of a node and all its subnodes.
    fn bytes_below(&self, node: NodeData) -> u64 {
        let mut flaws = Flaws::default();
        let own = DataTree::open(&self.ndb, node.data, &mut flaws).unwrap().len();
        let subnodes = Subnodes::read(&self.ndb, node.subnodes, &mut flaws);
        own + subnodes.ids().map(|nid| self.bytes_below(subnodes.get(nid).unwrap())).sum::<u64>()
    }

    /// Returns the sum of the sizes of all values of a node.
    fn value_bytes(&self, node: NodeData) -> u64 {
        let mut flaws = Flaws::default();
        let context = PropertyContext::open(&self.ndb, node, &mut flaws).unwrap();
        let subnodes = Subnodes::read(&self.ndb, node.subnodes, &mut flaws);
        let mut sum = 0;
        for (_, property) in context.iter() {
            sum += match property.property_type {
                0x000B => 1,
                0x0003 => 4,
                0x0040 => 8,
                0x000D => {
                    let nid = context.object(property, &mut flaws).unwrap().unwrap();
                    self.bytes_below(subnodes.get(nid).unwrap())
                }
                _ => match context.value(property, &mut ItemLimits::for_file(&self.ndb), &mut flaws).unwrap()
                {
                    Some(Value::Binary(data)) => data.len(),
                    Some(Value::Text(text)) => text.encode_utf16().count() as u64 * 2,
                    Some(Value::Text8(text)) => text.len() as u64,
                    other => panic!("unexpected {other:?}"),
                },
            };
        }
        sum
    }

    fn values(&self, node: NodeData) -> Values {
        let mut flaws = Flaws::default();
        let context = PropertyContext::open(&self.ndb, node, &mut flaws).unwrap();
        let mut values = Values::new();
        for (id, property) in context.iter() {
            let value = context.value(property, &mut ItemLimits::for_file(&self.ndb), &mut flaws).unwrap();
            values.insert(id, shown(id, value.as_ref()));
        }
        assert!(flaws.is_empty());
        values
    }

    /// Returns the rows by id. Fails if the row index is not in this order.
    fn rows(&self, node: NodeData) -> BTreeMap<u32, Values> {
        let mut flaws = Flaws::default();
        let table = TableContext::open(&self.ndb, node, &mut flaws).unwrap();
        let mut rows = BTreeMap::new();
        table.for_each(&mut flaws, &mut |id, row, flaws| {
            let mut values = Values::new();
            for (property, value) in table.cells(&row, &mut ItemLimits::for_file(&self.ndb), flaws) {
                values.insert(property, shown(property, value.unwrap().as_ref()));
            }
            assert!(rows.insert(id, values).is_none(), "two rows {id:#x}");
        });
        assert!(flaws.is_empty());
        rows
    }
}

/// Fails if the row and the object have different values of a property.
fn row_is_of(id: u32, row: &Values, whole: &Values) {
    for (property, value) in row {
        let is_own = matches!(property, 0x67F2 | 0x67F3 | 0x0E17 | 0x3013);
        let other = whole.get(property);
        assert!(is_own || other == Some(value), "row {id:#x}, {property:#06x}: {value} / {other:?}");
    }
}

fn shown(id: u16, value: Option<&Value>) -> String {
    let text = match value {
        Some(Value::Binary(data)) if data.len() < 1 << 20 => format!("{:?}", data.read_lenient().0),
        Some(value) => format!("{value:?}"),
        None => String::new(),
    };
    match value {
        Some(Value::I32(flags)) if id == MESSAGE_FLAGS => {
            format!("{text} {}", if flags & 1 == 1 { "read" } else { "new" })
        }
        _ => text,
    }
}
