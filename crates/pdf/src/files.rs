//! Embeds files in the PDF: attachments, and the messages themselves.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read, Write};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Object, StringFormat};
use md5::Md5;
use sha2::{Digest, Sha256};

use crate::PdfError;
use crate::sink::{Id, Sink, encoded, reference, text_string};
use crate::xmp::pdf_date;

/// The relation of a file to the document (ISO 19005-3 and EA-PDF).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The file is the message that the pages show.
    Source,
    /// The file is an attachment of a message.
    Attachment,
}

/// A file to embed. It belongs to the message that is added next.
#[derive(Debug, Clone)]
pub struct FileEntry<'t> {
    /// The name of the file. If another file has the same name, a number is added.
    pub name: &'t str,
    /// The MIME type, such as `image/png`.
    pub mime: &'t str,
    /// A description for people.
    pub description: &'t str,
    /// The date of the file or of its message.
    pub date: Option<DateTime<Utc>>,
    /// The relation of the file to the document.
    pub relation: Relation,
}

/// An embedded file, for the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedFile {
    /// The unique name in the PDF.
    pub name: String,
    /// The number of bytes.
    pub size: u64,
    /// The SHA-256 digest in hexadecimal digits.
    pub sha256: String,
}

/// An embedded file, for the lists in the PDF.
#[derive(Debug, Clone)]
pub(crate) struct FileRecord {
    /// The file specification.
    pub specification: Id,
    /// The reserved object for the metadata of the file, if it has metadata.
    pub metadata: Option<Id>,
    /// True if the file is a message that the pages show, false for an attachment.
    pub is_source: bool,
    /// The name that the message gives.
    pub name: String,
    /// The unique name in the PDF.
    pub unique_name: String,
    pub mime: String,
    pub size: u64,
    /// The MD5 digest in hexadecimal digits.
    pub md5: String,
    /// The SHA-256 digest in hexadecimal digits.
    pub sha256: String,
}

/// The files that were embedded in a PDF.
#[derive(Default)]
pub(crate) struct Files {
    /// The file specifications, by the encoded bytes of their names. A PDF name tree must have this order.
    by_name: BTreeMap<Vec<u8>, Id>,
    /// The names in lower case, because some systems ignore case in file names.
    names: BTreeMap<String, u32>,
    /// The file specifications of the messages.
    sources: Vec<Id>,
}

impl Files {
    /// Embeds the bytes of `content` as a file. `metadata` is a reserved object, and only given in an EA-PDF file.
    pub fn add<W: Write>(
        &mut self,
        sink: &mut Sink<W>,
        entry: &FileEntry<'_>,
        content: &mut dyn Read,
        metadata: Option<Id>,
    ) -> Result<FileRecord, PdfError> {
        let name = self.unique(entry.name);
        let params = sink.reserve()?;
        let stream = sink.reserve()?;
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", name_object("EmbeddedFile"));
        dictionary.set("Subtype", name_object(mime(entry.mime)));
        dictionary.set("Filter", name_object("FlateDecode"));
        dictionary.set("Params", reference(params));
        if let Some(metadata) = metadata {
            dictionary.set("Metadata", reference(metadata));
        }
        let mut sums = Sums::default();
        sink.stream(stream, dictionary, |out| {
            let mut encoder = ZlibEncoder::new(out, Compression::default());
            io::copy(&mut sums.reading(content), &mut encoder)?;
            encoder.finish()?;
            Ok(())
        })?;
        let md5 = sums.md5.finalize_reset();
        sink.set(params, &params_of(sums.size, &md5, entry.date))?;
        let specification = sink.add(&specification(entry, &name, stream, metadata.is_some()))?;
        self.by_name.insert(encoded(&name), specification);
        let is_source = entry.relation == Relation::Source;
        if is_source {
            self.sources.push(specification);
        }
        Ok(FileRecord {
            specification,
            metadata,
            is_source,
            name: entry.name.to_owned(),
            unique_name: name,
            mime: mime(entry.mime),
            size: sums.size,
            md5: hex(&md5),
            sha256: hex(&sums.sha256.finalize()),
        })
    }

    /// Returns the name. Adds a number if another file has the same name.
    fn unique(&mut self, name: &str) -> String {
        let name = if name.is_empty() { "file" } else { name };
        let mut unique = name.to_owned();
        let mut number = self.names.get(&name.to_lowercase()).copied().unwrap_or(0);
        while self.names.contains_key(&unique.to_lowercase()) {
            number = number.saturating_add(1);
            unique = match name.rsplit_once('.') {
                Some((stem, extension)) if !stem.is_empty() => format!("{stem} ({number}).{extension}"),
                _ => format!("{name} ({number})"),
            };
        }
        self.names.insert(name.to_lowercase(), number);
        self.names.entry(unique.to_lowercase()).or_insert(0);
        unique
    }

    /// Writes the name tree of all files. Returns the name tree and the list of files that are associated with the document:
    /// all files, or only the messages.
    pub fn finish<W: Write>(
        self,
        sink: &mut Sink<W>,
        only_sources: bool,
    ) -> Result<Option<(Object, Object)>, PdfError> {
        if self.by_name.is_empty() {
            return Ok(None);
        }
        let entries: Vec<_> = self.by_name.into_iter().collect();
        let associated = if only_sources {
            self.sources.into_iter().map(reference).collect()
        } else {
            entries.iter().map(|(_, id)| reference(*id)).collect()
        };
        let mut kids = Vec::new();
        for group in entries.chunks(64) {
            let mut leaf = Dictionary::new();
            let string = |bytes: &[u8]| Object::String(bytes.to_vec(), StringFormat::Hexadecimal);
            if let (Some((first, _)), Some((last, _))) = (group.first(), group.last()) {
                leaf.set("Limits", vec![string(first), string(last)]);
            }
            let names =
                group.iter().flat_map(|(name, id)| [string(name), reference(*id)]).collect::<Vec<_>>();
            leaf.set("Names", names);
            kids.push(reference(sink.add(&leaf.into())?));
        }
        let mut root = Dictionary::new();
        root.set("Kids", kids);
        Ok(Some((reference(sink.add(&root.into())?), Object::Array(associated))))
    }
}

fn specification(entry: &FileEntry<'_>, name: &str, stream: Id, is_mail: bool) -> Object {
    let mut files = Dictionary::new();
    files.set("F", reference(stream));
    files.set("UF", reference(stream));
    let mut specification = Dictionary::new();
    specification.set("Type", name_object("Filespec"));
    specification.set("F", text_string(name));
    specification.set("UF", text_string(name));
    specification.set("Desc", text_string(entry.description));
    specification.set("EF", files);
    let relation = match entry.relation {
        Relation::Source => "Source",
        Relation::Attachment if is_mail => "Mail_Attachment",
        Relation::Attachment => "Supplement",
    };
    specification.set("AFRelationship", name_object(relation));
    specification.into()
}

/// The size and the digests of the bytes that were read.
#[derive(Default)]
struct Sums {
    size: u64,
    md5: Md5,
    sha256: Sha256,
}

impl Sums {
    fn reading<'r>(&'r mut self, content: &'r mut dyn Read) -> impl Read + 'r {
        Summed { sums: self, content }
    }
}

fn params_of(size: u64, md5: &[u8], date: Option<DateTime<Utc>>) -> Object {
    let mut params = Dictionary::new();
    params.set("Size", Object::Integer(i64::try_from(size).unwrap_or(i64::MAX)));
    params.set("CheckSum", Object::String(md5.to_vec(), StringFormat::Hexadecimal));
    let date = pdf_date(date.unwrap_or(DateTime::UNIX_EPOCH));
    params.set("ModDate", text_string(&date));
    params.into()
}

struct Summed<'r> {
    sums: &'r mut Sums,
    content: &'r mut dyn Read,
}

impl Read for Summed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        self.sums.size = self.sums.size.saturating_add(count as u64);
        self.sums.md5.update(bytes);
        self.sums.sha256.update(bytes);
        Ok(count)
    }
}

fn name_object(name: impl AsRef<str>) -> Object {
    Object::Name(name.as_ref().as_bytes().to_vec())
}

/// Returns the MIME type. Returns the type for unknown bytes if `mime` is malformed.
fn mime(mime: &str) -> String {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "!#$&-^_.+".contains(character);
    match mime.split_once('/') {
        Some((kind, rest))
            if !kind.is_empty()
                && !rest.is_empty()
                && mime.len() <= 100
                && kind.chars().chain(rest.chars()).all(allowed) =>
        {
            mime.to_ascii_lowercase()
        }
        _ => "application/octet-stream".to_owned(),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
