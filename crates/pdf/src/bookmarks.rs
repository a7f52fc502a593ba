//! The bookmarks of messages.

use crate::front::IndexLine;
use crate::outline::Bookmark;
use crate::sink::Id;

/// Returns the bookmarks of the messages, those of one conversation below a common one.
pub(crate) fn bookmarks(
    index: &[IndexLine],
    conversations: &[Option<String>],
    pages: &[Id],
) -> Vec<Bookmark> {
    let mut bookmarks: Vec<Bookmark> = Vec::new();
    let mut last: Option<&str> = None;
    for (line, conversation) in index.iter().zip(conversations) {
        let Some(page) = line.page.checked_sub(1).and_then(|index| pages.get(index)) else { continue };
        let bookmark = Bookmark { title: line.subject.clone(), page: *page, children: Vec::new() };
        match (conversation.as_deref(), bookmarks.last_mut()) {
            (Some(title), Some(parent)) if last == Some(title) => parent.children.push(bookmark),
            (Some(title), _) => {
                bookmarks.push(Bookmark { title: title.to_owned(), page: *page, children: vec![bookmark] });
            }
            (None, _) => bookmarks.push(bookmark),
        }
        last = conversation.as_deref();
    }
    // A conversation of one message needs no bookmark of its own.
    bookmarks
        .into_iter()
        .map(|mut bookmark| match bookmark.children.pop() {
            Some(only) if bookmark.children.is_empty() => only,
            Some(last) => {
                bookmark.children.push(last);
                bookmark
            }
            None => bookmark,
        })
        .collect()
}
