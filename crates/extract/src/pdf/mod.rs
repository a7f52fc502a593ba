//! PDF, ISO 32000: pages in their order, each as it is drawn, then its fields and notes. Fonts tell what their codes stand
//! for; pictures of text have none.

mod cmap;
mod content;
mod crypt;
mod encoding;
mod file;
mod filter;
mod font;
mod glyph;
mod lexer;
mod line;
mod matrix;
mod object;
mod page;
mod truetype;

use crate::Reason;
use crate::budget::Budget;
use crate::text::Text;
use content::Drawing;
use file::File;
use line::Line;
use object::Object;

pub(crate) fn read(bytes: &[u8], text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let file = File::open(bytes, budget)?;
    let info = file.get(&file.trailer, "Info", budget);
    let mut line = Line::new(text);
    for name in ["Title", "Subject", "Keywords"] {
        let entry = info.dict().map(|info| file.get(info, name, budget));
        if let Some(entry) = entry.as_ref().and_then(Object::text) {
            line.note(&encoding::document_string(entry), budget);
        }
    }
    let pages = page::list(&file, budget)?;
    let mut drawing = Drawing::new(&file, line);
    let mut done = if pages.is_empty() { Err(Reason::Damaged) } else { Ok(()) };
    for page in &pages {
        let read = page.read(&mut drawing, budget);
        if read == Err(Reason::TimedOut) {
            drawing.line.finish(budget);
            return read;
        }
        done = done.and(read);
        drawing.line.page(budget);
        if budget.is_full() {
            break;
        }
    }
    drawing.line.finish(budget);
    done
}
