//! References of an HTML body to attachments.

use std::collections::HashSet;

use crate::compose::item_properties::message_ids;
use crate::{Attachment, AttachmentContent, decode_hex_escapes, tags};

/// The content ids and locations that a document refers to.
#[derive(Debug, Default)]
pub(crate) struct HtmlReferences {
    ids: HashSet<String>,
    locations: HashSet<String>,
}

impl HtmlReferences {
    /// Collects the references of a document: `cid:` anywhere, and the values of attributes that load a file.
    pub(crate) fn of(html: &str) -> Self {
        let lower = html.to_ascii_lowercase();
        let mut references = Self::default();
        for id in text_after(html, &lower, "cid:") {
            let id = id.split(['"', '\'', ')', '>', ' ', '\r', '\n', '&']).next().unwrap_or(id);
            let id = decode_hex_escapes(id.as_bytes(), b'%');
            references.ids.insert(String::from_utf8_lossy(&id).to_ascii_lowercase());
        }
        for key in ["src=", "background=", "url("] {
            for value in text_after(html, &lower, key) {
                let value = value.trim_start();
                let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
                let value = match quote {
                    Some(quote) => value.get(1..).and_then(|rest| rest.split(quote).next()),
                    None => value.split([' ', '>', ')', '\r', '\n']).next(),
                };
                references.locations.insert(value.unwrap_or_default().to_owned());
            }
        }
        references
    }

    /// Returns true if the document shows the attachment.
    pub(crate) fn has(&self, attachment: &Attachment) -> bool {
        if !matches!(attachment.content, AttachmentContent::Value(_)) {
            return false;
        }
        let props = &attachment.props;
        let id = content_id(attachment);
        let location = props.text(tags::ATTACH_CONTENT_LOCATION).filter(|location| !location.is_empty());
        if id.as_ref().is_some_and(|id| self.ids.contains(&id.to_ascii_lowercase()))
            || location.as_ref().is_some_and(|location| self.locations.contains(location))
        {
            return true;
        }
        let flagged = props.integer(tags::ATTACH_FLAGS).is_some_and(|flags| flags & SHOWN_IN_HTML != 0)
            || props.boolean(tags::ATTACHMENT_HIDDEN) == Some(true);
        flagged && (id.is_some() || location.is_some())
    }
}

/// `attRenderedInBody` of `PidTagAttachFlags`: the HTML body shows the attachment.
const SHOWN_IN_HTML: i64 = 4;
/// Maximum number of bytes of a reference.
const MAX_REFERENCE: usize = 2_048;

/// Returns the text after each occurrence of a key, up to [`MAX_REFERENCE`] bytes.
fn text_after<'x>(html: &'x str, lower: &'x str, key: &'x str) -> impl Iterator<Item = &'x str> {
    lower.match_indices(key).filter_map(move |(at, _)| {
        let start = at.saturating_add(key.len());
        html.get(start..html.floor_char_boundary(start.saturating_add(MAX_REFERENCE)))
    })
}

/// Returns the content id of an attachment without angle brackets.
pub(crate) fn content_id(attachment: &Attachment) -> Option<String> {
    message_ids(&attachment.props.text(tags::ATTACH_CONTENT_ID)?).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::HtmlReferences;
    use crate::{Attachment, AttachmentContent, Data, Value, tags};

    #[track_caller]
    fn check(html: &str, id: &str, location: &str, expected: bool) {
        let mut attachment = Attachment {
            content: AttachmentContent::Value(Data::Inline(Vec::new())),
            ..Attachment::default()
        };
        for (property, text) in [(tags::ATTACH_CONTENT_ID, id), (tags::ATTACH_CONTENT_LOCATION, location)] {
            attachment.props.insert(property, Value::Text(text.to_owned()));
        }
        assert_eq!(HtmlReferences::of(html).has(&attachment), expected, "{html} {id} {location}");
    }

    #[test]
    fn what_documents_show() {
        check("<img src=\"cid:a@b\">", "<a@b>", "", true);
        check("<IMG SRC=CID:A@b>", "a@B", "", true);
        check("<img src='cid:a%40b'>", "a@b", "", true);
        check("<td style=\"background:url(cid:a@b)\">", "a@b", "", true);
        check("<img src=\"cid:a@bc\">", "a@b", "", false);
        check("<img src=\"pic 1.gif\">", "", "pic 1.gif", true);
        check("<img src=pic.gif>", "", "pic.gif", true);
        check("<a href=\"pic.gif\">", "", "pic.gif", false);
        check("<p>İ cid:", "", "", false);
    }
}
