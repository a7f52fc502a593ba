//! Writes an export.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use foundmail_export::{
    EmptyFolder, Export, ExportFormat, ExportOptions, ExportSummary, PagePrinter, guide_name,
};
use foundmail_mail::ItemKind;
use foundmail_store::{FolderId, MessageId, StoreError, StoreReader};

use super::attachments::facts;
use super::content::StoredContent;
use super::copies::{Copy, FolderPaths, copies};
use super::empty_folders::{EmptyFolderOf, empty_folders};
use super::log;
use super::sources::Sources;
use crate::numbers::count;
use crate::view::{ExportDone, ExportException};
use crate::{Archive, ArchiveError};

/// A finished export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its sums.
    pub summary: ExportSummary,
    /// Path of the file or folder.
    pub path: PathBuf,
    /// Name of the file beside the target that says what to do with it.
    pub guide: Option<String>,
    /// The reason why the export is not in the archive's log, as a sentence. The export itself is complete.
    pub log_problem: Option<String>,
}

/// A request for an export.
#[derive(Debug, Clone)]
pub struct ExportRequest<'r> {
    /// Ids of the messages, oldest first.
    pub messages: &'r [u32],
    /// The format of the export.
    pub format: &'static ExportFormat,
    /// The file or folder to write. It must not exist; an empty folder is permitted.
    pub target: &'r Path,
    /// The options. Their list of sources is filled by the export.
    pub options: ExportOptions,
    /// True if the digests of the sources are computed. Each source is read once for this.
    pub source_digests: bool,
    /// Returns a printer for pages that show messages as they look. Without one, pages show the text.
    pub printer: Option<NewPrinter>,
}

/// Returns a printer, or `None` if the system offers none, for example without a display.
pub type NewPrinter = fn() -> Option<Box<dyn PagePrinter>>;

impl Archive {
    /// Exports messages to `target` with the options of the format. See [`export_with`](Self::export_with).
    pub fn export(
        &self,
        messages: &[u32],
        format: &'static ExportFormat,
        target: &Path,
    ) -> Result<Exported, ArchiveError> {
        let options = ExportOptions::default();
        let request =
            ExportRequest { messages, format, target, options, source_digests: false, printer: None };
        self.export_with(&request, &mut |_, _| true)
    }

    /// Exports messages. If the export fails, no file of it remains.
    ///
    /// `progress` receives the number of copies that are written, and the number of all copies. If it returns false, the export
    /// is cancelled: it deletes its files and fails with [`ArchiveError::Cancelled`].
    pub fn export_with(
        &self,
        request: &ExportRequest<'_>,
        progress: &mut dyn FnMut(u32, u32) -> bool,
    ) -> Result<Exported, ArchiveError> {
        let summary = self.write_export(request, progress)?;
        let logged = log::append(&self.dir, &request.options.selection, request.target, &summary);
        let log_problem =
            logged.err().map(|error| format!("The export could not be added to the log: {error}."));
        Ok(Exported { summary, path: request.target.to_owned(), guide: guide_of(request), log_problem })
    }

    /// Writes the files of an export. Returns its sums.
    pub(super) fn write_export(
        &self,
        request: &ExportRequest<'_>,
        progress: &mut dyn FnMut(u32, u32) -> bool,
    ) -> Result<ExportSummary, ArchiveError> {
        let reader = self.store.reader()?;
        // Without it, an import or a removal during the export would change the rows that the export already knows.
        let _snapshot = reader.snapshot()?;
        self.ensure_outside(request.target)?;
        let (accepted, other_kinds) = accepted(&reader, request)?;
        let folders = FolderPaths::read(&reader)?;
        let copies = copies(&reader, &folders, &accepted, request.format, &request.options)?;
        let sources = Sources::of(&reader, &accepted, request.source_digests)?;
        let options = ExportOptions {
            sources: sources.list.clone(),
            identity: identity(&reader)?,
            ..request.options.clone()
        };
        let mut export = Export::create(request.format, request.target, options)?;
        export.add_other_kinds(other_kinds);
        if let Some(printer) = request.printer.and_then(|new_printer| new_printer()) {
            export.print_with(printer);
        }
        let run =
            Run { reader: &reader, folders: &folders, sources: &sources, has_folders: request.has_folders() };
        if run.has_folders {
            for empty in empty_folders(&reader, &folders, &accepted, &copies)? {
                run.add_folder(&empty, &mut export)?;
            }
        }
        let total = count(copies.len());
        for (written, copy) in copies.iter().enumerate() {
            if !progress(count(written), total) {
                return Err(ArchiveError::Cancelled);
            }
            run.write(*copy, &mut export)?;
        }
        Ok(export.finish()?)
    }

    /// Fails if a target is inside the archive, where it could be taken for a file of the archive.
    pub(super) fn ensure_outside(&self, target: &Path) -> Result<(), ArchiveError> {
        let archive = self.dir.canonicalize().unwrap_or_else(|_| self.dir.clone());
        let absolute = std::path::absolute(target).unwrap_or_else(|_| target.to_owned());
        let existing = absolute.ancestors().find_map(|path| path.canonicalize().ok());
        if existing.is_some_and(|path| path.starts_with(&archive)) {
            return Err(ArchiveError::InsideArchive { target: target.to_owned() });
        }
        Ok(())
    }
}

impl ExportRequest<'_> {
    /// Returns true if the export has a tree of folders.
    fn has_folders(&self) -> bool {
        use foundmail_export::{Copies, Order};
        let is_wanted = self.options.order == Order::Folder || self.options.copies == Copies::Everywhere;
        self.format.has_folders && (self.format.order == Some(Order::Folder) || is_wanted)
    }
}

/// Returns the messages of which the format can contain something, and the number of the others. Fails if a message does not
/// exist, before a file is written: a wrong id among hundreds is reported at once.
pub(super) fn accepted(
    reader: &StoreReader,
    request: &ExportRequest<'_>,
) -> Result<(Vec<u32>, u32), ArchiveError> {
    let (mut accepted, mut seen) = (Vec::new(), HashSet::new());
    for &id in request.messages {
        let row = reader.message(MessageId(id))?;
        if seen.insert(id) && (request.format.accepts)(&facts(&row)) {
            accepted.push(id);
        }
    }
    if accepted.is_empty() {
        let what = if seen.is_empty() {
            "There is nothing to export.".to_owned()
        } else {
            format!(
                "None of the chosen items can be exported as {}. Choose another format.",
                request.format.title
            )
        };
        return Err(ArchiveError::Choice { what });
    }
    let others = count(seen.len().saturating_sub(accepted.len()));
    Ok((accepted, others))
}

/// Returns a text that identifies the archive: its first import. Ids of messages are unique only in one archive.
fn identity(reader: &StoreReader) -> Result<String, ArchiveError> {
    let jobs = reader.jobs()?;
    let first = jobs
        .last()
        .map(|job| format!("{} {:?}", job.started, job.request.as_ref().map(|request| &request.paths)));
    Ok(first.unwrap_or_default())
}

/// The data that each message of an export needs.
struct Run<'r> {
    reader: &'r StoreReader,
    folders: &'r FolderPaths,
    sources: &'r Sources,
    has_folders: bool,
}

impl Run<'_> {
    /// Writes one copy of a message. A message that is damaged in the archive does not prevent the export of the others.
    fn write(&self, copy: Copy, export: &mut Export) -> Result<(), ArchiveError> {
        let row = match self.reader.message(copy.message) {
            Ok(row) => row,
            // The snapshot ends if the bytes of another message were moved. Then a removed message is gone.
            Err(error @ StoreError::NoMessage { .. }) => {
                export.add_exception(copy.message.0, "", error.to_string());
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let content = StoredContent::read(self.reader, &row);
        let content = match &content {
            Ok(content) => content.message(self.folders, self.sources),
            Err(error) => {
                export.add_exception(row.id.0, &row.subject, error.to_string());
                return Ok(());
            }
        };
        match content {
            Ok(mut message) => {
                (message.folder, message.folder_kinds) = self.folder(copy.folder);
                Ok(export.write(&message)?)
            }
            Err(error) => {
                export.add_exception(row.id.0, &row.subject, error.to_string());
                Ok(())
            }
        }
    }

    /// Adds a folder without items.
    fn add_folder(&self, empty: &EmptyFolderOf, export: &mut Export) -> Result<(), ArchiveError> {
        let (names, kinds) = self.folder(Some(empty.folder));
        let folder = EmptyFolder { names: &names, kinds: &kinds, source_format: &empty.format };
        Ok(export.add_folder(&folder)?)
    }

    /// Returns the names of a folder in the export, and the kind of most items in each of its levels. The name of the source
    /// is part of it only if there are several sources.
    fn folder(&self, folder: Option<FolderId>) -> (Vec<String>, Vec<Option<ItemKind>>) {
        let folder = folder.filter(|_| self.has_folders);
        let levels = folder.map(|folder| self.folders.levels(folder)).unwrap_or_default();
        let kinds = folder.map(|folder| self.folders.kinds(folder)).unwrap_or_default();
        let top = usize::from(self.sources.list.len() <= 1);
        let shown = levels.get(top..).unwrap_or_default().to_vec();
        (shown, kinds.get(top..).unwrap_or_default().to_vec())
    }
}

/// Returns the name of the file that says what to do with an export.
fn guide_of(request: &ExportRequest<'_>) -> Option<String> {
    request.options.preset?;
    let name = guide_name(&request.target.file_stem()?.to_string_lossy());
    request.target.with_file_name(&name).is_file().then_some(name)
}

/// Number of exceptions that the window shows. The manifest lists all of them.
const MAX_EXCEPTIONS: usize = 50;

impl From<Exported> for ExportDone {
    fn from(exported: Exported) -> Self {
        let Exported { summary, path, guide, log_problem } = exported;
        let exceptions = summary.exceptions.into_iter().take(MAX_EXCEPTIONS);
        Self {
            chosen: summary.chosen,
            messages: summary.written,
            attachments: summary.attachments.written,
            incomplete: summary.incomplete,
            exceptions: exceptions
                .map(|one| ExportException { subject: one.subject, why: one.why })
                .collect(),
            lost_attachments: u32::try_from(summary.attachments.exceptions.len()).unwrap_or(u32::MAX),
            path: path.display().to_string(),
            guide,
            log_problem,
        }
    }
}
