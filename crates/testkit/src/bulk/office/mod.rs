//! Letters as office programs write them.

mod file;
mod look;
mod prose;

use crate::{Charset, Draft, Rng};

use super::corpus::Corpus;
pub(super) use file::{SENT_AGAIN, file};
pub(super) use look::html;

/// At most this much of a conversation is quoted, in bytes; somebody cuts the rest off.
const LONGEST_QUOTE: usize = 6_000;

/// Writes the body's own text and signature, and adds to `draft` who gets copies and the headers of the way.
pub(super) fn letter(corpus: &Corpus, draft: &mut Draft, number: u64, words: usize, rng: &mut Rng) -> String {
    for _ in 0..rng.below(7).saturating_sub(3) {
        draft.cc.push(rng.pick(&corpus.people).clone());
    }
    look::headers(draft, number, rng);
    let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
    let to = draft.to.first().map(|person| first(&person.name)).unwrap_or_default();
    let mut text = format!("{} {to},\n\n", rng.pick(&["Dear", "Hello", "Hi", "Lieber", "Dear"]));
    // Most letters are short, some are long: the product of two even chances has this mean.
    let length = 8 + rng.below(2 * words + 1) * rng.between(1, 100) / 50;
    prose::paragraphs(corpus, length, rng, &mut text);
    let mut text = crate::compose::wrap(&text);
    look::signature(corpus, &draft.from, rng, &mut text);
    if !draft.charset.can_write(&text) || draft.charset == Charset::Ascii {
        draft.charset = if text.is_ascii() { Charset::Ascii } else { Charset::Utf8 };
    }
    text
}

/// What an answer quotes of a letter, everything that it quotes itself included, as far as it isn't cut off.
pub(super) fn quotable(mut text: String) -> String {
    if let Some(end) = text.get(LONGEST_QUOTE..).and_then(|rest| rest.find('\n')) {
        text.truncate(LONGEST_QUOTE + end + 1);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{BulkOptions, generate};

    #[test]
    fn letters_of_an_office_have_the_words_and_the_size_of_real_ones() {
        let options = BulkOptions { attachments: 0, ..BulkOptions::office(1_000) };
        let mut words = BTreeSet::new();
        let mut bytes = 0;
        for message in generate(options) {
            bytes += message.raw.len();
            let text = String::from_utf8_lossy(&message.raw).to_lowercase();
            words.extend(text.split(|c: char| !c.is_alphabetic()).map(str::to_owned));
        }
        assert!(words.len() > 15_000, "{} different words", words.len());
        assert!((3_000_000..9_000_000).contains(&bytes), "{bytes} bytes");
    }

    #[test]
    fn an_office_s_attachments_are_as_many_and_as_large_as_measured_ones() {
        let messages: Vec<_> = generate(BulkOptions::office(500)).collect();
        let bytes: usize = messages.iter().map(|message| message.raw.len()).sum();
        let marker = b"Content-Disposition: attachment";
        let files: usize = messages
            .iter()
            .map(|message| message.raw.windows(marker.len()).filter(|window| window == marker).count())
            .sum();
        assert!((85..165).contains(&files), "{files} attachments");
        assert!((15_000_000..45_000_000).contains(&bytes), "{bytes} bytes");
        let again = generate(BulkOptions::office(500)).map(|message| message.raw);
        assert!(messages.iter().map(|message| message.raw.clone()).eq(again));
    }

    #[test]
    fn quotes_are_cut_at_a_line_s_end() {
        let text = "a line of a letter\n".repeat(1_000);
        let quoted = super::quotable(text.clone());
        assert!(quoted.len() < 6_100 && quoted.ends_with('\n') && text.starts_with(&quoted));
        assert_eq!(super::quotable("short".into()), "short");
    }
}
