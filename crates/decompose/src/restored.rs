//! Items whose MAPI properties the archive has. The message adds their bodies and the contents of their attachments.

use foundmail_mail::{Framing, Message, Skeleton, Split, parse_skeleton, write_numbered_part};
use foundmail_mapi::{
    AttachmentContent, Data, Item, PropertySet, StoredContent, StoredProperties, Value,
    html_with_charset_utf8, remove_summary, rtf, tags,
};

use crate::bodies::{NATIVE_HTML, UTF_8, with_crlf};
use crate::content_spool::ContentSpool;
use crate::header::Header;
use crate::mail::NO_TIME;
use crate::properties::{boolean, bytes, integer};
use crate::signed;

/// `PidTagRtfInSync`
const RTF_IN_SYNC: u16 = 0x0E1F;
/// Maximum size of the message of an embedded item. A larger one becomes a file.
const MAX_EMBEDDED: u64 = 64 << 20;

/// Makes an item of its properties and its message.
pub(crate) fn item_of(
    properties: StoredProperties,
    skeleton: &Skeleton<'_>,
    framing: Framing,
    spool: &mut ContentSpool,
    left_out: &mut Vec<String>,
) -> Item {
    let StoredProperties { mut item, rtf_part, contents, bodies, left_out: too_long } = properties;
    left_out.extend(
        too_long
            .into_iter()
            .map(|(id, length)| format!("The property {id:#06x} has {length} bytes, too many.")),
    );
    let mut restoring = Restoring { skeleton, framing, spool, left_out };
    for (attachment, content) in item.attachments.iter_mut().zip(contents) {
        let name = attachment.props.first_text(&[tags::ATTACH_LONG_FILENAME, tags::DISPLAY_NAME]);
        attachment.content = restoring.content(content, &name.unwrap_or_else(|| "attachment".to_owned()));
    }
    let class = item.message_class().to_ascii_lowercase();
    if let ([only], true) =
        (item.attachments.as_mut_slice(), class.starts_with("ipm.note.smime.multipartsigned"))
        && matches!(only.content, AttachmentContent::None)
        && let Some(body) = signed::body(&Header::of(skeleton.bytes), skeleton, framing, restoring.spool)
    {
        only.content = AttachmentContent::Value(body);
    }
    let rtf = rtf_part.and_then(|part| restoring.part(part, "body.rtf")).map(|data| data.read_lenient().0);
    insert_times(&mut item.props);
    insert_bodies(&mut item, &parse_skeleton(skeleton, framing), &bodies, rtf.as_deref());
    item
}

/// Gives an item without any time the time that means "none", because each item of a PST needs one.
fn insert_times(set: &mut PropertySet) {
    const TIMES: [u16; 4] = [
        tags::CREATION_TIME,
        tags::LAST_MODIFICATION_TIME,
        tags::CLIENT_SUBMIT_TIME,
        tags::MESSAGE_DELIVERY_TIME,
    ];
    if TIMES.iter().all(|&id| set.time(id).is_none()) {
        for id in [tags::CREATION_TIME, tags::LAST_MODIFICATION_TIME] {
            set.insert(id, Value::Time(NO_TIME));
        }
    }
}

struct Restoring<'r, 's> {
    skeleton: &'r Skeleton<'s>,
    framing: Framing,
    spool: &'r mut ContentSpool,
    left_out: &'r mut Vec<String>,
}

impl Restoring<'_, '_> {
    fn content(&mut self, content: StoredContent, name: &str) -> AttachmentContent {
        match content {
            StoredContent::None | StoredContent::File(None) | StoredContent::Ole(None) => {
                AttachmentContent::None
            }
            StoredContent::Reference(path) => AttachmentContent::Reference(path),
            StoredContent::File(Some(part)) => {
                self.part(part, name).map_or(AttachmentContent::None, AttachmentContent::Value)
            }
            StoredContent::Ole(Some(part)) => {
                self.part(part, name).map_or(AttachmentContent::None, AttachmentContent::Ole)
            }
            StoredContent::Embedded(None, inner) => AttachmentContent::Embedded(Box::new(inner.item)),
            StoredContent::Embedded(Some(part), inner) => match self.part(part, name) {
                Some(data) if data.len() > MAX_EMBEDDED => {
                    self.left_out
                        .push(format!("The attached message {name} is a file, because it is very large."));
                    AttachmentContent::Value(data)
                }
                Some(data) => {
                    let raw = data.read_lenient().0;
                    let item = Split::of(&raw).with(|skeleton| {
                        item_of(*inner, skeleton, Framing::Plain, self.spool, self.left_out)
                    });
                    AttachmentContent::Embedded(Box::new(item))
                }
                None => AttachmentContent::Embedded(Box::new(inner.item)),
            },
        }
    }

    /// Reads a part of the message.
    fn part(&mut self, part: u32, name: &str) -> Option<Data> {
        let (skeleton, framing) = (self.skeleton, self.framing);
        match self.spool.keep(|out| write_numbered_part(skeleton, framing, part, out)) {
            Ok((true, data)) => Some(data),
            Ok((false, _)) => {
                self.left_out.push(format!("The message does not contain {name}."));
                None
            }
            Err(error) => {
                self.left_out.push(format!("{name} could not be read: {error}"));
                None
            }
        }
    }
}

/// Inserts the bodies that the item had. `had` are their ids and lengths.
fn insert_bodies(item: &mut Item, message: &Message, had: &[(u16, u64)], rtf_body: Option<&[u8]>) {
    let (mut plain, mut html) = (message.text.clone(), message.html.clone());
    remove_summary(item, &mut plain, &mut html);
    let set = &mut item.props;
    let length_of = |id: u16| had.iter().find(|(found, _)| *found == id).map(|(_, length)| *length);
    let has_rtf = length_of(tags::RTF_COMPRESSED).is_some();
    if let Some(length) = length_of(tags::BODY) {
        let mut body = with_crlf(&plain);
        // The end of a part can have one line end more or less than the body.
        if body.len() as u64 == length.saturating_add(2) && body.ends_with("\r\n") {
            body.truncate(body.len().saturating_sub(2));
        } else if (body.len() as u64).saturating_add(2) == length {
            body.push_str("\r\n");
        }
        if !body.is_empty() || length == 0 {
            set.insert(tags::BODY, Value::Text(body));
        }
    }
    if let Some(rtf_body) = rtf_body {
        bytes(set, tags::RTF_COMPRESSED, rtf::uncompressed(rtf_body));
    }
    // RTF that only wraps HTML is not kept. The HTML takes its place.
    let needs_html = length_of(tags::HTML).is_some() || has_rtf && rtf_body.is_none();
    if let Some(page) = html.filter(|page| needs_html && !page.trim().is_empty()) {
        bytes(set, tags::HTML, html_with_charset_utf8(page).into_bytes());
        integer(set, tags::INTERNET_CODEPAGE, UTF_8);
        if has_rtf && rtf_body.is_none() {
            integer(set, tags::NATIVE_BODY, NATIVE_HTML);
            boolean(set, RTF_IN_SYNC, false);
        }
    } else if has_rtf && rtf_body.is_none() && length_of(tags::BODY).is_none() && !plain.trim().is_empty() {
        set.insert(tags::BODY, Value::Text(with_crlf(&plain)));
        boolean(set, RTF_IN_SYNC, false);
    }
}
