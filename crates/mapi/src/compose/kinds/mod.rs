//! The content that each class of items adds to its message.

pub(crate) mod appointment;
pub(crate) mod contact;
pub(crate) mod content;
pub(crate) mod distribution_list;
pub(crate) mod event;
pub(crate) mod other;
pub(crate) mod report;
pub(crate) mod smime;
pub(crate) mod task;
pub(crate) mod uid;
