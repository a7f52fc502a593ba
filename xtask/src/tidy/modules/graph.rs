//! The graph of modules that need other modules, and its cycles.

use std::collections::BTreeSet;
use std::fmt;

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::resolve::Resolver;
use crate::tidy::syntax::{Names, Tree};

/// A graph with an edge from each module of a crate to each module that it needs.
pub struct Graph<'t> {
    tree: &'t Tree,
    needs: DiGraphMap<usize, ()>,
}

/// A group of modules that need each other, directly or through other modules of the group.
pub struct Cycle {
    /// The paths of the modules, in alphabetical order.
    pub modules: Vec<String>,
    /// Every edge within the group, in the form `a -> b`.
    needs: Vec<String>,
}

impl<'t> Graph<'t> {
    /// Builds the graph of a crate.
    pub fn of(tree: &'t Tree) -> Self {
        let names: Vec<_> = tree.modules.iter().map(|module| Names::of(&module.items)).collect();
        let resolver = Resolver::new(tree, &names);
        let mut needs = DiGraphMap::new();
        for (from, names) in names.iter().enumerate() {
            let modules: BTreeSet<_> =
                names.needs.iter().filter_map(|path| resolver.module(from, path)).collect();
            for to in modules.into_iter().filter(|to| !is_parent(tree, from, *to)) {
                needs.add_edge(from, to, ());
            }
        }
        Self { tree, needs }
    }

    /// Returns the groups of modules that need each other, the largest first.
    pub fn cycles(&self) -> Vec<Cycle> {
        let mut groups = tarjan_scc(&self.needs);
        groups.retain(|group| group.len() > 1);
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        groups.iter().map(|group| self.cycle(group)).collect()
    }

    fn cycle(&self, group: &[usize]) -> Cycle {
        let path = |index: usize| match self.tree.modules[index].path.as_str() {
            "" => "crate".to_owned(),
            path => path.to_owned(),
        };
        let mut modules: Vec<_> = group.iter().map(|index| path(*index)).collect();
        modules.sort();
        let within =
            self.needs.all_edges().filter(|(from, to, ())| group.contains(from) && group.contains(to));
        let mut needs: Vec<_> =
            within.map(|(from, to, ())| format!("{} -> {}", path(from), path(to))).collect();
        needs.sort();
        Cycle { modules, needs }
    }
}

/// Returns true if one of two modules is the parent of the other.
fn is_parent(tree: &Tree, one: usize, other: usize) -> bool {
    tree.modules[one].parent == Some(other) || tree.modules[other].parent == Some(one)
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} modules need each other: {}", self.modules.len(), self.needs.join(", "))
    }
}
