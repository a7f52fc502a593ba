//! The templates of the tables that every file has, [MS-PST] 2.4.4 to 2.4.6: their columns, and the empty tables of
//! 2.7.1.

use crate::Layout;
use crate::format::{NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ltp::TableWriter;
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
    /// `NID_RECEIVE_FOLDER_TABLE`: the folders in which items of a class arrive.
    ReceiveFolders,
    /// `NID_OUTGOING_QUEUE_TABLE`: items to be sent.
    OutgoingQueue,
    /// `NID_ATTACHMENT_TABLE`
    Attachments,
    /// `NID_RECIPIENT_TABLE`
    Recipients,
}

impl TableTemplate {
    const ALL: [Self; 8] = [
        Self::Hierarchy,
        Self::Contents,
        Self::AssociatedContents,
        Self::SearchContents,
        Self::ReceiveFolders,
        Self::OutgoingQueue,
        Self::Attachments,
        Self::Recipients,
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
        })
    }

    fn columns(self) -> &'static [u32] {
        match self {
            Self::Hierarchy => &HIERARCHY,
            Self::Contents => &CONTENTS,
            Self::AssociatedContents => &ASSOCIATED_CONTENTS,
            Self::SearchContents => &SEARCH_CONTENTS,
            Self::ReceiveFolders => &[0x001A_001F, 0x6605_0003],
            Self::OutgoingQueue => &[0x0039_0040, 0x0E10_0003, 0x0E14_0003],
            Self::Attachments => &[0x0E20_0003, 0x3704_001F, 0x3705_0003, 0x370B_0003],
            Self::Recipients => &RECIPIENTS,
        }
    }

    /// Returns the tags of the columns. ANSI files have `PtypString8` instead of `PtypString`.
    pub(crate) fn tags(self, layout: Layout) -> Vec<u32> {
        let tag = |&tag: &u32| match (layout, tag & 0xEFFF) {
            (Layout::Ansi, 0x001F) => tag & !1,
            _ => tag,
        };
        self.columns().iter().map(tag).collect()
    }

    /// Creates an empty table.
    pub(crate) fn table(self, sink: &mut dyn BlockSink) -> Result<TableWriter, WriteError> {
        let layout = sink.layout();
        TableWriter::new(layout, &self.tags(layout), sink)
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

const HIERARCHY: [u32; 11] = [
    0x0E30_0102,
    0x0E33_0014,
    0x0E34_0102,
    0x0E38_0003,
    0x3001_001F,
    0x3602_0003,
    0x3603_0003,
    0x360A_000B,
    0x3613_001F,
    0x6635_0003,
    0x6636_0003,
];

const CONTENTS: [u32; 26] = [
    0x0017_0003,
    0x001A_001F,
    0x0036_0003,
    0x0037_001F,
    0x0039_0040,
    0x0042_001F,
    0x0057_000B,
    0x0058_000B,
    0x0070_001F,
    0x0071_0102,
    0x0E03_001F,
    0x0E04_001F,
    0x0E06_0040,
    0x0E07_0003,
    0x0E08_0003,
    0x0E17_0003,
    0x0E30_0102,
    0x0E33_0014,
    0x0E34_0102,
    0x0E38_0003,
    0x0E3C_0102,
    0x0E3D_0102,
    0x1097_0003,
    0x3008_0040,
    0x3013_0102,
    0x65C6_0003,
];

const ASSOCIATED_CONTENTS: [u32; 13] = [
    0x001A_001F,
    0x0E07_0003,
    0x0E17_0003,
    0x3001_001F,
    0x6800_001F,
    0x6803_000B,
    0x6805_1003,
    0x682F_001F,
    0x7003_0003,
    0x7004_0102,
    0x7005_0102,
    0x7006_001F,
    0x7007_0003,
];

const SEARCH_CONTENTS: [u32; 17] = [
    0x0017_0003,
    0x001A_001F,
    0x0036_0003,
    0x0037_001F,
    0x0042_001F,
    0x0057_000B,
    0x0058_000B,
    0x0E03_001F,
    0x0E04_001F,
    0x0E05_001F,
    0x0E06_0040,
    0x0E07_0003,
    0x0E08_0003,
    0x0E17_0003,
    0x0E2A_000B,
    0x3008_0040,
    0x67F1_0003,
];

const RECIPIENTS: [u32; 12] = [
    0x0C15_0003,
    0x0E0F_000B,
    0x0FF9_0102,
    0x0FFE_0003,
    0x0FFF_0102,
    0x3001_001F,
    0x3002_001F,
    0x3003_001F,
    0x300B_0102,
    0x3900_0003,
    0x39FF_001F,
    0x3A40_000B,
];
