//! Checks the text of each source file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::paths;

/// The largest number of lines in a source file.
const LINES: usize = 400;

/// The folders that contain sources and documents.
const FOLDERS: &[&str] = &["crates", "docs", "src-tauri", "tests", "xtask", "ui/src", "fuzz"];

/// Documents outside those folders.
const DOCUMENTS: &[&str] =
    &["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "STANDARDS.md", "ui/README.md"];

/// Folders with generated files.
const MADE: &[&str] = &["node_modules", "target", "dist", "gen", "bindings", "corpus", "artifacts"];

/// Words that mark unfinished work. They are split in this list, so that this file does not break the rule itself.
const UNFINISHED: &[&str] = &[concat!("todo", "!"), concat!("unimplemented", "!"), concat!("FIX", "ME")];

/// The path of a source or document relative to the root, and its text.
pub type Source = (String, String);

/// Reads every source and document.
pub fn read() -> Result<Vec<Source>> {
    let mut files: Vec<_> = DOCUMENTS.iter().map(|name| paths::root().join(name)).collect();
    for folder in FOLDERS {
        collect(&paths::root().join(folder), &mut files)?;
    }
    let mut sources = Vec::new();
    for file in &files {
        let name = file.strip_prefix(paths::root())?.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(file).with_context(|| format!("could not read {name}"))?;
        sources.push((name, text));
    }
    Ok(sources)
}

/// Lists every violation in the sources, with its file and line.
pub fn check(sources: &[Source]) -> Vec<String> {
    let is_document = |name: &str| Path::new(name).extension().is_some_and(|extension| extension == "md");
    let sources = sources.iter().filter(|(name, _)| !is_document(name));
    sources.flat_map(|(name, text)| problems(name, text)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !MADE.contains(&name.as_str()) {
            collect(&path, files)?;
        } else if ["rs", "ts", "js", "svelte", "css", "toml", "md"].contains(&extension.as_str()) {
            files.push(path);
        }
    }
    Ok(())
}

/// Returns every violation in one source.
fn problems(name: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let count = text.lines().count();
    if count > LINES {
        broken.push(format!("{name}: {count} lines, but at most {LINES} are permitted; split the file"));
    }
    if name.ends_with("Cargo.toml")
        && !name.starts_with("fuzz/")
        && !text.contains("[lints]\nworkspace = true")
    {
        broken.push(format!("{name}: add the lints of the workspace (`[lints] workspace = true`)"));
    }
    for (index, line) in text.lines().enumerate() {
        broken.extend(line_problem(name, line).map(|problem| format!("{name}:{}: {problem}", index + 1)));
    }
    broken
}

fn line_problem(name: &str, line: &str) -> Option<String> {
    if let Some(word) = UNFINISHED.iter().find(|word| line.contains(**word)) {
        return Some(format!("`{word}` must not be committed"));
    }
    let is = |extension: &str| name.rsplit('.').next() == Some(extension);
    if is("rs") && has_unsafe(line) {
        return Some(concat!("no un", "safe code here").into());
    }
    let page = name.starts_with("ui/src/");
    if page && is("svelte") && line.contains("{@html") {
        return Some("{@html} is forbidden; messages are shown only in their own frame".into());
    }
    let border = name == "ui/src/lib/backend/tauri.ts" || name.ends_with(".test.ts");
    if page && !border && line.contains("@tauri-apps/") {
        return Some("only ui/src/lib/backend/tauri.ts may import @tauri-apps".into());
    }
    None
}

/// Returns true if the code of a line contains the keyword. Comments are ignored.
fn has_unsafe(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let keyword = concat!("un", "safe");
    ["{", "fn", "impl", "trait", "extern"].iter().any(|next| {
        let marks = format!("{keyword} {next}");
        code.contains(&marks)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: usize) {
        assert_eq!(problems(name, text).len(), expected, "{name}: {text}");
    }

    #[test]
    fn unfinished_work_is_found() {
        check("crates/x/src/lib.rs", concat!("fn f() { todo", "!() }"), 1);
        check("ui/src/a.ts", concat!("// FIX", "ME later"), 1);
        check("crates/x/src/lib.rs", "fn f() {}", 0);
    }

    #[test]
    fn the_keyword_is_found_and_the_word_is_not() {
        check("crates/x/src/lib.rs", concat!("let x = un", "safe { y };"), 1);
        check("crates/x/src/lib.rs", concat!("// un", "safe { y } would do"), 0);
        check("crates/x/src/lib.rs", concat!("let un", "safe_names = 1;"), 0);
    }

    #[test]
    fn pages_keep_to_their_border() {
        let import = "import { invoke } from '@tauri-apps/api/core';";
        check("ui/src/lib/words.ts", import, 1);
        check("ui/src/lib/backend/tauri.ts", import, 0);
        check("ui/src/lib/Row.svelte", "{@html text}", 1);
    }

    #[test]
    fn long_files_and_manifests_without_lints_are_found() {
        check("ui/src/a.css", &"a\n".repeat(401), 1);
        check("crates/x/Cargo.toml", "[package]\n", 1);
        check("crates/x/Cargo.toml", "[lints]\nworkspace = true\n", 0);
    }
}
