//! Encoded words (RFC 2047) that break off in the middle of a character, or lack the padding of their base64.
//!
//! Each of them has to be readable by itself; writers that cut a text by bytes do not know that. Words that follow one another in
//! one charset and encoding are put together here before anybody decodes them.

use std::ops::Range;

use base64_simd::STANDARD;
use memchr::memmem;

use crate::transfer::base64_bytes;

/// Longest header in which such words are looked for, in bytes.
const LONGEST: usize = 256 * 1024;
/// Longest word, in bytes; RFC 2047 allows 75.
const LONGEST_WORD: usize = 1000;
/// Bytes that are put together of several words at most.
const MOST_BYTES: usize = 1000;

/// An encoded word.
struct Word<'h> {
    /// Its bytes in the header.
    range: Range<usize>,
    charset: &'h [u8],
    encoding: u8,
    text: &'h [u8],
}

/// The pieces of a header that are to be replaced, in order; none if every word can be read by itself.
pub(crate) fn mended(header: &[u8]) -> Vec<(Range<usize>, Vec<u8>)> {
    let header = header.get(..LONGEST).unwrap_or(header);
    let mut replaced = Vec::new();
    let mut starts = memmem::find_iter(header, b"=?");
    while let Some(mut word) = starts.find_map(|start| word_at(header, start)) {
        let start = word.range.start;
        let Some(mut bytes) = word.decoded() else { continue };
        let mut is_mended = word.lacks_padding();
        while bytes.len() < MOST_BYTES
            && ends_within_character(word.charset, &bytes)
            && let Some(other) = behind(header, &word)
            && let Some(more) = other.decoded()
        {
            bytes.extend(more);
            word = other;
            is_mended = true;
        }
        let end = word.range.end;
        if is_mended {
            replaced.push((start..end, encoded(word.charset, &bytes)));
        }
        while starts.clone().next().is_some_and(|next| next < end) {
            starts.next();
        }
    }
    replaced
}

fn word_at(header: &[u8], start: usize) -> Option<Word<'_>> {
    let rest = header.get(start..)?.strip_prefix(b"=?")?;
    let near = rest.get(..LONGEST_WORD).unwrap_or(rest);
    let line = near.get(..memchr::memchr(b'\n', near).unwrap_or(near.len()))?;
    let mut parts = line.splitn(3, |&byte| byte == b'?');
    let (charset, encoding, text) = (parts.next()?, parts.next()?, parts.next()?);
    let text = if encoding.eq_ignore_ascii_case(b"b") {
        // However long it is, no sign of a question is in it.
        let text = rest.get(charset.len().checked_add(3)?..)?;
        let (text, behind) = text.split_at_checked(memchr::memchr2(b'?', b'\n', text)?)?;
        behind.starts_with(b"?=").then_some(text)?
    } else {
        text.get(..memmem::find(text, b"?=")?)?
    };
    let [encoding] = encoding else { return None };
    let length = [2, charset.len(), 3, text.len(), 2].iter().sum::<usize>();
    let range = start..start.checked_add(length)?;
    Some(Word { range, charset, encoding: encoding.to_ascii_uppercase(), text })
}

/// The word that only white space parts from one of the same kind.
fn behind<'h>(header: &'h [u8], word: &Word<'h>) -> Option<Word<'h>> {
    let rest = header.get(word.range.end..)?;
    let gap = rest.len().checked_sub(rest.trim_ascii_start().len())?;
    let next = word_at(header, word.range.end.checked_add(gap)?)?;
    (next.charset.eq_ignore_ascii_case(word.charset) && next.encoding == word.encoding).then_some(next)
}

impl Word<'_> {
    /// True if it ends within the letters of a byte, as base64 without padding does.
    fn lacks_padding(&self) -> bool {
        let letters = self.text.iter().filter(|byte| **byte != b' ').count();
        self.encoding == b'B' && !self.text.contains(&b'=') && matches!(letters % 4, 2 | 3)
    }

    /// Its bytes; nothing if it is broken.
    fn decoded(&self) -> Option<Vec<u8>> {
        if self.encoding == b'B' {
            let is_letter =
                |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ');
            return self.text.iter().all(is_letter).then(|| base64_bytes(self.text));
        }
        let mut bytes = Vec::new();
        let mut rest = self.text;
        while let Some((&first, behind)) = rest.split_first() {
            rest = behind;
            match (first, behind) {
                (b'_', _) => bytes.push(b' '),
                (b'=', [high, low, behind @ ..]) => {
                    let pair = [*high, *low];
                    bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
                    rest = behind;
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

/// True if more bytes must come before all of these are characters.
fn ends_within_character(charset: &[u8], bytes: &[u8]) -> bool {
    let Some(charset) = encoding_rs::Encoding::for_label(charset) else { return false };
    if charset.is_single_byte() {
        return false;
    }
    // Where the end is not the last one there is, half a character there is no error.
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
    fn words_that_break_off_within_a_character_are_read() {
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
