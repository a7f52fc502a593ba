//! Decrypts files that can be opened without a password (the standard security handler, ISO 32000-1, 7.6, and
//! ISO 32000-2). Many files are encrypted only to prevent changes.

mod cipher;
mod key;

use std::borrow::Cow;
use std::rc::Rc;

use md5::{Digest, Md5};

use super::object::{Dict, Object};

/// A method of encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CryptMethod {
    None,
    Rc4,
    Aes128,
    Aes256,
}

/// The key of an encrypted file, and the methods with which its strings and streams are encrypted.
#[derive(Debug)]
pub(super) struct SecurityHandler {
    key: Vec<u8>,
    strings: CryptMethod,
    streams: CryptMethod,
}

impl SecurityHandler {
    /// Computes the key of a file for the empty password. Returns `None` if the file needs a password or uses an
    /// unknown encryption.
    pub(super) fn open(dict: &Dict, id: &[u8]) -> Option<Self> {
        if dict.name("Filter") != Some("Standard") {
            return None;
        }
        let version = dict.get("V").size()?;
        let (strings, streams) = match version {
            1..=3 => (CryptMethod::Rc4, CryptMethod::Rc4),
            4 | 5 => (method(dict, "StrF"), method(dict, "StmF")),
            _ => return None,
        };
        let key =
            if version == 5 { key::of_revision_6(dict)? } else { key::of_revision_4(dict, id, version)? };
        Some(Self { key, strings, streams })
    }

    /// Decrypts the bytes of a stream.
    pub(super) fn stream<'b>(&self, bytes: &'b [u8], number: u32, generation: u16) -> Cow<'b, [u8]> {
        self.decrypt(self.streams, bytes, number, generation)
    }

    /// Decrypts all strings of an object.
    pub(super) fn strings(&self, object: &Object, number: u32, generation: u16) -> Object {
        match object {
            Object::Text(text) => {
                Object::Text(self.decrypt(self.strings, text, number, generation).into_owned().into())
            }
            Object::Array(array) => {
                Object::Array(array.iter().map(|object| self.strings(object, number, generation)).collect())
            }
            Object::Dict(dict) => {
                let entry = |(name, object): &(Rc<str>, Object)| {
                    (Rc::clone(name), self.strings(object, number, generation))
                };
                Object::Dict(Rc::new(Dict(dict.0.iter().map(entry).collect())))
            }
            other => other.clone(),
        }
    }

    fn decrypt<'b>(
        &self,
        method: CryptMethod,
        bytes: &'b [u8],
        number: u32,
        generation: u16,
    ) -> Cow<'b, [u8]> {
        match method {
            CryptMethod::None => Cow::Borrowed(bytes),
            CryptMethod::Rc4 => Cow::Owned(cipher::rc4(&self.object_key(number, generation, false), bytes)),
            CryptMethod::Aes128 => {
                Cow::Owned(cipher::aes_128(&self.object_key(number, generation, true), bytes))
            }
            CryptMethod::Aes256 => Cow::Owned(cipher::aes_256(&self.key, bytes)),
        }
    }

    /// Returns the key with which an object is encrypted (ISO 32000-1, 7.6.2).
    fn object_key(&self, number: u32, generation: u16, aes: bool) -> Vec<u8> {
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(number.to_le_bytes().get(..3).unwrap_or_default());
        hash.update(generation.to_le_bytes());
        if aes {
            hash.update(b"sAlT");
        }
        let mut key = hash.finalize().to_vec();
        key.truncate(self.key.len().saturating_add(5).min(16));
        key
    }
}

/// Returns the method of the crypt filter that the entry `which` names (ISO 32000-1, 7.6.5).
fn method(dict: &Dict, which: &str) -> CryptMethod {
    let name = dict.name(which).unwrap_or("Identity");
    let filter = dict.get("CF").dict().and_then(|filters| filters.get(name).dict());
    match filter.and_then(|filter| filter.name("CFM")) {
        Some("V2") => CryptMethod::Rc4,
        Some("AESV2") => CryptMethod::Aes128,
        Some("AESV3") => CryptMethod::Aes256,
        _ => CryptMethod::None,
    }
}
