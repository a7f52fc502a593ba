//! Imports and searches with mairix, to compare it with Foundmail.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::contestant::{Contestant, Setting, ask, version_line};

pub struct Mairix;

impl Contestant for Mairix {
    fn name(&self) -> &'static str {
        "mairix"
    }

    fn about(&self) -> &'static str {
        "mairix indexes the Maildir: no positions of words, so no phrases; does not store the mail"
    }

    fn package(&self) -> &'static str {
        "mairix"
    }

    fn version(&self) -> Option<String> {
        version_line("mairix", "--version", "mairix")
    }

    fn prepare(&self, setting: Setting<'_>) -> Result<()> {
        let maildir = setting.mail.maildir();
        let base = maildir.parent().context("the Maildir has no parent folder")?;
        let text = format!(
            "base={}\nmaildir=maildir\ndatabase={}\nmfolder={}\n",
            base.display(),
            setting.path("mairix.db"),
            setting.path("found")
        );
        Ok(fs::write(setting.home.join("mairixrc"), text)?)
    }

    fn commands(&self, setting: Setting<'_>) -> Vec<Vec<String>> {
        vec![vec!["mairix".to_owned(), "-f".to_owned(), setting.path("mairixrc")]]
    }

    fn written(&self, setting: Setting<'_>) -> Vec<PathBuf> {
        vec![setting.home.join("mairix.db")]
    }

    fn count(&self, setting: Setting<'_>) -> Result<u64> {
        let dump = ask(setting, "mairix", &["-f", &setting.path("mairixrc"), "--dump"])?;
        let line = dump.lines().find_map(|line| line.strip_suffix(" messages"));
        line.and_then(|number| number.trim().parse().ok())
            .context("mairix does not print its number of messages")
    }

    /// Returns `None`, because mairix counts every copy of a message and also finds words in text attachments.
    fn hits(&self, _: Setting<'_>, _: &str) -> Result<Option<u64>> {
        Ok(None)
    }
}
