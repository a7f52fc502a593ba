//! The rules of EA-PDF (PDF/mail-1) for the objects of a file. A file claims the profile only if it keeps all of them.
//!
//! The rules are those that the PDF Association, the Library of Congress and the sample writer of the University of Illinois have
//! published.

use std::collections::{BTreeSet, HashMap};

use lopdf::{Dictionary, Object};

use crate::inspect::{Inspector, Part, Specification, references};

/// The deepest tree of pages.
const DEPTH: usize = 8;

/// Returns the rules that a file breaks, one sentence for each. `lists` has the numbers of sources, messages and attachments in
/// the metadata.
pub(crate) fn broken(inspector: &Inspector, catalog: &Dictionary, lists: [usize; 3]) -> Vec<String> {
    let mut broken = Vec::new();
    let mut demand = |is_kept: bool, sentence: &str| {
        if !is_kept {
            broken.push(sentence.to_owned());
        }
    };
    let pages = pages(inspector, catalog);
    let tree = Tree::of(inspector, catalog);
    demand(
        !pages.is_empty() && tree.covered.iter().map(|(page, _)| page).eq(&pages),
        "The document parts do not contain each page once.",
    );
    demand(
        tree.covered
            .iter()
            .all(|(page, leaf)| inspector.pages.get(page).is_some_and(|page| page.part == Some(*leaf))),
        "A page does not name its document part.",
    );
    demand(tree.are_sets_complete, "The parts of a message are not on pages of their own.");
    demand(tree.messages > 0 && tree.messages == lists[1], "The metadata does not list each message.");

    let sources = related(inspector, b"Source");
    let attachments = related(inspector, b"Mail_Attachment");
    let named: BTreeSet<u32> = inspector.named.iter().copied().collect();
    demand(
        named.len() == inspector.named.len() && named.iter().eq(sources.union(&attachments)),
        "The list of embedded files is not complete.",
    );
    let is_complete = |file: &Specification| {
        let stream = file.stream.and_then(|stream| inspector.streams.get(&stream));
        file.is_named && stream.is_some_and(|is_complete| *is_complete)
    };
    demand(inspector.specifications.values().all(is_complete), "An embedded file lacks its metadata.");
    demand(sources.len() == tree.messages, "A message is not embedded.");
    demand(
        sources.len() == lists[0] && attachments.len() == lists[2],
        "The metadata does not list each file.",
    );
    let associated: BTreeSet<u32> = references(catalog, b"AF").into_iter().collect();
    demand(associated == sources, "The associated files of the document are not its sources.");
    demand(tree.files == attachments, "An attachment does not belong to a message.");

    let is_name = |dictionary: &Dictionary, key: &[u8], value: &[u8]| {
        dictionary.get(key).and_then(Object::as_name).is_ok_and(|name| name == value)
    };
    let mode: &[u8] =
        if tree.messages == 1 && !attachments.is_empty() { b"UseAttachments" } else { b"UseOutlines" };
    let preferences = catalog.get(b"ViewerPreferences").and_then(Object::as_dict);
    demand(
        is_name(catalog, b"PageMode", mode)
            && catalog.has(b"Outlines")
            && preferences.is_ok_and(|preferences| {
                is_name(preferences, b"NonFullScreenPageMode", b"UseOutlines")
                    && preferences.get(b"DisplayDocTitle").and_then(Object::as_bool).unwrap_or_default()
            }),
        "The viewer is not told how to show the document.",
    );
    demand(has_structure(inspector, catalog, &pages), "The structure tree does not contain each page.");
    broken
}

/// Returns the pages in their order.
fn pages(inspector: &Inspector, catalog: &Dictionary) -> Vec<u32> {
    let mut pages = Vec::new();
    let mut open: Vec<(u32, usize)> =
        references(catalog, b"Pages").into_iter().map(|root| (root, DEPTH)).collect();
    while let Some((id, depth)) = open.pop() {
        match inspector.nodes.get(&id) {
            Some(kids) if depth > 0 => {
                open.extend(kids.iter().rev().map(|kid| (*kid, depth.saturating_sub(1))));
            }
            _ => pages.push(id),
        }
    }
    pages
}

/// The tree of document parts.
#[derive(Default)]
struct Tree {
    /// The pages of all leaves, in the order of the leaves, each with its leaf.
    covered: Vec<(u32, u32)>,
    messages: usize,
    /// True if each branch has the content sets that it needs.
    are_sets_complete: bool,
    /// The files of all messages.
    files: BTreeSet<u32>,
}

impl Tree {
    fn of(inspector: &Inspector, catalog: &Dictionary) -> Self {
        let mut tree = Self::default();
        let root =
            references(catalog, b"DPartRoot").first().and_then(|root| *inspector.part_roots.get(root)?);
        let Some(branches) = root.and_then(|root| inspector.parts.get(&root)).map(|root| &root.children)
        else {
            return tree;
        };
        let order = pages(inspector, catalog);
        let places: HashMap<u32, usize> =
            order.iter().enumerate().map(|(place, page)| (*page, place)).collect();
        tree.are_sets_complete = true;
        for (number, id) in branches.iter().enumerate() {
            let Some(branch) = inspector.parts.get(id) else { continue };
            let leaves: Vec<(u32, &Part)> =
                branch.children.iter().filter_map(|leaf| Some((*leaf, inspector.parts.get(leaf)?))).collect();
            let sets: Vec<&[u8]> =
                leaves.iter().map(|(_, leaf)| leaf.set.as_deref().unwrap_or_default()).collect();
            let is_complete = match sets.as_slice() {
                [b"EmailHeaderRendering", bodies @ ..] => {
                    branch.is_message
                        && !bodies.is_empty()
                        && bodies.iter().all(|set| *set == b"BodyRendering")
                }
                [b"FrontMatter"] => number == 0,
                [b"AttachmentList"] => number.saturating_add(1) == branches.len(),
                _ => false,
            };
            tree.are_sets_complete &= is_complete && branch.parent == root;
            tree.messages = tree.messages.saturating_add(usize::from(branch.is_message));
            tree.files.extend(&branch.files);
            for (leaf_id, leaf) in leaves {
                let place = |page: Option<u32>| page.and_then(|page| places.get(&page)).copied();
                if let (Some(first), Some(last)) = (place(leaf.start), place(leaf.end)) {
                    let pages = order.get(first..=last).unwrap_or_default();
                    tree.covered.extend(pages.iter().map(|page| (*page, leaf_id)));
                }
            }
        }
        tree
    }
}

/// Returns the file specifications with a relation.
fn related(inspector: &Inspector, relation: &[u8]) -> BTreeSet<u32> {
    let files = inspector.specifications.iter();
    files.filter(|(_, file)| file.relation == relation).map(|(id, _)| *id).collect()
}

/// Returns true if the structure tree has one element `Document`, and each page has a place in the tree.
fn has_structure(inspector: &Inspector, catalog: &Dictionary, pages: &[u32]) -> bool {
    let root = references(catalog, b"StructTreeRoot").first().and_then(|root| inspector.structures.get(root));
    let [document] = root.map(Vec::as_slice).unwrap_or_default() else { return false };
    inspector.elements.get(document).is_some_and(|(kind, children)| kind == b"Document" && *children > 0)
        && pages.iter().all(|page| inspector.pages.get(page).is_some_and(|page| page.has_structure))
}
