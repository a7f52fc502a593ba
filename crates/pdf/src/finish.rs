//! Completes a file: front pages, bookmarks, lists and metadata.

use std::io::Write;

use lopdf::{Dictionary, Object, Stream, StringFormat};
use md5::{Digest, Md5};

use crate::PdfError;
use crate::bookmarks::bookmarks;
use crate::ea::content_set::{ContentSet, Span};
use crate::ea::{EaPdf, KEYWORD, Profile, attachment_list, metadata_dictionary, rules};
use crate::files::hex;
use crate::flow::Flow;
use crate::front;
use crate::labels::{labels, roman};
use crate::link::Link;
use crate::outline::{self, Bookmark};
use crate::sink::{Id, reference, text_string};
use crate::writer::{PdfSummary, PdfWriter, integer};
use crate::xmp::{Metadata, PACKET_END};

impl<W: Write> PdfWriter<W> {
    /// Writes the front pages, the bookmarks, the list of files and the metadata. Returns the output. `cover` has the labels
    /// and values of the cover.
    pub fn finish(mut self, cover: &[(String, String)]) -> Result<(W, PdfSummary), PdfError> {
        self.write_queue()?;
        let back = self.write_attachment_list()?;
        let front = if self.options.front { self.write_front(cover)? } else { Vec::new() };
        self.write_tree()?;
        let mut catalog = Dictionary::new();
        catalog.set("Type", name("Catalog"));
        catalog.set("Pages", reference(self.tree));
        catalog.set("PageLabels", labels(front.len()));
        if let Some(outline) = outline::write(&self.bookmarks(&front, &back), &mut self.sink)? {
            catalog.set("Outlines", reference(outline));
            catalog.set("PageMode", name("UseOutlines"));
        }
        let mut preferences = Dictionary::new();
        preferences.set("DisplayDocTitle", Object::Boolean(true));
        catalog.set("ViewerPreferences", preferences);
        let only_sources = self.ea.is_some();
        if let Some((names, associated)) =
            std::mem::take(&mut self.files).finish(&mut self.sink, only_sources)?
        {
            let mut tree = Dictionary::new();
            tree.set("EmbeddedFiles", names);
            catalog.set("Names", tree);
            catalog.set("AF", associated);
        }
        let archival = self.options.archival && self.intent.is_some();
        if let (true, Some(intent)) = (archival, self.intent.take()) {
            catalog.set("OutputIntents", intent);
        }
        let metadata = self.sink.reserve()?;
        let profile_problems = self.complete_profile(&mut catalog, metadata, archival)?;
        let profile = self.ea.as_ref().map(EaPdf::profile).filter(|_| profile_problems.is_empty());
        let trailer = self.trailer(catalog, metadata, archival, profile)?;
        let summary = PdfSummary {
            front_pages: front.len(),
            pages: front.len().saturating_add(self.pages.len()),
            messages: self.placed,
            missing_glyphs: self.missing_glyphs,
            archival,
            back_pages: back.len(),
            profile: profile.map(Profile::name),
            profile_problems,
        };
        Ok((self.sink.finish(trailer)?, summary))
    }

    /// Adds the entries of EA-PDF to the catalog. Returns the rules that the file breaks.
    fn complete_profile(
        &mut self,
        catalog: &mut Dictionary,
        metadata: Id,
        archival: bool,
    ) -> Result<Vec<String>, PdfError> {
        let Some(ea) = &mut self.ea else { return Ok(Vec::new()) };
        let (parts, structure) = ea.trees.finish(metadata, &mut self.sink)?;
        catalog.set("DPartRoot", parts);
        catalog.set("StructTreeRoot", structure);
        // The messages may be in any language.
        catalog.set("Lang", text_string("und"));
        let counts = ea.counts();
        if ea.profile() == Profile::Single && counts[2] > 0 {
            catalog.set("PageMode", name("UseAttachments"));
        }
        if let Ok(preferences) = catalog.get_mut(b"ViewerPreferences").and_then(Object::as_dict_mut) {
            preferences.set("NonFullScreenPageMode", name("UseOutlines"));
        }
        let inspector = self.sink.inspector.take().unwrap_or_default();
        let mut broken = rules::broken(&inspector, catalog, counts);
        if !archival {
            broken.push("A page does not keep the rules of PDF/A-3u.".to_owned());
        }
        Ok(broken)
    }

    /// Returns all bookmarks. `front` and `back` are the pages before and after the messages.
    fn bookmarks(&self, front: &[Id], back: &[Id]) -> Vec<Bookmark> {
        let mut all = bookmarks(&self.index, &self.conversations, &self.pages);
        if self.ea.is_some() {
            let bookmark = |set: ContentSet, pages: &[Id]| Some(Bookmark::new(set.title(), *pages.first()?));
            all.splice(0..0, bookmark(ContentSet::Front, front));
            all.extend(bookmark(ContentSet::AttachmentList, back));
        }
        all
    }

    /// Writes the metadata and the catalog. Returns the trailer.
    fn trailer(
        &mut self,
        mut catalog: Dictionary,
        packet: Id,
        archival: bool,
        profile: Option<Profile>,
    ) -> Result<Dictionary, PdfError> {
        let id = self.id();
        let metadata = Metadata {
            title: &self.options.title,
            created: self.options.created,
            id: &hex(&id),
            archival,
            keywords: profile.map(|_| KEYWORD),
        };
        let info = self.sink.add(&metadata.info())?;
        let start = metadata.packet_start();
        if let Some(ea) = &mut self.ea {
            self.sink.stream(packet, metadata_dictionary(), |out| {
                out.write_all(start.as_bytes())?;
                ea.write_metadata(profile, out)?;
                Ok(out.write_all(PACKET_END.as_bytes())?)
            })?;
        } else {
            let stream = Stream::new(metadata_dictionary(), (start + PACKET_END).into_bytes());
            self.sink.set(packet, &stream.with_compression(false).into())?;
        }
        catalog.set("Metadata", reference(packet));
        let catalog = self.sink.add(&catalog.into())?;
        let mut trailer = Dictionary::new();
        trailer.set("Root", reference(catalog));
        trailer.set("Info", reference(info));
        let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
        trailer.set("ID", vec![id.clone(), id]);
        Ok(trailer)
    }

    /// Writes the pages with the list of attachments, in an EA-PDF file.
    fn write_attachment_list(&mut self) -> Result<Vec<Id>, PdfError> {
        let Some(ea) = &mut self.ea else { return Ok(Vec::new()) };
        let attachments = std::mem::take(&mut ea.lines);
        let (mut flow, links) = attachment_list::lay_out(&mut self.fonts, self.options.paper, &attachments);
        let before = self.pages.len();
        for page in 0..flow.pages() {
            let number = before.saturating_add(page).saturating_add(1);
            self.decorate(&mut flow, page, &number.to_string(), 0);
        }
        let pages = self.write_part(ContentSet::AttachmentList, &flow, links)?;
        self.pages.extend(&pages);
        Ok(pages)
    }

    fn write_front(&mut self, cover: &[(String, String)]) -> Result<Vec<Id>, PdfError> {
        let index = std::mem::take(&mut self.index);
        let (mut flow, links) =
            front::lay_out(&mut self.fonts, self.options.paper, &self.options.title, cover, &index);
        self.index = index;
        for page in 1..flow.pages() {
            self.decorate(&mut flow, page, &roman(page.saturating_add(1)), 0);
        }
        let pages = self.write_part(ContentSet::Front, &flow, links)?;
        // The front pages were written last and come first.
        self.nodes.rotate_right(1);
        Ok(pages)
    }

    /// Writes pages that belong to no message.
    fn write_part(&mut self, set: ContentSet, flow: &Flow, links: Vec<Link>) -> Result<Vec<Id>, PdfError> {
        let span = Span { set, first: 0, pages: flow.pages() };
        let leaves = match &mut self.ea {
            Some(ea) => ea.trees.reserve(&[span], &mut self.sink)?,
            None => Vec::new(),
        };
        let pages = self.write_pages(flow, links, Vec::new(), &leaves)?;
        if let Some(ea) = &mut self.ea {
            ea.trees.add(&leaves, None, &pages, &mut self.sink)?;
        }
        Ok(pages)
    }

    /// Writes the root of the page tree.
    fn write_tree(&mut self) -> Result<(), PdfError> {
        let mut root = Dictionary::new();
        root.set("Type", name("Pages"));
        root.set("Kids", self.nodes.iter().map(|(id, _)| reference(*id)).collect::<Vec<_>>());
        root.set("Count", integer(self.nodes.iter().map(|(_, count)| count).sum()));
        self.sink.set(self.tree, &root.into())
    }

    /// Returns an identifier of the file: equal input gives an equal file.
    fn id(&self) -> [u8; 16] {
        let mut digest = Md5::new();
        digest.update(self.options.title.as_bytes());
        digest.update(self.options.created.timestamp_micros().to_be_bytes());
        for line in &self.index {
            digest.update(line.subject.as_bytes());
            digest.update(line.page.to_be_bytes());
        }
        digest.finalize().into()
    }
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}
