//! Reads XML token by token. Entities that a document defines are not expanded, and no other files are loaded.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::budget::ExtractionBudget;
use crate::text_writer::TextWriter;
use crate::{FailureReason, charset};

/// A token. Namespace prefixes of names are removed.
#[derive(Debug)]
pub(crate) enum XmlToken<'t> {
    Open(&'t str, Attributes<'t>),
    Close(&'t str),
    Text(&'t str),
}

/// The attributes of a tag.
#[derive(Debug)]
pub(crate) struct Attributes<'t>(&'t BytesStart<'t>);

impl Attributes<'_> {
    /// Returns the value of the attribute with this name. Ignores namespace prefixes.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).filter_map(Result::ok);
        let attribute = attributes.find(|attribute| local(attribute.key.as_ref()) == name)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        Some(value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned))
    }

    /// Returns the value of the attribute with this name as a number.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }
}

/// Calls `take` for each token of a document. Ends at the end of the document, at damage, or when a limit is
/// reached.
pub(crate) fn read(
    document: &[u8],
    budget: &mut ExtractionBudget,
    mut take: impl FnMut(XmlToken<'_>, &mut ExtractionBudget),
) -> Result<(), FailureReason> {
    read_while(document, budget, |token, budget| {
        take(token, budget);
        true
    })
}

/// Calls `take` for each token of a document like [`read`], and also ends when `take` returns false.
pub(crate) fn read_while(
    document: &[u8],
    budget: &mut ExtractionBudget,
    mut take: impl FnMut(XmlToken<'_>, &mut ExtractionBudget) -> bool,
) -> Result<(), FailureReason> {
    let text = charset::decode(document);
    let mut reader = Reader::from_str(&text);
    // A damaged document may contain wrong end tags. They are ignored.
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.expand_empty_elements = true;
    loop {
        budget.tick()?;
        if budget.is_full() {
            budget.truncated = true;
            return Ok(());
        }
        let goes_on = match reader.read_event() {
            Ok(Event::Start(start)) => {
                take(XmlToken::Open(local(start.name().as_ref()), Attributes(&start)), budget)
            }
            Ok(Event::End(end)) => take(XmlToken::Close(local(end.name().as_ref())), budget),
            Ok(Event::Text(text)) => take(XmlToken::Text(&text.xml10_content()), budget),
            Ok(Event::CData(text)) => take(XmlToken::Text(&text.xml10_content()), budget),
            Ok(Event::GeneralRef(reference)) => {
                if let Ok(Some(c)) = reference.resolve_char_ref() {
                    take(XmlToken::Text(c.encode_utf8(&mut [0; 4])), budget)
                } else if let Some(text) = resolve_predefined_entity(&reference.xml10_content()) {
                    take(XmlToken::Text(text), budget)
                } else {
                    true
                }
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => true,
            Err(_) => return Err(FailureReason::Damaged),
        };
        if !goes_on {
            return Ok(());
        }
    }
}

/// Extracts all text of a document. Each element begins a new line.
pub(crate) fn all_text(
    document: &[u8],
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    read(document, budget, |token, budget| match token {
        XmlToken::Text(piece) => text.push(piece, budget),
        XmlToken::Open(..) | XmlToken::Close(_) => text.line(),
    })
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
