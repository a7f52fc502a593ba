//! The rules that the whole tree keeps: what ARCHITECTURE.md promises, checked.

mod arrows;
mod calls;
mod licence;
mod modules;
mod sources;
mod syntax;
mod tree;
mod words;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::sh;

pub const USAGE: &str = "\
Usage: cargo xtask tidy [--cycles | --words]

Checks which crate may know which, what the programs must not carry, every dependency's licence, and the sources themselves.
With --cycles only the modules of each crate that need each other, with --words only the words that the
glossary says to avoid.
";

/// The systems that the program is made for; what others would pull in doesn't count.
const SYSTEMS: [&str; 3] = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"];

/// `cargo xtask tidy`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    match arguments {
        [] => check()?,
        [word] if word == "--cycles" => print_all(&modules::check(&metadata()?)?)?,
        [word] if word == "--words" => print_all(&words::check(&sources::read()?)?)?,
        [word, ..] => bail!("can't understand `{word}`; see `cargo xtask tidy --help`"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs every rule and names all that break one.
pub fn check() -> Result<()> {
    let metadata = metadata()?;
    let mut broken = arrows::check(&metadata);
    broken.extend(licence::check(&metadata));
    broken.extend(tree::check(&metadata)?);
    broken.extend(calls::check(&metadata)?);
    let sources = sources::read()?;
    broken.extend(sources::check(&sources));
    if broken.is_empty() {
        let packages = metadata.packages().count();
        println!("{} sources and documents and {packages} packages keep all rules", sources.len());
        return Ok(());
    }
    print_all(&broken)
}

/// Prints every problem, and fails where there is one.
fn print_all(broken: &[String]) -> Result<()> {
    for problem in broken {
        println!("{problem}");
    }
    if !broken.is_empty() {
        bail!("the rules are broken in {} places", broken.len());
    }
    Ok(())
}

/// What `cargo metadata` says.
struct Metadata(Value);

fn metadata() -> Result<Metadata> {
    let mut cargo = sh::cargo();
    cargo.args(["metadata", "--quiet", "--format-version", "1"]);
    for system in SYSTEMS {
        cargo.args(["--filter-platform", system]);
    }
    let text = sh::output(&mut cargo)?;
    Ok(Metadata(serde_json::from_str(&text).context("can't read what cargo metadata prints")?))
}

impl Metadata {
    /// Every package that some system needs.
    fn packages(&self) -> impl Iterator<Item = &Value> {
        let used: std::collections::BTreeSet<_> =
            items(&self.0["resolve"]["nodes"]).filter_map(|node| node["id"].as_str()).collect();
        items(&self.0["packages"])
            .filter(move |package| package["id"].as_str().is_some_and(|id| used.contains(id)))
    }

    /// Our own packages.
    fn members(&self) -> impl Iterator<Item = &Value> {
        items(&self.0["packages"]).filter(|package| package["source"].is_null())
    }
}

/// A JSON array's items; none where it is something else.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A JSON string, empty where it is something else.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
