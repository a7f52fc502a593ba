//! Reads the pages of a PDF (ISO 32000-1, 7.7.3).

use std::collections::HashSet;
use std::rc::Rc;

use super::content::Drawing;
use super::content::GraphicsState;
use super::encoding::document_string;
use super::file::PdfFile;
use super::object::{Dict, Object, Stream};
use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;

/// Maximum number of pages.
const MAX_PAGES: usize = 50_000;
/// Maximum depth of the page tree.
const MAX_DEPTH: usize = 64;
/// Maximum number of form fields and annotations that are read from a page.
const MAX_NOTES: usize = 5_000;

/// A page.
pub(super) struct Page {
    dict: Rc<Dict>,
    /// The resources of the page, or those inherited from its parent.
    resources: Rc<Dict>,
}

/// Returns all pages in order. Each node of the page tree is read only once, because a damaged tree can contain
/// cycles.
pub(super) fn list(file: &PdfFile<'_>, budget: &mut ExtractionBudget) -> Result<Vec<Page>, FailureReason> {
    let root = file.get(&file.trailer, "Root", budget);
    let root = root.dict().ok_or(FailureReason::Damaged)?;
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
            if depth < MAX_DEPTH {
                let deeper = |kid: &Object| (kid.clone(), Rc::clone(&resources), depth.saturating_add(1));
                open.extend(kids.array().iter().rev().take(MAX_PAGES).map(deeper));
            }
        } else if pages.len() < MAX_PAGES {
            pages.push(Page { dict, resources });
        }
    }
    Ok(pages)
}

impl Page {
    /// Reads the content of the page, then its form fields and annotations.
    pub(super) fn read(
        &self,
        drawing: &mut Drawing<'_, '_, '_>,
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
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
                // A token never continues in another content stream (ISO 32000-1, 7.8.2).
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

    /// Reads form fields and annotations (ISO 32000-1, 12.5). Their text is in a form `XObject` or in a string.
    fn notes(
        &self,
        drawing: &mut Drawing<'_, '_, '_>,
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
        let file = drawing.file;
        let notes = file.get(&self.dict, "Annots", budget);
        for note in notes.array().iter().take(MAX_NOTES) {
            budget.tick()?;
            let note = file.resolve(note, budget);
            let Some(note) = note.dict() else { continue };
            if matches!(note.name("Subtype"), Some("Link" | "Popup")) {
                continue;
            }
            drawing.line.finish(budget);
            let looks = file.get(note, "AP", budget);
            let normal = looks.dict().map(|looks| file.get(looks, "N", budget)).unwrap_or_default();
            // An annotation can have several appearances, for example of a checked and an unchecked box. `AS`
            // names the current appearance.
            let shown = match (&normal, note.name("AS")) {
                (Object::Dict(states), Some(state)) => file.get(states, state, budget),
                _ => normal.clone(),
            };
            if let Some(form) = shown.stream() {
                drawing.form(form, &self.resources, &GraphicsState::default(), 0, budget)?;
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
