//! Content lines of iCalendar and vCard, RFC 5545 3.1 and RFC 2426 2.6, with escaping and folding.

/// Builds a calendar or a vCard from lines.
#[derive(Default)]
pub(crate) struct ContentLines {
    out: String,
}

/// The value of `PRODID`: the program that wrote a calendar or card.
pub(crate) const PRODUCT_ID: &str = "-//Foundmail//MAPI item//EN";

/// Maximum number of bytes in a line, without the line end.
const WIDTH: usize = 75;

impl ContentLines {
    /// Adds a line whose value needs no escaping.
    pub(crate) fn line(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut rest = line.as_str();
        let mut room = WIDTH;
        while rest.len() > room {
            let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
            self.out.push_str(head);
            self.out.push_str("\r\n ");
            rest = tail;
            room = WIDTH.saturating_sub(1);
        }
        self.out.push_str(rest);
        self.out.push_str("\r\n");
    }

    /// Adds a line with a text, unless the text is blank.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.line(name, &escape(value));
        }
    }

    /// Adds a line with a list of texts, unless all are blank.
    pub(crate) fn list(&mut self, name: &str, values: &[String], separator: &str) {
        if values.iter().any(|value| !value.trim().is_empty()) {
            let values: Vec<String> = values.iter().map(|value| escape(value)).collect();
            self.line(name, &values.join(separator));
        }
    }

    /// Appends the lines of `other`.
    pub(crate) fn append(&mut self, other: &Self) {
        self.out.push_str(&other.out);
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }
}

/// Escapes a text, RFC 5545 3.3.11.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(c),
            _ if c.is_control() => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Quotes a text as a parameter value, RFC 5545 3.2. Removes characters that are not allowed in a parameter value.
pub(crate) fn parameter(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c != '"' && !c.is_control()).collect();
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::ContentLines;

    #[test]
    fn escaped_and_folded() {
        let mut lines = ContentLines::default();
        lines.text("SUMMARY", "a, b; c\\d\r\ne\u{7}");
        lines.text("EMPTY", " \r\n");
        lines.list("ADR", &[String::new(), "x;y".to_owned()], ";");
        lines.line("LONG", &"ä".repeat(80));
        let text = lines.finish();
        assert!(text.starts_with("SUMMARY:a\\, b\\; c\\\\d\\ne\r\nADR:;x\\;y\r\nLONG:ää"));
        assert!(text.lines().all(|line| line.len() <= 75));
        assert!(text.replace("\r\n ", "").ends_with(&format!("LONG:{}\r\n", "ä".repeat(80))));
    }
}
