//! ICS: calendars (RFC 5545). Each event, task and journal entry is one item. The exceptions to a repeated event
//! belong to the item of that event.

use std::collections::HashMap;
use std::io;
use std::ops::ControlFlow;

use foundmail_defect::Reason;
use foundmail_mail::ItemKind;

use crate::components::message::{ComponentMessage, Mailbox};
use crate::components::property::Property;
use crate::components::reader::{
    Component, ComponentReader, position, push_defect, push_early_end, push_item, push_zeros,
};
use crate::components::scan::{Grammar, Scanned, Span, id_of, scan};
use crate::components::time::Moment;
use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::limits::MAX_IN_MEMORY;
use crate::mail_text::{begins_with, converted};
use crate::sink::Sink;
use crate::source_file::SourceFile;

pub(crate) static FORMAT: Format = Format {
    name: "ics",
    title: "ICS",
    label: "calendar",
    program: None,
    extensions: &["ics", "ical", "ifb", "icalendar"],
    has_mail: false,
    detect: |probe| begins_with(probe.head, b"BEGIN:VCALENDAR"),
    read: Reader::Mailbox(read),
};

const GRAMMAR: Grammar = Grammar {
    wrapper: Some("VCALENDAR"),
    top: &["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"],
    // RFC 5545, section 3.7, and RFC 7986, section 5.
    properties: &[
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "NAME",
        "DESCRIPTION",
        "UID",
        "LAST-MODIFIED",
        "URL",
        "CATEGORIES",
        "REFRESH-INTERVAL",
        "SOURCE",
        "COLOR",
        "IMAGE",
    ],
    nests_after: None,
};

/// The largest number of components that are read from one file. Their positions need less than 200 MB of memory.
const MAX_COMPONENTS: usize = 1_000_000;
/// The largest total size of the properties of all calendars in a file, in bytes. It limits the memory for a file
/// with many calendars.
const MAX_ALL_PROPERTIES: usize = 64 << 20;
/// The size in bytes after which no further time zones are added to an item.
const MAX_ZONES: usize = 1 << 20;

/// The components of one `VCALENDAR`.
#[derive(Default)]
struct Calendar {
    /// All components except time zones.
    spans: Vec<Span>,
    /// The first time zone for each identifier. A map makes the lookup for each item fast in calendars with many
    /// zones.
    zones: HashMap<u128, Span>,
    /// The lines of the calendar's own properties.
    properties: Vec<u8>,
}

/// The result of scanning a file.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate fact about the file")]
struct Contents {
    calendars: Vec<Calendar>,
    count: usize,
    /// Total size of the properties of all calendars in bytes.
    properties: usize,
    has_lost_properties: bool,
    /// Offset of the first zero bytes outside any component.
    zeros: Option<u64>,
    has_all_ends: bool,
    is_over_limit: bool,
    ends_early: bool,
    is_stopped: bool,
}

fn read(file: &SourceFile<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let failed = |source| ImportError::Open { path: file.path.to_owned(), source };
    let content = converted(file.content).map_err(failed)?;
    let file = &SourceFile { content: &content, ..*file };
    let contents = contents_of(file, sink).map_err(failed)?;
    if contents.is_stopped {
        return Ok(());
    }
    let mut reader = ComponentReader::new(file.content).map_err(failed)?;
    for calendar in &contents.calendars {
        for series in series_of(&calendar.spans) {
            let Some(first) = series.first() else { continue };
            if !sink.wants(&position(file, first)) {
                continue;
            }
            let read = read_series(&mut reader, calendar, &series);
            let (components, original) = read.map_err(|source| ImportError::Read {
                path: file.path.to_owned(),
                offset: first.start,
                source,
            })?;
            sink.progress(first.start.saturating_add(first.length));
            let message = message_of(&components, original);
            if push_item(file, kind_of(&first.name), &components, message, sink).is_break() {
                return Ok(());
            }
        }
    }
    let _ = push_damage(file, &contents, sink);
    Ok(())
}

impl Calendar {
    fn add(&mut self, span: Span) {
        if span.name != "VTIMEZONE" {
            self.spans.push(span);
        } else if let Some(id) = span.id {
            self.zones.entry(id).or_insert(span);
        }
    }
}

impl Contents {
    /// Adds a calendar, unless it contains no items.
    fn end_calendar(&mut self, mut calendar: Calendar, properties: &[u8]) {
        if calendar.spans.is_empty() {
            return;
        }
        self.properties = self.properties.saturating_add(properties.len());
        if self.properties <= MAX_ALL_PROPERTIES {
            calendar.properties = properties.to_vec();
        } else {
            self.has_lost_properties = true;
        }
        self.calendars.push(calendar);
    }
}

/// Returns the positions of all components in a file.
fn contents_of(file: &SourceFile<'_>, sink: &mut dyn Sink) -> io::Result<Contents> {
    let mut contents = Contents { has_all_ends: true, ..Contents::default() };
    let mut calendar = Calendar::default();
    let ends_early = scan(file.content.open()?, GRAMMAR, &mut |scanned| {
        match scanned {
            Scanned::Component(_) if contents.count >= MAX_COMPONENTS => {
                contents.is_over_limit = true;
                return ControlFlow::Break(());
            }
            Scanned::Component(span) => {
                contents.count = contents.count.saturating_add(1);
                calendar.add(span);
            }
            Scanned::Wrapper { properties, has_end } => {
                contents.has_all_ends &= has_end;
                contents.end_calendar(std::mem::take(&mut calendar), properties);
            }
            Scanned::Zeros(start) => contents.zeros = contents.zeros.or(Some(start)),
            Scanned::Progress if !sink.goes_on() => {
                contents.is_stopped = true;
                return ControlFlow::Break(());
            }
            Scanned::Progress => {}
        }
        ControlFlow::Continue(())
    })?;
    contents.ends_early = ends_early;
    if !calendar.spans.is_empty() {
        contents.calendars.push(calendar);
    }
    Ok(contents)
}

/// Groups the components of a calendar into items. A repeated event and its exceptions form one item.
fn series_of(spans: &[Span]) -> Vec<Vec<&Span>> {
    let mut series: Vec<Vec<&Span>> = Vec::new();
    let mut sizes: Vec<u64> = Vec::new();
    let mut by_id: HashMap<(&str, u128), usize> = HashMap::new();
    // Exceptions are added to the first component that has the same identifier and is not an exception itself.
    // Further components with this identifier are separate items.
    for span in spans.iter().filter(|span| !span.is_exception) {
        if let Some(id) = span.id {
            by_id.entry((&span.name, id)).or_insert(series.len());
        }
        series.push(vec![span]);
        sizes.push(span.length);
    }
    for span in spans.iter().filter(|span| span.is_exception) {
        let known = span.id.and_then(|id| by_id.get(&(span.name.as_str(), id)).copied());
        // If the item would become too large for memory, the exception starts another item.
        let room = known
            .and_then(|at| sizes.get_mut(at))
            .filter(|size| size.saturating_add(span.length) <= MAX_IN_MEMORY);
        if let (Some(size), Some(members)) = (room, known.and_then(|at| series.get_mut(at))) {
            *size = size.saturating_add(span.length);
            members.push(span);
            continue;
        }
        if let Some(id) = span.id {
            by_id.insert((&span.name, id), series.len());
        }
        series.push(vec![span]);
        sizes.push(span.length);
    }
    series.sort_by_key(|members| members.first().map(|first| first.start));
    series
}

/// Reads the components of one item. Also returns a calendar with only this item: the calendar's properties, the
/// time zones that the item uses, and the original lines of the components.
fn read_series(
    reader: &mut ComponentReader,
    calendar: &Calendar,
    series: &[&Span],
) -> io::Result<(Vec<Component>, Vec<u8>)> {
    let components: Vec<Component> =
        series.iter().map(|span| reader.read(span)).collect::<io::Result<_>>()?;
    let mut original = b"BEGIN:VCALENDAR\r\n".to_vec();
    let properties: &[u8] =
        if calendar.properties.is_empty() { b"VERSION:2.0\r\n" } else { &calendar.properties };
    append(&mut original, properties);
    let named = components.iter().flat_map(|component| &component.properties);
    let mut zones: Vec<u128> =
        named.filter_map(|property| id_of(property.parameter("TZID")?.as_bytes())).collect();
    zones.sort_unstable();
    zones.dedup();
    let mut size = 0_usize;
    let mut named: Vec<&Span> = zones.iter().filter_map(|id| calendar.zones.get(id)).collect();
    named.sort_unstable_by_key(|zone| zone.start);
    for zone in named {
        if size < MAX_ZONES {
            let zone = reader.read(zone)?;
            size = size.saturating_add(zone.bytes.len());
            append(&mut original, &zone.bytes);
        }
    }
    for component in &components {
        append(&mut original, &component.bytes);
    }
    original.extend_from_slice(b"END:VCALENDAR\r\n");
    Ok((components, original))
}

/// Appends lines. Adds a line end if the last line has none.
fn append(lines: &mut Vec<u8>, more: &[u8]) {
    lines.extend_from_slice(more);
    if !more.ends_with(b"\n") {
        lines.extend_from_slice(b"\r\n");
    }
}

fn push_damage(file: &SourceFile<'_>, contents: &Contents, sink: &mut dyn Sink) -> ControlFlow<()> {
    if contents.ends_early {
        push_early_end(file, file.content.size().unwrap_or(0), sink)?;
    }
    if !contents.has_all_ends {
        let what = "The last line of a calendar is missing. More entries of this calendar may be missing.";
        push_defect(file, what, Reason::PartDamaged, sink)?;
    }
    if let Some(start) = contents.zeros {
        push_zeros(file, start, sink)?;
    }
    if contents.has_lost_properties {
        let why = format!(
            "the properties of all calendars in the file are larger than {} MB",
            MAX_ALL_PROPERTIES >> 20
        );
        let what = format!(
            "Foundmail did not read the names and other properties of some calendars, because {why}."
        );
        push_defect(file, what, Reason::Limit { why }, sink)?;
    }
    if contents.is_over_limit {
        let why = format!("the file has more than {MAX_COMPONENTS} entries");
        push_defect(file, format!("Foundmail did not read the rest: {why}."), Reason::Limit { why }, sink)?;
    }
    ControlFlow::Continue(())
}

fn kind_of(name: &str) -> ItemKind {
    match name {
        "VEVENT" => ItemKind::Appointment,
        "VTODO" => ItemKind::Task,
        "VJOURNAL" => ItemKind::Note,
        _ => ItemKind::Other,
    }
}

/// Composes a message in the same form as for an appointment or task from a PST.
fn message_of(components: &[Component], original: Vec<u8>) -> ComponentMessage {
    let mut message =
        ComponentMessage { media_type: "text/calendar", original, ..ComponentMessage::default() };
    let Some(first) = components.first() else { return message };
    message.subject = first.text("SUMMARY").unwrap_or_default();
    let dates = ["CREATED", "LAST-MODIFIED", "DTSTART", "DUE", "DTSTAMP"];
    let mut dates = dates.iter().filter_map(|name| Moment::of(first.property(name)?)?.seconds());
    message.date = dates.next();
    message.from = first.property("ORGANIZER").map(person).into_iter().collect();
    for attendee in first.all("ATTENDEE") {
        let is_optional = attendee.parameter("ROLE").is_some_and(|role| role.starts_with("OPT"));
        let list = if is_optional { &mut message.cc } else { &mut message.to };
        list.push(person(attendee));
    }
    let mut lines = words(first);
    for exception in components.iter().skip(1) {
        let original = exception.property("RECURRENCE-ID").and_then(Moment::of).map(|moment| moment.words());
        lines.push(format!("Instead of {}:", original.unwrap_or_default()));
        lines.extend(words(exception).into_iter().map(|line| format!("  {line}")));
        lines.extend(exception.text("SUMMARY").map(|text| format!("  {text}")));
        lines.extend(exception.text("DESCRIPTION").map(|text| format!("  {text}")));
    }
    message.text = lines.join("\n");
    if first.span.name.is_empty() {
        message.text = String::from_utf8_lossy(&first.bytes).into_owned();
    } else if let Some(description) = first.text("DESCRIPTION") {
        message.text.push_str("\n\n");
        message.text.push_str(&description);
    }
    message.text.push('\n');
    message
}

/// Returns the data of an entry as lines such as `Where: Room 1`.
fn words(entry: &Component) -> Vec<String> {
    let moment = |name: &str| entry.property(name).and_then(Moment::of);
    let mut lines = Vec::new();
    let mut add =
        |name: &str, value: Option<String>| lines.extend(value.map(|value| format!("{name}: {value}")));
    let raw = |name: &str| entry.property(name).map(|property| property.raw().trim().to_owned());
    let (start, end) = (moment("DTSTART"), moment("DTEND"));
    let when = match (&start, &end) {
        (Some(start), Some(end)) => Some(start.until(end)),
        (Some(start), None) => Some(start.words()),
        // A date that cannot be parsed is shown unchanged.
        (None, _) => raw("DTSTART"),
    };
    add("When", when);
    add("Duration", raw("DURATION"));
    add("Due", moment("DUE").map(|due| due.words()));
    add("Completed", moment("COMPLETED").map(|completed| completed.words()));
    add("Done", raw("PERCENT-COMPLETE").map(|percent| format!("{percent} %")));
    add("Repeats", raw("RRULE"));
    let skipped: Vec<String> = entry.all("EXDATE").flat_map(dates).collect();
    add("Not on", Some(skipped.join(", ")).filter(|text| !text.is_empty()));
    let added: Vec<String> = entry.all("RDATE").flat_map(dates).collect();
    add("Also on", Some(added.join(", ")).filter(|text| !text.is_empty()));
    add("Where", entry.text("LOCATION"));
    add("Organizer", entry.property("ORGANIZER").map(|organizer| person(organizer).words()));
    let attendees: Vec<String> = entry.all("ATTENDEE").map(|attendee| person(attendee).words()).collect();
    add("Attendees", Some(attendees.join("; ")).filter(|text| !text.is_empty()));
    add("Status", entry.text("STATUS").map(|status| status.to_lowercase()));
    add("Categories", entry.text("CATEGORIES"));
    add("Link", raw("URL"));
    add("Comment", entry.text("COMMENT"));
    add("Contact", entry.text("CONTACT"));
    lines
}

/// Returns the dates of a property that is a list of dates.
fn dates(property: &Property) -> Vec<String> {
    let zone = property.parameter("TZID").unwrap_or_default();
    let date = |text: String| Moment::parse(&text, zone).map_or(text, |moment| moment.words());
    property.parts(',').into_iter().filter(|text| !text.is_empty()).map(date).collect()
}

/// Returns the person that an `ORGANIZER` or `ATTENDEE` property names.
fn person(property: &Property) -> Mailbox {
    let address = property.raw();
    let is_mail = address.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let address = if is_mail { address.get(7..).unwrap_or_default() } else { "" };
    let address = property.parameter("EMAIL").filter(|_| address.is_empty()).unwrap_or(address);
    let name = property.parameter("CN").unwrap_or_default();
    let name = if name == address { "" } else { name };
    Mailbox { name: name.to_owned(), address: address.trim().to_owned() }
}

#[cfg(test)]
mod tests;
