//! Writes the objects of a PDF file one at a time. Only their offsets are kept in memory.

use std::fmt::Write as _;
use std::io::{self, Write};

use lopdf::{Dictionary, Object, ObjectId, Writer};

use crate::PdfError;
use crate::inspect::Inspector;

/// The number of an object.
pub(crate) type Id = u32;

/// The highest number of objects in a file (ISO 32000-1, Annex C).
const OBJECTS: usize = 8_388_607;

/// A PDF file that is being written.
pub(crate) struct Sink<W: Write> {
    out: W,
    position: u64,
    /// The offset of the object with number N at index N - 1. It is 0 if the object was not written.
    offsets: Vec<u64>,
    /// Looks at each object, if the rules of a profile are checked.
    pub inspector: Option<Inspector>,
}

impl<W: Write> Sink<W> {
    /// Writes the header of PDF 1.7. The bytes in the second line show other programs that the file is binary.
    pub fn new(out: W) -> Result<Self, PdfError> {
        let mut sink = Self { out, position: 0, offsets: Vec::new(), inspector: None };
        sink.write(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")?;
        Ok(sink)
    }

    /// Reserves a number for an object that is written later.
    pub fn reserve(&mut self) -> Result<Id, PdfError> {
        if self.offsets.len() >= OBJECTS {
            return Err(PdfError::TooLarge("the file has too many objects"));
        }
        self.offsets.push(0);
        Ok(u32::try_from(self.offsets.len()).unwrap_or(u32::MAX))
    }

    /// Writes an object with a new number.
    pub fn add(&mut self, object: &Object) -> Result<Id, PdfError> {
        let id = self.reserve()?;
        self.set(id, object)?;
        Ok(id)
    }

    /// Writes an object with a reserved number.
    pub fn set(&mut self, id: Id, object: &Object) -> Result<(), PdfError> {
        if let Some(inspector) = &mut self.inspector {
            inspector.note(id, object);
        }
        self.begin(id)?;
        let mut counted = Counted { sink: self };
        Writer::write_object(&mut counted, object)?;
        self.write(b"\nendobj\n")
    }

    /// Writes a stream of unknown length. `fill` writes the encoded bytes.
    pub fn stream(
        &mut self,
        id: Id,
        mut dictionary: Dictionary,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), PdfError>,
    ) -> Result<(), PdfError> {
        if let Some(inspector) = &mut self.inspector {
            inspector.stream(id, &dictionary);
        }
        let length = self.reserve()?;
        dictionary.set("Length", reference(length));
        self.begin(id)?;
        Writer::write_object(&mut Counted { sink: self }, &Object::Dictionary(dictionary))?;
        self.write(b"stream\n")?;
        let start = self.position;
        fill(&mut Counted { sink: self })?;
        let bytes = self.position.saturating_sub(start);
        self.write(b"\nendstream\nendobj\n")?;
        self.set(length, &Object::Integer(i64::try_from(bytes).unwrap_or(i64::MAX)))
    }

    fn begin(&mut self, id: Id) -> Result<(), PdfError> {
        if let Some(offset) =
            usize::try_from(id).ok().and_then(|id| self.offsets.get_mut(id.saturating_sub(1)))
        {
            *offset = self.position;
        }
        self.write(format!("{id} 0 obj\n").as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), PdfError> {
        self.out.write_all(bytes)?;
        self.position = self.position.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// Writes the table of objects and the trailer, and returns the output.
    pub fn finish(mut self, mut trailer: Dictionary) -> Result<W, PdfError> {
        let start = self.position;
        let count = self.offsets.len().saturating_add(1);
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for offset in std::mem::take(&mut self.offsets) {
            if offset > 9_999_999_999 {
                return Err(PdfError::TooLarge("the file needs more than 9,999,999,999 bytes"));
            }
            let kind = if offset == 0 { "00000 f" } else { "00000 n" };
            let _ = writeln!(table, "{offset:010} {kind} ");
        }
        self.write(table.as_bytes())?;
        trailer.set("Size", Object::Integer(i64::try_from(count).unwrap_or(i64::MAX)));
        self.write(b"trailer\n")?;
        Writer::write_object(&mut Counted { sink: &mut self }, &Object::Dictionary(trailer))?;
        self.write(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Returns a reference to an object.
pub(crate) fn reference(id: Id) -> Object {
    Object::Reference(object_id(id))
}

pub(crate) fn object_id(id: Id) -> ObjectId {
    (id, 0)
}

/// Returns a PDF text string. It is ASCII if possible, otherwise UTF-16 with a byte order mark.
pub(crate) fn text_string(text: &str) -> Object {
    Object::string_literal(encoded(text))
}

/// Returns the bytes of a PDF text string.
pub(crate) fn encoded(text: &str) -> Vec<u8> {
    if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return text.as_bytes().to_vec();
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}

/// Passes bytes to the sink, which counts them.
struct Counted<'s, W: Write> {
    sink: &'s mut Sink<W>,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.sink.out.write(bytes)?;
        self.sink.position = self.sink.position.saturating_add(count as u64);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.out.flush()
    }
}
