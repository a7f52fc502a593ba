//! The types of an export.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use foundmail_export::ExportFormat;

/// The messages to export.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
#[ts(export)]
pub enum Selection {
    /// All messages of these conversations.
    Threads {
        /// Ids of the conversations.
        ids: Vec<u32>,
    },
    /// These messages.
    Messages {
        /// Ids of the messages.
        ids: Vec<u32>,
    },
    /// All results of a search.
    Search {
        /// The query as it was typed.
        query: String,
        /// True if the last word of the query also finds longer words that begin with it, as in [`ListRequest`].
        ///
        /// [`ListRequest`]: super::ListRequest
        #[serde(default)]
        typing: bool,
        /// Only messages in this folder and its subfolders. None for no limit.
        folder: Option<u32>,
        /// Only messages in this source. None for no limit.
        source: Option<u32>,
    },
}

/// The options of an export that the window offers. Each format uses the options that it has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
#[expect(clippy::struct_excessive_bools, reason = "each of them is a box that the user ticks")]
pub struct ExportChoices {
    /// The name of the export without its extension, as typed. Empty for a name after the selection.
    pub name: String,
    /// True for a tree of folders, in formats in which the user can choose.
    pub folders: bool,
    /// True for one copy in each folder in which a message was found.
    pub everywhere: bool,
    /// True if the digests of the mailbox files are computed for the manifest.
    pub digests: bool,
    /// True for a PDF for each conversation.
    pub per_conversation: bool,
    /// The place of the attachments of a PDF.
    pub attachments: AttachmentChoice,
    /// True to embed each message as an EML file in the PDF.
    pub sources: bool,
    /// True for a PDF with the structure of EA-PDF, with which archives and libraries keep mail.
    pub ea_pdf: bool,
    /// The text before the number of each page, as courts use it. Empty for no such numbers.
    pub bates: String,
    /// The size of the pages of a PDF.
    pub paper: PaperChoice,
    /// The largest size of a PST file in GB. 0 for the default of the format.
    pub max_gigabytes: u32,
    /// True to prepare a PST for the import service of Microsoft 365.
    pub microsoft_365: bool,
    /// True to save the messages of a list as EML files, to which its rows link.
    pub with_messages: bool,
    /// True for a folder for each conversation, if attachments are exported alone.
    pub by_conversation: bool,
    /// True for cards of version 4.0 instead of 3.0.
    pub vcard_4: bool,
}

/// The place of the attachments of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum AttachmentChoice {
    /// Inside the PDF.
    #[default]
    Embed,
    /// Inside the PDF. Pictures and PDF files are also shown as pages.
    Append,
    /// In a folder beside the PDF.
    Beside,
}

/// The size of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PaperChoice {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    UsLetter,
}

/// The picture of a page of an export, before it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportPreview {
    /// The picture as a `data:` address of a PNG file.
    pub picture: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// The progress of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportProgress {
    /// Number of messages that are written.
    pub done: u32,
    /// Number of all messages.
    pub all: u32,
}

/// The counts of an export before it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportPlan {
    /// Number of messages.
    pub messages: u32,
    /// Number of attachments of these messages.
    pub attachments: u32,
    /// Approximate size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Number of messages that are damaged in the archive. They are exported as far as they could be read.
    pub damaged: u32,
    /// Number of chosen items that the format cannot contain.
    pub other_kinds: u32,
    /// Path of the target, as it is shown.
    pub target: String,
    /// Name of the target without its extension.
    pub name: String,
}

/// The counts of a finished export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportDone {
    /// Number of messages that were chosen.
    pub chosen: u32,
    /// Number of messages that were written.
    pub messages: u32,
    /// Number of attachments that were written.
    pub attachments: u32,
    /// Number of written messages that are incomplete, in the archive or in the export.
    pub incomplete: u32,
    /// The first messages that were not written, with the reason.
    pub exceptions: Vec<ExportException>,
    /// Number of attachments that were not written.
    pub lost_attachments: u32,
    /// Path of the target.
    pub path: String,
    /// Name of the file beside the target that says what to do with it. None if there is none.
    pub guide: Option<String>,
    /// The reason why the export is not in the archive's log, as a sentence. The export itself is complete.
    pub log_problem: Option<String>,
}

/// A message that was not written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportException {
    /// Its subject.
    pub subject: String,
    /// The reason, as a sentence.
    pub why: String,
}

/// A saved attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SavedFile {
    /// Path of the file.
    pub path: String,
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use foundmail_export::FORMATS;

    /// Writes the list of formats for the window into the folder of the types that ts-rs generates. Writes nothing
    /// if `TS_RS_EXPORT_DIR` is not set.
    #[test]
    fn export_bindings_exportformat() {
        let mut text = String::from(
            "// This file was generated from FORMATS (crates/export/src/formats.rs). Do not edit this file manually.\n\n\
             /** The export formats of the window, in the order of the list. */\n\
             export const exportFormats = [\n",
        );
        for format in FORMATS {
            let Some(on_screen) = format.on_screen else { continue };
            let row = serde_json::json!({
                "name": format.name, "title": format.title, "what": on_screen,
                "extension": format.target.extension(),
                "folders": format.has_folders, "sorted": format.order.is_some(),
            });
            writeln!(text, "  {row},").unwrap();
        }
        text.push_str(
            "] as const;\n\n/** Name of an export format. */\n\
             export type ExportFormat = (typeof exportFormats)[number][\"name\"];\n",
        );
        if let Some(dir) = std::env::var_os("TS_RS_EXPORT_DIR") {
            std::fs::create_dir_all(&dir).unwrap();
            std::fs::write(std::path::Path::new(&dir).join("ExportFormat.ts"), text).unwrap();
        }
    }
}
