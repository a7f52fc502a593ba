//! What an HTML body shows of the attachments.

use std::collections::HashSet;

use crate::compose::item_properties::message_ids;
use crate::{Attachment, AttachmentContent, tags};

/// The content ids and places that a document names.
#[derive(Debug, Default)]
pub(crate) struct HtmlReferences {
    ids: HashSet<String>,
    places: HashSet<String>,
}

impl HtmlReferences {
    /// What a document names: `cid:` anywhere, and the values of what loads.
    pub(crate) fn of(html: &str) -> Self {
        let lower = html.to_ascii_lowercase();
        let mut shown = Self::default();
        for id in behind(html, &lower, "cid:") {
            let id = id.split(['"', '\'', ')', '>', ' ', '\r', '\n', '&']).next().unwrap_or(id);
            shown.ids.insert(percent_decoded(id).to_ascii_lowercase());
        }
        for key in ["src=", "background=", "url("] {
            for value in behind(html, &lower, key) {
                let value = value.trim_start();
                let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
                let value = match quote {
                    Some(quote) => value.get(1..).and_then(|rest| rest.split(quote).next()),
                    None => value.split([' ', '>', ')', '\r', '\n']).next(),
                };
                shown.places.insert(value.unwrap_or_default().to_owned());
            }
        }
        shown
    }

    /// True if the attachment is a picture of the text, or another part that it shows.
    pub(crate) fn has(&self, attachment: &Attachment) -> bool {
        if !matches!(attachment.content, AttachmentContent::Value(_)) {
            return false;
        }
        let props = &attachment.props;
        let id = content_id(attachment);
        let place = props.text(tags::ATTACH_CONTENT_LOCATION).filter(|place| !place.is_empty());
        if id.as_ref().is_some_and(|id| self.ids.contains(&id.to_ascii_lowercase()))
            || place.as_ref().is_some_and(|place| self.places.contains(place))
        {
            return true;
        }
        let flagged = props.integer(tags::ATTACH_FLAGS).is_some_and(|flags| flags & SHOWN_IN_HTML != 0)
            || props.boolean(tags::ATTACHMENT_HIDDEN) == Some(true);
        flagged && (id.is_some() || place.is_some())
    }
}

/// `ATT_MHTML_REF` of `PidTagAttachFlags`: the HTML body shows the attachment.
const SHOWN_IN_HTML: i64 = 4;
/// Longer values name no attachment.
const LONGEST: usize = 2_048;

/// What stands behind each occurrence of a key, as far as a value may reach.
fn behind<'x>(html: &'x str, lower: &'x str, key: &'x str) -> impl Iterator<Item = &'x str> {
    lower.match_indices(key).filter_map(move |(at, _)| {
        let start = at.saturating_add(key.len());
        html.get(start..html.floor_char_boundary(start.saturating_add(LONGEST)))
    })
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let digits = tail.first_chunk::<2>().and_then(|pair| std::str::from_utf8(pair).ok());
        let decoded = digits.filter(|_| byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The content id of an attachment, without brackets.
pub(crate) fn content_id(attachment: &Attachment) -> Option<String> {
    message_ids(&attachment.props.text(tags::ATTACH_CONTENT_ID)?).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::HtmlReferences;
    use crate::{Attachment, AttachmentContent, Data, Value, tags};

    #[track_caller]
    fn check(html: &str, id: &str, place: &str, expected: bool) {
        let mut attachment = Attachment {
            content: AttachmentContent::Value(Data::Inline(Vec::new())),
            ..Attachment::default()
        };
        for (property, text) in [(tags::ATTACH_CONTENT_ID, id), (tags::ATTACH_CONTENT_LOCATION, place)] {
            attachment.props.insert(property, Value::Text(text.to_owned()));
        }
        assert_eq!(HtmlReferences::of(html).has(&attachment), expected, "{html} {id} {place}");
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
