//! The components of one entry of a calendar.

use super::journal::{stamp, uid};
use super::values::check;
use crate::content_lines::{Component, ContentLine};
use crate::message::ExportMessage;

/// An appointment, task or note: its component, and a component for each exception of a series.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) components: Vec<Component>,
    /// The time zones that the source defines for this entry.
    pub(super) zones: Vec<Component>,
    /// The parts that are not written, one sentence for each.
    pub(super) left_out: Vec<String>,
}

impl Entry {
    /// Returns an entry with one component.
    pub(super) fn of(component: Component) -> Self {
        Self { components: vec![component], ..Self::default() }
    }

    /// Reads an entry from the calendar of its message. The error is the reason why it cannot be read, as a sentence.
    pub(super) fn read(bytes: &[u8], message: &ExportMessage<'_>) -> Result<Self, String> {
        let mut entry = Self::default();
        let mut is_cancelled = false;
        entry.collect(Component::parse(bytes), &mut is_cancelled);
        if entry.components.is_empty() {
            return Err("The calendar of this item contains no entry that can be read.".to_owned());
        }
        let mut id = None;
        let mut components = std::mem::take(&mut entry.components).into_iter().enumerate();
        let mut readable = Vec::new();
        for (index, mut component) in components.by_ref() {
            check(&mut component, &mut entry.left_out);
            match start_problem(&component) {
                Some(why) if index == 0 => return Err(why),
                Some(why) => {
                    entry.left_out.push(format!("A changed event of the series is not written. {why}"));
                    continue;
                }
                None => {}
            }
            let id = id.get_or_insert_with(|| match component.line("UID") {
                Some(line) if !line.value.trim().is_empty() => line.value.clone(),
                _ => uid(message),
            });
            complete(&mut component, id, message, is_cancelled);
            readable.push(component);
        }
        entry.components = readable;
        Ok(entry)
    }

    /// Collects the components of all calendars.
    fn collect(&mut self, component: Component, is_cancelled: &mut bool) {
        match component.name.as_str() {
            "" | "VCALENDAR" => {
                let method = component.line("METHOD").map(|line| line.value.trim().to_ascii_uppercase());
                *is_cancelled |= method.as_deref() == Some("CANCEL");
                self.left_out.extend(component.unread);
                component.children.into_iter().for_each(|child| self.collect(child, is_cancelled));
            }
            "VEVENT" | "VTODO" | "VJOURNAL" => self.components.push(component),
            "VTIMEZONE" => self.zones.push(component),
            other => self.left_out.push(format!("A component {other} is not an entry of a calendar.")),
        }
    }
}

/// Returns the reason why an event has no start, as a sentence. Tasks and notes need none.
fn start_problem(component: &Component) -> Option<String> {
    let has_start = component.name != "VEVENT" || component.line("DTSTART").is_some();
    (!has_start).then(|| "The appointment has no start that can be read.".to_owned())
}

/// Adds the properties that each component must have (RFC 5545, section 3.6).
fn complete(component: &mut Component, id: &str, message: &ExportMessage<'_>, is_cancelled: bool) {
    component.lines.retain(|line| line.name != "UID");
    component.lines.insert(0, ContentLine::new("UID", id));
    if component.line("DTSTAMP").is_none() {
        component.lines.insert(1, ContentLine::new("DTSTAMP", stamp(message)));
    }
    // Without a method, both names have the same meaning (RFC 5545, section 3.8.7.2). Programs show the second one.
    let has_date = ["CREATED", "LAST-MODIFIED"].iter().any(|name| component.line(name).is_some());
    if !has_date && component.line("DTSTAMP").is_some_and(|line| line.value == stamp(message)) {
        component.lines.push(ContentLine::new("LAST-MODIFIED", stamp(message)));
    }
    // The exported calendar has no method, because it is not sent to anybody. A cancelled event must remain cancelled.
    if is_cancelled && component.line("STATUS").is_none() {
        component.lines.push(ContentLine::new("STATUS", "CANCELLED"));
    }
}
