//! A crate's modules: their sources, parsed, in a tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use syn::{Attribute, Item};

/// All modules of one crate; the first one is the root.
pub struct Tree {
    pub modules: Vec<Module>,
}

/// One module that has a file of its own, or a block in its parent's file.
pub struct Module {
    /// The path below the crate, `a::b`; empty for the root.
    pub path: String,
    pub parent: Option<usize>,
    /// Children by their names.
    pub children: BTreeMap<String, usize>,
    /// The items, without those that are compiled for tests only.
    pub items: Vec<Item>,
}

impl Tree {
    /// Reads the crate whose root is `file`, with every module that it declares.
    pub fn read(file: &Path) -> Result<Self> {
        let mut tree = Self { modules: Vec::new() };
        let folder = file.parent().context("a source without a folder")?;
        tree.add("", None, items(file)?, folder)?;
        Ok(tree)
    }

    /// Adds one module and those below it. `folder` is where the files of its children are.
    fn add(&mut self, path: &str, parent: Option<usize>, all: Vec<Item>, folder: &Path) -> Result<usize> {
        let index = self.modules.len();
        self.modules.push(Module {
            path: path.to_owned(),
            parent,
            children: BTreeMap::new(),
            items: Vec::new(),
        });
        let mut kept = Vec::new();
        for item in all {
            let Item::Mod(declared) = item else {
                kept.push(item);
                continue;
            };
            let name = declared.ident.to_string();
            let below = if path.is_empty() { name.clone() } else { format!("{path}::{name}") };
            let inner = folder.join(&name);
            let items = match declared.content {
                Some((_, items)) => items.into_iter().filter(|item| !for_tests(attributes(item))).collect(),
                None => items(&file_of(folder, &name, &declared.attrs)?)?,
            };
            let child = self.add(&below, Some(index), items, &inner)?;
            self.modules[index].children.insert(name, child);
        }
        self.modules[index].items = kept;
        Ok(index)
    }
}

/// Returns the file of the module `name` that a file of `folder` declares.
fn file_of(folder: &Path, name: &str, attributes: &[Attribute]) -> Result<PathBuf> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("path")) {
        if let syn::Meta::NameValue(pair) = &attribute.meta
            && let syn::Expr::Lit(literal) = &pair.value
            && let syn::Lit::Str(path) = &literal.lit
        {
            return Ok(folder.join(path.value()));
        }
    }
    let candidates = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
    match candidates.into_iter().find(|path| path.is_file()) {
        Some(path) => Ok(path),
        None => bail!("there is no file for the module {name} in {}", folder.display()),
    }
}

fn items(file: &Path) -> Result<Vec<Item>> {
    let text = fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let parsed = syn::parse_file(&text).with_context(|| format!("could not parse {}", file.display()))?;
    Ok(parsed.items.into_iter().filter(|item| !for_tests(attributes(item))).collect())
}

/// Whether an item is compiled for tests only.
fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string() == "test"))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
