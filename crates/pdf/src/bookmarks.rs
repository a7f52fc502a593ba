//! The bookmarks of messages.

use crate::front::IndexLine;
use crate::outline::Bookmark;
use crate::sink::Id;

/// Returns the bookmarks of the messages, those of one conversation below a common one. In an EA-PDF file, each content set of a
/// message has a bookmark, and conversations are open.
pub(crate) fn bookmarks(
    index: &[IndexLine],
    conversations: &[Option<String>],
    pages: &[Id],
) -> Vec<Bookmark> {
    let mut groups: Vec<(Option<&str>, Vec<Bookmark>)> = Vec::new();
    for (line, conversation) in index.iter().zip(conversations) {
        let Some(bookmark) = of_message(line, pages) else { continue };
        let title = conversation.as_deref();
        match groups.last_mut() {
            Some((last, messages)) if title.is_some() && *last == title => messages.push(bookmark),
            _ => groups.push((title, vec![bookmark])),
        }
    }
    groups
        .into_iter()
        .flat_map(|(title, mut messages)| match (title, messages.first().map(|first| first.page)) {
            // A conversation of one message needs no bookmark of its own.
            (Some(title), Some(page)) if messages.len() > 1 => {
                let is_open = messages.iter().any(|message| !message.children.is_empty());
                let children = std::mem::take(&mut messages);
                vec![Bookmark { title: title.to_owned(), page, children, is_open }]
            }
            _ => messages,
        })
        .collect()
}

fn of_message(line: &IndexLine, pages: &[Id]) -> Option<Bookmark> {
    let page = |number: usize| number.checked_sub(1).and_then(|index| pages.get(index)).copied();
    let children =
        line.sets.iter().filter_map(|(set, number)| Some(Bookmark::new(set.title(), page(*number)?)));
    Some(Bookmark { children: children.collect(), ..Bookmark::new(&line.subject, page(line.page)?) })
}
