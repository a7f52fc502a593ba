//! Makes an item of a message.

use std::io;

use foundmail_mail::{Framing, ItemKind, Message, Skeleton, parse_skeleton};
use foundmail_mapi::{Item, insert_component, read_properties, tags};

use crate::attachments;
use crate::bodies::{self, Bodies};
use crate::content_spool::ContentSpool;
use crate::header::Header;
use crate::properties::text;
use crate::{mail, note, restored, signed, state};

/// The sentence about an item whose property stream is damaged.
const DAMAGED_PROPERTIES: &str = "The properties that only Outlook items have are damaged in the archive. Import the mailbox of \
                                  this item again.";

/// A stored message.
pub struct StoredItem<'s> {
    /// The message without its large parts.
    pub skeleton: &'s Skeleton<'s>,
    /// The framing of its bytes.
    pub framing: Framing,
    /// The category of the item.
    pub kind: ItemKind,
    /// True if Foundmail composed the message from another format than RFC 5322. Such a message was never transported.
    pub composed: bool,
    /// The property stream of the item, if the archive has one. A damaged stream, such as an empty one, is named in
    /// [`Decomposed::left_out`].
    pub properties: Option<&'s [u8]>,
}

/// An item that was made of a message.
#[derive(Debug, Default)]
pub struct Decomposed {
    /// The item.
    pub item: Item,
    /// A sentence for each part of the message that the item lacks.
    pub left_out: Vec<String>,
}

/// Makes an item of a message. Parts that can't be read are left out and named.
///
/// # Errors
///
/// Returns the error of the temporary file for large attachments.
pub fn decompose(stored: &StoredItem<'_>) -> io::Result<Decomposed> {
    let mut spool = ContentSpool::default();
    let mut left_out = Vec::new();
    let item = item_of(stored, 0, &mut spool, &mut left_out);
    spool.finish()?;
    Ok(Decomposed { item, left_out })
}

/// Makes an item of a message that `depth` others enclose.
pub(crate) fn item_of(
    stored: &StoredItem<'_>,
    depth: usize,
    spool: &mut ContentSpool,
    left_out: &mut Vec<String>,
) -> Item {
    let StoredItem { skeleton, framing, kind, composed, properties } = *stored;
    match properties.map(read_properties) {
        Some(Some(properties)) => return restored::item_of(properties, skeleton, framing, spool, left_out),
        Some(None) => left_out.push(DAMAGED_PROPERTIES.to_owned()),
        None => {}
    }
    let message = parse_skeleton(skeleton, framing);
    let header = Header::of(skeleton.bytes);
    let mut item = Item::default();
    mail::insert(&mut item, &message, &header, skeleton.digest);
    state::insert(&mut item.props, &header);
    if kind == ItemKind::Mail && !composed {
        text(&mut item.props, tags::TRANSPORT_MESSAGE_HEADERS, &header.text);
    }
    text(&mut item.props, tags::MESSAGE_CLASS, "IPM.Note");
    let signed = signed::body(&header, skeleton, framing, spool);
    let mut bodies = Bodies { text: message.text.clone(), html: message.html.clone(), rtf: None };
    let mut component = None;
    if let Some(body) = signed {
        signed::insert(&mut item, body);
    } else {
        let found = attachments::of(&message, skeleton, framing, kind, depth, attached, spool);
        left_out.extend(found.left_out);
        item.attachments = found.attachments;
        bodies.rtf = found.rtf;
        component = found.component;
        if is_encrypted(&item, &message) {
            text(&mut item.props, tags::MESSAGE_CLASS, "IPM.Note.SMIME");
        }
    }
    let is_component = component.is_some_and(|component| {
        let inserted = insert_component(&mut item, &String::from_utf8_lossy(&component));
        left_out.extend(inserted.iter().flatten().cloned());
        inserted.is_some()
    });
    // The text of such a message repeats the component in words.
    if !is_component {
        bodies::insert(&mut item.props, &bodies);
    }
    if kind == ItemKind::Note && !is_component {
        note::insert(&mut item.props);
    }
    item
}

/// Makes an item of an attached message.
fn attached(
    skeleton: &Skeleton<'_>,
    depth: usize,
    spool: &mut ContentSpool,
    left_out: &mut Vec<String>,
) -> Item {
    let (framing, kind) = (Framing::Plain, ItemKind::Mail);
    let stored = StoredItem { skeleton, framing, kind, composed: false, properties: None };
    item_of(&stored, depth, spool, left_out)
}

/// Returns whether the only content of a message is encrypted or signed, [MS-OXOSMIME] 2.1.1.
fn is_encrypted(item: &Item, message: &Message) -> bool {
    let [attachment] = item.attachments.as_slice() else { return false };
    let media_type = attachment.props.text(tags::ATTACH_MIME_TAG).unwrap_or_default();
    matches!(media_type.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime")
        && message.text.trim().is_empty()
        && message.html.is_none()
}

#[cfg(test)]
mod tests {
    use foundmail_mail::{Framing, ItemKind, Split};
    use foundmail_mapi::{Item, PartNumbers, tags, write_properties};

    use super::{DAMAGED_PROPERTIES, StoredItem, decompose, text};

    #[test]
    fn damaged_properties_are_named() {
        let mut item = Item::default();
        text(&mut item.props, tags::SUBJECT, "Roof");
        let whole = write_properties(&item, &PartNumbers::default());
        let newer = [&[9][..], &whole[1..]].concat();
        let sentence = vec![DAMAGED_PROPERTIES.to_owned()];
        for (properties, left_out) in [
            (None, Vec::new()),
            (Some(whole.as_slice()), Vec::new()),
            (Some(&whole[..whole.len() - 1]), sentence.clone()),
            (Some(newer.as_slice()), sentence.clone()),
            (Some(&b""[..]), sentence),
        ] {
            let split = Split::of(b"Subject: Roof\r\n\r\nThe roof.\r\n");
            let decomposed = split.with(|skeleton| {
                let (framing, kind) = (Framing::Plain, ItemKind::Mail);
                decompose(&StoredItem { skeleton, framing, kind, composed: true, properties })
            });
            let decomposed = decomposed.unwrap();
            assert_eq!(decomposed.left_out, left_out, "{properties:?}");
            assert_eq!(decomposed.item.props.text(tags::SUBJECT).as_deref(), Some("Roof"));
        }
    }
}
