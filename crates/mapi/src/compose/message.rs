//! Composes a complete message from the header, the bodies, the content of the item's class, and the attachments.

use mail_builder::headers::message_id::MessageId;

use crate::Item;
use crate::compose::attachment::html_references::HtmlReferences;
use crate::compose::attachment::parts::{AttachmentParts, BodyReference};
use crate::compose::attachment::rtf_objects;
use crate::compose::body::{Bodies, html};
use crate::compose::header::Header;
use crate::compose::item_class::{ItemClass, is_class};
use crate::compose::kinds::content::KindContent;
use crate::compose::kinds::smime::{self, SmimeBody};
use crate::compose::kinds::{appointment, contact, distribution_list, other, report, task};
use crate::compose::wire::mime::{MimePart, MimeWriter, PartBody, PartOrigin};
use crate::compose::wire::verbatim;
use crate::rtf::RichText;

/// Writes an item as a message. `depth` is the number of enclosing messages.
pub(crate) fn write(writer: &mut MimeWriter<'_>, item: &Item, depth: u32) {
    let outer = std::mem::replace(&mut writer.depth, depth);
    writer.defects.extend(item.defects.iter().cloned());
    Header::of(item).write(&mut writer.out);
    writer.out.put(b"MIME-Version: 1.0\r\n");
    match smime::smime_body(item) {
        Some(SmimeBody::ClearSigned(data)) => {
            if let Err(error) = verbatim::copy(&mut writer.out, data) {
                writer.unreadable("smime.p7m", &error.to_string());
            }
        }
        Some(SmimeBody::Opaque(part)) => writer.part(part),
        None => {
            let part = parts(writer, item, depth);
            writer.part(part);
        }
    }
    writer.depth = outer;
}

/// Builds the tree of MIME parts, RFC 2046 5.1: `mixed` contains `related` and the attachments. `related` contains
/// `alternative` and the inline pictures. `alternative` contains the forms of the text.
fn parts<'x>(writer: &mut MimeWriter<'_>, item: &'x Item, depth: u32) -> MimePart<'x> {
    let mut bodies = Bodies::of(item, &mut writer.defects);
    let extra = extra(item, &bodies);
    bodies.put_before(&extra.summary, extra.always || ItemClass::of(item) != ItemClass::Mail);
    let (mut related, mut mixed, mut pictures) = (Vec::new(), Vec::new(), Vec::new());
    let html_references = HtmlReferences::of(bodies.html.as_deref().unwrap_or_default());
    let marked = bodies.html.as_deref().filter(|_| bodies.html_from_rtf);
    let positions = rtf_objects::RtfObjectPositions::of(marked, &item.attachments);
    for (index, attachment) in item.attachments.iter().enumerate() {
        let reference = match () {
            () if html_references.has(attachment) => BodyReference::Html,
            () if positions.has(index) => BodyReference::RtfObject,
            () => BodyReference::None,
        };
        let AttachmentParts { files, inline, picture } =
            AttachmentParts::of(writer, attachment, index, reference, depth);
        mixed.extend(files);
        related.extend(inline);
        pictures.push(picture);
    }
    let html = bodies
        .html
        .take()
        .map(|html| html::with_charset_utf8(positions.fill(html, &item.attachments, &pictures)));
    for (index, picture) in bodies.pictures.drain(..).enumerate() {
        let name = format!("picture{}.{}", index.saturating_add(1), picture.extension);
        let part = MimePart::new(picture.media_type, PartBody::Bytes(picture.bytes));
        related.push(
            part.field("Content-ID", MessageId::new(RichText::content_id(index))).disposition("inline", name),
        );
    }
    for (name, data) in bodies.files {
        let part = MimePart::new("application/octet-stream", PartBody::Data(data, name.to_owned()));
        mixed.push(part.disposition("attachment", name));
    }
    let mut alternatives = Vec::new();
    if let Some(text) = bodies.text {
        alternatives.push(MimePart::text("text/plain", text));
    }
    if let Some(html) = html {
        alternatives.push(MimePart::text("text/html", html));
    }
    if alternatives.is_empty() {
        alternatives.push(MimePart::text("text/plain", ""));
    }
    alternatives.extend(extra.part);
    if let Some(rtf) = bodies.rtf {
        alternatives.push(
            MimePart::new("application/rtf", PartBody::Bytes(rtf))
                .attribute("name", "body.rtf")
                .disposition("inline", "body.rtf")
                .of(PartOrigin::Rtf),
        );
    }
    let mut body: Vec<MimePart<'x>> =
        MimePart::join("multipart/alternative", alternatives).into_iter().collect();
    body.extend(related);
    let mut whole: Vec<MimePart<'x>> = MimePart::join("multipart/related", body).into_iter().collect();
    if let Some((kind, report)) = extra.report {
        whole.push(report);
        whole.extend(mixed);
        return MimePart::new("multipart/report", PartBody::Parts(whole)).attribute("report-type", kind);
    }
    whole.extend(mixed);
    MimePart::join("multipart/mixed", whole).unwrap_or_else(|| MimePart::text("text/plain", ""))
}

/// Removes the description of an item from the beginning of its text and HTML, where [`write`] inserted it. A text without
/// anything else becomes empty.
pub fn remove_summary(item: &Item, text: &mut String, html: &mut Option<String>) {
    let summary = extra(item, &Bodies::default()).summary;
    if summary.is_empty() {
        return;
    }
    if let Some(rest) = after_lines(text, summary.trim_end()) {
        *text = rest.trim_start_matches('\r').strip_prefix('\n').unwrap_or(rest).to_owned();
        // One empty line separates the description from the text.
        let separator = text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).map(str::to_owned);
        *text = separator.unwrap_or_else(|| std::mem::take(text));
    }
    if let Some(page) = html {
        let block = html::block_of(&summary);
        for block in [block.clone(), block.replace("\r\n", "\n")] {
            *page = page.replacen(&block, "", 1);
        }
    }
}

/// Returns the text after some lines at its beginning. Carriage returns are ignored.
fn after_lines<'t>(text: &'t str, lines: &str) -> Option<&'t str> {
    let mut rest = text;
    for expected in lines.chars().filter(|&c| c != '\r') {
        rest = rest.trim_start_matches('\r').strip_prefix(expected)?;
    }
    Some(rest)
}

fn extra(item: &Item, bodies: &Bodies<'_>) -> KindContent {
    let class = item.message_class();
    match ItemClass::of(item) {
        ItemClass::Appointment => appointment::event(item, bodies.text.as_deref(), None),
        ItemClass::Mail if is_class(&class, "IPM.Schedule.Meeting") => {
            appointment::event(item, bodies.text.as_deref(), Some(appointment::method(&class)))
        }
        ItemClass::Mail if is_class(&class, "REPORT") => report::report(item),
        ItemClass::Contact if is_class(&class, "IPM.DistList") => distribution_list::list(item),
        ItemClass::Contact => contact::card(item, bodies.text.as_deref()),
        ItemClass::Task => task::todo(item, bodies.text.as_deref()),
        ItemClass::Mail | ItemClass::Note | ItemClass::Other => other::content(item, &class),
    }
}
