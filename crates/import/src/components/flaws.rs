//! The damage to one component, and its description as defects.

use foundmail_defect::{Defect, Effect};

use crate::limits::MAX_IN_MEMORY;

/// The kinds of damage that the scan of a file can find in a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate fact about the component")]
pub(crate) struct Flaws {
    /// The `BEGIN` line is missing.
    pub no_begin: bool,
    /// The `END` line is missing, and another component follows.
    pub no_end: bool,
    /// The file ends within the component.
    pub cut: bool,
    /// A nested component has no `END`, or an `END` has no `BEGIN`.
    pub nesting: bool,
    /// Components are nested more deeply than the limit.
    pub too_deep: bool,
    /// Part of the component is overwritten with zero bytes.
    pub zeros: bool,
}

impl Flaws {
    /// Returns the flaws that at least one of two components has.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            no_begin: self.no_begin || other.no_begin,
            no_end: self.no_end || other.no_end,
            cut: self.cut || other.cut,
            nesting: self.nesting || other.nesting,
            too_deep: self.too_deep || other.too_deep,
            zeros: self.zeros || other.zeros,
        }
    }

    /// Returns the defects of an item that begins at byte `start`. `is_stray` is true if the item consists of
    /// lines outside any component.
    pub(crate) fn defects(self, is_stray: bool, start: u64) -> Vec<Defect> {
        let lost = Effect::BodyIncomplete;
        let known = [
            (is_stray, "These lines belong to no entry. The lines around them may be missing.", lost),
            (self.no_begin, "The line that begins this entry is missing. More lines may be missing.", lost),
            (self.no_end, "The line that ends this entry is missing. More lines may be missing.", lost),
            (self.cut, "The file ends in the middle of this entry.", lost),
            (self.zeros, "Part of this entry is overwritten with zero bytes.", lost),
            (self.nesting, "A part of this entry lacks its first or last line.", Effect::Nothing),
            (
                self.too_deep,
                "The parts of this entry are nested too deeply to be distinguished.",
                Effect::Nothing,
            ),
        ];
        let found = known.into_iter().filter(|(is, _, _)| *is);
        found.map(|(_, what, effect)| Defect::new(ENTRY, what, effect).at(start)).collect()
    }
}

/// The word for a component in defects.
pub(super) const ENTRY: &str = "entry";

/// Returns the defect of a component that is too large to be read completely.
pub(super) fn too_large(start: u64) -> Defect {
    let what =
        format!("This entry is larger than {} MB; Foundmail did not read the end.", MAX_IN_MEMORY >> 20);
    Defect::new(ENTRY, what, Effect::BodyIncomplete).at(start)
}
