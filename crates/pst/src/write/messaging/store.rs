//! The message store, [MS-PST] 2.4.3, and the nodes that each file has beside its folders, [MS-PST] 2.4.1.

use foundmail_mapi::{PropertySet, Value};

use super::folder::{EMPTY, FolderId};
use super::properties::{push_code_page, text_form};
use super::{Target, Template};
use crate::format::{BlockId, NodeData, NodeId};
use crate::tags;
use crate::write::WriteError;
use crate::write::ltp::{Encoded, Property, PropertyContextWriter, TextForm};
use crate::write::ndb::DataTreeWriter;

/// `PidTagReplVersionHistory`
const VERSION_HISTORY: u16 = 0x0E34;
/// `PidTagReplFlags`
const REPLICATION_FLAGS: u16 = 0x0E38;
/// `PidTagRecordKey`
const RECORD_KEY: u16 = 0x0FF9;
/// `PidTagValidFolderMask`, and its bits for the three folders that are named.
const VALID_FOLDER_MASK: u16 = 0x35DF;
const NAMED_FOLDERS: u32 = 0x89;
/// `PidTagIpmSubtreeEntryId`, `PidTagIpmWastebasketEntryId`, `PidTagFinderEntryId`
const ENTRY_IDS: [(u16, FolderId); 3] =
    [(0x35E0, FolderId::TOP), (0x35E3, FolderId::DELETED_ITEMS), (0x35E7, FolderId::SEARCH_ROOT)];
/// `NID_SEARCH_MANAGEMENT_QUEUE`
const SEARCH_QUEUE: NodeId = NodeId::new(0x1E1);
/// `NID_SEARCH_ACTIVITY_LIST`
const SEARCH_ACTIVITY: NodeId = NodeId::new(0x201);
/// `NID_RECEIVE_FOLDER_TABLE`
const RECEIVE_FOLDERS: NodeId = NodeId::new(0x62B);

/// Writes the store, its queues and the table of receive folders.
pub(in crate::write) fn write_store(
    target: &mut Target<'_>,
    display_name: &str,
    search_folder: NodeId,
    node: &mut dyn FnMut(NodeId, NodeData),
) -> Result<(), WriteError> {
    let mut name = PropertySet::new();
    name.insert(tags::DISPLAY_NAME, Value::Text(display_name.to_owned()));
    let form = text_form(target, &[&name]);
    let mut store = PropertyContextWriter::default();
    let key = target.record_key;
    let history = [&1_u32.to_le_bytes()[..], &key, &1_u32.to_le_bytes()].concat();
    let mut properties = vec![
        Property::binary(VERSION_HISTORY, history),
        Property::integer(REPLICATION_FLAGS, 0),
        Property::binary(RECORD_KEY, key.to_vec()),
        Property::text(tags::DISPLAY_NAME, display_name, form),
        Property::integer(VALID_FOLDER_MASK, NAMED_FOLDERS),
        Property::integer(tags::PST_PASSWORD, 0),
    ];
    properties.extend(ENTRY_IDS.map(|(id, folder)| Property::binary(id, entry_id(key, folder))));
    for property in properties {
        store.push(property, target.sink)?;
    }
    if let TextForm::CodePage(page) = form {
        if page != target.code_page {
            push_code_page(target, &mut store, form)?;
        }
        store.push(Property::integer(tags::CODE_PAGE_ID, target.code_page), target.sink)?;
    }
    node(NodeId::MESSAGE_STORE, store.finish(target.sink)?.0);
    node(SEARCH_QUEUE, EMPTY);
    let (data, _) = DataTreeWriter::of_bytes(&search_folder.value().to_le_bytes(), target.sink)?;
    node(SEARCH_ACTIVITY, NodeData { data, subnodes: BlockId::NONE });
    node(RECEIVE_FOLDERS, receive_folders(target)?);
    Ok(())
}

/// `EntryID` of a node of this store, [MS-PST] 2.4.3.2.
fn entry_id(key: [u8; 16], folder: FolderId) -> Vec<u8> {
    [&[0; 4][..], &key, &folder.node().value().to_le_bytes()].concat()
}

/// Items of every class arrive in the root, as in a file that Outlook has just made.
fn receive_folders(target: &mut Target<'_>) -> Result<NodeData, WriteError> {
    let mut table = Template::ReceiveFolders.table(target.sink)?;
    let class = Encoded::Bytes(Vec::new());
    let folder = Encoded::Inline(NodeId::ROOT_FOLDER.value());
    let class_tag = Template::ReceiveFolders.tags(target.layout).into_iter().min().unwrap_or(0);
    table.row(1, &[(class_tag, &class), (0x6605_0003, &folder)], target.sink)?;
    table.finish(target.sink).map(|(node, _)| node)
}
