//! Imports and searches with notmuch, to compare it with Foundmail.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::contestant::{Contestant, Setting, ask, version_line};

pub struct Notmuch;

impl Contestant for Notmuch {
    fn name(&self) -> &'static str {
        "notmuch"
    }

    fn about(&self) -> &'static str {
        "notmuch new indexes the Maildir: phrases, conversations; no text of attachments; does not store the mail"
    }

    fn package(&self) -> &'static str {
        "notmuch"
    }

    fn version(&self) -> Option<String> {
        version_line("notmuch", "--version", "notmuch")
    }

    fn prepare(&self, setting: Setting<'_>) -> Result<()> {
        let database = setting.home.join("notmuch");
        fs::create_dir_all(&database)?;
        let text = format!(
            "[database]\npath={}\nmail_root={}\n[user]\nname=Nobody\nprimary_email=nobody@office.example\n[new]\ntags=\n",
            database.display(),
            setting.maildir()
        );
        Ok(fs::write(setting.home.join("notmuch-config"), text)?)
    }

    fn commands(&self, _: Setting<'_>) -> Vec<Vec<String>> {
        vec![["notmuch", "new", "--quiet"].map(str::to_owned).to_vec()]
    }

    fn written(&self, setting: Setting<'_>) -> Vec<PathBuf> {
        vec![setting.home.join("notmuch")]
    }

    fn count(&self, setting: Setting<'_>) -> Result<u64> {
        number(&ask(setting, "notmuch", &["count", "--output=files", "*"])?)
    }

    fn hits(&self, setting: Setting<'_>, word: &str) -> Result<Option<u64>> {
        number(&ask(setting, "notmuch", &["count", word])?).map(Some)
    }
}

fn number(text: &str) -> Result<u64> {
    text.trim().parse().with_context(|| format!("notmuch printed {text:?}, which is not a number"))
}
