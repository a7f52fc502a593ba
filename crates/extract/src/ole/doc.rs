//! Extracts the text of files of Word 6 to 2003 ([MS-DOC]). The text is stored in pieces, and a piece table lists
//! them in order. A piece has one or two bytes per character.

use encoding_rs::WINDOWS_1252;

use super::OleStreams;
use crate::budget::ExtractionBudget;
use crate::bytes::{size_at, slice_at, u16_at};
use crate::charset;
use crate::extracted::FailureReason;
use crate::text_writer::TextWriter;

/// The value of `wIdent` in files of Word 6 and 95, whose header differs from later versions.
const WORD_6: u16 = 0xA5DC;
/// Flag `fEncrypted` of the header `FibBase` ([MS-DOC] 2.5.2).
const ENCRYPTED: u16 = 0x0100;
/// Flag `fWhichTblStm`: the piece table is in the stream `1Table`, not `0Table`.
const TABLE_1: u16 = 0x0200;
/// Flag `fComplex`: the document has a piece table.
const COMPLEX: u16 = 0x0004;

/// Extracts the text of a document.
pub(super) fn read(
    streams: &OleStreams,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let document = streams.get("WordDocument").ok_or(FailureReason::Damaged)?;
    let (ident, version) = (u16_at(&document, 0), u16_at(&document, 2));
    let (Some(ident), Some(version), Some(flags)) = (ident, version, u16_at(&document, 10)) else {
        return Err(FailureReason::Damaged);
    };
    if flags & ENCRYPTED != 0 {
        return Err(FailureReason::Encrypted);
    }
    let mut writer = VisibleTextWriter { text, fields: Vec::new() };
    if ident == WORD_6 || version < 0x00C1 {
        let pieces = (flags & COMPLEX != 0).then(|| pieces(&document, &document, 0x160, false)).flatten();
        return match pieces {
            Some(pieces) => writer.pieces(&document, &pieces, budget),
            None => writer.plain(&document, budget),
        };
    }
    let name = if flags & TABLE_1 == 0 { "0Table" } else { "1Table" };
    let table = streams.get(name).unwrap_or_default();
    match pieces(&document, &table, 0x01A2, true) {
        Some(pieces) => writer.pieces(&document, &pieces, budget),
        // If the piece table is damaged, the text can still be read if it was saved as one piece.
        None => writer.plain(&document, budget).and(Err(FailureReason::Damaged)),
    }
}

/// A piece of the text ([MS-DOC] 2.9.38).
struct TextPiece {
    start: usize,
    letters: usize,
    /// True if the piece has one byte per character.
    narrow: bool,
}

/// Reads the piece table (`Clx`, [MS-DOC] 2.9.38). The offset and length of the table are in the header at `at`.
/// `marks_narrow` is true if the table marks pieces with one byte per character; otherwise all pieces have one
/// byte per character.
fn pieces(document: &[u8], table: &[u8], at: usize, marks_narrow: bool) -> Option<Vec<TextPiece>> {
    let (start, len) = (size_at(document, at)?, size_at(document, at.checked_add(4)?)?);
    let mut clx = slice_at(table, start, len)?;
    // Skips formatting data (`Prc`) before the table.
    while clx.first() == Some(&1) {
        let skip = usize::from(u16_at(clx, 1)?).checked_add(3)?;
        clx = clx.get(skip..)?;
    }
    if clx.first() != Some(&2) {
        return None;
    }
    let plc = slice_at(clx, 5, size_at(clx, 1)?.min(clx.len().saturating_sub(5)))?;
    let count = plc.len().checked_sub(4)?.checked_div(12)?;
    let descriptors = plc.get(count.checked_add(1)?.checked_mul(4)?..)?;
    let mut pieces = Vec::new();
    for (index, descriptor) in descriptors.chunks_exact(8).take(count).enumerate() {
        let position = |index: usize| size_at(plc, index.checked_mul(4)?);
        let letters = position(index.checked_add(1)?)?.checked_sub(position(index)?)?;
        let offset = size_at(descriptor, 2)?;
        // The offset has the structure `FcCompressed` ([MS-DOC] 2.9.73): a flag marks one byte per character.
        let narrow = !marks_narrow || offset & 0x4000_0000 != 0;
        let start = match () {
            () if !marks_narrow => offset,
            () if narrow => (offset & 0x3FFF_FFFF) >> 1,
            () => offset,
        };
        pieces.push(TextPiece { start, letters, narrow });
    }
    Some(pieces)
}

/// A writer that leaves out the invisible characters of a document.
struct VisibleTextWriter<'t> {
    text: &'t mut TextWriter,
    /// An entry for each open field, such as a link. The entry is true while the characters belong to the
    /// invisible instructions of the field.
    fields: Vec<bool>,
}

impl VisibleTextWriter<'_> {
    fn pieces(
        &mut self,
        document: &[u8],
        pieces: &[TextPiece],
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
        let mut is_complete = true;
        for piece in pieces {
            budget.tick()?;
            let len = if piece.narrow { Some(piece.letters) } else { piece.letters.checked_mul(2) };
            let bytes = len.and_then(|len| slice_at(document, piece.start, len));
            let rest = || document.get(piece.start..).unwrap_or_default();
            is_complete &= bytes.is_some();
            let bytes = bytes.unwrap_or_else(rest);
            if piece.narrow {
                self.letters(&WINDOWS_1252.decode_without_bom_handling(bytes).0, budget);
            } else {
                self.letters(&charset::utf16le(bytes), budget);
            }
            if budget.is_full() {
                return Ok(());
            }
        }
        if is_complete { Ok(()) } else { Err(FailureReason::Damaged) }
    }

    /// Reads text that is not divided into pieces. The header fields `fcMin` and `fcMac` contain its start and
    /// end.
    fn plain(&mut self, document: &[u8], budget: &mut ExtractionBudget) -> Result<(), FailureReason> {
        let (start, end) = (size_at(document, 0x18), size_at(document, 0x1C));
        let range = start.zip(end).filter(|(start, end)| start < end && *start >= 0x80);
        let (start, end) = range.ok_or(FailureReason::Damaged)?;
        let bytes = document.get(start..end.min(document.len())).ok_or(FailureReason::Damaged)?;
        self.letters(&charset::decode(bytes), budget);
        Ok(())
    }

    /// Adds visible characters. Control characters mark table cells, line ends and the parts of fields ([MS-DOC]
    /// 2.4.1).
    fn letters(&mut self, letters: &str, budget: &mut ExtractionBudget) {
        let mut rest = letters;
        while let Some(at) = rest.find(|c: char| c < ' ') {
            let (piece, behind) = rest.split_at(at);
            self.piece(piece, budget);
            let mark = behind.bytes().next().unwrap_or(0);
            rest = behind.get(1..).unwrap_or_default();
            match mark {
                7 | 9 => self.text.space(),
                10..=14 => self.text.line(),
                0x13 if self.fields.len() < 64 => self.fields.push(true),
                0x14 => {
                    if let Some(field) = self.fields.last_mut() {
                        *field = false;
                    }
                }
                0x15 => {
                    self.fields.pop();
                }
                0x1E => self.piece("-", budget),
                _ => {}
            }
        }
        self.piece(rest, budget);
    }

    fn piece(&mut self, piece: &str, budget: &mut ExtractionBudget) {
        if !self.fields.contains(&true) {
            self.text.push(piece, budget);
        }
    }
}
