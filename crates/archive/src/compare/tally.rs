//! Counts the compared messages by month and by folder.

use std::collections::{BTreeMap, HashMap};

use foundmail_store::{FolderId, MessageId, StoreReader};

use super::report::{ComparedFolder, ComparedMonth};
use super::side::{CompareSide, SideName};
use crate::ArchiveError;
use crate::dates::{month, month_name};

/// How a message was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    OnlyHere,
    InBoth { differs: bool },
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    only: u32,
    both: u32,
    differing: u32,
}

impl Counts {
    fn add(&mut self, found: Found) {
        let (only, both, differing) = match found {
            Found::OnlyHere => (1, 0, 0),
            Found::InBoth { differs } => (0, 1, u32::from(differs)),
        };
        self.only = self.only.saturating_add(only);
        self.both = self.both.saturating_add(both);
        self.differing = self.differing.saturating_add(differing);
    }
}

/// The counts of a comparison.
#[derive(Debug, Default)]
pub(super) struct Tally {
    months: BTreeMap<Option<i32>, ComparedMonth>,
    folders: [HashMap<FolderId, Counts>; 2],
}

impl Tally {
    /// Counts a message of one side in each of its folders.
    pub(super) fn add_to_folders(
        &mut self,
        name: SideName,
        side: &CompareSide,
        message: MessageId,
        found: Found,
    ) -> Result<(), ArchiveError> {
        let rows = side.reader.copies_in(message, side.source)?;
        let mut folders: Vec<FolderId> = rows.into_iter().map(|row| row.folder).collect();
        folders.sort_unstable();
        folders.dedup();
        let [of_a, of_b] = &mut self.folders;
        let counts = if name == SideName::A { of_a } else { of_b };
        for folder in folders {
            counts.entry(folder).or_default().add(found);
        }
        Ok(())
    }

    /// Counts a message in its month. A message in both sides is counted once.
    pub(super) fn add_to_month(&mut self, name: SideName, date: Option<i64>, found: Found) {
        let number = date.and_then(month);
        let entry = self.months.entry(number).or_insert_with(|| ComparedMonth {
            month: number.map(month_name),
            only_a: 0,
            only_b: 0,
            both: 0,
            differing: 0,
        });
        let differs = found == Found::InBoth { differs: true };
        let count = match (found, name) {
            (Found::InBoth { .. }, _) => &mut entry.both,
            (Found::OnlyHere, SideName::A) => &mut entry.only_a,
            (Found::OnlyHere, SideName::B) => &mut entry.only_b,
        };
        *count = count.saturating_add(1);
        entry.differing = entry.differing.saturating_add(u32::from(differs));
    }

    /// Returns the months, oldest first.
    pub(super) fn months(&self) -> Vec<ComparedMonth> {
        self.months.values().cloned().collect()
    }

    /// Returns the folders of both sides, sorted by their names.
    pub(super) fn folders(&self, readers: [&StoreReader; 2]) -> Result<Vec<ComparedFolder>, ArchiveError> {
        let mut rows = Vec::new();
        for ((side, counts), reader) in SideName::BOTH.into_iter().zip(&self.folders).zip(readers) {
            let mut of_side = Vec::new();
            for (&folder, &Counts { only, both, differing }) in counts {
                let folder = reader.folder_path(folder)?;
                of_side.push(ComparedFolder { side, folder, only, both, differing });
            }
            of_side.sort_by(|one, other| one.folder.cmp(&other.folder));
            rows.append(&mut of_side);
        }
        Ok(rows)
    }
}
