//! A message that waits for a print job.

use super::html::visible_text;
use super::pictures::{Placeholder, count, with_placeholders};
use super::proof::is_complete;
use crate::message::PdfMessage;

/// The largest body that is printed, in bytes, without its JPEG pictures. Larger ones have the plain layout.
const MAX_BODY: usize = 8 << 20;

/// A message with cleaned HTML.
#[derive(Debug, Default, Clone)]
pub(crate) struct WebMessage {
    pub subject: String,
    pub fields: Vec<(String, String)>,
    /// The cleaned body, with placeholders for its JPEG pictures.
    pub html: String,
    pub remarks: Vec<String>,
    pub placeholders: Vec<Placeholder>,
    /// The number of pictures.
    pub pictures: usize,
}

impl WebMessage {
    /// Returns the message for a job. `None` if it has no HTML, or too much of it.
    pub fn of(message: &PdfMessage) -> Option<Self> {
        let (html, placeholders) = with_placeholders(message.html.as_deref()?);
        if html.len() > MAX_BODY {
            return None;
        }
        Some(Self {
            subject: message.subject.clone(),
            fields: message.fields.clone(),
            pictures: count(&html),
            html,
            remarks: message.remarks.clone(),
            placeholders,
        })
    }

    /// Returns the message with its JPEG pictures instead of the placeholders.
    pub fn with_pictures(&self) -> Self {
        let html =
            self.placeholders.iter().fold(self.html.clone(), |html, placeholder| placeholder.restore(&html));
        Self { html, placeholders: Vec::new(), ..self.clone() }
    }

    /// Returns the message without its header fields and remarks, which are on other pages.
    pub fn without_header(self) -> Self {
        Self { subject: String::new(), fields: Vec::new(), remarks: Vec::new(), ..self }
    }

    /// Returns the text that the pages must contain.
    pub fn wanted(&self) -> String {
        let mut wanted = self.subject.clone();
        for text in self.fields.iter().map(|(_, value)| value).chain(&self.remarks) {
            wanted.push(' ');
            wanted.push_str(text);
        }
        wanted.push(' ');
        wanted.push_str(&visible_text(&self.html));
        wanted
    }

    /// Returns the text that plain pages show: that of the HTML, and the text of the message if it differs.
    pub fn body_text(&self, text: &str) -> String {
        let shown = visible_text(&self.html);
        if is_complete(&shown, text) { text.to_owned() } else { format!("{text}\n\n{}", lines(&shown)) }
    }

    /// Returns the number of bytes that the message takes in memory.
    pub fn size(&self) -> usize {
        let jpegs: usize = self.placeholders.iter().map(|placeholder| placeholder.jpeg.bytes.len()).sum();
        self.html.len().saturating_add(jpegs)
    }
}

/// Returns text with one space between words, and without empty lines.
fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
