//! When two messages are the same one.

use std::io::{self, Read, Write};

use crate::from_lines::FromLineWriter;
use crate::html::text_of_html;
use crate::message::{Framing, Message};

/// A BLAKE3 digest.
pub type Digest = [u8; 32];

/// Digest of a message's bytes: the same bytes are the same message.
pub fn digest_of(raw: &[u8]) -> Digest {
    *blake3::hash(raw).as_bytes()
}

/// Digests bytes as they come, as [`digest_of`] does.
#[derive(Debug, Clone, Default)]
pub struct Digester {
    hasher: blake3::Hasher,
}

impl Digester {
    /// The digest of what came.
    pub fn finish(&self) -> Digest {
        *self.hasher.finalize().as_bytes()
    }
}

impl Write for Digester {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What tells a message across formats, where every byte may differ: `Message-ID`, date, sender, subject and the words of its
/// text. `None` without a `Message-ID`: two such messages are the same only if their lines are ([`identity_of_lines`]). The id
/// alone never decides, since anybody can write one.
pub fn identity_of(message: &Message) -> Option<Digest> {
    let id = message.message_id.as_deref().filter(|id| id.len() > 3)?;
    let mut hasher = blake3::Hasher::new();
    let sender = message.from.first().map(crate::Person::key).unwrap_or_default();
    let date = message.date.unwrap_or(i64::MIN);
    for field in [id.as_bytes(), sender.as_bytes(), &date.to_le_bytes(), message.subject.as_bytes()] {
        hasher.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(field);
    }
    // All words at once: a digest of many small pieces costs more than reading them.
    hasher.update(&words_of(&message.text));
    Some(*hasher.finalize().as_bytes())
}

/// What tells a message whose own fields do not: its lines, however they end, whether they are quoted for an MBOX or not, and
/// whatever number of empty ones stands before and behind them.
pub fn identity_of_lines(raw: &mut dyn Read, framing: Framing) -> io::Result<Digest> {
    let mut lines = Lines { hasher: blake3::Hasher::new_derive_key(LINES), ends: 0, has_begun: false };
    match framing {
        Framing::Plain => io::copy(raw, &mut lines)?,
        Framing::Mbox => {
            let mut quoted = FromLineWriter::unquoting(&mut lines);
            let length = io::copy(raw, &mut quoted)?;
            quoted.finish()?;
            length
        }
    };
    Ok(*lines.hasher.finalize().as_bytes())
}

/// Keeps these digests apart from those of what fields say.
const LINES: &str = "foundmail 2026-11-28 lines of a message";

/// Digests lines as they come.
struct Lines {
    hasher: blake3::Hasher,
    has_begun: bool,
    /// Ends of lines behind which nothing has come yet.
    ends: usize,
}

/// Written at once where many lines end.
const ENDS: [u8; 256] = [b'\n'; 256];

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            for piece in line.strip_suffix(b"\n").unwrap_or(line).split(|&byte| byte == b'\r') {
                if piece.is_empty() {
                    continue;
                }
                while self.has_begun && self.ends > 0 {
                    let ends = ENDS.get(..self.ends).unwrap_or(&ENDS);
                    self.hasher.update(ends);
                    self.ends = self.ends.saturating_sub(ends.len());
                }
                self.ends = 0;
                self.has_begun = true;
                self.hasher.update(piece);
            }
            self.ends = self.ends.saturating_add(usize::from(line.ends_with(b"\n")));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// True if two formatted bodies have the same words, however they are formatted.
pub fn says_the_same(html: &str, other: &str) -> bool {
    html == other || words_of(&text_of_html(html)) == words_of(&text_of_html(other))
}

/// The words of a text, a space behind each.
fn words_of(text: &str) -> Vec<u8> {
    let mut words = Vec::with_capacity(text.len().saturating_add(1));
    let mut in_word = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            words.extend(u8::try_from(c));
        } else if !c.is_ascii() && c.is_alphanumeric() {
            words.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            if in_word {
                words.push(b' ');
            }
            in_word = false;
            continue;
        }
        in_word = true;
    }
    if in_word {
        words.push(b' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{identity_of_lines, words_of};
    use crate::{Framing, quote_from_lines};

    #[test]
    fn lines_tell_a_message_however_they_end() {
        let of = |raw: &[u8], framing| identity_of_lines(&mut &*raw, framing).unwrap();
        let plain = "Subject: a\n\nFrom here on\n\n\n>From there\n".to_owned();
        let known = of(plain.as_bytes(), Framing::Plain);
        for same in [
            plain.replace('\n', "\r\n"),
            plain.trim_end().to_owned(),
            format!("\r\n\n{plain}\r\n\n{}", "\n".repeat(700)),
        ] {
            assert_eq!(of(same.as_bytes(), Framing::Plain), known, "{same:?}");
            assert_eq!(of(&quote_from_lines(same.as_bytes()), Framing::Mbox), known, "{same:?}");
        }
        for other in
            [plain.replace("\n\n\n", "\n\n"), plain.replace(">From", "From"), plain.replace("here", " here")]
        {
            assert_ne!(of(other.as_bytes(), Framing::Plain), known, "{other:?}");
        }
        assert_ne!(of(plain.as_bytes(), Framing::Mbox), known);
        let long = |lines| format!("a{}b", "\n".repeat(lines));
        assert_ne!(of(long(600).as_bytes(), Framing::Plain), of(long(601).as_bytes(), Framing::Plain));
    }

    #[test]
    fn words_are_what_stands_between_signs() {
        for (text, words) in [
            ("", ""),
            ("  -- ", ""),
            ("Hello,  World!", "Hello World "),
            ("a-1\r\n> Größe: 屋顶", "a 1 Größe 屋顶 "),
        ] {
            let plain: String = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .flat_map(|word| [word, " "])
                .collect();
            assert_eq!(words, plain);
            assert_eq!(words_of(text), words.as_bytes(), "{text:?}");
        }
    }
}
