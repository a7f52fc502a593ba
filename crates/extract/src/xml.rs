//! XML, token by token. Entities that a document defines itself are not expanded, and nothing is loaded.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::budget::Budget;
use crate::text::Text;
use crate::{Reason, charset};

/// One token. Names come without their prefix.
#[derive(Debug)]
pub(crate) enum Token<'t> {
    Open(&'t str, Attributes<'t>),
    Close(&'t str),
    Text(&'t str),
}

/// The attributes of a tag.
#[derive(Debug)]
pub(crate) struct Attributes<'t>(&'t BytesStart<'t>);

impl Attributes<'_> {
    /// The attribute of a name without its prefix.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).filter_map(Result::ok);
        let attribute = attributes.find(|attribute| local(attribute.key.as_ref()) == name)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        Some(value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned))
    }

    /// The attribute of a name, as a number.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }
}

/// Gives a document's tokens to `take`, until it ends, breaks or the budget does.
pub(crate) fn read(
    document: &[u8],
    budget: &mut Budget,
    mut take: impl FnMut(Token<'_>, &mut Budget),
) -> Result<(), Reason> {
    let text = charset::decode(document);
    let mut reader = Reader::from_str(&text);
    // In a damaged document a wrong end is no reason to stop.
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
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                take(Token::Open(local(start.name().as_ref()), Attributes(&start)), budget);
            }
            Ok(Event::End(end)) => take(Token::Close(local(end.name().as_ref())), budget),
            Ok(Event::Text(text)) => take(Token::Text(&text.xml10_content()), budget),
            Ok(Event::CData(text)) => take(Token::Text(&text.xml10_content()), budget),
            Ok(Event::GeneralRef(reference)) => {
                if let Ok(Some(c)) = reference.resolve_char_ref() {
                    take(Token::Text(c.encode_utf8(&mut [0; 4])), budget);
                } else if let Some(text) = resolve_predefined_entity(&reference.xml10_content()) {
                    take(Token::Text(text), budget);
                }
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(Reason::Damaged),
        }
    }
}

/// All text of a document, each element's in a line of its own.
pub(crate) fn all_text(document: &[u8], text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    read(document, budget, |token, budget| match token {
        Token::Text(piece) => text.push(piece, budget),
        Token::Open(..) | Token::Close(_) => text.line(),
    })
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
