//! Runs a comparison.

use foundmail_store::MessageId;

use super::leftovers;
use super::matching::{Pair, across_archives, in_one_archive};
use super::report::Comparison;
use super::side::{CompareSide, SideName};
use super::side_state::SideState;
use super::tally::{Found, Tally};
use crate::ArchiveError;
use crate::numbers::count;

/// A finished comparison: its counts, and the ids of the messages that are not the same in both sides.
pub struct Compared<'s> {
    /// The counts.
    pub report: Comparison,
    pub(super) sides: [&'s CompareSide; 2],
    /// For each side, the messages that the other side lacks.
    pub(super) only: [Vec<MessageId>; 2],
    /// The pairs that differ.
    pub(super) differing: Vec<Pair>,
}

/// Compares two sides. `progress` is called with the number of messages that were compared, and the number of all
/// messages of the first side.
pub fn compare<'s>(
    a: &'s CompareSide,
    b: &'s CompareSide,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Compared<'s>, ArchiveError> {
    let all = count(a.messages()?.len());
    let mut done = 0_u32;
    let mut step = || {
        done = done.saturating_add(1);
        progress(done, all);
    };
    let mut matched = if a.shares_archive_with(b) {
        in_one_archive(a, b, &mut step)?
    } else {
        across_archives(a, b, &mut step)?
    };
    leftovers::pair(a, b, &mut matched)?;
    let mut tally = Tally::default();
    for &Pair { a: of_a, b: of_b, differs } in &matched.pairs {
        let found = Found::InBoth { differs };
        tally.add_to_month(SideName::A, a.reader.date_of(of_a)?, found);
        tally.add_to_folders(SideName::A, a, of_a, found)?;
        tally.add_to_folders(SideName::B, b, of_b, found)?;
    }
    for ((name, side), only) in SideName::BOTH.into_iter().zip([a, b]).zip(&matched.only) {
        for &message in only {
            tally.add_to_month(name, side.reader.date_of(message)?, Found::OnlyHere);
            tally.add_to_folders(name, side, message, Found::OnlyHere)?;
        }
    }
    let both = count(matched.pairs.len());
    let mut differing = matched.pairs;
    differing.retain(|pair| pair.differs);
    let [only_a, only_b] = &matched.only;
    let report = Comparison {
        a: a.name.clone(),
        b: b.name.clone(),
        sides: vec![SideState::of(SideName::A, a)?, SideState::of(SideName::B, b)?],
        only_a: count(only_a.len()),
        only_b: count(only_b.len()),
        both,
        differing: count(differing.len()),
        folders: tally.folders([&a.reader, &b.reader])?,
        months: tally.months(),
    };
    Ok(Compared { report, sides: [a, b], only: matched.only, differing })
}
