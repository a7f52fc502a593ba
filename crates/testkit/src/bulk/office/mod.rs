//! Messages like those of a real office.

mod attachment;
mod boilerplate;
mod prose;

use crate::{Charset, Draft, Rng};

use super::corpus::Corpus;
pub(super) use attachment::{SENT_AGAIN, file};
pub(super) use boilerplate::html;

/// Approximate maximum length of a quote, in bytes.
const LONGEST_QUOTE: usize = 6_000;

/// Returns the own text of a message, with a signature. Adds recipients of copies and transport headers to
/// `draft`.
pub(super) fn add_own_text(
    corpus: &Corpus,
    draft: &mut Draft,
    number: u64,
    words: usize,
    rng: &mut Rng,
) -> String {
    for _ in 0..rng.below(7).saturating_sub(3) {
        draft.cc.push(rng.pick(&corpus.people).clone());
    }
    boilerplate::headers(draft, number, rng);
    let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
    let to = draft.to.first().map(|person| first(&person.name)).unwrap_or_default();
    let mut text = format!("{} {to},\n\n", rng.pick(&["Dear", "Hello", "Hi", "Lieber", "Dear"]));
    // Most messages are short and some are long. The product of two uniform random numbers has this distribution.
    let length = 8 + rng.below(2 * words + 1) * rng.between(1, 100) / 50;
    prose::paragraphs(corpus, length, rng, &mut text);
    let mut text = crate::compose::wrap(&text);
    boilerplate::signature(corpus, &draft.from, rng, &mut text);
    if !draft.charset.can_write(&text) || draft.charset == Charset::Ascii {
        draft.charset = if text.is_ascii() { Charset::Ascii } else { Charset::Utf8 };
    }
    text
}

/// Returns the part of a text that a reply quotes: about the first [`LONGEST_QUOTE`] bytes, up to the end of a
/// line.
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
    fn office_messages_have_the_vocabulary_and_size_of_real_ones() {
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
    fn office_attachments_have_the_number_and_size_of_measured_ones() {
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
    fn quotes_are_cut_at_the_end_of_a_line() {
        let text = "a line of a letter\n".repeat(1_000);
        let quoted = super::quotable(text.clone());
        assert!(quoted.len() < 6_100 && quoted.ends_with('\n') && text.starts_with(&quoted));
        assert_eq!(super::quotable("short".into()), "short");
    }
}
