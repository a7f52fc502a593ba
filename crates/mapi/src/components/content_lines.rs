//! Content lines of iCalendar and vCard, RFC 5545 3.1 and RFC 6350 3.3, as a tree of components.

/// Maximum depth of components. Deeper ones are read as part of the last one.
const MAX_DEPTH: usize = 8;
/// Maximum number of lines that are read of one text.
const MAX_LINES: usize = 200_000;

/// A component: the lines between `BEGIN` and `END`.
#[derive(Debug, Default)]
pub(super) struct Component {
    name: String,
    pub(super) lines: Vec<ContentLine>,
    children: Vec<Component>,
}

/// A property of a component.
#[derive(Debug, Default)]
pub(super) struct ContentLine {
    /// Name in upper case, without its group.
    pub(super) name: String,
    /// Parameters, with names in upper case.
    pub(super) params: Vec<(String, String)>,
    /// The value as written.
    pub(super) value: String,
}

/// Parses a text. The result contains the outermost components. Lines that are no content lines are skipped.
pub(super) fn parse(source: &str) -> Component {
    let mut open = vec![Component::default()];
    for line in unfold(source).into_iter().take(MAX_LINES) {
        let Some(line) = ContentLine::parse(&line) else { continue };
        if line.name == "BEGIN" && open.len() <= MAX_DEPTH {
            open.push(Component { name: line.value.trim().to_ascii_uppercase(), ..Component::default() });
        } else if line.name == "END" {
            close(&mut open, &line.value.trim().to_ascii_uppercase());
        } else if let Some(last) = open.last_mut() {
            last.lines.push(line);
        }
    }
    while open.len() > 1 {
        close_last(&mut open);
    }
    open.pop().unwrap_or_default()
}

/// Closes the component of this name, and those inside it that have no end.
fn close(open: &mut Vec<Component>, name: &str) {
    let Some(at) = open.iter().skip(1).rposition(|component| component.name == name) else { return };
    while open.len() > at.saturating_add(1) {
        close_last(open);
    }
}

fn close_last(open: &mut Vec<Component>) {
    if let Some(component) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(component);
    }
}

/// Joins folded lines.
fn unfold(source: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in source.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

impl Component {
    /// Returns the components of a name directly inside this one.
    pub(super) fn all(&self, name: &str) -> Vec<&Component> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    /// Returns the first line of a name.
    pub(super) fn line(&self, name: &str) -> Option<&ContentLine> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// Returns the lines of a name.
    pub(super) fn lines_of(&self, name: &str) -> impl Iterator<Item = &ContentLine> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// Returns the text of the first line of a name, unless it is blank.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.line(name).map(ContentLine::text).filter(|text| !text.trim().is_empty())
    }
}

impl ContentLine {
    fn parse(line: &str) -> Option<Self> {
        let mut is_quoted = false;
        let colon = line.char_indices().find(|&(_, c)| {
            is_quoted ^= c == '"';
            c == ':' && !is_quoted
        });
        let (head, value) = line.split_at_checked(colon?.0)?;
        let mut pieces = split(head, ';').into_iter();
        let name = pieces.next()?;
        let name = name.rsplit_once('.').map_or(name, |(_, name)| name);
        let params = pieces.map(|piece| match piece.split_once('=') {
            Some((name, value)) => (name.to_ascii_uppercase(), value.replace('"', "")),
            // vCard 2.1 has types without a name.
            None => ("TYPE".to_owned(), piece.to_owned()),
        });
        Some(Self {
            name: name.trim().to_ascii_uppercase(),
            params: params.collect(),
            value: value.get(1..)?.to_owned(),
        })
    }

    /// Returns the value of a parameter.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Returns whether a list parameter has this value, ignoring case.
    pub(super) fn has_type(&self, wanted: &str) -> bool {
        let types = self.params.iter().filter(|(name, _)| name == "TYPE");
        types.flat_map(|(_, value)| value.split(',')).any(|found| found.trim().eq_ignore_ascii_case(wanted))
    }

    /// Returns the value as text.
    pub(super) fn text(&self) -> String {
        unescape(&self.value)
    }

    /// Returns the parts of a value with several, separated by `separator`.
    pub(super) fn parts(&self, separator: char) -> Vec<String> {
        let mut parts = Vec::new();
        let mut part = String::new();
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            if c == '\\' {
                part.push(c);
                part.extend(chars.next());
            } else if c == separator {
                parts.push(unescape(&std::mem::take(&mut part)));
            } else {
                part.push(c);
            }
        }
        parts.push(unescape(&part));
        parts
    }
}

/// Splits a text at a separator outside quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|c: char| {
        is_quoted ^= c == '"';
        c == separator && !is_quoted
    })
    .collect()
}

/// Removes the escapes of a text, RFC 5545 3.3.11.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push_str("\r\n"),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn components_lines_and_escapes() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUM\r\n MARY;X=\"a;b:c\":one\\, two\\nthree\r\nitem1.ADR;HOME:a;b\\;c;\r\n\
            no line\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VEVENT\r\nX:1\r\n";
        let parsed = parse(text);
        let calendar = parsed.all("VCALENDAR")[0];
        let event = calendar.all("VEVENT")[0];
        assert_eq!(event.text("SUMMARY").unwrap(), "one, two\r\nthree");
        assert_eq!(event.line("SUMMARY").unwrap().param("X"), Some("a;b:c"));
        let address = event.line("ADR").unwrap();
        assert!(address.has_type("home") && !address.has_type("work"));
        assert_eq!(address.parts(';'), ["a", "b;c", ""]);
        assert_eq!(event.all("VALARM")[0].text("TRIGGER").unwrap(), "-PT5M");
        assert_eq!(calendar.text("X").unwrap(), "1");
    }

    #[test]
    fn hostile_texts_are_read() {
        let deep = "BEGIN:A\n".repeat(1000) + &"END:B\n".repeat(10);
        assert_eq!(parse(&deep).all("A").len(), 1);
        for text in ["", ":", "\u{0}", ";=:", "END:X", "BEGIN", "A;B=\"x:y"] {
            parse(text);
        }
    }
}
