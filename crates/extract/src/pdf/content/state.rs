//! The graphics state of a page (ISO 32000-1, 8.4 and 9.3).

use std::rc::Rc;

use crate::pdf::font::{Font, Glyph};
use crate::pdf::matrix::Matrix;
use crate::pdf::object::Object;
use crate::pdf::text_line::GlyphPosition;

/// The part of the graphics and text state that influences the position of text.
#[derive(Clone)]
pub(in crate::pdf) struct GraphicsState {
    /// Transforms user space coordinates to page coordinates.
    pub(in crate::pdf) matrix: Matrix,
    /// Transforms text coordinates at the current position to user space coordinates.
    pub(super) text: Matrix,
    /// The value of `text` at the start of the current line.
    line: Matrix,
    pub(super) font: Option<Rc<Font>>,
    /// Font size.
    pub(super) size: f64,
    /// Additional space after each character.
    pub(super) space: f64,
    /// Additional space after each blank.
    pub(super) word_space: f64,
    /// Factor for the width of characters.
    horizontal_scaling: f64,
    /// Distance between lines.
    leading: f64,
    /// Distance of characters above the baseline.
    rise: f64,
}

impl Default for GraphicsState {
    fn default() -> Self {
        Self {
            matrix: Matrix::IDENTITY,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            font: None,
            size: 1.0,
            space: 0.0,
            word_space: 0.0,
            horizontal_scaling: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

impl GraphicsState {
    /// Applies an operator that only changes the state.
    pub(super) fn take(&mut self, word: &[u8], operands: &[Object]) {
        let number =
            |index: usize| operands.get(index).and_then(Object::number).filter(|number| number.is_finite());
        let first = number(0).unwrap_or(0.0);
        match word {
            b"cm" => self.matrix = Matrix::of(operands.iter().filter_map(Object::number)).then(self.matrix),
            b"BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tc" => self.space = first,
            b"Tw" => self.word_space = first,
            b"Tz" => self.horizontal_scaling = first / 100.0,
            b"TL" => self.leading = first,
            b"Ts" => self.rise = first,
            b"Td" => self.step(first, number(1).unwrap_or(0.0)),
            b"TD" => {
                self.leading = -number(1).unwrap_or(0.0);
                self.step(first, number(1).unwrap_or(0.0));
            }
            b"Tm" => {
                self.line = Matrix::of(operands.iter().filter_map(Object::number));
                self.text = self.line;
            }
            b"T*" => self.next_line(),
            _ => {}
        }
    }

    fn step(&mut self, x: f64, y: f64) {
        self.line = Matrix::translation(x, y).then(self.line);
        self.text = self.line;
    }

    /// Moves to the start of the next line.
    pub(super) fn next_line(&mut self) {
        self.step(0.0, -self.leading);
    }

    /// Moves the position back by `number` thousandths of the font size. Such numbers are between strings in the
    /// operator `TJ`.
    pub(super) fn back(&mut self, number: f64) {
        let vertical = self.font.as_ref().is_some_and(|font| font.vertical);
        let distance = -number / 1000.0 * self.size;
        let step = if vertical { (0.0, distance) } else { (distance * self.horizontal_scaling, 0.0) };
        self.text = Matrix::translation(step.0, step.1).then(self.text);
    }

    /// Returns the position of a glyph on the page, and the offset of the next glyph (ISO 32000-1, 9.4.4).
    pub(super) fn position(
        &self,
        base: Matrix,
        offset: (f64, f64),
        glyph: &Glyph<'_>,
        vertical: bool,
    ) -> (GlyphPosition, (f64, f64)) {
        let spacing = self.space + if glyph.is_blank { self.word_space } else { 0.0 };
        let next = if vertical {
            (offset.0, offset.1 - self.size + spacing)
        } else {
            (offset.0 + (glyph.width * self.size + spacing) * self.horizontal_scaling, offset.1)
        };
        let start = base.apply(offset.0, offset.1 + self.rise);
        let end = base.apply(next.0, next.1 + self.rise);
        let [a, b, c, d, ..] = base.0;
        let direction = if vertical { (-c, -d) } else { (a, b) };
        let length = direction.0.hypot(direction.1);
        let direction = if length > 0.0 { (direction.0 / length, direction.1 / length) } else { (1.0, 0.0) };
        let size = self.size.abs() * c.hypot(d);
        let direction = if self.size < 0.0 { (-direction.0, -direction.1) } else { direction };
        (GlyphPosition { start, end, direction, size }, next)
    }
}
