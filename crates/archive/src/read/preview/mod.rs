//! Shows attachments without another program.
//!
//! An attachment is named by a path: its index in the message, then the index of an attachment in the attached message before
//! it, or of an entry in the ZIP file before it. Child processes read everything but messages.

mod attached;
mod child;
mod links;
mod message;
mod nested_links;
mod opened_files;
#[cfg(test)]
mod tests;
mod why;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foundmail_extract::{Fields, FilePreview, PageRequest, Table};
use foundmail_mail::{runs_as_program, safe_file_name};
use foundmail_render::{CleanBody, PictureAlone, picture_alone};
use foundmail_search::Marks;
use foundmail_search::query::{Scope, parse};

pub(crate) use child::Children;
use child::Reader;
pub(crate) use nested_links::NestedLinks;
pub(crate) use opened_files::{Attached, OpenedAttachments};
pub(crate) use why::is_program;

use super::body::shown_part;
use crate::dates::now;
use crate::search::list::segments;
use crate::view::{AttachmentPreview, EntryView, FieldView, PagePicture, TableView};
use crate::{Archive, ArchiveError};

/// Maximum width of a page in pixels.
const MAX_WIDTH: u32 = 4_000;

/// The sentence before a web page that is cut, and after the text of one that is damaged.
const PAGE_IS_CUT: &str = "<p><i>The end of this page is not shown. Save the file to read it.</i></p>";

impl Archive {
    /// Returns the content of an attachment, with the words of the query marked.
    pub fn preview_attachment(
        &self,
        message: u32,
        at: &[u32],
        query: &str,
    ) -> Result<AttachmentPreview, ArchiveError> {
        let attached = match self.attached(message, at) {
            Err(ArchiveError::Choice { what }) => return Ok(AttachmentPreview::None { why: what }),
            attached => attached?,
        };
        let marks = Marks::of(&parse(query, now()).query).within(Scope::ATTACHMENT.and(Scope::BODY));
        let none = |why: &str| Ok(AttachmentPreview::None { why: why.to_owned() });
        if attached.bytes.is_empty() {
            return none(why::EMPTY);
        }
        match picture_alone(&attached.bytes) {
            Some(PictureAlone::Shown { url, width, height }) => {
                return Ok(AttachmentPreview::Picture { data: url, width, height });
            }
            Some(PictureAlone::TooLarge(why)) => return none(&why),
            None => {}
        }
        if attached.is_declared_message() {
            return self.message_preview(message, at, &attached, &marks);
        }
        match self.children.with(&attached, Reader::preview_of) {
            Ok(FilePreview::Message) => self.message_preview(message, at, &attached, &marks),
            Ok(FilePreview::Html { html, is_cut }) => {
                let document = self.nested_document(message, at, &page_of(&html, is_cut), &marks)?;
                Ok(AttachmentPreview::Html { document })
            }
            Ok(FilePreview::Nothing) => none(why::no_preview(&attached)),
            Ok(preview) => Ok(shown(preview, attached.is_damaged, &marks)),
            Err(failure) => none(why::failed(failure.reason)),
        }
    }

    /// Draws a page of an attachment. The first page is 0.
    pub fn preview_page(
        &self,
        message: u32,
        at: &[u32],
        page: u32,
        width: u32,
    ) -> Result<PagePicture, ArchiveError> {
        let attached = self.attached(message, at)?;
        let request = PageRequest { page, width: width.clamp(1, MAX_WIDTH) };
        let drawn = self.children.with(&attached, |child, file| child.picture_of(file, request));
        let drawn = drawn.map_err(|_| ArchiveError::Choice {
            what: "This page could not be drawn. Save the file to open it with another program.".to_owned(),
        })?;
        Ok(PagePicture {
            picture: format!("data:image/png;base64,{}", STANDARD.encode(&drawn.png)),
            width: drawn.width,
            height: drawn.height,
        })
    }

    /// Returns the cleaned HTML of an attached message or web page, whose links have numbers. `None` if it has none.
    fn nested_html(&self, message: u32, at: &[u32]) -> Result<Option<CleanBody>, ArchiveError> {
        let attached = self.attached(message, at)?;
        if attached.is_declared_message() {
            return Ok(message::opened(&self.raw_message(&attached)?).html);
        }
        match self.children.with(&attached, Reader::preview_of) {
            Ok(FilePreview::Message) => Ok(message::opened(&self.raw_message(&attached)?).html),
            Ok(FilePreview::Html { html, is_cut }) => Ok(Some(page_of(&html, is_cut))),
            _ => Ok(None),
        }
    }
}

/// Cleans a web page. A page that is cut begins with a sentence about it.
fn page_of(html: &str, is_cut: bool) -> CleanBody {
    let body =
        if is_cut { CleanBody::of(&format!("{PAGE_IS_CUT}{html}"), &[]) } else { CleanBody::of(html, &[]) };
    if body.is_cut && !is_cut { CleanBody::of(&format!("{PAGE_IS_CUT}{html}"), &[]) } else { body }
}

/// Returns the view of a content. `is_damaged` is true if the file lacks its end.
fn shown(preview: FilePreview, is_damaged: bool, marks: &Marks) -> AttachmentPreview {
    match preview {
        FilePreview::Pages(count) => AttachmentPreview::Pages { count },
        FilePreview::Text { text, is_cut } => {
            let (part, is_shorter) = shown_part(&text);
            let cut = is_cut || is_shorter || is_damaged;
            AttachmentPreview::Text { text: segments(marks.segments(part)), cut }
        }
        FilePreview::Tables(tables) => {
            let view = |Table { name, rows, is_cut }| TableView { name, rows, cut: is_cut || is_damaged };
            AttachmentPreview::Tables { tables: tables.into_iter().map(view).collect() }
        }
        FilePreview::Card(card) => {
            let picture = card.picture.as_deref().and_then(picture_of_card);
            let (title, fields) = fields(card);
            AttachmentPreview::Card { title, fields, picture }
        }
        FilePreview::Event(event) => {
            let (title, fields) = fields(event);
            AttachmentPreview::Event { title, fields }
        }
        FilePreview::Entries { entries, is_cut } => {
            let view = |entry: foundmail_extract::ArchiveEntry| {
                let name = safe_path(&entry.name);
                let runs = runs_as_program(&name);
                EntryView { index: entry.index, name, size: entry.size, runs, locked: entry.is_locked }
            };
            let entries = entries.into_iter().map(view).collect();
            AttachmentPreview::Entries { entries, cut: is_cut || is_damaged }
        }
        FilePreview::Message | FilePreview::Html { .. } | FilePreview::Nothing => {
            AttachmentPreview::None { why: why::OTHER.to_owned() }
        }
    }
}

fn fields(fields: Fields) -> (String, Vec<FieldView>) {
    let views = fields.fields.into_iter().map(|field| FieldView { label: field.label, value: field.value });
    (fields.title, views.collect())
}

fn picture_of_card(base64: &str) -> Option<String> {
    match picture_alone(&STANDARD.decode(base64).ok()?)? {
        PictureAlone::Shown { url, .. } => Some(url),
        PictureAlone::TooLarge(_) => None,
    }
}

/// Makes each part of a path safe to show.
fn safe_path(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(part.trim(), "" | "." | ".."));
    let safe = parts.map(safe_file_name).collect::<Vec<_>>().join("/");
    if safe.is_empty() { "file".to_owned() } else { safe }
}

impl Attached {
    /// Returns true if the message that carries it says that it is a message.
    fn is_declared_message(&self) -> bool {
        self.media_type.starts_with("message/rfc822") || self.media_type.starts_with("message/global")
    }
}
