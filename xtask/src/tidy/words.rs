//! Finds words in documents, screens and comments that the glossary says to avoid.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::sources::Source;
use crate::paths;

/// The page whose words in bold must be avoided.
const GLOSSARY: &str = "docs/glossary.md";

/// Words before `letter` with which it means a character or a paper size, not a message.
const CHARACTERS: &[&str] = &[
    "case", "capital", "small", "two-", "one-", "drive", "first", "last", "single", "accented", "latin",
    "of", "us", "us_",
];

/// Files that are not checked: the page that lists the words, and this file, whose tests contain such words.
const EXEMPT: &[&str] = &[GLOSSARY, "xtask/src/tidy/words.rs"];

/// Lists every use of a word to avoid, with its file and line.
pub fn check(sources: &[Source]) -> Result<Vec<String>> {
    let glossary = fs::read_to_string(paths::root().join(GLOSSARY))
        .with_context(|| format!("could not read {GLOSSARY}"))?;
    let avoided = avoided(&glossary);
    if avoided.is_empty() {
        bail!("{GLOSSARY} has no word in bold");
    }
    let mut broken = Vec::new();
    for (name, text) in sources.iter().filter(|(name, _)| !EXEMPT.contains(&name.as_str())) {
        for (index, line) in text.lines().enumerate() {
            let found = words_in(line, &avoided, is_code(name));
            broken.extend(
                found.map(|word| format!("{name}:{}: the glossary says not to use `{word}`", index + 1)),
            );
        }
    }
    Ok(broken)
}

/// Returns the words in bold in the tables of the glossary, in lower case.
fn avoided(glossary: &str) -> Vec<String> {
    let rows = glossary.lines().filter(|line| line.starts_with('|'));
    rows.flat_map(|row| row.split("**").skip(1).step_by(2)).map(str::to_lowercase).collect()
}

/// Returns true if the file contains code. In code, only phrases of several words are searched, because a single
/// word may be a name.
fn is_code(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    !matches!(extension, Some("md" | "svelte"))
}

fn words_in<'a>(line: &str, avoided: &'a [String], code: bool) -> impl Iterator<Item = &'a String> {
    let line = line.to_lowercase();
    avoided.iter().filter(move |word| (!code || word.contains(' ')) && has(&line, word))
}

/// Returns true if `line` contains `word` or its plural as a whole word.
fn has(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = &line[..start];
        let after = line[start + word.len()..].strip_prefix('s').unwrap_or(&line[start + word.len()..]);
        let whole = !before.ends_with(char::is_alphanumeric)
            && !after.starts_with(|next: char| next.is_alphanumeric() || next == '-');
        whole && !(word == "letter" && CHARACTERS.iter().any(|kind| before.trim_end().ends_with(kind)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, code: bool, expected: &[&str]) {
        let avoided =
            avoided("|**letter**, mail|\n| a | **hand over**, x | **whoever** |\n**not in a table**");
        let found: Vec<_> = words_in(line, &avoided, code).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn words_in_bold_are_found() {
        check("Opens a letter", false, &["letter"]);
        check("All Letters of a year, to hand over", false, &["letter", "hand over"]);
        check("hand overs, whoever asks", false, &["hand over", "whoever"]);
        check("not in a table", false, &[]);
    }

    #[test]
    fn other_meanings_and_parts_of_words_are_not() {
        check("lower-case letters, a two-letter zone", false, &[]);
        check("letter-spacing: 0.03em; newsletters; letterhead", false, &[]);
        check("hand overlay", false, &[]);
    }

    #[test]
    fn code_is_searched_for_phrases_only() {
        check("const letter = 1; // hand over", true, &["hand over"]);
    }
}
