//! When two messages are the same one.

use std::io::{self, Write};

use crate::message::Message;

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
/// text. `None` without a `Message-ID`: two such messages are the same only if their bytes are. The id alone never
/// decides, since anybody can write one.
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
    use super::words_of;

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
