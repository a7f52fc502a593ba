//! Something broken, before it is known what that costs.

use std::collections::HashSet;

use foundmail_defect::{Defect, Effect};

/// A broken structure. The layer that needed the structure knows the effect and makes a [`Defect`] of it.
#[derive(Debug, Clone)]
pub(crate) struct Flaw {
    offset: Option<u64>,
    structure: &'static str,
    what: String,
}

impl Flaw {
    pub(crate) fn new(structure: &'static str, what: impl Into<String>) -> Self {
        Self { offset: None, structure, what: what.into() }
    }

    pub(crate) fn at(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    pub(crate) fn prefixed(mut self, prefix: &str) -> Self {
        self.what.insert_str(0, prefix);
        self
    }

    pub(crate) fn costing(self, effect: Effect) -> Defect {
        let defect = Defect::new(self.structure, self.what, effect);
        match self.offset {
            Some(offset) => defect.at(offset),
            None => defect,
        }
    }
}

/// Flaws that did not end the reading, each once. A hostile file can have any number; the first ones tell enough.
#[derive(Debug, Default)]
pub(crate) struct Flaws {
    list: Vec<Flaw>,
    seen: HashSet<(Option<u64>, &'static str, String)>,
}

impl Flaws {
    pub(crate) const LIMIT: usize = 100;

    pub(crate) fn push(&mut self, flaw: Flaw) {
        if self.list.len() < Self::LIMIT && self.seen.insert((flaw.offset, flaw.structure, flaw.what.clone()))
        {
            self.list.push(flaw);
        }
    }

    /// The value of a result; its flaw is kept.
    pub(crate) fn catch<T>(&mut self, result: Result<T, Flaw>) -> Option<T> {
        result.map_err(|flaw| self.push(flaw)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = Flaw> {
        self.list.into_iter()
    }

    pub(crate) fn costing(self, effect: Effect) -> impl Iterator<Item = Defect> {
        self.into_iter().map(move |flaw| flaw.costing(effect))
    }
}
