//! Components of iCalendar (RFC 5545) and vCard (RFC 2426, RFC 6350, vCard 2.1): lines between `BEGIN` and `END`.
//!
//! [`scan`](scan::scan) finds the components of a file without holding them in memory. [`property`] reads the
//! lines of one component. [`message`] composes the RFC 5322 message that the archive stores.

mod attached;
mod flaws;
mod line;
pub(crate) mod message;
pub(crate) mod property;
pub(crate) mod reader;
pub(crate) mod scan;
pub(crate) mod time;

pub(crate) use attached::attachments;
pub(crate) use flaws::Flaws;
