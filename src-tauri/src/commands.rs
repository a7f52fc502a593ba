//! The commands that the page of the window can call. Their arguments are ids and queries, never file paths or URLs. Only
//! the Rust program chooses files and addresses, so that the page cannot.

#![expect(clippy::needless_pass_by_value, reason = "a command owns its arguments")]

mod attachments;
mod messages;

pub use attachments::*;
pub use messages::*;

use std::panic::{AssertUnwindSafe, catch_unwind};

use foundmail_archive::view::{
    Completion, Completions, EditedQuery, ErrorCode, ErrorView, ExportDone, ExportPlan, ExportPreview,
    Facets, FoundMailbox, FoundMailboxes, ImportView, ListPage, ListRequest, NothingFound, Overview,
    QueryEdit, QueryTermView, RemovedView, SearchChange, Searches, Selection,
};
use foundmail_archive::{ArchiveError, Control};
use tauri::{AppHandle, WebviewWindow};
use tauri_plugin_dialog::DialogExt as _;

use crate::exports::Wanted;
use crate::state::State;
use crate::watchdog::{Return, Watchdog};
use crate::{close, exports, imports};

/// The longest description of a place in the window, in bytes.
const MAX_PLACE: usize = 1 << 16;
/// The smallest and the largest size of the page in percent.
const MIN_ZOOM: u32 = 50;
const MAX_ZOOM: u32 = 300;

type Answer<T> = Result<T, ErrorView>;
type Shared<'s> = tauri::State<'s, State>;

/// Runs a request of the page. Converts an error or panic to an error that the page can show.
fn answer<T>(ask: impl FnOnce() -> Result<T, ArchiveError>) -> Answer<T> {
    match catch_unwind(AssertUnwindSafe(ask)) {
        Ok(result) => result.map_err(|error| error.view()),
        Err(_) => Err(ErrorView::failed("Something went wrong in Foundmail. Your mail is safe. Try again.")),
    }
}

#[tauri::command]
pub fn ready(app: AppHandle) {
    imports::page_is_ready(&app);
}

#[tauri::command(async)]
pub fn overview(state: Shared<'_>) -> Answer<Overview> {
    answer(|| state.archive.overview())
}

#[tauri::command(async)]
pub fn list(state: Shared<'_>, request: ListRequest) -> Answer<ListPage> {
    answer(|| state.archive.list(&request))
}

#[tauri::command(async)]
pub fn nothing_found(state: Shared<'_>, request: ListRequest) -> Answer<NothingFound> {
    answer(|| state.archive.nothing_found(&request))
}

#[tauri::command(async)]
pub fn facets(state: Shared<'_>, request: ListRequest) -> Answer<Facets> {
    answer(|| state.archive.facets(&request))
}

#[tauri::command(async)]
pub fn complete(state: Shared<'_>, request: ListRequest, cursor: u32) -> Answer<Completions> {
    answer(|| state.archive.complete(&request, cursor))
}

#[tauri::command(async)]
pub fn complete_value(
    state: Shared<'_>,
    request: ListRequest,
    operator: String,
    value: String,
) -> Answer<Vec<Completion>> {
    answer(|| state.archive.complete_value(&request, &operator, &value))
}

#[tauri::command(async)]
pub fn read_query(query: String) -> Answer<Vec<QueryTermView>> {
    answer(|| Ok(foundmail_archive::read_query(&query)))
}

#[tauri::command(async)]
pub fn edit_query(query: String, edit: QueryEdit) -> Answer<EditedQuery> {
    answer(|| Ok(foundmail_archive::edit_query(&query, &edit)))
}

#[tauri::command(async)]
pub fn searches(state: Shared<'_>) -> Answer<Searches> {
    answer(|| Ok(state.archive.searches()))
}

#[tauri::command(async)]
pub fn change_searches(state: Shared<'_>, change: SearchChange) -> Answer<Searches> {
    answer(|| state.archive.change_searches(change))
}

/// Sets or removes the star of messages. Returns the number of changed messages.
#[tauri::command(async)]
pub fn set_star(state: Shared<'_>, selection: Selection, on: bool) -> Answer<u32> {
    answer(|| state.archive.set_star(&selection, on))
}

/// Adds a tag to messages or removes it from them. Returns the number of changed messages.
#[tauri::command(async)]
pub fn set_tag(state: Shared<'_>, selection: Selection, tag: String, on: bool) -> Answer<u32> {
    answer(|| state.archive.set_tag(&selection, &tag, on))
}

/// Changes the name of a tag. Returns the number of changed messages.
#[tauri::command(async)]
pub fn rename_tag(state: Shared<'_>, from: String, to: String) -> Answer<u32> {
    answer(|| state.archive.rename_tag(&from, &to))
}

/// Answers a ping of the watchdog.
#[tauri::command]
pub fn alive(watchdog: tauri::State<'_, Watchdog>) {
    watchdog.answer();
}

/// Keeps the place in the window, in case that the page must be loaded again.
#[tauri::command]
pub fn keep_place(watchdog: tauri::State<'_, Watchdog>, place: String) {
    if place.len() <= MAX_PLACE {
        watchdog.keep(place);
    }
}

/// Enlarges or reduces the page. 100 is the usual size.
#[tauri::command(async)]
pub fn set_zoom(window: WebviewWindow, percent: u32) -> Answer<()> {
    let factor = f64::from(percent.clamp(MIN_ZOOM, MAX_ZOOM)) / 100.0;
    window
        .set_zoom(factor)
        .map_err(|_| ErrorView::failed("The size of the window's text could not be changed."))
}

/// Returns the place in the window if the page was loaded again after a failure.
#[tauri::command]
pub fn came_back(watchdog: tauri::State<'_, Watchdog>) -> Option<Return> {
    watchdog.take_return()
}

#[tauri::command(async)]
pub fn add_files(app: AppHandle) {
    let dialog = app.dialog().file().set_title("Choose mail files");
    if let Some(files) = dialog.blocking_pick_files() {
        imports::add(&app, files.into_iter().filter_map(|file| file.into_path().ok()).collect());
    }
}

#[tauri::command(async)]
pub fn add_folder(app: AppHandle) {
    let dialog = app.dialog().file().set_title("Choose a folder with mail");
    if let Some(folder) = dialog.blocking_pick_folder().and_then(|folder| folder.into_path().ok()) {
        imports::add(&app, vec![folder]);
    }
}

#[tauri::command]
pub fn add_sample(app: AppHandle) {
    imports::add_sample(&app);
}

/// Lists the mailboxes on this computer. The page refers to a mailbox by its index in this list.
#[tauri::command(async)]
pub fn find_mailboxes(state: Shared<'_>) -> Answer<FoundMailboxes> {
    let found = answer(|| Ok(foundmail_archive::find(&[])))?;
    let path = |mailbox: &FoundMailbox| foundmail_archive::path_of_text(&mailbox.path);
    state.set_found(found.mailboxes.iter().map(path).collect());
    Ok(found)
}

/// Imports mailboxes from the last result of `find_mailboxes`. `indexes` are positions in this list.
#[tauri::command]
pub fn add_found(app: AppHandle, state: Shared<'_>, indexes: Vec<u32>) -> Answer<()> {
    let paths = state.found(&indexes);
    if paths.is_empty() {
        return Err(ErrorView::failed(
            "This list of mailboxes is outdated. Choose “Look on this computer…” again.",
        ));
    }
    imports::add(&app, paths);
    Ok(())
}

#[tauri::command(async)]
pub fn imports(state: Shared<'_>) -> Answer<Vec<ImportView>> {
    answer(|| state.imports())
}

/// Imports a source of a finished import again. This import also recovers deleted items.
#[tauri::command(async)]
pub fn look_for_deleted(app: AppHandle, state: Shared<'_>, import: u32, source: u32) -> Answer<()> {
    let reports = answer(|| state.imports())?;
    let report = reports.into_iter().find(|view| view.id == import).and_then(|view| view.report);
    let index = usize::try_from(source).unwrap_or(usize::MAX);
    let path = report.and_then(|report| report.sources.into_iter().nth(index)).map(|source| source.path);
    let path = path
        .ok_or_else(|| ErrorView::failed("This import is no longer in the archive. Add the file again."))?;
    let path = foundmail_archive::path_of_text(&path);
    if !path.exists() {
        return Err(ErrorView::failed("The file was not found. Connect its drive, or add the file again."));
    }
    imports::look_for_deleted(&app, path);
    Ok(())
}

/// Continues an unfinished import with the original files and options.
#[tauri::command(async)]
pub fn continue_import(app: AppHandle, state: Shared<'_>, id: u32) -> Answer<()> {
    let (paths, options) = answer(|| state.archive.import_request(id))?;
    imports::continue_import(&app, paths, options);
    Ok(())
}

/// Stops the running import and closes the window. At the next start, the window offers to continue the import.
#[tauri::command(async)]
pub fn close_window(app: AppHandle, state: Shared<'_>) {
    close::end_work_and_close(&app, &state);
}

/// Pauses an import. The messages that were already read can be opened and searched.
#[tauri::command]
pub fn pause_import(state: Shared<'_>, id: u32) {
    with_import(&state, id, Control::pause);
}

/// Resumes a paused import.
#[tauri::command]
pub fn resume_import(state: Shared<'_>, id: u32) {
    with_import(&state, id, Control::resume);
}

#[tauri::command]
pub fn cancel_import(state: Shared<'_>, id: u32) {
    with_import(&state, id, Control::cancel);
}

/// Applies an action to an import. Does nothing if the import has ended.
fn with_import(state: &State, id: u32, act: impl FnOnce(&Control)) {
    let running = state.running().filter(|running| running.view.as_ref().is_none_or(|view| view.id == id));
    if let Some(running) = running {
        act(&running.control);
    }
}

/// Removes a source from the archive. The imported file or folder on disk is not changed.
#[tauri::command(async)]
pub fn remove_source(state: Shared<'_>, source: u32) -> Answer<RemovedView> {
    let Some(_turn) = state.turn_if_free() else {
        let message = "Foundmail is adding mail or updating the search index. Wait until it has finished, or cancel the import.";
        return Err(ErrorView { code: ErrorCode::Busy, message: message.to_owned() });
    };
    answer(|| state.archive.remove_source(source))
}

#[tauri::command(async)]
pub fn export_plan(app: AppHandle, state: Shared<'_>, wanted: Wanted) -> Answer<ExportPlan> {
    let dir = exports::dir(&app, &state)?;
    answer(|| exports::plan(&state.archive, &wanted, &dir))
}

#[tauri::command(async)]
pub fn export_preview(state: Shared<'_>, wanted: Wanted) -> Answer<Option<ExportPreview>> {
    answer(|| exports::preview(&state, &wanted))
}

#[tauri::command(async)]
pub fn print_messages(app: AppHandle, state: Shared<'_>, selection: Selection) -> Answer<()> {
    exports::print(&app, &state, &selection)
}

#[tauri::command(async)]
pub fn choose_target(app: AppHandle, state: Shared<'_>) -> Option<String> {
    let mut dialog = app.dialog().file().set_title("Choose where to save");
    if let Ok(dir) = exports::dir(&app, &state) {
        dialog = dialog.set_directory(dir);
    }
    let folder = dialog.blocking_pick_folder()?.into_path().ok()?;
    let shown = folder.display().to_string();
    exports::set_dir(&app, &state, folder);
    Some(shown)
}

#[tauri::command(async)]
pub fn export_run(app: AppHandle, state: Shared<'_>, wanted: Wanted) -> Answer<ExportDone> {
    let dir = exports::dir(&app, &state)?;
    answer(|| exports::run(&app, &wanted, &dir))
}

#[tauri::command]
pub fn cancel_export(state: Shared<'_>) {
    state.cancel_export();
}

#[tauri::command(async)]
pub fn open_export(state: Shared<'_>) -> Answer<()> {
    exports::open(&state)
}

#[tauri::command(async)]
pub fn show_export(state: Shared<'_>) -> Answer<()> {
    exports::show_folder(&state)
}
