//! Writing of the message store, [MS-PST] 2.4.3, and of the other nodes that every file has, [MS-PST] 2.4.1.

use foundmail_mapi::{PropertySet, Value};

use super::folder::{EMPTY_NODE, FolderId};
use super::properties::{push_code_page, text_encoding};
use super::{TableTemplate, WriteContext};
use crate::format::{BlockId, NodeData, NodeId};
use crate::tags;
use crate::write::WriteError;
use crate::write::ltp::{EncodedValue, PropertyContextWriter, TextEncoding, WritableProperty};
use crate::write::ndb::DataTreeWriter;

/// `PidTagReplVersionHistory`
const VERSION_HISTORY: u16 = 0x0E34;
/// `PidTagReplFlags`
const REPLICATION_FLAGS: u16 = 0x0E38;
/// Two properties without a name in the standard, with the values that Outlook 2010 and later write. SCANPST reports a
/// store without them.
const IS_PST: u16 = 0x6633;
const STORE_VERSION: (u16, u32) = (0x66FA, 0x000E_0011);
/// `PidTagRecordKey`
const RECORD_KEY: u16 = 0x0FF9;
/// `PidTagValidFolderMask`, and its bits for the three folders in `ENTRY_IDS`.
const VALID_FOLDER_MASK: u16 = 0x35DF;
const NAMED_FOLDERS: u32 = 0x89;
/// `PidTagIpmSubtreeEntryId`, `PidTagIpmWastebasketEntryId`, `PidTagFinderEntryId`
const ENTRY_IDS: [(u16, FolderId); 3] =
    [(0x35E0, FolderId::TOP), (0x35E3, FolderId::DELETED_ITEMS), (0x35E7, FolderId::SEARCH_ROOT)];
/// `NID_SEARCH_MANAGEMENT_QUEUE`, and further queues that the standard does not name. SCANPST reports a file without
/// them. All are empty.
const QUEUES: [NodeId; 5] =
    [NodeId::new(0x1E1), NodeId::new(0x261), NodeId::new(0xE41), NodeId::new(0xEC1), NodeId::new(0xF21)];
/// `NID_SEARCH_ACTIVITY_LIST`
const SEARCH_ACTIVITY: NodeId = NodeId::new(0x201);
/// `NID_RECEIVE_FOLDER_TABLE`
const RECEIVE_FOLDERS: NodeId = NodeId::new(0x62B);

/// Writes the message store, its queues and the table of receive folders.
pub(in crate::write) fn write_store(
    context: &mut WriteContext<'_>,
    display_name: &str,
    search_folder: NodeId,
    node: &mut dyn FnMut(NodeId, NodeData),
) -> Result<(), WriteError> {
    let mut name = PropertySet::new();
    name.insert(tags::DISPLAY_NAME, Value::Text(display_name.to_owned()));
    let encoding = text_encoding(context, &[&name]);
    let mut store = PropertyContextWriter::default();
    let key = context.record_key;
    let history = [&1_u32.to_le_bytes()[..], &key, &1_u32.to_le_bytes()].concat();
    let mut properties = vec![
        WritableProperty::binary(VERSION_HISTORY, history),
        WritableProperty::integer(REPLICATION_FLAGS, 0),
        WritableProperty::binary(RECORD_KEY, key.to_vec()),
        WritableProperty::text(tags::DISPLAY_NAME, display_name, encoding),
        WritableProperty::integer(VALID_FOLDER_MASK, NAMED_FOLDERS),
        WritableProperty::integer(tags::PST_PASSWORD, 0),
        WritableProperty::boolean(IS_PST, true),
        WritableProperty::integer(STORE_VERSION.0, STORE_VERSION.1),
    ];
    properties.extend(ENTRY_IDS.map(|(id, folder)| WritableProperty::binary(id, entry_id(key, folder))));
    for property in properties {
        store.push(property, context.sink)?;
    }
    if let TextEncoding::CodePage(page) = encoding {
        if page != context.code_page {
            push_code_page(context, &mut store, encoding)?;
        }
        store.push(WritableProperty::integer(tags::CODE_PAGE_ID, context.code_page), context.sink)?;
    }
    node(NodeId::MESSAGE_STORE, store.finish(context.sink)?.0);
    for queue in QUEUES {
        node(queue, EMPTY_NODE);
    }
    let (data, _) = DataTreeWriter::write_bytes(&search_folder.value().to_le_bytes(), context.sink)?;
    node(SEARCH_ACTIVITY, NodeData { data, subnodes: BlockId::NONE });
    node(RECEIVE_FOLDERS, receive_folders(context)?);
    Ok(())
}

/// Returns the `EntryID` of a node of this store, [MS-PST] 2.4.3.2.
fn entry_id(key: [u8; 16], folder: FolderId) -> Vec<u8> {
    [&[0; 4][..], &key, &folder.node().value().to_le_bytes()].concat()
}

/// Writes the table of receive folders: items of every class arrive in the root folder, as in a file that Outlook has
/// just created.
fn receive_folders(context: &mut WriteContext<'_>) -> Result<NodeData, WriteError> {
    let mut table = TableTemplate::ReceiveFolders.table(context.sink)?;
    let class = EncodedValue::Bytes(Vec::new());
    let folder = EncodedValue::Inline(NodeId::ROOT_FOLDER.value());
    let class_tag = TableTemplate::ReceiveFolders.tags(context.layout).into_iter().min().unwrap_or(0);
    table.push_row(1, &[(class_tag, &class), (0x6605_0003, &folder)], context.sink)?;
    table.finish(context.sink).map(|(node, _)| node)
}
