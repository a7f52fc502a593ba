//! Reads tables in text: CSV (RFC 4180), also with semicolons, tabs or bars.

use crate::budget::ExtractionBudget;
use crate::charset;
use crate::extracted::FailureReason;
use crate::input::Input;
use crate::table::{Table, TableWriter};

/// The characters that separate cells. The first one wins if several are equally frequent.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Number of lines by which the delimiter is chosen.
const SAMPLE_LINES: usize = 20;

/// Returns true if the name or media type of a text says that it is a table.
pub(super) fn is_table(input: &Input<'_>) -> bool {
    let extension = input.name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let media_type = input.media_type.to_ascii_lowercase();
    matches!(extension.as_str(), "csv" | "tsv" | "tab")
        || ["text/csv", "text/tab-separated-values", "text/comma-separated-values"]
            .iter()
            .any(|known| media_type.starts_with(known))
}

/// Reads a table.
pub(super) fn read(bytes: &[u8], budget: &mut ExtractionBudget) -> Result<Table, FailureReason> {
    let text = charset::decode(bytes);
    // Excel writes the delimiter into a first line of its own.
    let (said, text) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((said, rest)) => (said.bytes().next(), rest),
        None => (None, &*text),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(said.filter(u8::is_ascii).unwrap_or_else(|| delimiter(text)))
        .from_reader(text.as_bytes());
    let mut out = TableWriter::default();
    out.begin("");
    let mut is_damaged = false;
    for (row, record) in reader.records().enumerate() {
        budget.tick()?;
        let Ok(record) = record else {
            is_damaged = true;
            break;
        };
        for (column, cell) in record.iter().enumerate() {
            out.put(row, column, cell, budget);
        }
        if out.is_full() {
            break;
        }
    }
    out.finish(is_damaged).into_iter().next().ok_or(FailureReason::Damaged)
}

/// Returns the delimiter that occurs in the most of the first lines, and most often in them.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).take(SAMPLE_LINES).collect();
    let rank = |&delimiter: &u8| {
        let count = |line: &&str| outside_quotes(line).filter(|&byte| byte == delimiter).count();
        let counts: Vec<usize> = lines.iter().map(count).collect();
        (counts.iter().filter(|&&count| count > 0).count(), counts.iter().sum::<usize>())
    };
    // `max_by_key` returns the last of equal ones.
    DELIMITERS.into_iter().rev().max_by_key(rank).unwrap_or(b',')
}

fn outside_quotes(line: &str) -> impl Iterator<Item = u8> {
    let mut quoted = false;
    line.bytes().filter(move |byte| {
        quoted ^= *byte == b'"';
        !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::ExtractionLimits;
    use crate::budget::ExtractionBudget;

    #[test]
    fn delimiters_and_quotes_are_understood() {
        for (text, expected) in [
            ("a,b\n1,2\n", &[&["a", "b"][..], &["1", "2"]][..]),
            ("a;b\n1,5;2,5\n3,5;4,5\n", &[&["a", "b"], &["1,5", "2,5"], &["3,5", "4,5"]]),
            ("a\tb c\n", &[&["a", "b c"]]),
            ("\"a, b\";\"c \"\"d\"\"\"\r\n", &[&["a, b", "c \"d\""]]),
            ("sep=|\na|b\n", &[&["a", "b"]]),
            ("one\ntwo\n", &[&["one"], &["two"]]),
            ("a,b\n1\n1,2,3\n", &[&["a", "b"], &["1"], &["1", "2", "3"]]),
        ] {
            let table =
                read(text.as_bytes(), &mut ExtractionBudget::new(&ExtractionLimits::default())).unwrap();
            assert_eq!(table.rows, expected, "{text:?}");
            assert!(!table.is_cut);
        }
    }
}
