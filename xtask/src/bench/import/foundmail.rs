//! Imports and searches with the command line of Foundmail, with and without the text of attachments.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use super::contestant::{Contestant, Setting, ask};
use super::mail::Programs;
use crate::sh;

const WITHOUT_TEXT: &str = "--no-attachment-text";

/// Foundmail, with or without the text of attachments.
struct Foundmail {
    program: String,
    name: &'static str,
    about: &'static str,
    option: Option<&'static str>,
}

/// Returns an import without and an import with the text of attachments. Returns only one import if the program
/// does not have the option.
pub fn both(programs: &Programs) -> Result<Vec<Box<dyn Contestant>>> {
    let program = programs.foundmail.to_string_lossy().into_owned();
    let help = sh::output(sh::command(&program).args(["import", "--help"]))?;
    let mut both: Vec<Box<dyn Contestant>> = vec![Box::new(Foundmail {
        program: program.clone(),
        name: "foundmail",
        about: "imports the MBOX without the text of attachments; stores every message in its archive; indexes \
                text, people and names of attachments; supports phrases, snippets, conversations and checksums",
        option: help.contains(WITHOUT_TEXT).then_some(WITHOUT_TEXT),
    })];
    if help.contains(WITHOUT_TEXT) {
        both.push(Box::new(Foundmail {
            program,
            name: "foundmail-text",
            about: "like foundmail, but also indexes the text of attachments",
            option: None,
        }));
    }
    Ok(both)
}

impl Contestant for Foundmail {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn is_ours(&self) -> bool {
        true
    }

    fn package(&self) -> &'static str {
        "foundmail"
    }

    fn version(&self) -> Option<String> {
        Some(env!("CARGO_PKG_VERSION").to_owned())
    }

    fn prepare(&self, _: Setting<'_>) -> Result<()> {
        Ok(())
    }

    fn commands(&self, setting: Setting<'_>) -> Vec<Vec<String>> {
        let mbox = setting.mail.mbox().to_string_lossy().into_owned();
        let archive = setting.path("archive");
        // The report is stored in a file, because it contains the number of messages.
        let script = "exec \"$0\" \"$@\" >\"$HOME/report.json\"";
        let mut words =
            vec!["sh", "-c", script, &self.program, "import", &mbox, "--archive", &archive, "--json"];
        words.extend(self.option);
        vec![words.into_iter().map(str::to_owned).collect()]
    }

    fn written(&self, setting: Setting<'_>) -> Vec<PathBuf> {
        vec![setting.home.join("archive")]
    }

    fn count(&self, setting: Setting<'_>) -> Result<u64> {
        let report: Value = serde_json::from_str(&fs::read_to_string(setting.home.join("report.json"))?)?;
        let totals = &report["totals"];
        anyhow::ensure!(
            totals["damaged"].as_u64() == Some(0),
            "Foundmail reported damage although the mail is intact: {totals}"
        );
        totals["found"].as_u64().context("the report of the import has no number of messages")
    }

    fn hits(&self, setting: Setting<'_>, word: &str) -> Result<Option<u64>> {
        let archive = setting.path("archive");
        // The quotes prevent matches of longer words that begin with this word.
        let word = format!("\"{word}\"");
        let json =
            ask(setting, &self.program, &["search", &word, "--archive", &archive, "--limit", "1", "--json"])?;
        let answer: Value = serde_json::from_str(&json)?;
        Ok(answer["total"].as_u64())
    }
}
