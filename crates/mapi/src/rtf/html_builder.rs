//! Converts rich text to simple HTML: paragraphs, tables, links, pictures and emphasis. The original RTF is kept
//! as well, with the complete formatting.

use std::fmt::Write as _;

/// The formatting of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct TextStyle {
    /// For each element of [`MARKS`]: true if it applies.
    pub(super) marks: [bool; 4],
    /// `\cf`: the index in the colour table; entry 0 is the default colour.
    pub(super) color: usize,
    /// `\fs`: the font size in half points.
    pub(super) size: i32,
    /// The index of the link.
    pub(super) link: Option<usize>,
}

/// HTML elements for bold, italic, underlined and struck-through text.
const MARKS: [&str; 4] = ["b", "i", "u", "s"];
/// Prefix of the content id of a picture. The number of the picture and [`PICTURE_DOMAIN`] follow.
pub(crate) const PICTURE_CID: &str = "rtf-";
/// Suffix of the content id of a picture.
pub(crate) const PICTURE_DOMAIN: &str = "@foundmail";
/// Marks the position of an attachment, `\objattph`. The HTML does not contain this character for any other
/// purpose.
pub(crate) const OBJECT_MARKER: char = '\u{FFFC}';

/// Maximum length of the HTML in bytes. Longer text is kept only as plain text and as the original RTF.
const LIMIT: usize = 32 << 20;
/// Maximum font size of ordinary text, in half points.
const RUNNING_TEXT: i32 = 24;
const COLORS: usize = 1_024;

/// Builds the HTML of a document.
#[derive(Debug, Default)]
pub(super) struct HtmlBuilder {
    out: String,
    /// The current paragraph or cell.
    block: String,
    /// The formatting of the open elements.
    open: Option<TextStyle>,
    cells: Vec<String>,
    /// Number of bytes in the cells.
    in_cells: usize,
    in_table: bool,
    colors: Vec<Option<[u8; 3]>>,
    color: Option<[u8; 3]>,
    links: Vec<String>,
    too_long: bool,
    /// True if the document has more than plain text.
    marked: bool,
}

impl HtmlBuilder {
    pub(super) fn text(&mut self, text: &str, style: TextStyle) {
        if self.is_full() {
            return;
        }
        if self.open != Some(style) {
            self.close();
            self.begin(style);
        }
        for c in text.chars() {
            match c {
                '<' => self.block.push_str("&lt;"),
                '>' => self.block.push_str("&gt;"),
                '&' => self.block.push_str("&amp;"),
                '\t' => self.block.push_str("&emsp;"),
                OBJECT_MARKER | '\r' => {}
                '\n' => self.block.push_str("<br>"),
                _ => self.block.push(c),
            }
        }
    }

    /// Ends a paragraph. Within a table, ends a line of a cell.
    pub(super) fn paragraph(&mut self, in_table: bool) {
        if self.is_full() {
            return;
        }
        if in_table {
            self.block.push_str("<br>");
            return;
        }
        self.close();
        self.end_table();
        let block = std::mem::take(&mut self.block);
        let content = if block.is_empty() { "<br>" } else { &block };
        self.out.extend(["<div>", content, "</div>\r\n"]);
    }

    pub(super) fn cell(&mut self) {
        if self.is_full() {
            return;
        }
        self.close();
        self.in_cells = self.in_cells.saturating_add(self.block.len());
        self.cells.push(std::mem::take(&mut self.block));
    }

    pub(super) fn row(&mut self) {
        self.close();
        if !self.block.is_empty() {
            self.cell();
        }
        if self.cells.is_empty() {
            return;
        }
        self.marked = true;
        if !self.in_table {
            self.out.push_str("<table>\r\n");
            self.in_table = true;
        }
        self.in_cells = 0;
        self.out.push_str("<tr>");
        for cell in std::mem::take(&mut self.cells) {
            self.out.extend(["<td>", cell.strip_suffix("<br>").unwrap_or(&cell), "</td>"]);
        }
        self.out.push_str("</tr>\r\n");
    }

    pub(super) fn picture(&mut self, number: usize) {
        if !self.is_full() {
            self.marked = true;
            let _ = write!(self.block, "<img src=\"cid:{PICTURE_CID}{number}{PICTURE_DOMAIN}\" alt=\"\">");
        }
    }

    pub(super) fn object(&mut self) {
        if !self.is_full() {
            self.marked = true;
            self.block.push(OBJECT_MARKER);
        }
    }

    /// Reads a control word in the colour table.
    pub(super) fn define_color(&mut self, word: &[u8], number: Option<i32>) {
        let value = u8::try_from(number.unwrap_or(0)).unwrap_or(0);
        let color = self.color.get_or_insert_default();
        match word {
            b"red" => color[0] = value,
            b"green" => color[1] = value,
            b"blue" => color[2] = value,
            _ => {}
        }
    }

    /// Reads the ends of entries in the colour table.
    pub(super) fn end_colors(&mut self, text: &[u8]) {
        for _ in text.iter().filter(|&&byte| byte == b';') {
            if self.colors.len() < COLORS {
                self.colors.push(self.color.take());
            }
        }
    }

    /// Returns the link in the instruction of a field.
    pub(super) fn link(&mut self, instruction: &str) -> Option<usize> {
        let rest = instruction.trim_start();
        let (word, rest) = rest.split_at_checked("HYPERLINK".len())?;
        if !word.eq_ignore_ascii_case("HYPERLINK") {
            return None;
        }
        let rest = rest.trim_start();
        let place = rest.strip_prefix("\\l").map(str::trim_start);
        let target = place.unwrap_or(rest);
        let target = match target.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
            None => target.split_whitespace().next().unwrap_or_default(),
        };
        if target.is_empty() || place.is_some() || target.starts_with('\\') {
            return None;
        }
        self.marked = true;
        self.links.push(target.to_owned());
        self.links.len().checked_sub(1)
    }

    /// Returns the document, or `None` if it is too long or contains only plain text.
    pub(super) fn finish(mut self) -> Option<String> {
        if !self.block.is_empty() {
            self.paragraph(false);
        }
        self.row();
        self.end_table();
        (self.marked && !self.too_long).then(|| format!("<html><body>\r\n{}</body></html>\r\n", self.out))
    }

    fn is_full(&mut self) -> bool {
        let length = self.out.len().saturating_add(self.block.len()).saturating_add(self.in_cells);
        self.too_long |= length > LIMIT || self.links.len() > LIMIT / 64;
        self.too_long
    }

    fn end_table(&mut self) {
        // The last row may have no end mark.
        if !self.cells.is_empty() {
            self.row();
        }
        if self.in_table {
            self.out.push_str("</table>\r\n");
            self.in_table = false;
        }
    }

    fn begin(&mut self, style: TextStyle) {
        if let Some(target) = style.link.and_then(|link| self.links.get(link)) {
            let target = target.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
            self.block.extend(["<a href=\"", &target, "\">"]);
        }
        let mut css = String::new();
        if let Some([red, green, blue]) = self.color_of(style) {
            let _ = write!(css, "color:#{red:02x}{green:02x}{blue:02x};");
        }
        if style.size > RUNNING_TEXT {
            let _ = write!(css, "font-size:{}pt;", style.size.min(200) / 2);
        }
        if !css.is_empty() {
            self.block.extend(["<span style=\"", css.trim_end_matches(';'), "\">"]);
        }
        for (tag, _) in MARKS.iter().zip(style.marks).filter(|(_, on)| *on) {
            self.block.extend(["<", tag, ">"]);
            self.marked = true;
        }
        self.open = Some(style);
    }

    fn close(&mut self) {
        let Some(style) = self.open.take() else { return };
        for (tag, _) in MARKS.iter().zip(style.marks).rev().filter(|(_, on)| *on) {
            self.block.extend(["</", tag, ">"]);
        }
        if self.color_of(style).is_some() || style.size > RUNNING_TEXT {
            self.block.push_str("</span>");
        }
        if style.link.is_some_and(|link| link < self.links.len()) {
            self.block.push_str("</a>");
        }
    }

    /// Returns the colour of text, or `None` for black text.
    fn color_of(&self, style: TextStyle) -> Option<[u8; 3]> {
        self.colors.get(style.color).copied().flatten().filter(|color| *color != [0; 3])
    }
}
