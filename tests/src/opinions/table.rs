//! Prints the results of comparisons.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Outcome;

/// Returns a table with a line for each file and reader. It shows the number of items, and how often each field
/// differs.
pub fn table(outcomes: &[Outcome]) -> String {
    let width = outcomes.iter().map(|outcome| outcome.file.chars().count()).max().unwrap_or(4);
    let mut out = format!(
        "{:width$}  {:<13} {:>6} {:>6} {:>9} {:>11}  differences\n",
        "file", "reader", "ours", "theirs", "only ours", "only theirs"
    );
    for Outcome { file, reader, comparison } in outcomes {
        let mut fields: BTreeMap<&str, usize> = BTreeMap::new();
        for difference in comparison.differences.iter().filter(|difference| difference.field != "missing") {
            *fields.entry(difference.field).or_default() += 1;
        }
        let mut notes: Vec<String> = fields.iter().map(|(field, count)| format!("{field} {count}")).collect();
        if comparison.older_versions > 0 {
            notes.push(format!("({} older versions)", comparison.older_versions));
        }
        let _ = writeln!(
            out,
            "{file:width$}  {:<13} {:>6} {:>6} {:>9} {:>11}  {}",
            reader.name(),
            comparison.ours,
            comparison.theirs,
            comparison.only_ours,
            comparison.only_theirs,
            notes.join(", ")
        );
    }
    out
}
