//! Objects, ISO 32000-1, 7.3.

use std::rc::Rc;

/// An object. Those that others refer to are fetched by the file.
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
    /// The number of another object.
    Reference(u32),
}

/// Names and what they stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Dict(pub(super) Vec<(Rc<str>, Object)>);

/// A stream: its dictionary, and where its bytes lie in the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Stream {
    pub(super) dict: Dict,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The object that it is, by which it is encrypted.
    pub(super) number: u32,
    pub(super) generation: u16,
}

impl Dict {
    /// The entry of a name, as it stands there.
    pub(super) fn get(&self, name: &str) -> &Object {
        const NULL: &Object = &Object::Null;
        self.0.iter().find(|(other, _)| **other == *name).map_or(NULL, |(_, object)| object)
    }

    /// The entry of a name, if it is a name itself.
    pub(super) fn name(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Object::Name(value) => Some(value),
            _ => None,
        }
    }
}

impl Object {
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub(super) fn size(&self) -> Option<usize> {
        whole(self.number()?)
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn array(&self) -> &[Self] {
        match self {
            Self::Array(array) => array,
            _ => &[],
        }
    }

    /// A dictionary; of a stream, the one that it has.
    pub(super) fn dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) => Some(dict),
            Self::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    pub(super) fn stream(&self) -> Option<&Rc<Stream>> {
        match self {
            Self::Stream(stream) => Some(stream),
            _ => None,
        }
    }
}

/// A number as a whole one that is not negative.
pub(super) fn whole(number: f64) -> Option<usize> {
    const LARGEST: f64 = 9e15;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to fit")]
    (0.0..LARGEST).contains(&number).then_some(number as usize)
}
