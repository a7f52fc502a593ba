//! The contents of an archive, to compare two archives.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Foundmail;

/// Queries for words of the made-up mail.
const QUERIES: &[&str] = &["the", "has:attachment", "subject:re", "in:inbox", "meeting OR invoice"];

/// The contents of an archive, except ids, which depend on the order of the items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// For each message, by digest: date, subject, folder, missing parts, the digests of its conversation, and
    /// other values.
    messages: BTreeMap<String, Vec<String>>,
    /// The sources with their folders and counts.
    folders: Vec<String>,
    /// The outcomes of the items of each source, from the newest report.
    outcomes: Vec<String>,
    /// The number of hits of each query.
    hits: Vec<String>,
}

impl Foundmail {
    /// Returns the contents of the archive.
    pub fn state(&self, archive: &Path) -> Result<State> {
        State::of(self, archive)
    }
}

impl State {
    fn of(foundmail: &Foundmail, archive: &Path) -> Result<Self> {
        let target = tempfile::tempdir()?;
        let to = target.path().join("all.mbox");
        let to = to.to_str().context("a path")?;
        let summary = foundmail.json(archive, &["export", "--all", "--as", "mbox", "--to", to])?;
        let manifest: Value = serde_json::from_slice(&std::fs::read(text(&summary["manifest"]))?)?;
        let rows = foundmail.json(archive, &["list", "--limit", "10000000"])?;
        let info = foundmail.json(archive, &["info"])?;
        let rows: BTreeMap<u64, &Value> =
            array(&rows)?.iter().filter_map(|row| Some((row["id"].as_u64()?, row))).collect();
        let digests: BTreeMap<u64, String> = array(&manifest["messages"])?
            .iter()
            .filter_map(|entry| Some((entry["id"].as_u64()?, text(&entry["sha256"]))))
            .collect();
        let mut threads: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (id, digest) in &digests {
            let thread = rows.get(id).map(|row| row["thread"].to_string()).unwrap_or_default();
            threads.entry(thread).or_default().push(digest.clone());
        }
        let mut messages = BTreeMap::new();
        for entry in array(&manifest["messages"])? {
            let row = entry["id"]
                .as_u64()
                .and_then(|id| rows.get(&id))
                .context("an exported message is not in the list")?;
            let mut thread = threads.get(&row["thread"].to_string()).cloned().unwrap_or_default();
            thread.sort();
            let about =
                ["date", "subject", "folder", "kind", "size", "from", "to"].map(|name| row[name].to_string());
            let about = about.into_iter().chain([entry["defects"].to_string(), thread.join(" ")]);
            messages.insert(text(&entry["sha256"]), about.collect());
        }
        let hits = QUERIES.iter().map(|query| -> Result<String> {
            let found = foundmail.json(archive, &["search", query, "--limit", "1"])?;
            Ok(format!("{query}: {}", found["total"]))
        });
        Ok(Self {
            messages,
            folders: array(&info["sources"])?.iter().map(without_id).collect(),
            outcomes: outcomes(&info)?,
            hits: hits.collect::<Result<_>>()?,
        })
    }

    /// Returns the number of messages.
    pub fn messages(&self) -> usize {
        self.messages.len()
    }

    /// Returns the contents without the outcomes of the last import, which differ if a source was read twice.
    #[must_use]
    pub fn without_outcomes(mut self) -> Self {
        self.outcomes.clear();
        self
    }

    /// Returns a description of the first difference from the expected contents. Returns `None` if there is none.
    pub fn difference(&self, expected: &Self) -> Option<String> {
        let lost = expected.messages.iter().find(|(digest, about)| self.messages.get(*digest) != Some(about));
        let added = self.messages.keys().find(|digest| !expected.messages.contains_key(*digest));
        if let Some((digest, about)) = lost {
            let ours = self.messages.get(digest);
            return Some(format!(
                "{} instead of {} messages; {about:?} is {ours:?}",
                self.messages(),
                expected.messages()
            ));
        }
        if let Some(added) = added {
            return Some(format!("unexpected message: {added}"));
        }
        let lists = [
            (&self.folders, &expected.folders),
            (&self.outcomes, &expected.outcomes),
            (&self.hits, &expected.hits),
        ];
        let (ours, theirs) = lists.into_iter().find(|(ours, theirs)| ours != theirs)?;
        Some(format!("{ours:?} instead of {theirs:?}"))
    }
}

/// Returns the outcomes of the items of each source at its last import.
fn outcomes(info: &Value) -> Result<Vec<String>> {
    let mut outcomes = BTreeMap::new();
    for report in array(&info["imports"])?.iter().rev() {
        for source in array(&report["sources"])? {
            let counts = ["found", "ready", "copies", "damaged", "by_kind", "attachments"];
            let counts: Vec<String> = counts.iter().map(|name| source[*name].to_string()).collect();
            outcomes.insert(text(&source["path"]), counts.join(" "));
        }
    }
    Ok(outcomes.into_iter().map(|(path, counts)| format!("{path}: {counts}")).collect())
}

/// Returns a source without its id, which depends on earlier imports.
fn without_id(source: &Value) -> String {
    let mut source = source.clone();
    if let Some(fields) = source.as_object_mut() {
        fields.remove("id");
    }
    source.to_string()
}

fn array(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().with_context(|| format!("not a list: {value}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
