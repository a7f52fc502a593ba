//! Collects the names that a module uses and re-exports, in the form in which the source contains them.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, UseTree, Visibility};

/// The segments of a path in the source, such as `crate`, `a`, `Name`.
pub type Path = Vec<String>;

/// The names in one module.
#[derive(Default)]
pub struct Names {
    /// The path of each import and re-export, by the name that it has in this module.
    pub imports: BTreeMap<String, Path>,
    /// The paths of glob imports, such as `a` for `use a::*`.
    pub globs: Vec<Path>,
    /// Every path that the module needs: the paths of its private imports and the paths in its code.
    pub needs: Vec<Path>,
    /// The names of all methods that the module calls.
    pub methods: Vec<String>,
}

impl Names {
    /// Collects the names in the items of a module.
    pub fn of(items: &[Item]) -> Self {
        let mut names = Self::default();
        for item in items {
            if let Item::Use(import) = item {
                let exported = !matches!(import.vis, Visibility::Inherited);
                names.import(&import.tree, &mut Path::new(), exported);
            } else {
                names.visit_item(item);
            }
        }
        names
    }

    /// Adds the imports of a `use` declaration. A re-export is not added to the needs.
    fn import(&mut self, tree: &UseTree, prefix: &mut Path, exported: bool) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.import(&path.tree, prefix, exported);
                prefix.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, prefix, exported);
                }
            }
            UseTree::Glob(_) => {
                self.globs.push(prefix.clone());
                self.need(prefix.clone(), exported);
            }
            UseTree::Name(name) if name.ident == "self" => {
                let alias = prefix.last().cloned().unwrap_or_default();
                self.bring(alias, prefix.clone(), exported);
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.bring(name.clone(), below(prefix, name), exported);
            }
            UseTree::Rename(name) => {
                let path =
                    if name.ident == "self" { prefix.clone() } else { below(prefix, name.ident.to_string()) };
                self.bring(name.rename.to_string(), path, exported);
            }
        }
    }

    fn bring(&mut self, alias: String, path: Path, exported: bool) {
        self.imports.insert(alias, path.clone());
        self.need(path, exported);
    }

    fn need(&mut self, path: Path, exported: bool) {
        if !exported {
            self.needs.push(path);
        }
    }

    /// Adds the paths in the tokens of a macro call, which `syn` does not parse.
    fn search_tokens(&mut self, tokens: TokenStream) {
        let mut path = Path::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.end(&mut path);
                    self.search_tokens(group.stream());
                    colons = 0;
                }
                _ => {
                    self.end(&mut path);
                    colons = 0;
                }
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Path) {
        if path.len() > 1 {
            self.needs.push(std::mem::take(path));
        }
        path.clear();
    }
}

fn below(prefix: &Path, name: String) -> Path {
    prefix.iter().cloned().chain([name]).collect()
}

impl<'ast> Visit<'ast> for Names {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.needs.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.push(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.search_tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }

    /// Adds imports in a function like private imports of the module.
    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        self.import(&import.tree, &mut Path::new(), false);
    }
}
