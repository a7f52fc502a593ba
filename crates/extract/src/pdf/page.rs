//! Pages, ISO 32000-1, 7.7.3.

use std::collections::HashSet;
use std::rc::Rc;

use super::content::Drawing;
use super::content::State;
use super::encoding::document_string;
use super::file::File;
use super::object::{Dict, Object, Stream};
use crate::Reason;
use crate::budget::Budget;

/// Pages that are read of one file.
const MOST_PAGES: usize = 50_000;
/// Levels of their tree.
const DEEPEST: usize = 64;
/// Fields and notes of a page.
const MOST_NOTES: usize = 5_000;

pub(super) struct Page {
    dict: Rc<Dict>,
    /// Of the page, or of what it hangs on.
    resources: Rc<Dict>,
}

/// All pages in their order. A branch that leads back into itself is followed once.
pub(super) fn list(file: &File<'_>, budget: &mut Budget) -> Result<Vec<Page>, Reason> {
    let root = file.get(&file.trailer, "Root", budget);
    let root = root.dict().ok_or(Reason::Damaged)?;
    let mut pages = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![(root.get("Pages").clone(), Rc::new(Dict::default()), 0_usize)];
    while let Some((object, resources, depth)) = open.pop() {
        budget.tick()?;
        if let Object::Reference(number) = object
            && !seen.insert(number)
        {
            continue;
        }
        let object = file.resolve(&object, budget);
        let Object::Dict(dict) = object else { continue };
        let resources = match file.get(&dict, "Resources", budget) {
            Object::Dict(own) => own,
            _ => resources,
        };
        let kids = file.get(&dict, "Kids", budget);
        if !kids.array().is_empty() && dict.name("Type") != Some("Page") {
            if depth < DEEPEST {
                let deeper = |kid: &Object| (kid.clone(), Rc::clone(&resources), depth.saturating_add(1));
                open.extend(kids.array().iter().rev().take(MOST_PAGES).map(deeper));
            }
        } else if pages.len() < MOST_PAGES {
            pages.push(Page { dict, resources });
        }
    }
    Ok(pages)
}

impl Page {
    /// What is drawn, then fields and notes.
    pub(super) fn read(&self, drawing: &mut Drawing<'_, '_, '_>, budget: &mut Budget) -> Result<(), Reason> {
        budget.check_time()?;
        let file = drawing.file;
        let contents = file.get(&self.dict, "Contents", budget);
        let parts: Vec<Rc<Stream>> = match &contents {
            Object::Stream(stream) => vec![Rc::clone(stream)],
            Object::Array(parts) => {
                parts.iter().filter_map(|part| file.resolve(part, budget).stream().cloned()).collect()
            }
            _ => Vec::new(),
        };
        let mut content = Vec::new();
        let mut whole = Ok(());
        for part in &parts {
            match file.bytes_of(part, budget) {
                Ok(bytes) if content.is_empty() => content = bytes,
                // A token may not go on in another part, 7.8.2.
                Ok(bytes) => {
                    content.push(b'\n');
                    content.extend(bytes);
                }
                Err(reason) => whole = Err(reason),
            }
        }
        let drawn = drawing.page(&content, &self.resources, budget);
        self.notes(drawing, budget)?;
        drawn.and(whole)
    }

    /// What stands in fields and notes, 12.5: drawings of their own, or plain strings.
    fn notes(&self, drawing: &mut Drawing<'_, '_, '_>, budget: &mut Budget) -> Result<(), Reason> {
        let file = drawing.file;
        let notes = file.get(&self.dict, "Annots", budget);
        for note in notes.array().iter().take(MOST_NOTES) {
            budget.tick()?;
            let note = file.resolve(note, budget);
            let Some(note) = note.dict() else { continue };
            if matches!(note.name("Subtype"), Some("Link" | "Popup")) {
                continue;
            }
            drawing.line.finish(budget);
            let looks = file.get(note, "AP", budget);
            let normal = looks.dict().map(|looks| file.get(looks, "N", budget)).unwrap_or_default();
            // One of several looks, such as that of a box that is ticked.
            let shown = match (&normal, note.name("AS")) {
                (Object::Dict(states), Some(state)) => file.get(states, state, budget),
                _ => normal.clone(),
            };
            if let Some(form) = shown.stream() {
                drawing.form(form, &self.resources, &State::default(), 0, budget)?;
            }
            let is_field = note.name("Subtype") == Some("Widget");
            let contents = file.get(note, "Contents", budget);
            if let Some(contents) = contents.text().filter(|_| !is_field && shown.stream().is_none()) {
                drawing.line.note(&document_string(contents), budget);
            }
        }
        Ok(())
    }
}
