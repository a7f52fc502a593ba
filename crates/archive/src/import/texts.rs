//! What attachments say: taken out by child processes, while the next messages are prepared already.

use std::sync::Arc;

use foundmail_extract::{
    ChildPool, ChildProgram, Extracted, ExtractionLimits, Failure, FailureReason, FileKind, Input, InputFile,
    PendingText,
};
use foundmail_mail::{Attachment, Framing, Skeleton, attachment_of, write_attachment};
use foundmail_store::{AttachmentText, StoreReader, TextPiece};

use crate::head_buffer::HeadBuffer;
use crate::view::{AttachmentTexts, TextFailure};

/// Attachments of one message whose text is asked for.
const MOST: usize = 200;
/// Failures that a report names.
const NAMED: usize = 200;

/// Those who take texts out of attachments.
pub(super) fn pool() -> Option<Arc<ChildPool>> {
    // Without the program's own path there is nobody to ask; the report then says how many texts are missing.
    let program = ChildProgram::this().ok()?;
    let children = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 4);
    Some(Arc::new(ChildPool::new(children, &program, ExtractionLimits::default())))
}

/// A text that was asked for.
pub(super) struct Asked {
    name: String,
    digest: [u8; 16],
    answer: Answer,
}

enum Answer {
    /// It was taken out before.
    Known(AttachmentText),
    Pending(PendingText),
}

/// A text with the name of its attachment.
#[derive(Debug)]
pub(super) struct Taken {
    pub name: String,
    pub text: AttachmentText,
}

/// Asks for the texts of all files that came with a message.
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

/// A file of more bytes is looked at first: most are of a kind that has no text.
const LOOKED_AT: u64 = 8 << 20;
/// Bytes by which it is told what a file is.
const HEAD: usize = 256 * 1024;

/// What a file is, without having all of it.
fn kind_of(mail: &Skeleton<'_>, framing: Framing, attachment: &Attachment) -> FileKind {
    let mut head = HeadBuffer::new(HEAD);
    // It breaks off where enough is known.
    let _ = write_attachment(mail, framing, attachment.index, &mut head);
    FileKind::of(&Input { name: &attachment.name, media_type: &attachment.media_type, bytes: &head.bytes })
}

/// What is said of a file that nobody reads.
fn too_large(digest: [u8; 16], kind: FileKind) -> AttachmentText {
    let failure = Failure { kind, reason: FailureReason::TooLarge };
    AttachmentText { digest, outcome: failure.to_string(), pieces: Vec::new() }
}

/// Waits for what was asked for. A file without any text, such as a picture, gives none and is no failure.
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

/// Counts what came out of the attachments of a source.
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
