//! Imports and searches with Recoll, to compare it with Foundmail.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::contestant::{Contestant, Setting, ask, version_line};

pub struct Recoll;

impl Recoll {
    /// Returns the number of results of a query, which the output contains before the word `results`.
    fn results(setting: Setting<'_>, query: &str) -> Result<u64> {
        let text = ask(setting, "recollq", &["-c", &setting.path("recoll"), "-n", "1", query])?;
        let line = text.lines().find_map(|line| line.split_once(" results").map(|(number, _)| number));
        line.and_then(|number| number.trim().parse().ok())
            .context("recollq does not print its number of results")
    }
}

impl Contestant for Recoll {
    fn name(&self) -> &'static str {
        "recoll"
    }

    fn about(&self) -> &'static str {
        "recollindex indexes the Maildir: phrases, stored text, text of attachments with helper programs; does not store \
         the mail"
    }

    fn package(&self) -> &'static str {
        "recollcmd poppler-utils python3-lxml unzip"
    }

    fn version(&self) -> Option<String> {
        version_line("recollindex", "-h", "Recoll version: Recoll")
    }

    fn prepare(&self, setting: Setting<'_>) -> Result<()> {
        let dir = setting.home.join("recoll");
        fs::create_dir_all(&dir)?;
        let text = format!("topdirs = {}\nloglevel = 2\n", setting.maildir());
        Ok(fs::write(dir.join("recoll.conf"), text)?)
    }

    fn commands(&self, setting: Setting<'_>) -> Vec<Vec<String>> {
        vec![vec!["recollindex".to_owned(), "-c".to_owned(), setting.path("recoll"), "-z".to_owned()]]
    }

    fn written(&self, setting: Setting<'_>) -> Vec<PathBuf> {
        vec![setting.home.join("recoll/xapiandb")]
    }

    fn count(&self, setting: Setting<'_>) -> Result<u64> {
        Self::results(setting, "mime:message/rfc822")
    }

    /// Returns a list of the missing helper programs for attachments, which Recoll writes to the file `missing`.
    fn remark(&self, setting: Setting<'_>) -> Option<String> {
        let missing = fs::read_to_string(setting.home.join("recoll/missing")).ok()?;
        let missing = missing.split_whitespace().collect::<Vec<_>>().join(" ");
        (!missing.is_empty()).then(|| format!("it lacks {missing} and does not index the files that need it"))
    }

    /// Returns `None`, because Recoll counts attachments as separate results.
    fn hits(&self, _: Setting<'_>, _: &str) -> Result<Option<u64>> {
        Ok(None)
    }
}
