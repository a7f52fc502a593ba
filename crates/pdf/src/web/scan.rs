//! Walks through the content of printed pages: finds the marks and removes them, and reads the text.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::code::{Code, Nonce, colour_of};
use super::font::{Font, FontCache, ShownText, dictionary};
use super::matrix::Matrix;
use super::operations::{Operand, Operation, Operations};

/// The deepest nesting of forms and of saved states. PDF/A permits 28 states.
const DEPTH: usize = 28;

/// The most forms that a page shows, counted each time.
const FORMS: usize = 2_000;

/// A mark on a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub code: Code,
    /// Left, bottom, right and top in the coordinates of the page.
    pub area: [f32; 4],
    /// The width in the units of the printed document.
    pub width: f32,
}

/// The content of a page.
#[derive(Debug, Default)]
pub(crate) struct ScannedPage {
    pub marks: Vec<Mark>,
    pub shown: ShownText,
    /// The content without marks.
    pub content: Vec<u8>,
    /// True if the content breaks a rule of PDF/A that can be told from it.
    pub is_too_deep: bool,
}

/// Scans the pages of one document.
pub(crate) struct Scanner<'d> {
    document: &'d Document,
    nonce: Nonce,
    pub fonts: FontCache,
    /// Forms that contained marks, with their new content.
    pub forms: HashMap<ObjectId, Vec<u8>>,
    /// The height and width of the page.
    size: (f32, f32),
    shown_forms: usize,
}

/// The part of the graphics state that is followed.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    colour: Option<u32>,
    font: Option<Rc<Font>>,
}

impl<'d> Scanner<'d> {
    pub fn new(document: &'d Document, nonce: Nonce, size: (f32, f32)) -> Self {
        Self { document, nonce, fonts: FontCache::default(), forms: HashMap::new(), size, shown_forms: 0 }
    }

    /// Scans the content of a page.
    pub fn page(&mut self, content: &[u8], resources: &Dictionary) -> ScannedPage {
        self.shown_forms = 0;
        let mut page = ScannedPage::default();
        let state = State { matrix: Matrix::IDENTITY, colour: None, font: None };
        let removed = self.stream(content, resources, state, &mut page, 0);
        page.content = without(content, &removed);
        page
    }

    /// Scans a stream. Returns the ranges of its marks.
    fn stream(
        &mut self,
        content: &[u8],
        resources: &Dictionary,
        state: State,
        page: &mut ScannedPage,
        depth: usize,
    ) -> Vec<Range<usize>> {
        let mut walk = Walk::new(state);
        for operation in Operations::new(content) {
            match operation.operator {
                b"Do" => {
                    if let Some(name) = operation.name() {
                        self.form(name, resources, &walk.state, page, depth);
                    }
                }
                b"Tf" => {
                    if let Some(name) = operation.name() {
                        walk.state.font = Some(self.fonts.font(self.document, resources, name));
                    }
                }
                b"Tj" | b"TJ" | b"'" | b"\"" => walk.show(&operation, self.size, page),
                _ => walk.step(&operation, self.nonce, page),
            }
        }
        walk.removed
    }

    /// Scans a form that the content shows.
    fn form(
        &mut self,
        name: &[u8],
        resources: &Dictionary,
        state: &State,
        page: &mut ScannedPage,
        depth: usize,
    ) {
        let objects = resources.get(b"XObject").ok().and_then(|objects| dictionary(self.document, objects));
        let Some(Ok(Object::Reference(id))) = objects.map(|objects| objects.get(name)) else { return };
        let Ok(form) = self.document.get_object(*id).and_then(Object::as_stream) else { return };
        if !form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form") {
            return;
        }
        self.shown_forms = self.shown_forms.saturating_add(1);
        if depth >= DEPTH || self.shown_forms > FORMS {
            page.is_too_deep = true;
            return;
        }
        let own = form.dict.get(b"Resources").ok().and_then(|own| dictionary(self.document, own));
        let mut state = state.clone();
        if let Some(matrix) = form.dict.get(b"Matrix").ok().and_then(matrix) {
            state.matrix = matrix.then(state.matrix);
        }
        let content = form.get_plain_content().unwrap_or_default();
        let removed = self.stream(&content, own.unwrap_or(resources), state, page, depth.saturating_add(1));
        if !removed.is_empty() {
            self.forms.insert(*id, without(&content, &removed));
        }
    }
}

/// The walk through one stream.
struct Walk {
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// The rectangles of the path, and the offset of the first.
    path: Vec<[f32; 4]>,
    path_start: usize,
    /// The first box of a mark, if it was painted last.
    pending: Option<Range<usize>>,
    removed: Vec<Range<usize>>,
}

impl Walk {
    fn new(state: State) -> Self {
        Self {
            state,
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            path: Vec::new(),
            path_start: 0,
            pending: None,
            removed: Vec::new(),
        }
    }

    fn step(&mut self, operation: &Operation<'_>, nonce: Nonce, page: &mut ScannedPage) {
        match operation.operator {
            b"q" => {
                page.is_too_deep |= self.saved.len() >= DEPTH;
                self.saved.push(self.state.clone());
            }
            b"Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"cm" => {
                if let Some(matrix) = operation.numbers() {
                    self.state.matrix = Matrix(matrix).then(self.state.matrix);
                }
            }
            b"rg" => self.state.colour = operation.numbers().map(colour_of),
            b"g" => self.state.colour = operation.numbers().map(|[grey]| colour_of([grey; 3])),
            b"k" | b"cs" | b"sc" | b"scn" => self.state.colour = None,
            b"BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tm" => {
                if let Some(matrix) = operation.numbers() {
                    (self.text, self.line) = (Matrix(matrix), Matrix(matrix));
                }
            }
            b"Td" | b"TD" => {
                if let Some([x, y]) = operation.numbers() {
                    self.line = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self.line);
                    self.text = self.line;
                }
            }
            b"re" => {
                if self.path.is_empty() {
                    self.path_start = operation.start;
                }
                // Two rectangles are enough to know that the path is no mark.
                if self.path.len() < 2 {
                    self.path.extend(operation.numbers());
                }
            }
            b"m" | b"l" | b"c" | b"v" | b"y" => {
                self.path.extend([[0.0; 4]; 2].into_iter().take(2usize.saturating_sub(self.path.len())));
            }
            b"f" | b"F" | b"f*" => self.fill(operation.end, nonce, page),
            b"n" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" => self.path.clear(),
            _ => {}
        }
    }

    /// Looks at a filled path: two boxes in a row form a mark.
    fn fill(&mut self, end: usize, nonce: Nonce, page: &mut ScannedPage) {
        let pending = self.pending.take();
        if let ([rectangle], Some(colour)) = (&self.path[..], self.state.colour) {
            let range = self.path_start..end;
            if let Some(first) = pending {
                let area = self.state.matrix.rectangle(*rectangle);
                page.marks.push(Mark { code: Code::of(colour), area, width: rectangle[2] });
                self.removed.extend([first, range]);
            } else if nonce.is(colour) {
                self.pending = Some(range);
            }
        }
        self.path.clear();
    }

    /// Reads text that is shown within the page.
    fn show(&mut self, operation: &Operation<'_>, (width, height): (f32, f32), page: &mut ScannedPage) {
        let Some(font) = &self.state.font else { return };
        let (x, y) = self.text.then(self.state.matrix).point(0.0, 0.0);
        let is_inside = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
        let mut outside = ShownText::default();
        let shown = if is_inside { &mut page.shown } else { &mut outside };
        for operand in &operation.operands {
            match operand {
                Operand::Text(bytes) => font.decode(bytes, shown),
                Operand::Array(items) => {
                    for item in items {
                        if let Operand::Text(bytes) = item {
                            font.decode(bytes, shown);
                        }
                    }
                }
                _ => {}
            }
        }
        page.shown.faults = page.shown.faults.saturating_add(outside.faults);
    }
}

fn matrix(object: &Object) -> Option<Matrix> {
    let numbers: Vec<f32> = object.as_array().ok()?.iter().filter_map(|item| item.as_float().ok()).collect();
    numbers.try_into().ok().map(Matrix)
}

/// Returns the content without these ranges, which do not overlap and are in order.
fn without(content: &[u8], removed: &[Range<usize>]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(content.len());
    let mut at = 0;
    for range in removed {
        kept.extend_from_slice(content.get(at..range.start).unwrap_or_default());
        at = range.end.max(at);
    }
    kept.extend_from_slice(content.get(at..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, Document};

    use super::{Code, Nonce, Scanner};

    #[test]
    fn marks_are_found_and_removed_and_other_boxes_stay() {
        let nonce = Nonce::new();
        let operands = |css: &str| {
            let parts: Vec<f32> = css[5..].split(',').take(3).map(|part| part.parse().unwrap()).collect();
            format!("{:.4} {:.4} {:.4} rg", parts[0] / 255.0, parts[1] / 255.0, parts[2] / 255.0)
        };
        let (first, second) = (operands(&nonce.css()), operands(&Code::Start(7).css()));
        let content = format!(
            "q 1 0 0 -1 0 800 cm {second} 1 1 9 9 re f {first} 10 20 2 2 re f q 0 0 5 5 re W* n {second} 12 20 2 2 re f Q \
             0 g 3 3 4 4 re f Q"
        );
        let document = Document::new();
        let mut scanner = Scanner::new(&document, nonce, (600.0, 800.0));
        let page = scanner.page(content.as_bytes(), &Dictionary::new());
        let [mark] = &page.marks[..] else { panic!("{page:?}") };
        assert_eq!((mark.code, mark.area), (Code::Start(7), [12.0, 778.0, 14.0, 780.0]));
        let left = String::from_utf8(page.content).unwrap();
        assert!(
            left.contains("1 1 9 9 re f")
                && left.contains("3 3 4 4 re f")
                && left.contains("0 0 5 5 re W* n")
        );
        assert!(!left.contains("2 2 re"), "{left}");
    }
}
