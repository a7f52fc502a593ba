//! Compares two sources, two archives, or a source with an archive, and says which messages are only in one of them.
//!
//! The messages are compared by the identity that the archive uses for copies, so their formats do not matter:
//!
//! 1. `matching` pairs the messages of both sides. In one archive, a message in both sources is one message with two
//!    occurrences. Across archives, bytes, stored identities and fingerprints decide.
//! 2. `leftovers` pairs messages that have the same `Message-ID`, sender and date, but another content. They are
//!    in both sides, but differ.
//! 3. `differences` names the parts that one copy of a message lacks.
//! 4. `side_state` tells how complete both sides are. Only whole sides can be equal.
//!
//! Memory holds the ids of the messages and a few bytes for each of them, never the messages themselves. Other
//! archives are opened without changes.

mod differences;
mod leftovers;
mod list;
mod loaded;
mod matching;
mod report;
mod run;
mod side;
mod side_state;
mod tally;
#[cfg(test)]
mod tests;

pub use differences::{Difference, DifferenceKind};
pub use list::{ComparedList, DifferingMessage, ListedMessage};
pub use report::{ComparedFolder, ComparedMonth, Comparison};
pub use run::{Compared, compare};
pub use side::{CompareSide, SideName};
pub use side_state::SideState;
