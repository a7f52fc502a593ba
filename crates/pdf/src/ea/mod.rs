//! EA-PDF (PDF/mail-1), the profile of PDF/A for mail: a tree of document parts, lists of messages and files in the metadata, and
//! header fields, bodies and the list of attachments on pages of their own.

pub(crate) mod attachment_list;
pub(crate) mod content_set;
mod facts;
mod lists;
pub(crate) mod rules;
mod schema;
pub(crate) mod tree;

use std::io::Write;

use lopdf::{Dictionary, Stream};
use sha2::{Digest, Sha256};

use crate::PdfError;
use crate::files::{FileRecord, hex};
use crate::sink::{Id, Sink};
use attachment_list::AttachmentLine;
pub(crate) use facts::Identity;
pub use facts::MailFacts;
use lists::{Lists, file_packet};
use tree::Trees;

/// The keyword that marks the files of the profile.
pub(crate) const KEYWORD: &str = "EA-PDF";

/// The structure of an EA-PDF file while it is written.
pub(crate) struct EaPdf {
    pub trees: Trees,
    lists: Lists,
    /// The files that belong to the next message.
    pending: Vec<FileRecord>,
    /// The lines of the list of attachments.
    pub lines: Vec<AttachmentLine>,
}

/// A message whose files and metadata are written.
pub(crate) struct Mailed {
    pub identity: Identity,
    pub attachments: Vec<FileRecord>,
}

impl Mailed {
    /// Returns the file specifications of the attachments.
    pub fn specifications(&self) -> Vec<Id> {
        self.attachments.iter().map(|file| file.specification).collect()
    }
}

impl EaPdf {
    pub fn new<W: Write>(sink: &mut Sink<W>) -> Result<Self, PdfError> {
        Ok(Self { trees: Trees::new(sink)?, lists: Lists::new(), pending: Vec::new(), lines: Vec::new() })
    }

    /// Notes a file of the next message.
    pub fn note(&mut self, file: &FileRecord) {
        self.pending.push(file.clone());
    }

    /// Lists a message with the files that were noted, and writes the metadata of these files.
    pub fn add_message<W: Write>(
        &mut self,
        facts: &MailFacts,
        sink: &mut Sink<W>,
    ) -> Result<Mailed, PdfError> {
        let files = std::mem::take(&mut self.pending);
        let source = files.iter().find(|file| file.is_source);
        let digest = source.map_or_else(|| self.digest_of(facts), |source| source.sha256.clone());
        let identity = Identity::new(facts, &digest);
        for file in &files {
            if let Some(metadata) = file.metadata {
                let packet = file_packet(file, &identity).into_bytes();
                let packet = Stream::new(metadata_dictionary(), packet).with_compression(false);
                sink.set(metadata, &packet.into())?;
            }
        }
        self.lists.add(facts, &identity, &files)?;
        Ok(Mailed { identity, attachments: files.into_iter().filter(|file| !file.is_source).collect() })
    }

    /// Returns a digest for a message whose source is not embedded.
    fn digest_of(&self, facts: &MailFacts) -> String {
        let number = self.counts()[1];
        hex(&Sha256::digest(format!("{number} {facts:?}")))
    }

    /// Returns the numbers of listed sources, messages and attachments.
    pub fn counts(&self) -> [usize; 3] {
        self.lists.counts
    }

    /// Returns the name of the profile: one for a single message, another for several.
    pub fn profile(&self) -> Profile {
        if self.counts()[1] <= 1 { Profile::Single } else { Profile::Multiple }
    }

    /// Writes the part of the document's metadata that belongs to the profile. `claim` is the profile that the file claims.
    pub fn write_metadata(&mut self, claim: Option<Profile>, out: &mut dyn Write) -> std::io::Result<()> {
        write!(
            out,
            "<rdf:Description rdf:about=\"\" xmlns:pdfmailid=\"{}\" xmlns:pdfmailmeta=\"{}\" xmlns:foaf=\"{}\">",
            schema::ID,
            schema::META,
            schema::FOAF
        )?;
        if let Some(profile) = claim {
            write!(
                out,
                "<pdfmailid:version>1</pdfmailid:version><pdfmailid:rev>2024</pdfmailid:rev>\
                 <pdfmailid:conformance>{}</pdfmailid:conformance>",
                profile.conformance()
            )?;
        }
        self.lists.write(out)?;
        write!(out, "</rdf:Description>")?;
        let mut schemas = String::new();
        schema::write_for_document(&mut schemas);
        out.write_all(schemas.as_bytes())
    }
}

/// A profile of PDF/mail-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// At most one message.
    Single,
    /// Several messages.
    Multiple,
}

impl Profile {
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "PDF/mail-1s",
            Self::Multiple => "PDF/mail-1m",
        }
    }

    fn conformance(self) -> &'static str {
        match self {
            Self::Single => "s",
            Self::Multiple => "m",
        }
    }
}

/// Returns the dictionary of a stream of metadata.
pub(crate) fn metadata_dictionary() -> Dictionary {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", lopdf::Object::Name(b"Metadata".to_vec()));
    dictionary.set("Subtype", lopdf::Object::Name(b"XML".to_vec()));
    dictionary
}
