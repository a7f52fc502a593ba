//! The owner's marks: stars and tags on messages. They belong to the archive, not to a mailbox, so they stay when a
//! mailbox is removed and imported again.

mod change;
mod names;
pub(crate) mod snapshot;

#[cfg(test)]
mod tests;
