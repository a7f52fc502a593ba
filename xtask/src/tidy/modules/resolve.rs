//! Resolves paths in the source to the modules that define their names.

use crate::tidy::syntax::{Names, Path, Tree};

/// The largest number of imports and re-exports that are followed for one path.
const STEPS: usize = 16;

/// Finds the module to which a path leads.
pub struct Resolver<'t> {
    tree: &'t Tree,
    /// The names in each module, in the order of the modules in `tree`.
    names: &'t [Names],
}

impl<'t> Resolver<'t> {
    pub fn new(tree: &'t Tree, names: &'t [Names]) -> Self {
        Self { tree, names }
    }

    /// Returns the module that defines the name at the end of a path in the module `from`. Returns `None` if the
    /// name belongs to another crate, to the language or to `from` itself.
    pub fn module(&self, from: usize, path: &[String]) -> Option<usize> {
        self.follow(from, path, STEPS).filter(|found| *found != from)
    }

    fn follow(&self, from: usize, path: &[String], steps: usize) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.within(0, rest, steps),
            "self" => self.within(from, rest, steps),
            "super" => self.within(self.tree.modules[from].parent?, rest, steps),
            _ => self.named(from, path, steps),
        }
    }

    /// Follows a path whose first segment is a name in the scope of `from`.
    fn named(&self, from: usize, path: &[String], steps: usize) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        let steps = steps.checked_sub(1)?;
        if let Some(child) = self.tree.modules[from].children.get(first) {
            return self.within(*child, rest, steps);
        }
        let import = self.names[from].imports.get(first)?;
        self.imported(from, import, rest, steps)
    }

    /// Follows a path that begins in the module `at`. A name that `at` does not import is assumed to be defined in
    /// `at`.
    fn within(&self, at: usize, path: &[String], steps: usize) -> Option<usize> {
        let Some((first, rest)) = path.split_first() else { return Some(at) };
        let left = steps.checked_sub(1)?;
        if first == "super" {
            return self.within(self.tree.modules[at].parent?, rest, left);
        }
        if let Some(child) = self.tree.modules[at].children.get(first) {
            return self.within(*child, rest, left);
        }
        if let Some(import) = self.names[at].imports.get(first) {
            return self.imported(at, import, rest, left);
        }
        if self.defines(at, first) {
            return Some(at);
        }
        let globs = self.names[at].globs.iter();
        let found =
            globs.filter_map(|glob| self.follow(at, glob, left)).find(|module| self.offers(*module, first));
        Some(found.unwrap_or(at))
    }

    fn imported(&self, at: usize, import: &Path, rest: &[String], steps: usize) -> Option<usize> {
        let mut path = import.clone();
        // An import such as `use name::name` refers to an external crate, not to a module of this crate.
        if path.first() == rest.first() && path.len() == 1 && rest.len() == 1 {
            return None;
        }
        path.extend(rest.iter().cloned());
        self.follow(at, &path, steps)
    }

    fn offers(&self, module: usize, name: &str) -> bool {
        self.defines(module, name)
            || self.names[module].imports.contains_key(name)
            || self.tree.modules[module].children.contains_key(name)
    }

    fn defines(&self, module: usize, name: &str) -> bool {
        self.tree.modules[module].items.iter().any(|item| defined(item).is_some_and(|ident| ident == name))
    }
}

/// Returns the name that an item defines.
fn defined(item: &syn::Item) -> Option<&syn::Ident> {
    use syn::Item;
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        Item::Macro(item) => item.ident.as_ref(),
        _ => None,
    }
}
