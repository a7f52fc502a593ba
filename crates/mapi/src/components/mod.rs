//! Reads iCalendar (RFC 5545) and vCard (RFC 2426, RFC 6350) components into the properties of items, after [MS-OXCICAL] and
//! [MS-OXVCARD].
//!
//! [`insert_component`] is the entry. `content_lines` parses lines, `calendar` and `recurrence_blob` make appointments and
//! tasks, and `card` makes contacts and distribution lists.

mod appointment;
mod blob_numbers;
mod calendar;
mod card;
mod contact_group;
mod content_lines;
mod exceptions;
mod insert;
mod recurrence_blob;
mod recurrence_rule;
mod task;

use crate::Item;
use content_lines::parse;

/// Adds the properties of a calendar or card to an item: class, times, recurrence, addresses. `source` is the text of a
/// `VCALENDAR` or `VCARD`. Properties that the item has from its message are replaced if the component has them.
///
/// Returns a sentence for each value that properties can't express. Returns `None` if the text has no appointment, task,
/// contact or group; then the item is unchanged.
pub fn insert_component(item: &mut Item, source: &str) -> Option<Vec<String>> {
    let parsed = parse(source);
    let mut left_out = Vec::new();
    let calendars = parsed.all("VCALENDAR");
    let calendar = calendars.first().copied().unwrap_or(&parsed);
    let events = calendar.all("VEVENT");
    if !events.is_empty() {
        appointment::insert(item, calendar, &events, &mut left_out)?;
    } else if let Some(todo) = calendar.all("VTODO").first() {
        task::insert(item, calendar, todo, &mut left_out);
    } else {
        let cards = parsed.all("VCARD");
        let vcard = cards.first()?;
        if vcard.text("KIND").is_some_and(|kind| kind.eq_ignore_ascii_case("group")) {
            contact_group::insert(item, vcard);
        } else {
            card::insert(item, vcard);
        }
    }
    Some(left_out)
}

#[cfg(test)]
mod tests;
