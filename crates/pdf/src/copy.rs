//! Copies the pages of a finished PDF file into the PDF file that is being written.
//!
//! Objects with equal content are written only once. This saves space if several files embed the same font.

use std::collections::HashMap;
use std::io::Write;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use sha2::{Digest, Sha256};

use crate::PdfError;
use crate::sink::{Id, Sink, reference};

/// The maximum number of nested objects that are copied.
const DEPTH: usize = 100;

/// The objects that were already written, by the SHA-256 digest of their content.
#[derive(Default)]
pub(crate) struct Written {
    objects: HashMap<[u8; 32], Id>,
}

impl Written {
    /// Writes an object, unless an equal object was already written. Returns the number of the object.
    pub fn add<W: Write>(&mut self, object: &Object, sink: &mut Sink<W>) -> Result<Id, PdfError> {
        let mut bytes = Vec::new();
        lopdf::Writer::write_object(&mut bytes, object)?;
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        if let Some(id) = self.objects.get(&digest) {
            return Ok(*id);
        }
        let id = sink.add(object)?;
        self.objects.insert(digest, id);
        Ok(id)
    }
}

/// The parts of a page that are copied into another file.
pub(crate) struct CopiedPage {
    pub media_box: Object,
    /// The object number of the page's resources.
    pub resources: Id,
    /// The decoded content.
    pub content: Vec<u8>,
    /// The transparency group of the page, if it has one.
    pub group: Option<Object>,
}

/// Copies objects of one file.
pub(crate) struct Copier<'d> {
    document: &'d Document,
    /// The new numbers of the objects that were copied or are being copied.
    copied: HashMap<ObjectId, Id>,
    /// True for a file of somebody else: what refers to other files is left out.
    is_other_file: bool,
}

/// Keys of streams that refer to other files, or to parts of the old file that are not copied.
const OUTSIDE: [&[u8]; 11] = [
    b"F",
    b"FFilter",
    b"FDecodeParms",
    b"Ref",
    b"OPI",
    b"PS",
    b"Alternates",
    b"Metadata",
    b"PieceInfo",
    b"StructParent",
    b"StructParents",
];

impl<'d> Copier<'d> {
    pub fn new(document: &'d Document) -> Self {
        Self { document, copied: HashMap::new(), is_other_file: false }
    }

    /// Copies from a file that somebody else made.
    pub fn of_other_file(document: &'d Document) -> Self {
        Self { is_other_file: true, ..Self::new(document) }
    }

    /// Uses an object of the new file in place of one of the copied file.
    pub fn replace(&mut self, old: ObjectId, new: Id) {
        self.copied.insert(old, new);
    }

    /// Copies a page and the objects that it needs.
    pub fn page<W: Write>(
        &mut self,
        page: ObjectId,
        sink: &mut Sink<W>,
        written: &mut Written,
    ) -> Result<CopiedPage, PdfError> {
        let media_box = self.inherited(page, b"MediaBox")?.cloned().unwrap_or(Object::Null);
        let resources =
            self.inherited(page, b"Resources")?.cloned().unwrap_or_else(|| Dictionary::new().into());
        let resources = self.object(&resources, sink, written, 0)?;
        let resources = match resources {
            Object::Reference((id, _)) => id,
            direct => written.add(&direct, sink)?,
        };
        let group = match self.document.get_dictionary(page)?.get(b"Group") {
            Ok(group) => Some(self.object(group, sink, written, 0)?),
            Err(_) => None,
        };
        let content = self.document.get_page_content(page);
        Ok(CopiedPage { media_box, resources, content, group })
    }

    /// Copies an object and all objects that it refers to.
    pub fn object<W: Write>(
        &mut self,
        object: &Object,
        sink: &mut Sink<W>,
        written: &mut Written,
        depth: usize,
    ) -> Result<Object, PdfError> {
        let next = depth.saturating_add(1);
        if next > DEPTH {
            return Err(PdfError::TooLarge("the objects of a page are nested too deeply"));
        }
        Ok(match object {
            Object::Reference(id) => reference(self.referred(*id, sink, written, next)?),
            Object::Array(items) => Object::Array(
                items.iter().map(|item| self.object(item, sink, written, next)).collect::<Result<_, _>>()?,
            ),
            Object::Dictionary(dictionary) => {
                Object::Dictionary(self.dictionary(dictionary, sink, written, next)?)
            }
            Object::Stream(stream) => {
                let mut own = stream.dict.clone();
                if self.is_other_file {
                    for key in OUTSIDE {
                        own.remove(key);
                    }
                }
                let dictionary = self.dictionary(&own, sink, written, next)?;
                Object::Stream(Stream::new(dictionary, stream.content.clone()))
            }
            other => other.clone(),
        })
    }

    fn dictionary<W: Write>(
        &mut self,
        dictionary: &Dictionary,
        sink: &mut Sink<W>,
        written: &mut Written,
        depth: usize,
    ) -> Result<Dictionary, PdfError> {
        let mut copy = Dictionary::new();
        for (key, value) in dictionary {
            // The new file has its own page tree. The length of a stream is computed again.
            if key != b"Parent" && key != b"Length" {
                copy.set(key.clone(), self.object(value, sink, written, depth)?);
            }
        }
        Ok(copy)
    }

    fn referred<W: Write>(
        &mut self,
        id: ObjectId,
        sink: &mut Sink<W>,
        written: &mut Written,
        depth: usize,
    ) -> Result<Id, PdfError> {
        if let Some(new) = self.copied.get(&id) {
            return Ok(*new);
        }
        let Ok(object) = self.document.get_object(id) else { return sink.add(&Object::Null) };
        if self.is_ring(id) {
            let new = sink.reserve()?;
            self.copied.insert(id, new);
            let copy = self.object(object, sink, written, depth)?;
            sink.set(new, &copy)?;
            return Ok(new);
        }
        let copy = self.object(object, sink, written, depth)?;
        let new = written.add(&copy, sink)?;
        self.copied.insert(id, new);
        Ok(new)
    }

    /// Returns true if an object refers to itself through other objects. Such an object needs a number before its
    /// content is written.
    fn is_ring(&self, id: ObjectId) -> bool {
        let mut seen = std::collections::HashSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            let Ok(object) = self.document.get_object(next) else { continue };
            for referred in references(object) {
                if referred == id {
                    return true;
                }
                if !self.copied.contains_key(&referred) && seen.insert(referred) {
                    open.push(referred);
                }
            }
        }
        false
    }

    /// Returns a value of a page, or the inherited value of the nearest node above the page in the page tree.
    pub fn inherited(&self, page: ObjectId, key: &[u8]) -> Result<Option<&'d Object>, PdfError> {
        let mut node = self.document.get_dictionary(page)?;
        for _ in 0..DEPTH {
            if let Ok(value) = node.get(key) {
                return Ok(Some(value));
            }
            let Ok(parent) = node.get(b"Parent").and_then(Object::as_reference) else { break };
            node = self.document.get_dictionary(parent)?;
        }
        Ok(None)
    }
}

/// Returns the objects that an object refers to directly, without parent nodes of the page tree.
fn references(object: &Object) -> Vec<ObjectId> {
    let mut found = Vec::new();
    let mut open = vec![object];
    while let Some(next) = open.pop() {
        match next {
            Object::Reference(id) => found.push(*id),
            Object::Array(items) => open.extend(items),
            Object::Dictionary(dictionary) => open.extend(values(dictionary)),
            Object::Stream(stream) => open.extend(values(&stream.dict)),
            _ => {}
        }
    }
    found
}

fn values(dictionary: &Dictionary) -> impl Iterator<Item = &Object> {
    dictionary.iter().filter(|(key, _)| *key != b"Parent").map(|(_, value)| value)
}
