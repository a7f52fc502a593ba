//! Shows attached messages.

use foundmail_mail::{
    Attachment, Framing, Message, Person, Split, inline_pictures, own_text_start, parse_skeleton,
    runs_as_program,
};
use foundmail_render::CleanBody;
use foundmail_search::Marks;
use foundmail_search::query::Scope;

use super::attached::RawMessage;
use super::opened_files::Attached;
use crate::dates::milliseconds;
use crate::read::body::{TEXT_IS_CUT, shown_part};
use crate::read::stored::left_out;
use crate::search::list::{person_view, segments};
use crate::search::owners::Owners;
use crate::view::{AttachmentPreview, AttachmentView, BodyView, MessageView};
use crate::{Archive, ArchiveError};

/// Number of characters of the beginning of the text.
const SNIPPET: usize = 200;

/// An attached message that was parsed and cleaned.
pub(super) struct OpenedAttached {
    message: Message,
    /// The cleaned HTML body.
    pub html: Option<CleanBody>,
    left_out: Vec<String>,
}

/// Parses and cleans an attached message.
pub(super) fn opened(raw: &RawMessage) -> OpenedAttached {
    Split::of(&raw.bytes).with(|mail| {
        let mut message = parse_skeleton(mail, Framing::Plain);
        let html = message.html.take().map(|html| {
            let has_pictures = message.attachments.iter().any(is_inline_picture);
            let pictures = if has_pictures { inline_pictures(mail, Framing::Plain) } else { Vec::new() };
            CleanBody::of(&html, &pictures)
        });
        let left_out = html.as_ref().map_or_else(Vec::new, |body| left_out(body, body.lost_pictures));
        OpenedAttached { message, html, left_out }
    })
}

fn is_inline_picture(attachment: &Attachment) -> bool {
    attachment.content_id.is_some() && attachment.media_type.starts_with("image/")
}

impl Archive {
    /// Returns the view of an attached message. `owner` is the message of the archive that carries it.
    pub(super) fn message_preview(
        &self,
        owner: u32,
        at: &[u32],
        attached: &Attached,
        marks: &Marks,
    ) -> Result<AttachmentPreview, ArchiveError> {
        let raw = match self.raw_message(attached) {
            Err(ArchiveError::Choice { what }) => return Ok(AttachmentPreview::None { why: what }),
            raw => raw?,
        };
        let OpenedAttached { message, html, mut left_out } = opened(&raw);
        let document = html.as_ref().map(|html| self.nested_document(owner, at, html, marks)).transpose()?;
        let (text, is_cut) = shown_part(&message.text);
        if is_cut {
            left_out.push(TEXT_IS_CUT.to_owned());
        }
        let body = BodyView {
            document,
            text: segments(marks.segments(text)),
            remote_pictures: html.as_ref().map_or(0, |html| html.remote),
            left_out,
            plain_because: None,
        };
        let owners = self.known_owners();
        let message = Box::new(view(owner, message, raw.is_damaged, &owners, marks));
        Ok(AttachmentPreview::Message { message, body })
    }
}

fn view(owner: u32, message: Message, is_damaged: bool, owners: &Owners, marks: &Marks) -> MessageView {
    let person = |person: &Person| person_view(person, owners);
    let people = |people: &[Person]| people.iter().map(person).collect();
    let losses = message.defects.iter().filter(|defect| defect.effect.loses_data());
    let mut missing: Vec<String> =
        losses.map(|defect| format!("{} {}", defect.effect.sentence(), defect.what)).collect();
    if is_damaged && missing.is_empty() {
        missing.push("A part of this message is damaged and could not be read.".to_owned());
    }
    let files = message.attachments.iter().filter(|attachment| !attachment.inline);
    MessageView {
        id: owner,
        from: message.from.first().map(person),
        to: people(&message.to),
        cc: people(&message.cc),
        bcc: people(&message.bcc),
        date: message.date.and_then(milliseconds),
        snippet: own_text_start(&message.text, SNIPPET),
        kind: "mail".to_owned(),
        attachments: files
            .map(|file| AttachmentView {
                index: file.index,
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                size: file.size,
                runs: runs_as_program(&file.name),
            })
            .collect(),
        missing,
        // An attached message has no marks of its own.
        starred: false,
        tags: Vec::new(),
        hit: marks.within(Scope::ATTACHMENT).hit(&message.text),
        subject: message.subject,
    }
}
