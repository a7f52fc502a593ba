//! Runs imports one at a time, on a separate thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use foundmail_archive::view::{ImportState, ImportView};
use foundmail_archive::{Archive, Control, ImportOptions};
use tauri::{AppHandle, Emitter as _, Manager, Runtime};

use crate::args::Args;
use crate::sample;
use crate::state::{Running, State};

/// Sends requests to the import thread.
struct ImportQueue(Mutex<Sender<ImportRequest>>);

/// A request to the import thread.
enum ImportRequest {
    /// The page now receives events, so imports can start.
    Ready,
    Import(Vec<PathBuf>, ImportOptions),
    Sample,
}

/// Starts the import thread. The thread updates the index, imports the files from the command line, and then waits
/// for requests.
pub fn start(app: &AppHandle, args: Args) {
    let (send, receive) = channel();
    let mut first = Vec::new();
    if args.sample {
        first.push(ImportRequest::Sample);
    }
    if !args.files.is_empty() {
        first.push(ImportRequest::Import(args.files, ImportOptions::default()));
    }
    app.manage(ImportQueue(Mutex::new(send)));
    let app = app.clone();
    std::thread::spawn(move || run(&app, first, &receive));
}

/// Allows the first imports to start. Before this call, the page would miss their events.
pub fn page_is_ready(app: &AppHandle) {
    send(app, ImportRequest::Ready);
}

/// Imports files and folders after the imports that are already waiting.
pub fn add<R: Runtime>(app: &impl Manager<R>, paths: Vec<PathBuf>) {
    send(app, ImportRequest::Import(paths, ImportOptions::default()));
}

/// Imports a file again, and also recovers deleted items.
pub fn look_for_deleted<R: Runtime>(app: &impl Manager<R>, path: PathBuf) {
    send(app, ImportRequest::Import(vec![path], ImportOptions { recover: true, ..ImportOptions::default() }));
}

/// Continues an unfinished import.
pub fn continue_import<R: Runtime>(app: &impl Manager<R>, paths: Vec<PathBuf>, options: ImportOptions) {
    send(app, ImportRequest::Import(paths, options));
}

/// Imports the sample mail.
pub fn add_sample<R: Runtime>(app: &impl Manager<R>) {
    send(app, ImportRequest::Sample);
}

fn send<R: Runtime>(app: &impl Manager<R>, request: ImportRequest) {
    if let Ok(queue) = app.state::<ImportQueue>().0.lock() {
        // Sending cannot fail, because the import thread never ends before the program.
        let _ = queue.send(request);
    }
}

fn run(app: &AppHandle, first: Vec<ImportRequest>, receive: &Receiver<ImportRequest>) {
    let state = app.state::<State>();
    let archive = Arc::clone(&state.archive);
    let turn = state.turn();
    if let Err(error) = archive.catch_up() {
        eprintln!("foundmail: the search index could not be updated: {error}");
    }
    drop(turn);
    // Emitting fails only if the page has ended, which then needs no events.
    let _ = app.emit("caught_up", ());
    let mut waiting = Vec::new();
    // Files that were dropped before the page was ready are imported after those from the command line.
    while let Ok(request) = receive.recv() {
        match request {
            ImportRequest::Ready => break,
            request => waiting.push(request),
        }
    }
    for request in first.into_iter().chain(waiting).chain(receive) {
        let paths = match request {
            ImportRequest::Ready => continue,
            ImportRequest::Import(paths, options) => Ok((paths, options)),
            ImportRequest::Sample => {
                sample::write(archive.dir()).map(|path| (vec![path], ImportOptions::default()))
            }
        };
        match paths {
            Ok((paths, options)) => import(app, &archive, &paths, options),
            Err(error) => emit_view(app, &failed(format!("The sample mail could not be written: {error}"))),
        }
    }
}

fn import(app: &AppHandle, archive: &Archive, paths: &[PathBuf], options: ImportOptions) {
    let state = app.state::<State>();
    // Waits while a source is being removed.
    let _turn = state.turn();
    let control = Arc::new(Control::new());
    state.set_running(Some(Running { control: Arc::clone(&control), view: None }));
    let mut progress = |view: &ImportView| {
        state.set_running(Some(Running { control: Arc::clone(&control), view: Some(view.clone()) }));
        emit_view(app, view);
    };
    let result = catch_unwind(AssertUnwindSafe(|| archive.import(paths, options, &control, &mut progress)));
    let last = state.running().and_then(|running| running.view);
    state.set_running(None);
    let message = match result {
        Ok(Ok(_)) => return,
        Ok(Err(error)) => error.view().message,
        Err(_) => {
            "Something went wrong in Foundmail. The mail that was already read is safe. Import the file again."
                .to_owned()
        }
    };
    // Without an end, the page would show the import as running forever.
    let view = ImportView {
        state: ImportState::Failed,
        error: Some(message.clone()),
        ..last.unwrap_or_else(|| failed(message))
    };
    emit_view(app, &view);
}

fn failed(message: String) -> ImportView {
    ImportView {
        id: 0,
        started: 0,
        state: ImportState::Failed,
        can_continue: false,
        files: Vec::new(),
        indexed: 1.0,
        seconds: 0.0,
        report: None,
        error: Some(message),
    }
}

fn emit_view(app: &AppHandle, view: &ImportView) {
    // Emitting fails only if the page has ended, which then needs no events.
    let _ = app.emit("import", view);
}
