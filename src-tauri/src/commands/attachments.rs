//! The commands about attachments. An attachment is named by a path of indexes, never by a file path.

use std::path::PathBuf;

use foundmail_archive::view::{AttachmentPreview, ErrorView, PagePicture, SavedFile};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_dialog::DialogExt as _;

use super::{Answer, Shared, answer};
use crate::copies::Copies;

#[tauri::command(async)]
pub fn preview_attachment(
    state: Shared<'_>,
    message: u32,
    at: Vec<u32>,
    query: String,
) -> Answer<AttachmentPreview> {
    answer(|| state.archive.preview_attachment(message, &at, &query))
}

#[tauri::command(async)]
pub fn preview_page(
    state: Shared<'_>,
    message: u32,
    at: Vec<u32>,
    page: u32,
    width: u32,
) -> Answer<PagePicture> {
    answer(|| state.archive.preview_page(message, &at, page, width))
}

/// Opens a copy of an attachment with the system's program for such files. Refuses programs.
#[tauri::command(async)]
pub fn open_attachment(
    app: AppHandle,
    state: Shared<'_>,
    copies: tauri::State<'_, Copies>,
    message: u32,
    at: Vec<u32>,
) -> Answer<()> {
    let dir = copies.dir(&app)?;
    let path = answer(|| state.archive.copy_to_open(message, &at, &dir))?;
    opener::open(path).map_err(|_| {
        ErrorView::failed("No program for this file was found. Save the file and open it by hand.")
    })
}

#[tauri::command(async)]
pub fn save_attachment(app: AppHandle, state: Shared<'_>, message: u32, at: Vec<u32>) -> Answer<SavedFile> {
    let dir = downloads(&app)?;
    let path = answer(|| state.archive.save_attached(message, &at, &dir))?;
    Ok(state.saved(path))
}

/// Saves an attachment. The owner chooses its path in a dialog. Returns `None` if the owner cancels it.
#[tauri::command(async)]
pub fn save_attachment_as(
    app: AppHandle,
    state: Shared<'_>,
    message: u32,
    at: Vec<u32>,
) -> Answer<Option<SavedFile>> {
    let name = answer(|| state.archive.attached_name(message, &at))?;
    let dialog = app.dialog().file().set_title("Save the attachment").set_file_name(name);
    let Some(path) = dialog.blocking_save_file().and_then(|path| path.into_path().ok()) else {
        return Ok(None);
    };
    answer(|| state.archive.save_attached_as(message, &at, &path))?;
    Ok(Some(state.saved(path)))
}

#[tauri::command(async)]
pub fn save_all_attachments(app: AppHandle, state: Shared<'_>, message: u32) -> Answer<SavedFile> {
    let dir = downloads(&app)?;
    answer(|| state.archive.save_attachments(message, &dir))?;
    Ok(state.saved(dir))
}

/// Opens the folder with the file that was saved last.
#[tauri::command(async)]
pub fn show_saved(state: Shared<'_>) -> Answer<()> {
    let path = state.last_saved().ok_or_else(|| ErrorView::failed("Nothing was saved yet."))?;
    let dir = if path.is_dir() { path } else { path.parent().map(PathBuf::from).unwrap_or(path) };
    opener::open(&dir).map_err(|error| {
        ErrorView::failed(format!("{} could not be opened: {error}. Open it by hand.", dir.display()))
    })
}

/// Returns the downloads folder, in which attachments are saved.
fn downloads(app: &AppHandle) -> Answer<PathBuf> {
    let path = app.path();
    let dir = path.download_dir().or_else(|_| path.home_dir().map(|home| home.join("Downloads")));
    dir.map_err(|_| {
        ErrorView::failed(
            "Your downloads folder was not found, so nothing was saved. Create the folder and try again.",
        )
    })
}
