//! VCF: address books in vCard 2.1, 3.0 (RFC 2426) or 4.0 (RFC 6350). Each card is one item.

use std::ops::ControlFlow;

use foundmail_defect::Reason;
use foundmail_mail::ItemKind;

use crate::components::message::ComponentMessage;
use crate::components::property::Property;
use crate::components::reader::{
    Component, ComponentReader, position, push_defect, push_early_end, push_item, push_zeros,
};
use crate::components::scan::{Grammar, Scanned, Span, scan};
use crate::components::time::Moment;
use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::mail_text::{begins_with, converted};
use crate::sink::Sink;
use crate::source_file::SourceFile;

pub(crate) static FORMAT: Format = Format {
    name: "vcf",
    title: "VCF",
    label: "address book",
    program: None,
    extensions: &["vcf", "vcard"],
    has_mail: false,
    detect: |probe| begins_with(probe.head, b"BEGIN:VCARD"),
    read: Reader::Mailbox(read),
};

const GRAMMAR: Grammar =
    Grammar { wrapper: None, top: &["VCARD"], properties: &[], nests_after: Some("AGENT") };

/// The largest number of cards that are read from one file.
const MAX_CARDS: u64 = 10_000_000;

fn read(file: &SourceFile<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let failed = |source| ImportError::Open { path: file.path.to_owned(), source };
    let content = converted(file.content).map_err(failed)?;
    let file = &SourceFile { content: &content, ..*file };
    let mut reader = ComponentReader::new(file.content).map_err(failed)?;
    let (mut count, mut has_zeros, mut is_stopped, mut error) = (0_u64, None, false, None);
    let ends_early = scan(file.content.open().map_err(failed)?, GRAMMAR, &mut |scanned| {
        match scanned {
            Scanned::Component(_) if count >= MAX_CARDS => return ControlFlow::Break(()),
            Scanned::Component(span) => {
                count = count.saturating_add(1);
                if !sink.wants(&position(file, &span)) {
                    return ControlFlow::Continue(());
                }
                sink.progress(span.start.saturating_add(span.length));
                match reader.read(&span) {
                    Ok(card) => {
                        let flow = push_card(file, card, sink);
                        is_stopped = flow.is_break();
                        return flow;
                    }
                    Err(source) => {
                        let path = file.path.to_owned();
                        error = Some(ImportError::Read { path, offset: span.start, source });
                        return ControlFlow::Break(());
                    }
                }
            }
            Scanned::Zeros(start) => has_zeros = has_zeros.or(Some(start)),
            Scanned::Progress if !sink.goes_on() => {
                is_stopped = true;
                return ControlFlow::Break(());
            }
            Scanned::Wrapper { .. } | Scanned::Progress => {}
        }
        ControlFlow::Continue(())
    });
    if let Some(error) = error {
        return Err(error);
    }
    let ends_early = ends_early.map_err(failed)?;
    if !is_stopped {
        let _ = push_damage(file, ends_early, has_zeros, count, sink);
    }
    Ok(())
}

fn push_damage(
    file: &SourceFile<'_>,
    ends_early: bool,
    zeros: Option<u64>,
    count: u64,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    if ends_early {
        push_early_end(file, file.content.size().unwrap_or(0), sink)?;
    }
    if let Some(start) = zeros {
        push_zeros(file, start, sink)?;
    }
    if count >= MAX_CARDS {
        let why = format!("the file has more than {MAX_CARDS} cards");
        push_defect(file, format!("Foundmail did not read the rest: {why}."), Reason::Limit { why }, sink)?;
    }
    ControlFlow::Continue(())
}

fn push_card(file: &SourceFile<'_>, card: Component, sink: &mut dyn Sink) -> ControlFlow<()> {
    let Span { name, .. } = &card.span;
    let kind = if name.is_empty() { ItemKind::Other } else { ItemKind::Contact };
    let text = if name.is_empty() { String::from_utf8_lossy(&card.bytes).into_owned() } else { words(&card) };
    let message = ComponentMessage {
        subject: name_of(&card).unwrap_or_default(),
        date: card.property("REV").and_then(Moment::of).and_then(|moment| moment.seconds()),
        text,
        media_type: "text/vcard",
        original: card.bytes.clone(),
        ..ComponentMessage::default()
    };
    push_item(file, kind, &[card], message, sink)
}

/// Returns the name of the person or organisation.
fn name_of(card: &Component) -> Option<String> {
    let of_parts = || {
        let parts = card.property("N")?.parts(';');
        let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
        // The parts of `N` are family name, given name, additional names, prefixes and suffixes (RFC 6350, 6.2.2).
        let order = [part(3), part(1), part(2), part(0), part(4)];
        let name = order.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    };
    let first_part = |name: &str| card.property(name).map(|property| joined(property, "; "));
    card.text("FN")
        .or_else(of_parts)
        .or_else(|| card.text("NICKNAME"))
        .or_else(|| first_part("ORG"))
        .or_else(|| card.text("EMAIL"))
        .or_else(|| card.text("TEL"))
        .filter(|name| !name.is_empty())
}

/// The properties that are shown, in this order, and the label of each.
const SHOWN: &[(&str, &str)] = &[
    ("NICKNAME", "Nickname"),
    ("ORG", "Company"),
    ("TITLE", "Title"),
    ("ROLE", "Role"),
    ("EMAIL", "E-mail"),
    ("TEL", "telephone"),
    ("ADR", "address"),
    ("LABEL", "address"),
    ("URL", "Web page"),
    ("IMPP", "Messaging"),
    ("BDAY", "Birthday"),
    ("ANNIVERSARY", "Anniversary"),
    ("RELATED", "Related"),
    ("MEMBER", "Member"),
    ("X-ADDRESSBOOKSERVER-MEMBER", "Member"),
    ("CATEGORIES", "Categories"),
    ("TZ", "Time zone"),
    ("GEO", "Position"),
];

/// Returns the card as text: a line with label and value for each property, then the notes.
fn words(card: &Component) -> String {
    let mut lines: Vec<String> = name_of(card).map(|name| format!("Name: {name}")).into_iter().collect();
    for (name, label) in SHOWN {
        for property in card.all(name) {
            let value = match *name {
                "ORG" => joined(property, "; "),
                "ADR" => joined(property, ", "),
                "BDAY" | "ANNIVERSARY" => {
                    Moment::of(property).map_or_else(|| property.text(), |date| date.words())
                }
                _ => property.text().trim().to_owned(),
            };
            if !value.is_empty() {
                lines.push(format!("{}: {}", labelled(label, property), value.replace('\n', ", ")));
            }
        }
    }
    let mut text = lines.join("\n");
    for note in card.all("NOTE") {
        text.push_str("\n\n");
        text.push_str(note.text().trim());
    }
    text.push('\n');
    text
}

/// Returns the label of a property. A label in lower case gets the type of the number or address: `Business
/// telephone`.
fn labelled(label: &str, property: &Property) -> String {
    let Some(first) = label.chars().next().filter(char::is_ascii_lowercase) else { return label.to_owned() };
    let known =
        [("CELL", "Mobile"), ("FAX", "Fax"), ("PAGER", "Pager"), ("WORK", "Business"), ("HOME", "Home")];
    let types = property.types();
    let found = known.iter().find(|(name, _)| types.iter().any(|known| known == name));
    match found {
        Some((_, word)) => format!("{word} {label}"),
        None => format!("{}{}", first.to_ascii_uppercase(), label.get(1..).unwrap_or_default()),
    }
}

/// Returns the parts of a structured value that are not empty, joined by `separator`.
fn joined(property: &Property, separator: &str) -> String {
    let parts = property.parts(';').into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests;
