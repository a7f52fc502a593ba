//! Looks at each object while it is written, and keeps what the rules of EA-PDF concern. The rules thus judge the objects of the
//! file itself, not the plan of the code that wrote them.

use std::collections::HashMap;

use lopdf::{Dictionary, Object};

/// The objects of a file that the rules of EA-PDF concern, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Inspector {
    /// Nodes of the page tree, with their children.
    pub nodes: HashMap<u32, Vec<u32>>,
    pub pages: HashMap<u32, Page>,
    pub parts: HashMap<u32, Part>,
    /// Roots of document parts: their only node.
    pub part_roots: HashMap<u32, Option<u32>>,
    pub specifications: HashMap<u32, Specification>,
    /// Embedded files. True if the file has metadata of its own, a digest and a media type.
    pub streams: HashMap<u32, bool>,
    /// The file specifications in name trees.
    pub named: Vec<u32>,
    /// Structure elements: type and number of children.
    pub elements: HashMap<u32, (Vec<u8>, usize)>,
    /// Roots of structure trees: their children.
    pub structures: HashMap<u32, Vec<u32>>,
}

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    pub part: Option<u32>,
    pub has_structure: bool,
}

/// A node of the tree of document parts.
#[derive(Debug)]
pub(crate) struct Part {
    pub parent: Option<u32>,
    pub children: Vec<u32>,
    pub start: Option<u32>,
    pub end: Option<u32>,
    /// The kind of pages.
    pub set: Option<Vec<u8>>,
    /// True if it names a message.
    pub is_message: bool,
    pub files: Vec<u32>,
}

/// A file specification.
#[derive(Debug)]
pub(crate) struct Specification {
    pub relation: Vec<u8>,
    pub stream: Option<u32>,
    /// True if it has both forms of the name and a description.
    pub is_named: bool,
}

impl Inspector {
    /// Notes an object that is written.
    pub fn note(&mut self, id: u32, object: &Object) {
        match object {
            Object::Dictionary(dictionary) => self.dictionary(id, dictionary),
            Object::Stream(stream) => self.stream(id, &stream.dict),
            _ => {}
        }
    }

    /// Notes a stream by its dictionary.
    pub fn stream(&mut self, id: u32, dictionary: &Dictionary) {
        if dictionary.has_type(b"EmbeddedFile") {
            let is_complete =
                ["Metadata", "Params", "Subtype"].iter().all(|key| dictionary.has(key.as_bytes()));
            self.streams.insert(id, is_complete);
        }
    }

    fn dictionary(&mut self, id: u32, dictionary: &Dictionary) {
        match dictionary.get(b"Type").and_then(Object::as_name).unwrap_or_default() {
            b"Pages" => {
                self.nodes.insert(id, references(dictionary, b"Kids"));
            }
            b"Page" => {
                let page =
                    Page { part: one(dictionary, b"DPart"), has_structure: dictionary.has(b"StructParents") };
                self.pages.insert(id, page);
            }
            b"DPart" => {
                self.parts.insert(id, Part::of(dictionary));
            }
            b"DPartRoot" => {
                self.part_roots.insert(id, one(dictionary, b"DPartRootNode"));
            }
            b"Filespec" => {
                self.specifications.insert(id, Specification::of(dictionary));
            }
            b"StructElem" => {
                let kind = dictionary.get(b"S").and_then(Object::as_name).unwrap_or_default().to_vec();
                let children = dictionary.get(b"K").and_then(Object::as_array).map_or(0, Vec::len);
                self.elements.insert(id, (kind, children));
            }
            b"StructTreeRoot" => {
                self.structures.insert(id, references(dictionary, b"K"));
            }
            b"" => self.named.extend(references(dictionary, b"Names")),
            _ => {}
        }
    }
}

impl Part {
    fn of(dictionary: &Dictionary) -> Self {
        let empty = Dictionary::new();
        let metadata = dictionary.get(b"DPM").and_then(Object::as_dict).unwrap_or(&empty);
        Self {
            parent: one(dictionary, b"Parent"),
            children: references(dictionary, b"DParts"),
            start: one(dictionary, b"Start"),
            end: one(dictionary, b"End"),
            set: metadata.get(b"Mail_ContentSetType").and_then(Object::as_name).ok().map(<[u8]>::to_vec),
            is_message: metadata.has(b"Mail_MessageID") || metadata.has(b"Mail_GUID"),
            files: references(dictionary, b"AF"),
        }
    }
}

impl Specification {
    fn of(dictionary: &Dictionary) -> Self {
        let embedded = dictionary.get(b"EF").and_then(Object::as_dict);
        Self {
            relation: dictionary
                .get(b"AFRelationship")
                .and_then(Object::as_name)
                .unwrap_or_default()
                .to_vec(),
            stream: embedded.ok().and_then(|embedded| one(embedded, b"F")),
            is_named: ["F", "UF", "Desc"].iter().all(|key| dictionary.has(key.as_bytes())),
        }
    }
}

fn one(dictionary: &Dictionary, key: &[u8]) -> Option<u32> {
    dictionary.get(key).and_then(Object::as_reference).ok().map(|(id, _)| id)
}

/// Returns the references in a value, also those in arrays within it.
pub(crate) fn references(dictionary: &Dictionary, key: &[u8]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut collect = |object: &Object| {
        if let Object::Reference((id, _)) = object {
            found.push(*id);
        }
    };
    match dictionary.get(key) {
        Ok(Object::Array(items)) => {
            for item in items {
                match item {
                    Object::Array(inner) => inner.iter().for_each(&mut collect),
                    other => collect(other),
                }
            }
        }
        Ok(other) => collect(other),
        Err(_) => {}
    }
    found
}
