//! Lays out text on pages from top to bottom.

use std::rc::Rc;

use krilla::Document;
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Rect};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::{SerializeSettings, surface::Surface};

use crate::PdfError;
use crate::fonts::{Fonts, Ink};
use crate::link::{Area, Link, Target};
use crate::paragraph::{Look, Paragraph, Place};
use crate::sheet::{MARGIN, Paper};

/// The longest piece of a paragraph that is laid out at once, in bytes. Longer paragraphs are split; otherwise the
/// time would grow faster than the length of the text.
const PIECE: usize = 8 << 10;

/// The look of text.
pub(crate) const TEXT: Look = Look { size: 10.0, bold: false, ink: Ink::Text };
/// The look of labels and of small print.
pub(crate) const LABEL: Look = Look { size: 9.0, bold: false, ink: Ink::Label };
/// The look of a heading.
pub(crate) const HEADING: Look = Look { size: 14.0, bold: true, ink: Ink::Text };

/// Pages that are filled from top to bottom.
pub(crate) struct Flow {
    paper: Paper,
    pages: Vec<Vec<Placed>>,
    /// The position of the next line, in points from the top of the page.
    y: f32,
    /// The number of characters that no font contains.
    pub missing_glyphs: usize,
}

/// A line of text or a rule, with its position on a page.
enum Placed {
    Line {
        paragraph: Rc<Paragraph>,
        line: usize,
        x: f32,
        y: f32,
    },
    /// A thin horizontal line with the width of the text.
    Rule {
        y: f32,
    },
}

impl Flow {
    /// Creates a flow with one empty page.
    pub fn new(paper: Paper) -> Self {
        Self { paper, pages: vec![Vec::new()], y: MARGIN, missing_glyphs: 0 }
    }

    /// Begins without a page.
    pub fn without_pages(paper: Paper) -> Self {
        Self { pages: Vec::new(), ..Self::new(paper) }
    }

    /// Adds the pages of another flow behind those of this one.
    pub fn append(&mut self, other: Self) {
        self.pages.extend(other.pages);
        self.y = other.y;
        self.missing_glyphs = self.missing_glyphs.saturating_add(other.missing_glyphs);
    }

    /// Returns the links to the addresses in the texts.
    pub fn links(&self) -> Vec<Link> {
        let mut links = Vec::new();
        for (page, placed) in self.pages.iter().enumerate() {
            for placed in placed {
                let Placed::Line { paragraph, line, x, y } = placed else { continue };
                links.extend(paragraph.links(*line).map(|(address, left, right)| Link {
                    page,
                    area: Area {
                        left: x + left,
                        top: *y,
                        right: x + right,
                        bottom: y + paragraph.height(*line),
                    },
                    target: Target::Address(address.to_owned()),
                }));
            }
        }
        links
    }

    /// Returns the number of the current page, from 0.
    pub fn page(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }

    /// Returns the position of the next line, in points from the top of the page.
    pub fn y(&self) -> f32 {
        self.y
    }

    /// Begins a new page.
    pub fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
    }

    /// Returns the number of pages.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Places one line of text at a fixed position on a page. `y` is in points from the top of the page.
    pub fn put(&mut self, fonts: &mut Fonts, page: usize, cell: &Cell<'_>, y: f32) {
        let paragraph = self.paragraph(fonts, cell.text, cell.width, cell.look, Place::Cell);
        let x = if cell.right { cell.x + cell.width - paragraph.width() } else { cell.x };
        if let Some(page) = self.pages.get_mut(page) {
            page.push(Placed::Line { paragraph, line: 0, x: MARGIN + x, y });
        }
    }

    /// Leaves a vertical space, in points.
    pub fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// Draws a thin horizontal line with the width of the text.
    pub fn rule(&mut self) {
        let y = self.y;
        self.place(Placed::Rule { y });
        self.y += 8.0;
    }

    /// Adds text. Each line of the text becomes a paragraph. `indent` is the distance from the left margin, in
    /// points.
    pub fn text(&mut self, fonts: &mut Fonts, text: &str, indent: f32, look: Look) {
        for line in text.lines() {
            for piece in pieces(line) {
                let width = self.paper.text_width() - indent;
                let paragraph = self.paragraph(fonts, piece, width, look, Place::Text);
                self.add(&paragraph, indent);
            }
        }
    }

    /// Adds a label in the left column and a value in the right column. `column` is the width of the left column,
    /// in points.
    pub fn row(&mut self, fonts: &mut Fonts, label: &str, value: &str, column: f32) {
        let label = self.paragraph(fonts, label, column, LABEL, Place::Cell);
        let value = self.paragraph(fonts, value, self.paper.text_width() - column, TEXT, Place::Value);
        self.make_room(value.height(0));
        let y = self.y;
        self.place(Placed::Line { paragraph: label, line: 0, x: MARGIN, y });
        self.add(&value, column);
    }

    /// Adds a row of cells. Each cell has a position and a width, in points. A cell shows one line, which ends with an ellipsis
    /// if the rest of the text is left out. A cell with `right` is aligned to the right.
    pub fn cells(&mut self, fonts: &mut Fonts, cells: &[Cell<'_>]) {
        let mut height: f32 = 0.0;
        let mut placed = Vec::new();
        for cell in cells {
            let paragraph = self.paragraph(fonts, cell.text, cell.width, cell.look, Place::Cell);
            let x = if cell.right { cell.x + cell.width - paragraph.width() } else { cell.x };
            height = height.max(paragraph.height(0));
            placed.push((paragraph, x));
        }
        self.make_room(height);
        let y = self.y;
        for (paragraph, x) in placed {
            self.place(Placed::Line { paragraph, line: 0, x: MARGIN + x, y });
        }
        self.y += height;
    }

    fn paragraph(
        &mut self,
        fonts: &mut Fonts,
        text: &str,
        width: f32,
        look: Look,
        place: Place,
    ) -> Rc<Paragraph> {
        let paragraph = Paragraph::new(fonts, text, width, look, place);
        self.missing_glyphs = self.missing_glyphs.saturating_add(paragraph.missing_glyphs);
        Rc::new(paragraph)
    }

    fn add(&mut self, paragraph: &Rc<Paragraph>, indent: f32) {
        for line in 0..paragraph.lines() {
            let height = paragraph.height(line);
            self.make_room(height);
            let y = self.y;
            let paragraph = Rc::clone(paragraph);
            self.place(Placed::Line { paragraph, line, x: MARGIN + indent, y });
            self.y += height;
        }
    }

    fn make_room(&mut self, height: f32) {
        if self.y + height > self.paper.height() - MARGIN && self.y > MARGIN {
            self.new_page();
        }
    }

    fn place(&mut self, placed: Placed) {
        if let Some(page) = self.pages.last_mut() {
            page.push(placed);
        }
    }

    /// Draws all pages into a separate PDF file. If `archival` is true, krilla, the PDF library, checks the rules
    /// of PDF/A-3u.
    pub fn draw(&self, archival: bool) -> Result<Vec<u8>, PdfError> {
        let mut document = Document::new_with(settings(archival));
        if archival {
            // PDF/A requires a date and a title. The final file gets its own.
            let date = krilla::metadata::DateTime::new(2000);
            document.set_metadata(
                krilla::metadata::Metadata::new().title("Pages".to_owned()).creation_date(date),
            );
        }
        for page in &self.pages {
            let size = PageSettings::from_wh(self.paper.width(), self.paper.height());
            let size = size.ok_or_else(|| PdfError::Draw("the page has no size".to_owned()))?;
            let mut drawn = document.start_page_with(size);
            let mut surface = drawn.surface();
            for placed in page {
                match placed {
                    Placed::Line { paragraph, line, x, y } => paragraph.draw(&mut surface, *line, *x, *y),
                    Placed::Rule { y } => rule(&mut surface, *y, self.paper.text_width()),
                }
            }
            surface.finish();
            drawn.finish();
        }
        document.finish().map_err(|error| PdfError::Draw(format!("{error:?}")))
    }
}

/// A value in a row of [`Flow::cells`].
pub(crate) struct Cell<'t> {
    pub text: &'t str,
    pub x: f32,
    pub width: f32,
    pub right: bool,
    pub look: Look,
}

fn settings(archival: bool) -> SerializeSettings {
    let builder = ConfigurationBuilder::new();
    let builder = if archival { builder.with_archival_validator(Archival::A3_U) } else { builder };
    SerializeSettings { configuration: builder.finish().unwrap_or_default(), ..SerializeSettings::default() }
}

fn rule(surface: &mut Surface<'_>, y: f32, width: f32) {
    let mut path = PathBuilder::new();
    let Some(area) = Rect::from_xywh(MARGIN, y, width, 0.5) else { return };
    path.push_rect(area);
    if let Some(path) = path.finish() {
        let paint = rgb::Color::new(160, 160, 160).into();
        surface.set_fill(Some(Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::NonZero }));
        surface.draw_path(&path);
    }
}

/// Splits a paragraph into pieces of at most [`PIECE`] bytes, at white space if possible. An empty paragraph is
/// one piece.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while rest.len() > PIECE {
        let end = rest.floor_char_boundary(PIECE);
        let head = rest.get(..end).unwrap_or(rest);
        let end = head.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(end);
        let (piece, tail) = rest.split_at(end);
        pieces.push(piece);
        rest = tail.trim_start();
    }
    pieces.push(rest);
    pieces
}
