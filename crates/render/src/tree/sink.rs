//! Receives the tree from the parser.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use html5ever::interface::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};

use super::{NodeData, NodeId, Tree};

/// Builds a [`Tree`].
pub(super) struct Sink {
    tree: RefCell<Tree>,
    nameless: Rc<QualName>,
}

/// A node, as the parser knows it. The name is a copy: the parser can keep it while the tree changes.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    id: NodeId,
    name: Rc<QualName>,
    /// The content of a template element.
    content: Option<NodeId>,
    is_integration_point: bool,
}

impl Sink {
    /// The node of the document.
    pub(super) const DOCUMENT: NodeId = 0;

    fn nameless(&self, id: NodeId) -> Handle {
        Handle { id, name: Rc::clone(&self.nameless), content: None, is_integration_point: false }
    }

    fn insert(&self, parent: NodeId, before: Option<NodeId>, child: &NodeOrText<Handle>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => tree.insert(parent, before, node.id),
            NodeOrText::AppendText(text) => tree.insert_text(parent, before, text),
        }
    }

    fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.tree.borrow().links(id).parent
    }
}

impl Default for Sink {
    fn default() -> Self {
        let mut tree = Tree::default();
        tree.add(NodeData::Other);
        let nameless = Rc::new(QualName::new(None, ns!(), local_name!("")));
        Self { tree: RefCell::new(tree), nameless }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.nameless(Self::DOCUMENT)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let mut tree = self.tree.borrow_mut();
        let shared = Rc::new(name.clone());
        let id = tree.add(NodeData::Element { name, attributes });
        let content = flags.template.then(|| tree.add(NodeData::Other));
        let is_integration_point = flags.mathml_annotation_xml_integration_point;
        Handle { id, name: shared, content, is_integration_point }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.nameless(self.tree.borrow_mut().add(NodeData::Other))
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.nameless(self.tree.borrow_mut().add(NodeData::Other))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, None, &child);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let Some(parent) = self.parent(sibling.id) {
            self.insert(parent, Some(sibling.id), &child);
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        match self.parent(element.id) {
            Some(parent) => self.insert(parent, Some(element.id), &child),
            None => self.insert(previous.id, None, &child),
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        self.nameless(target.content.unwrap_or(target.id))
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    /// Attributes of a second `<html>` or `<body>` are not used. Comparing them would take quadratic time.
    fn add_attrs_if_missing(&self, _target: &Handle, _attributes: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.links(node.id).first {
            tree.insert(new_parent.id, None, child);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &Handle) -> bool {
        target.is_integration_point
    }

    fn allow_declarative_shadow_roots(&self, _parent: &Handle) -> bool {
        false
    }
}
