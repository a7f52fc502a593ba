//! Senders, recipients and attendees, with their addresses.

pub(crate) mod address;
pub(crate) mod attendee;
pub(crate) mod directory;
pub(crate) mod participants;
