//! Finds the messages that a text quotes, with their senders, dates and texts.
//!
//! Programs quote in two ways: with `>` before each line, or with all lines after a copied header or a line such as
//! `On Monday Ruth wrote:`. The text of HTML has no `>`.

mod copied_header;
mod introduction;
mod separator;
#[cfg(test)]
mod tests;

pub use copied_header::begins_copied_header;

use crate::quoted::is_quoted_line;
use copied_header::CopiedHeader;
use introduction::Introduction;
use separator::is_separator;

/// Maximum length in bytes of a text that is examined.
const MAX_TEXT: usize = 1 << 20;
/// Maximum number of quotations inside each other.
const MAX_LEVELS: usize = 50;

/// A message that another message quotes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quotation {
    /// The sender as the quotation says it. Empty if it does not.
    pub from: String,
    /// The date as the quotation says it. Empty if it does not.
    pub date: String,
    /// The quoted text, without the quotation at its end.
    pub text: String,
}

/// Returns the quotation of a text, then the quotation inside it, and so on.
pub fn quotations(text: &str) -> Vec<Quotation> {
    let text = text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or_default();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut all = Vec::new();
    let mut found = first(&lines);
    for _ in 0..MAX_LEVELS {
        let Some(Found { from, date, inner, .. }) = found else { break };
        lines = inner;
        found = first(&lines);
        let end = found.as_ref().filter(|next| next.is_at_end).map_or(lines.len(), |next| next.begin);
        let text = joined(lines.get(..end).unwrap_or_default());
        // Some programs put `>` before a copied header. Then the outer level is empty.
        if !(text.is_empty() && from.is_empty() && date.is_empty()) {
            all.push(Quotation { from, date, text });
        }
    }
    all
}

/// The first quotation of a text.
struct Found {
    /// Index of its first line.
    begin: usize,
    from: String,
    date: String,
    /// The quoted lines.
    inner: Vec<String>,
    /// True if no own text follows.
    is_at_end: bool,
}

fn first(lines: &[String]) -> Option<Found> {
    (0..lines.len()).find_map(|begin| quotation_at(lines, begin))
}

/// Returns the quotation that begins at a line.
fn quotation_at(lines: &[String], begin: usize) -> Option<Found> {
    let rest = lines.get(begin..)?;
    if let Some(said) = Introduction::at(rest) {
        let after = said.lines;
        let is_quoted = rest
            .iter()
            .skip(after)
            .find(|line| !line.trim().is_empty())
            .is_some_and(|line| is_quoted_line(line));
        if is_quoted || said.is_certain {
            return Some(found(rest, begin, after, said.from, said.date));
        }
    }
    let line = rest.first()?;
    if is_quoted_line(line) {
        return Some(found(rest, begin, 0, String::new(), String::new()));
    }
    let separator = is_separator(line);
    let skipped = usize::from(separator.is_some());
    let blank = rest.iter().skip(skipped).take_while(|line| line.trim().is_empty()).count();
    let header_at = if separator.is_some() { blank.saturating_add(skipped) } else { 0 };
    if let Some(header) = rest.get(header_at..).and_then(CopiedHeader::at) {
        let after = header_at.saturating_add(header.lines);
        return Some(found(rest, begin, after, header.from, header.date));
    }
    let is_certain = separator.is_some_and(|separator| separator.has_words);
    is_certain.then(|| found(rest, begin, skipped, String::new(), String::new()))
}

/// Collects the lines of a quotation. `after` is the number of lines that introduce it.
fn found(rest: &[String], begin: usize, after: usize, from: String, date: String) -> Found {
    let rest = rest.get(after..).unwrap_or_default();
    let first = rest.iter().find(|line| !line.trim().is_empty());
    if !first.is_some_and(|line| is_quoted_line(line)) {
        return Found { begin, from, date, inner: rest.to_vec(), is_at_end: true };
    }
    let last = rest.iter().rposition(|line| is_quoted_line(line)).unwrap_or(0);
    // Lines without `>` between the quoted ones are the answer to them.
    let block = rest.get(..=last).unwrap_or_default();
    let quoted = block.iter().filter(|line| is_quoted_line(line));
    let inner = quoted.map(|line| without_mark(line).to_owned()).collect();
    let own = rest.iter().skip(last).skip(1);
    let is_at_end = own.into_iter().all(|line| line.trim().is_empty());
    Found { begin, from, date, inner, is_at_end }
}

/// Removes one `>` from a quoted line.
fn without_mark(line: &str) -> &str {
    let line = line.trim_start();
    let line = line.strip_prefix('>').unwrap_or(line);
    line.strip_prefix(' ').unwrap_or(line)
}

fn joined(lines: &[String]) -> String {
    let text = lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n");
    text.trim_matches(['\n', '\u{A0}']).to_owned()
}

/// Makes a name or date of a quotation short and clean.
fn tidied(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.replace("( <", "<").replace("(<", "<").replace(">)", ">").replace("< ", "<");
    let text = text.trim_matches([' ', ',', ';', ':', '*', '-', '_', '"', '\'', '\u{A0}']);
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}

/// Maximum number of characters of a sender, and of a date.
const MAX_FROM: usize = 200;
const MAX_DATE: usize = 100;
