//! What only the properties of an item say, in words.

/// Lines of a name and a value.
#[derive(Default)]
pub(crate) struct LabeledLines {
    out: String,
}

impl LabeledLines {
    /// Adds a line unless there is nothing to say.
    pub(crate) fn line(&mut self, name: &str, value: Option<String>) {
        let value = value.unwrap_or_default();
        let value: Vec<&str> =
            value.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
        if !value.is_empty() {
            self.out.extend([name, ": ", &value.join(", "), "\r\n"]);
        }
    }

    /// Adds a text as it is.
    pub(crate) fn text(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push_str("\r\n");
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }
}
