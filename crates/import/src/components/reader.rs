//! Reads the components that the scan found, and pushes them to the sink as items.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::ControlFlow;

use foundmail_defect::{Defect, Effect, Reason};
use foundmail_mail::ItemKind;

use super::flaws::{ENTRY, too_large};
use super::message::ComponentMessage;
use super::property::{Property, has_unknown_encoding, properties};
use super::scan::Span;
use super::{Flaws, attachments};
use crate::content::{Content, ReadSeek};
use crate::limits::MAX_IN_MEMORY;
use crate::sink::{Finding, ItemHint, Sink, SourceItem};
use crate::source_file::SourceFile;
use crate::spool::Spool;

/// A reader of components at positions that the scan found.
pub(crate) struct ComponentReader {
    content: Box<dyn ReadSeek>,
}

/// The bytes and properties of a component.
pub(crate) struct Component {
    pub bytes: Vec<u8>,
    pub properties: Vec<Property>,
    pub span: Span,
    /// True if the end of the component was not read, because the component is too large.
    is_cut: bool,
}

impl Component {
    /// Returns the first property with this name.
    pub(crate) fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Returns all properties with this name.
    pub(crate) fn all<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    /// Returns the text of the first property with this name. Returns `None` if the text is blank.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let text = self.property(name).map(Property::text)?;
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    }
}

impl ComponentReader {
    pub(crate) fn new(content: &Content) -> io::Result<Self> {
        Ok(Self { content: content.open()? })
    }

    /// Reads a component: at most its first [`MAX_IN_MEMORY`] bytes.
    pub(crate) fn read(&mut self, span: &Span) -> io::Result<Component> {
        self.content.seek(SeekFrom::Start(span.start))?;
        let mut bytes = Vec::new();
        (&mut self.content).take(span.length.min(MAX_IN_MEMORY)).read_to_end(&mut bytes)?;
        let properties = properties(&bytes);
        Ok(Component { bytes, properties, span: span.clone(), is_cut: span.length > MAX_IN_MEMORY })
    }
}

/// Pushes one item that consists of one or more components. The first component provides the position of the item.
pub(crate) fn push_item(
    file: &SourceFile<'_>,
    kind: ItemKind,
    components: &[Component],
    mut message: ComponentMessage,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let Some(first) = components.first() else { return ControlFlow::Continue(()) };
    let flaws = components.iter().fold(Flaws::default(), |flaws, component| flaws.or(component.span.flaws));
    let mut defects = flaws.defects(first.span.name.is_empty(), first.span.start);
    if components.iter().any(|component| component.is_cut) {
        defects.push(too_large(first.span.start));
    }
    if components.iter().any(|component| has_unknown_encoding(&component.bytes, &component.properties)) {
        let what = "The text is not UTF-8, and its encoding is not declared. Foundmail guessed the encoding.";
        defects.push(Defect::new(ENTRY, what, Effect::Nothing).at(first.span.start));
    }
    for component in components {
        message.attachments.extend(attachments(&component.properties, &mut defects));
    }
    let hint = ItemHint {
        subject: Some(message.subject.clone()).filter(|subject| !subject.is_empty()),
        from: message.from.first().map(super::message::Mailbox::words),
        date: message.date,
    };
    let mut spool = Spool::default();
    let written = message.write(&mut spool);
    let item = SourceItem::message(file.folder.to_owned(), position(file, &first.span), spool.finish());
    let raw = match written {
        Ok(()) => item.raw,
        Err(error) => {
            let what =
                format!("The item is too large for memory, and no temporary file could be written: {error}");
            defects.push(Defect::new(ENTRY, what, Effect::ItemLost));
            None
        }
    };
    sink.push(Finding::Item(SourceItem { raw, kind, composed: true, defects, hint, ..item }))
}

/// Returns the position of an item: the offset of its first byte.
pub(crate) fn position(file: &SourceFile<'_>, span: &Span) -> String {
    format!("{}{}", file.position, span.start)
}

/// Pushes a defect of the file. Because of the defect, other items may be missing.
pub(crate) fn push_defect(
    file: &SourceFile<'_>,
    what: impl Into<String>,
    reason: Reason,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let defect = Defect::new("file", what, Effect::RestUnreadable).because(reason);
    sink.push(Finding::Defect { folder: Some(file.folder.to_owned()), defect })
}

/// Pushes the defect of a file that ends within a component or within a calendar.
pub(crate) fn push_early_end(file: &SourceFile<'_>, size: u64, sink: &mut dyn Sink) -> ControlFlow<()> {
    let reason = Reason::EndsEarly { size, expected: None };
    push_defect(
        file,
        "The file ends early. Its last entry may be incomplete, and more entries may be missing.",
        reason,
        sink,
    )
}

/// Pushes the defect of a file with zero bytes outside any component. `start` is the offset of the first zero
/// byte.
pub(crate) fn push_zeros(file: &SourceFile<'_>, start: u64, sink: &mut dyn Sink) -> ControlFlow<()> {
    let what = format!("Part of the file, from byte {start} on, is overwritten with zero bytes.");
    push_defect(file, what, Reason::PartDamaged, sink)
}
