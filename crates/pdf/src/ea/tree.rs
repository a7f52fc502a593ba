//! The tree of document parts (ISO 32000-2, 14.12), and the structure tree (ISO 32000-1, 14.7) with the same branches.

use std::io::Write;

use lopdf::{Dictionary, Object};

use super::content_set::{ContentSet, Span};
use super::facts::Identity;
use crate::PdfError;
use crate::sink::{Id, Sink, reference, text_string};

/// The most children of a node of the number tree.
const KIDS: usize = 64;

/// Both trees while they are written.
pub(crate) struct Trees {
    /// The root of the document parts.
    root: Id,
    /// The structure element `Document`, and the root of the structure tree.
    document: Id,
    structure: Id,
    /// The branches of both trees. The first one belongs to the front pages, which are written last.
    branches: Vec<Branch>,
    /// The structure element of each page, by its key in the parent tree.
    elements: Vec<Id>,
}

/// The nodes of a message in both trees.
#[derive(Debug, Clone, Copy)]
struct Branch {
    part: Id,
    element: Id,
}

/// The nodes of a content set that are reserved before its pages are written.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    pub span: Span,
    pub part: Id,
    element: Id,
    /// The file specifications that belong to its first page.
    pub files: Vec<Id>,
    /// The key of the first page in the parent tree.
    key: usize,
}

/// The message of a branch.
pub(crate) struct Message<'m> {
    pub identity: &'m Identity,
    pub subject: &'m str,
    /// The file specifications of the attachments.
    pub attachments: &'m [Id],
}

impl Leaf {
    /// Returns the key of a page in the parent tree, if the page belongs to the leaf.
    pub fn key_of(&self, page: usize) -> Option<usize> {
        let index = page.checked_sub(self.span.first)?;
        (index < self.span.pages).then(|| self.key.saturating_add(index))
    }
}

impl Trees {
    pub fn new<W: Write>(sink: &mut Sink<W>) -> Result<Self, PdfError> {
        let (root, document, structure) = (sink.reserve()?, sink.reserve()?, sink.reserve()?);
        let front = Branch { part: sink.reserve()?, element: sink.reserve()? };
        Ok(Self { root, document, structure, branches: vec![front], elements: Vec::new() })
    }

    /// Reserves the nodes of content sets, whose pages are written next.
    pub fn reserve<W: Write>(&mut self, spans: &[Span], sink: &mut Sink<W>) -> Result<Vec<Leaf>, PdfError> {
        let mut leaves = Vec::new();
        for span in spans {
            let leaf = Leaf {
                span: *span,
                part: sink.reserve()?,
                element: sink.reserve()?,
                files: Vec::new(),
                key: self.elements.len(),
            };
            self.elements.extend((0..span.pages).map(|_| leaf.element));
            leaves.push(leaf);
        }
        Ok(leaves)
    }

    /// Writes the branch of a message, or of the pages that belong to no message. `pages` has the objects of the pages of all
    /// spans.
    pub fn add<W: Write>(
        &mut self,
        leaves: &[Leaf],
        message: Option<&Message<'_>>,
        pages: &[Id],
        sink: &mut Sink<W>,
    ) -> Result<(), PdfError> {
        let is_front = leaves.iter().any(|leaf| leaf.span.set == ContentSet::Front);
        let branch = match self.branches.first() {
            Some(front) if is_front => *front,
            _ => {
                let branch = Branch { part: sink.reserve()?, element: sink.reserve()? };
                self.branches.push(branch);
                branch
            }
        };
        for leaf in leaves {
            let pages = pages.get(leaf.span.first..leaf.span.first.saturating_add(leaf.span.pages));
            write_leaf(leaf, branch, pages.unwrap_or_default(), sink)?;
        }
        let mut part = node(self.root, leaves.iter().map(|leaf| leaf.part));
        let mut element = element("Part", self.document, leaves.iter().map(|leaf| reference(leaf.element)));
        if let Some(message) = message {
            let mut metadata = Dictionary::new();
            if let Some(id) = &message.identity.message_id {
                metadata.set("Mail_MessageID", text_string(id));
            }
            metadata.set("Mail_GUID", text_string(&message.identity.guid));
            part.set("DPM", metadata);
            if !message.attachments.is_empty() {
                part.set("AF", message.attachments.iter().copied().map(reference).collect::<Vec<_>>());
            }
            element.set("T", text_string(message.subject));
        } else {
            element.set("Lang", text_string("en"));
        }
        sink.set(branch.part, &part.into())?;
        sink.set(branch.element, &element.into())
    }

    /// Writes the roots of both trees. Returns the values of `DPartRoot` and `StructTreeRoot` in the catalog. `metadata` is the
    /// object with the metadata of the document.
    pub fn finish<W: Write>(&self, metadata: Id, sink: &mut Sink<W>) -> Result<(Object, Object), PdfError> {
        let part_root = sink.reserve()?;
        let mut root = node(part_root, self.branches.iter().map(|branch| branch.part));
        root.set("Metadata", reference(metadata));
        sink.set(self.root, &root.into())?;
        let mut parts = Dictionary::new();
        parts.set("Type", name("DPartRoot"));
        parts.set("DPartRootNode", reference(self.root));
        parts.set("RecordLevel", Object::Integer(1));
        sink.set(part_root, &parts.into())?;

        let branches = self.branches.iter().map(|branch| reference(branch.element));
        sink.set(self.document, &element("Document", self.structure, branches).into())?;
        let mut structure = Dictionary::new();
        structure.set("Type", name("StructTreeRoot"));
        structure.set("K", reference(self.document));
        structure.set("ParentTree", self.parent_tree(sink)?);
        structure.set("ParentTreeNextKey", integer(self.elements.len()));
        sink.set(self.structure, &structure.into())?;
        Ok((reference(part_root), reference(self.structure)))
    }

    fn parent_tree<W: Write>(&self, sink: &mut Sink<W>) -> Result<Object, PdfError> {
        let mut kids = Vec::new();
        for (group, elements) in self.elements.chunks(KIDS).enumerate() {
            let first = group.saturating_mul(KIDS);
            let last = first.saturating_add(elements.len()).saturating_sub(1);
            let numbers = (first..)
                .zip(elements)
                .flat_map(|(key, element)| [integer(key), Object::Array(vec![reference(*element)])]);
            let mut leaf = Dictionary::new();
            leaf.set("Limits", vec![integer(first), integer(last)]);
            leaf.set("Nums", numbers.collect::<Vec<_>>());
            kids.push(reference(sink.add(&leaf.into())?));
        }
        let mut tree = Dictionary::new();
        tree.set("Kids", kids);
        Ok(reference(sink.add(&tree.into())?))
    }
}

/// Writes the nodes of a content set.
fn write_leaf<W: Write>(
    leaf: &Leaf,
    branch: Branch,
    pages: &[Id],
    sink: &mut Sink<W>,
) -> Result<(), PdfError> {
    let mut part = Dictionary::new();
    part.set("Type", name("DPart"));
    part.set("Parent", reference(branch.part));
    part.set("DPM", leaf.span.set.metadata());
    if let (Some(first), Some(last)) = (pages.first(), pages.last()) {
        part.set("Start", reference(*first));
        part.set("End", reference(*last));
    }
    sink.set(leaf.part, &part.into())?;
    let content = pages.iter().map(|page| {
        let mut content = Dictionary::new();
        content.set("Type", name("MCR"));
        content.set("Pg", reference(*page));
        content.set("MCID", Object::Integer(0));
        content.into()
    });
    let mut element = element("Sect", branch.element, content);
    element.set("T", text_string(leaf.span.set.title()));
    sink.set(leaf.element, &element.into())
}

/// Returns a node of the document parts with children.
fn node(parent: Id, children: impl Iterator<Item = Id>) -> Dictionary {
    let mut node = Dictionary::new();
    node.set("Type", name("DPart"));
    node.set("Parent", reference(parent));
    node.set("DParts", vec![Object::Array(children.map(reference).collect())]);
    node
}

fn element(kind: &str, parent: Id, content: impl Iterator<Item = Object>) -> Dictionary {
    let mut element = Dictionary::new();
    element.set("Type", name("StructElem"));
    element.set("S", name(kind));
    element.set("P", reference(parent));
    element.set("K", content.collect::<Vec<_>>());
    element
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
