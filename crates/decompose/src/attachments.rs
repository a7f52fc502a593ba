//! The attachments of an item, [MS-OXCMSG] 2.2.2.

use foundmail_mail::{
    Attachment as MailAttachment, Framing, ItemKind, Message, Skeleton, Split, write_attachment,
};
use foundmail_mapi::{Attachment, AttachmentContent, Data, Item, PropertySet, tags};

use crate::content_spool::ContentSpool;
use crate::properties::{boolean, integer, text};

/// Maximum depth of attached messages. A deeper message becomes a file.
const MAX_DEPTH: usize = 16;
/// Maximum size of an attached message that becomes an item. A larger one becomes a file.
const MAX_EMBEDDED: u64 = 64 << 20;
/// `ATT_MHTML_REF` of `PidTagAttachFlags`: the HTML refers to the attachment.
const REFERRED: i32 = 4;

/// Makes an item of a message that others enclose: their number, the contents of attachments, and sentences about missing
/// parts. The function is passed in, because this module does not know items.
pub(crate) type MakeItem = fn(&Skeleton<'_>, usize, &mut ContentSpool, &mut Vec<String>) -> Item;

/// The attachments of a message, and its bodies in other forms.
#[derive(Default)]
pub(crate) struct FoundAttachments {
    pub(crate) attachments: Vec<Attachment>,
    /// RTF from which the HTML was converted.
    pub(crate) rtf: Option<Vec<u8>>,
    /// A calendar or card in the form that compose gives to appointments, contacts and tasks.
    pub(crate) component: Option<Vec<u8>>,
    /// A sentence for each attachment that can't be read.
    pub(crate) left_out: Vec<String>,
}

/// Reads the attachments of a message. `kind` says whether a calendar or card is the item itself.
pub(crate) fn of(
    message: &Message,
    skeleton: &Skeleton<'_>,
    framing: Framing,
    kind: ItemKind,
    depth: usize,
    make: MakeItem,
    spool: &mut ContentSpool,
) -> FoundAttachments {
    let mut found = FoundAttachments::default();
    for file in &message.attachments {
        if is_opened_winmail(file) {
            continue;
        }
        let kept = spool.keep(|out| write_attachment(skeleton, framing, file.index, out));
        let data = match kept {
            Ok((true, data)) => data,
            Ok((false, _)) => continue,
            Err(error) => {
                found.left_out.push(format!("The attachment {} could not be read: {error}", file.name));
                continue;
            }
        };
        let is_form = file.inline && file.content_id.is_none();
        match (is_form, file.media_type.as_str()) {
            (true, "application/rtf") if found.rtf.is_none() => found.rtf = Some(data.read_lenient().0),
            (true, "text/calendar" | "text/vcard")
                if !matches!(kind, ItemKind::Mail) && found.component.is_none() =>
            {
                found.component = Some(data.read_lenient().0);
            }
            _ => found.attachments.push(attachment(file, data, depth, make, spool, &mut found.left_out)),
        }
    }
    found
}

/// Returns true for a `winmail.dat` whose contents are listed separately.
fn is_opened_winmail(file: &MailAttachment) -> bool {
    file.inline
        && file.content_id.is_none()
        && (file.media_type.ends_with("ms-tnef") || file.name.eq_ignore_ascii_case("winmail.dat"))
}

fn attachment(
    file: &MailAttachment,
    data: Data,
    depth: usize,
    make: MakeItem,
    spool: &mut ContentSpool,
    left_out: &mut Vec<String>,
) -> Attachment {
    let mut set = PropertySet::new();
    let embedded = embedded(file, &data, depth, make, spool, left_out);
    let name = match &embedded {
        Some(_) => file.name.strip_suffix(".eml").unwrap_or(&file.name),
        None => &file.name,
    };
    text(&mut set, tags::DISPLAY_NAME, name);
    text(&mut set, tags::ATTACH_MIME_TAG, &file.media_type);
    if embedded.is_none() {
        text(&mut set, tags::ATTACH_LONG_FILENAME, name);
        text(&mut set, tags::ATTACH_FILENAME, name);
        if let Some((_, extension)) = name.rsplit_once('.') {
            text(&mut set, tags::ATTACH_EXTENSION, &format!(".{extension}"));
        }
    }
    if let Some(id) = &file.content_id {
        text(&mut set, tags::ATTACH_CONTENT_ID, id);
    }
    if file.inline && file.content_id.is_some() {
        integer(&mut set, tags::ATTACH_FLAGS, REFERRED);
        boolean(&mut set, tags::ATTACHMENT_HIDDEN, true);
    }
    integer(&mut set, tags::RENDERING_POSITION, -1);
    let content = match embedded {
        Some(item) => AttachmentContent::Embedded(Box::new(item)),
        None => AttachmentContent::Value(data),
    };
    Attachment { props: set, content }
}

/// Returns an attached message as an item.
fn embedded(
    file: &MailAttachment,
    data: &Data,
    depth: usize,
    make: MakeItem,
    spool: &mut ContentSpool,
    left_out: &mut Vec<String>,
) -> Option<Item> {
    if file.media_type != "message/rfc822" || depth >= MAX_DEPTH || data.len() > MAX_EMBEDDED {
        return None;
    }
    let (raw, error) = data.read_lenient();
    if error.is_some() {
        return None;
    }
    Some(Split::of(&raw).with(|skeleton| make(skeleton, depth.saturating_add(1), spool, left_out)))
}
