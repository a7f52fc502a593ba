//! Reads the tables of Excel workbooks (ECMA-376 part 1, section 18.3), with the position of each cell.

use super::numbered;
use super::sheet::Workbook;
use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::table::TableWriter;
use crate::xml::{self, XmlToken};
use crate::zip::{Zip, ZipEntry};

/// Maximum number of sheets whose names are read.
const MAX_SHEETS: usize = 1_000;

/// Reads the sheets of a workbook in their order.
pub(super) fn read(
    zip: &Zip<'_>,
    out: &mut TableWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let mut book = Workbook::default();
    let mut names = Vec::new();
    if let Some(part) = zip.read_named("xl/workbook.xml", budget)? {
        xml::read(&part, budget, |token, _| match token {
            XmlToken::Open("sheet", attributes) if names.len() < MAX_SHEETS => {
                names.push((
                    attributes.get("name").unwrap_or_default(),
                    attributes.get("id").unwrap_or_default(),
                ));
            }
            XmlToken::Open("workbookPr", attributes) => book.set_first_year(&attributes),
            _ => {}
        })?;
    }
    let mut done = Ok(());
    if let Some(part) = zip.read_named("xl/sharedStrings.xml", budget)? {
        done = book.shared(&part, budget);
    }
    if let Some(part) = zip.read_named("xl/styles.xml", budget)? {
        done = done.and(book.styles(&part, budget));
    }
    for (name, sheet) in sheets(zip, &names, budget)? {
        out.begin(&name);
        if out.is_full() {
            continue;
        }
        let read = zip.read(sheet, budget).and_then(|part| cells(&part, &book, out, budget));
        if read == Err(FailureReason::TimedOut) {
            return read;
        }
        done = done.and(read);
    }
    done
}

/// Returns the parts of the sheets with their names. The relationships of the workbook connect them. If they cannot be read,
/// the numbers of the parts give the order.
fn sheets<'z>(
    zip: &'z Zip<'_>,
    names: &[(String, String)],
    budget: &mut ExtractionBudget,
) -> Result<Vec<(String, &'z ZipEntry)>, FailureReason> {
    let mut targets = Vec::new();
    if let Some(part) = zip.read_named("xl/_rels/workbook.xml.rels", budget)? {
        xml::read(&part, budget, |token, _| {
            if let XmlToken::Open("Relationship", attributes) = token
                && targets.len() < MAX_SHEETS
            {
                targets.push((
                    attributes.get("Id").unwrap_or_default(),
                    attributes.get("Target").unwrap_or_default(),
                ));
            }
        })?;
    }
    let part = |id: &str| {
        let target = targets.iter().find(|(known, _)| known == id).map(|(_, target)| target.as_str())?;
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        zip.find(&path).filter(|entry| entry.name.contains("/worksheets/"))
    };
    let found: Vec<_> = names.iter().filter_map(|(name, id)| Some((name.clone(), part(id)?))).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let numbered = numbered(zip, "xl/worksheets/sheet").into_iter().enumerate();
    let name = |at: usize| names.get(at).map(|(name, _)| name.clone()).unwrap_or_default();
    Ok(numbered.map(|(at, entry)| (name(at), entry)).collect())
}

/// Reads the cells of a sheet.
fn cells(
    part: &[u8],
    book: &Workbook,
    out: &mut TableWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let (mut kind, mut style) = (String::new(), 0);
    let (mut row, mut column) = (0_usize, 0_usize);
    let (mut next_row, mut next_column) = (0_usize, 0_usize);
    let (mut in_value, mut in_text) = (false, false);
    let mut value = String::new();
    xml::read_while(part, budget, |token, budget| {
        match token {
            XmlToken::Open("row", attributes) => {
                row = attributes.number("r").and_then(|row| row.checked_sub(1)).unwrap_or(next_row);
                next_row = row.saturating_add(1);
                next_column = 0;
            }
            XmlToken::Open("c", attributes) => {
                kind = attributes.get("t").unwrap_or_default();
                style = attributes.number("s").unwrap_or(0);
                column = attributes.get("r").and_then(|name| column_of(&name)).unwrap_or(next_column);
                next_column = column.saturating_add(1);
            }
            XmlToken::Open("v", _) => in_value = true,
            XmlToken::Close("v") => {
                in_value = false;
                let shown = book.value(&kind, style, std::mem::take(&mut value).trim());
                out.put(row, column, &shown, budget);
            }
            XmlToken::Open("is", _) => in_text = true,
            XmlToken::Close("is") => {
                in_text = false;
                out.put(row, column, &std::mem::take(&mut value), budget);
            }
            XmlToken::Text(piece) if in_value || in_text => value.push_str(piece),
            _ => {}
        }
        !out.is_full()
    })
}

/// Returns the index of a column for a reference such as `AB12`.
fn column_of(reference: &str) -> Option<usize> {
    let mut index = 0_usize;
    for letter in reference.bytes().take_while(u8::is_ascii_alphabetic) {
        let digit = usize::from(letter.to_ascii_uppercase().checked_sub(b'A')?).checked_add(1)?;
        index = index.checked_mul(26)?.checked_add(digit)?;
    }
    index.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::column_of;

    #[test]
    fn columns_are_numbers() {
        for (reference, column) in
            [("A1", Some(0)), ("Z9", Some(25)), ("AA1", Some(26)), ("xfd1", Some(16_383)), ("1", None)]
        {
            assert_eq!(column_of(reference), column, "{reference}");
        }
        assert_eq!(column_of(&"Z".repeat(99)), None);
    }
}
