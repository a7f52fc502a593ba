//! Lines of the form `name: value`, which describe an item for a person or as a report.

/// Lines of names and values.
#[derive(Default)]
pub(crate) struct LabeledLines {
    out: String,
}

impl LabeledLines {
    /// Adds a line unless the value is empty.
    pub(crate) fn line(&mut self, name: &str, value: Option<String>) {
        let value = value.unwrap_or_default();
        let value: Vec<&str> =
            value.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
        if !value.is_empty() {
            self.out.extend([name, ": ", &value.join(", "), "\r\n"]);
        }
    }

    /// Adds a text without a name.
    pub(crate) fn text(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push_str("\r\n");
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }
}
