//! Writes the elements of a body.

use html5ever::Attribute;

use super::attributes::plain_attribute;
use super::elements::{Handling, Layout, handling};
use super::tables::{self, Tables};
use super::text::{Text, push_value};
use crate::pictures::{Pictures, Source};
use crate::style::{Detail, Styles, clean_declarations, clean_sheets, is_remote};
use crate::tree::{NodeData, NodeId, Tree};

/// Maximum nesting depth. Browsers read elements by recursion, and flatten the tree at 512. Deeper elements are left out,
/// and their content stays.
const MAX_NESTING: usize = 160;
/// Maximum number of inline items in one block: inline elements, line breaks and pictures. Browsers need quadratic time
/// for them: 5,000 take 0.3 seconds, 20,000 take 4.
const MAX_INLINE: usize = 5_000;
/// Maximum number of items in one list, and of lines across one block, for the same reason.
const MAX_ITEMS: usize = 4_000;
/// Maximum number of readings in a body. Their layout takes quadratic time: 1,000 take 0.1 seconds, 20,000 over 10.
const MAX_RUBY: usize = 1_000;
/// Maximum number of line ends in texts, which are lines in preformatted text. A line needs 1.5 kB.
const MAX_LINES: usize = 50_000;
/// Maximum number of line ends in the texts of one block.
const MAX_BLOCK_LINES: usize = 20_000;
/// Maximum size of the HTML in bytes. Only names and addresses can make it so large.
const MAX_SIZE: usize = 16 * 1024 * 1024;

/// The limits of one way to write a body.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Maximum number of elements. An element with its box and text needs 4.5 kB.
    elements: usize,
    /// Maximum number of characters. In the narrowest block, each is a line of 1.5 kB.
    text: usize,
    /// Maximum number of characters, multiplied by their number of inline elements: in each line, each of them is a
    /// box of 100 bytes.
    boxes: usize,
    /// Maximum number of characters, multiplied by the columns of the tables around them. They make lines narrow.
    narrow: usize,
    /// Maximum depth of inline elements. Deeper elements are left out, and their content stays.
    inline_depth: usize,
    /// Maximum depth of indented blocks. They make lines narrow.
    indents: usize,
}

impl Limits {
    fn of(detail: Detail) -> Self {
        match detail {
            Detail::Full => Self {
                elements: 10_000,
                text: 100_000,
                boxes: 400_000,
                narrow: usize::MAX,
                inline_depth: 16,
                indents: MAX_NESTING,
            },
            Detail::Text => Self {
                elements: 30_000,
                text: 2_000_000,
                boxes: 16_000_000,
                narrow: 12_000_000,
                inline_depth: 8,
                indents: 8,
            },
        }
    }
}

/// A body that was written.
#[derive(Debug)]
pub(crate) struct Written {
    /// One cleaned sheet. It is often empty.
    pub sheet: String,
    /// Well-formed HTML. The source of each picture is `cid:` and its number in [`Pictures::finish`].
    pub html: String,
    /// Number of references to the Internet that were removed.
    pub remote: u32,
}

/// Writes a body. `None` if a browser would need too much time or memory for it.
pub(crate) fn write(tree: &Tree, detail: Detail, pictures: &mut Pictures<'_>) -> Option<Written> {
    let mut writer = Writer {
        tree,
        limits: Limits::of(detail),
        pictures,
        styles: Styles::of(detail),
        out: String::new(),
        text: Text::default(),
        tables: Tables::default(),
        sheets: Vec::new(),
        open: vec![Open { is_block: true, columns: 1, ..Open::default() }],
        elements: 0,
        boxes: 0,
        narrow: 0,
        ruby: 0,
        remote: 0,
    };
    writer.body(tree.root()?)?;
    let sheet = clean_sheets(&writer.sheets, writer.elements, &mut writer.styles);
    let remote = writer.remote.saturating_add(writer.styles.remote);
    Some(Written { sheet, html: writer.out, remote })
}

struct Writer<'t, 'w, 'p> {
    tree: &'t Tree,
    limits: Limits,
    pictures: &'w mut Pictures<'p>,
    styles: Styles,
    out: String,
    text: Text,
    tables: Tables,
    sheets: Vec<(String, String)>,
    open: Vec<Open<'t>>,
    elements: usize,
    boxes: usize,
    narrow: usize,
    ruby: usize,
    remote: u32,
}

/// An open element.
#[derive(Debug, Default, Clone, Copy)]
struct Open<'t> {
    name: &'t str,
    /// The node, for parts of tables.
    node: Option<NodeId>,
    is_block: bool,
    inline_depth: usize,
    indents: usize,
    /// Product of the numbers of columns of the tables around the element.
    columns: usize,
    block: Block,
    /// True directly after `<pre>`, where a browser ignores a line end.
    at_start_of_pre: bool,
}

/// The content of a block that was written so far.
#[derive(Debug, Default, Clone, Copy)]
struct Block {
    /// Inline items since the last block inside the block.
    inline: usize,
    items: usize,
    /// Line ends in texts.
    lines: usize,
}

enum Step {
    /// Writes a node and the siblings after it.
    Nodes(NodeId),
    Close,
}

impl<'t> Writer<'t, '_, '_> {
    fn body(&mut self, root: NodeId) -> Option<()> {
        let mut steps: Vec<Step> = self.tree.children(root).next().map(Step::Nodes).into_iter().collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Close => self.close(),
                Step::Nodes(id) => {
                    steps.extend(self.tree.after(id).next().map(Step::Nodes));
                    let tree = self.tree;
                    match &tree.node(id)?.data {
                        NodeData::Text(text) => self.text(text)?,
                        NodeData::Element { attributes, .. } => {
                            let reads_content = self.element(id, attributes, &mut steps)?;
                            steps.extend(tree.children(id).next().filter(|_| reads_content).map(Step::Nodes));
                        }
                        NodeData::Other => {}
                    }
                }
            }
            if self.out.len() > MAX_SIZE {
                return None;
            }
        }
        Some(())
    }

    fn top(&self) -> Open<'t> {
        self.open.last().copied().unwrap_or_default()
    }

    /// Writes the start tag of an element. Returns true if its content is written.
    fn element(&mut self, id: NodeId, attributes: &[Attribute], steps: &mut Vec<Step>) -> Option<bool> {
        let name = self.tree.html_name(id);
        self.count_background(attributes);
        match name.map_or(Handling::Remove, handling) {
            Handling::Remove => Some(false),
            Handling::Sheet => {
                self.sheet(id, attributes);
                Some(false)
            }
            Handling::Unwrap => Some(true),
            Handling::KeepEmpty(layout) => {
                self.count(layout)?;
                self.start_tag(name?, attributes);
                Some(false)
            }
            Handling::Keep(layout) if self.has_room(layout) => {
                self.count(layout)?;
                let open = self.opened(id, name?, layout)?;
                self.start_tag(name?, attributes);
                self.open.push(open);
                steps.push(Step::Close);
                Some(true)
            }
            Handling::Keep(layout) => {
                // The content of blocks that are left out stays on lines of its own.
                if !matches!(layout, Layout::Inline | Layout::Ruby | Layout::TablePart) {
                    self.count(Layout::Inline)?;
                    self.out.push_str("<br>");
                }
                Some(true)
            }
        }
    }

    /// Returns true if an element can be nested in the open elements.
    fn has_room(&self, layout: Layout) -> bool {
        let top = self.top();
        self.open.len() <= MAX_NESTING
            && match layout {
                Layout::Inline => top.inline_depth < self.limits.inline_depth,
                Layout::Ruby => top.inline_depth < self.limits.inline_depth && self.ruby < MAX_RUBY,
                Layout::Indented => top.indents < self.limits.indents,
                Layout::Block | Layout::Item | Layout::Table | Layout::TablePart => true,
            }
    }

    /// Counts an element. `None` if there are too many.
    fn count(&mut self, layout: Layout) -> Option<()> {
        self.elements = self.elements.saturating_add(1);
        if !matches!(layout, Layout::Inline | Layout::Ruby) {
            self.text.end_word();
        }
        self.ruby = self.ruby.saturating_add(usize::from(layout == Layout::Ruby));
        let block = self.block()?;
        match layout {
            Layout::Inline | Layout::Ruby => block.inline = block.inline.saturating_add(1),
            Layout::Item => {
                block.items = block.items.saturating_add(1);
                block.inline = 0;
            }
            Layout::Block | Layout::Indented | Layout::Table => block.inline = 0,
            Layout::TablePart => {}
        }
        let fits = block.inline <= MAX_INLINE && block.items <= MAX_ITEMS;
        (fits && self.elements <= self.limits.elements).then_some(())
    }

    /// Returns the innermost block.
    fn block(&mut self) -> Option<&mut Block> {
        let at = self.open.iter().rposition(|open| open.is_block).unwrap_or(0);
        self.open.get_mut(at).map(|open| &mut open.block)
    }

    fn opened(&mut self, id: NodeId, name: &'t str, layout: Layout) -> Option<Open<'t>> {
        let top = self.top();
        let is_inline = matches!(layout, Layout::Inline | Layout::Ruby);
        let columns = if layout == Layout::Table { self.tables.columns(self.tree, id)? } else { 1 };
        Some(Open {
            name,
            node: Some(id),
            is_block: !is_inline,
            inline_depth: top.inline_depth.saturating_add(usize::from(is_inline)),
            indents: top.indents.saturating_add(usize::from(layout == Layout::Indented)),
            columns: top.columns.saturating_mul(columns),
            block: Block::default(),
            at_start_of_pre: name == "pre",
        })
    }

    fn close(&mut self) {
        if self.open.len() > 1
            && let Some(open) = self.open.pop()
        {
            self.out.extend(["</", open.name, ">"]);
        }
    }

    fn text(&mut self, text: &str) -> Option<()> {
        // A text that is certainly too long is not written first. A character has up to four bytes.
        if text.len() / 4 > self.limits.text {
            return None;
        }
        let top = self.top();
        let text = if top.at_start_of_pre { text.trim_start_matches('\n') } else { text };
        if let Some(open) = self.open.last_mut().filter(|_| !text.is_empty()) {
            open.at_start_of_pre = false;
        }
        let (length, lines, items) = (self.text.length, self.text.lines, self.text.items);
        self.text.push(text, &mut self.out);
        let length = self.text.length.saturating_sub(length);
        self.boxes = self.boxes.saturating_add(length.saturating_mul(top.inline_depth));
        self.narrow = self.narrow.saturating_add(length.saturating_mul(top.columns));
        let (lines, items) = (self.text.lines.saturating_sub(lines), self.text.items.saturating_sub(items));
        let block = self.block()?;
        block.lines = block.lines.saturating_add(lines);
        block.inline = block.inline.saturating_add(items);
        let fits = block.inline <= MAX_INLINE
            && block.lines <= MAX_BLOCK_LINES
            && self.text.lines <= MAX_LINES
            && self.text.length <= self.limits.text
            && self.boxes <= self.limits.boxes
            && self.narrow <= self.limits.narrow;
        fits.then_some(())
    }

    fn sheet(&mut self, id: NodeId, attributes: &[Attribute]) {
        let condition = attributes.iter().find(|attribute| &*attribute.name.local == "media");
        let condition = condition.map(|condition| condition.value.to_string()).unwrap_or_default();
        let mut text = String::new();
        for child in self.tree.children(id) {
            if let Some(NodeData::Text(piece)) = self.tree.node(child).map(|node| &node.data) {
                text.push_str(piece);
            }
        }
        self.sheets.push((condition, text));
    }

    fn count_background(&mut self, attributes: &[Attribute]) {
        let backgrounds = attributes.iter().filter(|attribute| &*attribute.name.local == "background");
        let remote = backgrounds.filter(|background| is_remote(&background.value)).count();
        self.remote = self.remote.saturating_add(u32::try_from(remote).unwrap_or(u32::MAX));
    }

    /// Writes a start tag. A picture that is not shown can be a text instead.
    fn start_tag(&mut self, name: &str, attributes: &[Attribute]) {
        let before = self.out.len();
        if matches!(name, "br" | "wbr") {
            self.text.end_word();
        }
        self.out.extend(["<", name]);
        for attribute in attributes.iter().filter(|attribute| attribute.name.ns == html5ever::ns!()) {
            let (attribute, value) = (&*attribute.name.local, &*attribute.value);
            let value = match (name, attribute) {
                ("img", "src") => match self.picture(value) {
                    Source::Shown(number) => Some(format!("cid:{number}")),
                    Source::Missing => None,
                    Source::Tile(sentence) => {
                        self.out.truncate(before);
                        push_tile(&sentence, &mut self.out);
                        return;
                    }
                },
                (_, "style") => {
                    Some(clean_declarations(value, &mut self.styles)).filter(|style| !style.is_empty())
                }
                ("td" | "th", "colspan") | ("col" | "colgroup", "span") => {
                    Some(tables::colspan(value).to_string())
                }
                ("td" | "th", "rowspan") => {
                    Some(tables::rowspan(self.tree, self.top().node, value).to_string())
                }
                _ => plain_attribute(name, attribute, value, self.styles.detail, &mut self.styles.fonts),
            };
            if let Some(value) = value {
                self.out.extend([" ", attribute, "=\""]);
                push_value(&value, &mut self.out);
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    /// Returns the picture for a source. Counts a remote picture.
    fn picture(&mut self, source: &str) -> Source {
        let source = source.trim();
        match source.split_once(':') {
            Some((scheme, id)) if scheme.eq_ignore_ascii_case("cid") => self.pictures.by_content_id(id),
            Some((scheme, data)) if scheme.eq_ignore_ascii_case("data") => self.pictures.by_data(data),
            _ => {
                self.remote = self.remote.saturating_add(1);
                Source::Missing
            }
        }
    }
}

/// The look of a text in place of a picture.
const TILE: &str = "<span style=\"display:inline-block;border:1px solid #c8c8c2;padding:6px 10px;color:#55585c;\
     font-size:13px\">";

fn push_tile(sentence: &str, out: &mut String) {
    out.push_str(TILE);
    push_value(sentence, out);
    out.push_str("</span>");
}
