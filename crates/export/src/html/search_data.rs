//! Writes the data of the search in `index.html`.
//!
//! A page on `file://` cannot read files, but it can load scripts. So each file of data is a script that calls the function
//! `foundmail` with a list. Files have limited sizes, and the search keeps only what it needs.
//!
//! - `list-00001.js` has for each message: address, seconds since 1970, date as text, sender as shown, all senders, recipients, subject, names of
//!   attachments, number of the conversation.
//! - `text-00001.js` has the texts of the messages, in the same order.

use std::io::Write as _;

use foundmail_mail::Person;
use serde_json::json;

use super::article::Article;
use super::files::spool_failed;
use super::page::shown;
use crate::error::ExportError;
use crate::output::{Output, OutputFile};

/// Size of a file of data in bytes. The next message begins a new file.
const MAX_SIZE: u64 = 1 << 20;
/// Number of characters of a text that the search reads.
pub(super) const MAX_TEXT: usize = 50_000;
/// Number of recipients that the search reads.
const MAX_RECIPIENTS: usize = 100;

/// The files of data.
#[derive(Default)]
pub(super) struct SearchData {
    list: DataFile,
    texts: DataFile,
}

/// Numbers of files.
pub(super) struct Chunks {
    pub(super) list: u32,
    pub(super) texts: u32,
}

/// One kind of files.
#[derive(Default)]
struct DataFile {
    /// Number of files so far.
    count: u32,
    open: Option<OutputFile>,
}

impl SearchData {
    /// Adds a message.
    pub(super) fn add(
        &mut self,
        article: &Article<'_>,
        file: &str,
        conversation: u32,
        output: &mut Output,
    ) -> Result<(), ExportError> {
        let message = article.message;
        let recipients = message.to.iter().chain(&message.cc).chain(&message.bcc).take(MAX_RECIPIENTS);
        let names: Vec<&str> = message.attachments.iter().map(|file| file.name.as_str()).collect();
        let row = json!([
            format!("{file}#m{}", article.number),
            message.date,
            article.site.at(message.date).map(shown).unwrap_or_default(),
            message.from.first().map_or("Unknown sender", Person::shown),
            people(message.from.iter()),
            people(recipients),
            article.subject(),
            names.join(", "),
            conversation,
        ]);
        let end = message.text.char_indices().nth(MAX_TEXT).map_or(message.text.len(), |(at, _)| at);
        let text = message.text.get(..end).unwrap_or_default();
        self.list.add("list", &row, output)?;
        self.texts.add("text", &json!(text), output)
    }

    /// Completes the files.
    pub(super) fn finish(self, output: &mut Output) -> Result<Chunks, ExportError> {
        let chunks = Chunks { list: self.list.count, texts: self.texts.count };
        self.list.finish(output)?;
        self.texts.finish(output)?;
        Ok(chunks)
    }
}

impl DataFile {
    fn add(&mut self, name: &str, value: &serde_json::Value, output: &mut Output) -> Result<(), ExportError> {
        let json = serde_json::to_string(value).map_err(|error| spool_failed(error.into()))?;
        let mut file = match self.open.take() {
            Some(file) if file.size() < MAX_SIZE => file,
            full => {
                full.map_or(Ok(()), |file| complete(file, output))?;
                output.create_folder("data")?;
                self.count = self.count.saturating_add(1);
                let mut file = output.create_exact(&format!("data/{name}-{:05}.js", self.count))?;
                file.write_all(b"foundmail([\n").map_err(|error| file.failed(error))?;
                file
            }
        };
        let line = format!("{},\n", json.replace('<', "\\u003c"));
        file.write_all(line.as_bytes()).map_err(|error| file.failed(error))?;
        self.open = Some(file);
        Ok(())
    }

    fn finish(self, output: &mut Output) -> Result<(), ExportError> {
        self.open.map_or(Ok(()), |file| complete(file, output))
    }
}

fn complete(mut file: OutputFile, output: &mut Output) -> Result<(), ExportError> {
    file.write_all(b"]);\n").map_err(|error| file.failed(error))?;
    output.complete(file)
}

fn people<'p>(people: impl Iterator<Item = &'p Person>) -> String {
    people.map(crate::manifest::full_name).collect::<Vec<_>>().join(", ")
}
