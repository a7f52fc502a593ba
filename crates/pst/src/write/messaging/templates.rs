//! The templates of the tables that every file has, [MS-PST] 2.4.4 to 2.4.6: their columns, and the empty tables of
//! 2.7.1.

use super::template_columns as columns;
use crate::Layout;
use crate::format::{NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ltp::{TableWriter, TemplateColumn};
use crate::write::ndb::BlockSink;

/// A template by the contents of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableTemplate {
    /// `NID_HIERARCHY_TABLE_TEMPLATE`: subfolders.
    Hierarchy,
    /// `NID_CONTENTS_TABLE_TEMPLATE`: items.
    Contents,
    /// `NID_ASSOC_CONTENTS_TABLE_TEMPLATE`: hidden items.
    AssociatedContents,
    /// `NID_SEARCH_CONTENTS_TABLE_TEMPLATE`: results of a search.
    SearchContents,
    /// `NID_RECEIVE_FOLDER_TABLE`: folders for items of a class that arrive.
    ReceiveFolders,
    /// `NID_OUTGOING_QUEUE_TABLE`: items to be sent.
    OutgoingQueue,
    /// `NID_ATTACHMENT_TABLE`
    Attachments,
    /// `NID_RECIPIENT_TABLE`
    Recipients,
    /// The first of three tables for replication. The standard does not name them, but SCANPST reports a file without
    /// them.
    Replication1,
    /// The second table for replication.
    Replication2,
    /// The third table for replication.
    Replication3,
}

impl TableTemplate {
    const ALL: [Self; 11] = [
        Self::Hierarchy,
        Self::Contents,
        Self::AssociatedContents,
        Self::SearchContents,
        Self::ReceiveFolders,
        Self::OutgoingQueue,
        Self::Attachments,
        Self::Recipients,
        Self::Replication1,
        Self::Replication2,
        Self::Replication3,
    ];

    fn nid(self) -> NodeId {
        NodeId::new(match self {
            Self::Hierarchy => 0x60D,
            Self::Contents => 0x60E,
            Self::AssociatedContents => 0x60F,
            Self::SearchContents => 0x610,
            Self::ReceiveFolders => 0x62B,
            Self::OutgoingQueue => 0x64C,
            Self::Attachments => 0x671,
            Self::Recipients => 0x692,
            Self::Replication1 => 0x6B6,
            Self::Replication2 => 0x6D7,
            Self::Replication3 => 0x6F8,
        })
    }

    /// Returns the columns. ANSI files have `PtypString8` instead of `PtypString`.
    pub(crate) fn columns(self, layout: Layout) -> Vec<TemplateColumn> {
        let columns: &[TemplateColumn] = match self {
            Self::Hierarchy => &columns::HIERARCHY,
            Self::Contents => &columns::CONTENTS,
            Self::AssociatedContents => &columns::ASSOCIATED_CONTENTS,
            Self::SearchContents => &columns::SEARCH_CONTENTS,
            Self::ReceiveFolders => &columns::RECEIVE_FOLDERS,
            Self::OutgoingQueue => &columns::OUTGOING_QUEUE,
            Self::Attachments => &columns::ATTACHMENTS,
            Self::Recipients => &columns::RECIPIENTS,
            Self::Replication1 => &columns::REPLICATION_1,
            Self::Replication2 => &columns::REPLICATION_2,
            Self::Replication3 => &columns::REPLICATION_3,
        };
        let tag = |tag: u32| match (layout, tag & 0xEFFF) {
            (Layout::Ansi, 0x001F) => tag & !1,
            _ => tag,
        };
        columns.iter().map(|&(column, offset, bit)| (tag(column), offset, bit)).collect()
    }

    /// Returns the tags of the columns.
    pub(crate) fn tags(self, layout: Layout) -> Vec<u32> {
        self.columns(layout).into_iter().map(|(tag, ..)| tag).collect()
    }

    /// Creates an empty table.
    pub(crate) fn table(self, sink: &mut dyn BlockSink) -> Result<TableWriter, WriteError> {
        self.table_with(&[], sink)
    }

    /// Creates an empty table with further columns.
    pub(crate) fn table_with(
        self,
        further: &[u32],
        sink: &mut dyn BlockSink,
    ) -> Result<TableWriter, WriteError> {
        let layout = sink.layout();
        TableWriter::new(layout, &self.columns(layout), further, sink)
    }
}

/// Writes the empty tables, except the table of receive folders, which has a row. Calls `node` for each.
pub(crate) fn write_templates(
    sink: &mut dyn BlockSink,
    node: &mut dyn FnMut(NodeId, NodeData),
) -> Result<(), WriteError> {
    for template in TableTemplate::ALL {
        if template != TableTemplate::ReceiveFolders {
            let (data, _) = template.table(sink)?.finish(sink)?;
            node(template.nid(), data);
        }
    }
    Ok(())
}
