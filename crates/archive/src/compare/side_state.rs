//! Tells how complete the sides of a comparison are. Without it, a mailbox that was read to 60 % and a copy of its
//! readable part would count as the same.

use foundmail_store::{SourceProgress, SourceRow, SourceState};
use serde::Serialize;

use super::side::{CompareSide, SideName};
use crate::ArchiveError;
use crate::archive::missing_of;
use crate::import::completeness::completeness;
use crate::view::Completeness;

/// The completeness of one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideState {
    /// The side.
    pub side: SideName,
    /// Completeness of the side. An archive is as complete as its least complete source.
    pub state: Completeness,
    /// Number of items of which nothing could be read. Their messages are in none of the counts.
    pub lost: u32,
    /// Sentences that name the missing part and the reason, and give advice: one for each source that is not whole.
    pub missing: Vec<String>,
}

impl SideState {
    /// Returns the completeness of a side. In an archive, a source does not count if a better copy replaces it.
    pub(super) fn of(name: SideName, side: &CompareSide) -> Result<Self, ArchiveError> {
        let states = side.reader.source_states()?;
        let mut found = Self { side: name, state: Completeness::Whole, lost: 0, missing: Vec::new() };
        for row in side.reader.sources()? {
            let state = states.get(&row.id);
            let is_replaced = side.source.is_none() && state.is_some_and(|state| state.replaced_by.is_some());
            if is_replaced || side.source.is_some_and(|source| source != row.id) {
                continue;
            }
            found.lost = found.lost.saturating_add(side.reader.lost_in(row.id)?);
            if let Some(state) = state {
                found.add(side, &row, state)?;
            }
        }
        Ok(found)
    }

    /// Returns true if the counts contain each message of the side.
    pub fn is_whole(&self) -> bool {
        self.state == Completeness::Whole && self.lost == 0
    }

    fn add(&mut self, side: &CompareSide, row: &SourceRow, state: &SourceState) -> Result<(), ArchiveError> {
        let is_written = state.progress == SourceProgress::Reading && side.is_written;
        if let Some(sentences) = missing_of(&side.reader, row, state, is_written)? {
            // A source is already named as the side, an archive has many of them.
            let is_named = side.source.is_some();
            self.missing.push(if is_named { sentences } else { format!("{}: {sentences}", row.name) });
        }
        self.state = match (self.state, completeness(state.progress)) {
            (known, Completeness::Whole) | (known @ Completeness::Unreadable, _) => known,
            (_, worse) => worse,
        };
        Ok(())
    }
}
