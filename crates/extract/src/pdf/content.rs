//! Reads the content of a page: the operators that show text (ISO 32000-1, 9.4), and those that change its
//! position.

mod state;

use std::collections::HashMap;
use std::rc::Rc;

use super::encoding::document_string;
use super::file::PdfFile;
use super::font::Font;
use super::lexer::{Lexer, ObjectOrWord, is_blank};
use super::matrix::Matrix;
use super::object::{Dict, Object, Stream};
use super::text_line::TextLine;
use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
pub(super) use state::GraphicsState;

/// Maximum nesting depth of form `XObject`s.
const MAX_FORM_DEPTH: usize = 12;
/// Maximum number of form `XObject`s that are drawn on a page.
const MAX_DRAWINGS: usize = 20_000;
/// Maximum number of saved graphics states.
const MAX_STATES: usize = 256;
/// Maximum number of operands of an operator.
const MAX_OPERANDS: usize = 256;
/// Maximum number of fonts that are kept.
const MAX_FONTS: usize = 2_000;

/// A reader of page contents that collects their text.
pub(super) struct Drawing<'f, 'b, 't> {
    pub(super) file: &'f PdfFile<'b>,
    pub(super) line: TextLine<'t>,
    fonts: HashMap<u32, Rc<Font>>,
    drawings: usize,
    /// An entry for each open marked-content sequence: its replacement text, if it has one (ISO 32000-1, 14.9.4).
    marked_content: Vec<Option<String>>,
}

impl<'f, 'b, 't> Drawing<'f, 'b, 't> {
    /// Returns a reader for the pages of a file.
    pub(super) fn new(file: &'f PdfFile<'b>, line: TextLine<'t>) -> Self {
        Self { file, line, fonts: HashMap::new(), drawings: 0, marked_content: Vec::new() }
    }

    /// Reads the content of a page.
    pub(super) fn page(
        &mut self,
        content: &[u8],
        resources: &Dict,
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
        self.drawings = 0;
        self.marked_content.clear();
        self.run(content, resources, &GraphicsState::default(), 0, budget)
    }

    /// Reads a form `XObject` (ISO 32000-1, 8.10). It contains a part of a page, or the appearance of a form field
    /// or annotation.
    pub(super) fn form(
        &mut self,
        form: &Stream,
        resources: &Dict,
        state: &GraphicsState,
        depth: usize,
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
        self.drawings = self.drawings.saturating_add(1);
        if depth >= MAX_FORM_DEPTH || self.drawings > MAX_DRAWINGS {
            return Ok(());
        }
        let content = match self.file.bytes_of(form, budget) {
            Err(reason @ (FailureReason::TimedOut | FailureReason::TooLarge)) => return Err(reason),
            other => other.unwrap_or_default(),
        };
        let own = self.file.get(&form.dict, "Resources", budget);
        let matrix = self.file.get(&form.dict, "Matrix", budget);
        let mut inner = state.clone();
        inner.matrix = Matrix::of(matrix.array().iter().filter_map(Object::number)).then(state.matrix);
        self.run(&content, own.dict().unwrap_or(resources), &inner, depth.saturating_add(1), budget)
    }

    fn run(
        &mut self,
        content: &[u8],
        resources: &Dict,
        start: &GraphicsState,
        depth: usize,
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
        let mut lexer = Lexer::new(content, 0);
        let mut state = start.clone();
        let mut states: Vec<GraphicsState> = Vec::new();
        let mut operands: Vec<Object> = Vec::new();
        while let Some(item) = lexer.item() {
            let word = match item {
                ObjectOrWord::Object(object) => {
                    if operands.len() < MAX_OPERANDS {
                        operands.push(object);
                    }
                    continue;
                }
                ObjectOrWord::Word(word) => word,
            };
            budget.tick()?;
            if budget.is_full() {
                budget.truncated = true;
                return Ok(());
            }
            match word {
                b"q" if states.len() < MAX_STATES => states.push(state.clone()),
                b"Q" => state = states.pop().unwrap_or(state),
                b"Do" => self.draw(&operands, resources, &state, depth, budget)?,
                b"Tf" => self.font(&operands, resources, &mut state, budget),
                b"gs" => self.parameters(&operands, resources, &mut state, budget),
                b"Tj" | b"TJ" | b"'" | b"\"" => self.show(word, &operands, &mut state, budget),
                b"BDC" | b"BMC" => self.mark(&operands, resources, budget),
                b"EMC" => {
                    self.marked_content.pop();
                }
                b"BI" => skip_picture(&mut lexer, content),
                _ => state.take(word, &operands),
            }
            operands.clear();
        }
        Ok(())
    }

    /// Returns the resource with this kind and name, and its object number if it is an indirect object.
    fn resource(
        &self,
        resources: &Dict,
        kind: &str,
        name: &str,
        budget: &mut ExtractionBudget,
    ) -> (Option<u32>, Object) {
        let all = self.file.get(resources, kind, budget);
        let object = all.dict().map(|all| all.get(name).clone()).unwrap_or_default();
        let number = match object {
            Object::Reference(number) => Some(number),
            _ => None,
        };
        (number, self.file.resolve(&object, budget))
    }

    fn draw(
        &mut self,
        operands: &[Object],
        resources: &Dict,
        state: &GraphicsState,
        depth: usize,
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
        let Some(name) = operands.last().and_then(Object::name) else { return Ok(()) };
        let (_, object) = self.resource(resources, "XObject", name, budget);
        match object.stream() {
            Some(form) if form.dict.name("Subtype") == Some("Form") => {
                self.form(form, resources, state, depth, budget)
            }
            _ => Ok(()),
        }
    }

    fn font(
        &mut self,
        operands: &[Object],
        resources: &Dict,
        state: &mut GraphicsState,
        budget: &mut ExtractionBudget,
    ) {
        let [.., Object::Name(name), Object::Number(size)] = operands else { return };
        state.size = *size;
        let (number, object) = self.resource(resources, "Font", name, budget);
        state.font = object.dict().map(|dict| self.load(number, dict, budget));
    }

    /// Sets the font that a graphics state dictionary names (ISO 32000-1, 8.4.5).
    fn parameters(
        &mut self,
        operands: &[Object],
        resources: &Dict,
        state: &mut GraphicsState,
        budget: &mut ExtractionBudget,
    ) {
        let Some(name) = operands.last().and_then(Object::name) else { return };
        let (_, object) = self.resource(resources, "ExtGState", name, budget);
        let font = object.dict().map(|dict| self.file.get(dict, "Font", budget));
        let Some([font, Object::Number(size)]) = font.as_ref().map(Object::array) else { return };
        state.size = *size;
        let number = match font {
            Object::Reference(number) => Some(*number),
            _ => None,
        };
        let object = self.file.resolve(font, budget);
        state.font = object.dict().map(|dict| self.load(number, dict, budget));
    }

    fn load(&mut self, number: Option<u32>, dict: &Dict, budget: &mut ExtractionBudget) -> Rc<Font> {
        if let Some(font) = number.and_then(|number| self.fonts.get(&number)) {
            return Rc::clone(font);
        }
        let font = Rc::new(Font::load(self.file, dict, budget));
        if let Some(number) = number.filter(|_| self.fonts.len() < MAX_FONTS) {
            self.fonts.insert(number, Rc::clone(&font));
        }
        font
    }

    fn mark(&mut self, operands: &[Object], resources: &Dict, budget: &mut ExtractionBudget) {
        let properties = match operands.last() {
            Some(Object::Name(name)) if operands.len() > 1 => {
                self.resource(resources, "Properties", name, budget).1
            }
            Some(object) => object.clone(),
            None => Object::Null,
        };
        let actual = properties.dict().map(|dict| self.file.get(dict, "ActualText", budget));
        let actual = actual.as_ref().and_then(Object::text).map(document_string);
        if self.marked_content.len() < MAX_STATES {
            self.marked_content.push(actual);
        }
    }

    fn show(
        &mut self,
        word: &[u8],
        operands: &[Object],
        state: &mut GraphicsState,
        budget: &mut ExtractionBudget,
    ) {
        if matches!(word, b"'" | b"\"") {
            if let [Object::Number(word_space), Object::Number(space), _] = operands {
                (state.word_space, state.space) = (*word_space, *space);
            }
            state.next_line();
        }
        match operands.last() {
            Some(Object::Text(text)) => self.text(text, state, budget),
            Some(Object::Array(parts)) => {
                for part in parts.iter() {
                    match part {
                        Object::Text(text) => self.text(text, state, budget),
                        Object::Number(number) => state.back(*number),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, bytes: &[u8], state: &mut GraphicsState, budget: &mut ExtractionBudget) {
        let Some(font) = state.font.clone() else { return };
        let base = state.text.then(state.matrix);
        let mut offset = (0.0, 0.0);
        font.glyphs(bytes, |glyph| {
            let (position, next) = state.position(base, offset, &glyph, font.vertical);
            offset = next;
            let replaced = self.marked_content.iter_mut().find_map(Option::as_mut);
            match replaced {
                // The first glyph adds the replacement text. The other glyphs of the sequence add nothing.
                Some(actual) => self.line.glyph(&std::mem::take(actual), position, budget),
                None => self.line.glyph(glyph.letters, position, budget),
            }
        });
        state.text = Matrix::translation(offset.0, offset.1).then(state.text);
    }
}

/// Skips an inline picture (ISO 32000-1, 8.9.7). The bytes of the picture may contain `EI` by chance, so the end
/// mark `EI` must be surrounded by white space.
fn skip_picture(lexer: &mut Lexer<'_>, content: &[u8]) {
    while let Some(item) = lexer.item() {
        if matches!(item, ObjectOrWord::Word(b"ID")) {
            break;
        }
    }
    let mut at = lexer.at;
    while let Some(found) = content.get(at..).and_then(|rest| crate::bytes::find(rest, b"EI")) {
        let start = at.saturating_add(found);
        at = start.saturating_add(2);
        let blank = |byte: Option<&u8>| byte.is_none_or(|&byte| is_blank(byte));
        if blank(content.get(start.saturating_sub(1))) && blank(content.get(at)) {
            lexer.at = at;
            return;
        }
    }
    lexer.at = content.len();
}
