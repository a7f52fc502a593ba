//! Finds module cycles. Two modules of a crate must not need each other, directly or through other modules.
//!
//! The check reads each source with `syn` and follows imports and re-exports to the module that defines a name. It
//! then searches for strongly connected groups of modules. A module and its direct children may need each other,
//! because the parent declares and exports its children. A re-export (`pub use`) does not count as a need.

mod graph;
mod resolve;

use anyhow::{Context, Result};

use super::Metadata;
use super::syntax::{self, Tree};
use graph::Graph;

/// Permitted cycles. Each entry contains the crate, one of the modules, and the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// Lists every module cycle that is not permitted, and every exception whose cycle no longer exists.
pub fn check(metadata: &Metadata) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    let mut used = Vec::new();
    for (package, root) in syntax::roots(metadata) {
        let tree = Tree::read(&root).with_context(|| format!("could not read the modules of {package}"))?;
        for cycle in Graph::of(&tree).cycles() {
            let excepted = EXCEPTIONS.iter().find(|(name, module, _)| {
                *name == package && cycle.modules.iter().any(|found| found == module)
            });
            match excepted {
                Some(exception) => used.push(exception),
                None => broken.push(format!("{package}: {cycle}")),
            }
        }
    }
    let unused = EXCEPTIONS.iter().filter(|exception| !used.contains(exception));
    broken.extend(unused.map(|(package, module, _)| {
        format!("{package}: `{module}` is not part of a cycle; delete its exception in xtask/src/tidy/modules/mod.rs")
    }));
    Ok(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the modules in each cycle of a test crate. `sources` contains the name and text of each file.
    #[track_caller]
    fn check(sources: &[(&str, &str)], expected: &[&[&str]]) {
        let tree = syntax::made_up(sources);
        let found: Vec<_> = Graph::of(&tree).cycles().into_iter().map(|cycle| cycle.modules).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn two_modules_that_import_each_other_are_a_cycle() {
        let root = "mod a;\nmod b;";
        check(&[("lib.rs", root), ("a.rs", "use crate::b::B;"), ("b.rs", "pub struct B;")], &[]);
        let b = "pub struct B;\nfn f() { crate::a::g(); }";
        check(&[("lib.rs", root), ("a.rs", "use super::b::B;\npub fn g() {}"), ("b.rs", b)], &[&["a", "b"]]);
    }

    #[test]
    fn a_name_counts_for_the_module_that_defines_it() {
        let root = "mod a;\nmod b;\npub use a::A;\npub use b::*;";
        let a = "use crate::B;\npub struct A;";
        check(&[("lib.rs", root), ("a.rs", a), ("b.rs", "use crate::A;\npub struct B;")], &[&["a", "b"]]);
        check(&[("lib.rs", root), ("a.rs", a), ("b.rs", "pub struct B;")], &[]);
    }

    #[test]
    fn a_parent_and_its_child_may_need_each_other() {
        let root = "mod a;\nuse a::f;\npub struct Shared;";
        check(&[("lib.rs", root), ("a.rs", "use super::Shared;\npub fn f() {}")], &[]);
        let mid = "mod inner;\nuse crate::b::B;\npub struct A;";
        let files = |b| {
            [("lib.rs", "mod a;\nmod b;"), ("a/mod.rs", mid), ("a/inner.rs", "use super::A;"), ("b.rs", b)]
        };
        check(&files("pub struct B;"), &[]);
        check(&files("use crate::a::A;\npub struct B;"), &[&["a", "b"]]);
    }

    #[test]
    fn needs_in_macros_count_and_needs_of_tests_do_not() {
        let root = "mod a;\nmod b;";
        let a = "use crate::b::B;\npub fn f() {}";
        let files = |b| [("lib.rs", root), ("a.rs", a), ("b.rs", b)];
        check(&files("pub struct B;\nfn g() { println!(\"{}\", crate::a::f()); }"), &[&["a", "b"]]);
        check(&files("pub struct B;\n#[cfg(test)]\nmod tests { use crate::a::f; }"), &[]);
        check(&files("pub struct B;\n#[cfg(test)]\nuse crate::a::f;"), &[]);
    }

    #[test]
    fn longer_rings_are_found() {
        let root = "mod a;\nmod b;\nmod c;";
        let c = "pub struct C(crate::a::A);";
        let files = [
            ("lib.rs", root),
            ("a.rs", "use crate::{b, c};\npub struct A(b::B);"),
            ("b.rs", "use crate::c as other;\npub struct B(other::C);"),
            ("c.rs", c),
        ];
        check(&files, &[&["a", "b", "c"]]);
    }
}
