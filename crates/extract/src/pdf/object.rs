//! Objects of a PDF (ISO 32000-1, 7.3).

use std::rc::Rc;

/// An object. References are resolved with [`PdfFile::resolve`](super::file::PdfFile::resolve).
#[derive(Debug, Clone, Default)]
pub(super) enum Object {
    #[default]
    Null,
    Bool(bool),
    Number(f64),
    Name(Rc<str>),
    Text(Rc<[u8]>),
    Array(Rc<[Object]>),
    Dict(Rc<Dict>),
    Stream(Rc<Stream>),
    /// A reference to the object with this number.
    Reference(u32),
}

/// A dictionary, which maps names to values.
#[derive(Debug, Clone, Default)]
pub(super) struct Dict(pub(super) Vec<(Rc<str>, Object)>);

/// A stream, with its dictionary and the range of its bytes in the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Stream {
    pub(super) dict: Dict,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Number of the object. The key for its bytes depends on this number and the generation.
    pub(super) number: u32,
    pub(super) generation: u16,
}

impl Dict {
    /// Returns the value for a name without resolving references. Returns a null object if the name is missing.
    pub(super) fn get(&self, name: &str) -> &Object {
        const NULL: &Object = &Object::Null;
        self.0.iter().find(|(other, _)| **other == *name).map_or(NULL, |(_, object)| object)
    }

    /// Returns the value for a name, if the value is itself a name.
    pub(super) fn name(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Object::Name(value) => Some(value),
            _ => None,
        }
    }
}

impl Object {
    /// Returns the value of a number. Returns `None` for other objects.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the value of a number as a non-negative integer.
    pub(super) fn size(&self) -> Option<usize> {
        whole(self.number()?)
    }

    /// Returns the text of a name. Returns `None` for other objects.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Returns the bytes of a string.
    pub(super) fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the elements of an array. Returns no elements for other objects.
    pub(super) fn array(&self) -> &[Self] {
        match self {
            Self::Array(array) => array,
            _ => &[],
        }
    }

    /// Returns a dictionary or the dictionary of a stream. Returns `None` for other objects.
    pub(super) fn dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) => Some(dict),
            Self::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    /// Returns a stream. Returns `None` for other objects.
    pub(super) fn stream(&self) -> Option<&Rc<Stream>> {
        match self {
            Self::Stream(stream) => Some(stream),
            _ => None,
        }
    }
}

/// Converts a number to a non-negative integer. Returns `None` for negative and very large numbers.
pub(super) fn whole(number: f64) -> Option<usize> {
    const LARGEST: f64 = 9e15;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to fit")]
    (0.0..LARGEST).contains(&number).then_some(number as usize)
}
