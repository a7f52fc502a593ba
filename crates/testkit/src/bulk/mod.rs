//! Generates any number of messages, one at a time. The memory needed does not depend on their number.

mod attachment_kind;
mod corpus;
mod message;
mod office;
mod vocabulary;

use std::collections::VecDeque;

use crate::{Charset, MailboxMessage, Rng};
pub use attachment_kind::AttachmentKind;
use message::MessageWriter;

/// Maximum number of threads that are continued at the same time.
const OPEN_THREADS: usize = 64;
/// Number of recent messages from which copies are made.
const RECENT: usize = 32;

/// Options of [`generate`]. Shares are percentages of all messages.
#[derive(Debug, Clone)]
pub struct BulkOptions {
    /// Seed of all random choices.
    pub seed: u64,
    /// Number of messages, including copies.
    pub messages: u64,
    /// Share of messages with an HTML body in addition to the text.
    pub html: u32,
    /// Share of messages with one to three attachments.
    pub attachments: u32,
    /// Kinds of attachments. Each entry is equally likely, so a repeated kind is more frequent.
    pub kinds: Vec<AttachmentKind>,
    /// Maximum number of bytes of padding in an attachment. Padding gives attachments the size of real files.
    pub padding: usize,
    /// Character sets. Each entry is equally likely, so a repeated character set is more frequent.
    pub charsets: Vec<Charset>,
    /// Mean number of messages in a thread.
    pub thread_length: usize,
    /// Share of messages that are exact copies of a recent message, in another folder.
    pub copies: u32,
    /// Mean number of words in the own text of a message.
    pub words: usize,
    /// Number of made-up words in addition to the frequent real words; at least one.
    pub vocabulary: usize,
    /// How closely the messages resemble those of real mail programs.
    pub style: BulkStyle,
}

/// How closely generated messages resemble those of real mail programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkStyle {
    /// Text of words only, one level of quoting, and minimal uncompressed files.
    Bare,
    /// Messages like those of an office. The text contains numbers, dates, names and a signature, and quotes the whole
    /// thread. The HTML is like that of Outlook, and transport headers are present. Office files are compressed, PDF
    /// files contain pictures, and some files are sent again. `padding` is the mean size of the pictures and scans in a
    /// file; a few files contain four times this size.
    Office,
}

impl Default for BulkOptions {
    /// Returns options for 10,000 messages: a third with HTML, a fifth with attachments, threads of three messages.
    fn default() -> Self {
        Self {
            seed: 1,
            messages: 10_000,
            html: 35,
            attachments: 20,
            kinds: AttachmentKind::USUAL.to_vec(),
            padding: 0,
            charsets: vec![Charset::Utf8, Charset::Utf8, Charset::Latin1, Charset::Ascii],
            thread_length: 3,
            copies: 2,
            words: 120,
            vocabulary: vocabulary::MADE_UP,
            style: BulkStyle::Bare,
        }
    }
}

impl BulkOptions {
    /// Returns options for the mail of an office, as the benchmarks use it. 10,000 messages are about 580 MB with about
    /// 2,470 attachments, mostly PDF, Office files and pictures. A third of the messages have HTML. The words are
    /// distributed as in a natural language: a few are frequent, tens of thousands are rare.
    pub fn office(messages: u64) -> Self {
        use AttachmentKind::{Bmp, Csv, Docx, Eml, Jpeg, Pdf, Png, Pptx, Txt, Xlsx, Zip};
        Self {
            messages,
            html: 33,
            attachments: 16,
            kinds: vec![
                Pdf, Pdf, Pdf, Pdf, Pdf, Pdf, Pdf, Pdf, Docx, Docx, Docx, Xlsx, Xlsx, Xlsx, Pptx, Jpeg, Jpeg,
                Jpeg, Bmp, Bmp, Png, Csv, Txt, Zip, Eml,
            ],
            padding: 156_000,
            words: 130,
            vocabulary: 40_000,
            style: BulkStyle::Office,
            ..Self::default()
        }
    }

    /// Returns options for short messages without HTML and attachments, for archives with very many messages.
    pub fn short_messages() -> Self {
        Self { html: 0, attachments: 0, words: 20, vocabulary: 40_000, ..Self::default() }
    }
}

/// Returns an iterator over the messages that `options` describe, oldest first.
pub fn generate(options: BulkOptions) -> MessageGenerator {
    MessageGenerator {
        writer: MessageWriter::new(options.seed, options.vocabulary.max(1)),
        rng: Rng::for_item(options.seed, u64::MAX),
        open: Vec::new(),
        recent: VecDeque::new(),
        next: 0,
        options,
    }
}

/// Returns three words that occur in the messages of an [office](BulkOptions::office), from rare to very rare. No
/// name or address contains these words, so each match is in a text.
pub fn rare_words() -> Vec<String> {
    let words = vocabulary::Vocabulary::new(BulkOptions::office(0).vocabulary);
    // Every seventh of the first 2,100 made-up words is a family name.
    [2_501, 12_001, 36_001].map(|number| words.made_up(number).to_owned()).to_vec()
}

/// An iterator over generated messages; see [`generate`].
pub struct MessageGenerator {
    options: BulkOptions,
    writer: MessageWriter,
    rng: Rng,
    open: Vec<message::OpenThread>,
    recent: VecDeque<MailboxMessage>,
    next: u64,
}

impl MessageGenerator {
    /// Returns a copy of a recent message, in another folder.
    fn copy(&mut self) -> Option<MailboxMessage> {
        let index = self.rng.below(self.recent.len());
        let mut message = self.recent.get(index)?.clone();
        message.folder = vec!["Archive".into()];
        Some(message)
    }

    /// Returns an open thread or a new thread.
    fn next_thread(&mut self) -> message::OpenThread {
        let continues = !self.open.is_empty()
            && (self.open.len() >= OPEN_THREADS || self.rng.below(self.options.thread_length.max(1)) > 0);
        if continues {
            let index = self.rng.below(self.open.len());
            return self.open.swap_remove(index);
        }
        self.writer.new_thread(&mut self.rng)
    }
}

impl Iterator for MessageGenerator {
    type Item = MailboxMessage;

    fn next(&mut self) -> Option<MailboxMessage> {
        if self.next >= self.options.messages {
            return None;
        }
        let number = self.next;
        self.next += 1;
        if self.rng.chance(self.options.copies)
            && let Some(message) = self.copy()
        {
            return Some(message);
        }
        let thread = self.next_thread();
        let (message, thread) = self.writer.next_message(number, thread, &self.options);
        // If a thread is continued with this probability after each message, it has the requested mean length.
        if thread.message_count() < self.options.thread_length * 8
            && self.rng.below(self.options.thread_length.max(1)) > 0
        {
            self.open.push(thread);
        }
        self.recent.push_back(message.clone());
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        Some(message)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.options.messages - self.next).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::compose::fnv1a;

    fn some(messages: u64) -> BulkOptions {
        BulkOptions { messages, charsets: Charset::ALL.to_vec(), ..BulkOptions::default() }
    }

    fn share(messages: &[MailboxMessage], text: &str) -> usize {
        let has = |message: &&MailboxMessage| {
            message.raw.windows(text.len()).any(|window| window == text.as_bytes())
        };
        messages.iter().filter(has).count() * 100 / messages.len()
    }

    #[test]
    fn the_same_options_give_the_same_bytes() {
        let bytes: Vec<u8> = generate(some(50)).flat_map(|message| message.raw).collect();
        assert_eq!(format!("{:016x}", fnv1a(&bytes)), "d6be69030dd83aff");
        let other = BulkOptions { seed: 2, ..some(50) };
        assert_ne!(bytes, generate(other).flat_map(|message| message.raw).collect::<Vec<u8>>());
    }

    #[test]
    fn a_longer_run_begins_like_a_shorter_one() {
        assert!(generate(some(40)).eq(generate(some(400)).take(40)));
    }

    #[test]
    fn shares_are_about_as_requested() {
        let messages: Vec<_> = generate(BulkOptions { copies: 10, ..some(1000) }).collect();
        assert_eq!(messages.len(), 1000);
        assert!((28..=42).contains(&share(&messages, "text/html;")), "{}", share(&messages, "text/html;"));
        assert!((15..=25).contains(&share(&messages, "multipart/mixed")));
        assert!((50..=80).contains(&share(&messages, "In-Reply-To")), "{}", share(&messages, "In-Reply-To"));
        let different: BTreeSet<_> = messages.iter().map(|message| &message.raw).collect();
        assert!((860..=940).contains(&different.len()), "{}", different.len());
    }

    #[test]
    fn lines_end_in_crlf_and_dates_go_up() {
        let messages: Vec<_> = generate(BulkOptions { copies: 0, ..some(300) }).collect();
        assert!(messages.is_sorted_by_key(|message| message.date));
        for message in messages {
            let feeds = message.raw.split(|&byte| byte == b'\n').count() - 1;
            let ends = message.raw.windows(2).filter(|pair| pair == b"\r\n").count();
            assert_eq!(feeds, ends);
        }
    }

    #[test]
    fn padding_makes_large_files() {
        let options = BulkOptions { padding: 200_000, attachments: 100, copies: 0, ..some(20) };
        let total: usize = generate(options).map(|message| message.raw.len()).sum();
        assert!(total > 1_000_000, "{total}");
    }
}
