//! Text formats: header fields, MIME, iCalendar and the lines of vCard. This layer does not interpret items.

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
