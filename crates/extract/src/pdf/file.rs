//! A PDF as numbered objects, ISO 32000-1, 7.5: by its tables, or where those are broken by looking for the objects.

mod rebuild;
mod table;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::crypt::Crypt;
use super::filter::{self, Filter};
use super::lexer::Lexer;
use super::object::{Dict, Object, Stream};
use crate::Reason;
use crate::budget::Budget;
use crate::bytes::find;

/// References that lead to references.
const MOST_HOPS: usize = 16;
/// Objects that are kept once they were read.
const MOST_KEPT: usize = 200_000;

/// Where an object lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    At(usize),
    /// In a stream of objects, as its so many-th.
    In(u32, usize),
}

pub(super) struct File<'b> {
    bytes: &'b [u8],
    places: RefCell<HashMap<u32, Place>>,
    pub(super) trailer: Dict,
    crypt: Option<Crypt>,
    kept: RefCell<HashMap<u32, Object>>,
    /// Streams of objects, unpacked, with the numbers and places of their objects.
    packed: RefCell<HashMap<u32, Rc<Packed>>>,
    rebuilt: RefCell<bool>,
}

#[derive(Default)]
struct Packed {
    bytes: Vec<u8>,
    places: Vec<(u32, usize)>,
}

impl<'b> File<'b> {
    pub(super) fn open(bytes: &'b [u8], budget: &mut Budget) -> Result<Self, Reason> {
        let mut file = Self {
            bytes,
            places: RefCell::default(),
            trailer: Dict::default(),
            crypt: None,
            kept: RefCell::default(),
            packed: RefCell::default(),
            rebuilt: RefCell::new(false),
        };
        if let Some(table) = table::read(&file, budget) {
            (file.trailer, file.places) = (table.trailer, RefCell::new(table.places));
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
            let dict = file.whole_dict(dict, budget);
            let crypt = Crypt::open(&dict, id.as_ref().and_then(Object::text).unwrap_or_default());
            file.crypt = Some(crypt.ok_or(Reason::Encrypted)?);
            file.kept.borrow_mut().clear();
            file.packed.borrow_mut().clear();
        }
        Ok(file)
    }

    fn has_pages(&self, budget: &mut Budget) -> bool {
        let root = self.resolve(self.trailer.get("Root"), budget);
        root.dict().is_some_and(|root| self.resolve(root.get("Pages"), budget).dict().is_some())
    }

    /// Looks for all objects, once.
    fn rebuild(&self, budget: &mut Budget) -> Result<(), Reason> {
        if self.rebuilt.replace(true) {
            return Ok(());
        }
        let found = rebuild::places(self.bytes, budget)?;
        self.kept.borrow_mut().clear();
        self.packed.borrow_mut().clear();
        *self.places.borrow_mut() = found;
        rebuild::packed(self, budget)
    }

    /// A dictionary whose values are fetched, and those of the dictionaries in it.
    fn whole_dict(&self, dict: &Dict, budget: &mut Budget) -> Dict {
        let fetch = |(name, object): &(Rc<str>, Object)| (Rc::clone(name), self.resolve(object, budget));
        Dict(dict.0.iter().map(fetch).collect())
    }

    /// What an object stands for: itself, or the one that it refers to.
    pub(super) fn resolve(&self, object: &Object, budget: &mut Budget) -> Object {
        let mut object = object.clone();
        for _ in 0..MOST_HOPS {
            let Object::Reference(number) = object else { return object };
            object = self.fetch(number, budget);
        }
        Object::Null
    }

    /// The entry of a dictionary, fetched.
    pub(super) fn get(&self, dict: &Dict, name: &str, budget: &mut Budget) -> Object {
        self.resolve(dict.get(name), budget)
    }

    fn fetch(&self, number: u32, budget: &mut Budget) -> Object {
        if let Some(object) = self.kept.borrow().get(&number) {
            return object.clone();
        }
        if budget.tick().is_err() {
            return Object::Null;
        }
        let place = self.places.borrow().get(&number).copied();
        let object = match place {
            None => Object::Null,
            Some(Place::At(at)) => match self.object_at(at, Some(number), budget) {
                Some((_, object)) => object,
                // The table is wrong: it leads to something else.
                None if !*self.rebuilt.borrow() => {
                    let _ = self.rebuild(budget);
                    return self.fetch(number, budget);
                }
                None => Object::Null,
            },
            Some(Place::In(stream, index)) => self.object_in(stream, index, number, budget),
        };
        let mut kept = self.kept.borrow_mut();
        if kept.len() < MOST_KEPT {
            kept.insert(number, object.clone());
        }
        object
    }

    /// The object that begins at an offset, with its number.
    fn object_at(&self, at: usize, wanted: Option<u32>, budget: &mut Budget) -> Option<(u32, Object)> {
        let mut lexer = Lexer::new(self.bytes, at);
        let number = u32::try_from(lexer.whole()?).ok()?;
        let generation = u16::try_from(lexer.whole()?).unwrap_or(0);
        if !lexer.take_word(b"obj") || wanted.is_some_and(|wanted| wanted != number) {
            return None;
        }
        let object = lexer.object();
        let object = match &object {
            Object::Dict(dict) if lexer.take_word(b"stream") => {
                let (start, end) = self.extent(dict, lexer.at, budget);
                // Strings of a stream's dictionary say nothing that is read here, so they may stay encrypted.
                Object::Stream(Rc::new(Stream { dict: Dict::clone(dict), start, end, number, generation }))
            }
            _ => {
                self.crypt.as_ref().map_or(object.clone(), |crypt| crypt.strings(&object, number, generation))
            }
        };
        Some((number, object))
    }

    /// Where a stream's bytes lie, behind the word that begins it: 7.3.8.1.
    fn extent(&self, dict: &Dict, at: usize, budget: &mut Budget) -> (usize, usize) {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let line_end = if rest.starts_with(b"\r\n") {
            2
        } else {
            usize::from(matches!(rest.first(), Some(b'\r' | b'\n')))
        };
        let start = at.saturating_add(line_end);
        let length = match dict.get("Length") {
            // A length that is another object may not be there yet while tables are read.
            Object::Reference(number) => match self.places.borrow().get(number).copied() {
                Some(Place::At(at)) => {
                    let mut lexer = Lexer::new(self.bytes, at);
                    let head = lexer.whole().and(lexer.whole()).filter(|_| lexer.take_word(b"obj"));
                    head.and_then(|_| lexer.whole())
                }
                Some(Place::In(..)) | None => None,
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

    fn object_in(&self, stream: u32, index: usize, number: u32, budget: &mut Budget) -> Object {
        let Some(packed) = self.packed_of(stream, budget) else { return Object::Null };
        let by_index = packed.places.get(index).filter(|(other, _)| *other == number);
        let place = by_index.or_else(|| packed.places.iter().find(|(other, _)| *other == number));
        place.map_or(Object::Null, |(_, at)| Lexer::new(&packed.bytes, *at).object())
    }

    /// A stream of objects, 7.5.7.
    fn packed_of(&self, stream: u32, budget: &mut Budget) -> Option<Rc<Packed>> {
        if let Some(packed) = self.packed.borrow().get(&stream) {
            return Some(Rc::clone(packed));
        }
        let place = self.places.borrow().get(&stream).copied();
        let Some(Place::At(at)) = place else { return None };
        let (_, object) = self.object_at(at, Some(stream), budget)?;
        let stream_object = object.stream()?;
        // Marked as read before it is, so that one that needs itself ends here.
        self.packed.borrow_mut().insert(stream, Rc::default());
        let bytes = self.bytes_of(stream_object, budget).unwrap_or_default();
        let count = self.get(&stream_object.dict, "N", budget).size()?.min(bytes.len());
        let first = self.get(&stream_object.dict, "First", budget).size()?;
        let mut lexer = Lexer::new(&bytes, 0);
        let mut places = Vec::new();
        for _ in 0..count {
            let (Some(number), Some(offset)) = (lexer.whole(), lexer.whole()) else { break };
            let Ok(number) = u32::try_from(number) else { break };
            places.push((number, first.saturating_add(offset)));
        }
        let packed = Rc::new(Packed { bytes, places });
        self.packed.borrow_mut().insert(stream, Rc::clone(&packed));
        Some(packed)
    }

    /// A stream's bytes, decrypted and unpacked.
    pub(super) fn bytes_of(&self, stream: &Stream, budget: &mut Budget) -> Result<Vec<u8>, Reason> {
        budget.check_time()?;
        let raw = self.bytes.get(stream.start..stream.end).unwrap_or_default();
        let is_table = stream.dict.name("Type") == Some("XRef");
        let raw = match self.crypt.as_ref().filter(|_| !is_table) {
            Some(crypt) => crypt.stream(raw, stream.number, stream.generation),
            None => Cow::Borrowed(raw),
        };
        let dict = &stream.dict;
        let either = |long: &str, short: &str, budget: &mut Budget| match self.get(dict, long, budget) {
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
        filter::undo(raw.into_owned(), &filters, budget)
    }
}
