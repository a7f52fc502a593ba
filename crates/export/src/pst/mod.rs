//! PST: Outlook data files with the folders of the sources, for Outlook and for Microsoft 365.

mod folder_class;
mod folders;
mod item_size;
mod microsoft_365;
mod part;

use std::io;

use foundmail_decompose::{Decomposed, StoredItem, decompose};
use foundmail_mail::ItemKind;
use foundmail_pst::write::WriteError;

use crate::digest_writer::DigestWriter;
use crate::empty_folder::EmptyFolder;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::{ExportOptions, Order, Preset};
use crate::output::Output;
use crate::target::TargetKind;
use folders::{FolderPath, TopFolders};
use item_size::item_size;
pub use microsoft_365::guide_name;
use part::Part;

/// Unicode PST files, split at 2 GB.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "pst",
    title: "PST",
    help: "Outlook data files with all folders, for a new mailbox",
    on_screen: Some(
        "Everything with its folders, for Outlook or Microsoft 365. Large exports become several files.",
    ),
    target: TargetKind::File { extension: ".pst" },
    has_folders: true,
    order: Some(Order::Folder),
    accepts: |_| true,
    create: |options, output| Ok(Box::new(PstExporter::create(options, output)?)),
};

/// The largest file by default. Larger files need allocation pages that hardly any program has been tested with.
const DEFAULT_MAX_FILE: u64 = 2_000_000_000;

struct PstExporter {
    max_file: u64,
    /// True to respect the limits of Microsoft 365's import service.
    is_for_microsoft_365: bool,
    tops: TopFolders,
    /// Identifies the archive.
    identity: String,
    part: Part,
    /// The names of the complete files.
    files: Vec<String>,
}

impl PstExporter {
    fn create(options: &ExportOptions, output: &mut Output) -> Result<Self, ExportError> {
        let is_for_microsoft_365 = options.preset == Some(Preset::Microsoft365);
        let max_file = options.max_file.unwrap_or(DEFAULT_MAX_FILE);
        let most = if is_for_microsoft_365 { microsoft_365::MAX_FILE } else { u64::MAX };
        Ok(Self {
            max_file: max_file.min(most),
            is_for_microsoft_365,
            tops: TopFolders::of(&options.sources),
            part: Part::create(output, &options.identity, 1)?,
            identity: options.identity.clone(),
            files: Vec::new(),
        })
    }

    /// Completes the present file and begins the next one.
    fn begin_next_part(&mut self, output: &mut Output) -> Result<(), ExportError> {
        let number = self.part.number.saturating_add(1);
        let next = Part::create(output, &self.identity, number)?;
        self.files.push(self.part.path().to_owned());
        std::mem::replace(&mut self.part, next).finish(output)
    }

    /// Writes an item to a folder, and returns its node. Begins another file if the present one is full.
    fn put(
        &mut self,
        id: u32,
        folder: &FolderPath,
        item: &Decomposed,
        size: u64,
        output: &mut Output,
    ) -> Result<u32, ExportError> {
        if !self.part.is_empty() && self.part.expected_size().saturating_add(size) > self.max_file {
            self.begin_next_part(output)?;
        }
        let written = match self.part.add(id, folder, &item.item) {
            Err(WriteError::FileFull { .. } | WriteError::Full { .. }) if !self.part.is_empty() => {
                self.begin_next_part(output)?;
                self.part.add(id, folder, &item.item)
            }
            written => written,
        };
        written.map_err(|error| match error {
            WriteError::Write { source, .. } => ExportError::file(output.target(), source),
            error => ExportError::Unreadable { what: format!("It can't be written to a PST: {error}.") },
        })
    }
}

impl Exporter for PstExporter {
    fn add_folder(&mut self, folder: &EmptyFolder<'_>, _: &mut Output) -> Result<(), ExportError> {
        let Some(path) = self.tops.path_of_empty(folder) else { return Ok(()) };
        if self.is_for_microsoft_365 && microsoft_365::problem(0, path.levels.len()).is_some() {
            return Ok(());
        }
        self.part.add_folder(&path)
    }

    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let write = message.plain_bytes()?;
        let mut digested = DigestWriter::new(io::sink());
        write(&mut digested).map_err(|error| ExportError::Unreadable { what: error.to_string() })?;
        let item = item_of(message)?;
        let size = item_size(&item.item);
        let folder = self.tops.path(&message.folder, &message.folder_kinds);
        if self.is_for_microsoft_365
            && let Some(what) = microsoft_365::problem(size, folder.levels.len())
        {
            return Err(ExportError::Unreadable { what });
        }
        let node = self.put(message.id, &folder, &item, size, output)?;
        let mut entry = ManifestEntry::written(message, self.part.path(), 0, &digested);
        entry.node = Some(node);
        entry.left_out = item.left_out;
        Ok(entry.into())
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        summary: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        let Self { part, mut files, is_for_microsoft_365, .. } = *self;
        files.push(part.path().to_owned());
        part.finish(output)?;
        if is_for_microsoft_365 {
            microsoft_365::write_beside(&files, summary.written.into(), output)?;
        }
        Ok(FormatFacts::default())
    }
}

/// Makes an item of a message.
fn item_of(message: &ExportMessage<'_>) -> Result<Decomposed, ExportError> {
    let properties = message.content.properties()?;
    let mut decomposed = Ok(Decomposed::default());
    message.content.with_skeleton(&mut |skeleton| {
        decomposed = decompose(&StoredItem {
            skeleton,
            framing: message.framing,
            kind: ItemKind::of_word(&message.kind),
            composed: message.composed,
            properties: properties.as_deref(),
        });
    })?;
    // Only the temporary file of large attachments can fail.
    decomposed.map_err(|error| ExportError::file(std::env::temp_dir(), error))
}

#[cfg(test)]
mod tests;
