//! Text formats that messages consist of: header fields, MIME, iCalendar, vCard. This layer knows no items.

pub(crate) mod boundary;
pub(crate) mod content_line;
pub(crate) mod date_time;
pub(crate) mod header_field;
pub(crate) mod html;
pub(crate) mod icalendar;
pub(crate) mod labeled_lines;
pub(crate) mod mime;
pub(crate) mod output;
pub(crate) mod transfer;
pub(crate) mod verbatim;
