//! Items as they are given to the archive, and what becomes of them.

use foundmail_defect::Defect;
use foundmail_mail::{Digest, Framing, ItemKind, Message, digest_of, identity_of, own_text_start};
use serde::{Deserialize, Serialize};

use crate::packed::Packed;
use crate::people::Envelope;
use crate::{FolderId, MessageId, ThreadId};

/// An item as a reader found it.
#[derive(Debug)]
pub struct NewItem {
    /// The folder it lies in.
    pub folder: FolderId,
    /// Where it lies in its source, in the reader's words; the same at every reading.
    pub position: String,
    /// What it is.
    pub kind: ItemKind,
    /// What could be read of it; nothing if it is lost.
    pub content: Option<Content>,
    /// What is broken in it.
    pub defects: Vec<Defect>,
    /// How it was found, if not where it should be.
    pub recovered: Option<String>,
    /// The separator line before it in an MBOX.
    pub separator: Option<String>,
    /// What is known of it even if its content is lost.
    pub hint: Hint,
}

/// The bytes of an item and what they say.
#[derive(Debug)]
pub struct Content {
    /// The bytes.
    pub packed: Packed,
    /// How the bytes were framed.
    pub framing: Framing,
    /// True if they say the same however they were framed.
    pub(crate) is_framed_alike: bool,
    /// True if they were composed from something else than an RFC 5322 message.
    pub composed: bool,
    /// What they say.
    pub message: Message,
    /// What tells the message across formats.
    pub(crate) identity: Option<Digest>,
    /// What tells it where its fields do not: its lines, or its files and recipients among messages that
    /// say the same.
    pub(crate) exact: Option<Digest>,
    pub(crate) envelope: Envelope,
    /// The beginning of its author's own words.
    pub(crate) snippet: String,
}

/// Length of the beginning of the text that lists show, in characters.
pub(crate) const SNIPPET: usize = 200;

impl Content {
    /// Takes from a message what the catalogue keeps of it. This too needs no archive.
    pub fn new(packed: Packed, framing: Framing, composed: bool, message: Message) -> Self {
        let identity = identity_of(&message);
        let envelope = Envelope::of(&message);
        let exact = identity.map(|identity| {
            let files = message.attachments.iter().flat_map(|file| file.digest);
            let recipients =
                envelope.recipients().into_iter().flat_map(|address| format!("{address}\n").into_bytes());
            digest_of(&identity.into_iter().chain(files).chain(recipients).collect::<Vec<u8>>())
        });
        let snippet = own_text_start(&message.text, SNIPPET);
        Self {
            packed,
            framing,
            is_framed_alike: false,
            composed,
            message,
            identity,
            exact,
            envelope,
            snippet,
        }
    }

    /// The same of bytes in which nothing is quoted and nothing would be.
    #[must_use]
    pub fn framed_alike(self) -> Self {
        Self { is_framed_alike: true, ..self }
    }

    /// True if only its lines tell this message: it has no `Message-ID`, or what is read of it is not all. Then
    /// [`with_lines`](Self::with_lines) is to be called.
    pub fn needs_lines(&self, defects: &[Defect]) -> bool {
        self.identity.is_none() || defects.iter().any(|defect| defect.effect.loses_data())
    }

    /// The same with what [`identity_of_lines`](foundmail_mail::identity_of_lines) gives.
    #[must_use]
    pub fn with_lines(self, lines: Digest) -> Self {
        Self { exact: Some(lines), ..self }
    }

    /// The same of a message of which texts were read in part only: what was left out, by its digests, tells it from others
    /// as well.
    #[must_use]
    pub fn with_left_out(self, digests: impl IntoIterator<Item = Digest>) -> Self {
        let left_out: Vec<Digest> = digests.into_iter().collect();
        let with = |read: Digest| digest_of(&[&read[..], left_out.as_flattened()].concat());
        let (identity, exact) = (self.identity.map(with), self.exact.map(with));
        Self { identity, exact, ..self }
    }
}

/// What is known of an item whose content may be lost.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Hint {
    /// Its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// When, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<i64>,
}

/// How an item ended. Every item ends as exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Stored whole.
    Ready,
    /// A copy of a stored one.
    Copy,
    /// Not whole; kept as far as it could be read.
    Damaged,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    /// How it ended.
    pub outcome: Outcome,
    /// The message that it is now, or is a copy of.
    pub message: Option<MessageId>,
    /// The message's conversation, and the number of the change that the index has to follow; none if nothing that
    /// can be found has changed.
    pub changed: Option<(ThreadId, u64)>,
    /// True if the archive had it before this import, whole or as damaged as it is now.
    pub was_here: bool,
}

impl Outcome {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Copy => "copy",
            Self::Damaged => "damaged",
        }
    }
}
