//! Imports, one after the other, on a thread of their own.

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

/// Where paths to be imported are sent.
struct Queue(Mutex<Sender<Work>>);

enum Work {
    /// The page listens.
    Ready,
    Import(Vec<PathBuf>, ImportOptions),
    Sample,
}

/// Starts the thread: it brings the index up to date, then imports what the program was started with, then waits.
pub fn begin(app: &AppHandle, args: Args) {
    let (send, receive) = channel();
    let mut first = Vec::new();
    if args.sample {
        first.push(Work::Sample);
    }
    if !args.files.is_empty() {
        first.push(Work::Import(args.files, ImportOptions::default()));
    }
    app.manage(Queue(Mutex::new(send)));
    let app = app.clone();
    std::thread::spawn(move || work(&app, first, &receive));
}

/// Lets what the program was started with begin: the page would otherwise miss its news.
pub fn page_is_ready(app: &AppHandle) {
    send(app, Work::Ready);
}

/// Imports files and folders when those before them are done.
pub fn add<R: Runtime>(app: &impl Manager<R>, paths: Vec<PathBuf>) {
    send(app, Work::Import(paths, ImportOptions::default()));
}

/// Imports a file once more, with what had been deleted from it.
pub fn look_for_deleted<R: Runtime>(app: &impl Manager<R>, path: PathBuf) {
    send(app, Work::Import(vec![path], ImportOptions { recover: true, ..ImportOptions::default() }));
}

/// Continues an import that ended early.
pub fn go_on<R: Runtime>(app: &impl Manager<R>, paths: Vec<PathBuf>, options: ImportOptions) {
    send(app, Work::Import(paths, options));
}

/// Imports the sample mail.
pub fn add_sample<R: Runtime>(app: &impl Manager<R>) {
    send(app, Work::Sample);
}

fn send<R: Runtime>(app: &impl Manager<R>, work: Work) {
    if let Ok(queue) = app.state::<Queue>().0.lock() {
        // The thread lives as long as the program.
        let _ = queue.send(work);
    }
}

fn work(app: &AppHandle, first: Vec<Work>, receive: &Receiver<Work>) {
    let state = app.state::<State>();
    let archive = Arc::clone(&state.archive);
    let turn = state.turn();
    if let Err(error) = archive.catch_up() {
        eprintln!("foundmail: the search index could not be brought up to date: {error}");
    }
    drop(turn);
    // A page that is gone needs no news.
    let _ = app.emit("caught_up", ());
    let mut waiting = Vec::new();
    // Something dropped before the page was ready comes after what the program was started with.
    while let Ok(work) = receive.recv() {
        match work {
            Work::Ready => break,
            work => waiting.push(work),
        }
    }
    for work in first.into_iter().chain(waiting).chain(receive) {
        let paths = match work {
            Work::Ready => continue,
            Work::Import(paths, options) => Ok((paths, options)),
            Work::Sample => sample::write(archive.dir()).map(|path| (vec![path], ImportOptions::default())),
        };
        match paths {
            Ok((paths, options)) => import(app, &archive, &paths, options),
            Err(error) => tell(app, &failed(format!("The sample mail could not be written: {error}"))),
        }
    }
}

fn import(app: &AppHandle, archive: &Archive, paths: &[PathBuf], options: ImportOptions) {
    let state = app.state::<State>();
    // Who takes a source out just now is waited for.
    let _turn = state.turn();
    let control = Arc::new(Control::new());
    state.set_running(Some(Running { control: Arc::clone(&control), view: None }));
    let mut told = |view: &ImportView| {
        state.set_running(Some(Running { control: Arc::clone(&control), view: Some(view.clone()) }));
        tell(app, view);
    };
    let result = catch_unwind(AssertUnwindSafe(|| archive.import(paths, options, &control, &mut told)));
    let last = state.running().and_then(|running| running.view);
    state.set_running(None);
    let message = match result {
        Ok(Ok(_)) => return,
        Ok(Err(error)) => error.view().message,
        Err(_) => {
            "Something in Foundmail broke. What was read before is safe; import the file again.".to_owned()
        }
    };
    // The page must hear of an end, whatever happened.
    let view = ImportView {
        state: ImportState::Failed,
        error: Some(message.clone()),
        ..last.unwrap_or_else(|| failed(message))
    };
    tell(app, &view);
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

fn tell(app: &AppHandle, view: &ImportView) {
    // A page that is gone needs no news.
    let _ = app.emit("import", view);
}
