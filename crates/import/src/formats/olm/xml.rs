//! Reads each item of an XML file as a tree of elements. Entities that the document defines itself are not
//! expanded, because their expansion could be unlimited.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// The largest depth of nested elements in an item.
const MAX_DEPTH: usize = 32;
/// The largest number of elements in an item.
const MOST_ELEMENTS: usize = 200_000;

/// An element with its contents.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// Returns the text of a child. Returns `None` if the child is missing or blank.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.trim().is_empty())
    }

    /// Returns the integer in a child. Outlook writes some integers as `1E0` or `3.47E2`.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        let text = self.value(name)?.trim();
        let number: f64 = text.parse().ok()?;
        #[allow(clippy::cast_possible_truncation, reason = "checked to be small")]
        (number.abs() < 1e15).then_some(number.round() as i64)
    }

    /// Returns the Boolean value in a child.
    pub(super) fn is(&self, name: &str) -> Option<bool> {
        match self.value(name)?.trim() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => self.number(name).map(|number| number != 0),
        }
    }

    /// Returns the first child with this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Returns the value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Returns all descendants with this name.
    pub(super) fn all<'n, 'e: 'n>(&'e self, name: &'n str) -> Box<dyn Iterator<Item = &'e Self> + 'n> {
        Box::new(self.children.iter().flat_map(move |child| {
            std::iter::once(child).filter(move |child| child.name == name).chain(child.all(name))
        }))
    }
}

/// An iterator over the items of a document: the children of its root element.
pub(super) struct ElementReader<'x> {
    reader: Reader<&'x [u8]>,
    /// True after the start of the root element.
    is_inside: bool,
    ended: bool,
}

/// An item. The second value describes the damage if the document could not be read beyond this item.
pub(super) type ReadElement = (Element, Option<String>);

impl<'x> ElementReader<'x> {
    pub(super) fn of(document: &'x str) -> Self {
        let mut reader = Reader::from_str(document);
        // A damaged document is read further after a wrong end tag.
        let config = reader.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        Self { reader, is_inside: false, ended: false }
    }

    /// Reads the item whose start tag is `start`.
    fn item(&mut self, start: &BytesStart<'_>) -> ReadElement {
        let mut tree = OpenElements { open: vec![element(start)], count: 1 };
        loop {
            let flaw = match self.reader.read_event() {
                Ok(Event::Eof) => "the XML document ends too early".to_owned(),
                Ok(event) => match tree.take(event) {
                    Ok(Some(item)) => return (item, None),
                    Ok(None) => continue,
                    Err(flaw) => flaw,
                },
                Err(error) => error.to_string(),
            };
            self.ended = true;
            return (tree.close(), Some(flaw));
        }
    }
}

impl Iterator for ElementReader<'_> {
    type Item = ReadElement;

    fn next(&mut self) -> Option<ReadElement> {
        while !self.ended {
            match self.reader.read_event() {
                // The first start tag is the root element. Each start tag after it begins an item.
                Ok(Event::Start(_)) if !std::mem::replace(&mut self.is_inside, true) => {}
                Ok(Event::Start(start)) => return Some(self.item(&start)),
                Ok(Event::Eof) => self.ended = true,
                Ok(_) => {}
                Err(error) => {
                    self.ended = true;
                    return Some((Element::default(), Some(error.to_string())));
                }
            }
        }
        None
    }
}

/// The elements of an item whose end tags have not been read yet, the outermost first.
struct OpenElements {
    open: Vec<Element>,
    count: usize,
}

impl OpenElements {
    /// Handles one event of the XML parser. Returns the item if the event is the end tag of the item.
    fn take(&mut self, event: Event<'_>) -> Result<Option<Element>, String> {
        match event {
            Event::Start(start) => {
                self.count = self.count.saturating_add(1);
                if self.open.len() >= MAX_DEPTH || self.count > MOST_ELEMENTS {
                    return Err("the item has too many XML elements".to_owned());
                }
                self.open.push(element(&start));
            }
            Event::End(_) => return Ok(self.end()),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.text(&resolved(&reference)),
            _ => {}
        }
        Ok(None)
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn end(&mut self) -> Option<Element> {
        let ended = self.open.pop()?;
        let Some(parent) = self.open.last_mut() else { return Some(ended) };
        parent.children.push(ended);
        None
    }

    /// Closes all open elements, and returns the incomplete item.
    fn close(mut self) -> Element {
        loop {
            if let Some(item) = self.end() {
                return item;
            }
        }
    }
}

/// Returns the text of a reference such as `&amp;`. References to entities that the document defines itself stay
/// unchanged.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

fn element(start: &BytesStart<'_>) -> Element {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).filter_map(Result::ok).map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        (attribute.key.as_ref().to_owned(), value)
    });
    Element { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), ..Element::default() }
}

#[cfg(test)]
mod tests {
    use super::{Element, ElementReader};

    fn shown(element: &Element) -> String {
        let attributes = element.attributes.iter().map(|(name, value)| format!(" {name}={value}"));
        let children: Vec<String> = element.children.iter().map(shown).collect();
        let attributes: String = attributes.collect();
        format!("{}{attributes}[{}{}]", element.name, element.text, children.concat())
    }

    #[track_caller]
    fn check(document: &str, expected: &[&str]) {
        let found = ElementReader::of(document).map(|(item, flaw)| match flaw {
            Some(flaw) => format!("{} ! {flaw}", shown(&item)),
            None => shown(&item),
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn items_are_read_as_trees() {
        check(
            "<?xml version='1.0'?><l a='1'><i b='x&amp;y'><c>1 &lt; 2&#33;</c><d/></i>\n<i>&nbsp;<![CDATA[<b>]]></i></l>",
            &["i b=x&y[c[1 < 2!]d[]]", "i[&nbsp;<b>]"],
        );
        check("<l></l>", &[]);
        check("", &[]);
    }

    #[test]
    fn elements_before_damage_are_kept() {
        check("<l><i><c>1</c><d>2", &["i[c[1]d[2]] ! the XML document ends too early"]);
        let deep = "<x>".repeat(100);
        let (item, flaw) = ElementReader::of(&deep).next().unwrap();
        assert_eq!((item.name.as_str(), flaw.as_deref()), ("x", Some("the item has too many XML elements")));
        // An entity that the document defines itself is not expanded.
        check("<!DOCTYPE l [<!ENTITY a 'aaaa'>]><l><i>&a;</i></l>", &["i[&a;]"]);
    }

    #[test]
    fn numbers_are_read_in_all_notations() {
        for (text, number) in [
            ("1E0", Some(1)),
            ("0E0", Some(0)),
            (" 3 ", Some(3)),
            ("3.47E2", Some(347)),
            ("1E99", None),
            ("-1", Some(-1)),
            ("x", None),
        ] {
            let child = Element { name: "n".to_owned(), text: text.to_owned(), ..Element::default() };
            let element = Element { children: vec![child], ..Element::default() };
            assert_eq!(element.number("n"), number, "{text}");
        }
    }
}
