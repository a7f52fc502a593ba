//! The list of differences with known reasons.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};

use super::compare::Difference;
use super::{Outcome, Reader};

/// One line of the list: differences of one kind that have the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    file: String,
    reader: Reader,
    field: String,
    /// The ids of the items, or the number of items.
    items: Items,
    /// The reason why our value is correct, or why both values are correct.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Items {
    These(BTreeSet<String>),
    Count(usize),
}

/// Reads the list. A line contains file, reader, field, items and reason, separated by tabs. Items are ids
/// separated by spaces, or a number (`×162`) if one reason explains many differences.
pub fn read(list: &str) -> Result<Vec<Known>> {
    let lines = list.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(number, line)| parse(line).with_context(|| format!("line {}", number + 1))).collect()
}

fn parse(line: &str) -> Result<Known> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [file, reader, field, items, reason] = columns[..] else {
        anyhow::bail!("has {} columns instead of 5", columns.len());
    };
    ensure!(!reason.trim().is_empty(), "contains no reason");
    let items = match items.strip_prefix('×') {
        Some(count) => Items::Count(count.parse()?),
        None => Items::These(items.split(' ').map(str::to_owned).collect()),
    };
    let reader = Reader::of(reader).with_context(|| format!("there is no reader {reader}"))?;
    Ok(Known { file: file.to_owned(), reader, field: field.to_owned(), items, reason: reason.to_owned() })
}

impl Known {
    fn covers(&self, file: &str, reader: Reader, field: &str, item: &str) -> bool {
        let is_item = match &self.items {
            Items::These(items) => items.contains(item),
            Items::Count(_) => true,
        };
        self.file == file && self.reader == reader && self.field == field && is_item
    }

    fn expected(&self) -> usize {
        match &self.items {
            Items::These(items) => items.len(),
            Items::Count(count) => *count,
        }
    }

    fn line(&self) -> String {
        format!(
            "{} {} {} ({} items: {})",
            self.file,
            self.reader.name(),
            self.field,
            self.expected(),
            self.reason
        )
    }
}

/// A difference that the list does not explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// File, reader and field. Differences that agree in these probably have the same reason.
    pub kind: String,
    /// A description for printing.
    pub line: String,
}

/// Returns the differences that are not on the list, and the lines of the list that do not match the results.
pub fn unexplained(known: &[Known], outcomes: &[Outcome]) -> Vec<Open> {
    let mut open = Vec::new();
    let mut seen: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for Outcome { file, reader, comparison } in outcomes {
        for difference in &comparison.differences {
            let Difference { item, field, ours, theirs } = difference;
            match known.iter().position(|known| known.covers(file, *reader, field, item)) {
                Some(line) => _ = seen.entry(line).or_default().insert(item),
                None => open.push(Open {
                    kind: format!("{file} {} {field}", reader.name()),
                    line: format!(
                        "{file} {} {item} {field}: ours {ours:?}, theirs {theirs:?}",
                        reader.name()
                    ),
                }),
            }
        }
    }
    for (index, known) in known.iter().enumerate() {
        let ran = outcomes.iter().any(|outcome| outcome.file == known.file && outcome.reader == known.reader);
        let count = seen.get(&index).map_or(0, BTreeSet::len);
        if ran && count != known.expected() {
            let line = format!("the list contains {}, but {count} items differ", known.line());
            open.push(Open { kind: line.clone(), line });
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::super::compare::Comparison;
    use super::*;

    fn check(list: &str, items: &[&str], expected: usize) {
        let difference = |item: &&str| Difference {
            item: (*item).to_owned(),
            field: "html",
            ours: "a".to_owned(),
            theirs: "b".to_owned(),
        };
        let comparison =
            Comparison { differences: items.iter().map(difference).collect(), ..Comparison::default() };
        let outcome = Outcome { file: "a.pst".to_owned(), reader: Reader::Pypff, comparison };
        assert_eq!(unexplained(&read(list).unwrap(), &[outcome]).len(), expected, "{list}: {items:?}");
    }

    #[test]
    fn only_listed_differences_are_explained() {
        check("", &["0x1"], 1);
        check("a.pst\tpypff\thtml\t0x1 0x2\tgood", &["0x1", "0x2"], 0);
        check("a.pst\tpypff\ttext\t0x1\tgood", &["0x1"], 2);
        check("b.pst\tpypff\thtml\t0x1\tgood", &["0x1"], 1);
    }

    #[test]
    fn listed_differences_must_occur() {
        check("# head\n\na.pst\tpypff\thtml\t0x1 0x2\tgood", &["0x1"], 1);
        check("a.pst\tpypff\thtml\t×2\tgood", &["0x1", "0x2"], 0);
        check("a.pst\tpypff\thtml\t×2\tgood", &["0x1", "0x2", "0x3"], 1);
        check("a.pst\treadpst\thtml\t0x1\tgood", &[], 0);
    }

    #[test]
    fn incomplete_lines_are_refused() {
        assert!(read("a.pst\tpypff\thtml\t0x1\t").is_err());
        assert!(read("a.pst\tother\thtml\t0x1\tgood").is_err());
        assert!(read("a.pst pypff").is_err());
    }
}
