//! Parses the sources of a crate into a tree of modules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use syn::{Attribute, Item};

/// All modules of one crate. The first module is the root.
pub struct Tree {
    pub modules: Vec<Module>,
}

/// One module. Its source is a separate file or a block in the file of its parent.
pub struct Module {
    /// The path in the crate, such as `a::b`. Empty for the root.
    pub path: String,
    pub parent: Option<usize>,
    /// The indexes of the child modules, by name.
    pub children: BTreeMap<String, usize>,
    /// The items of the module, except items that are compiled only for tests.
    pub items: Vec<Item>,
}

impl Tree {
    /// Reads the crate whose root is `file`, including all its modules.
    pub fn read(file: &Path) -> Result<Self> {
        let mut tree = Self { modules: Vec::new() };
        let folder = file.parent().context("the path of the source has no folder")?;
        tree.add("", None, items(file)?, folder)?;
        Ok(tree)
    }

    /// Adds a module and all modules below it. Returns the index of the module. `folder` contains the files of its
    /// children.
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

/// Returns the file of the module `name`. `folder` contains the files of the modules that the parent declares.
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
        None => bail!("the module {name} has no file in {}", folder.display()),
    }
}

fn items(file: &Path) -> Result<Vec<Item>> {
    let text = fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let parsed = syn::parse_file(&text).with_context(|| format!("could not parse {}", file.display()))?;
    Ok(parsed.items.into_iter().filter(|item| !for_tests(attributes(item))).collect())
}

/// Returns true if an item is compiled only for tests.
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
