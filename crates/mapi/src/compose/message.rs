//! The whole of a message: header, bodies and what hangs on it.

use mail_builder::headers::message_id::MessageId;

use super::attach::{Parts, Place};
use super::body::Bodies;
use super::header::Header;
use super::kind::{Kind, is_class};
use super::mime::{Body, Part, Writer};
use super::shown::Shown;
use super::smime::{self, Sealed};
use super::{calendar, contact, html, kinds, list, objects, report, task, verbatim};
use crate::rtf::Rich;
use crate::{Item, tags};

/// Messages in messages that are composed; what lies deeper becomes a defect.
pub(super) const DEPTH: u32 = 32;

/// What a kind of its own adds to an item's bodies.
#[derive(Default)]
pub(super) struct Extra {
    /// Lines that say in words what only the properties say: when, where, who.
    pub(super) summary: String,
    /// True if they go before the text of a mail too; they do for all other kinds.
    pub(super) always: bool,
    /// The same for programs: a calendar entry, a visiting card.
    pub(super) part: Option<Part<'static>>,
    /// What a report says for programs, RFC 6522, and the type of the report.
    pub(super) report: Option<(&'static str, Part<'static>)>,
}

/// Writes the message that an item is, `depth` levels below the outermost.
pub(super) fn write(writer: &mut Writer<'_>, item: &Item, depth: u32) {
    let outer = std::mem::replace(&mut writer.depth, depth);
    writer.defects.extend(item.defects.iter().cloned());
    Header::of(item).write(&mut writer.out);
    writer.out.put(b"MIME-Version: 1.0\r\n");
    match smime::sealed(item) {
        Some(Sealed::Signed(data)) => {
            if let Err(error) = verbatim::copy(&mut writer.out, data) {
                writer.unreadable("smime.p7m", &error.to_string());
            }
        }
        Some(Sealed::Part(part)) => writer.part(part),
        None => {
            let part = parts(writer, item, depth);
            writer.part(part);
        }
    }
    writer.depth = outer;
}

/// RFC 2046 5.1: `mixed` around the attachments, `related` around the pictures of the text, `alternative` around its
/// versions.
fn parts<'x>(writer: &mut Writer<'_>, item: &'x Item, depth: u32) -> Part<'x> {
    let mut bodies = Bodies::of(item, &mut writer.defects);
    let extra = extra(item, &bodies);
    bodies.put_before(&extra.summary, extra.always || Kind::of(item) != Kind::Mail);
    let (mut related, mut mixed, mut pictures) = (Vec::new(), Vec::new(), Vec::new());
    let shown = Shown::of(bodies.html.as_deref().unwrap_or_default());
    let marked = bodies.html.as_deref().filter(|_| bodies.html_of_rtf);
    let places = objects::Places::of(marked, &item.attachments);
    for (index, attachment) in item.attachments.iter().enumerate() {
        let place = match () {
            () if shown.has(attachment) => Place::Named,
            () if places.has(index) => Place::Marked,
            () => Place::None,
        };
        let Parts { files, inline, picture } = Parts::of(writer, attachment, index, place, depth);
        mixed.extend(files);
        related.extend(inline);
        pictures.push(picture);
    }
    let html = bodies
        .html
        .take()
        .map(|html| html::with_charset_utf8(places.fill(html, &item.attachments, &pictures)));
    for (index, picture) in bodies.pictures.drain(..).enumerate() {
        let name = format!("picture{}.{}", index.saturating_add(1), picture.extension);
        let part = Part::new(picture.media_type, Body::Bytes(picture.bytes));
        related.push(
            part.field("Content-ID", MessageId::new(Rich::content_id(index))).disposition("inline", name),
        );
    }
    for (name, data) in bodies.files {
        let part = Part::new("application/octet-stream", Body::Data(data, name.to_owned()));
        mixed.push(part.disposition("attachment", name));
    }
    let mut alternatives = Vec::new();
    if let Some(text) = bodies.text {
        alternatives.push(Part::text("text/plain", text));
    }
    if let Some(html) = html {
        alternatives.push(Part::text("text/html", html));
    }
    if alternatives.is_empty() {
        alternatives.push(Part::text("text/plain", ""));
    }
    alternatives.extend(extra.part);
    if let Some(rtf) = bodies.rtf {
        alternatives.push(
            Part::new("application/rtf", Body::Bytes(rtf))
                .attribute("name", "body.rtf")
                .disposition("inline", "body.rtf"),
        );
    }
    let mut body: Vec<Part<'x>> = Part::join("multipart/alternative", alternatives).into_iter().collect();
    body.extend(related);
    let mut whole: Vec<Part<'x>> = Part::join("multipart/related", body).into_iter().collect();
    if let Some((kind, report)) = extra.report {
        whole.push(report);
        whole.extend(mixed);
        return Part::new("multipart/report", Body::Parts(whole)).attribute("report-type", kind);
    }
    whole.extend(mixed);
    Part::join("multipart/mixed", whole).unwrap_or_else(|| Part::text("text/plain", ""))
}

fn extra(item: &Item, bodies: &Bodies<'_>) -> Extra {
    let class = item.message_class();
    match Kind::of(item) {
        Kind::Appointment => calendar::event(item, bodies.text.as_deref(), None),
        Kind::Mail if is_class(&class, "IPM.Schedule.Meeting") => {
            calendar::event(item, bodies.text.as_deref(), Some(calendar::method(&class)))
        }
        Kind::Mail if is_class(&class, "REPORT") => report::report(item),
        Kind::Contact if is_class(&class, "IPM.DistList") => list::list(item),
        Kind::Contact => contact::card(item, bodies.text.as_deref()),
        Kind::Task => task::todo(item, bodies.text.as_deref()),
        Kind::Mail | Kind::Note | Kind::Other => kinds::of_class(item, &class),
    }
}

/// The subject of an item, without the mark of its prefix's length that mailboxes of Outlook put before it
/// ([MS-PST] 2.5.3.1.1.1); the contact's name where there is none.
pub(super) fn subject(item: &Item) -> String {
    let props = &item.props;
    let subject = props.text(tags::SUBJECT).unwrap_or_default();
    let mut chars = subject.chars();
    let subject = if chars.next() == Some('\u{1}') {
        chars.next();
        chars.as_str().to_owned()
    } else {
        subject
    };
    if !subject.trim().is_empty() {
        return subject;
    }
    let prefix = props.text(tags::SUBJECT_PREFIX).unwrap_or_default();
    match props.first_text(&[tags::NORMALIZED_SUBJECT, tags::CONVERSATION_TOPIC, tags::DISPLAY_NAME]) {
        Some(rest) => format!("{prefix}{rest}"),
        None => prefix,
    }
}
