//! Writes the pages of a flow.

use std::io::Write;

use lopdf::{Dictionary, Document, Object, Stream};

use crate::PdfError;
use crate::base::Base;
use crate::copy::{CopiedPage, Copier};
use crate::ea::tree::Leaf;
use crate::flow::Flow;
use crate::link::Link;
use crate::sink::{Id, reference};
use crate::writer::{PdfWriter, integer};

impl<W: Write> PdfWriter<W> {
    /// Writes the pages of a flow, with their links and with forms below the drawing. `leaves` are the document parts of the
    /// pages in an EA-PDF file.
    pub(crate) fn write_pages(
        &mut self,
        flow: &Flow,
        links: Vec<Link>,
        bases: Vec<Base>,
        leaves: &[Leaf],
    ) -> Result<Vec<Id>, PdfError> {
        self.missing_glyphs = self.missing_glyphs.saturating_add(flow.missing_glyphs);
        let bytes = match flow.draw(self.options.archival) {
            Err(PdfError::Draw(_)) if self.options.archival => {
                // A page that breaks the rules is still better than none.
                self.options.archival = false;
                flow.draw(false)?
            }
            drawn => drawn?,
        };
        let document = Document::load_mem(&bytes)?;
        let mut copier = Copier::new(&document);
        if self.intent.is_none()
            && let Ok(intent) = document.catalog()?.get(b"OutputIntents")
        {
            self.intent = Some(copier.object(intent, &mut self.sink, &mut self.written, 0)?);
        }
        let mut ids = Vec::new();
        let node = self.sink.reserve()?;
        let (mut links, mut bases) = (links.into_iter().peekable(), bases.into_iter().peekable());
        for (number, drawn) in document.page_iter().enumerate() {
            let mut drawn = copier.page(drawn, &mut self.sink, &mut self.written)?;
            let mut page = Dictionary::new();
            page.set("Type", Object::Name(b"Page".to_vec()));
            page.set("Parent", reference(node));
            page.set("MediaBox", drawn.media_box.clone());
            let is_part = set_part(&mut page, number, leaves);
            if let Some(base) = bases.next_if(|base| base.page <= number) {
                self.set_content_over(&mut page, drawn, &base, is_part)?;
            } else {
                if is_part {
                    drawn.content = marked(&drawn.content);
                }
                self.set_content(&mut page, drawn)?;
            }
            let mut annotations = Vec::new();
            while let Some(link) = links.next_if(|link| link.page <= number) {
                annotations.extend(link.annotation(self.options.paper.height(), &self.pages));
            }
            if !annotations.is_empty() {
                page.set("Annots", annotations);
            }
            ids.push(self.sink.add(&page.into())?);
        }
        self.write_node(node, &ids)?;
        Ok(ids)
    }

    fn set_content(&mut self, page: &mut Dictionary, copied: CopiedPage) -> Result<(), PdfError> {
        let mut stream = Stream::new(Dictionary::new(), copied.content);
        stream.compress()?;
        page.set("Resources", reference(copied.resources));
        page.set("Contents", reference(self.sink.add(&stream.into())?));
        if let Some(group) = copied.group {
            page.set("Group", group);
        }
        Ok(())
    }

    /// Sets content that shows a form, and the drawn page over it.
    fn set_content_over(
        &mut self,
        page: &mut Dictionary,
        copied: CopiedPage,
        base: &Base,
        is_part: bool,
    ) -> Result<(), PdfError> {
        let mut form = Dictionary::new();
        form.set("Type", Object::Name(b"XObject".to_vec()));
        form.set("Subtype", Object::Name(b"Form".to_vec()));
        form.set("BBox", copied.media_box);
        form.set("Resources", reference(copied.resources));
        let mut over = Stream::new(form, copied.content);
        over.compress()?;
        let mut forms = Dictionary::new();
        forms.set("B", reference(base.form));
        forms.set("O", reference(self.sink.add(&over.into())?));
        let mut resources = Dictionary::new();
        resources.set("XObject", forms);
        page.set("Resources", resources);
        let matrix = base.matrix.map(|number| format!("{number:.4} ")).concat();
        let content = format!("q {matrix}cm /B Do Q q /O Do Q").into_bytes();
        let content = if is_part { marked(&content) } else { content };
        let content = Stream::new(Dictionary::new(), content);
        page.set("Contents", reference(self.written.add(&content.into(), &mut self.sink)?));
        Ok(())
    }

    /// Writes a node of the page tree.
    fn write_node(&mut self, node: Id, pages: &[Id]) -> Result<(), PdfError> {
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", Object::Name(b"Pages".to_vec()));
        dictionary.set("Parent", reference(self.tree));
        dictionary.set("Kids", pages.iter().map(|id| reference(*id)).collect::<Vec<_>>());
        dictionary.set("Count", integer(pages.len()));
        self.nodes.push((node, pages.len()));
        self.sink.set(node, &dictionary.into())
    }
}

/// Sets the document part of a page, its place in the structure tree, and the files that belong to it. Returns false if no part
/// contains the page.
fn set_part(page: &mut Dictionary, number: usize, leaves: &[Leaf]) -> bool {
    let Some((leaf, key)) = leaves.iter().find_map(|leaf| Some((leaf, leaf.key_of(number)?))) else {
        return false;
    };
    page.set("DPart", reference(leaf.part));
    page.set("StructParents", integer(key));
    if number == leaf.span.first && !leaf.files.is_empty() {
        // A reader of PDF/A-3 does not know document parts, so the page names the files too.
        page.set("AF", leaf.files.iter().copied().map(reference).collect::<Vec<_>>());
    }
    true
}

/// Marks the content of a page as the content of a structure element.
fn marked(content: &[u8]) -> Vec<u8> {
    [b"/Sect <</MCID 0>> BDC\n", content, b"\nEMC"].concat()
}
