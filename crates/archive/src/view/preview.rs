//! The views of an attachment that the window shows without another program.

use serde::Serialize;
use ts_rs::TS;

use super::{BodyView, MessageView, Segment};

/// The content of an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum AttachmentPreview {
    /// A picture.
    Picture {
        /// The picture as a `data:` address.
        data: String,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// A document with pages, which are drawn one by one.
    Pages {
        /// Number of pages.
        count: u32,
    },
    /// Text with marked hits.
    Text {
        /// The text.
        text: Vec<Segment>,
        /// True if the text has an end that is not here.
        cut: bool,
    },
    /// A web page.
    Html {
        /// The cleaned document for the locked frame.
        document: String,
    },
    /// The sheets of a workbook, or one table.
    Tables {
        /// The tables.
        tables: Vec<TableView>,
    },
    /// An attached message.
    Message {
        /// The message. Its id is that of the message in the archive that carries it.
        message: Box<MessageView>,
        /// Its body.
        body: BodyView,
    },
    /// One or several contacts.
    Card {
        /// Name of the contact.
        title: String,
        /// The other values.
        fields: Vec<FieldView>,
        /// The picture of the contact as a `data:` address.
        picture: Option<String>,
    },
    /// One or several appointments or tasks.
    Event {
        /// Title of the appointment.
        title: String,
        /// The other values.
        fields: Vec<FieldView>,
    },
    /// The files in a ZIP or gzip file.
    Entries {
        /// The files.
        entries: Vec<EntryView>,
        /// True if there are more files.
        cut: bool,
    },
    /// An attachment that cannot be shown.
    None {
        /// The reason as a sentence.
        why: String,
    },
}

/// The beginning of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TableView {
    /// Name of the sheet. Empty if it has none.
    pub name: String,
    /// The cells of each row. Rows can have different lengths.
    pub rows: Vec<Vec<String>>,
    /// True if the sheet contains more.
    pub cut: bool,
}

/// A value with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FieldView {
    /// The label, such as `Phone`. Empty for a sentence.
    pub label: String,
    /// The value. It can have several lines.
    pub value: String,
}

/// A file in a ZIP or gzip file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct EntryView {
    /// Index of the file, by which it is opened.
    pub index: u32,
    /// Name with its folders, safe to show.
    pub name: String,
    /// Size in bytes, as the ZIP file says it. 0 if it does not say it.
    #[ts(type = "number")]
    pub size: u64,
    /// True if opening the file starts it as a program.
    pub runs: bool,
    /// True if the file needs a password.
    pub locked: bool,
}

/// A page of a document as a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PagePicture {
    /// The picture as a `data:` address.
    pub picture: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}
