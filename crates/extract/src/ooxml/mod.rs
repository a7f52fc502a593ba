//! Documents of Office since 2007: XML parts in a ZIP file, ECMA-376.

mod binary_sheet;
mod numbers;
mod sheet;
mod slides;
mod word;

use crate::budget::Budget;
use crate::text::Text;
use crate::xml::{self, Token};
use crate::zip::{Entry, Zip};
use crate::{Kind, Reason};

pub(crate) use binary_sheet::rk;
pub(crate) use numbers::{date, head_text, is_date_format, number};
pub(crate) use word::paragraphs;

/// The text of a document.
pub(crate) fn read(kind: Kind, zip: &Zip<'_>, text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let read = match kind {
        Kind::Docx => word::read(zip, text, budget),
        Kind::Pptx => slides::read(zip, text, budget),
        Kind::Xlsb => binary_sheet::read(zip, text, budget),
        _ => sheet::read(zip, text, budget),
    };
    let title = title(zip, text, budget);
    read.and(title)
}

/// What the document says of itself: title, subject, keywords.
fn title(zip: &Zip<'_>, text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let Some(part) = zip.read_named("docProps/core.xml", budget)? else { return Ok(()) };
    let mut wanted = false;
    xml::read(&part, budget, |token, budget| match token {
        Token::Open(name, _) => {
            wanted = matches!(name, "title" | "subject" | "keywords");
            text.line();
        }
        Token::Text(piece) if wanted => text.push(piece, budget),
        Token::Text(_) => {}
        Token::Close(_) => wanted = false,
    })
}

/// Parts whose names are `start`, a number and `.xml` or `.bin`, by their numbers.
fn numbered<'z>(zip: &'z Zip<'_>, start: &str) -> Vec<&'z Entry> {
    let number = |entry: &Entry| {
        let rest = entry.name.get(..start.len()).filter(|name| name.eq_ignore_ascii_case(start));
        let rest = rest.and_then(|_| entry.name.get(start.len()..))?;
        let (digits, extension) = rest.split_once('.')?;
        let is_part = matches!(extension, "xml" | "bin");
        (is_part && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse::<u32>().unwrap_or(0))
    };
    let mut parts: Vec<_> = zip.entries.iter().filter_map(|entry| Some((number(entry)?, entry))).collect();
    parts.sort_by_key(|(number, _)| *number);
    parts.into_iter().map(|(_, entry)| entry).collect()
}

/// Gives each part to `take`. A part that is damaged costs only itself.
fn each(
    zip: &Zip<'_>,
    parts: &[&Entry],
    budget: &mut Budget,
    mut take: impl FnMut(&[u8], &mut Budget) -> Result<(), Reason>,
) -> Result<(), Reason> {
    let mut all = Ok(());
    for part in parts {
        if budget.is_full() {
            break;
        }
        let read = zip.read(part, budget).and_then(|bytes| take(&bytes, budget));
        if read == Err(Reason::TimedOut) {
            return read;
        }
        all = all.and(read);
    }
    all
}
