//! Measures tables.
//!
//! A browser creates a slot for each row and each column of a table, whether or not a cell begins there. So a table of a
//! hundred bytes can have millions of slots.

use crate::tree::{NodeData, NodeId, Tree};

/// Largest number of columns that a cell can span. Larger numbers are reduced.
const MAX_COLSPAN: usize = 100;
/// Largest number of rows that a cell can span. Larger numbers are reduced, as are numbers that go beyond the last row.
const MAX_ROWSPAN: usize = 1_000;
/// Maximum number of columns of a table. Spreadsheets in mail have up to a hundred.
const MAX_COLUMNS: usize = 500;
/// Maximum number of slots in all tables of a body. A slot needs about 40 bytes, a cell 4,500.
const MAX_SLOTS: usize = 200_000;

/// The tables of a body that were measured so far.
#[derive(Debug, Default)]
pub(super) struct Tables {
    slots: usize,
}

impl Tables {
    /// Measures a table. Returns its number of columns. `None` if the tables are too large.
    pub(super) fn columns(&mut self, tree: &Tree, table: NodeId) -> Option<usize> {
        let mut shape = Shape::default();
        for child in tree.children(table) {
            match tree.html_name(child) {
                Some("thead" | "tbody" | "tfoot") => shape.add_rows(tree, tree.children(child)),
                Some("tr") => shape.add_rows(tree, std::iter::once(child)),
                Some("col" | "colgroup") => {
                    let columns = tree.children(child).chain([child]);
                    shape.declared =
                        columns.map(|id| span_of(tree, id)).fold(shape.declared, usize::saturating_add);
                }
                _ => {}
            }
        }
        let columns = shape.columns.max(shape.declared).max(1);
        self.slots = self.slots.saturating_add(columns.saturating_mul(shape.rows));
        (columns <= MAX_COLUMNS && self.slots <= MAX_SLOTS).then_some(columns)
    }
}

#[derive(Debug, Default)]
struct Shape {
    rows: usize,
    columns: usize,
    /// Number of columns according to `<col>`.
    declared: usize,
}

impl Shape {
    fn add_rows(&mut self, tree: &Tree, rows: impl Iterator<Item = NodeId>) {
        // Number of columns that cells of earlier rows still cover, and the rows in which these cells end.
        let mut covered: usize = 0;
        let mut ends = std::collections::BTreeMap::<usize, usize>::new();
        for row in rows.filter(|id| tree.html_name(*id) == Some("tr")) {
            while let Some(entry) = ends.first_entry().filter(|entry| *entry.key() <= self.rows) {
                covered = covered.saturating_sub(entry.remove());
            }
            let mut columns = covered;
            for cell in tree.children(row).filter(|id| matches!(tree.html_name(*id), Some("td" | "th"))) {
                let width = colspan(attribute(tree, cell, "colspan"));
                columns = columns.saturating_add(width);
                let height = height(attribute(tree, cell, "rowspan"));
                if height > 1 {
                    covered = covered.saturating_add(width);
                    let end = ends.entry(self.rows.saturating_add(height)).or_default();
                    *end = end.saturating_add(width);
                }
            }
            self.columns = self.columns.max(columns);
            self.rows = self.rows.saturating_add(1);
        }
    }
}

fn span_of(tree: &Tree, column: NodeId) -> usize {
    match tree.html_name(column) {
        Some("col" | "colgroup") => colspan(attribute(tree, column, "span")),
        _ => 0,
    }
}

fn attribute<'t>(tree: &'t Tree, id: NodeId, wanted: &str) -> &'t str {
    let Some(NodeData::Element { attributes, .. }) = tree.node(id).map(|node| &node.data) else { return "" };
    attributes.iter().find(|attribute| &*attribute.name.local == wanted).map_or("", |found| &*found.value)
}

/// Returns the number of columns that a cell or column spans.
pub(super) fn colspan(value: &str) -> usize {
    number(value).clamp(1, MAX_COLSPAN)
}

/// Returns the number of rows that a cell spans, if its table has so many. Zero means all rows that follow.
fn height(value: &str) -> usize {
    Some(number(value)).filter(|number| *number > 0).unwrap_or(MAX_ROWSPAN).min(MAX_ROWSPAN)
}

/// Returns the number of rows that a cell spans in its table.
pub(super) fn rowspan(tree: &Tree, row: Option<NodeId>, value: &str) -> usize {
    let wanted = height(value);
    let rows = row.into_iter().flat_map(|row| tree.after(row));
    let rows = rows.filter(|id| tree.html_name(*id) == Some("tr")).take(wanted).count();
    wanted.min(rows.saturating_add(1))
}

/// Reads the digits at the start of a value, like a browser. A value without digits is one.
fn number(value: &str) -> usize {
    let value = value.trim_start().trim_start_matches('+');
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    match value.get(..digits) {
        Some("") | None => 1,
        Some(digits) => digits.parse().unwrap_or(usize::MAX),
    }
}
