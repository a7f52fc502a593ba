//! Components of iCalendar that both appointments and tasks have, RFC 5545.

use crate::compose::wire::content_line::{ContentLines, PRODUCT_ID};

/// Writes the beginning of a calendar. Only a calendar that was sent has a method.
pub(crate) fn begin(lines: &mut ContentLines, method: Option<&str>) {
    lines.line("BEGIN", "VCALENDAR");
    lines.line("VERSION", "2.0");
    lines.line("PRODID", PRODUCT_ID);
    if let Some(method) = method {
        lines.line("METHOD", method);
    }
}

/// Writes an alarm for a number of minutes before the start.
pub(crate) fn alarm(lines: &mut ContentLines, minutes: Option<i64>) {
    if let Some(minutes) = minutes {
        lines.line("BEGIN", "VALARM");
        lines.line("ACTION", "DISPLAY");
        lines.line("DESCRIPTION", "Reminder");
        lines.line("TRIGGER", &format!("-PT{minutes}M"));
        lines.line("END", "VALARM");
    }
}
