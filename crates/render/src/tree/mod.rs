//! The tree of elements of an HTML body, in one array.

mod sink;

use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns, parse_fragment};

use sink::Sink;

/// The number of a node in its tree.
pub(crate) type NodeId = usize;

/// The tree of a body. Nodes are linked by numbers, so inserting a node costs the same at each position.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug)]
pub(crate) struct Node {
    pub data: NodeData,
    links: Links,
}

#[derive(Debug, Clone, Copy, Default)]
struct Links {
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
}

#[derive(Debug)]
pub(crate) enum NodeData {
    Element {
        name: QualName,
        attributes: Vec<Attribute>,
    },
    Text(StrTendril),
    /// A document, a comment, or the content of a template.
    Other,
}

impl Tree {
    /// Parses a body as a browser does.
    pub(crate) fn parse(body: &str) -> Self {
        let context = QualName::new(None, ns!(html), local_name!("body"));
        parse_fragment(Sink::default(), ParseOpts::default(), context, Vec::new(), false).one(body)
    }

    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// Returns the children of a node.
    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.links(id).first, move |id| self.links(*id).next)
    }

    /// Returns the siblings after a node.
    pub(crate) fn after(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.links(id).next, move |id| self.links(*id).next)
    }

    /// Returns the element whose children are the body. The parser puts it into the document.
    pub(crate) fn root(&self) -> Option<NodeId> {
        self.children(Sink::DOCUMENT).next()
    }

    /// Returns the name of an HTML element.
    pub(crate) fn html_name(&self, id: NodeId) -> Option<&str> {
        match &self.node(id)?.data {
            NodeData::Element { name, .. } if name.ns == ns!(html) => Some(&name.local),
            _ => None,
        }
    }

    fn links(&self, id: NodeId) -> Links {
        self.nodes.get(id).map(|node| node.links).unwrap_or_default()
    }

    fn change(&mut self, id: Option<NodeId>, change: impl FnOnce(&mut Links)) {
        if let Some(node) = id.and_then(|id| self.nodes.get_mut(id)) {
            change(&mut node.links);
        }
    }

    fn add(&mut self, data: NodeData) -> NodeId {
        self.nodes.push(Node { data, links: Links::default() });
        self.nodes.len().saturating_sub(1)
    }

    /// Removes a node from its parent.
    fn detach(&mut self, id: NodeId) {
        let Links { parent, previous, next, .. } = self.links(id);
        match previous {
            Some(_) => self.change(previous, |links| links.next = next),
            None => self.change(parent, |links| links.first = next),
        }
        match next {
            Some(_) => self.change(next, |links| links.previous = previous),
            None => self.change(parent, |links| links.last = previous),
        }
        self.change(Some(id), |links| (links.parent, links.previous, links.next) = (None, None, None));
    }

    /// Inserts a node into a parent, before a child or at the end.
    fn insert(&mut self, parent: NodeId, before: Option<NodeId>, id: NodeId) {
        self.detach(id);
        let previous = before.map_or(self.links(parent).last, |next| self.links(next).previous);
        self.change(Some(id), |links| {
            (links.parent, links.previous, links.next) = (Some(parent), previous, before);
        });
        match previous {
            Some(_) => self.change(previous, |links| links.next = Some(id)),
            None => self.change(Some(parent), |links| links.first = Some(id)),
        }
        match before {
            Some(_) => self.change(before, |links| links.previous = Some(id)),
            None => self.change(Some(parent), |links| links.last = Some(id)),
        }
    }

    /// Inserts a text. It joins the text before it.
    fn insert_text(&mut self, parent: NodeId, before: Option<NodeId>, text: &StrTendril) {
        let previous = before.map_or(self.links(parent).last, |next| self.links(next).previous);
        let previous = previous.and_then(|id| self.nodes.get_mut(id));
        if let Some(Node { data: NodeData::Text(start), .. }) = previous {
            start.push_tendril(text);
        } else {
            let id = self.add(NodeData::Text(text.clone()));
            self.insert(parent, before, id);
        }
    }
}
