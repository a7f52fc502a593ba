//! Reads the numbered objects of a PDF (ISO 32000-1, 7.5). The cross-reference tables contain the offsets of the
//! objects. If the tables are damaged, the whole file is searched for objects.

mod rebuild;
mod xref;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::crypt::SecurityHandler;
use super::filter::{self, Filter};
use super::lexer::Lexer;
use super::object::{Dict, Object, Stream};
use crate::budget::ExtractionBudget;
use crate::bytes::find;
use crate::extracted::FailureReason;

/// Maximum number of references that are followed to one object.
const MAX_REFERENCE_CHAIN: usize = 16;
/// Maximum number of objects that are cached.
const MAX_CACHED_OBJECTS: usize = 200_000;

/// The location of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ObjectLocation {
    /// At an offset in the file.
    At(usize),
    /// In an object stream: the number of the stream, and the index of the object in it.
    InStream(u32, usize),
}

/// A PDF file, with caches for its objects.
pub(super) struct PdfFile<'b> {
    bytes: &'b [u8],
    locations: RefCell<HashMap<u32, ObjectLocation>>,
    pub(super) trailer: Dict,
    crypt: Option<SecurityHandler>,
    cache: RefCell<HashMap<u32, Object>>,
    /// The unpacked object streams, by their object numbers.
    object_streams: RefCell<HashMap<u32, Rc<ObjectStream>>>,
    /// True if the file was searched for objects.
    rebuilt: RefCell<bool>,
}

/// An unpacked object stream, with the number and offset of each object in it.
#[derive(Default)]
struct ObjectStream {
    bytes: Vec<u8>,
    locations: Vec<(u32, usize)>,
}

impl<'b> PdfFile<'b> {
    /// Opens a file. Fails if the file needs a password, or if it has no readable catalog.
    pub(super) fn open(bytes: &'b [u8], budget: &mut ExtractionBudget) -> Result<Self, FailureReason> {
        let mut file = Self {
            bytes,
            locations: RefCell::default(),
            trailer: Dict::default(),
            crypt: None,
            cache: RefCell::default(),
            object_streams: RefCell::default(),
            rebuilt: RefCell::new(false),
        };
        if let Some(table) = xref::read(&file, budget) {
            (file.trailer, file.locations) = (table.trailer, RefCell::new(table.locations));
        }
        if !file.has_pages(budget) {
            file.rebuild(budget)?;
            if !matches!(file.trailer.get("Root"), Object::Reference(_)) {
                file.trailer = rebuild::trailer(&file, budget)?;
            }
        }
        let encrypt = file.resolve(file.trailer.get("Encrypt"), budget);
        if let Some(dict) = encrypt.dict() {
            let id = file.resolve(file.trailer.get("ID"), budget);
            let id = id.array().first().map(|id| file.resolve(id, budget));
            let dict = file.resolved_dict(dict, budget);
            let crypt = SecurityHandler::open(&dict, id.as_ref().and_then(Object::text).unwrap_or_default());
            file.crypt = Some(crypt.ok_or(FailureReason::Encrypted)?);
            file.cache.borrow_mut().clear();
            file.object_streams.borrow_mut().clear();
        }
        Ok(file)
    }

    fn has_pages(&self, budget: &mut ExtractionBudget) -> bool {
        let root = self.resolve(self.trailer.get("Root"), budget);
        root.dict().is_some_and(|root| self.resolve(root.get("Pages"), budget).dict().is_some())
    }

    /// Searches the file for objects and replaces their locations. Does this at most once.
    fn rebuild(&self, budget: &mut ExtractionBudget) -> Result<(), FailureReason> {
        if self.rebuilt.replace(true) {
            return Ok(());
        }
        let found = rebuild::locations(self.bytes, budget)?;
        self.cache.borrow_mut().clear();
        self.object_streams.borrow_mut().clear();
        *self.locations.borrow_mut() = found;
        rebuild::object_streams(self, budget)
    }

    /// Returns a dictionary in which the values that are references are replaced by their objects.
    fn resolved_dict(&self, dict: &Dict, budget: &mut ExtractionBudget) -> Dict {
        let fetch = |(name, object): &(Rc<str>, Object)| (Rc::clone(name), self.resolve(object, budget));
        Dict(dict.0.iter().map(fetch).collect())
    }

    /// Returns the object to which a reference leads. Returns any other object unchanged.
    pub(super) fn resolve(&self, object: &Object, budget: &mut ExtractionBudget) -> Object {
        let mut object = object.clone();
        for _ in 0..MAX_REFERENCE_CHAIN {
            let Object::Reference(number) = object else { return object };
            object = self.fetch(number, budget);
        }
        Object::Null
    }

    /// Returns the value of a dictionary entry. If the value is a reference, returns the object to which it leads.
    pub(super) fn get(&self, dict: &Dict, name: &str, budget: &mut ExtractionBudget) -> Object {
        self.resolve(dict.get(name), budget)
    }

    fn fetch(&self, number: u32, budget: &mut ExtractionBudget) -> Object {
        if let Some(object) = self.cache.borrow().get(&number) {
            return object.clone();
        }
        if budget.tick().is_err() {
            return Object::Null;
        }
        let location = self.locations.borrow().get(&number).copied();
        let object = match location {
            None => Object::Null,
            Some(ObjectLocation::At(at)) => match self.object_at(at, Some(number), budget) {
                Some((_, object)) => object,
                // No object with this number is at the offset, so the cross-reference table is wrong.
                None if !*self.rebuilt.borrow() => {
                    let _ = self.rebuild(budget);
                    return self.fetch(number, budget);
                }
                None => Object::Null,
            },
            Some(ObjectLocation::InStream(stream, index)) => self.object_in(stream, index, number, budget),
        };
        let mut cache = self.cache.borrow_mut();
        if cache.len() < MAX_CACHED_OBJECTS {
            cache.insert(number, object.clone());
        }
        object
    }

    /// Reads the object at an offset. Returns its number and the object. Returns `None` if the number is not
    /// `wanted`.
    fn object_at(
        &self,
        at: usize,
        wanted: Option<u32>,
        budget: &mut ExtractionBudget,
    ) -> Option<(u32, Object)> {
        let mut lexer = Lexer::new(self.bytes, at);
        let number = u32::try_from(lexer.whole()?).ok()?;
        let generation = u16::try_from(lexer.whole()?).unwrap_or(0);
        if !lexer.take_word(b"obj") || wanted.is_some_and(|wanted| wanted != number) {
            return None;
        }
        let object = lexer.object();
        let object = match &object {
            Object::Dict(dict) if lexer.take_word(b"stream") => {
                let (start, end) = self.stream_range(dict, lexer.at, budget);
                // Strings in the dictionary of a stream are not needed, so they are not decrypted.
                Object::Stream(Rc::new(Stream { dict: Dict::clone(dict), start, end, number, generation }))
            }
            _ => {
                self.crypt.as_ref().map_or(object.clone(), |crypt| crypt.strings(&object, number, generation))
            }
        };
        Some((number, object))
    }

    /// Returns the range of a stream's bytes in the file (ISO 32000-1, 7.3.8.1). `at` is the offset after the
    /// keyword `stream`.
    fn stream_range(&self, dict: &Dict, at: usize, budget: &mut ExtractionBudget) -> (usize, usize) {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let line_end = if rest.starts_with(b"\r\n") {
            2
        } else {
            usize::from(matches!(rest.first(), Some(b'\r' | b'\n')))
        };
        let start = at.saturating_add(line_end);
        let length = match dict.get("Length") {
            // While the tables are being read, the location of the length may still be unknown.
            Object::Reference(number) => match self.locations.borrow().get(number).copied() {
                Some(ObjectLocation::At(at)) => {
                    let mut lexer = Lexer::new(self.bytes, at);
                    let head = lexer.whole().and(lexer.whole()).filter(|_| lexer.take_word(b"obj"));
                    head.and_then(|_| lexer.whole())
                }
                Some(ObjectLocation::InStream(..)) | None => None,
            },
            object => object.size(),
        };
        let length = length.or_else(|| match dict.get("Length") {
            object @ Object::Reference(_) => self.resolve(object, budget).size(),
            _ => None,
        });
        let fits = |end: &usize| {
            let mut lexer = Lexer::new(self.bytes, *end);
            *end <= self.bytes.len() && lexer.take_word(b"endstream")
        };
        let end = length.and_then(|length| start.checked_add(length)).filter(fits);
        let end = end.unwrap_or_else(|| {
            let rest = self.bytes.get(start..).unwrap_or_default();
            start.saturating_add(find(rest, b"endstream").unwrap_or(rest.len()))
        });
        (start, end)
    }

    fn object_in(&self, stream: u32, index: usize, number: u32, budget: &mut ExtractionBudget) -> Object {
        let Some(object_streams) = self.object_stream(stream, budget) else { return Object::Null };
        let by_index = object_streams.locations.get(index).filter(|(other, _)| *other == number);
        let location =
            by_index.or_else(|| object_streams.locations.iter().find(|(other, _)| *other == number));
        location.map_or(Object::Null, |(_, at)| Lexer::new(&object_streams.bytes, *at).object())
    }

    /// Returns an object stream (ISO 32000-1, 7.5.7).
    fn object_stream(&self, stream: u32, budget: &mut ExtractionBudget) -> Option<Rc<ObjectStream>> {
        if let Some(object_streams) = self.object_streams.borrow().get(&stream) {
            return Some(Rc::clone(object_streams));
        }
        let location = self.locations.borrow().get(&stream).copied();
        let Some(ObjectLocation::At(at)) = location else { return None };
        let (_, object) = self.object_at(at, Some(stream), budget)?;
        let stream_object = object.stream()?;
        // The empty entry prevents endless recursion if the stream refers to itself.
        self.object_streams.borrow_mut().insert(stream, Rc::default());
        let bytes = self.bytes_of(stream_object, budget).unwrap_or_default();
        let count = self.get(&stream_object.dict, "N", budget).size()?.min(bytes.len());
        let first = self.get(&stream_object.dict, "First", budget).size()?;
        let mut lexer = Lexer::new(&bytes, 0);
        let mut locations = Vec::new();
        for _ in 0..count {
            let (Some(number), Some(offset)) = (lexer.whole(), lexer.whole()) else { break };
            let Ok(number) = u32::try_from(number) else { break };
            locations.push((number, first.saturating_add(offset)));
        }
        let object_streams = Rc::new(ObjectStream { bytes, locations });
        self.object_streams.borrow_mut().insert(stream, Rc::clone(&object_streams));
        Some(object_streams)
    }

    /// Returns the bytes of a stream, decrypted and unpacked.
    pub(super) fn bytes_of(
        &self,
        stream: &Stream,
        budget: &mut ExtractionBudget,
    ) -> Result<Vec<u8>, FailureReason> {
        budget.check_time()?;
        let raw = self.bytes.get(stream.start..stream.end).unwrap_or_default();
        let is_table = stream.dict.name("Type") == Some("XRef");
        let raw = match self.crypt.as_ref().filter(|_| !is_table) {
            Some(crypt) => crypt.stream(raw, stream.number, stream.generation),
            None => Cow::Borrowed(raw),
        };
        let dict = &stream.dict;
        let either =
            |long: &str, short: &str, budget: &mut ExtractionBudget| match self.get(dict, long, budget) {
                Object::Null => self.get(dict, short, budget),
                object => object,
            };
        let names = either("Filter", "F", budget);
        let parameters = either("DecodeParms", "DP", budget);
        let listed = |object: &Object| match object {
            Object::Array(array) => array.to_vec(),
            object => vec![object.clone()],
        };
        let names: Vec<Object> = listed(&names).iter().map(|name| self.resolve(name, budget)).collect();
        let parameters: Vec<Object> =
            listed(&parameters).iter().map(|object| self.resolve(object, budget)).collect();
        let filters: Vec<Filter<'_>> = names
            .iter()
            .enumerate()
            .filter_map(|(index, name)| {
                Some(Filter { name: name.name()?, parameters: parameters.get(index).and_then(Object::dict) })
            })
            .collect();
        filter::decode(raw.into_owned(), &filters, budget)
    }
}
