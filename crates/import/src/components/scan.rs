//! Splits a file into components, line by line. The scan reports the positions of components and holds none in
//! memory.

use std::io::{self, Read};
use std::ops::ControlFlow;

use foundmail_mail::digest_of;

use super::Flaws;
use super::line::{LineReader, name_and_value};

/// The largest depth of nested components whose begin and end are matched.
const MAX_DEPTH: usize = 16;
/// The length of a `UID` or `TZID`, in bytes, after which its further folded lines are ignored.
const MAX_ID: usize = 4096;
/// The largest number of bytes of a wrapper's own properties.
const MAX_PROPERTIES: usize = 64 * 1024;

/// The names by which a scan of one format recognises components.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grammar {
    /// The name of the wrapper, a component that contains all other components. `None` if the format has no
    /// wrapper.
    pub wrapper: Option<&'static str>,
    /// Names of components that are never nested in each other. The `BEGIN` line of such a component also ends an
    /// unfinished component before it.
    pub top: &'static [&'static str],
    /// Names of the wrapper's own properties. Any other line before the first component belongs to a component
    /// whose `BEGIN` is missing.
    pub properties: &'static [&'static str],
    /// A property whose value is a nested component of the same name: `AGENT` of vCard 2.1.
    pub nests_after: Option<&'static str>,
}

/// The position of one component in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Span {
    /// The name of the component in upper case. Empty for lines outside any component.
    pub name: String,
    /// Offset of the component's first byte.
    pub start: u64,
    /// Length of the component in bytes.
    pub length: u64,
    /// Index of the wrapper that contains the component.
    pub wrapper: usize,
    /// A digest of the component's `UID`, or of the `TZID` of a time zone.
    pub id: Option<u128>,
    /// True if the component has a `RECURRENCE-ID`, which marks an exception to a series of events.
    pub is_exception: bool,
    pub flaws: Flaws,
}

/// One finding of the scan.
pub(crate) enum Scanned<'s> {
    Component(Span),
    /// The end of a wrapper, with the lines of its properties. Reported after the wrapper's components.
    Wrapper {
        properties: &'s [u8],
        has_end: bool,
    },
    /// Offset of a line that consists of zero bytes outside any component.
    Zeros(u64),
    /// Another MiB of the file has been scanned. The caller can stop the scan.
    Progress,
}

/// Scans a file and calls `take` for each finding. Returns true if the file ends within a component or a wrapper.
/// If `take` returns `Break`, the scan ends and returns false.
pub(crate) fn scan(
    source: impl Read,
    grammar: Grammar,
    take: &mut dyn FnMut(Scanned<'_>) -> ControlFlow<()>,
) -> io::Result<bool> {
    let mut scanner = Scanner {
        lines: LineReader::new(source),
        grammar,
        take,
        open: None,
        names: Vec::new(),
        id: None,
        last: String::new(),
        wrapper: Wrapper::default(),
        wrappers: 0,
        ends_early: false,
    };
    let mut told = 0_u64;
    while scanner.lines.advance()? {
        if scanner.line().is_break() {
            return Ok(false);
        }
        if scanner.lines.end() >> 20 != told {
            told = scanner.lines.end() >> 20;
            if (scanner.take)(Scanned::Progress).is_break() {
                return Ok(false);
            }
        }
    }
    let _ = scanner.end_of_file();
    Ok(scanner.ends_early)
}

#[derive(Default)]
struct Wrapper {
    is_open: bool,
    properties: Vec<u8>,
    /// True after the first component, or the first line that is not a property of the wrapper.
    has_components: bool,
}

struct Scanner<'s, R> {
    lines: LineReader<R>,
    grammar: Grammar,
    take: &'s mut dyn FnMut(Scanned<'_>) -> ControlFlow<()>,
    /// The unfinished component, or lines outside any component, to which the current line may belong.
    open: Option<Span>,
    /// Names of the open component and of the unfinished components nested in it. Empty for lines outside any
    /// component.
    names: Vec<String>,
    /// The part of a `UID` or `TZID` that has been read. Folded lines may continue it.
    id: Option<Vec<u8>>,
    /// Name of the property on the previous line.
    last: String,
    wrapper: Wrapper,
    wrappers: usize,
    ends_early: bool,
}

impl<R: Read> Scanner<'_, R> {
    fn line(&mut self) -> ControlFlow<()> {
        if self.lines.is_continuation() {
            self.extend_id();
            return self.property(None);
        }
        self.finish_id();
        let parsed = name_and_value(self.lines.text());
        let (name, value) = match parsed {
            Some((name, value)) => (name, value.trim_ascii().to_ascii_uppercase()),
            None => (String::new(), Vec::new()),
        };
        let value = || String::from_utf8_lossy(value.get(..100).unwrap_or(&value)).into_owned();
        let flow = match name.as_str() {
            "BEGIN" => self.begin(value()),
            "END" => self.end(&value()),
            _ => self.property(Some(&name)),
        };
        self.last = name;
        flow
    }

    fn begin(&mut self, name: String) -> ControlFlow<()> {
        let is_wrapper = self.grammar.wrapper == Some(name.as_str());
        let is_component = !self.names.is_empty();
        let is_nested = self.grammar.nests_after.is_some_and(|property| property == self.last);
        if is_component && !is_wrapper && (is_nested || !self.grammar.top.contains(&name.as_str())) {
            return self.nest(name);
        }
        self.close(|flaws| flaws.no_end = is_component)?;
        if is_wrapper {
            self.close_wrapper(false)?;
            self.wrapper.is_open = true;
            return ControlFlow::Continue(());
        }
        self.wrapper.has_components = true;
        self.names.push(name.clone());
        self.open_at_line(name);
        ControlFlow::Continue(())
    }

    fn nest(&mut self, name: String) -> ControlFlow<()> {
        if self.names.len() < MAX_DEPTH {
            self.names.push(name);
        } else if let Some(open) = &mut self.open {
            open.flaws.too_deep = true;
        }
        self.include_line();
        ControlFlow::Continue(())
    }

    fn end(&mut self, name: &str) -> ControlFlow<()> {
        let is_wrapper = self.grammar.wrapper == Some(name);
        if is_wrapper {
            let is_component = !self.names.is_empty();
            self.close(|flaws| flaws.no_end = is_component)?;
            return self.close_wrapper(true);
        }
        let Some(level) = self.names.iter().rposition(|open| open == name) else {
            return self.end_without_begin(name);
        };
        let is_last = level.saturating_add(1) == self.names.len();
        self.names.truncate(level);
        self.include_line();
        if let Some(open) = &mut self.open {
            open.flaws.nesting |= !is_last;
        }
        if level == 0 { self.close(|_| {}) } else { ControlFlow::Continue(()) }
    }

    /// Handles an `END` line without a `BEGIN` line. It belongs to a nested component, or to a component with a
    /// damaged `BEGIN` line.
    fn end_without_begin(&mut self, name: &str) -> ControlFlow<()> {
        if !self.names.is_empty() {
            if let Some(open) = &mut self.open {
                open.flaws.nesting = true;
            }
            self.include_line();
            return ControlFlow::Continue(());
        }
        if self.open.is_none() {
            self.open_at_line(String::new());
        }
        self.include_line();
        if self.grammar.top.contains(&name)
            && let Some(open) = &mut self.open
        {
            name.clone_into(&mut open.name);
            return self.close(|flaws| flaws.no_begin = true);
        }
        ControlFlow::Continue(())
    }

    /// Handles a line that neither begins nor ends a component. `name` is `None` if the line continues the
    /// previous line.
    fn property(&mut self, name: Option<&str>) -> ControlFlow<()> {
        if self.open.is_some() {
            self.include_line();
            if self.names.len() <= 1
                && let (Some(name), Some(open)) = (name, &mut self.open)
            {
                open.is_exception |= name == "RECURRENCE-ID";
                let id = if open.name == "VTIMEZONE" { "TZID" } else { "UID" };
                if name == id && open.id.is_none() {
                    let value = name_and_value(self.lines.text()).map(|(_, value)| value.to_vec());
                    self.id = value;
                }
            }
            return ControlFlow::Continue(());
        }
        if self.lines.is_blank() {
            return if self.lines.has_zeros() {
                (self.take)(Scanned::Zeros(self.lines.start()))
            } else {
                ControlFlow::Continue(())
            };
        }
        let is_property = self.wrapper.is_open
            && !self.wrapper.has_components
            && self.wrapper.properties.len().saturating_add(self.lines.bytes().len()) < MAX_PROPERTIES
            && name.is_none_or(|name| name.starts_with("X-") || self.grammar.properties.contains(&name));
        if is_property {
            self.wrapper.properties.extend_from_slice(self.lines.bytes());
            return ControlFlow::Continue(());
        }
        self.wrapper.has_components = true;
        self.open_at_line(String::new());
        self.include_line();
        ControlFlow::Continue(())
    }

    fn open_at_line(&mut self, name: String) {
        let start = self.lines.start();
        self.open = Some(Span { name, start, wrapper: self.wrappers, ..Span::default() });
        self.include_line();
    }

    fn include_line(&mut self) {
        let (end, zeros) = (self.lines.end(), self.lines.has_zeros());
        if let Some(open) = &mut self.open {
            open.length = end.saturating_sub(open.start);
            open.flaws.zeros |= zeros;
        }
    }

    fn extend_id(&mut self) {
        let line = self.lines.text();
        let rest = line.strip_prefix(b" ").or_else(|| line.strip_prefix(b"\t")).unwrap_or(line);
        if let Some(id) = &mut self.id
            && id.len() < MAX_ID
        {
            id.extend_from_slice(rest);
        }
    }

    fn finish_id(&mut self) {
        if let (Some(id), Some(open)) = (self.id.take(), &mut self.open) {
            open.id = id_of(&id);
        }
    }

    /// Ends the open component, or the lines outside any component, and passes it to the caller.
    fn close(&mut self, flaw: impl FnOnce(&mut Flaws)) -> ControlFlow<()> {
        self.finish_id();
        self.names.clear();
        let Some(mut span) = self.open.take() else { return ControlFlow::Continue(()) };
        flaw(&mut span.flaws);
        (self.take)(Scanned::Component(span))
    }

    fn close_wrapper(&mut self, has_end: bool) -> ControlFlow<()> {
        let wrapper = std::mem::take(&mut self.wrapper);
        if !wrapper.is_open && !wrapper.has_components {
            return ControlFlow::Continue(());
        }
        self.wrappers = self.wrappers.saturating_add(1);
        let has_end = has_end || !wrapper.is_open;
        (self.take)(Scanned::Wrapper { properties: &wrapper.properties, has_end })
    }

    fn end_of_file(&mut self) -> ControlFlow<()> {
        let is_component = !self.names.is_empty();
        self.ends_early = is_component || self.wrapper.is_open;
        self.close(|flaws| flaws.cut = is_component)?;
        self.close_wrapper(true)
    }
}

/// Returns a digest of an identifier. Returns `None` if the identifier is empty.
pub(crate) fn id_of(id: &[u8]) -> Option<u128> {
    let id = id.trim_ascii();
    let digest = digest_of(id);
    let (first, _) = digest.split_first_chunk::<16>()?;
    (!id.is_empty()).then(|| u128::from_be_bytes(*first))
}

#[cfg(test)]
mod tests;
