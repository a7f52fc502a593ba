//! Collects letters, and keeps conversations in order: ids, `Re:`, quoted text, the folder that each letter lies in.

use std::fmt::Write;

use chrono::{DateTime, FixedOffset};

use super::cast::is_own;
use crate::compose::wrap;
use crate::{Charset, Draft, Mailbox, Message, Part, Person};

/// All letters so far.
#[derive(Default)]
pub(super) struct Post {
    messages: Vec<Message>,
}

impl Post {
    /// How many letters there are.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Puts `draft` into `folder`, or among the sent ones if it is the owner's own.
    pub fn file(&mut self, draft: Draft, folder: &[&str]) {
        let folder = if is_own(&draft.from) { &["Sent"] } else { folder };
        self.messages.push(draft.into_message(folder));
    }

    /// The same letter once more, byte for byte, in another folder.
    pub fn copy(&mut self, draft: Draft, folder: &[&str]) {
        self.messages.push(draft.into_message(folder));
    }

    /// All letters, oldest first.
    pub fn into_mailbox(mut self) -> Mailbox {
        self.messages.sort_by_key(|message| message.date);
        Mailbox { messages: self.messages }
    }
}

/// A conversation.
pub(super) struct Talk<'a> {
    post: &'a mut Post,
    subject: &'a str,
    folder: &'a [&'a str],
    charset: Charset,
    html: bool,
    last: Option<(Draft, String)>,
}

impl<'a> Talk<'a> {
    /// A conversation about `subject`; what comes in goes to `folder`.
    pub fn new(post: &'a mut Post, subject: &'a str, folder: &'a [&'a str]) -> Self {
        Self { post, subject, folder, charset: Charset::Utf8, html: false, last: None }
    }

    /// The next letters are in this character set.
    pub fn charset(&mut self, charset: Charset) {
        self.charset = charset;
    }

    /// The next letters are HTML too, or no longer.
    pub fn html(&mut self, html: bool) {
        self.html = html;
    }

    /// The next letter. It quotes the one before.
    pub fn says(&mut self, from: &Person, to: &Person, date: DateTime<FixedOffset>, text: &str) {
        self.sends(from, to, date, text, Vec::new());
    }

    /// The next letter, with files.
    pub fn sends(
        &mut self,
        from: &Person,
        to: &Person,
        date: DateTime<FixedOffset>,
        text: &str,
        files: Vec<Part>,
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
            self.post.file(earlier, self.folder);
        }
        let text = draft.text.clone();
        self.last = Some((draft, text));
    }

    /// The last letter, to be changed before the next one follows.
    pub fn last(&mut self) -> Option<&mut Draft> {
        self.last.as_mut().map(|(draft, _)| draft)
    }

    /// Lays the last letter into `folder` too.
    pub fn copy_last(&mut self, folder: &[&str]) {
        if let Some((draft, _)) = &self.last {
            self.post.copy(draft.clone(), folder);
        }
    }

    /// Files the last letter.
    pub fn end(self) {
        if let Some((draft, _)) = self.last {
            self.post.file(draft, self.folder);
        }
    }
}

/// What mail programs write above a quote.
fn attribution(earlier: &Draft) -> String {
    format!("\nOn {}, {} wrote:\n", earlier.date.format("%-d %b %Y, at %H:%M"), earlier.from.name)
}

/// The text behind `> `, no deeper than two levels.
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
