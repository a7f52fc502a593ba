//! Writes the bookmarks of the document. Each message has a bookmark. Several messages of a conversation are
//! grouped under a common bookmark.

use std::io::Write;

use lopdf::{Dictionary, Object};

use crate::PdfError;
use crate::sink::{Id, Sink, reference, text_string};

/// A bookmark.
pub(crate) struct Bookmark {
    pub title: String,
    /// The object number of the page that the bookmark opens.
    pub page: Id,
    pub children: Vec<Bookmark>,
    /// True if a viewer shows the children at once.
    pub is_open: bool,
}

impl Bookmark {
    /// Returns a bookmark without children.
    pub fn new(title: &str, page: Id) -> Self {
        Self { title: title.to_owned(), page, children: Vec::new(), is_open: false }
    }
}

/// Writes all bookmarks and returns the object number of the outline. Returns `None` if there are no bookmarks.
pub(crate) fn write<W: Write>(bookmarks: &[Bookmark], sink: &mut Sink<W>) -> Result<Option<Id>, PdfError> {
    if bookmarks.is_empty() {
        return Ok(None);
    }
    let root = sink.reserve()?;
    let (first, last) = level(bookmarks, root, sink)?;
    let mut outline = Dictionary::new();
    outline.set("Type", Object::Name(b"Outlines".to_vec()));
    outline.set("First", reference(first));
    outline.set("Last", reference(last));
    outline.set("Count", Object::Integer(visible(bookmarks)));
    sink.set(root, &outline.into())?;
    Ok(Some(root))
}

/// Writes the bookmarks of one level and returns the object numbers of the first and the last one.
fn level<W: Write>(bookmarks: &[Bookmark], parent: Id, sink: &mut Sink<W>) -> Result<(Id, Id), PdfError> {
    let ids = bookmarks.iter().map(|_| sink.reserve()).collect::<Result<Vec<_>, _>>()?;
    for (index, (bookmark, id)) in bookmarks.iter().zip(&ids).enumerate() {
        let mut item = Dictionary::new();
        item.set("Title", text_string(&bookmark.title));
        item.set("Parent", reference(parent));
        item.set("Dest", destination(bookmark.page));
        if let Some(previous) = index.checked_sub(1).and_then(|before| ids.get(before)) {
            item.set("Prev", reference(*previous));
        }
        if let Some(next) = ids.get(index.saturating_add(1)) {
            item.set("Next", reference(*next));
        }
        if !bookmark.children.is_empty() {
            let (first, last) = level(&bookmark.children, *id, sink)?;
            item.set("First", reference(first));
            item.set("Last", reference(last));
            // A negative count means that the children are collapsed.
            let count = visible(&bookmark.children);
            let count = if bookmark.is_open { count } else { count.saturating_neg() };
            item.set("Count", Object::Integer(count));
        }
        sink.set(*id, &item.into())?;
    }
    let first = ids.first().copied().unwrap_or(parent);
    Ok((first, ids.last().copied().unwrap_or(first)))
}

/// Returns the number of bookmarks that a viewer shows at once.
fn visible(bookmarks: &[Bookmark]) -> i64 {
    bookmarks.iter().fold(0_i64, |count, bookmark| {
        let below = if bookmark.is_open { visible(&bookmark.children) } else { 0 };
        count.saturating_add(1).saturating_add(below)
    })
}

/// Returns a destination that shows the whole page.
pub(crate) fn destination(page: Id) -> Object {
    Object::Array(vec![reference(page), Object::Name(b"Fit".to_vec())])
}
