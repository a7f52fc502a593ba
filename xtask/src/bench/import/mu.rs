//! Imports and searches with mu, to compare it with Foundmail.

use std::path::PathBuf;

use anyhow::Result;

use super::contestant::{Contestant, Setting, ask, lines, version_line};

pub struct Mu;

impl Contestant for Mu {
    fn name(&self) -> &'static str {
        "mu"
    }

    fn about(&self) -> &'static str {
        "mu init and mu index index the Maildir: phrases; no text of attachments; does not store the mail"
    }

    fn package(&self) -> &'static str {
        "maildir-utils"
    }

    fn version(&self) -> Option<String> {
        version_line("mu", "--version", "version")
    }

    fn prepare(&self, _: Setting<'_>) -> Result<()> {
        Ok(())
    }

    fn commands(&self, setting: Setting<'_>) -> Vec<Vec<String>> {
        let home = format!("--muhome={}", setting.path("mu"));
        let maildir = format!("--maildir={}", setting.maildir());
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        vec![words(&["mu", "init", &home, &maildir, "--quiet"]), words(&["mu", "index", &home, "--quiet"])]
    }

    fn written(&self, setting: Setting<'_>) -> Vec<PathBuf> {
        vec![setting.home.join("mu")]
    }

    fn count(&self, setting: Setting<'_>) -> Result<u64> {
        let home = format!("--muhome={}", setting.path("mu"));
        Ok(lines(&ask(setting, "mu", &["find", &home, "--fields", "i", ""])?))
    }

    fn hits(&self, setting: Setting<'_>, word: &str) -> Result<Option<u64>> {
        let home = format!("--muhome={}", setting.path("mu"));
        let found = ask(setting, "mu", &["find", &home, "--skip-dups", "--fields", "i", word])?;
        Ok(Some(lines(&found)))
    }
}
