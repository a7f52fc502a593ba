//! Fingerprints of messages, and their comparison.

use std::collections::BTreeSet;
use std::io::{self, Read};

use super::fields::identity_of;
use super::lines::digest_of_lines;
use super::words::same_words;
use crate::digest::{Digest, digest_of};
use crate::message::{Framing, Message};
use crate::people::Person;

/// The facts by which a message is recognised in other formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Digest of fields and text. `None` if the message has no `Message-ID`.
    fields: Option<Digest>,
    /// Digest of fields, attachments and recipients. For a message that is damaged or has no `Message-ID`, the
    /// digest of its lines.
    exact: Option<Digest>,
    /// Digests of the attachments, without the pictures inside the text.
    files: Vec<[u8; 16]>,
    /// Addresses of the recipients, in lower case.
    recipients: BTreeSet<String>,
    is_whole: bool,
    /// False if the message is known to have no formatted body.
    may_have_html: bool,
}

/// The result of [`compare`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The messages are the same.
    Same,
    /// The messages are different.
    Different,
    /// The messages are the same if [`same_bodies`] returns true for their formatted bodies.
    NeedsBodies,
}

/// A parsed message, for [`Fingerprint::of`].
#[derive(Debug, Clone, Copy)]
pub struct FingerprintInput<'m> {
    /// The message.
    pub message: &'m Message,
    /// Framing of the bytes of the message.
    pub framing: Framing,
    /// False if part of the message is missing.
    pub is_whole: bool,
    /// Digests of the parts of the text that are too long to be parsed.
    pub unparsed: &'m [Digest],
}

/// The facts about a message that the catalogue stores, for [`Fingerprint::stored`].
#[derive(Debug, Clone)]
pub struct StoredFacts<'m> {
    /// One of the message's [keys](Fingerprint::keys).
    pub key: Digest,
    /// Digests of the attachments, without the pictures inside the text.
    pub files: Vec<[u8; 16]>,
    /// Recipients: `To`, `Cc`, `Bcc`.
    pub recipients: Vec<&'m Person>,
    /// False if part of the message is missing.
    pub is_whole: bool,
}

impl Fingerprint {
    /// Returns the fingerprint of a parsed message. `open` opens the bytes of the message. It is called only for a
    /// message that is damaged or has no `Message-ID`, because such a message is recognised by its lines.
    ///
    /// # Errors Fails if `open` fails or the bytes cannot be read.
    pub fn of<R: Read>(
        input: &FingerprintInput<'_>,
        open: impl FnOnce() -> io::Result<R>,
    ) -> io::Result<Self> {
        let FingerprintInput { message, framing, is_whole, unparsed } = *input;
        // Two long messages may differ only in the text that was not parsed. Then their digests must differ as
        // well.
        let with_unparsed = |digest: Digest| {
            if unparsed.is_empty() {
                digest
            } else {
                digest_of(&[&digest[..], unparsed.as_flattened()].concat())
            }
        };
        let identity = identity_of(message);
        let recipients = addresses_of(message.to.iter().chain(&message.cc).chain(&message.bcc));
        let exact = match identity {
            Some(identity) if is_whole => Some(with_unparsed(exact_digest(&identity, message, &recipients))),
            _ => Some(digest_of_lines(&mut open()?, framing)?),
        };
        let files = message.attachments.iter().filter(|file| !file.inline).map(|file| file.digest).collect();
        let may_have_html = message.html.is_some();
        Ok(Self { fields: identity.map(with_unparsed), exact, files, recipients, is_whole, may_have_html })
    }

    /// Returns the fingerprint of a message in the catalogue.
    pub fn stored(facts: StoredFacts<'_>) -> Self {
        // The catalogue does not record whether the key is the digest `fields` or `exact`. The two never have the
        // same value.
        let key = Some(facts.key);
        let recipients = addresses_of(facts.recipients);
        let StoredFacts { files, is_whole, .. } = facts;
        Self { fields: key, exact: key, files, recipients, is_whole, may_have_html: true }
    }

    /// Returns the keys under which the catalogue may contain the same message, the most likely key first.
    pub fn keys(&self) -> impl Iterator<Item = &Digest> {
        self.fields.iter().chain(&self.exact)
    }

    /// Returns the keys under which the catalogue can store this message. The catalogue uses the first key that no
    /// other message has. A damaged message leaves the key of its fields to an undamaged copy.
    pub fn keys_to_store(&self) -> impl Iterator<Item = &Digest> {
        self.fields.iter().filter(|_| self.is_whole).chain(&self.exact)
    }

    /// Returns true if the formatted body of this message must be compared, too.
    fn is_known_by_its_body(&self) -> bool {
        self.is_whole && self.fields.is_some() && self.may_have_html
    }

    /// Returns true if this message has every attachment of the other message.
    fn has_files_of(&self, other: &Self) -> bool {
        let mut ours = self.files.clone();
        other.files.iter().all(|digest| {
            let at = ours.iter().position(|our| our == digest);
            at.map(|at| ours.swap_remove(at)).is_some()
        })
    }

    /// Returns false if both messages have recipients, but no common recipient. Such messages are different: some
    /// programs send one text to many people with one `Message-ID`.
    fn may_share_recipients(&self, other: &Self) -> bool {
        self.recipients.is_empty()
            || other.recipients.is_empty()
            || !self.recipients.is_disjoint(&other.recipients)
    }
}

/// Compares two messages. The order of the arguments does not matter.
///
/// Messages with the same fields and text are still different if each has an attachment that the other lacks. The
/// same applies if they have no common recipient, or if their formatted bodies have different words.
pub fn compare(a: &Fingerprint, b: &Fingerprint) -> Comparison {
    let same_fields = a.fields.is_some() && a.fields == b.fields;
    let same_files = a.has_files_of(b) || b.has_files_of(a);
    let is_exact = a.exact.is_some() && a.exact == b.exact;
    let may_be_same = is_exact || (same_fields && same_files && a.may_share_recipients(b));
    if !may_be_same {
        return Comparison::Different;
    }
    if a.is_known_by_its_body() && b.is_known_by_its_body() {
        Comparison::NeedsBodies
    } else {
        Comparison::Same
    }
}

/// Returns true if two formatted bodies have the same words. Also returns true if a formatted body is missing:
/// then the two messages may be the formatted and the plain form of one message.
pub fn same_bodies(html: Option<&str>, other: Option<&str>) -> bool {
    match (html, other) {
        (Some(html), Some(other)) => html == other || same_words(html, other),
        _ => true,
    }
}

fn exact_digest(identity: &Digest, message: &Message, recipients: &BTreeSet<String>) -> Digest {
    let files = message.attachments.iter().flat_map(|file| file.digest);
    let recipients = recipients.iter().flat_map(|address| address.bytes().chain([b'\n']));
    digest_of(&identity.iter().copied().chain(files).chain(recipients).collect::<Vec<u8>>())
}

fn addresses_of<'m>(people: impl IntoIterator<Item = &'m Person>) -> BTreeSet<String> {
    let addresses = people.into_iter().map(|person| person.address.to_lowercase());
    addresses.filter(|address| address.contains('@')).collect()
}
