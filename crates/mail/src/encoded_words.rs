//! Repairs encoded words (RFC 2047) that end within a character, or whose base64 has no padding.
//!
//! RFC 2047 requires that each word can be decoded on its own, but some programs cut a text at any byte. This module
//! joins adjacent words of one charset and encoding before they are decoded.

use std::ops::Range;

use base64_simd::STANDARD;
use memchr::memmem;

use crate::transfer::base64_bytes;

/// Maximum length of a header that is repaired, in bytes.
const MAX_HEADER_LENGTH: usize = 256 * 1024;
/// Maximum length of a word, in bytes. RFC 2047 allows 75.
const MAX_WORD_LENGTH: usize = 1000;
/// Maximum number of bytes that are joined from several words.
const MAX_JOINED_BYTES: usize = 1000;

/// An encoded word.
struct EncodedWord<'h> {
    /// The byte range of the word in the header.
    range: Range<usize>,
    charset: &'h [u8],
    encoding: u8,
    text: &'h [u8],
}

/// Returns the byte ranges of a header that must be replaced, each with its replacement, in order. Returns nothing
/// if each word can be decoded on its own.
pub(crate) fn repaired_words(header: &[u8]) -> Vec<(Range<usize>, Vec<u8>)> {
    let header = header.get(..MAX_HEADER_LENGTH).unwrap_or(header);
    let mut replaced = Vec::new();
    let mut starts = memmem::find_iter(header, b"=?");
    while let Some(mut word) = starts.find_map(|start| word_at(header, start)) {
        let start = word.range.start;
        let Some(mut bytes) = word.decoded() else { continue };
        let mut is_repaired = word.lacks_padding();
        while bytes.len() < MAX_JOINED_BYTES
            && ends_within_character(word.charset, &bytes)
            && let Some(other) = next_word(header, &word)
            && let Some(more) = other.decoded()
        {
            bytes.extend(more);
            word = other;
            is_repaired = true;
        }
        let end = word.range.end;
        if is_repaired {
            replaced.push((start..end, encoded(word.charset, &bytes)));
        }
        while starts.clone().next().is_some_and(|next| next < end) {
            starts.next();
        }
    }
    replaced
}

fn word_at(header: &[u8], start: usize) -> Option<EncodedWord<'_>> {
    let rest = header.get(start..)?.strip_prefix(b"=?")?;
    let near = rest.get(..MAX_WORD_LENGTH).unwrap_or(rest);
    let line = near.get(..memchr::memchr(b'\n', near).unwrap_or(near.len()))?;
    let mut parts = line.splitn(3, |&byte| byte == b'?');
    let (charset, encoding, text) = (parts.next()?, parts.next()?, parts.next()?);
    let text = if encoding.eq_ignore_ascii_case(b"b") {
        // The encoded text contains no question mark.
        let text = rest.get(charset.len().checked_add(3)?..)?;
        let (text, after) = text.split_at_checked(memchr::memchr2(b'?', b'\n', text)?)?;
        after.starts_with(b"?=").then_some(text)?
    } else {
        text.get(..memmem::find(text, b"?=")?)?
    };
    let [encoding] = encoding else { return None };
    let length = [2, charset.len(), 3, text.len(), 2].iter().sum::<usize>();
    let range = start..start.checked_add(length)?;
    Some(EncodedWord { range, charset, encoding: encoding.to_ascii_uppercase(), text })
}

/// Returns the next encoded word, if only white space precedes it and if it has the same charset and encoding as
/// `word`.
fn next_word<'h>(header: &'h [u8], word: &EncodedWord<'h>) -> Option<EncodedWord<'h>> {
    let rest = header.get(word.range.end..)?;
    let gap = rest.len().checked_sub(rest.trim_ascii_start().len())?;
    let next = word_at(header, word.range.end.checked_add(gap)?)?;
    (next.charset.eq_ignore_ascii_case(word.charset) && next.encoding == word.encoding).then_some(next)
}

impl EncodedWord<'_> {
    /// Returns true if the base64 has no padding.
    fn lacks_padding(&self) -> bool {
        let letters = self.text.iter().filter(|byte| **byte != b' ').count();
        self.encoding == b'B' && !self.text.contains(&b'=') && matches!(letters % 4, 2 | 3)
    }

    /// Returns the decoded bytes, or `None` if the encoding is damaged.
    fn decoded(&self) -> Option<Vec<u8>> {
        if self.encoding == b'B' {
            let is_letter =
                |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ');
            return self.text.iter().all(is_letter).then(|| base64_bytes(self.text));
        }
        let mut bytes = Vec::new();
        let mut rest = self.text;
        while let Some((&first, after)) = rest.split_first() {
            rest = after;
            match (first, after) {
                (b'_', _) => bytes.push(b' '),
                (b'=', [high, low, after @ ..]) => {
                    let pair = [*high, *low];
                    bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
                    rest = after;
                }
                _ => bytes.push(first),
            }
        }
        Some(bytes)
    }
}

fn encoded(charset: &[u8], bytes: &[u8]) -> Vec<u8> {
    [b"=?", charset, b"?B?", STANDARD.encode_to_string(bytes).as_bytes(), b"?="].concat()
}

/// Returns true if the bytes end within a character of this charset.
fn ends_within_character(charset: &[u8], bytes: &[u8]) -> bool {
    let Some(charset) = encoding_rs::Encoding::for_label(charset) else { return false };
    if charset.is_single_byte() {
        return false;
    }
    // A decoder that expects more bytes reports no error for half a character at the end.
    let mut waiting = charset.new_decoder_without_bom_handling();
    let mut ended = charset.new_decoder_without_bom_handling();
    let room = bytes.len().saturating_mul(4).saturating_add(16);
    let mut text = String::with_capacity(room);
    let (_, _, fails) = waiting.decode_to_string(bytes, &mut text, false);
    text.clear();
    let (_, _, fails_at_end) = ended.decode_to_string(bytes, &mut text, true);
    fails_at_end && !fails
}

#[cfg(test)]
mod tests {
    use crate::{Framing, parse};

    #[test]
    fn words_that_end_within_a_character_are_joined() {
        for (written, subject) in [
            ("=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
            ("=?UTF-8?B?R3LD?=\r\n =?utf-8?b?vMOfZQ==?=", "Grüße"),
            ("a =?utf-8?Q?=E5?=\r\n\t=?utf-8?Q?=B1?= =?utf-8?Q?=8B_b?= c", "a 屋 b c"),
            ("=?gb2312?B?zt0=?= =?gb2312?B?tg==?= =?gb2312?B?pQ==?=", "屋顶"),
            ("=?utf-8?Q?Gr=C3=BC?= =?utf-8?Q?=C3=9Fe?=", "Grüße"),
            ("=?utf-8?Q?Gr=C3?= =?iso-8859-1?Q?=FC?=", "Gr\u{fffd}ü"),
            ("=?utf-8?Q?Gr=C3?= and more", "Gr\u{fffd} and more"),
            ("=?utf-8?B?R3LD?= =?utf-8?B?vMOf*ZQ==?=", "Gr\u{fffd} =?utf-8?B?vMOf*ZQ==?="),
            ("=?=? ?= =?utf-8?X?a?=", "=?=? ?= =?utf-8?X?a?="),
        ] {
            let raw = format!("Subject: {written}\r\nX-A: b\r\n\r\nhello\r\n");
            assert_eq!(parse(raw.as_bytes(), Framing::Plain).subject, subject, "{written}");
        }
        let raw = "From: =?utf-8?Q?J=C3?= =?utf-8?Q?=BCrgen?= <j@x.example>\r\n\r\n=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=\r\n";
        let message = parse(raw.as_bytes(), Framing::Plain);
        assert_eq!(
            (message.from[0].name.as_str(), message.text.trim()),
            ("Jürgen", "=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=")
        );
    }
}
