//! Binary structures in the values of MAPI properties.

pub(crate) mod entry_id;
pub(crate) mod recurrence;
pub(crate) mod recurrence_exception;
pub(crate) mod time_zone;
pub(crate) mod verb_stream;
