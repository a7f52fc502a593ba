//! Imports mail files into a temporary archive, and shows each attachment as the window does, also files inside other files.
//! Prints the number of attachments of each kind, the reasons for missing previews, and the slowest attachment.
//!
//! `cargo run -p foundmail-archive --example previews -- FILE…`

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use foundmail_archive::view::{AttachmentPreview, Selection};
use foundmail_archive::{Archive, ArchiveError, Control, ImportOptions, run_as_child_if_requested};

/// Maximum number of files of one attachment that are looked into.
const MAX_INSIDE: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    run_as_child_if_requested();
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let dir = tempfile::tempdir()?;
    let archive = Archive::open(dir.path())?;
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&paths, options, &Control::new(), &mut |_| {})?;
    let all = Selection::Search { query: String::new(), typing: false, folder: None, source: None };
    let mut totals = Totals::default();
    for message in archive.selected(&all)? {
        for attachment in archive.attachments(message)? {
            totals.add(&archive, message, &[attachment.index], &attachment.name);
        }
    }
    totals.print();
    Ok(())
}

/// The results so far.
#[derive(Default)]
struct Totals {
    /// Number of attachments of each kind, and for each reason of a missing preview.
    kinds: BTreeMap<String, u32>,
    slowest: (Duration, String),
}

impl Totals {
    fn add(&mut self, archive: &Archive, message: u32, at: &[u32], name: &str) {
        let start = Instant::now();
        let preview = archive.preview_attachment(message, at, "the");
        let time = start.elapsed();
        if time > self.slowest.0 {
            self.slowest = (time, format!("message {message} {at:?} {name}"));
        }
        let is_cut = |cut: bool| if cut { ", cut" } else { "" };
        let (kind, inside): (String, Vec<u32>) = match &preview {
            Ok(AttachmentPreview::Picture { .. }) => ("picture".to_owned(), Vec::new()),
            Ok(AttachmentPreview::Pages { .. }) => (page(archive, message, at), Vec::new()),
            Ok(AttachmentPreview::Text { cut, .. }) => (format!("text{}", is_cut(*cut)), Vec::new()),
            Ok(AttachmentPreview::Html { .. }) => ("html".to_owned(), Vec::new()),
            Ok(AttachmentPreview::Tables { tables }) => {
                (format!("tables{}", is_cut(tables.iter().any(|table| table.cut))), Vec::new())
            }
            Ok(AttachmentPreview::Message { message, .. }) => {
                ("message".to_owned(), message.attachments.iter().map(|file| file.index).collect())
            }
            Ok(AttachmentPreview::Card { .. }) => ("card".to_owned(), Vec::new()),
            Ok(AttachmentPreview::Event { .. }) => ("event".to_owned(), Vec::new()),
            Ok(AttachmentPreview::Entries { entries, cut }) => {
                (format!("entries{}", is_cut(*cut)), entries.iter().map(|entry| entry.index).collect())
            }
            Ok(AttachmentPreview::None { why }) => (format!("none: {why} ({})", extension(name)), Vec::new()),
            Err(error) => (failed(error), Vec::new()),
        };
        *self.kinds.entry(kind).or_default() += 1;
        for index in inside.into_iter().take(MAX_INSIDE) {
            let inside = [at, &[index]].concat();
            if inside.len() <= 4 {
                self.add(archive, message, &inside, &format!("{name} › {index}"));
            }
        }
    }

    fn print(&self) {
        for (kind, count) in &self.kinds {
            println!("{count:>7}  {kind}");
        }
        println!("slowest: {:?} for {}", self.slowest.0, self.slowest.1);
    }
}

/// Draws the first page.
fn page(archive: &Archive, message: u32, at: &[u32]) -> String {
    match archive.preview_page(message, at, 0, 800) {
        Ok(_) => "pages".to_owned(),
        Err(error) => format!("pages, but {}", failed(&error)),
    }
}

fn failed(error: &ArchiveError) -> String {
    format!("error: {error}")
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default()
}
