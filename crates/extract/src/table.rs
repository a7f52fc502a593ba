//! The tables of workbooks, with their positions in rows and columns.

use serde::{Deserialize, Serialize};

use crate::budget::ExtractionBudget;

/// Maximum numbers of sheets, of rows and of columns of a sheet, and of characters of a cell.
const MAX_TABLES: usize = 20;
const MAX_ROWS: usize = 200;
const MAX_COLUMNS: usize = 50;
const MAX_CELL: usize = 2_000;

/// The beginning of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Name of the sheet. Empty if it has none.
    pub name: String,
    /// The cells of each row. Rows without cells at the beginning are left out, and of several in a row, one is kept.
    pub rows: Vec<Vec<String>>,
    /// True if the sheet contains more.
    pub is_cut: bool,
}

/// Collects the tables of a workbook.
#[derive(Debug, Default)]
pub(crate) struct TableWriter {
    tables: Vec<Table>,
    /// Number of the last row with a cell in the current table, as in the file.
    row: Option<usize>,
    /// Number of sheets that are left out.
    more: usize,
}

impl TableWriter {
    /// Begins the next sheet.
    pub(crate) fn begin(&mut self, name: &str) {
        self.row = None;
        if self.tables.len() >= MAX_TABLES {
            self.more = self.more.saturating_add(1);
            return;
        }
        let name = name.chars().filter(|c| !c.is_control()).take(100).collect();
        self.tables.push(Table { name, ..Table::default() });
    }

    /// Returns true if the current sheet takes no further row.
    pub(crate) fn is_full(&self) -> bool {
        self.more > 0 || self.tables.last().is_some_and(|table| table.is_cut && table.rows.len() >= MAX_ROWS)
    }

    /// Adds a cell. `row` and `column` begin at 0. The cells of a row follow each other.
    pub(crate) fn put(&mut self, row: usize, column: usize, value: &str, budget: &mut ExtractionBudget) {
        let value = value.trim();
        if value.is_empty() || self.more > 0 {
            return;
        }
        if self.tables.is_empty() {
            self.begin("");
        }
        let Some(table) = self.tables.last_mut() else { return };
        if budget.text < value.len() || column >= MAX_COLUMNS {
            table.is_cut = true;
            return;
        }
        if self.row != Some(row) {
            let has_gap = self.row.is_some_and(|last| row > last.saturating_add(1));
            if table.rows.len().saturating_add(usize::from(has_gap)) >= MAX_ROWS {
                table.is_cut = true;
                return;
            }
            if has_gap {
                table.rows.push(Vec::new());
            }
            table.rows.push(Vec::new());
            self.row = Some(row);
        }
        budget.text = budget.text.saturating_sub(value.len());
        let Some(cells) = table.rows.last_mut() else { return };
        if cells.len() <= column {
            cells.resize(column.saturating_add(1), String::new());
        }
        let Some(cell) = cells.get_mut(column) else { return };
        if !cell.is_empty() {
            cell.push(' ');
        }
        let shown: String = value.chars().take(MAX_CELL).filter(|c| !c.is_control() || *c == '\n').collect();
        cell.push_str(&shown);
        if value.chars().nth(MAX_CELL).is_some() {
            cell.push('…');
            table.is_cut = true;
        }
    }

    /// Returns true if no sheet has a cell.
    pub(crate) fn is_empty(&self) -> bool {
        self.tables.iter().all(|table| table.rows.is_empty())
    }

    /// Returns the tables. `is_cut` is true if something at the end could not be read.
    pub(crate) fn finish(mut self, is_cut: bool) -> Vec<Table> {
        if let Some(last) = self.tables.last_mut() {
            last.is_cut |= is_cut;
        }
        if self.more > 0 {
            let name = format!("{} more sheets are not shown", self.more);
            self.tables.push(Table { name, rows: Vec::new(), is_cut: true });
        }
        self.tables
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_COLUMNS, MAX_ROWS, MAX_TABLES, TableWriter};
    use crate::ExtractionLimits;
    use crate::budget::ExtractionBudget;

    fn budget() -> ExtractionBudget {
        ExtractionBudget::new(&ExtractionLimits::default())
    }

    #[test]
    fn cells_keep_their_columns_and_gaps_become_one_row() {
        let mut out = TableWriter::default();
        let mut budget = budget();
        out.begin("Costs");
        for (row, column, value) in [(3, 1, "b"), (3, 0, "a"), (4, 2, " c\u{1} "), (9, 0, "d"), (9, 0, "e")] {
            out.put(row, column, value, &mut budget);
        }
        let tables = out.finish(false);
        assert_eq!(tables[0].rows, [vec!["a", "b"], vec!["", "", "c"], vec![], vec!["d e"]]);
        assert!(tables[0].name == "Costs" && !tables[0].is_cut);
    }

    #[test]
    fn each_limit_says_that_the_table_is_cut() {
        let cut = |fill: &dyn Fn(&mut TableWriter, &mut ExtractionBudget)| {
            let mut out = TableWriter::default();
            fill(&mut out, &mut budget());
            let tables = out.finish(false);
            (tables[0].rows.len(), tables[0].is_cut)
        };
        let rows = |count: usize| {
            move |out: &mut TableWriter, budget: &mut ExtractionBudget| {
                (0..count).for_each(|row| out.put(row, 0, "x", budget));
            }
        };
        assert_eq!(cut(&rows(MAX_ROWS)), (MAX_ROWS, false));
        assert_eq!(cut(&rows(MAX_ROWS + 1)), (MAX_ROWS, true));
        assert_eq!(cut(&|out, budget| out.put(0, MAX_COLUMNS - 1, "x", budget)), (1, false));
        assert_eq!(cut(&|out, budget| out.put(0, MAX_COLUMNS, "x", budget)), (0, true));
        assert_eq!(cut(&|out, budget| out.put(0, 0, &"x".repeat(2_001), budget)), (1, true));
        let mut out = TableWriter::default();
        for _ in 0..MAX_TABLES + 3 {
            out.begin("s");
            out.put(0, 0, "x", &mut budget());
        }
        let tables = out.finish(false);
        assert_eq!(tables.len(), MAX_TABLES + 1);
        assert_eq!(tables[MAX_TABLES].name, "3 more sheets are not shown");
    }
}
