//! The options of a PDF.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::sheet::Paper;

/// The longest text before a Bates number, in characters.
const MAX_PREFIX: usize = 30;

/// The options of a PDF.
#[derive(Debug, Clone)]
pub struct PdfOptions {
    /// The title of the document.
    pub title: String,
    /// The size of each page.
    pub paper: Paper,
    /// The time at which the document is made.
    pub created: DateTime<Utc>,
    /// Consecutive numbers of pages, as courts use them; none to leave them out.
    pub bates: Option<Bates>,
    /// Whether a cover and an index come before the messages.
    pub front: bool,
    /// Whether to follow and to claim PDF/A-3u. The claim is left out if a page cannot keep the rules.
    pub archival: bool,
    /// Whether to write the structure of EA-PDF (PDF/mail-1), and to claim it if the file keeps its rules.
    pub ea_pdf: bool,
}

/// Bates numbers: `PREFIX000001` on each page of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bates {
    /// The text before each number.
    pub prefix: String,
    /// The number of the first page.
    pub start: u64,
}

impl Bates {
    /// Returns the number of a page. The first page has the index 0.
    pub(crate) fn number(&self, index: usize) -> String {
        let number = self.start.saturating_add(index as u64);
        format!("{}{number:06}", self.prefix)
    }
}

/// Reads `PREFIX` or `PREFIX:START`.
impl FromStr for Bates {
    type Err = BatesError;

    fn from_str(text: &str) -> Result<Self, BatesError> {
        let (prefix, start) = match text.rsplit_once(':') {
            Some((prefix, start)) => (prefix, start.parse().map_err(|_| BatesError)?),
            None => (text, 1),
        };
        let is_usable = prefix.chars().count() <= MAX_PREFIX && !prefix.chars().any(char::is_control);
        if is_usable { Ok(Self { prefix: prefix.to_owned(), start }) } else { Err(BatesError) }
    }
}

/// A text is no description of Bates numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatesError;

impl fmt::Display for BatesError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Bates numbers are written as PREFIX or PREFIX:START, with at most {MAX_PREFIX} characters before the number"
        )
    }
}

impl std::error::Error for BatesError {}

#[cfg(test)]
mod tests {
    use super::Bates;

    #[test]
    fn bates_numbers_are_read_and_written() {
        for (text, first, third) in [
            ("FM", "FM000001", "FM000003"),
            ("ALDER-:41", "ALDER-000041", "ALDER-000043"),
            ("", "000001", "000003"),
            (":7", "000007", "000009"),
            ("a:b:9999999", "a:b9999999", "a:b10000001"),
        ] {
            let bates: Bates = text.parse().unwrap();
            assert_eq!((bates.number(0).as_str(), bates.number(2).as_str()), (first, third), "{text}");
        }
        for wrong in ["FM:", "FM:x", "FM:-1", "a\nb", &"x".repeat(31)] {
            assert!(wrong.parse::<Bates>().is_err(), "{wrong}");
        }
    }
}
