//! Lays out and draws one paragraph. The library parley chooses line breaks, text directions and fonts; krilla
//! draws the glyphs.

use std::ops::Range;

use krilla::color::rgb;
use krilla::geom::Point;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::{Font, KrillaGlyph};
use parley::style::{FontWeight, LineHeight, OverflowWrap, StyleProperty, WordBreak};
use parley::{Alignment, AlignmentOptions, Layout, Run};

use crate::address::{addresses, safe_address};
use crate::clusters::{glyphs, without_glyph};
use crate::fonts::{Fonts, Ink};

/// The character that replaces a character that no font contains.
const REPLACEMENT: char = '\u{25A1}';

/// The appearance of a paragraph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// The font size in points.
    pub size: f32,
    pub bold: bool,
    pub ink: Ink,
}

/// The place of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A text. Each paragraph begins at the side of its first word: at the right in Arabic and Hebrew.
    Text,
    /// A value behind a label. It begins at the left in all scripts, so that it is near its label.
    Value,
    /// A cell of a table, with one line. It begins at the left in all scripts, and the line may end within a word.
    Cell,
}

/// The longest text of a cell that is laid out, in characters. No cell has room for more.
const MAX_CELL: usize = 400;

/// The most characters that are removed to make room for the sign that a text is cut.
const MAX_REMOVED: usize = 8;

/// A paragraph, split into lines of a given width. Only the glyphs and their positions are kept, because a layout
/// of parley takes about 30 KB.
pub(crate) struct Paragraph {
    text: String,
    lines: Vec<Line>,
    /// The places of addresses in the text, and the addresses.
    addresses: Vec<(Range<usize>, String)>,
    width: f32,
    /// The number of characters that no font contains.
    pub missing_glyphs: usize,
}

struct Line {
    height: f32,
    /// The distance from the top of the line to the baseline, in points.
    baseline: f32,
    /// The end of the line in the text.
    end: usize,
    runs: Vec<GlyphRun>,
    links: Vec<LineLink>,
}

/// A part of a line that shows an address.
struct LineLink {
    /// The index of the address in its paragraph.
    address: usize,
    /// The distances from the left end of the line.
    left: f32,
    right: f32,
}

/// Glyphs of one font, one size and one colour.
struct GlyphRun {
    font: Font,
    size: f32,
    ink: Ink,
    /// The distance from the left end of the line, in points.
    x: f32,
    glyphs: Vec<KrillaGlyph>,
}

impl Paragraph {
    /// Splits a text into lines of at most `width` points. The text is one paragraph, without line ends. In a cell, it is cut to
    /// one line.
    pub fn new(fonts: &mut Fonts, text: &str, width: f32, look: Look, place: Place) -> Self {
        if place != Place::Cell {
            return Self::split(fonts, text, width, look, place);
        }
        let shown: String = text.chars().take(MAX_CELL).collect();
        let mut paragraph = Self::split(fonts, &shown, width, look, place);
        let Some(end) = paragraph.lines.first().map(|line| line.end).filter(|_| paragraph.lines() > 1) else {
            return paragraph;
        };
        let mut kept = paragraph.text.get(..end).unwrap_or_default().to_owned();
        for _ in 0..MAX_REMOVED {
            let cut = format!("{}\u{2026}", kept.trim_end());
            paragraph = Self::split(fonts, &cut, width, look, place);
            if paragraph.lines() == 1 {
                break;
            }
            kept.pop();
        }
        paragraph
    }

    fn split(fonts: &mut Fonts, text: &str, width: f32, look: Look, place: Place) -> Self {
        let text = printable(text);
        let layout = lay_out(fonts, &text, width, look, place);
        let missing = without_glyph(&layout);
        if missing.is_empty() {
            return Self::of(fonts, text, &layout, 0);
        }
        let replaced = replace(&text, &missing, REPLACEMENT);
        let layout = lay_out(fonts, &replaced, width, look, place);
        if without_glyph(&layout).is_empty() {
            return Self::of(fonts, replaced, &layout, missing.len());
        }
        // No font has a glyph for the replacement either.
        let text = replace(&text, &missing, '?');
        let layout = lay_out(fonts, &text, width, look, place);
        Self::of(fonts, text, &layout, missing.len())
    }

    fn of(fonts: &mut Fonts, text: String, layout: &Layout<Ink>, missing_glyphs: usize) -> Self {
        let addresses: Vec<_> = addresses(&text)
            .into_iter()
            .filter_map(|range| Some((range.clone(), safe_address(text.get(range)?)?)))
            .collect();
        let lines = layout.lines().map(|line| Line::of(fonts, &line, &addresses)).collect();
        Self { text, lines, addresses, width: layout.width(), missing_glyphs }
    }

    /// Returns the number of lines, at least 1.
    pub fn lines(&self) -> usize {
        self.lines.len().max(1)
    }

    /// Returns the height of a line, in points.
    pub fn height(&self, line: usize) -> f32 {
        self.lines.get(line).map_or(0.0, |line| line.height)
    }

    /// Returns the width of the widest line, in points.
    pub fn width(&self) -> f32 {
        self.width
    }

    /// Returns the addresses of a line, with the distances of their left and right ends from the left end of the line.
    pub fn links(&self, line: usize) -> impl Iterator<Item = (&str, f32, f32)> {
        let links = self.lines.get(line).map_or(&[][..], |line| &line.links);
        links.iter().filter_map(|link| {
            let (_, address) = self.addresses.get(link.address)?;
            Some((address.as_str(), link.left, link.right))
        })
    }

    /// Draws one line with its upper left corner at `x`, `y`, in points from the upper left corner of the page.
    pub fn draw(&self, surface: &mut Surface<'_>, line: usize, x: f32, y: f32) {
        let Some(line) = self.lines.get(line) else { return };
        for run in &line.runs {
            surface.set_fill(Some(fill(run.ink)));
            let start = Point::from_xy(x + run.x, y + line.baseline);
            surface.draw_glyphs(start, &run.glyphs, run.font.clone(), &self.text, run.size, false);
        }
    }
}

impl Line {
    fn of(fonts: &mut Fonts, line: &parley::Line<'_, Ink>, addresses: &[(Range<usize>, String)]) -> Self {
        let metrics = line.metrics();
        let mut x = metrics.offset;
        let mut runs = Vec::new();
        let mut links = Vec::new();
        for run in line.runs() {
            let glyphs = glyphs(&run);
            if !addresses.is_empty() {
                add_links(&mut links, &run, x, addresses);
            }
            // If krilla cannot read a font, the text in this font is missing from the page.
            if let Some(font) = fonts.of_run(&run)
                && !glyphs.is_empty()
            {
                let ink = run.get(0).map_or(Ink::Text, |cluster| cluster.style().brush);
                runs.push(GlyphRun { font, size: run.font_size(), ink, x, glyphs });
            }
            x += run.advance();
        }
        let baseline = metrics.baseline - metrics.block_min_coord;
        Self { height: metrics.line_height, baseline, end: line.text_range().end, runs, links }
    }
}

/// Adds the parts of a run that show addresses. `x` is the left end of the run.
fn add_links(links: &mut Vec<LineLink>, run: &Run<'_, Ink>, x: f32, addresses: &[(Range<usize>, String)]) {
    let mut left = x;
    for cluster in run.visual_clusters() {
        let right = left + cluster.advance();
        let start = cluster.text_range().start;
        if let Some(address) = addresses.iter().position(|(range, _)| range.contains(&start)) {
            match links.last_mut().filter(|link| link.address == address) {
                Some(link) => link.right = link.right.max(right),
                None => links.push(LineLink { address, left, right }),
            }
        }
        left = right;
    }
}

fn lay_out(fonts: &mut Fonts, text: &str, width: f32, look: Look, place: Place) -> Layout<Ink> {
    let Fonts { context, layouts, .. } = fonts;
    let mut builder = layouts.ranged_builder(context, text, 1.0, false);
    builder.push_default(StyleProperty::Brush(look.ink));
    builder.push_default(StyleProperty::FontFamily(Fonts::families()));
    builder.push_default(StyleProperty::FontSize(look.size));
    builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.35)));
    builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
    if place == Place::Cell {
        builder.push_default(StyleProperty::WordBreak(WordBreak::BreakAll));
    }
    if look.bold {
        builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
    }
    let mut layout = builder.build(text);
    layout.break_all_lines(Some(width));
    let alignment = if place == Place::Text { Alignment::Start } else { Alignment::Left };
    layout.align(alignment, AlignmentOptions::default());
    layout
}

fn replace(text: &str, ranges: &[Range<usize>], replacement: char) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut end = 0;
    for range in ranges {
        replaced.push_str(text.get(end..range.start).unwrap_or_default());
        replaced.push(replacement);
        end = range.end.max(end);
    }
    replaced.push_str(text.get(end..).unwrap_or_default());
    replaced
}

/// Returns a text without characters that a PDF must not show: control characters, byte order marks and
/// non-characters.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => printable.push_str("    "),
            '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {}
            control if control.is_control() => {}
            other => printable.push(other),
        }
    }
    printable
}

fn fill(ink: Ink) -> Fill {
    let colour = match ink {
        Ink::Text => rgb::Color::new(0, 0, 0),
        Ink::Label => rgb::Color::new(90, 90, 90),
    };
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
