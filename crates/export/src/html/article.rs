//! One message on the page of its conversation.

use std::fmt::Write as _;

use foundmail_mail::Person;

use super::attachments::{AttachmentFile, size};
use super::escape::{address, count, escape, field};
use super::page::{Site, time_element};
use super::text::text_as_html;
use crate::message::{ExportMessage, HtmlBody, Occurrence};

/// Number of people and places that are shown at once. The others are one click away.
const MAX_SHOWN: usize = 8;

/// The style of formatted text before the styles of the message. The paper is white, because senders choose colours for it.
const FRAME_STYLE: &str = "html{background:#fff;color:#1b1e21;color-scheme:light}\
     body{margin:0;padding:16px 20px;font:15px/1.55 system-ui,'Segoe UI',Cantarell,'Noto Sans',sans-serif;\
     overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap;font:inherit}\
     blockquote{margin:8px 0 8px 2px;padding-left:12px;border-left:2px solid #d8d8d2}";

/// A message and all that its page shows of it.
pub(super) struct Article<'a> {
    pub(super) site: &'a Site,
    /// Number of the message in the export, from 1.
    pub(super) number: u32,
    pub(super) message: &'a ExportMessage<'a>,
    /// Subject of the conversation.
    pub(super) conversation: &'a str,
    pub(super) html: Option<&'a HtmlBody>,
    pub(super) files: &'a [AttachmentFile],
    /// Parts that the archive has and the page lacks, one sentence for each.
    pub(super) left_out: &'a [String],
}

impl Article<'_> {
    /// Returns the message as HTML. `root` is the path from the page to the folder of `index.html`.
    pub(super) fn html(&self, root: &str) -> String {
        let mut out = format!("<article id=\"m{}\">\n", self.number);
        self.push_header(&mut out);
        self.push_missing(&mut out);
        self.push_body(&mut out);
        self.push_files(root, &mut out);
        out.push_str("</article>\n");
        out
    }

    pub(super) fn subject(&self) -> &str {
        subject_or_none(&self.message.subject)
    }

    fn push_header(&self, out: &mut String) {
        let message = self.message;
        let senders = people(&message.from);
        let sender = senders.first().map_or("Unknown sender", String::as_str);
        let kind = match message.kind.as_str() {
            "" | "mail" => String::new(),
            kind => format!("<span class=\"kind\">{}</span>", escape(kind)),
        };
        let time = time_element(self.site.at(message.date));
        let _ = write!(out, "<header>\n<h2>{sender}{kind}</h2>\n{time}\n<dl>\n");
        let is_other = self.subject() != subject_or_none(self.conversation);
        let subject = if is_other { vec![field(self.subject())] } else { Vec::new() };
        let rows = [
            ("Subject", subject),
            ("From", if senders.len() > 1 { senders } else { Vec::new() }),
            ("To", people(&message.to)),
            ("Cc", people(&message.cc)),
            ("Bcc", people(&message.bcc)),
            ("Found in", message.occurrences.iter().map(place).collect()),
        ];
        for (label, values) in rows.into_iter().filter(|(_, values)| !values.is_empty()) {
            let _ = writeln!(out, "<dt>{label}</dt><dd>{}</dd>", listed(&values));
        }
        out.push_str("</dl>\n</header>\n");
    }

    fn push_missing(&self, out: &mut String) {
        let sentences: Vec<&String> = self.message.missing.iter().chain(self.left_out).collect();
        if sentences.is_empty() {
            return;
        }
        out.push_str("<div class=\"missing\"><strong>This message is incomplete.</strong>\n<ul>\n");
        for sentence in sentences {
            let _ = writeln!(out, "<li>{}</li>", field(sentence));
        }
        out.push_str("</ul></div>\n");
    }

    fn push_body(&self, out: &mut String) {
        let text = text_as_html(&self.message.text);
        let Some(html) = self.html else {
            let shown = if text.trim().is_empty() { "<p class=\"hint\">No text.</p>" } else { &text };
            let _ = writeln!(out, "<div class=\"text\" dir=\"auto\">{shown}</div>");
            return;
        };
        if html.remote_pictures > 0 {
            let pictures = count(html.remote_pictures, "picture");
            let are = if html.remote_pictures == 1 { "is" } else { "are" };
            let _ = writeln!(out, "<p class=\"hint\">{pictures} on the Internet {are} not shown.</p>");
        }
        let title = escape(&format!("Text of the message \u{201c}{}\u{201d}", self.subject()));
        // Without `allow-scripts`, no script runs in the frame. The origin of the page lets the page measure the frame.
        let _ = write!(
            out,
            "<div class=\"formatted\"><iframe sandbox=\"allow-same-origin allow-popups allow-popups-to-escape-sandbox\" title=\"{title}\" srcdoc=\""
        );
        self.push_document(html, out);
        let _ = writeln!(
            out,
            "\"></iframe>\n<details class=\"plain\"><summary>Plain text</summary>\
             <div class=\"text\" dir=\"auto\">{text}</div></details></div>"
        );
    }

    /// Adds the document of the frame, as the value of an attribute.
    fn push_document(&self, html: &HtmlBody, out: &mut String) {
        let nonce = &self.site.nonce;
        let before = format!(
            "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src \
             'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"><meta \
             name=\"referrer\" content=\"no-referrer\"><style nonce=\"{nonce}\">{FRAME_STYLE}</style>"
        );
        push_attribute(&before, out);
        if !html.style.is_empty() {
            push_attribute(&format!("<style nonce=\"{nonce}\">{}</style>", html.style), out);
        }
        push_attribute(&html.html, out);
    }

    fn push_files(&self, root: &str, out: &mut String) {
        if self.files.is_empty() {
            return;
        }
        let _ = writeln!(out, "<div class=\"files\"><h3>{}</h3>\n<ul>", count_of(self.files));
        for file in self.files {
            let name = field(&file.name);
            let link = escape(&format!("{root}{}", address(&file.path)));
            let size = size(file.size);
            let renamed = if file.is_renamed {
                let stored = file.path.rsplit('/').next().unwrap_or_default();
                format!(
                    " <span class=\"hint\">saved as {}, so that it cannot run by itself</span>",
                    field(stored)
                )
            } else {
                String::new()
            };
            let download = if file.is_renamed { " download" } else { "" };
            let _ = writeln!(
                out,
                "<li><a href=\"{link}\"{download}>{name}</a> <span class=\"size\">{size}</span>{renamed}</li>"
            );
        }
        out.push_str("</ul></div>\n");
    }
}

/// Returns a subject, or words for a message without one.
pub(super) fn subject_or_none(subject: &str) -> &str {
    let subject = subject.trim();
    if subject.is_empty() { "(no subject)" } else { subject }
}

fn count_of(files: &[AttachmentFile]) -> String {
    count(u32::try_from(files.len()).unwrap_or(u32::MAX), "attachment")
}

/// Adds text to the value of an attribute in double quotes, which can be long.
fn push_attribute(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '"']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        out.push_str(if from.starts_with('&') { "&amp;" } else { "&quot;" });
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn people(people: &[Person]) -> Vec<String> {
    let shown = people.iter().map(|person| match (person.name.as_str(), person.address.as_str()) {
        ("", address) => field(address),
        (name, "") => field(name),
        (name, address) if name == address => field(name),
        (name, address) => {
            format!("{} <span class=\"address\">&lt;{}&gt;</span>", field(name), field(address))
        }
    });
    shown.collect()
}

fn place(occurrence: &Occurrence) -> String {
    // The first level of a folder's path is the name of its source.
    let levels = occurrence.folder.get(1..).unwrap_or_default();
    let path = std::iter::once(&occurrence.source_name).chain(levels).map(|level| field(level));
    path.collect::<Vec<_>>().join(" \u{203a} ")
}

/// Returns values with commas between them. The values after the first `MAX_SHOWN` are hidden until the
/// reader opens them.
fn listed(values: &[String]) -> String {
    let (shown, others) = values.split_at_checked(MAX_SHOWN).unwrap_or((values, &[]));
    let shown = shown.join(", ");
    if others.is_empty() {
        return shown;
    }
    let number = u32::try_from(others.len()).unwrap_or(u32::MAX);
    format!(
        "{shown}<details class=\"more\"><summary>{} more</summary>{}</details>",
        super::escape::grouped(number),
        others.join(", ")
    )
}
