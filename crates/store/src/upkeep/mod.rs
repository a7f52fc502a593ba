//! Upkeep: removal of sources, compaction, better copies of damaged mailboxes, verification.

mod better_copies;
mod compact;
mod remove;
pub mod verify;
