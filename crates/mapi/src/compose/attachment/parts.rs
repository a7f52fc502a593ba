//! Composes attachments as MIME parts, [MS-OXCMAIL] 2.2.4 and [MS-OXCMSG] 2.2.2.

use foundmail_defect::{Defect, Effect};
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;

use crate::compose::attachment::embedded_file::EmbeddedFile;
use crate::compose::attachment::html_references::content_id;
use crate::compose::attachment::mac_binary::MacFile;
use crate::compose::attachment::media_type::{by_extension, is_token, media_type};
use crate::compose::attachment::name::{self, with_extension};
use crate::compose::attachment::ole::{self, OleObject};
use crate::compose::item_properties::subject;
use crate::compose::wire::mime::{MimePart, MimeWriter, PartBody, PartOrigin};
use crate::compose::wire::verbatim;
use crate::{Attachment, AttachmentContent, Data, Picture, tags};

/// The way in which the text shows an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyReference {
    /// The text does not show the attachment.
    None,
    /// The HTML refers to the content id or location of the attachment.
    Html,
    /// The RTF marks the position of the attachment as an object.
    RtfObject,
}

/// Maximum depth of attached messages. A message at a greater depth is recorded as a defect.
const MAX_DEPTH: u32 = 32;

/// The MIME parts of one attachment.
#[derive(Default)]
pub(crate) struct AttachmentParts<'x> {
    /// Parts for the list of attachments.
    pub(crate) files: Vec<MimePart<'x>>,
    /// Parts that the text shows.
    pub(crate) inline: Vec<MimePart<'x>>,
    /// The content id of the picture that represents the attachment in the text.
    pub(crate) picture: Option<String>,
}

impl<'x> AttachmentParts<'x> {
    /// Composes the attachment at `index`.
    pub(crate) fn of(
        writer: &mut MimeWriter<'_>,
        attachment: &'x Attachment,
        index: usize,
        reference: BodyReference,
        depth: u32,
    ) -> Self {
        let name = name::of(attachment);
        let origin = PartOrigin::Attachment(index);
        match &attachment.content {
            AttachmentContent::Value(data) => value(attachment, data, name, index, reference),
            AttachmentContent::Ole(data) => ole(
                writer,
                attachment,
                data,
                name,
                Some(index).filter(|_| reference == BodyReference::RtfObject),
                origin,
            ),
            AttachmentContent::Embedded(_) if depth >= MAX_DEPTH => {
                writer.unreadable(
                    &name,
                    "messages are nested too deeply, so the innermost messages are missing",
                );
                Self::file(MimePart::text("text/plain", "").disposition("attachment", name))
            }
            AttachmentContent::Embedded(item) => {
                let own = name::declared(attachment).unwrap_or_else(|| name::from_subject(&subject(item)));
                let part = MimePart::new("message/rfc822", PartBody::Item(item, depth.saturating_add(1)));
                Self::file(part.disposition("attachment", with_extension(own, "eml")).of(origin))
            }
            AttachmentContent::Reference(path) => {
                let text =
                    format!("This attachment is a link. The file itself was kept at:\r\n\r\n{path}\r\n");
                Self::file(
                    MimePart::text("text/plain", text).disposition("attachment", with_extension(name, "txt")),
                )
            }
            AttachmentContent::None => {
                missing(writer, attachment, &name, index);
                let part = MimePart::new(media_type(attachment, &name), PartBody::Bytes(Vec::new()));
                Self::file(with_ids(part.disposition("attachment", name), attachment))
            }
        }
    }

    fn file(part: MimePart<'x>) -> Self {
        Self { files: vec![part], ..Self::default() }
    }
}

/// Records a defect for an attachment without content, unless a defect of an attachment was already recorded.
fn missing(writer: &mut MimeWriter<'_>, attachment: &Attachment, name: &str, index: usize) {
    if attachment.props.integer(tags::ATTACH_METHOD) == Some(0) {
        return;
    }
    let told = writer.defects.iter().any(|defect| defect.effect == Effect::AttachmentIncomplete);
    if !told {
        let what = format!("attachment {} has no content", index.saturating_add(1));
        writer.defects.push(Defect::new(format!("attachment «{name}»"), what, Effect::AttachmentIncomplete));
    }
    if writer.depth == 0 {
        writer.unreadable = writer.unreadable.saturating_add(1);
    }
}

fn value<'x>(
    attachment: &'x Attachment,
    data: &'x Data,
    name: String,
    index: usize,
    reference: BodyReference,
) -> AttachmentParts<'x> {
    let origin = PartOrigin::Attachment(index);
    if let Some(file) = MacFile::of(attachment, data) {
        return mac(attachment, data, &file, name, origin);
    }
    let part = of_value(attachment, data, &name).of(origin);
    let is_picture = part.media_type().starts_with("image/");
    // Text converted from RTF does not contain content ids.
    let shown_by_rtf = reference == BodyReference::RtfObject && is_picture;
    let given = content_id(attachment).or_else(|| shown_by_rtf.then(|| generated_content_id(index)));
    let inline = reference == BodyReference::Html || shown_by_rtf;
    let disposition = if inline { "inline" } else { "attachment" };
    let part = with_location(part.disposition(disposition, name), attachment);
    let part = match given.clone() {
        Some(id) => part.field("Content-ID", MessageId::new(id)),
        None => part,
    };
    let parts = if inline {
        AttachmentParts { inline: vec![part], ..AttachmentParts::default() }
    } else {
        AttachmentParts::file(part)
    };
    AttachmentParts { picture: given.filter(|_| shown_by_rtf), ..parts }
}

/// Returns the content id for a picture that has no id of its own.
fn generated_content_id(index: usize) -> String {
    format!("attachment-{index}@foundmail")
}

fn of_value<'x>(attachment: &Attachment, data: &'x Data, name: &str) -> MimePart<'x> {
    let media_type = media_type(attachment, name);
    if media_type == "message/rfc822" {
        return if verbatim::is_message(data) {
            MimePart::new(media_type, PartBody::Message(data, name.to_owned()))
        } else {
            MimePart::new("application/octet-stream", PartBody::Data(data, name.to_owned()))
        };
    }
    let charset = attachment.props.text(tags::TEXT_ATTACHMENT_CHARSET).filter(|charset| is_token(charset));
    let text = media_type.starts_with("text/");
    let part = MimePart::new(media_type, PartBody::Data(data, name.to_owned()));
    match charset {
        Some(charset) if text => part.attribute("charset", charset),
        _ => part,
    }
}

/// Composes the data fork of a `MacBinary` file, and the complete file if it has a resource fork.
fn mac<'x>(
    attachment: &'x Attachment,
    data: &'x Data,
    file: &MacFile,
    name: String,
    origin: PartOrigin,
) -> AttachmentParts<'x> {
    let own = name::declared(attachment).unwrap_or_else(|| file.name.clone());
    let media_type = media_type(attachment, &own);
    let body = PartBody::Span(data, file.start, file.length, own.clone());
    let mut parts = AttachmentParts::file(with_ids(
        // The complete file, if there is one, takes its place.
        MimePart::new(media_type, body).disposition("attachment", own).of(origin),
        attachment,
    ));
    if file.has_resources {
        let whole = with_extension(name, "bin");
        let part = MimePart::new("application/macbinary", PartBody::Data(data, whole.clone()));
        parts.files.push(part.disposition("attachment", whole).of(origin));
    }
    parts
}

/// Composes an OLE object: its storage, the file in it, and the picture that represents it.
fn ole<'x>(
    writer: &mut MimeWriter<'_>,
    attachment: &'x Attachment,
    data: &'x Data,
    name: String,
    marked: Option<usize>,
    origin: PartOrigin,
) -> AttachmentParts<'x> {
    let mut object = OleObject::default();
    if data.len() <= writer.ole_memory_left.min(ole::LIMIT) {
        writer.ole_memory_left = writer.ole_memory_left.saturating_sub(data.len());
        let (bytes, error) = data.read_at_most(ole::LIMIT);
        object = OleObject::of(bytes, attachment.props.code_page());
        // If the storage is incomplete as well, a defect is recorded when the storage is copied.
        if let Some(cut) = object.incomplete_reason.take().filter(|_| error.is_none()) {
            writer.unreadable(&name, &format!("the file inside the object: {cut}"));
        }
    }
    let extension = object.extension.unwrap_or("ole");
    let media_type = object.extension.map_or("application/ole-storage", by_extension);
    let mut parts = AttachmentParts::file(
        MimePart::new(media_type, PartBody::Data(data, name.clone()))
            .disposition("attachment", with_extension(name.clone(), extension))
            .of(origin),
    );
    if let Some(EmbeddedFile { name: inner, extension, bytes, .. }) = object.file {
        let inner = inner.unwrap_or_else(|| with_extension(name.clone(), extension));
        let extension = inner.rsplit_once('.').map_or(extension, |(_, last)| last).to_ascii_lowercase();
        let part = MimePart::new(by_extension(&extension), PartBody::Bytes(bytes));
        // The file comes first, because the user looks for the file and not for the storage.
        parts.files.insert(0, part.disposition("attachment", inner));
    }
    if let Some(picture) = object.picture.or_else(|| rendering(attachment)) {
        let file = with_extension(name, picture.extension);
        let part =
            MimePart::new(picture.media_type, PartBody::Bytes(picture.bytes)).disposition("inline", file);
        match marked.map(generated_content_id) {
            Some(id) => {
                parts.inline.push(part.field("Content-ID", MessageId::new(id.clone())));
                parts.picture = Some(id);
            }
            None => parts.files.push(part),
        }
    }
    parts
}

/// Returns `PidTagAttachRendering`, a metafile that represents the object.
fn rendering(attachment: &Attachment) -> Option<Picture> {
    const LIMIT: u64 = 16 << 20;
    let data = attachment.props.binary(tags::ATTACH_RENDERING)?;
    let (bytes, error) = data.read_at_most(LIMIT);
    (error.is_none() && !bytes.is_empty()).then(|| crate::picture::of_metafile(bytes, None))
}

fn with_ids<'x>(part: MimePart<'x>, attachment: &Attachment) -> MimePart<'x> {
    let part = match content_id(attachment) {
        Some(id) => part.field("Content-ID", MessageId::new(id)),
        None => part,
    };
    with_location(part, attachment)
}

fn with_location<'x>(part: MimePart<'x>, attachment: &Attachment) -> MimePart<'x> {
    let location = attachment.props.text(tags::ATTACH_CONTENT_LOCATION).unwrap_or_default();
    if location.is_empty() || !location.bytes().all(|byte| byte.is_ascii_graphic()) {
        return part;
    }
    part.field("Content-Location", Raw::new(location))
}
