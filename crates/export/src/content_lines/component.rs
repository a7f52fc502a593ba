//! A component: properties, and further components inside it.

use std::io::{self, Write};

use super::line::{ContentLine, is_name};
use super::source_lines::source_lines;

/// Maximum number of components inside each other. Deeper ones are left out.
const MAX_DEPTH: usize = 16;
/// Maximum number of lines that are named when they cannot be read.
const MAX_NAMED: usize = 20;
/// Maximum number of characters of a line that is named.
const MAX_SHOWN: usize = 80;

/// A component, such as an event or a card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Component {
    /// The name in upper case.
    pub(crate) name: String,
    pub(crate) lines: Vec<ContentLine>,
    pub(crate) children: Vec<Component>,
    /// Sentences about parts that cannot be read.
    pub(crate) unread: Vec<String>,
}

impl Component {
    /// Reads all components. Returns one component without a name that contains them.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut open = vec![Self::default()];
        // The number of components that are too deep to be read, and are still open.
        let mut too_deep = 0_usize;
        for line in source_lines(bytes, is_version_2(bytes)) {
            let parsed = ContentLine::parse(line.trim_ascii_end());
            let name = |line: &ContentLine| line.value.trim().to_ascii_uppercase();
            match parsed {
                Some(begin) if begin.name == "BEGIN" && is_name(&name(&begin)) => {
                    if too_deep > 0 || open.len() > MAX_DEPTH {
                        too_deep = too_deep.saturating_add(1);
                    } else {
                        open.push(Self { name: name(&begin), ..Self::default() });
                    }
                }
                Some(end) if end.name == "END" => {
                    if too_deep > 0 {
                        too_deep = too_deep.saturating_sub(1);
                    } else {
                        close(&mut open, &name(&end));
                    }
                }
                _ if too_deep > 0 => {
                    if let Some(last) = open.last_mut() {
                        last.not_read(&line);
                    }
                }
                Some(line) => open.last_mut().into_iter().for_each(|last| last.lines.push(line.clone())),
                None => open.last_mut().into_iter().for_each(|last| last.not_read(&line)),
            }
        }
        while open.len() > 1 {
            close_last(&mut open);
        }
        open.pop().unwrap_or_default()
    }

    fn not_read(&mut self, line: &[u8]) {
        if self.unread.len() < MAX_NAMED {
            let shown: String = String::from_utf8_lossy(line).chars().take(MAX_SHOWN).collect();
            self.unread.push(format!("A line cannot be read: \u{201c}{}\u{201d}.", shown.trim()));
        }
    }

    /// Returns the first property with this name.
    pub(crate) fn line(&self, name: &str) -> Option<&ContentLine> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// Writes the component.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_with(out, &mut |_| Ok(()))
    }

    /// Writes the component. `more` writes further properties.
    pub(crate) fn write_with(
        &self,
        out: &mut dyn Write,
        more: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        ContentLine::new("BEGIN", self.name.as_str()).write(out)?;
        self.lines.iter().try_for_each(|line| line.write(out))?;
        more(out)?;
        self.children.iter().try_for_each(|child| child.write(out))?;
        ContentLine::new("END", self.name.as_str()).write(out)
    }
}

/// Returns true if the first version that the lines name is 2.1.
fn is_version_2(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let version = lines.find(|line| line.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"VERSION:")));
    version.and_then(|line| line.get(8..)).is_some_and(|version| version.trim_ascii() == b"2.1")
}

/// Ends the innermost component with this name, and the components inside it. An `END` without a `BEGIN` is ignored.
fn close(open: &mut Vec<Component>, name: &str) {
    let Some(level) = open.iter().rposition(|component| component.name == name) else { return };
    while open.len() > level.max(1) {
        close_last(open);
    }
}

fn close_last(open: &mut Vec<Component>) {
    if let (Some(last), Some(outer)) = (open.pop(), open.last_mut()) {
        outer.children.push(last);
    }
}

#[cfg(test)]
mod tests {
    use super::Component;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, unread: usize) {
        let root = Component::parse(bytes);
        let mut out = Vec::new();
        root.children.iter().for_each(|child| child.write(&mut out).unwrap());
        assert_eq!(String::from_utf8(out).unwrap().replace("\r\n", "\n"), expected);
        let count = |component: &Component| component.unread.len();
        let all = count(&root) + root.children.iter().map(count).sum::<usize>();
        assert_eq!(all, unread, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn components_are_read_whatever_is_missing() {
        check(b"BEGIN:A\nX:1\nBEGIN:B\nY:2\nEND:B\nEND:A\n", "BEGIN:A\nX:1\nBEGIN:B\nY:2\nEND:B\nEND:A\n", 0);
        check(b"begin:a\r\nX:1", "BEGIN:A\nX:1\nEND:A\n", 0);
        check(b"BEGIN:A\nBEGIN:B\nX:1\nEND:A\nEND:B\n", "BEGIN:A\nBEGIN:B\nX:1\nEND:B\nEND:A\n", 0);
        check(b"END:A\nBEGIN:A\nbad line\nX:1\nEND:A", "BEGIN:A\nX:1\nEND:A\n", 1);
        check(b"\xEF\xBB\xBFBEGIN:A\nEND:A", "BEGIN:A\nEND:A\n", 0);
        check(b"", "", 0);
        check(b"X:1\nbad\n", "", 1);
        // The property after the deep components belongs to the outermost one.
        let deep = "BEGIN:A\n".repeat(40) + "X:1\n" + &"END:A\n".repeat(40);
        let root = Component::parse(deep.as_bytes());
        let depth = |mut component: &Component| {
            let mut depth = 0;
            while let Some(child) = component.children.first() {
                (component, depth) = (child, depth + 1);
            }
            depth
        };
        assert_eq!(depth(&root), 16);
    }
}
