//! `cargo xtask tidy`: checks that the whole source tree keeps the rules of ARCHITECTURE.md.

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

Checks the dependencies between crates, forbidden dependencies and calls, licences, module cycles, and the text of each
source. With --cycles, checks only for modules that depend on each other. With --words, checks only for words that
docs/glossary.md says to avoid.
";

/// The systems that Foundmail supports. Dependencies that only other systems need are not checked.
const SYSTEMS: [&str; 3] = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"];

/// Runs `cargo xtask tidy`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    match arguments {
        [] => check()?,
        [word] if word == "--cycles" => print_all(&modules::check(&metadata()?)?)?,
        [word] if word == "--words" => print_all(&words::check(&sources::read()?)?)?,
        [word, ..] => bail!("unknown argument `{word}`; see `cargo xtask tidy --help`"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks every rule and prints all violations.
pub fn check() -> Result<()> {
    let metadata = metadata()?;
    let mut broken = arrows::check(&metadata);
    broken.extend(licence::check(&metadata));
    broken.extend(tree::check(&metadata)?);
    broken.extend(calls::check(&metadata)?);
    broken.extend(modules::check(&metadata)?);
    let sources = sources::read()?;
    broken.extend(sources::check(&sources));
    broken.extend(words::check(&sources)?);
    if broken.is_empty() {
        let packages = metadata.packages().count();
        println!("{} sources and documents and {packages} packages keep all rules", sources.len());
        return Ok(());
    }
    print_all(&broken)
}

/// Prints all problems. Fails if there are any.
fn print_all(broken: &[String]) -> Result<()> {
    for problem in broken {
        println!("{problem}");
    }
    if !broken.is_empty() {
        bail!("found {} violations of the rules", broken.len());
    }
    Ok(())
}

/// The output of `cargo metadata`.
struct Metadata(Value);

fn metadata() -> Result<Metadata> {
    let mut cargo = sh::cargo();
    cargo.args(["metadata", "--quiet", "--format-version", "1"]);
    for system in SYSTEMS {
        cargo.args(["--filter-platform", system]);
    }
    let text = sh::output(&mut cargo)?;
    Ok(Metadata(serde_json::from_str(&text).context("could not parse the output of cargo metadata")?))
}

impl Metadata {
    /// Returns every package that at least one of the supported systems needs.
    fn packages(&self) -> impl Iterator<Item = &Value> {
        let used: std::collections::BTreeSet<_> =
            items(&self.0["resolve"]["nodes"]).filter_map(|node| node["id"].as_str()).collect();
        items(&self.0["packages"])
            .filter(move |package| package["id"].as_str().is_some_and(|id| used.contains(id)))
    }

    /// Returns the packages of this workspace.
    fn members(&self) -> impl Iterator<Item = &Value> {
        items(&self.0["packages"]).filter(|package| package["source"].is_null())
    }
}

/// Returns the elements of a JSON array. Returns no elements if the value is not an array.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Returns a JSON string. Returns an empty text if the value is not a string.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
