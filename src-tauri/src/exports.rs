//! Runs an export for the page, with progress, and shows its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use foundmail_archive::view::{
    ErrorView, ExportChoices, ExportDone, ExportFormat, ExportPlan, ExportPreview, ExportProgress, Selection,
};
use foundmail_archive::{Archive, ArchiveError, ExportRequest, Exported};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Emitter as _, Manager as _};

use crate::copies::Copies;
use crate::print;
use crate::state::State;

/// The page receives the progress of an export at this interval.
const INTERVAL: Duration = Duration::from_millis(200);

/// The settings that the window keeps for the next start.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Settings {
    /// The folder that the owner chose for exports.
    export_folder: Option<PathBuf>,
}

/// An export that the page asks for.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    selection: Selection,
    format: &'static ExportFormat,
    choices: ExportChoices,
}

impl Wanted {
    /// Returns the format, which also depends on the choices.
    fn format(&self) -> &'static ExportFormat {
        self.choices.format(self.format)
    }

    fn title(&self, archive: &Archive) -> Result<String, ArchiveError> {
        archive.title(&self.selection, &self.choices.name)
    }

    /// Returns a new path in `dir`.
    fn target(&self, archive: &Archive, dir: &Path) -> Result<PathBuf, ArchiveError> {
        archive.target_name(&self.title(archive)?, self.format(), dir)
    }

    fn request<'r>(
        &self,
        archive: &Archive,
        messages: &'r [u32],
        target: &'r Path,
    ) -> Result<ExportRequest<'r>, ArchiveError> {
        let format = self.format();
        Ok(ExportRequest {
            messages,
            format,
            target,
            options: self.choices.options(format, self.title(archive)?)?,
            source_digests: self.choices.digests,
            printer: Some(print::new_printer),
        })
    }
}

/// Returns the counts of an export to a new file or folder in `dir`.
pub fn plan(archive: &Archive, wanted: &Wanted, dir: &Path) -> Result<ExportPlan, ArchiveError> {
    let target = wanted.target(archive, dir)?;
    // A choice that cannot be used is reported before the export begins.
    let options = wanted.choices.options(wanted.format(), String::new())?;
    archive.plan(&archive.selected(&wanted.selection)?, wanted.format(), &options, &target)
}

/// Draws the first page of an export. Returns `None` if the format has no pages, and while pages are printed: waiting would block
/// the requests of the page.
pub fn preview(state: &State, wanted: &Wanted) -> Result<Option<ExportPreview>, ArchiveError> {
    let Some(_turn) = state.try_printing() else { return Ok(None) };
    let archive = &state.archive;
    let messages = archive.selected(&wanted.selection)?;
    let request = wanted.request(archive, &messages, Path::new(""))?;
    archive.preview(&request)
}

/// Opens the pages of a selection with the system's program for PDF files, which can print them.
pub fn print(app: &AppHandle, state: &State, selection: &Selection) -> Result<(), ErrorView> {
    let path = {
        let Some(_turn) = state.try_printing() else {
            return Err(ErrorView::failed(
                "Pages are being made at the moment. Try again when they are ready.",
            ));
        };
        // Another account must not read the pages.
        let dir = app.state::<Copies>().dir(app)?;
        state
            .archive
            .pages_to_print(selection, &dir, Some(print::new_printer))
            .map_err(|error| error.view())?
    };
    opener::open(path).map_err(|_| {
        ErrorView::failed(
            "No program for PDF files was found, so the pages could not be opened. Export them as PDF instead.",
        )
    })
}

/// Exports a selection to a new file or folder in `dir`.
pub fn run(app: &AppHandle, wanted: &Wanted, dir: &Path) -> Result<ExportDone, ArchiveError> {
    let state = app.state::<State>();
    let Some(cancelled) = state.begin_export() else {
        return Err(ArchiveError::Choice {
            what: "Another export is running. Wait until it has finished, or cancel it.".to_owned(),
        });
    };
    // The end is recorded even if the export panics: otherwise no other export could begin.
    let mut end = End { state: &state, path: None };
    let archive = &state.archive;
    let target = wanted.target(archive, dir)?;
    let messages = archive.selected(&wanted.selection)?;
    let request = wanted.request(archive, &messages, &target)?;
    // Only a PDF uses the web view that prints.
    let _turn = wanted.format.name.starts_with("pdf").then(|| state.printing());
    let mut shown = Instant::now();
    let exported: Exported = archive.export_with(&request, &mut |done, all| {
        if shown.elapsed() >= INTERVAL {
            shown = Instant::now();
            // Emitting fails only if the page has ended, which then needs no events.
            let _ = app.emit("export", ExportProgress { done, all });
        }
        !cancelled.load(Ordering::Acquire)
    })?;
    end.path = Some(exported.path.clone());
    Ok(exported.into())
}

/// Records the end of an export when it is dropped.
struct End<'s> {
    state: &'s State,
    path: Option<PathBuf>,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.state.end_export(self.path.take());
    }
}

/// Opens the last export with the program that the system uses for such files.
pub fn open(state: &State) -> Result<(), ErrorView> {
    show(state.exported())
}

/// Opens the folder that contains the last export.
pub fn show_folder(state: &State) -> Result<(), ErrorView> {
    show(
        state
            .exported()
            .and_then(|path| if path.is_dir() { Some(path) } else { path.parent().map(Path::to_owned) }),
    )
}

fn show(path: Option<PathBuf>) -> Result<(), ErrorView> {
    let path = path.ok_or_else(|| ErrorView::failed("There is no export to show."))?;
    opener::open(&path).map_err(|error| {
        ErrorView::failed(format!("{} could not be opened: {error}. Open it by hand.", path.display()))
    })
}

/// Returns the folder for exports: the folder that the owner chose, otherwise the documents folder.
pub fn dir(app: &AppHandle, state: &State) -> Result<PathBuf, ErrorView> {
    let kept = || settings_file(app).and_then(|file| read(&file).export_folder).filter(|dir| dir.is_dir());
    if let Some(dir) = state.target().or_else(kept) {
        return Ok(dir);
    }
    let path = app.path();
    path.document_dir()
        .or_else(|_| path.home_dir())
        .map_err(|_| ErrorView::failed("Your documents folder was not found. Choose another folder."))
}

/// Keeps the folder for exports for this run of the program and the next ones.
pub fn set_dir(app: &AppHandle, state: &State, dir: PathBuf) {
    if let Some(file) = settings_file(app) {
        // If the setting cannot be kept, the next start proposes the documents folder.
        let _ = write(&file, &Settings { export_folder: Some(dir.clone()) });
    }
    state.set_target(dir);
}

fn settings_file(app: &AppHandle) -> Option<PathBuf> {
    Some(app.path().app_config_dir().ok()?.join("window.json"))
}

fn read(file: &Path) -> Settings {
    fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn write(file: &Path, settings: &Settings) -> std::io::Result<()> {
    if let Some(dir) = file.parent() {
        fs::create_dir_all(dir)?;
    }
    fs::write(file, serde_json::to_vec_pretty(settings)?)
}

#[cfg(test)]
mod tests {
    use super::{Settings, read, write};

    #[test]
    fn the_folder_is_kept_and_a_damaged_file_is_ignored() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("new/window.json");
        assert_eq!(read(&file).export_folder, None);
        write(&file, &Settings { export_folder: Some(dir.path().to_owned()) }).unwrap();
        assert_eq!(read(&file).export_folder.as_deref(), Some(dir.path()));
        std::fs::write(&file, "{").unwrap();
        assert_eq!(read(&file).export_folder, None);
    }
}
