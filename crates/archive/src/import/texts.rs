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

/// Returns a pool of child processes that extract the text of attachments, or `None` if the pool cannot be
/// created.
pub(super) fn pool() -> Option<Arc<ChildPool>> {
    // A child process is another run of this program, so its path is needed. Without the path, the report counts
    // the missing texts.
    let program = ChildProgram::this().ok()?;
    let children = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 4);
    Some(Arc::new(ChildPool::new(children, &program, ExtractionLimits::default())))
}

/// A request for the text of an attachment.
pub(super) struct Asked {
    name: String,
    digest: [u8; 16],
    answer: Answer,
}

enum Answer {
    /// The text was already extracted for an earlier message.
    Known(AttachmentText),
    Pending(PendingText),
}

/// An extracted text with the name of its attachment.
#[derive(Debug)]
pub(super) struct Taken {
    pub name: String,
    pub text: AttachmentText,
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
    pool: &ChildPool,
    stored: &StoreReader,
    mail: &Skeleton<'_>,
    framing: Framing,
    attachments: &[Attachment],
) -> Vec<Asked> {
    let files = attachments.iter().filter(|attachment| !attachment.inline).take(MOST);
    let asked = files.filter_map(|attachment| {
        let name = attachment.name.clone();
        let digest = attachment.digest;
        if let Ok(Some(text)) = stored.attachment_text(&digest) {
            return Some(Asked { name, digest, answer: Answer::Known(text) });
        }
        if attachment.size > LOOKED_AT {
            let kind = kind_of(mail, framing, attachment);
            if kind == FileKind::NoText {
                return None;
            }
            if attachment.size > ExtractionLimits::default().input as u64 {
                return Some(Asked { name, digest, answer: Answer::Known(too_large(digest, kind)) });
            }
        }
        let bytes = attachment_of(mail, framing, attachment.index)?;
        let file = InputFile { name: name.clone(), media_type: attachment.media_type.clone(), bytes };
        Some(Asked { name, digest, answer: Answer::Pending(pool.submit(file)) })
    });
    asked.collect()
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

/// Returns an empty text with the failure that the file is too large.
fn too_large(digest: [u8; 16], kind: FileKind) -> AttachmentText {
    let failure = Failure { kind, reason: FailureReason::TooLarge };
    AttachmentText { digest, outcome: failure.to_string(), pieces: Vec::new() }
}

/// Waits for the requested texts. A file of a kind without text, such as a picture, is left out, and does not
/// count as a failure.
pub(super) fn wait(asked: Vec<Asked>) -> Vec<Taken> {
    let taken = asked.into_iter().filter_map(|asked| {
        let text = match asked.answer {
            Answer::Known(text) => text,
            Answer::Pending(pending) => text_of(asked.digest, pending.wait())?,
        };
        Some(Taken { name: asked.name, text })
    });
    taken.collect()
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
pub(super) struct TextCount(AttachmentTexts);

impl TextCount {
    pub(super) fn add(&mut self, taken: &Taken, message: Option<u32>) {
        let counts = &mut self.0;
        if taken.text.outcome.is_empty() {
            counts.read = counts.read.saturating_add(1);
            return;
        }
        counts.failed = counts.failed.saturating_add(1);
        if counts.failures.len() < NAMED {
            counts.failures.push(TextFailure {
                name: taken.name.clone(),
                why: taken.text.outcome.clone(),
                message,
            });
        }
    }

    pub(super) fn view(self) -> AttachmentTexts {
        self.0
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
