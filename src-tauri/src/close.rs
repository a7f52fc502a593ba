//! Closing the window while mail is being added.

use std::time::{Duration, Instant};

use tauri::{AppHandle, Emitter as _, Manager as _, Window, WindowEvent};

use crate::state::State;

/// The longest wait for the end of an import. Everything stored by then is safe in any case.
const PATIENCE: Duration = Duration::from_secs(20);
const AGAIN: Duration = Duration::from_millis(50);

/// Asks first where an import runs: the page shows the question.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let state = window.state::<State>();
    if state.running().is_none() {
        return;
    }
    api.prevent_close();
    if state.wishes_again_to_close() || window.emit("closing", ()).is_err() {
        let app = window.app_handle().clone();
        // The window goes on drawing while the import ends.
        std::thread::spawn(move || end_import_and_close(&app, &app.state::<State>()));
    }
}

/// Ends the running import, so that it can be continued, and then the program.
pub fn end_import_and_close(app: &AppHandle, state: &State) {
    let began = Instant::now();
    while let Some(running) = state.running().filter(|_| began.elapsed() < PATIENCE) {
        running.control.close();
        std::thread::sleep(AGAIN);
    }
    app.exit(0);
}
