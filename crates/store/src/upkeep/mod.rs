//! Upkeep: removal of sources, compaction, verification, and the search for better copies of incomplete sources.

mod better_copies;
mod compact;
mod remove;
pub mod verify;
