//! Damage to a structure, before its effect is known.

use std::collections::HashSet;

use foundmail_defect::{Defect, Effect};

/// A damaged structure. The layer that needed the structure knows the effect of the damage, and converts the flaw
/// into a [`Defect`].
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

    pub(crate) fn with_effect(self, effect: Effect) -> Defect {
        let defect = Defect::new(self.structure, self.what, effect);
        match self.offset {
            Some(offset) => defect.at(offset),
            None => defect,
        }
    }
}

/// Distinct flaws that did not stop the reader. A hostile file can have any number of flaws, so only the first
/// [`Self::LIMIT`] are kept.
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

    /// Returns the value of a result. If the result is a flaw, keeps the flaw and returns `None`.
    pub(crate) fn catch<T>(&mut self, result: Result<T, Flaw>) -> Option<T> {
        result.map_err(|flaw| self.push(flaw)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = Flaw> {
        self.list.into_iter()
    }

    pub(crate) fn with_effect(self, effect: Effect) -> impl Iterator<Item = Defect> {
        self.into_iter().map(move |flaw| flaw.with_effect(effect))
    }
}
