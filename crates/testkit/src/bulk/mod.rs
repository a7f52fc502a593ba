//! Any amount of mail, made one message at a time, so that a million takes no more memory than ten.

mod attach;
mod corpus;
mod letter;
mod office;
mod vocabulary;

use std::collections::VecDeque;

use crate::{Charset, Message, Rng};
pub use attach::AttachmentKind;
use letter::MessageWriter;

/// How many conversations go on at the same time.
const OPEN_THREADS: usize = 64;
/// How many of the last messages may come again as a copy.
const RECENT: usize = 32;

/// What [`generate`] makes. Shares are in percent of all messages.
#[derive(Debug, Clone)]
pub struct BulkOptions {
    /// Fixes everything that is left to chance.
    pub seed: u64,
    /// How many messages in all, copies included.
    pub messages: u64,
    /// Messages with an HTML body beside the text.
    pub html: u32,
    /// Messages with one to three attachments.
    pub attachments: u32,
    /// The kinds of attachments, each as likely as the others.
    pub kinds: Vec<AttachmentKind>,
    /// At most this many bytes of padding are added to PDF and Office attachments, to make them as large as real ones.
    pub padding: usize,
    /// The character sets, each as likely as the others.
    pub charsets: Vec<Charset>,
    /// The mean number of messages in a conversation.
    pub thread_length: usize,
    /// Messages that are one of the last ones again, byte for byte, in another folder.
    pub copies: u32,
    /// The mean number of words that a letter's author writes.
    pub words: usize,
    /// How many words there are beside the four hundred most frequent ones; at least one.
    pub vocabulary: usize,
    /// How much like the letters of real programs they look.
    pub style: Style,
}

/// How much like the letters of real programs the made-up ones look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Words and one level of quoting; files as small as they can be, nothing compressed.
    Bare,
    /// As office programs write them: numbers, dates and names in the text, signatures, all of the conversation quoted,
    /// the HTML of Outlook, the headers of the way, compressed Office files and PDFs with pictures, the same file sent
    /// again. `padding` is then the mean of what pictures and scans add, and one file in fifty takes four times as much.
    Office,
}

impl Default for BulkOptions {
    /// 10,000 messages like those of an office: a third HTML, a fifth with attachments, conversations of three.
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
            style: Style::Bare,
        }
    }
}

impl BulkOptions {
    /// The mail of an office as it is measured with: 10,000 messages are about 580 MB with some 2,470 attachments, mostly
    /// PDF, Office files and pictures; a third of the letters has HTML, and the words are those of a language: a few are
    /// everywhere, tens of thousands are rare.
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
            style: Style::Office,
            ..Self::default()
        }
    }

    /// Letters of a few words without HTML or attachments, for a great many of them.
    pub fn letters() -> Self {
        Self { html: 0, attachments: 0, words: 20, vocabulary: 40_000, ..Self::default() }
    }
}

/// The messages that `options` ask for, oldest first.
pub fn generate(options: BulkOptions) -> Generator {
    Generator {
        writer: MessageWriter::new(options.seed, options.vocabulary.max(1)),
        rng: Rng::for_item(options.seed, u64::MAX),
        open: Vec::new(),
        recent: VecDeque::new(),
        next: 0,
        options,
    }
}

/// Three words of an [office](BulkOptions::office)'s letters, from rare to very rare, that are nobody's name: what they find
/// is found in the text.
pub fn rare_words() -> Vec<String> {
    let words = vocabulary::Vocabulary::new(BulkOptions::office(0).vocabulary);
    // Every seventh of the first two thousand is a family's name.
    [2_501, 12_001, 36_001].map(|number| words.made_up(number).to_owned()).to_vec()
}

/// The iterator of [`generate`].
pub struct Generator {
    options: BulkOptions,
    writer: MessageWriter,
    rng: Rng,
    open: Vec<letter::Thread>,
    recent: VecDeque<Message>,
    next: u64,
}

impl Generator {
    /// One of the last messages, in another folder.
    fn copy(&mut self) -> Option<Message> {
        let index = self.rng.below(self.recent.len());
        let mut message = self.recent.get(index)?.clone();
        message.folder = vec!["Archive".into()];
        Some(message)
    }

    /// A conversation that goes on, or a new one.
    fn thread(&mut self) -> letter::Thread {
        let goes_on = !self.open.is_empty()
            && (self.open.len() >= OPEN_THREADS || self.rng.below(self.options.thread_length.max(1)) > 0);
        if goes_on {
            let index = self.rng.below(self.open.len());
            return self.open.swap_remove(index);
        }
        self.writer.thread(&mut self.rng)
    }
}

impl Iterator for Generator {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
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
        let thread = self.thread();
        let (message, thread) = self.writer.letter(number, thread, &self.options);
        // The mean length comes out right where a conversation goes on with this chance after each letter.
        if thread.letters() < self.options.thread_length * 8
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
    use crate::compose::digest;

    fn some(messages: u64) -> BulkOptions {
        BulkOptions { messages, charsets: Charset::ALL.to_vec(), ..BulkOptions::default() }
    }

    fn share(messages: &[Message], text: &str) -> usize {
        let has =
            |message: &&Message| message.raw.windows(text.len()).any(|window| window == text.as_bytes());
        messages.iter().filter(has).count() * 100 / messages.len()
    }

    #[test]
    fn the_same_options_give_the_same_bytes() {
        let bytes: Vec<u8> = generate(some(50)).flat_map(|message| message.raw).collect();
        assert_eq!(format!("{:016x}", digest(&bytes)), "d6be69030dd83aff");
        let other = BulkOptions { seed: 2, ..some(50) };
        assert_ne!(bytes, generate(other).flat_map(|message| message.raw).collect::<Vec<u8>>());
    }

    #[test]
    fn a_longer_run_begins_like_a_shorter_one() {
        assert!(generate(some(40)).eq(generate(some(400)).take(40)));
    }

    #[test]
    fn shares_are_about_as_asked_for() {
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
