//! Reads the encoding of simple fonts, whose codes have one byte (ISO 32000-1, 9.6).

use crate::budget::ExtractionBudget;
use crate::bytes::find;
use crate::pdf::encoding::Encoding;
use crate::pdf::file::PdfFile;
use crate::pdf::glyph;
use crate::pdf::lexer::{Lexer, ObjectOrWord};
use crate::pdf::object::{Dict, Object};

/// The characters for the 256 codes of a simple font.
pub(super) struct SimpleEncoding {
    letters: Vec<String>,
}

impl SimpleEncoding {
    /// Reads the encoding of a font.
    pub(super) fn load(file: &PdfFile<'_>, dict: &Dict, budget: &mut ExtractionBudget) -> Self {
        let descriptor = file.get(dict, "FontDescriptor", budget);
        let encoding = file.get(dict, "Encoding", budget);
        let named =
            encoding.name().or_else(|| encoding.dict()?.name("BaseEncoding")).and_then(Encoding::of_name);
        let base = named.unwrap_or_else(|| built_in(dict, descriptor.dict()));
        let letter = |code: u8| base.letter(code).map(String::from).unwrap_or_default();
        let mut simple = Self { letters: (0..=255).map(letter).collect() };
        if named.is_none() {
            simple.read_font_program(file, descriptor.dict(), budget);
        }
        let differences = encoding.dict().map(|encoding| file.get(encoding, "Differences", budget));
        simple.apply_differences(file, differences.as_ref().map(Object::array).unwrap_or_default(), budget);
        simple
    }

    /// Returns the characters for a code. Returns an empty text if they are unknown.
    pub(super) fn letters(&self, code: u8) -> &str {
        self.letters.get(usize::from(code)).map(String::as_str).unwrap_or_default()
    }

    fn set(&mut self, code: usize, name: &str) {
        if let (Some(place), Some(letters)) = (self.letters.get_mut(code), glyph::letters(name)) {
            *place = letters;
        }
    }

    /// Applies the array `Differences` of an encoding (ISO 32000-1, 9.6.6). A number in it is a code; the names
    /// after the number are the glyphs for this code and the following codes.
    fn apply_differences(
        &mut self,
        file: &PdfFile<'_>,
        differences: &[Object],
        budget: &mut ExtractionBudget,
    ) {
        let mut code = 0_usize;
        for object in differences.iter().take(1_024) {
            match file.resolve(object, budget) {
                Object::Number(number) => code = crate::pdf::object::whole(number).unwrap_or(256),
                Object::Name(name) => {
                    self.set(code, &name);
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }

    /// Reads the encoding in a Type 1 font program, which consists of commands such as `dup 65 /A put`.
    fn read_font_program(
        &mut self,
        file: &PdfFile<'_>,
        descriptor: Option<&Dict>,
        budget: &mut ExtractionBudget,
    ) {
        let program = descriptor.map(|descriptor| file.get(descriptor, "FontFile", budget));
        let Some(program) = program.as_ref().and_then(Object::stream) else { return };
        let Ok(bytes) = file.bytes_of(program, budget) else { return };
        let clear = bytes.get(..find(&bytes, b"eexec").unwrap_or(0)).unwrap_or_default();
        let Some(start) = find(clear, b"/Encoding") else { return };
        let mut lexer = Lexer::new(clear, start);
        let mut code = None;
        for _ in 0..4_096 {
            match lexer.item() {
                Some(ObjectOrWord::Object(Object::Number(number))) => {
                    code = crate::pdf::object::whole(number);
                }
                Some(ObjectOrWord::Object(Object::Name(name))) => {
                    if let Some(code) = code.take() {
                        self.set(code, &name);
                    }
                }
                Some(ObjectOrWord::Word(b"def" | b"readonly" | b"StandardEncoding")) | None => break,
                Some(_) => {}
            }
        }
    }
}

/// The flag of fonts with symbols instead of letters (ISO 32000-1, 9.8.2).
const SYMBOLIC: usize = 4;

/// Returns the encoding of a font whose dictionary names no encoding.
fn built_in(dict: &Dict, descriptor: Option<&Dict>) -> Encoding {
    let name = dict.name("BaseFont").unwrap_or_default();
    // The name of a font subset begins with six letters and a plus sign.
    let name = name.split_once('+').map_or(name, |(_, name)| name);
    let flags = descriptor.and_then(|descriptor| descriptor.get("Flags").size()).unwrap_or(0);
    match name {
        _ if name.starts_with("Symbol") => Encoding::Symbol,
        _ if name.starts_with("ZapfDingbats") || name.starts_with("Wingdings") => Encoding::Dingbats,
        _ if dict.name("Subtype") == Some("TrueType") && flags & SYMBOLIC == 0 => Encoding::Standard,
        _ if dict.name("Subtype") == Some("TrueType") => Encoding::WinAnsi,
        _ => Encoding::Standard,
    }
}
