//! Builds one thread of the mailbox: message IDs, `Re:`, quoted text and folders.

use std::fmt::Write;

use chrono::{DateTime, FixedOffset};

use super::mailbox_builder::MailboxBuilder;
use crate::compose::wrap;
use crate::{AttachedFile, Charset, Draft, NamedAddress};

/// A thread under construction. The last message can be changed until the next message is added.
pub(super) struct ThreadBuilder<'a> {
    mailbox: &'a mut MailboxBuilder,
    subject: &'a str,
    folder: &'a [&'a str],
    charset: Charset,
    html: bool,
    last: Option<(Draft, String)>,
}

impl<'a> ThreadBuilder<'a> {
    /// Returns a thread about `subject`. Received messages are added to `folder`.
    pub fn new(mailbox: &'a mut MailboxBuilder, subject: &'a str, folder: &'a [&'a str]) -> Self {
        Self { mailbox, subject, folder, charset: Charset::Utf8, html: false, last: None }
    }

    /// Sets the character set of the next messages.
    pub fn charset(&mut self, charset: Charset) {
        self.charset = charset;
    }

    /// Sets whether the next messages have an HTML body.
    pub fn html(&mut self, html: bool) {
        self.html = html;
    }

    /// Adds a message that quotes the previous message.
    pub fn message(
        &mut self,
        from: &NamedAddress,
        to: &NamedAddress,
        date: DateTime<FixedOffset>,
        text: &str,
    ) {
        self.message_with_files(from, to, date, text, Vec::new());
    }

    /// Adds a message that has attached files and quotes the previous message.
    pub fn message_with_files(
        &mut self,
        from: &NamedAddress,
        to: &NamedAddress,
        date: DateTime<FixedOffset>,
        text: &str,
        files: Vec<AttachedFile>,
    ) {
        let subject = match self.last {
            Some(_) => format!("Re: {}", self.subject),
            None => self.subject.to_owned(),
        };
        let mut draft = Draft::new(from, std::slice::from_ref(to), subject, date).charset(self.charset);
        let own = wrap(text);
        draft.text.clone_from(&own);
        draft.attachments = files;
        let earlier = self.last.take();
        if let Some((earlier, quoted)) = &earlier {
            draft = draft.reply_to(earlier);
            draft.text.push_str(&attribution(earlier));
            draft.text.push_str(&quote(quoted));
        }
        if self.html {
            draft.html = Some(html(text, earlier.as_ref().map(|(draft, text)| (draft, text.as_str()))));
        }
        if let Some((earlier, _)) = earlier {
            self.mailbox.file(earlier, self.folder);
        }
        let text = draft.text.clone();
        self.last = Some((draft, text));
    }

    /// Returns the last message, which the caller can change.
    pub fn last(&mut self) -> Option<&mut Draft> {
        self.last.as_mut().map(|(draft, _)| draft)
    }

    /// Adds a copy of the last message to `folder`.
    pub fn copy_last(&mut self, folder: &[&str]) {
        if let Some((draft, _)) = &self.last {
            self.mailbox.copy(draft.clone(), folder);
        }
    }

    /// Adds the last message to the mailbox, and ends the thread.
    pub fn end(self) {
        if let Some((draft, _)) = self.last {
            self.mailbox.file(draft, self.folder);
        }
    }
}

/// Returns the line above a quote, which names the author and the date.
fn attribution(earlier: &Draft) -> String {
    format!("\nOn {}, {} wrote:\n", earlier.date.format("%-d %b %Y, at %H:%M"), earlier.from.name)
}

/// Returns the text quoted with `> `. Leaves out empty lines, and quotes deeper than two levels.
fn quote(text: &str) -> String {
    text.lines()
        .filter(|line| !line.starts_with("> >") && !line.is_empty())
        .flat_map(|line| ["> ", line, "\n"])
        .collect()
}

fn html(text: &str, earlier: Option<(&Draft, &str)>) -> String {
    let mut out = String::from("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html\">");
    out.push_str(
        "<style>p { margin: 0 0 1em } body { font: 11pt Calibri, sans-serif }</style></head>\n<body>\n",
    );
    for paragraph in text.split("\n\n") {
        let _ = writeln!(out, "<p>{}</p>", escape(paragraph).replace('\n', "<br>\n"));
    }
    if let Some((draft, quoted)) = earlier {
        let above = attribution(draft);
        let _ = writeln!(out, "<div class=\"gmail_quote\">{}<br>", escape(above.trim()));
        out.push_str(
            "<blockquote style=\"margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex\">\n",
        );
        out.push_str(&escape(quoted).replace('\n', "<br>\n"));
        out.push_str("</blockquote></div>\n");
    }
    out.push_str("</body></html>\n");
    out
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stop_at_two_levels() {
        assert_eq!(quote("a\n\n> b\n> > c\n"), "> a\n> > b\n");
    }
}
