//! Links on pages.

use lopdf::{Dictionary, Object};

use crate::outline::destination;
use crate::sink::Id;

/// A rectangle of a page that leads somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    /// The number of the page in its flow, from 0.
    pub page: usize,
    pub area: Area,
    pub target: Target,
}

/// A rectangle in points from the upper left corner of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// The page with this number, from 1, counted without the front pages.
    Page(usize),
    /// An address that [`safe_address`](crate::address::safe_address) returned.
    Address(String),
}

impl Link {
    /// Returns the annotation of a page of this height. `pages` contains the objects of the pages of messages. `None` if the
    /// target is missing.
    pub fn annotation(&self, height: f32, pages: &[Id]) -> Option<Object> {
        let mut annotation = Dictionary::new();
        match &self.target {
            Target::Page(number) => {
                let page = number.checked_sub(1).and_then(|index| pages.get(index))?;
                annotation.set("Dest", destination(*page));
            }
            Target::Address(address) => {
                let mut action = Dictionary::new();
                action.set("S", Object::Name(b"URI".to_vec()));
                action.set("URI", Object::string_literal(address.as_bytes().to_vec()));
                annotation.set("A", action);
            }
        }
        annotation.set("Type", Object::Name(b"Annot".to_vec()));
        annotation.set("Subtype", Object::Name(b"Link".to_vec()));
        let Area { left, top, right, bottom } = self.area;
        annotation.set("Rect", [left, height - bottom, right, height - top].map(Object::Real).to_vec());
        annotation.set("Border", [0, 0, 0].map(Object::Integer).to_vec());
        // The flag "print", which PDF/A demands.
        annotation.set("F", Object::Integer(4));
        Some(annotation.into())
    }
}
