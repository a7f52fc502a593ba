//! Extracts the text of attachments in child processes, while the import prepares the next messages.

use std::sync::Arc;

use foundmail_defect::{Defect, Effect};
use foundmail_extract::{
    ChildPool, ChildProgram, Extracted, ExtractionLimits, Failure, FailureReason, FileKind, Input, InputFile,
    PendingText,
};
use foundmail_mail::{Attachment, Framing, Skeleton, attachment_of, write_attachment};
use foundmail_store::{AttachmentText, StoreReader, TextPiece};

use crate::head_buffer::HeadBuffer;
use crate::view::{AttachmentTexts, TextFailure};

/// Maximum number of attachments of one message for which text is extracted.
const MOST: usize = 200;
/// Maximum number of failures that are named in a report.
const NAMED: usize = 200;

/// Says whether an import extracts the text of attachments.
#[derive(Clone)]
pub(crate) enum Extraction {
    /// The user chose to skip the text.
    Skipped,
    /// The program that reads attachments cannot be started. The report names each attachment.
    Unavailable,
    /// These child processes extract the text.
    Children(Arc<ChildPool>),
}

impl Extraction {
    /// Returns the child processes of an import.
    pub(super) fn new() -> Self {
        // A child process is another run of this program, so its path is needed.
        let Ok(program) = ChildProgram::this() else { return Self::Unavailable };
        let children = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 4);
        Self::with(children, &program)
    }

    pub(super) fn with(children: usize, program: &ChildProgram) -> Self {
        Self::Children(Arc::new(ChildPool::new(children, program, ExtractionLimits::default())))
    }
}

/// A request for the text of an attachment.
pub(super) struct Asked {
    name: String,
    digest: [u8; 16],
    /// The text that the archive already has. If it is not complete, `answer` can be better.
    stored: Option<AttachmentText>,
    answer: Answer,
}

enum Answer {
    /// The stored text is complete.
    Stored,
    /// The file was not given to a child process.
    Refused(Failure),
    Pending(PendingText),
}

/// A text with the name of its attachment.
#[derive(Debug)]
pub(super) struct Taken {
    pub name: String,
    pub text: AttachmentText,
    pub origin: TextOrigin,
}

/// The origin of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextOrigin {
    /// The archive has this text.
    Stored,
    /// This import extracted the text, or found that it cannot be extracted.
    New,
    /// The attachment was not read, because the program that reads attachments could not be started. This says
    /// nothing about the attachment, so it is not stored, and the next import tries again.
    NotRead,
}

/// Returns a defect that names the limit if a message has more attachments than those whose text is read.
pub(super) fn unread_defect(attachments: &[Attachment]) -> Option<Defect> {
    let all = attachments.iter().filter(|attachment| !attachment.inline).count();
    (all > MOST).then(|| {
        let what = format!(
            "This message has {all} attachments. A search finds only the text of the first {MOST}. All of them are stored."
        );
        Defect::new("attachment", what, Effect::Nothing)
    })
}

/// Requests the text of each attachment of a message, except pictures inside its text.
pub(super) fn ask(
    extraction: &Extraction,
    stored: &StoreReader,
    mail: &Skeleton<'_>,
    framing: Framing,
    attachments: &[Attachment],
) -> Vec<Asked> {
    if matches!(extraction, Extraction::Skipped) {
        return Vec::new();
    }
    let files = attachments.iter().filter(|attachment| !attachment.inline).take(MOST);
    let asked = files.filter_map(|attachment| {
        // If the catalogue cannot be read here, the text is extracted again.
        let stored = stored.attachment_text(&attachment.digest).ok().flatten();
        let answer = match &stored {
            Some(text) if text.is_complete() => Answer::Stored,
            _ => answer(extraction, mail, framing, attachment)?,
        };
        Some(Asked { name: attachment.name.clone(), digest: attachment.digest, stored, answer })
    });
    asked.collect()
}

/// Requests the text of an attachment. Returns `None` if it can have no text.
fn answer(
    extraction: &Extraction,
    mail: &Skeleton<'_>,
    framing: Framing,
    attachment: &Attachment,
) -> Option<Answer> {
    let Extraction::Children(pool) = extraction else {
        let kind = kind_of(mail, framing, attachment);
        let reason = FailureReason::NotStarted;
        return (kind != FileKind::NoText).then_some(Answer::Refused(Failure { kind, reason }));
    };
    if attachment.size > LOOKED_AT {
        let kind = kind_of(mail, framing, attachment);
        if kind == FileKind::NoText {
            return None;
        }
        if attachment.size > ExtractionLimits::default().input as u64 {
            return Some(Answer::Refused(Failure { kind, reason: FailureReason::TooLarge }));
        }
    }
    let bytes = attachment_of(mail, framing, attachment.index)?;
    let file = InputFile { name: attachment.name.clone(), media_type: attachment.media_type.clone(), bytes };
    Some(Answer::Pending(pool.submit(file)))
}

/// If a file has at least this size in bytes, its kind is detected first. The complete file is read only if files
/// of that kind can have text. Most large files have none.
const LOOKED_AT: u64 = 8 << 20;
/// Number of bytes at the beginning of a file from which its kind is detected.
const HEAD: usize = 256 * 1024;

/// Returns the kind of a file, as detected from its first bytes.
fn kind_of(mail: &Skeleton<'_>, framing: Framing, attachment: &Attachment) -> FileKind {
    let mut head = HeadBuffer::new(HEAD);
    // When the buffer is full, it stops the writing with an error.
    let _ = write_attachment(mail, framing, attachment.index, &mut head);
    FileKind::of(&Input { name: &attachment.name, media_type: &attachment.media_type, bytes: &head.bytes })
}

/// Waits for the requested texts. A file of a kind without text, such as a picture, is left out, and does not
/// count as a failure.
pub(super) fn wait(asked: Vec<Asked>) -> Vec<Taken> {
    asked.into_iter().filter_map(taken).collect()
}

fn taken(asked: Asked) -> Option<Taken> {
    let Asked { name, digest, stored, answer } = asked;
    let extracted = match answer {
        Answer::Stored => None,
        Answer::Refused(failure) => Some(Err(failure)),
        Answer::Pending(pending) => Some(pending.wait()),
    };
    let is_read = !matches!(extracted, Some(Err(Failure { reason: FailureReason::NotStarted, .. })));
    let new = extracted.and_then(|extracted| text_of(digest, extracted));
    let (text, origin) = match (stored, new) {
        (Some(stored), Some(new)) if is_read && new.is_better_than(&stored) => (new, TextOrigin::New),
        (Some(stored), _) => (stored, TextOrigin::Stored),
        (None, Some(new)) => (new, if is_read { TextOrigin::New } else { TextOrigin::NotRead }),
        (None, None) => return None,
    };
    Some(Taken { name, text, origin })
}

fn text_of(digest: [u8; 16], answer: Result<Extracted, Failure>) -> Option<AttachmentText> {
    match answer {
        Ok(extracted) => {
            let first = extracted.losses.first();
            let outcome = first.map(|lost| match lost.path.as_str() {
                "" => lost.failure.to_string(),
                path => format!("{path}: {}", lost.failure),
            });
            let pieces = extracted.texts.into_iter();
            let pieces: Vec<_> =
                pieces.map(|piece| TextPiece { path: piece.path, text: piece.text }).collect();
            let outcome = outcome.unwrap_or_default();
            (!pieces.is_empty() || !outcome.is_empty()).then_some(AttachmentText { digest, outcome, pieces })
        }
        Err(failure) => Some(AttachmentText { digest, outcome: failure.to_string(), pieces: Vec::new() }),
    }
}

/// Counts the extracted texts and the failures of a source.
#[derive(Debug, Default)]
pub(super) struct TextCount {
    counts: AttachmentTexts,
    /// Number of attachments that were not read. The archive has no text of them, so it cannot count them.
    not_read: u32,
}

impl TextCount {
    pub(super) fn add(&mut self, taken: &Taken, message: Option<u32>) {
        if taken.text.is_complete() {
            return;
        }
        if taken.origin == TextOrigin::NotRead {
            self.not_read = self.not_read.saturating_add(1);
        }
        if self.counts.failures.len() < NAMED {
            self.counts.failures.push(TextFailure {
                name: taken.name.clone(),
                why: taken.text.outcome.clone(),
                message,
            });
        }
    }

    /// Returns the counts for the report. `read` and `failed` are the counts of the archive, because a continued
    /// import has itself read only some attachments of the source. The named failures are only those of this
    /// import.
    pub(super) fn view(self, read: u32, failed: u32) -> AttachmentTexts {
        AttachmentTexts { read, failed: failed.saturating_add(self.not_read), ..self.counts }
    }
}

#[cfg(test)]
mod tests {
    use foundmail_mail::{Framing, parse};

    use super::{MOST, unread_defect};

    #[test]
    fn attachments_whose_text_is_not_read_are_counted() {
        let with = |count: usize| {
            let parts = "--b\nContent-Disposition: attachment\n\nx\n".repeat(count);
            let raw = format!("Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n");
            unread_defect(&parse(raw.as_bytes(), Framing::Plain).attachments).map(|defect| defect.what)
        };
        assert_eq!(with(MOST), None);
        let what = with(MOST + 50).unwrap();
        assert!(
            what.starts_with(
                "This message has 250 attachments. A search finds only the text of the first 200."
            )
        );
    }
}
