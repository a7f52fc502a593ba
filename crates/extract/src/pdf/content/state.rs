//! What holds while a page is drawn, ISO 32000-1, 8.4 and 9.3.

use std::rc::Rc;

use crate::pdf::font::{Font, Glyph};
use crate::pdf::line::Place;
use crate::pdf::matrix::Matrix;
use crate::pdf::object::Object;

#[derive(Clone)]
pub(in crate::pdf) struct State {
    /// From the drawing to the page.
    pub(in crate::pdf) matrix: Matrix,
    /// From the text to the drawing, and the same at the start of the line.
    pub(super) text: Matrix,
    line: Matrix,
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f64,
    pub(super) space: f64,
    pub(super) word_space: f64,
    /// How wide letters are made.
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            matrix: Matrix::SAME,
            text: Matrix::SAME,
            line: Matrix::SAME,
            font: None,
            size: 1.0,
            space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

impl State {
    /// An operator that only changes the state.
    pub(super) fn take(&mut self, word: &[u8], operands: &[Object]) {
        let number =
            |index: usize| operands.get(index).and_then(Object::number).filter(|number| number.is_finite());
        let first = number(0).unwrap_or(0.0);
        match word {
            b"cm" => self.matrix = Matrix::of(operands.iter().filter_map(Object::number)).then(self.matrix),
            b"BT" => (self.text, self.line) = (Matrix::SAME, Matrix::SAME),
            b"Tc" => self.space = first,
            b"Tw" => self.word_space = first,
            b"Tz" => self.stretch = first / 100.0,
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
        self.line = Matrix::step(x, y).then(self.line);
        self.text = self.line;
    }

    pub(super) fn next_line(&mut self) {
        self.step(0.0, -self.leading);
    }

    /// A number between two texts, in thousandths, moves what follows back.
    pub(super) fn back(&mut self, number: f64) {
        let vertical = self.font.as_ref().is_some_and(|font| font.vertical);
        let distance = -number / 1000.0 * self.size;
        let step = if vertical { (0.0, distance) } else { (distance * self.stretch, 0.0) };
        self.text = Matrix::step(step.0, step.1).then(self.text);
    }

    /// Where a glyph stands on the page, and how far from the text's start the next one does: 9.4.4.
    pub(super) fn place(
        &self,
        base: Matrix,
        offset: (f64, f64),
        glyph: &Glyph<'_>,
        vertical: bool,
    ) -> (Place, (f64, f64)) {
        let spacing = self.space + if glyph.is_blank { self.word_space } else { 0.0 };
        let next = if vertical {
            (offset.0, offset.1 - self.size + spacing)
        } else {
            (offset.0 + (glyph.width * self.size + spacing) * self.stretch, offset.1)
        };
        let start = base.apply(offset.0, offset.1 + self.rise);
        let end = base.apply(next.0, next.1 + self.rise);
        let [a, b, c, d, ..] = base.0;
        let way = if vertical { (-c, -d) } else { (a, b) };
        let length = way.0.hypot(way.1);
        let way = if length > 0.0 { (way.0 / length, way.1 / length) } else { (1.0, 0.0) };
        let size = self.size.abs() * c.hypot(d);
        let way = if self.size < 0.0 { (-way.0, -way.1) } else { way };
        (Place { start, end, way, size }, next)
    }
}
